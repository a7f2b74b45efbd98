/* The result file: one HDF5 file that is an xarray dataset. Names, units and sentences come from the series tables.
 *
 * Built as an image in memory (no HDF5 I/O on disk: HDF5 1.10 crashes in its exit handler after a failed write), so
 * that the same bytes can be analysed, written, or both. Two equal runs give equal bytes. */
#ifndef FLY_RESULT_FILE_H
#define FLY_RESULT_FILE_H

#include "sim/results.h"

struct fly_image {
    unsigned char *bytes; /* owned */
    size_t size;
};

/* Builds the file. The /summary table (mean, sd, 95 % interval of every KPI by scenario) is computed here from kpi. */
int fly_result_image(struct fly_image *image, const struct fly_results *results, struct fly_error *error);
void fly_image_free(struct fly_image *image);

/* Upper estimate of the file's size before compression. */
uint64_t fly_result_size(const struct fly_setup *setups, size_t n_scenarios, size_t n_replicates);

/* Writes bytes to `path` by temporary name in the same folder, fsync, rename, fsync of the folder: the previous file is
 * whole until the new one is. FLY_ERR_CREATE or FLY_ERR_IO; then nothing is left behind. */
int fly_write_file(const char *path, const void *bytes, size_t size, struct fly_error *error);

/* Fails with FLY_ERR_CREATE at once if `path` could not be written later (missing folder, no permission, a directory):
 * asked before a long run starts. */
int fly_check_writable(const char *path, struct fly_error *error);

#endif
