/* Collecting findings, and the name that was probably meant. */
#include "sim/diagnostics.h"

#include "tests/support/test.h"

static void test_diagnostics(void **state)
{
    (void)state;
    struct fly_diagnostics found = {0};
    fly_diagnose(&found, FLY_WARNING, NULL, 0, "mind %d", 1);
    assert_int_equal(found.code, FLY_OK);
    assert_int_equal(found.n_errors, 0);
    assert_string_equal(found.items[0].place, "");
    found.code = FLY_ERR_NO_INPUT;
    for (size_t i = 0; i < 100; i++)
        fly_diagnose(&found, FLY_ERROR, "f", i, "x");
    assert_int_equal(found.code, FLY_ERR_NO_INPUT);
    assert_int_equal(found.n_items, 101);
    assert_int_equal(found.n_errors, 100);
    assert_string_equal(found.items[1].place, "f");
    assert_string_equal(found.items[2].place, "f:1");
    fly_diagnostics_free(&found);
    fly_diagnostics_free(&found);
}

static void test_nearest_name(void **state)
{
    (void)state;
    static const char *const names[] = {"convert", "ask_rate", "rate", "a"};
    assert_string_equal(fly_nearest_name("covnert", names, 4), "convert");
    assert_string_equal(fly_nearest_name("CONVERT", names, 4), "convert");
    assert_string_equal(fly_nearest_name("rat", names, 4), "rate");
    assert_string_equal(fly_nearest_name("askrate", names, 4), "ask_rate");
    assert_null(fly_nearest_name("zebra", names, 4));
    assert_null(fly_nearest_name("", names, 4));
    assert_null(fly_nearest_name("b", names, 4));
    assert_null(fly_nearest_name("x", NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_diagnostics),
        cmocka_unit_test(test_nearest_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
