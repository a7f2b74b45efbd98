/* The tidy tables of an experiment: what its axes are at each point, and its sensitivity indices. */
#include "analysis/read_tidy.h"

#include "sim/alloc.h"
#include "sim/schema.h"
#include "sim/utf8.h"

#include <assert.h>
#include <string.h>

enum { POINTS = 4096 }; /* in memory at once */

/* ---- points ---- */

static bool select_points(hid_t space, size_t first, size_t n)
{
    const hsize_t start = first, count = n;
    return H5Sget_simple_extent_ndims(space) == 1 &&
           H5Sselect_hyperslab(space, H5S_SELECT_SET, &start, NULL, &count, NULL) >= 0;
}

/* Some values of an axis. */
static int read_values(const struct fly_tidy_export *export, const char *name, size_t first, size_t n, double *values)
{
    struct fly_variable variable;
    const hsize_t start[FLY_READ_MAX_RANK] = {first}, count[FLY_READ_MAX_RANK] = {n};
    int ret = fly_read_open(export->data, name, &variable, export->error);
    if (ret < 0) return ret;
    if (variable.rank != 1 || variable.extents[0] < first + n)
        ret = fly_read_damaged(export->data, name, export->error);
    else
        ret = fly_read_slab(export->data, &variable, name, start, count, values, export->error);
    fly_read_close(&variable);
    return ret;
}

/* The names of the sub-experiments of some points: HDF5 allocates them, and frees them again without a selection. */
struct experiments {
    hid_t set, type, space; /* space: of the names in memory */
    char *names[POINTS];
};

static void free_experiments(struct experiments *experiments)
{
    if (experiments->space >= 0 && experiments->type >= 0)
        (void)H5Dvlen_reclaim(experiments->type, experiments->space, H5P_DEFAULT, experiments->names);
    if (experiments->space >= 0) H5Sclose(experiments->space);
    experiments->space = H5I_INVALID_HID;
    memset(experiments->names, 0, sizeof experiments->names);
}

static int read_experiments(const struct fly_tidy_export *export, struct experiments *experiments, size_t first,
                            size_t n)
{
    const hsize_t count = n;
    free_experiments(experiments);
    hid_t source = H5Dget_space(experiments->set);
    experiments->space = H5Screate_simple(1, &count, NULL);
    const bool is_read =
        source >= 0 && experiments->space >= 0 && select_points(source, first, n) &&
        H5Dread(experiments->set, experiments->type, experiments->space, source, H5P_DEFAULT, experiments->names) >= 0;
    if (source >= 0) H5Sclose(source);
    for (size_t p = 0; is_read && p < n; p++)
        if (experiments->names[p]) (void)fly_utf8_mend(experiments->names[p]);
    return is_read ? FLY_OK : fly_read_damaged(export->data, FLY_VAR_EXPERIMENT, export->error);
}

static int open_experiments(const struct fly_tidy_export *export, struct experiments *experiments)
{
    experiments->set = H5Dopen2(fly_read_file(export->data)->id, FLY_VAR_EXPERIMENT, H5P_DEFAULT);
    experiments->type = experiments->set < 0 ? experiments->set : H5Dget_type(experiments->set);
    const bool is_text = experiments->type >= 0 && H5Tis_variable_str(experiments->type) > 0;
    return is_text ? FLY_OK : fly_read_damaged(export->data, FLY_VAR_EXPERIMENT, export->error);
}

static void close_experiments(struct experiments *experiments)
{
    if (!experiments) return;
    free_experiments(experiments);
    if (experiments->type >= 0) H5Tclose(experiments->type);
    if (experiments->set >= 0) H5Dclose(experiments->set);
    fly_free(experiments);
}

/* Columns: the point, the sub-experiment if there are any, the axes. */
static size_t add_columns(const struct fly_tidy_export *export, struct fly_tidy_rows *rows)
{
    (void)fly_tidy_column(rows, FLY_COORD_POINT);
    if (export->data->n_points > 0 && fly_read_exists(export->data, FLY_VAR_EXPERIMENT))
        (void)fly_tidy_column(rows, FLY_VAR_EXPERIMENT);
    const size_t n_own = rows->n;
    for (size_t i = 0; i < export->catalog.n; i++)
        if (export->catalog.entries[i].kind == FLY_ENTRY_AXIS)
            (void)fly_tidy_column(rows, export->catalog.entries[i].name);
    return n_own;
}

/* Some points: `values` is [n_axes][POINTS]. */
static int put_points(const struct fly_tidy_export *export, struct fly_tidy_rows *rows, size_t n_own, size_t first,
                      struct experiments *experiments, double *values)
{
    const size_t left = export->data->n_points - first, n = left < POINTS ? left : POINTS;
    int ret = FLY_OK;
    if (experiments) FLY_TRY(read_experiments(export, experiments, first, n));
    for (size_t c = n_own; c < rows->n; c++)
        FLY_TRY(read_values(export, rows->columns[c], first, n, values + (c - n_own) * POINTS));
    for (size_t p = 0; p < n; p++) {
        rows->cells[0] = fly_tidy_integer((int64_t)(first + p));
        if (experiments) rows->cells[1] = fly_tidy_text(experiments->names[p] ? experiments->names[p] : "");
        for (size_t c = n_own; c < rows->n; c++)
            rows->cells[c] = fly_tidy_number(values[(c - n_own) * POINTS + p]);
        FLY_TRY(fly_tidy_row(export, rows));
    }
out:
    return ret;
}

