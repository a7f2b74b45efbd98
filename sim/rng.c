/* Draws keyed by (seed; agent, step, call, replicate): for one agent, and for the agents of a block. */
#include "sim/rng.h"

#include "sim/philox.h"

#include <assert.h>
#include <math.h>

enum { SUB_SHIFT = 24 };

struct fly_words fly_philox(const uint32_t counter[4], const uint32_t key[2])
{
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3], k0 = key[0], k1 = key[1];
    for (int r = 0; r < FLY_PHILOX_ROUNDS; r++) {
        const uint64_t p0 = (uint64_t)FLY_PHILOX_M0 * c0, p1 = (uint64_t)FLY_PHILOX_M1 * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)p1;
        c3 = (uint32_t)p0;
        k0 += FLY_PHILOX_W0;
        k1 += FLY_PHILOX_W1;
    }
    return (struct fly_words){{c0, c1, c2, c3}};
}

struct fly_key fly_key_make(uint64_t seed, uint32_t replicate)
{
    assert(replicate < FLY_MAX_REPLICATES);
    return (struct fly_key){{(uint32_t)seed, (uint32_t)(seed >> 32)}, replicate, 0};
}

struct fly_key fly_key_opposite(struct fly_key key)
{
    key.flip = ~key.flip;
    return key;
}

/* FNV-1a, folded to 16 bits. Collisions are found when the slots are registered. */
uint32_t fly_call_number(const char *call)
{
    uint32_t h = 2166136261u;
    for (const char *c = call; *c; c++)
        h = (h ^ (uint8_t)*c) * 16777619u;
    return (h >> 16) ^ (h & 0xFFFFu);
}

/* `sub` numbers the calls that one decision needs when four words are not enough. */
static struct fly_words draw(struct fly_key key, uint32_t agent, uint32_t step, uint32_t call, uint32_t index,
                             uint32_t sub)
{
    assert(step < FLY_MAX_STEPS && call < (1u << 16) && index < FLY_MAX_INDEX && sub < 256);
    const uint32_t counter[4] = {agent, step, call << 16 | index, key.replicate | sub << SUB_SHIFT};
    struct fly_words words = fly_philox(counter, key.seed);
    for (int word = 0; word < 4; word++)
        words.w[word] ^= key.flip;
    return words;
}

struct fly_words fly_draw(struct fly_key key, uint32_t agent, uint32_t step, uint32_t call, uint32_t index)
{
    return draw(key, agent, step, call, index, 0);
}

/* ---- for the agents of a block ---- */

/* Calls are made in batches whose counters fit into the first cache. */
enum { BATCH = 256 };

static uint32_t at_most(uint32_t n, uint32_t most)
{
    return n < most ? n : most;
}

static struct fly_calls calls_of(struct fly_key key, uint32_t step, uint32_t call, uint32_t index)
{
    assert(step < FLY_MAX_STEPS && call < (1u << 16) && index < FLY_MAX_INDEX);
    return (struct fly_calls){{key.seed[0], key.seed[1]}, {0, step, call << 16 | index, key.replicate}, key.flip};
}

static void draw_list(const struct fly_calls *calls, uint32_t first, const uint16_t *local, uint32_t n, uint32_t *words,
                      size_t stride)
{
    uint32_t agents[BATCH];
    assert(n <= stride);
    for (uint32_t at = 0; at < n; at += BATCH) {
        const uint32_t room = at_most(n - at, BATCH);
        for (uint32_t i = 0; i < room; i++)
            agents[i] = first + local[at + i];
        for (uint32_t i = room; i % FLY_PHILOX_LANES; i++)
            agents[i] = first;
        fly_philox_lanes(calls, agents, room,
                         (struct fly_lanes){words + at, stride * sizeof *words, FLY_PHILOX_LANES * sizeof *words});
    }
}

void fly_draw_list(struct fly_key key, uint32_t first, const uint16_t *local, uint32_t n, uint32_t step, uint32_t call,
                   uint32_t *words, size_t stride)
{
    const struct fly_calls calls = calls_of(key, step, call, 0);
    draw_list(&calls, first, local, n, words, stride);
}

/* ---- byte-first draws ---- */

enum { CALL_BYTES = 16, GROUP_CALLS = FLY_BYTES_GROUP / CALL_BYTES, REST_BITS = 24 };

