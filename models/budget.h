/* What other mechanisms may ask of the budget. */
#ifndef FLY_BUDGET_H
#define FLY_BUDGET_H

#include "sim/world.h"

/* Adds to the incentives owed; serial phases only. They are paid as the referral share allows. */
void fly_budget_owe(struct fly_world *world, int64_t money);

#endif
