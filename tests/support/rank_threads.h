/* Ranks that are threads of one process, so that tests of a market over ranks need no MPI. */
#ifndef FLY_RANK_THREADS_H
#define FLY_RANK_THREADS_H

#include "sim/ranks.h"

enum { MOST_RANK_THREADS = 8 };

/* Calls job on n_ranks threads at once, each of which is one rank; comes back when all have ended. */
void on_rank_threads(int n_ranks, void (*job)(const struct fly_ranks *ranks, void *user), void *user);

#endif
