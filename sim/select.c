/* Picks agents out of a block: first a bit for each, 64 to a mask, then the set bits into a list. */
#include "sim/select.h"

#include "sim/simd.h"

#include <assert.h>
#include <stddef.h>

enum { GROUP = 64, MOST = UINT16_MAX + 1 };

/* Which bytes may pass, by kind: those up to `last`, where `some` is 255 and not 0. */
struct byte_limits {
    uint8_t last[16], some[16];
};

/* What vector code is written for: the ways to fill masks for n agents, and the list of what is set in them. */
struct form {
    void (*equal)(const uint8_t *stage, uint32_t n, uint8_t value, uint64_t *mask);
    void (*bytes)(const uint8_t *bytes, const uint8_t *kind, const struct byte_limits *limits, uint32_t n,
                  uint64_t *mask);
    void (*up_to)(const uint32_t *values, uint32_t n, uint32_t most, uint64_t *mask);
    uint32_t (*list)(const uint64_t *mask, uint32_t n_masks, uint16_t *list);
};

/* ---- plain ---- */

/* Without branches: whether an agent passes cannot be foretold. */
static void equal_plain(const uint8_t *stage, uint32_t n, uint8_t value, uint64_t *mask)
{
    for (uint32_t at = 0; at < n; at += GROUP) {
        uint64_t found = 0;
        for (uint32_t i = 0; i < GROUP && at + i < n; i++)
            found |= (uint64_t)(stage[at + i] == value) << i;
        mask[at / GROUP] = found;
    }
}

static void bytes_plain(const uint8_t *bytes, const uint8_t *kind, const struct byte_limits *limits, uint32_t n,
                        uint64_t *mask)
{
    for (uint32_t at = 0; at < n; at += GROUP) {
        uint64_t found = 0;
        for (uint32_t i = 0; i < GROUP && at + i < n; i++) {
            const uint8_t k = kind[at + i];
            found |= (uint64_t)(limits->some[k] & (bytes[at + i] <= limits->last[k])) << i;
        }
        mask[at / GROUP] = found;
    }
}

static void up_to_plain(const uint32_t *values, uint32_t n, uint32_t most, uint64_t *mask)
{
    for (uint32_t at = 0; at < n; at += GROUP) {
        uint64_t found = 0;
        for (uint32_t i = 0; i < GROUP && at + i < n; i++)
            found |= (uint64_t)(values[at + i] - 1 < most) << i;
        mask[at / GROUP] = found;
    }
}

static uint32_t list_plain(const uint64_t *mask, uint32_t n_masks, uint16_t *list)
{
    uint32_t n_list = 0;
    for (uint32_t m = 0; m < n_masks; m++)
        for (uint64_t left = mask[m]; left; left &= left - 1)
            list[n_list++] = (uint16_t)(GROUP * m + (uint32_t)__builtin_ctzll(left));
    return n_list;
}

#if FLY_HAS_VECTORS

/* ---- AVX2 ---- */

FLY_FOR_AVX2 static inline __m256i load32(const void *from)
{
    return _mm256_loadu_si256(from);
}

FLY_FOR_AVX2 static inline uint64_t two_masks(__m256i low, __m256i high)
{
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

FLY_FOR_AVX2 static void equal_avx2(const uint8_t *stage, uint32_t n, uint8_t value, uint64_t *mask)
{
    const __m256i wanted = _mm256_set1_epi8((char)value);
    for (uint32_t at = 0; at < n; at += GROUP)
        mask[at / GROUP] = two_masks(_mm256_cmpeq_epi8(load32(stage + at), wanted),
                                     _mm256_cmpeq_epi8(load32(stage + at + 32), wanted));
}

FLY_FOR_AVX2 static inline __m256i bytes_pass(__m256i bytes, __m256i kind, __m256i last, __m256i some)
{
    const __m256i most = _mm256_shuffle_epi8(last, kind); /* bytes <= most where the smaller one is bytes */
    return _mm256_and_si256(_mm256_cmpeq_epi8(_mm256_min_epu8(bytes, most), bytes), _mm256_shuffle_epi8(some, kind));
}

FLY_FOR_AVX2 static void bytes_avx2(const uint8_t *bytes, const uint8_t *kind, const struct byte_limits *limits,
                                    uint32_t n, uint64_t *mask)
{
    const __m256i last = _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)limits->last));
    const __m256i some = _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)limits->some));
    for (uint32_t at = 0; at < n; at += GROUP)
        mask[at / GROUP] = two_masks(bytes_pass(load32(bytes + at), load32(kind + at), last, some),
                                     bytes_pass(load32(bytes + at + 32), load32(kind + at + 32), last, some));
}

