/* The law of a family's size, closely: a bound of 3.5 % around the variance K / (1 - K)^3 = 4 sees an error of 0.9 % in
 * K, and so does a chi-square test of Borel's law. test_referral.c has other laws of referral. */
#include "tests/laws/laws.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_gamma.h>

enum { MOST = 600000, AGENTS = 4096 };
static double size[MOST];

static double family_size(const struct simulation *s, size_t replicate, const void *user)
{
    (void)user;
    return series_at(s, replicate, "customers", NULL, last_row(s));
}

/* P(size = n) = exp(-K n) (K n)^(n - 1) / n! for n = 1 .. 8, and the rest. False alarms: 1e-5; 1 % of error in K adds
 * some 60 to a chi-square of 8 degrees of freedom, of which 39 are allowed. */
static void judge_borel(double k)
{
    enum { CELLS = 9 };
    double expected[CELLS], rest = MOST, distance = 0;
    size_t found[CELLS] = {0};
    for (unsigned n = 1; n < CELLS; n++)
        rest -= expected[n - 1] = MOST * exp(-k * n + (n - 1) * log(k * n) - gsl_sf_lnfact(n));
    expected[CELLS - 1] = rest;
    for (size_t i = 0; i < MOST; i++)
        found[size[i] < CELLS ? (size_t)size[i] - 1 : CELLS - 1]++;
    for (size_t n = 0; n < CELLS; n++) {
        print_message("%zu members%s: %zu families, expected %.1f\n", n + 1, n + 1 < CELLS ? "" : " or more", found[n],
                      expected[n]);
        distance += gsl_pow_2((double)found[n] - expected[n]) / expected[n];
    }
    print_message("chi-square %.1f of 8 degrees of freedom\n", distance);
    assert_true(distance < gsl_cdf_chisq_Qinv(1e-5, CELLS - 1));
}

/* A market of 4096 takes up to 0.2 % of the mean: an invitation reaches a member of the family with probability size /
 * N. */
static void test_law_of_the_size(void **state)
{
    const double k = .5;
    (void)state;
    laws_collect(
        size, MOST,
        "[network]\nkind = mixing\n[engage]\nenabled = no\n[customer]\nenabled = no\n[satisfaction]\nenabled = no\n"
        "[wom]\nenabled = no\n[market]\nagents = 4096\ninitial_customers = 0.000244140625\n"
        "[referral]\nenabled = yes\noffspring = poisson\nasks = 0.5\nintend = 1\nrefer = 1\nconvert = 1\n"
        "enters = customer\nreward_referrer = 0\nreward_friend = 0\n[time]\nhorizon = 40\nrecord = 40\n",
        family_size, NULL);
    assert_mean("mean of the size", size, MOST, 1 / (1 - k), Z, .004, .01);
    assert_variance("variance of the size", size, MOST, k / gsl_pow_3(1 - k), Z, .035);
    judge_borel(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_law_of_the_size)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
