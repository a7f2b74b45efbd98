/* Who knows whom. Regular kinds are computed from a few permutations; a file is read once and shared by all
 * replicates; scale_free and erdos_renyi are drawn anew for each replicate and stored.
 *
 * mixing       everybody knows everybody, himself included (error of order 1/N)
 * complete     everybody but himself; for small N
 * ring         degree nearest agents on a circle
 * regular      union of degree/2 random permutations (degree even), or with one random perfect matching more (degree
 *              odd, N even): a random regular multigraph (Greenhill, Janson, Kim & Wormald 2002)
 * small_world  a ring whose edges are rewired with probability `rewire` by exchanging the far ends of two edges of the
 *              same span, so that every degree stays as it is (Watts & Strogatz 1998 with the switch of Maslov &
 *              Sneppen 2002)
 * file         edge list, two ids a line, # comments; `directed`: the first talks to the second only
 * scale_free   newcomers tie themselves to degree/2 others, chosen in proportion to the ties they have (Barabasi &
 *              Albert 1999): P(k) = 2m(m+1) / (k(k+1)(k+2)), m = degree/2; nobody gets more than `most_ties`
 * erdos_renyi  every pair is tied with probability degree / (N - 1): Poisson degrees (Gilbert 1959)
 * cliques      degree + 1 consecutive agents all know each other, and nobody else; the last clique has what is left,
 *              which may be one person alone. Weak ties between cliques: wom.weak_share (Goldenberg, Libai & Muller
 *              2001)
 * blocks       each agent has round(degree * within) ties in his own segment and the rest anywhere, his own segment
 *              included: both are random regular multigraphs (Holland, Laskey & Leinhardt 1983, with equal degrees).
 *              Where an odd number of agents has an odd number of such ties, one of them is tied to himself
 * lattice      a two-dimensional torus: 4 neighbours (von Neumann) or 8 (Moore)
 */
#ifndef FLY_NETWORK_H
#define FLY_NETWORK_H

#include "sim/rng.h"
#include "sim/scenario.h"
#include "sim/segment.h"

enum fly_network_kind {
    FLY_MIXING,
    FLY_COMPLETE,
    FLY_RING,
    FLY_REGULAR,
    FLY_SMALL_WORLD,
    FLY_EDGE_FILE,
    FLY_SCALE_FREE,
    FLY_ERDOS_RENYI,
    FLY_CLIQUES,
    FLY_BLOCKS,
    FLY_LATTICE
};

/* clang-format off */
#define FLY_NETWORK_PARAMS(X, S) \
    X(S, CHOICE, kind,   4, 0, 10, "mixing|complete|ring|regular|small_world|file|scale_free|erdos_renyi|cliques|blocks|lattice", "Who knows whom (strong ties).") \
    X(S, COUNT,  degree, 8, 1, 4096, "ties", "Strong ties of each agent, on average where they vary; even for ring, small_world and scale_free, 4 or 8 for lattice (chosen; 5-10 close contacts are usual in studies of word of mouth).") \
    X(S, SHARE,  rewire, 0.05, 0, 1, "", "Share of ties of small_world that lead to a random place (Watts & Strogatz 1998: .01-.1 gives short paths and high clustering).") \
    X(S, COUNT,  most_ties, 0, 0, 2000000000, "ties", "Most ties that anybody gets in scale_free: hubs are capped; 0: no cap.") \
    X(S, SHARE,  within, 0.8, 0, 1, "", "Share of ties of blocks that stay in one's own segment; the number of such ties is rounded (chosen).") \
    X(S, TEXT,   file,   0, 0, 0, "file", "Edge list: two ids a line, # comments; ids from 0 to market.agents - 1.") \
    X(S, SWITCH, directed, 0, 0, 1, "", "Whether a line \"a b\" of the edge list means only that a talks to b.")
/* clang-format on */

struct fly_network_params {
    FLY_NETWORK_PARAMS(FLY_PARAM_FIELD, )
};

extern const struct fly_param_table fly_network_table;

