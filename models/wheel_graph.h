/* Stocks that feed each other and are slowed down by friction: dx/dt = (G - diag b) x + u. */
#ifndef FLY_WHEEL_GRAPH_H
#define FLY_WHEEL_GRAPH_H

#include <stddef.h>

enum { FLY_MAX_WHEELS = 16 };

struct fly_wheel_matrix {
    double of[FLY_MAX_WHEELS][FLY_MAX_WHEELS]; /* [to][from] */
};

struct fly_wheel_graph {
    size_t n;
    double friction[FLY_MAX_WHEELS]; /* b, per week, > 0 */
    struct fly_wheel_matrix feed;    /* G, per week, >= 0 and 0 on the diagonal */
};

/* What a time does: x <- keep x + take u, for an input u that is constant while it lasts. */
struct fly_wheel_time {
    struct fly_wheel_matrix keep, take;
};

/* Exact but for rounding, for any length of time. */
void fly_wheel_solve(const struct fly_wheel_graph *graph, double weeks, struct fly_wheel_time *time);

/* Spectral radius of diag(1/b) G: below 1 the levels settle at (diag b - G)^-1 u, from 1 on they grow without bound. */
double fly_wheel_loop_gain(const struct fly_wheel_graph *graph);

#endif
