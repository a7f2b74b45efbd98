/* Many calls of Philox4x32-10 at once, in plain C, AVX2 and AVX-512.
 *
 * A round multiplies two words of 32 bits to 64. The vector units do that for the lower half of each 64-bit lane and
 * ignore the upper one, so the calls are split into even and odd ones, each word alone in a lane of 64 bits: a product
 * is the low word as it stands and the high word after a shift, and what is left in the upper halves does no harm.
 * Only the last words are put together again. (Compilers do not find this: they put halves together in every round.) */
#include "sim/philox.h"

#include "sim/simd.h"

#include <string.h>

enum { LANES = FLY_PHILOX_LANES, ROUNDS = FLY_PHILOX_ROUNDS };

static unsigned char *lanes_at(struct fly_lanes to, uint32_t call, int word)
{
    return (unsigned char *)to.at + (size_t)word * to.word + call / LANES * to.lanes + 4 * (call % LANES);
}

/* The loop over the lanes is one that compilers vectorise. */
static inline void rounds_plain(uint32_t k0, uint32_t k1, uint32_t x0[LANES], uint32_t x1[LANES], uint32_t x2[LANES],
                                uint32_t x3[LANES])
{
    for (int r = 0; r < ROUNDS; r++) {
        for (int j = 0; j < LANES; j++) {
            const uint64_t p0 = (uint64_t)FLY_PHILOX_M0 * x0[j], p1 = (uint64_t)FLY_PHILOX_M1 * x2[j];
            x0[j] = (uint32_t)(p1 >> 32) ^ x1[j] ^ k0;
            x2[j] = (uint32_t)(p0 >> 32) ^ x3[j] ^ k1;
            x1[j] = (uint32_t)p1;
            x3[j] = (uint32_t)p0;
        }
        k0 += FLY_PHILOX_W0;
        k1 += FLY_PHILOX_W1;
    }
}

static void plain(const struct fly_calls *calls, const uint32_t *counter0, uint32_t n, struct fly_lanes to)
{
    uint32_t x[4][LANES];
    for (uint32_t at = 0; at < n; at += LANES) {
        memcpy(x[0], counter0 + at, sizeof x[0]);
        for (int word = 1; word < 4; word++)
            for (int j = 0; j < LANES; j++)
                x[word][j] = calls->counter[word];
        rounds_plain(calls->key[0], calls->key[1], x[0], x[1], x[2], x[3]);
        for (int word = 0; word < 4; word++) {
            uint32_t out[LANES]; /* so that x has no address and is kept in registers */
            for (int j = 0; j < LANES; j++)
                out[j] = x[word][j] ^ calls->flip;
            if (n - at >= LANES)
                memcpy(lanes_at(to, at, word), out, sizeof out);
            else
                memcpy(lanes_at(to, at, word), out, 4 * (n - at));
        }
    }
}

#if FLY_HAS_VECTORS

/* One round of four calls, each word in 64 bits. */
FLY_FOR_AVX2 static inline void round_avx2(__m256i c[4], __m256i k0, __m256i k1)
{
    const __m256i p0 = _mm256_mul_epu32(c[0], _mm256_set1_epi64x(FLY_PHILOX_M0));
    const __m256i p1 = _mm256_mul_epu32(c[2], _mm256_set1_epi64x(FLY_PHILOX_M1));
    c[0] = _mm256_xor_si256(_mm256_srli_epi64(p1, 32), _mm256_xor_si256(c[1], k0));
    c[2] = _mm256_xor_si256(_mm256_srli_epi64(p0, 32), _mm256_xor_si256(c[3], k1));
    c[1] = p1;
    c[3] = p0;
}

