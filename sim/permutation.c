/* Computed random permutations (Feistel network, cycle walking: Black & Rogaway 2002). */
#include "sim/permutation.h"

#include <assert.h>

enum { FEISTEL_ROUNDS = 6 };

/* The finaliser of MurmurHash3 over a keyed sum: enough mixing for a round function. */
uint32_t fly_mix(uint32_t a, uint32_t b)
{
    uint32_t h = a * 0x9E3779B1u + b;
    h = (h ^ h >> 16) * 0x85EBCA6Bu;
    h = (h ^ h >> 13) * 0xC2B2AE35u;
    return h ^ h >> 16;
}

struct fly_permutation fly_permutation_make(struct fly_key key, uint32_t which, uint32_t n)
{
    assert(n > 0);
    uint32_t bits = 2;
    while (bits < 32 && (UINT64_C(1) << bits) < n)
        bits++;
    struct fly_permutation permutation = {n, bits / 2, bits - bits / 2, {0}};
    uint32_t h = fly_mix(key.seed[0], fly_mix(key.seed[1], fly_mix(key.replicate, which)));
    for (int r = 0; r < FEISTEL_ROUNDS; r++)
        permutation.round_key[r] = h = fly_mix(h, (uint32_t)r + 1);
    return permutation;
}

/* Even rounds change the left half by the right one, odd rounds the right by the left: each is its own inverse. */
static uint32_t feistel_round(const struct fly_permutation *p, uint32_t x, int r)
{
    const uint32_t right_mask = (1u << p->right_bits) - 1, left_mask = (1u << p->left_bits) - 1;
    const uint32_t left = x >> p->right_bits, right = x & right_mask;
    if (r % 2 == 0) return (left ^ (fly_mix(right, p->round_key[r]) & left_mask)) << p->right_bits | right;
    return left << p->right_bits | (right ^ (fly_mix(left, p->round_key[r]) & right_mask));
}

uint32_t fly_permute(const struct fly_permutation *permutation, uint32_t x)
{
    assert(x < permutation->n);
    do
        for (int r = 0; r < FEISTEL_ROUNDS; r++)
            x = feistel_round(permutation, x, r);
    while (x >= permutation->n);
    return x;
}

uint32_t fly_permute_back(const struct fly_permutation *permutation, uint32_t y)
{
    assert(y < permutation->n);
    do
        for (int r = FEISTEL_ROUNDS - 1; r >= 0; r--)
            y = feistel_round(permutation, y, r);
    while (y >= permutation->n);
    return y;
}

uint32_t fly_partner(const struct fly_permutation *permutation, uint32_t x, uint32_t *pair)
{
    const uint32_t rank = fly_permute_back(permutation, x);
    *pair = rank / 2;
    return (rank ^ 1u) < permutation->n ? fly_permute(permutation, rank ^ 1u) : x;
}
