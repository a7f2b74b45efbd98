/* The budget: an amount per week and a share of what was earned, split by shares, spent to the last cent or carried.
 *
 *   given in a step    round(B t) - round(B (t - D)) + reinvest * gross margin of the step before,
 *                      B = weekly * N / 1000 in minor units: totals are exact
 *   pot                what is given, and with unspent = carry what was left over before
 *   acquisition        split over channels by their shares
 *   other activities   their share of the pot, but not more than they can use:
 *     sales            only while there are leads
 *     service, retention, delight, community
 *                      at most `most_per_customer` per customer and week; winback: per former customer
 *     incentives       what is owed on conversions up to the step before; while more is owed than a step can pay, the
 *                      programme is closed
 *     levers           saved up to what they ask for, paid when they say
 *   what these leave   goes to media in the same step (unspent = media), is kept, or carried on
 *
 * Spend of a step is never above what the budget has given up to then; this is exact and checked in every step.
 * With reinvest and one channel of constant cost per customer, customers grow at (reinvest * margin / CAC) - churn. */
#include "models/budget.h"
#include "models/channels.h"
#include "models/feedback.h"
#include "models/lever.h"
#include "models/market.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const struct fly_param rows[] = {FLY_BUDGET_PARAMS(FLY_PARAM_ROW, fly_budget_params)};
const struct fly_param_table fly_budget_table = FLY_PARAM_TABLE(
    "budget", fly_budget_params, rows, "How much money there is, and for what; the shares add up to 1.");
static const struct fly_param_table *const params[] = {&fly_budget_table, NULL};

static const struct fly_series series[] = {
    {"cost", FLY_FLOW, &fly_ledger_dim, "money", "Money spent, by what for."},
    {"budget", FLY_FLOW, NULL, "money", "Money given by the budget."},
    {"unspent", FLY_STOCK, NULL, "money", "Money given and not spent yet; what is saved for levers included."},
    {"owed", FLY_STOCK, NULL, "money", "Referral incentives owed and not paid yet."},
};

struct budget {
    const struct fly_budget_params *p;
    int64_t given, spent; /* since the start, without costs outside the budget */
    int64_t owed, purse;  /* incentives; saved for levers, part of what is not spent */
    int64_t margin;       /* of the step before */
    size_t of_budget, of_unspent, of_owed, of_margin;
};

/* Shares of activities, in the order of FLY_ACTIVITIES. */
static void list_shares(const struct fly_budget_params *p, double share[FLY_N_BUDGETED])
{
    const double shares[FLY_N_BUDGETED] = {
        [FLY_SALES] = p->sales,           [FLY_SERVICE] = p->service,     [FLY_RETENTION] = p->retention,
        [FLY_DELIGHT] = p->delight,       [FLY_INCENTIVES] = p->referral, [FLY_COMMUNITY] = p->community,
        [FLY_TECHNOLOGY] = p->technology, [FLY_WINBACK] = p->winback,     [FLY_LEVERS] = p->levers};
    memcpy(share, shares, sizeof shares);
}

void fly_budget_check_size(const struct fly_scenario *scenario, const struct fly_param_table *table, const char *name,
                           const char *key, double weekly, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &fly_market_table)) return;
    if (!fly_scenario_is_sound(scenario, &fly_time_table)) return;
    const struct fly_market_params *market = fly_scenario_values(scenario, &fly_market_table);
    const struct fly_time_params *time = fly_scenario_values(scenario, &fly_time_table);
    const struct fly_origin at = fly_scenario_origin(scenario, table, name, key);
    const double all = weekly * (double)market->agents / 1000 * time->horizon;
    if (all > 1e16)
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "%s%s%s.%s comes to %.3g over the whole time; at most 1e16 can be counted exactly", table->section,
                     name[0] ? "." : "", name, key, all);
}

bool fly_budget_check_share(const struct fly_scenario *scenario, const char *name, bool enabled, const char *nothing,
                            struct fly_diagnostics *found)
{
    const struct fly_budget_params *p = fly_scenario_values(scenario, &fly_budget_table);
    const struct fly_origin at = fly_scenario_origin(scenario, &fly_budget_table, "", name);
    const ptrdiff_t row = fly_param_find(&fly_budget_table, name);
    assert(row >= 0);
    const bool has_money = fly_budget_exists(p) && fly_param_number(&rows[row], p) > 0;
    if (has_money && !enabled)
        fly_diagnose(found, FLY_WARNING, at.file, at.line,
                     "budget.%s has money but %s (%s.enabled = no): budget.unspent says where it goes", name, nothing,
                     name);
    return has_money;
}

