/* What an experiment would cost. */
#ifndef PLAN_H
#define PLAN_H

#include "cli/session.h"

/* --plan: points, replicates, agent-steps, time as measured on a short probe, memory, file size. Asks for nothing. */
int plan_show(struct context *context, const struct command *command, const struct session_case *cases, size_t n);

/* Seconds that all replicates would take on one thread, by the same probe. */
int plan_measure(const struct session *session, double *seconds, struct fly_error *error);

#endif
