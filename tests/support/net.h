/* A network by itself, for the tests of networks: made from the lines of its section, of replicate 2 of seed 31. */
#ifndef FLY_NET_H
#define FLY_NET_H

#include "sim/network.h"

struct net {
    struct fly_scenario scenario;
    struct fly_network network;
    struct fly_diagnostics found;
    struct fly_error error;
    struct fly_key key;
};

/* `ini` is what stands in [network], and what follows it. The status of fly_network_init, or of fly_network_begin. */
int net_make(struct net *net, const char *ini, uint32_t n_agents);
void net_free(struct net *net);

/* Makes it that of another replicate; it must have memory for that. */
void net_begin(struct net *net, struct fly_key key);

uint32_t net_degree(const struct net *net, uint32_t agent);
uint32_t net_neighbour(const struct net *net, uint32_t agent, uint32_t k);

/* How often somebody is among the neighbours of another. */
uint32_t net_times(const struct net *net, uint32_t of, uint32_t among);

/* j is in N(i) as often as i is in N(j), or the test ends. */
void net_check_symmetry(const struct net *net);

/* The share of pairs of neighbours who know each other, over all pairs (transitivity, not the mean of local shares). */
double net_transitivity(const struct net *net);

#endif
