/* Names that a scenario takes from names of files. Internal to the scenario's files. */
#ifndef FLY_SCENARIO_NAMES_H
#define FLY_SCENARIO_NAMES_H

#include "sim/arena.h"

/* `name` as seen from the folder of the file `path`. NULL: no memory. */
char *fly_name_beside(struct fly_arena *arena, const char *path, const char *name);

/* What a file is called, without folder and .ini. NULL: no memory. */
char *fly_name_of_file(struct fly_arena *arena, const char *path);

#endif