_Static_assert((int)GROUP_CALLS == (int)FLY_PHILOX_LANES, "a group of calls is stored at once");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the bytes of a word are taken as they lie");

void fly_draw_bytes(struct fly_key key, uint32_t first, uint32_t n, uint32_t step, uint32_t call, uint8_t *bytes)
{
    const struct fly_calls calls = calls_of(key, step, call, FLY_BYTES_INDEX);
    uint32_t counter[BATCH];
    assert(first % FLY_BYTES_GROUP == 0 && n % FLY_BYTES_GROUP == 0);
    for (uint32_t at = 0; at < n; at += BATCH * CALL_BYTES) {
        const uint32_t room = at_most((n - at) / CALL_BYTES, BATCH);
        for (uint32_t i = 0; i < room; i++)
            counter[i] = (first + at) / CALL_BYTES + i;
        fly_philox_lanes(&calls, counter, room,
                         (struct fly_lanes){bytes + at, GROUP_CALLS * sizeof *counter, FLY_BYTES_GROUP});
    }
}

static uint32_t compose(uint32_t byte, uint32_t rest)
{
    return byte << REST_BITS | (rest & ((1u << REST_BITS) - 1));
}

uint8_t fly_draw_byte(struct fly_key key, uint32_t agent, uint32_t step, uint32_t call)
{
    const uint32_t place = agent % FLY_BYTES_GROUP, shared = agent / FLY_BYTES_GROUP * GROUP_CALLS + place % 64 / 4;
    return (uint8_t)(draw(key, shared, step, call, FLY_BYTES_INDEX, 0).w[place / 64] >> 8 * (place % 4));
}

struct fly_words fly_draw_byte_first(struct fly_key key, uint32_t agent, uint32_t step, uint32_t call)
{
    struct fly_words words = draw(key, agent, step, call, FLY_REST_INDEX, 0);
    words.w[0] = compose(fly_draw_byte(key, agent, step, call), words.w[0]);
    return words;
}

void fly_draw_rest(struct fly_key key, uint32_t first, const uint16_t *local, uint32_t n, uint32_t step, uint32_t call,
                   const uint8_t *bytes, uint32_t *words, size_t stride)
{
    const struct fly_calls calls = calls_of(key, step, call, FLY_REST_INDEX);
    draw_list(&calls, first, local, n, words, stride);
    for (uint32_t i = 0; i < n; i++)
        words[i] = compose(bytes[local[i]], words[i]);
}

/* ---- laws of one word ---- */

uint64_t fly_threshold(double p)
{
    if (!(p > 0)) return 0;
    return p >= 1 ? UINT64_C(1) << 32 : (uint64_t)(p * 0x1p32 + 0.5);
}

uint32_t fly_poisson(double mean, double exp_minus_mean, uint32_t word)
{
    assert(mean >= 0 && mean <= 500);
    const double u = fly_unit(word);
    double term = exp_minus_mean, below = term;
    uint32_t k = 0;
    if (u < below) return 0;
    /* Beyond this count a double cannot tell the tail from nothing. */
    const uint32_t most = 64 + (uint32_t)(mean + 12 * sqrt(mean));
    while (u >= below && k < most) {
        k++;
        term *= mean / k;
        below += term;
    }
    return k;
}

/* ---- streams for GSL ---- */

static unsigned long stream_get(void *state)
{
    struct fly_gsl_stream *stream = state;
    if (stream->used % 4 == 0)
        stream->words =
            draw(stream->key, stream->agent, stream->step, stream->call, stream->index, stream->used / 4 % 256);
    return stream->words.w[stream->used++ % 4];
}

static double stream_get_double(void *state)
{
    return fly_unit((uint32_t)stream_get(state));
}

static void stream_set(void *state, unsigned long seed)
{
    (void)seed; /* a stream's key is its seed */
    ((struct fly_gsl_stream *)state)->used = 0;
}

static const gsl_rng_type stream_type = {
    "philox4x32-10", 0xFFFFFFFFul, 0, sizeof(struct fly_gsl_stream), stream_set, stream_get, stream_get_double,
};

void fly_gsl_begin(struct fly_gsl_stream *stream, struct fly_key key, uint32_t agent, uint32_t step, uint32_t call,
                   uint32_t index)
{
    *stream = (struct fly_gsl_stream){
        .rng = {&stream_type, stream}, .key = key, .agent = agent, .step = step, .call = call, .index = index};
}
