/* Random permutations of 0..n-1 that are computed, not stored: a Feistel network with cycle walking. With them a random
 * regular network, a rewiring, or a random subset of exact size costs no memory. */
#ifndef FLY_PERMUTATION_H
#define FLY_PERMUTATION_H

#include "sim/rng.h"

/* Each number is split into a left and a right half of bits, of which the left one may be a bit shorter. */
struct fly_permutation {
    uint32_t n, right_bits, left_mask, right_mask;
    uint32_t round_key[6];
};

/* Networks number theirs from 0; others take these. */
enum { FLY_PERMUTATION_INITIAL_CUSTOMERS = 1 << 16, FLY_PERMUTATION_SEGMENTS, FLY_PERMUTATION_MEASURED };

/* `which` numbers independent permutations of one key. */
struct fly_permutation fly_permutation_make(struct fly_key key, uint32_t which, uint32_t n);

uint32_t fly_permute(const struct fly_permutation *permutation, uint32_t x);
uint32_t fly_permute_back(const struct fly_permutation *permutation, uint32_t y);

/* Vectorised: fly_permute of first, first + 1, ..., n of them. */
void fly_permute_range(const struct fly_permutation *permutation, uint32_t first, uint32_t n, uint32_t *places);

/* A random matching: the ranks 2k and 2k + 1 are pair k, where the rank of x is fly_permute_back of it. The partner of
 * who has this rank; when n is odd the last one is left over, and his own partner. */
uint32_t fly_partner(const struct fly_permutation *permutation, uint32_t rank);

/* Well-mixed 32 bits of two words, for decisions that belong to a permutation's elements: the finaliser of MurmurHash3
 * over a keyed sum. */
static inline uint32_t fly_mix(uint32_t a, uint32_t b)
{
    uint32_t h = a * 0x9E3779B1u + b;
    h = (h ^ h >> 16) * 0x85EBCA6Bu;
    h = (h ^ h >> 13) * 0xC2B2AE35u;
    return h ^ h >> 16;
}

#endif
