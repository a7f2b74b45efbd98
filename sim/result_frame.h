/* What all scenarios of a run have in common: the dimensions, series, grids and KPIs of the result file. Scenarios may
 * differ in channels or mechanisms; the frame is the union of theirs, in order of first appearance. Passing series are
 * not in it. */
#ifndef FLY_RESULT_FRAME_H
#define FLY_RESULT_FRAME_H

#include "sim/setup.h"

struct fly_frame_dim {
    const struct fly_dim *dim;
    const char **labels; /* owned; the strings by the scenarios */
    size_t n_labels;
};

struct fly_frame_series {
    const struct fly_series *series;
    ptrdiff_t dim; /* index into dims, or -1 */
};

struct fly_frame_grid {
    const struct fly_grid *grid;
    size_t n_dims, dims[FLY_GRID_DIMS]; /* indices into dims */
};

struct fly_frame {
    struct fly_frame_dim *dims;
    struct fly_frame_series *series;
    struct fly_frame_grid *grids;
    const struct fly_kpi **kpis;
    size_t n_dims, n_series, n_grids, n_kpis;
};

/* FLY_ERR_INTERNAL when two scenarios give one name to different things, or a name is one the file needs itself. */
int fly_frame_init(struct fly_frame *frame, const struct fly_setup *setups, size_t n_setups, struct fly_error *error);
void fly_frame_free(struct fly_frame *frame);

/* Labels of a series: 1 without a dimension; 0 when its dimension has none in any scenario. */
size_t fly_frame_labels(const struct fly_frame *frame, const struct fly_frame_series *series);

/* Values of a grid in one replicate; 0 when one of its dimensions has no labels in any scenario. */
size_t fly_frame_grid_size(const struct fly_frame *frame, const struct fly_frame_grid *grid);

/* Whether the file itself has something of this name in every run. */
bool fly_frame_is_reserved(const char *name);

/* The index of `label` in the dimension, or n_labels when there is none. */
size_t fly_frame_find_label(const struct fly_frame_dim *dim, const char *label);

#endif
