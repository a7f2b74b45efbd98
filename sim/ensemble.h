/* Runs jobs (a replicate of a scenario at a point) in parallel: over jobs when there are enough of them, else over the
 * blocks of one market. The choice changes no bit of any record. */
#ifndef FLY_ENSEMBLE_H
#define FLY_ENSEMBLE_H

#include "sim/results.h"

struct fly_progress {
    size_t n_jobs, n_done;
    uint64_t agent_steps;    /* active agents times steps so far */
    uint64_t steps, n_steps; /* of all jobs together: done, and in all */
};

struct fly_ranks;

struct fly_ensemble_options {
    int threads; /* 0: as many as OpenMP offers */
    /* Called every few milliseconds of work and after each job, by one thread at a time; a non-zero answer stops the
     * run: FLY_ERR_INTERRUPT, or the (negative) status itself with its sentence in the error. May be NULL. */
    int (*progress)(void *user, const struct fly_progress *progress, struct fly_error *error);
    void *user;
    /* Who share each market: all of them call this with the same jobs. NULL: this process has it to itself. */
    const struct fly_ranks *ranks;
};

/* What one thread works on: a scenario of its own where each point has its own, else one that all share. */
struct fly_site {
    const struct fly_setup *setup; /* NULL: none yet */
    size_t point, n_scenario;      /* of `own` */
    struct fly_scenario scenario;
    struct fly_setup own;
    bool is_own;
};

enum fly_next {
    FLY_NO_JOB, /* and there will be none */
    FLY_A_JOB,
    FLY_ASK_AGAIN /* somebody else has to say */
};

/* Where jobs come from and where their records go. */
struct fly_jobs {
    void *self;
    size_t n_jobs, n_done; /* in all, and done before */
    uint64_t n_steps;      /* of those that are to be run */
    /* The next job, of those that a thread that has just done `last` (NULL: none) should do. One thread at a time. */
    enum fly_next (*next)(void *self, const struct fly_job *last, struct fly_job *job);
    /* Sees to it that site->setup is that of the job. */
    int (*enter)(void *self, struct fly_site *site, const struct fly_job *job, struct fly_error *error);
    /* The number of the job's replicate. */
    uint32_t (*replicate)(const void *self, const struct fly_job *job);
    /* Where the record is to be made; NULL: in memory of the thread's own, which is used again. */
    struct fly_record *(*record)(void *self, const struct fly_job *job);
    /* Takes the record of a finished job. One thread at a time; may be NULL. */
    int (*done)(void *self, const struct fly_job *job, const struct fly_record *record, struct fly_error *error);
};

int fly_ensemble_run_jobs(const struct fly_jobs *jobs, const struct fly_ensemble_options *options,
                          struct fly_error *error);

/* Fills all records of `results`. */
int fly_ensemble_run(struct fly_results *results, const struct fly_ensemble_options *options, struct fly_error *error);

#endif
