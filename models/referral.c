/* Referral programme: customers are asked, some say they would, some do, some invited friends take it up.
 *
 *   offspring = rate       a content customer (no detractor) is asked at `ask_rate`
 *   offspring = poisson    a new customer is asked Poisson(asks) times, at once
 *   offspring = geometric  a new customer is asked a geometric number of times with mean `asks`, at once
 *   Of those asked a share `intend` says yes, a share `refer` (at most `intend`) does it, and of the invited friends
 *   (strong ties) a share `convert` takes it up: stage lead (or customer), source referral. Of several invitations of
 *   one step the one with the smallest key counts. Both incentives are owed when the friend becomes a customer.
 *
 * Kumar, Petersen & Leone 2007: 68 % intend, 30 % do, 12 % of the invited become customers. In a large market a
 * Galton-Watson process with K = asks * refer * convert: mean progeny 1 / (1 - K), with a Poisson law variance
 * K / (1 - K)^3; K = 1.5: extinction .41719.
 *
 * uplift: referred customers have churn * uplift_churn for ever, and margins * 1 + (uplift_margin - 1) (1 - tenure /
 * uplift_fades) up to that tenure, then 1. Schmitt, Skiera & Van den Bulte 2011 found .82 and 1.25, gone after some 30
 * months, at a bank; studies elsewhere found none, or the opposite, so it is off and both may lie below 1. Whoever is
 * won back keeps his source, and his tenure begins again. */
#include "models/referral.h"
#include "models/budget.h"
#include "models/customer.h"
#include "models/market.h"
#include "models/referral_tree.h"
#include "models/satisfaction.h"
#include "sim/permutation.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* clang-format off */
#define REFERRAL_PARAMS(X, S) \
    X(S, SWITCH, enabled,    0,    0, 1, "", "Whether there is a referral programme.") \
    X(S, CHOICE, offspring,  0,    0, 2, "rate|poisson|geometric", "Asked again and again while a customer, or a random number of times at the start.") \
    X(S, HAZARD, ask_rate,   0.05, 0, 100, "/week", "How often a content customer is asked (chosen).") \
    X(S, NUMBER, asks,       1,    0, 100, "asks", "Mean number of asks at the start, for offspring = poisson or geometric.") \
    X(S, SHARE,  intend,     0.68, 0, 1, "", "Asked customers who say they would refer (Kumar et al. 2007: 68 %).") \
    X(S, SHARE,  refer,      0.30, 0, 1, "", "Asked customers who do refer (Kumar et al. 2007: 30 %); at most intend.") \
    X(S, SHARE,  convert,    0.30, 0, 1, "", "Invited friends who take it up (chosen: some 40 % of referred leads buy by default, so that 12 % of the invited become customers as in Kumar et al. 2007).") \
    X(S, CHOICE, enters,     0,    0, 1, "lead|customer", "Where a friend who takes it up enters; with engage off always as a customer.") \
    X(S, MONEY,  reward_referrer, 5, 0, 1e6, "money", "Incentive of the customer who referred, paid on conversion; intend, refer and convert are those of a programme with its rewards and do not follow them (chosen).") \
    X(S, MONEY,  reward_friend,   5, 0, 1e6, "money", "Incentive of the friend, paid on conversion; convert does not follow it (chosen).") \
    X(S, NUMBER, fit,        1.5,  0, 100, "", "Multiplies conversion of referred leads (chosen).") \
    X(S, NUMBER, speed,      1.2,  0, 100, "", "Multiplies all stage hazards of referred leads (chosen).") \
    X(S, NUMBER, satisfaction, 0.03, -1, 1, "", "Added to the start satisfaction of referred customers (chosen).") \
    X(S, SWITCH, uplift,     0,    0, 1, "", "Whether referred customers stay longer and earn more (or less) than others; not found everywhere.") \
    X(S, NUMBER, uplift_churn, 0.82, 0, 100, "", "Multiplies their churn (Schmitt, Skiera & Van den Bulte 2011: .82).") \
    X(S, NUMBER, uplift_margin, 1.25, 0, 100, "", "Multiplies their margins at first (Schmitt, Skiera & Van den Bulte 2011: 1.25).") \
    X(S, DURATION, uplift_fades, 130, 0.01, INFINITY, "weeks", "Time in which that becomes 1, in a straight line (Schmitt, Skiera & Van den Bulte 2011: some 30 months; the line is chosen); inf: never.")
/* clang-format on */

struct referral_params {
    REFERRAL_PARAMS(FLY_PARAM_FIELD, )
};

