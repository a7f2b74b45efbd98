/* The values of an axis of an experiment as a few levels: its own where there are few, else bins of equally many. */
#ifndef FLY_LEVELS_H
#define FLY_LEVELS_H

#include "sim/status.h"

#include <stdbool.h>
#include <stddef.h>

/* Caller-owned; a zeroed struct may be freed. */
struct fly_levels {
    size_t n, n_values; /* levels; distinct values */
    double *at;         /* [n], rising: the mean of the values of a level; owned */
    double *low, *high; /* [n]: the smallest and largest of them; owned */
    size_t *of;         /* [n_points]: the level of a point; SIZE_MAX: it has none; owned */
    size_t n_points;
};

/* Levels of n_points values, at most `most`; points whose value is NAN have none. Bins hold neighbouring distinct
 * values, equally many but for one. */
int fly_levels_init(struct fly_levels *levels, const double *values, size_t n_points, size_t most,
                    struct fly_error *error);
void fly_levels_free(struct fly_levels *levels);

/* Whether each level is one value. */
bool fly_levels_are_values(const struct fly_levels *levels);

/* The points that have level i of `x` and level j of `y`, which may be NULL, into the caller's array of n_points. */
size_t fly_levels_points(const struct fly_levels *x, size_t i, const struct fly_levels *y, size_t j, size_t *points);

#endif
