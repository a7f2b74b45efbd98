/* The variance of a family's size, closely: a bound of 3.5 % around K / (1 - K)^3 = 4 sees an error of 0.9 % in K.
 * test_referral.c has the whole law. */
#include "tests/laws/laws.h"

#include <gsl/gsl_math.h>

enum { MOST = 600000, AGENTS = 4096 };
static double size[MOST];

static double family_size(const struct simulation *s, size_t replicate, const void *user)
{
    (void)user;
    return series_at(s, replicate, "customers", NULL, last_row(s));
}

/* A market of 4096 takes up to 0.2 % of the mean: an invitation reaches a member of the family with probability size /
 * N. */
static void test_variance(void **state)
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
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_variance)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
