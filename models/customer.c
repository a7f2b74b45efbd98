/* Customers: in each step, who has something due, who leaves, and who begins.
 *
 * customer_laws.c says how long they wait and live, spend.c what they spend. A customer's next purchase or renewal has
 * a week (a real number); a step works off all that is due up to its end, or up to the moment at which he leaves. */
#include "models/customer.h"
#include "models/market.h"

#include <math.h>

static const struct fly_param rows[] = {FLY_CUSTOMER_PARAMS(FLY_PARAM_ROW, fly_customer_params)};
const struct fly_param_table fly_customer_table =
    FLY_PARAM_TABLE("customer", fly_customer_params, rows, "When customers buy, what they spend, when they leave.");
static const struct fly_param_table *const params[] = {&fly_customer_table, NULL};

static const struct fly_series series[] = {
    {"purchases", FLY_FLOW, NULL, "purchases", "All purchases and fees, first ones included."},
    {"repeat_purchases", FLY_FLOW, NULL, "purchases", "Purchases and fees but the first of each customer."},
    {"first_repeats", FLY_FLOW, NULL, "agents", "Customers who bought again for the first time."},
    {"revenue", FLY_FLOW, NULL, "money", "Revenue of all purchases."},
    {"gross_margin", FLY_FLOW, NULL, "money", "Gross margin of all purchases."},
    {"acquired_margin", FLY_FLOW, NULL, "money", "The part of it from customers acquired since the start."},
};

static const struct fly_kpi kpis[] = {
    {"revenue", "money", FLY_HIGHER, "revenue", "Revenue over the whole time, not discounted."},
};

static const struct fly_column columns[] = {
    {"due", sizeof(double), false},
    {"repeated", sizeof(uint8_t), false},
};

#define TRAITS_CALL "customer.traits"
#define LEAVE_CALL "customer.leave"
#define EVENT_CALL "customer.event"
static const struct fly_slot slots[] = {
    {TRAITS_CALL, FLY_RANK_PHASE, "the first wait of a customer"},
    {TRAITS_CALL, FLY_RANK_RATE, "how often he buys"},
    {TRAITS_CALL, FLY_RANK_DROPOUT, "how easily he leaves"},
    {TRAITS_CALL, FLY_RANK_SPEND, "how much he spends"},
    {LEAVE_CALL, FLY_WHOLE_CALL, "whether a customer leaves at a hazard"},
    {EVENT_CALL, FLY_LUCK_WAIT, "time to the next purchase"},
    {EVENT_CALL, FLY_LUCK_NOISE, "noise of the experience"},
    {EVENT_CALL, FLY_LUCK_LEAVE, "whether the customer leaves"},
    {EVENT_CALL, FLY_LUCK_AMOUNT, "amount of a purchase"},
};

static bool enabled(const struct fly_scenario *scenario)
{
    return ((const struct fly_customer_params *)fly_scenario_values(scenario, &fly_customer_table))->enabled;
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct fly_customer *c = state;
    (void)error;
    *c = (struct fly_customer){
        .table = fly_world_kept(world, "customer"),
        .p = fly_world_values(world, &fly_customer_table),
        .satisfaction = fly_satisfaction_of(world),
        .cohort = fly_cohort_of(world),
        .traits_call = fly_call_number(TRAITS_CALL),
        .leave_call = fly_call_number(LEAVE_CALL),
        .event_call = fly_call_number(EVENT_CALL),
        .due = fly_world_column(world, "due"),
        .repeated = fly_world_column(world, "repeated"),
        .of_purchases = fly_world_series(world, "purchases"),
        .of_repeats = fly_world_series(world, "repeat_purchases"),
        .of_first_repeats = fly_world_series(world, "first_repeats"),
        .of_revenue = fly_world_series(world, "revenue"),
        .of_margin = fly_world_series(world, "gross_margin"),
        .of_acquired_margin = fly_world_series(world, "acquired_margin"),
        .of_segment_revenue = fly_world_series(world, "segment_revenue"),
        .of_segment_margin = fly_world_series(world, "segment_margin"),
    };
    fly_customer_make_tables(c);
    fly_spend_make_tables(c);
    return FLY_OK;
}

static void open_step(struct fly_world *world, void *state)
{
    const struct fly_customer *c = state;
    struct fly_market *market = fly_market_of(world);
    fly_customer_make_tables(c);
    fly_spend_make_tables(c);
    market->rate[FLY_RATE_OF_CHURN] *= 1 + c->p->friction_effect * market->friction[FLY_AT_DELIGHT];
}

static struct fly_words ranks_of(const struct fly_block *block, const struct fly_customer *c, uint32_t agent)
{
    return fly_draw(block->world->population, block->first + agent, 0, c->traits_call, 0);
}

static struct fly_words luck_of(const struct fly_block *block, const struct fly_customer *c, uint32_t agent,
                                uint32_t index)
{
    return fly_draw(block->world->dynamics, block->first + agent, block->world->step, c->event_call, index);
}

