/* Bars with whiskers for each strategy. */
#include "report/bars.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

static bool is_empty(const struct fly_bars *bars, size_t bar)
{
    for (size_t s = 0; s < bars->measures->n_scenarios; s++) {
        const double mean = fly_measures_of(bars->measures, s, bars->columns[bar]).mean;
        if (isfinite(mean) && fabs(mean) > 0) return false;
    }
    return true;
}

bool fly_bars_are_empty(const struct fly_bars *bars)
{
    assert(bars);
    for (size_t i = 0; i < bars->n; i++)
        if (!is_empty(bars, i)) return false;
    return true;
}

static void put_heading(struct fly_html *html, const struct fly_bars *bars, const struct fly_labels *names)
{
    static const char *const roles[][2] = {{"value", "mean"}, {"low", "95 % from"}, {"high", "95 % to"}};
    char title[FLY_CHART_TITLE];
    fly_chart_column(html, "name", "", "", bars->what);
    for (size_t s = 0; s < names->n; s++)
        for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
            (void)snprintf(title, sizeof title, "%s, %s", names->text[s], roles[i][1]);
            fly_chart_column(html, roles[i][0], names->text[s], bars->unit, title);
        }
    fly_chart_body(html);
}

void fly_bars_put(struct fly_html *html, const struct fly_chart *chart, const struct fly_bars *bars,
                  const struct fly_labels *names)
{
    assert(html && chart && bars && names && names->n == bars->measures->n_scenarios);
    fly_chart_open(html, chart);
    put_heading(html, bars, names);
    for (size_t i = 0; i < bars->n; i++) {
        if (is_empty(bars, i)) continue;
        fly_chart_row(html);
        fly_chart_text(html, bars->titles[i]);
        for (size_t s = 0; s < names->n; s++) {
            const struct fly_estimate estimate = fly_measures_of(bars->measures, s, bars->columns[i]);
            fly_chart_number(html, estimate.mean);
            fly_chart_number(html, estimate.low);
            fly_chart_number(html, estimate.high);
        }
    }
    fly_chart_close(html);
}

void fly_bars_stack(struct fly_html *html, struct fly_chart *chart, const struct fly_bars *bars,
                    const struct fly_labels *names)
{
    assert(html && chart && bars && names && names->n == bars->measures->n_scenarios);
    fly_chart_set(chart, "data-stack", "1");
    fly_chart_open(html, chart);
    fly_chart_column(html, "name", "", "", bars->what);
    for (size_t i = 0; i < bars->n; i++)
        if (!is_empty(bars, i)) fly_chart_column(html, "value", bars->titles[i], bars->unit, bars->titles[i]);
    fly_chart_body(html);
    for (size_t s = 0; s < names->n; s++) {
        fly_chart_row(html);
        fly_chart_text(html, names->text[s]);
        for (size_t i = 0; i < bars->n; i++)
            if (!is_empty(bars, i)) fly_chart_number(html, fly_measures_of(bars->measures, s, bars->columns[i]).mean);
    }
    fly_chart_close(html);
}