/* Const after fly_network_init, and shared by all replicates, unless fly_network_is_own. */
struct fly_network {
    enum fly_network_kind kind;
    uint32_t n_agents, degree;
    uint32_t width;     /* lattice: agents in a row */
    uint32_t most_ties; /* scale_free */
    bool directed;      /* file */
    uint64_t rewire_threshold;

    /* blocks: */
    uint32_t n_within; /* of the degree */
    struct fly_segments segments;
    struct fly_permutation order; /* of a replicate: who has which rank */

    /* Of a replicate, by kinds regular, small_world and blocks: what their ties are computed from; else NULL. */
    struct fly_permutation *permutations;

    /* What is stored, by kinds file, scale_free and erdos_renyi; else NULL and 0. */
    uint64_t *offsets;    /* [n_agents + 1] into neighbours */
    uint32_t *neighbours; /* of agent 0, of agent 1, ...; each tie at both ends unless directed */
    size_t room;          /* of neighbours */
    uint32_t largest_degree;
    uint64_t n_edges;                    /* each once */
    uint64_t n_self_loops, n_duplicates; /* file: dropped */
};

/* Looks for values that contradict each other or the size of the market. */
void fly_network_check(const struct fly_scenario *scenario, struct fly_diagnostics *found);

/* Of a checked scenario; reads the file. What is wrong with the file goes to `found`, with file:line. */
int fly_network_init(struct fly_network *network, const struct fly_scenario *scenario, uint32_t n_agents,
                     struct fly_diagnostics *found, struct fly_error *error);
void fly_network_free(struct fly_network *network);

/* Whether each replicate needs a network of its own, made alike and begun: all kinds of chance. */
bool fly_network_is_own(const struct fly_network *network);

/* A network of the same kind and size, still without ties. */
struct fly_network fly_network_alike(const struct fly_network *network);

/* Makes it that of a replicate, reusing the memory of an earlier one: the same keys give the same ties. FLY_OK or
 * FLY_ERR_MEMORY with its sentence. */
int fly_network_begin(struct fly_network *network, struct fly_key key, struct fly_key population,
                      struct fly_error *error);

/* Of fly_network_begin: whether the ties are drawn and stored, and how. */
bool fly_network_is_drawn(const struct fly_network *network);
int fly_network_draw(struct fly_network *network, struct fly_key key, struct fly_error *error);

/* Ties that a draw makes room for: as many as there will be, or hardly ever more. */
uint64_t fly_network_room(const struct fly_network *network);

/* The calls that drawing uses, for the check that no two decisions share one. */
enum { FLY_NETWORK_CALLS = 2 };
extern const char *const fly_network_calls[FLY_NETWORK_CALLS];

/* Number of strong ties of an agent; the largest number of them, and its mean. */
uint32_t fly_network_degree(const struct fly_network *network, uint32_t agent);
uint32_t fly_network_largest_degree(const struct fly_network *network);
double fly_network_mean_degree(const struct fly_network *network);

/* The agent's k-th neighbour, k < degree. For mixing and complete k is any number below the degree (N or N - 1): the
 * neighbour's rank. */
uint32_t fly_network_neighbour(const struct fly_network *network, uint32_t agent, uint32_t k);

/* Tells the processor that an agent's ties will be asked for soon, so that it does not wait for their memory then. */
static inline void fly_network_expect(const struct fly_network *network, uint32_t agent)
{
    if (network->offsets) __builtin_prefetch(&network->neighbours[network->offsets[agent]]);
}

/* Bytes it stores, in each replicate where it has its own; of a drawn one the most that it has while it is drawn. */
uint64_t fly_network_memory(const struct fly_network *network);

/* blocks: how many of an agent's ties stay in his segment. */
uint32_t fly_network_ties_within(const struct fly_network_params *p);

/* Agents in a row of a lattice of so many: the sides of its rectangle are at least 3, the longer at most twice the
 * shorter. 0: there is no such rectangle. */
uint32_t fly_lattice_width(uint32_t n_agents);

#endif
