/* Names that a scenario takes from names of files. Internal to the scenario's files. */
#ifndef FLY_SCENARIO_NAMES_H
#define FLY_SCENARIO_NAMES_H

#include "sim/arena.h"
#include "sim/input_file.h"
#include "sim/scenario.h"

/* `name` as seen from the folder of the file `path`. NULL: no memory. */
char *fly_name_beside(struct fly_arena *arena, const char *path, const char *name);

/* What a file is called, without folder and .ini. NULL: no memory. */
char *fly_name_of_file(struct fly_arena *arena, const char *path);

/* Fills text and sources of the scenario from its files, the nearest one first. 0 or FLY_ERR_MEMORY. */
int fly_join_sources(struct fly_arena *arena, struct fly_scenario *scenario, const struct fly_source *files, size_t n);

/* A copy of the file of this path among those that are kept. FLY_ERR_NO_INPUT. */
int fly_find_source(const struct fly_source *sources, size_t n, const char *path, struct fly_input_file *file,
                    struct fly_error *error);

#endif
