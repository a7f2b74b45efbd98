/* Numbers of all replicates side by side: where they come from, and what is said of them. */
#include "analysis/course.h"
#include "analysis/decay.h"
#include "analysis/measures.h"
#include "tests/support/test.h"
#include "tests/support/toy_results.h"

#include <math.h>

enum { FUNNEL, FLYWHEEL, N = 4 };

/* The toy as it comes, or with counts of one's own, as a dataset. */
struct bench {
    struct toy toy;
    struct fly_image image;
    struct fly_dataset data;
};

static void open_bench(struct bench *bench)
{
    struct fly_error error = {0};
    if (fly_result_image(&bench->image, &bench->toy.results, &error) != FLY_OK ||
        fly_dataset_open_image(&bench->data, &bench->image, &error) != FLY_OK)
        fail_msg("%s", error.text);
}

static void begin(struct bench *bench)
{
    *bench = (struct bench){0};
    toy_init(&bench->toy, N);
    open_bench(bench);
}

static void end(struct bench *bench)
{
    fly_dataset_close(&bench->data);
    fly_image_free(&bench->image);
    toy_free(&bench->toy);
}

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fmax(1, fabs(expected)))) fail_msg("%.17g is not %.17g", value, expected);
}

static void a_week_is_as_it_was_recorded(void **state)
{
    (void)state;
    struct bench bench;
    struct fly_measures cost, trust;
    struct fly_error error = {0};
    begin(&bench);
    assert_int_equal(fly_measures_week(&cost, &bench.data, "cost", 3, &error), FLY_OK);
    assert_int_equal(fly_measures_week(&trust, &bench.data, "trust", TOY_ROWS - 1, &error), FLY_OK);
    for (size_t r = 0; r < N; r++) {
        assert_near(fly_measures_row(&cost, FLYWHEEL, r)[2],
                    0.01 * (double)*toy_count(&bench.toy, FLYWHEEL, r, "cost", 3, 2));
        const ptrdiff_t mail = fly_measures_find(&trust, "mail");
        assert_true(mail >= 0);
        assert_near(fly_measures_row(&trust, FUNNEL, r)[mail],
                    *toy_real(&bench.toy, FUNNEL, r, "trust", TOY_ROWS - 1, 1));
        /* The flywheel of the toy has no channel "ads". */
        assert_true(isnan(fly_measures_row(&trust, FLYWHEEL, r)[fly_measures_find(&trust, "ads")]));
    }
    assert_int_equal(fly_measures_find(&trust, "radio"), -1);
    fly_measures_free(&cost);
    fly_measures_free(&trust);
    end(&bench);
}

static void totals_are_sums_over_weeks(void **state)
{
    (void)state;
    struct bench bench;
    struct fly_measures cost;
    struct fly_error error = {0};
    double sum = 0;
    begin(&bench);
    for (size_t row = 0; row < TOY_ROWS; row++)
        sum += 0.01 * (double)*toy_count(&bench.toy, FLYWHEEL, 1, "cost", row, 1);
    assert_int_equal(fly_measures_totals(&cost, &bench.data, "cost", &error), FLY_OK);
    assert_near(fly_measures_row(&cost, FLYWHEEL, 1)[1], sum);
    fly_measures_free(&cost);
    end(&bench);
}

static void what_is_not_there_is_refused(void **state)
{
    (void)state;
    struct bench bench;
    struct fly_measures measures;
    struct fly_error error = {0};
    begin(&bench);
    assert_int_equal(fly_measures_totals(&measures, &bench.data, "weather", &error), FLY_ERR_USAGE);
    assert_null(measures.values);
    assert_int_equal(fly_measures_week(&measures, &bench.data, "profit", 0, &error), FLY_ERR_USAGE);
    assert_true(fly_dataset_has(&bench.data, "cost") && fly_dataset_has(&bench.data, "stayed"));
    assert_false(fly_dataset_has(&bench.data, "weather") || fly_dataset_has(&bench.data, "kpi_value"));
    end(&bench);
}

