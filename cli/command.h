/* What the commands of flywheel are, one row each, and what they are called with. */
#ifndef COMMAND_H
#define COMMAND_H

#include "cli/messages.h"
#include "cli/options.h"

#include <stddef.h>

struct json_t;
struct fly_deal;

/* clang-format off */
/* tag, name, operands, fewest and most operands, what it does */
#define COMMANDS(X) \
    X(RUN,     run,     "SCENARIO.ini",             1,    1, "Simulate one scenario and print its KPIs.") \
    X(COMPARE, compare, "A.ini B.ini ..., or RESULT.h5 ...",  1,   64, "Simulate scenarios on the same random numbers, or take finished results, and say which one wins.") \
    X(TORNADO, tornado, "A.ini B.ini",              2,    2, "Change each default marked (chosen) alone and say what that does to the difference of two scenarios.") \
    X(DECOMPOSE, decompose, "SCENARIO.ini",         1,    1, "Say what word of mouth and referrals are worth: a scenario against itself without them.") \
    X(COAST,   coast,   "SCENARIO.ini",             1,    1, "Simulate a scenario with and without paid acquisition cut in a week, and say how fast customers halve, beside the closed form.") \
    X(SWEEP,   sweep,   "SCENARIO.ini [B.ini ...]", 1,   64, "Simulate a scenario, or several strategies, at all points of its [axis NAME] sections.") \
    X(SENSITIVITY, sensitivity, "SCENARIO.ini [B.ini ...]", 1, 64, "Say on which of its [axis NAME] parameters a KPI, or the difference of two strategies, depends.") \
    X(REPORT,  report,  "RESULT.h5",                1,    1, "Make one HTML file of a result: the answer, pictures, tables, and what it rests on.") \
    X(MERGE,   merge,   "SHARD ...",                1, 100000, "Put the shards of one run together into its result file.") \
    X(SHOW,    show,    "RESULT.h5",                1,    1, "Say what is in a result file: where it comes from, KPIs with intervals, courses, points.") \
    X(DIFF,    diff,    "A.ini B.ini",              1,    2, "Say in which effective parameters two scenarios differ; RESULT.h5 or RESULT.h5:SCENARIO may stand for either.") \
    X(EXPLAIN, explain, "NAME",                     1,    1, "Explain a KPI, a series, a parameter or a section: definition, formula, unit, source, and where to see it.") \
    X(VERIFY,  verify,  "FILE ...",                 1, 4096, "Check result files and shards: fingerprints, and that everything adds up.") \
    X(EXPORT,  export,  "RESULT.h5",                1,    1, "Write the tables of a result file as CSV files for spreadsheets, or as JSON.") \
    X(CHECK,   check,   "FILE ...",                 1, 4096, "Check scenario files without running them.") \
    X(PARAMS,  params,  "[SECTION[.KEY]]",          0,    1, "Explain the parameters: what each means, its default and its range.") \
    X(OUTPUTS, outputs, "",                         0,    0, "Explain what a result file holds: series and KPIs.") \
    X(HELP,    help,    "[COMMAND]",                0,    1, "Explain a command.") \
    X(VERSION, version, "",                         0,    0, "Print the version.")
/* clang-format on */

enum command_index {
#define COMMAND_INDEX(tag, name, operands, fewest, most, doc) COMMAND_INDEX_##tag,
    COMMANDS(COMMAND_INDEX)
#undef COMMAND_INDEX
        N_COMMANDS
};

/* One bit each: the option table says with them which commands take an option. */
enum command_bit {
#define COMMAND_BIT(tag, name, operands, fewest, most, doc) COMMAND_##tag = 1 << COMMAND_INDEX_##tag,
    COMMANDS(COMMAND_BIT)
#undef COMMAND_BIT
};

/* One call of the program. */
struct context {
    struct options options;
    struct messages messages;
    struct fly_deal *deal; /* with the other processes of an MPI job; NULL: there are none; owned */
    struct json_t *answer; /* what --json prints on success: an object, filled by the command; owned */
};

struct command {
    const char *name, *operands, *doc;
    size_t fewest, most;
    unsigned bit;
    int (*call)(struct context *); /* FLY_OK or a status; the sentences are in messages */
};

extern const struct command commands[N_COMMANDS];

/* The command of this name, or NULL; and the name that was probably meant, or NULL. */
const struct command *command_find(const char *name);
const char *command_nearest(const char *name);

#define COMMAND_CALL(tag, name, operands, fewest, most, doc) int command_##name(struct context *context);
COMMANDS(COMMAND_CALL)
#undef COMMAND_CALL

#endif
