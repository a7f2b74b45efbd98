/* Comparisons whose answers can be worked out by hand. */
#include "analysis/compare.h"
#include "sim/alloc.h"
#include "tests/support/test.h"
#include "tests/support/toy_results.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FUNNEL, FLYWHEEL, N = 4 };

/* ---- estimates ---- */

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fmax(1, fabs(expected)))) fail_msg("%.17g is not %.17g", value, expected);
}

/* Mean 5, sd sqrt(20/3); t(0.975; 3) = 3.182446305284263 from tables. */
static void an_estimate_is_the_t_interval(void **state)
{
    (void)state;
    const double values[] = {2, NAN, 4, 6, INFINITY, 8};
    struct fly_estimate e = fly_estimate_of(values, 6, FLY_SINGLES);
    double sd = sqrt(20.0 / 3), half = 3.182446305284263 * sd / 2;
    assert_int_equal(e.n, 4);
    assert_near(e.mean, 5);
    assert_near(e.sd, sd);
    assert_near(e.low, 5 - half);
    assert_near(e.high, 5 + half);
}

static void few_values_give_no_interval(void **state)
{
    (void)state;
    const double one = 3;
    struct fly_estimate e = fly_estimate_of(&one, 1, FLY_SINGLES);
    assert_true(e.n == 1 && e.mean == 3 && isnan(e.sd) && isnan(e.low) && isnan(e.high));
    e = fly_estimate_of(NULL, 0, FLY_SINGLES);
    assert_true(e.n == 0 && isnan(e.mean));
}

/* t(0.975; 17) = 2.1098, over sqrt(18) .4973; t(0.975; 16) = 2.1199, over sqrt(17) .5142. */
static void a_narrower_interval_takes_more_units(void **state)
{
    (void)state;
    const struct fly_estimate e = {.n = 5, .sd = 1}, none = {.n = 1, .sd = NAN};
    assert_int_equal(fly_estimate_units_for(&e, 0.5), 18);
    assert_int_equal(fly_estimate_units_for(&e, 1e6), 2);
    assert_int_equal(fly_estimate_units_for(&e, 0), 0);
    assert_int_equal(fly_estimate_units_for(&none, 1), 0);
}

static void a_stride_picks_a_column(void **state)
{
    (void)state;
    const double values[] = {1, 100, 3, 300};
    assert_near(fly_estimate_strided(values + 1, 2, 2, FLY_SINGLES).mean, 200);
}

/* ---- comparisons ---- */

/* A toy whose money is all 0, its image and dataset, and the comparison of flywheel against funnel. */
struct bench {
    struct toy toy;
    struct fly_image image;
    struct fly_dataset data;
    struct fly_comparison comparison;
};

static void begin(struct bench *bench, size_t n_replicates)
{
    *bench = (struct bench){0};
    toy_init(&bench->toy, n_replicates);
    for (size_t s = 0; s < TOY_SCENARIOS; s++)
        for (size_t r = 0; r < n_replicates; r++) {
            struct fly_record *record = fly_results_record(&bench->toy.results, s, r);
            memset(record->counts, 0, TOY_ROWS * bench->toy.setups[s].layout.n_counts * sizeof *record->counts);
        }
}

static void set_kpi(struct bench *bench, size_t kpi, const double *funnel, const double *flywheel)
{
    for (size_t r = 0; r < bench->toy.results.n_replicates; r++) {
        fly_results_record(&bench->toy.results, FUNNEL, r)->kpis[kpi] = funnel[r];
        fly_results_record(&bench->toy.results, FLYWHEEL, r)->kpis[kpi] = flywheel[r];
    }
}

/* The same course of profits, in hundredths, in all replicates. */
static void set_course(struct bench *bench, const int64_t *funnel, const int64_t *flywheel)
{
    for (size_t r = 0; r < bench->toy.results.n_replicates; r++)
        for (size_t row = 0; row < TOY_ROWS; row++) {
            *toy_count(&bench->toy, FUNNEL, r, "profit", row, 0) = funnel[row];
            *toy_count(&bench->toy, FLYWHEEL, r, "profit", row, 0) = flywheel[row];
        }
}