enum offspring { BY_RATE, POISSON, GEOMETRIC };
enum enters { AS_LEAD, AS_CUSTOMER };

static const struct fly_param rows[] = {REFERRAL_PARAMS(FLY_PARAM_ROW, referral_params)};
static const struct fly_param_table table =
    FLY_PARAM_TABLE("referral", referral_params, rows, "A programme that asks customers to bring friends.");
static const struct fly_param_table *const params[] = {&table, NULL};

enum outcome { ASKED, INTENDED, INVITED, TAKEN_UP, CONVERTED, N_OUTCOMES };

static size_t outcome_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    static const char *const names[N_OUTCOMES] = {"asked", "intended", "invited", "taken_up", "converted"};
    (void)scenario;
    memcpy(labels, names, sizeof names);
    return N_OUTCOMES;
}
static const struct fly_dim outcome_dim = {"referral_step", "How far a referral came.", outcome_labels, NULL};

static const struct fly_series series[] = {
    {"referrals", FLY_FLOW, &outcome_dim, "referrals", "Referrals by how far they came."},
    {"completed_referrals", FLY_FLOW, NULL, "agents",
     "Converted referrals of customers who have left, counted when they leave (or later)."},
    {"referral_lap", FLY_FLOW, NULL, "steps",
     "Steps from a referrer's acquisition to his friend's, summed over referral_laps."},
    {"referral_laps", FLY_FLOW, NULL, "referrals",
     "Conversions that the referrer heard of: one step later, unless he is a new customer by then."},
    {"generation_sum", FLY_FLOW, NULL, "generations", "Generations of referred new customers, summed."},
};

static const struct fly_column columns[] = {
    {"referrer", sizeof(uint32_t), false},
    {"generation", sizeof(uint16_t), false},
    {"referred", sizeof(uint16_t), true}, /* friends who became customers in his life as one, the last or, by the flag,
                                             that which goes on; saturating */
};
enum { LIFE_GOES_ON = 0x8000, MOST_FRIENDS = 0x7FFF };

#define ASK_CALL "referral.ask"
#define BURST_CALL "referral.burst"
static const struct fly_slot slots[] = {
    {ASK_CALL, 0, "whether asked"},
    {ASK_CALL, 1, "whether the asked one intends and does"},
    {ASK_CALL, 2, "which friend"},
    {ASK_CALL, 3, "whether the friend takes it up"},
    {BURST_CALL, 0, "how often asked at the start"},
};

struct referral {
    const struct referral_params *p;
    const struct fly_satisfaction *satisfaction;
    const struct fly_referral_tree *tree;
    bool open;
    enum fly_stage entry;
    uint32_t ask_call, burst_call;
    uint64_t asked_threshold[FLY_MAX_SEGMENTS], most_asked, intend_threshold, refer_threshold, convert_threshold;
    uint32_t *referrer;
    uint16_t *generation, *referred;
    size_t of_referrals, of_completed, of_lap, of_laps, of_generations;
};

static bool enabled(const struct fly_scenario *scenario)
{
    return ((const struct referral_params *)fly_scenario_values(scenario, &table))->enabled;
}

bool fly_referral_is_on(const struct fly_scenario *scenario)
{
    return !fly_scenario_is_sound(scenario, &table) || enabled(scenario);
}

static int64_t reward(const struct referral_params *p)
{
    return llround(100 * p->reward_referrer) + llround(100 * p->reward_friend);
}

/* A programme without money, or money without a programme, is hardly meant. */
static void check_money(const struct fly_scenario *scenario, const struct referral_params *p,
                        struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &fly_budget_table)) return;
    const struct fly_origin on = fly_scenario_origin(scenario, &table, "", "enabled");
    const bool has_money = fly_budget_check_share(scenario, "referral", p->enabled, "there is no programme", found);
    if (p->enabled && reward(p) > 0 && !has_money)
        fly_diagnose(found, FLY_WARNING, on.file, on.line,
                     "the referral programme never opens: its rewards have no money (budget.referral, budget.weekly)");
}

