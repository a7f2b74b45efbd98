/* `flywheel export`: the tables of a result file as CSV files or as JSON, for spreadsheets and what reads no HDF5. */
#include "cli/export.h"

#include "cli/command.h"
#include "cli/stored.h"
#include "cli/terminal.h"
#include "sim/write_file.h"

#include <limits.h>
#include <stdio.h>

/* Whether the folder is where one of its tables would have this name. */
static bool holds(const char *folder, const char *path)
{
    char table[PATH_MAX];
    for (size_t i = 0; i < FLY_TIDY_TABLES; i++) {
        (void)snprintf(table, sizeof table, "%s/%s.csv", folder, fly_tidy_tables[i].name);
        if (fly_is_same_file(table, path)) return true;
    }
    return false;
}

static int check_options(struct context *context)
{
    const struct options *options = &context->options;
    struct messages *messages = &context->messages;
    const char *result = options->operands.items[0], *csv = options->csv, *json = options->json_file;
    if (!csv && !json)
        return messages_error(messages, FLY_ERR_USAGE,
                              "export wants --csv DIR or --json FILE (see: flywheel help export)");
    if (json && fly_is_same_file(json, result))
        return messages_error(messages, FLY_ERR_USAGE, "--json %s is the result file itself", json);
    if (csv && holds(csv, result))
        return messages_error(messages, FLY_ERR_USAGE, "a table in %s would overwrite the result file itself", csv);
    if (csv && json && holds(csv, json))
        return messages_error(messages, FLY_ERR_USAGE, "--json %s has the name of a table in %s", json, csv);
    return FLY_OK;
}

typedef int write_tables(const struct fly_dataset *data, const char *path, size_t *n_rows, struct fly_error *error);

static int write_to(struct context *context, const struct fly_dataset *data, write_tables *write, const char *path)
{
    struct fly_error error = {0};
    char rows[TERMINAL_NUMBER];
    size_t n_rows = 0;
    if (!path) return FLY_OK;
    const int ret = write(data, path, &n_rows, &error);
    if (ret < 0) return messages_add(&context->messages, ret, &error);
    if (!context->options.quiet)
        printf("%s: %d tables, %s rows\n", path, FLY_TIDY_TABLES, terminal_grouped(n_rows, rows));
    return FLY_OK;
}

int command_export(struct context *context)
{
    const struct options *options = &context->options;
    struct fly_dataset data = {0};
    int ret;
    FLY_TRY(check_options(context));
    FLY_TRY(stored_open(&data, options->operands.items[0], &context->messages));
    FLY_TRY(write_to(context, &data, export_csv, options->csv));
    FLY_TRY(write_to(context, &data, export_json, options->json_file));
out:
    fly_dataset_close(&data);
    return ret;
}
