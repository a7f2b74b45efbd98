/* Reads the parameters of a scenario out of a result file, which keeps all of them in one table per scenario. */
#include "analysis/read_variable.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <string.h>

/* The columns of text in the file, and where their cells go. */
static const struct {
    const char *name;
    size_t field; /* of struct fly_parameter */
} columns[] = {{"parameter", offsetof(struct fly_parameter, name)}, {"value", offsetof(struct fly_parameter, value)},
               {"type", offsetof(struct fly_parameter, type)},      {"unit", offsetof(struct fly_parameter, unit)},
               {"origin", offsetof(struct fly_parameter, origin)},  {"doc", offsetof(struct fly_parameter, doc)}};

enum { N_COLUMNS = sizeof columns / sizeof columns[0] };

/* A row as it is read: a number, then the texts, each with room for its end. */
struct row_type {
    hid_t id;
    size_t widths[N_COLUMNS], size;
};

/* The width of a text column of the table in the file, with one more for the end; 0 when there is none such. */
static size_t width_of(hid_t type, const char *column)
{
    const int index = H5Tget_member_index(type, column);
    const hid_t member = index < 0 ? H5I_INVALID_HID : H5Tget_member_type(type, (unsigned)index);
    const bool is_text = member >= 0 && H5Tget_class(member) == H5T_STRING && H5Tis_variable_str(member) == 0;
    const size_t width = is_text ? H5Tget_size(member) + 1 : 0;
    if (member >= 0) H5Tclose(member);
    return width;
}

static herr_t insert_text(hid_t row, const char *column, size_t offset, size_t width)
{
    hid_t text = H5Tcopy(H5T_C_S1);
    herr_t status = text < 0 || H5Tset_size(text, width) < 0 ? -1 : H5Tinsert(row, column, offset, text);
    if (text >= 0) H5Tclose(text);
    return status;
}

/* False when a column is missing. */
static bool measure(hid_t set, struct row_type *row)
{
    hid_t type = H5Dget_type(set);
    bool has_all = type >= 0 && H5Tget_class(type) == H5T_COMPOUND;
    row->size = sizeof(double);
    for (size_t c = 0; has_all && c < N_COLUMNS; c++) {
        row->widths[c] = width_of(type, columns[c].name);
        row->size += row->widths[c];
        has_all = row->widths[c] > 0;
    }
    if (type >= 0) H5Tclose(type);
    return has_all;
}

/* The type to read rows by; id < 0 when the table is not what it should be. */
static struct row_type make_row_type(hid_t set)
{
    struct row_type row = {.id = H5I_INVALID_HID};
    size_t offset = sizeof(double);
    if (!measure(set, &row)) return row;
    row.id = H5Tcreate(H5T_COMPOUND, row.size);
    bool is_good = row.id >= 0 && H5Tinsert(row.id, "number", 0, H5T_NATIVE_DOUBLE) >= 0;
    for (size_t c = 0; is_good && c < N_COLUMNS; offset += row.widths[c++])
        is_good = insert_text(row.id, columns[c].name, offset, row.widths[c]) >= 0;
    if (is_good || row.id < 0) return row;
    H5Tclose(row.id);
    row.id = H5I_INVALID_HID;
    return row;
}

static char **text_of(struct fly_parameter *item, size_t column)
{
    return (char **)((char *)item + columns[column].field);
}

static int copy_rows(const struct row_type *type, const char *rows, size_t n, struct fly_parameters *parameters,
                     struct fly_error *error)
{
    parameters->items = fly_alloc(n, sizeof *parameters->items);
    if (!parameters->items) return fly_read_no_memory(FLY_TABLE_PARAMETERS, error);
    for (const char *row = rows; parameters->n < n; row += type->size) {
        struct fly_parameter *item = &parameters->items[parameters->n++];
        const char *cell = row + sizeof item->number;
        memcpy(&item->number, row, sizeof item->number);
        for (size_t c = 0; c < N_COLUMNS; cell += type->widths[c++]) {
            *text_of(item, c) = fly_copy_text(cell);
            if (!*text_of(item, c)) return fly_read_no_memory(FLY_TABLE_PARAMETERS, error);
        }
    }
    return FLY_OK;
}

static int read_table(const struct fly_dataset *data, hid_t set, struct fly_parameters *parameters,
                      struct fly_error *error)
{
    int ret = FLY_OK;
    hid_t space = H5Dget_space(set);
    const hssize_t n = space < 0 ? -1 : H5Sget_simple_extent_npoints(space);
    struct row_type type = make_row_type(set);
    char *rows = n > 0 && type.id >= 0 ? fly_alloc((size_t)n, type.size) : NULL;
    if (n <= 0 || type.id < 0)
        ret = fly_read_damaged(data, FLY_TABLE_PARAMETERS, error);
    else if (!rows)
        ret = fly_read_no_memory(FLY_TABLE_PARAMETERS, error);
    else if (H5Dread(set, type.id, H5S_ALL, H5S_ALL, H5P_DEFAULT, rows) < 0)
        ret = fly_read_damaged(data, FLY_TABLE_PARAMETERS, error);
    else
        ret = copy_rows(&type, rows, (size_t)n, parameters, error);
    fly_free(rows);
    if (type.id >= 0) H5Tclose(type.id);
    if (space >= 0) H5Sclose(space);
    return ret;
}

int fly_dataset_parameters(const struct fly_dataset *data, size_t scenario, struct fly_parameters *parameters,
                           struct fly_error *error)
{
    assert(data && parameters && scenario < data->scenarios.n);
    *parameters = (struct fly_parameters){0};
    hid_t all = H5Gopen2(fly_read_file(data)->id, FLY_GROUP_SCENARIOS, H5P_DEFAULT);
    hid_t group = all < 0 ? all : H5Gopen2(all, data->scenarios.text[scenario], H5P_DEFAULT);
    hid_t set = group < 0 ? group : H5Dopen2(group, FLY_TABLE_PARAMETERS, H5P_DEFAULT);
    int ret = set < 0 ? fly_read_damaged(data, FLY_TABLE_PARAMETERS, error) : read_table(data, set, parameters, error);
    if (set >= 0) H5Dclose(set);
    if (group >= 0) H5Gclose(group);
    if (all >= 0) H5Gclose(all);
    if (ret < 0) fly_parameters_free(parameters);
    return ret;
}

void fly_parameters_free(struct fly_parameters *parameters)
{
    assert(parameters);
    for (size_t i = 0; i < parameters->n; i++)
        for (size_t c = 0; c < N_COLUMNS; c++)
            fly_free(*text_of(&parameters->items[i], c));
    fly_free(parameters->items);
    *parameters = (struct fly_parameters){0};
}

int fly_dataset_parameter(const struct fly_dataset *data, size_t scenario, const char *name, double *number,
                          struct fly_error *error)
{
    assert(data && name && number && scenario < data->scenarios.n);
    struct fly_parameters all;
    int ret = fly_dataset_parameters(data, scenario, &all, error);
    if (ret < 0) return ret;
    size_t i = 0;
    while (i < all.n && strcmp(all.items[i].name, name) != 0)
        i++;
    if (i < all.n)
        *number = all.items[i].number;
    else
        ret = fly_fail(error, FLY_ERR_USAGE, "%s: scenario '%s' has no parameter %s.", fly_read_file(data)->name,
                       data->scenarios.text[scenario], name);
    fly_parameters_free(&all);
    return ret;
}
