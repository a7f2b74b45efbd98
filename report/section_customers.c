/* Who the customers are: how long they stay, how content they are, where they came from, whom they bring. */
#include "report/customers.h"

#include "analysis/sources.h"
#include "analysis/words.h"
#include "report/bars.h"
#include "report/courses.h"
#include "report/finding.h"
#include "sim/alloc.h"

#include <stdio.h>
#include <string.h>

/* ---- how content they are ---- */

static int put_attitudes(struct fly_html *html, const struct fly_dataset *data, struct fly_error *error)
{
    static const char *const labels[] = {"promoter", "passive", "detractor"}, *const kpi = "nps";
    static const char *const titles[] = {"promoters", "passives", "detractors"};
    enum { N = sizeof labels / sizeof *labels };
    int ret;
    size_t columns[N];
    struct fly_measures attitudes = {0}, nps = {0};
    struct fly_chart chart = {.id = "attitudes", .kind = "bars"};
    FLY_TRY(fly_measures_week(&attitudes, data, "attitudes", data->n_weeks - 1, error));
    FLY_TRY(fly_measures_kpis(&nps, data, &kpi, 1, error));
    for (size_t i = 0; i < N; i++) {
        const ptrdiff_t column = fly_measures_find(&attitudes, labels[i]);
        if (column < 0) goto out;
        columns[i] = (size_t)column;
    }
    const struct fly_bars bars = {&attitudes, columns, titles, N, "strategy", "agents"};
    const struct fly_finding score = {&nps, 0, "Net Promoter Score (NPS) at the end", "points"};
    if (fly_bars_are_empty(&bars)) goto out;
    fly_finding_title(&score, &data->scenarios, chart.title);
    (void)snprintf(
        chart.alt, sizeof chart.alt,
        "A bar for each strategy: customers at the end by attitude. Promoters would give 9 or 10 of 10 points, "
        "passives 7 or 8, detractors less; NPS is the percentage of promoters less that of detractors.");
    fly_chart_set(&chart, "data-y", "customers");
    fly_bars_stack(html, &chart, &bars, &data->scenarios);
out:
    fly_measures_free(&attitudes);
    fly_measures_free(&nps);
    return ret;
}

static int put_nps(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    static const struct fly_courses_row row = {"nps", "nps-course", "", "NPS", "points", "NPS, points"};
    struct fly_course course;
    int ret = fly_course_init(&course, report->data, row.series, error);
    if (ret < 0) return ret;
    ret = fly_courses_put_bands(html, report, &row, &course, error);
    fly_course_free(&course);
    return ret;
}

/* ---- where they came from ---- */

static void put_source_bars(struct fly_html *html, const struct fly_bars *bars, const struct fly_measures *shares,
                            const struct fly_labels *names)
{
    const struct fly_finding people = {shares, FLY_SOURCES_PEOPLE,
                                       "share of new customers who came by what others said", "%"};
    struct fly_chart chart = {.id = "sources", .kind = "bars"};
    char values[FLY_CHART_TITLE];
    if (fly_bars_are_empty(bars)) return;
    fly_finding_title(&people, names, chart.title);
    fly_finding_values(&people, names, values, sizeof values);
    (void)snprintf(
        chart.alt, sizeof chart.alt,
        "Bars: new customers of the whole time, by what made them aware first. By what others said, which is "
        "word of mouth and referrals: %.300s.",
        values);
    fly_chart_set(&chart, "data-y", "new customers");
    fly_bars_put(html, &chart, bars, names);
}

static int put_sources(struct fly_html *html, const struct fly_dataset *data, struct fly_error *error)
{
    int ret;
    size_t *columns = NULL;
    const char **titles = NULL;
    struct fly_measures counts = {0}, shares = {0};
    FLY_TRY(fly_sources_init(&counts, &shares, data, error));
    columns = fly_alloc(counts.n, sizeof *columns);
    titles = fly_alloc(counts.n, sizeof *titles);
    if (!columns || !titles) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the sources of customers."));
    for (size_t i = 0; i < counts.n; i++) {
        columns[i] = i;
        titles[i] = strcmp(counts.names.text[i], "word_of_mouth") == 0 ? "word of mouth" : counts.names.text[i];
    }
    const struct fly_bars bars = {&counts, columns, titles, counts.n, "source", "agents"};
    put_source_bars(html, &bars, &shares, &data->scenarios);
out:
    fly_free(columns);
    fly_free(titles);
    fly_measures_free(&counts);
    fly_measures_free(&shares);
    return ret;
}

/* Whether anybody's satisfaction ever changes. */
static int has_satisfaction(const struct fly_dataset *data, bool *has, struct fly_error *error)
{
    double enabled = 0;
    *has = false;
    if (!fly_dataset_has(data, "attitudes") || !fly_dataset_has(data, "nps")) return FLY_OK;
    for (size_t s = 0; s < data->scenarios.n; s++) {
        const int ret = fly_dataset_parameter(data, s, "satisfaction.enabled", &enabled, error);
        if (ret < 0) return ret;
        *has |= enabled != 0;
    }
    return FLY_OK;
}

int fly_section_customers(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    const struct fly_dataset *data = report->data;
    int ret = FLY_OK;
    bool are_content;
    if (data->n_points > 0) return FLY_OK;
    if (fly_dataset_has(data, "cohort_active")) FLY_TRY(fly_customers_retention_put(html, data, error));
    FLY_TRY(has_satisfaction(data, &are_content, error));
    if (are_content) FLY_TRY(put_attitudes(html, data, error));
    if (are_content) FLY_TRY(put_nps(html, report, error));
    if (fly_dataset_has(data, "new_customers")) FLY_TRY(put_sources(html, data, error));
    if (fly_dataset_has(data, "referral_generations")) FLY_TRY(fly_customers_family_put(html, data, error));
out:
    return ret;
}
