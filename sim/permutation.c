/* Computed random permutations: a Feistel network around fly_mix, with cycle walking (Black & Rogaway 2002). */
#include "sim/permutation.h"

#include <assert.h>

enum { FEISTEL_ROUNDS = 6 };

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

uint32_t fly_permute(const struct fly_permutation *permutation, uint32_t x)
{
    assert(x < permutation->n);
    uint32_t left = x >> permutation->right_bits, right = x & permutation->right_mask, y;
    do {
        for (int r = 0; r < FEISTEL_ROUNDS; r += 2) {
            even_round(permutation, &left, right, r);
            odd_round(permutation, left, &right, r + 1);
        }
        y = left << permutation->right_bits | right;
    } while (y >= permutation->n);
    return y;
}

uint32_t fly_permute_back(const struct fly_permutation *permutation, uint32_t y)
{
    assert(y < permutation->n);
    uint32_t left = y >> permutation->right_bits, right = y & permutation->right_mask, x;
    do {
        for (int r = FEISTEL_ROUNDS - 2; r >= 0; r -= 2) {
            odd_round(permutation, left, &right, r + 1);
            even_round(permutation, &left, right, r);
        }
        x = left << permutation->right_bits | right;
    } while (x >= permutation->n);
    return x;
}

uint32_t fly_partner(const struct fly_permutation *permutation, uint32_t rank)
{
    return fly_permute(permutation, (rank ^ 1u) < permutation->n ? rank ^ 1u : rank);
}
