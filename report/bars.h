/* Bars with whiskers for each strategy: the table that the chart of kind "bars" is drawn from. */
#ifndef FLY_BARS_H
#define FLY_BARS_H

#include "analysis/measures.h"
#include "report/chart.h"

/* Some columns of some numbers, each a bar for each strategy. */
struct fly_bars {
    const struct fly_measures *measures;
    const size_t *columns;     /* [n] */
    const char *const *titles; /* [n] */
    size_t n;
    const char *what, *unit; /* heading of the bars' names; unit of the values */
};

/* Opens the figure, writes means and 95 % intervals, closes it. A bar that is undefined or 0 everywhere is left out. */
void fly_bars_put(struct fly_html *html, const struct fly_chart *chart, const struct fly_bars *bars,
                  const struct fly_labels *names);

/* One bar for each strategy instead, stacked of the columns: only where they are parts of a whole. */
void fly_bars_stack(struct fly_html *html, struct fly_chart *chart, const struct fly_bars *bars,
                    const struct fly_labels *names);

/* Whether there is a bar to show at all. */
bool fly_bars_are_empty(const struct fly_bars *bars);

#endif
