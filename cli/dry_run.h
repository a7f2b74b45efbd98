/* What a run would do, without doing it. */
#ifndef DRY_RUN_H
#define DRY_RUN_H

#include "cli/session.h"

/* Every effective value with its origin, and the expected memory and file size. */
int dry_run_present(const struct session *session, struct context *context);

#endif
