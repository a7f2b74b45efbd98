/* Several wheels: steady state and transient of a ring, against GSL's own solvers; the loop gain; a level that grows
 * without bound ends the run; what turns a wheel, and what its level does. */
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_odeiv2.h>

#include "models/wheel_graph.h"
#include "tests/laws/laws.h"
#include "tests/support/blackboard.h"

#include <string.h>

#define NOBODY "[market]\nagents = 1000\n[network]\nkind = mixing\n[wom]\nenabled = no\n"
#define RING                                                                                                           \
    "[wheel a]\nfriction = 0.2\ncouples_to = b:0.15\nconstant = 1\n"                                                   \
    "[wheel b]\nfriction = 0.2\ncouples_to = c:0.15\n[wheel c]\nfriction = 0.2\ncouples_to = d:0.15\n"                 \
    "[wheel d]\nfriction = 0.2\ncouples_to = a:0.15\n"

static void assert_close(const char *what, double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance)) fail_msg("%s: found %.17g, expected %.17g", what, found, expected);
}

/* ---- the graph by itself, against GSL ---- */

/* A graph of n wheels by hash: frictions .05 to 1, every other coupling 0, the others up to `most`. */
static void random_graph(struct fly_wheel_graph *graph, size_t n, double most, uint32_t seed)
{
    *graph = (struct fly_wheel_graph){.n = n};
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++) {
            const struct fly_words words = fly_draw(fly_key_make(seed, 0), i, j, 1, 0);
            if (i == j) graph->friction[i] = .05 + .95 * fly_unit(words.w[0]);
            if (i != j && words.w[1] & 1) graph->feed.of[i][j] = most * fly_unit(words.w[0]);
        }
}

/* The system matrix beside the identity, [A 1; 0 0]: its exponential holds both what is kept and what is taken. */
static gsl_matrix *augmented(const struct fly_wheel_graph *graph, double weeks)
{
    gsl_matrix *m = gsl_matrix_calloc(2 * graph->n, 2 * graph->n);
    for (size_t i = 0; i < graph->n; i++) {
        for (size_t j = 0; j < graph->n; j++)
            gsl_matrix_set(m, i, j, weeks * (graph->feed.of[i][j] - (i == j ? graph->friction[i] : 0)));
        gsl_matrix_set(m, i, graph->n + i, weeks);
    }
    return m;
}

static void judge_exponential(const struct fly_wheel_graph *graph, double weeks)
{
    struct fly_wheel_time time;
    gsl_matrix *m = augmented(graph, weeks), *e = gsl_matrix_alloc(2 * graph->n, 2 * graph->n);
    assert_int_equal(gsl_linalg_exponential_ss(m, e, GSL_PREC_DOUBLE), 0);
    fly_wheel_solve(graph, weeks, &time);
    for (size_t i = 0; i < graph->n; i++)
        for (size_t j = 0; j < graph->n; j++) {
            const double keep = gsl_matrix_get(e, i, j), take = gsl_matrix_get(e, i, graph->n + j);
            assert_close("keep", time.keep.of[i][j], keep, 1e-12 * (keep + .01));
            assert_close("take", time.take.of[i][j], take, 1e-12 * (take + .01 * weeks));
            assert_true(time.keep.of[i][j] >= 0 && time.take.of[i][j] >= 0);
        }
    gsl_matrix_free(m);
    gsl_matrix_free(e);
}

static void test_exponential(void **state)
{
    static const double weeks[] = {1e-3, 1. / 7, 1, 4, 52};
    struct fly_wheel_graph graph;
    (void)state;
    for (size_t n = 1; n <= FLY_MAX_WHEELS; n += 3)
        for (size_t k = 0; k < 5; k++) {
            random_graph(&graph, n, .6 / (double)n, (uint32_t)n);
            judge_exponential(&graph, weeks[k]);
        }
}

/* One wheel alone: keep = exp(-b t), take = (1 - exp(-b t)) / b, to the last digits for any b t. A chain of two with
 * one friction: a's part of b is g t exp(-b t), down to numbers far below those beside it. */
