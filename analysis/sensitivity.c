/* Designs and indices of a sensitivity analysis, whatever the method: checks, undefined figures, the bootstrap. */
#include "analysis/sensitivity.h"

#include "analysis/sensitivity_method.h"
#include "sim/alloc.h"
#include "sim/rng.h"
#include "sim/sample.h"

#include <assert.h>
#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

static const struct fly_sensitivity_method *const methods[FLY_N_METHODS] = {
    [FLY_MORRIS] = &fly_method_morris, [FLY_SOBOL] = &fly_method_sobol, [FLY_PRCC] = &fly_method_prcc};

const struct fly_method_info *fly_method_info(enum fly_method method)
{
    assert(method < FLY_N_METHODS);
    return &methods[method]->info;
}

bool fly_method_find(const char *name, enum fly_method *method)
{
    for (int m = 0; m < FLY_N_METHODS; m++)
        if (!strcmp(name, methods[m]->info.name)) {
            *method = (enum fly_method)m;
            return true;
        }
    return false;
}

/* ---- designs ---- */

static int check(const struct fly_sensitivity_design *design, const struct fly_sensitivity_method *method,
                 struct fly_error *error)
{
    const char *name = method->info.name, *units = method->info.units;
    const size_t k = design->k, n = design->n;
    if (k == 0) return fly_fail(error, FLY_ERR_SCENARIO, "A sensitivity analysis needs at least one factor.");
    if (k > FLY_LHS_MOST_FACTORS / 2 || n > FLY_LHS_MOST_POINTS)
        return fly_fail(error, FLY_ERR_SCENARIO, "%s takes at most %d factors and %d %s, not %zu and %zu.", name,
                        FLY_LHS_MOST_FACTORS / 2, FLY_LHS_MOST_POINTS, units, k, n);
    if (n < method->least_units(k))
        return fly_fail(error, FLY_ERR_SCENARIO, "%s with %zu factor%s needs at least %zu %s, not %zu.", name, k,
                        k == 1 ? "" : "s", method->least_units(k), units, n);
    return FLY_OK;
}

int fly_sensitivity_design_init(struct fly_sensitivity_design *design, enum fly_method method, size_t k, size_t n,
                                unsigned levels, uint64_t seed, struct fly_error *error)
{
    int ret;
    const struct fly_sensitivity_method *m = methods[method];
    *design = (struct fly_sensitivity_design){.method = method, .k = k, .n = n, .levels = levels, .seed = seed};
    FLY_TRY(check(design, m, error));
    design->n_points = n * m->unit_size(k);
    design->u = fly_alloc(design->n_points, k * sizeof *design->u);
    if (!design->u)
        FLY_TRY(
            fly_fail(error, FLY_ERR_MEMORY, "There is no memory for %zu points of %zu factors.", design->n_points, k));
    FLY_TRY(m->fill(design, error));
out:
    if (ret < 0) fly_sensitivity_design_free(design);
    return ret;
}

void fly_sensitivity_design_free(struct fly_sensitivity_design *design)
{
    fly_free(design->u);
    *design = (struct fly_sensitivity_design){0};
}

/* ---- units ---- */

static bool is_defined(const double *y, size_t n)
{
    for (size_t p = 0; p < n; p++)
        if (!isfinite(y[p])) return false;
    return true;
}

static int collect(struct fly_units *units, struct fly_error *error)
{
    const size_t n = units->design->n;
    units->which = fly_alloc(n, sizeof *units->which);
    if (!units->which) return fly_fail(error, FLY_ERR_MEMORY, "There is no memory for %zu units.", n);
    for (size_t unit = 0; unit < n; unit++)
        if (is_defined(units->y + unit * units->size, units->size)) units->which[units->n++] = unit;
    return FLY_OK;
}

/* ---- the bootstrap ---- */

/* An analysis of one y. */
struct analysis {
    const struct fly_sensitivity_method *method;
    struct fly_units units;
    void *work;
    size_t n_indices, n_bootstrap;
    double *weights; /* [n]: how often each unit counts */
    double *values;  /* [1 + n_bootstrap][n_indices]: of the units as they are, then of each resample */
    double *column;  /* [n_bootstrap]: one index over the resamples */
};

