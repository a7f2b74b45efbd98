/* Who stays: customers of a cohort who are still customers so many periods later, from the grids of [cohort].
 *
 *   cell(c, a)    100 active(c, a) / joined(c)                             of all origins; NAN where nobody joined
 *   curve(o, a)   100 sum active(c, a) / sum joined(c)                     of one origin, over the cohorts c >= 1 that
 *                                                                          have reached age a by the end
 * Customers join in the course of a period and are counted at the end of later ones; those of the start ("initial") all
 * begin at once, so that they are in no curve. */
#ifndef FLY_RETENTION_H
#define FLY_RETENTION_H

#include "analysis/measures.h"

enum fly_joined { FLY_JOINED_ALL, FLY_JOINED_PAID, FLY_JOINED_REFERRED, FLY_JOINED_OTHER, FLY_N_JOINED };

struct fly_retention {
    size_t n_cohorts, n_ages;
    double period;              /* weeks; NAN when there is but one */
    struct fly_labels cohorts;  /* [n_cohorts]; owned */
    struct fly_measures cells;  /* column c * n_ages + a, percent */
    struct fly_measures curves; /* column o * n_ages + a, percent */
};

extern const char *const fly_joined_names[FLY_N_JOINED];

/* FLY_ERR_USAGE when the file has no cohorts. A zeroed struct may be freed. */
int fly_retention_init(struct fly_retention *retention, const struct fly_dataset *data, struct fly_error *error);
void fly_retention_free(struct fly_retention *retention);

/* The arithmetic for one replicate: joined[n_cohorts][3], active[n_cohorts][n_ages][3], origins in the grids' order
 * (paid, referred, other). */
void fly_retention_judge(const double *joined, const double *active, size_t n_cohorts, size_t n_ages, double *cells,
                         double *curves);

#endif
