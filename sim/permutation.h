/* Random permutations of 0..n-1 that are computed, not stored: a Feistel network with cycle walking. With them a random
 * regular network, a rewiring, or a random subset of exact size costs no memory. */
#ifndef FLY_PERMUTATION_H
#define FLY_PERMUTATION_H

#include "sim/rng.h"

struct fly_permutation {
    uint32_t n, left_bits, right_bits;
    uint32_t round_key[6];
};

/* Networks number theirs from 0; others take these. */
enum { FLY_PERMUTATION_INITIAL_CUSTOMERS = 1 << 16, FLY_PERMUTATION_SEGMENTS, FLY_PERMUTATION_MEASURED };

/* `which` numbers independent permutations of one key. */
struct fly_permutation fly_permutation_make(struct fly_key key, uint32_t which, uint32_t n);

uint32_t fly_permute(const struct fly_permutation *permutation, uint32_t x);
uint32_t fly_permute_back(const struct fly_permutation *permutation, uint32_t y);

/* A random matching: the partner of x, itself for the one left over when n is odd. Its own inverse. *pair numbers the
 * pair. */
uint32_t fly_partner(const struct fly_permutation *permutation, uint32_t x, uint32_t *pair);

/* Well-mixed 32 bits of two words, for decisions that belong to a permutation's elements. */
uint32_t fly_mix(uint32_t a, uint32_t b);

#endif
