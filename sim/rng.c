/* Philox4x32-10: one call at a time, and sixteen-or-more lanes at a time for whole blocks of agents. */
#include "sim/rng.h"

#include "sim/simd.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define PHILOX_M0 0xD2511F53u
#define PHILOX_M1 0xCD9E8D57u
#define PHILOX_W0 0x9E3779B9u
#define PHILOX_W1 0xBB67AE85u

enum { ROUNDS = 10, LANES = 32, SUB_SHIFT = 24 };

struct fly_words fly_philox(const uint32_t counter[4], const uint32_t key[2])
{
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3], k0 = key[0], k1 = key[1];
    for (int r = 0; r < ROUNDS; r++) {
        const uint64_t p0 = (uint64_t)PHILOX_M0 * c0, p1 = (uint64_t)PHILOX_M1 * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)p1;
        c3 = (uint32_t)p0;
        k0 += PHILOX_W0;
        k1 += PHILOX_W1;
    }
    return (struct fly_words){{c0, c1, c2, c3}};
}

struct fly_key fly_key_make(uint64_t seed, uint32_t replicate)
{
    assert(replicate < FLY_MAX_REPLICATES);
    return (struct fly_key){{(uint32_t)seed, (uint32_t)(seed >> 32)}, replicate};
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
    return fly_philox(counter, key.seed);
}

struct fly_words fly_draw(struct fly_key key, uint32_t agent, uint32_t step, uint32_t call, uint32_t index)
{
    return draw(key, agent, step, call, index, 0);
}

uint32_t fly_draw_shared_one(struct fly_key key, uint32_t agent, uint32_t step, uint32_t call)
{
    return draw(key, agent / 4, step, call, 0, 0).w[agent % 4];
}

/* LANES calls at once, structure of arrays: this loop is what the compiler turns into vector code. */
static inline __attribute__((always_inline)) void lanes(uint32_t x0[LANES], uint32_t x1[LANES], uint32_t x2[LANES],
                                                        uint32_t x3[LANES], uint32_t k0, uint32_t k1)
{
    for (int r = 0; r < ROUNDS; r++) {
        for (int j = 0; j < LANES; j++) {
            const uint64_t p0 = (uint64_t)PHILOX_M0 * x0[j], p1 = (uint64_t)PHILOX_M1 * x2[j];
            x0[j] = (uint32_t)(p1 >> 32) ^ x1[j] ^ k0;
            x2[j] = (uint32_t)(p0 >> 32) ^ x3[j] ^ k1;
            x1[j] = (uint32_t)p1;
            x3[j] = (uint32_t)p0;
        }
        k0 += PHILOX_W0;
        k1 += PHILOX_W1;
    }
}

static inline __attribute__((always_inline)) void lanes_of(struct fly_key key, uint32_t step, uint32_t call,
                                                           uint32_t x[4][LANES])
{
    for (int j = 0; j < LANES; j++) {
        x[1][j] = step;
        x[2][j] = call << 16;
        x[3][j] = key.replicate;
    }
    lanes(x[0], x[1], x[2], x[3], key.seed[0], key.seed[1]);
}

static inline __attribute__((always_inline)) void shared_body(struct fly_key key, uint32_t first, uint32_t n,
                                                              uint32_t step, uint32_t call, uint32_t *words)
{
    uint32_t x[4][LANES];
    for (uint32_t at = 0; at < n; at += 4 * LANES) {
        for (uint32_t j = 0; j < LANES; j++)
            x[0][j] = (first + at) / 4 + j;
        lanes_of(key, step, call, x);
        const uint32_t room = n - at < 4 * LANES ? n - at : 4 * LANES;
        for (uint32_t j = 0; j < room / 4; j++)
            for (uint32_t k = 0; k < 4; k++)
                words[at + 4 * j + k] = x[k][j];
    }
}

static inline __attribute__((always_inline)) void shared_list_body(struct fly_key key, uint32_t first,
                                                                   const uint16_t *local, uint32_t n, uint32_t step,
                                                                   uint32_t call, uint32_t *words)
{
    uint32_t x[4][LANES];
    for (uint32_t at = 0; at < n; at += LANES) {
        const uint32_t room = n - at < LANES ? n - at : LANES;
        for (uint32_t j = 0; j < LANES; j++)
            x[0][j] = (first + local[at + (j < room ? j : 0)]) / 4;
        lanes_of(key, step, call, x);
        for (uint32_t j = 0; j < room; j++)
            words[at + j] = x[local[at + j] % 4][j];
    }
}

