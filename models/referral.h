/* What other mechanisms may ask of the referral programme. */
#ifndef FLY_REFERRAL_H
#define FLY_REFERRAL_H

#include "sim/world.h"

/* Whether there is a programme. True also where its section is wrong: then nothing can be said. */
bool fly_referral_is_on(const struct fly_scenario *scenario);

/* Asks a customer to bring a friend, in act, once more than the programme does by itself; nothing while it is closed.
 * `referral` is that mechanism's state; `index` tells the asks of one step apart, 0 is the programme's own. */
void fly_referral_ask(struct fly_block *block, const void *referral, uint32_t agent, uint32_t index);

#endif
