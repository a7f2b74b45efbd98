/* The points of an experiment as its file has them: which axis has which value at each of them. */
#ifndef FLY_POINTS_H
#define FLY_POINTS_H

#include "analysis/read.h"

/* One axis; its texts and values are owned. */
struct fly_point_axis {
    char *name, *parameter, *unit, *doc; /* unit: "1" when it has none */
    double *values;                      /* [n_points]; NAN where the parameter stays as it is */
};

/* Caller-owned; a zeroed struct may be freed. Without points (n_points = 0) the file is that of no experiment. */
struct fly_points {
    struct fly_point_axis *axes; /* [n_axes], in the scenario's order; owned */
    size_t n_axes, n_points;
    struct fly_labels experiment; /* of every point, the sub-experiment that it belongs to; n = 0: there are none */
};

int fly_points_read(struct fly_points *points, const struct fly_dataset *data, struct fly_error *error);
void fly_points_free(struct fly_points *points);

/* The axis of this name; NULL when there is none. */
const struct fly_point_axis *fly_points_find(const struct fly_points *points, const char *name);

#endif
