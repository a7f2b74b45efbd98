/* Picks agents out of a block: 64 at a time into a bit mask, then the set bits into a list. */
#include "sim/select.h"

#include "sim/simd.h"

#include <assert.h>

enum { GROUP = 64 };

static uint32_t append(uint64_t mask, uint32_t at, uint32_t n, uint16_t *list, uint32_t n_list)
{
    if (n - at < GROUP) mask &= (UINT64_C(1) << (n - at)) - 1;
    for (; mask; mask &= mask - 1)
        list[n_list++] = (uint16_t)(at + (uint32_t)__builtin_ctzll(mask));
    return n_list;
}

static uint64_t equal_mask(const uint8_t *stage, uint8_t value)
{
    uint64_t mask = 0;
#if defined(__SSE2__)
    const __m128i wanted = _mm_set1_epi8((char)value);
    for (int part = 0; part < GROUP / 16; part++) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(stage + 16 * part));
        mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted)) << 16 * part;
    }
#else
    for (int i = 0; i < GROUP; i++)
        mask |= (uint64_t)(stage[i] == value) << i;
#endif
    return mask;
}

uint32_t fly_select_equal(const uint8_t *stage, uint32_t n, uint8_t value, uint16_t *list)
{
    uint32_t n_list = 0;
    for (uint32_t at = 0; at < n; at += GROUP)
        n_list = append(equal_mask(stage + at, value), at, n, list, n_list);
    return n_list;
}

static uint32_t within_plain(const uint32_t *words, const uint8_t *stage, const uint32_t limit[16], uint32_t n,
                             uint16_t *list)
{
    uint32_t n_list = 0;
    for (uint32_t i = 0; i < n; i++) {
        list[n_list] = (uint16_t)i;
        n_list += words[i] <= limit[stage[i]];
    }
    return n_list;
}

#if FLY_HAS_AVX512
/* The limits are one register; each agent's stage picks its lane. */
FLY_FOR_AVX512 static uint32_t within_avx512(const uint32_t *words, const uint8_t *stage, const uint32_t limit[16],
                                             uint32_t n, uint16_t *list)
{
    const __m512i limits = _mm512_loadu_si512(limit);
    uint32_t n_list = 0;
    for (uint32_t at = 0; at < n; at += GROUP) {
        uint64_t mask = 0;
        for (uint32_t part = 0; part < GROUP; part += 16) {
            const __m512i lane =
                _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(const void *)(stage + at + part)));
            const __m512i word = _mm512_loadu_si512(words + at + part);
            mask |= (uint64_t)_mm512_cmple_epu32_mask(word, _mm512_permutexvar_epi32(lane, limits)) << part;
        }
        n_list = append(mask, at, n, list, n_list);
    }
    return n_list;
}
#endif

uint32_t fly_select_within(const uint32_t *words, const uint8_t *stage, const uint32_t limit[16], uint32_t n,
                           uint16_t *list)
{
    assert(n > 0);
#if FLY_HAS_AVX512
    if (fly_cpu_has_avx512()) return within_avx512(words, stage, limit, n, list);
#endif
    return within_plain(words, stage, limit, n, list);
}

/* Which bytes may pass, by kind: those up to `last` where `some` may pass at all. */
struct byte_limits {
    uint8_t last[16], some[16];
};

static struct byte_limits byte_limits(const uint64_t limit[16])
{
    struct byte_limits limits = {{0}, {0}};
    for (int kind = 0; kind < 16; kind++) {
        if (!limit[kind]) continue;
        const uint64_t last = (limit[kind] - 1) >> 24;
        limits.last[kind] = (uint8_t)(last < UINT8_MAX ? last : UINT8_MAX);
        limits.some[kind] = UINT8_MAX;
    }
    return limits;
}

static uint32_t bytes_plain(const uint8_t *bytes, const uint8_t *kind, const struct byte_limits *limits, uint32_t n,
                            uint16_t *list)
{
    uint32_t n_list = 0;
    for (uint32_t i = 0; i < n; i++)
        if (limits->some[kind[i]] && bytes[i] <= limits->last[kind[i]]) list[n_list++] = (uint16_t)i;
    return n_list;
}

uint32_t fly_select_bytes(const uint8_t *bytes, const uint8_t *kind, const uint64_t limit[16], uint32_t n,
                          uint16_t *list)
{
    const struct byte_limits limits = byte_limits(limit);
    return bytes_plain(bytes, kind, &limits, n, list);
}

uint32_t fly_select_up_to(const uint32_t *values, uint32_t n, uint32_t most, uint16_t *list)
{
    uint32_t n_list = 0;
    for (uint32_t i = 0; i < n; i++)
        if (values[i] - 1 < most) list[n_list++] = (uint16_t)i;
    return n_list;
}
