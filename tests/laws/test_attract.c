/* Paid channels: adstock with its steady state x / (1 - c) and half-life ln .5 / ln c (Broadbent 1979), the Hill
 * response with R(e) = 1/2 (Jin et al. 2017), and the hazard max_reach * R * trust * (1 - friction), all seen through
 * the flow of strangers who become aware. */
#include "tests/laws/laws.h"

#include <string.h>

enum { AGENTS = 50000 };
/* x = 10 money per 1,000 agents and week, so the steady adstock is 10 / (1 - c). */
#define ADS                                                                                                            \
    "[market]\nagents = 50000\n[network]\nkind = mixing\n[wom]\nenabled = no\n[customer]\nenabled = no\n"              \
    "[satisfaction]\nenabled = no\n[engage]\nprospect_to_lead = 0\nprospect_abandon = 0\n"                             \
    "[budget]\nweekly = 10\n[channel ads]\nshare = 1\nmax_reach = 0.4\ntrust = 0.25\n"

/* Runs `ini`, with a carry-over of c per week, and compares the aware share of every step t with
 * S(t) (1 - exp(-D reach R(A(t)))). */
static void judge_flow(const char *ini, double c, double half_effect, double hill, double reach, double step)
{
    struct simulation s = {0};
    double aware[REPLICATES];
    double strangers = 1;
    simulate(&s, ini, 0, REPLICATES, 0);
    for (size_t row = 1; row <= last_row(&s); row++) {
        const double adstock = 10 / (1 - c) * (1 - pow(c, step * (double)row));
        const double response = pow(adstock, hill) / (pow(adstock, hill) + pow(half_effect, hill));
        const double flow = strangers * -expm1(-step * reach * response);
        strangers -= flow;
        laws_at(&s, aware, "aware", "ads", row, AGENTS);
        assert_mean("became aware", aware, REPLICATES, flow, Z, 0, .04);
    }
    simulation_free(&s);
}

/* c = 2^(-1/4): the half-life is 4 weeks, so at week 4 adstock is half of its steady state 62.85. That is where the
 * half effect lies: R = 1/2 at week 4, and 2^k / (2^k + 1) in the end. */
static void test_half_life_and_half_effect(void **state)
{
    static const double hills[] = {1, 2.5};
    const double c = exp2(-.25), half_effect = 10 / (1 - c) / 2;
    char ini[2048];
    (void)state;
    laws_published("default half-life, weeks", log(.5) / log(.5), 1, 0);
    for (size_t k = 0; k < 2; k++) {
        (void)snprintf(ini, sizeof ini,
                       ADS "carry_over = %.15g\nhalf_effect = %.15g\nhill = %g\n[time]\nhorizon = 12\n", c, half_effect,
                       hills[k]);
        judge_flow(ini, c, half_effect, hills[k], .1, 1);
    }
}

/* Money x at a carry-over of c brings adstock to x / (1 - c): with the half effect there, half of max_reach finds
 * strangers after some half-lives, of a week each here. 1 % of what ten weeks find is 0.9 % in the steady adstock. */
static void test_steady_state(void **state)
{
    enum { FROM = 20, WEEKS = 10 };
    struct simulation s = {0};
    double aware[REPLICATES];
    (void)state;
    simulate(&s, ADS "carry_over = 0.5\nhalf_effect = 20\nhill = 3\n[time]\nhorizon = 30\nrecord = 10\n", 0, REPLICATES,
             0);
    for (size_t k = 0; k < REPLICATES; k++)
        aware[k] =
            series_at(&s, k, "aware", "ads", (FROM + WEEKS) / 10) / series_at(&s, k, "agents", "stranger", FROM / 10);
    assert_mean("aware at the half effect", aware, REPLICATES, -expm1(-.4 * .25 / 2 * WEEKS), Z, 0, .01);
    simulation_free(&s);
}

