/* One market over the ranks of an MPI job: the record is that of one process to the bit, on any number of ranks and of
 * threads, and all ranks end in the same way. Run by mpirun; a finding on one rank is one on all of them, so that
 * none waits for another that has given up. */
#include "tests/support/rank_markets.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct fly_ranks *ranks;

static int over_ranks(int mine)
{
    fly_sum sum = mine;
    ranks->sum(ranks->user, &sum, 1);
    return (int)sum;
}

static void test_same_record(void **state)
{
    (void)state;
    for (size_t k = 0; k < n_rank_markets; k++) {
        struct rank_case one;
        rank_case_init(&one, &rank_markets[k]);
        for (int n_threads = 1; n_threads <= 2; n_threads++) {
            const int n_differ = over_ranks(rank_case_differs(&one, ranks, n_threads));
            if (n_differ)
                fail_msg("%s: %d records differ on %d ranks with %d threads", rank_markets[k].name, n_differ,
                         ranks->n_ranks, n_threads);
        }
        rank_case_free(&one);
    }
}

static void check_trouble(const struct rank_case *one, enum rank_trouble trouble, int code, const char *sentence)
{
    for (int who = 0; who < ranks->n_ranks; who++) {
        const struct fly_error error = rank_case_in_trouble(one, ranks, who, trouble);
        assert_int_equal(over_ranks(error.code != code || strcmp(error.text, sentence) != 0), 0);
    }
}

static void check_failing(const struct rank_case *one, int who, int agreement)
{
    char sentence[32];
    (void)snprintf(sentence, sizeof sentence, "rank %d failed", who);
    const struct fly_error error = rank_case_failing(one, ranks, who, agreement);
    assert_int_equal(over_ranks(error.code != FLY_ERR_MEMORY || strcmp(error.text, sentence) != 0), 0);
}

static void test_all_end_together(void **state)
{
    struct rank_case one;
    (void)state;
    rank_case_init(&one, &trouble_market);
    check_trouble(&one, TOLD_TO_STOP, FLY_ERR_INTERRUPT, "interrupted");
    check_trouble(&one, WITHOUT_MEMORY, FLY_ERR_MEMORY, "no memory for the messages between agents");
    for (int agreement = 0; agreement < 4; agreement++)
        check_failing(&one, agreement % ranks->n_ranks, agreement);
    rank_case_free(&one);
}

/* Sums beyond 64 bits, with carries between the limbs, and negative ones. */
static void test_sums_are_exact(void **state)
{
    const fly_sum large = (fly_sum)1 << 100, n = ranks->n_ranks, all = n * (n - 1) / 2;
    fly_sum sums[] = {large + ranks->rank, -large - ranks->rank, UINT64_MAX, -1, INT64_MIN};
    const fly_sum expected[] = {n * large + all, -n * large - all, n * UINT64_MAX, -n, n * INT64_MIN};
    (void)state;
    ranks->sum(ranks->user, sums, sizeof sums / sizeof sums[0]);
    assert_memory_equal(sums, expected, sizeof expected);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums_are_exact),
        cmocka_unit_test(test_same_record),
        cmocka_unit_test(test_all_end_together),
    };
    struct fly_error error = {0};
    fly_library_setup();
    ranks = fly_ranks_mpi_begin(&error);
    if (!ranks || argc != 2 || atoi(argv[1]) != ranks->n_ranks) return print_error("%s\n", error.text), 1;
    const int n_failed = cmocka_run_group_tests(tests, NULL, NULL);
    fly_ranks_mpi_end();
    return n_failed;
}
