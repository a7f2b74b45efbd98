/* The flywheel as a physical object: with a = 50 customers paid for each week, churn mu = .05 and referrals rho = .03
 * per customer and week it carries C* = 2500 customers, 2.5 for each one paid for, with variance 6250; without paid
 * acquisition they halve in 34.657 weeks, 13.863 without referrals. */
#include "tests/laws/flywheel_laws.h"

#include <gsl/gsl_math.h>

static const double mu = .05, rho = .03;
static char ini[2048];

/* What the steps and the size of the market do to the law, and that both vanish. */
static void test_published(void **state)
{
    const struct wheel_law fine = wheel_law(1e10, 50, mu, rho, 1e-3);
    (void)state;
    laws_published("C*", 50 / mu / (1 - rho / mu), 2500, 1e-9);
    laws_published("variance", 50 * mu / gsl_pow_2(mu - rho), 6250, 1e-9);
    laws_published("multiplier", 1 / (1 - rho / mu), 2.5, 1e-12);
    laws_published("half-life", M_LN2 / (mu - rho), 34.657, 5e-4);
    laws_published("half-life without referrals", M_LN2 / mu, 13.863, 5e-4);
    laws_published("C* of the law in steps", wheel_steady(&fine), 2500, .1);
    laws_published("its variance", wheel_variance(&fine), 6250, 1);
}

/* From nothing to C*: rows 50 weeks apart. A market of 100,000 is 2.5 % full, which takes some 5 % of the customers,
 * and steps of half a week add 1 %: both are in the expected values. */
static void test_run_up(void **state)
{
    enum { N = 100000, ROWS = 3 };
    const double step = .5, record = 50;
    const struct wheel_law w = wheel_law(N, 50, mu, rho, step);
    double customers = 0, strangers = 0, value[REPLICATES], paid[REPLICATES];
    struct simulation s = {0};
    (void)state;
    wheel_ini(ini, &w, rho, 0, step, ROWS * record, record);
    simulate(&s, ini, 0, REPLICATES, 0);
    for (size_t row = 1; row <= ROWS; row++) {
        strangers = 0;
        for (int k = 0; k < record / step; k++) {
            strangers += (N - customers * (1 + w.c)) / (record / step);
            customers = wheel_next(&w, customers);
        }
        laws_at(&s, value, "customers", NULL, row, 1);
        print_message("textbook %.1f, ", 2500 * -expm1((rho - mu) * record * (double)row));
        assert_mean("customers", value, REPLICATES, customers, Z, 0, .03);
    }
    for (size_t k = 0; k < REPLICATES; k++)
        paid[k] = series_at(&s, k, "new_customers", "external", ROWS) / record;
    assert_mean("paid for a week", paid, REPLICATES, w.alpha / step * strangers, Z, 0, .015);
    simulation_free(&s);
}

/* An error of 1 % in mu is one of 4 % in the variance. It is proportional to a, so a tenth of the wheel in a tenth of
 * the market has a tenth of it: 625. Each replicate starts at the mean and runs for 100 times the 50 weeks in which it
 * forgets. */
static void test_variance(void **state)
{
    enum { N = 10000 };
    const double step = 1;
    const struct wheel_law w = wheel_law(N, 5, mu, rho, step);
    const double steady = wheel_steady(&w);
    double spread[REPLICATES], mean[REPLICATES];
    struct simulation s = {0};
    (void)state;
    wheel_ini(ini, &w, rho, round(steady), step, 5000, 10);
    simulate(&s, ini, 0, REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++) {
        spread[k] = wheel_spread(&s, k, &steady);
        mean[k] = 0;
        for (size_t row = 1; row <= last_row(&s); row++)
            mean[k] += series_at(&s, k, "customers", NULL, row) / (double)last_row(&s);
    }
    assert_mean("C* / 10", mean, REPLICATES, steady, Z, 0, .01);
    print_message("textbook 625, ");
    assert_mean("variance / 10", spread, REPLICATES, wheel_mean_variance(&w, 500, 10), Z, 0, .065);
    simulation_free(&s);
}

/* No more money: customers decay by a nearly constant factor a step, and so halve in ln 2 / -ln(factor) weeks. Steps
 * of a quarter of a week add 0.8 % to the half-life, strangers that run out take some 2 % from it. */
static void judge_coast_down(double referrals, double published)
{
    enum { N = 250000, START = 5000, WEEKS = 35 };
    const double step = .25;
    const struct wheel_law w = wheel_law(N, 0, mu, referrals, step);
    double customers = START, value[REPLICATES];
    struct simulation s = {0};
    wheel_ini(ini, &w, referrals, START, step, WEEKS, WEEKS);
    simulate(&s, ini, 0, REPLICATES, 0);
    for (int k = 0; k < WEEKS / step; k++)
        customers = wheel_next(&w, customers);
    const double expected = WEEKS * M_LN2 / log(START / customers);
    laws_published("half-life of the law in steps", expected, published, .02 * published);
    laws_at(&s, value, "customers", NULL, 1, 1);
    assert_mean("customers left", value, REPLICATES, customers, Z, 0, .02);
    for (size_t k = 0; k < REPLICATES; k++)
        value[k] = WEEKS * M_LN2 / log(START / value[k]);
    print_message("textbook %.3f, ", published);
    /* The mean of a logarithm is off by half the relative variance of C, a thousandth of it. */
    assert_mean("half-life, weeks", value, REPLICATES, expected, Z, .001 * published, .025);
    simulation_free(&s);
}

static void test_coast_down(void **state)
{
    (void)state;
    judge_coast_down(rho, M_LN2 / (mu - rho));
    judge_coast_down(0, M_LN2 / mu);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published),
        cmocka_unit_test(test_run_up),
        cmocka_unit_test(test_variance),
        cmocka_unit_test(test_coast_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
