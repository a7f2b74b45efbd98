/* What a few replicates say about a mean. */
#ifndef FLY_ESTIMATE_H
#define FLY_ESTIMATE_H

#include <stddef.h>

/* Mean, standard deviation and 95 % t-interval of finite values; n counts them. NAN where undefined (n = 0: all; n = 1:
 * sd and interval). */
struct fly_estimate {
    size_t n;
    double mean, sd, low, high;
};

struct fly_estimate fly_estimate_of(const double *values, size_t n);

/* The same of values[0], values[stride], ..., values[(n - 1) * stride]. */
struct fly_estimate fly_estimate_strided(const double *values, size_t stride, size_t n);

#endif
