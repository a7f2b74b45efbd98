/* What a run needs of the machine: threads, memory, room for its file. */
#ifndef NEEDS_H
#define NEEDS_H

#include "cli/session.h"

struct needs {
    int n_threads;
    double memory, file; /* bytes: expected, and at most */
};

struct needs needs_expect(const struct session *session, const struct options *options);

/* Bytes of the journal that lies beside the output while the command runs. */
double needs_journal(const struct session *session);

/* Whether it is as much as --max-memory allows. */
bool needs_fit(const struct needs *needs, const struct options *options);

/* FLY_ERR_NOT_NOW with a sentence when the run needs more memory than --max-memory allows: better than being killed. */
int needs_check(const struct session *session, struct context *context);

#endif
