/* Reads variables, texts and attributes out of HDF5. A file may be damaged or not ours: every shape is checked before
 * memory is filled from it. */
#include "analysis/read_variable.h"

#include "sim/alloc.h"
#include "sim/quantity.h"
#include "sim/schema.h"
#include "sim/utf8.h"

#include <assert.h>
#include <hdf5_hl.h>
#include <math.h>
#include <string.h>

const struct fly_open_file *fly_read_file(const struct fly_dataset *data)
{
    assert(data->file);
    return data->file;
}

int fly_read_damaged(const struct fly_dataset *data, const char *what, struct fly_error *error)
{
    return fly_fail(error, FLY_ERR_IO, "%s is damaged: '%s' cannot be read.", fly_read_file(data)->name, what);
}

int fly_read_no_memory(const char *what, struct fly_error *error)
{
    return fly_fail(error, FLY_ERR_MEMORY, "No memory to read '%s'.", what);
}

/* ---- failures ---- */

/* Of any call since the last file was opened. */
static bool has_failed;

static herr_t note_failure(hid_t stack, void *user)
{
    (void)stack, (void)user;
    has_failed = true;
    return 0;
}

void fly_read_watch(void)
{
    has_failed = H5Eset_auto2(H5E_DEFAULT, note_failure, NULL) < 0;
}

bool fly_dataset_has_failed(void)
{
    return has_failed;
}

/* ---- datasets ---- */

void fly_read_close(struct fly_variable *variable)
{
    if (variable->id >= 0) H5Dclose(variable->id);
    variable->id = H5I_INVALID_HID;
}

bool fly_read_exists(const struct fly_dataset *data, const char *name)
{
    hid_t file = fly_read_file(data)->id;
    H5O_info_t info;
    return *name && !strchr(name, '/') && H5Lexists(file, name, H5P_DEFAULT) > 0 &&
           H5Oget_info_by_name(file, name, &info, H5P_DEFAULT) >= 0 && info.type == H5O_TYPE_DATASET;
}

/* The results of an experiment have the axis of points first; what a variable of results is, its fingerprint tells. */
static void enter_point(const struct fly_dataset *data, const hsize_t *extents, struct fly_variable *variable)
{
    variable->has_points = data->n_points > 0 && variable->rank > 1 && H5Aexists(variable->id, FLY_ATTR_HASH) > 0 &&
                           extents[0] == data->n_points;
    variable->point = data->point;
    variable->rank -= variable->has_points;
    memcpy(variable->extents, extents + variable->has_points, (size_t)variable->rank * sizeof *extents);
}

int fly_read_open(const struct fly_dataset *data, const char *name, struct fly_variable *variable,
                  struct fly_error *error)
{
    hsize_t extents[FLY_READ_MAX_RANK + 1];
    *variable = (struct fly_variable){.id = H5Dopen2(fly_read_file(data)->id, name, H5P_DEFAULT)};
    hid_t space = variable->id < 0 ? H5I_INVALID_HID : H5Dget_space(variable->id);
    variable->rank = space < 0 ? -1 : H5Sget_simple_extent_ndims(space);
    bool good = variable->rank > 0 && variable->rank <= FLY_READ_MAX_RANK + 1 &&
                H5Sget_simple_extent_dims(space, extents, NULL) == variable->rank;
    if (good) enter_point(data, extents, variable);
    if (space >= 0) H5Sclose(space);
    if (good && variable->rank <= FLY_READ_MAX_RANK) return FLY_OK;
    fly_read_close(variable);
    return fly_read_damaged(data, name, error);
}

size_t fly_read_size(const struct fly_variable *variable)
{
    size_t n = 1;
    for (int i = 0; i < variable->rank; i++) {
        if (variable->extents[i] == 0 || variable->extents[i] > SIZE_MAX / 8 / n) return 0;
        n *= (size_t)variable->extents[i];
    }
    return n;
}

int fly_read_slab(const struct fly_dataset *data, const struct fly_variable *variable, const char *name,
                  const hsize_t *start, const hsize_t *count, double *values, struct fly_error *error)
{
    hsize_t from[FLY_READ_MAX_RANK + 1] = {variable->point}, n[FLY_READ_MAX_RANK + 1] = {1};
    const int rank = variable->rank + variable->has_points;
    memcpy(from + variable->has_points, start, (size_t)variable->rank * sizeof *start);
    memcpy(n + variable->has_points, count, (size_t)variable->rank * sizeof *count);
    hid_t source = H5Dget_space(variable->id), target = H5Screate_simple(rank, n, NULL);
    int ret = FLY_OK;
    if (source < 0 || target < 0 || H5Sselect_hyperslab(source, H5S_SELECT_SET, from, NULL, n, NULL) < 0 ||
        H5Dread(variable->id, H5T_NATIVE_DOUBLE, target, source, H5P_DEFAULT, values) < 0)
        ret = fly_read_damaged(data, name, error);
    if (target >= 0) H5Sclose(target);
    if (source >= 0) H5Sclose(source);
    return ret;
}

