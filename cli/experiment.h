/* What the commands about experiments, sweep and sensitivity, add to a session: points, and indices of sensitivity. */
#ifndef EXPERIMENT_H
#define EXPERIMENT_H

#include "cli/session.h"

/* Indices of every factor for one response (a scenario, or the second less the first) and one KPI. */
struct experiment_indices {
    size_t n_responses, n_kpis, n_factors, n_measures;
    char **responses;           /* [n_responses] names; owned */
    const char **kpis;          /* [n_kpis]; owned, not the names */
    const char **factors;       /* [n_factors]; owned, not the names */
    const char **measures;      /* [n_measures]; owned, not the names */
    double *values[3];          /* value, low, high: [n_responses][n_kpis][n_factors][n_measures]; owned */
    double *means;              /* [n_points] scratch; owned */
    size_t *n_used;             /* [n_responses][n_kpis] units that were defined; owned */
    struct fly_extra extras[3]; /* what the file is told of them */
};

/* The whole flow of a command about an experiment: session_run with the strategy of sweep.against; or --plan. */
int experiment_run(struct context *context, const struct command *command,
                   int (*show)(const struct session *session, struct context *context));

/* Makes the points of the session's experiment; for other commands nothing. */
int experiment_design(struct session *session, struct context *context);

/* Loads every scenario at every point and tells what is wrong; adds up what the largest needs. */
int experiment_check(struct session *session, struct context *context);

/* Computes the indices of a sensitivity analysis from finished replicates and adds them to the result; for other
 * commands nothing. */
int experiment_analyse(struct session *session, struct fly_result *result, struct context *context);

void experiment_free(struct session *session);

/* The KPI of this name in the session's scenarios (NULL: the one that answers who wins). */
int experiment_kpi(const struct session *session, const char *name, size_t *kpi, struct messages *messages);

#endif
