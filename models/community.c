/* Community: some customers join it, few of them contribute, fewer still advocate, and money keeps it going.
 *
 *   who          a new customer joins with probability join; of the members a share contribute contributes and a share
 *                advocate would advocate: traits of the person. He is an advocate in every step that he begins as a
 *                promoter, and a contributor in the others. Who leaves the firm leaves the community.
 *   activity     a = 1 - exp(-money of budget.community per member and week / scale), members of the step before
 *   contributing contributors and advocates contribute at contribute_rate * a a week each
 *
 * Touchpoints, each with its own switch; c: contributions per 1,000 agents and week in the step before:
 *
 *   awareness      contributions turn wheels: per_contribution of [wheel NAME]
 *   consideration  consider x 1 + consideration_lift (1 - exp(-c / content_scale))
 *   onboarding     satisfaction of a new member + onboarding_lift a, in the step after he joined
 *   support        routine service cases x 1 - support_share a * members / customers
 *   feedback       friction found so far: dx/dt = feedback_rate a (1 - x), joined with what surveys found
 *   recruitment    an advocate asks a friend, beyond the referral programme, at hazard recruit_rate * a; the rest is
 *                  the programme's
 *
 * Nielsen 2006: of a hundred members ninety only read, nine contribute now and then, one all the time. How strong the
 * touchpoints are is chosen. Without money a is 0 and nothing happens. */
#include "models/community.h"
#include "models/budget.h"
#include "models/market.h"
#include "models/referral.h"
#include "models/satisfaction.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* clang-format off */
#define COMMUNITY_PARAMS(X, S) \
    X(S, SWITCH, enabled,         0,    0, 1, "", "Whether there is a community.") \
    X(S, SHARE,  join,            0.60, 0, 1, "", "New customers who join (chosen).") \
    X(S, SHARE,  contribute,      0.09, 0, 1, "", "Members who contribute (Nielsen 2006: 9 %).") \
    X(S, SHARE,  advocate,        0.01, 0, 1, "", "Members who advocate while they are promoters, and contribute else (Nielsen 2006: 1 % lead).") \
    X(S, MONEY,  scale,           0.1,  1e-9, 1e12, "money", "Money per member and week at which 63 % of the community's full activity is reached (chosen).") \
    X(S, RATE,   contribute_rate, 0.5,  0, 100, "/week", "Contributions of a contributor or advocate in a fully active community (chosen).") \
    X(S, SWITCH, awareness,       1,    0, 1, "", "Touchpoint: whether contributions turn wheels, by their per_contribution.") \
    X(S, SWITCH, consideration,   1,    0, 1, "", "Touchpoint: whether prospects find in the community what helps them to decide.") \
    X(S, NUMBER, consideration_lift, 0.1, 0, 100, "", "What very many contributions add to the hazard from prospect to lead (chosen).") \
    X(S, NUMBER, content_scale,   1,    1e-9, 1e9, "/1000 agents/week", "Contributions per 1,000 agents and week at which 63 % of that is reached (chosen).") \
    X(S, SWITCH, onboarding,      1,    0, 1, "", "Touchpoint: whether members help new ones to get started.") \
    X(S, SHARE,  onboarding_lift, 0.02, 0, 1, "", "What that adds to a new member's satisfaction in a fully active community (chosen).") \
    X(S, SWITCH, support,         1,    0, 1, "", "Touchpoint: whether members help each other, so that fewer cases reach people: see [service].") \
    X(S, SHARE,  support_share,   0.25, 0, 1, "", "Routine cases of members that a fully active community solves (chosen).") \
    X(S, SWITCH, feedback,        1,    0, 1, "", "Touchpoint: whether the community finds friction, for levers to remove: see [lever NAME].") \
    X(S, HAZARD, feedback_rate,   0.02, 0, 100, "/week", "How fast a fully active community finds the friction that is not found yet (chosen).") \
    X(S, SWITCH, recruitment,     1,    0, 1, "", "Touchpoint: whether advocates bring friends into the referral programme by themselves.") \
    X(S, HAZARD, recruit_rate,    0.2,  0, 100, "/week", "How often an advocate of a fully active community asks a friend, beyond referral.ask_rate (chosen).")
