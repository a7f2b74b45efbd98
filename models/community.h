/* What the community tells other mechanisms. */
#ifndef FLY_COMMUNITY_H
#define FLY_COMMUNITY_H

#include "sim/world.h"

/* Whether the community finds friction, so that levers which wait for feedback have something to wait for. True also
 * where its section is wrong: then nothing can be said. */
bool fly_community_finds_friction(const struct fly_scenario *scenario);

/* Contributions of this step that wheels may take in, in close_step: none where the community or its awareness
 * touchpoint is off. */
int64_t fly_community_content(const struct fly_world *world);

#endif
