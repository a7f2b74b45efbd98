/* All records of one call of the program, with what is needed to understand them: the input of the result file. */
#ifndef FLY_RESULTS_H
#define FLY_RESULTS_H

#include "sim/estimate.h"
#include "sim/setup.h"

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

/* Which of the replicates are independent. One out of a pair is on its own; longer runs begin and end with a pair. */
static inline enum fly_pairing fly_results_pairing(const struct fly_results *results)
{
    return results->setups[0].is_antithetic && (results->first_replicate | results->n_replicates) % 2 == 0
               ? FLY_PAIRS
               : FLY_SINGLES;
}

static inline struct fly_record *fly_results_record(const struct fly_results *results, size_t scenario,
                                                    size_t replicate)
{
    return &results->records[scenario * results->n_replicates + replicate];
}

#endif
