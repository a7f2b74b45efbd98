/* Purchases and lifetimes of customers: the Pareto/NBD model (Schmittlein, Morrison & Colombo 1987) with the parameters
 * of CDNOW (Fader, Hardie & Lee 2005).
 *
 *   E[X(t)] = r beta / (alpha (s - 1)) [1 - (beta / (beta + t))^(s - 1)]       P(alive at t) = (beta / (beta + t))^s
 *   P(X(t) = 0) = P(alive and none) + P(gone before the first)
 *               = (alpha / (alpha + t))^r (beta / (beta + t))^s
 *                 + int_0^t (alpha / (alpha + u))^r s beta^s / (beta + u)^(s + 1) du
 *
 * Churn multiplied by m makes mu m ~ Gamma(s, beta / m). */
#include "tests/laws/laws.h"

#include <gsl/gsl_integration.h>

static const double r = .5533, alpha = 10.578, s = .6062, cdnow_beta = 11.668;

/* Everybody is a customer at week 0 and nobody hears of anybody: two million customers in all. */
enum { CUSTOMERS = 20000 };
#define CDNOW                                                                                                          \
    "[market]\nagents = 20000\ninitial_customers = 1\n[network]\nkind = mixing\n[wom]\nenabled = no\n"                 \
    "[customer]\nlaw = pareto_nbd\npareto_r = 0.5533\npareto_alpha = 10.578\npareto_s = 0.6062\n"                      \
    "pareto_beta = 11.668\nspend = fixed\n"

static double mean_purchases(double t, double beta)
{
    return r * beta / (alpha * (s - 1)) * (1 - pow(beta / (beta + t), s - 1));
}

static double alive(double t, double beta)
{
    return pow(beta / (beta + t), s);
}

/* Gone at u without a purchase until then. */
static double gone_at(double u, void *beta)
{
    const double b = *(const double *)beta;
    return pow(alpha / (alpha + u), r) * s * pow(b, s) / pow(b + u, s + 1);
}

static double none(double t, double beta)
{
    gsl_integration_workspace *space = gsl_integration_workspace_alloc(100);
    const gsl_function f = {gone_at, &beta};
    double gone, error;
    (void)gsl_integration_qag(&f, 0, t, 0, 1e-10, 100, GSL_INTEG_GAUSS21, space, &gone, &error);
    gsl_integration_workspace_free(space);
    return pow(alpha / (alpha + t), r) * alive(t, beta) + gone;
}

static void judge_week(const struct simulation *sim, size_t row, double t, double beta)
{
    double repeats[REPLICATES], without[REPLICATES], left[REPLICATES];
    for (size_t k = 0; k < REPLICATES; k++) {
        repeats[k] = laws_until(sim, k, "repeat_purchases", NULL, row) / CUSTOMERS;
        without[k] = 1 - laws_until(sim, k, "first_repeats", NULL, row) / CUSTOMERS;
        left[k] = series_at(sim, k, "customers", NULL, row) / CUSTOMERS;
    }
    print_message("week %g: ", t);
    assert_mean("repeat purchases", repeats, REPLICATES, mean_purchases(t, beta), Z, 0, .01);
    assert_mean("P(X = 0)", without, REPLICATES, none(t, beta), Z, 0, .005);
    assert_mean("P(alive)", left, REPLICATES, alive(t, beta), Z, 0, .01);
}

/* To the digits that parameters of four digits give; E[X(52)] as the R package BTYD has it for these customers. */
static void test_published(void **state)
{
    (void)state;
    laws_published("E[X(39)]", mean_purchases(39, cdnow_beta), 1.213, 5e-4);
    laws_published("E[X(52)]", mean_purchases(52, cdnow_beta), 1.473, 5e-4);
}

/* Lifetimes and purchases are continuous, so a step of 39 weeks gives the same laws as one of a week: what is bought
 * before somebody leaves within a step is bought. */
static void judge_step(double step, const char *more, double beta)
{
    struct simulation sim = {0};
    char ini[1024];
    (void)snprintf(ini, sizeof ini,
                   CDNOW "%s[satisfaction]\nenabled = no\nstart = 0.5\n[time]\nhorizon = 78\nstep = %g\nrecord = 39\n",
                   more, step);
    simulate(&sim, ini, 0, REPLICATES, 0);
    judge_week(&sim, 1, 39, beta);
    judge_week(&sim, 2, 78, beta);
    simulation_free(&sim);
}

static void test_step_of_three_weeks(void **state)
{
    (void)state;
    judge_step(3, "", cdnow_beta);
}

static void test_step_of_39_weeks(void **state)
{
    (void)state;
    judge_step(39, "", cdnow_beta);
}

/* Satisfaction 0.25 below the reference doubles churn, friction of 0.4 with an effect of 2.5 doubles it again. */
static void test_churn_times_four(void **state)
{
    char more[256];
    (void)state;
    (void)snprintf(more, sizeof more,
                   "satisfaction_effect = %.15g\nsatisfaction_reference = 0.75\nfriction_effect = 2.5\n"
                   "[friction delight]\nservice = 0.4\n",
                   M_LN2 / .25);
    judge_step(13, more, cdnow_beta / 4);
}

/* In discrete time the hazard is a probability: alive after n steps of D with E[(1 - mu D)^n], mu D at most 1. */
static double stays(double mu, void *n)
{
    const double d = 2, density = pow(cdnow_beta, s) * pow(mu, s - 1) * exp(-cdnow_beta * mu) / tgamma(s);
    return density * pow(1 - mu * d, *(const double *)n);
}

static void test_discrete_time(void **state)
{
    struct simulation sim = {0};
    double left[REPLICATES], n = 13, expected, error;
    gsl_integration_workspace *space = gsl_integration_workspace_alloc(1000);
    const gsl_function f = {stays, &n};
    (void)state;
    (void)gsl_integration_qags(&f, 0, .5, 0, 1e-9, 1000, space, &expected, &error);
    gsl_integration_workspace_free(space);
    simulate(&sim, CDNOW "[satisfaction]\nenabled = no\n[time]\nlaw = discrete\nstep = 2\nhorizon = 26\nrecord = 26\n",
             0, REPLICATES, 0);
    laws_at(&sim, left, "customers", NULL, 1, CUSTOMERS);
    print_message("continuous %.4f, ", alive(26, cdnow_beta));
    assert_mean("alive in discrete time", left, REPLICATES, expected, Z, 0, .01);
    simulation_free(&sim);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published),        cmocka_unit_test(test_step_of_three_weeks),
        cmocka_unit_test(test_step_of_39_weeks), cmocka_unit_test(test_churn_times_four),
        cmocka_unit_test(test_discrete_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
