/* Targets are met exactly from the value on that the series say: to the head and to the cent, flows summed up to the
 * week, and never by what is undefined. */
#include "tests/support/test.h"
#include "tests/support/twin_market.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool is_met(const char *sets, const char *target)
{
    struct simulation s = {0};
    char ini[1024];
    (void)snprintf(ini, sizeof ini, "[target t]\n%s\n--set %s", target, sets);
    simulate_market(&s, ini, 0, 1, 1);
    const struct fly_laid_grid *laid = fly_layout_find_grid(&s.setup.layout, "target_met");
    assert_int_equal(fly_laid_grid_size(laid), 1);
    const int64_t met = fly_results_record(&s.results, 0, 0)->grids[laid->offset];
    assert_true(met == 0 || met == 1);
    simulation_free(&s);
    return met == 1;
}

/* The value is met as a bound from below and from above; a unit more, or less, is not. */
static void check_edge(const char *sets, const char *series, double week, double value, double unit)
{
    char target[256];
    for (int more = -1; more <= 1; more++) {
        (void)snprintf(target, sizeof target, "series = %s\nweek = %g\nat_least = %.2f", series, week,
                       value + more * unit);
        if (is_met(sets, target) != (more <= 0)) fail_msg("%s", target);
        (void)snprintf(target, sizeof target, "series = %s\nweek = %g\nat_most = %.2f", series, week,
                       value + more * unit);
        if (is_met(sets, target) != (more >= 0)) fail_msg("%s", target);
    }
}

static double up_to(const struct simulation *s, const char *series, const char *label, size_t row)
{
    double sum = 0;
    for (size_t k = 0; k <= row; k++)
        sum += series_at(s, 0, series, label, k);
    return sum;
}

static void test_edges(void **state)
{
    (void)state;
    const char *const sets = "market.agents=3000";
    struct simulation s = {0};
    simulate_market(&s, sets, 0, 1, 1);
    check_edge(sets, "customers", 40, series_at(&s, 0, "customers", NULL, 40), 1);
    check_edge(sets, "agents.lead", 11, series_at(&s, 0, "agents", "lead", 11), 1);
    check_edge(sets, "agents", 12, 3000, 1);
    check_edge(sets, "new_customers", 40, up_to(&s, "new_customers", NULL, 40), 1);
    check_edge(sets, "new_customers.ads", 40, up_to(&s, "new_customers", "ads", 40), 1);
    check_edge(sets, "revenue", 37, up_to(&s, "revenue", NULL, 37), 0.01);
    check_edge(sets, "cost.retention", 80, up_to(&s, "cost", "retention", 80), 0.01);
    check_edge(sets, "cash", 33, series_at(&s, 0, "cash", NULL, 33), 0.01);
    simulation_free(&s);
}

/* Hundredths times 0.01 are not always the number that a user writes: in such weeks too every cent counts. */
static void test_cents_that_round(void **state)
{
    (void)state;
    const char *const sets = "market.agents=3000";
    struct simulation s = {0};
    simulate_market(&s, sets, 0, 1, 1);
    size_t n = 0;
    for (size_t row = 1; row <= last_row(&s) && n < 3; row++) {
        const double cents = round(100 * series_at(&s, 0, "cash", NULL, row));
        if (0.01 * cents == cents / 100) continue;
        check_edge(sets, "cash", fly_setup_week(&s.setup, row), cents / 100, 0.01);
        n++;
    }
    assert_int_equal(n, 3);
    simulation_free(&s);
}

/* Weeks, not steps nor rows; the end where no week is given. */
static void test_other_clocks(void **state)
{
    (void)state;
    const char *const sets = "market.agents=3000; time.horizon=40; time.step=0.5; time.record=2";
    struct simulation s = {0};
    char target[128];
    simulate_market(&s, sets, 0, 1, 1);
    check_edge(sets, "customers", 14, series_at(&s, 0, "customers", NULL, 7), 1);
    check_edge(sets, "purchases", 14, up_to(&s, "purchases", NULL, 7), 1);
    check_edge(sets, "customers", 0, series_at(&s, 0, "customers", NULL, 0), 1);
    const double last = series_at(&s, 0, "customers", NULL, last_row(&s));
    assert_true(last != series_at(&s, 0, "customers", NULL, last_row(&s) - 1));
    (void)snprintf(target, sizeof target, "series = customers\nat_least = %g", last);
    assert_true(is_met(sets, target));
    (void)snprintf(target, sizeof target, "series = customers\nweek = inf\nat_most = %g", last);
    assert_true(is_met(sets, target));
    simulation_free(&s);
}

static void test_reals(void **state)
{
    (void)state;
    const char *const sets = "market.agents=3000";
    const char *const nobody = "market.agents=3000; market.initial_customers=0; attract.enabled=no";
    struct simulation s = {0};
    char target[128];
    simulate_market(&s, sets, 0, 1, 1);
    const double nps = series_at(&s, 0, "nps", NULL, 40);
    (void)snprintf(target, sizeof target, "series = nps\nweek = 40\nat_least = %.17g", nps);
    assert_true(is_met(sets, target));
    (void)snprintf(target, sizeof target, "series = nps\nweek = 40\nat_least = %.17g", nextafter(nps, 100));
    assert_false(is_met(sets, target));
    assert_false(is_met(nobody, "series = nps\nat_least = -100"));
    assert_false(is_met(nobody, "series = nps\nat_most = 100"));
    assert_true(is_met(sets, "series = nps\nat_least = -100"));
    simulation_free(&s);
}

/* A target decides nothing: all else is the same with it and without. */
static void test_targets_change_nothing(void **state)
{
    (void)state;
    struct simulation with = {0}, without = {0};
    simulate_market(&with, "[target t]\nseries = customers\nat_least = 1\n--set market.agents=3000", 0, 2, 1);
    simulate_market(&without, "market.agents=3000", 0, 2, 1);
    assert_int_equal(with.setup.layout.n_grid_values, without.setup.layout.n_grid_values + 1);
    for (size_t r = 0; r < 2; r++) {
        const struct fly_record *a = fly_results_record(&with.results, 0, r);
        const struct fly_record *b = fly_results_record(&without.results, 0, r);
        assert_memory_equal(a->counts, b->counts, a->n_rows * with.setup.layout.n_counts * sizeof(int64_t));
        assert_memory_equal(a->kpis, b->kpis, with.setup.layout.n_kpis * sizeof(double));
    }
    simulation_free(&with);
    simulation_free(&without);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_cents_that_round),
        cmocka_unit_test(test_other_clocks),
        cmocka_unit_test(test_reals),
        cmocka_unit_test(test_targets_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
