/* Who knows whom: computed networks. Edge lists are read in edge_list.c. */
#include "sim/network.h"

#include "sim/alloc.h"
#include "sim/edge_list.h"
#include "sim/permutation.h"
#include "sim/setup.h"

#include <assert.h>
#include <inttypes.h>

static const struct fly_param rows[] = {FLY_NETWORK_PARAMS(FLY_PARAM_ROW, fly_network_params)};

const struct fly_param_table fly_network_table = FLY_PARAM_TABLE(
    "network", fly_network_params, rows, "Who knows whom: the strong ties along which people talk and refer.");

void fly_network_check(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &fly_network_table) || !fly_scenario_is_sound(scenario, &fly_market_table))
        return;
    const struct fly_network_params *p = fly_scenario_values(scenario, &fly_network_table);
    const struct fly_market_params *market = fly_scenario_values(scenario, &fly_market_table);
    const struct fly_origin kind = fly_scenario_origin(scenario, &fly_network_table, "", "kind");
    const struct fly_origin agents = fly_scenario_origin(scenario, &fly_market_table, "", "agents");
    const struct fly_origin degree = fly_scenario_origin(scenario, &fly_network_table, "", "degree");
    const struct fly_origin at = fly_origin_or(degree, fly_origin_or(agents, kind));
    const bool circle = p->kind == FLY_RING || p->kind == FLY_SMALL_WORLD;
    if (circle && p->degree % 2)
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "network.degree = %" PRIu64 " is odd; a ring or small_world needs an even number", p->degree);
    if ((circle || p->kind == FLY_REGULAR) && p->degree >= market->agents)
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "network.degree = %" PRIu64 " needs more than market.agents = %" PRIu64, p->degree,
                     market->agents);
    if (p->kind == FLY_REGULAR && p->degree % 2 && market->agents % 2)
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "a regular network of odd degree %" PRIu64 " needs an even number of agents, not %" PRIu64,
                     p->degree, market->agents);
    if (p->kind == FLY_EDGE_FILE && !p->file[0])
        fly_diagnose(found, FLY_ERROR, kind.file, kind.line, "network.kind = file needs network.file = an edge list");
}

int fly_network_init(struct fly_network *network, const struct fly_scenario *scenario, uint32_t n_agents,
                     struct fly_diagnostics *found, struct fly_error *error)
{
    const struct fly_network_params *p = fly_scenario_values(scenario, &fly_network_table);
    *network = (struct fly_network){.kind = (enum fly_network_kind)p->kind,
                                    .n_agents = n_agents,
                                    .degree = (uint32_t)p->degree,
                                    .rewire_threshold = fly_threshold(p->rewire)};
    if (network->kind == FLY_MIXING) network->degree = n_agents;
    if (network->kind == FLY_COMPLETE) network->degree = n_agents - 1;
    if (network->kind != FLY_EDGE_FILE) return FLY_OK;
    const struct fly_origin at = fly_scenario_origin(scenario, &fly_network_table, "", "file");
    return fly_edge_list_read(network, p->file, at, found, error);
}

void fly_network_free(struct fly_network *network)
{
    fly_free(network->offsets);
    fly_free(network->neighbours);
    *network = (struct fly_network){0};
}

uint32_t fly_network_degree(const struct fly_network *network, uint32_t agent)
{
    assert(agent < network->n_agents);
    if (network->kind != FLY_EDGE_FILE) return network->degree;
    return (uint32_t)(network->offsets[agent + 1] - network->offsets[agent]);
}

/* k = 0, 1, 2, 3... stands for the spans +1, -1, +2, -2... */
static uint32_t on_ring(const struct fly_network *network, uint32_t agent, uint32_t k)
{
    const uint64_t n = network->n_agents, span = k / 2 + 1;
    return (uint32_t)((agent + (k % 2 ? n - span : span)) % n);
}

static uint32_t in_regular(const struct fly_network *network, struct fly_key key, uint32_t agent, uint32_t k)
{
    const struct fly_permutation p = fly_permutation_make(key, k / 2, network->n_agents);
    uint32_t pair;
    if (network->degree % 2 && k == network->degree - 1) return fly_partner(&p, agent, &pair);
    return k % 2 ? fly_permute_back(&p, agent) : fly_permute(&p, agent);
}

/* The near end whose edge of this span leads where `agent`'s would on a ring: itself, or the one it exchanged with. */
static uint32_t exchanged(const struct fly_network *network, struct fly_key key, uint32_t agent, uint32_t span)
{
    const struct fly_permutation p = fly_permutation_make(key, span, network->n_agents);
    uint32_t pair;
    const uint32_t partner = fly_partner(&p, agent, &pair);
    return fly_mix(pair, p.round_key[5]) < network->rewire_threshold ? partner : agent;
}

static uint32_t in_small_world(const struct fly_network *network, struct fly_key key, uint32_t agent, uint32_t k)
{
    const uint32_t span = k / 2 + 1;
    if (k % 2 == 0) return on_ring(network, exchanged(network, key, agent, span), k);
    return exchanged(network, key, on_ring(network, agent, k), span);
}

uint32_t fly_network_neighbour(const struct fly_network *network, struct fly_key key, uint32_t agent, uint32_t k)
{
    assert(agent < network->n_agents && k < fly_network_degree(network, agent));
    switch (network->kind) {
    case FLY_MIXING: return k;
    case FLY_COMPLETE: return k + (k >= agent);
    case FLY_RING: return on_ring(network, agent, k);
    case FLY_REGULAR: return in_regular(network, key, agent, k);
    case FLY_SMALL_WORLD: return in_small_world(network, key, agent, k);
    case FLY_EDGE_FILE: return network->neighbours[network->offsets[agent] + k];
    }
    assert(false && "unknown kind of network");
    return agent;
}

uint64_t fly_network_memory(const struct fly_network *network)
{
    if (network->kind != FLY_EDGE_FILE) return 0;
    return (network->n_agents + UINT64_C(1)) * sizeof network->offsets[0] +
           2 * network->n_edges * sizeof network->neighbours[0];
}
