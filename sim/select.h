/* Picks agents out of a block by vector compares: the two dense loops of a step. Every build picks the same. */
#ifndef FLY_SELECT_H
#define FLY_SELECT_H

#include <stdint.h>

/* n of both is rounded up to a multiple of 64: the arrays must have that room, what lies beyond n is not picked. `list`
 * gets the positions in ascending order; the answer is how many. */

/* Where stage[i] == value. */
uint32_t fly_select_equal(const uint8_t *stage, uint32_t n, uint8_t value, uint16_t *list);

/* Where words[i] <= limit[stage[i]]; stages are below 16. */
uint32_t fly_select_within(const uint32_t *words, const uint8_t *stage, const uint32_t limit[16], uint32_t n,
                           uint16_t *list);

/* Those whose word may be below the limit of their kind, by its highest byte: bytes[i] << 24 < limit[kind[i]]. */
uint32_t fly_select_bytes(const uint8_t *bytes, const uint8_t *kind, const uint64_t limit[16], uint32_t n,
                          uint16_t *list);

#endif
