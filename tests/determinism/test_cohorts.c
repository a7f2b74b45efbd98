/* Cohorts add up exactly to what the series say: heads at the end of every period, everybody who joined, every cent. */
#include "tests/support/test.h"
#include "tests/support/twin_market.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A grid of the first replicate. */
struct grid {
    const int64_t *values;
    size_t n[FLY_GRID_DIMS];
};

static struct grid grid_of(const struct simulation *s, const char *name)
{
    const struct fly_laid_grid *laid = fly_layout_find_grid(&s->setup.layout, name);
    if (!laid) fail_msg("there is no grid %s", name);
    struct grid grid = {.values = fly_results_record(&s->results, 0, 0)->grids + laid->offset};
    memcpy(grid.n, laid->n_labels, sizeof grid.n);
    return grid;
}

static int64_t at(const struct grid *grid, size_t i, size_t j, size_t k)
{
    assert_true(i < grid->n[0] && j < grid->n[1] && k < grid->n[2]);
    return grid->values[(i * grid->n[1] + j) * grid->n[2] + k];
}

/* Series as integers: money in hundredths. */
static int64_t whole(double value, bool is_money)
{
    return llround(is_money ? 100 * value : value);
}

/* The rows that the periods end with, by their length in rows; the last one is cut. */
static size_t row_of(const struct simulation *s, size_t period, size_t rows)
{
    return period * rows < last_row(s) ? period * rows : last_row(s);
}

static void check_heads(const struct simulation *s, size_t rows)
{
    const struct grid active = grid_of(s, "cohort_active");
    for (size_t period = 0; period < active.n[0]; period++) {
        int64_t sum = 0;
        for (size_t c = 0; c <= period; c++)
            for (size_t origin = 0; origin < active.n[2]; origin++)
                sum += at(&active, c, period - c, origin);
        assert_int_equal(sum, whole(series_at(s, 0, "customers", NULL, row_of(s, period, rows)), false));
    }
}

/* In total, and by the source that an origin stands for. */
static void check_joined(const struct simulation *s, size_t rows)
{
    const struct grid joined = grid_of(s, "cohort_joined");
    const char *const unpaid[] = {"external", "word_of_mouth", "referral"};
    enum { PAID, REFERRED, OTHER };
    assert_int_equal(at(&joined, 0, OTHER, 0), s->setup.initial_customers);
    assert_int_equal(at(&joined, 0, PAID, 0) + at(&joined, 0, REFERRED, 0), 0);
    for (size_t c = 1; c < joined.n[0]; c++) {
        int64_t all = 0, of[3] = {0};
        for (size_t row = row_of(s, c - 1, rows) + 1; row <= row_of(s, c, rows); row++) {
            all += whole(series_at(s, 0, "new_customers", NULL, row), false);
            for (size_t k = 0; k < 3; k++)
                of[k] += whole(series_at(s, 0, "new_customers", unpaid[k], row), false);
        }
        assert_int_equal(at(&joined, c, OTHER, 0), of[0] + of[1]);
        assert_int_equal(at(&joined, c, REFERRED, 0), of[2]);
        assert_int_equal(at(&joined, c, PAID, 0), all - of[0] - of[1] - of[2]);
    }
}

/* Period by period; what is after the end is undefined, and nothing else. */
static void check_money(const struct simulation *s, size_t rows)
{
    const struct grid active = grid_of(s, "cohort_active"), revenue = grid_of(s, "cohort_revenue");
    for (size_t period = 0; period < revenue.n[0]; period++) {
        int64_t sum = 0, expected = 0;
        for (size_t c = 0; c <= period; c++)
            for (size_t origin = 0; origin < revenue.n[2]; origin++)
                sum += at(&revenue, c, period - c, origin);
        for (size_t row = period ? row_of(s, period - 1, rows) + 1 : 0; row <= row_of(s, period, rows); row++)
            expected += whole(series_at(s, 0, "revenue", NULL, row), true);
        assert_int_equal(sum, expected);
    }
    for (size_t c = 0; c < revenue.n[0]; c++)
        for (size_t age = 0; age < revenue.n[1]; age++)
            for (size_t origin = 0; origin < revenue.n[2]; origin++) {
                assert_true((at(&active, c, age, origin) == FLY_UNDEFINED) == (c + age >= revenue.n[0]));
                assert_true((at(&revenue, c, age, origin) == FLY_UNDEFINED) == (c + age >= revenue.n[0]));
            }
}

/* Nobody joins a cohort late: its heads can only fall, but where former customers are won back. */
static void check_falling(const struct simulation *s)
{
    const struct grid active = grid_of(s, "cohort_active"), joined = grid_of(s, "cohort_joined");
    for (size_t c = 0; c < active.n[0]; c++)
        for (size_t origin = 0; origin < active.n[2]; origin++) {
            assert_true(at(&active, c, 0, origin) <= at(&joined, c, origin, 0));
            for (size_t age = 1; c + age < active.n[0]; age++)
                assert_true(at(&active, c, age, origin) <= at(&active, c, age - 1, origin));
        }
}

