/* What others ask of [engage]. */
#ifndef FLY_ENGAGE_H
#define FLY_ENGAGE_H

#include "sim/world.h"

/* Whether there are prospects and leads at all. */
bool fly_engage_is_on(const struct fly_scenario *scenario);

/* The hazards per week, in this step, at which a prospect or lead of this class and segment goes on (channels that catch
 * prospects included) or gives up; with or without the friction of the stage, and as if sales people had time for every
 * lead or as it is. `engage` is that mechanism's state. */
struct fly_ways_out {
    double onward, away;
};
struct fly_ways_out fly_engage_ways_out(const struct fly_world *world, const void *engage, enum fly_stage stage,
                                        uint16_t class_of, bool has_friction, bool is_served);

#endif