/* clang-format on */

struct community_params {
    COMMUNITY_PARAMS(FLY_PARAM_FIELD, )
};

static const struct fly_param rows[] = {COMMUNITY_PARAMS(FLY_PARAM_ROW, community_params)};
static const struct fly_param_table table =
    FLY_PARAM_TABLE("community", community_params, rows, "Customers among themselves, and what that does for others.");
static const struct fly_param_table *const params[] = {&table, NULL};

/* What the column holds: a role, and beside it two marks. */
enum role { OUTSIDE, MEMBER, CONTRIBUTOR, ADVOCATE };
enum { ROLES = 3, WOULD_ADVOCATE = 4, IS_NEW = 8 };

static size_t role_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    static const char *const names[] = {"member", "contributor", "advocate"};
    (void)scenario;
    memcpy(labels, names, sizeof names);
    return FLY_COUNT(names);
}
static const struct fly_dim role_dim = {"role", "What a member does in the community: reads, contributes, advocates.",
                                        role_labels, NULL};

static const struct fly_series series[] = {
    {"community", FLY_STOCK, &role_dim, "agents", "Members of the community, each in one role."},
    {"contributions", FLY_FLOW, NULL, "contributions", "Contributions to the community."},
    {"community_activity", FLY_REAL, NULL, "1", "How active the community is: 0 without money, 1 at most."},
};

static const struct fly_kpi kpis[] = {
    {"community_members", "agents", FLY_HIGHER, NULL, "Members of the community at the end, whatever their role.",
     "sum of community over roles, in the last week"},
};

static const struct fly_column columns[] = {{"community", sizeof(uint8_t), true}};

#define TRAITS_CALL "community.traits"
#define MEMBER_CALL "community.member"
static const struct fly_slot slots[] = {
    {TRAITS_CALL, 0, "whether a customer joins the community"},
    {TRAITS_CALL, 1, "the role he has in it"},
    {MEMBER_CALL, 0, "number of contributions"},
    {MEMBER_CALL, 1, "whether an advocate asks a friend"},
};

struct community {
    const struct community_params *p;
    const struct fly_satisfaction *satisfaction;
    const void *referral; /* NULL: no programme */
    uint8_t *column;
    uint32_t traits_call, member_call;
    uint64_t join_threshold, advocate_threshold, contribute_threshold; /* the last two cumulative */
    double activity, content, found;                                   /* a, c, x */
    double onboarding, mean, exp_minus_mean;                           /* lift; contributions of one in a step */
    int64_t members;                                                   /* at the end of the step before */
    size_t of_community, of_contributions, of_activity;
};

static bool enabled(const struct fly_scenario *scenario)
{
    return ((const struct community_params *)fly_scenario_values(scenario, &table))->enabled;
}

bool fly_community_finds_friction(const struct fly_scenario *scenario)
{
    const struct community_params *p = fly_scenario_values(scenario, &table);
    return !fly_scenario_is_sound(scenario, &table) || (p->enabled && p->feedback);
}

/* ---- what does not fit together ---- */

static void check_money(const struct fly_scenario *scenario, const struct community_params *p,
                        struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &fly_budget_table)) return;
    const struct fly_origin on = fly_scenario_origin(scenario, &table, "", "enabled");
    const bool has_money = fly_budget_check_share(scenario, "community", p->enabled, "there is no community", found);
    if (p->enabled && !has_money)
        fly_diagnose(found, FLY_WARNING, on.file, on.line,
                     "the community is never active: it has no money (budget.community, budget.weekly)");
}

static void check(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &table)) return;
    const struct community_params *p = fly_scenario_values(scenario, &table);
    struct fly_origin at = fly_origin_or(fly_scenario_origin(scenario, &table, "", "advocate"),
                                         fly_scenario_origin(scenario, &table, "", "contribute"));
    if (p->contribute + p->advocate > 1)
        fly_diagnose(
            found, FLY_ERROR, at.file, at.line,
            "community.contribute and community.advocate add up to %.6g: shares of the members, they may not be "
            "more than 1",
            p->contribute + p->advocate);
    at = fly_scenario_origin(scenario, &table, "", "recruitment");
    if (p->enabled && p->recruitment && at.file && !fly_referral_is_on(scenario))
        fly_diagnose(found, FLY_WARNING, at.file, at.line,
                     "community.recruitment does nothing: there is no referral programme (referral.enabled = no)");
    check_money(scenario, p, found);
}

