/* Where the writer of a result file finds the records of finished replicates: in memory, or in a journal on disk. */
#ifndef FLY_RECORD_SOURCE_H
#define FLY_RECORD_SOURCE_H

#include "sim/setup.h"

/* One replicate of one scenario at one point of a design (point 0 where there is none). Replicates are counted from
 * the first one of the run. */
struct fly_job {
    size_t point, scenario, replicate;
};

enum fly_part {
    FLY_PART_WORK,   /* agent_steps: one uint64_t */
    FLY_PART_KPIS,   /* [layout.n_kpis] doubles */
    FLY_PART_SERIES, /* [n_rows][n_labels] of layout.series[index], int64_t or double by its kind */
    FLY_PART_GRID    /* [fly_laid_grid_size] int64_t of layout.grids[index] */
};

/* Copies a part out of a record in memory; and how many bytes it has. */
void fly_record_part(const struct fly_record *record, const struct fly_layout *layout, enum fly_part part, size_t index,
                     void *values);
size_t fly_part_size(const struct fly_layout *layout, size_t n_rows, enum fly_part part, size_t index);

struct fly_record_source {
    const void *self;
    /* Copies one part of the record of a job. */
    int (*read)(const void *self, struct fly_job job, enum fly_part part, size_t index, void *values,
                struct fly_error *error);
};

#endif
