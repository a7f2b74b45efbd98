/* Writes the tables of a result as CSV files (RFC 4180, UTF-8) that a spreadsheet may open: it takes no text for
 * a formula. */
#include "cli/export.h"

#include "sim/alloc.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct csv {
    const char *folder;
    struct export_file files[FLY_TIDY_TABLES];
    size_t n_files, n_columns, *n_rows;
};

/* ---- cells ---- */

/* Spreadsheets run what begins with one of these, written in one byte or wide; the apostrophe is among them so that
 * taking one apostrophe away gives the text back, whatever it was. */
static bool begins_like_formula(const char *text)
{
    static const char *const wide[] = {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"}; /* = + - @ */
    if (*text && strchr("=+-@\t\r\n'", *text)) return true;
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (strncmp(text, wide[i], 3) == 0) return true;
    return false;
}

static void put_text(FILE *stream, const char *text)
{
    const char *prefix = begins_like_formula(text) ? "'" : "";
    if (!text[strcspn(text, ",\"\r\n")]) {
        (void)fprintf(stream, "%s%s", prefix, text);
        return;
    }
    (void)fprintf(stream, "\"%s", prefix);
    for (; *text; text++) {
        if (*text == '"') (void)fputc('"', stream);
        (void)fputc(*text, stream);
    }
    (void)fputc('"', stream);
}

static void put_separator(FILE *stream, size_t column, size_t n_columns)
{
    (void)fputs(column + 1 < n_columns ? "," : "\r\n", stream);
}

/* ---- tables ---- */

static int begin(void *self, const char *table, const char *const *columns, size_t n_columns, struct fly_error *error)
{
    struct csv *csv = self;
    assert(csv->n_files < FLY_TIDY_TABLES);
    const size_t size = strlen(csv->folder) + strlen(table) + sizeof "/.csv";
    char *path = fly_alloc(size, 1);
    if (!path) return fly_fail(error, FLY_ERR_MEMORY, "No memory to write %s.", csv->folder);
    (void)snprintf(path, size, "%s/%s.csv", csv->folder, table);
    struct export_file *file = &csv->files[csv->n_files];
    int ret = export_open(file, path, error);
    fly_free(path);
    if (ret < 0) return ret;
    csv->n_files++;
    csv->n_columns = n_columns;
    for (size_t c = 0; c < n_columns; c++) {
        put_text(file->stream, columns[c]);
        put_separator(file->stream, c, n_columns);
    }
    return FLY_OK;
}

static int put_row(void *self, const struct fly_tidy_cell *cells, struct fly_error *error)
{
    struct csv *csv = self;
    const struct export_file *file = &csv->files[csv->n_files - 1];
    for (size_t c = 0; c < csv->n_columns; c++) {
        if (cells[c].type == FLY_TIDY_TEXT)
            put_text(file->stream, cells[c].text);
        else
            export_number(file->stream, &cells[c]);
        put_separator(file->stream, c, csv->n_columns);
    }
    ++*csv->n_rows;
    return export_check(file, error);
}

static int end(void *self, struct fly_error *error)
{
    struct csv *csv = self;
    return export_close(&csv->files[csv->n_files - 1], error);
}

/* ---- the set ---- */

/* Whether it had to be made. */
static int make_folder(const char *folder, bool *is_new, struct fly_error *error)
{
    struct stat status;
    *is_new = mkdir(folder, 0777) == 0;
    if (*is_new) return FLY_OK;
    const int number = errno;
    if (number == EEXIST && stat(folder, &status) == 0 && S_ISDIR(status.st_mode)) return FLY_OK;
    return fly_fail(error, FLY_ERR_CREATE, "The folder %s cannot be created: %s.", folder,
                    number == EEXIST ? "something else of this name is there" : strerror(number));
}

/* All files are whole: they get their names. Should one fail, the others keep what they have got, which is said. */
static int commit_all(struct csv *csv, struct fly_error *error)
{
    for (size_t i = 0; i < csv->n_files; i++) {
        struct fly_error one = {0};
        const int ret = export_commit(&csv->files[i], &one);
        if (ret < 0)
            return i == 0 ? fly_fail(error, ret, "%s", one.text)
                          : fly_fail(error, ret, "%s %zu of %zu tables in %s are new, the others are not.", one.text, i,
                                     csv->n_files, csv->folder);
    }
    return FLY_OK;
}

int export_csv(const struct fly_dataset *data, const char *folder, size_t *n_rows, struct fly_error *error)
{
    assert(data && folder && n_rows);
    struct csv csv = {.folder = folder, .n_rows = n_rows};
    const struct fly_tidy_sink sink = {&csv, begin, put_row, end};
    bool is_new = false;
    int ret;
    FLY_TRY(make_folder(folder, &is_new, error));
    FLY_TRY(fly_tidy(data, &sink, error));
    FLY_TRY(commit_all(&csv, error));
out:
    for (size_t i = 0; i < csv.n_files; i++)
        export_abandon(&csv.files[i]);
    if (ret < 0 && is_new) (void)rmdir(folder);
    return ret;
}
