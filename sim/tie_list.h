/* Ties as they are found, one after the other, and how they become rows of neighbours. */
#ifndef FLY_TIE_LIST_H
#define FLY_TIE_LIST_H

#include <stddef.h>
#include <stdint.h>

struct fly_network;

/* Every tie once, named by one of its ends: the others that agent 0 names, those that agent 1 names, ... */
struct fly_tie_list {
    uint32_t *n_named; /* [n_agents] */
    uint32_t *others;  /* [n] */
    size_t n, capacity;
};

/* Empties the list for so many agents and makes room for so many ties. 0 or FLY_ERR_MEMORY. */
int fly_tie_list_begin(struct fly_tie_list *list, uint32_t n_agents, size_t n_ties);
void fly_tie_list_free(struct fly_tie_list *list);

/* Agents come in ascending order. 0 or FLY_ERR_MEMORY. */
int fly_tie_list_add(struct fly_tie_list *list, uint32_t agent, uint32_t other);

/* Fills the rows of a network: whom an agent names, after those who name him, each in the order of the list. A directed
 * one has only the first. 0 or FLY_ERR_MEMORY. */
int fly_tie_list_store(const struct fly_tie_list *list, struct fly_network *network);

#endif
