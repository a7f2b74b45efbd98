/* A series of each strategy over time: the median over replicates, and the bands that hold 50 % and 90 % of them. */
#include "report/courses.h"

#include "sim/alloc.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* The median first: of many strategies it is all that is shown. */
static const struct {
    const char *role, *title;
    double p;
} levels[] = {{"mid", "median", .5},
              {"low90", "5 %", .05},
              {"high90", "95 %", .95},
              {"low50", "25 %", .25},
              {"high50", "75 %", .75}};

enum { N_LEVELS = sizeof levels / sizeof *levels, MEDIAN = 0, LOW = 1, HIGH = 2, FEW = 4, SEVERAL = 10, TOLD = 4 };

/* What the figure is made of: quantiles[n_scenarios][n_weeks][n_levels]. */
struct bands {
    const struct fly_dataset *data;
    const struct fly_courses_row *row;
    size_t n_levels;
    double *quantiles;
};

static size_t levels_for(const struct fly_dataset *data)
{
    if (data->n_replicates == 1 || data->scenarios.n > SEVERAL) return 1;
    return data->scenarios.n > FEW ? 3 : N_LEVELS;
}

static double at_end(const struct bands *bands, size_t scenario, size_t level)
{
    return bands->quantiles[((scenario + 1) * bands->data->n_weeks - 1) * bands->n_levels + level];
}

/* ---- words ---- */

static void print_title(const struct bands *bands, char text[FLY_CHART_TITLE])
{
    char value[FLY_WORDS];
    const char *name = bands->row->name;
    const size_t n = bands->data->scenarios.n;
    size_t used = (size_t)snprintf(text, FLY_CHART_TITLE, "%c%s after %.6g weeks: ", toupper((unsigned char)name[0]),
                                   name + 1, bands->data->weeks[bands->data->n_weeks - 1]);
    for (size_t s = 0; s < n && s < TOLD && used < FLY_CHART_TITLE; s++) {
        fly_words_amount(at_end(bands, s, MEDIAN), "", value);
        used += (size_t)snprintf(text + used, FLY_CHART_TITLE - used, "%s%s for %s", s ? ", " : "", value,
                                 bands->data->scenarios.text[s]);
    }
}

static void print_alt(const struct bands *bands, const struct fly_courses_weeks *weeks, char text[FLY_CHART_ALT])
{
    char value[FLY_WORDS], interval[FLY_WORDS_INTERVAL], note[FLY_WORDS];
    const struct fly_dataset *data = bands->data;
    size_t used =
        (size_t)snprintf(text, FLY_CHART_ALT, "%s",
                         bands->n_levels == 1   ? "A line for each strategy."
                         : bands->n_levels == 3 ? "Lines are medians over replicates; bands hold 90 % of them."
                                                : "Lines are medians over replicates; the inner bands hold "
                                                  "50 % of them, the outer ones 90 %.");
    for (size_t s = 0; bands->n_levels > 1 && s < data->scenarios.n && s < TOLD && used < FLY_CHART_ALT; s++) {
        fly_words_amount(at_end(bands, s, MEDIAN), "", value);
        fly_words_interval(at_end(bands, s, LOW), at_end(bands, s, HIGH), "", interval);
        used += (size_t)snprintf(text + used, FLY_CHART_ALT - used, " %s ends at %s (90 %%: %s).",
                                 data->scenarios.text[s], value, interval);
    }
    if (used < FLY_CHART_ALT) (void)snprintf(text + used, FLY_CHART_ALT - used, "%s", fly_courses_note(weeks, note));
}

/* ---- data ---- */

static int compute(struct bands *bands, const struct fly_course *course, struct fly_error *error)
{
    double p[N_LEVELS];
    int ret = FLY_OK;
    const size_t n = bands->data->n_weeks * bands->n_levels;
    for (size_t i = 0; i < bands->n_levels; i++)
        p[i] = levels[i].p;
    bands->quantiles = fly_alloc(bands->data->scenarios.n * n, sizeof *bands->quantiles);
    if (!bands->quantiles)
        return fly_fail(error, FLY_ERR_MEMORY, "No memory for the bands of '%s'.", bands->row->series);
    for (size_t s = 0; s < bands->data->scenarios.n; s++)
        FLY_TRY(fly_course_quantiles(course, s, p, bands->n_levels, &bands->quantiles[s * n], error));
out:
    return ret;
}

static void put_columns(struct fly_html *html, const struct bands *bands)
{
    char title[FLY_CHART_TITLE];
    const struct fly_labels *names = &bands->data->scenarios;
    fly_chart_column(html, "x", "", "weeks", "week");
    for (size_t s = 0; s < names->n; s++)
        for (size_t i = 0; i < bands->n_levels; i++) {
            (void)snprintf(title, sizeof title, "%s, %s", names->text[s], levels[i].title);
            fly_chart_column(html, levels[i].role, names->text[s], bands->row->unit, title);
        }
    fly_chart_body(html);
}

static void put_rows(struct fly_html *html, const struct bands *bands, const struct fly_courses_weeks *weeks)
{
    const struct fly_dataset *data = bands->data;
    for (size_t i = 0; i < fly_courses_rows(weeks); i++) {
        const size_t w = fly_courses_week(weeks, i);
        fly_chart_row(html);
        fly_chart_number(html, data->weeks[w]);
        for (size_t s = 0; s < data->scenarios.n; s++)
            for (size_t l = 0; l < bands->n_levels; l++)
                fly_chart_number(html, bands->quantiles[(s * data->n_weeks + w) * bands->n_levels + l]);
    }
}

int fly_courses_put_bands(struct fly_html *html, const struct fly_report *report, const struct fly_courses_row *row,
                          const struct fly_course *course, struct fly_error *error)
{
    int ret;
    const struct fly_dataset *data = report->data;
    struct bands bands = {.data = data, .row = row, .n_levels = levels_for(data)};
    const struct fly_courses_weeks weeks = fly_courses_weeks(report, 1 + data->scenarios.n * bands.n_levels);
    struct fly_chart chart = {.id = row->id, .kind = "bands"};
    FLY_TRY(compute(&bands, course, error));
    print_title(&bands, chart.title);
    print_alt(&bands, &weeks, chart.alt);
    fly_chart_set(&chart, "data-y", "%s", row->axis);
    if (strcmp(row->series, "npv") == 0) fly_chart_set(&chart, "data-zero", "1");
    fly_chart_open(html, &chart);
    put_columns(html, &bands);
    put_rows(html, &bands, &weeks);
    fly_chart_close(html);
out:
    fly_free(bands.quantiles);
    return ret;
}
