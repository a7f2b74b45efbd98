/* The rows of [budget], and what other mechanisms may ask of the budget. */
#ifndef FLY_BUDGET_H
#define FLY_BUDGET_H

#include "sim/world.h"

/* clang-format off */
#define FLY_BUDGET_PARAMS(X, S) \
    X(S, MONEY,  weekly,      0,  0, 1e9, "money", "Money per week and 1,000 agents in the market, so that a scenario keeps its meaning at any size.") \
    X(S, SHARE,  acquisition, 1,  0, 1, "", "Share of the budget for media (split over the channels).") \
    X(S, SHARE,  sales,       0,  0, 1, "", "Share for sales: raises the lead to customer hazard.") \
    X(S, SHARE,  retention,   0,  0, 1, "", "Share for keeping customers.") \
    X(S, SHARE,  delight,     0,  0, 1, "", "Share for better quality as customers feel it.") \
    X(S, SHARE,  referral,    0,  0, 1, "", "Share set aside for referral incentives.") \
    X(S, MONEY,  most_per_customer, 2, 0, 1e12, "money", "Most money per customer and week for each of retention and delight (chosen).") \
    X(S, CHOICE, unspent,     0,  0, 1, "media|keep", "What other activities cannot use: spent on media in the same step, or kept.") \
    X(S, MONEY,  fixed_cost,  0,  0, 1e9, "money", "Fixed cost per week and 1,000 agents, outside the budget.")
/* clang-format on */

struct fly_budget_params {
    FLY_BUDGET_PARAMS(FLY_PARAM_FIELD, )
};

extern const struct fly_param_table fly_budget_table;

/* Adds to the incentives owed; serial phases only. They are paid as the referral share allows. */
void fly_budget_owe(struct fly_world *world, int64_t money);

#endif
