/* The values of an axis of an experiment as a few levels. */
#include "analysis/levels.h"

#include "sim/alloc.h"

#include <assert.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdint.h>

/* The distinct numbers among them, rising, into the caller's array. */
static size_t sort_values(const double *values, size_t n, double *sorted)
{
    size_t n_numbers = 0, n_distinct = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i])) sorted[n_numbers++] = values[i];
    gsl_sort(sorted, 1, n_numbers);
    for (size_t i = 0; i < n_numbers; i++)
        if (n_distinct == 0 || sorted[i] > sorted[n_distinct - 1]) sorted[n_distinct++] = sorted[i];
    return n_distinct;
}

/* Level k holds the distinct values from first_of(k) to before first_of(k + 1). */
static size_t first_of(const struct fly_levels *levels, size_t k)
{
    return k * levels->n_values / levels->n;
}

static void fill_levels(struct fly_levels *levels, const double *sorted)
{
    for (size_t k = 0; k < levels->n; k++) {
        const size_t first = first_of(levels, k), end = first_of(levels, k + 1);
        levels->low[k] = sorted[first];
        levels->high[k] = sorted[end - 1];
        for (size_t i = first; i < end; i++)
            levels->at[k] += sorted[i] / (double)(end - first);
    }
}

/* The first level that reaches up to the value. */
static size_t find_level(const struct fly_levels *levels, double value)
{
    size_t first = 0, end = levels->n;
    if (isnan(value)) return SIZE_MAX;
    while (first < end) {
        const size_t middle = first + (end - first) / 2;
        if (value > levels->high[middle])
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

int fly_levels_init(struct fly_levels *levels, const double *values, size_t n_points, size_t most,
                    struct fly_error *error)
{
    assert(levels && values && most > 0);
    int ret = FLY_OK;
    double *sorted = fly_alloc(n_points, sizeof *sorted);
    *levels = (struct fly_levels){.n_points = n_points};
    if (!sorted) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the levels of an axis."));
    levels->n_values = sort_values(values, n_points, sorted);
    levels->n = levels->n_values < most ? levels->n_values : most;
    levels->at = fly_alloc(levels->n, sizeof *levels->at);
    levels->low = fly_alloc(levels->n, sizeof *levels->low);
    levels->high = fly_alloc(levels->n, sizeof *levels->high);
    levels->of = fly_alloc(n_points, sizeof *levels->of);
    if (!levels->at || !levels->low || !levels->high || !levels->of)
        FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the levels of an axis."));
    fill_levels(levels, sorted);
    for (size_t p = 0; p < n_points; p++)
        levels->of[p] = find_level(levels, values[p]);
out:
    fly_free(sorted);
    if (ret < 0) fly_levels_free(levels);
    return ret;
}

void fly_levels_free(struct fly_levels *levels)
{
    assert(levels);
    fly_free(levels->at);
    fly_free(levels->low);
    fly_free(levels->high);
    fly_free(levels->of);
    *levels = (struct fly_levels){0};
}

bool fly_levels_are_values(const struct fly_levels *levels)
{
    return levels->n == levels->n_values;
}

size_t fly_levels_points(const struct fly_levels *x, size_t i, const struct fly_levels *y, size_t j, size_t *points)
{
    assert(x && points && (!y || y->n_points == x->n_points));
    size_t n = 0;
    for (size_t p = 0; p < x->n_points; p++)
        if (x->of[p] == i && (!y || y->of[p] == j)) points[n++] = p;
    return n;
}
