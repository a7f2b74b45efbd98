/* Weeks that people ask for: when a strategy has earned back what it cost, and when one gets ahead of the other. */
#include "report/courses.h"

#include "analysis/compare.h"
#include "report/table.h"
#include "sim/alloc.h"

#include <math.h>
#include <stdio.h>

static const char BREAK_EVEN[] = "payback_discounted";

static void put_week(struct fly_html *html, double week)
{
    char text[FLY_WORDS];
    (void)snprintf(text, sizeof text, "%.6g", week);
    if (isinf(week))
        fly_table_text(html, "never");
    else
        fly_table_number(html, week, text);
}

static void put_median(struct fly_html *html, const struct fly_median *median)
{
    put_week(html, median->median);
    put_week(html, median->low);
    put_week(html, median->high);
}

static void put_count(struct fly_html *html, size_t n, size_t of)
{
    char text[FLY_WORDS];
    (void)snprintf(text, sizeof text, "%zu of %zu", n, of);
    fly_table_number(html, (double)n, text);
}

/* The first ones are of names. */
static void put_columns(struct fly_html *html, const char *const *titles, size_t n_names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        fly_table_column(html, titles[i], i >= n_names);
    fly_table_body(html);
}

/* ---- break-even ---- */

/* The weeks of all replicates of one scenario; never is INFINITY. Returns how many ever break even. */
static size_t gather(const struct fly_dataset *data, size_t scenario, size_t kpi, double *weeks)
{
    size_t n = 0;
    for (size_t r = 0; r < data->n_replicates; r++) {
        const double week = data->kpi[(scenario * data->n_replicates + r) * data->n_kpis + kpi];
        weeks[r] = isfinite(week) ? week : INFINITY;
        n += isfinite(week) ? 1 : 0;
    }
    return n;
}

int fly_courses_put_break_even(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    static const char *const titles[] = {"strategy", "break-even week (median)", "95 % from", "to",
                                         "replicates that break even"};
    const struct fly_dataset *data = report->data;
    const ptrdiff_t k = fly_dataset_find_kpi(data, BREAK_EVEN);
    if (k < 0) return FLY_OK;
    double *weeks = fly_alloc(data->n_replicates, sizeof *weeks);
    if (!weeks) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the break-even.");
    fly_html_put(html, "<h3>When each strategy has earned back what it cost</h3>\n<p>Break-even is the first week from "
                       "which a strategy's own NPV never falls below 0 again.</p>\n");
    fly_table_open(html, "Break-even");
    put_columns(html, titles, 1, sizeof titles / sizeof *titles);
    for (size_t s = 0; s < data->scenarios.n; s++) {
        const size_t n = gather(data, s, (size_t)k, weeks);
        const struct fly_median median = fly_median_of(weeks, data->n_replicates, data->pairing);
        fly_table_row(html, data->scenarios.text[s]);
        put_median(html, &median);
        put_count(html, n, data->n_replicates);
    }
    fly_table_close(html);
    fly_free(weeks);
    return FLY_OK;
}

/* ---- who leads from when ---- */

/* Of each pair the one that is ahead at the end, against the other. */
static int put_lead(struct fly_html *html, const struct fly_dataset *data, const struct fly_courses_row *row,
                    const struct fly_course *course, size_t b, struct fly_error *error)
{
    struct fly_lead lead, other;
    int ret;
    FLY_TRY(fly_course_lead(course, 0, b, FLY_HIGHER, &lead, error));
    FLY_TRY(fly_course_lead(course, b, 0, FLY_HIGHER, &other, error));
    const bool is_b = isfinite(lead.from) || isinf(other.from);
    const struct fly_lead *first = is_b ? &lead : &other;
    fly_table_row(html, row->name);
    fly_table_text(html, data->scenarios.text[is_b ? b : 0]);
    fly_table_text(html, data->scenarios.text[is_b ? 0 : b]);
    put_week(html, first->from);
    put_week(html, first->sure_from);
    put_median(html, &first->week);
    put_count(html, first->n_ahead, first->n);
out:
    return ret;
}

static int put_leads_of(struct fly_html *html, const struct fly_dataset *data, const struct fly_courses_row *row,
                        struct fly_error *error)
{
    struct fly_course course;
    int ret = fly_course_init(&course, data, row->series, error);
    if (ret == FLY_ERR_USAGE) return FLY_OK;
    if (ret < 0) return ret;
    for (size_t b = 1; b < data->scenarios.n; b++)
        FLY_TRY(put_lead(html, data, row, &course, b, error));
out:
    fly_course_free(&course);
    return ret;
}

int fly_courses_put_leads(struct fly_html *html, const struct fly_report *report, const struct fly_courses_row *rows,
                          size_t n, struct fly_error *error)
{
    static const char *const titles[] = {"in",     "ahead at the end", "of", "from week", "surely from",
                                         "median", "95 % from",        "to", "replicates"};
    int ret = FLY_OK;
    if (report->data->scenarios.n < 2) return FLY_OK;
    fly_html_put(html,
                 "<h3>When one gets ahead of the other</h3>\n<p>The week from which a strategy is ahead to the end, "
                 "on average over replicates; from which it is so surely, as the 95 % interval of each week tells; "
                 "and from which it is so in single replicates, their median with its 95 % interval, and in how "
                 "many of them it is. A strategy may lead long before it has earned back what it cost, and the "
                 "other way round.</p>\n",
                 "%", "%");
    fly_table_open(html, "Who leads from when");
    put_columns(html, titles, 3, sizeof titles / sizeof *titles);
    for (size_t i = 0; i < n; i++)
        FLY_TRY(put_leads_of(html, report->data, &rows[i], error));
    fly_table_close(html);
out:
    return ret;
}
