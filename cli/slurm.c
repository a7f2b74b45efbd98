/* Writes a batch script for Slurm: run by hand it submits itself, and for an array of shards also the job that merges
 * them; what is cut off by a time limit or a lost node goes on when the script is submitted again. */
#include "cli/slurm.h"

#include "cli/json_out.h"
#include "cli/needs.h"
#include "cli/plan.h"
#include "sim/alloc.h"
#include "sim/write_file.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_PARTS = 100000 };

/* Room for what a probe on another machine cannot know. */
static const double TIME_FACTOR = 3, TIME_BESIDE = 600, MEMORY_FACTOR = 1.3, MEMORY_BESIDE = 200;

struct script {
    bool is_mpi;
    unsigned long parts;
    unsigned threads; /* of each */
    double seconds, megabytes;
    const char *command, *output;
    char program[PATH_MAX], folder[PATH_MAX];
};

static int read_kind(struct script *script, const struct options *options, struct messages *messages)
{
    const char *colon = strchr(options->slurm, ':');
    const size_t n = colon ? (size_t)(colon - options->slurm) : 0;
    char *end = NULL;
    script->is_mpi = n == 3 && strncmp(options->slurm, "mpi", 3) == 0;
    if (colon) script->parts = strtoul(colon + 1, &end, 10);
    if ((script->is_mpi || (n == 5 && strncmp(options->slurm, "array", 5) == 0)) && end > colon + 1 && !*end &&
        script->parts >= 1 && script->parts <= MOST_PARTS)
        return FLY_OK;
    return messages_error(messages, FLY_ERR_USAGE, "--slurm takes array:N or mpi:N (N from 1 to %d), not '%s'",
                          MOST_PARTS, options->slurm);
}

/* One part of one is the whole, which there is nothing to merge with. */
static bool has_shards(const struct script *script)
{
    return !script->is_mpi && script->parts > 1;
}

/* A word for the shell. */
static void print_quoted(FILE *stream, const char *word)
{
    (void)fputc('\'', stream);
    for (; *word; word++)
        (void)fputs(*word == '\'' ? "'\\''" : (char[]){*word, '\0'}, stream);
    (void)fputc('\'', stream);
}

/* The command line without the program's name, which is a path here. */
static void print_command(FILE *stream, const struct script *script)
{
    print_quoted(stream, script->program);
    (void)fprintf(stream, "%s --quiet --threads \"${SLURM_CPUS_PER_TASK:-%u}\" -o ",
                  script->command + strlen("flywheel"), script->threads);
    print_quoted(stream, script->output);
}

static void print_merge(FILE *stream, const struct script *script)
{
    (void)fprintf(stream, "    merge=$(printf '%%q ' ");
    print_quoted(stream, script->program);
    (void)fprintf(stream, " merge --quiet -o ");
    print_quoted(stream, script->output);
    for (unsigned long part = 1; part <= script->parts; part++) {
        (void)fputs(" \\\n        ", stream);
        print_quoted(stream, script->output);
        (void)fprintf(stream, ".%lu-of-%lu", part, script->parts);
    }
    (void)fprintf(stream, ")\n");
}

static void print_head(FILE *stream, const struct script *script)
{
    const unsigned long minutes = (unsigned long)ceil((script->seconds * TIME_FACTOR + TIME_BESIDE) / 60);
    (void)fprintf(stream, "#!/bin/bash\n# Made by %s --slurm. Submit it with: bash THIS_FILE\n", script->command);
    (void)fprintf(stream, "#SBATCH --job-name=flywheel\n");
    if (script->is_mpi)
        (void)fprintf(stream, "#SBATCH --ntasks=%lu\n", script->parts);
    else
        (void)fprintf(stream, "#SBATCH --array=1-%lu\n", script->parts);
    (void)fprintf(stream, "#SBATCH --cpus-per-task=%u\n#SBATCH --time=%lu\n#SBATCH --requeue\n", script->threads,
                  minutes);
    (void)fprintf(stream, "#SBATCH --mem-per-cpu=%.0fM\n", ceil(script->megabytes / script->threads));
    (void)fprintf(stream, "#SBATCH --output=flywheel-%s.log\n", script->is_mpi ? "%j" : "%A_%a");
}

