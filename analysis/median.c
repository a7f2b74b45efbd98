/* The median and its interval by order statistics: the one from the l-th smallest to the l-th largest misses the median
 * with probability 2 P(X < l), X binomial (n, 1/2), whatever the distribution. With b the l of half as many values, it
 * is 2 b - 1 for antithetic pairs: right where both always are on one side of the median, and wider than it need be
 * where they are not. */
#include "analysis/median.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <math.h>

struct fly_median fly_median_of(double *values, size_t n, enum fly_pairing pairing)
{
    assert(values || n == 0);
    struct fly_median m = {.median = NAN, .low = NAN, .high = NAN};
    size_t b = 0;
    for (size_t r = 0; r < n; r++)
        if (!isnan(values[r])) values[m.n++] = values[r];
    if (m.n == 0) return m;
    gsl_sort(values, 1, m.n);
    m.median = gsl_stats_median_from_sorted_data(values, 1, m.n);
    while (gsl_cdf_binomial_P((unsigned)b, 0.5, (unsigned)(m.n / pairing)) <= 0.025)
        b++;
    if (b == 0) return m;
    const size_t l = pairing * (b - 1) + 1;
    m.low = values[l - 1];
    m.high = values[m.n - l];
    return m;
}
