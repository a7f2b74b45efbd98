/* Replicates dealt out over ranks, which are threads here: all are done, each once, and are those of one process; where
 * one rank fails or is told to stop, all of them end, and rank 0 says why. tests/mpi has the real program over MPI. */
#include "sim/deal.h"
#include "sim/plan.h"
#include "sim/ranks.h"
#include "tests/support/rank_threads.h"
#include "tests/support/test.h"
#include "tests/support/twin_market.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { N_SCENARIOS = 2, N_FIRST = 7, N_REPLICATES = 12, HANGS_AFTER = 100 };

/* What happens to one of the ranks: in the middle of its work, or before it has any. */
enum trouble { NONE, FAILS, IS_STOPPED, FAILS_EARLY, COMES_LATE };

static struct fly_scenario scenarios[N_SCENARIOS];
static struct fly_setup setups[N_SCENARIOS];
static struct fly_store expected;

struct deal_case {
    int n_threads, who;
    enum trouble trouble;
    atomic_int n_calls; /* of the progress of the rank in trouble */
    size_t n_told;      /* replicates done, as rank 0 was told at last */
    struct fly_store store;
    struct fly_error error[MOST_RANK_THREADS];
};

static struct fly_plan plan_of(size_t n_replicates)
{
    return (struct fly_plan){
        .setups = setups, .n_scenarios = N_SCENARIOS, .n_replicates = n_replicates, .first_replicate = 3};
}

static void open_store(struct fly_store *store, size_t n_replicates)
{
    struct fly_error error;
    if (fly_store_init(store, setups, N_SCENARIOS, 1, n_replicates, false, NULL, &error) < 0) abort();
}

struct one_rank {
    struct deal_case *one;
    int rank;
};

static bool is_in_trouble_at_work(const struct deal_case *one)
{
    return one->trouble == FAILS || one->trouble == IS_STOPPED;
}

/* The second time that a rank in trouble is asked. */
static int watch(void *user, const struct fly_progress *progress, struct fly_error *error)
{
    const struct one_rank *me = user;
    struct deal_case *one = me->one;
    if (me->rank == 0) one->n_told = progress->n_done;
    if (me->rank != one->who || !is_in_trouble_at_work(one)) return 0;
    if (atomic_fetch_add(&one->n_calls, 1) == 0) return 0;
    return one->trouble == IS_STOPPED ? 1 : fly_fail(error, FLY_ERR_IO, "it failed");
}

/* As the command does it: rank 0 has rounds, the others have one that lasts as long. */
static int run_rounds(struct deal_case *one, struct fly_deal *deal, struct fly_store *store, struct fly_error *error)
{
    int ret;
    struct one_rank me = {one, deal->ranks->rank};
    const struct fly_ensemble_options options = {.threads = one->n_threads, .progress = watch, .user = &me};
    struct fly_plan plan = plan_of(N_FIRST);
    FLY_TRY(fly_plan_run(&plan, store, &options, deal, error));
    if (me.rank > 0) return FLY_OK;
    if (store->n_done != N_SCENARIOS * N_FIRST) abort();
    /* however late the rank in trouble came to it, there is work left when it fails */
    while (one->who > 0 && is_in_trouble_at_work(one) && atomic_load(&one->n_calls) < 2)
        (void)usleep(100);
    FLY_TRY(fly_store_grow(store, N_REPLICATES, error));
    plan = plan_of(N_REPLICATES);
    ret = fly_plan_run(&plan, store, &options, deal, error);
out:
    return ret;
}

static void be_rank(const struct fly_ranks *ranks, void *user)
{
    struct deal_case *one = user;
    struct fly_error *error = &one->error[ranks->rank];
    const bool is_it = ranks->rank == one->who;
    struct fly_store own, *store = ranks->rank == 0 ? &one->store : &own;
    struct fly_deal deal;
    int ret;
    open_store(store, N_FIRST);
    if (fly_deal_init(&deal, ranks, error) < 0) abort();
    if (is_it && one->trouble == COMES_LATE) (void)usleep(100000);
    if (is_it && one->trouble == FAILS_EARLY)
        ret = fly_fail(error, FLY_ERR_CREATE, "it failed");
    else
        ret = run_rounds(one, &deal, store, error);
    ret = fly_deal_end(&deal, is_it && one->trouble == FAILS_EARLY ? NULL : store, ret, error);
    error->code = ret;
    fly_deal_free(&deal);
    if (ranks->rank > 0) fly_store_free(store);
}

