/* How long the wheel runs on when nobody pays for new customers any more. */
#include "report/wheel.h"

#include "analysis/coast.h"
#include "analysis/course.h"
#include "analysis/decay.h"
#include "analysis/words.h"
#include "report/finding.h"
#include "sim/alloc.h"

#include <math.h>
#include <stdio.h>

/* ---- by the closed form ---- */

enum { MOST_ROWS = 105, FEWEST_ROWS = 21, MOST_CURVE_POINTS = 420 };
static const double LONGEST = 520; /* weeks */

/* Until a tenth is left of the slowest, at most ten years. */
static double span_of(const struct fly_measures *decay)
{
    double span = 0;
    for (size_t s = 0; s < decay->n_scenarios; s++) {
        const double rate = fly_measures_of(decay, s, FLY_DECAY_RATE).mean;
        if (isfinite(rate)) span = fmax(span, rate > 0 ? log(10) / rate : LONGEST);
    }
    return fmin(ceil(span), LONGEST);
}

static int print_half_life(const struct fly_measures *decay, const char *name, size_t scenario, char *text, size_t size)
{
    char half[FLY_WORDS], low[FLY_WORDS], high[FLY_WORDS] = "never";
    const struct fly_estimate rate = fly_measures_of(decay, scenario, FLY_DECAY_RATE);
    const double longest = fly_decay_half_life_of(rate.low);
    const char *before = scenario ? ", " : "";
    if (!isfinite(rate.mean)) return snprintf(text, size, "%s%.60s cannot be told", before, name);
    if (rate.mean <= 0) return snprintf(text, size, "%s%.60s does not fall", before, name);
    fly_words_amount(fly_decay_half_life_of(rate.mean), "weeks", half);
    if (!isfinite(rate.low)) return snprintf(text, size, "%s%.60s %s", before, name, half);
    fly_words_amount(fly_decay_half_life_of(rate.high), "", low);
    if (isfinite(longest)) fly_words_amount(longest, "", high);
    return snprintf(text, size, "%s%.60s %s (95 %% interval %s to %s)", before, name, half, low, high);
}

static void print_half_lives(const struct fly_measures *decay, const struct fly_labels *names, const char *before,
                             char *text, size_t size)
{
    size_t used = (size_t)snprintf(text, size, "%s", before);
    for (size_t s = 0; s < names->n; s++) {
        const int n = print_half_life(decay, names->text[s], s, text + used, size - used);
        if (n < 0 || used + (size_t)n >= size) break;
        used += (size_t)n;
    }
    text[used] = '\0';
}

static void put_decay_columns(struct fly_html *html, const struct fly_labels *names)
{
    static const char *const roles[][2] = {{"mid", "left"}, {"low95", "95 % from"}, {"high95", "95 % to"}};
    char title[FLY_CHART_TITLE];
    fly_chart_column(html, "x", "", "weeks", "weeks after the cut");
    for (size_t s = 0; s < names->n; s++)
        for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
            (void)snprintf(title, sizeof title, "%s, %s", names->text[s], roles[i][1]);
            fly_chart_column(html, roles[i][0], names->text[s], "%", title);
        }
    fly_chart_body(html);
}

/* The more curves, the fewer points of each. */
static size_t most_rows(size_t n_curves)
{
    const size_t most = MOST_CURVE_POINTS / n_curves;
    return most > MOST_ROWS ? MOST_ROWS : most < FEWEST_ROWS ? FEWEST_ROWS : most;
}

static void put_decay(struct fly_html *html, const struct fly_measures *decay, const struct fly_labels *names)
{
    struct fly_chart chart = {.id = "coast", .kind = "bands"};
    const double span = span_of(decay);
    const size_t most = most_rows(names->n), n_rows = span < (double)most ? (size_t)span + 1 : most;
    if (!(span > 0)) return;
    print_half_lives(decay, names, "Without paid acquisition customers would halve in: ", chart.title,
                     sizeof chart.title);
    (void)snprintf(chart.alt, sizeof chart.alt,
                   "Curves: share of customers left if nobody paid for new ones, by the churn and the referrals of the "
                   "last year alone. It is the closed form ln 2 / (churn x (1 - K)); word of mouth and those who are "
                   "won back would slow the fall.");
    fly_chart_set(&chart, "data-y", "customers left, %%");
    fly_chart_open(html, &chart);
    put_decay_columns(html, names);
    for (size_t i = 0; i < n_rows; i++) {
        const double week = n_rows > 1 ? span * (double)i / (double)(n_rows - 1) : 0;
        fly_chart_row(html);
        fly_chart_number(html, week);
        for (size_t s = 0; s < names->n; s++) {
            const struct fly_estimate rate = fly_measures_of(decay, s, FLY_DECAY_RATE);
            fly_chart_number(html, fly_decay_left(rate.mean, week));
            fly_chart_number(html, fly_decay_left(rate.high, week));
            fly_chart_number(html, fly_decay_left(rate.low, week));
        }
    }
    fly_chart_close(html);
}

/* ---- as measured by `flywheel coast` ---- */

