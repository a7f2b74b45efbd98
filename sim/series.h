/* What a run reports: series (a value per recorded week) and KPIs (a value per replicate), declared in tables by the
 * mechanisms, laid out once per scenario, filled into one record per replicate. */
#ifndef FLY_SERIES_H
#define FLY_SERIES_H

#include "sim/scenario.h"

#include <stdint.h>

enum { FLY_MAX_LABELS = 64 };

/* A labelled dimension that a series may have beside the week. */
struct fly_dim {
    const char *name; /* "stage" */
    const char *doc;
    /* Writes the labels (each lives as long as the scenario) and returns their number, at most FLY_MAX_LABELS. */
    size_t (*labels)(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS]);
};

enum fly_series_kind {
    FLY_FLOW,  /* integer, counted during the recorded interval, starts at 0 in each */
    FLY_STOCK, /* integer, the value at the end of the recorded interval */
    FLY_REAL   /* double, set by close_step; NAN where undefined */
};

struct fly_series {
    const char *name;
    enum fly_series_kind kind;
    const struct fly_dim *dim; /* NULL: one value a week */
    const char *unit;          /* "agents", "purchases", "money": integers of 0.01, ... */
    const char *doc;
};

enum fly_better { FLY_LOWER = -1, FLY_NEITHER = 0, FLY_HIGHER = 1 };

struct fly_kpi {
    const char *name, *unit;
    enum fly_better better;
    const char *path; /* the undimensioned series whose course shows who leads (a flow is summed up), or NULL */
    const char *doc;  /* the definition */
};

struct fly_laid_series {
    const struct fly_series *series;
    size_t n_labels;     /* 1 when it has no dimension */
    const char **labels; /* NULL when it has no dimension; owned by the layout, the strings by the scenario */
    size_t offset;       /* of its first value in a row of counts (FLOW, STOCK) or of reals (REAL) */
};

/* Where each series and KPI of one scenario lies. Owned by the setup. */
struct fly_layout {
    struct fly_laid_series *series;
    size_t n_series, n_counts, n_reals;
    const struct fly_kpi **kpis;
    size_t n_kpis;
};

/* What one replicate produced. Row 0 is the start (week 0: stocks and the money of the start), row k the k-th interval.
 * */
struct fly_record {
    size_t n_rows;
    int64_t *counts;      /* [n_rows][layout.n_counts] */
    double *reals;        /* [n_rows][layout.n_reals] */
    double *kpis;         /* [layout.n_kpis] */
    uint64_t agent_steps; /* active agents (all but strangers) summed over steps: the unit of bench/ */
};

struct fly_mechanism;

int fly_layout_init(struct fly_layout *layout, const struct fly_mechanism *const *mechanisms, size_t n_mechanisms,
                    const struct fly_scenario *scenario, struct fly_error *error);
void fly_layout_free(struct fly_layout *layout);

/* The laid series or the KPI's index by name; NULL, or -1, when there is none. */
const struct fly_laid_series *fly_layout_find(const struct fly_layout *layout, const char *name);
ptrdiff_t fly_layout_find_kpi(const struct fly_layout *layout, const char *name);

int fly_record_init(struct fly_record *record, const struct fly_layout *layout, size_t n_rows);
void fly_record_free(struct fly_record *record);

/* Bytes that one record of this layout takes. */
size_t fly_record_size(const struct fly_layout *layout, size_t n_rows);

#endif
