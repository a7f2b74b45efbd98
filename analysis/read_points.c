/* Reads the axes of an experiment. */
#include "analysis/points.h"
#include "analysis/read_variable.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <string.h>

/* A text attribute, "" where there is none; to be freed with fly_free. NULL without memory. */
static char *copy_attr(hid_t object, const char *name)
{
    char *text = NULL, *copy;
    hid_t type = H5Tcopy(H5T_C_S1), attr = H5I_INVALID_HID;
    if (type >= 0 && H5Tset_size(type, H5T_VARIABLE) >= 0 && H5Tset_cset(type, H5T_CSET_UTF8) >= 0 &&
        H5Aexists(object, name) > 0)
        attr = H5Aopen(object, name, H5P_DEFAULT);
    if (attr >= 0 && H5Aread(attr, type, &text) < 0) text = NULL;
    copy = fly_copy_text(text ? text : "");
    if (text) (void)H5free_memory(text);
    if (attr >= 0) H5Aclose(attr);
    if (type >= 0) H5Tclose(type);
    return copy;
}

static int read_axis(struct fly_point_axis *axis, const struct fly_dataset *data, const char *name,
                     struct fly_error *error)
{
    struct fly_variable variable = {.id = H5I_INVALID_HID};
    int ret = FLY_OK;
    axis->name = fly_copy_text(name);
    if (!axis->name) FLY_TRY(fly_read_no_memory(name, error));
    if (!fly_read_exists(data, name)) FLY_TRY(fly_read_damaged(data, name, error));
    FLY_TRY(fly_read_open(data, name, &variable, error));
    if (variable.rank != 1 || variable.extents[0] != data->n_points) FLY_TRY(fly_read_damaged(data, name, error));
    FLY_TRY(fly_read_doubles(data, &variable, name, &axis->values, error));
    axis->parameter = copy_attr(variable.id, FLY_ATTR_PARAMETER);
    axis->unit = copy_attr(variable.id, FLY_ATTR_UNITS);
    axis->doc = copy_attr(variable.id, FLY_ATTR_LONG_NAME);
    if (!axis->parameter || !axis->unit || !axis->doc) ret = fly_read_no_memory(name, error);
out:
    if (variable.id >= 0) fly_read_close(&variable);
    return ret;
}

/* The root's list of coordinates: the axes, and behind them the sub-experiments where there are any. */
static int read_list(struct fly_points *points, const struct fly_dataset *data, char *list, struct fly_error *error)
{
    int ret = FLY_OK;
    size_t most = 1;
    for (const char *c = list; *c; c++)
        most += *c == ' ';
    points->axes = fly_alloc(most, sizeof *points->axes);
    if (!points->axes) return fly_read_no_memory(FLY_COORD_POINT, error);
    for (char *rest = NULL, *name = strtok_r(list, " ", &rest); name; name = strtok_r(NULL, " ", &rest))
        if (strcmp(name, FLY_VAR_EXPERIMENT) == 0)
            FLY_TRY(fly_read_named_texts(data, name, &points->experiment, error));
        else
            FLY_TRY(read_axis(&points->axes[points->n_axes++], data, name, error));
    if (points->experiment.n != 0 && points->experiment.n != data->n_points)
        ret = fly_read_damaged(data, FLY_VAR_EXPERIMENT, error);
out:
    return ret;
}

int fly_points_read(struct fly_points *points, const struct fly_dataset *data, struct fly_error *error)
{
    assert(points && data);
    *points = (struct fly_points){.n_points = data->n_points};
    if (data->n_points == 0) return FLY_OK;
    char *list = copy_attr(fly_read_file(data)->id, FLY_ATTR_COORDINATES);
    int ret = list ? read_list(points, data, list, error) : fly_read_no_memory(FLY_COORD_POINT, error);
    fly_free(list);
    if (ret < 0) fly_points_free(points);
    return ret;
}

void fly_points_free(struct fly_points *points)
{
    assert(points);
    for (size_t a = 0; a < points->n_axes; a++) {
        fly_free(points->axes[a].name);
        fly_free(points->axes[a].parameter);
        fly_free(points->axes[a].unit);
        fly_free(points->axes[a].doc);
        fly_free(points->axes[a].values);
    }
    fly_free(points->axes);
    fly_labels_free(&points->experiment);
    *points = (struct fly_points){0};
}

const struct fly_point_axis *fly_points_find(const struct fly_points *points, const char *name)
{
    assert(points && name);
    for (size_t a = 0; a < points->n_axes; a++)
        if (strcmp(points->axes[a].name, name) == 0) return &points->axes[a];
    return NULL;
}
