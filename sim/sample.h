/* Points of the unit cube [0,1)^k that fill it more evenly than independent ones: row-major u[n][k], the caller's. */
#ifndef FLY_SAMPLE_H
#define FLY_SAMPLE_H

#include "sim/rng.h"
#include "sim/status.h"

enum { FLY_SOBOL_MOST_FACTORS = 40, FLY_SOBOL_MOST_POINTS = 1 << 29 };

/* The Sobol sequence (Bratley & Fox 1988, the direction numbers of GSL). With 2^m the smallest power of two that is no
 * less than n, the points are those numbered 2^m to 2^m + n - 1: the origin, at which a law may have no quantile, is
 * none of them, and 2^m points are a digital net, in every column the middles of 2^m strata, which the first 2^m points
 * without the origin are not (Owen 2020). One point is the middle of the cube. FLY_ERR_SCENARIO for more than 40
 * columns, beyond which GSL gives zeros and no error, or more than 2^29 points; FLY_ERR_MEMORY. */
int fly_sample_sobol(size_t n, size_t k, double *u, struct fly_error *error);

/* Latin hypercube (McKay, Beckman & Conover 1979): in every column one point in each of the n strata [i/n, (i+1)/n), in
 * random order, at a random place of its stratum. The same (seed, n, k) give the same bits; a column's points do not
 * depend on k. FLY_ERR_SCENARIO beyond 2^29 points or 2^20 columns; FLY_ERR_MEMORY. */
enum { FLY_LHS_MOST_FACTORS = 1 << 20, FLY_LHS_MOST_POINTS = 1 << 29 };
int fly_sample_lhs(uint64_t seed, size_t n, size_t k, double *u, struct fly_error *error);

/* A random order of 0 .. n-1, one for each `which`, all orders equally likely: sorts n words of 64 bits each of the
 * call. `words` is room for n numbers. */
void fly_sample_order(struct fly_key key, uint32_t call, uint32_t which, size_t n, double *words, size_t *order);

#endif
