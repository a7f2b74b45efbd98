/* Community: who joins and in which role, how active money makes it, and the equation of each touchpoint. */
#include "tests/laws/laws.h"
#include "tests/support/blackboard.h"

#include <stdio.h>
#include <string.h>

/* Everybody is a customer after the first step and stays; satisfaction is what he starts with. */
#define AT_ONCE                                                                                                        \
    "[network]\nkind = mixing\n[wom]\nenabled = no\n[customer]\nenabled = no\n[engage]\nenabled = no\n"                \
    "[attract]\nconstant_hazard = 100\n[community]\nenabled = yes\n"
#define MONEY "[budget]\nweekly = 60\nacquisition = 0\ncommunity = 1\nunspent = keep\nmost_per_customer = 100\n"
#define PROMOTERS "[satisfaction]\nstart = 1\nstart_sd = 0\n"

/* ---- who ---- */

static void judge_roles(const char *ini, double join, double contribute, double advocate, double power)
{
    struct simulation s = {0};
    double share[REPLICATES], agents;
    simulate(&s, ini, 0, REPLICATES, 0);
    agents = s.setup.n_agents;
    for (size_t k = 0; k < REPLICATES; k++)
        share[k] = series_at(&s, k, "community", NULL, 2) / agents;
    assert_mean("customers who join", share, REPLICATES, join, Z, 0, .01);
    for (size_t k = 0; k < REPLICATES; k++)
        assert_true(kpi_of(&s, k, "community_members") == series_at(&s, k, "community", NULL, 2));
    laws_at(&s, share, "community", "member", 2, agents);
    assert_mean("who only read", share, REPLICATES, join * (1 - contribute - advocate), Z, 0, .03);
    laws_at(&s, share, "community", "contributor", 2, agents);
    assert_mean("contribute", share, REPLICATES, join * contribute, Z, 0, .02);
    laws_at(&s, share, "community", "advocate", 2, agents);
    assert_mean("advocate", share, REPLICATES, join * advocate, Z, 0, power);
    simulation_free(&s);
}

/* The defaults, .60, .09 and .01; and a share of advocates that a test sees better. */
static void test_roles(void **state)
{
    (void)state;
    judge_roles("[market]\nagents = 40000\n[time]\nhorizon = 2\n" AT_ONCE PROMOTERS, .60, .09, .01, .03);
    judge_roles("[market]\nagents = 10000\n[time]\nhorizon = 2\n" AT_ONCE "join = 0.3\ncontribute = 0.4\n"
                "advocate = 0.5\n" PROMOTERS,
                .3, .4, .5, .02);
}

/* An advocate must be a promoter now: with s ~ N(.8, .15) a share P(s >= .85) of those who would is, the others
 * contribute. The role is that of the person: customers of week 0 have it too, one step later. */
static void test_advocates_are_promoters(void **state)
{
    struct simulation s = {0};
    double advocates[REPLICATES], contributors[REPLICATES];
    (void)state;
    simulate(&s,
             "[market]\nagents = 20000\ninitial_customers = 1\n[time]\nhorizon = 1\n" AT_ONCE
             "join = 0.5\ncontribute = 0.2\nadvocate = 0.8\n[satisfaction]\nstart = 0.8\nstart_sd = 0.15\n",
             0, REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++) {
        const double promoters = series_at(&s, k, "attitudes", "promoter", 0) / 20000;
        assert_true(series_at(&s, k, "community", "advocate", 0) == 0);
        advocates[k] = series_at(&s, k, "community", "advocate", 1) / 20000 / promoters;
        contributors[k] = (series_at(&s, k, "community", "contributor", 1) / 20000 - .5 * .2) / (1 - promoters);
    }
    assert_mean("advocates among promoters", advocates, REPLICATES, .5 * .8, Z, 0, .01);
    assert_mean("held back, among the others", contributors, REPLICATES, .5 * .8, Z, 0, .02);
    simulation_free(&s);
}

/* Who leaves the firm leaves the community: with nobody coming, members fall as customers do. */
static void test_leaving(void **state)
{
    struct simulation s = {0};
    double left[REPLICATES];
    (void)state;
    simulate(&s,
             "[market]\nagents = 10000\ninitial_customers = 1\n[network]\nkind = mixing\n[wom]\nenabled = no\n"
             "[attract]\nenabled = no\n[customer]\nlaw = exponential\nchurn = 0.05\n[satisfaction]\nenabled = no\n"
             "[community]\nenabled = yes\n[time]\nhorizon = 20\n",
             0, REPLICATES, 0);
    laws_at(&s, left, "community", NULL, 20, 10000);
    assert_mean("members left", left, REPLICATES, .6 * exp(-.05 * 20), Z, 0, .01);
    simulation_free(&s);
}

/* ---- activity and contributions ---- */

