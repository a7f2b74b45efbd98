/* Lays out the series, grids and KPIs that the mechanisms of one scenario declare, and makes the records that hold
 * them. */
#include "sim/series.h"

#include "sim/alloc.h"
#include "sim/mechanism.h"

#include <assert.h>
#include <string.h>

/* Room for the series, grids and KPIs that all mechanisms declare together. */
static int make_room(struct fly_layout *layout, const struct fly_mechanism *const *mechanisms, size_t n,
                     struct fly_error *error)
{
    size_t n_series = 0, n_grids = 0, n_kpis = 0;
    for (size_t i = 0; i < n; i++) {
        n_series += mechanisms[i]->n_series;
        n_grids += mechanisms[i]->n_grids;
        n_kpis += mechanisms[i]->n_kpis;
    }
    layout->series = fly_alloc(n_series, sizeof *layout->series);
    layout->grids = fly_alloc(n_grids, sizeof *layout->grids);
    layout->kpis = fly_alloc(n_kpis, sizeof *layout->kpis);
    if (layout->series && layout->grids && layout->kpis) return FLY_OK;
    return fly_fail(error, FLY_ERR_MEMORY, "No memory for the layout of the series.");
}

/* Two equal labels would share one place in the result file. */
static int check_labels(const struct fly_dim *dim, const char *const *labels, size_t n, const char *name,
                        struct fly_error *error)
{
    for (size_t i = 0; i < n; i++) {
        if (!labels[i]) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the labels of '%s'.", name);
        for (size_t k = 0; k < i; k++)
            if (strcmp(labels[i], labels[k]) == 0)
                return fly_fail(error, FLY_ERR_INTERNAL, "'%s' has the label '%s' twice in dimension '%s'.", name,
                                labels[i], dim->name);
    }
    return FLY_OK;
}

/* The labels that a dimension has in this scenario, to be freed by the layout; `name` is whose they are. */
static int lay_labels(const struct fly_dim *dim, const struct fly_scenario *scenario, const char *name,
                      const char ***labels, size_t *n, struct fly_error *error)
{
    const char *found[FLY_MAX_LABELS] = {NULL};
    *n = dim->labels(scenario, found);
    assert(*n <= FLY_MAX_LABELS);
    *labels = fly_alloc(*n, sizeof **labels);
    if (!*labels) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the labels of '%s'.", name);
    if (*n) memcpy(*labels, found, *n * sizeof *found);
    return check_labels(dim, found, *n, name, error);
}

static bool is_known(const struct fly_layout *layout, const char *name)
{
    return fly_layout_find(layout, name) || fly_layout_find_grid(layout, name);
}

/* Where values of this kind are counted. */
static size_t *end_of(struct fly_layout *layout, enum fly_series_kind kind)
{
    return kind == FLY_REAL ? &layout->n_reals : kind == FLY_PASSING ? &layout->n_tallies : &layout->n_counts;
}

static int lay_series(struct fly_layout *layout, const struct fly_series *series, const struct fly_scenario *scenario,
                      struct fly_error *error)
{
    assert(series->name && series->unit && series->doc);
    if (is_known(layout, series->name))
        return fly_fail(error, FLY_ERR_INTERNAL, "Two series are called '%s'.", series->name);
    struct fly_laid_series *laid = &layout->series[layout->n_series++];
    *laid = (struct fly_laid_series){.series = series, .n_labels = 1};
    int ret = FLY_OK;
    if (series->dim) ret = lay_labels(series->dim, scenario, series->name, &laid->labels, &laid->n_labels, error);
    if (ret < 0) return ret;
    size_t *end = end_of(layout, series->kind);
    laid->offset = *end;
    *end += laid->n_labels;
    return FLY_OK;
}

static int lay_grid(struct fly_layout *layout, const struct fly_grid *grid, const struct fly_scenario *scenario,
                    struct fly_error *error)
{
    assert(grid->name && grid->unit && grid->doc && grid->dims[0]);
    if (is_known(layout, grid->name))
        return fly_fail(error, FLY_ERR_INTERNAL, "Two series or grids are called '%s'.", grid->name);
    struct fly_laid_grid *laid = &layout->grids[layout->n_grids++];
    *laid = (struct fly_laid_grid){.grid = grid, .n_labels = {1, 1, 1}, .offset = layout->n_grid_values};
    for (; laid->n_dims < FLY_GRID_DIMS && grid->dims[laid->n_dims]; laid->n_dims++) {
        const size_t d = laid->n_dims;
        int ret = lay_labels(grid->dims[d], scenario, grid->name, &laid->labels[d], &laid->n_labels[d], error);
        if (ret < 0) return ret;
    }
    layout->n_grid_values += fly_laid_grid_size(laid);
    return FLY_OK;
}

static int lay_kpi(struct fly_layout *layout, const struct fly_kpi *kpi, struct fly_error *error)
{
    assert(kpi->name && kpi->unit && kpi->doc);
    if (fly_layout_find_kpi(layout, kpi->name) >= 0)
        return fly_fail(error, FLY_ERR_INTERNAL, "Two KPIs are called '%s'.", kpi->name);
    layout->kpis[layout->n_kpis++] = kpi;
    return FLY_OK;
}

/* The passing series were laid from 0 on; they come behind what is recorded. */
static void move_passing(struct fly_layout *layout)
{
    for (size_t s = 0; s < layout->n_series; s++)
        if (layout->series[s].series->kind == FLY_PASSING) layout->series[s].offset += layout->n_counts;
    layout->n_tallies += layout->n_counts;
}

