/* Who knows whom: computed networks, and the way to all of them. Edge lists are read in edge_list.c, networks of chance
 * that are stored are drawn in network_draw.c. */
#include "sim/network.h"

#include "sim/alloc.h"
#include "sim/edge_list.h"
#include "sim/permutation.h"
#include "sim/setup.h"

#include <assert.h>
#include <math.h>

enum { MOST_TIES = 4096 }; /* that the degree may ask for: as many numbers of permutations are enough */

static const struct fly_param rows[] = {FLY_NETWORK_PARAMS(FLY_PARAM_ROW, fly_network_params)};

const struct fly_param_table fly_network_table = FLY_PARAM_TABLE_READ_ONCE(
    "network", fly_network_params, rows, "Who knows whom: the strong ties along which people talk and refer.");

uint32_t fly_network_ties_within(const struct fly_network_params *p)
{
    return (uint32_t)lround((double)p->degree * p->within);
}

uint32_t fly_lattice_width(uint32_t n_agents)
{
    for (uint64_t width = (uint64_t)sqrt(n_agents); width >= 3 && 2 * width * width >= n_agents; width--)
        if (n_agents % width == 0) return (uint32_t)(n_agents / width);
    return 0;
}

int fly_network_init(struct fly_network *network, const struct fly_scenario *scenario, uint32_t n_agents,
                     struct fly_diagnostics *found, struct fly_error *error)
{
    const struct fly_network_params *p = fly_scenario_values(scenario, &fly_network_table);
    *network = (struct fly_network){.kind = (enum fly_network_kind)p->kind,
                                    .n_agents = n_agents,
                                    .degree = (uint32_t)p->degree,
                                    .n_within = fly_network_ties_within(p),
                                    .most_ties = (uint32_t)p->most_ties,
                                    .directed = p->directed && p->kind == FLY_EDGE_FILE,
                                    .rewire_threshold = fly_threshold(p->rewire)};
    if (network->kind == FLY_MIXING) network->degree = n_agents;
    if (network->kind == FLY_COMPLETE) network->degree = n_agents - 1;
    if (network->kind == FLY_BLOCKS) network->segments = fly_segments_make(scenario, n_agents);
    if (network->kind == FLY_LATTICE) network->width = fly_lattice_width(n_agents);
    if (network->kind != FLY_EDGE_FILE) return FLY_OK;
    const struct fly_origin at = fly_scenario_origin(scenario, &fly_network_table, "", "file");
    return fly_edge_list_read(network, p->file, at, found, error);
}

void fly_network_free(struct fly_network *network)
{
    fly_free(network->offsets);
    fly_free(network->neighbours);
    fly_free(network->permutations);
    *network = (struct fly_network){0};
}

/* ---- what a replicate has of its own ---- */

/* Permutations that make a random regular multigraph of so many ties each. */
static uint32_t n_of_regular(uint32_t degree)
{
    return (degree + 1) / 2;
}

static uint32_t n_permutations(const struct fly_network *network)
{
    const uint32_t degree = network->degree, n_within = network->n_within;
    switch (network->kind) {
    case FLY_REGULAR: return n_of_regular(degree);
    case FLY_SMALL_WORLD: return degree / 2;
    case FLY_BLOCKS: return n_of_regular(degree - n_within) + network->segments.n * n_of_regular(n_within);
    default: return 0;
    }
}

bool fly_network_is_own(const struct fly_network *network)
{
    return fly_network_is_drawn(network) || n_permutations(network) > 0;
}

struct fly_network fly_network_alike(const struct fly_network *network)
{
    assert(!network->offsets && !network->permutations);
    return *network;
}

/* Those of a multigraph of n members of its own for each `which`; returns where the next ones belong. */
static struct fly_permutation *make_regular(struct fly_permutation *first, struct fly_key key, uint32_t which,
                                            uint32_t n, uint32_t degree)
{
    for (uint32_t k = 0; k < n_of_regular(degree) && n > 0; k++)
        first[k] = fly_permutation_make(key, which * MOST_TIES + k, n);
    return first + n_of_regular(degree);
}

/* Multigraph 0 is that of all agents, 1 + s that of segment s. */
static void make_permutations(struct fly_network *network, struct fly_key key)
{
    struct fly_permutation *next = network->permutations;
    const uint32_t n_within = network->kind == FLY_BLOCKS ? network->n_within : 0;
    if (network->kind == FLY_SMALL_WORLD) {
        for (uint32_t span = 1; span <= network->degree / 2; span++)
            *next++ = fly_permutation_make(key, span, network->n_agents);
        return;
    }
    next = make_regular(next, key, 0, network->n_agents, network->degree - n_within);
    for (uint32_t s = 0; s < network->segments.n; s++)
        next = make_regular(next, key, 1 + s, network->segments.first[s + 1] - network->segments.first[s], n_within);
}

int fly_network_begin(struct fly_network *network, struct fly_key key, struct fly_key population,
                      struct fly_error *error)
{
    const uint32_t n = n_permutations(network);
    if (fly_network_is_drawn(network)) return fly_network_draw(network, key, error);
    if (network->kind == FLY_BLOCKS) network->order = fly_segment_order(population, network->n_agents);
    if (!n) return FLY_OK;
    if (!network->permutations) network->permutations = fly_alloc(n, sizeof network->permutations[0]);
    if (!network->permutations) return fly_fail(error, FLY_ERR_MEMORY, "no memory for a network of %u permutations", n);
    make_permutations(network, key);
    return FLY_OK;
}

/* ---- computed kinds ---- */

