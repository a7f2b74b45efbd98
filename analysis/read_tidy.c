/* Takes a result file apart into tidy tables: which there are, and those that tell about the file itself. */
#include "analysis/read_tidy.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <hdf5_hl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- rows ---- */

int fly_tidy_rows_init(struct fly_tidy_rows *rows, const struct fly_tidy_export *export, size_t most_columns)
{
    *rows = (struct fly_tidy_rows){.max = most_columns};
    rows->columns = fly_alloc(most_columns, sizeof *rows->columns);
    rows->cells = fly_alloc(most_columns, sizeof *rows->cells);
    if (rows->columns && rows->cells) return FLY_OK;
    fly_tidy_rows_free(rows);
    return fly_fail(export->error, FLY_ERR_MEMORY, "No memory for a row of a table.");
}

void fly_tidy_rows_free(struct fly_tidy_rows *rows)
{
    fly_free(rows->columns);
    fly_free(rows->cells);
    *rows = (struct fly_tidy_rows){0};
}

size_t fly_tidy_column(struct fly_tidy_rows *rows, const char *name)
{
    for (size_t i = 0; i < rows->n; i++)
        if (strcmp(rows->columns[i], name) == 0) return i;
    assert(rows->n < rows->max);
    rows->columns[rows->n] = name;
    return rows->n++;
}

struct fly_tidy_cell fly_tidy_text(const char *text)
{
    return (struct fly_tidy_cell){.type = FLY_TIDY_TEXT, .text = text};
}

struct fly_tidy_cell fly_tidy_integer(int64_t integer)
{
    return (struct fly_tidy_cell){.type = FLY_TIDY_INTEGER, .integer = integer};
}

struct fly_tidy_cell fly_tidy_number(double number)
{
    if (isnan(number)) return (struct fly_tidy_cell){.type = FLY_TIDY_NOTHING};
    return (struct fly_tidy_cell){.type = FLY_TIDY_NUMBER, .number = number};
}

int fly_tidy_begin(const struct fly_tidy_export *export, const char *table, const struct fly_tidy_rows *rows)
{
    return export->sink->begin(export->sink->self, table, rows->columns, rows->n, export->error);
}

int fly_tidy_row(const struct fly_tidy_export *export, const struct fly_tidy_rows *rows)
{
    return export->sink->row(export->sink->self, rows->cells, export->error);
}

int fly_tidy_end(const struct fly_tidy_export *export)
{
    return export->sink->end(export->sink->self, export->error);
}

/* ---- about ---- */

static int put_about_text(const struct fly_tidy_export *export, struct fly_tidy_rows *rows, const char *name)
{
    char *text = fly_read_text_attr(fly_read_file(export->data)->id, name);
    if (!text) return fly_read_damaged(export->data, name, export->error);
    rows->cells[0] = fly_tidy_text(name);
    rows->cells[1] = fly_tidy_text(text);
    int ret = *text ? fly_tidy_row(export, rows) : FLY_OK;
    fly_free(text);
    return ret;
}

static int put_about_number(const struct fly_tidy_export *export, struct fly_tidy_rows *rows, const char *name)
{
    const hid_t file = fly_read_file(export->data)->id;
    int number;
    if (H5Aexists(file, name) <= 0) return FLY_OK;
    if (!fly_read_number_attr(file, name, H5T_NATIVE_INT, &number))
        return fly_read_damaged(export->data, name, export->error);
    rows->cells[0] = fly_tidy_text(name);
    rows->cells[1] = fly_tidy_integer(number);
    return fly_tidy_row(export, rows);
}

static int put_about(const struct fly_tidy_export *export, const char *table)
{
    static const char *const texts[] = {FLY_ATTR_TITLE, FLY_ATTR_VERSION, FLY_ATTR_REVISION, FLY_ATTR_COMMAND,
                                        FLY_ATTR_CONTENT};
    static const char *const numbers[] = {FLY_ATTR_FORMAT, FLY_ATTR_ANTITHETIC};
    struct fly_tidy_rows rows;
    int ret;
    FLY_TRY(fly_tidy_rows_init(&rows, export, 2));
    (void)fly_tidy_column(&rows, "name");
    (void)fly_tidy_column(&rows, "value");
    FLY_TRY(fly_tidy_begin(export, table, &rows));
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        FLY_TRY(put_about_text(export, &rows, texts[i]));
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        FLY_TRY(put_about_number(export, &rows, numbers[i]));
    FLY_TRY(fly_tidy_end(export));
out:
    fly_tidy_rows_free(&rows);
    return ret;
}

/* ---- variables ---- */

enum { VAR_TABLE, VAR_NAME, VAR_KIND, VAR_UNIT, VAR_DIMENSIONS, VAR_BETTER, VAR_PARAMETER, VAR_MEANING, N_VAR };
static const char *const variable_columns[N_VAR] = {"table",      "name",   "kind",      "unit",
                                                    "dimensions", "better", "parameter", "meaning"};

