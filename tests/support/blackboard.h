/* What mechanisms told each other in the last step of a run: multipliers that no series shows. */
#ifndef FLY_BLACKBOARD_H
#define FLY_BLACKBOARD_H

#include "models/market.h"
#include "tests/support/simulate.h"

struct blackboard {
    struct simulation simulation; /* of the same replicate, for its series */
    struct fly_world world;
    struct fly_record record;
    const struct fly_market *market;
};

/* Replicate 0 of this INI text; a failure ends the test. */
void blackboard_run(struct blackboard *b, const char *ini);
void blackboard_free(struct blackboard *b);

#endif
