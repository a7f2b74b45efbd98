/* The ledger: what was earned, what was spent, and the figures that strategists judge by.
 *
 *   profit_t = gross margin - cost, exact in minor units       cash_t = sum of profit up to t
 *   NPV_t = sum over s <= t of profit_s (1 + i)^(-week_s / weeks per year)
 *   CAC paid     = (media + sales + onboarding) / customers from paid channels; of one: its media / customers
 *   CAC blended  = (media + sales + onboarding + incentives) / all acquired customers; = CAC paid (1 - K) + u K, with
 *                  incentives u per referred customer and K of all customers referred
 *   LTV realised = gross margin of acquired customers / acquired customers, within the time simulated, not discounted
 *   LTV projected  m / (mu + d), with referrals (m - rho u) / (mu + d - rho): margin m, churn hazard mu and referrals
 *                  rho per customer and week over the last year, d = ln(1 + i) / weeks per year
 *   wasted       = media spent on agents who became aware and are not customers: media of each channel that makes
 *                  strangers aware, times 1 - its customers / those it made aware
 *   payback      = first week from which cash never falls below 0 again; discounted: the same of NPV
 *   ROI          = (gross margin - cost) / cost
 *
 * Blattberg & Deighton 1996; Gupta & Lehmann 2003 for LTV; m = 10, mu = .05, d = .002, rho = .03, u = 20: 427.27. */
#include "models/channels.h"
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
static const struct fly_param_table table =
    FLY_PARAM_TABLE_READ_ONCE("ledger", ledger_params, rows, "How money is judged.");
static const struct fly_param_table *const params[] = {&table, NULL};

static size_t channel_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    size_t n;
    const struct fly_section *channel = fly_scenario_instances(scenario, &fly_channel_table, &n);
    if (n > FLY_MAX_CHANNELS) n = FLY_MAX_CHANNELS;
    for (size_t c = 0; c < n; c++)
        labels[c] = channel[c].name;
    return n;
}
static const struct fly_dim channel_dim = {"channel", "A way to reach people.", channel_labels, NULL};

static const struct fly_series series[] = {
    {"profit", FLY_FLOW, NULL, "money", "Gross margin less all costs."},
    {"cash", FLY_STOCK, NULL, "money", "Profit summed up since the start."},
    {"npv", FLY_REAL, NULL, "money", "Discounted profit summed up since the start."},
    {"channel_cac", FLY_REAL, &channel_dim, "money",
     "Media of a channel since the start over the customers it made aware."},
};

static const struct fly_kpi kpis[] = {
    {"npv", "money", FLY_HIGHER, "npv", "Net present value of profit at the end.",
     "sum over steps of profit (1 + i)^(-week / 52.18), i = ledger.discount"},
    {"profit", "money", FLY_HIGHER, "profit", "Gross margin less all costs, not discounted.",
     "sum over weeks of gross_margin - cost of all ledgers"},
    {"spend", "money", FLY_NEITHER, NULL, "All money spent from the budget.",
     "sum over weeks of cost of all ledgers but onboarding and fixed"},
    {"roi", "1", FLY_HIGHER, NULL, "Profit over all costs.",
     "(gross margin - cost) / cost, both summed over weeks and all ledgers"},
    {"cac_paid", "money", FLY_LOWER, NULL, "Media, sales and onboarding over customers from paid channels.",
     "(media + sales + onboarding) / customers from paid channels"},
    {"cac_blended", "money", FLY_LOWER, NULL, "Media, sales, onboarding and incentives over all acquired customers.",
     "(media + sales + onboarding + incentives) / all acquired customers"},
    {"ltv", "money", FLY_HIGHER, NULL, "Gross margin of acquired customers so far, over their number.",
     "sum of acquired_margin over weeks / acquired"},
    {"ltv_cac", "1", FLY_HIGHER, NULL, "LTV realised over blended CAC.", "ltv / cac_blended"},
    {"ltv_projected", "money", FLY_HIGHER, NULL,
     "Margin per customer and week over churn hazard and discount, as they were in the last year.",
     "m / (mu + d): m margin, mu = -ln(1 - churned / customers) / step, d = ln(1 + i) / 52.18, per customer and week "
     "of the last year"},
    {"ltv_with_referrals", "money", FLY_HIGHER, NULL,
     "The same with the customers that a customer refers; undefined when they outnumber those who leave.",
     "(m - rho u) / (mu + d - rho): rho referrals per customer and week, u incentives per referred customer, else as "
     "ltv_projected"},
    {"wasted", "1", FLY_LOWER, NULL, "Share of media spent on people who became aware and no customers.",
     "sum over channels that make aware of media (1 - customers / made aware) / their media"},
    {"payback", "weeks", FLY_LOWER, NULL,
     "First recorded week from which cash never falls below 0 again; undefined if never.",
     "first recorded week w with cash(t) >= 0 for all t >= w"},
    {"payback_discounted", "weeks", FLY_LOWER, NULL, "The same of the discounted sum.",
     "first recorded week w with npv(t) >= 0 for all t >= w"},
    {"acquisition_retention", "1", FLY_NEITHER, NULL,
     "Media, sales and onboarding over service, retention, delight, community and winning back.",
     "(media + sales + onboarding) / (service + retention + delight + community + winback)"},
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
    LTV_PROJECTED,
    LTV_WITH_REFERRALS,
    WASTED,
    PAYBACK,
    PAYBACK_DISCOUNTED,
    ACQUISITION_RETENTION
};

