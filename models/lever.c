/* Levers: what is done about friction, what it costs, and how friction comes back.
 *
 *   A lever begins in the first step at or after `start` in which what it costs at once and the first weekly cost are
 *   saved up. From then on it is kept up, for `duration`, in every step that can pay its weekly cost:
 *
 *   kept up       dL/dt = 1 / ramp, up to 1         level L, from 0
 *   not kept up   dL/dt = - creep L                 over, or no money: friction creeps back
 *   friction      phi_k <- phi_k (1 - r_k L e)      reduction r_k of each kind k, at one stage or all
 *   handoffs      h <- h - n L e                    e = 1, or the share of friction that feedback or the
 *                 community has found
 *
 * Levers that work on the same friction multiply. With trigger = feedback a lever does not begin before something has
 * been found. Money is saved from the start on for all levers that begin before the end. Those that run are paid first,
 * then those that wait, both in the order of the file; what an earlier one waits for is not spent on a later one.
 *
 * What a lever does says which friction it can reduce (the three kinds are those of HubSpot's flywheel: automate what
 * repeats itself, give teams the same goals, reorganise them):
 *   automate       pricing, channel, navigation, service, data: what machines show, find, answer and pass on
 *   shared_goals   product, pricing, service, handoff, alignment: what nobody mended because it was nobody's goal
 *   reorganise     product, channel, service, handoff, alignment, and the number of handoffs
 *
 * Reduces to completion kappa (1 - f) / (kappa (1 - f) + delta (1 + g f)) with f = 1 - product of
 * (1 - phi_k (1 - r_k)) at full level. */
#include "models/lever.h"
#include "models/budget.h"
#include "models/community.h"
#include "models/feedback.h"
#include "models/handoff.h"
#include "models/market.h"

#include <math.h>
#include <stdio.h>

enum { MAX_LEVERS = 32 };
enum lever_kind { AUTOMATE, SHARED_GOALS, REORGANISE, N_LEVER_KINDS };
enum trigger { PLAN, FEEDBACK };

/* clang-format off */
#define LEVER_PARAMS(X, S) /* the reductions in the order of FLY_FRICTION_KINDS */ \
    X(S, SHARE,    product,    0, 0, 1, "", "Share of product friction that it removes.") \
    X(S, SHARE,    pricing,    0, 0, 1, "", "The same of pricing friction.") \
    X(S, SHARE,    channel,    0, 0, 1, "", "The same of channel friction.") \
    X(S, SHARE,    navigation, 0, 0, 1, "", "The same of navigation friction.") \
    X(S, SHARE,    service,    0, 0, 1, "", "The same of service friction.") \
    X(S, SHARE,    handoff,    0, 0, 1, "", "The same of handoff friction.") \
    X(S, SHARE,    alignment,  0, 0, 1, "", "The same of alignment friction.") \
    X(S, SHARE,    data,       0, 0, 1, "", "The same of data friction.") \
    X(S, NUMBER,   handoffs,   0, 0, 100, "", "Handoffs that it removes, of handoff.count (reorganise only).") \
    X(S, SWITCH,   enabled,    1, 0, 1, "", "Whether the lever is used.") \
    X(S, CHOICE,   kind,       0, 0, 2, "automate|shared_goals|reorganise", "What is done, and so what it may remove: pricing, channel, navigation, service, data; product, pricing, service, handoff, alignment; or product, channel, service, handoff, alignment and handoffs (chosen).") \
    X(S, CHOICE,   stage,      3, 0, 3, "attract|engage|delight|all", "The stage whose friction it reduces.") \
    X(S, CHOICE,   trigger,    0, 0, 1, "plan|feedback", "plan: it works on all friction; feedback: on the share that feedback has found, and not before.") \
    X(S, MONEY,    cost_once,  0, 0, 1e9, "money", "Cost at its start per 1,000 agents; a lever that costs nothing is not fair to a strategy without it.") \
    X(S, MONEY,    cost_weekly, 0, 0, 1e9, "money", "Cost per week and 1,000 agents while it is kept up.") \
    X(S, DURATION, start,      0, 0, 1e6, "weeks", "When it begins at the earliest.") \
    X(S, DURATION, duration,   INFINITY, 0.01, INFINITY, "weeks", "How long it is kept up; inf: for ever.") \
    X(S, DURATION, ramp,       8, 0, 1e6, "weeks", "Time to its full effect (chosen).") \
    X(S, HAZARD,   creep,      0.02, 0, 100, "/week", "How fast friction comes back when the lever is not kept up (chosen).")
