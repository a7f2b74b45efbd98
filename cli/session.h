/* What all commands that simulate have in common: scenarios in, records out. */
#ifndef SESSION_H
#define SESSION_H

#include "analysis/read.h"
#include "analysis/sensitivity.h"
#include "cli/command.h"
#include "cli/keep.h"
#include "sim/plan.h"
#include "sim/precision.h"
#include "sim/result_file.h"

#include <stdint.h>

/* One scenario of a session. */
struct session_case {
    const char *path;
    const char *suffix;      /* of its name in the results; "": none */
    const char *const *sets; /* [n_sets]: what it changes, after the user's own --set */
    size_t n_sets;
};

struct session {
    const char **sets; /* [n_sets]: what the options change in every scenario, in their order; owned */
    char *short_sets;  /* those that are short options; owned */
    size_t n_sets;
    struct fly_case *cases;         /* [n]: how each was loaded; the lists in it are owned */
    struct fly_scenario *scenarios; /* [n] */
    struct fly_setup *setups;       /* [n] */
    char **names;                   /* [n]; those we had to make up, else NULL */
    size_t n;
    struct fly_design design; /* of an experiment */
    size_t designer;          /* the scenario that describes it: the first one with an axis */
    bool has_design;
    struct fly_sensitivity_design sensitivity; /* of the points in `design`; zeroed: none */
    struct experiment_indices *indices;        /* what came of it; owned */
    double largest_point;                      /* bytes of a market at the point where it is largest */
    bool kpis_only;                            /* no series and grids are kept */
    uint32_t shard, n_shards;                  /* as struct fly_plan has them */
    uint32_t first_replicate;
    size_t n_replicates, n_asked; /* as many as there are; as the scenario asks for at first */
    struct fly_precision precision;
    struct fly_reached reached; /* where it was furthest from what was asked for */
    size_t n_jobs;              /* n times n_replicates, and what the command runs beside */
    double memory_beside;       /* bytes that it needs for that */
    const struct command *what;
    char *command; /* the line that the result file records */
    struct keep keep;
    struct fly_store store; /* all finished replicates */
    struct fly_dataset data;
};

/* The whole flow of a command that simulates the scenarios of its operands: scenarios in, `present` called with the
 * result, the file written last. With --dry-run it says what would be done instead. */
int session_run(struct context *context, const struct command *command,
                int (*present)(const struct session *session, struct context *context));

/* The same for n cases, which must last as long as the call. */
int session_run_cases(struct context *context, const struct command *command, const struct session_case *cases,
                      size_t n, int (*present)(const struct session *session, struct context *context));

/* The steps of this flow, for a command that has more to do in between. Prepare loads and checks everything that can be
 * wrong before a run starts; simulate fills the store, and where the run is whole writes the result file and opens it
 * as data (else data.file is NULL: one shard of several is done); close also what failed half-way. */
int session_prepare(struct session *session, struct context *context, const struct command *command,
                    const struct session_case *cases, size_t n);
int session_simulate(struct session *session, struct context *context);
void session_close(struct session *session);

/* Whether the output can be written and is none of the operands, `what` they are. A slip like `run -o a.ini a.ini` must
 * not cost the user a scenario or a shard. */
int session_check_output(const struct options *options, const char *what, struct messages *messages);
int session_check_path(const char *path, const struct options *options, const char *what, struct messages *messages);

/* Whether this process does one shard of several: then there is nothing to present. */
bool session_is_shard(const struct session *session);

/* What is to be run; and what the file tells of it. Valid as long as the session. */
struct fly_plan session_plan(const struct session *session);
struct fly_result session_result(const struct session *session);

/* Writes the output, or without one makes the file in memory, and opens it as the session's data. */
int session_make_file(struct session *session, const char *output, const struct fly_result *result,
                      struct fly_error *error);

/* All replicates in memory, and no file. To be freed with fly_results_free. */
int session_results(const struct session *session, struct context *context, struct fly_results *results);

/* The cases of the operands, to be freed with fly_free; NULL when there is no memory. */
struct session_case *session_cases(const struct context *context);

/* What became of a run: its failure told, or that it was interrupted; returns the status. */
int session_tell(struct context *context, int status, const struct fly_error *error);

/* How a run of `n_jobs` is to be done: threads as asked for, progress shown and signals heeded. */
struct progress;
struct fly_ensemble_options session_ensemble(const struct context *context, struct progress *progress);

/* Warns of what makes scenarios hard to compare: markets of unlike size, unlike seeds. */
void session_warn_of_differences(const struct session *session, struct messages *messages);

/* The beginning of every answer in JSON: version, command, scenarios, replicates. */
struct json_t *session_json(const struct session *session);

#endif