/* `rows`: recorded intervals of a period. */
static void check(const char *sets, size_t rows, size_t n_periods)
{
    struct simulation s = {0};
    simulate_market(&s, sets, 0, 1, 1);
    assert_int_equal(grid_of(&s, "cohort_active").n[0], 1 + n_periods);
    assert_int_equal(grid_of(&s, "cohort_revenue").n[1], 1 + n_periods);
    check_heads(&s, rows);
    check_joined(&s, rows);
    check_money(&s, rows);
    const bool some_come_back = sets && strstr(sets, "winback.enabled=yes");
    if (some_come_back)
        assert_true(series_total(&s, 0, "won_back", NULL) > 100);
    else
        check_falling(&s);
    assert_true(series_total(&s, 0, "churned", NULL) > 100);
    assert_true(series_total(&s, 0, "new_customers", "referral") > 20);
    assert_true(series_total(&s, 0, "new_customers", "word_of_mouth") > 20);
    simulation_free(&s);
}

static void test_sums_are_exact(void **state)
{
    (void)state;
    check(NULL, 26, 4);
    check("cohort.length=1", 1, 80);
    check("cohort.length=7; customer.law=exponential; former.memory=2", 7, 12);
    check("cohort.length=20; customer.law=contract; engage.enabled=no; referral.offspring=poisson; referral.asks=2", 20,
          4);
    check("cohort.length=200", 200, 1);
    check("cohort.length=9; winback.enabled=yes; winback.base=0.1; attract.constant_hazard=0.002", 9, 9);
    check("time.step=0.5; time.record=2; time.horizon=40; cohort.length=10", 5, 4);
}

/* Where no length is given: half a year or the least whole intervals above, at most 40 periods. */
static void check_chosen(const char *sets, size_t n_periods, const char *second, const char *last)
{
    struct fly_scenario scenario;
    struct fly_setup setup;
    market_setup(&scenario, &setup, "market", sets);
    const struct fly_laid_grid *laid = fly_layout_find_grid(&setup.layout, "cohort_active");
    assert_int_equal(laid->n_labels[0], 1 + n_periods);
    assert_string_equal(laid->labels[0][0], "initial");
    assert_string_equal(laid->labels[0][1], "0");
    if (n_periods > 1) assert_string_equal(laid->labels[0][2], second);
    assert_string_equal(laid->labels[0][n_periods], last);
    assert_string_equal(laid->labels[1][1], "1");
    assert_string_equal(laid->labels[2][1], "referred");
    fly_setup_free(&setup);
    fly_scenario_free(&scenario);
}

static void test_lengths_that_are_chosen(void **state)
{
    (void)state;
    check_chosen("time.horizon=260", 10, "26", "234");
    check_chosen("time.horizon=261", 11, "26", "260");
    check_chosen("time.horizon=1040", 40, "26", "1014");
    check_chosen("time.horizon=1041", 39, "27", "1026");
    check_chosen("time.horizon=280; time.record=4", 10, "28", "252");
    check_chosen("time.horizon=3000; time.record=300", 10, "300", "2700");
    check_chosen("time.horizon=5", 1, NULL, "0");
    check_chosen("time.horizon=9; time.step=0.5; cohort.length=1.5", 6, "1.5", "7.5");
    check_chosen("time.horizon=254; cohort.length=2", 127, "2", "252");
}

/* Counting changes nothing that is counted, and switched off it leaves nothing behind. */
static void test_switched_off(void **state)
{
    struct simulation on = {0}, off = {0};
    (void)state;
    simulate_market(&on, NULL, 0, 1, 1);
    simulate_market(&off, "cohort.enabled=no", 0, 1, 1);
    const struct fly_layout *a = &on.setup.layout, *b = &off.setup.layout;
    const struct fly_record *with = fly_results_record(&on.results, 0, 0);
    const struct fly_record *without = fly_results_record(&off.results, 0, 0);
    static const char *const grids[] = {"cohort_joined", "cohort_active", "cohort_revenue"};
    size_t n_grid_values = 0;
    for (size_t g = 0; g < 3; g++) {
        n_grid_values += fly_laid_grid_size(fly_layout_find_grid(a, grids[g]));
        assert_int_equal(fly_laid_grid_size(fly_layout_find_grid(b, grids[g])), 0);
    }
    assert_true(a->n_tallies > b->n_tallies && n_grid_values > 0);
    assert_true(a->n_counts == b->n_counts && a->n_reals == b->n_reals);
    assert_memory_equal(with->counts, without->counts, with->n_rows * a->n_counts * sizeof(int64_t));
    assert_memory_equal(with->reals, without->reals, with->n_rows * a->n_reals * sizeof(double));
    assert_int_equal(fly_record_size(a, with->n_rows) - fly_record_size(b, with->n_rows),
                     n_grid_values * sizeof(int64_t));
    assert_true(fly_setup_memory(&on.setup) >= fly_setup_memory(&off.setup) + 2 * (size_t)on.setup.n_agents);
    simulation_free(&on);
    simulation_free(&off);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums_are_exact),
        cmocka_unit_test(test_lengths_that_are_chosen),
        cmocka_unit_test(test_switched_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
