/* What a tornado found: which of the chosen figures the answer rests on, one at a time. */
#include "report/sweep.h"

#include "analysis/tornado_table.h"
#include "report/table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_BARS = 20, SENTENCE = 1024 };

struct view {
    const struct fly_report *report;
    const struct fly_tornado_table *table;
    const struct fly_kpi_row *kpi;
    const struct fly_estimate *base; /* the difference of the unchanged scenarios */
    struct fly_tornado_verdict verdict;
    char name[FLY_WORDS];
};

static const char *scenario_name(const struct view *view, size_t s)
{
    return view->report->data->scenarios.text[s];
}

static size_t count_state(const struct view *view, enum fly_tornado_state state)
{
    size_t n = 0;
    for (size_t r = 0; r < view->table->n; r++)
        n += view->table->rows[r].state == state;
    return n;
}

/* Those that matter come first. */
static size_t n_bars(const struct view *view)
{
    const size_t n = count_state(view, FLY_TORNADO_MATTERS);
    return n < MOST_BARS ? n : MOST_BARS;
}

static bool turns(const struct view *view, const struct fly_tornado_row *row, int side)
{
    return row->was_run[side] && fly_tornado_turns(view->base, &row->difference[side], view->kpi->better);
}

/* ---- words ---- */

static void say_amount(const struct view *view, double value, char *text, size_t size)
{
    char amount[FLY_WORDS];
    fly_words_signed(value, view->kpi->unit, amount);
    fly_sweep_say(text, size, "%s", amount);
}

/* The parameters of which an end turns the answer, up to three of them. */
static void say_turning(const struct view *view, char *text, size_t size)
{
    size_t n = 0;
    for (size_t r = 0; r < view->table->n && n < 3; r++) {
        const struct fly_tornado_row *row = &view->table->rows[r];
        for (int side = 0; side < FLY_N_TORNADO_SIDES && n < 3; side++) {
            if (!turns(view, row, side)) continue;
            fly_sweep_say(text, size, "%s%s at %s", n++ ? ", " : ": most with ", row->name, row->at[side]);
        }
    }
}

/* Appends "+814 to +7.07 k": the smallest and the largest difference of both ends and the base. */
static void say_range(const struct view *view, const struct fly_tornado_row *row, char *text, size_t size)
{
    double low = view->base->mean, high = low;
    for (int side = 0; side < FLY_N_TORNADO_SIDES; side++) {
        low = fmin(low, row->difference[side].mean); /* which passes over what is no number */
        high = fmax(high, row->difference[side].mean);
    }
    say_amount(view, low, text, size);
    fly_sweep_say(text, size, " to ");
    say_amount(view, high, text, size);
}

static void title_view(const struct view *view, struct fly_chart *chart)
{
    const struct fly_tornado_verdict *verdict = &view->verdict;
    const size_t size = sizeof chart->title;
    if (view->kpi->better == FLY_NEITHER || isnan(view->base->mean) || view->base->mean == 0)
        fly_tornado_print_verdict(verdict, chart->title, size);
    else if (verdict->n_turns == 0)
        (void)snprintf(chart->title, size, "No single chosen figure turns the answer in %s, in any of %zu changes",
                       view->name, verdict->n_run);
    else {
        (void)snprintf(chart->title, size, "The answer in %s turns in %zu of %zu changes", view->name, verdict->n_turns,
                       verdict->n_run);
        if (verdict->n_sure == 0)
            fly_sweep_say(chart->title, size, ", in none surely");
        else
            fly_sweep_say(chart->title, size, ", surely in %zu", verdict->n_sure);
        say_turning(view, chart->title, size);
    }
}

static void say_view(const struct view *view, struct fly_chart *chart)
{
    char *text = chart->alt;
    const size_t size = sizeof chart->alt, n = n_bars(view), n_matter = count_state(view, FLY_TORNADO_MATTERS);
    const struct fly_tornado_row *first = &view->table->rows[0];
    (void)snprintf(text, size, "%s of %s less that of %s. As it is, the difference is ", view->name,
                   scenario_name(view, 1), scenario_name(view, 0));
    say_amount(view, view->base->mean, text, size);
    fly_sweep_say(text, size,
                  ". Each bar is one figure that nobody has measured, halved and doubled (or changed as its "
                  "table says), in both strategies. %s swings it most, from ",
                  first->name);
    say_range(view, first, text, size);
    fly_sweep_say(text, size, ".");
    if (n < n_matter)
        fly_sweep_say(text, size, " The %zu that swing it most are drawn; %zu more are in the list below.", n,
                      n_matter - n);
}

/* ---- the figure ---- */

static void put_columns(struct fly_html *html, const struct view *view)
{
    const char *unit = view->kpi->unit;
    fly_chart_column(html, "name", "", "", "parameter");
    fly_chart_column(html, "", "", "", "as it is");
    fly_chart_column(html, "low_at", "", "", "low");
    fly_chart_column(html, "low", "", unit, "difference");
    fly_chart_column(html, "", "", unit, "95 % from");
    fly_chart_column(html, "", "", unit, "to");
    fly_chart_column(html, "high_at", "", "", "high");
    fly_chart_column(html, "high", "", unit, "difference");
    fly_chart_column(html, "", "", unit, "95 % from");
    fly_chart_column(html, "", "", unit, "to");
    fly_chart_column(html, "", "", unit, "swing");
    fly_chart_column(html, "", "", "", "turns at");
    fly_chart_body(html);
}

