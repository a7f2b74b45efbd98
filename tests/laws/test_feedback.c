/* What surveys find: F(t) = 1 - e^(-(t - delay) / T), a first-order lag that does not depend on the step; with new
 * friction a (1 - e^(-t / (a T))); and nothing where there is no money for surveys. */
#include "tests/laws/laws.h"

#define SMALL "[market]\nagents = 1000\n[network]\nkind = mixing\n[channel ads]\nshare = 1\n[lever any]\ndata = 1\n"
#define TRIGGERED SMALL "trigger = feedback\n[feedback]\nenabled = yes\n"

static double found_at(const struct simulation *s, size_t row)
{
    return series_at(s, 0, "friction_found", NULL, row);
}

static void judge_lag(double step, double rate, double delay, double forget)
{
    struct simulation s = {0};
    char ini[1024];
    (void)snprintf(ini, sizeof ini,
                   TRIGGERED "cost = 0\nrate = %g\ndelay = %g\nforget = %g\n[time]\nstep = %g\nhorizon = 60\n", rate,
                   delay, forget, step);
    simulate(&s, ini, 0, 1, 1);
    assert_true(found_at(&s, last_row(&s)) > .5);
    for (size_t row = 0; row <= last_row(&s); row++) {
        const double t = fly_setup_week(&s.setup, row), most = rate / (rate + forget);
        const double expected = t > delay ? most * -expm1(-(rate + forget) * (t - delay)) : 0;
        if (!(fabs(found_at(&s, row) - expected) < 1e-12))
            fail_msg("week %g: found %.17g, expected %.17g", t, found_at(&s, row), expected);
    }
    simulation_free(&s);
}

static void test_first_order_lag(void **state)
{
    const double steps[] = {.1, .5, 1, 3, 12};
    (void)state;
    for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
        judge_lag(steps[k], .1, 0, 0);
        judge_lag(steps[k], .05, 4.25, 0); /* the delay ends within a step */
        judge_lag(steps[k], .1, 6, .03);
    }
}

/* In discrete time a hazard is the probability of a step. */
static void test_discrete_time(void **state)
{
    struct simulation s = {0};
    (void)state;
    simulate(&s, TRIGGERED "cost = 0\nrate = 0.2\ndelay = 3\n[time]\nlaw = discrete\nhorizon = 20\n", 0, 1, 1);
    for (size_t row = 0; row <= last_row(&s); row++)
        assert_true(fabs(found_at(&s, row) - (row > 3 ? 1 - pow(.8, (double)row - 3) : 0)) < 1e-12);
    simulation_free(&s);
}

/* The purse gets half of what surveys cost: they are held every second week, and paid to the cent. */
static void test_money_for_every_second_survey(void **state)
{
    struct simulation s = {0};
    (void)state;
    simulate(&s,
             TRIGGERED "cost = 2\nrate = 0.1\ndelay = 2\n[time]\nhorizon = 40\n[budget]\nweekly = 10\nlevers = 0.1\n"
                       "acquisition = 0.9\n",
             0, 1, 1);
    for (size_t row = 0; row <= last_row(&s); row++) {
        const double held = floor((double)row / 2);
        assert_true(fabs(found_at(&s, row) - (held > 2 ? -expm1(-.1 * (held - 2)) : 0)) < 1e-12);
        assert_true(series_at(&s, 0, "cost", "levers", row) == (row > 0 && row % 2 == 0 ? 2 : 0));
    }
    simulation_free(&s);
}

static void test_no_money_no_surveys(void **state)
{
    struct simulation s = {0};
    (void)state;
    simulate(&s, TRIGGERED "[budget]\nweekly = 100\n[time]\nhorizon = 40\n", 0, 1, 1);
    assert_true(found_at(&s, last_row(&s)) == 0 && series_total(&s, 0, "cost", "levers") == 0);
    assert_true(series_at(&s, 0, "lever_level", "any", last_row(&s)) == 0);
    simulation_free(&s);
}

/* A lever that waits for feedback removes the friction that was found, one that does not removes all of it. */
static void judge_trigger(const char *trigger, bool waits)
{
    struct simulation s = {0};
    char ini[1024];
    (void)snprintf(ini, sizeof ini,
                   SMALL "ramp = 0\ntrigger = %s\n[friction delight]\ndata = 0.4\n[time]\nhorizon = 30\n"
                         "[feedback]\nenabled = yes\ncost = 0\nrate = 0.1\ndelay = 5\n",
                   trigger);
    simulate(&s, ini, 0, 1, 1);
    for (size_t row = 1; row <= last_row(&s); row++) {
        const double level = !waits ? 1 : row > 5 ? -expm1(-.1 * ((double)row - 5)) : 0;
        assert_true(fabs(series_at(&s, 0, "lever_level", "any", row) - level) < 1e-12);
        assert_true(fabs(series_at(&s, 0, "friction", "delight", row) - .4 * (1 - level)) < 1e-12);
    }
    simulation_free(&s);
}

static void test_levers_that_wait(void **state)
{
    (void)state;
    judge_trigger("feedback", true);
    judge_trigger("plan", false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_order_lag),
        cmocka_unit_test(test_discrete_time),
        cmocka_unit_test(test_money_for_every_second_survey),
        cmocka_unit_test(test_no_money_no_surveys),
        cmocka_unit_test(test_levers_that_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
