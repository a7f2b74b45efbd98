/* What a run needs of the machine, estimated before it starts. */
#include "cli/needs.h"

#include "cli/terminal.h"

#include <ctype.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SLABS = 8 << 20, JOURNAL_HEAD = 56 };

static const double STANDARD_SHARE = 0.7;

/* Bytes of the records of all replicates, as they are kept. */
static double kept_records(const struct session *session)
{
    const double points = session->has_design ? (double)session->design.n_points : 1;
    double bytes = 0;
    for (size_t i = 0; i < session->n; i++) {
        const struct fly_setup *setup = &session->setups[i];
        bytes += (double)fly_packed_size(&setup->layout, setup->n_rows, session->kpis_only) + JOURNAL_HEAD;
    }
    return bytes * points * (double)session->n_replicates;
}

double needs_journal(const struct session *session)
{
    return kept_records(session);
}

/* Of the market that needs most of it, with its record. */
static double largest_market(const struct session *session)
{
    double largest = session->largest_point;
    for (size_t i = 0; i < session->n; i++)
        largest = fmax(largest, (double)fly_setup_memory(&session->setups[i]));
    return largest;
}

/* Threads share one market when there are fewer jobs than threads, else each has its own. With an output the records go
 * to the disk, and the file is made slab by slab; without, all of it is in memory. */
struct needs needs_expect(const struct session *session, const struct options *options)
{
    struct needs needs = {.n_threads = options->threads > 0 ? (int)options->threads : omp_get_max_threads()};
    const struct fly_result result = session_result(session);
    const double threads = session->n_jobs < (size_t)needs.n_threads ? 1 : needs.n_threads;
    needs.file = (double)fly_result_size(&result);
    needs.memory =
        largest_market(session) * threads + session->memory_beside + SLABS + (double)session->n_jobs * sizeof(uint64_t);
    if (!options->output) needs.memory += kept_records(session) + needs.file;
    return needs;
}

/* ---- what there is ---- */

/* Of the machine, or of the group of processes that it gives us. */
static double memory_there(void)
{
    double has = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE), limit;
    FILE *file = fopen("/sys/fs/cgroup/memory.max", "r");
    if (!file) return has;
    if (fscanf(file, "%lf", &limit) == 1 && limit > 0) has = fmin(has, limit);
    (void)fclose(file);
    return has;
}

/* "800M", "4 GB", "50 %": bytes, or NAN. */
static double read_size(const char *text, double there)
{
    static const char letters[] = "KMGT";
    char *unit;
    double size = strtod(text, &unit);
    if (unit == text || !(size > 0)) return NAN;
    unit += strspn(unit, " ");
    if (strcmp(unit, "%") == 0) return size / 100 * there;
    const char *letter = *unit ? strchr(letters, toupper((unsigned char)*unit)) : NULL;
    if (!letter || (unit[1] && strcmp(unit + 1, "B") != 0)) return NAN;
    for (; letter >= letters; letter--)
        size *= 1024;
    return size;
}

/* Bytes that a run may need; NAN: the option is wrong. */
static double allowed_memory(const struct options *options)
{
    const double there = memory_there();
    return options->max_memory ? read_size(options->max_memory, there) : STANDARD_SHARE * there;
}

bool needs_fit(const struct needs *needs, const struct options *options)
{
    const double may = allowed_memory(options);
    return !isnan(may) && (may <= 0 || needs->memory <= may);
}

int needs_check(const struct session *session, struct context *context)
{
    const struct needs needs = needs_expect(session, &context->options);
    const char *limit = context->options.max_memory;
    const double may = allowed_memory(&context->options);
    char needed[TERMINAL_NUMBER], allowed[TERMINAL_NUMBER];
    if (isnan(may))
        return messages_error(&context->messages, FLY_ERR_USAGE,
                              "--max-memory takes a size such as 800M or 4G, or a share such as 50 %%, not '%s'",
                              limit);
    if (may <= 0 || needs.memory <= may) return FLY_OK;
    return messages_error(&context->messages, FLY_ERR_NOT_NOW,
                          "this run needs about %s of memory and may use %s (%s): take fewer agents or threads%s, or "
                          "change --max-memory",
                          terminal_bytes(needs.memory, needed), terminal_bytes(may, allowed),
                          limit ? "--max-memory" : "70 % of what there is",
                          context->options.output ? "" : ", fewer replicates or an output (-o)");
}
