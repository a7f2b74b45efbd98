/* The parts of a tidy export. Private to analysis/read_tidy*.c. */
#ifndef FLY_READ_TIDY_H
#define FLY_READ_TIDY_H

#include "analysis/read_catalog.h"
#include "analysis/tidy.h"

struct fly_tidy_export {
    const struct fly_dataset *data;
    const struct fly_tidy_sink *sink;
    struct fly_catalog catalog;
    struct fly_error *error;
};

/* A table in the making: its columns, and the row that is being filled. Caller-owned; a zeroed struct may be freed. */
struct fly_tidy_rows {
    const char **columns; /* owned, but not the names */
    struct fly_tidy_cell *cells;
    size_t n, max;
};

int fly_tidy_rows_init(struct fly_tidy_rows *rows, const struct fly_tidy_export *export, size_t most_columns);
void fly_tidy_rows_free(struct fly_tidy_rows *rows);

/* The index of a column, which is added when it is not there yet. */
size_t fly_tidy_column(struct fly_tidy_rows *rows, const char *name);

struct fly_tidy_cell fly_tidy_text(const char *text);
struct fly_tidy_cell fly_tidy_integer(int64_t integer);
struct fly_tidy_cell fly_tidy_number(double number);

int fly_tidy_begin(const struct fly_tidy_export *export, const char *table, const struct fly_tidy_rows *rows);
int fly_tidy_row(const struct fly_tidy_export *export, const struct fly_tidy_rows *rows);
int fly_tidy_end(const struct fly_tidy_export *export);

/* The tables of results: replicates, kpis, series, grids. */
int fly_tidy_results(const struct fly_tidy_export *export, const char *table);

/* What an experiment has: its points and its sensitivity indices. */
int fly_tidy_points(const struct fly_tidy_export *export, const char *table);
int fly_tidy_sensitivity(const struct fly_tidy_export *export, const char *table);

/* The tables that the file has as such: the parameters of each scenario, and the summary. */
int fly_tidy_parameters(const struct fly_tidy_export *export, const char *table);
int fly_tidy_summary(const struct fly_tidy_export *export, const char *table);

#endif
