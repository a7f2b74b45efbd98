/* Levers: a linear ramp, friction that creeps back exponentially, costs to the cent, a start as soon as the money is
 * there; f = 1 - product of (1 - phi left), and completion kappa (1 - f) / (kappa (1 - f) + delta (1 + g f)). */
#include "tests/laws/laws.h"

/* 12,347 agents: costs that are no whole cents. */
#define SMALL "[market]\nagents = 12347\n[network]\nkind = mixing\n[wom]\nenabled = no\n[channel ads]\nshare = 1\n"
static const double thousands = 12.347;

static double level_at(const struct simulation *s, const char *lever, size_t row)
{
    return series_at(s, 0, "lever_level", lever, row);
}

static void near(const char *what, size_t row, double found, double expected)
{
    if (!(fabs(found - expected) < 1e-12))
        fail_msg("%s in row %zu: found %.17g, expected %.17g", what, row, found, expected);
}

/* ---- level ---- */

/* From `start` up to 1 in `ramp` weeks, kept up for `duration`, then down at `creep`. */
static double level_of(double t, double start, double duration, double ramp, double creep)
{
    const double kept_up = fmin(fmax(t - start, 0), duration);
    return fmin(ramp > 0 ? kept_up / ramp : kept_up > 0, 1) * exp(-creep * fmax(t - start - duration, 0));
}

static void judge_level(double step, double start, double duration, double ramp, double creep)
{
    struct simulation s = {0};
    char ini[1024];
    (void)snprintf(ini, sizeof ini,
                   SMALL "[time]\nstep = %g\nhorizon = 60\n[friction engage]\ndata = 0.5\n[lever any]\nstart = %g\n"
                         "duration = %g\nramp = %g\ncreep = %g\ndata = 0.8\n",
                   step, start, duration, ramp, creep);
    simulate(&s, ini, 0, 1, 1);
    for (size_t row = 0; row <= last_row(&s); row++) {
        const double level = level_of(fly_setup_week(&s.setup, row), start, duration, ramp, creep);
        near("level", row, level_at(&s, "any", row), level);
        if (row) near("friction", row, series_at(&s, 0, "friction", "engage", row), .5 * (1 - .8 * level));
    }
    simulation_free(&s);
}

static void test_ramp_and_creep(void **state)
{
    (void)state;
    judge_level(1, 0, INFINITY, 8, .02);
    judge_level(1, 10, 20, 8, .05);
    judge_level(1, 10, 4, 8, .05); /* it ends half way up */
    judge_level(.25, 3.5, 20, 9, .1);
    judge_level(3, 6, 30, 8, .1);   /* the ramp ends within a step */
    judge_level(.3, 4.2, 6, 3, .1); /* 4.2 / .3 is more than 14 in floating point */
    judge_level(1, 5, 10, 0, 0);
}

static void test_start_within_a_step(void **state)
{
    struct simulation s = {0};
    (void)state;
    simulate(&s, SMALL "[time]\nstep = 2\nhorizon = 20\n[lever any]\nstart = 5\nramp = 0\ndata = 1\n", 0, 1, 1);
    for (size_t row = 0; row <= last_row(&s); row++)
        assert_true(level_at(&s, "any", row) == (row > 3)); /* the fourth step begins at week 6 */
    simulation_free(&s);
}

/* ---- money ---- */

/* What is paid in steps from .. to (inclusive) for weekly money per 1,000 agents. */
static double paid(double weekly, double step, double from, double to)
{
    const double per_step = 100 * weekly * thousands * step;
    return .01 * (double)(llround(per_step * to) - llround(per_step * (from - 1)));
}

static double rounded(double once)
{
    return .01 * (double)llround(100 * once * thousands);
}

static void test_costs_to_the_cent(void **state)
{
    struct simulation s = {0};
    (void)state;
    simulate(&s,
             SMALL "[time]\nstep = 0.5\nhorizon = 40\n[budget]\nweekly = 50\nlevers = 0.5\nacquisition = 0.5\n"
                   "[lever a]\ndata = 1\ncost_once = 7.7777\ncost_weekly = 0.33333\nstart = 10\nduration = 15\n"
                   "[lever b]\ndata = 1\ncost_weekly = 1.00717\n",
             0, 1, 1);
    /* Week 10 is the beginning of step 21; 15 weeks are 30 steps. */
    const double a = rounded(7.7777) + paid(.33333, .5, 21, 50), b = paid(1.00717, .5, 1, 80);
    near("all costs", 0, series_total(&s, 0, "cost", "levers"), a + b);
    near("costs of the first step of a", 21, series_at(&s, 0, "cost", "levers", 21),
         rounded(7.7777) + paid(.33333, .5, 21, 21) + paid(1.00717, .5, 21, 21));
    near("nothing is left over", last_row(&s), series_at(&s, 0, "unspent", NULL, last_row(&s)), 0);
    simulation_free(&s);
}

/* 10 a week and 1,000 agents, a tenth of it for levers: 1 a week. */
#define SAVING SMALL "[budget]\nweekly = 10\nlevers = 0.1\nacquisition = 0.9\n[time]\nhorizon = 100\n"

