/* Reviews: the decayed number and mean of constant input, a half-life that is exact at any step, who posts how often,
 * and what the rating does to prospects and leads. */
#include "tests/laws/laws.h"
#include "tests/support/blackboard.h"

/* 10,000 customers of one mind who stay; so reviews per 1,000 agents and week are 1000 (1 - exp(-h D)) / D. */
enum { CUSTOMERS = 10000 };
#define STAY                                                                                                           \
    "[market]\nagents = 10000\ninitial_customers = 1\n[network]\nkind = mixing\n[wom]\nenabled = no\n"                 \
    "[customer]\nenabled = no\n[reviews]\nenabled = yes\n"
#define PROMOTERS "[satisfaction]\nenabled = no\nstart = 1\n"

/* r reviews a week, evenly: n = n0 2^(-t/T) + r T / ln 2 (1 - 2^(-t/T)), stars likewise. Five stars come in, 300
 * reviews of two stars are there. */
static void judge_constant_input(double step, double horizon)
{
    struct simulation s = {0};
    double number[REPLICATES], rating[REPLICATES];
    char ini[1024];
    const double T = 13, h = .03, r = 1000 * -expm1(-h * step) / step;
    (void)snprintf(ini, sizeof ini,
                   STAY "promoter_rate = %g\nhalf_life = %g\nstart_number = 300\nstart_rating = 2\n" PROMOTERS
                        "[time]\nstep = %g\nhorizon = %g\n",
                   h, T, step, horizon);
    simulate(&s, ini, 0, REPLICATES, 0);
    for (size_t row = 1; row <= last_row(&s); row += (last_row(&s) + 2) / 3) {
        const double kept = exp2(-step * (double)row / T), posted = r * T / M_LN2 * (1 - kept);
        laws_at(&s, number, "review_number", NULL, row, 1);
        laws_at(&s, rating, "rating", NULL, row, 1);
        assert_mean("number of reviews", number, REPLICATES, 300 * kept + posted, Z, 0, .01);
        assert_mean("rating", rating, REPLICATES, (2 * 300 * kept + 5 * posted) / (300 * kept + posted), Z, 0, .01);
    }
    simulation_free(&s);
}

static void test_constant_input(void **state)
{
    (void)state;
    judge_constant_input(1, 39);
    judge_constant_input(.5, 12);
    judge_constant_input(6.5, 52);
}

/* Nobody posts: after one half-life half is left, whatever the step, and the rating stays. */
static void test_half_life(void **state)
{
    static const double steps[] = {.25, 1, 5, 10};
    char ini[1024];
    (void)state;
    for (size_t k = 0; k < 4; k++) {
        struct simulation s = {0};
        (void)snprintf(ini, sizeof ini,
                       STAY "promoter_rate = 0\nhalf_life = 10\nstart_number = 7\nstart_rating = 3.3\n" PROMOTERS
                            "[time]\nstep = %g\nhorizon = 20\n",
                       steps[k]);
        simulate(&s, ini, 0, 1, 1);
        assert_true(fabs(series_at(&s, 0, "review_number", NULL, last_row(&s) / 2) - 3.5) < 1e-12);
        assert_true(fabs(series_at(&s, 0, "review_number", NULL, last_row(&s)) - 1.75) < 1e-12);
        assert_true(fabs(kpi_of(&s, 0, "rating") - 3.3) < 1e-12);
        simulation_free(&s);
    }
}

/* With half_life = inf every review counts for ever: the number is a plain count, the rating a plain mean. */
static void test_ageless_reviews_are_counted(void **state)
{
    struct simulation s = {0};
    double n = 0, stars = 0;
    (void)state;
    simulate(&s,
             STAY "promoter_rate = 0.02\npassive_rate = 0.01\ndetractor_rate = 0.03\nhalf_life = inf\n"
                  "promoter_stars = 4.5\npassive_stars = 3.5\ndetractor_stars = 1.5\n"
                  "[satisfaction]\nstart = 0.7\nstart_sd = 0.2\n[time]\nhorizon = 30\n",
             0, 1, 1);
    assert_true(isnan(series_at(&s, 0, "rating", NULL, 0)));
    for (size_t row = 1; row <= last_row(&s); row++) {
        n += series_at(&s, 0, "reviews", NULL, row);
        stars += 4.5 * series_at(&s, 0, "reviews", "promoter", row) +
                 3.5 * series_at(&s, 0, "reviews", "passive", row) +
                 1.5 * series_at(&s, 0, "reviews", "detractor", row);
        assert_true(fabs(series_at(&s, 0, "review_number", NULL, row) - n / 10) < 1e-9 * n);
        assert_true(fabs(series_at(&s, 0, "rating", NULL, row) - stars / n) < 1e-9);
    }
    assert_true(n > 1000);
    simulation_free(&s);
}

