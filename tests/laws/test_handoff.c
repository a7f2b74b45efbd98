/* Handoffs: of h of them (1 - l (1 - c))^h come through, after h d (1 - c) weeks in the mean whatever the step, and
 * less content by penalty h (1 - c). */
#include "tests/laws/laws.h"

enum { AGENTS = 5000 };
/* Everybody is aware after the first step, considers it after the second and decides to buy in the third one; then he
 * is handed over. Who gets lost stays lost. */
#define DECIDED                                                                                                        \
    "[market]\nagents = 5000\n[network]\nkind = mixing\n[wom]\nenabled = no\n[customer]\nenabled = no\n"               \
    "[attract]\nconstant_hazard = 1e2\n[engage]\nabandon_to = lost\nprospect_to_lead = 1e2\nprospect_abandon = 0\n"    \
    "lead_to_customer = 1e2\nlead_abandon = 0\n[satisfaction]\nstart = 0.8\nstart_sd = 0\n"

static const double loss = .2, delay = 1.7, penalty = .05;

static void decided(struct simulation *s, double h, double c, double step, const char *more)
{
    char ini[2048];
    (void)snprintf(ini, sizeof ini,
                   DECIDED
                   "[handoff]\nenabled = yes\ncount = %g\nloss = %g\ndelay = %g\nsatisfaction = %g\nsharing = %g\n"
                   "[time]\nstep = %g\nhorizon = 12\n%s",
                   h, loss, delay, penalty, c, step, more);
    simulate(s, ini, 0, REPLICATES, 0);
}

/* Everybody is on his way for a time that is one of the two nearest whole numbers of steps. */
static void judge_times(const struct simulation *s, double steps)
{
    const size_t entry = 3, first = entry + (size_t)floor(steps), last = entry + (size_t)ceil(steps);
    for (size_t k = 0; k < REPLICATES; k++)
        for (size_t row = 0; row <= last_row(s); row++) {
            assert_true(series_at(s, k, "stage_exits", "lead_onward", row) == (row == entry ? AGENTS : 0));
            if (row < first || row > last) assert_true(series_at(s, k, "new_customers", NULL, row) == 0);
        }
}

/* h: what levers leave of the handoffs in `more`. */
static void judge(double count, double h, double c, double step, const char *more)
{
    struct simulation s = {0};
    double share[REPLICATES], weeks[REPLICATES], satisfaction[REPLICATES];
    const double time = h * delay * (1 - c);
    decided(&s, count, c, step, more);
    judge_times(&s, time / step);
    for (size_t k = 0; k < REPLICATES; k++) {
        const double on = series_total(&s, k, "stage_exits", "handover_onward");
        const double off = series_total(&s, k, "stage_exits", "handover_away");
        assert_true(on + off == AGENTS && series_at(&s, k, "agents", "resting", last_row(&s)) == off);
        assert_true(series_at(&s, k, "agents", "customer", last_row(&s)) == on);
        share[k] = on / AGENTS;
        weeks[k] = series_total(&s, k, "agents", "handover") * step / AGENTS;
        satisfaction[k] = series_at(&s, k, "satisfaction", NULL, last_row(&s));
        assert_true(series_at(&s, k, "handoffs", NULL, 1) == h);
    }
    assert_mean("come through", share, REPLICATES, pow(1 - loss * (1 - c), h), Z, 0, .01);
    assert_mean("weeks", weeks, REPLICATES, time, Z, 1e-12, .01);
    assert_mean("satisfaction", satisfaction, REPLICATES, .8 - penalty * h * (1 - c), Z, 1. / 65535, .001);
    simulation_free(&s);
}

static void test_handoffs(void **state)
{
    (void)state;
    for (double h = 1; h <= 3; h++) {
        judge(h, h, 0, 1, "");
        judge(h, h, .4, 1, "");
    }
    judge(1.5, 1.5, 0, 1, "");
}

/* Also where a handover takes less than a step. */
static void test_any_step(void **state)
{
    (void)state;
    judge(2, 2, 0, .25, "");
    judge(1, 1, 0, 2, "");
    judge(2, 2, .5, 3, "");
}

static void test_levers_remove_handoffs(void **state)
{
    (void)state;
    judge(3, 2, 0, 1, "[lever teams]\nkind = reorganise\nhandoffs = 1\nramp = 0\n");
    judge(3, 1.5, .4, 1,
          "[lever teams]\nkind = reorganise\nhandoffs = 1\nramp = 0\n"
          "[lever one]\nkind = reorganise\nhandoffs = 0.5\nramp = 0\n");
}

/* Nobody waits and nobody gets lost: with full sharing, without anything to lose, or when levers leave no handoff. */
static void judge_nothing(double count, double c, const char *more)
{
    struct simulation s = {0};
    decided(&s, count, c, 1, more);
    assert_true(series_at(&s, 0, "new_customers", NULL, 3) == AGENTS);
    assert_true(fabs(series_at(&s, 0, "satisfaction", NULL, 3) - .8) < 1. / 65535);
    simulation_free(&s);
}

static void test_nothing_lost(void **state)
{
    (void)state;
    judge_nothing(3, 1, "");
    judge_nothing(2, 0, "[lever teams]\nkind = reorganise\nhandoffs = 5\nramp = 0\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_handoffs),
        cmocka_unit_test(test_any_step),
        cmocka_unit_test(test_levers_remove_handoffs),
        cmocka_unit_test(test_nothing_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