int fly_read_doubles(const struct fly_dataset *data, const struct fly_variable *variable, const char *name,
                     double **values, struct fly_error *error)
{
    size_t n = fly_read_size(variable);
    if (n == 0) return fly_read_damaged(data, name, error);
    *values = fly_alloc(n, sizeof **values);
    if (!*values) return fly_read_no_memory(name, error);
    const hsize_t start[FLY_READ_MAX_RANK] = {0};
    int ret = fly_read_slab(data, variable, name, start, variable->extents, *values, error);
    if (ret == FLY_OK) return ret;
    fly_free(*values);
    *values = NULL;
    return ret;
}

bool fly_read_fits(const struct fly_dataset *data, const struct fly_variable *variable, int rank, size_t third)
{
    return variable->rank == rank && variable->extents[0] == data->scenarios.n &&
           variable->extents[1] == data->n_replicates && variable->extents[2] == third;
}

/* ---- text ---- */

char *fly_read_copy(const char *text)
{
    char *copy = fly_copy_text(text ? text : "");
    if (copy) (void)fly_utf8_mend(copy);
    return copy;
}

static hid_t text_type(void)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    if (type < 0) return type;
    if (H5Tset_size(type, H5T_VARIABLE) >= 0 && H5Tset_cset(type, H5T_CSET_UTF8) >= 0) return type;
    H5Tclose(type);
    return H5I_INVALID_HID;
}

static int copy_labels(struct fly_labels *labels, char *const *raw, size_t n, const char *name, struct fly_error *error)
{
    labels->text = fly_alloc(n, sizeof *labels->text);
    if (!labels->text) return fly_read_no_memory(name, error);
    for (labels->n = 0; labels->n < n; labels->n++) {
        labels->text[labels->n] = fly_read_copy(raw[labels->n]);
        if (labels->text[labels->n]) continue;
        fly_labels_free(labels);
        return fly_read_no_memory(name, error);
    }
    return FLY_OK;
}

int fly_read_texts(const struct fly_dataset *data, const struct fly_variable *variable, const char *name,
                   struct fly_labels *labels, struct fly_error *error)
{
    size_t n = variable->rank == 1 ? fly_read_size(variable) : 0;
    if (n == 0) return fly_read_damaged(data, name, error);
    char **raw = fly_alloc(n, sizeof *raw);
    if (!raw) return fly_read_no_memory(name, error);
    int ret;
    hid_t type = text_type(), space = H5Dget_space(variable->id);
    if (type < 0 || space < 0 || H5Dread(variable->id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, raw) < 0) {
        ret = fly_read_damaged(data, name, error);
    } else {
        ret = copy_labels(labels, raw, n, name, error);
        (void)H5Dvlen_reclaim(type, space, H5P_DEFAULT, raw);
    }
    if (space >= 0) H5Sclose(space);
    if (type >= 0) H5Tclose(type);
    fly_free(raw);
    return ret;
}

int fly_read_named_texts(const struct fly_dataset *data, const char *name, struct fly_labels *labels,
                         struct fly_error *error)
{
    struct fly_variable variable;
    int ret = fly_read_open(data, name, &variable, error);
    if (ret < 0) return ret;
    ret = fly_read_texts(data, &variable, name, labels, error);
    fly_read_close(&variable);
    return ret;
}

struct label_visit {
    const struct fly_dataset *data;
    struct fly_labels *labels;
    struct fly_error *error;
    int ret;
};

/* Numbers as the shortest text that tells them apart. */
static int read_numbers(const struct fly_dataset *data, const struct fly_variable *variable, const char *name,
                        struct fly_labels *labels, struct fly_error *error)
{
    double *numbers;
    char text[32];
    int ret = fly_read_doubles(data, variable, name, &numbers, error);
    if (ret < 0) return ret;
    labels->text = fly_alloc(fly_read_size(variable), sizeof *labels->text);
    for (; labels->text && labels->n < fly_read_size(variable); labels->n++) {
        fly_double_print(numbers[labels->n], text, sizeof text);
        labels->text[labels->n] = fly_copy_text(text);
        if (!labels->text[labels->n]) break;
    }
    if (labels->n < fly_read_size(variable)) {
        fly_labels_free(labels);
        ret = fly_read_no_memory(name, error);
    }
    fly_free(numbers);
    return ret;
}

