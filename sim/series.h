/* What a run reports: series (a value per recorded week), grids (a table per replicate) and KPIs (a value per
 * replicate), declared in tables by the mechanisms, laid out once per scenario, filled into one record per replicate.
 */
#ifndef FLY_SERIES_H
#define FLY_SERIES_H

#include "sim/scenario.h"

#include <stdint.h>

enum { FLY_MAX_LABELS = 128, FLY_GRID_DIMS = 3 };

/* A labelled dimension that a series may have beside the week, and a grid has instead of it. */
struct fly_dim {
    const char *name; /* "stage" */
    const char *doc;
    /* Writes the labels (each lives as long as the scenario: see fly_scenario_text) and returns their number, at most
     * FLY_MAX_LABELS. */
    size_t (*labels)(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS]);
    const char *unit; /* the labels are numbers of this unit ("periods"); NULL: words */
};

enum fly_series_kind {
    FLY_FLOW,   /* integer, counted during the recorded interval, starts at 0 in each */
    FLY_STOCK,  /* integer, the value at the end of the recorded interval */
    FLY_REAL,   /* double, set by close_step; NAN where undefined */
    FLY_PASSING /* integer, counted in blocks during one step for close_step, starts at 0 in each; never recorded */
};

struct fly_series {
    const char *name;
    enum fly_series_kind kind;
    const struct fly_dim *dim; /* NULL: one value a week */
    const char *unit;          /* "agents", "purchases", "money": integers of 0.01, ... */
    const char *doc;
};

/* A table of integers per replicate, whatever its axes mean; for what is no course by weeks. */
struct fly_grid {
    const char *name;
    const struct fly_dim *dims[FLY_GRID_DIMS]; /* 1 to 3; NULL behind the last */
    const char *unit, *doc;                    /* as of a series */
};

/* A place of a grid that has no value: not a number to whoever reads the file. */
#define FLY_UNDEFINED INT64_MIN

enum fly_better { FLY_LOWER = -1, FLY_NEITHER = 0, FLY_HIGHER = 1 };

struct fly_kpi {
    const char *name, *unit;
    enum fly_better better;
    const char *path;    /* the undimensioned series whose course shows who leads (a flow is summed up), or NULL */
    const char *doc;     /* the definition */
    const char *formula; /* how it is computed, in terms of series and parameters */
};

struct fly_laid_series {
    const struct fly_series *series;
    size_t n_labels;     /* 1 when it has no dimension */
    const char **labels; /* NULL when it has no dimension; owned by the layout, the strings by the scenario */
    size_t offset;       /* of its first value in a row of counts (FLOW, STOCK) or of reals (REAL); a PASSING one's
                            lies behind all that is recorded */
};

struct fly_laid_grid {
    const struct fly_grid *grid;
    size_t n_dims, n_labels[FLY_GRID_DIMS]; /* 1 behind the last dimension */
    const char **labels[FLY_GRID_DIMS];     /* owned by the layout, the strings by the scenario */
    size_t offset;                          /* of its first value in record.grids */
};

/* Where each series and KPI of one scenario lies. Owned by the setup. */
struct fly_layout {
    struct fly_laid_series *series;
    size_t n_series, n_counts, n_reals;
    size_t n_tallies; /* values counted in a step: n_counts recorded ones, then the passing ones */
    struct fly_laid_grid *grids;
    size_t n_grids, n_grid_values;
    const struct fly_kpi **kpis;
    size_t n_kpis;
};

/* What one replicate produced. Row 0 is the start (week 0: stocks and the money of the start), row k the k-th interval.
 * */
struct fly_record {
    size_t n_rows;
    int64_t *counts;      /* [n_rows][layout.n_counts] */
    double *reals;        /* [n_rows][layout.n_reals] */
    int64_t *grids;       /* [layout.n_grid_values]: one grid behind the other, the last dimension fastest */
    double *kpis;         /* [layout.n_kpis] */
    uint64_t agent_steps; /* active agents (all but strangers) summed over steps: the unit of bench/ */
};

struct fly_mechanism;

int fly_layout_init(struct fly_layout *layout, const struct fly_mechanism *const *mechanisms, size_t n_mechanisms,
                    const struct fly_scenario *scenario, struct fly_error *error);
void fly_layout_free(struct fly_layout *layout);

/* The laid series, the laid grid or the KPI's index by name; NULL, or -1, when there is none. */
const struct fly_laid_series *fly_layout_find(const struct fly_layout *layout, const char *name);
const struct fly_laid_grid *fly_layout_find_grid(const struct fly_layout *layout, const char *name);
ptrdiff_t fly_layout_find_kpi(const struct fly_layout *layout, const char *name);

/* How many values a grid has. */
size_t fly_laid_grid_size(const struct fly_laid_grid *laid);

int fly_record_init(struct fly_record *record, const struct fly_layout *layout, size_t n_rows);
void fly_record_free(struct fly_record *record);

/* Bytes that one record of this layout takes. */
size_t fly_record_size(const struct fly_layout *layout, size_t n_rows);

#endif
