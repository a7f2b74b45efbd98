/* The ledger: what was earned, what was spent, and the figures that strategists judge by.
 *
 *   profit_t = gross margin - cost, exact in minor units       cash_t = sum of profit up to t
 *   NPV_t = sum over s <= t of profit_s (1 + i)^(-week_s / weeks per year)
 *   CAC paid     = (media + sales) / customers from paid channels
 *   CAC blended  = (media + sales + incentives) / all acquired customers
 *   LTV realised = gross margin of acquired customers / acquired customers, within the time simulated, not discounted
 *   payback      = first week from which cash never falls below 0 again; discounted: the same of NPV
 *   ROI          = (gross margin - cost) / cost */
#include "models/market.h"

#include <assert.h>
#include <math.h>

/* clang-format off */
#define LEDGER_PARAMS(X, S) \
    X(S, SHARE, discount, 0.10, 0, 1, "", "i: discount rate per year (chosen).")
/* clang-format on */

struct ledger_params {
    LEDGER_PARAMS(FLY_PARAM_FIELD, )
};

static const struct fly_param rows[] = {LEDGER_PARAMS(FLY_PARAM_ROW, ledger_params)};
static const struct fly_param_table table = FLY_PARAM_TABLE("ledger", ledger_params, rows, "How money is judged.");
static const struct fly_param_table *const params[] = {&table, NULL};

static const struct fly_series series[] = {
    {"profit", FLY_FLOW, NULL, "money", "Gross margin less all costs."},
    {"cash", FLY_STOCK, NULL, "money", "Profit summed up since the start."},
    {"npv", FLY_REAL, NULL, "money", "Discounted profit summed up since the start."},
};

static const struct fly_kpi kpis[] = {
    {"npv", "money", FLY_HIGHER, "npv", "Net present value of profit at the end."},
    {"profit", "money", FLY_HIGHER, "profit", "Gross margin less all costs, not discounted."},
    {"spend", "money", FLY_NEITHER, NULL, "All costs but the fixed ones."},
    {"roi", "1", FLY_HIGHER, NULL, "Profit over all costs."},
    {"cac_paid", "money", FLY_LOWER, NULL, "Media and sales over customers from paid channels."},
    {"cac_blended", "money", FLY_LOWER, NULL, "Media, sales and incentives over all acquired customers."},
    {"ltv", "money", FLY_HIGHER, NULL, "Gross margin of acquired customers so far, over their number."},
    {"ltv_cac", "1", FLY_HIGHER, NULL, "LTV realised over blended CAC."},
    {"payback", "weeks", FLY_LOWER, NULL,
     "First recorded week from which cash never falls below 0 again; undefined if never."},
    {"payback_discounted", "weeks", FLY_LOWER, NULL, "The same of the discounted sum."},
    {"acquisition_retention", "1", FLY_NEITHER, NULL, "Media and sales over retention and delight."},
};

enum kpi {
    NPV,
    PROFIT,
    SPEND,
    ROI,
    CAC_PAID,
    CAC_BLENDED,
    LTV,
    LTV_CAC,
    PAYBACK,
    PAYBACK_DISCOUNTED,
    ACQUISITION_RETENTION
};

struct ledger {
    int64_t cash;
    double npv;
    size_t of_profit, of_cash, of_npv, of_margin, of_acquired_margin;
};

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct ledger *ledger = state;
    (void)error;
    ledger->of_profit = fly_world_series(world, "profit");
    ledger->of_cash = fly_world_series(world, "cash");
    ledger->of_npv = fly_world_series(world, "npv");
    ledger->of_margin = fly_world_series(world, "gross_margin");
    ledger->of_acquired_margin = fly_world_series(world, "acquired_margin");
    return FLY_OK;
}

static void close_step(struct fly_world *world, void *state)
{
    struct ledger *ledger = state;
    const struct fly_market *market = fly_market_of(world);
    const struct ledger_params *p = fly_scenario_values(world->setup->scenario, &table);
    int64_t profit = world->counts[ledger->of_margin];
    for (size_t k = 0; k < market->n_channels + FLY_N_ACTIVITIES; k++)
        fly_world_add(world, &profit, -world->counts[market->of_cost + k]);
    fly_world_add(world, &ledger->cash, profit);
    ledger->npv += 0.01 * (double)profit * pow(1 + p->discount, -world->week / FLY_WEEKS_PER_YEAR);
    world->counts[ledger->of_profit] = profit;
    world->counts[ledger->of_cash] = ledger->cash;
    world->reals[ledger->of_npv] = ledger->npv;
}

static double ratio(int64_t a, int64_t b)
{
    return fly_ratio((double)a, (double)b);
}

static double payback(const struct fly_world *world, const struct ledger *ledger, bool discounted)
{
    const struct fly_record *record = world->record;
    const struct fly_layout *layout = &world->setup->layout;
    size_t row = record->n_rows;
    while (row > 0 && (discounted ? record->reals[(row - 1) * layout->n_reals + ledger->of_npv] >= 0
                                  : record->counts[(row - 1) * layout->n_counts + ledger->of_cash] >= 0))
        row--;
    return row < record->n_rows ? fly_setup_week(world->setup, row) : NAN;
}

static void finish(const struct fly_world *world, const void *state, double *kpi)
{
    const struct ledger *ledger = state;
    const struct fly_market *market = fly_market_of(world);
    int64_t media = 0, acquired = 0, paid = 0, activity[FLY_N_ACTIVITIES];
    for (size_t c = 0; c < market->n_channels; c++) {
        media += fly_total(world, market->of_cost + c);
        paid += fly_total(world, market->of_new_customers + FLY_FIRST_CHANNEL + c);
    }
    for (size_t a = 0; a < FLY_N_ACTIVITIES; a++)
        activity[a] = fly_total(world, market->of_cost + market->n_channels + a);
    for (size_t s = 0; s < market->n_sources; s++)
        acquired += fly_total(world, market->of_new_customers + s);
    const int64_t acquisition = media + activity[FLY_SALES], keeping = activity[FLY_RETENTION] + activity[FLY_DELIGHT];
    const int64_t spend = acquisition + keeping + activity[FLY_INCENTIVES];
    kpi[NPV] = ledger->npv;
    kpi[PROFIT] = 0.01 * (double)ledger->cash;
    kpi[SPEND] = 0.01 * (double)spend;
    kpi[ROI] = ratio(ledger->cash, spend + activity[FLY_FIXED]);
    kpi[CAC_PAID] = 0.01 * ratio(acquisition, paid);
    kpi[CAC_BLENDED] = 0.01 * ratio(acquisition + activity[FLY_INCENTIVES], acquired);
    kpi[LTV] = 0.01 * ratio(fly_total(world, ledger->of_acquired_margin), acquired);
    kpi[LTV_CAC] = fly_ratio(kpi[LTV], kpi[CAC_BLENDED]);
    kpi[PAYBACK] = payback(world, ledger, false);
    kpi[PAYBACK_DISCOUNTED] = payback(world, ledger, true);
    kpi[ACQUISITION_RETENTION] = ratio(acquisition, keeping);
}

const struct fly_mechanism fly_ledger_mechanism = {
    .name = "ledger",
    .doc = "What was earned, what was spent, and the figures that strategists judge by.",
    .params = params,
    .series = series,
    .n_series = FLY_COUNT(series),
    .kpis = kpis,
    .n_kpis = FLY_COUNT(kpis),
    .state_size = sizeof(struct ledger),
    .start = start,
    .close_step = close_step,
    .finish = finish,
};
