/* What a run is, word for word: all that must agree before its replicates may stand beside those of another process,
 * and all that is needed to make its result file elsewhere. A list of named texts, in a fixed order. */
#ifndef FLY_MANIFEST_H
#define FLY_MANIFEST_H

#include "sim/status.h"

#include <stdbool.h>
#include <stddef.h>

struct fly_manifest_item {
    char *key, *bytes; /* owned; bytes are terminated too */
    size_t n;
};

/* Caller-owned; a zeroed struct is empty and may be freed. */
struct fly_manifest {
    struct fly_manifest_item *items; /* owned */
    size_t n, capacity;
};

/* Adds one; keys may repeat. A key has no blank in it. FLY_OK or FLY_ERR_MEMORY. */
int fly_manifest_add(struct fly_manifest *manifest, const char *key, const char *bytes, size_t n);
int fly_manifest_add_text(struct fly_manifest *manifest, const char *key, const char *text);
FLY_PRINTF(3, 4)
int fly_manifest_add_print(struct fly_manifest *manifest, const char *key, const char *format, ...);

/* The k-th item of this key, or NULL. */
const struct fly_manifest_item *fly_manifest_find(const struct fly_manifest *manifest, const char *key, size_t k);

/* The first item that differs, of `a`, or of `b` where a has ended; NULL: none. Items called `except` are passed
 * over. */
const struct fly_manifest_item *fly_manifest_difference(const struct fly_manifest *a, const struct fly_manifest *b,
                                                        const char *except);

/* As bytes, to be freed with fly_free; and back. NULL without memory. FLY_ERR_IO where they are no manifest. */
char *fly_manifest_write(const struct fly_manifest *manifest, size_t *n);
int fly_manifest_read(struct fly_manifest *manifest, const char *bytes, size_t n);

void fly_manifest_free(struct fly_manifest *manifest);

#endif
