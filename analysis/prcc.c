/* Partial rank correlation on a Latin hypercube (Marino, Hogue, Ray & Kirschner 2008, J. Theor. Biol. 254).
 *
 * Ranks, ties averaged, of the factors x and of y; R the correlations of x with each other, r those with y:
 *
 *   b = R^-1 r              slopes of y on all factors, in standard deviations
 *   s^2 = 1 - r'b           what they leave of y
 *   prcc_i = b_i / sqrt(b_i^2 + s^2 (R^-1)_ii)
 *
 * which is the correlation of x_i and y when what the other factors explain is taken out of both. Where s = 0, a factor
 * with a slope has 1 or -1, and the others have nothing left to be correlated with: NAN. */
#include "analysis/sensitivity_method.h"
#include "sim/alloc.h"
#include "sim/sample.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_sort_double.h>
#include <math.h>

static const struct fly_figure measures[] = {
    {"prcc", "1",
     "Rank correlation with the factor once the others' part is taken out of both: 1 or -1 where it rises or falls "
     "with it."},
};

static size_t unit_size(size_t k)
{
    (void)k;
    return 1;
}

/* With n <= k + 2 the partial correlation has no degree of freedom. */
static size_t least_units(size_t k)
{
    return k + 3;
}

static int fill(struct fly_sensitivity_design *design, struct fly_error *error)
{
    return fly_sample_lhs(design->seed, design->n, design->k, design->u, error);
}

/* Rows 0 .. k-1 are the factors, row k is y. */
struct ranking {
    size_t *order;   /* [k + 1][n]: ascending */
    double *x;       /* [k + 1][n] */
    double *scores;  /* [k + 1][n]: ranks times roots of weights, each row of mean 0 and length 1 */
    double *r;       /* [k + 1][k + 1]: correlations */
    double *slopes;  /* [k] */
    double *scratch; /* [3 k] */
};

static void end(void *work)
{
    struct ranking *p = work;
    fly_free(p->order);
    fly_free(p->x);
    fly_free(p->scores);
    fly_free(p->r);
    fly_free(p->slopes);
    fly_free(p->scratch);
    fly_free(p);
}

static bool make_room(struct ranking *p, size_t k, size_t n)
{
    p->order = fly_alloc((k + 1) * n, sizeof *p->order);
    p->x = fly_alloc((k + 1) * n, sizeof *p->x);
    p->scores = fly_alloc((k + 1) * n, sizeof *p->scores);
    p->r = fly_alloc(k + 1, (k + 1) * sizeof *p->r);
    p->slopes = fly_alloc(k, sizeof *p->slopes);
    p->scratch = fly_alloc(k, 3 * sizeof *p->scratch);
    return p->order && p->x && p->scores && p->r && p->slopes && p->scratch;
}

static void *begin(const struct fly_units *units)
{
    const size_t k = units->design->k, n = units->n;
    struct ranking *p = fly_alloc(1, sizeof *p);
    if (!p) return NULL;
    if (!make_room(p, k, n)) {
        end(p);
        return NULL;
    }
    for (size_t v = 0; v <= k; v++) {
        for (size_t j = 0; j < n; j++)
            p->x[v * n + j] = v < k ? fly_units_u(units, j, 0)[v] : fly_units_y(units, j, 0);
        gsl_sort_index(p->order + v * n, p->x + v * n, 1, n);
    }
    return p;
}

/* A unit that counts w times stands at w ranks, and all that are equal at the mean of theirs, less the mean of all. */
static void rank(const double *x, const size_t *order, const double *weights, size_t n, double *scores)
{
    double below = 0;
    for (size_t first = 0, next; first < n; first = next) {
        double tied = 0;
        for (next = first; next < n && x[order[next]] == x[order[first]]; next++)
            tied += weights[order[next]];
        for (size_t i = first; i < next; i++)
            scores[order[i]] = (below + (tied - (double)n) / 2) * sqrt(weights[order[i]]);
        below += tied;
    }
}

/* False: a row is constant, so that it has no correlations. */
static bool correlate(struct ranking *p, const double *weights, size_t k, size_t n)
{
    gsl_matrix_view scores = gsl_matrix_view_array(p->scores, k + 1, n), r = gsl_matrix_view_array(p->r, k + 1, k + 1);
    for (size_t v = 0; v <= k; v++) {
        gsl_vector_view row = gsl_matrix_row(&scores.matrix, v);
        rank(p->x + v * n, p->order + v * n, weights, n, p->scores + v * n);
        const double length = gsl_blas_dnrm2(&row.vector);
        if (!(length > 0)) return false;
        gsl_vector_scale(&row.vector, 1 / length);
    }
    gsl_blas_dsyrk(CblasLower, CblasNoTrans, 1, &scores.matrix, 0, &r.matrix);
    return true;
}

/* Below this, a condition and what is left of y are rounding. (Two ranks exchanged among n leave 24 / n^3 of y.) */
static const double ROUNDING = 1e-12;

static bool is_regular(gsl_matrix *r, gsl_vector *scratch)
{
    double condition;
    return gsl_linalg_cholesky_decomp1(r) == GSL_SUCCESS &&
           gsl_linalg_cholesky_rcond(r, &condition, scratch) == GSL_SUCCESS && condition > ROUNDING;
}

static void take_out(struct ranking *p, size_t k, double *values)
{
    double explained;
    gsl_matrix_view all = gsl_matrix_view_array(p->r, k + 1, k + 1), r = gsl_matrix_submatrix(&all.matrix, 0, 0, k, k);
    gsl_vector_view with_y = gsl_matrix_subrow(&all.matrix, k, 0, k), b = gsl_vector_view_array(p->slopes, k),
                    scratch = gsl_vector_view_array(p->scratch, 3 * k);
    if (!is_regular(&r.matrix, &scratch.vector)) return;
    gsl_linalg_cholesky_solve(&r.matrix, &with_y.vector, &b.vector);
    gsl_blas_ddot(&with_y.vector, &b.vector, &explained);
    gsl_linalg_cholesky_invert(&r.matrix);
    const bool is_exact = 1 - explained < ROUNDING;
    for (size_t i = 0; i < k; i++) {
        const double slope = is_exact && fabs(p->slopes[i]) < sqrt(ROUNDING) ? 0 : p->slopes[i],
                     left = is_exact ? 0 : (1 - explained) * gsl_matrix_get(&r.matrix, i, i),
                     size = sqrt(slope * slope + left);
        values[i] = size > 0 ? slope / size : NAN;
    }
}

static void evaluate(const struct fly_units *units, void *work, const double *weights, double *values)
{
    const size_t k = units->design->k, n = units->n;
    size_t n_different = 0;
    for (size_t j = 0; j < n; j++)
        n_different += weights[j] > 0;
    for (size_t i = 0; i < k; i++)
        values[i] = NAN;
    if (n_different >= least_units(k) && correlate(work, weights, k, n)) take_out(work, k, values);
}

const struct fly_sensitivity_method fly_method_prcc = {
    .info = {"prcc", "Partial rank correlations: direction and strength of monotone effects (Marino et al. 2008).",
             "points", measures, sizeof measures / sizeof measures[0]},
    .unit_size = unit_size,
    .least_units = least_units,
    .fill = fill,
    .begin = begin,
    .evaluate = evaluate,
    .end = end,
};
