/* Every single allocation of reading a scenario fails once: each time the answer is FLY_ERR_MEMORY, and nothing leaks.
 * This file brings its own allocator in place of sim/alloc.c. */
#include "tests/support/failing_alloc.h"
#include "tests/support/toy_scenario.h"

#include "tests/support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reads the text with the k-th allocation failing, for every k until none fails; expects `code` without failure. */
static void check_failures(const char *text, const char *set, int code)
{
    int ret = FLY_ERR_MEMORY;
    for (fails_at = 0; ret == FLY_ERR_MEMORY; fails_at++) {
        assert_true(fails_at < 100000);
        struct fly_scenario scenario;
        struct fly_diagnostics found = {0};
        n_allocations = n_alive = 0;
        ret = fly_scenario_parse(&scenario, &toy_schema, "toy.ini", text, &set, 1, &found);
        if (n_allocations > fails_at) assert_int_equal(ret, FLY_ERR_MEMORY);
        fly_scenario_free(&scenario);
        fly_diagnostics_free(&found);
        assert_int_equal(n_alive, 0);
    }
    assert_true(fails_at > 5);
    assert_int_equal(ret, code);
}

static char right[20000], wrong[20000];

static int write_texts(void **state)
{
    (void)state;
    int n = sprintf(right, "[scenario]\ntitle = T\n[market]\nagents = 3\nties = t.txt\n");
    for (int i = 0; i < 300; i++)
        n += sprintf(right + n, "[channel c%d]\nshare = 0.1\n", i);
    strcpy(wrong, right);
    strcpy(wrong + n, "[markte]\n[market]\nagnets = 3\nagents = x\n[stage atract]\nfriction = 2\nwhat\n"
                      "[scenario]\nextends = /nowhere/base.ini\n");
    return 0;
}

static void test_one_failure(void **state)
{
    (void)state;
    fails_ever_after = false;
    check_failures(right, "channel.c7.share=0.2", FLY_OK);
    check_failures(wrong, "channel.c999.share=0.2", FLY_ERR_SCENARIO);
}

static void test_failures_ever_after(void **state)
{
    (void)state;
    fails_ever_after = true;
    check_failures(right, "scenario.title=other", FLY_OK);
    check_failures(wrong, "nothing", FLY_ERR_SCENARIO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_failure),
        cmocka_unit_test(test_failures_ever_after),
    };
    return cmocka_run_group_tests(tests, write_texts, NULL);
}
