/* What the drivers of the bench share: clocks, a scenario made ready to run, one run of it timed. A driver prints lines
 * "key value", which bench/run.sh makes the table of; what goes wrong ends it with a sentence. */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include "sim/results.h"

/* Seconds of all threads of this process, and of the clock on the wall. */
double bench_cpu(void);
double bench_wall(void);

/* Prints what is wrong and leaves the program. */
void bench_die(const struct fly_error *error, const struct fly_diagnostics *found);

/* A scenario that is loaded, with `sets` as after --set, and set up. */
struct bench_case {
    struct fly_scenario scenario;
    struct fly_setup setup;
};
void bench_open(struct bench_case *one, const char *path, const char *const *sets, size_t n_sets);
void bench_close(struct bench_case *one);

/* One run of all its replicates. A step's cost is that from the first report of progress to the last one, so without
 * memory, network and population; NAN when there is only one. */
struct bench_run {
    double cpu, wall;           /* s */
    double step_cpu, step_wall; /* s for one step of one replicate */
    double active_steps;        /* of agents who are no strangers */
    double agent_steps;         /* of everybody */
};

/* `results` is made by bench_results and may be used for several runs. */
void bench_results(struct fly_results *results, const struct bench_case *one);
struct bench_run bench_run(struct fly_results *results, int threads);

#endif
