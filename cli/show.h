/* What `flywheel show` has gathered of a result file. */
#ifndef SHOW_H
#define SHOW_H

#include "analysis/course.h"
#include "cli/session.h"

/* Everything is owned but the session. */
struct show {
    const struct session *session;
    const char *path;
    double bytes;
    struct fly_about about;
    struct fly_axes axes;
    struct fly_indices indices;
    struct fly_variables_about variables;
    struct fly_course *courses; /* [n_courses] */
    size_t n_courses;
    struct fly_estimate *estimates; /* [n_kpis] of one scenario, for whoever prints it */
    double *median;                 /* [n_weeks] the same */
    size_t kpi;                     /* that points and indices are told of */
};

/* How many variables are grids. */
size_t show_n_grids(const struct show *show);

/* Adds all of it to the answer, which may hold the points of an experiment already. */
int show_add_json(struct show *show, struct json_t *answer, struct fly_error *error);

/* The table of the indices of one response and KPI; and all of them. */
int show_print_indices(const struct show *show, size_t response);
struct json_t *show_indices_json(const struct show *show);

#endif
