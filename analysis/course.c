/* The course of a series over the weeks: what replicates do in between, and how two scenarios differ. */
#include "analysis/course.h"

#include "sim/alloc.h"

#include <assert.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

static void sum_up(struct fly_course *course, size_t n_rows)
{
    for (size_t r = 0; r < n_rows; r++)
        for (size_t w = 1; w < course->n_weeks; w++)
            course->values[r * course->n_weeks + w] += course->values[r * course->n_weeks + w - 1];
}

int fly_course_init(struct fly_course *course, const struct fly_dataset *data, const char *series,
                    struct fly_error *error)
{
    assert(course && data && series);
    *course =
        (struct fly_course){.n_replicates = data->n_replicates, .n_weeks = data->n_weeks, .pairing = data->pairing};
    int ret = fly_dataset_series(data, series, &course->values, &course->was_flow, error);
    if (ret == FLY_OK && course->was_flow) sum_up(course, data->scenarios.n * data->n_replicates);
    return ret;
}

void fly_course_free(struct fly_course *course)
{
    assert(course);
    fly_free(course->values);
    *course = (struct fly_course){0};
}

/* What all replicates of a scenario have in a week, without what is undefined; returns how many. */
static size_t gather(const struct fly_course *course, size_t scenario, size_t week, double *column)
{
    size_t n = 0;
    for (size_t r = 0; r < course->n_replicates; r++) {
        const double value = course->values[(scenario * course->n_replicates + r) * course->n_weeks + week];
        if (isfinite(value)) column[n++] = value;
    }
    return n;
}

int fly_course_quantiles(const struct fly_course *course, size_t scenario, const double *p, size_t n, double *quantiles,
                         struct fly_error *error)
{
    assert(course && p && quantiles);
    double *column = fly_alloc(course->n_replicates, sizeof *column);
    if (!column) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the quantiles of a course.");
    for (size_t w = 0; w < course->n_weeks; w++) {
        const size_t n_values = gather(course, scenario, w, column);
        gsl_sort(column, 1, n_values);
        for (size_t i = 0; i < n; i++)
            quantiles[w * n + i] =
                n_values ? gsl_stats_quantile_from_sorted_data(column, 1, n_values, p[i]) : (double)NAN;
    }
    fly_free(column);
    return FLY_OK;
}

int fly_course_differences(const struct fly_course *course, size_t a, size_t b, struct fly_estimate *estimates,
                           struct fly_error *error)
{
    assert(course && estimates);
    const size_t n = course->n_replicates, n_weeks = course->n_weeks;
    double *column = fly_alloc(n, sizeof *column);
    if (!column) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the difference of two courses.");
    for (size_t w = 0; w < n_weeks; w++) {
        for (size_t r = 0; r < n; r++)
            column[r] = course->values[(b * n + r) * n_weeks + w] - course->values[(a * n + r) * n_weeks + w];
        estimates[w] = fly_estimate_of(column, n, course->pairing);
    }
    fly_free(column);
    return FLY_OK;
}
