/* What money was spent on, what a customer costs and is worth, and when it comes back. */
#include "analysis/money.h"

#include "analysis/words.h"
#include "report/bars.h"
#include "report/finding.h"
#include "report/money.h"
#include "report/table.h"
#include "sim/alloc.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- the bridge from margin to profit ---- */

/* Whole units of money, or hundredths where there is little of it. */
static double unit_of(const struct fly_measures *money)
{
    double most = 0;
    for (size_t s = 0; s < money->n_scenarios; s++)
        for (size_t line = 0; line <= FLY_MONEY_PROFIT; line++)
            most = fmax(most, fabs(fly_measures_of(money, s, line).mean));
    return most < 1000 ? 0.01 : 1;
}

/* Costs are taken off, so that the lines add up to the last. */
static void round_bridge(const struct fly_measures *money, size_t scenario, double unit,
                         double lines[FLY_MONEY_PROFIT + 1])
{
    for (size_t line = 0; line < FLY_MONEY_PROFIT; line++) {
        const double mean = fly_measures_of(money, scenario, line).mean;
        lines[line] = line == FLY_MONEY_MARGIN ? mean : -mean;
    }
    fly_money_round(lines, FLY_MONEY_PROFIT, unit);
    lines[FLY_MONEY_PROFIT] = 0;
    for (size_t line = 0; line < FLY_MONEY_PROFIT; line++)
        lines[FLY_MONEY_PROFIT] += lines[line];
}

static bool is_spent(const struct fly_measures *money, size_t line)
{
    for (size_t s = 0; s < money->n_scenarios; s++)
        if (fabs(fly_measures_of(money, s, line).mean) > 0) return true;
    return line == FLY_MONEY_MARGIN || line == FLY_MONEY_PROFIT;
}

static void print_money(double amount, double unit, char text[FLY_WORDS])
{
    char whole[FLY_WORDS];
    const double cents = round(100 * fabs(amount));
    fly_words_grouped((uint64_t)(cents / 100), whole);
    (void)snprintf(text, FLY_WORDS, "%s%.40s", amount < 0 ? "-" : "", whole);
    const size_t used = strlen(text);
    if (unit < 1) (void)snprintf(text + used, FLY_WORDS - used, ".%02u", (unsigned)fmod(cents, 100));
}

/* bridges: [n_scenarios][FLY_MONEY_PROFIT + 1] */
static void put_bridge_table(struct fly_html *html, const struct fly_measures *money, const double *bridges,
                             double unit, const struct fly_labels *names)
{
    char shown[FLY_WORDS];
    fly_table_open(html, "From gross margin to profit: means over replicates, rounded so that they add up");
    fly_table_column(html, "money", false);
    for (size_t s = 0; s < names->n; s++)
        fly_table_column(html, names->text[s], true);
    fly_table_body(html);
    for (size_t line = 0; line <= FLY_MONEY_PROFIT; line++) {
        if (!is_spent(money, line)) continue;
        fly_table_row(html, fly_money_names[line]);
        for (size_t s = 0; s < names->n; s++) {
            const double amount = bridges[s * (FLY_MONEY_PROFIT + 1) + line];
            print_money(amount, unit, shown);
            fly_table_number(html, amount, shown);
        }
    }
    fly_table_close(html);
}

static int put_bridge(struct fly_html *html, const struct fly_measures *money, const struct fly_labels *names,
                      struct fly_error *error)
{
    const double unit = unit_of(money);
    const struct fly_finding profit = {money, FLY_MONEY_PROFIT, "profit of the whole time, not discounted,", "money"};
    double *bridges = fly_alloc(names->n * (FLY_MONEY_PROFIT + 1), sizeof *bridges);
    if (!bridges) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the bridge of profit.");
    for (size_t s = 0; s < names->n; s++)
        round_bridge(money, s, unit, &bridges[s * (FLY_MONEY_PROFIT + 1)]);
    fly_html_put(html, "<p class=\"answer\">");
    fly_finding_put(html, &profit, names);
    fly_html_put(html, "</p>\n");
    put_bridge_table(html, money, bridges, unit, names);
    fly_free(bridges);
    return FLY_OK;
}

