/* Sales capacity: leads buy at kappa * worked and give up at delta (1 + wait_abandon (1 - worked)), where worked is the
 * share of their hours that the money pays for; and what technology for sales people adds to those hours.
 *
 * Everybody is aware after the first week and a lead after the second, so that the load of the third is known: 10,000
 * leads of .5 (1 - .57) hours, 2,150 hours a week. */
#include "tests/laws/laws.h"

enum { LEADS = 10000 };
static const double load = LEADS * .5 * (1 - .57), kappa = .3, delta = .2;

#define LEADS_ONLY                                                                                                     \
    "[network]\nkind = mixing\n[wom]\nenabled = no\n[market]\nagents = 10000\n[customer]\nenabled = no\n"              \
    "[satisfaction]\nenabled = no\n[attract]\nconstant_hazard = 100\n[time]\nhorizon = 3\n"                            \
    "[engage]\nprospect_to_lead = 100\nprospect_abandon = 0\nlead_to_customer = 0.3\nlead_abandon = 0.2\n"             \
    "evidence_effect = 0\nabandon_to = lost\n"                                                                         \
    "[budget]\nacquisition = 0\nunspent = keep\n"                                                                      \
    "[sales]\nenabled = yes\nwage = 40\nhours_per_lead = 0.5\nwait_abandon = 0.8\nleast_utilisation = 1\n"

static void run(struct simulation *s, double weekly, const char *more)
{
    char ini[2048];
    (void)snprintf(ini, sizeof ini, LEADS_ONLY "%s[budget]\nweekly = %.17g\n", more, weekly / (LEADS / 1000.));
    simulate(s, ini, 0, REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++) {
        assert_true(series_at(s, k, "agents", "lead", 2) == LEADS);
        assert_true(series_at(s, k, "cost", "sales", 2) == 0); /* nobody to sell to */
    }
}

/* Of competing risks over a week. */
static void judge(const struct simulation *s, double worked)
{
    double share[REPLICATES];
    const double buy = kappa * worked, give_up = delta * (1 + .8 * (1 - worked)), leave = -expm1(-buy - give_up);
    laws_at(s, share, "stage_exits", "lead_onward", 3, LEADS);
    assert_mean("leads who buy in a week", share, REPLICATES, leave * buy / (buy + give_up), Z, 0, .015);
    laws_at(s, share, "stage_exits", "lead_away", 3, LEADS);
    assert_mean("leads who give up", share, REPLICATES, leave * give_up / (buy + give_up), Z, 0, .015);
}

static void judge_real(const struct simulation *s, const char *series, double expected)
{
    for (size_t k = 0; k < REPLICATES; k++) {
        const double found = series_at(s, k, series, NULL, 3);
        if (!(fabs(found - expected) <= 1e-6 * expected))
            fail_msg("%s: %.10g, expected %.10g", series, found, expected);
    }
}

/* Money for 40 % of the hours. */
static void test_too_few_hours(void **state)
{
    struct simulation s = {0};
    (void)state;
    run(&s, .4 * load * 40, "[budget]\nsales = 1\n");
    judge_real(&s, "sales_load", load);
    judge_real(&s, "sales_capacity", .4 * load);
    judge_real(&s, "sales_utilisation", 2.5);
    for (size_t k = 0; k < REPLICATES; k++)
        assert_true(fabs(kpi_of(&s, k, "sales_utilisation") - 2.5) < 1e-5);
    judge(&s, .4);
    simulation_free(&s);
}

/* More than enough: every hour that is needed is paid for and none beyond; the hazards are those of [engage]. */
static void test_enough_hours(void **state)
{
    struct simulation s = {0};
    (void)state;
    run(&s, 3 * load * 40, "[budget]\nsales = 1\n");
    judge_real(&s, "sales_utilisation", 1);
    for (size_t k = 0; k < REPLICATES; k++)
        assert_true(fabs(series_at(&s, k, "cost", "sales", 3) - load * 40) < .011);
    judge(&s, 1);
    simulation_free(&s);
}

static void test_no_money(void **state)
{
    struct simulation s = {0};
    (void)state;
    run(&s, 1000, "[budget]\nretention = 1\n");
    assert_true(isnan(series_at(&s, 0, "sales_utilisation", NULL, 3)));
    assert_true(series_total(&s, 0, "stage_exits", "lead_onward") == 0);
    judge(&s, 0);
    simulation_free(&s);
    /* Who knows everything already needs nobody. */
    run(&s, 1000, "[sales]\nself_directed = 1\n[budget]\nretention = 1\n");
    judge(&s, 1);
    simulation_free(&s);
}

/* Tools for a scale and a half of money make hours count 1 + .3 (1 - exp(-1.5)) times. */
static void test_technology(void **state)
{
    struct simulation s = {0};
    char more[512];
    const double lift = .3 * -expm1(-1.5), hours = .5 * load, weekly = 2 * hours * 40;
    (void)state;
    /* Half of the money is for tools, 80 % of that for sales people. */
    (void)snprintf(more, sizeof more,
                   "[technology]\nenabled = yes\nreps = 0.8\ncustomers = 0.15\nsharing = 0.05\nreps_lift = 0.3\n"
                   "reps_scale = %.17g\nsharing_ceiling = 0.6\nsharing_scale = %.17g\n"
                   "[budget]\nsales = 0.5\ntechnology = 0.5\n",
                   .8 * .5 * weekly / 10 / 1.5, .05 * .5 * weekly / 10);
    run(&s, weekly, more);
    judge_real(&s, "sales_load", load);
    judge_real(&s, "sales_capacity", hours * (1 + lift));
    for (size_t k = 0; k < REPLICATES; k++) {
        assert_true(fabs(series_at(&s, k, "technology", "reps", 3) - lift) < 1e-6);
        assert_true(fabs(series_at(&s, k, "technology", "sharing", 3) - .6 * -expm1(-1)) < 1e-6);
    }
    judge(&s, .5 * (1 + lift));
    simulation_free(&s);
}

/* [engage]'s own response to money for sales is not felt beside it. */
static void test_one_response_only(void **state)
{
    struct simulation a = {0}, b = {0};
    (void)state;
    run(&a, .4 * load * 40, "[budget]\nsales = 1\n");
    run(&b, .4 * load * 40, "[engage]\nsales_lift = 7\nsales_scale = 0.1\n[budget]\nsales = 1\n");
    for (size_t k = 0; k < REPLICATES; k++)
        assert_true(series_at(&a, k, "customers", NULL, 3) == series_at(&b, k, "customers", NULL, 3));
    simulation_free(&a);
    simulation_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_too_few_hours), cmocka_unit_test(test_enough_hours),      cmocka_unit_test(test_no_money),
        cmocka_unit_test(test_technology),    cmocka_unit_test(test_one_response_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
