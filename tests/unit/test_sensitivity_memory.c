/* Every single allocation of a sensitivity analysis fails once: each time the answer is FLY_ERR_MEMORY with a sentence,
 * and nothing leaks. */
#include "tests/support/failing_alloc.h"

#include "analysis/sensitivity.h"
#include "sim/sample.h"
#include "tests/support/test.h"

enum { K = 3, N = 10, MOST_POINTS = N * (K + 2), MOST_INDICES = 3 * K };

static int analyse(enum fly_method method, struct fly_error *error)
{
    int ret;
    double y[MOST_POINTS];
    struct fly_index indices[MOST_INDICES];
    struct fly_sensitivity_design design = {0};
    FLY_TRY(fly_sensitivity_design_init(&design, method, K, N, 4, 1, error));
    assert_true(design.n_points <= MOST_POINTS);
    for (size_t p = 0; p < design.n_points; p++)
        y[p] = design.u[p * K] * design.u[p * K + 1];
    FLY_TRY(fly_sensitivity_indices(&design, y, 5, indices, NULL, error));
    assert_true(indices[0].value > 0);
out:
    fly_sensitivity_design_free(&design);
    return ret;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    fly_library_setup();
    for (int m = 0; m < FLY_N_METHODS; m++) {
        int ret = FLY_ERR_MEMORY;
        size_t k = 0;
        for (; ret == FLY_ERR_MEMORY; k++) {
            struct fly_error error = {0};
            fails_at = k;
            n_allocations = 0;
            ret = analyse((enum fly_method)m, &error);
            assert_int_equal(ret, n_allocations > k ? FLY_ERR_MEMORY : FLY_OK);
            if (ret < 0) assert_non_null(strstr(error.text, "no memory"));
            assert_int_equal(n_alive, 0);
        }
        print_message("%s: %zu allocations\n", fly_method_info((enum fly_method)m)->name, k - 1);
        assert_true(k > 7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_may_fail)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
