/* All records of a run in memory: for analyses that run many scenarios, and for small runs. */
#ifndef FLY_RESULTS_H
#define FLY_RESULTS_H

#include "sim/record_source.h"

struct fly_results {
    const struct fly_setup *setups; /* [n_scenarios]; same n_rows and step for all */
    size_t n_scenarios;
    uint32_t first_replicate; /* replicate k of the file is number first_replicate + k */
    size_t n_replicates;
    struct fly_record *records; /* [n_scenarios][n_replicates]; owned */
    const char *command;        /* the command line without thread count, output and path of the program */
};

int fly_results_init(struct fly_results *results, const struct fly_setup *setups, size_t n_scenarios,
                     uint32_t first_replicate, size_t n_replicates, struct fly_error *error);
void fly_results_free(struct fly_results *results);

/* Fails with FLY_ERR_USAGE where these scenarios cannot share a file: equal names, other weeks. */
int fly_results_check(const struct fly_setup *setups, size_t n_scenarios, struct fly_error *error);

/* The records as a result file reads them; valid as long as the results. */
struct fly_record_source fly_results_source(const struct fly_results *results);

static inline struct fly_record *fly_results_record(const struct fly_results *results, size_t scenario,
                                                    size_t replicate)
{
    return &results->records[scenario * results->n_replicates + replicate];
}

#endif
