/* Attract: paid and own channels that make strangers aware, or catch those who already look.
 *
 *   adstock   A(t) = x(t) (1 - c^D) / (1 - c) + c^D A(t - D)           x money per 1,000 agents and week, c carry-over
 *             steady state x / (1 - c), half-life ln .5 / ln c weeks, whatever the step D
 *   response  R(A) = A^k / (A^k + e^k)                                  Hill; R(e) = 1/2
 *   hazard    max_reach * R(A) * trust * (1 - f_attract)
 *
 * Broadbent 1979 (adstock); Jin et al. 2017 (carry-over with Hill saturation). With constant hazards: exponential
 * adoption at p = sum of hazards; with word of mouth, the Bass model. */
#include "models/channels.h"
#include "models/market.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const struct fly_param channel_rows[] = {FLY_CHANNEL_PARAMS(FLY_PARAM_ROW, fly_channel_params)};
const struct fly_param_table fly_channel_table =
    FLY_PARAM_TABLE_REPEATED("channel", fly_channel_params, channel_rows, NULL,
                             "A way to reach people; each has its share of the acquisition budget.");

/* clang-format off */
#define ATTRACT_PARAMS(X, S) \
    X(S, SWITCH, enabled,         1, 0, 1, "", "Whether anybody is reached by channels at all.") \
    X(S, HAZARD, constant_hazard, 0, 0, 100, "/week", "Awareness without money: an external influence p on every stranger (Bass 1969).")
/* clang-format on */

struct attract_params {
    ATTRACT_PARAMS(FLY_PARAM_FIELD, )
};

static const struct fly_param attract_rows[] = {ATTRACT_PARAMS(FLY_PARAM_ROW, attract_params)};
static const struct fly_param_table attract_table =
    FLY_PARAM_TABLE("attract", attract_params, attract_rows, "Reaching strangers.");
static const struct fly_param_table *const params[] = {&attract_table, &fly_channel_table, NULL};

struct attract {
    double adstock[FLY_MAX_CHANNELS];
};

static bool enabled(const struct fly_scenario *scenario)
{
    return ((const struct attract_params *)fly_scenario_values(scenario, &attract_table))->enabled;
}

/* A channel is a label beside the fixed ones of sources and ledgers. */
static bool is_taken(const struct fly_scenario *scenario, const char *name)
{
    const char *labels[FLY_MAX_LABELS];
    (void)fly_source_dim.labels(scenario, labels);
    for (size_t k = 0; k < FLY_FIRST_CHANNEL; k++)
        if (!strcmp(name, labels[k])) return true;
    const size_t n = fly_ledger_dim.labels(scenario, labels);
    for (size_t k = n - FLY_N_ACTIVITIES; k < n; k++)
        if (!strcmp(name, labels[k])) return true;
    return false;
}

static void check_names(const struct fly_scenario *scenario, const struct fly_section *channel, size_t n,
                        struct fly_diagnostics *found)
{
    for (size_t c = 0; c < n; c++) {
        const struct fly_origin at = channel[c].where;
        if (c == FLY_MAX_CHANNELS)
            fly_diagnose(found, FLY_ERROR, at.file, at.line,
                         "[channel %s] is one channel too many: at most %d are allowed", channel[c].name,
                         FLY_MAX_CHANNELS);
        else if (n <= FLY_MAX_CHANNELS && is_taken(scenario, channel[c].name))
            fly_diagnose(found, FLY_ERROR, at.file, at.line,
                         "a channel cannot be called '%s': results use this name for something else", channel[c].name);
    }
}

/* Catching those who look is of no use where nobody is made aware. */
static void check_kinds(const struct fly_scenario *scenario, const struct fly_section *channel, size_t n,
                        struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &attract_table) || !fly_scenario_is_sound(scenario, &fly_market_table)) return;
    const struct attract_params *general = fly_scenario_values(scenario, &attract_table);
    const struct fly_market_params *market = fly_scenario_values(scenario, &fly_market_table);
    bool generates = general->constant_hazard > 0 || market->initial_customers > 0, captures = false;
    for (size_t c = 0; c < n; c++) {
        const struct fly_channel_params *p = channel[c].values;
        generates |= p->enabled && p->kind == FLY_GENERATE;
        captures |= p->enabled && p->kind == FLY_CAPTURE;
    }
    if (captures && !generates)
        fly_diagnose(
            found, FLY_WARNING, channel[0].where.file, channel[0].where.line,
            "nobody will ever be aware: capture channels only catch those who are, and nothing else makes them");
}

