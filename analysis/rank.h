/* Which of several scenarios is best by one KPI, by how much, and which of them cannot be told apart. */
#ifndef FLY_RANK_H
#define FLY_RANK_H

#include "analysis/read.h"

/* One scenario less another one. low and high are the simultaneous 95 % interval: those of all pairs of a ranking hold
 * together in 95 of 100 experiments, so that two scenarios may be picked after looking (Bonferroni over paired
 * t-intervals, valid however common random numbers correlate the scenarios). NAN below two units. */
struct fly_rank_pair {
    struct fly_estimate difference; /* its own interval is that of a pair chosen before looking */
    double low, high;
};

struct fly_ranked {
    size_t scenario;
    struct fly_estimate value; /* of it alone */
    /* The share of the replicates in which it is the best of all; those that tie share it. NAN: there is no replicate
     * in which all ranked ones have a value. */
    double best_share;
    /* Whether it is in the set that holds the true best with 95 % confidence: comparison with the best of the others
     * (Hsu 1984), by Bonferroni over paired one-sided t-tests as Nelson & Matejcik 1995 have it for correlated
     * scenarios. Sharper than all pairs: n - 1 comparisons, one-sided, instead of n (n - 1) / 2, two-sided. */
    bool may_be_best;
};

/* Caller-owned; a zeroed struct may be freed. */
struct fly_ranking {
    int better;                  /* FLY_HIGHER or FLY_LOWER */
    size_t n, n_ranked;          /* scenarios; those that have a value, which come first */
    size_t n_replicates;         /* that could be the best in: all ranked ones have a value there */
    struct fly_ranked *items;    /* [n], best first; owned */
    struct fly_rank_pair *pairs; /* [n][n]: the i-th place less the j-th, in the KPI's unit; owned */
};

/* Of n scenarios: values[n][n_replicates]. FLY_ERR_MEMORY. */
int fly_rank_values(struct fly_ranking *ranking, const double *values, size_t n, size_t n_replicates,
                    enum fly_pairing pairing, int better, struct fly_error *error);

/* All scenarios of the dataset by a KPI that has a better direction. */
int fly_rank(struct fly_ranking *ranking, const struct fly_dataset *data, size_t kpi, struct fly_error *error);
void fly_ranking_free(struct fly_ranking *ranking);

/* The i-th place less the j-th. */
const struct fly_rank_pair *fly_ranking_pair(const struct fly_ranking *ranking, size_t i, size_t j);

/* Whether the interval of two places leaves out 0; and whether the first place is apart from all others. */
bool fly_ranking_tells_apart(const struct fly_ranking *ranking, size_t i, size_t j);
bool fly_ranking_has_winner(const struct fly_ranking *ranking);

/* Whom the first place is best compared with: the first one that it cannot be told apart from, else the second. It is
 * at least 1; there are two ranked ones. */
size_t fly_ranking_rival(const struct fly_ranking *ranking);

/* The answer in a sentence or two; cut to fit. `names` are those of the scenarios by number. */
void fly_ranking_print(const struct fly_ranking *ranking, char *const *names, const struct fly_kpi_row *kpi, char *text,
                       size_t size);

#endif