/* All that is there is right. */
static void check_store(const struct fly_store *store)
{
    for (size_t s = 0; s < N_SCENARIOS; s++)
        for (size_t r = 0; r < store->n_replicates; r++) {
            const struct fly_job job = {0, s, r};
            if (!fly_store_has(store, job)) continue;
            const size_t size = fly_packed_size(&setups[s].layout, setups[s].n_rows, false);
            const void *got = (const void *)(uintptr_t)store->at[fly_store_number(store, job)],
                       *wanted = (const void *)(uintptr_t)expected.at[fly_store_number(&expected, job)];
            assert_memory_equal(got, wanted, size);
        }
}

static void deal(struct deal_case *one, int n_ranks)
{
    (void)alarm(HANGS_AFTER);
    on_rank_threads(n_ranks, be_rank, one);
    check_store(&one->store);
}

static void test_all_once(void **state)
{
    (void)state;
    for (int n_ranks = 1; n_ranks <= 4; n_ranks++)
        for (int n_threads = 1; n_threads <= 2; n_threads++)
            for (int who = 0; who < n_ranks; who++) {
                struct deal_case one = {.n_threads = n_threads, .who = who, .trouble = who ? COMES_LATE : NONE};
                deal(&one, n_ranks);
                for (int r = 0; r < n_ranks; r++)
                    assert_int_equal(one.error[r].code, FLY_OK);
                assert_int_equal(one.store.n_done, N_SCENARIOS * N_REPLICATES);
                assert_int_equal(one.n_told, N_SCENARIOS * N_REPLICATES); /* more, if one had been done twice */
                fly_store_free(&one.store);
            }
}

static void check_trouble(enum trouble trouble, int n_ranks, int who, int code, const char *sentence)
{
    struct deal_case one = {.n_threads = 1 + who % 2, .who = who, .trouble = trouble};
    deal(&one, n_ranks);
    assert_int_equal(one.error[0].code, code);
    if (sentence) assert_non_null(strstr(one.error[0].text, sentence));
    if (sentence && who > 0) assert_non_null(strstr(one.error[0].text, "process "));
    for (int r = 1; r < n_ranks; r++)
        assert_int_equal(one.error[r].code, r == who ? code : FLY_OK);
    assert_true(one.store.n_done < N_SCENARIOS * N_REPLICATES);
    fly_store_free(&one.store);
}

static void test_one_fails(void **state)
{
    (void)state;
    for (int n_ranks = 1; n_ranks <= 4; n_ranks++)
        for (int who = 0; who < n_ranks; who++) {
            check_trouble(FAILS, n_ranks, who, FLY_ERR_IO, "it failed");
            check_trouble(FAILS_EARLY, n_ranks, who, FLY_ERR_CREATE, "it failed");
        }
}

static void test_one_is_stopped(void **state)
{
    (void)state;
    for (int n_ranks = 1; n_ranks <= 4; n_ranks++)
        for (int who = 0; who < n_ranks; who++)
            check_trouble(IS_STOPPED, n_ranks, who, FLY_ERR_INTERRUPT, NULL);
}

static int set_up(void **state)
{
    (void)state;
    struct fly_error error = {0};
    const struct fly_ensemble_options options = {.threads = 2};
    const struct fly_plan plan = plan_of(N_REPLICATES);
    market_setup(&scenarios[0], &setups[0], "one", "market.agents=600; time.horizon=60");
    market_setup(&scenarios[1], &setups[1], "other", MARKET_EVERYTHING "; market.agents=500; time.horizon=60");
    open_store(&expected, N_REPLICATES);
    if (fly_plan_run(&plan, &expected, &options, NULL, &error) < 0) return print_error("%s\n", error.text), 1;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fly_store_free(&expected);
    for (size_t s = 0; s < N_SCENARIOS; s++) {
        fly_setup_free(&setups[s]);
        fly_scenario_free(&scenarios[s]);
    }
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_once),
        cmocka_unit_test(test_one_fails),
        cmocka_unit_test(test_one_is_stopped),
    };
    fly_library_setup();
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
