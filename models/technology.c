/* Technology: money for what makes sales people faster, for what lets customers help themselves, and for what lets one
 * team know what the other one knows.
 *
 *   sales people  hours count (1 + lift (1 - exp(-x_reps / scale))) times
 *   customers     share 1 - ceiling (1 - exp(-x_customers / scale)) of the routine service cases still reaches people
 *   sharing       c = ceiling (1 - exp(-x_sharing / scale))          what is known is shared: see [handoff]
 *
 * x is money per week and 1,000 agents, as long as it is paid (licences, not assets). All chosen; the forms saturate as
 * those of Blattberg & Deighton 1996. Without money nothing changes. */
#include "models/budget.h"
#include "models/market.h"

#include <math.h>

/* clang-format off */
#define TECHNOLOGY_PARAMS(X, S) \
    X(S, SWITCH, enabled,   0,   0, 1, "", "Whether money for technology does anything.") \
    X(S, SHARE,  reps,      0.8, 0, 1, "", "Share of the money for tools of sales people; the three shares add up to 1 (chosen: 80 for sales people and 20 for customers is the funnel's way, 20 and 80 the flywheel's).") \
    X(S, SHARE,  customers, 0.2, 0, 1, "", "Share for self-service of customers.") \
    X(S, SHARE,  sharing,   0,   0, 1, "", "Share for one record of each customer that marketing, sales and service share (CRM).") \
    X(S, NUMBER, reps_lift, 0.3, 0, 100, "", "How much more an hour of a sales person does at most (chosen).") \
    X(S, MONEY,  reps_scale, 2,  1e-9, 1e12, "money", "Money per week and 1,000 agents at which 63 % of that is reached (chosen).") \
    X(S, SHARE,  self_service_ceiling, 0.5, 0, 1, "", "Most routine cases that customers solve themselves (chosen).") \
    X(S, MONEY,  self_service_scale, 2, 1e-9, 1e12, "money", "Money per week and 1,000 agents at which 63 % of that is reached (chosen).") \
    X(S, SHARE,  sharing_ceiling, 0.8, 0, 1, "", "Most of what one team knows that the next one can know (chosen).") \
    X(S, MONEY,  sharing_scale, 2, 1e-9, 1e12, "money", "Money per week and 1,000 agents at which 63 % of that is reached (chosen).")
/* clang-format on */

struct technology_params {
    TECHNOLOGY_PARAMS(FLY_PARAM_FIELD, )
};

static const struct fly_param rows[] = {TECHNOLOGY_PARAMS(FLY_PARAM_ROW, technology_params)};
static const struct fly_param_table table =
    FLY_PARAM_TABLE("technology", technology_params, rows, "Technology for sales people or for customers.");
static const struct fly_param_table *const params[] = {&table, NULL};

enum use { REPS, CUSTOMERS, SHARING, N_USES };

static size_t use_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    (void)scenario;
    labels[REPS] = "reps";
    labels[CUSTOMERS] = "customers";
    labels[SHARING] = "sharing";
    return N_USES;
}
static const struct fly_dim use_dim = {
    .name = "technology_use", .doc = "Whom technology is for.", .labels = use_labels};

static const struct fly_series series[] = {
    {"technology", FLY_REAL, &use_dim, "1",
     "What money for technology does: hours gained by sales people, share of routine cases that customers solve "
     "themselves, share of knowledge that teams share."},
};

struct technology {
    double effect[N_USES]; /* in this step */
    size_t of_technology;
};

static bool enabled(const struct fly_scenario *scenario)
{
    return ((const struct technology_params *)fly_scenario_values(scenario, &table))->enabled;
}

static void check_money(const struct fly_scenario *scenario, const struct technology_params *p,
                        struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &fly_budget_table)) return;
    const struct fly_origin on = fly_scenario_origin(scenario, &table, "", "enabled");
    const bool has_money = fly_budget_check_share(scenario, "technology", p->enabled, "there is no technology", found);
    if (p->enabled && !has_money)
        fly_diagnose(found, FLY_WARNING, on.file, on.line,
                     "technology is on but has no money (budget.technology, budget.weekly): it does nothing");
}

static void check(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &table)) return;
    const struct technology_params *p = fly_scenario_values(scenario, &table);
    struct fly_origin at = fly_scenario_origin(scenario, &table, "", "sharing");
    at = fly_origin_of_sum(at, fly_scenario_origin(scenario, &table, "", "customers"));
    at = fly_origin_of_sum(at, fly_scenario_origin(scenario, &table, "", "reps"));
    const double sum = p->reps + p->customers + p->sharing;
    if (fabs(sum - 1) > 1e-9)
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "technology.reps, customers and sharing add up to %.6g, not 1 (the rest is %+.6g)", sum, 1 - sum);
    check_money(scenario, p, found);
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct technology *technology = state;
    (void)error;
    technology->of_technology = fly_world_series(world, "technology");
    fly_market_of(world)->wanted[FLY_TECHNOLOGY] = INT64_MAX;
    return FLY_OK;
}

static void open_step(struct fly_world *world, void *state)
{
    struct technology *technology = state;
    const struct technology_params *p = fly_world_values(world, &table);
    struct fly_market *market = fly_market_of(world);
    const double money = fly_per_thousand(world, market->activity[FLY_TECHNOLOGY]);
    double *effect = technology->effect;
    effect[REPS] = p->reps_lift * fly_saturate(money * p->reps, p->reps_scale);
    effect[CUSTOMERS] = p->self_service_ceiling * fly_saturate(money * p->customers, p->self_service_scale);
    effect[SHARING] = p->sharing_ceiling * fly_saturate(money * p->sharing, p->sharing_scale);
    market->efficiency *= 1 + effect[REPS];
    market->deflection_left *= 1 - effect[CUSTOMERS];
    market->sharing = effect[SHARING];
}

static void close_step(struct fly_world *world, void *state)
{
    const struct technology *technology = state;
    for (int use = 0; use < N_USES; use++)
        world->reals[technology->of_technology + (size_t)use] = technology->effect[use];
}

const struct fly_mechanism fly_technology_mechanism = {
    .name = "technology",
    .doc = "Technology makes sales people faster, lets customers help themselves, lets teams share what they know.",
    .params = params,
    .series = series,
    .n_series = FLY_COUNT(series),
    .state_size = sizeof(struct technology),
    .enabled = enabled,
    .check = check,
    .start = start,
    .open_step = open_step,
    .close_step = close_step,
};