/* clang-format on */

struct lever_params {
    LEVER_PARAMS(FLY_PARAM_FIELD, )
};

static const struct fly_param rows[] = {LEVER_PARAMS(FLY_PARAM_ROW, lever_params)};
static const struct fly_param_table table = FLY_PARAM_TABLE_REPEATED(
    "lever", lever_params, rows, NULL, "Something that is done about friction, paid from the share of levers.");
static const struct fly_param_table *const params[] = {&table, NULL};

/* Rows behind the reductions of friction: the one of handoffs removed. */
enum { OF_HANDOFFS = FLY_N_FRICTION_KINDS, N_REDUCTIONS };

/* clang-format off */
static const bool can_reduce[N_LEVER_KINDS][N_REDUCTIONS] = {
    [AUTOMATE] = {[FLY_FRICTION_OF_pricing] = true, [FLY_FRICTION_OF_channel] = true,
        [FLY_FRICTION_OF_navigation] = true, [FLY_FRICTION_OF_service] = true, [FLY_FRICTION_OF_data] = true},
    [SHARED_GOALS] = {[FLY_FRICTION_OF_product] = true, [FLY_FRICTION_OF_pricing] = true,
        [FLY_FRICTION_OF_service] = true, [FLY_FRICTION_OF_handoff] = true, [FLY_FRICTION_OF_alignment] = true},
    [REORGANISE] = {[FLY_FRICTION_OF_product] = true, [FLY_FRICTION_OF_channel] = true,
        [FLY_FRICTION_OF_service] = true, [FLY_FRICTION_OF_handoff] = true, [FLY_FRICTION_OF_alignment] = true,
        [OF_HANDOFFS] = true},
};
/* clang-format on */

static size_t lever_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    size_t n;
    const struct fly_section *lever = fly_scenario_instances(scenario, &table, &n);
    if (n > MAX_LEVERS) n = MAX_LEVERS;
    for (size_t k = 0; k < n; k++)
        labels[k] = lever[k].name;
    return n;
}
static const struct fly_dim lever_dim = {"lever", "Something that is done about friction.", lever_labels, NULL};

static const struct fly_series series[] = {
    {"lever_level", FLY_REAL, &lever_dim, "1",
     "Share of its full effect that a lever has, by its ramp and by what feedback has found."},
};

struct lever {
    uint32_t begun; /* step; 0: not yet */
    double level;   /* L */
};

struct levers {
    struct lever of[MAX_LEVERS];
    size_t of_level;
};

static double reduction(const struct lever_params *p, size_t what)
{
    return fly_param_number(&rows[what], p);
}

/* ---- checks ---- */

static bool any_enabled(const struct fly_scenario *scenario)
{
    size_t n;
    const struct fly_section *lever = fly_scenario_instances(scenario, &table, &n);
    for (size_t k = 0; k < n; k++)
        if (((const struct lever_params *)lever[k].values)->enabled) return true;
    return false;
}

static struct fly_origin origin(const struct fly_scenario *scenario, const struct fly_section *lever, const char *key)
{
    return fly_origin_or(fly_scenario_origin(scenario, &table, lever->name, key), lever->where);
}

/* "pricing, channel or data" */
static void list_reductions(enum lever_kind kind, char *text, size_t size)
{
    size_t left = 0, used = 0;
    for (size_t what = 0; what < N_REDUCTIONS; what++)
        left += can_reduce[kind][what];
    for (size_t what = 0; what < N_REDUCTIONS; what++)
        if (can_reduce[kind][what]) {
            left--;
            const char *then = left > 1 ? ", " : left == 1 ? " or " : "";
            used += (size_t)snprintf(text + used, size - used, "%s%s", rows[what].name, then);
        }
}

