/* What others ask of [engage]. */
#ifndef FLY_ENGAGE_H
#define FLY_ENGAGE_H

#include "sim/world.h"

/* Whether there are prospects and leads at all. */
bool fly_engage_is_on(const struct fly_scenario *scenario);

/* The hazards per week, in this step, at which a prospect or lead of this class and segment would go on, give up, or
 * be caught by a channel, if there were no friction in the stage and sales people had time for every lead. `engage` is
 * that mechanism's state. */
struct fly_ways_out {
    double onward, away, captured;
};
struct fly_ways_out fly_engage_ways_out(const struct fly_world *world, const void *engage, enum fly_stage stage,
                                        uint16_t class_of);

/* g: how friction f adds to giving up, 1 + g f. */
double fly_engage_friction_abandon(const void *engage);

#endif
