/* Hands out the grids of a result file, scaled to the units that they are named in. */
#include "analysis/read_join.h"
#include "analysis/read_variable.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <math.h>

static int open_grid(const struct fly_dataset *data, const char *name, struct fly_variable *variable,
                     struct fly_error *error)
{
    variable->id = H5I_INVALID_HID;
    int ret = fly_read_exists(data, name) ? fly_read_open(data, name, variable, error) : FLY_ERR_USAGE;
    if (ret == FLY_OK && variable->rank > 2 &&
        fly_read_fits(data, variable, variable->rank, (size_t)variable->extents[2]) &&
        fly_read_has_attr(variable, FLY_ATTR_KIND, FLY_KIND_GRID))
        return FLY_OK;
    fly_read_close(variable);
    if (ret == FLY_ERR_IO) return ret;
    if (fly_dataset_has_failed()) return fly_read_damaged(data, name, error);
    return fly_fail(error, FLY_ERR_USAGE, "%s has no grid '%s'.", fly_read_file(data)->name, name);
}

static void scale_values(double *values, size_t n, double scale)
{
    for (size_t i = 0; i < n; i++)
        values[i] = values[i] == (double)FLY_UNDEFINED ? NAN : scale == 1 ? values[i] : values[i] * scale;
}

int fly_dataset_grid(const struct fly_dataset *data, const char *name, struct fly_grid_values *grid,
                     struct fly_error *error)
{
    assert(data && name && grid);
    struct fly_variable variable;
    *grid = (struct fly_grid_values){.n = {1, 1, 1}};
    if (data->n_parts > 0) return fly_join_grid(data, name, grid, error);
    int ret = open_grid(data, name, &variable, error);
    if (ret < 0) return ret;
    grid->n_dims = (size_t)variable.rank - 2;
    for (size_t d = 0; d < grid->n_dims; d++) {
        grid->n[d] = (size_t)variable.extents[2 + d];
        FLY_TRY(fly_read_labels(data, &variable, 2 + (unsigned)d, name, &grid->labels[d], error));
    }
    FLY_TRY(fly_read_doubles(data, &variable, name, &grid->values, error));
    scale_values(grid->values, fly_read_size(&variable), fly_read_scale(&variable));
out:
    fly_read_close(&variable);
    if (ret < 0) fly_grid_values_free(grid);
    return ret;
}

void fly_grid_values_free(struct fly_grid_values *grid)
{
    assert(grid);
    for (size_t d = 0; d < FLY_GRID_DIMS; d++)
        fly_labels_free(&grid->labels[d]);
    fly_free(grid->values);
    *grid = (struct fly_grid_values){0};
}
