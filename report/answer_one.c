/* The answer about one scenario: its figures, how sure they are, and whether its targets are met. */
#include "report/answer.h"

#include "analysis/compare.h"
#include "sim/alloc.h"

#include <math.h>
#include <stdio.h>

enum { NOTE = FLY_WORDS_INTERVAL + FLY_WORDS };

static void print_interval(const struct fly_estimate *estimate, const char *unit, char text[NOTE])
{
    char interval[FLY_WORDS_INTERVAL];
    if (isnan(estimate->low)) {
        (void)snprintf(text, NOTE, "of one %s, so without an interval", fly_words_unit(estimate));
        return;
    }
    fly_words_interval(estimate->low, estimate->high, unit, interval);
    (void)snprintf(text, NOTE, "95 %% interval %s", interval);
}

/* Where there is no money, as in many lessons, customers are what it is about. */
static bool say_customers(struct fly_html *html, const struct fly_dataset *data, const struct fly_estimate *estimates,
                          size_t deciding)
{
    const ptrdiff_t k = fly_dataset_find_kpi(data, "customers");
    char amount[FLY_WORDS], interval[NOTE];
    if (estimates[deciding].mean != 0 || estimates[deciding].sd > 0 || k < 0 || !(estimates[k].mean > 0)) return false;
    fly_words_amount(estimates[k].mean, "", amount);
    print_interval(&estimates[k], "", interval);
    fly_html_put(html, "<p class=\"answer\">");
    fly_html_say(html, "After %.6g weeks %s has %s customers (%s).", data->weeks[data->n_weeks - 1],
                 data->scenarios.text[0], amount, interval);
    fly_html_put(html, "</p>\n");
    return true;
}

static void say_answer(struct fly_html *html, const struct fly_dataset *data, const struct fly_estimate *estimates)
{
    const ptrdiff_t k = fly_deciding_kpi(data);
    char name[FLY_WORDS], amount[FLY_WORDS], interval[NOTE];
    if (k < 0 || estimates[k].n == 0 || say_customers(html, data, estimates, (size_t)k)) return;
    fly_words_name(data->kpis[k].name, name);
    fly_words_amount(estimates[k].mean, data->kpis[k].unit, amount);
    print_interval(&estimates[k], data->kpis[k].unit, interval);
    fly_html_put(html, "<p class=\"answer\">");
    fly_html_say(html, "After %.6g weeks %s has %s of %s (%s).", data->weeks[data->n_weeks - 1],
                 data->scenarios.text[0], name, amount, interval);
    fly_html_put(html, "</p>\n");
}

static void put_cards(struct fly_html *html, const struct fly_dataset *data, const struct fly_estimate *estimates)
{
    size_t kpis[FLY_ANSWER_CARDS];
    const size_t n = fly_answer_main_kpis(data, kpis);
    char name[FLY_WORDS], amount[FLY_WORDS], interval[NOTE];
    fly_html_put(html, "<div class=\"cards\">\n");
    for (size_t i = 0; i < n; i++) {
        const size_t k = kpis[i];
        if (estimates[k].n == 0) continue;
        fly_words_name(data->kpis[k].name, name);
        fly_words_amount(estimates[k].mean, fly_answer_unit(&data->kpis[k]), amount);
        print_interval(&estimates[k], "", interval);
        fly_answer_card(html, name, amount, interval);
    }
    fly_html_put(html, "</div>\n");
}

static void put_amount(struct fly_html *html, double value)
{
    char amount[FLY_WORDS];
    fly_words_amount(value, "", amount);
    fly_table_number(html, value, amount);
}

static void put_table(struct fly_html *html, const struct fly_dataset *data, const struct fly_estimate *estimates)
{
    static const char *const titles[] = {"mean", "95 % from", "to", "replicates"};
    fly_html_put(html, "<h3>All figures</h3>\n");
    fly_table_open(html, "All KPIs");
    fly_table_column(html, "KPI", false);
    fly_table_column(html, "unit", false);
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        fly_table_column(html, titles[i], true);
    fly_table_body(html);
    for (size_t k = 0; k < data->n_kpis; k++) {
        char count[FLY_WORDS];
        if (estimates[k].n == 0) continue;
        fly_table_row(html, data->kpis[k].name);
        fly_table_text(html, data->kpis[k].unit);
        put_amount(html, estimates[k].mean);
        put_amount(html, estimates[k].low);
        put_amount(html, estimates[k].high);
        (void)snprintf(count, sizeof count, "%zu", estimates[k].n_values);
        fly_table_number(html, (double)estimates[k].n_values, count);
    }
    fly_table_close(html);
}

int fly_answer_put_one(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    int ret;
    const struct fly_dataset *data = report->data;
    struct fly_estimate *estimates = fly_alloc(data->n_kpis, sizeof *estimates);
    if (!estimates) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the answer.");
    fly_describe(data, 0, estimates);
    say_answer(html, data, estimates);
    put_cards(html, data, estimates);
    FLY_TRY(fly_answer_put_targets(html, data, error));
    FLY_TRY(fly_answer_put_assumptions(html, report, error));
    put_table(html, data, estimates);
out:
    fly_free(estimates);
    return ret;
}