/* Each attitude posts at its own hazard. */
static void test_who_posts(void **state)
{
    static const char *const attitude[] = {"promoter", "passive", "detractor"};
    static const double hazard[] = {.2, .1, .4};
    struct simulation s = {0};
    double share[REPLICATES];
    (void)state;
    simulate(&s,
             STAY "promoter_rate = 0.2\npassive_rate = 0.1\ndetractor_rate = 0.4\n"
                  "[satisfaction]\nstart = 0.75\nstart_sd = 0.15\n[time]\nhorizon = 10\n",
             0, REPLICATES, 0);
    for (size_t a = 0; a < 3; a++) {
        for (size_t k = 0; k < REPLICATES; k++)
            share[k] = series_total(&s, k, "reviews", attitude[a]) / series_at(&s, k, "attitudes", attitude[a], 0) / 10;
        assert_mean(attitude[a], share, REPLICATES, -expm1(-hazard[a]), Z, 0, .01);
    }
    simulation_free(&s);
}

/* ---- what the rating does ---- */

/* Ten thousand strangers become aware at once; those who give up are lost. Reviews are those of the start, for ever:
 * 2 per 1,000 agents, of which number_half = 0.5 gives weight 0.8. */
#define WAVE                                                                                                           \
    "[market]\nagents = 10000\n[network]\nkind = mixing\n[wom]\nenabled = no\n[customer]\nenabled = no\n"              \
    "[satisfaction]\nenabled = no\n[attract]\nconstant_hazard = 100\n[engage]\nabandon_to = lost\n"                    \
    "prospect_to_lead = 0.15\nprospect_abandon = 0.2\nlead_to_customer = 0.1\nlead_abandon = 0.2\n"                    \
    "[reviews]\nenabled = yes\npromoter_rate = 0\npassive_rate = 0\ndetractor_rate = 0\nhalf_life = inf\n"             \
    "start_number = 2\nnumber_half = 0.5\ntrust = 0.5\nneutral = 3.5\n"

static void judge_effect(double rating, double m)
{
    struct simulation s = {0};
    double share[REPLICATES];
    char ini[1024];
    (void)snprintf(ini, sizeof ini, WAVE "effect = 1.5\nstart_rating = %g\n[time]\nhorizon = 80\nrecord = 80\n",
                   rating);
    simulate(&s, ini, 0, REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++)
        share[k] = series_total(&s, k, "stage_exits", "prospect_onward") /
                   (series_total(&s, k, "stage_exits", "prospect_onward") +
                    series_total(&s, k, "stage_exits", "prospect_away"));
    assert_mean("prospects who consider", share, REPLICATES, .15 * m / (.15 * m + .2), Z, 0, .015);
    for (size_t k = 0; k < REPLICATES; k++)
        share[k] =
            series_total(&s, k, "stage_exits", "lead_onward") /
            (series_total(&s, k, "stage_exits", "lead_onward") + series_total(&s, k, "stage_exits", "lead_away"));
    assert_mean("leads who buy", share, REPLICATES, .1 * m / (.1 * m + .2), Z, 0, .02);
    simulation_free(&s);
}

static void test_effect(void **state)
{
    (void)state;
    judge_effect(3.5, 1);
    judge_effect(5, 1 + .5 * 1.5 * .8);
    judge_effect(4.25, 1 + .5 * 1.5 * .8 * .5);
    judge_effect(2.75, 1 - .5 * 1.5 * .8 * .5);
}

/* At one star the multiplier is 1 - .5 * .8 * effect * 2.5 / 1.5 = 1 - effect / 1.5, and never below 0. */
static void judge_floor(double effect, double m)
{
    struct blackboard b = {0};
    char ini[1024];
    (void)snprintf(ini, sizeof ini, WAVE "effect = %g\nstart_rating = 1\n[time]\nhorizon = 8\n", effect);
    blackboard_run(&b, ini);
    for (int r = 0; r < FLY_N_NAMED_RATES; r++) {
        const double expected = r == FLY_RATE_OF_CONSIDER || r == FLY_RATE_OF_BUY ? m : 1;
        assert_true(fabs(b.market->rate[r] - expected) < 1e-12);
    }
    assert_true((series_total(&b.simulation, 0, "stage_exits", "prospect_onward") > 0) == (m > 0));
    blackboard_free(&b);
}

static void test_floor(void **state)
{
    (void)state;
    judge_floor(1.35, .1);
    judge_floor(1.65, 0);
    judge_floor(100, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_constant_input),
        cmocka_unit_test(test_half_life),
        cmocka_unit_test(test_ageless_reviews_are_counted),
        cmocka_unit_test(test_who_posts),
        cmocka_unit_test(test_effect),
        cmocka_unit_test(test_floor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
