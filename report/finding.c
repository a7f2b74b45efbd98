/* Findings in plain words; the header shows what they look like. */
#include "report/finding.h"

#include "analysis/words.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* A share is told in percent. */
static void print_amount(double value, const char *unit, char text[FLY_WORDS])
{
    const bool is_share = strcmp(unit, "share") == 0;
    fly_words_amount(is_share ? 100 * value : value, is_share ? "%" : unit, text);
}

/* The ends of an interval have the unit of what stands before them. */
static void print_end(double value, const char *unit, char text[FLY_WORDS])
{
    fly_words_amount(strcmp(unit, "share") == 0 ? 100 * value : value, "", text);
}

void fly_finding_estimate(const struct fly_estimate *estimate, const char *unit, char *text, size_t size)
{
    char mean[FLY_WORDS], low[FLY_WORDS], high[FLY_WORDS];
    if (!isfinite(estimate->mean)) {
        (void)snprintf(text, size, "undefined");
        return;
    }
    print_amount(estimate->mean, unit, mean);
    print_end(estimate->low, unit, low);
    print_end(estimate->high, unit, high);
    if (isfinite(estimate->low))
        (void)snprintf(text, size, "%s (95 %% interval %s to %s)", mean, low, high);
    else
        (void)snprintf(text, size, "%s", mean);
}

void fly_finding_values(const struct fly_finding *finding, const struct fly_labels *names, char *text, size_t size)
{
    assert(finding && names && text && size > 0);
    char value[FLY_CHART_TITLE];
    size_t used = 0;
    text[0] = '\0';
    for (size_t s = 0; s < names->n && used < size; s++) {
        const struct fly_estimate estimate = fly_measures_of(finding->measures, s, finding->column);
        fly_finding_estimate(&estimate, finding->unit, value, sizeof value);
        const int n = snprintf(text + used, size - used, "%s%s %s", s ? ", " : "", names->text[s], value);
        used += n > 0 ? (size_t)n : 0;
    }
}

/* ---- titles ---- */

static void title_of_one(const struct fly_finding *finding, const struct fly_labels *names, char text[FLY_CHART_TITLE])
{
    char value[FLY_CHART_TITLE];
    const struct fly_estimate estimate = fly_measures_of(finding->measures, 0, finding->column);
    fly_finding_estimate(&estimate, finding->unit, value, sizeof value);
    (void)snprintf(text, FLY_CHART_TITLE, "With %.80s the %s is %.100s", names->text[0], finding->noun, value);
}

/* Of two scenarios, the one that is more about the answer first. */
static void title_of_two(const struct fly_finding *finding, const struct fly_labels *names, size_t first, size_t second,
                         char text[FLY_CHART_TITLE])
{
    const struct fly_estimate x = fly_measures_of(finding->measures, first, finding->column);
    const struct fly_estimate y = fly_measures_of(finding->measures, second, finding->column);
    const struct fly_estimate difference = fly_measures_difference(finding->measures, finding->column, second, first);
    const char *a = names->text[first], *b = names->text[second], *noun = finding->noun;
    char of_a[FLY_WORDS] = "undefined", of_b[FLY_WORDS] = "undefined";
    if (isfinite(x.mean)) print_amount(x.mean, finding->unit, of_a);
    if (isfinite(y.mean)) print_amount(y.mean, finding->unit, of_b);
    if (!isfinite(x.mean) || !isfinite(y.mean) || difference.n == 0)
        (void)snprintf(text, FLY_CHART_TITLE, "With %.60s the %s is %s, with %.60s %s", a, noun, of_a, b, of_b);
    else if (difference.n == 1)
        (void)snprintf(text, FLY_CHART_TITLE, "In one %s the %s is %s with %.50s and %s with %.50s",
                       difference.n_values > 1 ? "pair of replicates" : "replicate", noun, of_a, a, of_b, b);
    else if (difference.low == 0 && difference.high == 0)
        (void)snprintf(text, FLY_CHART_TITLE, "The %s is the same with %.60s and %.60s: %s", noun, a, b, of_a);
    else if (difference.low <= 0 && difference.high >= 0)
        (void)snprintf(text, FLY_CHART_TITLE, "The %s cannot be told apart: %s with %.60s, %s with %.60s", noun, of_a,
                       a, of_b, b);
    else
        (void)snprintf(text, FLY_CHART_TITLE, "With %.60s the %s is %s, %s than with %.60s (%s)", a, noun, of_a,
                       difference.mean > 0 ? "higher" : "lower", b, of_b);
}

/* The scenario with the largest (sign 1) or smallest (-1) mean; n when all are undefined. */
static size_t find_extreme(const struct fly_finding *finding, size_t n, double sign)
{
    size_t extreme = n;
    double best = -INFINITY;
    for (size_t s = 0; s < n; s++) {
        const double mean = sign * fly_measures_of(finding->measures, s, finding->column).mean;
        if (isfinite(mean) && mean > best) {
            best = mean;
            extreme = s;
        }
    }
    return extreme;
}

void fly_finding_title(const struct fly_finding *finding, const struct fly_labels *names, char text[FLY_CHART_TITLE])
{
    assert(finding && names && names->n > 0 && text);
    const size_t highest = find_extreme(finding, names->n, 1), lowest = find_extreme(finding, names->n, -1);
    if (names->n == 1)
        title_of_one(finding, names, text);
    else if (highest == names->n)
        (void)snprintf(text, FLY_CHART_TITLE, "The %s is undefined with every strategy", finding->noun);
    else if (names->n == 2)
        title_of_two(finding, names, 1, 0, text);
    else
        title_of_two(finding, names, highest, highest == lowest ? (highest + 1) % names->n : lowest, text);
}

void fly_finding_put(struct fly_html *html, const struct fly_finding *finding, const struct fly_labels *names)
{
    char title[FLY_CHART_TITLE];
    fly_finding_title(finding, names, title);
    fly_html_put(html, "%. ", title);
}
