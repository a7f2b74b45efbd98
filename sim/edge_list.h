/* Reads an edge list into a network: two ids a line, # comments. */
#ifndef FLY_EDGE_LIST_H
#define FLY_EDGE_LIST_H

#include "sim/network.h"

/* Fills offsets, neighbours and the counts of `network` (n_agents and directed are set). A bad line or an id of
 * n_agents or more is an error with file:line; self-loops and duplicates (in either direction, unless directed) are
 * dropped and counted. `named_at` is where the scenario names the file. */
int fly_edge_list_read(struct fly_network *network, const char *path, struct fly_origin named_at,
                       struct fly_diagnostics *found, struct fly_error *error);

#endif
