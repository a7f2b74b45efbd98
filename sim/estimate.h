/* What a few replicates say about a mean. */
#ifndef FLY_ESTIMATE_H
#define FLY_ESTIMATE_H

#include <stdbool.h>
#include <stddef.h>

/* How many neighbouring values are one independent unit: each for itself, or antithetic pairs (0 and 1, 2 and 3...). */
enum fly_pairing { FLY_SINGLES = 1, FLY_PAIRS = 2 };

/* Mean, standard deviation and 95 % t-interval. n counts the units that have a finite value, and sd is that of their
 * means: sd / sqrt(n) is the standard error, pairs or not. NAN where undefined (n = 0: all; n = 1: sd and interval). */
struct fly_estimate {
    size_t n;
    double mean, sd, low, high;
    size_t n_values; /* finite values, of which the mean is taken */
    /* The variance of a pair's mean against that of two independent values, 1 + their correlation; NAN for singles, and
     * where a value is not finite. */
    double pair_ratio;
};

struct fly_estimate fly_estimate_of(const double *values, size_t n, enum fly_pairing pairing);

/* How many units an interval of half this width would take, if their spread stays what it is; 0 where there is none. */
size_t fly_estimate_units_for(const struct fly_estimate *estimate, double half_width);

/* The same of values[0], values[stride], ..., values[(n - 1) * stride]. n is a multiple of the pairing. */
struct fly_estimate fly_estimate_strided(const double *values, size_t stride, size_t n, enum fly_pairing pairing);

#endif