/* 60 money per 1,000 agents and week among .6 of them, 0.1 each, against a scale of .05: a = 1 - exp(-2). */
static void judge_contributions(const char *law)
{
    struct simulation s = {0};
    double rate[REPLICATES];
    char ini[1024];
    (void)snprintf(ini, sizeof ini,
                   "[market]\nagents = 10000\n[time]\nhorizon = 12\nstep = 0.5\nlaw = %s\n"
                   "[satisfaction]\nenabled = no\n" MONEY AT_ONCE
                   "scale = 0.05\ncontribute_rate = 1.5\ncontribute = 0.5\n",
                   law);
    simulate(&s, ini, 0, REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++) {
        double members_weeks = 0;
        assert_true(series_at(&s, k, "community_activity", NULL, 0) == 0);
        assert_true(series_at(&s, k, "community_activity", NULL, 1) == 0); /* nobody had joined yet */
        for (size_t row = 2; row <= last_row(&s); row++) {
            const double members = series_at(&s, k, "community", NULL, row - 1);
            const double a = -expm1(-series_at(&s, k, "cost", "community", row) / .5 / members / .05);
            assert_true(fabs(series_at(&s, k, "community_activity", NULL, row) - a) < 1e-12);
            assert_true(fabs(a + expm1(-2)) < .02);
            members_weeks +=
                .5 * 1.5 * a *
                (series_at(&s, k, "community", "contributor", row) + series_at(&s, k, "community", "advocate", row));
        }
        rate[k] = series_total(&s, k, "contributions", NULL) / members_weeks;
    }
    assert_mean("contributions", rate, REPLICATES, 1, Z, 0, .01);
    simulation_free(&s);
}

/* A rate is a mean in either law of time. */
static void test_activity_and_contributions(void **state)
{
    (void)state;
    judge_contributions("continuous");
    judge_contributions("discrete");
}

/* ---- touchpoints ---- */

static const char *const switches[] = {"awareness", "consideration", "onboarding",
                                       "support",   "feedback",      "recruitment"};
enum { LAST = 15 };

/* One touchpoint alone, or none (NULL), in a market of customers; 15 steps of two weeks. */
static void run_touchpoint(struct blackboard *b, const char *touchpoint)
{
    char off[512] = "", ini[2048];
    for (size_t k = 0; k < 6; k++)
        if (!touchpoint || strcmp(switches[k], touchpoint) != 0)
            (void)snprintf(off + strlen(off), sizeof off - strlen(off), "%s = no\n", switches[k]);
    (void)snprintf(ini, sizeof ini,
                   "[market]\nagents = 4000\n[time]\nhorizon = 30\nstep = 2\n[satisfaction]\nenabled = no\n" MONEY
                   "[wheel w]\nper_contribution = 1\n[referral]\nenabled = yes\nask_rate = 0\nreward_friend = 0\n"
                   "reward_referrer = 0\n" AT_ONCE "scale = 0.1\ncontribute_rate = 0.1\ncontribute = 0.9\n%s",
                   off);
    blackboard_run(b, ini);
}

/* What the last step was told, if only this touchpoint speaks. */
static void judge_blackboard(const struct blackboard *b, double consider, double deflection_left, double found)
{
    for (int r = 0; r < FLY_N_NAMED_RATES; r++)
        assert_true(fabs(b->market->rate[r] - (r == FLY_RATE_OF_CONSIDER ? consider : 1)) < 1e-12);
    assert_true(fabs(b->market->deflection_left - deflection_left) < 1e-12);
    assert_true(fabs(b->market->found - found) < 1e-12);
}

static void test_off_is_absent(void **state)
{
    struct blackboard b = {0};
    (void)state;
    run_touchpoint(&b, NULL);
    judge_blackboard(&b, 1, 1, 0);
    assert_true(series_total(&b.simulation, 0, "contributions", NULL) > 0);
    assert_true(series_total(&b.simulation, 0, "wheel_level", "w") == 0);
    assert_true(series_total(&b.simulation, 0, "referrals", "asked") == 0);
    blackboard_free(&b);
}

/* Contributions turn the wheel: friction .1, two weeks a step, 4,000 agents. */
static void test_awareness(void **state)
{
    struct blackboard b = {0};
    double level = 0;
    (void)state;
    run_touchpoint(&b, "awareness");
    judge_blackboard(&b, 1, 1, 0);
    for (size_t row = 1; row <= LAST; row++) {
        const double u = series_at(&b.simulation, 0, "contributions", NULL, row) / 2 / 4;
        level = exp(-.2) * level + u * -expm1(-.2) / .1;
        assert_true(fabs(series_at(&b.simulation, 0, "wheel_level", "w", row) - level) < 1e-9);
    }
    assert_true(level > 1);
    blackboard_free(&b);
}

static void test_consideration(void **state)
{
    struct blackboard b = {0};
    (void)state;
    run_touchpoint(&b, "consideration");
    const double c = series_at(&b.simulation, 0, "contributions", NULL, LAST - 1) / 2 / 4;
    assert_true(c > 10);
    judge_blackboard(&b, 1 + .1 * -expm1(-c / 1), 1, 0);
    blackboard_free(&b);
}

