/* How targets are shown: shared by run and compare. Scenarios without targets say nothing. */
#ifndef TARGETS_H
#define TARGETS_H

#include "cli/session.h"

struct json_t;

/* A line for each target of these n scenarios, after an empty line; with the scenario's name where n > 1. */
int targets_print(const struct session *session, const size_t *scenarios, size_t n, struct fly_error *error);

/* Adds "targets", those of all scenarios, to an answer; nothing where there is none. */
int targets_add_json(const struct session *session, struct json_t *answer, struct fly_error *error);

#endif
