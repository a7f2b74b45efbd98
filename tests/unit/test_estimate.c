/* Intervals of antithetic pairs: worked out by hand, and how often they hold the truth.
 *
 * Seeds are fixed. Coverage is counted in 20,000 experiments with normal values, for which the t-interval is exact: 4.5
 * standard errors off by chance 7 times in a million. */
#include "sim/estimate.h"
#include "tests/support/test.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fmax(1, fabs(expected)))) fail_msg("%.17g is not %.17g", value, expected);
}

/* Pairs (2, 8), (3, 5), (6, 6) have means 5, 4, 6: sd 1, t(0.975; 2) = 4.302652729911275 from tables. Half squared
 * differences of a quarter: (9 + 1 + 0) / 3; so the variance of a value is 1 + 10/3, of the mean of two 13/6. */
static void pairs_are_the_units(void **state)
{
    const double values[] = {2, 8, 3, 5, 6, 6};
    (void)state;
    const struct fly_estimate e = fly_estimate_of(values, 6, FLY_PAIRS);
    assert_true(e.n == 3 && e.n_values == 6);
    assert_near(e.mean, 5);
    assert_near(e.sd, 1);
    assert_near(e.low, 5 - 4.302652729911275 / sqrt(3));
    assert_near(e.high, 5 + 4.302652729911275 / sqrt(3));
    assert_near(e.pair_ratio, 1 / (13. / 6));
    const struct fly_estimate singles = fly_estimate_of(values, 6, FLY_SINGLES);
    assert_true(singles.n == 6 && singles.n_values == 6 && isnan(singles.pair_ratio));
    assert_near(singles.mean, 5);
}

/* Mean of all values, 4; deviations by pair -2 (of one value), -1 - 1, 1 + 3, in units of 5/3 values. */
static void half_a_pair_counts_half(void **state)
{
    const double values[] = {2, NAN, 3, 3, 5, 7, INFINITY, NAN};
    (void)state;
    const struct fly_estimate e = fly_estimate_of(values, 8, FLY_PAIRS);
    assert_true(e.n == 3 && e.n_values == 5);
    assert_near(e.mean, 4);
    assert_near(e.sd, sqrt((4 + 4 + 16) / 2.) / (5. / 3));
    assert_true(isnan(e.pair_ratio));
}

static void few_pairs_give_no_interval(void **state)
{
    const double values[] = {1, 3, NAN, NAN}, same[] = {4, 4, 4, 4};
    (void)state;
    struct fly_estimate e = fly_estimate_of(values, 4, FLY_PAIRS);
    assert_true(e.n == 1 && e.n_values == 2 && e.mean == 2 && isnan(e.sd) && isnan(e.low) && isnan(e.pair_ratio));
    e = fly_estimate_of(values + 2, 2, FLY_PAIRS);
    assert_true(e.n == 0 && isnan(e.mean));
    e = fly_estimate_of(same, 4, FLY_PAIRS);
    assert_true(e.sd == 0 && e.low == 4 && e.high == 4 && isnan(e.pair_ratio));
}

static void opposite_pairs_leave_nothing(void **state)
{
    const double values[] = {1, 3, 0, 4, 2.5, 1.5};
    (void)state;
    const struct fly_estimate e = fly_estimate_of(values, 6, FLY_PAIRS);
    assert_true(e.mean == 2 && e.sd == 0 && e.pair_ratio == 0);
    const double alike[] = {1, 1, 7, 7};
    assert_near(fly_estimate_of(alike, 4, FLY_PAIRS).pair_ratio, 2);
}

enum { EXPERIMENTS = 20000, PAIRS = 6 };

/* In how many of the experiments the interval of PAIRS pairs with this correlation holds the mean, 0. */
static double coverage(double correlation, enum fly_pairing pairing, unsigned long seed)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    size_t n_held = 0;
    gsl_rng_set(rng, seed);
    for (size_t k = 0; k < EXPERIMENTS; k++) {
        double values[2 * PAIRS];
        for (size_t i = 0; i < PAIRS; i++)
            gsl_ran_bivariate_gaussian(rng, 1, 1, correlation, &values[2 * i], &values[2 * i + 1]);
        const struct fly_estimate e = fly_estimate_of(values, 2 * (size_t)PAIRS, pairing);
        n_held += e.low <= 0 && e.high >= 0;
    }
    gsl_rng_free(rng);
    return (double)n_held / EXPERIMENTS;
}

/* Whatever ties the two of a pair. Taken for independent, they would promise too little or too much. */
static void intervals_hold_as_often_as_they_say(void **state)
{
    const double correlations[] = {-0.9, -0.5, 0, 0.5, 0.9};
    (void)state;
    for (size_t k = 0; k < 5; k++) {
        const double found = coverage(correlations[k], FLY_PAIRS, 1 + k);
        print_message("correlation %g: %.4f\n", correlations[k], found);
        if (!(fabs(found - 0.95) < 4.5 * sqrt(0.95 * 0.05 / EXPERIMENTS))) fail_msg("covers %g", found);
    }
    assert_true(coverage(-0.5, FLY_SINGLES, 6) > 0.98);
    assert_true(coverage(0.5, FLY_SINGLES, 7) < 0.91);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_the_units),
        cmocka_unit_test(half_a_pair_counts_half),
        cmocka_unit_test(few_pairs_give_no_interval),
        cmocka_unit_test(opposite_pairs_leave_nothing),
        cmocka_unit_test(intervals_hold_as_often_as_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
