/* Unites the layouts of several scenarios into the frame of one file. */
#include "sim/result_frame.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <string.h>

static const char *const reserved[] = {
    FLY_COORD_POINT,        FLY_VAR_EXPERIMENT,  FLY_COORD_SCENARIO,  FLY_COORD_REPLICATE,  FLY_COORD_WEEK,
    FLY_COORD_KPI,          FLY_VAR_KPI,         FLY_VAR_KPI_UNIT,    FLY_VAR_KPI_BETTER,   FLY_VAR_KPI_PATH,
    FLY_VAR_KPI_DEFINITION, FLY_VAR_KPI_FORMULA, FLY_VAR_AGENT_STEPS, FLY_VAR_SEED_NETWORK, FLY_VAR_SEED_POPULATION,
    FLY_VAR_SEED_DYNAMICS,  FLY_VAR_INDEX,       FLY_VAR_INDEX_LOW,   FLY_VAR_INDEX_HIGH,   FLY_COORD_RESPONSE,
    FLY_COORD_FACTOR,       FLY_COORD_MEASURE,   FLY_GROUP_SUMMARY,   FLY_GROUP_SCENARIOS};

enum { N_RESERVED = sizeof reserved / sizeof reserved[0] };

bool fly_frame_is_reserved(const char *name)
{
    for (size_t i = 0; i < N_RESERVED; i++)
        if (strcmp(name, reserved[i]) == 0) return true;
    return false;
}

/* Variables, dimensions and groups live in one namespace of the file. */
static int check_name(const char *name, struct fly_error *error)
{
    if (!fly_frame_is_reserved(name)) return FLY_OK;
    return fly_fail(error, FLY_ERR_INTERNAL, "'%s' is a name that the result file needs itself.", name);
}

size_t fly_frame_find_label(const struct fly_frame_dim *dim, const char *label)
{
    assert(dim && label);
    size_t i = 0;
    while (i < dim->n_labels && strcmp(dim->labels[i], label) != 0)
        i++;
    return i;
}

/* The dimension of this name, added when new. `room` is how many labels it may come to have. */
static int find_dim(struct fly_frame *frame, const struct fly_dim *dim, size_t room, size_t *index,
                    struct fly_error *error)
{
    assert(dim->name);
    for (*index = 0; *index < frame->n_dims; ++*index)
        if (strcmp(frame->dims[*index].dim->name, dim->name) == 0) return FLY_OK;
    struct fly_frame_dim *added = &frame->dims[frame->n_dims];
    added->labels = fly_alloc(room, sizeof *added->labels);
    if (!added->labels) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the labels of '%s'.", dim->name);
    added->dim = dim;
    frame->n_dims++;
    return check_name(dim->name, error);
}

/* Finds or adds a dimension with the labels that it has here. */
static int add_dim(struct fly_frame *frame, const struct fly_dim *dim, const char *const *labels, size_t n, size_t room,
                   size_t *index, struct fly_error *error)
{
    int ret = find_dim(frame, dim, room, index, error);
    if (ret < 0) return ret;
    struct fly_frame_dim *found = &frame->dims[*index];
    for (size_t i = 0; i < n; i++)
        if (fly_frame_find_label(found, labels[i]) == found->n_labels) found->labels[found->n_labels++] = labels[i];
    return FLY_OK;
}

/* The index of the series of this name, or n_series. */
static size_t find_series(const struct fly_frame *frame, const char *name)
{
    size_t i = 0;
    while (i < frame->n_series && strcmp(frame->series[i].series->name, name) != 0)
        i++;
    return i;
}

static int add_series(struct fly_frame *frame, const struct fly_laid_series *laid, size_t room, struct fly_error *error)
{
    const struct fly_series *series = laid->series;
    ptrdiff_t dim = -1;
    int ret = FLY_OK;
    if (series->kind == FLY_PASSING) return FLY_OK;
    if (series->dim) {
        size_t index;
        FLY_TRY(add_dim(frame, series->dim, laid->labels, laid->n_labels, room, &index, error));
        dim = (ptrdiff_t)index;
    }
    size_t i = find_series(frame, series->name);
    if (i < frame->n_series) {
        const struct fly_frame_series *known = &frame->series[i];
        if (known->dim != dim || known->series->kind != series->kind || strcmp(known->series->unit, series->unit) != 0)
            FLY_TRY(fly_fail(error, FLY_ERR_INTERNAL, "Series '%s' differs between two scenarios.", series->name));
        return FLY_OK;
    }
    FLY_TRY(check_name(series->name, error));
    frame->series[frame->n_series++] = (struct fly_frame_series){.series = series, .dim = dim};
out:
    return ret;
}

static size_t find_grid(const struct fly_frame *frame, const char *name)
{
    size_t i = 0;
    while (i < frame->n_grids && strcmp(frame->grids[i].grid->name, name) != 0)
        i++;
    return i;
}

