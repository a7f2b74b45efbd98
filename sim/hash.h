/* Fingerprints of bytes: XXH3, 128 bits (Collet, https://xxhash.com), so that `xxhsum -H128` or python3-xxhash give the
 * same. They tell damage and difference; they are no protection against somebody who means to deceive. */
#ifndef FLY_HASH_H
#define FLY_HASH_H

#include <stddef.h>
#include <stdint.h>

struct fly_hash {
    uint64_t high, low;
};

enum { FLY_HASH_TEXT = 33 }; /* 32 hexadecimal digits, as xxhsum prints them */

struct fly_hash fly_hash_of(const void *bytes, size_t n);
void fly_hash_print(struct fly_hash hash, char text[FLY_HASH_TEXT]);

static inline int fly_hash_equal(struct fly_hash a, struct fly_hash b)
{
    return a.high == b.high && a.low == b.low;
}

/* The same of bytes that come piece by piece. NULL when there is no memory; freed with fly_hash_free, which takes
 * NULL. */
struct fly_hash_stream;
struct fly_hash_stream *fly_hash_begin(void);
void fly_hash_add(struct fly_hash_stream *stream, const void *bytes, size_t n);
struct fly_hash fly_hash_end(const struct fly_hash_stream *stream);
void fly_hash_free(struct fly_hash_stream *stream);

#endif