static const struct fly_comparison *compare(struct bench *bench, size_t a, size_t b)
{
    struct fly_error error = {0};
    if (fly_result_image(&bench->image, &bench->toy.results, &error) != FLY_OK ||
        fly_dataset_open_image(&bench->data, &bench->image, &error) != FLY_OK ||
        fly_compare(&bench->comparison, &bench->data, a, b, &error) != FLY_OK)
        fail_msg("%s", error.text);
    return &bench->comparison;
}

static void end(struct bench *bench)
{
    fly_comparison_free(&bench->comparison);
    fly_dataset_close(&bench->data);
    fly_image_free(&bench->image);
    toy_free(&bench->toy);
}

static const double low_npv[N] = {1e6, 2e6, 3e6, 4e6}, high_npv[N] = {2.1e6, 3.2e6, 4.3e6, 5.2e6};
/* Cumulated: funnel 100 200 300 400 500 600, flywheel 0 0 100 500 900 1300. */
static const int64_t steady[TOY_ROWS] = {100, 100, 100, 100, 100, 100};
static const int64_t late[TOY_ROWS] = {0, 0, 100, 400, 400, 400};

static void the_flywheel_wins(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, N);
    set_kpi(&bench, TOY_NPV, low_npv, high_npv);
    set_course(&bench, steady, late);
    const struct fly_comparison *c = compare(&bench, FUNNEL, FLYWHEEL);
    const struct fly_kpi_comparison *npv = &c->kpis[TOY_NPV];
    assert_near(npv->a.mean, 2.5e6);
    assert_near(npv->b.mean, 3.7e6);
    assert_near(npv->difference.mean, 1.2e6);
    assert_near(npv->difference.sd, sqrt((0.01 + 0 + 0.01 + 0) / 3) * 1e6);
    assert_true(npv->wins == 1 && npv->leads_from == 3);
    assert_string_equal(c->sentence,
                        "flywheel beats funnel: NPV is higher by 1.20 M (95 % interval 1.07 M to 1.33 M), in "
                        "4 of 4 replicates; it leads for good from week 3.");
    end(&bench);
}

/* The same words when the sides are changed, in the data or in the question. */
static void the_funnel_wins_in_the_same_words(void **state)
{
    (void)state;
    static const char expected[] =
        "funnel beats flywheel: NPV is higher by 1.20 M (95 % interval 1.07 M to 1.33 M), in 4 "
        "of 4 replicates; it leads for good from week 3.";
    struct bench bench;
    for (int turned = 0; turned < 2; turned++) {
        begin(&bench, N);
        set_kpi(&bench, TOY_NPV, high_npv, low_npv);
        set_course(&bench, late, steady);
        const struct fly_comparison *c = compare(&bench, turned ? FLYWHEEL : FUNNEL, turned ? FUNNEL : FLYWHEEL);
        assert_true(c->kpis[TOY_NPV].wins == turned);
        assert_true(turned ? c->kpis[TOY_NPV].leads_from == 3 : isinf(c->kpis[TOY_NPV].leads_from));
        assert_string_equal(c->sentence, expected);
        end(&bench);
    }
}

static void leads(const int64_t *funnel, const int64_t *flywheel, double expected, const char *words)
{
    struct bench bench;
    begin(&bench, N);
    set_kpi(&bench, TOY_NPV, low_npv, high_npv);
    set_course(&bench, funnel, flywheel);
    const struct fly_comparison *c = compare(&bench, FUNNEL, FLYWHEEL);
    assert_true(c->kpis[TOY_NPV].leads_from == expected);
    assert_true(isnan(c->kpis[TOY_CAC].leads_from));
    if (!strstr(c->sentence, words)) fail_msg("%s", c->sentence);
    end(&bench);
}

