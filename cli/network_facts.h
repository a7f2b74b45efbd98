/* What `flywheel check` says about the network of a scenario. */
#ifndef NETWORK_FACTS_H
#define NETWORK_FACTS_H

#include "sim/network_measure.h"
#include "sim/setup.h"

#include <jansson.h>

struct network_facts {
    char kind[32];
    uint32_t n_agents;
    bool is_measured; /* not where everybody meets everybody, nor where drawing it takes too much memory */
    bool is_mixing;
    struct fly_network_measures measures;
};

/* Of replicate 0. FLY_OK or an error with its sentence. */
int network_facts_find(const struct fly_setup *setup, struct network_facts *facts, struct fly_error *error);

/* One line, indented; one object, with null for what was not looked at. */
void network_facts_print(const struct network_facts *facts);
json_t *network_facts_json(const struct network_facts *facts, const char *path);

#endif
