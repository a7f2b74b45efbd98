/* The points of an experiment: which parameters are set to which values at each of them. Read from [sweep], [axis NAME]
 * and [experiment NAME] of a scenario; the sampling designs of sensitivity analyses make theirs of the same axes. */
#ifndef FLY_DESIGN_H
#define FLY_DESIGN_H

#include "sim/scenario.h"

/* clang-format off */
#define FLY_SWEEP_PARAMS(X, S) \
    X(S, CHOICE, design,     0, 0, 3, "grid|list|lhs|sobol", "How the axes make points: every combination, side by side (the k-th values of all), a Latin hypercube, or Sobol's sequence.") \
    X(S, COUNT,  points,     0, 0, 16777216, "", "Points of lhs and sobol; grid and list count their own.") \
    X(S, COUNT,  replicates, 0, 0, 16777216, "", "Replicates of each point; 0: run.replicates.") \
    X(S, CHOICE, keep,       0, 0, 1, "kpis|all", "What the file keeps of each replicate: its KPIs, or all series and grids too.") \
    X(S, TEXT,   against,    0, 0, 0, "file", "The strategy that this one is compared with at every point, on the same random numbers.")
#define FLY_AXIS_PARAMS(X, S) \
    X(S, TEXT, parameter,  0, 0, 0, "", "The parameter that changes, named as --set names it: referral.ask_rate, channel.ads.trust.") \
    X(S, TEXT, values,     0, 0, 0, "", "Its values: a list (1, 2, 5), low : high : n in equal steps, log low : high : n in equal ratios; low : high for lhs and sobol.") \
    X(S, TEXT, with,       0, 0, 0, "", "Another axis of a grid that this one goes along with, value by value, instead of being crossed with it.") \
    X(S, TEXT, experiment, 0, 0, 0, "", "The [experiment NAME] that it belongs to; without: to every one.")
#define FLY_EXPERIMENT_PARAMS(X, S) \
    X(S, CHOICE, design, 0, 0, 3, "grid|list|lhs|sobol", "How its axes make points; as sweep.design.") \
    X(S, COUNT,  points, 0, 0, 16777216, "", "Points of lhs and sobol.")
#define FLY_SENSITIVITY_PARAMS(X, S) \
    X(S, CHOICE, method,    1, 0, 2, "morris|sobol|prcc", "Elementary effects, shares of variance, or partial rank correlations.") \
    X(S, COUNT,  samples,   0, 0, 16777216, "", "Trajectories of morris, base samples of sobol, points of prcc; 0: 20, 256, 200.") \
    X(S, COUNT,  levels,    4, 2, 65536, "", "Levels of the grid of morris, an even number.") \
    X(S, COUNT,  bootstrap, 1000, 0, 65536, "", "Resamples for the 95 % intervals of the indices.")
/* clang-format on */

struct fly_sensitivity_params {
    FLY_SENSITIVITY_PARAMS(FLY_PARAM_FIELD, )
};
struct fly_sweep_params {
    FLY_SWEEP_PARAMS(FLY_PARAM_FIELD, )
};
struct fly_axis_params {
    FLY_AXIS_PARAMS(FLY_PARAM_FIELD, )
};
struct fly_experiment_params {
    FLY_EXPERIMENT_PARAMS(FLY_PARAM_FIELD, )
};

enum fly_design_kind { FLY_DESIGN_GRID, FLY_DESIGN_LIST, FLY_DESIGN_LHS, FLY_DESIGN_SOBOL };
enum fly_keep { FLY_KEEP_KPIS, FLY_KEEP_ALL };

extern const struct fly_param_table fly_sweep_table, fly_axis_table, fly_experiment_table, fly_sensitivity_table;

struct fly_axis {
    const char *name, *parameter; /* of the scenario */
    const struct fly_param *row;
    bool is_log;
    double low, high; /* the range, in the parameter's unit */
    double *values;   /* [n_points]; NAN: the parameter stays as it is; owned */
};

/* Caller-owned; a zeroed struct may be freed. */
struct fly_design {
    struct fly_axis *axes; /* owned */
    size_t n_axes, n_points;
    const char **experiments; /* [n_experiments], by the scenario; owned */
    size_t n_experiments;
    uint32_t *experiment; /* [n_points]: which one a point belongs to; owned */
};

/* The points that the scenario describes. What is wrong is added to `found`, all in one pass; FLY_ERR_SCENARIO then.
 * A scenario without an axis has no design: that is wrong too. */
int fly_design_init(struct fly_design *design, const struct fly_scenario *scenario, struct fly_diagnostics *found);

/* The same axes (each a range) at the n points u of the unit cube, [n][n_axes]: low + u (high - low), in logarithms
 * where the axis is log. */
int fly_design_init_sample(struct fly_design *design, const struct fly_scenario *scenario, const double *u, size_t n,
                           struct fly_diagnostics *found);

/* How many axes the scenario declares. */
size_t fly_design_axes(const struct fly_scenario *scenario);

void fly_design_free(struct fly_design *design);

/* What a point sets in a scenario: "section.key=value", to be freed with fly_design_sets_free. Parameters of sections
 * that the scenario does not have are left out. *n counts them. NULL without memory. */
char **fly_design_sets(const struct fly_design *design, size_t point, const struct fly_scenario *scenario, size_t *n);
void fly_design_sets_free(char **sets, size_t n);

#endif
