/* A session made again of what a journal says about it, without the files it was made of: enough to write its result
 * file, not to simulate. */
#ifndef RESTORE_H
#define RESTORE_H

#include "cli/session.h"

/* Fills the session; what its cases point to lies in the manifest, which must outlive it. FLY_ERR_SCENARIO where the
 * manifest cannot be understood. */
int restore_session(struct session *session, const struct fly_manifest *manifest, struct context *context);

/* A number of the manifest; FLY_ERR_SCENARIO when there is none. */
int restore_number(const struct fly_manifest *manifest, const char *key, size_t k, uint64_t *number);

#endif
