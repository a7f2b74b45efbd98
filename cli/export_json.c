/* Writes the tables of a result into one JSON file: an object with an array for each table, an object for each row, one
 * on a line. It flows into the file row by row and is never in memory as a whole. */
#include "cli/export.h"

#include "cli/json_out.h"

#include <assert.h>
#include <math.h>

struct json {
    struct export_file file;
    const char *const *columns;
    size_t n_tables, n_columns, n_table_rows, *n_rows;
};

static int no_memory(struct fly_error *error)
{
    return fly_fail(error, FLY_ERR_MEMORY, "No memory for a cell of a table.");
}

static int begin(void *self, const char *table, const char *const *columns, size_t n_columns, struct fly_error *error)
{
    (void)error;
    struct json *json = self;
    (void)fprintf(json->file.stream, "%s\"%s\": [", json->n_tables++ ? ",\n" : "{\n", table);
    json->columns = columns;
    json->n_columns = n_columns;
    json->n_table_rows = 0;
    return FLY_OK;
}

static int put_cell(FILE *stream, const struct fly_tidy_cell *cell)
{
    if (cell->type == FLY_TIDY_TEXT) return json_out_stream_text(cell->text, stream);
    if (cell->type == FLY_TIDY_NOTHING || (cell->type == FLY_TIDY_NUMBER && !isfinite(cell->number)))
        (void)fputs("null", stream);
    else
        export_number(stream, cell);
    return FLY_OK;
}

static int put_row(void *self, const struct fly_tidy_cell *cells, struct fly_error *error)
{
    struct json *json = self;
    FILE *stream = json->file.stream;
    (void)fputs(json->n_table_rows++ ? ",\n{" : "\n{", stream);
    for (size_t c = 0; c < json->n_columns; c++) {
        if (c) (void)fputs(", ", stream);
        if (json_out_stream_text(json->columns[c], stream) == FLY_ERR_MEMORY) return no_memory(error);
        (void)fputs(": ", stream);
        if (put_cell(stream, &cells[c]) == FLY_ERR_MEMORY) return no_memory(error);
    }
    (void)fputc('}', stream);
    ++*json->n_rows;
    return export_check(&json->file, error);
}

static int end(void *self, struct fly_error *error)
{
    struct json *json = self;
    (void)fputs(json->n_table_rows ? "\n]" : "]", json->file.stream);
    return export_check(&json->file, error);
}

int export_json(const struct fly_dataset *data, const char *path, size_t *n_rows, struct fly_error *error)
{
    assert(data && path && n_rows);
    struct json json = {.n_rows = n_rows};
    const struct fly_tidy_sink sink = {&json, begin, put_row, end};
    int ret;
    FLY_TRY(export_open(&json.file, path, error));
    FLY_TRY(fly_tidy(data, &sink, error));
    (void)fputs("\n}\n", json.file.stream);
    FLY_TRY(export_close(&json.file, error));
    FLY_TRY(export_commit(&json.file, error));
out:
    export_abandon(&json.file);
    return ret;
}
