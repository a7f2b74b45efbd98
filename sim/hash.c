/* Fingerprints of bytes, by libxxhash. */
#include "sim/hash.h"

#include "sim/alloc.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#define XXH_STATIC_LINKING_ONLY /* the size of its state, which lies in our memory */
#include <xxhash.h>

struct fly_hash_stream {
    XXH3_state_t state; /* wants 64 bytes of alignment, which fly_alloc gives */
};

static struct fly_hash from(XXH128_hash_t hash)
{
    return (struct fly_hash){.high = hash.high64, .low = hash.low64};
}

struct fly_hash fly_hash_of(const void *bytes, size_t n)
{
    assert(bytes || n == 0);
    return from(XXH3_128bits(bytes, n));
}

void fly_hash_print(struct fly_hash hash, char text[FLY_HASH_TEXT])
{
    (void)snprintf(text, FLY_HASH_TEXT, "%016" PRIx64 "%016" PRIx64, hash.high, hash.low);
}

struct fly_hash_stream *fly_hash_begin(void)
{
    struct fly_hash_stream *stream = fly_alloc(1, sizeof *stream);
    if (stream) (void)XXH3_128bits_reset(&stream->state);
    return stream;
}

void fly_hash_add(struct fly_hash_stream *stream, const void *bytes, size_t n)
{
    assert(stream && (bytes || n == 0));
    if (n > 0) (void)XXH3_128bits_update(&stream->state, bytes, n);
}

struct fly_hash fly_hash_end(const struct fly_hash_stream *stream)
{
    assert(stream);
    return from(XXH3_128bits_digest(&stream->state));
}

void fly_hash_free(struct fly_hash_stream *stream)
{
    fly_free(stream);
}
