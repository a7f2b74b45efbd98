/* How often targets were met: the interval against published and closed values, the sentence, and scenarios that differ
 * in their targets. */
#include "analysis/targets.h"
#include "sim/schema.h"
#include "tests/support/test.h"
#include "tests/support/toy_results.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void check_share(size_t n_met, size_t n, double low, double high)
{
    const struct fly_share share = fly_share_of(n_met, n, FLY_SINGLES);
    assert_int_equal(share.n_met, n_met);
    assert_int_equal(share.n, n);
    assert_true(fabs(share.share - (double)n_met / (double)n) < 1e-15);
    if (!(fabs(share.low - low) < 5e-5 && fabs(share.high - high) < 5e-5))
        fail_msg("%zu of %zu: %.5f to %.5f instead of %.5f to %.5f", n_met, n, share.low, share.high, low, high);
}

/* To four digits, from tables of the exact binomial interval; with none or all, 1 - .025^(1/n). */
static void known_intervals(void **state)
{
    (void)state;
    check_share(17, 20, 0.6211, 0.9679);
    check_share(3, 20, 0.0321, 0.3789);
    check_share(0, 20, 0, 0.1684);
    check_share(20, 20, 0.8316, 1);
    check_share(5, 10, 0.1871, 0.8129);
    check_share(1, 1, 0.025, 1);
    check_share(0, 1, 0, 0.975);
    check_share(0, 1000, 0, 1 - pow(0.025, 1.0 / 1000));
    const struct fly_share none = fly_share_of(0, 0, FLY_SINGLES);
    assert_true(isnan(none.share) && isnan(none.low) && isnan(none.high));
}

/* What the interval promises: at its ends the count seen has a tail of 2.5 %. */
static void ends_have_their_tails(void **state)
{
    (void)state;
    for (unsigned n = 1; n <= 40; n++)
        for (unsigned k = 0; k <= n; k++) {
            const struct fly_share share = fly_share_of(k, n, FLY_SINGLES);
            if (k > 0) assert_true(fabs(gsl_cdf_binomial_Q(k - 1, share.low, n) - 0.025) < 1e-9);
            if (k < n) assert_true(fabs(gsl_cdf_binomial_P(k, share.high, n) - 0.025) < 1e-9);
            assert_true(share.low <= share.share && share.share <= share.high);
        }
}

/* Pairs that both meet a target with probability a and both miss it with probability c: how likely it is that the
 * interval of n of them leaves out the share that is true, on either side. */
static void check_pairs(unsigned n, double a, double c)
{
    const double truth = a + (1 - a - c) / 2;
    double below = 0, above = 0;
    for (unsigned both = 0; both <= n; both++)
        for (unsigned none = 0; both + none <= n; none++) {
            const unsigned counts[] = {both, none, n - both - none};
            const double p[] = {a, c, 1 - a - c}, chance = gsl_ran_multinomial_pdf(3, p, counts);
            const struct fly_share share = fly_share_of(2 * both + counts[2], 2 * (size_t)n, FLY_PAIRS);
            assert_true(share.low <= share.share && share.share <= share.high);
            below += share.high < truth ? chance : 0;
            above += share.low > truth ? chance : 0;
        }
    if (below > 0.025 + 1e-12 || above > 0.025 + 1e-12)
        fail_msg("%u pairs, a = %g, c = %g: %g below, %g above", n, a, c, below, above);
}

/* Whatever the two have to do with each other, neither end is wrong more often than it says. Where both always come out
 * alike, pairs are plain trials. */
static void pairs_promise_no_more_than_they_hold(void **state)
{
    (void)state;
    const struct fly_share alike = fly_share_of(34, 40, FLY_PAIRS), trials = fly_share_of(17, 20, FLY_SINGLES);
    assert_true(alike.low == trials.low && alike.high == trials.high && alike.share == trials.share);
    assert_true(alike.n_met == 34 && alike.n == 40);
    for (unsigned n = 1; n <= 20; n += n < 5 ? 1 : 5)
        for (int i = 0; i <= 40; i++)
            for (int k = 0; i + k <= 40; k++)
                check_pairs(n, i / 40., k / 40.);
}

/* ---- from a file ---- */

/* clang-format off */
#define TOY_TARGET_PARAMS(X, S) \
    X(S, TEXT,     series,   0, 0, 0, "", "A series.") \
    X(S, DURATION, week,     INFINITY, 0, INFINITY, "weeks", "A week.") \
    X(S, NUMBER,   at_least, -FLY_NO_BOUND, -FLY_NO_BOUND, FLY_NO_BOUND, "", "A bound.") \
    X(S, NUMBER,   at_most,  FLY_NO_BOUND,  -FLY_NO_BOUND, FLY_NO_BOUND, "", "A bound.")
/* clang-format on */

struct toy_target {
    TOY_TARGET_PARAMS(FLY_PARAM_FIELD, )
};
static const struct fly_param rows[] = {TOY_TARGET_PARAMS(FLY_PARAM_ROW, toy_target)};
static const struct fly_param_table table = FLY_PARAM_TABLE_REPEATED("target", toy_target, rows, NULL, "Toy.");

/* Funnel has "reach" and "cheap.one", flywheel "re" and "reach", which it defines otherwise. */
static struct toy_target values[] = {{"customers", 3, 20000, FLY_NO_BOUND},
                                     {"cost.media", INFINITY, -FLY_NO_BOUND, 1234567},
                                     {"mood", 5, -0.5, FLY_NO_BOUND},
                                     {"profit", 4, 20512, FLY_NO_BOUND}};
