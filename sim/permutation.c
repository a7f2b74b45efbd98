/* Computed random permutations: a Feistel network around fly_mix, with cycle walking (Black & Rogaway 2002). */
#include "sim/permutation.h"

#include "sim/simd.h"

#include <assert.h>

enum { FEISTEL_ROUNDS = 6, RUN = 512 };

struct fly_permutation fly_permutation_make(struct fly_key key, uint32_t which, uint32_t n)
{
    assert(n > 0);
    uint32_t bits = 2;
    while (bits < 32 && (UINT64_C(1) << bits) < n)
        bits++;
    const uint32_t left_bits = bits / 2, right_bits = bits - left_bits;
    struct fly_permutation permutation = {n, right_bits, (1u << left_bits) - 1, (1u << right_bits) - 1, {0}};
    uint32_t h = fly_mix(key.seed[0], fly_mix(key.seed[1], fly_mix(key.replicate, which)));
    for (int r = 0; r < FEISTEL_ROUNDS; r++)
        permutation.round_key[r] = h = fly_mix(h, (uint32_t)r + 1);
    return permutation;
}

/* Even rounds change the left half by the right one, odd rounds the right by the left: each is its own inverse. */
static inline void even_round(const struct fly_permutation *p, uint32_t *left, uint32_t right, int r)
{
    *left ^= fly_mix(right, p->round_key[r]) & p->left_mask;
}

static inline void odd_round(const struct fly_permutation *p, uint32_t left, uint32_t *right, int r)
{
    *right ^= fly_mix(left, p->round_key[r]) & p->right_mask;
}

static inline uint32_t forth(const struct fly_permutation *p, uint32_t x)
{
    uint32_t left = x >> p->right_bits, right = x & p->right_mask;
    for (int r = 0; r < FEISTEL_ROUNDS; r += 2) {
        even_round(p, &left, right, r);
        odd_round(p, left, &right, r + 1);
    }
    return left << p->right_bits | right;
}

static inline uint32_t back(const struct fly_permutation *p, uint32_t y)
{
    uint32_t left = y >> p->right_bits, right = y & p->right_mask;
    for (int r = FEISTEL_ROUNDS - 2; r >= 0; r -= 2) {
        odd_round(p, left, &right, r + 1);
        even_round(p, &left, right, r);
    }
    return left << p->right_bits | right;
}

/* Whoever lands outside walks on until he is back inside. */
uint32_t fly_permute(const struct fly_permutation *permutation, uint32_t x)
{
    assert(x < permutation->n);
    do
        x = forth(permutation, x);
    while (x >= permutation->n);
    return x;
}

uint32_t fly_permute_back(const struct fly_permutation *permutation, uint32_t y)
{
    assert(y < permutation->n);
    do
        y = back(permutation, y);
    while (y >= permutation->n);
    return y;
}

/* ---- many at once ---- */

/* This loop is what the compiler turns into vector code. */
static inline __attribute__((always_inline)) void forth_body(struct fly_permutation p, uint32_t *x, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        x[i] = forth(&p, x[i]);
}

static void forth_plain(struct fly_permutation p, uint32_t *x, uint32_t n)
{
    forth_body(p, x, n);
}

#if FLY_HAS_VECTORS
FLY_FOR_AVX2 static void forth_avx2(struct fly_permutation p, uint32_t *x, uint32_t n)
{
    forth_body(p, x, n);
}

FLY_FOR_AVX512 static void forth_avx512(struct fly_permutation p, uint32_t *x, uint32_t n)
{
    forth_body(p, x, n);
}
#endif

static void (*const all_forth[FLY_N_SIMD])(struct fly_permutation, uint32_t *, uint32_t) = {
    [FLY_SIMD_PLAIN] = forth_plain,
#if FLY_HAS_VECTORS
    [FLY_SIMD_AVX2] = forth_avx2,
    [FLY_SIMD_AVX512] = forth_avx512,
#endif
};

/* Those who land outside walk on together. */
static void permute_run(const struct fly_permutation *p, uint32_t first, uint32_t n, uint32_t *places)
{
    uint32_t walker[RUN], who[RUN], n_walkers = n;
    for (uint32_t i = 0; i < n; i++) {
        walker[i] = first + i;
        who[i] = i;
    }
    while (n_walkers) {
        uint32_t n_left = 0;
        all_forth[fly_simd_level()](*p, walker, n_walkers);
        for (uint32_t k = 0; k < n_walkers; k++) {
            const uint32_t place = walker[k], i = who[k];
            places[i] = place;
            walker[n_left] = place;
            who[n_left] = i;
            n_left += place >= p->n;
        }
        n_walkers = n_left;
    }
}

void fly_permute_range(const struct fly_permutation *permutation, uint32_t first, uint32_t n, uint32_t *places)
{
    assert(first <= permutation->n && n <= permutation->n - first);
    for (uint32_t at = 0; at < n; at += RUN)
        permute_run(permutation, first + at, n - at < RUN ? n - at : RUN, places + at);
}

/* ---- pairs ---- */

uint32_t fly_partner(const struct fly_permutation *permutation, uint32_t rank)
{
    return fly_permute(permutation, (rank ^ 1u) < permutation->n ? rank ^ 1u : rank);
}
