/* `flywheel report`, and --report of the commands that make a result: one HTML file about it. */
#include "report/report.h"

#include "cli/json_out.h"
#include "cli/report.h"
#include "cli/session.h"
#include "cli/stored.h"
#include "cli/terminal.h"
#include "sim/write_file.h"

#include <limits.h>
#include <stdio.h>

/* ---- before ---- */

/* The result, its journal, or the file that becomes the result. */
static bool is_of_run(const char *report, const char *output)
{
    static const char *const suffixes[] = {"", ".part", FLY_UNFINISHED};
    char path[PATH_MAX];
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        (void)snprintf(path, sizeof path, "%s%s", output, suffixes[i]);
        if (fly_is_same_file(report, path)) return true;
    }
    return false;
}

int report_check(const struct options *options, const char *what, struct messages *messages)
{
    const char *idle = options->dry_run ? "--dry-run" : options->slurm ? "--slurm" : options->plan ? "--plan" : NULL;
    if (!options->report) return FLY_OK;
    if (idle)
        return messages_error(messages, FLY_ERR_USAGE,
                              "--report cannot go with %s, which runs nothing: make it of the result, flywheel report "
                              "OUT.h5 -o OUT.html",
                              idle);
    if (options->shard)
        return messages_error(messages, FLY_ERR_USAGE,
                              "--report wants the whole result, and --shard does a part of it: merge the shards, then "
                              "flywheel report OUT.h5 -o OUT.html");
    if (options->output && is_of_run(options->report, options->output))
        return messages_error(messages, FLY_ERR_USAGE,
                              "the report %s would overwrite the result, which has that name, now or while it is made",
                              options->report);
    return session_check_path(options->report, options, what, messages);
}

/* ---- after ---- */

static json_t *report_json(const char *path, size_t size)
{
    json_t *object = json_object();
    json_out_set(object, "path", json_out_text(path));
    json_out_set(object, "bytes", json_integer((json_int_t)size));
    return object;
}

int report_write(const struct fly_dataset *data, const char *path, struct context *context)
{
    struct fly_error error = {0};
    char text[TERMINAL_NUMBER];
    size_t size;
    const int ret = fly_report_write(data, path, &size, &error);
    if (ret < 0) return messages_add(&context->messages, ret, &error);
    messages_note(&context->messages, "wrote %s: %s", path, terminal_bytes((double)size, text));
    if (context->answer) json_out_set(context->answer, "report", report_json(path, size));
    return FLY_OK;
}

int command_report(struct context *context)
{
    int ret;
    struct fly_dataset data = {0};
    struct messages *messages = &context->messages;
    const char *result = context->options.operands.items[0], *output = context->options.output;
    if (!output) return messages_error(messages, FLY_ERR_USAGE, "report wants -o OUT.html, the file to write");
    FLY_TRY(session_check_path(output, &context->options, "result", messages));
    FLY_TRY(stored_open(&data, result, messages));
    if (context->options.json) context->answer = json_object();
    FLY_TRY(report_write(&data, output, context));
    if (fly_dataset_has_failed())
        ret = messages_error(messages, FLY_ERR_IO, "%s could not be read in full: the report may be wrong", result);
out:
    fly_dataset_close(&data);
    return ret;
}