static bool same_grid(const struct fly_frame_grid *a, const struct fly_frame_grid *b)
{
    return a->n_dims == b->n_dims && memcmp(a->dims, b->dims, a->n_dims * sizeof a->dims[0]) == 0 &&
           strcmp(a->grid->unit, b->grid->unit) == 0;
}

static int add_grid(struct fly_frame *frame, const struct fly_laid_grid *laid, size_t room, struct fly_error *error)
{
    int ret = FLY_OK;
    struct fly_frame_grid grid = {.grid = laid->grid, .n_dims = laid->n_dims};
    for (size_t d = 0; d < laid->n_dims; d++)
        FLY_TRY(add_dim(frame, laid->grid->dims[d], laid->labels[d], laid->n_labels[d], room, &grid.dims[d], error));
    size_t i = find_grid(frame, laid->grid->name);
    if (i < frame->n_grids) {
        if (!same_grid(&frame->grids[i], &grid))
            FLY_TRY(fly_fail(error, FLY_ERR_INTERNAL, "Grid '%s' differs between two scenarios.", laid->grid->name));
        return FLY_OK;
    }
    FLY_TRY(check_name(laid->grid->name, error));
    frame->grids[frame->n_grids++] = grid;
out:
    return ret;
}

static void add_kpi(struct fly_frame *frame, const struct fly_kpi *kpi)
{
    for (size_t i = 0; i < frame->n_kpis; i++)
        if (strcmp(frame->kpis[i]->name, kpi->name) == 0) return;
    frame->kpis[frame->n_kpis++] = kpi;
}

static int add_layout(struct fly_frame *frame, const struct fly_layout *layout, size_t room, struct fly_error *error)
{
    int ret = FLY_OK;
    for (size_t i = 0; i < layout->n_series; i++)
        FLY_TRY(add_series(frame, &layout->series[i], room, error));
    for (size_t i = 0; i < layout->n_grids; i++)
        FLY_TRY(add_grid(frame, &layout->grids[i], room, error));
    for (size_t i = 0; i < layout->n_kpis; i++)
        add_kpi(frame, layout->kpis[i]);
out:
    return ret;
}

/* Dimensions, series and grids share a namespace too; only known when all are there. */
static int check_namespace(const struct fly_frame *frame, struct fly_error *error)
{
    for (size_t i = 0; i < frame->n_dims; i++) {
        const char *name = frame->dims[i].dim->name;
        if (find_series(frame, name) < frame->n_series || find_grid(frame, name) < frame->n_grids)
            return fly_fail(error, FLY_ERR_INTERNAL, "'%s' is both a series or grid and a dimension.", name);
    }
    for (size_t i = 0; i < frame->n_grids; i++)
        if (find_series(frame, frame->grids[i].grid->name) < frame->n_series)
            return fly_fail(error, FLY_ERR_INTERNAL, "'%s' is both a series and a grid.", frame->grids[i].grid->name);
    return FLY_OK;
}

int fly_frame_init(struct fly_frame *frame, const struct fly_setup *setups, size_t n_setups, struct fly_error *error)
{
    assert(frame && setups && n_setups > 0);
    int ret = FLY_OK;
    size_t n_series = 0, n_grids = 0, n_kpis = 0;
    *frame = (struct fly_frame){0};
    for (size_t s = 0; s < n_setups; s++) {
        n_series += setups[s].layout.n_series;
        n_grids += setups[s].layout.n_grids;
        n_kpis += setups[s].layout.n_kpis;
    }
    frame->dims = fly_alloc(n_series + FLY_GRID_DIMS * n_grids, sizeof *frame->dims);
    frame->series = fly_alloc(n_series, sizeof *frame->series);
    frame->grids = fly_alloc(n_grids, sizeof *frame->grids);
    frame->kpis = fly_alloc(n_kpis, sizeof *frame->kpis);
    if (!frame->dims || !frame->series || !frame->grids || !frame->kpis)
        FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the frame of the result file."));
    for (size_t s = 0; s < n_setups; s++)
        FLY_TRY(add_layout(frame, &setups[s].layout, n_setups * FLY_MAX_LABELS, error));
    FLY_TRY(check_namespace(frame, error));
out:
    if (ret < 0) fly_frame_free(frame);
    return ret;
}

void fly_frame_free(struct fly_frame *frame)
{
    assert(frame);
    for (size_t i = 0; i < frame->n_dims; i++)
        fly_free(frame->dims[i].labels);
    fly_free(frame->dims);
    fly_free(frame->series);
    fly_free(frame->grids);
    fly_free(frame->kpis);
    *frame = (struct fly_frame){0};
}

size_t fly_frame_labels(const struct fly_frame *frame, const struct fly_frame_series *series)
{
    assert(frame && series);
    return series->dim < 0 ? 1 : frame->dims[series->dim].n_labels;
}

size_t fly_frame_grid_size(const struct fly_frame *frame, const struct fly_frame_grid *grid)
{
    assert(frame && grid);
    size_t n = 1;
    for (size_t d = 0; d < grid->n_dims; d++)
        n *= frame->dims[grid->dims[d]].n_labels;
    return n;
}
