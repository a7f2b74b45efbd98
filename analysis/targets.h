/* How often a scenario met the targets that it set itself. */
#ifndef FLY_TARGETS_H
#define FLY_TARGETS_H

#include "analysis/read.h"

/* A share of n trials, with the 95 % interval of Clopper & Pearson (1934); NAN where n = 0. Pairs are taken as if both
 * always came out alike, as half as many trials: where they do not, the interval is wider than it need be. */
struct fly_share {
    size_t n_met, n;
    double share, low, high;
};

struct fly_share fly_share_of(size_t n_met, size_t n, enum fly_pairing pairing);

struct fly_target_result {
    char *name, *series; /* owned; the series may have a label: "cost.ads" */
    double week, bound;  /* money in whole currency */
    bool is_flow;        /* what is judged is the sum up to the week */
    bool is_at_least;    /* else at most */
    struct fly_share met;
    char sentence[512]; /* "target reach: customers at week 104 at least 20 k: met in 17 of 20 replicates (...)" */
};

struct fly_targets {
    struct fly_target_result *items; /* owned */
    size_t n;
};

/* Those of one scenario, in its order; n = 0 when it has none. */
int fly_targets_read(struct fly_targets *targets, const struct fly_dataset *data, size_t scenario,
                     struct fly_error *error);
void fly_targets_free(struct fly_targets *targets);

#endif
