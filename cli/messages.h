/* What the program has to say beside its answer: errors, warnings, and notes, on stderr and under --json in the object.
 */
#ifndef MESSAGES_H
#define MESSAGES_H

#include "sim/diagnostics.h"

#include <stdbool.h>
#include <stddef.h>

struct json_t;

/* Caller-owned; a zeroed struct is empty and may be freed. Library calls add to `found` too. */
struct messages {
    struct fly_diagnostics found;
    size_t n_seen, n_printed; /* of found: looked at by messages_print; different ones among them */
    bool quiet;
};

/* Adds an error and returns `code`, or a warning. */
int messages_error(struct messages *messages, int code, const char *format, ...) FLY_PRINTF(3, 4);
void messages_warn(struct messages *messages, const char *format, ...) FLY_PRINTF(2, 3);

/* Adds the sentence of a failure, unless it has none because its findings are in `found` already; returns its status.
 */
int messages_add(struct messages *messages, int status, const struct fly_error *error);

/* Prints a line on stderr at once, unless quiet; not kept. */
void messages_note(const struct messages *messages, const char *format, ...) FLY_PRINTF(2, 3);

/* Prints what came since the last call on stderr, the first hundred only. The closing line says how many more. */
void messages_print(struct messages *messages);
void messages_print_rest(const struct messages *messages);

/* The sentence of the last error; "" when there is none. */
const char *messages_last_error(const struct messages *messages);

/* A JSON array of {"place", "text"} of one severity; NULL when there is no memory. */
struct json_t *messages_json(const struct messages *messages, enum fly_severity severity);

void messages_free(struct messages *messages);

#endif