static void test_support(void **state)
{
    struct blackboard b = {0};
    (void)state;
    run_touchpoint(&b, "support");
    const double a = series_at(&b.simulation, 0, "community_activity", NULL, LAST);
    const double members = series_at(&b.simulation, 0, "community", NULL, LAST - 1);
    assert_true(a > .5 && members > 2000);
    judge_blackboard(&b, 1, 1 - .25 * a * members / 4000, 0);
    blackboard_free(&b);
}

/* And so many fewer cases reach people: of each step's routine ones, what members solve among themselves. */
static void test_support_in_service(void **state)
{
    struct simulation s = {0};
    double share[REPLICATES];
    (void)state;
    simulate(&s,
             "[market]\nagents = 5000\n[time]\nhorizon = 12\n" MONEY "[satisfaction]\nenabled = no\n"
             "[service]\nenabled = yes\nrate = 0.5\ncomplex = 0\n" AT_ONCE "scale = 0.1\nsupport_share = 0.6\n",
             0, REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++) {
        double expected = 0;
        for (size_t row = 2; row <= last_row(&s); row++)
            expected += series_at(&s, k, "cases", NULL, row) * .6 * series_at(&s, k, "community_activity", NULL, row) *
                        series_at(&s, k, "community", NULL, row - 1) / 5000;
        share[k] = series_total(&s, k, "cases", "self_served") / expected;
    }
    assert_mean("cases that members solve", share, REPLICATES, 1, Z, 0, .01);
    simulation_free(&s);
}

/* A lag of first order: the activity of 15 steps of two weeks, at .02 a week. */
static void test_feedback(void **state)
{
    struct blackboard b = {0};
    (void)state;
    run_touchpoint(&b, "feedback");
    const double weeks = 2 * series_total(&b.simulation, 0, "community_activity", NULL);
    assert_true(weeks > 10);
    judge_blackboard(&b, 1, 1, -expm1(-.02 * weeks));
    blackboard_free(&b);
}

/* Members among the customers of the first step are better off by lift * a in the second, and only once. */
static void test_onboarding(void **state)
{
    struct simulation s = {0};
    double mean[REPLICATES];
    (void)state;
    simulate(&s,
             "[market]\nagents = 10000\n[time]\nhorizon = 6\n" MONEY
             "[satisfaction]\nstart = 0.6\nstart_sd = 0\n" AT_ONCE "scale = 0.05\nonboarding_lift = 0.3\n",
             0, REPLICATES, 0);
    laws_at(&s, mean, "satisfaction", NULL, 1, 1);
    for (size_t k = 0; k < REPLICATES; k++)
        assert_true(fabs(mean[k] - .6) < 1e-5);
    for (size_t row = 2; row <= last_row(&s); row += 4) {
        for (size_t k = 0; k < REPLICATES; k++)
            mean[k] = (series_at(&s, k, "satisfaction", NULL, row) - .6) /
                      series_at(&s, k, "community_activity", NULL, 2) / .3;
        assert_mean("better by lift, of those who joined", mean, REPLICATES, .6, Z, 1e-5, .01);
    }
    simulation_free(&s);
}

/* Each advocate asks at recruit_rate * a; nobody else is asked. What follows is the programme's: .30 do it. */
static void test_recruitment(void **state)
{
    struct simulation s = {0};
    double asked[REPLICATES], invited[REPLICATES];
    (void)state;
    simulate(&s,
             "[market]\nagents = 5000\n[time]\nhorizon = 10\n" MONEY PROMOTERS
             "[referral]\nenabled = yes\nask_rate = 0\nreward_friend = 0\nreward_referrer = 0\n" AT_ONCE
             "advocate = 0.5\ncontribute = 0.3\nscale = 0.1\nrecruit_rate = 0.7\n",
             0, REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++) {
        double expected = 0;
        for (size_t row = 2; row <= last_row(&s); row++)
            expected += series_at(&s, k, "community", "advocate", row) *
                        -expm1(-.7 * series_at(&s, k, "community_activity", NULL, row));
        asked[k] = series_total(&s, k, "referrals", "asked") / expected;
        invited[k] = series_total(&s, k, "referrals", "invited") / series_total(&s, k, "referrals", "asked");
    }
    assert_mean("asked", asked, REPLICATES, 1, Z, 0, .01);
    assert_mean("invited", invited, REPLICATES, .3, Z, 0, .02);
    simulation_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_roles),
        cmocka_unit_test(test_advocates_are_promoters),
        cmocka_unit_test(test_leaving),
        cmocka_unit_test(test_activity_and_contributions),
        cmocka_unit_test(test_off_is_absent),
        cmocka_unit_test(test_awareness),
        cmocka_unit_test(test_consideration),
        cmocka_unit_test(test_support),
        cmocka_unit_test(test_support_in_service),
        cmocka_unit_test(test_feedback),
        cmocka_unit_test(test_onboarding),
        cmocka_unit_test(test_recruitment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
