/* Runs all jobs (scenario x replicate) in parallel: over jobs when there are enough of them, else over the blocks of
 * one market. The choice changes no bit of any record. */
#ifndef FLY_ENSEMBLE_H
#define FLY_ENSEMBLE_H

#include "sim/results.h"

struct fly_progress {
    size_t n_jobs, n_done;
    uint64_t agent_steps;    /* active agents times steps so far */
    uint64_t steps, n_steps; /* of all jobs together: done, and in all */
};

struct fly_ensemble_options {
    int threads; /* 0: as many as OpenMP offers */
    /* Called every few milliseconds of work and after each job, by one thread at a time; a non-zero answer stops the
     * run with FLY_ERR_INTERRUPT. May be NULL. */
    int (*progress)(void *user, const struct fly_progress *progress);
    void *user;
};

/* Fills all records of `results`. */
int fly_ensemble_run(struct fly_results *results, const struct fly_ensemble_options *options, struct fly_error *error);

#endif