/* What it reduces must be what it can reduce, and something. */
static void check_reductions(const struct fly_scenario *scenario, const struct fly_section *lever,
                             struct fly_diagnostics *found)
{
    static const char *const kinds[N_LEVER_KINDS] = {"automate", "shared_goals", "reorganise"};
    const struct lever_params *p = lever->values;
    bool any = false;
    char allowed[128];
    list_reductions((enum lever_kind)p->kind, allowed, sizeof allowed);
    for (size_t what = 0; what < N_REDUCTIONS; what++) {
        if (reduction(p, what) <= 0) continue;
        any = true;
        if (can_reduce[p->kind][what]) continue;
        const struct fly_origin at = origin(scenario, lever, rows[what].name);
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "a lever of kind '%s' cannot reduce %s; it can reduce %s (or set lever.%s.kind to another kind)",
                     kinds[p->kind], rows[what].name, allowed, lever->name);
    }
    if (!any)
        fly_diagnose(found, FLY_WARNING, lever->where.file, lever->where.line,
                     "[lever %s] reduces nothing: set one of %s above 0", lever->name, allowed);
    const struct fly_handoff_params *handoff = fly_scenario_values(scenario, &fly_handoff_table);
    const struct fly_origin at = origin(scenario, lever, "handoffs");
    if (p->handoffs > 0 && !handoff->enabled)
        fly_diagnose(found, FLY_WARNING, at.file, at.line,
                     "[lever %s] removes handoffs, but there are none (handoff.enabled = no)", lever->name);
}

/* A lever that can never begin is hardly meant. */
static void check_start(const struct fly_scenario *scenario, const struct fly_section *lever,
                        struct fly_diagnostics *found)
{
    const struct lever_params *p = lever->values;
    const struct fly_budget_params *budget = fly_scenario_values(scenario, &fly_budget_table);
    const struct fly_feedback_params *feedback = fly_scenario_values(scenario, &fly_feedback_table);
    const struct fly_time_params *time = fly_scenario_values(scenario, &fly_time_table);
    const struct fly_origin start = origin(scenario, lever, "start"), trigger = origin(scenario, lever, "trigger");
    const struct fly_origin price = origin(scenario, lever, "cost_once");
    if (p->start >= time->horizon)
        fly_diagnose(found, FLY_WARNING, start.file, start.line,
                     "[lever %s] never begins: it starts in week %g, and time.horizon is %g weeks", lever->name,
                     p->start, time->horizon);
    if (p->trigger == FEEDBACK && !feedback->enabled && !fly_community_finds_friction(scenario))
        fly_diagnose(found, FLY_WARNING, trigger.file, trigger.line,
                     "[lever %s] never begins: it waits for feedback, and there is none (feedback.enabled = no)",
                     lever->name);
    const double saved = budget->weekly * budget->levers * time->horizon;
    if (saved > 0 && p->cost_once > saved && budget->reinvest <= 0)
        fly_diagnose(
            found, FLY_WARNING, price.file, price.line,
            "[lever %s] never begins: cost_once = %g is more than its share of the budget comes to in all, %g; "
            "what is saved for it is lost to others",
            lever->name, p->cost_once, saved);
    if ((p->cost_once > 0 || p->cost_weekly > 0) && (budget->levers <= 0 || !fly_budget_exists(budget)))
        fly_diagnose(found, FLY_WARNING, lever->where.file, lever->where.line,
                     "[lever %s] never begins: it costs money and has none (budget.levers, budget.weekly)",
                     lever->name);
}