static void put_row(struct fly_html *html, const struct view *view, const struct fly_tornado_row *row)
{
    const bool low = turns(view, row, FLY_LOW), high = turns(view, row, FLY_HIGH);
    fly_chart_row(html);
    fly_chart_text(html, row->name);
    fly_chart_text(html, row->value);
    for (int side = 0; side < FLY_N_TORNADO_SIDES; side++) {
        fly_chart_text(html, row->at[side]);
        fly_chart_number(html, row->difference[side].mean);
        fly_chart_number(html, row->difference[side].low);
        fly_chart_number(html, row->difference[side].high);
    }
    fly_chart_number(html, row->swing.mean);
    fly_chart_text(html, low && high ? "both" : low ? "low" : high ? "high" : "");
}

static void put_figure(struct fly_html *html, const struct view *view)
{
    struct fly_chart chart = {.id = "tornado", .kind = "tornado"};
    title_view(view, &chart);
    say_view(view, &chart);
    fly_chart_set(&chart, "data-y", "%s of %s less that of %s%s%s", view->name, scenario_name(view, 1),
                  scenario_name(view, 0), strcmp(view->kpi->unit, "1") ? ", " : "",
                  strcmp(view->kpi->unit, "1") ? view->kpi->unit : "");
    fly_chart_set(&chart, "data-base", "%.6g", view->base->mean);
    fly_chart_open(html, &chart);
    put_columns(html, view);
    for (size_t r = 0; r < n_bars(view); r++)
        put_row(html, view, &view->table->rows[r]);
    fly_chart_close(html);
}

/* ---- the rest ---- */

static void put_side(struct fly_html *html, const struct view *view, const struct fly_tornado_row *row, int side)
{
    char amount[FLY_WORDS] = "-";
    if (row->was_run[side]) fly_words_signed(row->difference[side].mean, view->kpi->unit, amount);
    fly_table_text(html, row->at[side]);
    fly_table_number(html, row->difference[side].mean, amount);
}

/* Those without a bar that change the difference all the same. */
static void put_more(struct fly_html *html, const struct view *view)
{
    const size_t first = n_bars(view), n = count_state(view, FLY_TORNADO_MATTERS);
    char count[FLY_WORDS];
    if (first == n) return;
    (void)snprintf(count, sizeof count, "%zu", n - first);
    fly_html_put(html, "<details><summary>% more that swing it less</summary>\n", count);
    fly_table_open(html, "Parameters that swing the difference less");
    fly_table_column(html, "parameter", false);
    fly_table_column(html, "as it is", false);
    fly_table_column(html, "low", false);
    fly_table_column(html, "difference", true);
    fly_table_column(html, "high", false);
    fly_table_column(html, "difference", true);
    fly_table_body(html);
    for (size_t r = first; r < n; r++) {
        fly_table_row(html, view->table->rows[r].name);
        fly_table_text(html, view->table->rows[r].value);
        put_side(html, view, &view->table->rows[r], FLY_LOW);
        put_side(html, view, &view->table->rows[r], FLY_HIGH);
    }
    fly_table_close(html);
    fly_html_put(html, "</details>\n");
}

static void put_idle(struct fly_html *html, const struct view *view)
{
    const size_t n = count_state(view, FLY_TORNADO_IDLE);
    bool is_first = true;
    if (n == 0) return;
    fly_html_put(html, "<p>");
    fly_html_say(html, "%zu other%s nothing: ", n, n == 1 ? " changes" : "s change");
    for (size_t r = 0; r < view->table->n; r++) {
        if (view->table->rows[r].state != FLY_TORNADO_IDLE) continue;
        fly_html_say(html, "%s%s", is_first ? "" : ", ", view->table->rows[r].name);
        is_first = false;
    }
    fly_html_put(html, ".</p>\n");
}

static void put_notes(struct fly_html *html, const struct view *view)
{
    bool is_first = true;
    for (size_t r = 0; r < view->table->n; r++) {
        const struct fly_tornado_row *row = &view->table->rows[r];
        if (!*row->note) continue;
        if (is_first) fly_html_put(html, "<details><summary>Not run</summary>\n<ul>\n");
        fly_html_put(html, "<li>%: %</li>\n", row->name, row->note);
        is_first = false;
    }
    if (!is_first) fly_html_put(html, "</ul>\n</details>\n");
}

int fly_sweep_put_tornado(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    char sentence[SENTENCE];
    struct fly_tornado_table table;
    const int ret = fly_tornado_table_read(&table, report->data, error);
    if (ret < 0) return ret;
    const ptrdiff_t kpi = table.n > 0 ? fly_dataset_find_kpi(report->data, table.kpi) : -1;
    if (kpi >= 0 && report->n_comparisons == 1) {
        struct view view = {.report = report,
                            .table = &table,
                            .kpi = &report->data->kpis[kpi],
                            .base = &report->comparisons[0].kpis[kpi].difference};
        view.verdict = fly_tornado_judge(&table, view.base, view.kpi->better);
        view.verdict.name_a = scenario_name(&view, 0);
        view.verdict.name_b = scenario_name(&view, 1);
        fly_words_name(view.kpi->name, view.name);
        fly_tornado_print_verdict(&view.verdict, sentence, sizeof sentence);
        fly_html_put(html, "<p class=\"answer\">%</p>\n", sentence);
        if (n_bars(&view) > 0) put_figure(html, &view);
        put_more(html, &view);
        put_idle(html, &view);
        put_notes(html, &view);
    }
    fly_tornado_table_free(&table);
    return FLY_OK;
}