int fly_tidy_points(const struct fly_tidy_export *export, const char *table)
{
    enum { OWN_COLUMNS = 2 };
    struct fly_tidy_rows rows;
    struct experiments *experiments = NULL;
    double *values = NULL;
    int ret;
    FLY_TRY(fly_tidy_rows_init(&rows, export, OWN_COLUMNS + export->catalog.n));
    const size_t n_own = add_columns(export, &rows);
    values = fly_alloc((rows.n - n_own) * POINTS, sizeof *values);
    if (!values) FLY_TRY(fly_read_no_memory(FLY_COORD_POINT, export->error));
    if (n_own == OWN_COLUMNS) {
        experiments = fly_alloc(1, sizeof *experiments);
        if (!experiments) FLY_TRY(fly_read_no_memory(FLY_VAR_EXPERIMENT, export->error));
        experiments->space = H5I_INVALID_HID;
        FLY_TRY(open_experiments(export, experiments));
    }
    FLY_TRY(fly_tidy_begin(export, table, &rows));
    for (size_t first = 0; first < export->data->n_points; first += POINTS)
        FLY_TRY(put_points(export, &rows, n_own, first, experiments, values));
    FLY_TRY(fly_tidy_end(export));
out:
    close_experiments(experiments);
    fly_free(values);
    fly_tidy_rows_free(&rows);
    return ret;
}

/* ---- sensitivity ---- */

enum { INDEX_DIMS = 4, INDEX_VALUES = 3 };

static const char *const index_columns[INDEX_DIMS + INDEX_VALUES] = {
    FLY_COORD_RESPONSE, FLY_COORD_KPI, FLY_COORD_FACTOR, FLY_COORD_MEASURE, "value", "low", "high"};
static const char *const index_variables[INDEX_VALUES] = {FLY_VAR_INDEX, FLY_VAR_INDEX_LOW, FLY_VAR_INDEX_HIGH};

struct indices {
    struct fly_labels labels[INDEX_DIMS];
    double *values[INDEX_VALUES];
};

static int read_indices(const struct fly_tidy_export *export, struct indices *indices)
{
    int ret = FLY_OK;
    size_t n = 1;
    for (int d = 0; d < INDEX_DIMS; d++) {
        FLY_TRY(fly_read_named_texts(export->data, index_columns[d], &indices->labels[d], export->error));
        n *= indices->labels[d].n;
    }
    for (int v = 0; v < INDEX_VALUES; v++) {
        struct fly_variable variable;
        FLY_TRY(fly_read_open(export->data, index_variables[v], &variable, export->error));
        ret = fly_read_size(&variable) == n
                  ? fly_read_doubles(export->data, &variable, index_variables[v], &indices->values[v], export->error)
                  : fly_read_damaged(export->data, index_variables[v], export->error);
        fly_read_close(&variable);
        FLY_TRY(ret);
    }
out:
    return ret;
}

static int put_indices(const struct fly_tidy_export *export, const struct indices *indices, struct fly_tidy_rows *rows)
{
    size_t n = 1;
    int ret = FLY_OK;
    for (int d = 0; d < INDEX_DIMS; d++)
        n *= indices->labels[d].n;
    for (size_t i = 0; i < n; i++) {
        size_t rest = i;
        for (int d = INDEX_DIMS - 1; d >= 0; d--) {
            rows->cells[d] = fly_tidy_text(indices->labels[d].text[rest % indices->labels[d].n]);
            rest /= indices->labels[d].n;
        }
        for (int v = 0; v < INDEX_VALUES; v++)
            rows->cells[INDEX_DIMS + v] = fly_tidy_number(indices->values[v][i]);
        FLY_TRY(fly_tidy_row(export, rows));
    }
out:
    return ret;
}

int fly_tidy_sensitivity(const struct fly_tidy_export *export, const char *table)
{
    struct fly_tidy_rows rows;
    struct indices indices = {0};
    int ret;
    FLY_TRY(fly_tidy_rows_init(&rows, export, INDEX_DIMS + INDEX_VALUES));
    for (size_t c = 0; c < INDEX_DIMS + INDEX_VALUES; c++)
        (void)fly_tidy_column(&rows, index_columns[c]);
    FLY_TRY(fly_tidy_begin(export, table, &rows));
    if (fly_read_exists(export->data, FLY_VAR_INDEX)) {
        FLY_TRY(read_indices(export, &indices));
        FLY_TRY(put_indices(export, &indices, &rows));
    }
    FLY_TRY(fly_tidy_end(export));
out:
    for (int d = 0; d < INDEX_DIMS; d++)
        fly_labels_free(&indices.labels[d]);
    for (int v = 0; v < INDEX_VALUES; v++)
        fly_free(indices.values[v]);
    fly_tidy_rows_free(&rows);
    return ret;
}
