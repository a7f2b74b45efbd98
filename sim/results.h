/* All records of a run in memory: for analyses that run many scenarios, and for small runs. */
#ifndef FLY_RESULTS_H
#define FLY_RESULTS_H

#include "sim/estimate.h"
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

/* Fails with FLY_ERR_USAGE where these scenarios cannot share a file: equal names, other weeks, other
 * pairs. */
int fly_results_check(const struct fly_setup *setups, size_t n_scenarios, struct fly_error *error);

/* The records as a result file reads them; valid as long as the results. */
struct fly_record_source fly_results_source(const struct fly_results *results);

/* Which of n replicates are independent. One out of a pair is on its own; longer runs begin and end with a pair. */
static inline enum fly_pairing fly_pairing_of(const struct fly_setup *setup, uint32_t first, size_t n)
{
    return setup->is_antithetic && (first | n) % 2 == 0 ? FLY_PAIRS : FLY_SINGLES;
}
static inline enum fly_pairing fly_results_pairing(const struct fly_results *results)
{
    return fly_pairing_of(&results->setups[0], results->first_replicate, results->n_replicates);
}

static inline struct fly_record *fly_results_record(const struct fly_results *results, size_t scenario,
                                                    size_t replicate)
{
    return &results->records[scenario * results->n_replicates + replicate];
}

#endif
