/* What a customer costs, by channel too, what he is worth, when the money is back, and what was spent in vain. */
#include "analysis/median.h"
#include "analysis/money.h"
#include "analysis/words.h"
#include "report/bars.h"
#include "report/finding.h"
#include "report/money.h"
#include "sim/alloc.h"

#include <math.h>
#include <stdio.h>

/* ---- what he costs and is worth ---- */

/* clang-format off */
#define VALUES(X) \
    X(cac_paid,           "cost, paid channels (CAC)") \
    X(cac_blended,        "cost, all customers (CAC)") \
    X(ltv,                "worth so far (LTV)") \
    X(ltv_projected,      "worth projected (LTV)") \
    X(ltv_with_referrals, "worth with referrals (LTV)") \
    X(ltv_cac,            "LTV:CAC")
/* clang-format on */

enum value {
#define VALUE_ENUM(name, title) OF_##name,
    VALUES(VALUE_ENUM) N_VALUES
};
enum { N_IN_MONEY = OF_ltv_cac };

static int put_values(struct fly_html *html, const struct fly_dataset *data, struct fly_error *error)
{
#define VALUE_KPI(name, title) #name,
#define VALUE_TITLE(name, title) title,
    static const char *const kpis[] = {VALUES(VALUE_KPI)}, *const titles[] = {VALUES(VALUE_TITLE)};
    static const size_t columns[N_IN_MONEY] = {OF_cac_paid, OF_cac_blended, OF_ltv, OF_ltv_projected,
                                               OF_ltv_with_referrals};
    struct fly_measures values;
    char text[FLY_CHART_TITLE];
    struct fly_chart chart = {.id = "customer-value", .kind = "bars"};
    const int ret = fly_measures_kpis(&values, data, kpis, N_VALUES, error);
    if (ret < 0) return ret;
    const struct fly_bars bars = {&values, columns, titles, N_IN_MONEY, "of one customer", "money"};
    const struct fly_finding cost = {&values, OF_cac_blended, "mean cost of winning a customer (CAC)", "money"};
    const struct fly_finding back = {&values, OF_ltv_cac, "margin earned back for each unit of that money (LTV:CAC)",
                                     "1"};
    if (!fly_bars_are_empty(&bars)) {
        fly_finding_title(&cost, &data->scenarios, chart.title);
        fly_finding_values(&back, &data->scenarios, text, sizeof text);
        (void)snprintf(chart.alt, sizeof chart.alt,
                       "Bars: what a customer costs beside what he is worth. Margin earned so far for each unit of "
                       "money spent on winning customers (LTV:CAC): %.300s.",
                       text);
        fly_chart_set(&chart, "data-y", "money per customer");
        fly_bars_put(html, &chart, &bars, &data->scenarios);
        fly_html_put(html, "<p>");
        fly_finding_put(html, &back, &data->scenarios);
        fly_html_put(html, "The worth of a customer is his gross margin: so far within the time simulated, and "
                           "projected from margin and churn of the last year.</p>\n");
    }
    fly_measures_free(&values);
    return FLY_OK;
}

/* ---- by channel ---- */

/* The cheapest or dearest channel of a scenario, sign 1 or -1; cac->n when none has customers. */
static size_t find_channel(const struct fly_measures *cac, size_t scenario, double sign)
{
    size_t found = cac->n;
    double least = INFINITY;
    for (size_t c = 0; c < cac->n; c++) {
        const double cost = sign * fly_measures_of(cac, scenario, c).mean;
        if (!isfinite(cost) || cost >= least) continue;
        least = cost;
        found = c;
    }
    return found;
}

static int print_channels(const struct fly_measures *cac, const char *name, size_t scenario, const char *before,
                          char *text, size_t size)
{
    const size_t cheap = find_channel(cac, scenario, 1), dear = find_channel(cac, scenario, -1);
    char low[FLY_WORDS], high[FLY_WORDS];
    if (cheap == cac->n) return 0;
    fly_words_amount(fly_measures_of(cac, scenario, cheap).mean, "money", low);
    fly_words_amount(fly_measures_of(cac, scenario, dear).mean, "money", high);
    if (cheap == dear)
        return snprintf(text, size, "%s%.40s pays %s in media for a customer from %.30s", before, name, low,
                        cac->names.text[cheap]);
    return snprintf(text, size, "%s%.40s pays %s in media for a customer from %.30s and %s from %.30s", before, name,
                    low, cac->names.text[cheap], high, cac->names.text[dear]);
}

