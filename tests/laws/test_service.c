/* Service: cases at their rate, waits by Erlang, and satisfaction that settles at quality less the penalty of the wait:
 * a running mean of experiences has the mean of the experiences.
 *
 * Everybody is a customer and nobody leaves, so that the load is the same in every week: N (1 - exp(-nu)) cases.
 * A week of one person costs 1,200: 40 hours at 30. */
#include "models/queue.h"
#include "tests/laws/laws.h"

enum { CUSTOMERS = 500, WEEKS = 60 };
#define NU 1.0
static double cases_a_week(void)
{
    return CUSTOMERS * -expm1(-NU);
}

#define BASE                                                                                                           \
    "[market]\ninitial_customers = 1\n[network]\nkind = mixing\n[wom]\nenabled = no\n"                                 \
    "[satisfaction]\nstart = 0.75\nstart_sd = 0\nlearning = 0.2\nquality = 0.8\nnoise = 0.1\n"                         \
    "[budget]\nacquisition = 0\nmost_per_customer = 1e9\nunspent = keep\n"                                             \
    "[service]\nenabled = yes\nwait_penalty = 0.4\nwait_scale = 2\n"
#define STAY "[customer]\nenabled = no\n"
#define WEEKLY STAY BASE "[market]\nagents = 500\n[time]\nhorizon = 60\n[service]\nrate = 1\n"
#define ALL_FOR_PEOPLE "[service]\nleast_utilisation = 0.001\n[budget]\nservice = 1\n"

/* Handling time of cases that keep so many people busy, when a share of all cases comes to people. */
static double handling(double load, double share)
{
    return load * 40 / (cases_a_week() * share);
}

static double settled(double experience)
{
    return experience + (.75 - experience) * pow(1 + .2 * expm1(-NU), WEEKS);
}

static double penalty(double wait)
{
    return .4 * -expm1(-wait / 2);
}

static void run_with(struct simulation *s, double money, const char *more, double routine, double complex)
{
    char ini[2048];
    (void)snprintf(ini, sizeof ini,
                   WEEKLY "routine_handling = %.17g\ncomplex_handling = %.17g\n%s[budget]\nweekly = %g\n", routine,
                   complex, more, money / (CUSTOMERS / 1000.));
    simulate(s, ini, 0, REPLICATES, 0);
}

static void run(struct simulation *s, double people, const char *more, double routine, double complex)
{
    char all[1024];
    (void)snprintf(all, sizeof all, "%s%s", more, ALL_FOR_PEOPLE);
    run_with(s, 1200 * people, all, routine, complex);
}

static void judge_satisfaction(const struct simulation *s, const char *what, double expected)
{
    double mean[REPLICATES];
    laws_at(s, mean, "satisfaction", NULL, WEEKS, 1);
    assert_mean(what, mean, REPLICATES, expected, Z, 0, .002);
}

static void judge_real(const struct simulation *s, const char *series, const char *label, size_t row, double expected)
{
    for (size_t k = 0; k < REPLICATES; k++) {
        const double found = series_at(s, k, series, label, row);
        if (!(fabs(found - expected) <= 1e-9 * fabs(expected)))
            fail_msg("%s in row %zu: %.15g, expected %.15g", series, row, found, expected);
    }
}

/* Ten people, nine of them busy: cases wait .66873 handling times. */
static void test_settles_at_the_erlang_wait(void **state)
{
    struct simulation s = {0};
    const double h = handling(9, 1), wait = fly_erlang_c(10, 9, h).wait;
    (void)state;
    laws_published("M/M/10 at 9", wait / h, .66873, 5e-6);
    run(&s, 10, "complex = 0\n", h, 1);
    judge_real(&s, "case_wait", "routine", WEEKS, wait);
    judge_real(&s, "service_utilisation", NULL, WEEKS, .9);
    judge_real(&s, "service_load", NULL, WEEKS, 360);
    judge_real(&s, "service_capacity", NULL, WEEKS, 400);
    judge_real(&s, "service_backlog", NULL, WEEKS, 0);
    for (size_t k = 0; k < REPLICATES; k++) {
        assert_true(fabs(kpi_of(&s, k, "case_wait") - wait) < 1e-9 * wait);
        assert_true(fabs(kpi_of(&s, k, "service_utilisation") - .9) < 1e-9);
        assert_true(fabs(series_at(&s, k, "cost", "service", WEEKS) - 12000) < .005);
    }
    judge_satisfaction(&s, "satisfaction", settled(.8 - penalty(wait)));
    simulation_free(&s);
}