static struct fly_origin origins[4][4];
static struct fly_section sections[] = {
    {.table = &table, .name = "reach", .values = &values[0], .origins = origins[0]},
    {.table = &table, .name = "cheap.one", .values = &values[1], .origins = origins[1]},
    {.table = &table, .name = "re", .values = &values[2], .origins = origins[2]},
    {.table = &table, .name = "reach", .values = &values[3], .origins = origins[3]},
};

static size_t target_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    for (size_t i = 0; i < scenario->n_sections; i++)
        labels[i] = scenario->sections[i].name;
    return scenario->n_sections;
}
static const struct fly_dim dim = {"target", "Targets.", target_labels, NULL};
static const struct fly_grid grids[] = {{FLY_GRID_TARGETS, {&dim}, "", "Whether it was met."}};
static const struct fly_series series[] = {
    {"customers", FLY_STOCK, NULL, "agents", "Toy."},
    {"profit", FLY_FLOW, NULL, "money", "Toy."},
    {"mood", FLY_REAL, NULL, "", "Toy."},
};
static const struct fly_mechanism mechanism = {
    .name = "targets", .doc = "Toy.", .series = series, .n_series = 3, .grids = grids, .n_grids = 1};
static const struct fly_mechanism *const mechanisms[] = {&mechanism};

/* n replicates; in replicate r a scenario's target t is met when r is at least t + 1. */
static void open_toy(struct fly_dataset *data, size_t n)
{
    struct fly_scenario scenarios[2];
    struct fly_setup setups[2];
    struct fly_results results;
    struct fly_image image;
    struct fly_error error = {0};
    for (size_t s = 0; s < 2; s++) {
        scenarios[s] = (struct fly_scenario){.path = "a.ini",
                                             .name = s ? "flywheel" : "funnel",
                                             .text = "",
                                             .sections = &sections[2 * s],
                                             .n_sections = 2};
        setups[s] = (struct fly_setup){
            .scenario = &scenarios[s], .step_weeks = 1, .n_steps = 5, .steps_per_row = 1, .n_rows = 6};
        assert_int_equal(fly_layout_init(&setups[s].layout, mechanisms, 1, &scenarios[s], &error), FLY_OK);
    }
    assert_int_equal(fly_results_init(&results, setups, 2, 0, n, &error), FLY_OK);
    for (size_t s = 0; s < 2; s++)
        for (size_t r = 0; r < n; r++)
            for (size_t t = 0; t < 2; t++)
                fly_results_record(&results, s, r)->grids[t] = r >= t + 1;
    if (fly_result_image(&image, &results, &error) != FLY_OK) fail_msg("%s", error.text);
    if (fly_dataset_open_image(data, &image, &error) != FLY_OK) fail_msg("%s", error.text);
    fly_image_free(&image);
    fly_results_free(&results);
    for (size_t s = 0; s < 2; s++)
        fly_layout_free(&setups[s].layout);
}

/* The k-th target of a scenario, its definition and its sentence. */
static void check_target(const struct fly_dataset *data, size_t scenario, size_t k, const char *sentence)
{
    struct fly_targets targets;
    struct fly_error error = {0};
    if (fly_targets_read(&targets, data, scenario, &error) != FLY_OK) fail_msg("%s", error.text);
    assert_int_equal(targets.n, 2);
    assert_string_equal(targets.items[k].sentence, sentence);
    fly_targets_free(&targets);
}

static void sentences_say_what_is_meant(void **state)
{
    (void)state;
    struct fly_dataset data;
    open_toy(&data, 20);
    check_target(
        &data, 0, 0,
        "target reach: customers at week 3 at least 20 k: met in 19 of 20 replicates (95 %, 95 % interval 75 % "
        "to 99.9 %)");
    check_target(&data, 0, 1,
                 "target cheap.one: cost.media at week 5 at most 1234567: met in 18 of 20 replicates (90 %, 95 % "
                 "interval 68 % to 99 %)");
    check_target(&data, 1, 0,
                 "target reach: profit by week 4 at least 20512: met in 18 of 20 replicates (90 %, 95 % interval 68 % "
                 "to 99 %)");
    check_target(&data, 1, 1,
                 "target re: mood at week 5 at least -0.5: met in 19 of 20 replicates (95 %, 95 % interval 75 % to "
                 "99.9 %)");
    fly_dataset_close(&data);
    open_toy(&data, 1);
    check_target(&data, 0, 0,
                 "target reach: customers at week 3 at least 20 k: met in 0 of 1 replicate (0 %, 95 % interval 0 % to "
                 "98 %)");
    fly_dataset_close(&data);
}

/* A file without targets has none, and that is no error. */
static void none_is_no_error(void **state)
{
    (void)state;
    struct toy toy;
    struct fly_image image;
    struct fly_dataset data;
    struct fly_targets targets;
    toy_init(&toy, 2);
    assert_int_equal(fly_result_image(&image, &toy.results, NULL), FLY_OK);
    assert_int_equal(fly_dataset_open_image(&data, &image, NULL), FLY_OK);
    assert_int_equal(fly_targets_read(&targets, &data, 0, NULL), FLY_OK);
    assert_int_equal(targets.n, 0);
    fly_targets_free(&targets);
    fly_dataset_close(&data);
    fly_image_free(&image);
    toy_free(&toy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_intervals),
        cmocka_unit_test(ends_have_their_tails),
        cmocka_unit_test(pairs_promise_no_more_than_they_hold),
        cmocka_unit_test(sentences_say_what_is_meant),
        cmocka_unit_test(none_is_no_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
