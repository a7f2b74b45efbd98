/* What run and compare have in common: scenarios in, records out. */
#ifndef SESSION_H
#define SESSION_H

#include "analysis/read.h"
#include "cli/command.h"
#include "sim/ensemble.h"
#include "sim/result_file.h"

#include <stdint.h>

struct session {
    struct fly_scenario *scenarios; /* [n] */
    struct fly_setup *setups;       /* [n] */
    char **names;                   /* [n]; those we had to make up, else NULL */
    size_t n;
    uint32_t first_replicate;
    size_t n_replicates;
    char *command; /* the line that the result file records */
    struct fly_results results;
    struct fly_image image;
    struct fly_dataset data;
};

/* The whole flow of a command that simulates: scenarios in, `present` called with the result, the file written last.
 * With
 * --dry-run it says what would be done instead. */
int session_run(struct context *context, const struct command *command,
                int (*present)(const struct session *session, struct context *context));

/* The beginning of every answer in JSON: version, command, scenarios, replicates. */
struct json_t *session_json(const struct session *session);

#endif