/* Compares are signed only: both sides are moved down by 2^31. */
FLY_FOR_AVX2 static void up_to_avx2(const uint32_t *values, uint32_t n, uint32_t most, uint64_t *mask)
{
    const __m256i down = _mm256_set1_epi32(INT32_MAX); /* -1 - 2^31 */
    const __m256i limit = _mm256_set1_epi32((int)(most ^ 1u << 31));
    for (uint32_t at = 0; at < n; at += GROUP) {
        uint64_t found = 0;
        for (uint32_t part = 0; part < GROUP; part += 8) {
            const __m256i value = _mm256_add_epi32(load32(values + at + part), down);
            const __m256i pass = _mm256_cmpgt_epi32(limit, value);
            found |= (uint64_t)(uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(pass)) << part;
        }
        mask[at / GROUP] = found;
    }
}

/* How many bits a mask has cannot be foretold, so four are taken at once: what is too much is written over by the next
 * mask. Where there is no room for that, one by one. */
FLY_FOR_AVX2 static uint32_t list_avx2(const uint64_t *mask, uint32_t n_masks, uint16_t *list)
{
    uint32_t n_list = 0, at = 0;
    for (uint32_t m = 0; m < n_masks; m++)
        n_list += (uint32_t)__builtin_popcountll(mask[m]);
    for (uint32_t m = 0; m < n_masks; m++) {
        const uint32_t end = at + (uint32_t)__builtin_popcountll(mask[m]);
        uint64_t left = mask[m];
        if (end + 4 <= n_list) {
            do
                for (int k = 0; k < 4; k++, left = _blsr_u64(left))
                    list[at++] = (uint16_t)(GROUP * m + (uint32_t)_tzcnt_u64(left));
            while (left);
        } else {
            for (; left; left = _blsr_u64(left))
                list[at++] = (uint16_t)(GROUP * m + (uint32_t)_tzcnt_u64(left));
        }
        at = end;
    }
    return n_list;
}

/* ---- AVX-512 ---- */

FLY_FOR_AVX512 static void equal_avx512(const uint8_t *stage, uint32_t n, uint8_t value, uint64_t *mask)
{
    for (uint32_t at = 0; at < n; at += GROUP)
        mask[at / GROUP] = _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(stage + at), _mm512_set1_epi8((char)value));
}

FLY_FOR_AVX512 static void bytes_avx512(const uint8_t *bytes, const uint8_t *kind, const struct byte_limits *limits,
                                        uint32_t n, uint64_t *mask)
{
    const __m512i last = _mm512_broadcast_i32x4(_mm_loadu_si128((const void *)limits->last));
    const __m512i some = _mm512_broadcast_i32x4(_mm_loadu_si128((const void *)limits->some));
    for (uint32_t at = 0; at < n; at += GROUP) {
        const __m512i kinds = _mm512_loadu_si512(kind + at);
        const __mmask64 can = _mm512_movepi8_mask(_mm512_shuffle_epi8(some, kinds));
        mask[at / GROUP] =
            _mm512_mask_cmple_epu8_mask(can, _mm512_loadu_si512(bytes + at), _mm512_shuffle_epi8(last, kinds));
    }
}

