/* The budget: a fixed amount per week, split by shares, spent to the last cent or carried on.
 *
 *   amount of a step   round(B t) - round(B (t - D)), B = weekly * N / 1000 in minor units: totals are exact
 *   acquisition        split over channels by their shares
 *   retention, delight at most `most_per_customer` per customer and week; sales only while there are leads
 *   incentives         owed on conversion, paid in the next step from the referral share; while more is owed than
 *                      a step can pay, the programme is closed
 *   what these leave   goes to media in the same step (unspent = media), or is kept (unspent = keep)
 *
 * Spend of a step is never above what the budget has given up to then; this is exact and checked in every step. */
#include "models/budget.h"
#include "models/channels.h"
#include "models/market.h"

#include <assert.h>
#include <math.h>

static const struct fly_param rows[] = {FLY_BUDGET_PARAMS(FLY_PARAM_ROW, fly_budget_params)};
const struct fly_param_table fly_budget_table = FLY_PARAM_TABLE(
    "budget", fly_budget_params, rows, "How much money there is, and for what; the five shares add up to 1.");
static const struct fly_param_table *const params[] = {&fly_budget_table, NULL};

static const struct fly_series series[] = {
    {"cost", FLY_FLOW, &fly_ledger_dim, "money", "Money spent, by what for."},
    {"budget", FLY_FLOW, NULL, "money", "Money given by the budget."},
    {"unspent", FLY_STOCK, NULL, "money", "Money given and not spent yet."},
    {"owed", FLY_STOCK, NULL, "money", "Referral incentives owed and not paid yet."},
};

struct budget {
    const struct fly_budget_params *p;
    int64_t given, spent; /* since the start, without fixed costs */
    int64_t owed;
    size_t of_budget, of_unspent, of_owed;
};

/* All money of a run must fit into 64 bits of hundredths, with room to add. */
static void check_size(const struct fly_scenario *scenario, const char *key, double weekly,
                       struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &fly_market_table)) return;
    if (!fly_scenario_is_sound(scenario, &fly_time_table)) return;
    const struct fly_market_params *market = fly_scenario_values(scenario, &fly_market_table);
    const struct fly_time_params *time = fly_scenario_values(scenario, &fly_time_table);
    const struct fly_origin at = fly_scenario_origin(scenario, &fly_budget_table, "", key);
    const double all = weekly * (double)market->agents / 1000 * time->horizon;
    if (all > 1e16)
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "budget.%s comes to %.3g over the whole time; at most 1e16 can be counted exactly", key, all);
}

static void check(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &fly_budget_table)) return;
    const struct fly_budget_params *p = fly_scenario_values(scenario, &fly_budget_table);
    const double sum = p->acquisition + p->sales + p->retention + p->delight + p->referral;
    static const char *const shares[] = {"sales", "retention", "delight", "referral", "weekly"};
    struct fly_origin at = fly_scenario_origin(scenario, &fly_budget_table, "", "acquisition");
    for (size_t k = 0; k < sizeof shares / sizeof shares[0]; k++)
        at = fly_origin_or(at, fly_scenario_origin(scenario, &fly_budget_table, "", shares[k]));
    if (fabs(sum - 1) > 1e-9)
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "the budget's shares (acquisition, sales, retention, delight, referral) add up to %.6g, not 1 "
                     "(the rest is %+.6g)",
                     sum, 1 - sum);
    check_size(scenario, "weekly", p->weekly, found);
    check_size(scenario, "fixed_cost", p->fixed_cost, found);
    if (!fly_scenario_is_sound(scenario, &fly_channel_table)) return;
    size_t n, n_used = 0;
    const struct fly_section *channel = fly_scenario_instances(scenario, &fly_channel_table, &n);
    for (size_t c = 0; c < n; c++)
        n_used += ((const struct fly_channel_params *)channel[c].values)->enabled;
    if (p->weekly > 0 && p->acquisition > 0 && !n_used)
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "budget.acquisition has money but no channel spends it: add a [channel NAME] section or set "
                     "budget.weekly = 0");
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct budget *budget = state;
    (void)error;
    budget->p = fly_scenario_values(world->setup->scenario, &fly_budget_table);
    fly_market_of(world)->referral_open = budget->p->weekly > 0 && budget->p->referral > 0;
    budget->of_budget = fly_world_series(world, "budget");
    budget->of_unspent = fly_world_series(world, "unspent");
    budget->of_owed = fly_world_series(world, "owed");
    return FLY_OK;
}

