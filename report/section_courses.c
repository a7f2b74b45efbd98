/* Over time: each series that decides as bands over replicates, and what one strategy is ahead of the other. */
#include "report/section.h"

#include "analysis/course.h"
#include "sim/alloc.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *role, *title;
    double p;
} levels[] = {{"low90", "5 %", .05},
              {"low50", "25 %", .25},
              {"mid", "median", .5},
              {"high50", "75 %", .75},
              {"high90", "95 %", .95}};

enum { N_LEVELS = sizeof levels / sizeof *levels };

static void put_columns(struct fly_html *html, const struct fly_dataset *data, const char *unit)
{
    char title[FLY_CHART_TITLE];
    fly_chart_column(html, "x", "", "weeks", "week");
    for (size_t s = 0; s < data->scenarios.n; s++)
        for (size_t i = 0; i < N_LEVELS; i++) {
            (void)snprintf(title, sizeof title, "%s, %s", data->scenarios.text[s], levels[i].title);
            fly_chart_column(html, levels[i].role, data->scenarios.text[s], unit, title);
        }
    fly_chart_body(html);
}

/* quantiles: [n_scenarios][n_weeks][N_LEVELS] */
static void put_rows(struct fly_html *html, const struct fly_dataset *data, const double *quantiles)
{
    for (size_t w = 0; w < data->n_weeks; w++) {
        fly_chart_row(html);
        fly_chart_number(html, data->weeks[w]);
        for (size_t s = 0; s < data->scenarios.n; s++)
            for (size_t i = 0; i < N_LEVELS; i++)
                fly_chart_number(html, quantiles[(s * data->n_weeks + w) * N_LEVELS + i]);
    }
}

static int put_bands(struct fly_html *html, const struct fly_dataset *data, const char *series, const char *unit,
                     struct fly_error *error)
{
    int ret;
    double p[N_LEVELS], *quantiles = NULL;
    struct fly_course course = {0};
    struct fly_chart chart = {.id = series, .kind = "bands"};
    for (size_t i = 0; i < N_LEVELS; i++)
        p[i] = levels[i].p;
    FLY_TRY(fly_course_init(&course, data, series, error));
    quantiles = fly_alloc(data->scenarios.n * data->n_weeks * N_LEVELS, sizeof *quantiles);
    if (!quantiles) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the bands of '%s'.", series));
    for (size_t s = 0; s < data->scenarios.n; s++)
        FLY_TRY(fly_course_quantiles(&course, s, p, N_LEVELS, &quantiles[s * data->n_weeks * N_LEVELS], error));
    (void)snprintf(chart.title, sizeof chart.title, "%s", series);
    fly_chart_set(&chart, "data-y", "%s", unit);
    fly_chart_open(html, &chart);
    put_columns(html, data, unit);
    put_rows(html, data, quantiles);
    fly_chart_close(html);
out:
    fly_course_free(&course);
    fly_free(quantiles);
    return ret;
}

int fly_section_courses(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    return put_bands(html, report->data, "npv", "money", error);
}
