/* The parts of a result file. Private to the files sim/result_*.c. */
#ifndef FLY_RESULT_PARTS_H
#define FLY_RESULT_PARTS_H

#include "sim/result_frame.h"
#include "sim/result_hdf5.h"

enum { FLY_MAX_JOB_AXES = 3 };

/* A file in the making. */
struct fly_build {
    struct fly_h5 h5;
    const struct fly_result *result;
    struct fly_frame frame;
    size_t job_axes[FLY_MAX_JOB_AXES]; /* point where there is a design, scenario, replicate */
    int n_job_axes;
    size_t point, scenario, week, kpi; /* axes */
    size_t *dims;                      /* axes, [frame.n_dims] */
    struct fly_hash_stream *content;   /* of the fingerprints of all variables of results */
};

/* A sentence on what there was no memory for; returns the status. */
int fly_build_no_memory(const struct fly_build *build, const char *what);

/* The variables of results, over the axes of jobs: KPIs with their words, series, grids, work. */
int fly_result_put_kpis(struct fly_build *build);
int fly_result_put_series(struct fly_build *build);
int fly_result_put_grids(struct fly_build *build);
int fly_result_put_work(struct fly_build *build);

/* Where a result of one kind comes from and how it lies in the file: beside the axes of jobs it has the week, or not,
 * and then up to three labelled dimensions. */
struct fly_field {
    const char *name;
    enum fly_part part;
    hid_t type;       /* of 8 bytes */
    const void *fill; /* what a scenario that does not have it shows; NULL: 0 */
    bool has_weeks;
    size_t n_dims, axes[FLY_GRID_DIMS], extents[FLY_GRID_DIMS]; /* extents: 1 behind the last */
    /* Where it lies in the record of a scenario; false: it has no such thing. Fills *index, and for each dimension the
     * number of labels there and each label's place in the file. */
    bool (*find)(const struct fly_build *build, const struct fly_field *field, size_t scenario, size_t *index,
                 size_t n[FLY_GRID_DIMS], size_t place[FLY_GRID_DIMS][FLY_MAX_LABELS]);
    const void *self; /* the frame's series or grid; NULL for KPIs and work */
};

/* Writes it for all jobs, and then its attributes by `put_attrs`. */
int fly_result_put_field(struct fly_build *build, const struct fly_field *field,
                         int (*put_attrs)(struct fly_build *build, hid_t set, const struct fly_field *field));

/* The points of the design: what each sets. And what analysis has added. */
int fly_result_put_points(struct fly_build *build);
int fly_result_put_extras(struct fly_build *build);

/* /summary/table: an estimate of every KPI of every scenario; not in the file of an experiment. */
int fly_result_put_summary(struct fly_build *build);

/* /scenarios/NAME of every scenario: its text, its parameters with their origins, its seeds and sizes. */
int fly_result_put_scenarios(struct fly_h5 *h5, const struct fly_setup *setups, size_t n_scenarios);

#endif