/* ---- what it was spent on ---- */

/* The column of the largest mean. */
static size_t largest(const struct fly_measures *cost, size_t scenario)
{
    size_t most = 0;
    for (size_t k = 1; k < cost->n; k++)
        if (fly_measures_of(cost, scenario, k).mean > fly_measures_of(cost, scenario, most).mean) most = k;
    return most;
}

static double total(const struct fly_measures *cost, size_t scenario)
{
    double sum = 0;
    for (size_t k = 0; k < cost->n; k++)
        sum += fly_measures_of(cost, scenario, k).mean;
    return sum;
}

/* Of as many strategies as there is room for. */
static void print_costs_title(const struct fly_measures *cost, const struct fly_labels *names,
                              char text[FLY_CHART_TITLE])
{
    size_t used = 0;
    char amount[FLY_WORDS];
    for (size_t s = 0; s < names->n; s++) {
        const size_t most = largest(cost, s);
        const double spent = fly_measures_of(cost, s, most).mean;
        fly_words_amount(spent, "money", amount);
        const int n = snprintf(text + used, FLY_CHART_TITLE - used, "%s%.60s spends most on %.40s: %s, %.0f %% of all",
                               s ? "; " : "", names->text[s], cost->names.text[most], amount,
                               spent > 0 ? 100 * spent / total(cost, s) : 0);
        if (n < 0 || used + (size_t)n >= FLY_CHART_TITLE) break;
        used += (size_t)n;
    }
    text[used] = '\0';
}

static int put_costs(struct fly_html *html, const struct fly_dataset *data, struct fly_error *error)
{
    int ret;
    size_t *columns = NULL;
    struct fly_measures cost = {0};
    struct fly_chart chart = {.id = "costs", .kind = "bars"};
    FLY_TRY(fly_measures_totals(&cost, data, "cost", error));
    columns = fly_alloc(cost.n, sizeof *columns);
    if (!columns) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the costs."));
    for (size_t k = 0; k < cost.n; k++)
        columns[k] = k;
    const struct fly_bars bars = {&cost, columns, (const char *const *)cost.names.text, cost.n, "what for", "money"};
    if (!fly_bars_are_empty(&bars)) {
        print_costs_title(&cost, &data->scenarios, chart.title);
        (void)snprintf(
            chart.alt, sizeof chart.alt,
            "Bars: money spent over the whole time, by what for. Media are named by their channel; what nobody "
            "spends on is left out.");
        fly_chart_set(&chart, "data-y", "money");
        fly_bars_put(html, &chart, &bars, &data->scenarios);
    }
out:
    fly_free(columns);
    fly_measures_free(&cost);
    return ret;
}

/* A market without prices and costs. */
static bool is_free(const struct fly_measures *money)
{
    for (size_t s = 0; s < money->n_scenarios; s++)
        for (size_t line = 0; line < FLY_MONEY_PROFIT; line++)
            if (fabs(fly_measures_of(money, s, line).mean) > 0) return false;
    return true;
}

int fly_section_money(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    const struct fly_dataset *data = report->data;
    int ret = FLY_OK;
    struct fly_measures money = {0};
    if (data->n_points > 0) return FLY_OK;
    if (fly_dataset_has(data, "cost")) {
        FLY_TRY(fly_money_init(&money, data, error));
        if (is_free(&money)) goto out;
        FLY_TRY(put_bridge(html, &money, &data->scenarios, error));
        FLY_TRY(put_costs(html, data, error));
    }
    FLY_TRY(fly_money_customer_put(html, data, error));
    if (money.n > 0) FLY_TRY(fly_money_wasted_put(html, &money, data, error));
out:
    fly_measures_free(&money);
    return ret;
}
