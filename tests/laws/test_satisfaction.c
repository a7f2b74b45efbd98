/* Satisfaction as a running mean of experiences: AR(1) with mean E[e] and variance eta / (2 - eta) sigma^2, and the
 * Net Promoter Score of a normal law (Reichheld 2003). */
#include "tests/laws/laws.h"

#include <gsl/gsl_cdf.h>

/* An experience a week, and nobody leaves. Two noises below 0.0667 are far from the ends of the scale. */
#define WEEKLY                                                                                                         \
    "[network]\nkind = mixing\n[wom]\nenabled = no\n"                                                                  \
    "[customer]\nlaw = exponential\nchurn = 0\nperiod = 1\nspend = fixed\n[market]\ninitial_customers = 1\n"           \
    "[satisfaction]\nstart = 0.75\nstart_sd = 0\nlearning = 0.2\nnoise = 0.2\n"

enum { MOST = 100000, CUSTOMERS = 10000 };

/* After t experiences from a fixed start. */
static double ar1_variance(double eta, double sigma, double t)
{
    return eta / (2 - eta) * sigma * sigma * (1 - pow(1 - eta, 2 * t));
}

static double satisfaction(const struct simulation *s, size_t replicate, const void *user)
{
    (void)user;
    return series_at(s, replicate, "satisfaction", NULL, last_row(s));
}

/* One customer in each of 100,000 markets, 25 weeks. */
static void test_ar1(void **state)
{
    static double value[MOST];
    (void)state;
    laws_published("variance", ar1_variance(.2, .2, INFINITY), .0044444, 5e-8);
    laws_collect(value, MOST, WEEKLY "quality = 0.75\n[market]\nagents = 1\n[time]\nhorizon = 25\nrecord = 25\n",
                 satisfaction, NULL);
    assert_mean("mean", value, MOST, .75, Z, 0, .01);
    assert_variance("variance", value, MOST, ar1_variance(.2, .2, 25), Z, .022);
}

/* Far better seen in the tails: both lie 0.1 from the mean, and 1 % of variance moves their share by 0.7 %. */
static void test_ar1_in_the_tails(void **state)
{
    struct simulation s = {0};
    double promoters[REPLICATES], detractors[REPLICATES];
    const double tail = gsl_cdf_ugaussian_Q(.1 / sqrt(ar1_variance(.2, .2, 25)));
    (void)state;
    simulate(&s, WEEKLY "quality = 0.75\n[market]\nagents = 10000\n[time]\nhorizon = 25\nrecord = 25\n", 0, REPLICATES,
             0);
    laws_at(&s, promoters, "attitudes", "promoter", 1, CUSTOMERS);
    laws_at(&s, detractors, "attitudes", "detractor", 1, CUSTOMERS);
    assert_mean("promoters", promoters, REPLICATES, tail, Z, 0, .02);
    assert_mean("detractors", detractors, REPLICATES, tail, Z, 0, .02);
    simulation_free(&s);
}

/* Friction where customers are served lowers quality by w f, f = 1 - (1 - .3) (1 - .2). */
static void test_friction_penalty(void **state)
{
    struct simulation s = {0};
    double mean[REPLICATES];
    const double quality = .75 - .4 * (1 - .7 * .8), left = pow(.8, 25);
    (void)state;
    simulate(&s,
             WEEKLY "quality = 0.75\nfriction_penalty = 0.4\n[friction delight]\nservice = 0.3\ndata = 0.2\n"
                    "[market]\nagents = 1000\n[time]\nhorizon = 25\nrecord = 25\n",
             0, REPLICATES, 0);
    laws_at(&s, mean, "satisfaction", NULL, 1, 1);
    assert_mean("mean with friction", mean, REPLICATES, quality + left * (.75 - quality), Z, 0, .005);
    simulation_free(&s);
}

/* Expectations that rise by 0.1 a year: an experience at week t is worth 0.1 t / 52.18 less; the running mean lags by
 * (1 - eta) / eta = 4 experiences. An experience is judged by the end of its week, whatever its day. */
static void test_drift(void **state)
{
    struct simulation s = {0};
    double mean[REPLICATES];
    const double per_week = .1 / (365.25 / 7);
    double expected = .75;
    (void)state;
    simulate(&s, WEEKLY "quality = 0.75\ndrift = 0.1\n[market]\nagents = 1000\n[time]\nhorizon = 52\nrecord = 52\n", 0,
             REPLICATES, 0);
    for (int t = 1; t <= 52; t++)
        expected += .2 * (.75 - per_week * t - expected);
    laws_at(&s, mean, "satisfaction", NULL, 1, 1);
    assert_true(fabs(expected - (.75 - per_week * (52 - 4))) < 1e-5);
    assert_mean("mean under drift", mean, REPLICATES, expected, Z, 0, .005);
    simulation_free(&s);
}

static void judge_nps(const char *more, double expected)
{
    struct simulation s = {0};
    double nps[REPLICATES];
    char ini[1024];
    (void)snprintf(ini, sizeof ini,
                   "[market]\nagents = 40000\ninitial_customers = 1\n[customer]\nenabled = no\n"
                   "[wom]\nenabled = no\n[satisfaction]\nstart = 0.8\nstart_sd = 0.15\n%s[time]\nhorizon = 1\n",
                   more);
    simulate(&s, ini, 0, REPLICATES, 0);
    laws_at(&s, nps, "nps", NULL, 0, 1);
    assert_mean("NPS", nps, REPLICATES, expected, Z, 0, .015);
    simulation_free(&s);
}

/* Promoters from 8.5 of 10, detractors below 6.5: 100 (P(z > 1/3) - P(z < -1)). The disappointed are detractors. */
static void test_nps_of_a_normal_law(void **state)
{
    const double nps = 100 * (gsl_cdf_ugaussian_Q((.85 - .8) / .15) - gsl_cdf_ugaussian_P((.65 - .8) / .15));
    (void)state;
    laws_published("NPS", nps, 21.08, 5e-3);
    judge_nps("", nps);
    judge_nps("disappointed = 0.05\ndisappointed_at = 0.2\n", .95 * nps - 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ar1),
        cmocka_unit_test(test_ar1_in_the_tails),
        cmocka_unit_test(test_friction_penalty),
        cmocka_unit_test(test_drift),
        cmocka_unit_test(test_nps_of_a_normal_law),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
