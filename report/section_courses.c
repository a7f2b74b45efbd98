/* Over time: each series that decides as bands over replicates, how far one strategy is ahead of the other, from when,
 * and when the money is back. */
#include "report/courses.h"

#include <math.h>
#include <stdio.h>

static const struct fly_courses_row rows[] = {
    {"npv", "npv", "npv-difference", "NPV", "money", "NPV, money"},
    {"customers", "customers-now", "customers-difference", "customers", "agents", "customers"},
    {"revenue", "revenue", "revenue-difference", "revenue", "money", "revenue so far, money"},
    {"gross_margin", "margin", "margin-difference", "gross margin", "money", "gross margin so far, money"},
};

enum { N_ROWS = sizeof rows / sizeof *rows, MOST_ROWS = 270, MOST_CELLS = 2000, FEWEST_ROWS = 53 };

struct fly_courses_weeks fly_courses_weeks(const struct fly_report *report, size_t n_columns)
{
    size_t most = MOST_CELLS / n_columns;
    if (most > MOST_ROWS) most = MOST_ROWS;
    if (most < FEWEST_ROWS) most = FEWEST_ROWS;
    most = most / report->thinning + 1;
    struct fly_courses_weeks weeks = {.n = report->data->n_weeks, .stride = 1};
    while (fly_courses_rows(&weeks) > most)
        weeks.stride++;
    return weeks;
}

size_t fly_courses_rows(const struct fly_courses_weeks *weeks)
{
    return (weeks->n - 1 + weeks->stride - 1) / weeks->stride + 1;
}

size_t fly_courses_week(const struct fly_courses_weeks *weeks, size_t i)
{
    const size_t week = i * weeks->stride;
    return week < weeks->n ? week : weeks->n - 1;
}

const char *fly_courses_note(const struct fly_courses_weeks *weeks, char text[FLY_WORDS])
{
    text[0] = '\0';
    if (weeks->stride > 1) (void)snprintf(text, FLY_WORDS, " Shown is one in %zu recorded intervals.", weeks->stride);
    return text;
}

const char *fly_courses_print_week(const struct fly_dataset *data, double week, char text[FLY_WORDS])
{
    if (isnan(week))
        (void)snprintf(text, FLY_WORDS, "undefined");
    else if (isinf(week))
        (void)snprintf(text, FLY_WORDS, "never");
    else if (week <= data->weeks[0])
        (void)snprintf(text, FLY_WORDS, "the start");
    else
        (void)snprintf(text, FLY_WORDS, "week %.6g", week);
    return text;
}

/* Whether anything is to be seen: a series that is 0 or undefined throughout is none. */
static bool is_flat(const struct fly_course *course, size_t n_scenarios)
{
    for (size_t i = 0; i < n_scenarios * course->n_replicates * course->n_weeks; i++)
        if (isfinite(course->values[i]) && course->values[i] != 0) return false;
    return true;
}

static int put_figures(struct fly_html *html, const struct fly_report *report, const struct fly_courses_row *row,
                       struct fly_error *error)
{
    struct fly_course course;
    int ret = fly_course_init(&course, report->data, row->series, error);
    if (ret == FLY_ERR_USAGE) return FLY_OK;
    if (ret < 0) return ret;
    if (!is_flat(&course, report->data->scenarios.n)) {
        FLY_TRY(fly_courses_put_bands(html, report, row, &course, error));
        if (report->data->scenarios.n > 1) FLY_TRY(fly_courses_put_differences(html, report, row, &course, error));
    }
out:
    fly_course_free(&course);
    return ret;
}

/* An experiment has no course: it has one at each point. */
int fly_section_courses(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    int ret = FLY_OK;
    if (report->data->n_points > 0) return FLY_OK;
    FLY_TRY(fly_courses_put_break_even(html, report, error));
    FLY_TRY(fly_courses_put_leads(html, report, rows, N_ROWS, error));
    for (size_t i = 0; i < N_ROWS; i++)
        FLY_TRY(put_figures(html, report, &rows[i], error));
out:
    return ret;
}
