/* From a list of ties to compressed rows of neighbours, by counting and in place: linear time, no sorting, no copy. */
#include "sim/tie_list.h"

#include "sim/alloc.h"
#include "sim/network.h"

#include <assert.h>
#include <string.h>

/* Marks a neighbour whom the row's agent has named; no id is so large. */
static const uint32_t named = UINT32_C(1) << 31;

/* So many ties ahead, what a tie will touch is fetched: an agent at random, then his row. */
enum { AGENT_AHEAD = 64, ROW_AHEAD = 32 };

/* How often a tie stands in the rows. */
static size_t n_places(const struct fly_network *network)
{
    return network->directed ? 1 : 2;
}

static int make_room(struct fly_tie_list *list, size_t n_ties)
{
    struct fly_network *network = list->network;
    const size_t before = network->room - list->room;
    void *neighbours = network->neighbours;
    const int ret = fly_grow(&neighbours, &network->room, n_places(network) * n_ties, sizeof network->neighbours[0]);
    if (ret < 0) return ret;
    network->neighbours = neighbours;
    list->room = network->room / n_places(network);
    list->others = network->neighbours + network->room - list->room;
    memmove(list->others, network->neighbours + before, list->n * sizeof list->others[0]);
    return FLY_OK;
}

int fly_tie_list_begin(struct fly_tie_list *list, struct fly_network *network, size_t n_ties)
{
    const size_t n_offsets = network->n_agents + (size_t)1;
    assert(network->n_agents < named);
    *list = (struct fly_tie_list){.network = network};
    list->n_namers = fly_alloc(network->n_agents, sizeof list->n_namers[0]);
    if (!network->offsets)
        network->offsets = fly_alloc(n_offsets, sizeof network->offsets[0]);
    else
        memset(network->offsets, 0, n_offsets * sizeof network->offsets[0]);
    return list->n_namers && network->offsets ? make_room(list, n_ties > 0 ? n_ties : 1) : FLY_ERR_MEMORY;
}

void fly_tie_list_free(struct fly_tie_list *list)
{
    fly_free(list->n_namers);
    *list = (struct fly_tie_list){0};
}

int fly_tie_list_add(struct fly_tie_list *list, uint32_t agent, uint32_t other)
{
    if (list->n == list->room && make_room(list, 2 * list->n + 1) < 0) return FLY_ERR_MEMORY;
    list->others[list->n++] = other;
    list->network->offsets[agent]++;
    return FLY_OK;
}

/* Anew, whatever the caller has counted. */
static void count_namers(struct fly_tie_list *list)
{
    memset(list->n_namers, 0, list->network->n_agents * sizeof list->n_namers[0]);
    for (size_t t = 0; t < list->n; t++) {
        if (t + AGENT_AHEAD < list->n) __builtin_prefetch(&list->n_namers[list->others[t + AGENT_AHEAD]], 1);
        list->n_namers[list->others[t]]++;
    }
}

/* Moves each agent's list to the end of his row and marks it: never to the right, for what stands before it in the rows
 * is at most all that it was after. */
static void move_to_rows(struct fly_tie_list *list)
{
    struct fly_network *network = list->network;
    const uint32_t mark = network->directed ? 0 : named, *next = list->others;
    uint64_t end = 0;
    network->largest_degree = 0;
    for (uint32_t i = 0; i < network->n_agents; i++) {
        const uint64_t start = end, n_named = network->offsets[i];
        const uint64_t degree = n_named + (network->directed ? 0 : list->n_namers[i]);
        end += degree;
        assert(next >= network->neighbours + end - n_named);
        for (uint64_t at = end - n_named; at < end; at++)
            network->neighbours[at] = *next++ | mark;
        network->offsets[i] = start;
        if (degree > network->largest_degree) network->largest_degree = (uint32_t)degree;
    }
    network->offsets[network->n_agents] = end;
}

/* What two marked neighbours will need later and soon. */
static void fetch(const struct fly_network *network, const uint32_t *n_left, uint32_t later, uint32_t soon)
{
    if (later & named) {
        __builtin_prefetch(&network->offsets[later & ~named]);
        __builtin_prefetch(&n_left[later & ~named], 1);
    }
    if (soon & named) {
        soon &= ~named;
        __builtin_prefetch(&network->neighbours[network->offsets[soon] + n_left[soon]], 1);
    }
}

/* Writes each agent to the start of the rows of those whom he named, from the last agent to the first. In his own row
 * nothing before them is marked: it was written here, or stood in the list or in earlier rows. */
static void add_namers(struct fly_tie_list *list)
{
    const struct fly_network *network = list->network;
    const uint64_t *start = network->offsets;
    uint32_t *neighbours = network->neighbours, *n_left = list->n_namers;
    for (uint32_t i = network->n_agents; i-- > 0;)
        for (uint64_t at = start[i + 1]; at > start[i] && neighbours[at - 1] & named; at--) {
            const uint32_t other = neighbours[at - 1] &= ~named;
            if (at > AGENT_AHEAD) fetch(network, n_left, neighbours[at - AGENT_AHEAD], neighbours[at - ROW_AHEAD]);
            neighbours[start[other] + --n_left[other]] = i;
        }
}

void fly_tie_list_store(struct fly_tie_list *list)
{
    list->network->n_edges = list->n;
    count_namers(list);
    move_to_rows(list);
    add_namers(list);
}
