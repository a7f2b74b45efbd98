/* Purchases and drop-out of customers: the BG/NBD model with the parameters of CDNOW (Fader, Hardie & Lee 2005).
 *
 *   E[X(t)] = (a + b - 1) / (a - 1) [1 - (alpha / (alpha + t))^r 2F1(r, b; a + b - 1; t / (alpha + t))]
 *   P(X(t) = 0) = (alpha / (alpha + t))^r
 *   P(alive at t) = E[(1 + p t / alpha)^-r] = (alpha / (alpha + t))^r 2F1(r, b; a + b; t / (alpha + t)) */
#include "tests/laws/laws.h"

#include <gsl/gsl_sf_hyperg.h>

static const double r = 0.243, alpha = 4.414, a = 0.793, b = 2.426;

/* Everybody is a customer at week 0 and nobody hears of anybody: two million customers in all. */
enum { CUSTOMERS = 20000 };
#define CDNOW                                                                                                          \
    "[market]\nagents = 20000\ninitial_customers = 1\n[network]\nkind = mixing\n[wom]\nenabled = no\n"                 \
    "[customer]\nlaw = bgnbd\nbgnbd_r = 0.243\nbgnbd_alpha = 4.414\nbgnbd_a = 0.793\nbgnbd_b = 2.426\nspend = fixed\n"

static double mean_purchases(double t)
{
    const double z = t / (alpha + t);
    return (a + b - 1) / (a - 1) * (1 - pow(1 - z, r) * gsl_sf_hyperg_2F1(r, b, a + b - 1, z));
}

static double none(double t)
{
    return pow(alpha / (alpha + t), r);
}

static double alive(double t)
{
    const double z = t / (alpha + t);
    return pow(1 - z, r) * gsl_sf_hyperg_2F1(r, b, a + b, z);
}

static void judge_week(const struct simulation *s, size_t row, double t)
{
    double repeats[REPLICATES], without[REPLICATES], left[REPLICATES];
    for (size_t k = 0; k < REPLICATES; k++) {
        repeats[k] = laws_until(s, k, "repeat_purchases", NULL, row) / CUSTOMERS;
        without[k] = 1 - laws_until(s, k, "first_repeats", NULL, row) / CUSTOMERS;
        left[k] = series_at(s, k, "customers", NULL, row) / CUSTOMERS;
    }
    print_message("week %g: ", t);
    assert_mean("repeat purchases", repeats, REPLICATES, mean_purchases(t), Z, 0, .01);
    assert_mean("P(X = 0)", without, REPLICATES, none(t), Z, 0, .005);
    assert_mean("P(alive)", left, REPLICATES, alive(t), Z, 0, .005);
}

static void test_published(void **state)
{
    (void)state;
    laws_published("E[X(39)]", mean_purchases(39), 1.1967, 5e-5);
    laws_published("E[X(78)]", mean_purchases(78), 1.8605, 5e-5);
    laws_published("P(X(39) = 0)", none(39), .57379, 5e-6);
}

/* Event times are continuous, so a step of 39 weeks gives the same laws as one of a week. */
static void judge_step(double step)
{
    struct simulation s = {0};
    char ini[1024];
    (void)snprintf(ini, sizeof ini,
                   CDNOW "[satisfaction]\nenabled = no\n[time]\nhorizon = 78\nstep = %g\nrecord = 39\n", step);
    simulate(&s, ini, 0, REPLICATES, 0);
    judge_week(&s, 1, 39);
    judge_week(&s, 2, 78);
    simulation_free(&s);
}

static void test_step_of_a_week(void **state)
{
    (void)state;
    judge_step(1);
}

static void test_step_of_13_weeks(void **state)
{
    (void)state;
    judge_step(13);
}

static void test_step_of_39_weeks(void **state)
{
    (void)state;
    judge_step(39);
}

/* With effect 0 satisfaction changes nothing: not one purchase of one customer in any week. */
static void test_satisfaction_without_effect(void **state)
{
    struct simulation with = {0}, without = {0};
    (void)state;
    simulate(&with, CDNOW "[time]\nhorizon = 26\n", 0, 2, 0);
    simulate(&without, CDNOW "[satisfaction]\nenabled = no\n[time]\nhorizon = 26\n", 0, 2, 0);
    for (size_t k = 0; k < 2; k++)
        for (size_t row = 0; row <= last_row(&with); row++) {
            assert_true(series_at(&with, k, "purchases", NULL, row) == series_at(&without, k, "purchases", NULL, row));
            assert_true(series_at(&with, k, "customers", NULL, row) == series_at(&without, k, "customers", NULL, row));
        }
    simulation_free(&with);
    simulation_free(&without);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published),
        cmocka_unit_test(test_step_of_a_week),
        cmocka_unit_test(test_step_of_13_weeks),
        cmocka_unit_test(test_step_of_39_weeks),
        cmocka_unit_test(test_satisfaction_without_effect),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
