/* Several wheels: stocks (brand awareness, leads, content, ...) that spend and events turn, that feed each other, that
 * friction slows down, and whose levels multiply named rates.
 *
 *   levels   dx/dt = (G - diag b) x + u, solved exactly over a step with u constant; never below 0
 *   input    u = constant + per_money * money + sum of per_event * events; money and events of the step, per 1,000
 *            agents and week
 *   G        couples_to of wheel j: "i:0.1, k:0.05" is G[i][j] = 0.1, G[k][j] = 0.05
 *   effect   rate x (1 + lift (1 - exp(-x / scale))), quality + lift (1 - exp(-x / scale)), in the step after
 *   gain     spectral radius of diag(1/b) G: below 1 the levels settle at (diag b - G)^-1 u; a level that has grown
 *            beyond 1e9 ends the run
 *
 * Stocks and flows: Forrester 1961; a stock of goodwill that advertising fills and forgetting drains: Nerlove & Arrow
 * 1962. Ring of four, b = .2, g = .15, u = (1, 0, 0, 0): 7.314286, 5.485714, 4.114286, 3.085714, gain .75. */
#include "models/wheels.h"
#include "models/community.h"
#include "models/satisfaction.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const struct fly_param_table *const params[] = {&fly_wheel_table, NULL};

static size_t wheel_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    size_t n;
    const struct fly_section *wheel = fly_scenario_instances(scenario, &fly_wheel_table, &n);
    if (n > FLY_MAX_WHEELS) n = FLY_MAX_WHEELS;
    for (size_t w = 0; w < n; w++)
        labels[w] = wheel[w].name;
    return n;
}
static const struct fly_dim wheel_dim = {"wheel", "A stock of [wheel NAME].", wheel_labels, NULL};

static const struct fly_series series[] = {
    {"wheel_level", FLY_REAL, &wheel_dim, "1", "Level of each wheel."},
};

static const struct fly_kpi kpis[] = {
    {"loop_gain", "1", FLY_NEITHER, NULL,
     "How strongly the wheels feed each other: below 1 they settle, from 1 on they grow without bound.",
     "spectral radius of diag(1/b) G: b friction of the wheels, G how they couple"},
};

enum event { PURCHASES, NEW_CUSTOMERS, REFERRALS, REVIEWS, CONTRIBUTIONS, GOOD_WORDS, BAD_WORDS, N_EVENTS };

struct wheels {
    struct fly_wheel_graph graph;
    struct fly_wheel_time step; /* what a step does to the levels */
    double level[FLY_MAX_WHEELS];
    size_t channel[FLY_MAX_WHEELS], ledger[FLY_MAX_WHEELS]; /* whose reach, whose money */
    size_t of_level, of_purchases, of_reviews, of_words;
};

/* Above it a level means nothing any more. */
static const double MOST_LEVEL = 1e9;

static bool enabled(const struct fly_scenario *scenario)
{
    size_t n;
    const struct fly_section *wheel = fly_scenario_instances(scenario, &fly_wheel_table, &n);
    for (size_t w = 0; w < n; w++)
        if (((const struct fly_wheel_params *)wheel[w].values)->enabled) return true;
    return false;
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct wheels *wheels = state;
    const struct fly_scenario *scenario = world->setup->scenario;
    size_t n;
    const struct fly_section *wheel = fly_scenario_instances(scenario, &fly_wheel_table, &n);
    if (!fly_wheels_graph(scenario, &wheels->graph, NULL))
        return fly_fail(error, FLY_ERR_INTERNAL, "The couplings of the wheels were not checked.");
    for (size_t w = 0; w < n; w++) {
        const struct fly_wheel_params *p = wheel[w].values;
        wheels->channel[w] = fly_wheels_channel(scenario, p->channel);
        wheels->ledger[w] = fly_wheels_ledger(scenario, p->money_from);
        wheels->level[w] = p->enabled ? p->start : 0;
    }
    fly_wheel_solve(&wheels->graph, world->setup->step_weeks, &wheels->step);
    wheels->of_level = fly_world_series(world, "wheel_level");
    wheels->of_purchases = fly_world_series(world, "purchases");
    wheels->of_reviews = fly_world_series(world, "reviews");
    wheels->of_words = fly_world_series(world, "accepted_signals");
    return FLY_OK;
}

/* ---- what levels do ---- */

static void drive(struct fly_market *market, const struct fly_wheel_params *p, size_t channel, double level)
{
    const double lift = p->lift * fly_saturate(level, p->scale);
    if (p->drives == FLY_DRIVES_QUALITY)
        market->quality += lift;
    else if (p->drives == FLY_DRIVES_CHANNEL)
        market->channel_reach[channel] *= 1 + lift;
    else if (p->drives > 0)
        market->rate[p->drives - 1] *= 1 + lift;
}

