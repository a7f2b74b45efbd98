/* Opens a result file (or its image in memory) and hands out its variables: the only way analysis sees a run. */
#ifndef FLY_READ_H
#define FLY_READ_H

#include "sim/estimate.h"
#include "sim/result_file.h"

struct fly_labels {
    char **text; /* owned */
    size_t n;
};

struct fly_kpi_row {
    char *name, *unit, *doc, *path; /* path: "" when it has none; owned */
    int better;                     /* enum fly_better */
};

/* What every analysis needs, read at once. Caller-owned; a zeroed struct may be freed. */
struct fly_dataset {
    void *file; /* the open file; private to read.c */
    struct fly_labels scenarios;
    size_t n_points, point; /* of an experiment (0: it is none), and the one that everything below is about */
    size_t n_replicates, n_weeks;
    enum fly_pairing pairing; /* of the replicates */
    double *weeks;            /* [n_weeks] */
    struct fly_kpi_row *kpis;
    size_t n_kpis;
    double *kpi; /* [n_scenarios][n_replicates][n_kpis] */
};

/* FLY_ERR_NO_INPUT when it cannot be opened or is no result file, FLY_ERR_IO when it is damaged. */
int fly_dataset_open_file(struct fly_dataset *data, const char *path, struct fly_error *error);
/* The image is copied: it may be freed before the dataset is closed. */
int fly_dataset_open_image(struct fly_dataset *data, const struct fly_image *image, struct fly_error *error);
void fly_dataset_close(struct fly_dataset *data);

/* Whether HDF5 could not do something since the last file was opened, for want of memory or of a sound file: it may
 * have said "no" where it did not know, and what was read is not to be relied upon. */
bool fly_dataset_has_failed(void);

/* Makes another point of an experiment the one that all is about; at first it is point 0. */
int fly_dataset_go_to(struct fly_dataset *data, size_t point, struct fly_error *error);

/* One undimensioned series as doubles (scale applied), [n_scenarios][n_replicates][n_weeks], to be freed with fly_free.
 * *is_flow tells whether its values are per interval. FLY_ERR_USAGE when the file has no such series. */
int fly_dataset_series(const struct fly_dataset *data, const char *name, double **values, bool *is_flow,
                       struct fly_error *error);

/* The same of a series with a labelled dimension, summed over its labels (new customers of all sources). */
int fly_dataset_sums(const struct fly_dataset *data, const char *name, double **values, struct fly_error *error);

/* One label of it (customers by referral). FLY_ERR_USAGE when it has no such label. */
int fly_dataset_label(const struct fly_dataset *data, const char *name, const char *label, double **values,
                      struct fly_error *error);

/* A series with a labelled dimension summed over all weeks, [n_scenarios][n_replicates][n_labels] (total spend by
 * ledger), and the labels; both the caller's to free. FLY_ERR_USAGE when the file has no such series. */
int fly_dataset_totals(const struct fly_dataset *data, const char *name, double **values, struct fly_labels *labels,
                       struct fly_error *error);

/* Whether there is such a series and its values are per interval. */
bool fly_dataset_is_flow(const struct fly_dataset *data, const char *name);

/* A table of integers per replicate. Caller-owned; a zeroed struct may be freed. */
struct fly_grid_values {
    size_t n_dims, n[FLY_GRID_DIMS];         /* labels of each dimension; 1 behind the last */
    struct fly_labels labels[FLY_GRID_DIMS]; /* empty behind the last */
    double *values; /* [n_scenarios][n_replicates][n[0]][n[1]][n[2]], scale applied; NAN where undefined */
};

/* FLY_ERR_USAGE when the file has no such grid. */
int fly_dataset_grid(const struct fly_dataset *data, const char *name, struct fly_grid_values *grid,
                     struct fly_error *error);
void fly_grid_values_free(struct fly_grid_values *grid);

/* One parameter of a scenario as the file tells it: "budget.weekly", "60.5", 60.5 (NAN for text). */
struct fly_parameter {
    char *name, *value, *type, *unit, *doc; /* owned; the type as fly_param_type_name has it */
    char *origin;                           /* "default", "FILE:LINE", "--set"; owned */
    double number;
};

struct fly_parameters {
    struct fly_parameter *items; /* owned */
    size_t n;
};

/* All parameters of one scenario, in the file's order. */
int fly_dataset_parameters(const struct fly_dataset *data, size_t scenario, struct fly_parameters *parameters,
                           struct fly_error *error);
void fly_parameters_free(struct fly_parameters *parameters);

/* A parameter of one scenario as a number (a choice's index, a switch's 0 or 1), by its name as --set takes it.
 * FLY_ERR_USAGE when the scenario has no such parameter. */
int fly_dataset_parameter(const struct fly_dataset *data, size_t scenario, const char *name, double *number,
                          struct fly_error *error);

/* Where a result comes from. Caller-owned; a zeroed struct may be freed. */
struct fly_provenance {
    char *title, *version, *revision, *command, *content_hash; /* owned */
};

int fly_dataset_provenance(const struct fly_dataset *data, struct fly_provenance *provenance, struct fly_error *error);
void fly_provenance_free(struct fly_provenance *provenance);

/* One scenario as it was said. Caller-owned; a zeroed struct may be freed. */
struct fly_scenario_source {
    char *path, *text; /* owned; the text with those of all bases after it */
    uint64_t seed_population, seed_network, seed_dynamics, n_agents, n_steps;
    double step_weeks;
};

int fly_dataset_source(const struct fly_dataset *data, size_t scenario, struct fly_scenario_source *source,
                       struct fly_error *error);
void fly_scenario_source_free(struct fly_scenario_source *source);

void fly_labels_free(struct fly_labels *labels);

/* The index of a KPI by name; -1 when there is none. */
ptrdiff_t fly_dataset_find_kpi(const struct fly_dataset *data, const char *name);

#endif