/* ---- the rates of a step ---- */

static void set_thresholds(struct community *c, const struct community_params *p)
{
    c->join_threshold = fly_threshold(p->join);
    c->advocate_threshold = fly_threshold(p->advocate);
    c->contribute_threshold = fly_threshold(fly_clamp(p->advocate + p->contribute));
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct community *c = state;
    (void)error;
    c->satisfaction = fly_satisfaction_of(world);
    c->referral = fly_world_state(world, "referral");
    c->column = fly_world_column(world, "community");
    c->traits_call = fly_call_number(TRAITS_CALL);
    c->member_call = fly_call_number(MEMBER_CALL);
    c->of_community = fly_world_series(world, "community");
    c->of_contributions = fly_world_series(world, "contributions");
    c->of_activity = fly_world_series(world, "community_activity");
    set_thresholds(c, fly_world_values(world, &table));
    fly_market_of(world)->wanted[FLY_COMMUNITY] = INT64_MAX;
    return FLY_OK;
}

/* A rate is no hazard: in discrete time too it is the mean. Inversion of the Poisson law needs one that exp(-mean) can
 * hold. */
static void set_contributions(struct fly_world *world, struct community *c, double rate)
{
    c->mean = rate * world->setup->step_weeks;
    if (c->mean > 500) {
        fly_world_fail(world,
                       "a member would contribute %.0f times in one step; at most 500 are allowed: lower "
                       "community.contribute_rate or time.step",
                       c->mean);
        c->mean = 0;
    }
    c->exp_minus_mean = exp(-c->mean);
}

/* What the community does for those outside it. */
static void reach_out(const struct fly_world *world, struct community *c, const struct community_params *p)
{
    struct fly_market *market = fly_market_of(world);
    const double customers = (double)world->n_stage[FLY_CUSTOMER];
    if (p->consideration)
        market->rate[FLY_RATE_OF_CONSIDER] *= 1 + p->consideration_lift * fly_saturate(c->content, p->content_scale);
    if (p->support && c->members)
        market->deflection_left *= 1 - p->support_share * c->activity * (double)c->members / customers;
    if (!p->feedback) return;
    c->found += (1 - c->found) * fly_chance(world, p->feedback_rate * c->activity);
    market->found = 1 - (1 - market->found) * (1 - c->found);
}

static void open_step(struct fly_world *world, void *state)
{
    struct community *c = state;
    const struct community_params *p = fly_world_values(world, &table);
    const int64_t money = fly_market_of(world)->activity[FLY_COMMUNITY];
    c->p = p;
    c->activity = fly_saturate(fly_per_head(world, money, (uint64_t)c->members), p->scale);
    c->onboarding = p->onboarding ? p->onboarding_lift * c->activity : 0;
    set_thresholds(c, p);
    set_contributions(world, c, p->contribute_rate * c->activity);
    reach_out(world, c, p);
}

/* ---- members ---- */

static void change_role(struct fly_block *block, const struct community *c, uint8_t *held, enum role to)
{
    const enum role from = (enum role)(*held & ROLES);
    if (from == to) return;
    if (from != OUTSIDE) fly_block_count(block, c->of_community + from - MEMBER, -1);
    if (to != OUTSIDE) fly_block_count(block, c->of_community + to - MEMBER, 1);
    *held = (uint8_t)((*held & (unsigned)~ROLES) | to);
}

static void recruit(struct fly_block *block, const struct community *c, uint32_t agent, uint32_t word)
{
    const struct fly_market *market = fly_market_of(block->world);
    if (!c->p->recruitment || !c->referral) return;
    const double h = c->p->recruit_rate * c->activity * market->rate[FLY_RATE_OF_REFER] *
                     fly_segment_params_of(market, block->class_of[agent])->referral;
    if (word < fly_threshold(fly_chance(block->world, h))) fly_referral_ask(block, c->referral, agent, 1);
}

