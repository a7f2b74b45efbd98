/* The points of an experiment in its file: their numbers, what each sets, which sub-experiment it belongs to; and what
 * analysis has to say about the whole. */
#include "sim/result_parts.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static int put_numbers(struct fly_build *build)
{
    const size_t n = build->result->design->n_points;
    uint32_t *numbers = fly_alloc(n, sizeof *numbers);
    if (!numbers) return fly_build_no_memory(build, "the points");
    for (size_t p = 0; p < n; p++)
        numbers[p] = (uint32_t)p;
    int ret = fly_h5_scale(&build->h5, FLY_COORD_POINT, "number of the point of the experiment", NULL,
                           H5T_NATIVE_UINT32, numbers, n, &build->point);
    fly_free(numbers);
    return ret;
}

/* As other variables write it: "1/week", where parameters write "0.1 /week"; and "h", because xarray takes numbers of
 * "hours" for spans of time of its own kind. */
static const char *unit_of(const struct fly_axis *axis)
{
    if (axis->row->type == FLY_RATE || axis->row->type == FLY_HAZARD) return "1/week";
    if (strcmp(axis->row->unit, "hours") == 0) return "h";
    return *axis->row->unit ? axis->row->unit : "1";
}

static int put_axis(struct fly_build *build, const struct fly_axis *axis)
{
    struct fly_h5_variable variable = {0};
    int ret;
    FLY_TRY(fly_h5_create(&build->h5, &variable, axis->name, H5T_NATIVE_DOUBLE, &build->point, 1, 1, NULL));
    FLY_TRY(fly_h5_text_attr(&build->h5, variable.set, FLY_ATTR_LONG_NAME, axis->row->doc));
    FLY_TRY(fly_h5_text_attr(&build->h5, variable.set, FLY_ATTR_UNITS, unit_of(axis)));
    FLY_TRY(fly_h5_text_attr(&build->h5, variable.set, FLY_ATTR_PARAMETER, axis->parameter));
    if (H5Dwrite(variable.set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, axis->values) < 0)
        FLY_TRY(fly_h5_fail(&build->h5, axis->name));
out:
    fly_h5_close_variable(&variable);
    return ret;
}

static int put_experiments(struct fly_build *build)
{
    const struct fly_design *design = build->result->design;
    if (design->n_experiments == 0) return FLY_OK;
    const char **names = fly_alloc(design->n_points, sizeof *names);
    if (!names) return fly_build_no_memory(build, "the experiments");
    for (size_t p = 0; p < design->n_points; p++)
        names[p] = design->experiments[design->experiment[p]];
    int ret = fly_h5_text_variable(&build->h5, FLY_VAR_EXPERIMENT, "the [experiment NAME] that a point belongs to",
                                   build->point, names);
    fly_free(names);
    return ret;
}

/* The root's list of coordinates makes axes coordinates of every variable in xarray. */
static int put_coordinates(struct fly_build *build)
{
    const struct fly_design *design = build->result->design;
    size_t size = sizeof FLY_VAR_EXPERIMENT + 1, used = 0;
    for (size_t a = 0; a < design->n_axes; a++)
        size += strlen(design->axes[a].name) + 1;
    char *list = fly_alloc(size, 1);
    if (!list) return fly_build_no_memory(build, "the axes");
    for (size_t a = 0; a < design->n_axes; a++)
        used += (size_t)snprintf(list + used, size - used, "%s%s", a ? " " : "", design->axes[a].name);
    if (design->n_experiments > 0) (void)snprintf(list + used, size - used, " %s", FLY_VAR_EXPERIMENT);
    int ret = fly_h5_text_attr(&build->h5, build->h5.file, FLY_ATTR_COORDINATES, list);
    fly_free(list);
    return ret;
}

int fly_result_put_points(struct fly_build *build)
{
    const struct fly_design *design = build->result->design;
    int ret = FLY_OK;
    if (!design) return FLY_OK;
    FLY_TRY(put_numbers(build));
    for (size_t a = 0; a < design->n_axes; a++)
        FLY_TRY(put_axis(build, &design->axes[a]));
    FLY_TRY(put_experiments(build));
    FLY_TRY(put_coordinates(build));
out:
    return ret;
}

static int put_extra(struct fly_build *build, const struct fly_extra *extra)
{
    size_t axes[FLY_EXTRA_DIMS];
    int ret = FLY_OK;
    for (size_t d = 0; d < extra->n_dims; d++)
        if (!fly_h5_find_scale(&build->h5, extra->dims[d], &axes[d]))
            FLY_TRY(fly_h5_text_scale(&build->h5, extra->dims[d], extra->dims[d], extra->labels[d], extra->n_labels[d],
                                      &axes[d]));
    assert(!extra->texts || extra->n_dims == 1);
    if (extra->texts)
        FLY_TRY(fly_h5_text_variable(&build->h5, extra->name, extra->doc, axes[0], extra->texts));
    else
        FLY_TRY(fly_h5_put(&build->h5, extra->name, extra->doc, extra->unit, H5T_NATIVE_DOUBLE, axes,
                           (int)extra->n_dims, extra->values));
out:
    return ret;
}

int fly_result_put_extras(struct fly_build *build)
{
    int ret = FLY_OK;
    for (size_t e = 0; e < build->result->n_extras; e++)
        FLY_TRY(put_extra(build, &build->result->extras[e]));
out:
    return ret;
}