static void test_small_and_large(void **state)
{
    (void)state;
    for (double b = 1e-6; b < 200; b *= 10)
        for (double t = 1e-6; t < 1000; t *= 10) {
            struct fly_wheel_time time;
            struct fly_wheel_graph graph = {.n = 2, .friction = {b, b}};
            graph.feed.of[1][0] = 1e-9;
            fly_wheel_solve(&graph, t, &time);
            const double kept = exp(-b * t), taken = -expm1(-b * t) / b, passed = 1e-9 * t * kept;
            const double error = 1e-13 * (2 + b * t);
            assert_close("kept", time.keep.of[0][0], kept, error * kept);
            assert_close("taken", time.take.of[0][0], taken, 1e-13 * taken);
            assert_close("passed on", time.keep.of[1][0], passed, error * passed);
            assert_true(time.keep.of[0][1] == 0 && time.take.of[0][1] == 0);
        }
}

static double eigen_gain(const struct fly_wheel_graph *graph)
{
    double largest = 0;
    gsl_matrix *m = gsl_matrix_alloc(graph->n, graph->n);
    gsl_vector_complex *values = gsl_vector_complex_alloc(graph->n);
    gsl_eigen_nonsymm_workspace *work = gsl_eigen_nonsymm_alloc(graph->n);
    for (size_t i = 0; i < graph->n; i++)
        for (size_t j = 0; j < graph->n; j++)
            gsl_matrix_set(m, i, j, graph->feed.of[i][j] / graph->friction[i]);
    assert_int_equal(gsl_eigen_nonsymm(m, values, work), 0);
    for (size_t i = 0; i < graph->n; i++) {
        const gsl_complex z = gsl_vector_complex_get(values, i);
        largest = fmax(largest, hypot(GSL_REAL(z), GSL_IMAG(z)));
    }
    gsl_eigen_nonsymm_free(work);
    gsl_vector_complex_free(values);
    gsl_matrix_free(m);
    return largest;
}

static void test_loop_gain(void **state)
{
    struct fly_wheel_graph graph, chain = {.n = 3, .friction = {.1, .2, .3}}, pair = {.n = 4, .friction = {1, 1, 1, 1}};
    (void)state;
    for (uint32_t seed = 0; seed < 50; seed++) {
        random_graph(&graph, 2 + seed % (FLY_MAX_WHEELS - 1), .5, seed);
        const double gain = eigen_gain(&graph);
        assert_close("loop gain", fly_wheel_loop_gain(&graph), gain, 1e-10 * gain);
    }
    chain.feed.of[1][0] = chain.feed.of[2][1] = 5;
    assert_true(fly_wheel_loop_gain(&chain) == 0);
    /* Two equal pairs, one of which feeds the other: a double eigenvalue without two eigenvectors. */
    pair.feed.of[0][1] = pair.feed.of[1][0] = pair.feed.of[2][3] = pair.feed.of[3][2] = .3;
    pair.feed.of[2][0] = .7;
    assert_close("loop gain of two pairs", fly_wheel_loop_gain(&pair), .3, 1e-12);
}

/* ---- a run ---- */

static void test_steady_state(void **state)
{
    static const double published[] = {7.314286, 5.485714, 4.114286, 3.085714};
    static const char *const name[] = {"a", "b", "c", "d"};
    struct simulation s = {0};
    (void)state;
    simulate(&s, NOBODY RING "[time]\nhorizon = 1000\nstep = 5\n", 0, 1, 1);
    for (size_t w = 0; w < 4; w++) {
        laws_published("steady level", series_at(&s, 0, "wheel_level", name[w], last_row(&s)), published[w], 5e-7);
        assert_close("steady level", series_at(&s, 0, "wheel_level", name[w], last_row(&s)),
                     5 * pow(.75, (double)w) / (1 - pow(.75, 4)), 1e-12);
    }
    assert_close("loop gain", kpi_of(&s, 0, "loop_gain"), .75, 1e-14);
    simulation_free(&s);
}

/* dx/dt of the graph below. */
static int change(double t, const double x[], double dx[], void *params)
{
    (void)t, (void)params;
    dx[0] = -.1 * x[0] + .02 * x[1] + .5;
    dx[1] = .07 * x[0] - .25 * x[1] + .01 * x[2];
    dx[2] = .03 * x[0] + .2 * x[1] - .04 * x[2] - .06;
    return 0;
}

