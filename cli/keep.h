/* Where the finished replicates of a command lie until its result file is written: a journal beside the output, from
 * which the same command goes on after whatever ended it. */
#ifndef KEEP_H
#define KEEP_H

#include "cli/command.h"
#include "sim/journal.h"

struct session;

/* Caller-owned; a zeroed struct may be closed. */
struct keep {
    struct fly_journal journal;
    char *path;   /* of the journal; NULL: nothing is kept; owned */
    bool is_open; /* the journal */
    bool is_new;
};

/* The path of a journal: OUT.part, or OUT.I-of-N of a shard; to be freed with fly_free. NULL without memory. */
char *keep_path(const char *output, uint32_t shard, uint32_t n_shards);

/* Opens the journal of the session's output, new or left by an earlier process with just the same work to do. Without
 * an output nothing is kept. FLY_ERR_CREATE when it holds other work, and nothing is touched. */
int keep_open(struct keep *keep, const struct session *session, struct context *context);

/* After a failure: what of the work is safe, and how to go on. A journal in which nothing is goes away. */
void keep_tell(struct keep *keep, size_t n_done, size_t n_jobs, struct context *context);

/* The result is written: the journal goes away. */
int keep_remove(struct keep *keep, struct context *context);

void keep_close(struct keep *keep);

#endif
