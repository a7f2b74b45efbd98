/* What a network looks like: degrees, clustering, the largest component. */
#ifndef FLY_NETWORK_MEASURE_H
#define FLY_NETWORK_MEASURE_H

#include "sim/network.h"

struct fly_network_measures {
    double mean_degree;
    uint32_t smallest_degree, largest_degree;
    /* The mean over agents of the share of pairs of their neighbours who are neighbours themselves, 0 for those with
     * fewer than two (Watts & Strogatz 1998). Over all agents, or over a fixed sample of a large or dense network, with
     * its standard error; NAN where even a sample takes too much. */
    double clustering, clustering_error;
    uint32_t n_sampled;
    /* Share of the agents in the largest component, directions aside; NAN of a large network that is computed. */
    double largest_component;
};

/* Of a replicate's network. FLY_OK or FLY_ERR_MEMORY with its sentence. */
int fly_network_measure(const struct fly_network *network, struct fly_key key, struct fly_network_measures *measures,
                        struct fly_error *error);

#endif
