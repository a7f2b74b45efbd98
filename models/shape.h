/* The course of a shock: a weight w(t) that says how much of it there is in week t, and its mean over a step. */
#ifndef FLY_SHAPE_H
#define FLY_SHAPE_H

#include "sim/status.h"

#include <stdbool.h>
#include <stddef.h>

enum { FLY_MAX_POINTS = 64 };

/* In the order of the words of shock.shape. */
enum fly_shape_kind { FLY_STEP, FLY_PULSE, FLY_RAMP, FLY_SEASON, FLY_RECOVERY, FLY_POINTS };

struct fly_shape {
    enum fly_shape_kind kind;
    double start, duration, period, phase; /* weeks */
    bool holds;                            /* between points the value of the last one holds; else a straight line */
    size_t n_points;
    double weeks[FLY_MAX_POINTS], values[FLY_MAX_POINTS];
};

/* The mean of w over the weeks from `from` to `to`; exactly 0 or 1 where it differs from them by rounding only. */
double fly_shape_mean(const struct fly_shape *shape, double from, double to);

/* The least and the largest value of w. */
void fly_shape_extremes(const struct fly_shape *shape, double *least, double *most);

/* Reads "0:1, 52:1.5, 104:1": weeks from 0 on, ascending, each with a value. */
int fly_shape_read_points(struct fly_shape *shape, const char *text, struct fly_error *error);

#endif
