/* `flywheel verify`: are result files, journals and shards what was written, and does what must add up do so? */
#include "analysis/verify.h"

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/json_out.h"
#include "cli/terminal.h"
#include "sim/journal.h"
#include "sim/result_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_SECONDS = 60 }; /* for a try to read a damaged file */

/* Takes over the findings, most files have none. */
static int take_findings(struct context *context, const struct fly_diagnostics *found)
{
    for (size_t i = 0; i < found->n_items; i++)
        fly_diagnose(&context->messages.found, FLY_ERROR, found->items[i].place, 0, "%s", found->items[i].text);
    return found->n_errors > 0 ? FLY_ERR_SCENARIO : FLY_OK;
}

static json_t *file_json(const char *path, bool is_right)
{
    json_t *object = json_object();
    json_out_set(object, "path", json_out_text(path));
    json_out_set(object, "ok", json_boolean(is_right));
    return object;
}

/* HDF5 trusts what it reads: a damaged file can crash it or keep it busy for ever. So that is tried out by a process
 * that nobody misses; what it does to the same bytes is the same each time. */
static bool is_readable(const char *path)
{
    int status = 1;
    (void)fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        struct fly_verification v = {0};
        struct fly_error error = {0};
        const struct rlimit no_core = {0, 0};
        const int null = open("/dev/null", O_WRONLY | O_CLOEXEC); /* for last words of the C library */
        if (null >= 0) (void)dup2(null, STDERR_FILENO);
        (void)setrlimit(RLIMIT_CORE, &no_core);
        interrupt_release();
        (void)alarm(MOST_SECONDS);
        (void)fly_verify_values(&v, path, &error);
        _exit(0);
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int verify_all(struct fly_verification *v, const char *path, struct fly_error *error)
{
    int ret = fly_verify_bytes(v, path, error);
    if (ret < 0) return ret;
    if (v->found.n_errors == 0 || is_readable(path)) return fly_verify_values(v, path, error);
    fly_diagnose(&v->found, FLY_ERROR, path, 0, "it is damaged so much that its values cannot be read");
    return FLY_OK;
}

static int verify_result(struct context *context, const char *path, json_t *array)
{
    struct fly_verification v;
    struct fly_error error = {0};
    int ret = verify_all(&v, path, &error);
    if (ret < 0) {
        ret = messages_add(&context->messages, ret, &error);
    } else if ((ret = take_findings(context, &v.found)) == FLY_OK && !array) {
        printf("%s: ok, content %s\n", path, v.content);
        printf("  %zu variables, %zu values; %zu identities in %zu places\n", v.n_variables, v.n_values, v.n_identities,
               v.n_checks);
    }
    if (array) {
        json_t *object = file_json(path, ret == FLY_OK);
        json_out_set(object, "content_hash", json_out_text(v.content));
        json_out_set(object, "n_identities", json_integer((json_int_t)v.n_identities));
        json_out_set(object, "n_checks", json_integer((json_int_t)v.n_checks));
        json_out_append(array, object);
    }
    fly_verification_free(&v);
    return ret;
}

static int verify_journal(struct context *context, const struct fly_journal *journal, json_t *array)
{
    int ret = FLY_OK;
    if (journal->n_damaged > 0)
        ret = messages_error(&context->messages, FLY_ERR_SCENARIO, "%s: %zu replicates are not what was written",
                             journal->path, journal->n_damaged);
    if (journal->size != journal->end)
        ret = messages_error(&context->messages, FLY_ERR_SCENARIO, "%s: its last %llu bytes are no whole replicate",
                             journal->path, (unsigned long long)(journal->size - journal->end));
    if (ret == FLY_OK && !array) printf("%s: ok, %zu finished replicates\n", journal->path, journal->n_entries);
    if (array) {
        json_t *object = file_json(journal->path, ret == FLY_OK);
        json_out_set(object, "n_replicates", json_integer((json_int_t)journal->n_entries));
        json_out_append(array, object);
    }
    return ret;
}

/* A journal tells by its first bytes that it is one. */
static int verify_file(struct context *context, const char *path, json_t *array)
{
    struct fly_journal journal;
    struct fly_error error = {0};
    int ret = fly_journal_open(&journal, path, false, &error);
    if (ret == FLY_ERR_NO_INPUT) return verify_result(context, path, array);
    if (ret < 0) return messages_add(&context->messages, ret, &error);
    ret = verify_journal(context, &journal, array);
    fly_journal_close(&journal);
    return ret;
}

int command_verify(struct context *context)
{
    const struct texts *operands = &context->options.operands;
    json_t *array = context->options.json ? json_array() : NULL;
    int ret = FLY_OK;
    for (size_t i = 0; i < operands->n; i++) {
        const int status = verify_file(context, operands->items[i], array);
        if (status < 0 && ret == FLY_OK) ret = status;
    }
    if (array) {
        context->answer = json_object();
        json_out_set(context->answer, "files", array);
    }
    return ret;
}
