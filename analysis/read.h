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
    char *formula;                  /* "" in files of before there were any; owned */
    int better;                     /* enum fly_better */
};

struct fly_joined_file;

/* What every analysis needs, read at once. Caller-owned; a zeroed struct may be freed. */
struct fly_dataset {
    void *file;                    /* the open file; private to read.c; NULL where several are joined */
    struct fly_joined_file *parts; /* those that are joined; private to read_join.c; owned */
    size_t n_parts;
    struct fly_labels scenarios;
    size_t n_points, point; /* of an experiment (0: it is none), and the one that everything below is about */
    size_t n_replicates, n_weeks;
    size_t first_replicate;   /* its number; the others follow */
    enum fly_pairing pairing; /* of the replicates */
    double *weeks;            /* [n_weeks] */
    struct fly_kpi_row *kpis;
    size_t n_kpis;
    size_t decides; /* the KPI that answers are about, plus 1; 0: the one that the file suggests */
    double *kpi;    /* [n_scenarios][n_replicates][n_kpis] */
};

/* FLY_ERR_NO_INPUT when it cannot be opened or is no result file, FLY_ERR_IO when it is damaged. */
int fly_dataset_open_file(struct fly_dataset *data, const char *path, struct fly_error *error);
/* The image is copied: it may be freed before the dataset is closed. */
int fly_dataset_open_image(struct fly_dataset *data, const struct fly_image *image, struct fly_error *error);
void fly_dataset_close(struct fly_dataset *data);

/* Puts the scenarios of n open datasets side by side, and takes these over (they are left zeroed, on failure too). Only
 * replicates that all have by number, and KPIs that all have, are in it; a name that is taken gets "-2". `paths` are
 * for messages. FLY_ERR_SCENARIO when they do not go together: other weeks, other pairing, no common replicate or KPI,
 * an experiment. Whether their random numbers are the same is told by their seeds (fly_dataset_about). */
int fly_dataset_join(struct fly_dataset *joined, struct fly_dataset *parts, size_t n, const char *const *paths,
                     struct fly_error *error);

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

/* The same in one recorded week, not summed: NAN where undefined. */
int fly_dataset_week(const struct fly_dataset *data, const char *name, size_t week, double **values,
                     struct fly_labels *labels, struct fly_error *error);

/* Whether the file has results of this name: a series or a grid. */
bool fly_dataset_has(const struct fly_dataset *data, const char *name);

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

/* One parameter of a scenario as the file tells it: "budget.weekly", "60.5", 60.5 (NAN for text), "money", where the
 * value comes from ("default", "firm.ini:12", "--set"), what it means. */
struct fly_parameter {
    char *name, *value, *unit, *origin, *doc; /* owned */
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

/* What a file says of itself. Caller-owned; a zeroed struct may be freed. */
struct fly_scenario_about {
    char *path; /* as the user gave it; owned */
    char *text; /* as it was said, with all that it extends after it; owned */
    uint64_t n_agents, n_steps;
    double step_weeks;
    uint64_t seed_population, seed_network, seed_dynamics; /* equal ones share their random numbers */
};

struct fly_about {
    char *title, *version, *revision, *command, *content; /* "" where the file has none; owned */
    int format;
    struct fly_scenario_about *scenarios; /* [n_scenarios]; owned */
    size_t n_scenarios;
};

/* Of a joined dataset the texts are those of the first file. */
int fly_dataset_about(const struct fly_dataset *data, struct fly_about *about, struct fly_error *error);
void fly_about_free(struct fly_about *about);

/* An axis of an experiment: its name, the parameter that it changes, and its value at every point (NAN: not set). */
struct fly_axis_values {
    char *name, *parameter, *unit, *doc; /* owned */
    double *values;                      /* [n_points]; owned */
};

struct fly_axes {
    struct fly_axis_values *items; /* owned */
    size_t n;
    struct fly_labels experiments; /* [n_points]: the sub-experiment of each point; empty when there are none */
};

/* n = 0 when the file is of no experiment. */
int fly_dataset_axes(const struct fly_dataset *data, struct fly_axes *axes, struct fly_error *error);
void fly_axes_free(struct fly_axes *axes);

/* The indices of a sensitivity analysis: value, low and high of the 95 % interval, each
 * [responses][kpis][factors][measures]. Caller-owned; a zeroed struct may be freed. */
struct fly_indices {
    struct fly_labels responses, kpis, factors, measures;
    double *values[3]; /* owned; NULL when the file has none */
};

int fly_dataset_indices(const struct fly_dataset *data, struct fly_indices *indices, struct fly_error *error);
void fly_indices_free(struct fly_indices *indices);

/* A series or grid that the file has: its name, kind ("flow", "stock", "real" or "grid"), unit, meaning, and how many
 * values it has beside scenario and replicate (weeks times labels). */
struct fly_variable_about {
    char *name, *kind, *unit, *doc; /* owned */
    size_t n_labels;                /* 1: a series without labels */
};

struct fly_variables_about {
    struct fly_variable_about *items; /* owned; in the file's order */
    size_t n, capacity;
};

/* Those of the first file of a joined dataset. */
int fly_dataset_variables(const struct fly_dataset *data, struct fly_variables_about *variables,
                          struct fly_error *error);
void fly_variables_about_free(struct fly_variables_about *variables);

void fly_labels_free(struct fly_labels *labels);

/* The index of a KPI by name; -1 when there is none. */
ptrdiff_t fly_dataset_find_kpi(const struct fly_dataset *data, const char *name);

#endif