static bool is_text(hid_t set)
{
    hid_t type = H5Dget_type(set);
    bool found = type >= 0 && H5Tget_class(type) == H5T_STRING;
    if (type >= 0) H5Tclose(type);
    return found;
}

/* Called by HDF5 with the coordinate of an axis; a positive answer ends the walk. */
static herr_t visit_labels(hid_t set, unsigned axis, hid_t scale, void *user)
{
    (void)set;
    (void)axis;
    struct label_visit *visit = user;
    struct fly_variable variable = {.id = scale, .rank = 1};
    hid_t space = H5Dget_space(scale);
    if (space < 0 || H5Sget_simple_extent_ndims(space) != 1 ||
        H5Sget_simple_extent_dims(space, variable.extents, NULL) != 1)
        visit->ret = fly_read_damaged(visit->data, "labels", visit->error);
    else
        visit->ret = (is_text(scale) ? fly_read_texts : read_numbers)(visit->data, &variable, "labels", visit->labels,
                                                                      visit->error);
    if (space >= 0) H5Sclose(space);
    return 1;
}

int fly_read_labels(const struct fly_dataset *data, const struct fly_variable *variable, unsigned axis,
                    const char *name, struct fly_labels *labels, struct fly_error *error)
{
    struct label_visit visit = {.data = data, .labels = labels, .error = error, .ret = FLY_ERR_IO};
    if (H5DSiterate_scales(variable->id, axis + variable->has_points, NULL, visit_labels, &visit) <= 0)
        return fly_read_damaged(data, name, error);
    if (visit.ret == FLY_OK && labels->n != variable->extents[axis]) {
        fly_labels_free(labels);
        return fly_read_damaged(data, name, error);
    }
    return visit.ret;
}

void fly_labels_free(struct fly_labels *labels)
{
    assert(labels);
    for (size_t i = 0; i < labels->n; i++)
        fly_free(labels->text[i]);
    fly_free(labels->text);
    *labels = (struct fly_labels){0};
}

/* ---- attributes ---- */

/* HDF5 fills as much memory as the attribute in the file is long. */
static hid_t open_single(hid_t object, const char *name)
{
    const hid_t attr = H5Aexists(object, name) > 0 ? H5Aopen(object, name, H5P_DEFAULT) : H5I_INVALID_HID;
    const hid_t space = attr < 0 ? attr : H5Aget_space(attr);
    const bool is_single = space >= 0 && H5Sget_simple_extent_npoints(space) == 1;
    if (space >= 0) H5Sclose(space);
    if (attr < 0 || is_single) return attr;
    H5Aclose(attr);
    return H5I_INVALID_HID;
}

bool fly_read_number_attr(hid_t object, const char *name, hid_t type, void *number)
{
    const hid_t attr = open_single(object, name);
    const bool is_read = attr >= 0 && H5Aread(attr, type, number) >= 0;
    if (attr >= 0) H5Aclose(attr);
    return is_read;
}

double fly_read_scale(const struct fly_variable *variable)
{
    double scale = NAN;
    if (H5Aexists(variable->id, FLY_ATTR_SCALE) <= 0) return 1;
    return fly_read_number_attr(variable->id, FLY_ATTR_SCALE, H5T_NATIVE_DOUBLE, &scale) ? scale : NAN;
}

char *fly_read_text_attr(hid_t object, const char *name)
{
    char *text = NULL, *copy = NULL;
    const hid_t attr = open_single(object, name), type = attr < 0 ? attr : H5Aget_type(attr);
    if (type < 0 || H5Tis_variable_str(type) <= 0)
        copy = fly_copy_text("");
    else if (H5Aread(attr, type, &text) >= 0)
        copy = fly_read_copy(text);
    if (text) (void)H5free_memory(text);
    if (type >= 0) H5Tclose(type);
    if (attr >= 0) H5Aclose(attr);
    return copy;
}

bool fly_read_has_attr(const struct fly_variable *variable, const char *name, const char *value)
{
    if (H5Aexists(variable->id, name) <= 0) return false;
    char *text = fly_read_text_attr(variable->id, name);
    const bool same = text && strcmp(text, value) == 0;
    fly_free(text);
    return same;
}
