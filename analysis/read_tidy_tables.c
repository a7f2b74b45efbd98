/* The tidy tables that a result file holds as tables: the parameters of each scenario, and the summary of a run. */
#include "analysis/read_tidy.h"

#include "sim/alloc.h"
#include "sim/schema.h"
#include "sim/utf8.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { MOST_COLUMNS = 16 };

/* A table in the file, read as a whole: texts with their ends, integers of 64 bits, doubles. */
struct stored {
    hid_t set, type; /* type: of a row in memory */
    size_t n_columns, n_rows, size, offsets[MOST_COLUMNS];
    H5T_class_t classes[MOST_COLUMNS];
    char *names[MOST_COLUMNS]; /* HDF5's own */
    char *rows;
};

static void close_stored(struct stored *stored)
{
    for (size_t c = 0; c < stored->n_columns; c++)
        (void)H5free_memory(stored->names[c]);
    fly_free(stored->rows);
    if (stored->type >= 0) H5Tclose(stored->type);
    if (stored->set >= 0) H5Dclose(stored->set);
    *stored = (struct stored){.set = H5I_INVALID_HID, .type = H5I_INVALID_HID};
}

/* The type that a column has in memory; negative when it is none that a table may have. */
static hid_t column_type(hid_t in_file, H5T_class_t class)
{
    if (class == H5T_INTEGER) return H5Tcopy(H5T_NATIVE_INT64);
    if (class == H5T_FLOAT) return H5Tcopy(H5T_NATIVE_DOUBLE);
    if (class != H5T_STRING || H5Tis_variable_str(in_file) != 0) return H5I_INVALID_HID;
    hid_t type = H5Tcopy(in_file);
    if (type < 0 || (H5Tset_size(type, H5Tget_size(in_file) + 1) >= 0 && H5Tset_strpad(type, H5T_STR_NULLTERM) >= 0))
        return type;
    H5Tclose(type);
    return H5I_INVALID_HID;
}

static bool add_column(struct stored *stored, hid_t table, unsigned column, hid_t types[MOST_COLUMNS])
{
    hid_t in_file = H5Tget_member_type(table, column);
    stored->names[column] = H5Tget_member_name(table, column);
    stored->n_columns = column + 1;
    if (in_file < 0 || !stored->names[column]) return false;
    stored->classes[column] = H5Tget_class(in_file);
    stored->offsets[column] = stored->size;
    types[column] = column_type(in_file, stored->classes[column]);
    H5Tclose(in_file);
    if (types[column] < 0) return false;
    stored->size += (H5Tget_size(types[column]) + 7) / 8 * 8; /* numbers stay aligned */
    return true;
}

/* Composes the type of a row of the columns that the table has in the file. */
static bool describe(struct stored *stored)
{
    hid_t types[MOST_COLUMNS], table = H5Dget_type(stored->set);
    for (size_t c = 0; c < MOST_COLUMNS; c++)
        types[c] = H5I_INVALID_HID;
    const int n = table >= 0 && H5Tget_class(table) == H5T_COMPOUND ? H5Tget_nmembers(table) : 0;
    bool good = n > 0 && n <= MOST_COLUMNS;
    for (unsigned c = 0; good && c < (unsigned)n; c++)
        good = add_column(stored, table, c, types);
    if (good) stored->type = H5Tcreate(H5T_COMPOUND, stored->size);
    good = good && stored->type >= 0;
    for (size_t c = 0; good && c < stored->n_columns; c++)
        good = H5Tinsert(stored->type, stored->names[c], stored->offsets[c], types[c]) >= 0;
    for (size_t c = 0; c < stored->n_columns; c++)
        if (types[c] >= 0) H5Tclose(types[c]);
    if (table >= 0) H5Tclose(table);
    return good;
}

static void mend_texts(const struct stored *stored)
{
    for (size_t r = 0; r < stored->n_rows; r++)
        for (size_t c = 0; c < stored->n_columns; c++)
            if (stored->classes[c] == H5T_STRING)
                (void)fly_utf8_mend(stored->rows + r * stored->size + stored->offsets[c]);
}

static int read_stored(const struct fly_tidy_export *export, const char *path, struct stored *stored)
{
    *stored = (struct stored){.type = H5I_INVALID_HID};
    stored->set = H5Dopen2(fly_read_file(export->data)->id, path, H5P_DEFAULT);
    hid_t space = stored->set < 0 ? stored->set : H5Dget_space(stored->set);
    const hssize_t n = space < 0 ? -1 : H5Sget_simple_extent_npoints(space);
    if (space >= 0) H5Sclose(space);
    int ret = FLY_OK;
    if (n < 0 || !describe(stored)) FLY_TRY(fly_read_damaged(export->data, path, export->error));
    stored->n_rows = (size_t)n;
    stored->rows = fly_alloc(stored->n_rows, stored->size);
    if (!stored->rows) FLY_TRY(fly_read_no_memory(path, export->error));
    if (n > 0 && H5Dread(stored->set, stored->type, H5S_ALL, H5S_ALL, H5P_DEFAULT, stored->rows) < 0)
        FLY_TRY(fly_read_damaged(export->data, path, export->error));
    mend_texts(stored);
out:
    if (ret < 0) close_stored(stored);
    return ret;
}