/* Money for levers, and none that costs anything; or feedback that nobody acts on. */
static void check_use(const struct fly_scenario *scenario, const struct fly_section *lever, size_t n,
                      struct fly_diagnostics *found)
{
    const struct fly_budget_params *budget = fly_scenario_values(scenario, &fly_budget_table);
    const struct fly_feedback_params *feedback = fly_scenario_values(scenario, &fly_feedback_table);
    const struct fly_origin share = fly_scenario_origin(scenario, &fly_budget_table, "", "levers");
    const struct fly_origin on = fly_scenario_origin(scenario, &fly_feedback_table, "", "enabled");
    bool costs = feedback->enabled && feedback->cost > 0, waits = false;
    for (size_t k = 0; k < n; k++) {
        const struct lever_params *p = lever[k].values;
        costs |= p->enabled && (p->cost_once > 0 || p->cost_weekly > 0);
        waits |= p->enabled && p->trigger == FEEDBACK;
    }
    if (!costs && budget->levers > 0 && fly_budget_exists(budget))
        fly_diagnose(found, FLY_WARNING, share.file, share.line,
                     "budget.levers has money but no lever costs any ([lever NAME], [feedback]): budget.unspent says "
                     "where it goes");
    if (!waits && feedback->enabled)
        fly_diagnose(found, FLY_WARNING, on.file, on.line,
                     "feedback finds friction and nobody acts on it: no [lever NAME] has trigger = feedback");
}

static void check(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    const struct fly_param_table *const looked_at[] = {&table, &fly_budget_table, &fly_feedback_table,
                                                       &fly_handoff_table, &fly_time_table};
    for (size_t k = 0; k < FLY_COUNT(looked_at); k++)
        if (!fly_scenario_is_sound(scenario, looked_at[k])) return;
    size_t n;
    const struct fly_section *lever = fly_scenario_instances(scenario, &table, &n);
    check_use(scenario, lever, n, found);
    for (size_t k = 0; k < n; k++) {
        if (k == MAX_LEVERS)
            fly_diagnose(found, FLY_ERROR, lever[k].where.file, lever[k].where.line,
                         "[lever %s] is one lever too many: at most %d are allowed", lever[k].name, MAX_LEVERS);
        if (!((const struct lever_params *)lever[k].values)->enabled) continue;
        check_reductions(scenario, &lever[k], found);
        check_start(scenario, &lever[k], found);
        fly_budget_check_size(scenario, &table, lever[k].name, "cost_weekly",
                              ((const struct lever_params *)lever[k].values)->cost_weekly, found);
    }
}

/* ---- money and time ---- */

static int64_t cost_at_once(const struct fly_world *world, const struct lever_params *p)
{
    return llround(100 * p->cost_once * (world->setup->n_agents / 1000.0));
}

/* The first step that begins at or after the lever's start; beyond all steps when there is none. */
static uint32_t first_step(const struct fly_world *world, const struct lever_params *p)
{
    const double before = ceil(p->start / world->setup->step_weeks - 1e-9);
    return before < world->setup->n_steps ? 1 + (uint32_t)before : UINT32_MAX;
}

/* Whether it has begun and is not over. */
static bool runs(const struct fly_world *world, const struct lever_params *p, const struct lever *lever)
{
    return lever->begun && world->step - lever->begun < fly_steps(world, p->duration);
}

/* What it is to begin in this step. */
static int64_t cost_to_begin(struct fly_world *world, const struct lever_params *p)
{
    return cost_at_once(world, p) + fly_budget_of_step(world, p->cost_weekly, world->step);
}

/* Weekly costs of those that run, and all that those need that wait. */
int64_t fly_lever_wanted(struct fly_world *world)
{
    const struct levers *levers = fly_world_state(world, "lever");
    const bool feedback_on =
        fly_world_state(world, "feedback") != NULL || fly_community_finds_friction(world->setup->scenario);
    size_t n;
    const struct fly_section *section = fly_world_instances(world, &table, &n);
    int64_t sum = 0;
    for (size_t k = 0; levers && k < n; k++) {
        const struct lever_params *p = section[k].values;
        const struct lever *lever = &levers->of[k];
        if (!p->enabled || (p->trigger == FEEDBACK && !feedback_on)) continue;
        if (!lever->begun && first_step(world, p) <= world->setup->n_steps)
            fly_world_add(world, &sum, cost_to_begin(world, p));
        else if (runs(world, p, lever))
            fly_world_add(world, &sum, fly_budget_of_step(world, p->cost_weekly, world->step));
    }
    return sum;
}

