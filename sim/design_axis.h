/* One axis of an experiment: what [axis NAME] says, and the values that a point sets. Internal to sim/design*.c. */
#ifndef FLY_DESIGN_AXIS_H
#define FLY_DESIGN_AXIS_H

#include "sim/design.h"

/* What `values` says. */
struct fly_axis_values {
    bool is_range;  /* low : high, with or without n */
    double *values; /* [n], owned; n = 0: a range without n */
    size_t n;
};

/* Reads one axis. What is wrong is added to `found`; FLY_ERR_SCENARIO then. */
int fly_axis_read(const struct fly_section *section, const struct fly_scenario *scenario, struct fly_axis *axis,
                  struct fly_axis_values *values, struct fly_diagnostics *found);
void fly_axis_values_free(struct fly_axis_values *values);

/* The value of the axis at u in [0, 1). */
double fly_axis_at(const struct fly_axis *axis, double u);

/* Checks all axes of a scenario, for the schema's check. */
void fly_axis_check_all(const struct fly_scenario *scenario, struct fly_diagnostics *found);

#endif