struct ledger {
    int64_t cash;
    double npv;
    double media[FLY_MAX_CHANNELS], won[FLY_MAX_CHANNELS]; /* since the start */
    size_t of_profit, of_cash, of_npv, of_channel_cac, of_margin, of_acquired_margin;
};

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct ledger *ledger = state;
    (void)error;
    ledger->of_profit = fly_world_series(world, "profit");
    ledger->of_cash = fly_world_series(world, "cash");
    ledger->of_npv = fly_world_series(world, "npv");
    ledger->of_channel_cac = fly_world_series(world, "channel_cac");
    ledger->of_margin = fly_world_series(world, "gross_margin");
    ledger->of_acquired_margin = fly_world_series(world, "acquired_margin");
    return FLY_OK;
}

static void close_step(struct fly_world *world, void *state)
{
    struct ledger *ledger = state;
    const struct fly_market *market = fly_market_of(world);
    const struct ledger_params *p = fly_world_values(world, &table);
    int64_t profit = world->counts[ledger->of_margin];
    for (size_t k = 0; k < market->n_channels + FLY_N_ACTIVITIES; k++)
        fly_world_add(world, &profit, -world->counts[market->of_cost + k]);
    fly_world_add(world, &ledger->cash, profit);
    ledger->npv += 0.01 * (double)profit * pow(1 + p->discount, -world->week / FLY_WEEKS_PER_YEAR);
    world->counts[ledger->of_profit] = profit;
    world->counts[ledger->of_cash] = ledger->cash;
    world->reals[ledger->of_npv] = ledger->npv;
    for (size_t c = 0; c < market->n_channels; c++) {
        ledger->media[c] += 0.01 * (double)world->counts[market->of_cost + c];
        ledger->won[c] += (double)world->counts[market->of_new_customers + FLY_FIRST_CHANNEL + c];
        world->reals[ledger->of_channel_cac + c] = fly_ratio(ledger->media[c], ledger->won[c]);
    }
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

/* The sum of a count over the last year, or over all of a shorter run. */
static double last_year(const struct fly_world *world, size_t value)
{
    const struct fly_record *record = world->record;
    double sum = 0;
    for (size_t row = record->n_rows - 1; row > 0; row--) {
        if (world->week - fly_setup_week(world->setup, row) >= FLY_WEEKS_PER_YEAR) break;
        sum += (double)record->counts[row * world->setup->layout.n_counts + value];
    }
    return sum;
}

static void project_ltv(const struct fly_world *world, const struct ledger *ledger, double *kpi)
{
    const struct fly_market *market = fly_market_of(world);
    const struct ledger_params *p = fly_world_values(world, &table);
    const double D = world->setup->step_weeks, customer_steps = last_year(world, market->of_customer_steps);
    const double referred = last_year(world, market->of_new_customers + FLY_SOURCE_REFERRAL);
    const double m = 0.01 * fly_ratio(last_year(world, ledger->of_margin), customer_steps) / D;
    const double mu = -log1p(-fly_ratio(last_year(world, market->of_churned), customer_steps)) / D;
    const double rho = fly_ratio(referred, customer_steps) / D, d = log1p(p->discount) / FLY_WEEKS_PER_YEAR;
    const double paid = 0.01 * last_year(world, market->of_cost + market->n_channels + FLY_INCENTIVES);
    kpi[LTV_PROJECTED] = fly_ratio(m, mu + d);
    kpi[LTV_WITH_REFERRALS] = fly_ratio(m - (referred > 0 ? rho * paid / referred : 0), mu + d - rho);
}

/* Channels that catch those who look make nobody aware: nothing can be said of their money. */
static double wasted(const struct fly_world *world)
{
    const struct fly_market *market = fly_market_of(world);
    double spent = 0, lost = 0;
    size_t n;
    const struct fly_section *channel = fly_world_instances(world, &fly_channel_table, &n);
    for (size_t c = 0; c < n; c++) {
        const double aware = (double)fly_total(world, market->of_aware + FLY_FIRST_CHANNEL + c);
        const double won = (double)fly_total(world, market->of_new_customers + FLY_FIRST_CHANNEL + c);
        const double media = (double)fly_total(world, market->of_cost + c);
        if (((const struct fly_channel_params *)channel[c].values)->kind == FLY_CAPTURE) continue;
        spent += media;
        lost += aware > 0 ? media * fmax(1 - won / aware, 0) : media;
    }
    return fly_ratio(lost, spent);
}

static void finish(const struct fly_world *world, const void *state, double *kpi)
{
    const struct ledger *ledger = state;
    const struct fly_market *market = fly_market_of(world);
    int64_t media = 0, acquired = 0, paid = 0, budgeted = 0, cost[FLY_N_ACTIVITIES];
    for (size_t c = 0; c < market->n_channels; c++) {
        media += fly_total(world, market->of_cost + c);
        paid += fly_total(world, market->of_new_customers + FLY_FIRST_CHANNEL + c);
    }
    for (size_t a = 0; a < FLY_N_ACTIVITIES; a++) {
        cost[a] = fly_total(world, market->of_cost + market->n_channels + a);
        budgeted += a < FLY_N_BUDGETED ? cost[a] : 0;
    }
    for (size_t s = 0; s < market->n_sources; s++)
        acquired += fly_total(world, market->of_new_customers + s);
    const int64_t acquisition = media + cost[FLY_SALES] + cost[FLY_ONBOARDING], spend = media + budgeted;
    const int64_t keeping =
        cost[FLY_SERVICE] + cost[FLY_RETENTION] + cost[FLY_DELIGHT] + cost[FLY_COMMUNITY] + cost[FLY_WINBACK];
    kpi[NPV] = ledger->npv;
    kpi[PROFIT] = 0.01 * (double)ledger->cash;
    kpi[SPEND] = 0.01 * (double)spend;
    kpi[ROI] = ratio(ledger->cash, spend + cost[FLY_ONBOARDING] + cost[FLY_FIXED]);
    kpi[CAC_PAID] = 0.01 * ratio(acquisition, paid);
    kpi[CAC_BLENDED] = 0.01 * ratio(acquisition + cost[FLY_INCENTIVES], acquired);
    kpi[LTV] = 0.01 * ratio(fly_total(world, ledger->of_acquired_margin), acquired);
    kpi[LTV_CAC] = fly_ratio(kpi[LTV], kpi[CAC_BLENDED]);
    project_ltv(world, ledger, kpi);
    kpi[WASTED] = wasted(world);
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
