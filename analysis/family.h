/* Families of referrals: customers by generation, and lives as a customer by how many friends each brought, all of it
 * beside what a branching process says.
 *
 *   generation g   n(g) customers; in a large market n(0) K^g once all families are complete
 *   friends j      share of the lives that are over; beside it the law of offspring with the same mean K: Poisson where
 *                  the scenario says so (referral.offspring), else geometric, K^j / (1 + K)^(j + 1), the law of events
 *                  at a constant rate in a life that ends at a constant rate
 *
 * Galton & Watson; Harris (1963). */
#ifndef FLY_FAMILY_H
#define FLY_FAMILY_H

#include "analysis/measures.h"

struct fly_family {
    struct fly_labels generations, friends; /* the last label is "so many and more"; owned */
    struct fly_measures
        customers;             /* column g: customers of the generation, NAN without a programme; then, all of g >= 1 */
    struct fly_measures lives; /* column j, percent of lives that are over */
    bool *is_poisson;          /* [n_scenarios]; owned */
};

/* FLY_ERR_USAGE when the file has no families. A zeroed struct may be freed. */
int fly_family_init(struct fly_family *family, const struct fly_dataset *data, struct fly_error *error);
void fly_family_free(struct fly_family *family);

/* Classes in use: up to the last in which any scenario has somebody. */
size_t fly_family_generations(const struct fly_family *family);
size_t fly_family_friends(const struct fly_family *family);

/* K of a scenario: friends per life that is over, by its mean shares; NAN where there is none. */
double fly_family_k(const struct fly_family *family, size_t scenario);

/* What the branching process says, from K and n(0); percent for friends, the last of n classes holding all beyond. */
double fly_family_expected_customers(double founders, double k, size_t generation);
double fly_family_expected_lives(double k, bool is_poisson, size_t friends, size_t n);

#endif
