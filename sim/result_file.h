/* The result file: one HDF5 file that is an xarray dataset. Names, units and sentences come from the series tables.
 *
 * It is made record by record: the memory that this takes does not grow with replicates or points. Two equal runs give
 * equal bytes. Behind HDF5's own end lies a line with the fingerprint of all that is before it. */
#ifndef FLY_RESULT_FILE_H
#define FLY_RESULT_FILE_H

#include "sim/design.h"
#include "sim/results.h"

/* What analysis adds to a file: numbers over labelled dimensions, or texts over one. */
enum { FLY_EXTRA_DIMS = 4 };

struct fly_extra {
    const char *name, *unit, *doc;
    size_t n_dims;
    const char *dims[FLY_EXTRA_DIMS]; /* names; one that the file has already keeps its labels */
    const char *const *labels[FLY_EXTRA_DIMS];
    size_t n_labels[FLY_EXTRA_DIMS];
    const double *values;     /* the last dimension fastest */
    const char *const *texts; /* instead of numbers; NULL: it has numbers */
};

/* All that a file tells. */
struct fly_result {
    const struct fly_setup *setups; /* [n_scenarios]; same n_rows and step for all */
    size_t n_scenarios;
    const struct fly_design *design; /* its points are the file's first dimension; NULL: there is no such dimension */
    uint32_t first_replicate;        /* replicate k of the file is number first_replicate + k */
    size_t n_replicates;
    bool kpis_only;      /* no series and grids */
    const char *command; /* as struct fly_results has it */
    const struct fly_extra *extras;
    size_t n_extras;
    struct fly_record_source source;
};

struct fly_image {
    unsigned char *bytes; /* owned */
    size_t size;
};

/* The number of points: 1 where there is no design. */
static inline size_t fly_result_points(const struct fly_result *result)
{
    return result->design ? result->design->n_points : 1;
}

/* What records in memory tell. */
struct fly_result fly_result_of(const struct fly_results *results);

/* Builds the file in memory. The /summary table (mean, sd, 95 % interval of every KPI by scenario) is computed here. */
int fly_result_make_image(struct fly_image *image, const struct fly_result *result, struct fly_error *error);
int fly_result_image(struct fly_image *image, const struct fly_results *results, struct fly_error *error);
void fly_image_free(struct fly_image *image);

/* Writes the file under a temporary name beside `path`, syncs it and renames it: the previous file is whole until the
 * new one is. FLY_ERR_CREATE or FLY_ERR_IO; then nothing is left behind. `path` plus ".tmp" is the temporary name, so
 * that what a killed program left there is written over by the next one. */
int fly_result_write(const char *path, const struct fly_result *result, struct fly_error *error);

/* Upper estimate of the file's size before compression. */
uint64_t fly_result_size(const struct fly_result *result);

#endif