/* k = 0, 1, 2, 3... stands for the spans +1, -1, +2, -2... */
static uint32_t on_ring(const struct fly_network *network, uint32_t agent, uint32_t k)
{
    const uint64_t n = network->n_agents, span = k / 2 + 1, place = agent + (k % 2 ? n - span : span);
    return (uint32_t)(place < n ? place : place - n);
}

/* The neighbour of a member of a random regular multigraph, given its permutations. */
static uint32_t in_regular(const struct fly_permutation *first, uint32_t degree, uint32_t member, uint32_t k)
{
    const struct fly_permutation *p = &first[k / 2];
    if (degree % 2 && k == degree - 1) return fly_partner(p, fly_permute_back(p, member));
    return k % 2 ? fly_permute_back(p, member) : fly_permute(p, member);
}

static uint32_t in_blocks(const struct fly_network *network, uint32_t agent, uint32_t k)
{
    const uint32_t n_within = network->n_within, n_without = network->degree - n_within;
    const struct fly_permutation *p = network->permutations;
    if (k >= n_within) return in_regular(p, n_without, agent, k - n_within);
    const uint32_t rank = fly_permute(&network->order, agent), s = fly_segment_of_rank(&network->segments, rank);
    const uint32_t first = network->segments.first[s];
    p += n_of_regular(n_without) + s * n_of_regular(n_within);
    return fly_permute_back(&network->order, first + in_regular(p, n_within, rank - first, k));
}

/* The near end whose edge of this span leads where `agent`'s would on a ring: itself, or the one it exchanged with. */
static uint32_t exchanged(const struct fly_network *network, uint32_t agent, uint32_t span)
{
    const struct fly_permutation *p = &network->permutations[span - 1];
    const uint32_t rank = fly_permute_back(p, agent), pair = rank / 2;
    return fly_mix(pair, p->round_key[5]) < network->rewire_threshold ? fly_partner(p, rank) : agent;
}

static uint32_t in_small_world(const struct fly_network *network, uint32_t agent, uint32_t k)
{
    const uint32_t span = k / 2 + 1;
    if (k % 2 == 0) return on_ring(network, exchanged(network, agent, span), k);
    return exchanged(network, on_ring(network, agent, k), span);
}

/* The first member of an agent's clique, and how many they are. */
static uint32_t clique_of(const struct fly_network *network, uint32_t agent, uint32_t *n)
{
    const uint32_t size = network->degree + 1, first = agent - agent % size, left = network->n_agents - first;
    *n = left < size ? left : size;
    return first;
}

static uint32_t in_clique(const struct fly_network *network, uint32_t agent, uint32_t k)
{
    uint32_t n;
    const uint32_t other = clique_of(network, agent, &n) + k;
    return other + (other >= agent);
}

/* Left, right, up, down, then the diagonals. */
static uint32_t on_lattice(const struct fly_network *network, uint32_t agent, uint32_t k)
{
    static const int8_t right[] = {-1, 1, 0, 0, -1, 1, -1, 1}, down[] = {0, 0, -1, 1, -1, -1, 1, 1};
    const int64_t width = network->width, height = network->n_agents / network->width;
    const int64_t column = (agent % width + right[k] + width) % width;
    const int64_t row = (agent / width + down[k] + height) % height;
    return (uint32_t)(row * width + column);
}

/* ---- all kinds ---- */

uint32_t fly_network_degree(const struct fly_network *network, uint32_t agent)
{
    assert(agent < network->n_agents);
    uint32_t n;
    if (network->offsets) return (uint32_t)(network->offsets[agent + 1] - network->offsets[agent]);
    if (network->kind != FLY_CLIQUES) return network->degree;
    (void)clique_of(network, agent, &n);
    return n - 1;
}

uint32_t fly_network_largest_degree(const struct fly_network *network)
{
    return network->offsets ? network->largest_degree : network->degree;
}

double fly_network_mean_degree(const struct fly_network *network)
{
    return network->offsets ? (double)network->offsets[network->n_agents] / network->n_agents : network->degree;
}

uint32_t fly_network_neighbour(const struct fly_network *network, uint32_t agent, uint32_t k)
{
    assert(agent < network->n_agents && k < fly_network_degree(network, agent));
    switch (network->kind) {
    case FLY_MIXING: return k;
    case FLY_COMPLETE: return k + (k >= agent);
    case FLY_RING: return on_ring(network, agent, k);
    case FLY_REGULAR: return in_regular(network->permutations, network->degree, agent, k);
    case FLY_SMALL_WORLD: return in_small_world(network, agent, k);
    case FLY_CLIQUES: return in_clique(network, agent, k);
    case FLY_BLOCKS: return in_blocks(network, agent, k);
    case FLY_LATTICE: return on_lattice(network, agent, k);
    case FLY_EDGE_FILE:
    case FLY_SCALE_FREE:
    case FLY_ERDOS_RENYI: return network->neighbours[network->offsets[agent] + k];
    }
    assert(false && "unknown kind of network");
    return agent;
}

uint64_t fly_network_memory(const struct fly_network *network)
{
    const bool is_drawn = fly_network_is_drawn(network);
    if (network->kind != FLY_EDGE_FILE && !is_drawn) return n_permutations(network) * sizeof network->permutations[0];
    const uint64_t n = network->n_agents, n_ties = is_drawn ? fly_network_room(network) : network->n_edges;
    const uint64_t stored =
        (n + 1) * sizeof network->offsets[0] + (network->directed ? 1 : 2) * n_ties * sizeof network->neighbours[0];
    return stored + (is_drawn ? n * sizeof(uint32_t) : 0); /* counts of the tie list */
}
