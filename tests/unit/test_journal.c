/* The journal: what was appended is found again, whole pieces only, however the file was cut or damaged; one process at
 * a time writes; a failed write leaves what was there; every allocation may fail. */
#include "tests/support/failing_alloc.h"

#include "sim/journal.h"
#include "tests/support/test.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { N = 5, HEAD = 56 };

static char folder[] = "/tmp/flywheel-journal-XXXXXX", path[64], copy[64];
static unsigned char whole[4096];
static size_t size, starts[N + 1]; /* of the pieces in `whole`, and its end */

/* Payloads of different sizes, one of none. */
static size_t payload_of(size_t k, unsigned char *payload)
{
    const size_t n = 7 * k;
    for (size_t i = 0; i < n; i++)
        payload[i] = (unsigned char)(31 * k + i);
    return n;
}

static struct fly_job job_of(size_t k)
{
    return (struct fly_job){1000 * k, k % 2, k};
}

static int append_all(struct fly_journal *journal, struct fly_error *error)
{
    int ret = FLY_OK;
    unsigned char payload[64];
    struct fly_journal_entry entry;
    for (size_t k = 0; k < N; k++) {
        starts[k] = journal->end;
        FLY_TRY(fly_journal_append(journal, job_of(k), payload, payload_of(k, payload), &entry, error));
        assert_int_equal(entry.at, starts[k] + HEAD);
    }
    starts[N] = journal->end;
    FLY_TRY(fly_journal_sync(journal, error));
out:
    return ret;
}

static int make(struct fly_journal *journal, struct fly_error *error)
{
    int ret;
    struct fly_manifest manifest = {0};
    FLY_TRY(fly_manifest_add_text(&manifest, "version", "1"));
    FLY_TRY(fly_journal_create(journal, path, &manifest, error));
out:
    fly_manifest_free(&manifest);
    return ret;
}

static size_t read_file(const char *from, unsigned char *bytes, size_t most)
{
    const int fd = open(from, O_RDONLY);
    const ssize_t n = read(fd, bytes, most);
    assert_true(n >= 0);
    (void)close(fd);
    return (size_t)n;
}

static void write_file(const char *to, const unsigned char *bytes, size_t n)
{
    const int fd = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    assert_int_equal(write(fd, bytes, n), n);
    (void)close(fd);
}

/* Entry i is replicate k with its payload. */
static void check_entry(const struct fly_journal *journal, size_t i, size_t k)
{
    unsigned char payload[64], expected[64];
    const struct fly_journal_entry *entry = &journal->entries[i];
    const size_t n = payload_of(k, expected);
    assert_int_equal(entry->job.point, job_of(k).point);
    assert_int_equal(entry->job.scenario, job_of(k).scenario);
    assert_int_equal(entry->job.replicate, k);
    assert_int_equal(entry->size, n);
    assert_int_equal(fly_journal_read(journal, entry->at, payload, n, NULL), FLY_OK);
    assert_memory_equal(payload, expected, n);
}

static int set_up(void **state)
{
    (void)state;
    struct fly_journal journal;
    fails_at = SIZE_MAX;
    if (!mkdtemp(folder)) return -1;
    (void)snprintf(path, sizeof path, "%s/x.part", folder);
    (void)snprintf(copy, sizeof copy, "%s/copy.part", folder);
    assert_int_equal(make(&journal, NULL), FLY_OK);
    assert_int_equal(append_all(&journal, NULL), FLY_OK);
    fly_journal_close(&journal);
    size = read_file(path, whole, sizeof whole);
    assert_int_equal(size, starts[N]);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    (void)unlink(path);
    (void)unlink(copy);
    return rmdir(folder);
}

static void test_found_again(void **state)
{
    (void)state;
    struct fly_journal journal;
    assert_int_equal(fly_journal_open(&journal, path, false, NULL), FLY_OK);
    assert_int_equal(journal.n_entries, N);
    assert_int_equal(journal.n_damaged, 0);
    assert_int_equal(journal.end, size);
    assert_string_equal(fly_manifest_find(&journal.manifest, "version", 0)->bytes, "1");
    for (size_t k = 0; k < N; k++)
        check_entry(&journal, k, k);
    unsigned char byte;
    assert_int_equal(fly_journal_read(&journal, size, &byte, 1, NULL), FLY_ERR_IO);
    fly_journal_close(&journal);
    fly_journal_close(&(struct fly_journal){0});
    assert_int_equal(n_alive, 0);
}

static void test_one_writer(void **state)
{
    (void)state;
    struct fly_journal first, second;
    struct fly_error error = {0};
    assert_int_equal(fly_journal_open(&first, path, true, NULL), FLY_OK);
    assert_int_equal(fly_journal_open(&second, path, true, &error), FLY_ERR_NOT_NOW);
    assert_non_null(strstr(error.text, "another process"));
    assert_int_equal(make(&second, &error), FLY_ERR_NOT_NOW);
    assert_int_equal(fly_journal_open(&second, path, false, NULL), FLY_OK);
    fly_journal_close(&second);
    fly_journal_close(&first);
    assert_int_equal(fly_journal_open(&second, path, true, NULL), FLY_OK);
    fly_journal_close(&second);
}

