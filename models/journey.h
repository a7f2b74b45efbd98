/* The moves between stages in the order of their labels in the series `journey`: for who adds up some of them. */
#ifndef FLY_JOURNEY_H
#define FLY_JOURNEY_H

#include "sim/world.h"

struct fly_journey_move {
    enum fly_stage from, to;
    const char *label;
};
extern const struct fly_journey_move fly_journey_moves[];
extern const size_t fly_n_journey_moves;

#endif
