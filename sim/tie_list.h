/* Ties as they are found, one after the other, and how they become rows of neighbours in the same memory. */
#ifndef FLY_TIE_LIST_H
#define FLY_TIE_LIST_H

#include <stddef.h>
#include <stdint.h>

struct fly_network;

/* Every tie once, named by one of its ends: the others that agent 0 names, those that agent 1 names, ... They lie in
 * the last half of the network's neighbours (in all of them when it is directed), and its offsets count how many each
 * agent has named. */
struct fly_tie_list {
    struct fly_network *network;
    uint32_t *n_namers; /* [n_agents] zeroed for the caller; in the end how often each agent has been named */
    uint32_t *others;   /* [n] */
    size_t n, room;
};

/* Begins the list of a network whose n_agents and `directed` are set, with room for so many ties: its earlier rows are
 * lost, their memory is used again. 0 or FLY_ERR_MEMORY; fly_tie_list_free in either case. */
int fly_tie_list_begin(struct fly_tie_list *list, struct fly_network *network, size_t n_ties);

/* Forgets the list; the network keeps its rows. */
void fly_tie_list_free(struct fly_tie_list *list);

/* Agents come in ascending order. 0 or FLY_ERR_MEMORY. */
int fly_tie_list_add(struct fly_tie_list *list, uint32_t agent, uint32_t other);

/* Makes the rows of the network: whom an agent names, after those who name him, each in the order of the list. A
 * directed one has only the first. The list is used up. */
void fly_tie_list_store(struct fly_tie_list *list);

#endif