/* At every length: what is whole before it is found, and after mending it goes on from there. */
static void test_cut(void **state)
{
    (void)state;
    for (size_t length = 0; length <= size; length++) {
        struct fly_journal journal;
        struct fly_journal_entry entry;
        write_file(copy, whole, length);
        const int ret = fly_journal_open(&journal, copy, true, NULL);
        assert_int_equal(ret, length < starts[0] ? FLY_ERR_NO_INPUT : FLY_OK);
        if (ret < 0) continue;
        size_t n = 0;
        while (n < N && starts[n + 1] <= length)
            n++;
        assert_int_equal(journal.n_entries, n);
        assert_int_equal(journal.end, starts[n]);
        assert_int_equal(fly_journal_mend(&journal, NULL), FLY_OK);
        assert_int_equal(fly_journal_append(&journal, job_of(3), "again", 5, &entry, NULL), FLY_OK);
        fly_journal_close(&journal);
        assert_int_equal(fly_journal_open(&journal, copy, false, NULL), FLY_OK);
        assert_int_equal(journal.n_entries, n + 1);
        assert_int_equal(journal.size, journal.end);
        for (size_t k = 0; k < n; k++)
            check_entry(&journal, k, k);
        fly_journal_close(&journal);
    }
}

/* Every bit: a replicate is found as it was written or not at all; a damaged payload costs no other. */
static void test_flipped(void **state)
{
    (void)state;
    for (size_t bit = 0; bit < 8 * size; bit++) {
        struct fly_journal journal;
        const size_t at = bit / 8;
        size_t hit = 0;
        whole[at] ^= (unsigned char)(1U << bit % 8);
        write_file(copy, whole, size);
        whole[at] ^= (unsigned char)(1U << bit % 8);
        const int ret = fly_journal_open(&journal, copy, false, NULL);
        assert_int_equal(ret, at < starts[0] ? FLY_ERR_NO_INPUT : FLY_OK);
        if (ret < 0) continue;
        while (starts[hit + 1] <= at)
            hit++;
        const bool in_head = at < starts[hit] + HEAD;
        assert_int_equal(journal.n_entries, in_head ? hit : N - 1);
        assert_int_equal(journal.n_damaged, in_head ? 0 : 1);
        for (size_t i = 0; i < journal.n_entries; i++)
            check_entry(&journal, i, i < hit ? i : i + 1);
        fly_journal_close(&journal);
    }
}

static void test_no_journals(void **state)
{
    (void)state;
    struct fly_journal journal;
    struct fly_error error = {0};
    assert_int_equal(fly_journal_open(&journal, "/none/x.part", false, &error), FLY_ERR_NO_INPUT);
    assert_int_equal(fly_journal_open(&journal, folder, false, &error), FLY_ERR_NO_INPUT);
    assert_int_equal(fly_journal_open(&journal, "/dev/null", true, &error), FLY_ERR_NO_INPUT);
    struct fly_manifest manifest = {0};
    assert_int_equal(fly_journal_create(&journal, "/none/x.part", &manifest, &error), FLY_ERR_CREATE);
    assert_int_equal(n_alive, 0);
}

/* A file that may not grow: the append fails, nothing of it is left, and there is room again later. */
static void test_no_room(void **state)
{
    (void)state;
    struct fly_journal journal;
    struct fly_journal_entry entry;
    struct fly_error error = {0};
    struct rlimit limit;
    struct stat status;
    write_file(copy, whole, size);
    assert_int_equal(fly_journal_open(&journal, copy, true, NULL), FLY_OK);
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    const struct rlimit small = {size + 30, limit.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_int_equal(fly_journal_append(&journal, job_of(1), whole, 200, &entry, &error), FLY_ERR_IO);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_non_null(strstr(error.text, "copy.part could not be written: File too large"));
    assert_int_equal(stat(copy, &status), 0);
    assert_int_equal(status.st_size, size);
    assert_int_equal(fly_journal_append(&journal, job_of(1), whole, 200, &entry, &error), FLY_OK);
    fly_journal_close(&journal);
    assert_int_equal(fly_journal_open(&journal, copy, false, NULL), FLY_OK);
    assert_int_equal(journal.n_entries, N + 1);
    fly_journal_close(&journal);
}

static int make_and_open(struct fly_error *error)
{
    int ret;
    struct fly_journal journal = {0};
    FLY_TRY(make(&journal, error));
    FLY_TRY(append_all(&journal, error));
    fly_journal_close(&journal);
    FLY_TRY(fly_journal_open(&journal, path, true, error));
    assert_int_equal(journal.n_entries, N);
out:
    fly_journal_close(&journal);
    return ret;
}

static void test_no_memory(void **state)
{
    (void)state;
    int ret = FLY_ERR_MEMORY;
    for (size_t k = 0; ret == FLY_ERR_MEMORY; k++) {
        char unfinished[80];
        struct fly_error error = {0};
        (void)unlink(path);
        fails_at = k;
        n_allocations = 0;
        ret = make_and_open(&error);
        assert_int_equal(ret, n_allocations > k ? FLY_ERR_MEMORY : FLY_OK);
        assert_int_equal(n_alive, 0);
        (void)snprintf(unfinished, sizeof unfinished, "%s.new", path);
        assert_int_not_equal(access(unfinished, F_OK), 0);
    }
    fails_at = SIZE_MAX;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found_again), cmocka_unit_test(test_one_writer),  cmocka_unit_test(test_cut),
        cmocka_unit_test(test_flipped),     cmocka_unit_test(test_no_journals), cmocka_unit_test(test_no_room),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
