/* Contracts renewed each period: the shifted beta-geometric model with the parameters of the High End customers of
 * Fader & Hardie 2007: survival after t renewals S(t) = B(a, b + t) / B(a, b). */
#include "tests/laws/laws.h"

#include <gsl/gsl_sf_gamma.h>

static const double a = 0.668, b = 3.806;

enum { CUSTOMERS = 20000, YEARS = 7 };
#define HIGH_END                                                                                                       \
    "[market]\nagents = 20000\n[network]\nkind = mixing\n[wom]\nenabled = no\n[engage]\nenabled = no\n"                \
    "[customer]\nlaw = contract\ncontract_a = 0.668\ncontract_b = 3.806\nspend = fixed\nfee = 10\nmargin = 1\n"

/* All become customers in the first step, so that all renew together. */
#define TOGETHER "[attract]\nconstant_hazard = 100\n"

/* At one renewal with churn multiplied by m a customer stays with probability (1 - theta)^m. */
static double survival(double renewals)
{
    return gsl_sf_beta(a, b + renewals) / gsl_sf_beta(a, b);
}

static void test_published(void **state)
{
    static const double high_end[YEARS] = {.851, .747, .670, .610, .562, .522, .489};
    (void)state;
    for (int t = 1; t <= YEARS; t++)
        laws_published("S(t)", survival(t), high_end[t - 1], 5.1e-4);
}

static void test_seven_years(void **state)
{
    struct simulation s = {0};
    double share[REPLICATES], fees[REPLICATES], expected_fees = 1;
    (void)state;
    simulate(&s,
             HIGH_END TOGETHER "[satisfaction]\nenabled = no\n[customer]\nperiod = 52\n"
                               "[time]\nstep = 4\nhorizon = 416\n",
             0, REPLICATES, 0);
    for (size_t t = 0; t <= YEARS; t++) {
        /* The first step ends at week 4; the renewals are 13, 26, ... steps later. */
        laws_at(&s, share, "customers", NULL, 1 + 13 * t, CUSTOMERS);
        print_message("after %zu renewals, ", t);
        assert_mean("survival", share, REPLICATES, survival((double)t), Z, 0, .01);
        if (t == 0) continue;
        expected_fees += survival((double)t);
        laws_at(&s, share, "customers", NULL, 13 * t, CUSTOMERS); /* nobody leaves before he renews */
        assert_mean("and the step before", share, REPLICATES, survival((double)t - 1), Z, 0, .01);
    }
    for (size_t k = 0; k < REPLICATES; k++)
        fees[k] = series_total(&s, k, "revenue", NULL) / CUSTOMERS / 10;
    assert_mean("fees paid, the first included", fees, REPLICATES, expected_fees, Z, 0, .01);
    simulation_free(&s);
}

/* Initial customers renew at a uniform phase of their first period. */
static void test_initial_customers_have_a_phase(void **state)
{
    struct simulation s = {0};
    double share[REPLICATES];
    (void)state;
    simulate(&s,
             HIGH_END "[market]\ninitial_customers = 1\n[satisfaction]\nenabled = no\n[customer]\nperiod = 52\n"
                      "[time]\nstep = 13\nhorizon = 104\n",
             0, REPLICATES, 0);
    for (size_t row = 1; row <= 8; row++) {
        const double periods = (double)row / 4, whole = floor(periods), rest = periods - whole;
        laws_at(&s, share, "customers", NULL, row, CUSTOMERS);
        assert_mean("survival from a random phase", share, REPLICATES,
                    survival(whole) * (1 - rest) + survival(whole + 1) * rest, Z, 0, .01);
    }
    simulation_free(&s);
}

/* Satisfaction that doubles every churn hazard counts each renewal twice: S(t) = B(a, b + 2 t) / B(a, b). The start
 * value 0.5 lies 0.25 below the reference, so an effect of ln 2 / 0.25 doubles. */
static void test_doubled_churn(void **state)
{
    struct simulation s = {0};
    double share[REPLICATES];
    char ini[1024];
    (void)state;
    (void)snprintf(ini, sizeof ini,
                   HIGH_END "period = 52\nsatisfaction_effect = %.15g\nsatisfaction_reference = 0.75\n" TOGETHER
                            "[satisfaction]\nenabled = no\nstart = 0.5\n[time]\nstep = 4\nhorizon = 208\n",
                   M_LN2 / .25);
    simulate(&s, ini, 0, REPLICATES, 0);
    for (size_t t = 1; t <= 3; t++) {
        laws_at(&s, share, "customers", NULL, 1 + 13 * t, CUSTOMERS);
        assert_mean("survival at doubled churn", share, REPLICATES, survival(2 * (double)t), Z, 0, .01);
    }
    simulation_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published),
        cmocka_unit_test(test_seven_years),
        cmocka_unit_test(test_initial_customers_have_a_phase),
        cmocka_unit_test(test_doubled_churn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