/* Nothing leaves more than it brings in. */
static void check_uplift(const struct fly_scenario *scenario, const struct referral_params *p,
                         struct fly_diagnostics *found)
{
    if (!p->uplift || !fly_scenario_is_sound(scenario, &fly_customer_table)) return;
    const struct fly_customer_params *customer = fly_scenario_values(scenario, &fly_customer_table);
    const struct fly_origin at =
        fly_origin_or(fly_scenario_origin(scenario, &table, "", "uplift_margin"),
                      fly_origin_or(fly_scenario_origin(scenario, &fly_customer_table, "", "margin"),
                                    fly_scenario_origin(scenario, &table, "", "uplift")));
    if (p->uplift_margin * customer->margin > 1)
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "referral.uplift_margin = %g times customer.margin = %g is %g: a margin is at most all of the "
                     "revenue, 1",
                     p->uplift_margin, customer->margin, p->uplift_margin * customer->margin);
}

static void check(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &table)) return;
    const struct referral_params *p = fly_scenario_values(scenario, &table);
    const struct fly_origin at = fly_origin_or(fly_scenario_origin(scenario, &table, "", "refer"),
                                               fly_scenario_origin(scenario, &table, "", "intend"));
    if (p->refer > p->intend)
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "referral.refer = %g is more than referral.intend = %g: nobody refers who does not intend to",
                     p->refer, p->intend);
    check_money(scenario, p, found);
    check_uplift(scenario, p, found);
}

static void set_thresholds(struct referral *r)
{
    r->intend_threshold = fly_threshold(r->p->intend);
    r->refer_threshold = fly_threshold(fmin(r->p->refer, r->p->intend)); /* a schedule may take it beyond */
    r->convert_threshold = fly_threshold(r->p->convert);
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct referral *r = state;
    struct fly_market *market = fly_market_of(world);
    (void)error;
    const struct referral_params *p = r->p = fly_world_values(world, &table);
    r->satisfaction = fly_satisfaction_of(world);
    r->tree = fly_referral_tree_of(world);
    r->entry = p->enters == AS_LEAD && market->engage_on ? FLY_LEAD : FLY_CUSTOMER;
    r->open = reward(p) == 0 || market->referral_open;
    r->ask_call = fly_call_number(ASK_CALL);
    r->burst_call = fly_call_number(BURST_CALL);
    set_thresholds(r);
    r->referrer = fly_world_column(world, "referrer");
    r->generation = fly_world_column(world, "generation");
    r->referred = fly_world_column(world, "referred");
    r->of_referrals = fly_world_series(world, "referrals");
    r->of_completed = fly_world_series(world, "completed_referrals");
    r->of_lap = fly_world_series(world, "referral_lap");
    r->of_laps = fly_world_series(world, "referral_laps");
    r->of_generations = fly_world_series(world, "generation_sum");
    market->fit[FLY_SOURCE_REFERRAL] = &p->fit;
    market->speed[FLY_SOURCE_REFERRAL] = &p->speed;
    market->start_satisfaction[FLY_SOURCE_REFERRAL] = &p->satisfaction;
    return FLY_OK;
}

static void open_step(struct fly_world *world, void *state)
{
    struct referral *r = state;
    const struct referral_params *p = r->p;
    struct fly_market *market = fly_market_of(world);
    r->open = reward(p) == 0 || market->referral_open;
    if (p->uplift) market->referred = (struct fly_uplift){p->uplift_churn, p->uplift_margin, p->uplift_fades};
    set_thresholds(r);
    r->most_asked = 0;
    for (uint32_t segment = 0; segment < world->setup->segments.n; segment++) {
        const double rate = p->ask_rate * market->rate[FLY_RATE_OF_REFER] * market->segment[segment]->referral;
        r->asked_threshold[segment] = fly_threshold(fly_chance(world, rate));
        if (r->asked_threshold[segment] > r->most_asked) r->most_asked = r->asked_threshold[segment];
    }
}

/* ---- asking ---- */

/* By three words of the referrer's. */
static void ask(struct fly_block *block, const struct referral *r, uint32_t agent, uint32_t intends, uint32_t which,
                uint32_t converts)
{
    const struct fly_world *world = block->world;
    const struct fly_network *ties = world->ties;
    const uint32_t id = block->first + agent, degree = fly_network_degree(ties, id);
    fly_block_count(block, r->of_referrals + ASKED, 1);
    fly_block_count(block, r->of_referrals + INTENDED, intends < r->intend_threshold);
    if (intends >= r->refer_threshold || degree == 0) return;
    fly_block_count(block, r->of_referrals + INVITED, 1);
    if (converts >= r->convert_threshold) return;
    const uint32_t friend = fly_network_neighbour(ties, id, fly_below(which, degree));
    const uint16_t generation = r->generation[block->row + agent];
    fly_block_post(
        block, &(struct fly_message){friend, FLY_INVITATION, (uint16_t)(generation + (generation < UINT16_MAX)), id});
}