/* Two kinds alike, two people: each alone waits 4 handling times, pooled 1.7778. */
static void test_pooling(void **state)
{
    struct simulation split = {0}, pooled = {0};
    const double h = handling(1.6, 1);
    (void)state;
    run(&split, 2, "complex = 0.5\nstaff = specialised\n", h, h);
    run(&pooled, 2, "complex = 0.5\n", h, h);
    judge_real(&split, "case_wait", "routine", WEEKS, 4 * h);
    judge_real(&split, "case_wait", "complex", WEEKS, 4 * h);
    laws_published("pooled", series_at(&pooled, 0, "case_wait", "complex", WEEKS) / h, 1.7778, 5e-5);
    judge_real(&pooled, "case_wait", "routine", WEEKS, (1 / (1 - .64) - 1) * h);
    judge_satisfaction(&split, "specialised", settled(.8 - penalty(4 * h)));
    judge_satisfaction(&pooled, "pooled", settled(.8 - penalty((1 / (1 - .64) - 1) * h)));
    simulation_free(&split);
    simulation_free(&pooled);
}

/* Nine short cases for a long one, on one desk: Pollaczek and Khinchine's lambda E[S^2] / (2 (1 - rho)); each kind with
 * people of its own, split as the work is, waits as M/M/c of its half. */
static void test_unlike_cases(void **state)
{
    struct simulation s = {0};
    const double brief = handling(.4, .9), lengthy = handling(.4, .1), an_hour = cases_a_week() / 40;
    const double squares = 2 * (.9 * brief * brief + .1 * lengthy * lengthy);
    (void)state;
    run(&s, 1, "complex = 0.1\n", brief, lengthy);
    judge_real(&s, "case_wait", "routine", WEEKS, an_hour * squares / 2 / (1 - .8));
    judge_real(&s, "case_wait", "complex", WEEKS, an_hour * squares / 2 / (1 - .8));
    simulation_free(&s);
    run(&s, 2, "staff = specialised\ncomplex = 0.1\n", 2 * brief, 2 * lengthy);
    judge_real(&s, "case_wait", "routine", WEEKS, 4 * 2 * brief);
    judge_real(&s, "case_wait", "complex", WEEKS, 4 * 2 * lengthy);
    const double routine = .8 - penalty(4 * 2 * brief), complex = .8 - penalty(4 * 2 * lengthy);
    judge_satisfaction(&s, "two desks", settled(.9 * routine + .1 * complex));
    simulation_free(&s);
}

/* nu C D less those that would be a second one in a step; the share of complex ones; two segments, one of which has
 * four times the cases. */
static void test_number_of_cases(void **state)
{
    struct simulation s = {0};
    double n[REPLICATES];
    (void)state;
    simulate(&s,
             STAY BASE "complex = 0.3\nrate = 0.02\n[market]\nagents = 10000\n[budget]\nservice = 1\n"
                       "[time]\nstep = 0.5\nhorizon = 20\nrecord = 20\n",
             0, REPLICATES, 0);
    laws_at(&s, n, "cases", NULL, 1, 10000);
    assert_mean("nu C D, but one in a step", n, REPLICATES, 40 * -expm1(-.02 * .5), Z, 0, .01);
    for (size_t k = 0; k < REPLICATES; k++)
        n[k] = series_at(&s, k, "cases", "complex", 1) / series_at(&s, k, "cases", NULL, 1);
    assert_mean("complex", n, REPLICATES, .3, Z, 0, .015);
    simulation_free(&s);
    simulate(&s,
             STAY BASE "rate = 0.1\nroutine_handling = 0.15\ncomplex_handling = 0.6\n[segment a]\nshare = "
                       "0.75\n[segment b]\nshare = 0.25\ncases = 4\n"
                       "[market]\nagents = 500\n[budget]\nservice = 1\n[time]\nhorizon = 60\n",
             0, REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++)
        n[k] = series_total(&s, k, "cases", NULL) / WEEKS / CUSTOMERS;
    const double expected = .75 * -expm1(-.1) + .25 * -expm1(-.4);
    assert_mean("cases of both segments", n, REPLICATES, expected, Z, 0, .01);
    judge_real(&s, "service_load", NULL, WEEKS, CUSTOMERS * expected * (.8 * .15 + .2 * .6));
    simulation_free(&s);
}