static void check(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &fly_budget_table)) return;
    const struct fly_budget_params *p = fly_scenario_values(scenario, &fly_budget_table);
    static const char *const keys[] = {"sales",      "service", "retention", "delight", "referral", "community",
                                       "technology", "winback", "levers",    "weekly",  "reinvest"};
    double share[FLY_N_BUDGETED], sum = p->acquisition;
    list_shares(p, share);
    for (int a = 0; a < FLY_N_BUDGETED; a++)
        sum += share[a];
    struct fly_origin at = fly_scenario_origin(scenario, &fly_budget_table, "", "acquisition");
    for (size_t k = 0; k < FLY_COUNT(keys); k++)
        at = fly_origin_of_sum(at, fly_scenario_origin(scenario, &fly_budget_table, "", keys[k]));
    if (fabs(sum - 1) > 1e-9)
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "the shares of [budget] (acquisition to levers) add up to %.6g, not 1 (the rest is %+.6g)", sum,
                     1 - sum);
    fly_budget_check_size(scenario, &fly_budget_table, "", "weekly", p->weekly, found);
    fly_budget_check_size(scenario, &fly_budget_table, "", "fixed_cost", p->fixed_cost, found);
    if (!fly_scenario_is_sound(scenario, &fly_channel_table)) return;
    size_t n, n_used = 0;
    const struct fly_section *channel = fly_scenario_instances(scenario, &fly_channel_table, &n);
    for (size_t c = 0; c < n; c++)
        n_used += ((const struct fly_channel_params *)channel[c].values)->enabled;
    if (fly_budget_exists(p) && p->acquisition > 0 && !n_used)
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "budget.acquisition has money but no channel spends it: add a [channel NAME] section or set "
                     "budget.weekly = 0");
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct budget *budget = state;
    (void)error;
    budget->p = fly_world_values(world, &fly_budget_table);
    struct fly_market *market = fly_market_of(world);
    market->referral_open = fly_budget_exists(budget->p) && budget->p->referral > 0;
    /* What mechanisms that are off would use; those that are on raise it. */
    market->wanted[FLY_SERVICE] = market->wanted[FLY_COMMUNITY] = market->wanted[FLY_TECHNOLOGY] = 0;
    market->wanted[FLY_WINBACK] = 0;
    budget->of_budget = fly_world_series(world, "budget");
    budget->of_unspent = fly_world_series(world, "unspent");
    budget->of_owed = fly_world_series(world, "owed");
    budget->of_margin = fly_world_series(world, "gross_margin");
    return FLY_OK;
}

/* While a schedule changes the amount each step is rounded by itself. */
int64_t fly_budget_of_step(struct fly_world *world, double weekly, uint32_t step)
{
    const double per_step = 100 * weekly * (world->setup->n_agents / 1000.0) * world->setup->step_weeks;
    if (per_step * step > 9e18) {
        fly_world_fail(world, "a weekly amount has grown beyond 9e16, more than exact sums can hold");
        return 0;
    }
    return llround(per_step * step) - llround(per_step * (step - 1));
}

static int64_t at_most(int64_t money, int64_t limit)
{
    return money < limit ? money : limit;
}

