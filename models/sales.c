/* Sales capacity: leads need hours of sales people, and there are only so many that the money pays for.
 *
 *   load      leads * hours_per_lead * (1 - self_directed)    hours a week
 *   capacity  money of budget.sales / wage * efficiency       hours a week; efficiency: what [technology] gives
 *   worked    min(1, capacity / load)                         the share of the leads' needs that is met
 *   lead -> customer * worked        lead -> resting * (1 + wait_abandon (1 - worked))
 *
 * A fluid queue: every lead gets the same share of its hours; no lead has a place in a line. Money for more hours than
 * load / least_utilisation is not asked for. With this on, [engage] has no response of its own to money for sales.
 * Leads buy with probability kappa worked / (kappa worked + delta (1 + wait_abandon (1 - worked))). */
#include "models/budget.h"
#include "models/market.h"

#include <math.h>

/* clang-format off */
#define SALES_PARAMS(X, S) \
    X(S, SWITCH, enabled,        0,    0, 1, "", "Whether sales people have a capacity; off: [engage] answers to money for sales by itself.") \
    X(S, MONEY,  wage,           40,   1e-6, 1e6, "money", "Cost of an hour of a sales person, all included (chosen).") \
    X(S, NUMBER, hours_per_lead, 0.05, 0, 1e6, "hours", "Hours of a sales person that a lead needs each week, if he had to be told everything (chosen).") \
    X(S, SHARE,  self_directed,  0.57, 0, 1, "", "Share of the decision made before the supplier is contacted: so much less is to be told (CEB 2012: 57 %).") \
    X(S, NUMBER, least_utilisation, 0.8, 0.001, 1, "", "No money is asked for more people than keep this utilisation: the rest goes where budget.unspent says (chosen).") \
    X(S, NUMBER, wait_abandon,   0.5,  0, 100, "", "How much faster leads give up when nobody has any time for them (chosen).")
/* clang-format on */

struct sales_params {
    SALES_PARAMS(FLY_PARAM_FIELD, )
};

static const struct fly_param rows[] = {SALES_PARAMS(FLY_PARAM_ROW, sales_params)};
static const struct fly_param_table table =
    FLY_PARAM_TABLE("sales", sales_params, rows, "Sales people, whose hours are limited.");
static const struct fly_param_table *const params[] = {&table, NULL};

static const struct fly_series series[] = {
    {"sales_load", FLY_REAL, NULL, "h/week", "Hours of sales people that all leads together need."},
    {"sales_capacity", FLY_REAL, NULL, "h/week", "Hours of sales people that are paid for, by what they achieve."},
    {"sales_utilisation", FLY_REAL, NULL, "1", "Load over capacity; above 1 leads are not worked as they need."},
};

static const struct fly_kpi kpis[] = {
    {"sales_utilisation", "1", FLY_NEITHER, NULL, "Hours that leads needed over hours there were, in the whole time.",
     "sum of sales_load over steps / sum of sales_capacity"},
};

struct sales {
    double load, capacity, efficiency; /* in this step */
    double all_load, all_capacity;     /* hours since the start */
    size_t of_load, of_capacity, of_utilisation;
};

static bool enabled(const struct fly_scenario *scenario)
{
    return ((const struct sales_params *)fly_scenario_values(scenario, &table))->enabled;
}

static void check(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &table) || !fly_scenario_is_sound(scenario, &fly_budget_table)) return;
    const struct sales_params *p = fly_scenario_values(scenario, &table);
    const struct fly_budget_params *budget = fly_scenario_values(scenario, &fly_budget_table);
    const struct fly_origin on = fly_scenario_origin(scenario, &table, "", "enabled");
    if (p->enabled && p->hours_per_lead > 0 && p->self_directed < 1 &&
        (budget->sales <= 0 || !fly_budget_exists(budget)))
        fly_diagnose(found, FLY_WARNING, on.file, on.line,
                     "no lead ever buys: sales people have no money (budget.sales, budget.weekly)");
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct sales *sales = state;
    struct fly_market *market = fly_market_of(world);
    (void)error;
    sales->of_load = fly_world_series(world, "sales_load");
    sales->of_capacity = fly_world_series(world, "sales_capacity");
    sales->of_utilisation = fly_world_series(world, "sales_utilisation");
    sales->efficiency = 1;
    market->sales_on = true;
    return FLY_OK;
}

/* Hours a week that the leads of this moment need. */
static double load_of(const struct fly_world *world, const struct sales_params *p)
{
    return (double)world->n_stage[FLY_LEAD] * p->hours_per_lead * (1 - p->self_directed);
}

static void open_step(struct fly_world *world, void *state)
{
    struct sales *sales = state;
    const struct sales_params *p = fly_world_values(world, &table);
    struct fly_market *market = fly_market_of(world);
    const double money = 0.01 * (double)market->activity[FLY_SALES] / world->setup->step_weeks;
    sales->efficiency = market->efficiency;
    sales->load = load_of(world, p);
    sales->capacity = money / p->wage * sales->efficiency;
    const double worked = sales->load > sales->capacity ? sales->capacity / sales->load : 1;
    market->worked = worked;
    market->served_buy = market->rate[FLY_RATE_OF_BUY];
    market->rate[FLY_RATE_OF_BUY] *= worked;
    market->lead_abandon = 1 + p->wait_abandon * (1 - worked);
}

static void close_step(struct fly_world *world, void *state)
{
    struct sales *sales = state;
    const struct sales_params *p = fly_world_values(world, &table);
    const double weeks = world->setup->step_weeks;
    const double hours = load_of(world, p) / sales->efficiency / p->least_utilisation * weeks;
    fly_market_of(world)->wanted[FLY_SALES] = fly_minor_units(hours * p->wage);
    if (!world->step) return;
    sales->all_load += sales->load * weeks;
    sales->all_capacity += sales->capacity * weeks;
    world->reals[sales->of_load] = sales->load;
    world->reals[sales->of_capacity] = sales->capacity;
    world->reals[sales->of_utilisation] = fly_ratio(sales->load, sales->capacity);
}

static void finish(const struct fly_world *world, const void *state, double *kpi)
{
    const struct sales *sales = state;
    (void)world;
    kpi[0] = fly_ratio(sales->all_load, sales->all_capacity);
}

const struct fly_mechanism fly_sales_mechanism = {
    .name = "sales",
    .doc = "Leads need hours of sales people, of whom there are only so many.",
    .params = params,
    .series = series,
    .n_series = FLY_COUNT(series),
    .kpis = kpis,
    .n_kpis = FLY_COUNT(kpis),
    .state_size = sizeof(struct sales),
    .enabled = enabled,
    .check = check,
    .start = start,
    .open_step = open_step,
    .close_step = close_step,
    .finish = finish,
};