static void print_channels_title(const struct fly_measures *cac, const struct fly_labels *names,
                                 char text[FLY_CHART_TITLE])
{
    size_t used = 0;
    for (size_t s = 0; s < names->n; s++) {
        const int n =
            print_channels(cac, names->text[s], s, used ? "; " : "", text + used, (size_t)FLY_CHART_TITLE - used);
        if (n < 0 || used + (size_t)n >= FLY_CHART_TITLE) break;
        used += (size_t)n;
    }
    text[used] = '\0';
}

static int put_channels(struct fly_html *html, const struct fly_dataset *data, struct fly_error *error)
{
    int ret;
    size_t *columns = NULL;
    struct fly_measures cac = {0};
    struct fly_chart chart = {.id = "channel-cac", .kind = "bars"};
    FLY_TRY(fly_measures_week(&cac, data, "channel_cac", data->n_weeks - 1, error));
    columns = fly_alloc(cac.n, sizeof *columns);
    if (!columns) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the channels."));
    for (size_t c = 0; c < cac.n; c++)
        columns[c] = c;
    const struct fly_bars bars = {&cac, columns, (const char *const *)cac.names.text, cac.n, "channel", "money"};
    if (!fly_bars_are_empty(&bars)) {
        print_channels_title(&cac, &data->scenarios, chart.title);
        (void)snprintf(chart.alt, sizeof chart.alt,
                       "Bars: media of each channel over the whole time, for each customer whom it made aware first. A "
                       "channel that brought no customer, or only catches those who look already, has no bar.");
        fly_chart_set(&chart, "data-y", "media per customer");
        fly_bars_put(html, &chart, &bars, &data->scenarios);
    }
out:
    fly_free(columns);
    fly_measures_free(&cac);
    return ret;
}

/* ---- when the money is back ---- */

static void put_payback_of(struct fly_html *html, const struct fly_measures *payback, const char *name, size_t scenario)
{
    const size_t n = payback->n_replicates;
    char week[FLY_WORDS], range[2 * FLY_WORDS + 32] = "", low[FLY_WORDS], high[FLY_WORDS], number[2][32];
    size_t n_back = 0;
    for (size_t r = 0; r < n; r++) {
        const double weeks = fly_measures_row(payback, scenario, r)[0];
        payback->room[r] = isnan(weeks) ? INFINITY : weeks;
        n_back += isfinite(weeks) ? 1 : 0;
    }
    const struct fly_median median = fly_median_of(payback->room, n, payback->pairing);
    (void)snprintf(number[0], sizeof number[0], "%zu", n_back);
    (void)snprintf(number[1], sizeof number[1], "%zu", n);
    if (n_back == 0) {
        fly_html_put(html, "<li>%: never within the time simulated, in none of % replicates.", name, number[1]);
        return;
    }
    fly_words_amount(median.low, "", low);
    if (isfinite(median.high)) fly_words_amount(median.high, "", high);
    if (isfinite(median.low))
        (void)snprintf(range, sizeof range, " (95 %% interval %s to %s)", low, isfinite(median.high) ? high : "never");
    if (isfinite(median.median))
        fly_words_amount(median.median, "weeks", week);
    else
        (void)snprintf(week, sizeof week, "never in half of them or more");
    fly_html_put(html, "<li>%: %%; it is back in % of % replicates.", name, week, range, number[0], number[1]);
}

/* The median over replicates, since some may never get there. */
static int put_payback(struct fly_html *html, const struct fly_dataset *data, struct fly_error *error)
{
    static const char *const kpis[] = {"payback", "payback_discounted"};
    static const char *const titles[] = {"All that was spent is back for good, by the median of the replicates",
                                         "The same with later money counted less (discounted)"};
    int ret = FLY_OK;
    struct fly_measures payback = {0};
    for (size_t i = 0; i < sizeof kpis / sizeof *kpis; i++) {
        if (fly_dataset_find_kpi(data, kpis[i]) < 0) continue;
        FLY_TRY(fly_measures_kpis(&payback, data, &kpis[i], 1, error));
        fly_html_put(html, "<p>%:</p>\n<ul>", titles[i]);
        for (size_t s = 0; s < data->scenarios.n; s++)
            put_payback_of(html, &payback, data->scenarios.text[s], s);
        fly_html_put(html, "</ul>\n");
        fly_measures_free(&payback);
    }
out:
    fly_measures_free(&payback);
    return ret;
}