/* Technology for customers takes a share of the routine cases and no complex one: those are the same to the case. */
static void test_deflection(void **state)
{
    struct simulation with = {0}, without = {0};
    double share[REPLICATES];
    const double left = (1 - .5 * -expm1(-1.5)) * (1 - .25);
    const char *const tools = "complex = 0.4\nself_service_change = 0.1\nautomation = 0.25\nautomation_cost = 240\n"
                              "[technology]\nenabled = yes\nreps = 0\ncustomers = 1\nself_service_ceiling = 0.5\n"
                              "self_service_scale = 1600\n[budget]\nservice = 0.5\ntechnology = 0.5\n"
                              "[service]\nleast_utilisation = 0.001\n";
    (void)state;
    run_with(&with, 2400, tools, handling(.4, .6), handling(.5, .4));
    run(&without, 1, "complex = 0.4\n", handling(.4, .6), handling(.5, .4));
    for (size_t k = 0; k < REPLICATES; k++) {
        double self_served = 0, routine = 0;
        for (size_t row = 1; row <= WEEKS; row++) {
            const double people = series_at(&with, k, "cases", "routine", row),
                         nobody = series_at(&with, k, "cases", "self_served", row);
            assert_true(series_at(&with, k, "cases", "complex", row) ==
                        series_at(&without, k, "cases", "complex", row));
            assert_true(people + nobody == series_at(&without, k, "cases", "routine", row));
            routine += people, self_served += nobody;
        }
        share[k] = self_served / (self_served + routine);
    }
    assert_mean("self-served", share, REPLICATES, 1 - left, Z, 0, .01);
    judge_real(&with, "technology", "customers", WEEKS, .5 * -expm1(-1.5));
    /* Of the 1,200 that buy one person 120 went into automation. */
    judge_real(&with, "service_capacity", NULL, WEEKS, 36);
    judge_real(&with, "service_load", NULL, WEEKS, 40 * (.4 * left + .5));
    judge_real(&without, "service_capacity", NULL, WEEKS, 40);
    const double people = .8 - penalty(series_at(&with, 0, "case_wait", "complex", WEEKS));
    judge_satisfaction(&with, "some help themselves",
                       settled(.6 * (1 - left) * (.8 + .1) + (1 - .6 * (1 - left)) * people));
    simulation_free(&with);
    simulation_free(&without);
}

/* 2.5 people's work for 2: every week 20 hours more are left over; who comes in the middle of a week waits for what was
 * left at its beginning and half of what is added. */
static void test_backlog(void **state)
{
    struct simulation s = {0};
    const double h = handling(2.5, 1);
    (void)state;
    run(&s, 2, "complex = 0\nmost_utilisation = 0.9\n", h, 1);
    for (size_t week = 1; week <= WEEKS; week++) {
        judge_real(&s, "service_backlog", NULL, week, 20. * (double)week);
        judge_real(&s, "case_wait", "routine", week, fly_erlang_c(2, 1.8, h).wait + 20. * ((double)week - .5) / 2);
    }
    judge_real(&s, "service_utilisation", NULL, WEEKS, 1.25);
    simulation_free(&s);
    /* Customers leave: the load falls below capacity, and what was left over is worked off. */
    simulate(&s,
             BASE "rate = 0.3\nroutine_handling = 0.15\ncomplex_handling = 0.6\n[customer]\nlaw = exponential\nchurn = "
                  "0.03\n[market]\nagents = 1000\n"
                  "[time]\nhorizon = 60\n[budget]\nweekly = 1000\nservice = 1\n",
             0, 1, 0);
    double backlog = 0, most = 0;
    for (size_t week = 1; week <= WEEKS; week++) {
        backlog = fmax(0, backlog + series_at(&s, 0, "service_load", NULL, week) -
                              series_at(&s, 0, "service_capacity", NULL, week));
        most = fmax(most, backlog);
        assert_true(fabs(series_at(&s, 0, "service_backlog", NULL, week) - backlog) < 1e-9);
    }
    assert_true(most > 100 && backlog == 0);
    simulation_free(&s);
}

