/* Writes the grids of all scenarios: integer tables by replicate, united over the labels of all scenarios. A place that
 * a scenario does not have, or left undefined, is filled with a value that readers take as not a number. */
#include "sim/result_parts.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <string.h>

/* Some replicates of a grid of one scenario, as they lie in the file: [n][extents]. */
struct slab {
    const struct fly_frame_grid *grid;
    const struct fly_laid_grid *laid;            /* NULL: the scenario has no such grid */
    size_t place[FLY_GRID_DIMS][FLY_MAX_LABELS]; /* of the scenario's labels among those of the frame */
    size_t extents[FLY_GRID_DIMS];               /* of the frame; 1 behind the last dimension */
    size_t scenario, first, n, size;             /* size: values of one replicate */
    int64_t *values;
};

static void enter_scenario(struct slab *slab, const struct fly_frame *frame, const struct fly_layout *layout)
{
    slab->laid = fly_layout_find_grid(layout, slab->grid->grid->name);
    for (size_t d = 0; slab->laid && d < slab->laid->n_dims; d++)
        for (size_t i = 0; i < slab->laid->n_labels[d]; i++)
            slab->place[d][i] = fly_frame_find_label(&frame->dims[slab->grid->dims[d]], slab->laid->labels[d][i]);
}

/* One replicate. */
static void fill(const struct slab *slab, const struct fly_record *record, int64_t *values)
{
    for (size_t i = 0; i < slab->size; i++)
        values[i] = FLY_UNDEFINED;
    if (!slab->laid) return;
    const size_t *n = slab->laid->n_labels, *extents = slab->extents;
    const int64_t *from = record->grids + slab->laid->offset;
    for (size_t i = 0; i < n[0]; i++)
        for (size_t j = 0; j < n[1]; j++)
            for (size_t k = 0; k < n[2]; k++) {
                size_t row = slab->place[0][i] * extents[1] + slab->place[1][j];
                values[row * extents[2] + slab->place[2][k]] = *from++;
            }
}

static int write_slab(struct fly_h5 *h5, hid_t set, const struct slab *slab)
{
    const hsize_t start[FLY_H5_MAX_RANK] = {slab->scenario, slab->first};
    const hsize_t count[FLY_H5_MAX_RANK] = {1, slab->n, slab->extents[0], slab->extents[1], slab->extents[2]};
    hid_t target = H5Dget_space(set), source = H5Screate_simple(2 + (int)slab->grid->n_dims, count, NULL);
    int ret = FLY_OK;
    if (target < 0 || source < 0 || H5Sselect_hyperslab(target, H5S_SELECT_SET, start, NULL, count, NULL) < 0 ||
        H5Dwrite(set, H5T_NATIVE_INT64, source, target, H5P_DEFAULT, slab->values) < 0)
        ret = fly_h5_fail(h5, slab->grid->grid->name);
    if (source >= 0) H5Sclose(source);
    if (target >= 0) H5Sclose(target);
    return ret;
}

/* Chunk by chunk, as series are written. */
static int write_slabs(struct fly_h5 *h5, hid_t set, const struct fly_results *results, const struct fly_frame *frame,
                       size_t rows, struct slab *slab)
{
    int ret = FLY_OK;
    const size_t n = results->n_replicates;
    for (slab->scenario = 0; slab->scenario < results->n_scenarios; slab->scenario++) {
        enter_scenario(slab, frame, &results->setups[slab->scenario].layout);
        for (slab->first = 0; slab->first < n; slab->first += rows) {
            slab->n = n - slab->first < rows ? n - slab->first : rows;
            for (size_t r = 0; r < slab->n; r++)
                fill(slab, fly_results_record(results, slab->scenario, slab->first + r), slab->values + r * slab->size);
            FLY_TRY(write_slab(h5, set, slab));
        }
    }
out:
    return ret;
}

static int put_attrs(struct fly_h5 *h5, hid_t set, const struct fly_grid *grid)
{
    static const double scale = FLY_MONEY_SCALE;
    static const int64_t undefined = FLY_UNDEFINED;
    int ret = FLY_OK;
    FLY_TRY(fly_h5_text_attr(h5, set, FLY_ATTR_LONG_NAME, grid->doc));
    FLY_TRY(fly_h5_text_attr(h5, set, FLY_ATTR_UNITS, *grid->unit ? grid->unit : "1"));
    FLY_TRY(fly_h5_text_attr(h5, set, FLY_ATTR_KIND, FLY_KIND_GRID));
    FLY_TRY(fly_h5_attr(h5, set, FLY_ATTR_FILL, H5T_NATIVE_INT64, &undefined));
    if (strcmp(grid->unit, FLY_UNIT_MONEY) == 0)
        FLY_TRY(fly_h5_attr(h5, set, FLY_ATTR_SCALE, H5T_NATIVE_DOUBLE, &scale));
out:
    return ret;
}

int fly_result_put_grid(struct fly_h5 *h5, const struct fly_results *results, const struct fly_frame *frame,
                        const struct fly_frame_grid *grid, const size_t *axes)
{
    assert(h5 && results && frame && grid && axes);
    static const int64_t undefined = FLY_UNDEFINED;
    struct slab slab = {.grid = grid, .extents = {1, 1, 1}, .size = fly_frame_grid_size(frame, grid)};
    size_t rows;
    hid_t set;
    assert(slab.size > 0);
    for (size_t d = 0; d < grid->n_dims; d++)
        slab.extents[d] = frame->dims[grid->dims[d]].n_labels;
    int ret =
        fly_h5_variable(h5, grid->grid->name, H5T_NATIVE_INT64, axes, 2 + (int)grid->n_dims, &undefined, &rows, &set);
    if (ret < 0) return ret;
    slab.values = fly_alloc(rows * slab.size, sizeof *slab.values);
    if (!slab.values)
        FLY_TRY(fly_fail(h5->error, FLY_ERR_MEMORY, "No memory for '%s' of the result file.", grid->grid->name));
    FLY_TRY(put_attrs(h5, set, grid->grid));
    FLY_TRY(write_slabs(h5, set, results, frame, rows, &slab));
out:
    fly_free(slab.values);
    H5Dclose(set);
    return ret;
}
