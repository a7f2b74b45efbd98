/* The median of replicates of which some never get there. */
#include "analysis/median.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>

/* The interval from the l-th smallest to the l-th largest misses the median with probability 2 P(X < l), X binomial
 * (n, 1/2), whatever the distribution. With b the l of half as many values, it is 2 b - 1 for pairs: right where both
 * always are on one side of the median, and wider than it need be where they are not. */
static void find_interval(struct fly_median *median, const double *sorted, enum fly_pairing pairing)
{
    size_t b = 0;
    while (gsl_cdf_binomial_P((unsigned)b, 0.5, (unsigned)(median->n / pairing)) <= 0.025)
        b++;
    if (!b) return;
    const size_t l = pairing * (b - 1) + 1;
    median->low = sorted[l - 1];
    median->high = sorted[median->n - l];
}

struct fly_median fly_median_of(double *values, size_t n, enum fly_pairing pairing)
{
    assert(values || n == 0);
    struct fly_median median = {.mid = NAN, .low = NAN, .high = NAN};
    for (size_t r = 0; r < n; r++) {
        if (isnan(values[r])) continue;
        median.n_finite += isfinite(values[r]) ? 1 : 0;
        values[median.n++] = values[r];
    }
    if (median.n == 0) return median;
    gsl_sort(values, 1, median.n);
    const double low = values[(median.n - 1) / 2], high = values[median.n / 2];
    median.mid = low < high ? (low + high) / 2 : low;
    find_interval(&median, values, pairing);
    return median;
}
