/* Reads the parameters of a scenario out of a result file, which keeps all of them in one table per scenario. */
#include "analysis/read_join.h"
#include "analysis/read_variable.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

/* The text columns of the table that are read. */
static const struct {
    const char *column;
    size_t field; /* of struct fly_parameter */
} texts[] = {{"parameter", offsetof(struct fly_parameter, name)},
             {"value", offsetof(struct fly_parameter, value)},
             {"unit", offsetof(struct fly_parameter, unit)},
             {"origin", offsetof(struct fly_parameter, origin)},
             {"doc", offsetof(struct fly_parameter, doc)}};

enum { N_TEXTS = sizeof texts / sizeof texts[0] };

/* A row as it is read: a number, then the texts, each with room for its end. */
struct row_type {
    hid_t id;
    size_t offsets[N_TEXTS], size;
};

/* Inserts a text column of the table in the file, with room for its end and in the file's own character set, between
 * which HDF5 does not convert. The width, or 0 when there is none such. */
static size_t insert_text(hid_t row, hid_t table, const char *column, size_t offset)
{
    const int index = H5Tget_member_index(table, column);
    const hid_t member = index < 0 ? H5I_INVALID_HID : H5Tget_member_type(table, (unsigned)index);
    const bool is_text = member >= 0 && H5Tget_class(member) == H5T_STRING && H5Tis_variable_str(member) == 0;
    const size_t width = is_text ? H5Tget_size(member) + 1 : 0;
    const bool is_inserted = is_text && H5Tset_size(member, width) >= 0 &&
                             H5Tset_strpad(member, H5T_STR_NULLTERM) >= 0 && H5Tset_size(row, offset + width) >= 0 &&
                             H5Tinsert(row, column, offset, member) >= 0;
    if (member >= 0) H5Tclose(member);
    return is_inserted ? width : 0;
}

/* The type to read rows by; id < 0 when the table is not what it should be. */
static struct row_type make_row_type(hid_t set)
{
    struct row_type row = {.id = H5Tcreate(H5T_COMPOUND, sizeof(double)), .size = sizeof(double)};
    hid_t table = H5Dget_type(set);
    bool is_good = row.id >= 0 && table >= 0 && H5Tget_class(table) == H5T_COMPOUND &&
                   H5Tinsert(row.id, "number", 0, H5T_NATIVE_DOUBLE) >= 0;
    for (size_t i = 0; is_good && i < N_TEXTS; i++) {
        const size_t width = insert_text(row.id, table, texts[i].column, row.size);
        row.offsets[i] = row.size;
        row.size += width;
        is_good = width > 0;
    }
    if (table >= 0) H5Tclose(table);
    if (is_good || row.id < 0) return row;
    H5Tclose(row.id);
    row.id = H5I_INVALID_HID;
    return row;
}

static int copy_rows(const struct row_type *type, const char *rows, size_t n, struct fly_parameters *parameters,
                     struct fly_error *error)
{
    parameters->items = fly_alloc(n, sizeof *parameters->items);
    if (!parameters->items) return fly_read_no_memory(FLY_TABLE_PARAMETERS, error);
    for (const char *row = rows; parameters->n < n; row += type->size) {
        struct fly_parameter *item = &parameters->items[parameters->n++];
        memcpy(&item->number, row, sizeof item->number);
        for (size_t i = 0; i < N_TEXTS; i++) {
            char *copy = fly_read_copy(row + type->offsets[i]);
            if (!copy) return fly_read_no_memory(FLY_TABLE_PARAMETERS, error);
            memcpy((char *)item + texts[i].field, &copy, sizeof copy);
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
    if (data->n_parts > 0) {
        const struct fly_joined_file *part = fly_join_part(data, scenario);
        return fly_dataset_parameters(&part->data, scenario - part->first, parameters, error);
    }
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
    for (size_t i = 0; i < parameters->n; i++) {
        for (size_t k = 0; k < N_TEXTS; k++) {
            char *text;
            memcpy(&text, (const char *)&parameters->items[i] + texts[k].field, sizeof text);
            fly_free(text);
        }
    }
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
        ret = fly_fail(error, FLY_ERR_USAGE, "The scenario '%s' has no parameter %s.", data->scenarios.text[scenario],
                       name);
    fly_parameters_free(&all);
    return ret;
}