/* The first row in which a lever has any effect. */
static size_t beginning(const struct simulation *s, const char *lever)
{
    for (size_t row = 0; row <= last_row(s); row++)
        if (level_at(s, lever, row) > 0) return row;
    return SIZE_MAX;
}

/* The dear one is first in the file: the cheap one waits for it, and so does not delay it; the free one need not. */
static void test_saving_up(void **state)
{
    struct simulation s = {0};
    (void)state;
    simulate(&s,
             SAVING "[lever dear]\ndata = 1\ncost_once = 30\n[lever cheap]\ndata = 1\ncost_once = 5\n[lever free]\n"
                    "data = 1\n[lever later]\ndata = 1\ncost_once = 20\nstart = 70\n",
             0, 1, 1);
    assert_int_equal(beginning(&s, "free"), 1);
    assert_in_range(beginning(&s, "dear"), 30, 31); /* a cent of rounding may be missing */
    assert_in_range(beginning(&s, "cheap"), 35, 36);
    assert_int_equal(beginning(&s, "later"), 71); /* saved up long before */
    near("costs", 0, series_total(&s, 0, "cost", "levers"), rounded(30) + rounded(5) + rounded(20));
    for (size_t row = 56; row < 70; row++)
        near("in the purse", row, series_at(&s, 0, "unspent", NULL, row), rounded(20));
    simulation_free(&s);
}

/* It costs twice what there is: it is kept up every second week. */
static void test_lapses_without_money(void **state)
{
    struct simulation s = {0};
    const double kept = exp(-.3);
    double level = 0;
    (void)state;
    simulate(&s, SAVING "[lever any]\ndata = 1\ncost_weekly = 1.999\nramp = 10\ncreep = 0.3\n", 0, 1, 1);
    for (size_t row = 1; row <= last_row(&s); row++) {
        const bool kept_up = series_at(&s, 0, "cost", "levers", row) > 0;
        assert_true(kept_up == (row % 2 == 0));
        level = kept_up ? level + .1 : level * kept;
        near("level", row, level_at(&s, "any", row), level);
    }
    simulation_free(&s);
}

/* ---- effect ---- */

#define FRICTION                                                                                                       \
    "[friction attract]\nchannel = 0.3\ndata = 0.1\n[friction engage]\npricing = 0.2\nhandoff = 0.25\ndata = 0.1\n"    \
    "[friction delight]\nservice = 0.4\ndata = 0.1\n"
#define LEVERS                                                                                                         \
    "[lever machines]\nramp = 0\npricing = 0.5\ndata = 0.6\n[lever goals]\nkind = shared_goals\nstage = engage\n"      \
    "ramp = 0\npricing = 0.3\nhandoff = 0.8\n[lever order]\nkind = reorganise\nstage = delight\nramp = 0\n"            \
    "service = 0.7\n[lever other]\nstage = attract\nramp = 0\nchannel = 0.9\nenabled = no\n"

static void test_levers_multiply(void **state)
{
    struct simulation s = {0};
    (void)state;
    simulate(&s, SMALL FRICTION LEVERS "[time]\nhorizon = 4\n", 0, 1, 1);
    near("attract", 1, series_at(&s, 0, "friction", "attract", 1), 1 - (1 - .3) * (1 - .1 * .4));
    near("engage", 1, series_at(&s, 0, "friction", "engage", 1),
         1 - (1 - .2 * .5 * .7) * (1 - .25 * .2) * (1 - .1 * .4));
    near("delight", 1, series_at(&s, 0, "friction", "delight", 1), 1 - (1 - .4 * .3) * (1 - .1 * .4));
    simulation_free(&s);
}

/* A wave: everybody is aware after the first step, who gives up is lost. */
static void test_completion(void **state)
{
    struct simulation s = {0};
    double share[REPLICATES];
    const double kappa = .3, delta = .2, g = 2;
    const double f = 1 - (1 - .2 * .5 * .7) * (1 - .25 * .2) * (1 - .1 * .4);
    (void)state;
    simulate(&s,
             "[market]\nagents = 10000\n[network]\nkind = mixing\n[wom]\nenabled = no\n[customer]\nenabled = no\n"
             "[satisfaction]\nenabled = no\n[attract]\nconstant_hazard = 100\n[engage]\nabandon_to = lost\n"
             "prospect_to_lead = 0.3\nprospect_abandon = 0.2\nfriction_abandon = 2\nlead_to_customer = 0\n"
             "lead_abandon = 0\n" FRICTION LEVERS "[time]\nstep = 2\nhorizon = 60\nrecord = 60\n",
             0, REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++) {
        const double on = series_total(&s, k, "stage_exits", "prospect_onward");
        share[k] = on / (on + series_total(&s, k, "stage_exits", "prospect_away"));
    }
    assert_mean("completion", share, REPLICATES, kappa * (1 - f) / (kappa * (1 - f) + delta * (1 + g * f)), Z, 0, .01);
    simulation_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ramp_and_creep),       cmocka_unit_test(test_start_within_a_step),
        cmocka_unit_test(test_costs_to_the_cent),    cmocka_unit_test(test_saving_up),
        cmocka_unit_test(test_lapses_without_money), cmocka_unit_test(test_levers_multiply),
        cmocka_unit_test(test_completion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
