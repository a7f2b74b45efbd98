/* Responses along an axis: where they cross 0 and between which values that is open, and axes as levels. */
#include "analysis/levels.h"
#include "analysis/response.h"
#include "tests/support/test.h"

#include <math.h>

enum { MOST = 4 };

static struct fly_estimate difference(double low, double mean, double high)
{
    return (struct fly_estimate){.n = 4, .mean = mean, .low = low, .high = high};
}

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-12 * fmax(1, fabs(expected)))) fail_msg("%.17g is not %.17g", value, expected);
}

/* ---- crossings ---- */

/* d = 4 - x, +- 1.5: the mean is 0 at 4, the interval leaves out 0 below 2.5 and above 5.5. */
static void a_straight_line(void **state)
{
    (void)state;
    double x[9];
    struct fly_estimate d[9];
    struct fly_crossing found[MOST];
    for (int i = 0; i < 9; i++) {
        x[i] = i;
        d[i] = difference(4 - i - 1.5, 4 - i, 4 - i + 1.5);
    }
    assert_int_equal(fly_crossings(x, d, 9, found, MOST), 1);
    assert_near(found[0].at, 4);
    assert_near(found[0].from, 2.5);
    assert_near(found[0].to, 5.5);
    assert_false(found[0].rises);
}

/* Two points that are both sure: the ends of the intervals are told by the lines between them. */
static void between_two_points(void **state)
{
    (void)state;
    const double x[] = {10, 20};
    const struct fly_estimate d[] = {difference(-4, -3, -2), difference(0.5, 1, 1.5)};
    struct fly_crossing found[MOST];
    assert_int_equal(fly_crossings(x, d, 2, found, MOST), 1);
    assert_near(found[0].at, 17.5);
    assert_near(found[0].from, 10 + 10 * 2 / 3.5);
    assert_near(found[0].to, 10 + 10 * 4 / 4.5);
    assert_true(found[0].rises);
}

/* Nowhere sure, or no interval at all. */
static void unsure(void **state)
{
    (void)state;
    const double x[] = {1, 2};
    const struct fly_estimate wide[] = {difference(-9, -1, 7), difference(-7, 1, 9)};
    const struct fly_estimate single[] = {difference(NAN, -1, NAN), difference(NAN, 1, NAN)};
    struct fly_crossing found[MOST];
    assert_int_equal(fly_crossings(x, wide, 2, found, MOST), 1);
    assert_true(found[0].at == 1.5 && found[0].from == -INFINITY && found[0].to == INFINITY);
    assert_int_equal(fly_crossings(x, single, 2, found, MOST), 1);
    assert_true(found[0].at == 1.5 && isnan(found[0].from) && isnan(found[0].to));
}

/* Zeros on the way are one crossing in their middle; holes are passed over; a touch of 0 is none. */
static void zeros_and_holes(void **state)
{
    (void)state;
    const double x[] = {0, 1, 2, 3, 4, 5};
    const struct fly_estimate zero = difference(0, 0, 0), up = difference(1, 2, 3), down = difference(-3, -2, -1),
                              hole = difference(NAN, NAN, NAN);
    const struct fly_estimate flat[] = {up, zero, zero, down, down, down}, holes[] = {up, hole, down, hole, up, up},
                              touch[] = {up, zero, up, up, up, up};
    struct fly_crossing found[MOST];
    assert_int_equal(fly_crossings(x, flat, 6, found, MOST), 1);
    assert_near(found[0].at, 1.5);
    assert_int_equal(fly_crossings(x, holes, 6, found, 1), 2);
    assert_near(found[0].at, 1);
    assert_int_equal(fly_crossings(x, touch, 6, found, MOST), 0);
}

/* ---- means over points ---- */

/* Two points, two scenarios, three replicates: means over points by replicate, whatever the points' own levels. */
static void means_over_points(void **state)
{
    (void)state;
    double values[] = {1, 2, 3, 11, 12, 13, 101, 102, 103, 111, 112, NAN}, scratch[9];
    const struct fly_response response = {.n_points = 2,
                                          .n_scenarios = 2,
                                          .n_replicates = 3,
                                          .pairing = FLY_SINGLES,
                                          .better = FLY_HIGHER,
                                          .values = values,
                                          .scratch = scratch};
    const size_t both[] = {0, 1};
    const struct fly_kpi_comparison one = fly_response_at(&response, 0, 0, 1),
                                    mean = fly_response_compare(&response, both, 2, 0, 1);
    assert_near(one.difference.mean, 10);
    assert_int_equal(mean.a.n, 3);
    assert_near(mean.a.mean, 52);
    assert_near(mean.a.sd, 1);
    assert_int_equal(mean.difference.n, 2);
    assert_near(mean.difference.mean, 10);
    const struct fly_estimate shift = fly_response_shift(&response, 0, both, 1, both + 1, 1);
    assert_near(shift.mean, 100);
    assert_true(shift.n == 3 && fly_is_sure(&shift));
    const struct fly_response_score score = fly_response_score(&response, 0, 1);
    assert_true(score.n_b == 2 && score.n_sure_b == 2 && score.n_a == 0 && score.n_undefined == 0);
}

/* ---- levels ---- */

static void few_values_are_levels(void **state)
{
    (void)state;
    const double values[] = {3, 1, NAN, 2, 3, 1};
    size_t points[6];
    struct fly_levels levels;
    struct fly_error error = {0};
    assert_int_equal(fly_levels_init(&levels, values, 6, 3, &error), 0);
    assert_true(fly_levels_are_values(&levels));
    assert_int_equal(levels.n, 3);
    assert_true(levels.at[0] == 1 && levels.at[2] == 3);
    assert_true(levels.of[2] == SIZE_MAX && levels.of[3] == 1);
    assert_int_equal(fly_levels_points(&levels, 2, NULL, 0, points), 2);
    assert_true(points[0] == 0 && points[1] == 4);
    fly_levels_free(&levels);
}

static void many_values_are_bins(void **state)
{
    (void)state;
    double values[100];
    size_t points[100], n = 0;
    struct fly_levels levels;
    struct fly_error error = {0};
    for (int i = 0; i < 100; i++)
        values[i] = i * 37 % 100;
    assert_int_equal(fly_levels_init(&levels, values, 100, 8, &error), 0);
    assert_int_equal(levels.n, 8);
    assert_false(fly_levels_are_values(&levels));
    for (size_t k = 0; k < 8; k++) {
        const size_t here = fly_levels_points(&levels, k, NULL, 0, points);
        assert_true(here == 12 || here == 13);
        for (size_t i = 0; i < here; i++)
            assert_true(values[points[i]] >= levels.low[k] && values[points[i]] <= levels.high[k]);
        n += here;
    }
    assert_int_equal(n, 100);
    assert_near(levels.at[0], 5.5);
    fly_levels_free(&levels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_straight_line),
        cmocka_unit_test(between_two_points),
        cmocka_unit_test(unsure),
        cmocka_unit_test(zeros_and_holes),
        cmocka_unit_test(means_over_points),
        cmocka_unit_test(few_values_are_levels),
        cmocka_unit_test(many_values_are_bins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
