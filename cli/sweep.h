/* The answer of an experiment: one or several strategies at every point. */
#ifndef SWEEP_H
#define SWEEP_H

#include "cli/session.h"

/* A strategy alone, or a second one against the first; of three or more who is the best at each point. Prints it, or
 * makes the answer in JSON. */
int sweep_present(const struct session *session, struct context *context);

/* The same of three or more strategies, by a KPI that has a better direction. */
int sweep_present_ranking(const struct session *session, size_t kpi, struct context *context);

#endif