/* The first time that somebody is asked in a step has the index 0. */
static void ask_again(struct fly_block *block, const struct referral *r, uint32_t agent, uint32_t index)
{
    const struct fly_world *world = block->world;
    const struct fly_words draw =
        fly_draw(world->dynamics, block->first + agent, world->step, r->ask_call, FLY_REST_INDEX + index);
    ask(block, r, agent, draw.w[1], draw.w[2], draw.w[3]);
}

void fly_referral_ask(struct fly_block *block, const void *referral, uint32_t agent, uint32_t index)
{
    const struct referral *r = referral;
    assert(r && block->stage[agent] == FLY_CUSTOMER);
    if (r->open) ask_again(block, r, agent, index);
}

static void act(struct fly_block *block, const void *state)
{
    const struct referral *r = state;
    const uint64_t limit[FLY_KINDS] = {[FLY_CUSTOMER] = r->most_asked};
    if (r->p->offspring != BY_RATE || !r->open) return;
    const struct fly_chosen who = fly_block_choose(block, r->ask_call, block->stage, limit);
    for (uint32_t i = 0; i < who.n; i++) {
        const uint32_t agent = who.agent[i];
        if (who.word[0][i] >= r->asked_threshold[fly_segment_of(block->class_of[agent])]) continue;
        if (fly_attitude_of(r->satisfaction->column[block->row + agent]) == FLY_DETRACTOR) continue;
        ask(block, r, agent, who.word[1][i], who.word[2][i], who.word[3][i]);
    }
}

static uint32_t number_of_asks(const struct referral_params *p, uint32_t word)
{
    if (p->offspring == POISSON) return fly_poisson(p->asks, exp(-p->asks), word);
    /* geometric on 0, 1, 2, ... with mean m: success m / (1 + m) */
    return p->asks > 0 ? (uint32_t)fmin(floor(log(fly_unit(word)) / log(p->asks / (1 + p->asks))), 60000) : 0;
}

static void ask_at_start(struct fly_block *block, const struct referral *r, uint32_t agent)
{
    const struct fly_world *world = block->world;
    const uint32_t word = fly_draw(world->dynamics, block->first + agent, world->step, r->burst_call, 0).w[0];
    const uint32_t n = number_of_asks(r->p, word);
    for (uint32_t index = 0; index < n; index++)
        ask_again(block, r, agent, index);
}

/* ---- being invited, and hearing that a friend has become a customer ---- */

static void take_up(struct fly_block *block, const struct referral *r, const struct fly_message *invitation)
{
    const uint32_t agent = invitation->to - block->first, evidence = fly_class_evidence(block->class_of[agent]);
    const uint8_t stage = block->stage[agent];
    if (stage != FLY_STRANGER && stage != FLY_PROSPECT) return;
    r->referrer[block->row + agent] = invitation->from;
    r->generation[block->row + agent] = invitation->note;
    fly_block_count(block, r->of_referrals + TAKEN_UP, 1);
    fly_block_move(block, agent, r->entry, fly_class(FLY_SOURCE_REFERRAL, stage == FLY_STRANGER ? 0 : evidence));
}

/* Unless it has begun: who becomes a customer by what he hears may be told of a friend first. */
static void begin_life(struct fly_block *block, const struct referral *r, uint16_t *referred)
{
    if (*referred & LIFE_GOES_ON) return;
    *referred = LIFE_GOES_ON;
    fly_tree_count(block, r->tree, FLY_LIFE_GOING_ON, 0, 1);
}

/* His friends are not forgotten yet: he may be told of more of them. */
static void end_life(struct fly_block *block, const struct referral *r, uint16_t *referred)
{
    *referred &= MOST_FRIENDS;
    fly_block_count(block, r->of_completed, *referred);
    fly_tree_count(block, r->tree, FLY_LIFE_GOING_ON, *referred, -1);
    fly_tree_count(block, r->tree, FLY_LIFE_OVER, *referred, 1);
}