int fly_money_customer_put(struct fly_html *html, const struct fly_dataset *data, struct fly_error *error)
{
    int ret;
    FLY_TRY(put_values(html, data, error));
    if (fly_dataset_has(data, "channel_cac")) FLY_TRY(put_channels(html, data, error));
    FLY_TRY(put_payback(html, data, error));
out:
    return ret;
}

/* ---- where it went, and what was in vain ---- */

enum { WASTED, BALANCE, N_SHARES };

static void put_purposes(struct fly_html *html, const struct fly_measures *money, const struct fly_measures *shares,
                         const struct fly_labels *names)
{
    static const size_t columns[] = {FLY_MONEY_MEDIA,   FLY_MONEY_SELLING,   FLY_MONEY_KEEPING,
                                     FLY_MONEY_REWARDS, FLY_MONEY_IMPROVING, FLY_MONEY_FIXED};
    enum { N = sizeof columns / sizeof *columns };
    const char *titles[N];
    for (size_t i = 0; i < N; i++)
        titles[i] = fly_money_names[columns[i]];
    const struct fly_bars bars = {money, columns, titles, N, "strategy", "money"};
    const struct fly_finding balance = {shares, BALANCE, "money for winning customers, for each unit for keeping them,",
                                        "1"};
    struct fly_chart chart = {.id = "purposes", .kind = "bars"};
    if (fly_bars_are_empty(&bars)) return;
    fly_finding_title(&balance, names, chart.title);
    (void)snprintf(chart.alt, sizeof chart.alt,
                   "A bar for each strategy: all costs by purpose. Winning customers is media, sales people and "
                   "onboarding; keeping them is service, retention, delight, community and winning back.");
    fly_chart_set(&chart, "data-y", "money");
    fly_bars_stack(html, &chart, &bars, names);
}

static void put_waste(struct fly_html *html, const struct fly_measures *money, const struct fly_measures *shares,
                      const struct fly_labels *names)
{
    static const size_t columns[] = {FLY_MONEY_USEFUL, FLY_MONEY_WASTED};
    const char *const titles[] = {fly_money_names[FLY_MONEY_USEFUL], fly_money_names[FLY_MONEY_WASTED]};
    const struct fly_bars bars = {money, columns, titles, 2, "strategy", "money"};
    const struct fly_finding share = {shares, WASTED, "share of media spent on people who did not become customers",
                                      "share"};
    const struct fly_finding amount = {money, FLY_MONEY_WASTED, "", "money"};
    struct fly_chart chart = {.id = "waste", .kind = "bars"};
    char text[FLY_CHART_TITLE];
    if (fly_bars_are_empty(&bars)) return;
    fly_finding_title(&share, names, chart.title);
    fly_finding_values(&amount, names, text, sizeof text);
    (void)snprintf(chart.alt, sizeof chart.alt,
                   "A bar for each strategy: media of channels that make strangers aware. Spent on people who became "
                   "aware and no customers: %.300s.",
                   text);
    fly_chart_set(&chart, "data-y", "money");
    fly_bars_stack(html, &chart, &bars, names);
}

int fly_money_wasted_put(struct fly_html *html, const struct fly_measures *money, const struct fly_dataset *data,
                         struct fly_error *error)
{
    static const char *const kpis[N_SHARES] = {[WASTED] = "wasted", [BALANCE] = "acquisition_retention"};
    struct fly_measures shares;
    const int ret = fly_measures_kpis(&shares, data, kpis, N_SHARES, error);
    if (ret < 0) return ret;
    put_purposes(html, money, &shares, &data->scenarios);
    put_waste(html, money, &shares, &data->scenarios);
    fly_measures_free(&shares);
    return FLY_OK;
}