/* The table that holds its values, and its kind where the file itself gives none; NULL: none does. */
static const char *table_of(const struct fly_entry *entry, const char **kind)
{
    *kind = entry->sort;
    switch (entry->kind) {
    case FLY_ENTRY_SERIES: return "series";
    case FLY_ENTRY_GRID: return "grids";
    case FLY_ENTRY_AXIS: *kind = "axis"; return "points";
    case FLY_ENTRY_WORK: *kind = "work"; return "replicates";
    case FLY_ENTRY_INDEX: *kind = "index"; return "sensitivity";
    case FLY_ENTRY_DIMENSION: *kind = "dimension"; return "";
    case FLY_ENTRY_KPIS:
    case FLY_ENTRY_OTHER: break;
    }
    return NULL;
}

static struct fly_tidy_cell text_or_nothing(const char *text)
{
    return *text ? fly_tidy_text(text) : (struct fly_tidy_cell){.type = FLY_TIDY_NOTHING};
}

static int put_variable(const struct fly_tidy_export *export, struct fly_tidy_rows *rows, const struct fly_entry *entry)
{
    enum { DIMS_BYTES = 2048 };
    char dims[DIMS_BYTES] = "";
    size_t used = 0;
    const char *kind, *table = table_of(entry, &kind);
    if (!table) return FLY_OK;
    for (int d = 0; d < entry->rank && used < sizeof dims; d++)
        used += (size_t)snprintf(dims + used, sizeof dims - used, "%s%s", d ? " " : "", entry->dims[d]);
    rows->cells[VAR_TABLE] = text_or_nothing(table);
    rows->cells[VAR_NAME] = fly_tidy_text(entry->name);
    rows->cells[VAR_KIND] = fly_tidy_text(kind);
    rows->cells[VAR_UNIT] = text_or_nothing(entry->unit);
    rows->cells[VAR_DIMENSIONS] = fly_tidy_text(dims);
    rows->cells[VAR_BETTER] = text_or_nothing("");
    rows->cells[VAR_PARAMETER] = text_or_nothing(entry->parameter);
    rows->cells[VAR_MEANING] = text_or_nothing(entry->doc);
    return fly_tidy_row(export, rows);
}

static int put_kpi(const struct fly_tidy_export *export, struct fly_tidy_rows *rows, const struct fly_kpi_row *kpi)
{
    rows->cells[VAR_TABLE] = fly_tidy_text("kpis");
    rows->cells[VAR_NAME] = fly_tidy_text(kpi->name);
    rows->cells[VAR_KIND] = fly_tidy_text("kpi");
    rows->cells[VAR_UNIT] = text_or_nothing(kpi->unit);
    rows->cells[VAR_DIMENSIONS] =
        fly_tidy_text(export->data->n_points ? FLY_COORD_POINT " " FLY_COORD_SCENARIO " " FLY_COORD_REPLICATE
                                             : FLY_COORD_SCENARIO " " FLY_COORD_REPLICATE);
    rows->cells[VAR_BETTER] = fly_tidy_text(kpi->better == FLY_HIGHER  ? "higher"
                                            : kpi->better == FLY_LOWER ? "lower"
                                                                       : "neither");
    rows->cells[VAR_PARAMETER] = text_or_nothing("");
    rows->cells[VAR_MEANING] = text_or_nothing(kpi->doc);
    return fly_tidy_row(export, rows);
}

static int put_variables(const struct fly_tidy_export *export, const char *table)
{
    struct fly_tidy_rows rows;
    int ret;
    FLY_TRY(fly_tidy_rows_init(&rows, export, N_VAR));
    for (size_t i = 0; i < N_VAR; i++)
        (void)fly_tidy_column(&rows, variable_columns[i]);
    FLY_TRY(fly_tidy_begin(export, table, &rows));
    for (size_t i = 0; i < export->catalog.n; i++)
        FLY_TRY(put_variable(export, &rows, &export->catalog.entries[i]));
    for (size_t k = 0; k < export->data->n_kpis; k++)
        FLY_TRY(put_kpi(export, &rows, &export->data->kpis[k]));
    FLY_TRY(fly_tidy_end(export));
out:
    fly_tidy_rows_free(&rows);
    return ret;
}

/* ---- scenarios ---- */

static const char *const size_attrs[] = {FLY_ATTR_AGENTS,         FLY_ATTR_STEPS,       FLY_ATTR_STEP_WEEKS,
                                         FLY_VAR_SEED_POPULATION, FLY_VAR_SEED_NETWORK, FLY_VAR_SEED_DYNAMICS};
enum { N_SIZES = sizeof size_attrs / sizeof size_attrs[0] };

/* One number of a scenario: an integer, or the length of a step. */
static struct fly_tidy_cell read_size(hid_t group, const char *name)
{
    hid_t attr = H5Aexists(group, name) > 0 ? H5Aopen(group, name, H5P_DEFAULT) : H5I_INVALID_HID;
    const hid_t type = attr < 0 ? attr : H5Aget_type(attr);
    const bool is_integer = type >= 0 && H5Tget_class(type) == H5T_INTEGER;
    struct fly_tidy_cell cell = {.type = FLY_TIDY_NOTHING};
    double number;
    int64_t integer;
    if (type >= 0) H5Tclose(type);
    if (attr >= 0) H5Aclose(attr);
    if (is_integer && fly_read_number_attr(group, name, H5T_NATIVE_INT64, &integer))
        cell = fly_tidy_integer(integer);
    else if (fly_read_number_attr(group, name, H5T_NATIVE_DOUBLE, &number))
        cell = fly_tidy_number(number);
    return cell;
}