static void be_told(struct fly_block *block, const struct referral *r, uint32_t agent)
{
    const uint32_t row = block->row + agent, since = fly_market_of(block->world)->acquired[row];
    uint16_t *referred = &r->referred[row];
    /* The message was posted in the step before this one; in between he may have left and come back. */
    if (since < block->world->step) {
        fly_block_count(block, r->of_lap, (int64_t)block->world->step - 1 - (int64_t)since);
        fly_block_count(block, r->of_laps, 1);
    }
    if (block->stage[agent] == FLY_CUSTOMER)
        begin_life(block, r, referred);
    else
        fly_block_count(block, r->of_completed, 1);
    const enum fly_life life = *referred & LIFE_GOES_ON ? FLY_LIFE_GOING_ON : FLY_LIFE_OVER;
    const uint16_t friends = *referred & MOST_FRIENDS;
    if (friends == MOST_FRIENDS) return;
    fly_tree_count(block, r->tree, life, friends, -1);
    fly_tree_count(block, r->tree, life, friends + 1u, 1);
    ++*referred;
}

/* Of two invitations the one with the smaller key; never 0. */
static uint32_t key_of(const struct fly_world *world, const struct fly_message *invitation)
{
    return fly_mix(fly_mix(invitation->from, world->step), world->dynamics.seed[0] ^ world->dynamics.replicate) | 1u;
}

static bool comes_first(const struct fly_world *world, const struct fly_message *a, const struct fly_message *b)
{
    const uint32_t x = key_of(world, a), y = key_of(world, b);
    return x != y ? x < y : a->from < b->from;
}

/* One pass finds each agent's first invitation, a second one acts on it; both are blind to the order of arrival. */
static void receive(struct fly_block *block, const void *state)
{
    const struct referral *r = state;
    uint32_t *best = fly_block_scratch(block); /* 1 + the sender of the first invitation so far */
    struct fly_message message;
    bool any = false;
    for (struct fly_inbox inbox = fly_inbox_open(block); fly_inbox_next(&inbox, &message);) {
        const uint32_t agent = message.to - block->first;
        if (message.kind == FLY_CONVERTED) be_told(block, r, agent);
        if (message.kind != FLY_INVITATION) continue;
        any = true;
        const struct fly_message other = {.from = best[agent] - 1};
        if (!best[agent] || comes_first(block->world, &message, &other)) best[agent] = message.from + 1;
    }
    if (!any) return;
    for (struct fly_inbox inbox = fly_inbox_open(block); fly_inbox_next(&inbox, &message);) {
        const uint32_t agent = message.to - block->first;
        if (message.kind != FLY_INVITATION || best[agent] != message.from + 1) continue;
        best[agent] = 0;
        take_up(block, r, &message);
    }
}

/* ---- joining and leaving ---- */

static void join(struct fly_block *block, const struct referral *r, uint32_t agent, bool is_new)
{
    const uint32_t row = block->row + agent;
    const bool is_referred = fly_class_source(block->class_of[agent]) == FLY_SOURCE_REFERRAL;
    begin_life(block, r, &r->referred[row]);
    /* Won back, he is nobody's referral, of the generation that he was. */
    if (is_new && !is_referred) r->generation[row] = 0;
    if (is_new) fly_tree_join(block, r->tree, r->generation[row]);
    if (is_new && is_referred) {
        fly_block_count(block, r->of_referrals + CONVERTED, 1);
        fly_block_count(block, r->of_generations, r->generation[row]);
        fly_block_post(block, &(struct fly_message){r->referrer[row], FLY_CONVERTED, 0, block->first + agent});
    }
    if (r->p->offspring != BY_RATE && r->open) ask_at_start(block, r, agent);
}

static void moved(struct fly_block *block, const void *state, const struct fly_move *moves, uint32_t n_moves)
{
    const struct referral *r = state;
    for (uint32_t k = 0; k < n_moves; k++) {
        if (moves[k].from == FLY_CUSTOMER) end_life(block, r, &r->referred[block->row + moves[k].agent]);
        if (moves[k].to == FLY_CUSTOMER) join(block, r, moves[k].agent, moves[k].from != FLY_FORMER);
    }
}

static void close_step(struct fly_world *world, void *state)
{
    const struct referral *r = state;
    const int64_t converted = world->counts[r->of_referrals + CONVERTED];
    if (converted && reward(r->p)) fly_budget_owe(world, converted * reward(r->p));
}

const struct fly_mechanism fly_referral_mechanism = {
    .name = "referral",
    .doc = "Customers are asked to bring friends.",
    .params = params,
    .series = series,
    .n_series = FLY_COUNT(series),
    .columns = columns,
    .n_columns = FLY_COUNT(columns),
    .slots = slots,
    .n_slots = FLY_COUNT(slots),
    .state_size = sizeof(struct referral),
    .enabled = enabled,
    .check = check,
    .start = start,
    .open_step = open_step,
    .act = act,
    .receive = receive,
    .moved = moved,
    .close_step = close_step,
};
