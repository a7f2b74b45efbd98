/* What the tests of one market over ranks run: scenarios that together use every mechanism and kind of network, and the
 * ways in which a run over ranks ends early. */
#ifndef FLY_RANK_MARKETS_H
#define FLY_RANK_MARKETS_H

#include "sim/ranks.h"

struct rank_market {
    const char *name;
    const char *path; /* NULL: the market of twin_market.h */
    const char *sets; /* as of market_setup; with a path only values */
};

extern const struct rank_market rank_markets[];
extern const size_t n_rank_markets;

enum { RANK_REPLICATES = 2 };

/* A market and its records in one process, which those over ranks must equal. */
struct rank_case {
    struct fly_scenario scenario;
    struct fly_setup setup;
    struct fly_record expected[RANK_REPLICATES];
};

void rank_case_init(struct rank_case *one, const struct rank_market *market);
void rank_case_free(struct rank_case *one);

/* On each rank at once: runs the replicates one after the other in one world on so many threads. How many of the
 * records differ from those of one process, all of them where a run fails; asserts nothing, so any thread may call. */
int rank_case_differs(const struct rank_case *one, const struct fly_ranks *ranks, int n_threads);

/* The same on a market that runs long enough, where one rank alone ends the run: asked whether to go on it says no, or
 * one of its threads has no memory left. The error that this rank got. */
extern const struct rank_market trouble_market;
enum rank_trouble { TOLD_TO_STOP, WITHOUT_MEMORY };
struct fly_error rank_case_in_trouble(const struct rank_case *one, const struct fly_ranks *ranks, int who,
                                      enum rank_trouble trouble);

/* The same where this rank comes to the k-th agreement with an error of its own: 0 ends fly_world_init, 1 the start of
 * a replicate, from 2 on each step's exchange. */
struct fly_error rank_case_failing(const struct rank_case *one, const struct fly_ranks *ranks, int who, int k);

#endif