/* Draws n units with replacement. */
static void resample(struct analysis *a, size_t b)
{
    const struct fly_key key = fly_key_make(a->units.design->seed, 0);
    const uint32_t call = fly_call_number("sensitivity.bootstrap"), n = (uint32_t)a->units.n;
    memset(a->weights, 0, n * sizeof *a->weights);
    for (uint32_t j = 0; j < n; j += 4) {
        const struct fly_words words = fly_draw(key, j / 4, 0, call, (uint32_t)b);
        for (uint32_t w = 0; w < 4 && j + w < n; w++)
            a->weights[fly_below(words.w[w], n)]++;
    }
}

static void evaluate_all(struct analysis *a)
{
    for (size_t j = 0; j < a->units.n; j++)
        a->weights[j] = 1;
    a->method->evaluate(&a->units, a->work, a->weights, a->values);
    for (size_t b = 0; b < a->n_bootstrap; b++) {
        resample(a, b);
        a->method->evaluate(&a->units, a->work, a->weights, a->values + (1 + b) * a->n_indices);
    }
}

static struct fly_index summarise(const struct analysis *a, size_t i)
{
    struct fly_index index = {a->values[i], NAN, NAN};
    size_t n = 0;
    for (size_t b = 0; b < a->n_bootstrap; b++) {
        const double value = a->values[(1 + b) * a->n_indices + i];
        if (!isnan(value)) a->column[n++] = value;
    }
    if (isnan(index.value) || n == 0 || n < a->n_bootstrap / 2) return index;
    gsl_sort(a->column, 1, n);
    index.low = gsl_stats_quantile_from_sorted_data(a->column, 1, n, .025);
    index.high = gsl_stats_quantile_from_sorted_data(a->column, 1, n, .975);
    return index;
}

static int begin(struct analysis *a, struct fly_error *error)
{
    a->work = a->method->begin(&a->units);
    a->weights = fly_alloc(a->units.n, sizeof *a->weights);
    a->values = fly_alloc(1 + a->n_bootstrap, a->n_indices * sizeof *a->values);
    a->column = fly_alloc(a->n_bootstrap, sizeof *a->column);
    if (a->work && a->weights && a->values && a->column) return FLY_OK;
    return fly_fail(error, FLY_ERR_MEMORY, "There is no memory for the indices of %zu factors.", a->units.design->k);
}

static void end(struct analysis *a)
{
    if (a->work) a->method->end(a->work);
    fly_free(a->units.which);
    fly_free(a->weights);
    fly_free(a->values);
    fly_free(a->column);
}

int fly_sensitivity_indices(const struct fly_sensitivity_design *design, const double *y, size_t n_bootstrap,
                            struct fly_index *indices, size_t *n_used, struct fly_error *error)
{
    int ret;
    const struct fly_sensitivity_method *method = methods[design->method];
    struct analysis a = {.method = method,
                         .units = {.design = design, .y = y, .size = method->unit_size(design->k)},
                         .n_indices = design->k * method->info.n_measures,
                         .n_bootstrap = n_bootstrap};
    if (n_bootstrap > FLY_MOST_BOOTSTRAP)
        FLY_TRY(fly_fail(error, FLY_ERR_SCENARIO, "A bootstrap takes at most %d resamples, not %zu.",
                         FLY_MOST_BOOTSTRAP, n_bootstrap));
    FLY_TRY(collect(&a.units, error));
    for (size_t i = 0; i < a.n_indices; i++)
        indices[i] = (struct fly_index){NAN, NAN, NAN};
    if (n_used) *n_used = a.units.n;
    if (a.units.n >= method->least_units(design->k)) {
        FLY_TRY(begin(&a, error));
        evaluate_all(&a);
        for (size_t i = 0; i < a.n_indices; i++)
            indices[i] = summarise(&a, i);
    }
out:
    end(&a);
    return ret;
}
