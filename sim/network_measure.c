/* Degrees, local clustering (Watts & Strogatz 1998) and components (union-find; Tarjan 1975) of a network. */
#include "sim/network_measure.h"

#include "sim/alloc.h"
#include "sim/permutation.h"

#include <math.h>
#include <string.h>

enum {
    MOST_SAMPLED = 10000,    /* agents */
    LEAST_SAMPLED = 100,     /* of fewer a standard error says little */
    MOST_COMPUTED = 100000,  /* agents of a computed network whose components are looked for */
    MOST_MARKED = 100000000, /* agents that there is memory for to look at clustering */
    MOST_LOOKS = 100000000   /* at neighbours of neighbours: some seconds */
};

/* ---- degrees ---- */

/* Gives the mean square too: looking at one agent's neighbours' neighbours takes about so many looks. */
static double measure_degrees(const struct fly_network *network, struct fly_network_measures *measures)
{
    const bool are_equal = !network->offsets && network->kind != FLY_CLIQUES;
    const uint32_t n = are_equal ? 1 : network->n_agents;
    double sum = 0, squares = 0;
    measures->smallest_degree = UINT32_MAX;
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t degree = fly_network_degree(network, i);
        if (degree < measures->smallest_degree) measures->smallest_degree = degree;
        if (degree > measures->largest_degree) measures->largest_degree = degree;
        sum += degree;
        squares += (double)degree * degree;
    }
    measures->mean_degree = sum / n;
    return squares / n;
}

/* ---- clustering ---- */

/* Marks carry a number of their own for each agent and each of his neighbours: they need no clearing. */
struct circle {
    const struct fly_network *network;
    struct fly_key key;
    uint32_t *members, n; /* an agent's neighbours, each once and without himself */
    uint32_t *is_member;  /* [n_agents] */
    uint32_t *is_counted; /* [n_agents] */
    uint32_t member_mark, counted_mark;
};

static void find_members(struct circle *circle, uint32_t agent)
{
    const uint32_t degree = fly_network_degree(circle->network, agent);
    circle->n = 0;
    circle->member_mark++;
    for (uint32_t k = 0; k < degree; k++) {
        const uint32_t other = fly_network_neighbour(circle->network, agent, k);
        if (other == agent || circle->is_member[other] == circle->member_mark) continue;
        circle->is_member[other] = circle->member_mark;
        circle->members[circle->n++] = other;
    }
}

/* How many of the circle this member knows, each once. */
static uint32_t known_to(struct circle *circle, uint32_t member)
{
    const uint32_t degree = fly_network_degree(circle->network, member);
    uint32_t n = 0;
    circle->counted_mark++;
    for (uint32_t k = 0; k < degree; k++) {
        const uint32_t other = fly_network_neighbour(circle->network, member, k);
        if (other == member || circle->is_member[other] != circle->member_mark) continue;
        n += circle->is_counted[other] != circle->counted_mark;
        circle->is_counted[other] = circle->counted_mark;
    }
    return n;
}

static double local_clustering(struct circle *circle, uint32_t agent)
{
    uint64_t links = 0;
    find_members(circle, agent);
    if (circle->n < 2) return 0;
    for (uint32_t k = 0; k < circle->n; k++)
        links += known_to(circle, circle->members[k]);
    return (double)links / ((double)circle->n * (circle->n - 1));
}

/* Mean and standard error over the first agents of a random order; all of them: no error. */
static void sample_clustering(struct circle *circle, struct fly_network_measures *measures)
{
    const uint32_t n_agents = circle->network->n_agents, n = measures->n_sampled;
    const struct fly_permutation order = fly_permutation_make(circle->key, FLY_PERMUTATION_MEASURED, n_agents);
    double mean = 0, squares = 0; /* of the distances to the mean (Welford 1962) */
    for (uint32_t k = 0; k < n; k++) {
        const double c = local_clustering(circle, n < n_agents ? fly_permute(&order, k) : k), distance = c - mean;
        mean += distance / (k + 1.0);
        squares += distance * (c - mean);
    }
    measures->clustering = mean;
    if (n < n_agents) measures->clustering_error = sqrt(squares / (n - 1.0) / n);
}

static int measure_clustering(const struct fly_network *network, struct fly_key key, double looks_per_agent,
                              struct fly_network_measures *measures)
{
    int ret = FLY_ERR_MEMORY;
    const double most = fmin(fmin(network->n_agents, MOST_SAMPLED), MOST_LOOKS / fmax(1, looks_per_agent));
    if (most < fmin(network->n_agents, LEAST_SAMPLED) || network->n_agents > MOST_MARKED) return FLY_OK;
    measures->n_sampled = (uint32_t)most;
    struct circle circle = {.network = network, .key = key};
    circle.members = fly_alloc(measures->largest_degree, sizeof circle.members[0]);
    circle.is_member = fly_alloc(network->n_agents, sizeof circle.is_member[0]);
    circle.is_counted = fly_alloc(network->n_agents, sizeof circle.is_counted[0]);
    if (circle.members && circle.is_member && circle.is_counted) {
        sample_clustering(&circle, measures);
        ret = FLY_OK;
    }
    fly_free(circle.members);
    fly_free(circle.is_member);
    fly_free(circle.is_counted);
    return ret;
}

/* ---- components ---- */

/* Whoever stands for an agent's component so far; the way there is halved for the next time. */
static uint32_t root_of(uint32_t *parent, uint32_t agent)
{
    while (parent[agent] != agent)
        agent = parent[agent] = parent[parent[agent]];
    return agent;
}

static int measure_components(const struct fly_network *network, struct fly_network_measures *measures)
{
    const uint32_t n = network->n_agents;
    uint32_t *parent = fly_alloc(n, sizeof *parent), *size = fly_alloc(n, sizeof *size), largest = 0;
    for (uint32_t i = 0; i < n && parent; i++)
        parent[i] = i;
    for (uint32_t i = 0; i < n && parent; i++)
        for (uint32_t k = 0, degree = fly_network_degree(network, i); k < degree; k++) {
            const uint32_t a = root_of(parent, i), b = root_of(parent, fly_network_neighbour(network, i, k));
            parent[a > b ? a : b] = a < b ? a : b;
        }
    for (uint32_t i = 0; i < n && parent && size; i++) {
        const uint32_t root = root_of(parent, i);
        if (++size[root] > largest) largest = size[root];
    }
    measures->largest_component = (double)largest / n;
    const bool has_memory = parent && size;
    fly_free(parent);
    fly_free(size);
    return has_memory ? FLY_OK : FLY_ERR_MEMORY;
}

int fly_network_measure(const struct fly_network *network, struct fly_key key, struct fly_network_measures *measures,
                        struct fly_error *error)
{
    int ret = FLY_OK;
    *measures = (struct fly_network_measures){.clustering = NAN, .largest_component = NAN};
    const double looks = measure_degrees(network, measures);
    if (network->kind == FLY_MIXING || network->kind == FLY_COMPLETE) {
        measures->clustering = network->n_agents > 2;
        measures->n_sampled = network->n_agents;
        measures->largest_component = 1;
        return FLY_OK;
    }
    FLY_TRY(measure_clustering(network, key, looks, measures));
    if (network->offsets || network->n_agents <= MOST_COMPUTED) FLY_TRY(measure_components(network, measures));
out:
    return ret < 0 ? fly_fail(error, ret, "no memory to look at a network of %u agents", network->n_agents) : FLY_OK;
}
