/* Reads the parameters of a scenario out of a result file, which keeps all of them in one table per scenario. */
#include "analysis/read_variable.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char NAME[] = "parameter", NUMBER[] = "number"; /* columns of the table */

/* A row in memory: the name without gaps, as wide as in the file, then the number. */
struct shape {
    hid_t type;
    size_t width;
    hsize_t n_rows;
};

static hid_t make_type(size_t width)
{
    hid_t row = H5Tcreate(H5T_COMPOUND, width + sizeof(double)), text = H5Tcopy(H5T_C_S1);
    bool good = row >= 0 && text >= 0 && H5Tset_size(text, width) >= 0 && H5Tset_strpad(text, H5T_STR_NULLPAD) >= 0 &&
                H5Tinsert(row, NAME, 0, text) >= 0 && H5Tinsert(row, NUMBER, width, H5T_NATIVE_DOUBLE) >= 0;
    if (text >= 0) H5Tclose(text);
    if (good) return row;
    if (row >= 0) H5Tclose(row);
    return H5I_INVALID_HID;
}

/* How wide the table's names are; 0: it has none. */
static size_t name_width(hid_t table)
{
    hid_t row = H5Dget_type(table);
    size_t width = 0;
    int name = row >= 0 && H5Tget_class(row) == H5T_COMPOUND ? H5Tget_member_index(row, NAME) : -1;
    if (name >= 0 && H5Tget_member_class(row, (unsigned)name) == H5T_STRING) {
        hid_t text = H5Tget_member_type(row, (unsigned)name);
        if (text >= 0 && H5Tis_variable_str(text) == 0) width = H5Tget_size(text);
        if (text >= 0) H5Tclose(text);
    }
    if (row >= 0) H5Tclose(row);
    return width;
}

static bool measure(hid_t table, struct shape *shape)
{
    hid_t space = H5Dget_space(table);
    *shape = (struct shape){.type = H5I_INVALID_HID, .width = name_width(table)};
    if (space >= 0 && H5Sget_simple_extent_ndims(space) == 1)
        (void)H5Sget_simple_extent_dims(space, &shape->n_rows, NULL);
    if (space >= 0) H5Sclose(space);
    if (shape->width == 0 || shape->n_rows == 0 || shape->n_rows > SIZE_MAX / (shape->width + sizeof(double)))
        return false;
    shape->type = make_type(shape->width);
    return shape->type >= 0;
}

/* The number beside this name. */
static bool find(const unsigned char *rows, const struct shape *shape, const char *name, double *number)
{
    size_t length = strlen(name), row_size = shape->width + sizeof(double);
    for (size_t r = 0; r < shape->n_rows; r++) {
        const unsigned char *row = rows + r * row_size;
        bool ends = length == shape->width || (length < shape->width && row[length] == '\0');
        if (!ends || memcmp(row, name, length) != 0) continue;
        memcpy(number, row + shape->width, sizeof *number);
        return true;
    }
    return false;
}

static int read_number(const struct fly_dataset *data, hid_t table, const char *scenario, const char *name,
                       double *number, struct fly_error *error)
{
    struct shape shape;
    if (!measure(table, &shape)) return fly_read_damaged(data, FLY_TABLE_PARAMETERS, error);
    unsigned char *rows = fly_alloc((size_t)shape.n_rows, shape.width + sizeof(double));
    int ret = FLY_OK;
    if (!rows)
        ret = fly_read_no_memory(FLY_TABLE_PARAMETERS, error);
    else if (H5Dread(table, shape.type, H5S_ALL, H5S_ALL, H5P_DEFAULT, rows) < 0)
        ret = fly_read_damaged(data, FLY_TABLE_PARAMETERS, error);
    else if (!find(rows, &shape, name, number))
        ret = fly_fail(error, FLY_ERR_USAGE, "%s: scenario '%s' has no parameter %s.", fly_read_file(data)->name,
                       scenario, name);
    fly_free(rows);
    H5Tclose(shape.type);
    return ret;
}

int fly_dataset_parameter(const struct fly_dataset *data, size_t scenario, const char *name, double *number,
                          struct fly_error *error)
{
    assert(data && name && number && scenario < data->scenarios.n);
    const char *label = data->scenarios.text[scenario];
    int n = snprintf(NULL, 0, "%s/%s/%s", FLY_GROUP_SCENARIOS, label, FLY_TABLE_PARAMETERS);
    char *path = fly_alloc((size_t)n + 1, 1);
    if (!path) return fly_read_no_memory(name, error);
    (void)snprintf(path, (size_t)n + 1, "%s/%s/%s", FLY_GROUP_SCENARIOS, label, FLY_TABLE_PARAMETERS);
    hid_t table = H5Dopen2(fly_read_file(data)->id, path, H5P_DEFAULT);
    fly_free(path);
    if (table < 0) return fly_read_damaged(data, FLY_TABLE_PARAMETERS, error);
    int ret = read_number(data, table, label, name, number, error);
    H5Dclose(table);
    return ret;
}
