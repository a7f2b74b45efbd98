/* The way from being aware to being a customer: competing exponential stages, and what friction, evidence, fit and
 * speed do to them. Completion of a stage is kappa / (kappa + delta), its mean time 1 / (kappa + delta), whatever the
 * step; the time over two equal stages follows an Erlang law. */
#include "tests/laws/laws.h"

#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>

enum { AGENTS = 10000 };
/* Nobody talks; in a wave everybody is aware after the first step, and who gives up is lost. */
#define QUIET                                                                                                          \
    "[market]\nagents = 10000\n[network]\nkind = mixing\n[wom]\nenabled = no\n[customer]\nenabled = no\n"              \
    "[satisfaction]\nenabled = no\n"
#define WAVE QUIET "[attract]\nconstant_hazard = 100\n[engage]\nabandon_to = lost\n"

/* Of those who left the stage, the share that went on. */
static void exits(const struct simulation *s, double *share, const char *onward, const char *away)
{
    for (size_t k = 0; k < REPLICATES; k++) {
        const double on = series_total(s, k, "stage_exits", onward), off = series_total(s, k, "stage_exits", away);
        share[k] = on / (on + off);
    }
}

static double completion(double kappa, double delta, double f, double g)
{
    return kappa * (1 - f) / (kappa * (1 - f) + delta * (1 + g * f));
}

static void judge_completion(const char *more, double f, double g)
{
    struct simulation s = {0};
    double share[REPLICATES];
    char ini[2048];
    (void)snprintf(ini, sizeof ini,
                   WAVE "prospect_to_lead = 0.3\nprospect_abandon = 0.2\nlead_to_customer = 0.15\n"
                        "lead_abandon = 0.25\nfriction_abandon = %g\n%s[time]\nstep = 2\nhorizon = 100\n"
                        "record = 100\n",
                   g, more);
    simulate(&s, ini, 0, REPLICATES, 0);
    exits(&s, share, "prospect_onward", "prospect_away");
    assert_mean("prospects who go on", share, REPLICATES, completion(.3, .2, f, g), Z, 0, .01);
    exits(&s, share, "lead_onward", "lead_away");
    assert_mean("leads who buy", share, REPLICATES, completion(.15, .25, f, g), Z, 0, .015);
    laws_at(&s, share, "customers", NULL, 1, AGENTS);
    assert_mean("both", share, REPLICATES, completion(.3, .2, f, g) * completion(.15, .25, f, g), Z, 0, .02);
    simulation_free(&s);
}

static void test_completion(void **state)
{
    (void)state;
    judge_completion("", 0, 1);
    judge_completion("[friction engage]\nproduct = 0.2\npricing = 0.1\n", 1 - .8 * .9, 1);
    judge_completion("[friction engage]\nproduct = 0.2\npricing = 0.1\n", 1 - .8 * .9, 2.5);
    /* Friction of the other stages is none of this stage's business. */
    judge_completion("[friction delight]\nservice = 0.5\n[friction attract]\nchannel = 0.5\n", 0, 1);
}

/* The sum of the stage's stock over all steps is the time spent in it; taken by trapezia, it is off by (h D)^2 / 12. */
static void test_mean_time_of_a_stage(void **state)
{
    struct simulation s = {0};
    double weeks[REPLICATES];
    const double h = .3 + .2, step = .1;
    (void)state;
    simulate(&s, WAVE "prospect_to_lead = 0.3\nprospect_abandon = 0.2\n[time]\nstep = 0.1\nhorizon = 40\n", 0,
             REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++)
        weeks[k] = series_total(&s, k, "agents", "prospect") * step / AGENTS - step / 2;
    assert_mean("1 / (kappa + delta)", weeks, REPLICATES, 1 / h, Z, gsl_pow_2(h * step) / 12 / h, .01);
    simulation_free(&s);
}

/* Time from awareness to purchase over two stages of hazard kappa: mean 2 / kappa, variance 2 / kappa^2. In steps each
 * stage is geometric with q = exp(-kappa D): mean D / (1 - q), variance D^2 q / (1 - q)^2. */
static void test_erlang_time(void **state)
{
    struct simulation s = {0};
    double mean[REPLICATES], variance[REPLICATES];
    const double kappa = .25, step = .1, q = exp(-kappa * step);
    const double mean_steps = 2 * step / (1 - q), variance_steps = 2 * gsl_pow_2(step / (1 - q)) * q;
    (void)state;
    simulate(&s,
             WAVE "prospect_to_lead = 0.25\nprospect_abandon = 0\nlead_to_customer = 0.25\nlead_abandon = 0\n"
                  "[time]\nstep = 0.1\nhorizon = 100\n",
             0, REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++) {
        double n = 0, sum = 0, squares = 0;
        for (size_t row = 1; row <= last_row(&s); row++) {
            const double t = ((double)row - 1) * step, new = series_at(&s, k, "new_customers", NULL, row);
            n += new, sum += new *t, squares += new *t *t;
        }
        assert_true(n == AGENTS);
        mean[k] = sum / n;
        variance[k] = (squares - sum * sum / n) / (n - 1);
    }
    /* A step's end is on average half a step after the event, once for each stage; the variance differs at second
     * order. */
    assert_true(fabs(mean_steps - step - 2 / kappa) < 1e-3 && fabs(variance_steps - 2 / gsl_pow_2(kappa)) < .02);
    assert_mean("Erlang mean", mean, REPLICATES, mean_steps, Z, 0, .01);
    assert_mean("Erlang variance", variance, REPLICATES, variance_steps, Z, 0, .02);
    simulation_free(&s);
}

/* ---- evidence, fit and speed ---- */

/* Half of the market are customers who talk in the first step only. A stranger then hears Poisson(m) good words, m =
 * customers * rate * trust / N, and if any he is a prospect with that much evidence. Leads never buy. */
