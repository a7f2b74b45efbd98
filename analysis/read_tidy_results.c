/* The tidy tables of results: every value of every series, grid, KPI, one a row, with the labels of its place. */
#include "analysis/read_slabs.h"
#include "analysis/read_tidy.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <string.h>

static const char value_column[] = "value", label_column[] = "label";

/* The labels along one axis of a variable, as cells. */
struct axis {
    size_t column;
    bool is_counted; /* its labels are 0, 1, 2, ...: points */
    struct fly_labels texts;
    double *numbers; /* NULL: it has texts */
};

/* One variable on its way. */
struct walk {
    const struct fly_tidy_export *export;
    const struct fly_entry *entry;
    struct fly_tidy_rows *rows;
    struct axis axes[FLY_READ_MAX_RANK + 1];
    size_t value;
};

/* ---- labels ---- */

static bool is_text(hid_t set)
{
    hid_t type = H5Dget_type(set);
    const bool found = type >= 0 && H5Tget_class(type) == H5T_STRING;
    if (type >= 0) H5Tclose(type);
    return found;
}

static int read_axis(const struct fly_tidy_export *export, const char *dim, struct axis *axis)
{
    struct fly_variable variable;
    if (strcmp(dim, FLY_COORD_POINT) == 0) {
        axis->is_counted = true;
        return FLY_OK;
    }
    int ret = fly_read_open(export->data, dim, &variable, export->error);
    if (ret < 0) return ret;
    ret = is_text(variable.id) ? fly_read_texts(export->data, &variable, dim, &axis->texts, export->error)
                               : fly_read_doubles(export->data, &variable, dim, &axis->numbers, export->error);
    fly_read_close(&variable);
    return ret;
}

static struct fly_tidy_cell label_of(const struct axis *axis, size_t i)
{
    if (axis->is_counted) return fly_tidy_integer((int64_t)i);
    return axis->numbers ? fly_tidy_number(axis->numbers[i]) : fly_tidy_text(axis->texts.text[i]);
}

/* ---- values ---- */

static struct fly_tidy_cell integer_cell(const struct fly_entry *entry, int64_t value)
{
    if (value == FLY_UNDEFINED) return (struct fly_tidy_cell){.type = FLY_TIDY_NOTHING};
    if (entry->scale == FLY_MONEY_SCALE) return (struct fly_tidy_cell){.type = FLY_TIDY_HUNDREDTHS, .integer = value};
    return entry->scale == 1 ? fly_tidy_integer(value) : fly_tidy_number((double)value * entry->scale);
}

static struct fly_tidy_cell cell_of(const struct fly_entry *entry, const unsigned char *value)
{
    int64_t integer;
    double number;
    if (entry->is_integer) {
        memcpy(&integer, value, sizeof integer);
        return integer_cell(entry, integer);
    }
    memcpy(&number, value, sizeof number);
    return fly_tidy_number(number * entry->scale);
}

/* The rows of one slab. Labels are set anew from the axis on that has moved. */
static int put_slab(struct walk *walk, const struct fly_slabs *slabs, const unsigned char *values)
{
    hsize_t at[H5S_MAX_RANK];
    int ret = FLY_OK, moved = 0;
    memcpy(at, slabs->start, sizeof at);
    for (size_t i = 0; i < slabs->n; i++, values += FLY_SLAB_VALUE) {
        for (int d = moved; d < slabs->rank; d++)
            walk->rows->cells[walk->axes[d].column] = label_of(&walk->axes[d], (size_t)at[d]);
        walk->rows->cells[walk->value] = cell_of(walk->entry, values);
        FLY_TRY(fly_tidy_row(walk->export, walk->rows));
        for (moved = slabs->rank - 1; moved >= 0 && ++at[moved] == slabs->start[moved] + slabs->count[moved]; moved--)
            at[moved] = slabs->start[moved];
    }
out:
    return ret;
}

static int put_slabs(struct walk *walk, hid_t set)
{
    const struct fly_tidy_export *export = walk->export;
    const char *name = walk->entry->name;
    const hid_t type = walk->entry->is_integer ? H5T_NATIVE_INT64 : H5T_NATIVE_DOUBLE;
    struct fly_slabs slabs;
    unsigned char *values = NULL;
    int ret = FLY_OK;
    if (!fly_slabs_begin(&slabs, set) || slabs.rank != walk->entry->rank)
        FLY_TRY(fly_read_damaged(export->data, name, export->error));
    for (int d = 0; d < slabs.rank; d++)
        if (walk->axes[d].texts.n && walk->axes[d].texts.n != slabs.extents[d])
            FLY_TRY(fly_read_damaged(export->data, name, export->error));
    values = fly_alloc(fly_slabs_room(&slabs), FLY_SLAB_VALUE);
    if (!values) FLY_TRY(fly_read_no_memory(name, export->error));
    while (fly_slabs_next(&slabs)) {
        if (!fly_slabs_read(&slabs, type, values)) FLY_TRY(fly_read_damaged(export->data, name, export->error));
        FLY_TRY(put_slab(walk, &slabs, values));
    }
out:
    fly_free(values);
    return ret;
}