/* Each recorded week of the transient, for short and long steps. */
static void judge_transient(double step)
{
    struct simulation s = {0};
    double x[] = {0, 2, 5}, t = 0;
    char ini[1024];
    gsl_odeiv2_system system = {change, NULL, 3, NULL};
    gsl_odeiv2_driver *driver = gsl_odeiv2_driver_alloc_y_new(&system, gsl_odeiv2_step_rk8pd, 1e-3, 1e-13, 1e-13);
    (void)snprintf(ini, sizeof ini,
                   NOBODY "[wheel a]\nfriction = 0.1\ncouples_to = b:0.07, c : 0.03 /week\nconstant = 0.5\n"
                          "[wheel b]\nfriction = 0.25\ncouples_to = a:0.02, c:0.2\nstart = 2\n"
                          "[wheel c]\nfriction = 0.04\ncouples_to = b:0.01\nconstant = -0.06\nstart = 5\n"
                          "[time]\nhorizon = 52\nstep = %g\n",
                   step);
    simulate(&s, ini, 0, 1, 1);
    for (size_t row = 0; row <= last_row(&s); row++) {
        assert_int_equal(gsl_odeiv2_driver_apply(driver, &t, step * (double)row, x), 0);
        assert_close("a", series_at(&s, 0, "wheel_level", "a", row), x[0], 1e-10);
        assert_close("b", series_at(&s, 0, "wheel_level", "b", row), x[1], 1e-10);
        assert_close("c", series_at(&s, 0, "wheel_level", "c", row), x[2], 1e-10);
    }
    gsl_odeiv2_driver_free(driver);
    simulation_free(&s);
}

static void test_transient(void **state)
{
    (void)state;
    judge_transient(.125);
    judge_transient(1);
    judge_transient(13);
}

/* A drained wheel is empty, not less than that; and a wheel that is off is as if it were not there. */
static void test_empty_and_absent(void **state)
{
    struct simulation s = {0}, t = {0};
    (void)state;
    simulate(&s, NOBODY RING "[wheel e]\nstart = 1\nconstant = -0.5\n[time]\nhorizon = 20\n", 0, 1, 1);
    assert_true(series_at(&s, 0, "wheel_level", "e", 1) > 0 && series_at(&s, 0, "wheel_level", "e", 20) == 0);
    simulate(&t,
             NOBODY RING "[wheel e]\nenabled = no\nstart = 9\nconstant = 5\ncouples_to = a:9\n[time]\nhorizon = 20\n",
             0, 1, 1);
    for (size_t row = 0; row <= last_row(&s); row++) {
        assert_true(series_at(&t, 0, "wheel_level", "e", row) == 0);
        assert_true(series_at(&t, 0, "wheel_level", "a", row) == series_at(&s, 0, "wheel_level", "a", row));
    }
    simulation_free(&s);
    simulation_free(&t);
}

/* ---- growth without bound ---- */

static void expect_failure(const char *ini, const char *const *words, size_t n)
{
    struct simulation s = {0};
    struct fly_diagnostics found = {0};
    struct fly_error error = {0};
    const struct fly_ensemble_options options = {.threads = 1};
    assert_int_equal(fly_scenario_parse(&s.scenario, fly_engine_schema(), "wild.ini", ini, NULL, 0, &found), FLY_OK);
    assert_int_equal(fly_setup_init(&s.setup, &s.scenario, &found, &error), FLY_OK);
    assert_int_equal(fly_results_init(&s.results, &s.setup, 1, 0, 1, &error), FLY_OK);
    assert_int_equal(fly_ensemble_run(&s.results, &options, &error), FLY_ERR_SCENARIO);
    print_message("%s\n", error.text);
    for (size_t k = 0; k < n; k++)
        if (!strstr(error.text, words[k])) fail_msg("it does not say '%s'", words[k]);
    fly_diagnostics_free(&found);
    simulation_free(&s);
}

/* Two wheels that feed each other at g = .3 against b = .2, both fed by 1: x = 10 (exp(.1 t) - 1) passes 1e9 at
 * 10 ln(1e8 + 1) = 184.2 weeks. */