/* Funnel 1 2 3 4; flywheel 3 5 4 8: means 2.5 and 5, differences 2 3 1 4. */
static void estimates_and_differences_are_paired(void **state)
{
    (void)state;
    static const double funnel[N] = {1, 2, 3, 4}, flywheel[N] = {3, 5, 4, 8};
    struct bench bench;
    struct fly_measures measures;
    struct fly_error error = {0};
    begin(&bench);
    assert_int_equal(fly_measures_init(&measures, &bench.data, 2, &error), FLY_OK);
    for (size_t r = 0; r < N; r++) {
        fly_measures_row(&measures, FUNNEL, r)[0] = 10;
        fly_measures_row(&measures, FUNNEL, r)[1] = funnel[r];
        fly_measures_row(&measures, FLYWHEEL, r)[1] = flywheel[r];
    }
    assert_near(fly_measures_of(&measures, FLYWHEEL, 1).mean, 5);
    const struct fly_estimate difference = fly_measures_difference(&measures, 1, FUNNEL, FLYWHEEL);
    assert_near(difference.mean, 2.5);
    assert_near(difference.sd, sqrt(5.0 / 3));
    assert_near(fly_measures_contrast(&measures, FUNNEL, 0, 1).mean, -7.5);
    assert_near(fly_measures_contrast(&measures, FUNNEL, 0, 1).sd, sqrt(5.0 / 3));
    assert_near(fly_measures_sum(&measures, FUNNEL).mean, 12.5);
    fly_measures_free(&measures);
    end(&bench);
}

static void kpis_that_are_not_there_are_undefined(void **state)
{
    (void)state;
    static const char *const names[] = {"cac", "weather"};
    struct bench bench;
    struct fly_measures kpis;
    struct fly_error error = {0};
    bench = (struct bench){0};
    toy_init(&bench.toy, N);
    fly_results_record(&bench.toy.results, FLYWHEEL, 2)->kpis[TOY_CAC] = 7;
    open_bench(&bench);
    assert_int_equal(fly_measures_kpis(&kpis, &bench.data, names, 2, &error), FLY_OK);
    assert_near(fly_measures_row(&kpis, FLYWHEEL, 2)[0], 7);
    assert_int_equal(fly_measures_of(&kpis, FLYWHEEL, 1).n, 0);
    fly_measures_free(&kpis);
    end(&bench);
}

/* The toy's weeks are fewer than a year: the mean of all but week 0. */
static void the_last_year_leaves_out_the_start(void **state)
{
    (void)state;
    static const char *const name = "customers";
    struct bench bench;
    struct fly_measures customers;
    struct fly_error error = {0};
    double sum = 0;
    begin(&bench);
    assert_int_equal(fly_last_year(&bench.data), 1);
    for (size_t row = 1; row < TOY_ROWS; row++)
        sum += (double)*toy_count(&bench.toy, FUNNEL, 3, name, row, 0);
    assert_int_equal(fly_measures_last_year(&customers, &bench.data, &name, 1, &error), FLY_OK);
    assert_near(fly_measures_row(&customers, FUNNEL, 3)[0], sum / (TOY_ROWS - 1));
    fly_measures_free(&customers);
    end(&bench);
}

static void a_course_in_percent_of_a_week(void **state)
{
    (void)state;
    double values[] = {2, 4, 8, 0, 5, 1};
    struct fly_course course = {.values = values, .n_replicates = 2, .n_weeks = 3};
    fly_course_relate(&course, 1, 1);
    assert_near(values[0], 50);
    assert_near(values[1], 100);
    assert_near(values[2], 200);
    fly_course_relate(&course, 1, 0);
    assert_true(isnan(values[3]) && isnan(values[5])); /* nothing of nothing */
}

/* mu = .05, K = .6: ln 2 / (.05 x .4) = 34.657 weeks (models/wheel.c). */
static void decay_is_the_closed_form(void **state)
{
    (void)state;
    assert_near(fly_decay_hazard(1 - exp(-0.05 * 0.5), 0.5), 0.05);
    assert_near(fly_decay_half_life(0.05, 0.6), 34.657359027997264);
    assert_near(fly_decay_half_life_of(0.05 * 0.4), 34.657359027997264);
    assert_near(fly_decay_left(0.05 * 0.4, 34.657359027997264), 50);
    assert_true(isnan(fly_decay_half_life(0.05, 1)) && isnan(fly_decay_half_life_of(0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_week_is_as_it_was_recorded),          cmocka_unit_test(totals_are_sums_over_weeks),
        cmocka_unit_test(what_is_not_there_is_refused),          cmocka_unit_test(estimates_and_differences_are_paired),
        cmocka_unit_test(kpis_that_are_not_there_are_undefined), cmocka_unit_test(the_last_year_leaves_out_the_start),
        cmocka_unit_test(a_course_in_percent_of_a_week),         cmocka_unit_test(decay_is_the_closed_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
