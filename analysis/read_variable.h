/* What reading a result file needs of HDF5. Private to analysis/read*.c, which are, with sim/result_*.c, the only files
 * that know HDF5. */
#ifndef FLY_READ_VARIABLE_H
#define FLY_READ_VARIABLE_H

#include "analysis/read.h"

#include <hdf5.h>

/* Of a series with labels; of a grid with all its dimensions. */
enum { FLY_READ_SERIES_RANK = 4, FLY_READ_MAX_RANK = 2 + FLY_GRID_DIMS };

/* What fly_dataset.file points to. */
struct fly_open_file {
    hid_t id;
    hid_t kpi;  /* its KPIs, held open: HDF5 then keeps what it has unpacked while points are gone through in turn */
    char *name; /* for messages */
};

/* A variable open for reading. One of the results of an experiment is that of the dataset's point: the axis of points
 * is not among its own. */
struct fly_variable {
    hid_t id;
    int rank;
    hsize_t extents[FLY_READ_MAX_RANK];
    bool has_points;
    hsize_t point;
};

const struct fly_open_file *fly_read_file(const struct fly_dataset *data);

/* From now on HDF5 prints nothing, and its failures are noted (fly_dataset_has_failed). */
void fly_read_watch(void);

/* The two usual failures, with their sentences; the status is returned. */
int fly_read_damaged(const struct fly_dataset *data, const char *what, struct fly_error *error);
int fly_read_no_memory(const char *what, struct fly_error *error);

/* Whether the file's root has a variable of this name. */
bool fly_read_exists(const struct fly_dataset *data, const char *name);

int fly_read_open(const struct fly_dataset *data, const char *name, struct fly_variable *variable,
                  struct fly_error *error);
void fly_read_close(struct fly_variable *variable);

/* How many values, or 0 when that number does not fit. */
size_t fly_read_size(const struct fly_variable *variable);

/* Whether it has this rank and its first axes are scenario, replicate and `third` long. */
bool fly_read_fits(const struct fly_dataset *data, const struct fly_variable *variable, int rank, size_t third);

/* The values from `start` on, `count` along each axis, as doubles. */
int fly_read_slab(const struct fly_dataset *data, const struct fly_variable *variable, const char *name,
                  const hsize_t *start, const hsize_t *count, double *values, struct fly_error *error);

/* The labels along one axis, numbers as text; to be freed with fly_labels_free. */
int fly_read_labels(const struct fly_dataset *data, const struct fly_variable *variable, unsigned axis,
                    const char *name, struct fly_labels *labels, struct fly_error *error);

/* All values as doubles, to be freed with fly_free. */
int fly_read_doubles(const struct fly_dataset *data, const struct fly_variable *variable, const char *name,
                     double **values, struct fly_error *error);

/* A one-dimensional variable of strings, to be freed with fly_labels_free. */
int fly_read_texts(const struct fly_dataset *data, const struct fly_variable *variable, const char *name,
                   struct fly_labels *labels, struct fly_error *error);
int fly_read_named_texts(const struct fly_dataset *data, const char *name, struct fly_labels *labels,
                         struct fly_error *error);

/* The scale factor of a variable, 1 when it has none. */
double fly_read_scale(const struct fly_variable *variable);

/* An attribute that is one number. False: it is not there, or something else. */
bool fly_read_number_attr(hid_t object, const char *name, hid_t type, void *number);

/* A text of the file as everything behind may show it: fit for a terminal, valid UTF-8; NULL is "". To be freed with
 * fly_free; NULL without memory. */
char *fly_read_copy(const char *text);

/* An attribute that is one text, "" where there is none; NULL without memory or where it cannot be read. To be freed
 * with fly_free. */
char *fly_read_text_attr(hid_t object, const char *name);

/* Whether a text attribute is there and has this value. */
bool fly_read_has_attr(const struct fly_variable *variable, const char *name, const char *value);

#endif