FLY_FOR_AVX2 static void avx2(const struct fly_calls *calls, const uint32_t *counter0, uint32_t n, struct fly_lanes to)
{
    __m256i key[ROUNDS][2], same[4];
    for (uint32_t r = 0; r < ROUNDS; r++) {
        key[r][0] = _mm256_set1_epi32((int)(calls->key[0] + r * FLY_PHILOX_W0));
        key[r][1] = _mm256_set1_epi32((int)(calls->key[1] + r * FLY_PHILOX_W1));
    }
    const __m256i flip = _mm256_set1_epi32((int)calls->flip);
    for (int word = 1; word < 4; word++)
        same[word] = _mm256_set1_epi32((int)calls->counter[word]);
    for (uint32_t at = 0; at < n; at += 8) {
        __m256i even[4], odd[4];
        even[0] = _mm256_loadu_si256((const void *)(counter0 + at));
        odd[0] = _mm256_srli_epi64(even[0], 32);
        for (int word = 1; word < 4; word++)
            even[word] = odd[word] = same[word];
        for (int r = 0; r < ROUNDS; r++) {
            round_avx2(even, key[r][0], key[r][1]);
            round_avx2(odd, key[r][0], key[r][1]);
        }
        for (int word = 0; word < 4; word++) {
            const __m256i both =
                _mm256_xor_si256(_mm256_blend_epi32(even[word], _mm256_slli_epi64(odd[word], 32), 0xAA), flip);
            if (n - at >= 8)
                _mm256_storeu_si256((void *)lanes_at(to, at, word), both);
            else
                memcpy(lanes_at(to, at, word), &both, 4 * (n - at));
        }
    }
}

/* One round of eight calls, each word in 64 bits; 0x96 is the exclusive or of three. */
FLY_FOR_AVX512 static inline void round_avx512(__m512i c[4], __m512i k0, __m512i k1)
{
    const __m512i p0 = _mm512_mul_epu32(c[0], _mm512_set1_epi64(FLY_PHILOX_M0));
    const __m512i p1 = _mm512_mul_epu32(c[2], _mm512_set1_epi64(FLY_PHILOX_M1));
    c[0] = _mm512_ternarylogic_epi32(_mm512_srli_epi64(p1, 32), c[1], k0, 0x96);
    c[2] = _mm512_ternarylogic_epi32(_mm512_srli_epi64(p0, 32), c[3], k1, 0x96);
    c[1] = p1;
    c[3] = p0;
}

FLY_FOR_AVX512 static void avx512(const struct fly_calls *calls, const uint32_t *counter0, uint32_t n,
                                  struct fly_lanes to)
{
    __m512i key[ROUNDS][2], same[4];
    for (uint32_t r = 0; r < ROUNDS; r++) {
        key[r][0] = _mm512_set1_epi32((int)(calls->key[0] + r * FLY_PHILOX_W0));
        key[r][1] = _mm512_set1_epi32((int)(calls->key[1] + r * FLY_PHILOX_W1));
    }
    const __m512i flip = _mm512_set1_epi32((int)calls->flip);
    for (int word = 1; word < 4; word++)
        same[word] = _mm512_set1_epi32((int)calls->counter[word]);
    for (uint32_t at = 0; at < n; at += 16) {
        __m512i even[4], odd[4];
        even[0] = _mm512_loadu_si512(counter0 + at);
        odd[0] = _mm512_srli_epi64(even[0], 32);
        for (int word = 1; word < 4; word++)
            even[word] = odd[word] = same[word];
        for (int r = 0; r < ROUNDS; r++) {
            round_avx512(even, key[r][0], key[r][1]);
            round_avx512(odd, key[r][0], key[r][1]);
        }
        for (int word = 0; word < 4; word++) {
            const __m512i both =
                _mm512_xor_si512(_mm512_mask_shuffle_epi32(even[word], 0xAAAA, odd[word], _MM_PERM_CCAA), flip);
            if (n - at >= 16)
                _mm512_storeu_si512(lanes_at(to, at, word), both);
            else
                memcpy(lanes_at(to, at, word), &both, 4 * (n - at));
        }
    }
}

#endif

void fly_philox_lanes(const struct fly_calls *calls, const uint32_t *counter0, uint32_t n, struct fly_lanes to)
{
    switch (fly_simd_level()) {
#if FLY_HAS_VECTORS
    case FLY_SIMD_AVX512: avx512(calls, counter0, n, to); return;
    case FLY_SIMD_AVX2: avx2(calls, counter0, n, to); return;
#endif
    default: plain(calls, counter0, n, to); return;
    }
}
