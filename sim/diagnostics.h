/* What is wrong with a user's files: all of it, collected in one pass, in the order found. */
#ifndef FLY_DIAGNOSTICS_H
#define FLY_DIAGNOSTICS_H

#include "sim/status.h"

#include <stdbool.h>
#include <stddef.h>

enum fly_severity { FLY_WARNING, FLY_ERROR };

struct fly_diagnostic {
    enum fly_severity severity;
    char *place; /* "file:line", "file" or "--set"; owned */
    char *text;  /* one sentence: what is wrong, what is allowed; owned */
};

/* Caller-owned; a zeroed struct is empty and may be freed. */
struct fly_diagnostics {
    struct fly_diagnostic *items;
    size_t n_items, capacity;
    size_t n_errors; /* also those that a reader with very many of them only counts, and tells in one sentence */
    int code; /* the status to return: FLY_OK, FLY_ERR_SCENARIO, or FLY_ERR_NO_INPUT when a file could not be read */
};

/* Adds one finding. `file` may be NULL (then no place), `line` 0 (then the file alone). Running out of memory here sets
 * code to FLY_ERR_MEMORY. An error sets code to FLY_ERR_SCENARIO unless a code is set already. */
void fly_diagnose(struct fly_diagnostics *found, enum fly_severity severity, const char *file, size_t line,
                  const char *format, ...) FLY_PRINTF(5, 6);

/* The sentence of the first error; "" when there is none. */
const char *fly_diagnostics_first_error(const struct fly_diagnostics *found);

void fly_diagnostics_free(struct fly_diagnostics *found);

/* The candidate nearest to `word` by edit distance (a swap of neighbours counts one), or NULL when none is near enough
 * to be worth suggesting. */
const char *fly_nearest_name(const char *word, const char *const *candidates, size_t n_candidates);

#endif