FLY_FOR_AVX512 static void up_to_avx512(const uint32_t *values, uint32_t n, uint32_t most, uint64_t *mask)
{
    for (uint32_t at = 0; at < n; at += GROUP) {
        uint64_t found = 0;
        for (uint32_t part = 0; part < GROUP; part += 16) {
            const __m512i value = _mm512_sub_epi32(_mm512_loadu_si512(values + at + part), _mm512_set1_epi32(1));
            found |= (uint64_t)_mm512_cmplt_epu32_mask(value, _mm512_set1_epi32((int)most)) << part;
        }
        mask[at / GROUP] = found;
    }
}

FLY_FOR_AVX512 static uint32_t list_avx512(const uint64_t *mask, uint32_t n_masks, uint16_t *list)
{
    uint16_t first[32];
    for (uint16_t i = 0; i < 32; i++)
        first[i] = i;
    __m512i place = _mm512_loadu_si512(first);
    uint32_t n_list = 0;
    for (uint32_t half = 0; half < 2 * n_masks; half++) {
        const __mmask32 set = (uint32_t)(mask[half / 2] >> half % 2 * 32);
        const uint32_t n_set = (uint32_t)_mm_popcnt_u32(set);
        _mm512_mask_storeu_epi16(list + n_list, _bzhi_u32(UINT32_MAX, n_set), _mm512_maskz_compress_epi16(set, place));
        n_list += n_set;
        place = _mm512_add_epi16(place, _mm512_set1_epi16(32));
    }
    return n_list;
}

#endif

/* ---- the forms by level ---- */

static const struct form forms[FLY_N_SIMD] = {
    [FLY_SIMD_PLAIN] = {equal_plain, bytes_plain, up_to_plain, list_plain},
#if FLY_HAS_VECTORS
    [FLY_SIMD_AVX2] = {equal_avx2, bytes_avx2, up_to_avx2, list_avx2},
    [FLY_SIMD_AVX512] = {equal_avx512, bytes_avx512, up_to_avx512, list_avx512},
#endif
};

static uint32_t list_of(const struct form *form, uint64_t *mask, uint32_t n, uint16_t *list)
{
    const uint32_t n_masks = (n + GROUP - 1) / GROUP;
    if (n % GROUP) mask[n_masks - 1] &= (UINT64_C(1) << n % GROUP) - 1;
    return form->list(mask, n_masks, list);
}

uint32_t fly_select_equal(const uint8_t *stage, uint32_t n, uint8_t value, uint16_t *list)
{
    const struct form *form = &forms[fly_simd_level()];
    uint64_t mask[MOST / GROUP];
    assert(n <= MOST);
    form->equal(stage, n, value, mask);
    return list_of(form, mask, n, list);
}

uint32_t fly_select_bytes(const uint8_t *bytes, const uint8_t *kind, const uint64_t limit[16], uint32_t n,
                          uint16_t *list)
{
    const struct form *form = &forms[fly_simd_level()];
    struct byte_limits limits = {{0}, {0}};
    uint64_t mask[MOST / GROUP];
    assert(n <= MOST);
    for (int k = 0; k < 16; k++) {
        if (!limit[k]) continue;
        const uint64_t last = (limit[k] - 1) >> 24;
        limits.last[k] = (uint8_t)(last < UINT8_MAX ? last : UINT8_MAX);
        limits.some[k] = UINT8_MAX;
    }
    form->bytes(bytes, kind, &limits, n, mask);
    return list_of(form, mask, n, list);
}

uint32_t fly_select_up_to(const uint32_t *values, uint32_t n, uint32_t most, uint16_t *list)
{
    const struct form *form = &forms[fly_simd_level()];
    uint64_t mask[MOST / GROUP];
    assert(n <= MOST);
    form->up_to(values, n, most, mask);
    return list_of(form, mask, n, list);
}