static bool pay(struct fly_world *world, int64_t cost)
{
    if (cost > fly_budget_purse(world)) return false;
    fly_budget_pay_lever(world, cost);
    return true;
}

/* Begins those that are due and can be paid; what earlier ones wait for is set aside. */
static void begin_levers(struct fly_world *world, struct levers *levers, const struct fly_section *section, size_t n,
                         bool *kept_up)
{
    int64_t set_aside = 0;
    for (size_t k = 0; k < n; k++) {
        const struct lever_params *p = section[k].values;
        struct lever *lever = &levers->of[k];
        if (!p->enabled || lever->begun || world->step < first_step(world, p)) continue;
        if (p->trigger == FEEDBACK && fly_market_of(world)->found <= 0) continue;
        const int64_t cost = cost_to_begin(world, p);
        if (cost > 0 && cost > fly_budget_purse(world) - set_aside) {
            fly_world_add(world, &set_aside, cost);
            continue;
        }
        kept_up[k] = pay(world, cost);
        lever->begun = world->step;
    }
}

/* ---- effect ---- */

static void change_level(const struct fly_world *world, const struct lever_params *p, struct lever *lever, bool kept_up)
{
    if (!kept_up)
        lever->level *= 1 - fly_chance(world, p->creep);
    else if (p->ramp > 0)
        lever->level = fmin(lever->level + world->setup->step_weeks / p->ramp, 1);
    else
        lever->level = 1;
}

/* Share of its full effect that a lever has. */
static double effect(const struct fly_world *world, const struct lever_params *p, const struct lever *lever)
{
    return lever->level * (p->trigger == FEEDBACK ? fly_market_of(world)->found : 1);
}

static void reduce(struct fly_market *market, const struct lever_params *p, double by)
{
    for (int stage = 0; stage < FLY_N_FRICTION; stage++) {
        if (p->stage != stage && p->stage != FLY_N_FRICTION) continue;
        for (size_t kind = 0; kind < FLY_N_FRICTION_KINDS; kind++)
            if (can_reduce[p->kind][kind]) market->friction_left[stage][kind] *= 1 - reduction(p, kind) * by;
    }
    if (can_reduce[p->kind][OF_HANDOFFS]) market->handoffs_removed += p->handoffs * by;
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct levers *levers = state;
    (void)error;
    levers->of_level = fly_world_series(world, "lever_level");
    return FLY_OK;
}

static void open_step(struct fly_world *world, void *state)
{
    struct levers *levers = state;
    bool kept_up[MAX_LEVERS] = {false};
    size_t n;
    const struct fly_section *section = fly_world_instances(world, &table, &n);
    for (size_t k = 0; k < n; k++) {
        const struct lever_params *p = section[k].values;
        if (runs(world, p, &levers->of[k]))
            kept_up[k] = pay(world, fly_budget_of_step(world, p->cost_weekly, world->step));
    }
    begin_levers(world, levers, section, n, kept_up);
    for (size_t k = 0; k < n; k++) {
        change_level(world, section[k].values, &levers->of[k], kept_up[k]);
        reduce(fly_market_of(world), section[k].values, effect(world, section[k].values, &levers->of[k]));
    }
}

static void close_step(struct fly_world *world, void *state)
{
    const struct levers *levers = state;
    size_t n;
    const struct fly_section *section = fly_world_instances(world, &table, &n);
    for (size_t k = 0; k < n; k++)
        world->reals[levers->of_level + k] = effect(world, section[k].values, &levers->of[k]);
}

const struct fly_mechanism fly_lever_mechanism = {
    .name = "lever",
    .doc = "What is done about friction, what it costs, and how friction comes back.",
    .params = params,
    .series = series,
    .n_series = FLY_COUNT(series),
    .state_size = sizeof(struct levers),
    .enabled = any_enabled,
    .check = check,
    .start = start,
    .open_step = open_step,
    .close_step = close_step,
};
