/* Where the bytes of a result file go while HDF5 makes them: an open file, or memory that grows.
 *
 * HDF5 1.10 does not survive a failed write, so it never hears of one: the sink keeps the first failure, swallows the
 * rest, and whoever closes the file asks for it. Private to the files sim/result_*.c. */
#ifndef FLY_RESULT_SINK_H
#define FLY_RESULT_SINK_H

#include "sim/result_file.h"

#include <hdf5.h>

struct fly_sink {
    int fd;                  /* the caller's; -1: memory */
    struct fly_image memory; /* owned until the caller takes it */
    size_t capacity;
    size_t end;  /* bytes written so far */
    int failure; /* errno of the first failure; 0: none */
};

/* A list of file access properties that opens the sink, which must outlive the file; negative on failure. */
hid_t fly_sink_access(struct fly_sink *sink);

#endif