static void a_lead_is_for_good(void **state)
{
    (void)state;
    static const int64_t early[TOY_ROWS] = {200, 100, 0, 0, 0, 0}, ahead[TOY_ROWS] = {101, 100, 100, 100, 100, 100};
    static const int64_t tied[TOY_ROWS] = {100, 100, 101, 100, 100, 100};
    static const int64_t back[TOY_ROWS] = {100, 110, 90, 110, 100, 100};
    /* Equal sums of unequal hundredths: 0.1 + 0.2 is not 0.3 in doubles, but nobody leads. */
    static const int64_t apart[TOY_ROWS] = {0, 60, 0, 0, 0, 0}, bits[TOY_ROWS] = {0, 10, 20, 30, 0, 0};
    leads(steady, early, INFINITY, "; the mean courses show no lead that lasts to the end.");
    leads(steady, steady, INFINITY, "; the mean courses show no lead that lasts to the end.");
    leads(steady, ahead, 0, "; it leads from the start.");
    leads(steady, tied, 2, "; it leads for good from week 2.");
    leads(steady, back, 3, "; it leads for good from week 3.");
    leads(apart, bits, INFINITY, "no lead that lasts");
}

static void an_interval_with_0_has_no_winner(void **state)
{
    (void)state;
    const double funnel[N] = {1000, 2000, 3000, 4000}, flywheel[N] = {1500, 2500, 3500, 3000};
    struct bench bench;
    begin(&bench, N);
    set_kpi(&bench, TOY_NPV, funnel, flywheel);
    const struct fly_comparison *c = compare(&bench, FUNNEL, FLYWHEEL);
    assert_near(c->kpis[TOY_NPV].wins, 0.75);
    assert_string_equal(c->sentence, "No clear winner: NPV is higher by 125 for flywheel than for funnel, but the 95 % "
                                     "interval, -1.07 k to 1.32 k, contains 0; it is better in 3 of 4 replicates.");
    end(&bench);
}

static void equal_scenarios_are_the_same(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, N);
    set_kpi(&bench, TOY_NPV, low_npv, low_npv);
    const struct fly_comparison *c = compare(&bench, FUNNEL, FUNNEL);
    assert_true(isnan(c->kpis[TOY_NPV].wins));
    assert_true(isnan(c->kpis[TOY_REACH].wins));
    assert_true(c->equal_spend && c->spend_a == 0);
    assert_string_equal(c->sentence, "funnel and funnel are the same: every KPI is equal in every replicate.");
    end(&bench);
    begin(&bench, N);
    set_kpi(&bench, TOY_NPV, low_npv, low_npv);
    set_kpi(&bench, TOY_CAC, low_npv, high_npv);
    c = compare(&bench, FUNNEL, FLYWHEEL);
    assert_string_equal(c->sentence,
                        "No clear winner: NPV is the same on average for funnel and flywheel; other KPIs may "
                        "differ.");
    assert_true(c->kpis[TOY_CAC].wins == 0);
    end(&bench);
}

/* 0.1 + 0.2 is not 0.3 in doubles; what rounding may do is no win, however small or large the values are. */
static void rounding_is_a_tie(void **state)
{
    (void)state;
    const double exact[N] = {0.3, 3e9, -3e-6, 0}, rounded[N] = {0.1 + 0.2, 3e9 + 2, -3e-6 * (1 - 9e-10), 0};
    const double better[N] = {0.1 + 0.2, 3e9 + 2, -3e-6 * (1 - 9e-10), 7}, beyond[N] = {0.3, 3e9 + 4, -3e-6, 0};
    struct bench bench;
    begin(&bench, N);
    set_kpi(&bench, TOY_NPV, exact, rounded);
    set_kpi(&bench, TOY_CAC, exact, better);
    const struct fly_kpi_comparison *kpis = compare(&bench, FUNNEL, FLYWHEEL)->kpis;
    assert_true(kpis[TOY_NPV].difference.mean == 0 && kpis[TOY_NPV].difference.n == N);
    assert_true(kpis[TOY_NPV].difference.low == 0 && kpis[TOY_NPV].difference.high == 0);
    assert_true(isnan(kpis[TOY_NPV].wins));
    assert_true(kpis[TOY_CAC].difference.mean == 7.0 / N);
    assert_near(kpis[TOY_CAC].wins, 1.5 / N);
    end(&bench);
    begin(&bench, N);
    set_kpi(&bench, TOY_NPV, exact, rounded);
    /* the funnel has no such KPI */
    for (size_t r = 0; r < N; r++)
        fly_results_record(&bench.toy.results, FLYWHEEL, r)->kpis[TOY_EXTRA] = NAN;
    assert_string_equal(compare(&bench, FUNNEL, FLYWHEEL)->sentence,
                        "funnel and flywheel are the same: every KPI is equal in every replicate.");
    end(&bench);
    begin(&bench, N);
    set_kpi(&bench, TOY_NPV, exact, beyond);
    kpis = compare(&bench, FUNNEL, FLYWHEEL)->kpis;
    assert_true(kpis[TOY_NPV].difference.mean == 4.0 / N);
    assert_near(kpis[TOY_NPV].wins, 2.5 / N);
    end(&bench);
}