/* The week of the cut where the second of two scenarios is the first one with it; NAN elsewhere. */
static int find_cut(const struct fly_dataset *data, double *week, struct fly_error *error)
{
    int ret;
    double uncut = INFINITY, cut = INFINITY;
    *week = NAN;
    if (data->scenarios.n != FLY_N_COASTS) return FLY_OK;
    ret = fly_dataset_parameter(data, FLY_COAST_UNCUT, "coast.week", &uncut, error);
    if (ret == FLY_ERR_USAGE) return FLY_OK; /* a file of before there was one */
    if (ret < 0) goto out;
    FLY_TRY(fly_dataset_parameter(data, FLY_COAST_CUT, "coast.week", &cut, error));
    if (!isfinite(uncut) && isfinite(cut)) *week = cut;
out:
    return ret;
}

static const struct {
    const char *role, *title;
    double p;
} levels[] = {{"mid", "median", .5}, {"low90", "5 %", .05}, {"high90", "95 %", .95}};

enum { N_LEVELS = sizeof levels / sizeof *levels };

static void put_measured_columns(struct fly_html *html, const struct fly_labels *names)
{
    char title[FLY_CHART_TITLE];
    fly_chart_column(html, "x", "", "weeks", "weeks after the cut");
    for (size_t s = 0; s < FLY_N_COASTS; s++)
        for (size_t i = 0; i < N_LEVELS; i++) {
            (void)snprintf(title, sizeof title, "%s, %s", names->text[s], levels[i].title);
            fly_chart_column(html, levels[i].role, names->text[s], "%", title);
        }
    fly_chart_column(html, "mid", "by churn and referrals alone", "%", "by churn and referrals alone");
    fly_chart_body(html);
}

/* From the cut on, one in `stride` weeks. quantiles: [FLY_N_COASTS][n_weeks][N_LEVELS] */
static void put_measured_rows(struct fly_html *html, const struct fly_dataset *data, const struct fly_coast *coast,
                              size_t cut, const double *quantiles)
{
    const size_t stride = (data->n_weeks - cut) / MOST_ROWS + 1;
    const double rate = M_LN2 / coast->figures[FLY_COAST_closed_form].mean;
    for (size_t w = cut; w < data->n_weeks; w += stride) {
        fly_chart_row(html);
        fly_chart_number(html, data->weeks[w] - coast->week);
        for (size_t s = 0; s < FLY_N_COASTS; s++)
            for (size_t i = 0; i < N_LEVELS; i++)
                fly_chart_number(html, quantiles[(s * data->n_weeks + w) * N_LEVELS + i]);
        fly_chart_number(html, fly_decay_left(rate, data->weeks[w] - coast->week));
    }
}

static void print_measured_title(const struct fly_coast *coast, char text[FLY_CHART_TITLE])
{
    char weeks[FLY_WORDS];
    const struct fly_estimate *half = &coast->figures[FLY_COAST_half_life];
    const bool is_mean = half->n > 0;
    if (is_mean || isfinite(coast->median)) {
        fly_words_amount(is_mean ? half->mean : coast->median, "weeks", weeks);
        (void)snprintf(text, FLY_CHART_TITLE, "Without paid acquisition customers halve in %s%s", weeks,
                       is_mean ? "" : " (median)");
    } else
        (void)snprintf(text, FLY_CHART_TITLE, "Without paid acquisition customers do not halve by week %g", coast->end);
}

static size_t row_of(const struct fly_dataset *data, double week)
{
    size_t row = 0;
    while (row + 1 < data->n_weeks && data->weeks[row] < week - 1e-6)
        row++;
    return row;
}

static int put_measured(struct fly_html *html, const struct fly_dataset *data, double week, struct fly_error *error)
{
    int ret;
    double p[N_LEVELS], *quantiles = NULL;
    struct fly_coast coast;
    struct fly_course course = {0};
    struct fly_chart chart = {.id = "coast", .kind = "bands"};
    const size_t cut = row_of(data, week), n = data->n_weeks * N_LEVELS;
    for (size_t i = 0; i < N_LEVELS; i++)
        p[i] = levels[i].p;
    FLY_TRY(fly_coast(&coast, data, week, error));
    FLY_TRY(fly_course_init(&course, data, "customers", error));
    fly_course_relate(&course, FLY_N_COASTS, cut);
    quantiles = fly_alloc(FLY_N_COASTS * n, sizeof *quantiles);
    if (!quantiles) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the fall of customers."));
    for (size_t s = 0; s < FLY_N_COASTS; s++)
        FLY_TRY(fly_course_quantiles(&course, s, p, N_LEVELS, &quantiles[s * n], error));
    print_measured_title(&coast, chart.title);
    fly_coast_print(&coast, chart.alt, sizeof chart.alt);
    fly_chart_set(&chart, "data-y", "customers, %% of those at the cut");
    fly_chart_open(html, &chart);
    put_measured_columns(html, &data->scenarios);
    put_measured_rows(html, data, &coast, cut, quantiles);
    fly_chart_close(html);
out:
    fly_course_free(&course);
    fly_free(quantiles);
    return ret;
}

int fly_wheel_coast_put(struct fly_html *html, const struct fly_measures *decay, const struct fly_dataset *data,
                        struct fly_error *error)
{
    double week;
    const int ret = find_cut(data, &week, error);
    if (ret < 0) return ret;
    if (isfinite(week)) return put_measured(html, data, week, error);
    put_decay(html, decay, &data->scenarios);
    return FLY_OK;
}
