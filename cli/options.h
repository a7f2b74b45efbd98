/* The command line: one table of options from which parsing, help, error messages and the recorded command derive. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "cli/messages.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct command;

/* A list of texts that belong to argv. */
struct texts {
    const char **items; /* owned */
    size_t n;
};

enum { OPTION_ABSENT = -1 };

typedef bool option_FLAG;
typedef const char *option_TEXT; /* NULL when absent */
typedef int64_t option_COUNT;    /* OPTION_ABSENT when absent */
typedef struct texts option_LIST;

/* About points; those whose work may be cut over processes, and taken up again; all that run. */
#define EXPERIMENT (COMMAND_SWEEP | COMMAND_SENSITIVITY)
#define KEEP_RESULT (COMMAND_RUN | COMMAND_COMPARE | COMMAND_DECOMPOSE | COMMAND_COAST | EXPERIMENT)
#define SIMULATE (KEEP_RESULT | COMMAND_TORNADO)
#define EVERY (COMMAND_VERSION * 2 - 1)
/* Those that print their answer as JSON when asked to; export writes JSON into a file instead. */
#define ANSWER (EVERY & ~COMMAND_EXPORT)

/* clang-format off */
/* type, field, long name, letter, argument, most of a COUNT, commands, whether a result file records it, what it does */
#define OPTIONS(X) \
    X(TEXT,  output,     "output",     'o', "OUT.h5",            0, SIMULATE | COMMAND_MERGE | COMMAND_REPORT, false, "Write everything to this file: HDF5, or the HTML of a report.") \
    X(TEXT,  report,     "report",     0,   "OUT.html",          0, SIMULATE, false, "Also write a report to this HTML file, as `flywheel report` does.") \
    X(LIST,  sets,       "set",        's', "section.key=value", 0, SIMULATE | COMMAND_CHECK, true, "Change one parameter (any number of times; the last one wins).") \
    X(TEXT,  replicates, "replicates", 'n', "N",                 0, SIMULATE, true,  "How many replicates (tornado: 4 by default); short for --set run.replicates=N.") \
    X(COUNT, replicate,  "replicate",  'k', "K",                 FLY_MAX_REPLICATES - 1, SIMULATE, true,  "Only replicate number K, counted from 0.") \
    X(TEXT,  seed,       "seed",       0,   "S",                 0, SIMULATE, true,  "Seed of all randomness; short for --set run.seed=S.") \
    X(COUNT, threads,    "threads",    't', "T",                 1024, SIMULATE, false, "How many threads; the result does not depend on it.") \
    X(TEXT,  slurm,      "slurm",      0,   "KIND:N",            0, KEEP_RESULT, false, "Run nothing: write OUT.h5.sbatch, a batch script for Slurm with array:N shards and their merging, or mpi:N processes.") \
    X(FLAG,  cut_market, "cut-market", 0,   NULL,                0, KEEP_RESULT, false, "Under mpirun: cut each market over all processes, instead of giving each process replicates of its own.") \
    X(FLAG,  dry_run,    "dry-run",    0,   NULL,                0, SIMULATE, false, "Run nothing: print every value with its origin, and the expected memory and file size.") \
    X(FLAG,  quiet,      "quiet",      'q', NULL,                0, SIMULATE | COMMAND_MERGE | COMMAND_EXPORT, false, "No progress and no notes; warnings and errors stay.") \
    X(TEXT,  shard,      "shard",      0,   "I/N",               0, KEEP_RESULT, false, "Do the I-th of N equal parts, into a file of its own beside OUT.h5; `flywheel merge` puts them together.") \
    X(TEXT,  max_memory, "max-memory", 0,   "SIZE",              0, SIMULATE, false, "Refuse to start what needs more memory: 800M, 4G, or 50 % of the machine; 70 % by default.") \
    X(TEXT,  kpi,        "kpi",        0,   "NAME",              0, COMMAND_TORNADO | EXPERIMENT | COMMAND_COMPARE | COMMAND_SHOW, false, "The KPI that is told, or that says who wins, instead of npv.") \
    X(COUNT, top,        "top",        0,   "N",                 1000000, COMMAND_TORNADO | EXPERIMENT | COMMAND_COMPARE | COMMAND_SHOW, false, "Show only the first N rows (tornado: the parameters that swing it most).") \
    X(LIST,  series,     "series",     0,   "NAME",              0, COMMAND_SHOW, false, "Draw the course of this series, or of series.label, too (any number of times).") \
    X(FLAG,  origins,    "origins",    0,   NULL,                0, COMMAND_DIFF, false, "Say where each value comes from.") \
    X(FLAG,  plan,       "plan",       0,   NULL,                0, EXPERIMENT, false, "Run nothing but a short probe: print points, replicates, work, expected time, memory and file size.") \
    X(TEXT,  method,     "method",     0,   "METHOD",            0, COMMAND_SENSITIVITY, true, "morris, sobol or prcc; short for --set sensitivity.method=METHOD.") \
    X(TEXT,  samples,    "samples",    0,   "N",                 0, COMMAND_SENSITIVITY, true, "Trajectories, base samples or points; short for --set sensitivity.samples=N.") \
    X(TEXT,  week,       "week",       0,   "W",                 0, COMMAND_COAST, true, "The week of the cut; by default coast.week of the scenario, or else half of the time.") \
    X(FLAG,  json,       "json",       0,   NULL,                0, ANSWER,   false, "Print one JSON object.") \
    X(TEXT,  csv,        "csv",        0,   "DIR",               0, COMMAND_EXPORT, false, "Write one CSV file for each table into this folder, which is made if it is not there.") \
    X(TEXT,  json_file,  "json",       0,   "FILE",              0, COMMAND_EXPORT, false, "Write all tables into this JSON file.") \
    X(FLAG,  markdown,   "markdown",   0,   NULL,                0, COMMAND_PARAMS | COMMAND_OUTPUTS | COMMAND_TORNADO, false, "Print it as Markdown.") \
    X(FLAG,  help,       "help",       'h', NULL,                0, EVERY,    false, "Explain the command.")
/* clang-format on */

struct options {
#define OPTION_FIELD(type, field, name, letter, argument, most, commands, recorded, doc) option_##type field;
    OPTIONS(OPTION_FIELD)
#undef OPTION_FIELD
    struct texts operands;
};

/* Parses what follows the command's name. FLY_OK, or FLY_ERR_USAGE with the sentences in messages. */
int options_parse(struct options *options, const struct command *command, int argc, char **argv,
                  struct messages *messages);
void options_free(struct options *options);

enum { OPTION_HELP_TEXT = 64 };

/* The i-th option that the command takes: how it is written ("-o, --output OUT.h5") and its doc. False beyond the last.
 */
bool options_describe(const struct command *command, size_t i, char text[OPTION_HELP_TEXT], const char **doc);

/* What --shard says: shard 0 .. n - 1 of n; 0 of 1 when it is absent. */
int options_shard(const struct options *options, uint32_t *shard, uint32_t *n, struct messages *messages);

/* The command line that a result file records: without thread count, output and path of the program. To be freed with
 * fly_free; NULL when there is no memory. */
char *options_command_line(const struct options *options, const struct command *command);

#endif