/* The column that an axis of a variable has its labels in. */
static const char *column_of(enum fly_entry_kind kind, const char *dim)
{
    static const char *const job[] = {FLY_COORD_POINT, FLY_COORD_SCENARIO, FLY_COORD_REPLICATE, FLY_COORD_WEEK};
    for (size_t i = 0; i < sizeof job / sizeof job[0]; i++)
        if (strcmp(job[i], dim) == 0) return dim;
    return kind == FLY_ENTRY_SERIES ? label_column : dim;
}

static void clear(struct fly_tidy_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++)
        rows->cells[i] = (struct fly_tidy_cell){.type = FLY_TIDY_NOTHING};
}

static int put_entry(const struct fly_tidy_export *export, struct fly_tidy_rows *rows, const struct fly_entry *entry,
                     size_t name_column)
{
    struct walk walk = {.export = export, .entry = entry, .rows = rows};
    hid_t set = H5Dopen2(fly_read_file(export->data)->id, entry->name, H5P_DEFAULT);
    int ret = FLY_OK;
    if (set < 0) FLY_TRY(fly_read_damaged(export->data, entry->name, export->error));
    clear(rows);
    if (name_column < rows->n) rows->cells[name_column] = fly_tidy_text(entry->name);
    walk.value = rows->n - 1;
    for (int d = 0; d < entry->rank; d++) {
        walk.axes[d].column = fly_tidy_column(rows, column_of(entry->kind, entry->dims[d]));
        FLY_TRY(read_axis(export, entry->dims[d], &walk.axes[d]));
    }
    FLY_TRY(put_slabs(&walk, set));
out:
    for (int d = 0; d < entry->rank; d++) {
        fly_labels_free(&walk.axes[d].texts);
        fly_free(walk.axes[d].numbers);
    }
    if (set >= 0) H5Dclose(set);
    return ret;
}

/* ---- tables ---- */

/* What a table holds, the column that names the variable (NULL: there is one only), and that of its value. */
static const struct shape {
    const char *table;
    enum fly_entry_kind kind;
    const char *name_column, *value_column;
} shapes[] = {{"replicates", FLY_ENTRY_WORK, NULL, FLY_VAR_AGENT_STEPS},
              {"kpis", FLY_ENTRY_KPIS, NULL, value_column},
              {"series", FLY_ENTRY_SERIES, "series", value_column},
              {"grids", FLY_ENTRY_GRID, "grid", value_column}};

static const struct shape *shape_of(const char *table)
{
    const struct shape *shape = shapes;
    while (strcmp(shape->table, table) != 0)
        shape++;
    return shape;
}

/* The axes of jobs, the name, the axes of all its variables, the value: also where the file has no such variable. */
static size_t add_columns(const struct fly_tidy_export *export, const struct shape *shape, struct fly_tidy_rows *rows)
{
    size_t name_column = SIZE_MAX;
    if (export->data->n_points > 0) (void)fly_tidy_column(rows, FLY_COORD_POINT);
    (void)fly_tidy_column(rows, FLY_COORD_SCENARIO);
    (void)fly_tidy_column(rows, FLY_COORD_REPLICATE);
    if (shape->kind == FLY_ENTRY_SERIES) (void)fly_tidy_column(rows, FLY_COORD_WEEK);
    if (shape->name_column) name_column = fly_tidy_column(rows, shape->name_column);
    if (shape->kind == FLY_ENTRY_SERIES) (void)fly_tidy_column(rows, label_column);
    if (shape->kind == FLY_ENTRY_KPIS) (void)fly_tidy_column(rows, FLY_COORD_KPI);
    for (size_t i = 0; i < export->catalog.n; i++) {
        const struct fly_entry *entry = &export->catalog.entries[i];
        for (int d = 0; entry->kind == shape->kind && d < entry->rank; d++)
            (void)fly_tidy_column(rows, column_of(entry->kind, entry->dims[d]));
    }
    (void)fly_tidy_column(rows, shape->value_column);
    return name_column;
}

int fly_tidy_results(const struct fly_tidy_export *export, const char *table)
{
    enum { OWN_COLUMNS = 8 };
    const struct shape *shape = shape_of(table);
    struct fly_tidy_rows rows;
    int ret;
    FLY_TRY(fly_tidy_rows_init(&rows, export, OWN_COLUMNS + export->catalog.n));
    const size_t name_column = add_columns(export, shape, &rows);
    FLY_TRY(fly_tidy_begin(export, table, &rows));
    for (size_t i = 0; i < export->catalog.n; i++)
        if (export->catalog.entries[i].kind == shape->kind)
            FLY_TRY(put_entry(export, &rows, &export->catalog.entries[i], name_column));
    FLY_TRY(fly_tidy_end(export));
out:
    fly_tidy_rows_free(&rows);
    return ret;
}
