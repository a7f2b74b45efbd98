/* Elementary effects on trajectories through a grid (Morris 1991, Technometrics 33).
 *
 *   levels           0, 1/(p - 1), ..., 1; p even
 *   step             Delta = p / (2 (p - 1)), up from the lower half of the levels, down from the upper half
 *   trajectory       a random level for each factor, then one step of each factor, in random order: k + 1 points
 *   EE_i             (y(u + step of i) - y(u)) / (+-Delta): per unit of u, so per whole range of the factor
 *   mu, mu_star      means of EE_i and |EE_i| (Campolongo, Cariboni & Saltelli 2007, Environ. Model. Softw. 22)
 *   sigma            standard deviation of EE_i: interactions, or an effect that is no straight line */
#include "analysis/sensitivity_method.h"
#include "sim/alloc.h"
#include "sim/rng.h"
#include "sim/sample.h"

#include <assert.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

enum { MU, MU_STAR, SIGMA, N_MEASURES };

static const struct fly_figure measures[N_MEASURES] = {
    [MU] = {"mu", NULL,
            "Mean effect of moving the factor through its range, per whole range; effects of both signs cancel."},
    [MU_STAR] = {"mu_star", NULL, "Mean size of that effect, whatever its sign: how much the factor matters."},
    [SIGMA] = {"sigma", NULL,
               "Spread of that effect over the others' values: interactions, or a response that is no straight line."},
};

static size_t unit_size(size_t k)
{
    return k + 1;
}

static size_t least_units(size_t k)
{
    (void)k;
    return 2;
}

/* ---- the design ---- */

static uint32_t start_level(const struct fly_sensitivity_design *design, uint32_t trajectory, size_t factor)
{
    const uint32_t call = fly_call_number("sensitivity.level");
    const struct fly_words words = fly_draw(fly_key_make(design->seed, 0), (uint32_t)factor, trajectory / FLY_MAX_INDEX,
                                            call, trajectory % FLY_MAX_INDEX);
    return fly_below(words.w[0], design->levels);
}

/* Half the levels on, around the end: the step up from the lower half, the step down from the upper half. */
static uint32_t step_from(const struct fly_sensitivity_design *design, uint32_t level)
{
    return (level + design->levels / 2) % design->levels;
}

static double place(const struct fly_sensitivity_design *design, uint32_t level)
{
    return (double)level / (double)(design->levels - 1);
}

static void walk(struct fly_sensitivity_design *design, uint32_t trajectory, const size_t *order)
{
    const size_t k = design->k;
    double *point = design->u + trajectory * unit_size(k) * k;
    for (size_t i = 0; i < k; i++)
        point[i] = place(design, start_level(design, trajectory, i));
    for (size_t s = 0; s < k; s++, point += k) {
        memcpy(point + k, point, k * sizeof *point);
        point[k + order[s]] = place(design, step_from(design, start_level(design, trajectory, order[s])));
    }
}

static int check_levels(unsigned levels, struct fly_error *error)
{
    if (levels >= 2 && levels % 2 == 0 && levels <= FLY_MORRIS_MOST_LEVELS) return FLY_OK;
    return fly_fail(error, FLY_ERR_SCENARIO, "morris needs an even number of levels from 2 to %d, not %u.",
                    FLY_MORRIS_MOST_LEVELS, levels);
}

static int fill(struct fly_sensitivity_design *design, struct fly_error *error)
{
    int ret;
    const struct fly_key key = fly_key_make(design->seed, 0);
    const uint32_t call = fly_call_number("sensitivity.order");
    double *words = NULL;
    size_t *order = NULL;
    FLY_TRY(check_levels(design->levels, error));
    words = fly_alloc(design->k, sizeof *words);
    order = fly_alloc(design->k, sizeof *order);
    if (!words || !order) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "There is no memory for the trajectories."));
    for (uint32_t t = 0; t < design->n; t++) {
        fly_sample_order(key, call, t, design->k, words, order);
        walk(design, t, order);
    }
out:
    fly_free(words);
    fly_free(order);
    return ret;
}

/* ---- the indices ---- */

/* Both [k][n]. */
struct effects {
    double *signs, *sizes;
};

/* Which factor moves between two points. */
static size_t mover(const double *from, const double *to, size_t k)
{
    size_t i = 0;
    while (i < k && from[i] == to[i])
        i++;
    assert(i < k);
    return i;
}

static void end(void *work)
{
    struct effects *effects = work;
    fly_free(effects->signs);
    fly_free(effects->sizes);
    fly_free(effects);
}

static void *begin(const struct fly_units *units)
{
    const size_t k = units->design->k, n = units->n;
    struct effects *effects = fly_alloc(1, sizeof *effects);
    if (!effects) return NULL;
    effects->signs = fly_alloc(k * n, sizeof *effects->signs);
    effects->sizes = fly_alloc(k * n, sizeof *effects->sizes);
    if (!effects->signs || !effects->sizes) {
        end(effects);
        return NULL;
    }
    for (size_t j = 0; j < n; j++)
        for (size_t s = 0; s < k; s++) {
            const double *from = fly_units_u(units, j, s), *to = from + k;
            const size_t i = mover(from, to, k);
            const double effect = (fly_units_y(units, j, s + 1) - fly_units_y(units, j, s)) / (to[i] - from[i]);
            effects->signs[i * n + j] = effect;
            effects->sizes[i * n + j] = fabs(effect);
        }
    return effects;
}

static void evaluate(const struct fly_units *units, void *work, const double *weights, double *values)
{
    const struct effects *effects = work;
    const size_t n = units->n;
    const double freedom = (double)n / (double)(n - 1);
    for (size_t i = 0; i < units->design->k; i++, values += N_MEASURES) {
        const double *signs = effects->signs + i * n, *sizes = effects->sizes + i * n;
        values[MU] = gsl_stats_wmean(weights, 1, signs, 1, n);
        values[MU_STAR] = gsl_stats_wmean(weights, 1, sizes, 1, n);
        values[SIGMA] = sqrt(freedom * gsl_stats_wvariance_with_fixed_mean(weights, 1, signs, 1, n, values[MU]));
    }
}

const struct fly_sensitivity_method fly_method_morris = {
    .info = {"morris", "Elementary effects: which factors matter, at the least cost (Morris 1991).", "trajectories",
             measures, N_MEASURES},
    .unit_size = unit_size,
    .least_units = least_units,
    .fill = fill,
    .begin = begin,
    .evaluate = evaluate,
    .end = end,
};
