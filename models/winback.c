/* Win-back: former customers come back, by themselves or because money is spent on them.
 *
 *   former -> customer at  h = base + lift (1 - exp(-x / scale))         x: money per former customer and week
 *
 * It competes with being forgotten ([former] memory). With churn hazard mu and no other way in or out a share
 * h / (h + mu) of those who ever were customers is one in the long run. Regained customers are not new ones: no source
 * counts them (series won_back); how they buy and how content they start is what it was the first time. Stauss & Friege
 * 1999; Thomas, Blattberg & Fox 2004 for regaining customers as an investment of its own. */
#include "models/budget.h"
#include "models/market.h"

/* clang-format off */
#define WINBACK_PARAMS(X, S) \
    X(S, SWITCH, enabled, 0,     0, 1, "", "Whether former customers can come back without being strangers first.") \
    X(S, HAZARD, base,    0.001, 0, 100, "/week", "Those who come back by themselves (chosen).") \
    X(S, HAZARD, lift,    0.01,  0, 100, "/week", "What money adds to it at most (chosen).") \
    X(S, MONEY,  scale,   0.3,   1e-9, 1e12, "money", "Money per former customer and week at which 63 % of that is reached (chosen).")
/* clang-format on */

struct winback_params {
    WINBACK_PARAMS(FLY_PARAM_FIELD, )
};

static const struct fly_param rows[] = {WINBACK_PARAMS(FLY_PARAM_ROW, winback_params)};
static const struct fly_param_table table =
    FLY_PARAM_TABLE("winback", winback_params, rows, "Winning former customers back.");
static const struct fly_param_table *const params[] = {&table, NULL};

static bool enabled(const struct fly_scenario *scenario)
{
    return ((const struct winback_params *)fly_scenario_values(scenario, &table))->enabled;
}

/* Money without anything to spend it on is hardly meant. */
static void check(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &table) || !fly_scenario_is_sound(scenario, &fly_budget_table)) return;
    (void)fly_budget_check_share(scenario, "winback", enabled(scenario), "nobody is won back", found);
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    (void)state, (void)error;
    fly_market_of(world)->wanted[FLY_WINBACK] = INT64_MAX;
    return FLY_OK;
}

static void open_step(struct fly_world *world, void *state)
{
    (void)state;
    const struct winback_params *p = fly_world_values(world, &table);
    const int64_t money = fly_market_of(world)->activity[FLY_WINBACK];
    const double spend = fly_per_head(world, money, world->n_stage[FLY_FORMER]);
    fly_rates_add_one(world, FLY_FORMER, FLY_CUSTOMER, FLY_SAME_CLASS,
                      p->base + p->lift * fly_saturate(spend, p->scale));
}

const struct fly_mechanism fly_winback_mechanism = {
    .name = "winback",
    .doc = "Former customers come back, by themselves or because money is spent on them.",
    .params = params,
    .enabled = enabled,
    .check = check,
    .start = start,
    .open_step = open_step,
};
