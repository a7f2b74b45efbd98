/* Numbers of all replicates side by side, wherever they come from; the header says what they are for. */
#include "analysis/measures.h"

#include "analysis/compare.h"
#include "sim/alloc.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* ---- life ---- */

static int find_room(struct fly_measures *measures, const struct fly_dataset *data, struct fly_error *error)
{
    measures->n_scenarios = data->scenarios.n;
    measures->n_replicates = data->n_replicates;
    measures->pairing = data->pairing;
    measures->room = fly_alloc(data->n_replicates, sizeof *measures->room);
    return measures->room ? FLY_OK : fly_fail(error, FLY_ERR_MEMORY, "No memory for the numbers of replicates.");
}

int fly_measures_init(struct fly_measures *measures, const struct fly_dataset *data, size_t n, struct fly_error *error)
{
    assert(measures && data);
    *measures = (struct fly_measures){.n = n};
    const int ret = find_room(measures, data, error);
    if (ret < 0) return ret;
    measures->values = fly_alloc(measures->n_scenarios * measures->n_replicates * n, sizeof *measures->values);
    if (measures->values) return FLY_OK;
    fly_measures_free(measures);
    return fly_fail(error, FLY_ERR_MEMORY, "No memory for the numbers of replicates.");
}

void fly_measures_free(struct fly_measures *measures)
{
    assert(measures);
    fly_free(measures->values);
    fly_free(measures->room);
    fly_labels_free(&measures->names);
    *measures = (struct fly_measures){0};
}

/* ---- where they come from ---- */

/* Takes what a reader of labelled series left; `ret` is what it returned. */
static int take(struct fly_measures *measures, const struct fly_dataset *data, int ret, struct fly_error *error)
{
    measures->n = measures->names.n;
    if (ret == FLY_OK) ret = find_room(measures, data, error);
    if (ret < 0) fly_measures_free(measures);
    return ret;
}

int fly_measures_totals(struct fly_measures *measures, const struct fly_dataset *data, const char *series,
                        struct fly_error *error)
{
    assert(measures && data && series);
    *measures = (struct fly_measures){0};
    return take(measures, data, fly_dataset_totals(data, series, &measures->values, &measures->names, error), error);
}

int fly_measures_week(struct fly_measures *measures, const struct fly_dataset *data, const char *series, size_t week,
                      struct fly_error *error)
{
    assert(measures && data && series);
    *measures = (struct fly_measures){0};
    return take(measures, data, fly_dataset_week(data, series, week, &measures->values, &measures->names, error),
                error);
}

int fly_measures_kpis(struct fly_measures *measures, const struct fly_dataset *data, const char *const *names, size_t n,
                      struct fly_error *error)
{
    assert(names);
    const int ret = fly_measures_init(measures, data, n, error);
    if (ret < 0) return ret;
    for (size_t i = 0; i < n; i++) {
        const ptrdiff_t kpi = fly_dataset_find_kpi(data, names[i]);
        for (size_t row = 0; row < data->scenarios.n * data->n_replicates; row++)
            measures->values[row * n + i] = kpi < 0 ? (double)NAN : data->kpi[row * data->n_kpis + (size_t)kpi];
    }
    return FLY_OK;
}

static const double YEAR = 52; /* weeks */

size_t fly_last_year(const struct fly_dataset *data)
{
    assert(data && data->n_weeks > 0);
    size_t row = data->n_weeks - 1;
    while (row > 1 && data->weeks[data->n_weeks - 1] - data->weeks[row - 1] < YEAR)
        row--;
    return row;
}

static double mean_of(const double *course, size_t first, size_t end)
{
    double sum = 0;
    size_t n = 0;
    for (size_t w = first; w < end; w++)
        if (isfinite(course[w])) {
            sum += course[w];
            n++;
        }
    return n ? sum / (double)n : NAN;
}

int fly_measures_last_year(struct fly_measures *measures, const struct fly_dataset *data, const char *const *series,
                           size_t n, struct fly_error *error)
{
    assert(series);
    bool is_flow;
    double *course = NULL;
    int ret = fly_measures_init(measures, data, n, error);
    if (ret < 0) return ret;
    for (size_t i = 0; i < n; i++) {
        FLY_TRY(fly_dataset_series(data, series[i], &course, &is_flow, error));
        for (size_t row = 0; row < data->scenarios.n * data->n_replicates; row++)
            measures->values[row * n + i] = mean_of(&course[row * data->n_weeks], fly_last_year(data), data->n_weeks);
        fly_free(course);
        course = NULL;
    }
out:
    fly_free(course);
    if (ret < 0) fly_measures_free(measures);
    return ret;
}

/* ---- what they say ---- */

ptrdiff_t fly_measures_find(const struct fly_measures *measures, const char *name)
{
    assert(measures && name);
    for (size_t i = 0; i < measures->names.n; i++)
        if (strcmp(measures->names.text[i], name) == 0) return (ptrdiff_t)i;
    return -1;
}

struct fly_estimate fly_measures_of(const struct fly_measures *measures, size_t scenario, size_t column)
{
    assert(measures && scenario < measures->n_scenarios && column < measures->n);
    return fly_estimate_strided(fly_measures_row(measures, scenario, 0) + column, measures->n, measures->n_replicates,
                                measures->pairing);
}

struct fly_estimate fly_measures_sum(const struct fly_measures *measures, size_t scenario)
{
    assert(measures && scenario < measures->n_scenarios);
    for (size_t r = 0; r < measures->n_replicates; r++) {
        measures->room[r] = 0;
        for (size_t i = 0; i < measures->n; i++)
            measures->room[r] += fly_measures_row(measures, scenario, r)[i];
    }
    return fly_estimate_of(measures->room, measures->n_replicates, measures->pairing);
}

static struct fly_estimate difference_of(const struct fly_measures *measures, const double *a, const double *b)
{
    return fly_compare_values(a, b, measures->n, measures->n_replicates, measures->pairing, 0, measures->room)
        .difference;
}

struct fly_estimate fly_measures_difference(const struct fly_measures *measures, size_t column, size_t a, size_t b)
{
    assert(measures && a < measures->n_scenarios && b < measures->n_scenarios && column < measures->n);
    return difference_of(measures, fly_measures_row(measures, a, 0) + column,
                         fly_measures_row(measures, b, 0) + column);
}

struct fly_estimate fly_measures_contrast(const struct fly_measures *measures, size_t scenario, size_t a, size_t b)
{
    assert(measures && scenario < measures->n_scenarios && a < measures->n && b < measures->n);
    const double *row = fly_measures_row(measures, scenario, 0);
    return difference_of(measures, row + a, row + b);
}
