/* The course of a series over the weeks: what replicates do in between, and how two scenarios differ. */
#include "analysis/course.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

static struct fly_course start(const struct fly_dataset *data)
{
    return (struct fly_course){
        .weeks = data->weeks, .n_replicates = data->n_replicates, .n_weeks = data->n_weeks, .pairing = data->pairing};
}

static const struct fly_variable_about *find(const struct fly_variables_about *all, const char *name, size_t n)
{
    for (size_t i = 0; i < all->n; i++)
        if (strlen(all->items[i].name) == n && strncmp(all->items[i].name, name, n) == 0) return &all->items[i];
    return NULL;
}

static int read_values(struct fly_course *course, const struct fly_dataset *data, const char *label,
                       const struct fly_variable_about *about, struct fly_error *error)
{
    bool is_flow;
    if (label) return fly_dataset_label(data, about->name, label, &course->values, error);
    int ret = fly_dataset_series(data, about->name, &course->values, &is_flow, error);
    return ret == FLY_ERR_USAGE ? fly_dataset_sums(data, about->name, &course->values, error) : ret;
}

int fly_course_read(struct fly_course *course, const struct fly_dataset *data, const char *name,
                    struct fly_error *error)
{
    assert(course && data && name);
    int ret;
    struct fly_variables_about all;
    const size_t n = strcspn(name, ".");
    *course = start(data);
    FLY_TRY(fly_dataset_variables(data, &all, error));
    const struct fly_variable_about *about = find(&all, name, n);
    if (!about || strcmp(about->kind, FLY_KIND_GRID) == 0)
        FLY_TRY(fly_fail(error, FLY_ERR_USAGE, "There is no series '%.*s'", (int)n, name));
    course->name = fly_copy_text(name);
    course->unit = fly_copy_text(about->unit);
    course->is_flow = strcmp(about->kind, FLY_KIND_FLOW) == 0;
    if (!course->name || !course->unit)
        FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the course of %s", name));
    FLY_TRY(read_values(course, data, name[n] ? name + n + 1 : NULL, about, error));
out:
    fly_variables_about_free(&all);
    if (ret < 0) fly_course_free(course);
    return ret;
}

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
    *course = start(data);
    int ret = fly_dataset_series(data, series, &course->values, &course->is_flow, error);
    if (ret == FLY_OK && course->is_flow) sum_up(course, data->scenarios.n * data->n_replicates);
    return ret;
}

void fly_course_free(struct fly_course *course)
{
    assert(course);
    fly_free(course->name);
    fly_free(course->unit);
    fly_free(course->values);
    *course = (struct fly_course){0};
}

void fly_course_relate(struct fly_course *course, size_t n_scenarios, size_t week)
{
    assert(course && week < course->n_weeks);
    for (size_t row = 0; row < n_scenarios * course->n_replicates; row++) {
        double *values = &course->values[row * course->n_weeks];
        const double whole = values[week];
        for (size_t w = 0; w < course->n_weeks; w++)
            values[w] = whole != 0 ? 100 * values[w] / whole : (double)NAN;
    }
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

int fly_course_median(const struct fly_course *course, const struct fly_dataset *data, size_t scenario, double *median,
                      struct fly_error *error)
{
    assert(course && data && scenario < data->scenarios.n && median);
    const size_t n = data->n_replicates;
    double *week = fly_alloc(n, sizeof *week);
    if (!week) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the course of %s", course->name);
    for (size_t w = 0; w < data->n_weeks; w++) {
        for (size_t r = 0; r < n; r++)
            week[r] = course->values[(scenario * n + r) * data->n_weeks + w];
        median[w] = fly_median_of(week, n, data->pairing).median;
    }
    fly_free(week);
    return FLY_OK;
}
