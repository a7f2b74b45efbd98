/* What the budget asks of levers. */
#ifndef FLY_LEVER_H
#define FLY_LEVER_H

#include "sim/world.h"

/* The money that levers need in this step, and that they save up for their start; serial phases only. */
int64_t fly_lever_wanted(struct fly_world *world);

#endif
