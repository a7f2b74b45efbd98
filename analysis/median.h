/* The median of replicates and how sure it is, whatever their distribution. */
#ifndef FLY_MEDIAN_H
#define FLY_MEDIAN_H

#include "sim/estimate.h"

/* The 95 % interval is that of order statistics: it holds the true median of a continuous distribution with at least 95
 * %. NAN below 6 units; all are NAN without a value. */
struct fly_median {
    size_t n;
    double median, low, high;
};

/* Of the values that are not NAN (infinite ones count), which are brought to the front in ascending order. */
struct fly_median fly_median_of(double *values, size_t n, enum fly_pairing pairing);

#endif