/* Outside of a job the script submits itself. */
static void print_submission(FILE *stream, const struct script *script)
{
    (void)fprintf(stream, "set -euo pipefail\nif [[ -z ${SLURM_JOB_ID:-} ]]; then\n"
                          "    job=$(sbatch --parsable \"$0\")\n    echo \"submitted $job\"\n");
    if (has_shards(script)) {
        print_merge(stream, script);
        (void)fprintf(stream,
                      "    job=$(sbatch --parsable --dependency=afterok:\"${job%%%%;*}\" --job-name=flywheel-merge "
                      "--wrap \"cd $(printf '%%q' ");
        print_quoted(stream, script->folder);
        (void)fprintf(stream, ") && $merge\")\n    echo \"submitted $job, which merges\"\n");
    }
    (void)fprintf(stream, "    exit\nfi\n");
}

static void print_script(FILE *stream, const struct script *script)
{
    print_head(stream, script);
    print_submission(stream, script);
    (void)fputs("cd ", stream);
    print_quoted(stream, script->folder);
    (void)fputs("\nexec ", stream);
    if (script->is_mpi) (void)fputs("mpirun --bind-to none ", stream);
    print_command(stream, script);
    if (has_shards(script)) (void)fprintf(stream, " --shard \"$SLURM_ARRAY_TASK_ID/%lu\"", script->parts);
    (void)fputc('\n', stream);
}

static int fill(struct script *script, const struct session *session, struct context *context)
{
    struct fly_error error = {0};
    const struct options *options = &context->options;
    const struct needs needs = needs_expect(session, options);
    script->threads = options->threads > 0 ? (unsigned)options->threads : 1;
    script->command = session->command;
    script->output = options->output;
    script->megabytes = MEMORY_BESIDE + MEMORY_FACTOR * needs.memory / (1 << 20) / needs.n_threads * script->threads;
    const ssize_t n = readlink("/proc/self/exe", script->program, sizeof script->program - 1);
    if (n < 0 || !getcwd(script->folder, sizeof script->folder))
        return messages_error(&context->messages, FLY_ERR_INTERNAL, "the program or its folder has no name");
    script->program[n] = '\0';
    int ret = plan_measure(session, &script->seconds, &error);
    script->seconds /= (double)script->parts * script->threads;
    return messages_add(&context->messages, ret, &error);
}

static int save(const struct script *script, const char *path, struct fly_error *error)
{
    const size_t room = 8192 + (script->parts + 4) * (4 * strlen(script->output) + 64) + 2 * strlen(script->command) +
                        8 * strlen(script->program) + 8 * strlen(script->folder);
    char *text = fly_alloc(room, 1);
    FILE *stream = text ? fmemopen(text, room, "w") : NULL;
    int ret = FLY_ERR_MEMORY;
    if (stream) {
        print_script(stream, script);
        (void)fclose(stream);
        ret = fly_write_file(path, text, strlen(text), error);
    }
    fly_free(text);
    return ret;
}

int slurm_write(const struct session *session, struct context *context)
{
    int ret;
    struct fly_error error = {0};
    struct script script = {0};
    char path[PATH_MAX];
    const char *output = context->options.output;
    if (!output || context->options.shard)
        return messages_error(&context->messages, FLY_ERR_USAGE, "--slurm wants -o OUT.h5 and no --shard");
    FLY_TRY(read_kind(&script, &context->options, &context->messages));
    if (session->precision.kpi && !script.is_mpi)
        return messages_error(&context->messages, FLY_ERR_USAGE,
                              "run.precision decides by all replicates how many there are: it cannot go with an array");
    FLY_TRY(fill(&script, session, context));
    (void)snprintf(path, sizeof path, "%s.sbatch", output);
    FLY_TRY(messages_add(&context->messages, save(&script, path, &error), &error));
    if (context->options.json) {
        context->answer = session_json(session);
        json_out_set(context->answer, "script", json_out_text(path));
    } else {
        printf("wrote %s: submit it with: bash %s\n", path, path);
    }
out:
    return ret;
}