static void buy_again(struct fly_block *block, const struct fly_customer *c, const struct fly_event *event)
{
    uint8_t *repeated = &c->repeated[block->first + event->agent];
    fly_block_count(block, c->of_repeats, 1);
    fly_block_count(block, c->of_first_repeats, !*repeated);
    *repeated = true;
    fly_spend(block, c, event);
    fly_satisfaction_touch(block, c->satisfaction, event->agent, 0, event->luck.w[FLY_LUCK_NOISE]);
}

/* The end of this step, and a little more: fees add up in rounded numbers, and one that falls on the very end of a step
 * must not slip into the next one. */
static double end_of_step(const struct fly_world *world)
{
    return world->week * (1 + 1e-9);
}

/* All that is due for one customer up to a moment of this step; whether he leaves at one of these events. */
static bool live(struct fly_block *block, const struct fly_customer *c, uint32_t agent, double until)
{
    const uint32_t id = block->first + agent;
    struct fly_event event = {.agent = agent, .rank = ranks_of(block, c, agent)};
    for (uint32_t index = 0; c->due[id] <= until && index + 1 < FLY_MAX_INDEX; index++) {
        event.luck = luck_of(block, c, agent, index);
        if (c->p->law == FLY_CONTRACT && fly_customer_leaves(block, c, &event)) return true;
        buy_again(block, c, &event);
        if (c->p->law == FLY_BGNBD && fly_customer_leaves(block, c, &event)) return true;
        c->due[id] += fly_customer_wait(block, c, &event);
    }
    return false;
}

/* bgnbd, contract: who has nothing due is not looked at. */
static void leave_at_events(struct fly_block *block, const struct fly_customer *c)
{
    uint32_t n;
    const uint16_t *list = fly_block_list(block, FLY_CUSTOMER, &n);
    const double *due = c->due + block->first, end = end_of_step(block->world);
    for (uint32_t k = 0; k < n; k++)
        if (due[list[k]] <= end && live(block, c, list[k], end))
            fly_block_move(block, list[k], FLY_FORMER, FLY_SAME_CLASS);
}

/* exponential, pareto_nbd. */
static void leave_at_a_hazard(struct fly_block *block, const struct fly_customer *c)
{
    const uint64_t limit[FLY_KINDS] = {[FLY_CUSTOMER] = UINT64_C(1) << 32};
    const struct fly_chosen who = fly_block_choose(block, c->leave_call, block->stage, limit);
    const double *due = c->due + block->first, end = end_of_step(block->world);
    for (uint32_t i = 0; i < who.n; i++) {
        const uint32_t agent = who.agent[i];
        const double leaves_at =
            fly_customer_leaves_at(block, c, agent, ranks_of(block, c, agent).w[FLY_RANK_DROPOUT], who.word[0][i]);
        if (due[agent] <= fmin(leaves_at, end)) (void)live(block, c, agent, fmin(leaves_at, end));
        if (leaves_at < INFINITY) fly_block_move(block, agent, FLY_FORMER, FLY_SAME_CLASS);
    }
}

static void act(struct fly_block *block, const void *state)
{
    const struct fly_customer *c = state;
    if (!block->n_stage[FLY_CUSTOMER]) return;
    const bool at_a_hazard = c->p->law == FLY_EXPONENTIAL || c->p->law == FLY_PARETO_NBD;
    (at_a_hazard ? leave_at_a_hazard : leave_at_events)(block, c);
}

/* Ranks belong to the person, the index is one that no other purchase of a step has. */
static void begin(struct fly_block *block, const struct fly_customer *c, uint32_t agent, enum fly_beginning beginning)
{
    const struct fly_event event = {agent, ranks_of(block, c, agent), luck_of(block, c, agent, FLY_MAX_INDEX - 1)};
    c->due[block->first + agent] = block->world->week + fly_customer_first_wait(block, c, &event, beginning);
    c->repeated[block->first + agent] = false;
    if (beginning != FLY_FROM_THE_START) fly_spend(block, c, &event);
}

static void moved(struct fly_block *block, const void *state, const struct fly_move *moves, uint32_t n_moves)
{
    const bool at_start = block->world->step == 0;
    for (uint32_t k = 0; k < n_moves; k++)
        if (moves[k].to == FLY_CUSTOMER)
            begin(block, state, moves[k].agent,
                  at_start                      ? FLY_FROM_THE_START
                  : moves[k].from == FLY_FORMER ? FLY_WON_BACK
                                                : FLY_ACQUIRED);
}

static void finish(const struct fly_world *world, const void *state, double *kpi)
{
    const struct fly_customer *c = state;
    kpi[0] = 0.01 * (double)fly_total(world, c->of_revenue);
}

const struct fly_mechanism fly_customer_mechanism = {
    .name = "customer",
    .doc = "When customers buy, what they spend, when they leave.",
    .params = params,
    .series = series,
    .n_series = FLY_COUNT(series),
    .kpis = kpis,
    .n_kpis = FLY_COUNT(kpis),
    .columns = columns,
    .n_columns = FLY_COUNT(columns),
    .slots = slots,
    .n_slots = FLY_COUNT(slots),
    .state_size = sizeof(struct fly_customer),
    .kept_size = sizeof(struct fly_customer_tables),
    .enabled = enabled,
    .start = start,
    .open_step = open_step,
    .act = act,
    .moved = moved,
    .finish = finish,
};