static struct fly_tidy_cell stored_cell(const struct stored *stored, size_t row, size_t column)
{
    const char *value = stored->rows + row * stored->size + stored->offsets[column];
    int64_t integer;
    double number;
    if (stored->classes[column] == H5T_STRING) return fly_tidy_text(value);
    if (stored->classes[column] == H5T_INTEGER) {
        memcpy(&integer, value, sizeof integer);
        return fly_tidy_integer(integer);
    }
    memcpy(&number, value, sizeof number);
    return fly_tidy_number(number);
}

/* All rows of a stored table, behind the first `n_own` columns. The first one gives the columns, all have the same. */
static int put_stored(const struct fly_tidy_export *export, const struct stored *stored, struct fly_tidy_rows *rows,
                      size_t n_own)
{
    int ret = FLY_OK;
    if (rows->n != n_own + stored->n_columns)
        FLY_TRY(fly_read_damaged(export->data, FLY_TABLE_PARAMETERS, export->error));
    for (size_t r = 0; r < stored->n_rows; r++) {
        for (size_t c = 0; c < stored->n_columns; c++)
            rows->cells[n_own + c] = stored_cell(stored, r, c);
        FLY_TRY(fly_tidy_row(export, rows));
    }
out:
    return ret;
}

/* The name of a scenario is part of a path; FLY_ERR_MEMORY when there is none for it. */
static int read_parameters(const struct fly_tidy_export *export, size_t scenario, struct stored *stored)
{
    const char *name = export->data->scenarios.text[scenario];
    const size_t size = sizeof FLY_GROUP_SCENARIOS + sizeof FLY_TABLE_PARAMETERS + strlen(name) + 2;
    char *path = fly_alloc(size, 1);
    if (!path) return fly_read_no_memory(FLY_TABLE_PARAMETERS, export->error);
    (void)snprintf(path, size, FLY_GROUP_SCENARIOS "/%s/" FLY_TABLE_PARAMETERS, name);
    int ret = read_stored(export, path, stored);
    fly_free(path);
    return ret;
}

static const char *const parameter_columns[] = {"parameter", "type", "value", "number", "unit", "origin", "doc"};
static const char *const summary_columns[] = {
    FLY_COORD_SCENARIO, FLY_COORD_KPI, "unit", "n", "mean", "sd", "low", "high"};

int fly_tidy_parameters(const struct fly_tidy_export *export, const char *table)
{
    struct fly_tidy_rows rows;
    struct stored stored = {.set = H5I_INVALID_HID, .type = H5I_INVALID_HID};
    int ret;
    FLY_TRY(fly_tidy_rows_init(&rows, export, 1 + MOST_COLUMNS));
    (void)fly_tidy_column(&rows, FLY_COORD_SCENARIO);
    for (size_t c = 0; c < sizeof parameter_columns / sizeof parameter_columns[0]; c++)
        (void)fly_tidy_column(&rows, parameter_columns[c]);
    FLY_TRY(fly_tidy_begin(export, table, &rows));
    for (size_t s = 0; s < export->data->scenarios.n; s++) {
        rows.cells[0] = fly_tidy_text(export->data->scenarios.text[s]);
        FLY_TRY(read_parameters(export, s, &stored));
        FLY_TRY(put_stored(export, &stored, &rows, 1));
        close_stored(&stored);
    }
    FLY_TRY(fly_tidy_end(export));
out:
    close_stored(&stored);
    fly_tidy_rows_free(&rows);
    return ret;
}

static bool has_summary(const struct fly_tidy_export *export)
{
    const hid_t file = fly_read_file(export->data)->id;
    return H5Lexists(file, FLY_GROUP_SUMMARY, H5P_DEFAULT) > 0 &&
           H5Lexists(file, FLY_GROUP_SUMMARY "/" FLY_TABLE_SUMMARY, H5P_DEFAULT) > 0;
}

int fly_tidy_summary(const struct fly_tidy_export *export, const char *table)
{
    struct fly_tidy_rows rows;
    struct stored stored = {.set = H5I_INVALID_HID, .type = H5I_INVALID_HID};
    int ret;
    FLY_TRY(fly_tidy_rows_init(&rows, export, MOST_COLUMNS));
    for (size_t c = 0; c < sizeof summary_columns / sizeof summary_columns[0]; c++)
        (void)fly_tidy_column(&rows, summary_columns[c]);
    FLY_TRY(fly_tidy_begin(export, table, &rows));
    if (has_summary(export)) {
        FLY_TRY(read_stored(export, FLY_GROUP_SUMMARY "/" FLY_TABLE_SUMMARY, &stored));
        FLY_TRY(put_stored(export, &stored, &rows, 0));
    }
    FLY_TRY(fly_tidy_end(export));
out:
    close_stored(&stored);
    fly_tidy_rows_free(&rows);
    return ret;
}
