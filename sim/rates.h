/* The engine's side of the rates: opened before the mechanisms add transitions, closed into thresholds after. */
#ifndef FLY_RATES_H
#define FLY_RATES_H

#include "sim/world.h"

void fly_rates_open(struct fly_rates *rates);
void fly_rates_close(struct fly_world *world);

/* Whether an agent of this segment and class leaves its stage by this word, and by which transition. */
bool fly_rates_decide(const struct fly_stage_rates *rates, uint16_t class_of, uint32_t word, uint32_t *transition);

#endif
