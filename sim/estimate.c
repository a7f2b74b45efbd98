/* Mean and 95 % interval of independent units: mean +- t(0.975; n - 1) sd / sqrt(n) (Student 1908). A unit is a
 * replicate, or an antithetic pair of them; what its values deviate from the mean of all is summed up before it is
 * squared, so pairs of which one value is missing count for as much as they hold (a ratio estimator, Cochran 1977). */
#include "sim/estimate.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

enum { MOST_UNITS = 1 << 30 };

/* A running mean rather than gsl_stats_mean: it leaves values out without a copy of the others. */
static double mean_of(const double *values, size_t stride, size_t n, size_t *n_values)
{
    double mean = 0;
    *n_values = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(values[i * stride])) mean += (values[i * stride] - mean) / (double)++*n_values;
    return *n_values ? mean : NAN;
}

/* The squared deviations of units of so many neighbours, and how many units have a value. */
static double squares_of(const double *values, size_t stride, size_t n, size_t unit, double mean, size_t *n_units)
{
    double squares = 0;
    *n_units = 0;
    for (size_t first = 0; first < n; first += unit) {
        double deviation = 0;
        bool is_there = false;
        for (size_t i = first; i < first + unit; i++) {
            if (!isfinite(values[i * stride])) continue;
            deviation += values[i * stride] - mean;
            is_there = true;
        }
        squares += deviation * deviation;
        *n_units += is_there;
    }
    return squares;
}

/* sd^2 is the variance of a pair's mean, (1 + correlation) / 2 of that of a value; (x - y)^2 / 4 within pairs is on
 * average (1 - correlation) / 2 of it; both together are the variance of a value. */
static double ratio_of_pairs(const double *values, size_t stride, size_t n, double sd)
{
    double within = 0;
    for (size_t i = 0; i < n; i += 2)
        within += pow(values[i * stride] - values[(i + 1) * stride], 2) / 4 / ((double)n / 2);
    return isfinite(within) ? 2 * sd * sd / (sd * sd + within) : NAN;
}

static double half_width_of(double sd, size_t n)
{
    return gsl_cdf_tdist_Pinv(0.975, (double)(n - 1)) * sd / sqrt((double)n);
}

struct fly_estimate fly_estimate_strided(const double *values, size_t stride, size_t n, enum fly_pairing pairing)
{
    assert(values || n == 0);
    assert(stride > 0 && n % pairing == 0);
    struct fly_estimate e = {.mean = NAN, .sd = NAN, .low = NAN, .high = NAN, .pair_ratio = NAN};
    e.mean = mean_of(values, stride, n, &e.n_values);
    const double squares = squares_of(values, stride, n, pairing, e.mean, &e.n);
    if (e.n < 2) return e;
    e.sd = sqrt(squares / (double)(e.n - 1)) * (double)e.n / (double)e.n_values;
    const double half = half_width_of(e.sd, e.n);
    e.low = e.mean - half;
    e.high = e.mean + half;
    if (pairing == FLY_PAIRS) e.pair_ratio = ratio_of_pairs(values, stride, n, e.sd);
    return e;
}

size_t fly_estimate_units_for(const struct fly_estimate *estimate, double half_width)
{
    assert(estimate);
    if (!(estimate->sd > 0) || !(half_width > 0)) return 0;
    size_t less = 1, enough = 2;
    while (half_width_of(estimate->sd, enough) > half_width && enough < MOST_UNITS)
        less = enough, enough *= 2;
    while (enough - less > 1) {
        const size_t middle = less + (enough - less) / 2;
        if (half_width_of(estimate->sd, middle) > half_width)
            less = middle;
        else
            enough = middle;
    }
    return enough;
}

struct fly_estimate fly_estimate_of(const double *values, size_t n, enum fly_pairing pairing)
{
    return fly_estimate_strided(values, 1, n, pairing);
}
