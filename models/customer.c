/* Customers: in each step, who has something due, who leaves, and who begins.
 *
 * customer_laws.c says how long they wait and live, spend.c what they spend. Time is counted in ticks, a small part of
 * a step: a customer's next purchase or renewal has a tick, and a step works off all that is due up to its end, or up
 * to the moment at which he leaves. Waits are rounded down to ticks, so a fee that falls on the very end of a step does
 * not slip into the next one. */
#include "models/customer.h"
#include "models/market.h"
#include "sim/select.h"

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
    {"revenue", "money", FLY_HIGHER, "revenue", "Revenue over the whole time, not discounted.",
     "sum of revenue over weeks"},
};

static const struct fly_column columns[] = {
    {"due", sizeof(uint32_t), true},
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

/* As many ticks a step as 32 bits have room for. */
static uint32_t ticks_per_step(uint32_t n_steps)
{
    uint32_t ticks = 1;
    while ((UINT64_C(1) + n_steps) * ticks * 2 < UINT32_MAX)
        ticks *= 2;
    return ticks;
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
        .ticks_per_step = ticks_per_step(world->setup->n_steps),
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
    c->ticks_per_week = c->ticks_per_step / world->setup->step_weeks;
    c->last_tick = c->ticks_per_step * world->setup->n_steps;
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
    uint8_t *repeated = &c->repeated[block->row + event->agent];
    fly_block_count(block, c->of_repeats, 1);
    fly_block_count(block, c->of_first_repeats, !*repeated);
    *repeated = true;
    fly_spend(block, c, event);
    fly_satisfaction_touch(block, c->satisfaction, event->agent, 0, event->luck.w[FLY_LUCK_NOISE]);
}

/* All that is due for one customer up to a tick of this step, beginning with this event; whether he leaves at one. */
static bool live(struct fly_block *block, const struct fly_customer *c, struct fly_event *event, uint32_t until)
{
    uint32_t *due = &c->due[block->row + event->agent];
    for (uint32_t index = 0;;) {
        if (c->p->law == FLY_CONTRACT && fly_customer_leaves(block, c, event)) return true;
        buy_again(block, c, event);
        if (c->p->law == FLY_BGNBD && fly_customer_leaves(block, c, event)) return true;
        *due = fly_customer_next_due(block, c, event, *due);
        if (*due == 0 || *due > until || ++index == FLY_MAX_INDEX - 1) return false;
        event->luck = luck_of(block, c, event->agent, index);
    }
}

/* A chunk of a list whose draws are made together, [word][position]. */
enum { CHUNK = 64 };

static struct fly_words words_at(const uint32_t words[4 * CHUNK], uint32_t i)
{
    return (struct fly_words){{words[i], words[CHUNK + i], words[2 * CHUNK + i], words[3 * CHUNK + i]}};
}

static uint32_t chunk_of(uint32_t n, uint32_t at)
{
    return n - at < CHUNK ? n - at : CHUNK;
}

/* exponential, pareto_nbd: who leaves in this step, and what he buys before. */
static void leave_at_a_hazard(struct fly_block *block, const struct fly_customer *c)
{
    const struct fly_world *world = block->world;
    const uint64_t limit[FLY_KINDS] = {[FLY_CUSTOMER] = fly_customer_leave_limit(world, c)};
    const struct fly_chosen who = fly_block_choose(block, c->leave_call, block->stage, limit);
    uint32_t rank[4 * CHUNK];
    for (uint32_t i = 0; i < who.n; i++) {
        const uint32_t agent = who.agent[i], at = i % CHUNK;
        if (at == 0)
            fly_draw_list(world->population, block->first, who.agent + i, chunk_of(who.n, i), 0, c->traits_call, rank,
                          CHUNK);
        const double after =
            fly_customer_leaves_after(block, c, agent, words_at(rank, at).w[FLY_RANK_DROPOUT], who.word[0][i]);
        if (after == INFINITY) continue;
        uint32_t *due = &c->due[block->row + agent];
        const uint32_t until = (world->step - 1) * c->ticks_per_step + (uint32_t)(after * c->ticks_per_week);
        struct fly_event event = {agent, words_at(rank, at), luck_of(block, c, agent, 0)};
        if (*due && *due <= until) (void)live(block, c, &event, until);
        *due = 0;
        fly_block_move(block, agent, FLY_FORMER, FLY_SAME_CLASS);
    }
}

/* Whatever is due in this step. */
static void work_off(struct fly_block *block, const struct fly_customer *c)
{
    const struct fly_world *world = block->world;
    const uint32_t until = world->step * c->ticks_per_step;
    uint16_t list[FLY_BLOCK];
    uint32_t rank[4 * CHUNK], luck[4 * CHUNK];
    const uint32_t n = fly_select_up_to(c->due + block->row, block->n, until, list);
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t at = i % CHUNK, size = chunk_of(n, i);
        if (at == 0) {
            fly_draw_list(world->population, block->first, list + i, size, 0, c->traits_call, rank, CHUNK);
            fly_draw_list(world->dynamics, block->first, list + i, size, world->step, c->event_call, luck, CHUNK);
        }
        struct fly_event event = {list[i], words_at(rank, at), words_at(luck, at)};
        if (live(block, c, &event, until)) fly_block_move(block, list[i], FLY_FORMER, FLY_SAME_CLASS);
    }
}

static void act(struct fly_block *block, const void *state)
{
    const struct fly_customer *c = state;
    if (!block->n_stage[FLY_CUSTOMER]) return;
    if (c->p->law == FLY_EXPONENTIAL || c->p->law == FLY_PARETO_NBD) leave_at_a_hazard(block, c);
    work_off(block, c);
}

/* The index of the first event is one that no other event of a step has. */
static void begin(struct fly_block *block, const struct fly_customer *c, uint32_t agent, enum fly_beginning beginning)
{
    const struct fly_event event = {agent, ranks_of(block, c, agent), luck_of(block, c, agent, FLY_MAX_INDEX - 1)};
    c->due[block->row + agent] = fly_customer_first_due(block, c, &event, beginning);
    c->repeated[block->row + agent] = false;
    if (beginning != FLY_FROM_THE_START) fly_spend(block, c, &event);
}

static void moved(struct fly_block *block, const void *state, const struct fly_move *moves, uint32_t n_moves)
{
    const struct fly_customer *c = state;
    const bool at_start = block->world->step == 0;
    for (uint32_t k = 0; k < n_moves; k++) {
        if (moves[k].from == FLY_CUSTOMER) c->due[block->row + moves[k].agent] = 0;
        if (moves[k].to == FLY_CUSTOMER)
            begin(block, c, moves[k].agent,
                  at_start                      ? FLY_FROM_THE_START
                  : moves[k].from == FLY_FORMER ? FLY_WON_BACK
                                                : FLY_ACQUIRED);
    }
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