#define RUMOUR                                                                                                         \
    "[market]\nagents = 10000\ninitial_customers = 0.5\n[network]\nkind = mixing\n[customer]\nenabled = no\n"          \
    "[satisfaction]\nenabled = no\n[wom]\npromoter_rate = 4\npassive_rate = 4\nweak_share = 0\ntrust = 0.8\nsilence "  \
    "= 1\n"                                                                                                            \
    "[engage]\nabandon_to = lost\nprospect_to_lead = 0.1\nprospect_abandon = 0.4\nlead_to_customer = 0\nlead_abandon " \
    "= 0\n"
static const double rumour_mean = .5 * 4 * .8;

/* Completion averaged over the evidence of those who heard anything. */
static double rumour_completion(double psi, double half, double fit)
{
    double sum = 0;
    for (unsigned e = 1; e < 60; e++) {
        const double m = fit * (1 + psi * (1 - exp2(-fmin(e, 15) / half)));
        sum += gsl_ran_poisson_pdf(e, rumour_mean) / -expm1(-rumour_mean) * completion(.1 * m, .4, 0, 0);
    }
    return sum;
}

static void judge_rumour(double psi, double half, double fit)
{
    struct simulation s = {0};
    double share[REPLICATES];
    char ini[2048];
    (void)snprintf(ini, sizeof ini,
                   RUMOUR "evidence_effect = %g\nevidence_half = %g\n[wom]\nfit = %g\nspeed = 3\n"
                          "[time]\nhorizon = 60\nrecord = 60\n",
                   psi, half, fit);
    simulate(&s, ini, 0, REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++)
        share[k] = series_total(&s, k, "aware", "word_of_mouth") / (AGENTS / 2);
    assert_mean("heard of it", share, REPLICATES, -expm1(-rumour_mean), Z, 0, .01);
    exits(&s, share, "prospect_onward", "prospect_away");
    assert_mean("went on", share, REPLICATES, rumour_completion(psi, half, fit), Z, 0, .015);
    simulation_free(&s);
}

/* Speed multiplies both ways out of the stage, so it leaves completion alone; fit multiplies the way onward only. */
static void test_evidence_and_fit(void **state)
{
    (void)state;
    judge_rumour(0, 1, 1);
    judge_rumour(6, 1, 1);
    judge_rumour(6, 3, 1);
    judge_rumour(1, 2, 2.5);
}

/* The mean time of a stage falls by the speed: trapezia again, from the first step's end. */
static void test_speed(void **state)
{
    struct simulation s = {0};
    double weeks[REPLICATES];
    const double h = 3 * (.1 + .4), step = .05;
    (void)state;
    simulate(&s, RUMOUR "evidence_effect = 0\n[wom]\nfit = 1\nspeed = 3\n[time]\nstep = 0.05\nhorizon = 15\n", 0,
             REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++)
        weeks[k] = series_total(&s, k, "agents", "prospect") * step / series_total(&s, k, "aware", "word_of_mouth");
    /* Talking lasts a week, so people enter in twenty steps; each is counted from the end of his step. */
    assert_mean("mean time at triple speed", weeks, REPLICATES, step / -expm1(-h * step), Z, 0, .01);
    assert_true(fabs(step / -expm1(-h * step) - step / 2 - 1 / h) < 1e-3);
    simulation_free(&s);
}

/* ---- giving up ---- */

static void test_lost_for_good(void **state)
{
    struct simulation s = {0};
    (void)state;
    simulate(&s,
             WAVE "prospect_to_lead = 0.2\nprospect_abandon = 0.2\nlead_to_customer = 0\nlead_abandon = 0\n"
                  "[time]\nstep = 4\nhorizon = 400\n",
             0, 2, 0);
    for (size_t k = 0; k < 2; k++)
        for (size_t row = 1; row <= last_row(&s); row++) {
            assert_true(series_at(&s, k, "agents", "stranger", row) == 0);
            assert_true(series_at(&s, k, "agents", "resting", row) >= series_at(&s, k, "agents", "resting", row - 1));
            assert_true(row == 1 || series_at(&s, k, "aware", NULL, row) == 0);
        }
    simulation_free(&s);
}

/* Stranger -> prospect -> resting -> stranger: in the long run each stage holds people as its mean time says. */
static void test_rest_and_return(void **state)
{
    struct simulation s = {0};
    double share[REPLICATES];
    const double stranger = 1 / -expm1(-.1), prospect = 1 / -expm1(-.2), resting = 1 / -expm1(-1 / 8.);
    const double all = stranger + prospect + resting;
    (void)state;
    simulate(&s,
             QUIET "[engage]\nabandon_to = stranger\nrest = 8\nprospect_to_lead = 0\nprospect_abandon = 0.2\n"
                   "[attract]\nconstant_hazard = 0.1\n[time]\nhorizon = 100\nrecord = 100\n",
             0, REPLICATES, 0);
    laws_at(&s, share, "agents", "stranger", 1, AGENTS);
    assert_mean("strangers", share, REPLICATES, stranger / all, Z, 0, .01);
    laws_at(&s, share, "agents", "prospect", 1, AGENTS);
    assert_mean("prospects", share, REPLICATES, prospect / all, Z, 0, .01);
    laws_at(&s, share, "agents", "resting", 1, AGENTS);
    assert_mean("resting", share, REPLICATES, resting / all, Z, 0, .01);
    simulation_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_completion),      cmocka_unit_test(test_mean_time_of_a_stage),
        cmocka_unit_test(test_erlang_time),     cmocka_unit_test(test_evidence_and_fit),
        cmocka_unit_test(test_speed),           cmocka_unit_test(test_lost_for_good),
        cmocka_unit_test(test_rest_and_return),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
