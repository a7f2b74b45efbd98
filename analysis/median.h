/* The median of replicates of which some never get there: a mean would not allow for them. */
#ifndef FLY_MEDIAN_H
#define FLY_MEDIAN_H

#include "sim/estimate.h"

struct fly_median {
    size_t n, n_finite;    /* replicates with a value; INFINITY counts as one, but is not finite */
    double mid, low, high; /* 95 % interval of order statistics, NAN below 6 independent values */
};

/* Values that are NAN are left out; INFINITY stands for never. The array is sorted. */
struct fly_median fly_median_of(double *values, size_t n, enum fly_pairing pairing);

#endif
