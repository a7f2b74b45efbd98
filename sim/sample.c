/* Sobol sequences and Latin hypercubes. */
#include "sim/sample.h"

#include "sim/alloc.h"

#include <assert.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_qrng.h>
#include <gsl/gsl_sort_double.h>

static int check_size(size_t n, size_t k, struct fly_error *error)
{
    if (n && k) return FLY_OK;
    return fly_fail(error, FLY_ERR_SCENARIO, "A sample has at least one point and one factor.");
}

static int check_sobol(size_t n, size_t k, struct fly_error *error)
{
    if (k > FLY_SOBOL_MOST_FACTORS)
        return fly_fail(error, FLY_ERR_SCENARIO,
                        "A Sobol sequence has at most %d factors, not %zu; a Latin hypercube (lhs) takes any number.",
                        FLY_SOBOL_MOST_FACTORS, k);
    if (n > FLY_SOBOL_MOST_POINTS)
        return fly_fail(error, FLY_ERR_SCENARIO, "A Sobol sequence has at most %d points here, not %zu.",
                        FLY_SOBOL_MOST_POINTS, n);
    return check_size(n, k, error);
}

/* GSL leaves out the origin itself, so its first point is number 1. */
static int draw_sobol(const gsl_qrng *sequence, size_t n, size_t k, double *u)
{
    size_t first = 1;
    int ret = GSL_SUCCESS;
    while (first < n)
        first *= 2;
    for (size_t i = 1; i < first && ret == GSL_SUCCESS; i++)
        ret = gsl_qrng_get(sequence, u);
    for (size_t i = 0; i < n && ret == GSL_SUCCESS; i++)
        ret = gsl_qrng_get(sequence, u + i * k);
    return ret;
}

int fly_sample_sobol(size_t n, size_t k, double *u, struct fly_error *error)
{
    int ret;
    gsl_qrng *sequence = NULL;
    FLY_TRY(check_sobol(n, k, error));
    sequence = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)k);
    if (!sequence) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "There is no memory for a Sobol sequence."));
    if (draw_sobol(sequence, n, k, u) != GSL_SUCCESS)
        FLY_TRY(fly_fail(error, FLY_ERR_INTERNAL, "The Sobol sequence has no %zu points.", n));
out:
    if (sequence) gsl_qrng_free(sequence);
    return ret;
}

/* ---- Latin hypercubes ---- */

static struct fly_words words_of(struct fly_key key, uint32_t call, uint32_t which, size_t i)
{
    assert(i <= UINT32_MAX);
    return fly_draw(key, (uint32_t)i, which / FLY_MAX_INDEX, call, which % FLY_MAX_INDEX);
}

void fly_sample_order(struct fly_key key, uint32_t call, uint32_t which, size_t n, double *words, size_t *order)
{
    for (size_t i = 0; i < n; i++) {
        const struct fly_words w = words_of(key, call, which, i);
        words[i] = w.w[0] * 0x1p32 + w.w[1];
    }
    gsl_sort_index(order, words, 1, n);
}

/* With 20 bits for the place, stratum and place fit a double exactly, and no point is rounded into the next stratum. */
static double place_of(struct fly_words words)
{
    return ((words.w[2] >> 12) + .5) * 0x1p-20;
}

static int check_lhs(size_t n, size_t k, struct fly_error *error)
{
    if (n > FLY_LHS_MOST_POINTS || k > FLY_LHS_MOST_FACTORS)
        return fly_fail(error, FLY_ERR_SCENARIO,
                        "A Latin hypercube has at most %d points and %d factors, not %zu and %zu.", FLY_LHS_MOST_POINTS,
                        FLY_LHS_MOST_FACTORS, n, k);
    return check_size(n, k, error);
}

int fly_sample_lhs(uint64_t seed, size_t n, size_t k, double *u, struct fly_error *error)
{
    int ret;
    const struct fly_key key = fly_key_make(seed, 0);
    const uint32_t call = fly_call_number("sample.lhs");
    double *words = NULL;
    size_t *order = NULL;
    FLY_TRY(check_lhs(n, k, error));
    words = fly_alloc(n, sizeof *words);
    order = fly_alloc(n, sizeof *order);
    if (!words || !order) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "There is no memory for a Latin hypercube."));
    for (uint32_t j = 0; j < k; j++) {
        fly_sample_order(key, call, j, n, words, order);
        for (size_t i = 0; i < n; i++)
            u[i * k + j] = ((double)order[i] + place_of(words_of(key, call, j, i))) / (double)n;
    }
out:
    fly_free(words);
    fly_free(order);
    return ret;
}