/* Minor units of this step of a weekly amount per 1,000 agents; over all steps they add up without rounding error. */
static int64_t of_this_step(const struct fly_world *world, double weekly)
{
    const double per_step = 100 * weekly * (world->setup->n_agents / 1000.0) * world->setup->step_weeks;
    return llround(per_step * world->step) - llround(per_step * (world->step - 1));
}

static int64_t at_most(int64_t money, int64_t limit)
{
    return money < limit ? money : limit;
}

static void split_media(const struct fly_world *world, struct fly_market *market, int64_t media)
{
    size_t n;
    const struct fly_section *channel = fly_scenario_instances(world->setup->scenario, &fly_channel_table, &n);
    double share_so_far = 0;
    int64_t so_far = 0;
    for (size_t c = 0; c < n; c++) {
        const struct fly_channel_params *p = channel[c].values;
        share_so_far += p->enabled ? p->share : 0;
        const int64_t up_to_here = at_most(llround((double)media * share_so_far), media);
        market->media[c] = up_to_here - so_far;
        so_far = up_to_here;
    }
}

/* Shares are rounded one by one: several that round up must not take a cent that is not there. */
static int64_t take(int64_t *rest, int64_t wanted)
{
    const int64_t taken = at_most(wanted, *rest);
    *rest -= taken;
    return taken;
}

static void open_step(struct fly_world *world, void *state)
{
    struct budget *budget = state;
    const struct fly_budget_params *p = budget->p;
    struct fly_market *market = fly_market_of(world);
    const int64_t given = of_this_step(world, p->weekly);
    const double customers = (double)world->n_stage[FLY_CUSTOMER];
    const int64_t limit = (int64_t)(100 * p->most_per_customer * world->setup->step_weeks * customers);
    const int64_t incentives = llround((double)given * p->referral);
    int64_t *activity = market->activity;
    market->referral_open = incentives > 0 && budget->owed <= incentives;
    int64_t rest = given;
    activity[FLY_SALES] = take(&rest, world->n_stage[FLY_LEAD] ? llround((double)given * p->sales) : 0);
    activity[FLY_RETENTION] = take(&rest, at_most(llround((double)given * p->retention), limit));
    activity[FLY_DELIGHT] = take(&rest, at_most(llround((double)given * p->delight), limit));
    activity[FLY_INCENTIVES] = take(&rest, at_most(budget->owed, incentives));
    activity[FLY_FIXED] = of_this_step(world, p->fixed_cost);
    const bool all_to_media = p->unspent == 0 && p->acquisition > 0;
    split_media(world, market, all_to_media ? rest : at_most(llround((double)given * p->acquisition), rest));
    budget->owed -= activity[FLY_INCENTIVES];
    budget->given += given;
    world->counts[budget->of_budget] = given;
}

void fly_budget_owe(struct fly_world *world, int64_t money)
{
    struct budget *budget = fly_world_state(world, "budget");
    assert(budget && money >= 0);
    fly_world_add(world, &budget->owed, money);
    world->counts[budget->of_owed] = budget->owed; /* the budget has closed its books of this step already */
}

static void close_step(struct fly_world *world, void *state)
{
    struct budget *budget = state;
    const struct fly_market *market = fly_market_of(world);
    if (!world->step) return; /* nothing is spent while the market is populated */
    int64_t *cost = world->counts + market->of_cost;
    for (size_t c = 0; c < market->n_channels; c++)
        budget->spent += cost[c] = market->media[c];
    for (int a = 0; a < FLY_N_ACTIVITIES; a++) {
        cost[market->n_channels + (size_t)a] = market->activity[a];
        if (a != FLY_FIXED) budget->spent += market->activity[a];
    }
    assert(budget->spent <= budget->given);
    world->counts[budget->of_unspent] = budget->given - budget->spent;
    world->counts[budget->of_owed] = budget->owed;
}

const struct fly_mechanism fly_budget_mechanism = {
    .name = "budget",
    .doc = "A fixed amount per week, split by shares, spent to the last cent or carried on.",
    .params = params,
    .series = series,
    .n_series = FLY_COUNT(series),
    .state_size = sizeof(struct budget),
    .check = check,
    .start = start,
    .open_step = open_step,
    .close_step = close_step,
};
