/* Word of mouth and advertising with adoption at once: the Bass model and its relatives.
 *
 * Seeds are fixed; z = 4 standard errors (false alarms 6e-5 each). */
#include "tests/support/simulate.h"
#include "tests/support/test.h"

#include <math.h>
#include <stdio.h>

/* p = .03 and q = .38 per year on any network: everybody talks alike, everything is believed, nobody leaves. */
#define ADOPTION                                                                                                       \
    "[engage]\nenabled = no\n[customer]\nenabled = no\n[satisfaction]\nenabled = no\n"                                 \
    "[attract]\nconstant_hazard = 0.03 /year\n"                                                                        \
    "[wom]\npromoter_rate = 0.38 /year\npassive_rate = 0.38 /year\nweak_share = 0\ntrust = 1\n"

static double bass(double p, double q, double t)
{
    const double e = exp(-(p + q) * t);
    return (1 - e) / (1 + q / p * e);
}

static double two_nodes(double p, double q, double t)
{
    return 1 - exp(-(p + q) * t) * (1 + q * expm1((q - p) * t) / (q - p));
}

enum { MOST = 4096 };

/* Adopted share at each replicate's end. */
static size_t adopted(double *share, size_t n, const char *ini)
{
    struct simulation s = {0};
    simulate(&s, ini, 0, n, 0);
    for (size_t k = 0; k < n; k++)
        share[k] = series_at(&s, k, "customers", NULL, last_row(&s)) / (double)s.setup.n_agents;
    simulation_free(&s);
    return n;
}

static void test_bass_on_mixing(void **state)
{
    static double share[MOST];
    (void)state;
    /* A hundredth of a year: the error of the step is below a thousandth, for it is linear in the step. */
    const size_t n = adopted(share, 60,
                             ADOPTION "[market]\nagents = 100000\n[network]\nkind = mixing\n"
                                      "[time]\nhorizon = 5 years\nstep = 0.01 years\n");
    assert_mean("F(5)", share, n, bass(.03, .38, 5), 4, .0008, .01);
    const size_t m = adopted(share, 20,
                             ADOPTION "[market]\nagents = 100000\n[network]\nkind = mixing\n"
                                      "[time]\nhorizon = 10 years\nstep = 0.01 years\n");
    assert_mean("F(10)", share, m, bass(.03, .38, 10), 4, .002, .01);
}

static double end_of_step(double step_years)
{
    static double share[MOST];
    char ini[1024];
    (void)snprintf(ini, sizeof ini,
                   ADOPTION "[market]\nagents = 200000\n[network]\nkind = mixing\n"
                            "[time]\nhorizon = 10 years\nstep = %g years\n",
                   step_years);
    const size_t n = adopted(share, 20, ini);
    double mean = 0;
    for (size_t k = 0; k < n; k++)
        mean += share[k] / (double)n;
    return mean;
}

/* Yearly steps are late by a known amount, and the error halves with the step: it is of first order. The standard error
 * of each mean is below .0006. */
static void test_first_order_in_the_step(void **state)
{
    (void)state;
    const double exact = bass(.03, .38, 10);
    const double whole = exact - end_of_step(1), half = exact - end_of_step(.5), quarter = exact - end_of_step(.25);
    print_message("errors: %.4f %.4f %.4f\n", whole, half, quarter);
    assert_true(fabs(whole - (.8128 - .7298)) < .003);
    assert_true(half / whole > .45 && half / whole < .60);
    assert_true(quarter / half > .43 && quarter / half < .60);
}

/* Ten agents on a complete graph: the mean of a Markov chain, .67707, with an in-rate of q / 9 from each other agent.
 * */
static void test_ten_agents_on_a_complete_graph(void **state)
{
    static double share[20000];
    (void)state;
    const size_t n = adopted(share, 20000,
                             ADOPTION "[market]\nagents = 10\n[network]\nkind = complete\n"
                                      "[time]\nhorizon = 10 years\nstep = 0.05 years\nrecord = 10 years\n");
    assert_mean("F(10) of 10", share, n, .67707, 4, .004, .02);
}

static void test_regular_network_between_bounds(void **state)
{
    static double share[MOST];
    (void)state;
    const char *const kinds[] = {"regular\ndegree = 2", "regular\ndegree = 3", "regular\ndegree = 8",
                                 "ring\ndegree = 2", "small_world\ndegree = 6\nrewire = 0.1"};
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        char ini[1024];
        (void)snprintf(ini, sizeof ini,
                       ADOPTION "[market]\nagents = 50000\n[network]\nkind = %s\n"
                                "[time]\nhorizon = 10 years\nstep = 0.02 years\nrecord = 10 years\n",
                       kinds[k]);
        const size_t n = adopted(share, 4, ini);
        double mean = 0;
        for (size_t i = 0; i < n; i++)
            mean += share[i] / (double)n;
        print_message("%s: F(10) = %.4f\n", kinds[k], mean);
        assert_true(mean > two_nodes(.03, .38, 10) + .005);
        assert_true(mean < bass(.03, .38, 10) - .005);
    }
}

/* A ring on which everybody talks to two neighbours at rate q in all has a closed form (Fibich & Gibori 2010):
 * f' = (1 - f) (p + q (1 - e^(-pt))), f = 1 - exp(-(p + q) t + q (1 - e^(-pt)) / p). */
static void test_ring_closed_form(void **state)
{
    static double share[MOST];
    const double p = .03, q = .38, t = 10;
    (void)state;
    const size_t n = adopted(share, 20,
                             ADOPTION "[market]\nagents = 50000\n[network]\nkind = ring\ndegree = 2\n"
                                      "[time]\nhorizon = 10 years\nstep = 0.01 years\nrecord = 10 years\n");
    assert_mean("ring F(10)", share, n, 1 - exp(-(p + q) * t + q * -expm1(-p * t) / p), 4, .002, .01);
}

static void test_exponential_adoption(void **state)
{
    static double share[MOST];
    (void)state;
    const size_t n = adopted(share, 20,
                             "[engage]\nenabled = no\n[customer]\nenabled = no\n[wom]\nenabled = no\n"
                             "[attract]\nconstant_hazard = 0.3 /year\n[market]\nagents = 50000\n"
                             "[time]\nhorizon = 4 years\nstep = 1 year\n");
    assert_mean("1 - exp(-1.2)", share, n, 1 - exp(-1.2), 4, 0, .01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bass_on_mixing),
        cmocka_unit_test(test_first_order_in_the_step),
        cmocka_unit_test(test_ten_agents_on_a_complete_graph),
        cmocka_unit_test(test_regular_network_between_bounds),
        cmocka_unit_test(test_ring_closed_form),
        cmocka_unit_test(test_exponential_adoption),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
