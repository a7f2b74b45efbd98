/* Fuzzes the reader of journals: whatever a file holds, it is opened or refused with a sentence, its whole replicates
 * lie within it, and what it says of its run can be read. The input is one file; a good beginning is made for most
 * inputs, for no fuzzer finds fingerprints by chance. */
#include "sim/alloc.h"
#include "sim/journal.h"
#include "sim/write_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) abort();
}

/* A journal of two replicates with a manifest of the fuzzer's, damaged where the input says. */
static void write_damaged(const char *path, const uint8_t *data, size_t size)
{
    struct fly_manifest manifest = {0};
    struct fly_journal journal;
    struct fly_journal_entry entry;
    uint32_t place = 0;
    check(fly_manifest_add(&manifest, "text", (const char *)data, size) == FLY_OK);
    check(fly_journal_create(&journal, path, &manifest, NULL) == FLY_OK);
    for (size_t r = 0; r < 2; r++)
        check(fly_journal_append(&journal, (struct fly_job){0, 0, r}, data, size, &entry, NULL) == FLY_OK);
    if (size >= sizeof place) memcpy(&place, data, sizeof place);
    if (size > sizeof place) check(pwrite(journal.fd, data + sizeof place, 1, (off_t)(place % journal.end)) == 1);
    fly_manifest_free(&manifest);
    fly_journal_close(&journal);
}

static void read_it(const char *path)
{
    struct fly_journal journal;
    struct fly_error error = {0};
    const int ret = fly_journal_open(&journal, path, false, &error);
    if (ret < 0) {
        check(error.text[0]);
        return;
    }
    size_t n;
    char *bytes = fly_manifest_write(&journal.manifest, &n);
    struct fly_manifest again;
    check(bytes && fly_manifest_read(&again, bytes, n) == FLY_OK);
    check(!fly_manifest_difference(&journal.manifest, &again, ""));
    for (size_t i = 0; i < journal.n_entries; i++)
        check(journal.entries[i].at + journal.entries[i].size <= journal.end && journal.end <= journal.size);
    fly_manifest_free(&again);
    fly_free(bytes);
    fly_journal_close(&journal);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char path[64];
    if (!path[0]) (void)snprintf(path, sizeof path, "/dev/shm/fuzz_journal.%d", (int)getpid());
    if (size > 0 && data[0] % 4)
        write_damaged(path, data, size);
    else
        check(fly_write_file(path, data, size, NULL) == FLY_OK);
    read_it(path);
    (void)unlink(path);
    return 0;
}