static void one_replicate_says_so(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, 1);
    set_kpi(&bench, TOY_NPV, high_npv, low_npv);
    const struct fly_comparison *c = compare(&bench, FUNNEL, FLYWHEEL);
    assert_true(isnan(c->kpis[TOY_NPV].difference.low));
    assert_string_equal(
        c->sentence, "funnel is ahead of flywheel: NPV is higher by 1.10 M; the mean courses show no lead that lasts "
                     "to the end. One replicate gives no interval, so this may be chance.");
    end(&bench);
}

/* Differences 1.1, 1.2, 1.3, 1.2 M of values 1 M apart: variances .02/3, 5/3 and those of 2.1, 3.2, 4.3, 5.2. */
static void common_random_numbers_save_variance(void **state)
{
    (void)state;
    const double gaps[N] = {NAN, 3.2e6, 4.3e6, 5.2e6};
    struct bench bench;
    begin(&bench, N);
    set_kpi(&bench, TOY_NPV, low_npv, high_npv);
    set_kpi(&bench, TOY_CAC, low_npv, gaps);
    const struct fly_comparison *c = compare(&bench, FUNNEL, FLYWHEEL);
    assert_near(c->kpis[TOY_NPV].crn_ratio, 0.02 / (5 + 5.42));
    assert_true(isnan(c->kpis[TOY_CAC].crn_ratio)); /* the means are over other replicates */
    assert_true(isnan(c->kpis[TOY_NPV].difference.pair_ratio));
    end(&bench);
}

static void pair_up(struct bench *bench)
{
    bench->toy.results.first_replicate = 6;
    for (size_t s = 0; s < TOY_SCENARIOS; s++)
        bench->toy.setups[s].is_antithetic = true;
}

/* Of two pairs the differences are 1.15 and 1.25 M: sd .05 sqrt(2) M, t(0.975; 1) = 12.706204736174698 from tables. */
static void antithetic_replicates_are_pairs(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, N);
    pair_up(&bench);
    set_kpi(&bench, TOY_NPV, low_npv, high_npv);
    const struct fly_kpi_comparison *npv = &compare(&bench, FUNNEL, FLYWHEEL)->kpis[TOY_NPV];
    assert_int_equal(bench.data.pairing, FLY_PAIRS);
    assert_true(npv->difference.n == N / 2 && npv->difference.n_values == N);
    assert_near(npv->difference.mean, 1.2e6);
    assert_near(npv->difference.low, 1.2e6 - 12.706204736174698 * 0.05e6);
    assert_near(npv->difference.pair_ratio, 2 * .005 / (.005 + .0025));
    assert_true(npv->wins == 1);
    end(&bench);
    begin(&bench, 2);
    pair_up(&bench);
    set_kpi(&bench, TOY_NPV, high_npv, low_npv);
    if (!strstr(compare(&bench, FUNNEL, FLYWHEEL)->sentence, "One pair of replicates gives no interval"))
        fail_msg("%s", bench.comparison.sentence);
    end(&bench);
}

