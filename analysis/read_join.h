/* Several result files as one dataset: what the readers of single files hand over to. Private to analysis/read*.c. */
#ifndef FLY_READ_JOIN_H
#define FLY_READ_JOIN_H

#include "analysis/read.h"

/* One of the files. */
struct fly_joined_file {
    struct fly_dataset data;
    size_t first; /* its first scenario's number in the joined dataset */
    size_t skip;  /* replicates of it before the first common one */
};

/* The part that a scenario of a joined dataset lies in. */
const struct fly_joined_file *fly_join_part(const struct fly_dataset *data, size_t scenario);

/* The same as the functions of read.h without `join`, of a joined dataset. */
int fly_join_series(const struct fly_dataset *data, const char *name, double **values, bool *is_flow,
                    struct fly_error *error);
int fly_join_weeks(const struct fly_dataset *data, const char *name, const char *label, double **values,
                   struct fly_error *error);
/* Of one week, or over all of them. */
enum { FLY_JOIN_TOTALS = -1 };
int fly_join_labelled(const struct fly_dataset *data, const char *name, ptrdiff_t week, double **values,
                      struct fly_labels *labels, struct fly_error *error);
int fly_join_grid(const struct fly_dataset *data, const char *name, struct fly_grid_values *grid,
                  struct fly_error *error);
void fly_join_close(struct fly_dataset *data);

#endif