static void check(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &fly_channel_table)) return;
    size_t n;
    double sum = 0;
    bool any = false;
    const struct fly_section *channel = fly_scenario_instances(scenario, &fly_channel_table, &n);
    check_names(scenario, channel, n, found);
    check_kinds(scenario, channel, n, found);
    for (size_t c = 0; c < n; c++) {
        const struct fly_channel_params *p = channel[c].values;
        any |= p->enabled;
        sum += p->enabled ? p->share : 0;
    }
    if (any && fabs(sum - 1) > 1e-9) {
        const struct fly_section *last = &channel[n - 1];
        const struct fly_origin at =
            fly_origin_or(fly_scenario_origin(scenario, &fly_channel_table, last->name, "share"), last->where);
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "the shares of the channels in use add up to %.6g, not 1 (the rest is %+.6g)", sum, 1 - sum);
    }
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct fly_market *market = fly_market_of(world);
    size_t n;
    (void)state, (void)error;
    const struct fly_section *channel = fly_world_instances(world, &fly_channel_table, &n);
    for (size_t c = 0; c < n; c++) {
        const struct fly_channel_params *p = channel[c].values;
        market->fit[FLY_FIRST_CHANNEL + c] = &p->fit;
        market->speed[FLY_FIRST_CHANNEL + c] = &p->speed;
        market->start_satisfaction[FLY_FIRST_CHANNEL + c] = &p->satisfaction;
    }
    return FLY_OK;
}

static double hill(double a, double half_effect, double k)
{
    return a > 0 ? 1 / (1 + pow(half_effect / a, k)) : 0;
}

static void add_channel(struct fly_world *world, struct fly_market *market, size_t c, double hazard,
                        enum fly_channel_kind kind)
{
    double by_segment[FLY_MAX_SEGMENTS];
    for (uint32_t segment = 0; segment < world->setup->segments.n; segment++)
        by_segment[segment] = hazard * market->segment[segment]->reach;
    if (kind == FLY_GENERATE) {
        fly_rates_add_by_segment(world, FLY_STRANGER, market->aware_stage,
                                 fly_class(FLY_FIRST_CHANNEL + (uint32_t)c, 0), by_segment);
    } else if (market->engage_on) {
        fly_rates_add_by_segment(world, FLY_PROSPECT, FLY_LEAD, FLY_SAME_CLASS, by_segment);
        for (uint32_t segment = 0; segment < world->setup->segments.n; segment++)
            market->captured[segment] += by_segment[segment];
    }
}

static void open_step(struct fly_world *world, void *state)
{
    struct attract *attract = state;
    struct fly_market *market = fly_market_of(world);
    const struct attract_params *general = fly_world_values(world, &attract_table);
    size_t n;
    const struct fly_section *channel = fly_world_instances(world, &fly_channel_table, &n);
    for (size_t c = 0; c < n; c++) {
        const struct fly_channel_params *p = channel[c].values;
        const double kept = pow(p->carry_over, world->setup->step_weeks);
        const double x = fly_per_thousand(world, market->media[c]);
        attract->adstock[c] = x * (1 - kept) / (1 - p->carry_over) + kept * attract->adstock[c];
        const double reach = p->max_reach * hill(attract->adstock[c], p->half_effect, p->hill) *
                             market->rate[FLY_RATE_OF_REACH] * market->channel_reach[c];
        if (p->enabled)
            add_channel(world, market, c, reach * p->trust * (1 - market->friction[FLY_AT_ATTRACT]),
                        (enum fly_channel_kind)p->kind);
    }
    if (general->constant_hazard > 0)
        fly_rates_add_one(world, FLY_STRANGER, market->aware_stage, fly_class(FLY_SOURCE_EXTERNAL, 0),
                          general->constant_hazard);
}

const struct fly_mechanism fly_attract_mechanism = {
    .name = "attract",
    .doc = "Channels make strangers aware, or catch those who already look.",
    .params = params,
    .state_size = sizeof(struct attract),
    .enabled = enabled,
    .check = check,
    .start = start,
    .open_step = open_step,
};
