/* The market: who is where, who came from where, and who forgets.
 *
 *   agents over stages = N                                            at every step
 *   C(t+1) = C(t) + new customers + won back - churned                at every step
 *   former -> stranger at 1 / former.memory, rejecter -> stranger at 1 / rejecter.memory
 *
 * Initial customers are an exact number of agents chosen by a random permutation. */
#include "models/market.h"
#include "models/channels.h"
#include "sim/permutation.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* clang-format off */
#define FORMER_PARAMS(X, S) \
    X(S, DURATION, memory, INFINITY, 0.01, INFINITY, "weeks", "Mean time after which a former customer is a stranger again; inf: never.")
#define REJECTER_PARAMS(X, S) \
    X(S, DURATION, memory, INFINITY, 0.01, INFINITY, "weeks", "Mean time after which a rejecter is a stranger again; inf: never (Goldenberg et al. 2007).")
/* clang-format on */

struct former_params {
    FORMER_PARAMS(FLY_PARAM_FIELD, )
};
struct rejecter_params {
    REJECTER_PARAMS(FLY_PARAM_FIELD, )
};

static const struct fly_param former_rows[] = {FORMER_PARAMS(FLY_PARAM_ROW, former_params)};
static const struct fly_param rejecter_rows[] = {REJECTER_PARAMS(FLY_PARAM_ROW, rejecter_params)};
static const struct fly_param_table former_table =
    FLY_PARAM_TABLE("former", former_params, former_rows, "People who were customers.");
static const struct fly_param_table rejecter_table =
    FLY_PARAM_TABLE("rejecter", rejecter_params, rejecter_rows, "People who turned away after bad word of mouth.");
static const struct fly_param_table *const params[] = {&former_table, &rejecter_table, NULL};

static size_t source_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    labels[FLY_SOURCE_INITIAL] = "initial";
    labels[FLY_SOURCE_EXTERNAL] = "external";
    labels[FLY_SOURCE_WORD_OF_MOUTH] = "word_of_mouth";
    labels[FLY_SOURCE_REFERRAL] = "referral";
    size_t n;
    const struct fly_section *channel = fly_scenario_instances(scenario, &fly_channel_table, &n);
    if (n > FLY_MAX_CHANNELS) n = FLY_MAX_CHANNELS;
    for (size_t c = 0; c < n; c++)
        labels[FLY_FIRST_CHANNEL + c] = channel[c].name;
    return FLY_FIRST_CHANNEL + n;
}

static size_t ledger_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    static const char *const activities[FLY_N_ACTIVITIES] = {
#define ACTIVITY_LABEL(name, label) #label,
        FLY_ACTIVITIES(ACTIVITY_LABEL)
#undef ACTIVITY_LABEL
    };
    size_t n;
    const struct fly_section *channel = fly_scenario_instances(scenario, &fly_channel_table, &n);
    if (n > FLY_MAX_CHANNELS) n = FLY_MAX_CHANNELS;
    for (size_t c = 0; c < n; c++)
        labels[c] = channel[c].name;
    for (size_t a = 0; a < FLY_N_ACTIVITIES; a++)
        labels[n + a] = activities[a];
    return n + FLY_N_ACTIVITIES;
}

const struct fly_dim fly_source_dim = {"source", "What made a customer aware, or that a referral brought him.",
                                       source_labels, NULL};
const struct fly_dim fly_ledger_dim = {"ledger", "What money was spent on: media by channel, then other activities.",
                                       ledger_labels, NULL};

static const struct fly_series series[] = {
    {"agents", FLY_STOCK, &fly_stage_dim, "agents", "Agents in each stage."},
    {"customers", FLY_STOCK, NULL, "agents", "Active customers."},
    {"aware", FLY_FLOW, &fly_source_dim, "agents", "Strangers who became aware, by what made them so."},
    {"new_customers", FLY_FLOW, &fly_source_dim, "agents", "Acquired customers, by source."},
    {"won_back", FLY_FLOW, NULL, "agents",
     "Former customers who became customers again without being strangers first."},
    {"churned", FLY_FLOW, NULL, "agents", "Customers who left."},
    {"customer_steps", FLY_FLOW, NULL, "agent-steps",
     "Customers at the beginning of each step, summed: what rates per customer refer to."},
    {"rejected", FLY_FLOW, NULL, "agents", "Agents who became rejecters."},
};