static void test_divergence(void **state)
{
    static const char *const growth[] = {"wild.ini: by week 185 ", "'push'", "beyond 1e9",
                                         "feed each other faster than friction slows them", "loop gain 1.5"};
    static const char *const input[] = {"by week 2 ", "'push'", "lower its input", "loop gain 0"};
    (void)state;
    assert_int_equal(ceil(10 * log(1e8 + 1)), 185);
    expect_failure(NOBODY "[wheel push]\nfriction = 0.2\ncouples_to = pull:0.3\nconstant = 1\n"
                          "[wheel pull]\nfriction = 0.2\ncouples_to = push:0.3\nconstant = 1\n[time]\nhorizon = 300\n",
                   growth, 5);
    expect_failure(NOBODY "[wheel push]\nfriction = 1e-6\nconstant = 1e6\nstart = 999e6\n[time]\nhorizon = 300\n",
                   input, 4);
}

static void test_warning(void **state)
{
    static const char *const couplings[] = {"0.199", "0.2"};
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        struct fly_scenario scenario = {0};
        struct fly_diagnostics found = {0};
        char ini[256];
        (void)snprintf(ini, sizeof ini,
                       "[wheel a]\nfriction = 0.2\ncouples_to = b:0.2\n[wheel b]\nfriction = 0.2\ncouples_to = a:%s\n",
                       couplings[k]);
        assert_int_equal(fly_scenario_parse(&scenario, fly_engine_schema(), "x.ini", ini, NULL, 0, &found), FLY_OK);
        assert_int_equal(found.n_items, k);
        if (k) {
            assert_int_equal(found.items[0].severity, FLY_WARNING);
            assert_string_equal(found.items[0].place, "x.ini:3");
            assert_non_null(strstr(found.items[0].text, "the wheels feed each other faster than friction slows them: "
                                                        "levels grow without bound (loop gain 1;"));
        }
        fly_diagnostics_free(&found);
        fly_scenario_free(&scenario);
    }
}

/* ---- what turns a wheel ---- */

/* 10 money per 1,000 agents and week, 60 % of it for ads: x = .5 * 6 / b (1 - exp(-b t)). */
static void test_money(void **state)
{
    struct simulation s = {0};
    (void)state;
    simulate(&s,
             NOBODY
             "[budget]\nweekly = 10\n[channel ads]\nshare = 0.6\n[channel site]\nshare = 0.4\n"
             "[wheel brand]\nfriction = 0.05\nmoney_from = ads\nper_money = 0.5\n[time]\nhorizon = 60\nstep = 2\n",
             0, 1, 1);
    for (size_t row = 0; row <= last_row(&s); row++)
        assert_close("level", series_at(&s, 0, "wheel_level", "brand", row),
                     .5 * 6 / .05 * -expm1(-.05 * 2 * (double)row), 1e-10);
    simulation_free(&s);
}

/* Each event by itself: the level follows the series of that event week by week. */
static void judge_event(const char *key, const char *series, const char *label)
{
    struct simulation s = {0};
    char ini[2048];
    double level = 0, sum = 0;
    (void)snprintf(
        ini, sizeof ini,
        "[market]\nagents = 2000\ninitial_customers = 0.3\n[attract]\nconstant_hazard = 0.1\n"
        "[satisfaction]\nstart = 0.8\n[engage]\nenabled = no\n[customer]\nbgnbd_r = 2\n[wom]\nweak_share = 0.5\n"
        "[referral]\nenabled = yes\nask_rate = 0.5\nreward_friend = 0\nreward_referrer = 0\n"
        "[reviews]\nenabled = yes\npromoter_rate = 0.2\n"
        "[community]\nenabled = yes\n[budget]\nweekly = 50\nacquisition = 0\ncommunity = 1\nunspent = keep\n"
        "[wheel w]\nfriction = 0.3\n%s = 0.7\n[time]\nhorizon = 20\n",
        key);
    simulate(&s, ini, 0, 1, 1);
    for (size_t row = 1; row <= last_row(&s); row++) {
        const double events = series_at(&s, 0, series, label, row);
        level = exp(-.3) * level - .7 * events / 2 / .3 * expm1(-.3);
        sum += events;
        assert_close(key, series_at(&s, 0, "wheel_level", "w", row), level, 1e-12 * (1 + level));
    }
    print_message("%s: %g events\n", key, sum);
    assert_true(sum > 20);
    simulation_free(&s);
}

