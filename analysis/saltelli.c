/* Shares of the variance of y, by two samples A and B of the cube and AB_i, which is A with column i from B
 * (Saltelli et al. 2010, Comput. Phys. Commun. 181):
 *
 *   V      variance of y over A and B
 *   s1_i   1/n sum (y(B) - mean) (y(AB_i) - y(A)) / V     first order (Saltelli 2010, table 2 b, with y centred, which
 *                                                         takes the error of the mean out of it)
 *   st_i   1/(2n) sum (y(A) - y(AB_i))^2 / V              total (Jansen 1999, Comput. Phys. Commun. 117)
 *
 * A factor that does nothing has 0 in both, without any error. A and B are halves of a 2k-dimensional Sobol sequence
 * with a random digital shift (Owen 2003: XOR of all points with one word per column, so a net stays a net), or of a
 * Latin hypercube where the sequence has not as many dimensions. */
#include "analysis/sensitivity_method.h"
#include "sim/alloc.h"
#include "sim/rng.h"
#include "sim/sample.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

enum { S1, ST, N_MEASURES };

static const struct fly_figure measures[N_MEASURES] = {
    [S1] = {"s1", "1", "Share of the variance that the factor explains alone: by how much knowing it would reduce it."},
    [ST] = {"st", "1",
            "Share of the variance that it takes part in, with all its interactions; 0: it does not matter."},
};

/* Points of a base sample; behind them AB_i. */
enum { A, B, AB };

static size_t unit_size(size_t k)
{
    return AB + k;
}

static size_t least_units(size_t k)
{
    (void)k;
    return 2;
}

/* ---- the design ---- */

static void shift(uint64_t seed, size_t n, size_t k, double *u)
{
    const struct fly_key key = fly_key_make(seed, 0);
    const uint32_t call = fly_call_number("sensitivity.shift");
    for (uint32_t j = 0; j < k; j++) {
        const uint32_t word = fly_draw(key, j, 0, call, 0).w[0];
        for (size_t i = 0; i < n; i++)
            u[i * k + j] = fly_unit((uint32_t)(u[i * k + j] * 0x1p32) ^ word);
    }
}

/* A and B beside each other: [n][2k]. */
static int draw_pairs(const struct fly_sensitivity_design *design, double *pairs, struct fly_error *error)
{
    int ret;
    const size_t n = design->n, k = 2 * design->k;
    if (k > FLY_SOBOL_MOST_FACTORS) return fly_sample_lhs(design->seed, n, k, pairs, error);
    FLY_TRY(fly_sample_sobol(n, k, pairs, error));
    shift(design->seed, n, k, pairs);
out:
    return ret;
}

static int fill(struct fly_sensitivity_design *design, struct fly_error *error)
{
    int ret;
    const size_t n = design->n, k = design->k;
    double *pairs = fly_alloc(n, 2 * k * sizeof *pairs), *point = design->u;
    if (!pairs) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "There is no memory for the base samples."));
    FLY_TRY(draw_pairs(design, pairs, error));
    for (size_t j = 0; j < n; j++) {
        const double *a = pairs + j * 2 * k, *b = a + k;
        for (size_t p = 0; p < unit_size(k); p++, point += k) {
            memcpy(point, p == B ? b : a, k * sizeof *point);
            if (p >= AB) point[p - AB] = b[p - AB];
        }
    }
out:
    fly_free(pairs);
    return ret;
}

/* ---- the indices ---- */

struct halves {
    double *a, *b; /* [n]: y(A), y(B) */
    double *moves; /* [k][n]: y(AB_i) - y(A) */
};

static void end(void *work)
{
    struct halves *halves = work;
    fly_free(halves->a);
    fly_free(halves->b);
    fly_free(halves->moves);
    fly_free(halves);
}

static void *begin(const struct fly_units *units)
{
    const size_t k = units->design->k, n = units->n;
    struct halves *halves = fly_alloc(1, sizeof *halves);
    if (!halves) return NULL;
    halves->a = fly_alloc(n, sizeof *halves->a);
    halves->b = fly_alloc(n, sizeof *halves->b);
    halves->moves = fly_alloc(k * n, sizeof *halves->moves);
    if (!halves->a || !halves->b || !halves->moves) {
        end(halves);
        return NULL;
    }
    for (size_t j = 0; j < n; j++) {
        halves->a[j] = fly_units_y(units, j, A);
        halves->b[j] = fly_units_y(units, j, B);
        for (size_t i = 0; i < k; i++)
            halves->moves[i * n + j] = fly_units_y(units, j, AB + i) - halves->a[j];
    }
    return halves;
}

/* GSL's means of equal values are that value, so that no rounding makes a variance where there is none. */
static double mean_of(const struct halves *h, const double *weights, size_t n)
{
    return .5 * (gsl_stats_wmean(weights, 1, h->a, 1, n) + gsl_stats_wmean(weights, 1, h->b, 1, n));
}

static double variance_of(const struct halves *h, const double *weights, size_t n, double mean)
{
    return .5 * (gsl_stats_wvariance_with_fixed_mean(weights, 1, h->a, 1, n, mean) +
                 gsl_stats_wvariance_with_fixed_mean(weights, 1, h->b, 1, n, mean));
}

static double shared(const double *weights, const double *b, double mean, const double *moves, size_t n)
{
    double sum = 0;
    for (size_t j = 0; j < n; j++)
        sum += weights[j] * (b[j] - mean) * moves[j];
    return sum / (double)n;
}

static void evaluate(const struct fly_units *units, void *work, const double *weights, double *values)
{
    const struct halves *h = work;
    const size_t n = units->n;
    const double mean = mean_of(h, weights, n), variance = variance_of(h, weights, n, mean);
    for (size_t i = 0; i < units->design->k; i++, values += N_MEASURES) {
        const double *moves = h->moves + i * n;
        const bool is_defined = variance > 0;
        values[S1] = is_defined ? shared(weights, h->b, mean, moves, n) / variance : NAN;
        values[ST] = is_defined ? .5 * gsl_stats_wvariance_with_fixed_mean(weights, 1, moves, 1, n, 0) / variance : NAN;
    }
}

const struct fly_sensitivity_method fly_method_sobol = {
    .info = {"sobol", "Shares of the variance, alone and with all interactions (Sobol 1993; Saltelli et al. 2010).",
             "base samples", measures, N_MEASURES},
    .unit_size = unit_size,
    .least_units = least_units,
    .fill = fill,
    .begin = begin,
    .evaluate = evaluate,
    .end = end,
};
