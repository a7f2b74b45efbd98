/* Whether a result file is whole and adds up: what `flywheel verify` finds. */
#ifndef FLY_VERIFY_H
#define FLY_VERIFY_H

#include "analysis/read.h"
#include "sim/hash.h"

/* Caller-owned; a zeroed struct may be freed. */
struct fly_verification {
    struct fly_diagnostics found; /* each thing that is wrong, as an error with the file as its place */
    char content[FLY_HASH_TEXT];  /* the fingerprint of all results, computed anew */
    bool may_be_older; /* written by a version that wrote no fingerprints, if HDF5 finds it whole: it knows its size */
    size_t n_variables, n_values; /* whose fingerprints were compared */
    size_t n_identities;          /* that can be asked of this file */
    size_t n_checks;              /* of identities: one for each scenario, replicate and recorded week */
};

/* Reads the file's last line, which is the fingerprint of all bytes before it. What is wrong is a finding, also that it
 * is no file of flywheel's; FLY_ERR_NO_INPUT when there is no such file, FLY_ERR_MEMORY. */
int fly_verify_bytes(struct fly_verification *verification, const char *path, struct fly_error *error);

/* Adds what is wrong with
 *   each variable of results the fingerprint of its values, and that of all of them together
 *   the identities           agents over stages are the market; customers follow from those who came and left;
 *                            attitudes and segments add up to customers, revenue and margin; purchases are first and
 *                            repeated ones; budget, spending and what is unspent; profit and cash
 * An experiment is looked at point by point. FLY_OK or FLY_ERR_MEMORY. HDF5 itself may crash on a file whose bytes are
 * not those that were written. */
int fly_verify_values(struct fly_verification *verification, const char *path, struct fly_error *error);
void fly_verification_free(struct fly_verification *verification);

/* The same of the part of it that knows HDF5. Internal to analysis. */
int fly_read_verify_values(const struct fly_dataset *data, const char *path, struct fly_verification *verification,
                           struct fly_error *error);

#endif