/* Friction may change in time; what a step does is only solved anew when it did. */
static void open_step(struct fly_world *world, void *state)
{
    struct wheels *wheels = state;
    size_t n;
    bool changed = false;
    const struct fly_section *wheel = fly_world_instances(world, &fly_wheel_table, &n);
    for (size_t w = 0; w < n; w++) {
        const struct fly_wheel_params *p = wheel[w].values;
        changed |= p->friction != wheels->graph.friction[w];
        wheels->graph.friction[w] = p->friction;
        drive(fly_market_of(world), p, wheels->channel[w], wheels->level[w]);
    }
    if (changed) fly_wheel_solve(&wheels->graph, world->setup->step_weeks, &wheels->step);
}

/* ---- what turns them ---- */

static double sum_of(const struct fly_world *world, size_t first, size_t n)
{
    int64_t sum = 0;
    for (size_t k = 0; k < n; k++)
        sum += world->counts[first + k];
    return (double)sum;
}

/* This step's events per 1,000 agents and week. */
static void list_events(const struct fly_world *world, const struct wheels *wheels, double event[N_EVENTS])
{
    const struct fly_market *market = fly_market_of(world);
    const double unit = world->setup->step_weeks * (world->setup->n_agents / 1000.0);
    event[PURCHASES] = sum_of(world, wheels->of_purchases, 1) / unit;
    event[NEW_CUSTOMERS] = sum_of(world, market->of_new_customers, market->n_sources) / unit;
    event[REFERRALS] = sum_of(world, market->of_new_customers + FLY_SOURCE_REFERRAL, 1) / unit;
    event[REVIEWS] = sum_of(world, wheels->of_reviews, FLY_N_ATTITUDES) / unit;
    event[CONTRIBUTIONS] = (double)fly_community_content(world) / unit;
    event[GOOD_WORDS] = sum_of(world, wheels->of_words, 1) / unit;
    event[BAD_WORDS] = sum_of(world, wheels->of_words + 1, 1) / unit;
}

static double input_of(const struct fly_world *world, const struct wheels *wheels, size_t w,
                       const struct fly_wheel_params *p, const double event[N_EVENTS])
{
    const double per_event[N_EVENTS] = {
        [PURCHASES] = p->per_purchase, [NEW_CUSTOMERS] = p->per_new_customer, [REFERRALS] = p->per_referral,
        [REVIEWS] = p->per_review,     [CONTRIBUTIONS] = p->per_contribution, [GOOD_WORDS] = p->per_good_word,
        [BAD_WORDS] = p->per_bad_word};
    double u = p->constant;
    if (*p->money_from)
        u += p->per_money * fly_per_thousand(world, world->counts[fly_market_of(world)->of_cost + wheels->ledger[w]]);
    for (int e = 0; e < N_EVENTS; e++)
        u += per_event[e] * event[e];
    return u;
}

static void fail(struct fly_world *world, const struct wheels *wheels, const char *name)
{
    const double gain = fly_wheel_loop_gain(&wheels->graph);
    fly_world_fail(world, "the level of the wheel '%s' has grown beyond 1e9: %s (loop gain %.3g)", name,
                   gain < 1 ? "lower its input"
                            : "the wheels feed each other faster than friction slows them; lower couples_to or raise "
                              "friction",
                   gain);
}

static void turn(struct fly_world *world, struct wheels *wheels)
{
    size_t n;
    double event[N_EVENTS], u[FLY_MAX_WHEELS], level[FLY_MAX_WHEELS];
    const struct fly_section *wheel = fly_world_instances(world, &fly_wheel_table, &n);
    list_events(world, wheels, event);
    for (size_t w = 0; w < n; w++) {
        const struct fly_wheel_params *p = wheel[w].values;
        u[w] = p->enabled ? input_of(world, wheels, w, p, event) : 0;
    }
    for (size_t to = 0; to < n; to++) {
        level[to] = 0;
        for (size_t from = 0; from < n; from++)
            level[to] +=
                wheels->step.keep.of[to][from] * wheels->level[from] + wheels->step.take.of[to][from] * u[from];
        if (!(level[to] <= MOST_LEVEL)) fail(world, wheels, wheel[to].name);
    }
    for (size_t w = 0; w < n; w++)
        wheels->level[w] = fmax(level[w], 0);
}

static void close_step(struct fly_world *world, void *state)
{
    struct wheels *wheels = state;
    if (world->step) turn(world, wheels);
    memcpy(world->reals + wheels->of_level, wheels->level, wheels->graph.n * sizeof wheels->level[0]);
}

static void finish(const struct fly_world *world, const void *state, double *kpi)
{
    (void)world;
    kpi[0] = fly_wheel_loop_gain(&((const struct wheels *)state)->graph);
}

const struct fly_mechanism fly_wheels_mechanism = {
    .name = "wheels",
    .doc = "Stocks that spend and events turn, that feed each other, and that multiply named rates.",
    .params = params,
    .series = series,
    .n_series = FLY_COUNT(series),
    .kpis = kpis,
    .n_kpis = FLY_COUNT(kpis),
    .state_size = sizeof(struct wheels),
    .enabled = enabled,
    .check = fly_wheels_check,
    .start = start,
    .open_step = open_step,
    .close_step = close_step,
    .finish = finish,
};
