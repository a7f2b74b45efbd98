/* What a run needs of the machine: threads, memory, room for its file. */
#ifndef NEEDS_H
#define NEEDS_H

#include "cli/session.h"

struct needs {
    int n_threads;
    double memory, file; /* bytes: expected, and at most */
};

struct needs needs_expect(const struct session *session, const struct options *options);

/* FLY_ERR_MEMORY with a sentence when the machine has less memory than the run needs: better than being killed. */
int needs_check(const struct session *session, struct context *context);

#endif