static void split_media(const struct fly_world *world, struct fly_market *market, int64_t media)
{
    size_t n;
    const struct fly_section *channel = fly_world_instances(world, &fly_channel_table, &n);
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

/* The most that may be spent on so many people in a step; more than there ever is, where 64 bits cannot hold it. */
static int64_t most_for(const struct fly_world *world, const struct budget *budget, uint64_t heads)
{
    const double most = 100 * budget->p->most_per_customer * world->setup->step_weeks * (double)heads;
    return most < 9e18 ? (int64_t)most : INT64_MAX;
}

/* The most that each activity can use in this step. */
static void list_limits(struct fly_world *world, const struct budget *budget, int64_t limit[FLY_N_BUDGETED])
{
    const struct fly_market *market = fly_market_of(world);
    const int64_t customers = most_for(world, budget, world->n_stage[FLY_CUSTOMER]);
    const int64_t levers = fly_feedback_wanted(world) + fly_lever_wanted(world);
    memcpy(limit, market->wanted, sizeof market->wanted);
    limit[FLY_SALES] = world->n_stage[FLY_LEAD] ? limit[FLY_SALES] : 0;
    limit[FLY_SERVICE] = at_most(limit[FLY_SERVICE], customers);
    limit[FLY_RETENTION] = at_most(limit[FLY_RETENTION], customers);
    limit[FLY_DELIGHT] = at_most(limit[FLY_DELIGHT], customers);
    limit[FLY_COMMUNITY] = at_most(limit[FLY_COMMUNITY], customers);
    limit[FLY_INCENTIVES] = at_most(limit[FLY_INCENTIVES], budget->owed);
    limit[FLY_WINBACK] = at_most(limit[FLY_WINBACK], most_for(world, budget, world->n_stage[FLY_FORMER]));
    limit[FLY_LEVERS] = levers > budget->purse ? levers - budget->purse : 0;
}

static void open_step(struct fly_world *world, void *state)
{
    struct budget *budget = state;
    const struct fly_budget_params *p = budget->p;
    struct fly_market *market = fly_market_of(world);
    double share[FLY_N_BUDGETED];
    int64_t limit[FLY_N_BUDGETED], given = fly_budget_of_step(world, p->weekly, world->step);
    if (budget->margin > 0) fly_world_add(world, &given, llround(p->reinvest * (double)budget->margin));
    const int64_t left_over = budget->given - budget->spent - budget->purse;
    const int64_t pot = given + (p->unspent == FLY_UNSPENT_CARRIED ? left_over : 0);
    int64_t rest = pot;
    list_shares(p, share);
    list_limits(world, budget, limit);
    const int64_t incentives = llround((double)pot * p->referral);
    market->referral_open = incentives > 0 && budget->owed <= incentives;
    for (int a = 0; a < FLY_N_BUDGETED; a++)
        market->activity[a] = take(&rest, at_most(llround((double)pot * share[a]), limit[a]));
    budget->purse += market->activity[FLY_LEVERS];
    market->activity[FLY_LEVERS] = 0; /* until it is paid */
    market->activity[FLY_FIXED] = fly_budget_of_step(world, p->fixed_cost, world->step);
    const bool all_to_media = p->unspent == FLY_UNSPENT_TO_MEDIA && p->acquisition > 0;
    split_media(world, market, all_to_media ? rest : at_most(llround((double)pot * p->acquisition), rest));
    budget->owed -= market->activity[FLY_INCENTIVES];
    fly_world_add(world, &budget->given, given);
    world->counts[budget->of_budget] = given;
}

int64_t fly_budget_purse(const struct fly_world *world)
{
    return ((const struct budget *)fly_world_state(world, "budget"))->purse;
}

void fly_budget_pay_lever(struct fly_world *world, int64_t money)
{
    struct budget *budget = fly_world_state(world, "budget");
    assert(money >= 0 && money <= budget->purse);
    budget->purse -= money;
    fly_market_of(world)->activity[FLY_LEVERS] += money;
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
    struct fly_market *market = fly_market_of(world);
    if (!world->step) return; /* nothing is spent while the market is populated */
    int64_t *cost = world->counts + market->of_cost, acquired = 0;
    for (size_t s = 0; s < market->n_sources; s++)
        acquired += world->counts[market->of_new_customers + s];
    market->activity[FLY_ONBOARDING] = llround(100 * budget->p->onboarding_cost) * acquired;
    for (size_t c = 0; c < market->n_channels; c++)
        budget->spent += cost[c] = market->media[c];
    for (int a = 0; a < FLY_N_ACTIVITIES; a++) {
        cost[market->n_channels + (size_t)a] = market->activity[a];
        if (a < FLY_N_BUDGETED) budget->spent += market->activity[a];
    }
    assert(budget->spent + budget->purse <= budget->given);
    budget->margin = world->counts[budget->of_margin];
    world->counts[budget->of_unspent] = budget->given - budget->spent;
    world->counts[budget->of_owed] = budget->owed;
}

const struct fly_mechanism fly_budget_mechanism = {
    .name = "budget",
    .doc = "Money per week and a share of what was earned, split by shares, spent to the last cent or carried on.",
    .params = params,
    .series = series,
    .n_series = FLY_COUNT(series),
    .state_size = sizeof(struct budget),
    .check = check,
    .start = start,
    .open_step = open_step,
    .close_step = close_step,
};
