/* In what two scenarios differ, so that no hidden handicap decides which one wins. */
#ifndef DIFFERENCES_H
#define DIFFERENCES_H

#include "sim/scenario.h"

struct json_t;

/* Prints every parameter whose value is not the same in both, with the two values; "-" where one has no such section.
 * Title and extended file are no parameters of the market. FLY_OK or FLY_ERR_MEMORY. */
int differences_print(const struct fly_scenario *a, const struct fly_scenario *b);

/* The same as an array of {"parameter", "a", "b", "origin_a", "origin_b"}; null where one has no such section. */
struct json_t *differences_json(const struct fly_scenario *a, const struct fly_scenario *b);

#endif
