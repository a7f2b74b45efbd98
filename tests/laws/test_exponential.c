/* Constant churn: survival exp(-mu t), and the geometric lifetime value m r / (1 + i - r) of a customer who pays m at
 * the end of each year he is kept (Gupta & Lehmann 2003): r = .9, i = .12 give 4.0909 m. */
#include "tests/laws/laws.h"

enum { CUSTOMERS = 10000 };
#define EXPONENTIAL                                                                                                    \
    "[market]\nagents = 10000\n[network]\nkind = mixing\n[wom]\nenabled = no\n[engage]\nenabled = no\n"                \
    "[satisfaction]\nenabled = no\nstart = 0.5\n"                                                                      \
    "[customer]\nlaw = exponential\nspend = fixed\nfee = 1000\nmargin = 1\n"

static void judge_survival(const char *more, double mu, double weeks)
{
    struct simulation s = {0};
    double share[REPLICATES];
    char ini[2048];
    (void)snprintf(ini, sizeof ini,
                   EXPONENTIAL "[market]\ninitial_customers = 1\n%s[time]\nhorizon = %g\nrecord = %g\n", more, weeks,
                   weeks);
    simulate(&s, ini, 0, REPLICATES, 0);
    laws_at(&s, share, "customers", NULL, 1, CUSTOMERS);
    assert_mean("survival", share, REPLICATES, exp(-mu * weeks), Z, 0, .01);
    simulation_free(&s);
}

/* A hazard is turned into a probability of 1 - exp(-h D), so the step does not matter. */
static void test_survival(void **state)
{
    (void)state;
    judge_survival("[customer]\nchurn = 0.02\n", .02, 52);
    judge_survival("[customer]\nchurn = 0.02\n[time]\nstep = 13\n", .02, 52);
    judge_survival("[customer]\nchurn = 0.02\n[time]\nstep = 52\n", .02, 52);
}

/* Satisfaction s multiplies the hazard by exp(-effect (s - s0)), here exp(2 * .25). */
static void test_satisfaction_multiplies_churn(void **state)
{
    (void)state;
    judge_survival("[customer]\nchurn = 0.02\nsatisfaction_effect = 2\nsatisfaction_reference = 0.75\n", .02 * exp(.5),
                   52);
}

/* Friction f of the delight stage multiplies it by 1 + g f, here 1 + 1.5 (1 - .8 * .75). */
static void test_friction_multiplies_churn(void **state)
{
    (void)state;
    judge_survival("[customer]\nchurn = 0.02\nfriction_effect = 1.5\n[friction delight]\nservice = 0.2\ndata = 0.25\n",
                   .02 * 1.6, 52);
}

/* A fee that falls due within a step is paid by those who leave after it in the same step: of customers who start at a
 * uniform phase of their period, int exp(-mu t) dt / period fees are paid, whatever the step. */
static void test_fees_within_a_step(void **state)
{
    struct simulation s = {0};
    double fees[REPLICATES];
    (void)state;
    simulate(&s,
             EXPONENTIAL "[market]\ninitial_customers = 1\n[customer]\nchurn = 0.04\nperiod = 10\n"
                         "[time]\nhorizon = 50\nstep = 50\n",
             0, REPLICATES, 0);
    laws_at(&s, fees, "purchases", NULL, 1, CUSTOMERS);
    assert_mean("fees of a customer", fees, REPLICATES, -expm1(-.04 * 50) / .04 / 10, Z, 0, .01);
    simulation_free(&s);
}

/* Everybody is acquired at the end of the first step and pays each year after that. The horizon leaves out
 * (r / (1 + i))^80 = 2.5e-8 of the value. A step of a year puts each fee on the very end of a step. */
static void judge_value(const char *step, double acquired_in_year)
{
    const double retention = .9, discount = .12;
    struct simulation s = {0};
    double value[REPLICATES];
    char ini[2048];
    (void)snprintf(ini, sizeof ini,
                   EXPONENTIAL "[attract]\nconstant_hazard = 100\n[customer]\nchurn = %.15g /year\nperiod = 1 year\n"
                               "[ledger]\ndiscount = 0.12\n[time]\nhorizon = 81 years\nrecord = 81 years\nstep = %s\n",
                   -log(retention), step);
    simulate(&s, ini, 0, REPLICATES, 0);
    /* As of the day of acquisition, without the fee paid on it. */
    for (size_t k = 0; k < REPLICATES; k++)
        value[k] = series_at(&s, k, "npv", NULL, 1) / CUSTOMERS / 1000 * pow(1 + discount, acquired_in_year) - 1;
    print_message("step %s: ", step);
    assert_mean("lifetime value", value, REPLICATES, retention / (1 + discount - retention), Z, 0, .01);
    simulation_free(&s);
}

static void test_lifetime_value(void **state)
{
    (void)state;
    laws_published("lifetime value", .9 / (1 + .12 - .9), 4.0909, 5e-5);
    judge_value("1 year", 1);
    judge_value("0.25 years", .25);
}

/* Whole periods, of no round length, up to the end: everybody pays as many fees, however their days are rounded. */
static void test_rounding_does_not_add_up(void **state)
{
    struct simulation s = {0};
    (void)state;
    simulate(&s,
             EXPONENTIAL "[market]\ninitial_customers = 1\n[customer]\nchurn = 0\nperiod = 0.3\n"
                         "[time]\nhorizon = 600\nrecord = 600\n",
             0, 1, 0);
    assert_true(series_total(&s, 0, "purchases", NULL) == 2000. * CUSTOMERS);
    simulation_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_survival),
        cmocka_unit_test(test_satisfaction_multiplies_churn),
        cmocka_unit_test(test_friction_multiplies_churn),
        cmocka_unit_test(test_fees_within_a_step),
        cmocka_unit_test(test_lifetime_value),
        cmocka_unit_test(test_rounding_does_not_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
