/* Many calls of Philox4x32-10 at once: what lies under the vectorised draws of sim/rng.h, and for its use alone. */
#ifndef FLY_PHILOX_H
#define FLY_PHILOX_H

#include <stddef.h>
#include <stdint.h>

#define FLY_PHILOX_M0 0xD2511F53u
#define FLY_PHILOX_M1 0xCD9E8D57u
#define FLY_PHILOX_W0 0x9E3779B9u
#define FLY_PHILOX_W1 0xBB67AE85u

enum { FLY_PHILOX_ROUNDS = 10, FLY_PHILOX_LANES = 16 };

/* What calls have in common that differ in the first word of their counters. */
struct fly_calls {
    uint32_t key[2];
    uint32_t counter[4]; /* the first is not used */
    uint32_t flip;       /* what every word is XORed with */
};

/* Where their words go, in bytes: word k of call i to at + k * word + i / 16 * lanes + i % 16 * 4. */
struct fly_lanes {
    void *at;
    size_t word, lanes;
};

/* n calls whose counters begin with counter0[i]; counter0 has room for n rounded up to FLY_PHILOX_LANES. */
void fly_philox_lanes(const struct fly_calls *calls, const uint32_t *counter0, uint32_t n, struct fly_lanes to);

#endif