/* A step of a member who is new, or does more than read. */
static void take_part(struct fly_block *block, const struct community *c, uint32_t agent)
{
    const struct fly_world *world = block->world;
    uint8_t *held = &c->column[block->row + agent];
    if (*held & IS_NEW && c->onboarding > 0) fly_satisfaction_add(block, c->satisfaction, agent, c->onboarding);
    *held &= (uint8_t)~IS_NEW;
    if (*held & WOULD_ADVOCATE)
        change_role(block, c, held,
                    fly_attitude_of(c->satisfaction->column[block->row + agent]) == FLY_PROMOTER ? ADVOCATE
                                                                                                 : CONTRIBUTOR);
    const enum role role = (enum role)(*held & ROLES);
    if (role == MEMBER || c->activity <= 0) return;
    const struct fly_words draw = fly_draw(world->dynamics, block->first + agent, world->step, c->member_call, 0);
    fly_block_count(block, c->of_contributions, fly_poisson(c->mean, c->exp_minus_mean, draw.w[0]));
    if (role == ADVOCATE) recruit(block, c, agent, draw.w[1]);
}

/* Most customers stand outside or only read. */
static void act(struct fly_block *block, const void *state)
{
    const struct community *c = state;
    uint32_t n;
    if (!block->n_stage[FLY_CUSTOMER]) return;
    const uint16_t *list = fly_block_list(block, FLY_CUSTOMER, &n);
    for (uint32_t k = 0; k < n; k++)
        if (c->column[block->row + list[k]] > MEMBER) take_part(block, c, list[k]);
}

static void join(struct fly_block *block, const struct community *c, uint32_t agent)
{
    const struct fly_world *world = block->world;
    uint8_t *held = &c->column[block->row + agent];
    const struct fly_words draw = fly_draw(world->population, block->first + agent, 0, c->traits_call, 0);
    if (draw.w[0] >= c->join_threshold) return;
    if (world->step) *held |= IS_NEW;
    if (draw.w[1] < c->advocate_threshold) *held |= WOULD_ADVOCATE;
    change_role(block, c, held, draw.w[1] < c->contribute_threshold ? CONTRIBUTOR : MEMBER);
}

static void moved(struct fly_block *block, const void *state, const struct fly_move *moves, uint32_t n_moves)
{
    const struct community *c = state;
    for (uint32_t k = 0; k < n_moves; k++) {
        uint8_t *held = &c->column[block->row + moves[k].agent];
        if (moves[k].from == FLY_CUSTOMER) {
            change_role(block, c, held, OUTSIDE);
            *held = 0;
        }
        if (moves[k].to == FLY_CUSTOMER) join(block, c, moves[k].agent);
    }
}

/* ---- the end of a step ---- */

int64_t fly_community_content(const struct fly_world *world)
{
    const struct community *c = fly_world_state(world, "community");
    const struct community_params *p = fly_world_values(world, &table);
    return c && p->awareness ? world->counts[c->of_contributions] : 0;
}

static void close_step(struct fly_world *world, void *state)
{
    struct community *c = state;
    c->members = 0;
    for (size_t role = 0; role < ADVOCATE; role++)
        c->members += world->counts[c->of_community + role];
    assert(c->members <= (int64_t)world->n_stage[FLY_CUSTOMER]);
    c->content =
        (double)world->counts[c->of_contributions] / world->setup->step_weeks / (world->setup->n_agents / 1000.0);
    world->reals[c->of_activity] = c->activity;
}

static void finish(const struct fly_world *world, const void *state, double *kpi)
{
    (void)world;
    kpi[0] = (double)((const struct community *)state)->members;
}

const struct fly_mechanism fly_community_mechanism = {
    .name = "community",
    .doc = "Customers among themselves: they help, write, and bring others.",
    .params = params,
    .series = series,
    .n_series = FLY_COUNT(series),
    .kpis = kpis,
    .n_kpis = FLY_COUNT(kpis),
    .columns = columns,
    .n_columns = FLY_COUNT(columns),
    .slots = slots,
    .n_slots = FLY_COUNT(slots),
    .state_size = sizeof(struct community),
    .enabled = enabled,
    .check = check,
    .start = start,
    .open_step = open_step,
    .act = act,
    .moved = moved,
    .close_step = close_step,
    .finish = finish,
};
