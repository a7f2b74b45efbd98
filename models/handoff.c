/* Handoffs: who has decided to buy is passed on from marketing to sales to service, and some get lost.
 *
 *   lead -> handover (at the hazard of buying) -> customer with probability (1 - l (1 - c))^h, else resting
 *   time in handover        h d (1 - c)           drawn when he enters, from the two nearest whole numbers of steps
 *   satisfaction at start   lower by penalty h (1 - c)
 *
 *   h = count - handoffs that levers have removed, at least 0         c = sharing of what teams know (a CRM)
 *
 * Loss and penalty are those of the step in which he comes out; a time below one step may end in the same step, so that
 * the mean is exact for any step. In between he has decided: he counts as no lead, gives up for no other reason, hears
 * no word of mouth, good or bad, and takes up no invitation. A friend who enters as a customer (referral.enters) is
 * handed over to nobody. Reduces, with c = 0, to a pass rate of (1 - l)^h and a mean delay of h d. */
#include "models/handoff.h"
#include "models/engage.h"
#include "models/market.h"

#include <math.h>

static const struct fly_param rows[] = {FLY_HANDOFF_PARAMS(FLY_PARAM_ROW, fly_handoff_params)};
const struct fly_param_table fly_handoff_table = FLY_PARAM_TABLE(
    "handoff", fly_handoff_params, rows, "Being passed on between deciding to buy and being a customer.");
static const struct fly_param_table *const params[] = {&fly_handoff_table, NULL};

static const struct fly_series series[] = {
    {"handoffs", FLY_REAL, NULL, "handoffs", "h: how often somebody who buys is passed on, less what levers removed."},
};

static const struct fly_column columns[] = {{"handover_until", sizeof(uint16_t), false}};

#define HANDOFF_CALL "handoff"
static const struct fly_slot slots[] = {
    {HANDOFF_CALL, 0, "whether a handover takes a step more"},
    {HANDOFF_CALL, 1, "whether somebody gets lost"},
};

struct handoff {
    uint32_t call;
    uint16_t *until; /* step in which an agent comes out */
    double count;    /* h */
    uint32_t steps;  /* whole steps of a handover, and the chance of one more */
    uint64_t more_threshold, pass_threshold;
    size_t of_handoffs;
};

static bool enabled(const struct fly_scenario *scenario)
{
    return ((const struct fly_handoff_params *)fly_scenario_values(scenario, &fly_handoff_table))->enabled;
}

static void check(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &fly_handoff_table)) return;
    const struct fly_handoff_params *p = fly_scenario_values(scenario, &fly_handoff_table);
    const struct fly_origin on = fly_scenario_origin(scenario, &fly_handoff_table, "", "enabled");
    const struct fly_origin count = fly_origin_or(fly_scenario_origin(scenario, &fly_handoff_table, "", "count"), on);
    if (p->enabled && !fly_engage_is_on(scenario))
        fly_diagnose(found, FLY_WARNING, on.file, on.line,
                     "nobody is ever handed over: handoffs are for leads who buy, and there are none (engage.enabled = "
                     "no)");
    const double pass = pow(1 - p->loss, p->count); /* before what is shared */
    if (p->enabled && pass < 0.01)
        fly_diagnose(found, FLY_WARNING, count.file, count.line,
                     "%.2g %% of those who buy become customers: %g handoffs lose %g %% each", 100 * pass, p->count,
                     100 * p->loss);
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct handoff *handoff = state;
    (void)error;
    handoff->call = fly_call_number(HANDOFF_CALL);
    handoff->until = fly_world_column(world, "handover_until");
    handoff->of_handoffs = fly_world_series(world, "handoffs");
    fly_market_of(world)->bought_stage = FLY_HANDOVER;
    return FLY_OK;
}

static void open_step(struct fly_world *world, void *state)
{
    struct handoff *handoff = state;
    const struct fly_handoff_params *p = fly_world_values(world, &fly_handoff_table);
    struct fly_market *market = fly_market_of(world);
    const double blind = (1 - p->sharing) * (1 - market->sharing); /* 1 - c */
    const double h = fmax(p->count - market->handoffs_removed, 0);
    const double steps = fmin(h * p->delay * blind / world->setup->step_weeks, FLY_MAX_STEPS);
    handoff->count = h;
    handoff->steps = (uint32_t)steps;
    handoff->more_threshold = fly_threshold(steps - floor(steps));
    handoff->pass_threshold = fly_threshold(pow(1 - p->loss * blind, h));
    market->handover_penalty = p->satisfaction * h * blind;
}

static void come_out(struct fly_block *block, const struct handoff *handoff, uint32_t agent)
{
    const struct fly_world *world = block->world;
    const uint32_t word = fly_draw(world->dynamics, block->first + agent, world->step, handoff->call, 0).w[1];
    fly_block_move(block, agent, word < handoff->pass_threshold ? FLY_CUSTOMER : FLY_RESTING, FLY_SAME_CLASS);
}

static void act(struct fly_block *block, const void *state)
{
    const struct handoff *handoff = state;
    uint32_t n;
    const uint16_t *list = fly_block_list(block, FLY_HANDOVER, &n);
    for (uint32_t k = 0; k < n; k++)
        if (handoff->until[block->row + list[k]] <= block->world->step) come_out(block, handoff, list[k]);
}

static void moved(struct fly_block *block, const void *state, const struct fly_move *moves, uint32_t n_moves)
{
    const struct handoff *handoff = state;
    const struct fly_world *world = block->world;
    for (uint32_t k = 0; k < n_moves; k++) {
        if (moves[k].to != FLY_HANDOVER) continue;
        const uint32_t agent = moves[k].agent;
        const uint32_t word = fly_draw(world->dynamics, block->first + agent, world->step, handoff->call, 0).w[0];
        const uint32_t until = world->step + handoff->steps + (word < handoff->more_threshold);
        uint16_t *held = &handoff->until[block->row + agent];
        *held = until < UINT16_MAX ? (uint16_t)until : UINT16_MAX;
        if (*held == world->step) come_out(block, handoff, agent);
    }
}

static void close_step(struct fly_world *world, void *state)
{
    const struct handoff *handoff = state;
    if (world->step) world->reals[handoff->of_handoffs] = handoff->count;
}

const struct fly_mechanism fly_handoff_mechanism = {
    .name = "handoff",
    .doc = "Who has decided to buy is passed on between teams, and some get lost.",
    .params = params,
    .series = series,
    .n_series = FLY_COUNT(series),
    .columns = columns,
    .n_columns = FLY_COUNT(columns),
    .slots = slots,
    .n_slots = FLY_COUNT(slots),
    .state_size = sizeof(struct handoff),
    .enabled = enabled,
    .check = check,
    .start = start,
    .open_step = open_step,
    .act = act,
    .moved = moved,
    .close_step = close_step,
};
