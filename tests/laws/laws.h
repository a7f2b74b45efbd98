/* What the tests of closed forms share: run a scenario, collect one number per replicate, judge its mean.
 *
 * Seeds are fixed. With 100 replicates a mean is 4.5 standard errors off by chance in 2 of 100,000 cases (Student's t
 * with 99 degrees of freedom); with thousands of replicates in 7 of a million. */
#ifndef FLY_LAWS_H
#define FLY_LAWS_H

#include "tests/support/simulate.h"
#include "tests/support/test.h"

#include <math.h>
#include <stdio.h>

#define Z 4.5
enum { REPLICATES = 100, LAWS_CHUNK = 10000 };

/* One number of one replicate. */
typedef double laws_number(const struct simulation *, size_t replicate, const void *user);

/* Runs n replicates, some thousand at a time so that their records need little memory. */
static inline void laws_collect(double *values, size_t n, const char *ini, laws_number *number, const void *user)
{
    for (size_t first = 0; first < n; first += LAWS_CHUNK) {
        const size_t m = n - first < LAWS_CHUNK ? n - first : LAWS_CHUNK;
        struct simulation s = {0};
        simulate(&s, ini, (uint32_t)first, m, 0);
        for (size_t k = 0; k < m; k++)
            values[first + k] = number(&s, k, user);
        simulation_free(&s);
    }
}

/* One value of a series in all replicates, divided by `unit`. */
static inline void laws_at(const struct simulation *s, double *values, const char *series, const char *label,
                           size_t row, double unit)
{
    for (size_t k = 0; k < s->results.n_replicates; k++)
        values[k] = series_at(s, k, series, label, row) / unit;
}

/* A flow summed over rows 0 .. row. */
static inline double laws_until(const struct simulation *s, size_t replicate, const char *series, const char *label,
                                size_t row)
{
    double sum = 0;
    for (size_t k = 0; k <= row; k++)
        sum += series_at(s, replicate, series, label, k);
    return sum;
}

/* The closed form in the test agrees with the figure as it was published, to its last digit. */
static inline void laws_published(const char *what, double computed, double published, double half_digit)
{
    if (!(fabs(computed - published) <= half_digit))
        fail_msg("%s: computed %.8g, published %g", what, computed, published);
}

#endif
