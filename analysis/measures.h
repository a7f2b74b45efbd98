/* Numbers of all replicates side by side, wherever they come from: totals of a series by label, its last values, KPIs.
 * What a report says of them is an estimate over replicates, or the paired difference of two scenarios. */
#ifndef FLY_MEASURES_H
#define FLY_MEASURES_H

#include "analysis/read.h"

/* Caller-owned; a zeroed struct may be freed. */
struct fly_measures {
    size_t n_scenarios, n_replicates, n;
    enum fly_pairing pairing;
    double *values;          /* [n_scenarios][n_replicates][n], NAN where undefined; owned */
    double *room;            /* [n_replicates], for differences; owned */
    struct fly_labels names; /* [n]; owned, empty where the columns are told apart by their number */
};

/* n columns without names, all 0. */
int fly_measures_init(struct fly_measures *measures, const struct fly_dataset *data, size_t n, struct fly_error *error);
void fly_measures_free(struct fly_measures *measures);

/* A labelled series summed over all weeks, or its values in a recorded week. FLY_ERR_USAGE when there is none. */
int fly_measures_totals(struct fly_measures *measures, const struct fly_dataset *data, const char *series,
                        struct fly_error *error);
int fly_measures_week(struct fly_measures *measures, const struct fly_dataset *data, const char *series, size_t week,
                      struct fly_error *error);

/* KPIs by name; a column of NAN for one that the file does not have. */
int fly_measures_kpis(struct fly_measures *measures, const struct fly_dataset *data, const char *const *names, size_t n,
                      struct fly_error *error);

/* The first recorded interval of the last year (52 weeks), or of a shorter run; week 0 is none. */
size_t fly_last_year(const struct fly_dataset *data);

/* Means over the last year (52 weeks), or over all of a shorter run, of n series without labels: a column each. What is
 * undefined in a week is left out. */
int fly_measures_last_year(struct fly_measures *measures, const struct fly_dataset *data, const char *const *series,
                           size_t n, struct fly_error *error);

/* The column of a name; -1 when there is none. */
ptrdiff_t fly_measures_find(const struct fly_measures *measures, const char *name);

/* All columns of one replicate. */
static inline double *fly_measures_row(const struct fly_measures *measures, size_t scenario, size_t replicate)
{
    return &measures->values[(scenario * measures->n_replicates + replicate) * measures->n];
}

struct fly_estimate fly_measures_of(const struct fly_measures *measures, size_t scenario, size_t column);

/* The same of all columns added up. */
struct fly_estimate fly_measures_sum(const struct fly_measures *measures, size_t scenario);

/* b - a in a column, paired by replicate. */
struct fly_estimate fly_measures_difference(const struct fly_measures *measures, size_t column, size_t a, size_t b);

/* b - a of two columns of one scenario, paired by replicate. */
struct fly_estimate fly_measures_contrast(const struct fly_measures *measures, size_t scenario, size_t a, size_t b);

#endif
