/* How many ranks share a market, and how many threads each of them has, changes no bit of a record; all of them end in
 * the same way. Here ranks are threads; tests/mpi has the same over MPI. */
#include "tests/support/rank_markets.h"
#include "tests/support/rank_threads.h"
#include "tests/support/test.h"

#include <stdio.h>

static void test_owners(void **state)
{
    static const uint32_t n_blocks[] = {1, 2, 3, 13, 4096, 488282};
    (void)state;
    for (size_t k = 0; k < sizeof n_blocks / sizeof n_blocks[0]; k++)
        for (int n_ranks = 1; n_ranks <= 17; n_ranks++) {
            assert_int_equal(fly_ranks_first_block(n_blocks[k], 0, n_ranks), 0);
            assert_int_equal(fly_ranks_first_block(n_blocks[k], n_ranks, n_ranks), n_blocks[k]);
            for (int rank = 0; rank < n_ranks; rank++)
                for (uint32_t b = fly_ranks_first_block(n_blocks[k], rank, n_ranks);
                     b < fly_ranks_first_block(n_blocks[k], rank + 1, n_ranks); b++)
                    assert_int_equal(fly_ranks_owner(n_blocks[k], b, n_ranks), rank);
        }
}

struct run {
    const struct rank_case *one;
    int n_threads, who, agreement;
    enum rank_trouble trouble;
    int n_differ[MOST_RANK_THREADS];
    struct fly_error error[MOST_RANK_THREADS];
};

static void compare(const struct fly_ranks *ranks, void *user)
{
    struct run *run = user;
    run->n_differ[ranks->rank] = rank_case_differs(run->one, ranks, run->n_threads);
}

static void check_market(const struct rank_market *market)
{
    static const int ranks[] = {1, 2, 4}, threads[] = {1, 2};
    struct rank_case one;
    rank_case_init(&one, market);
    for (size_t n = 0; n < sizeof ranks / sizeof ranks[0]; n++)
        for (size_t t = 0; t < sizeof threads / sizeof threads[0]; t++) {
            struct run run = {.one = &one, .n_threads = threads[t]};
            on_rank_threads(ranks[n], compare, &run);
            for (int r = 0; r < ranks[n]; r++)
                if (run.n_differ[r])
                    fail_msg("%s: %d records differ on rank %d of %d with %d threads", market->name, run.n_differ[r], r,
                             ranks[n], threads[t]);
        }
    rank_case_free(&one);
}

static void test_any_ranks_same_record(void **state)
{
    (void)state;
    for (size_t k = 0; k < n_rank_markets; k++)
        check_market(&rank_markets[k]);
}

static void get_in_trouble(const struct fly_ranks *ranks, void *user)
{
    struct run *run = user;
    run->error[ranks->rank] = rank_case_in_trouble(run->one, ranks, run->who, run->trouble);
}

static void check_trouble(const struct rank_case *one, enum rank_trouble trouble, int code, const char *sentence)
{
    for (int who = 0; who < 3; who++) {
        struct run run = {.one = one, .who = who, .trouble = trouble};
        on_rank_threads(3, get_in_trouble, &run);
        for (int r = 0; r < 3; r++) {
            assert_int_equal(run.error[r].code, code);
            assert_string_equal(run.error[r].text, sentence);
        }
    }
}

static void fail_early(const struct fly_ranks *ranks, void *user)
{
    struct run *run = user;
    run->error[ranks->rank] = rank_case_failing(run->one, ranks, run->who, run->agreement);
}

static void check_failing(const struct rank_case *one, int who, int agreement)
{
    struct run run = {.one = one, .who = who, .agreement = agreement};
    char sentence[32];
    (void)snprintf(sentence, sizeof sentence, "rank %d failed", who);
    on_rank_threads(3, fail_early, &run);
    for (int r = 0; r < 3; r++) {
        assert_int_equal(run.error[r].code, FLY_ERR_MEMORY);
        assert_string_equal(run.error[r].text, sentence);
    }
}

static void test_all_end_together(void **state)
{
    struct rank_case one;
    (void)state;
    rank_case_init(&one, &trouble_market);
    check_trouble(&one, TOLD_TO_STOP, FLY_ERR_INTERRUPT, "interrupted");
    check_trouble(&one, WITHOUT_MEMORY, FLY_ERR_MEMORY, "no memory for the messages between agents");
    for (int agreement = 0; agreement < 4; agreement++)
        check_failing(&one, agreement % 3, agreement);
    rank_case_free(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_owners),
        cmocka_unit_test(test_any_ranks_same_record),
        cmocka_unit_test(test_all_end_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
