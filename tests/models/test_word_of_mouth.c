/* Word of mouth at its limits: more good words in one step than a counter holds. */
#include "tests/support/simulate.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LEAVES = 250 };

/* Everybody knows agent 0 and nobody else. */
static void write_star(char path[])
{
    const int file = mkstemp(path);
    assert_true(file >= 0);
    for (int leaf = 1; leaf <= LEAVES; leaf++)
        assert_true(dprintf(file, "0 %d\n", leaf) > 0);
    assert_int_equal(close(file), 0);
}

/* 250 promoters of 400 words a step each say 100,000 good words to one customer: he hears no bad one. */
static void test_good_words_do_not_turn_bad(void **state)
{
    char path[] = "/tmp/flywheel-star-XXXXXX", ini[1024];
    struct simulation s = {0};
    (void)state;
    write_star(path);
    (void)snprintf(ini, sizeof ini,
                   "[market]\nagents = %d\ninitial_customers = 1\n[network]\nkind = file\nfile = %s\n"
                   "[time]\nhorizon = 12\nstep = 4\n[customer]\nenabled = no\n"
                   "[satisfaction]\nstart = 1\nstart_sd = 0\n"
                   "[wom]\npromoter_rate = 100\ndetractor_rate = 0\ntrust = 1\nweak_share = 0\ndent = 1\n",
                   LEAVES + 1, path);
    simulate(&s, ini, 0, 1, 1);
    assert_int_equal(unlink(path), 0);
    assert_true(series_at(&s, 0, "accepted_signals", "positive", 1) > 1.2 * 65535);
    assert_true(series_total(&s, 0, "signals", "negative") == 0);
    for (size_t row = 0; row <= last_row(&s); row++)
        assert_true(series_at(&s, 0, "attitudes", "promoter", row) == LEAVES + 1);
    simulation_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_words_do_not_turn_bad),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
