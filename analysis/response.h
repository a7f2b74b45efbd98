/* How a KPI responds to the axes of an experiment: what `flywheel sweep` prints and its report draws. */
#ifndef FLY_RESPONSE_H
#define FLY_RESPONSE_H

#include "analysis/compare.h"

/* One KPI at every point. Caller-owned; a zeroed struct may be freed. */
struct fly_response {
    size_t kpi, n_points, n_scenarios, n_replicates;
    enum fly_pairing pairing;
    int better;
    double *values;  /* [n_points][n_scenarios][n_replicates]; owned */
    double *scratch; /* [3][n_replicates]; owned */
};

/* Goes through all points; the dataset stays at its own. */
int fly_response_read(struct fly_response *response, const struct fly_dataset *data, size_t kpi,
                      struct fly_error *error);
void fly_response_free(struct fly_response *response);

/* Scenario b against scenario a (which may be one and the same) at some points: each replicate's value is its mean over
 * them, so that the interval is that of the mean, on the same random numbers everywhere. A replicate that is undefined
 * at one of the points is left out. */
struct fly_kpi_comparison fly_response_compare(const struct fly_response *response, const size_t *points, size_t n,
                                               size_t a, size_t b);
struct fly_kpi_comparison fly_response_at(const struct fly_response *response, size_t point, size_t a, size_t b);

/* What a scenario gains between two sets of points: its mean over the later less that over the earlier ones, by
 * replicate. */
struct fly_estimate fly_response_shift(const struct fly_response *response, size_t scenario, const size_t *earlier,
                                       size_t n_earlier, const size_t *later, size_t n_later);

/* Whether the interval leaves out 0. */
bool fly_is_sure(const struct fly_estimate *difference);

/* At how many points b is better than a, and a than b, on average; and surely, each by its own interval. Where neither
 * a high nor a low value is better a high one counts as better. */
struct fly_response_score {
    size_t n_a, n_b, n_sure_a, n_sure_b, n_undefined;
};
struct fly_response_score fly_response_score(const struct fly_response *response, size_t a, size_t b);

/* A place on an axis where a difference changes its sign. */
struct fly_crossing {
    double at; /* of the mean, by straight lines between points */
    double from,
        to; /* around it no interval leaves out 0; -INFINITY, INFINITY: as far as the axis goes; NAN: no interval */
    bool rises;
};

/* All crossings, up to `most`, in the order of x; returns how many there are. x is [n] and rises; undefined differences
 * are passed over. A stretch of exact zeros counts as one crossing, at its middle, where the signs beside it differ. */
size_t fly_crossings(const double *x, const struct fly_estimate *differences, size_t n, struct fly_crossing *crossings,
                     size_t most);

#endif
