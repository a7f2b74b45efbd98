/* Status codes: every one has an exit code and a meaning, and sentences arrive whole. */
#include "sim/status.h"
#include "tests/support/test.h"

static void every_status_has_its_exit_code(void **state)
{
    (void)state;
#define CHECK(name, value, exit_code, meaning)                                                                         \
    assert_int_equal(fly_exit_code(FLY_##name), exit_code);                                                            \
    assert_string_equal(fly_status_meaning(FLY_##name), meaning);
    FLY_STATUSES(CHECK)
#undef CHECK
    assert_int_equal(fly_exit_code(-1000), 70);
}

static void fail_composes_the_sentence(void **state)
{
    (void)state;
    struct fly_error error = {0};
    assert_int_equal(fly_fail(&error, FLY_ERR_IO, "%s: %d", "disk", 7), FLY_ERR_IO);
    assert_int_equal(error.code, FLY_ERR_IO);
    assert_string_equal(error.text, "disk: 7");
    assert_int_equal(fly_fail(NULL, FLY_ERR_USAGE, "nobody listens"), FLY_ERR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_its_exit_code),
        cmocka_unit_test(fail_composes_the_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
