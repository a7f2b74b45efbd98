/* Randomness as a function: Philox4x32-10 (Salmon et al. 2011) keyed by (seed; agent, step, slot, replicate).
 *
 * A call gives four 32-bit words. Which decision uses which word of which call is registered in tables of struct
 * fly_slot; two decisions on one word are a start-up error. A call's number is a hash of its name, so adding a
 * mechanism shifts nobody else's draws. */
#ifndef FLY_RNG_H
#define FLY_RNG_H

#include <gsl/gsl_rng.h>
#include <stddef.h>
#include <stdint.h>

/* One 32-bit word of a named call, used for one kind of decision. */
struct fly_slot {
    const char *call;
    unsigned word; /* 0..3; or FLY_WHOLE_CALL when the decision uses all of it */
    const char *decision;
};

enum { FLY_WHOLE_CALL = 4 };

/* A seed with the replicate: everything that is the same for all draws of a kind in one replicate. */
struct fly_key {
    uint32_t seed[2];
    uint32_t replicate;
    uint32_t flip; /* what every word is XORed with: 0, or all ones */
};

struct fly_words {
    uint32_t w[4];
};

struct fly_key fly_key_make(uint64_t seed, uint32_t replicate);

/* The key whose draws are the complements of this one's, bit by bit: fly_unit becomes 1 - u, to the last digit
 * (antithetic variates, Hammersley & Morton 1956). The permutations of both are the same. */
struct fly_key fly_key_opposite(struct fly_key key);

/* The number of a call: 16 bits, a hash of its name. */
uint32_t fly_call_number(const char *call);

/* One call. The counter is (agent; step; call, 16 bits, with index, 16 bits; replicate, 24 bits). `index`
 * counts repetitions of the same decision of the same agent and step (an agent's third purchase). */
enum { FLY_MAX_STEPS = UINT16_MAX, FLY_MAX_REPLICATES = 1 << 24, FLY_MAX_INDEX = 1 << 16 };
struct fly_words fly_draw(struct fly_key key, uint32_t agent, uint32_t step, uint32_t call, uint32_t index);

/* The raw function, for known-answer tests. */
struct fly_words fly_philox(const uint32_t counter[4], const uint32_t key[2]);

/* ---- byte-first draws ----
 *
 * Most decisions have a small probability: of the agents who could take one, nearly all say no. So each agent has one
 * byte of a call that 16 agents share, and only those whose byte still allows a yes get the remaining bits, from a call
 * of their own. The decision rests on one uniform 32-bit word all the same:
 *
 *     word = byte << 24 | (rest & 0xFFFFFF)
 *
 * The bytes: with group = agent / 256 and place = agent % 256, the agent has the byte place % 4 (counted from the
 * lowest) of word place / 64 of the call whose counter names "agent" 16 * group + place % 64 / 4, index 0; so word k of
 * the 16 calls of a group, one behind the other, are the bytes of 64 consecutive agents. The rest is word 0 of the
 * agent's own call with index 1, whose words 1, 2 and 3 are three more words for whatever the decision entails.
 * Whoever decides the same once more in a step goes on with fly_draw at index 2. */
enum { FLY_BYTES_GROUP = 256, FLY_BYTES_INDEX = 0, FLY_REST_INDEX = 1 };

/* Vectorised: the bytes of n consecutive agents. first and n are multiples of FLY_BYTES_GROUP. */
void fly_draw_bytes(struct fly_key key, uint32_t first, uint32_t n, uint32_t step, uint32_t call, uint8_t *bytes);

/* The byte of one agent. */
uint8_t fly_draw_byte(struct fly_key key, uint32_t agent, uint32_t step, uint32_t call);

/* All four words of one agent: the composed one and words 1 to 3 of his own call. */
struct fly_words fly_draw_byte_first(struct fly_key key, uint32_t agent, uint32_t step, uint32_t call);

/* Vectorised: the same for each of the n agents first + local[i], where bytes[local[i]] is his byte; word k of item i
 * goes to words[k * stride + i]. n <= stride. */
void fly_draw_rest(struct fly_key key, uint32_t first, const uint16_t *local, uint32_t n, uint32_t step, uint32_t call,
                   const uint8_t *bytes, uint32_t *words, size_t stride);

/* Vectorised: one call of four words for each of the n agents first + local[i]; word k of item i goes to
 * words[k * stride + i]. n <= stride. */
void fly_draw_list(struct fly_key key, uint32_t first, const uint16_t *local, uint32_t n, uint32_t step, uint32_t call,
                   uint32_t *words, size_t stride);

/* u in (0,1), never 0 or 1, for inverse-distribution draws. */
static inline double fly_unit(uint32_t word)
{
    return (word + 0.5) * 0x1p-32;
}

/* The threshold t such that word < t has probability p (to 2^-32). 64 bits wide so that p = 1 is always true. */
uint64_t fly_threshold(double p);

/* A whole number below n from one word. Bias below n / 2^32. */
static inline uint32_t fly_below(uint32_t word, uint32_t n)
{
    return (uint32_t)(((uint64_t)word * n) >> 32);
}

/* Poisson(mean) by inversion of one uniform word; exp_minus_mean = exp(-mean). Means up to 500. */
uint32_t fly_poisson(double mean, double exp_minus_mean, uint32_t word);

/* A gsl_rng over one decision, so that gsl_ran_* can be used where events are rare. Lives on the caller's stack: make
 * one with fly_gsl_begin, use &stream.rng, drop it. Each decision's stream is its own: nobody shifts it. */
struct fly_gsl_stream {
    gsl_rng rng;
    struct fly_key key;
    uint32_t agent, step, call, index, used;
    struct fly_words words;
};
void fly_gsl_begin(struct fly_gsl_stream *stream, struct fly_key key, uint32_t agent, uint32_t step, uint32_t call,
                   uint32_t index);

#endif
