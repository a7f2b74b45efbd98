/* The few shapes of HDF5 object that a result file is made of. Private to the files sim/result_*.c, which are, with
 * analysis/read.c, the only ones that know HDF5.
 *
 * All functions return FLY_OK or a failure with its sentence; they close whatever they opened. */
#ifndef FLY_RESULT_HDF5_H
#define FLY_RESULT_HDF5_H

#include "sim/hash.h"
#include "sim/result_sink.h"

#include <hdf5.h>

enum { FLY_H5_MAX_RANK = 3 + FLY_GRID_DIMS };

/* A coordinate, and the variables that use it. */
struct fly_h5_scale;

struct fly_h5 {
    hid_t file, text; /* the open file; the type of variable-length UTF-8 strings */
    struct fly_h5_scale *scales;
    size_t n_scales, max_scales;
    struct fly_error *error; /* where sentences go; may be NULL */
};

/* Opens an empty file whose bytes go into the sink, with room for so many coordinates; closes it, also after failures
 * and when zeroed. */
int fly_h5_open(struct fly_h5 *h5, struct fly_sink *sink, size_t max_scales, struct fly_error *error);
void fly_h5_close(struct fly_h5 *h5);

/* Writes what can only be known at the end (who uses which coordinate), and closes the file: the sink has all bytes. */
int fly_h5_finish(struct fly_h5 *h5);

/* A sentence about `name` from HDF5's own account of what failed; returns the status. */
int fly_h5_fail(const struct fly_h5 *h5, const char *name);

int fly_h5_group(struct fly_h5 *h5, hid_t parent, const char *name, hid_t *group);

/* Attributes; `type` is the type in memory and in the file. */
int fly_h5_text_attr(struct fly_h5 *h5, hid_t object, const char *name, const char *value);
int fly_h5_attr(struct fly_h5 *h5, hid_t object, const char *name, hid_t type, const void *value);

/* Text of fixed length: H5DSis_scale and PyTables take nothing else for the marks of a scale or a table. */
int fly_h5_fixed_attr(struct fly_h5 *h5, hid_t object, const char *name, const char *value);

/* The axis of a coordinate that the file has already; false when there is none of this name. */
bool fly_h5_find_scale(const struct fly_h5 *h5, const char *name, size_t *axis);

/* A coordinate: creates the dataset and registers it; *axis is what variables name it by. */
int fly_h5_text_scale(struct fly_h5 *h5, const char *name, const char *doc, const char *const *labels, size_t n,
                      size_t *axis);
int fly_h5_scale(struct fly_h5 *h5, const char *name, const char *doc, const char *units, hid_t type,
                 const void *values, size_t n, size_t *axis);

/* A variable that is written slab by slab, in the order of its values; its fingerprint is taken on the way. Slabs are
 * of about a megabyte and, for big variables, the chunks of the file: one axis, `cut`, is taken `step` indices at a
 * time, those before it one by one, those behind it whole. */
struct fly_h5_variable {
    const char *name;
    hid_t set, type; /* type: of the values, in the file as in memory; not owned */
    int rank, cut;
    hsize_t extents[FLY_H5_MAX_RANK], step;
    hsize_t next[FLY_H5_MAX_RANK]; /* where the next slab begins */
    hsize_t count[FLY_H5_MAX_RANK];
    struct fly_hash_stream *hash;
};

/* Creates it over coordinates, of which the first n_jobs_axes may be cut. `fill` may be NULL. To be closed, also after
 * failures and when zeroed. */
int fly_h5_create(struct fly_h5 *h5, struct fly_h5_variable *variable, const char *name, hid_t type, const size_t *axes,
                  int rank, int n_job_axes, const void *fill);
void fly_h5_close_variable(struct fly_h5_variable *variable);

/* How many values the largest slab has. */
size_t fly_h5_slab_size(const struct fly_h5_variable *variable);

/* The next slab to be written: its first value's place among all, and its number of values. False after the last. */
bool fly_h5_next_slab(struct fly_h5_variable *variable, size_t *first, size_t *n);
int fly_h5_write_slab(struct fly_h5 *h5, struct fly_h5_variable *variable, const void *values);

/* Notes the fingerprint, once all is written. */
int fly_h5_seal(struct fly_h5 *h5, struct fly_h5_variable *variable);

/* Small variables, written at once. */
int fly_h5_text_variable(struct fly_h5 *h5, const char *name, const char *doc, size_t axis, const char *const *values);
int fly_h5_put(struct fly_h5 *h5, const char *name, const char *doc, const char *units, hid_t type, const size_t *axes,
               int rank, const void *values);

/* One string. */
int fly_h5_text(struct fly_h5 *h5, hid_t parent, const char *name, const char *value);

#endif
