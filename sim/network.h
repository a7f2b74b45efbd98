/* Who knows whom. Regular kinds are computed from the key and store nothing; a file is read once and shared by all
 * replicates.
 *
 * mixing       everybody knows everybody, himself included (error of order 1/N)
 * complete     everybody but himself; for small N
 * ring         degree nearest agents on a circle
 * regular      union of degree/2 random permutations (degree even), or with one random perfect matching more (degree
 * odd,
 *              N even): a random regular multigraph (Greenhill, Janson, Kim & Wormald 2002)
 * small_world  a ring whose edges are rewired with probability `rewire` by exchanging the far ends of two edges of the
 * same
 *              span, so that every degree stays as it is (Watts & Strogatz 1998 with the switch of Maslov & Sneppen
 *              2002)
 * file         undirected edge list, two ids a line, # comments
 */
#ifndef FLY_NETWORK_H
#define FLY_NETWORK_H

#include "sim/rng.h"
#include "sim/scenario.h"

enum fly_network_kind { FLY_MIXING, FLY_COMPLETE, FLY_RING, FLY_REGULAR, FLY_SMALL_WORLD, FLY_EDGE_FILE };

/* clang-format off */
#define FLY_NETWORK_PARAMS(X, S) \
    X(S, CHOICE, kind,   4, 0, 5, "mixing|complete|ring|regular|small_world|file", "Who knows whom (strong ties).") \
    X(S, COUNT,  degree, 8, 1, 4096, "ties", "Strong ties of each agent; even for ring and small_world (chosen; 5-10 close contacts are usual in studies of word of mouth).") \
    X(S, SHARE,  rewire, 0.05, 0, 1, "", "Share of ties of small_world that lead to a random place (Watts & Strogatz 1998: .01-.1 gives short paths and high clustering).") \
    X(S, TEXT,   file,   0, 0, 0, "file", "Edge list: two ids a line, # comments; ids from 0 to market.agents - 1.")
/* clang-format on */

struct fly_network_params {
    FLY_NETWORK_PARAMS(FLY_PARAM_FIELD, )
};

extern const struct fly_param_table fly_network_table;

/* What is shared by all replicates: const after fly_network_init. */
struct fly_network {
    enum fly_network_kind kind;
    uint32_t n_agents, degree;
    uint64_t rewire_threshold;
    uint64_t *offsets;                   /* file: [n_agents + 1] into neighbours; else NULL */
    uint32_t *neighbours;                /* file: both directions, sorted */
    uint64_t n_edges;                    /* file: undirected edges kept */
    uint64_t n_self_loops, n_duplicates; /* file: dropped */
};

/* Looks for values that contradict each other or the size of the market. */
void fly_network_check(const struct fly_scenario *scenario, struct fly_diagnostics *found);

/* Of a checked scenario; reads the file. What is wrong with the file goes to `found`, with file:line. */
int fly_network_init(struct fly_network *network, const struct fly_scenario *scenario, uint32_t n_agents,
                     struct fly_diagnostics *found, struct fly_error *error);
void fly_network_free(struct fly_network *network);

/* Number of strong ties of an agent. */
uint32_t fly_network_degree(const struct fly_network *network, uint32_t agent);

/* The agent's k-th neighbour, k < degree. `key` is the replicate's network key. For mixing and complete k is any number
 * below the degree (N or N - 1): the neighbour's rank. */
uint32_t fly_network_neighbour(const struct fly_network *network, struct fly_key key, uint32_t agent, uint32_t k);

/* Bytes it stores, and bytes a directed edge. */
uint64_t fly_network_memory(const struct fly_network *network);

#endif