static void test_events(void **state)
{
    (void)state;
    judge_event("per_purchase", "purchases", NULL);
    judge_event("per_new_customer", "new_customers", NULL);
    judge_event("per_referral", "referrals", "converted");
    judge_event("per_review", "reviews", NULL);
    judge_event("per_contribution", "contributions", NULL);
    judge_event("per_good_word", "accepted_signals", "positive");
    judge_event("per_bad_word", "accepted_signals", "negative");
}

/* ---- what its level does ---- */

/* Constant level 3 by start = 3, constant = 3 b. A channel reaches strangers at .2 * R(6 / e = 1/2) * .5 = .05 a week;
 * lifted by 1 + .8 (1 - exp(-3 / 2)), half of it where a channel is lifted that has half of the reach. */
static void judge_adoption(const char *drives, double lifted)
{
    struct simulation s = {0};
    double aware[REPLICATES];
    char ini[1024];
    const double m = 1 + .8 * -expm1(-1.5), h = .05 * (1 - lifted + lifted * m);
    (void)snprintf(
        ini, sizeof ini,
        "[market]\nagents = 20000\n[network]\nkind = mixing\n[wom]\nenabled = no\n[customer]\nenabled = no\n"
        "[engage]\nenabled = no\n[satisfaction]\nenabled = no\n[budget]\nweekly = 12\n"
        "[channel ads]\nshare = 0.5\nmax_reach = 0.1\nhalf_effect = 6\ncarry_over = 0\ntrust = 0.5\n"
        "[channel site]\nshare = 0.5\nmax_reach = 0.1\nhalf_effect = 6\ncarry_over = 0\ntrust = 0.5\n"
        "[wheel w]\nstart = 3\nfriction = 0.1\nconstant = 0.3\nlift = 0.8\nscale = 2\n%s[time]\nhorizon = 12\n",
        drives);
    simulate(&s, ini, 0, REPLICATES, 0);
    for (size_t row = 4; row <= 12; row += 4) {
        laws_at(&s, aware, "customers", NULL, row, 20000);
        assert_mean("adopted", aware, REPLICATES, -expm1(-h * (double)row), Z, 0, .01);
    }
    assert_close("level", series_at(&s, 0, "wheel_level", "w", 12), 3, 1e-12);
    simulation_free(&s);
}

static void test_adoption(void **state)
{
    (void)state;
    judge_adoption("drives = reach\n", 1);
    judge_adoption("drives = channel\nchannel = site\n", .5);
    judge_adoption("", 0);
}

/* Every choice of `drives` moves its own rate and no other. */
static void test_drives(void **state)
{
    static const char *const drives[] = {"none",  "reach", "talk",  "consider", "buy",    "abandon",
                                         "refer", "churn", "cases", "channel",  "quality"};
    const double lift = -.4 * -expm1(-1.5);
    (void)state;
    for (int d = 0; d < 11; d++) {
        struct blackboard b = {0};
        char ini[512];
        (void)snprintf(ini, sizeof ini,
                       NOBODY "[channel ads]\nshare = 1\n[time]\nhorizon = 2\n"
                              "[wheel w]\nstart = 3\nconstant = 0.3\nlift = -0.4\nscale = 2\ndrives = %s\n%s",
                       drives[d], d == 9 ? "channel = ads\n" : "");
        blackboard_run(&b, ini);
        for (int r = 0; r < FLY_N_NAMED_RATES; r++)
            assert_close(drives[d], b.market->rate[r], d == 1 + r ? 1 + lift : 1, 1e-12);
        assert_close(drives[d], b.market->channel_reach[0], d == 9 ? 1 + lift : 1, 1e-12);
        assert_close(drives[d], b.market->quality, d == 10 ? lift : 0, 1e-12);
        blackboard_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exponential),
        cmocka_unit_test(test_small_and_large),
        cmocka_unit_test(test_loop_gain),
        cmocka_unit_test(test_steady_state),
        cmocka_unit_test(test_transient),
        cmocka_unit_test(test_divergence),
        cmocka_unit_test(test_empty_and_absent),
        cmocka_unit_test(test_warning),
        cmocka_unit_test(test_money),
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_adoption),
        cmocka_unit_test(test_drives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