/* One replicate out of a pair is a single one; so are those of a run without pairs. */
static void a_file_says_what_is_a_pair(void **state)
{
    (void)state;
    struct bench bench;
    for (size_t n = 1; n <= 2; n++) {
        begin(&bench, n);
        if (n == 1) pair_up(&bench);
        (void)compare(&bench, FUNNEL, FLYWHEEL);
        assert_int_equal(bench.data.pairing, FLY_SINGLES);
        end(&bench);
    }
}

/* A replicate in which one side is undefined counts for neither. */
static void undefined_replicates_are_left_out_in_pairs(void **state)
{
    (void)state;
    const double funnel[N] = {NAN, 10, 20, INFINITY}, flywheel[N] = {5, 11, 22, 6};
    const double none[N] = {NAN, NAN, NAN, NAN};
    struct bench bench;
    begin(&bench, N);
    set_kpi(&bench, TOY_CAC, funnel, flywheel);
    const struct fly_comparison *c = compare(&bench, FUNNEL, FLYWHEEL);
    assert_int_equal(c->kpis[TOY_CAC].a.n, 2);
    assert_int_equal(c->kpis[TOY_CAC].b.n, 4);
    assert_int_equal(c->kpis[TOY_CAC].difference.n, 2);
    assert_near(c->kpis[TOY_CAC].difference.mean, 1.5);
    assert_near(c->kpis[TOY_CAC].wins, 0);
    assert_int_equal(c->kpis[TOY_EXTRA].difference.n, 0);
    end(&bench);
    begin(&bench, N);
    set_kpi(&bench, TOY_NPV, none, flywheel);
    c = compare(&bench, FUNNEL, FLYWHEEL);
    assert_string_equal(c->sentence, "No answer: there is no replicate in which both funnel and flywheel have NPV.");
    end(&bench);
}

/* Fixed money is no budget; 0.1 % is the border. */
static void spend_is_compared_without_the_fixed_ledger(void **state)
{
    (void)state;
    enum { MEDIA, SERVICE, FIXED };
    const int64_t extra[] = {100, 101};
    for (size_t i = 0; i < 2; i++) {
        struct bench bench;
        begin(&bench, N);
        for (size_t r = 0; r < N; r++) {
            *toy_count(&bench.toy, FUNNEL, r, "cost", 1, MEDIA) = 100000;
            *toy_count(&bench.toy, FUNNEL, r, "cost", 5, FIXED) = 700;
            *toy_count(&bench.toy, FLYWHEEL, r, "cost", 2, MEDIA) = 50000;
            *toy_count(&bench.toy, FLYWHEEL, r, "cost", 3, SERVICE) = 50000 + extra[i];
        }
        const struct fly_comparison *c = compare(&bench, FUNNEL, FLYWHEEL);
        assert_near(c->spend_a, 1000);
        assert_near(c->spend_b, 1000 + 0.01 * (double)extra[i]);
        assert_int_equal(c->equal_spend, i == 0);
        end(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_estimate_is_the_t_interval),
        cmocka_unit_test(few_values_give_no_interval),
        cmocka_unit_test(a_narrower_interval_takes_more_units),
        cmocka_unit_test(a_stride_picks_a_column),
        cmocka_unit_test(the_flywheel_wins),
        cmocka_unit_test(the_funnel_wins_in_the_same_words),
        cmocka_unit_test(a_lead_is_for_good),
        cmocka_unit_test(an_interval_with_0_has_no_winner),
        cmocka_unit_test(equal_scenarios_are_the_same),
        cmocka_unit_test(rounding_is_a_tie),
        cmocka_unit_test(one_replicate_says_so),
        cmocka_unit_test(common_random_numbers_save_variance),
        cmocka_unit_test(antithetic_replicates_are_pairs),
        cmocka_unit_test(a_file_says_what_is_a_pair),
        cmocka_unit_test(undefined_replicates_are_left_out_in_pairs),
        cmocka_unit_test(spend_is_compared_without_the_fixed_ledger),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
