/* `flywheel export`: the tables of a result file as CSV files or as JSON, for spreadsheets and what reads no HDF5. */
#include "cli/export.h"

#include "cli/command.h"
#include "cli/stored.h"
#include "cli/terminal.h"

#include <sys/stat.h>

static bool is_same_file(const char *a, const char *b)
{
    struct stat one, other;
    return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

static int check_options(struct context *context)
{
    const struct options *options = &context->options;
    if (!options->csv && !options->json_file)
        return messages_error(&context->messages, FLY_ERR_USAGE,
                              "export wants --csv DIR or --json FILE (see: flywheel help export)");
    if (options->json_file && is_same_file(options->json_file, options->operands.items[0]))
        return messages_error(&context->messages, FLY_ERR_USAGE, "--json %s is the result file itself",
                              options->json_file);
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
