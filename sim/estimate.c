/* Mean and 95 % interval of independent replicates: mean +- t(0.975; n - 1) sd / sqrt(n) (Student 1908). */
#include "sim/estimate.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

/* Welford's recurrence (1962) rather than gsl_stats_*: it leaves values out without a copy of the others. */
struct fly_estimate fly_estimate_strided(const double *values, size_t stride, size_t n)
{
    assert(values || n == 0);
    assert(stride > 0);
    struct fly_estimate e = {.n = 0, .mean = NAN, .sd = NAN, .low = NAN, .high = NAN};
    double mean = 0, squares = 0;
    for (size_t i = 0; i < n; i++) {
        double x = values[i * stride];
        if (!isfinite(x)) continue;
        double delta = x - mean;
        mean += delta / (double)++e.n;
        squares += delta * (x - mean);
    }
    if (e.n > 0) e.mean = mean;
    if (e.n < 2) return e;
    e.sd = sqrt(squares / (double)(e.n - 1));
    double half = gsl_cdf_tdist_Pinv(0.975, (double)(e.n - 1)) * e.sd / sqrt((double)e.n);
    e.low = mean - half;
    e.high = mean + half;
    return e;
}

struct fly_estimate fly_estimate_of(const double *values, size_t n)
{
    return fly_estimate_strided(values, 1, n);
}