static const struct fly_kpi kpis[] = {
    {"customers", "agents", FLY_HIGHER, "customers", "Active customers at the end.", "customers in the last week"},
    {"acquired", "agents", FLY_HIGHER, NULL, "Customers acquired over the whole time, initial ones not counted.",
     "sum of new_customers over weeks and sources"},
};

static const struct fly_column columns[] = {{"acquired", sizeof(uint16_t), false}};

static const struct fly_slot slots[] = {{FLY_TRANSITION_CALL, FLY_WHOLE_CALL, "which stage an agent moves to"}};

double fly_per_thousand(const struct fly_world *world, int64_t money)
{
    return 0.01 * (double)money / world->setup->step_weeks / (world->setup->n_agents / 1000.0);
}

double fly_per_head(const struct fly_world *world, int64_t money, uint64_t heads)
{
    return heads ? 0.01 * (double)money / world->setup->step_weeks / (double)heads : 0;
}

int64_t fly_minor_units(double money)
{
    assert(money >= 0);
    return money < 9e16 ? (int64_t)ceil(100 * money) : INT64_MAX;
}

double fly_saturate(double x, double scale)
{
    assert(scale > 0);
    return -expm1(-x / scale);
}

double fly_clamp(double x)
{
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

double fly_ratio(double a, double b)
{
    return b > 0 ? a / b : NAN;
}

int64_t fly_total(const struct fly_world *world, size_t value)
{
    const struct fly_record *record = world->record;
    int64_t sum = 0;
    for (size_t row = 0; row < record->n_rows; row++)
        if (__builtin_add_overflow(sum, record->counts[row * world->setup->layout.n_counts + value], &sum))
            return INT64_MAX;
    return sum;
}

uint32_t fly_steps(const struct fly_world *world, double weeks)
{
    const double steps = weeks / world->setup->step_weeks;
    if (steps >= FLY_MAX_STEPS) return UINT32_MAX;
    return steps < 1 ? 1 : (uint32_t)lround(steps);
}

static void set_segments(const struct fly_world *world, struct fly_market *market)
{
    static const struct fly_segment_params all = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    size_t n;
    const struct fly_section *segment = fly_world_instances(world, &fly_segment_table, &n);
    market->segment[0] = &all;
    for (size_t s = 0; s < n; s++)
        market->segment[s] = segment[s].values;
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct fly_market *market = state;
    (void)error;
    assert(fly_market_of(world) == market); /* the registry must begin with this mechanism */
    (void)fly_world_instances(world, &fly_channel_table, &market->n_channels);
    market->n_sources = FLY_FIRST_CHANNEL + market->n_channels;
    static const double neutral[] = {0, 1};
    for (size_t s = 0; s < market->n_sources; s++) {
        market->fit[s] = market->speed[s] = &neutral[1];
        market->start_satisfaction[s] = &neutral[0];
    }
    market->referred = (struct fly_uplift){1, 1, INFINITY};
    market->aware_stage = market->bought_stage = FLY_CUSTOMER;
    for (int a = 0; a < FLY_N_BUDGETED; a++)
        market->wanted[a] = INT64_MAX;
    set_segments(world, market);
    market->acquired = fly_world_column(world, "acquired");
    market->of_agents = fly_world_series(world, "agents");
    market->of_customers = fly_world_series(world, "customers");
    market->of_new_customers = fly_world_series(world, "new_customers");
    market->of_aware = fly_world_series(world, "aware");
    market->of_won_back = fly_world_series(world, "won_back");
    market->of_customer_steps = fly_world_series(world, "customer_steps");
    market->of_churned = fly_world_series(world, "churned");
    market->of_rejected = fly_world_series(world, "rejected");
    market->of_cost = fly_world_series(world, "cost");
    return FLY_OK;
}

static void populate(struct fly_block *block, const void *state)
{
    const struct fly_world *world = block->world;
    const struct fly_permutation order =
        fly_permutation_make(world->population, FLY_PERMUTATION_INITIAL_CUSTOMERS, world->setup->n_agents);
    uint32_t rank[FLY_BLOCK];
    (void)state;
    if (!world->setup->initial_customers) return;
    fly_permute_range(&order, block->first, block->n, rank);
    for (uint32_t i = 0; i < block->n; i++)
        if (rank[i] < world->setup->initial_customers)
            fly_block_move(block, i, FLY_CUSTOMER, fly_class(FLY_SOURCE_INITIAL, 0));
}

static void open_step(struct fly_world *world, void *state)
{
    struct fly_market *market = state;
    const struct former_params *former = fly_world_values(world, &former_table);
    const struct rejecter_params *rejecter = fly_world_values(world, &rejecter_table);
    for (int r = 0; r < FLY_N_NAMED_RATES; r++)
        market->rate[r] = 1;
    market->lead_abandon = market->worked = market->served_buy = 1;
    memset(market->captured, 0, sizeof market->captured);
    for (int c = 0; c < FLY_MAX_CHANNELS; c++)
        market->channel_reach[c] = 1;
    for (int s = 0; s < FLY_N_FRICTION; s++)
        for (int kind = 0; kind < FLY_N_FRICTION_KINDS; kind++)
            market->friction_left[s][kind] = 1;
    market->quality = market->sharing = market->found = 0;
    market->handoffs_removed = market->handover_penalty = 0;
    market->efficiency = market->deflection_left = 1;
    if (isfinite(former->memory))
        fly_rates_add_one(world, FLY_FORMER, FLY_STRANGER, FLY_SAME_CLASS, 1 / former->memory);
    if (isfinite(rejecter->memory))
        fly_rates_add_one(world, FLY_REJECTER, FLY_STRANGER, FLY_SAME_CLASS, 1 / rejecter->memory);
}

static void moved(struct fly_block *block, const void *state, const struct fly_move *moves, uint32_t n_moves)
{
    const struct fly_market *market = state;
    for (uint32_t k = 0; k < n_moves; k++) {
        const struct fly_move *move = &moves[k];
        uint16_t *class_of = &block->class_of[move->agent];
        if (move->tag != FLY_SAME_CLASS) *class_of = fly_reclass(*class_of, move->tag);
        const uint32_t source = fly_class_source(*class_of);
        const bool counted = source != FLY_SOURCE_INITIAL;
        /* Who turns away at the first bad word has no source, or one of former days: `rejected` counts him. */
        if (move->from == FLY_STRANGER && move->to != FLY_REJECTER)
            fly_block_count(block, market->of_aware + source, counted);
        if (move->from == FLY_CUSTOMER) fly_block_count(block, market->of_churned, 1);
        if (move->to == FLY_REJECTER) fly_block_count(block, market->of_rejected, 1);
        if (move->to != FLY_CUSTOMER) continue;
        market->acquired[block->row + move->agent] = (uint16_t)block->world->step;
        if (move->from == FLY_FORMER)
            fly_block_count(block, market->of_won_back, 1);
        else
            fly_block_count(block, market->of_new_customers + source, counted);
    }
}

static void close_step(struct fly_world *world, void *state)
{
    struct fly_market *market = state;
    if (world->step) world->counts[market->of_customer_steps] = market->customers_before;
    market->customers_before = (int64_t)world->n_stage[FLY_CUSTOMER];
    for (int s = 0; s < FLY_N_STAGES; s++)
        world->counts[market->of_agents + (size_t)s] = (int64_t)world->n_stage[s];
    world->counts[market->of_customers] = (int64_t)world->n_stage[FLY_CUSTOMER];
}

static void finish(const struct fly_world *world, const void *state, double *kpi)
{
    const struct fly_market *market = state;
    int64_t acquired = 0;
    for (size_t s = 0; s < market->n_sources; s++)
        acquired += fly_total(world, market->of_new_customers + s);
    kpi[0] = (double)world->n_stage[FLY_CUSTOMER];
    kpi[1] = (double)acquired;
}

const struct fly_mechanism fly_market_mechanism = {
    .name = "market",
    .doc = "Who is where, who came from where, who forgets.",
    .params = params,
    .series = series,
    .n_series = FLY_COUNT(series),
    .kpis = kpis,
    .n_kpis = FLY_COUNT(kpis),
    .columns = columns,
    .n_columns = FLY_COUNT(columns),
    .slots = slots,
    .n_slots = FLY_COUNT(slots),
    .state_size = sizeof(struct fly_market),
    .start = start,
    .populate = populate,
    .open_step = open_step,
    .moved = moved,
    .close_step = close_step,
    .finish = finish,
};