/* Impatient customers: those who give up lose more, nothing is left over, and overload is no catastrophe. */
static void test_patience(void **state)
{
    const double load[] = {9, 13};
    (void)state;
    for (size_t l = 0; l < 2; l++) {
        struct simulation s = {0};
        double share[REPLICATES];
        const double h = handling(load[l], 1);
        const struct fly_queue queue = fly_erlang_a(10, load[l], h, .5);
        run(&s, 10, "complex = 0\nlaw = erlang_a\npatience = 0.5\nabandon_penalty = 0.3\n", h, 1);
        for (size_t k = 0; k < REPLICATES; k++)
            share[k] = series_total(&s, k, "abandoned_cases", NULL) / series_total(&s, k, "cases", NULL);
        assert_mean("given up", share, REPLICATES, queue.abandons, Z, 0, .012);
        judge_real(&s, "case_wait", "routine", WEEKS, queue.wait);
        judge_real(&s, "service_backlog", NULL, WEEKS, 0);
        judge_satisfaction(&s, "with patience", settled(.8 - penalty(queue.wait) - .3 * queue.abandons));
        simulation_free(&s);
    }
}

/* Nobody there: the wait has no end, its penalty is all of it, and all work is left over. */
static void test_nobody_there(void **state)
{
    struct simulation s = {0};
    (void)state;
    run(&s, 0, "complex = 0\n", 1, 1);
    for (size_t week = 1; week <= WEEKS; week++)
        judge_real(&s, "service_backlog", NULL, week, cases_a_week() * (double)week);
    assert_true(isnan(series_at(&s, 0, "case_wait", "routine", WEEKS)) && isnan(kpi_of(&s, 0, "case_wait")));
    assert_true(isnan(series_at(&s, 0, "service_utilisation", NULL, WEEKS)));
    judge_satisfaction(&s, "nobody answers", settled(.8 - .4));
    simulation_free(&s);
    run(&s, 0, "complex = 0\nlaw = erlang_a\n", 1, 1);
    for (size_t k = 0; k < REPLICATES; k++)
        assert_true(series_total(&s, k, "abandoned_cases", NULL) == series_total(&s, k, "cases", NULL));
    judge_satisfaction(&s, "everybody gives up", settled(.8 - penalty(1) - .2));
    simulation_free(&s);
}

/* There is money for many more, but nobody is hired to be idle: the load over least_utilisation is paid for. */
static void test_least_utilisation(void **state)
{
    struct simulation s = {0};
    (void)state;
    run_with(&s, 60000, "complex = 0\nleast_utilisation = 0.8\n[budget]\nservice = 1\n", handling(4, 1), 1);
    for (size_t k = 0; k < REPLICATES; k++)
        for (size_t week = 1; week <= WEEKS; week++) {
            assert_true(fabs(series_at(&s, k, "cost", "service", week) - 4 / .8 * 1200) < .011);
            assert_true(fabs(series_at(&s, k, "service_utilisation", NULL, week) - .8) < 1e-5);
        }
    simulation_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_settles_at_the_erlang_wait),
        cmocka_unit_test(test_pooling),
        cmocka_unit_test(test_unlike_cases),
        cmocka_unit_test(test_number_of_cases),
        cmocka_unit_test(test_deflection),
        cmocka_unit_test(test_backlog),
        cmocka_unit_test(test_patience),
        cmocka_unit_test(test_nobody_there),
        cmocka_unit_test(test_least_utilisation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
