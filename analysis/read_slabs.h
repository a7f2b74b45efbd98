/* Goes through all values of a variable of results, some at a time and in their order: memory does not grow with the
 * file. Private to analysis/read*.c. */
#ifndef FLY_READ_SLABS_H
#define FLY_READ_SLABS_H

#include <hdf5.h>
#include <stdbool.h>
#include <stddef.h>

enum { FLY_SLAB_VALUE = 8, FLY_SLAB_VALUES = 1 << 17 }; /* bytes of a value; how many about are read at once */

/* A place in a variable: the values from `start` on, `count` along each axis, `n` in all. */
struct fly_slabs {
    hid_t set;
    int rank, cut; /* axes before `cut` are gone through one by one, those behind it are read whole */
    hsize_t extents[H5S_MAX_RANK], start[H5S_MAX_RANK], count[H5S_MAX_RANK], step;
    size_t n;
};

/* False when it has no axes or no values. The variable stays the caller's. */
bool fly_slabs_begin(struct fly_slabs *slabs, hid_t set);

/* How many values the largest slab has. */
size_t fly_slabs_room(const struct fly_slabs *slabs);

/* The next slab; false after the last. */
bool fly_slabs_next(struct fly_slabs *slabs);

/* Reads it as values of `type`, of FLY_SLAB_VALUE bytes each; false when it cannot be read. */
bool fly_slabs_read(const struct fly_slabs *slabs, hid_t type, void *values);

#endif