static int lay_all_series(struct fly_layout *layout, const struct fly_mechanism *const *mechanisms, size_t n,
                          const struct fly_scenario *scenario, struct fly_error *error)
{
    int ret = FLY_OK;
    for (size_t m = 0; m < n; m++)
        for (size_t i = 0; i < mechanisms[m]->n_series; i++)
            FLY_TRY(lay_series(layout, &mechanisms[m]->series[i], scenario, error));
    move_passing(layout);
    for (size_t m = 0; m < n; m++)
        for (size_t i = 0; i < mechanisms[m]->n_grids; i++)
            FLY_TRY(lay_grid(layout, &mechanisms[m]->grids[i], scenario, error));
out:
    return ret;
}

/* From the last mechanism to the first: who adds up comes last in a step and first in an answer. */
static int lay_all_kpis(struct fly_layout *layout, const struct fly_mechanism *const *mechanisms, size_t n,
                        struct fly_error *error)
{
    int ret = FLY_OK;
    for (size_t m = n; m > 0; m--)
        for (size_t i = 0; i < mechanisms[m - 1]->n_kpis; i++)
            FLY_TRY(lay_kpi(layout, &mechanisms[m - 1]->kpis[i], error));
out:
    return ret;
}

/* A path is drawn as one line, so it must be a series without a dimension that exists. */
static int check_paths(const struct fly_layout *layout, struct fly_error *error)
{
    for (size_t i = 0; i < layout->n_kpis; i++) {
        const struct fly_kpi *kpi = layout->kpis[i];
        if (!kpi->path) continue;
        const struct fly_laid_series *laid = fly_layout_find(layout, kpi->path);
        if (!laid || laid->series->dim || laid->series->kind == FLY_PASSING)
            return fly_fail(error, FLY_ERR_INTERNAL, "KPI '%s' names the path '%s', which is no undimensioned series.",
                            kpi->name, kpi->path);
    }
    return FLY_OK;
}

int fly_layout_init(struct fly_layout *layout, const struct fly_mechanism *const *mechanisms, size_t n_mechanisms,
                    const struct fly_scenario *scenario, struct fly_error *error)
{
    assert(layout && mechanisms);
    int ret = FLY_OK;
    size_t n = 0;
    *layout = (struct fly_layout){0};
    while (n < n_mechanisms && mechanisms[n])
        n++;
    FLY_TRY(make_room(layout, mechanisms, n, error));
    FLY_TRY(lay_all_series(layout, mechanisms, n, scenario, error));
    FLY_TRY(lay_all_kpis(layout, mechanisms, n, error));
    FLY_TRY(check_paths(layout, error));
out:
    if (ret < 0) fly_layout_free(layout);
    return ret;
}

void fly_layout_free(struct fly_layout *layout)
{
    assert(layout);
    for (size_t i = 0; i < layout->n_series; i++)
        fly_free(layout->series[i].labels);
    for (size_t i = 0; i < layout->n_grids; i++)
        for (size_t d = 0; d < FLY_GRID_DIMS; d++)
            fly_free(layout->grids[i].labels[d]);
    fly_free(layout->series);
    fly_free(layout->grids);
    fly_free(layout->kpis);
    *layout = (struct fly_layout){0};
}

const struct fly_laid_series *fly_layout_find(const struct fly_layout *layout, const char *name)
{
    assert(layout && name);
    for (size_t i = 0; i < layout->n_series; i++)
        if (strcmp(layout->series[i].series->name, name) == 0) return &layout->series[i];
    return NULL;
}

const struct fly_laid_grid *fly_layout_find_grid(const struct fly_layout *layout, const char *name)
{
    assert(layout && name);
    for (size_t i = 0; i < layout->n_grids; i++)
        if (strcmp(layout->grids[i].grid->name, name) == 0) return &layout->grids[i];
    return NULL;
}

size_t fly_laid_grid_size(const struct fly_laid_grid *laid)
{
    assert(laid);
    return laid->n_labels[0] * laid->n_labels[1] * laid->n_labels[2];
}

ptrdiff_t fly_layout_find_kpi(const struct fly_layout *layout, const char *name)
{
    assert(layout && name);
    for (size_t i = 0; i < layout->n_kpis; i++)
        if (strcmp(layout->kpis[i]->name, name) == 0) return (ptrdiff_t)i;
    return -1;
}

int fly_record_init(struct fly_record *record, const struct fly_layout *layout, size_t n_rows)
{
    assert(record && layout && n_rows > 0);
    *record = (struct fly_record){.n_rows = n_rows};
    record->counts = fly_alloc(n_rows, layout->n_counts * sizeof *record->counts);
    record->reals = fly_alloc(n_rows, layout->n_reals * sizeof *record->reals);
    record->grids = fly_alloc(layout->n_grid_values, sizeof *record->grids);
    record->kpis = fly_alloc(layout->n_kpis, sizeof *record->kpis);
    if (record->counts && record->reals && record->grids && record->kpis) return FLY_OK;
    fly_record_free(record);
    return FLY_ERR_MEMORY;
}

void fly_record_free(struct fly_record *record)
{
    assert(record);
    fly_free(record->counts);
    fly_free(record->reals);
    fly_free(record->grids);
    fly_free(record->kpis);
    *record = (struct fly_record){0};
}

size_t fly_record_size(const struct fly_layout *layout, size_t n_rows)
{
    assert(layout);
    return n_rows * (layout->n_counts * sizeof(int64_t) + layout->n_reals * sizeof(double)) +
           layout->n_grid_values * sizeof(int64_t) + layout->n_kpis * sizeof(double);
}
