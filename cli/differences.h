/* In what two scenarios differ, so that no hidden handicap decides which one wins. */
#ifndef DIFFERENCES_H
#define DIFFERENCES_H

#include "analysis/read.h"
#include "sim/scenario.h"

#include <stdio.h>

struct json_t;

/* The effective parameters of one of the two; the name is what its column is called. */
struct differences_side {
    const char *name;
    struct fly_parameters parameters; /* owned */
};

/* Those of a scenario as it was loaded; those of a result file are read by fly_dataset_parameters. To be freed with
 * fly_parameters_free. FLY_ERR_MEMORY. */
int differences_parameters(const struct fly_scenario *scenario, struct fly_parameters *parameters);

enum differences_detail { DIFFERENCES_VALUES, DIFFERENCES_DEFAULTS, DIFFERENCES_ORIGINS };

/* Prints every parameter whose value is not the same in both, with the two values; "-" where one has no such section.
 * Title and extended file are no parameters of the market. DEFAULTS marks values that nobody set and adds units,
 * ORIGINS says where each comes from. FLY_OK or FLY_ERR_MEMORY. */
int differences_print(const struct differences_side *a, const struct differences_side *b,
                      enum differences_detail detail);

/* The same as an array of {"parameter", "unit", "a", "b", "origin_a", "origin_b"}; null where one has no such section.
 */
struct json_t *differences_json(const struct differences_side *a, const struct differences_side *b);

#endif
