/* Results that are there already, presented by the same code as results that have just been made. */
#ifndef STORED_H
#define STORED_H

#include "cli/session.h"

/* What a file is, by its first bytes. */
enum stored_kind { STORED_MISSING, STORED_TEXT, STORED_RESULT, STORED_JOURNAL };
enum stored_kind stored_kind_of(const char *path);

/* A whole session of result files: checked to the last byte, opened (several are joined), presented. What the session
 * knows is what a presentation needs: names, sizes, seeds, points, data; there is nothing that could be run. */
int stored_present(struct context *context, const char *const *paths, size_t n,
                   int (*present)(const struct session *session, struct context *context));

/* Opens one result file, after its bytes were checked; what is wrong is told, with the status of `flywheel verify`:
 * FLY_ERR_SCENARIO for what is no result file or damaged, FLY_ERR_NO_INPUT where there is none. */
int stored_open(struct fly_dataset *data, const char *path, struct messages *messages);

#endif
