/* Functions of the unit cube whose sensitivities are known in closed form, and a design with their values. */
#ifndef FLY_TEST_FUNCTIONS_H
#define FLY_TEST_FUNCTIONS_H

#include "analysis/sensitivity.h"
#include "sim/alloc.h"
#include "tests/support/test.h"

#include <gsl/gsl_math.h>
#include <math.h>

typedef double function_of(const double *u, size_t k);

/* Ishigami & Homma (1990) with a = 7, b = .1: x = pi (2 u - 1). */
static inline double ishigami(const double *u, size_t k)
{
    assert_true(k >= 3);
    const double x = M_PI * (2 * u[0] - 1), y = M_PI * (2 * u[1] - 1), z = M_PI * (2 * u[2] - 1);
    return sin(x) + 7 * pow(sin(y), 2) + .1 * pow(z, 4) * sin(x);
}

/* Sobol's G (Saltelli & Sobol 1995) with a = 0, 1, 4.5, 9, then 99: the product of (|4 u_i - 2| + a_i) / (1 + a_i). */
static inline double g_parameter(size_t i)
{
    static const double a[] = {0, 1, 4.5, 9};
    return i < 4 ? a[i] : 99;
}

static inline double g_function(const double *u, size_t k)
{
    double product = 1;
    for (size_t i = 0; i < k; i++)
        product *= (fabs(4 * u[i] - 2) + g_parameter(i)) / (1 + g_parameter(i));
    return product;
}

/* Its indices: V_i = 1 / (3 (1 + a_i)^2), V = prod (1 + V_i) - 1, s1 = V_i / V, st = V_i prod_(j not i) (1 + V_j) / V
 */
static inline void g_indices(size_t k, size_t i, double *s1, double *st)
{
    double others = 1;
    const double own = 1 / (3 * pow(1 + g_parameter(i), 2));
    for (size_t j = 0; j < k; j++)
        if (j != i) others *= 1 + 1 / (3 * pow(1 + g_parameter(j), 2));
    const double all = others * (1 + own) - 1;
    *s1 = own / all;
    *st = own * others / all;
}

struct study {
    struct fly_sensitivity_design design;
    double *y;
    struct fly_index *indices; /* [k][n_measures] */
    size_t n_used, n_measures;
};

static inline void find_values(struct study *study, function_of *f)
{
    for (size_t p = 0; p < study->design.n_points; p++)
        study->y[p] = f(study->design.u + p * study->design.k, study->design.k);
}

static inline struct study begin_study(enum fly_method method, size_t k, size_t n, uint64_t seed)
{
    struct study study = {.n_measures = fly_method_info(method)->n_measures};
    struct fly_error error = {0};
    if (fly_sensitivity_design_init(&study.design, method, k, n, 4, seed, &error) != FLY_OK) fail_msg("%s", error.text);
    study.y = fly_alloc(study.design.n_points, sizeof *study.y);
    study.indices = fly_alloc(k * study.n_measures, sizeof *study.indices);
    assert_true(study.y && study.indices);
    return study;
}

static inline void analyse(struct study *study, size_t n_bootstrap)
{
    struct fly_error error = {0};
    if (fly_sensitivity_indices(&study->design, study->y, n_bootstrap, study->indices, &study->n_used, &error) !=
        FLY_OK)
        fail_msg("%s", error.text);
}

static inline const struct fly_index *index_of(const struct study *study, size_t factor, size_t measure)
{
    return &study->indices[factor * study->n_measures + measure];
}

static inline void end_study(struct study *study)
{
    fly_sensitivity_design_free(&study->design);
    fly_free(study->y);
    fly_free(study->indices);
}

static inline void assert_within(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance)) fail_msg("%.9g is not %.9g within %g", value, expected, tolerance);
}

#endif
