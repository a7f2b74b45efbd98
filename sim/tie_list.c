/* From a list of ties to compressed rows of neighbours, by counting: linear time, no sorting. */
#include "sim/tie_list.h"

#include "sim/alloc.h"
#include "sim/network.h"

#include <assert.h>
#include <string.h>

static int make_room(uint32_t **items, size_t *capacity, size_t needed)
{
    void *array = *items;
    const int ret = fly_grow(&array, capacity, needed, sizeof(*items)[0]);
    *items = array;
    return ret;
}

int fly_tie_list_begin(struct fly_tie_list *list, uint32_t n_agents, size_t n_ties)
{
    list->n = 0;
    if (!list->n_named) list->n_named = fly_alloc(n_agents, sizeof list->n_named[0]);
    if (!list->n_named || make_room(&list->others, &list->capacity, n_ties) < 0) return FLY_ERR_MEMORY;
    memset(list->n_named, 0, n_agents * sizeof list->n_named[0]);
    return FLY_OK;
}

void fly_tie_list_free(struct fly_tie_list *list)
{
    fly_free(list->n_named);
    fly_free(list->others);
    *list = (struct fly_tie_list){0};
}

int fly_tie_list_add(struct fly_tie_list *list, uint32_t agent, uint32_t other)
{
    if (list->n == list->capacity && make_room(&list->others, &list->capacity, list->n + 1) < 0) return FLY_ERR_MEMORY;
    list->others[list->n++] = other;
    list->n_named[agent]++;
    return FLY_OK;
}

/* Counts every agent's ties and sums up: then offsets[i] is the end of row i. */
static void find_ends(const struct fly_tie_list *list, struct fly_network *network)
{
    uint64_t *ends = network->offsets, end = 0;
    for (uint32_t i = 0; i < network->n_agents; i++)
        ends[i] = list->n_named[i];
    for (size_t t = 0; t < list->n && !network->directed; t++)
        ends[list->others[t]]++;
    network->largest_degree = 0;
    for (uint32_t i = 0; i < network->n_agents; i++) {
        if (ends[i] > network->largest_degree) network->largest_degree = (uint32_t)ends[i];
        ends[i] = end += ends[i];
    }
    ends[network->n_agents] = end;
}

/* Fills each row from its end to its start, and with it moves the offset from the one to the other. */
static void fill(const struct fly_tie_list *list, struct fly_network *network)
{
    uint64_t *at = network->offsets;
    size_t t = list->n;
    for (uint32_t i = network->n_agents; i-- > 0;)
        for (uint32_t k = list->n_named[i]; k-- > 0;)
            network->neighbours[--at[i]] = list->others[--t];
    assert(t == 0);
    if (network->directed) return;
    t = list->n;
    for (uint32_t i = network->n_agents; i-- > 0;)
        for (uint32_t k = list->n_named[i]; k-- > 0;)
            network->neighbours[--at[list->others[--t]]] = i;
}

int fly_tie_list_store(const struct fly_tie_list *list, struct fly_network *network)
{
    const size_t needed = network->directed ? list->n : 2 * list->n;
    if (!network->offsets) network->offsets = fly_alloc(network->n_agents + (size_t)1, sizeof network->offsets[0]);
    if (!network->offsets || make_room(&network->neighbours, &network->room, needed) < 0) return FLY_ERR_MEMORY;
    network->n_edges = list->n;
    find_ends(list, network);
    fill(list, network);
    assert(network->offsets[0] == 0);
    return FLY_OK;
}
