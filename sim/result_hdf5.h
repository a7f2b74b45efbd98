/* The few shapes of HDF5 object that a result file is made of. Private to the files sim/result_*.c, which are, with
 * analysis/read.c, the only ones that know HDF5.
 *
 * All functions return FLY_OK or a failure with its sentence; they close whatever they opened. */
#ifndef FLY_RESULT_HDF5_H
#define FLY_RESULT_HDF5_H

#include "sim/result_file.h"

#include <hdf5.h>

enum { FLY_H5_MAX_RANK = 2 + FLY_GRID_DIMS };

/* A coordinate, and the variables that use it. */
struct fly_h5_scale;

struct fly_h5 {
    hid_t file, text; /* the open file; the type of variable-length UTF-8 strings */
    struct fly_h5_scale *scales;
    size_t n_scales, max_scales;
    struct fly_error *error; /* where sentences go; may be NULL */
};

/* Opens an empty file in memory with room for so many coordinates; closes it, also after failures and when zeroed. */
int fly_h5_open(struct fly_h5 *h5, size_t max_scales, struct fly_error *error);
void fly_h5_close(struct fly_h5 *h5);

/* Writes what can only be known at the end (who uses which coordinate), then copies the file's bytes. */
int fly_h5_finish(struct fly_h5 *h5, struct fly_image *image);

/* A sentence about `name` from HDF5's own account of what failed; returns the status. */
int fly_h5_fail(const struct fly_h5 *h5, const char *name);

int fly_h5_group(struct fly_h5 *h5, hid_t parent, const char *name, hid_t *group);

/* Attributes; `type` is the type in memory and in the file. */
int fly_h5_text_attr(struct fly_h5 *h5, hid_t object, const char *name, const char *value);
int fly_h5_attr(struct fly_h5 *h5, hid_t object, const char *name, hid_t type, const void *value);

/* Text of fixed length: H5DSis_scale and PyTables take nothing else for the marks of a scale or a table. */
int fly_h5_fixed_attr(struct fly_h5 *h5, hid_t object, const char *name, const char *value);

/* A coordinate: creates the dataset and registers it; *axis is what variables name it by. */
int fly_h5_text_scale(struct fly_h5 *h5, const char *name, const char *doc, const char *const *labels, size_t n,
                      size_t *axis);
int fly_h5_scale(struct fly_h5 *h5, const char *name, const char *doc, const char *units, hid_t type,
                 const void *values, size_t n, size_t *axis);

/* A variable over coordinates that the caller fills and closes. Big ones of rank 3 and more are cut into chunks of one
 * index of the first axis and *rows of the second, with checksums; *rows is set in any case. `fill` may be NULL. */
int fly_h5_variable(struct fly_h5 *h5, const char *name, hid_t type, const size_t *axes, int rank, const void *fill,
                    size_t *rows, hid_t *variable);

/* Small variables, written at once. */
int fly_h5_text_variable(struct fly_h5 *h5, const char *name, const char *doc, size_t axis, const char *const *values);
int fly_h5_put(struct fly_h5 *h5, const char *name, const char *doc, const char *units, hid_t type, const size_t *axes,
               int rank, const void *values);

/* One string. */
int fly_h5_text(struct fly_h5 *h5, hid_t parent, const char *name, const char *value);

#endif