static int put_scenario(const struct fly_tidy_export *export, struct fly_tidy_rows *rows, hid_t all, const char *name)
{
    hid_t group = H5Gopen2(all, name, H5P_DEFAULT);
    char *path = group < 0 ? NULL : fly_read_text_attr(group, FLY_ATTR_PATH);
    int ret = FLY_OK;
    if (!path) FLY_TRY(fly_read_damaged(export->data, FLY_GROUP_SCENARIOS, export->error));
    rows->cells[0] = fly_tidy_text(name);
    rows->cells[1] = fly_tidy_text(path);
    for (size_t i = 0; i < N_SIZES; i++)
        rows->cells[2 + i] = read_size(group, size_attrs[i]);
    FLY_TRY(fly_tidy_row(export, rows));
out:
    fly_free(path);
    if (group >= 0) H5Gclose(group);
    return ret;
}

static int put_scenarios(const struct fly_tidy_export *export, const char *table)
{
    const struct fly_labels *scenarios = &export->data->scenarios;
    hid_t all = H5Gopen2(fly_read_file(export->data)->id, FLY_GROUP_SCENARIOS, H5P_DEFAULT);
    struct fly_tidy_rows rows;
    int ret;
    FLY_TRY(fly_tidy_rows_init(&rows, export, 2 + N_SIZES));
    if (all < 0) FLY_TRY(fly_read_damaged(export->data, FLY_GROUP_SCENARIOS, export->error));
    (void)fly_tidy_column(&rows, FLY_COORD_SCENARIO);
    (void)fly_tidy_column(&rows, FLY_ATTR_PATH);
    for (size_t i = 0; i < N_SIZES; i++)
        (void)fly_tidy_column(&rows, size_attrs[i]);
    FLY_TRY(fly_tidy_begin(export, table, &rows));
    for (size_t s = 0; s < scenarios->n; s++)
        FLY_TRY(put_scenario(export, &rows, all, scenarios->text[s]));
    FLY_TRY(fly_tidy_end(export));
out:
    fly_tidy_rows_free(&rows);
    if (all >= 0) H5Gclose(all);
    return ret;
}

/* ---- all of them ---- */

/* clang-format off */
/* name, who puts it, what it holds */
#define TABLES(X) \
    X(about,       put_about,            "Which program wrote the file, called how; the number of its format; the fingerprint of its results.") \
    X(variables,   put_variables,        "Every variable, KPI, dimension and axis: its unit, its dimensions, what it means, and the table that holds its values.") \
    X(scenarios,   put_scenarios,        "Every scenario: the file it was read from, its size, its seeds.") \
    X(parameters,  fly_tidy_parameters,  "Every parameter of every scenario, with its value, unit and origin.") \
    X(points,      fly_tidy_points,      "Of an experiment: what its axes are at each point.") \
    X(replicates,  fly_tidy_results,     "The work done in each replicate, `agent_steps`.") \
    X(kpis,        fly_tidy_results,     "The value of every KPI in every replicate.") \
    X(summary,     fly_tidy_summary,     "Mean, standard deviation and 95 % interval of every KPI; not of an experiment.") \
    X(series,      fly_tidy_results,     "The value of every series in every replicate and week, by label where it has a labelled dimension.") \
    X(grids,       fly_tidy_results,     "The values of grids in every replicate, by their labels; a dimension that a grid does not have is empty.") \
    X(sensitivity, fly_tidy_sensitivity, "The indices of a sensitivity analysis with their 95 % intervals.")
/* clang-format on */

const struct fly_tidy_table fly_tidy_tables[FLY_TIDY_TABLES] = {
#define TABLE_ROW(name, put, doc) {#name, doc},
    TABLES(TABLE_ROW)
#undef TABLE_ROW
};

int fly_tidy(const struct fly_dataset *data, const struct fly_tidy_sink *sink, struct fly_error *error)
{
    static int (*const put[FLY_TIDY_TABLES])(const struct fly_tidy_export *, const char *) = {
#define TABLE_PUT(name, function, doc) function,
        TABLES(TABLE_PUT)
#undef TABLE_PUT
    };
    assert(data && sink);
    struct fly_tidy_export export = {.data = data, .sink = sink, .error = error};
    int ret;
    FLY_TRY(fly_catalog_read(&export.catalog, data, error));
    for (size_t t = 0; t < FLY_TIDY_TABLES; t++)
        FLY_TRY(put[t](&export, fly_tidy_tables[t].name));
    if (fly_dataset_has_failed()) FLY_TRY(fly_read_damaged(data, "all of it", error));
out:
    fly_catalog_free(&export.catalog);
    return ret;
}
