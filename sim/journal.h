/* A file of finished replicates, written while a run goes on: it begins with the run's manifest, and each replicate is
 * appended in one piece as soon as it is finished. Every piece carries the fingerprint of its own bytes, so a reader
 * knows which are whole, whatever happened in the middle of a write.
 *
 *   piece: head (kind, size of the payload, job, fingerprint of the payload, check of the head itself), payload
 *
 * All numbers are little-endian. One process at a time writes a journal: it holds a lock on the file. */
#ifndef FLY_JOURNAL_H
#define FLY_JOURNAL_H

#include "sim/manifest.h"
#include "sim/record_source.h"

struct fly_journal_entry {
    struct fly_job job;
    uint64_t at, size; /* of the payload, in the file */
};

/* Caller-owned; a zeroed struct may be closed. */
struct fly_journal {
    char *path; /* owned */
    int fd;     /* -1: closed */
    struct fly_manifest manifest;
    struct fly_journal_entry *entries; /* those that are whole; owned */
    size_t n_entries, capacity;
    size_t n_damaged; /* whole in length, but not what was written, and not done again since */
    uint64_t end;     /* of the last piece that can be read */
    uint64_t size;    /* of the file; more than `end`: the rest is no piece */
    bool unsynced;
};

/* A new one, under its name only once its manifest is on disk. The manifest is moved in. FLY_ERR_CREATE, FLY_ERR_IO;
 * FLY_ERR_NOT_NOW when another process has made it meanwhile. */
int fly_journal_create(struct fly_journal *journal, const char *path, struct fly_manifest *manifest,
                       struct fly_error *error);

/* Opens one and finds out what in it is whole. For writing it takes the lock: FLY_ERR_NOT_NOW where another process has
 * it. FLY_ERR_NO_INPUT when there is no such file or it is no journal. */
int fly_journal_open(struct fly_journal *journal, const char *path, bool for_writing, struct fly_error *error);

/* Cuts off what no reader can use, such as the beginning of a piece that a killed process left. */
int fly_journal_mend(struct fly_journal *journal, struct fly_error *error);

/* Appends one replicate; on failure the file is as it was before. FLY_ERR_IO. */
int fly_journal_append(struct fly_journal *journal, struct fly_job job, const void *payload, size_t size,
                       struct fly_journal_entry *entry, struct fly_error *error);

/* Puts everything on the disk. */
int fly_journal_sync(struct fly_journal *journal, struct fly_error *error);

/* Reads n bytes of a payload, from `offset` in it. */
int fly_journal_read(const struct fly_journal *journal, uint64_t at, void *bytes, size_t n, struct fly_error *error);

void fly_journal_close(struct fly_journal *journal);

#endif