static inline __attribute__((always_inline)) void list_body(struct fly_key key, uint32_t first, const uint16_t *local,
                                                            uint32_t n, uint32_t step, uint32_t call, uint32_t *words,
                                                            size_t stride)
{
    uint32_t x[4][LANES];
    for (uint32_t at = 0; at < n; at += LANES) {
        const uint32_t room = n - at < LANES ? n - at : LANES;
        for (uint32_t j = 0; j < LANES; j++)
            x[0][j] = first + local[at + (j < room ? j : 0)];
        lanes_of(key, step, call, x);
        for (uint32_t k = 0; k < 4; k++)
            memcpy(words + k * stride + at, x[k], room * sizeof x[k][0]);
    }
}

#if FLY_HAS_AVX512
/* The same bodies, compiled for wider registers. */
FLY_FOR_AVX512 static void shared_avx512(struct fly_key key, uint32_t first, uint32_t n, uint32_t step, uint32_t call,
                                         uint32_t *words)
{
    shared_body(key, first, n, step, call, words);
}

FLY_FOR_AVX512 static void shared_list_avx512(struct fly_key key, uint32_t first, const uint16_t *local, uint32_t n,
                                              uint32_t step, uint32_t call, uint32_t *words)
{
    shared_list_body(key, first, local, n, step, call, words);
}

FLY_FOR_AVX512 static void list_avx512(struct fly_key key, uint32_t first, const uint16_t *local, uint32_t n,
                                       uint32_t step, uint32_t call, uint32_t *words, size_t stride)
{
    list_body(key, first, local, n, step, call, words, stride);
}
#endif

void fly_draw_shared(struct fly_key key, uint32_t first, uint32_t n, uint32_t step, uint32_t call, uint32_t *words)
{
    assert(first % 4 == 0 && n % 4 == 0);
#if FLY_HAS_AVX512
    if (fly_cpu_has_avx512()) {
        shared_avx512(key, first, n, step, call, words);
        return;
    }
#endif
    shared_body(key, first, n, step, call, words);
}

void fly_draw_shared_list(struct fly_key key, uint32_t first, const uint16_t *local, uint32_t n, uint32_t step,
                          uint32_t call, uint32_t *words)
{
    assert(first % 4 == 0);
#if FLY_HAS_AVX512
    if (fly_cpu_has_avx512()) {
        shared_list_avx512(key, first, local, n, step, call, words);
        return;
    }
#endif
    shared_list_body(key, first, local, n, step, call, words);
}

void fly_draw_list(struct fly_key key, uint32_t first, const uint16_t *local, uint32_t n, uint32_t step, uint32_t call,
                   uint32_t *words, size_t stride)
{
    assert(n <= stride);
#if FLY_HAS_AVX512
    if (fly_cpu_has_avx512()) {
        list_avx512(key, first, local, n, step, call, words, stride);
        return;
    }
#endif
    list_body(key, first, local, n, step, call, words, stride);
}

enum { BYTE_CALLS = FLY_BYTES_GROUP / 16, BYTE_SHIFT = 24 };

void fly_draw_bytes(struct fly_key key, uint32_t first, uint32_t n, uint32_t step, uint32_t call, uint8_t *bytes)
{
    assert(first % FLY_BYTES_GROUP == 0 && n % FLY_BYTES_GROUP == 0);
    for (uint32_t at = 0; at < n; at += FLY_BYTES_GROUP)
        for (uint32_t j = 0; j < BYTE_CALLS; j++) {
            const struct fly_words words = draw(key, (first + at) / 16 + j, step, call, FLY_BYTES_INDEX, 0);
            for (uint32_t k = 0; k < 4; k++)
                for (uint32_t b = 0; b < 4; b++)
                    bytes[at + 64 * k + 4 * j + b] = (uint8_t)(words.w[k] >> 8 * b);
        }
}

static uint32_t compose(uint8_t byte, uint32_t rest)
{
    return (uint32_t)byte << BYTE_SHIFT | (rest & ((1u << BYTE_SHIFT) - 1));
}

uint8_t fly_draw_byte(struct fly_key key, uint32_t agent, uint32_t step, uint32_t call)
{
    const uint32_t place = agent % FLY_BYTES_GROUP, shared = agent / FLY_BYTES_GROUP * BYTE_CALLS + place % 64 / 4;
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
    assert(n <= stride);
    for (uint32_t i = 0; i < n; i++) {
        const struct fly_words own = draw(key, first + local[i], step, call, FLY_REST_INDEX, 0);
        words[i] = compose(bytes[local[i]], own.w[0]);
        for (uint32_t k = 1; k < 4; k++)
            words[k * stride + i] = own.w[k];
    }
}

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
    /* Beyond this count a double cannot tell the tail from nothing. */
    const uint32_t most = 64 + (uint32_t)(mean + 12 * sqrt(mean));
    while (u >= below && k < most) {
        k++;
        term *= mean / k;
        below += term;
    }
    return k;
}

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
