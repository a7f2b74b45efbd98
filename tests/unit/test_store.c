/* The store: in memory and in a journal it hands out, part by part, what was put in; from a journal it takes what
 * belongs to the run and nothing else; it grows; every allocation may fail. */
#include "tests/support/failing_alloc.h"

#include "sim/store.h"
#include "tests/support/test.h"
#include "tests/support/toy_results.h"

#include <stdio.h>
#include <unistd.h>

enum { REPLICATES = 3 };

static char folder[] = "/tmp/flywheel-store-XXXXXX", path[64];
static struct toy toy;

static int set_up(void **state)
{
    (void)state;
    fails_at = SIZE_MAX;
    toy_init(&toy, REPLICATES);
    if (!mkdtemp(folder)) return -1;
    (void)snprintf(path, sizeof path, "%s/x.part", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    toy_free(&toy);
    (void)unlink(path);
    return rmdir(folder);
}

static struct fly_job job_of(size_t s, size_t r)
{
    return (struct fly_job){0, s, r};
}

static int init(struct fly_store *store, size_t n_replicates, bool kpis_only, struct fly_journal *journal)
{
    return fly_store_init(store, toy.setups, TOY_SCENARIOS, 1, n_replicates, kpis_only, journal, NULL);
}

static void create(struct fly_journal *journal)
{
    struct fly_manifest manifest = {0};
    (void)unlink(path);
    assert_int_equal(fly_journal_create(journal, path, &manifest, NULL), FLY_OK);
}

static int add(struct fly_store *store, size_t s, size_t r)
{
    struct fly_error error = {0};
    const int ret = fly_store_add(store, job_of(s, r), fly_results_record(&toy.results, s, r), &error);
    assert_int_equal(ret, error.code);
    return ret;
}

static void check_part(const struct fly_store *store, struct fly_job job, enum fly_part part, size_t index)
{
    const struct fly_layout *layout = &toy.setups[job.scenario].layout;
    const struct fly_record_source source = fly_store_source(store);
    const size_t n = fly_part_size(layout, TOY_ROWS, part, index);
    unsigned char got[4096], expected[4096];
    assert_true(n <= sizeof got);
    fly_record_part(fly_results_record(&toy.results, job.scenario, job.replicate), layout, part, index, expected);
    assert_int_equal(source.read(source.self, job, part, index, got, NULL), FLY_OK);
    assert_memory_equal(got, expected, n);
}

static void check_record(const struct fly_store *store, size_t s, size_t r)
{
    const struct fly_layout *layout = &toy.setups[s].layout;
    assert_true(fly_store_has(store, job_of(s, r)));
    check_part(store, job_of(s, r), FLY_PART_WORK, 0);
    check_part(store, job_of(s, r), FLY_PART_KPIS, 0);
    for (size_t i = 0; !store->kpis_only && i < layout->n_series; i++)
        if (layout->series[i].series->kind != FLY_PASSING) check_part(store, job_of(s, r), FLY_PART_SERIES, i);
    for (size_t i = 0; !store->kpis_only && i < layout->n_grids; i++)
        check_part(store, job_of(s, r), FLY_PART_GRID, i);
}

static void fill_and_check(struct fly_store *store)
{
    size_t n = 0;
    for (size_t s = 0; s < TOY_SCENARIOS; s++)
        for (size_t r = 0; r < REPLICATES; r++) {
            assert_false(fly_store_has(store, job_of(s, r)));
            assert_int_equal(add(store, s, r), FLY_OK);
            assert_int_equal(store->n_done, ++n);
        }
    for (size_t s = 0; s < TOY_SCENARIOS; s++)
        for (size_t r = 0; r < REPLICATES; r++)
            check_record(store, s, r);
}

static void test_in_memory(void **state)
{
    (void)state;
    for (int kpis_only = 0; kpis_only < 2; kpis_only++) {
        struct fly_store store;
        const size_t alive = n_alive;
        assert_int_equal(init(&store, REPLICATES, kpis_only, NULL), FLY_OK);
        fill_and_check(&store);
        assert_int_equal(fly_store_sync(&store, NULL), FLY_OK);
        fly_store_free(&store);
        assert_int_equal(n_alive, alive);
    }
}

static void test_in_a_journal(void **state)
{
    (void)state;
    for (int kpis_only = 0; kpis_only < 2; kpis_only++) {
        struct fly_store store;
        struct fly_journal journal;
        create(&journal);
        assert_int_equal(init(&store, REPLICATES, kpis_only, &journal), FLY_OK);
        fill_and_check(&store);
        assert_int_equal(fly_store_sync(&store, NULL), FLY_OK);
        fly_store_free(&store);
        fly_journal_close(&journal);
        assert_int_equal(fly_journal_open(&journal, path, true, NULL), FLY_OK);
        assert_int_equal(init(&store, REPLICATES, kpis_only, &journal), FLY_OK);
        assert_int_equal(store.n_done, TOY_SCENARIOS * REPLICATES);
        for (size_t s = 0; s < TOY_SCENARIOS; s++)
            for (size_t r = 0; r < REPLICATES; r++)
                check_record(&store, s, r);
        fly_store_free(&store);
        fly_journal_close(&journal);
    }
}

/* Numbers beyond the run, and records of another size. */
static void test_what_does_not_belong(void **state)
{
    (void)state;
    static const unsigned char nothing[8192];
    struct fly_journal journal;
    struct fly_journal_entry entry;
    struct fly_store store;
    const size_t n = fly_packed_size(&toy.setups[0].layout, TOY_ROWS, false);
    const struct {
        struct fly_job job;
        size_t size;
    } odd[] = {{{1, 0, 0}, n}, {{0, TOY_SCENARIOS, 0}, n}, {{0, 0, REPLICATES}, n}, {{0, 0, 0}, n - 1},
               {{0, 0, 1}, 0}, {{SIZE_MAX, 0, 0}, n},      {{0, 1, 0}, n}};
    assert_true(n < sizeof nothing);
    assert_int_not_equal(n, fly_packed_size(&toy.setups[1].layout, TOY_ROWS, false));
    create(&journal);
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
        assert_int_equal(fly_journal_append(&journal, odd[i].job, nothing, odd[i].size, &entry, NULL), FLY_OK);
    fly_journal_close(&journal);
    assert_int_equal(fly_journal_open(&journal, path, true, NULL), FLY_OK);
    assert_int_equal(journal.n_entries, sizeof odd / sizeof odd[0]);
    assert_int_equal(init(&store, REPLICATES, false, &journal), FLY_OK);
    assert_int_equal(store.n_done, 0);
    fly_store_free(&store);
    fly_journal_close(&journal);
}

/* What was there before, what is added, and what an earlier process had beyond. */
static void test_grow(void **state)
{
    (void)state;
    for (int in_journal = 0; in_journal < 2; in_journal++) {
        struct fly_store store;
        struct fly_journal journal;
        if (in_journal) create(&journal);
        struct fly_journal *kept = in_journal ? &journal : NULL;
        assert_int_equal(init(&store, REPLICATES, false, kept), FLY_OK);
        assert_int_equal(add(&store, 0, 2), FLY_OK);
        fly_store_free(&store);
        if (in_journal) {
            fly_journal_close(&journal);
            assert_int_equal(fly_journal_open(&journal, path, true, NULL), FLY_OK);
        }
        assert_int_equal(init(&store, 1, false, kept), FLY_OK);
        assert_int_equal(add(&store, 0, 0), FLY_OK);
        assert_int_equal(add(&store, 1, 0), FLY_OK);
        assert_int_equal(store.n_done, 2);
        assert_int_equal(fly_store_grow(&store, REPLICATES, NULL), FLY_OK);
        assert_int_equal(store.n_done, 2 + in_journal);
        assert_int_equal(add(&store, 1, 1), FLY_OK);
        check_record(&store, 0, 0);
        check_record(&store, 1, 0);
        check_record(&store, 1, 1);
        if (in_journal) check_record(&store, 0, 2);
        assert_false(fly_store_has(&store, job_of(0, 1)));
        fly_store_free(&store);
        if (in_journal) fly_journal_close(&journal);
    }
}

static void test_no_memory(void **state)
{
    (void)state;
    int ret = FLY_ERR_MEMORY;
    for (size_t k = 0; ret == FLY_ERR_MEMORY; k++) {
        struct fly_store store;
        const size_t alive = n_alive;
        fails_at = k;
        n_allocations = 0;
        ret = init(&store, 1, false, NULL);
        if (ret == FLY_OK) {
            ret = add(&store, 0, 0);
            if (ret == FLY_OK) ret = fly_store_grow(&store, REPLICATES, NULL);
            /* after a failure it is as it was before */
            assert_int_equal(store.n_done, fly_store_has(&store, job_of(0, 0)));
            if (store.n_done) check_record(&store, 0, 0);
            fly_store_free(&store);
        }
        assert_int_equal(ret, n_allocations > k ? FLY_ERR_MEMORY : FLY_OK);
        assert_int_equal(n_alive, alive);
    }
    fails_at = SIZE_MAX;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_memory),
        cmocka_unit_test(test_in_a_journal),
        cmocka_unit_test(test_what_does_not_belong),
        cmocka_unit_test(test_grow),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