/* The same money in steps of two weeks, and of half a week, gives the same steady state and half-life. */
static void test_step_does_not_matter(void **state)
{
    static const double steps[] = {.5, 2};
    const double c = exp2(-.25), half_effect = 10 / (1 - c) / 2;
    char ini[2048];
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        (void)snprintf(ini, sizeof ini, ADS "carry_over = %.15g\nhalf_effect = %.15g\n[time]\nhorizon = 8\nstep = %g\n",
                       c, half_effect, steps[k]);
        judge_flow(ini, c, half_effect, 1, .1, steps[k]);
    }
}

static void test_friction_lowers_reach(void **state)
{
    (void)state;
    judge_flow(
        ADS
        "carry_over = 0\nhalf_effect = 10\n[friction attract]\nchannel = 0.5\nnavigation = 0.2\n[time]\nhorizon = 4\n",
        0, 10, 1, .1 * .5 * .8, 1);
}

/* Captured prospects go on at kappa + h against delta, with h = .4 * .25 / 2 for an adstock at its half effect. */
static void test_capture(void **state)
{
    struct simulation s = {0};
    double share[REPLICATES];
    (void)state;
    simulate(
        &s,
        "[market]\nagents = 50000\n[network]\nkind = mixing\n[wom]\nenabled = no\n[customer]\nenabled = no\n"
        "[attract]\nconstant_hazard = 100\n[engage]\nprospect_to_lead = 0.03\nprospect_abandon = 0.05\n"
        "lead_to_customer = 0\nlead_abandon = 0\nabandon_to = lost\n[budget]\nweekly = 10\n"
        "[channel search]\nkind = capture\nshare = 1\nmax_reach = 0.4\ntrust = 0.25\ncarry_over = 0\nhalf_effect = 10\n"
        "[time]\nhorizon = 200\nstep = 2\nrecord = 200\n",
        0, REPLICATES, 0);
    laws_at(&s, share, "stage_exits", "prospect_onward", 1, AGENTS);
    assert_mean("prospects who go on", share, REPLICATES, (.03 + .05) / (.03 + .05 + .05), Z, 0, .01);
    simulation_free(&s);
}

/* ---- trust times k with reach over k ---- */

#define TWO_CHANNELS                                                                                                   \
    "[market]\nagents = 20000\n[network]\nkind = mixing\n[wom]\nenabled = no\n[budget]\nweekly = 20\n"                 \
    "[time]\nhorizon = 52\n[channel ads]\nshare = 0.75\nmax_reach = %.17g\ntrust = %.17g\n"                            \
    "[channel search]\nkind = capture\nshare = 0.25\nmax_reach = %.17g\ntrust = %.17g\n"

static void run_scaled(struct simulation *s, double k)
{
    char ini[2048];
    (void)snprintf(ini, sizeof ini, TWO_CHANNELS, .2 / k, .1 * k, .3 / k, .2 * k);
    simulate(s, ini, 0, 2, 0);
}

/* Only trust times reach matters. A factor of two changes no bit of any product: not one count of one week differs. A
 * factor of three moves a hazard by one part in 10^16 at most, which moves no threshold of 2^-32 here. */
static void test_scaled_trust_changes_nothing(void **state)
{
    static const double factors[] = {2, 3};
    struct simulation plain = {0}, scaled = {0};
    (void)state;
    run_scaled(&plain, 1);
    for (size_t f = 0; f < 2; f++) {
        run_scaled(&scaled, factors[f]);
        const size_t bytes = plain.setup.n_rows * plain.setup.layout.n_counts * sizeof(int64_t);
        for (size_t k = 0; k < 2; k++) {
            assert_true(series_total(&plain, k, "new_customers", NULL) > 100);
            assert_memory_equal(fly_results_record(&plain.results, 0, k)->counts,
                                fly_results_record(&scaled.results, 0, k)->counts, bytes);
        }
        simulation_free(&scaled);
    }
    simulation_free(&plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_half_life_and_half_effect),
        cmocka_unit_test(test_steady_state),
        cmocka_unit_test(test_step_does_not_matter),
        cmocka_unit_test(test_friction_lowers_reach),
        cmocka_unit_test(test_capture),
        cmocka_unit_test(test_scaled_trust_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
