/* Picks agents out of a block by vector compares: the dense loops of a step. Every processor picks the same. */
#ifndef FLY_SELECT_H
#define FLY_SELECT_H

#include <stdint.h>

/* n is at most 65536. What is read may be read up to the next multiple of 64: the arrays must have that room, what lies
 * beyond n is not picked. `list` gets the positions in ascending order and has room for all that are picked; nothing is
 * written behind them. The answer is how many. */

/* Where stage[i] == value. */
uint32_t fly_select_equal(const uint8_t *stage, uint32_t n, uint8_t value, uint16_t *list);

/* Where bytes[i] << 24 < limit[kind[i]]: where the word of a byte-first draw (sim/rng.h) may still be below the
 * threshold of the agent's kind (0: never; 2^32 and above: always). Kinds are below 16. */
uint32_t fly_select_bytes(const uint8_t *bytes, const uint8_t *kind, const uint64_t limit[16], uint32_t n,
                          uint16_t *list);

/* Where 1 <= values[i] <= most. */
uint32_t fly_select_up_to(const uint32_t *values, uint32_t n, uint32_t most, uint16_t *list);

#endif
