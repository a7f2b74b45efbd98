/* The rows of [budget], and what other mechanisms may ask of the budget. */
#ifndef FLY_BUDGET_H
#define FLY_BUDGET_H

#include "sim/world.h"

/* clang-format off */
#define FLY_BUDGET_PARAMS(X, S) \
    X(S, MONEY,  weekly,      0,  0, 1e9, "money", "Money per week and 1,000 agents in the market, so that a scenario keeps its meaning at any size.") \
    X(S, SHARE,  reinvest,    0,  0, 1, "", "Share of the last step's gross margin that is added to the budget: this closes the growth wheel.") \
    X(S, SHARE,  acquisition, 1,  0, 1, "", "Share of the budget for media (split over the channels).") \
    X(S, SHARE,  sales,       0,  0, 1, "", "Share for sales people: see [engage] and [sales].") \
    X(S, SHARE,  service,     0,  0, 1, "", "Share for service people: see [service].") \
    X(S, SHARE,  retention,   0,  0, 1, "", "Share for keeping customers: see [retention].") \
    X(S, SHARE,  delight,     0,  0, 1, "", "Share for better quality as customers feel it: see [satisfaction].") \
    X(S, SHARE,  referral,    0,  0, 1, "", "Share set aside for referral incentives: see [referral].") \
    X(S, SHARE,  community,   0,  0, 1, "", "Share for the community: see [community].") \
    X(S, SHARE,  technology,  0,  0, 1, "", "Share for technology, for sales people, customers and shared data: see [technology].") \
    X(S, SHARE,  winback,     0,  0, 1, "", "Share for winning former customers back: see [winback].") \
    X(S, SHARE,  levers,      0,  0, 1, "", "Share for removing friction: see [lever NAME] and [feedback].") \
    X(S, MONEY,  most_per_customer, 2, 0, 1e12, "money", "Most money per customer and week for each of service, retention, delight and community, and per former customer for winning back (chosen).") \
    X(S, CHOICE, unspent,     0,  0, 2, "media|keep|carry", "What other activities cannot use: spent on media in the same step (kept where acquisition is 0), kept, or carried to the next step and split again.") \
    X(S, MONEY,  onboarding_cost, 0, 0, 1e6, "money", "Cost of each new customer, outside the budget.") \
    X(S, MONEY,  fixed_cost,  0,  0, 1e9, "money", "Fixed cost per week and 1,000 agents, outside the budget.")
/* clang-format on */

struct fly_budget_params {
    FLY_BUDGET_PARAMS(FLY_PARAM_FIELD, )
};

enum fly_unspent { FLY_UNSPENT_TO_MEDIA, FLY_UNSPENT_KEPT, FLY_UNSPENT_CARRIED };

extern const struct fly_param_table fly_budget_table;

/* For checks of a mechanism whose section is called as its share: whether the share has money; warned of when the
 * mechanism is off, with what there is not ("there is no community"). The budget's table must be sound. */
bool fly_budget_check_share(const struct fly_scenario *scenario, const char *name, bool enabled, const char *nothing,
                            struct fly_diagnostics *found);

/* Whether there is any money at all. */
static inline bool fly_budget_exists(const struct fly_budget_params *p)
{
    return p->weekly > 0 || p->reinvest > 0;
}

/* Adds to the incentives owed; serial phases only. They are paid as the referral share allows. */
void fly_budget_owe(struct fly_world *world, int64_t money);

/* For checks: all money of a run must fit into 64 bits of hundredths, with room to add. */
void fly_budget_check_size(const struct fly_scenario *scenario, const struct fly_param_table *table, const char *name,
                           const char *key, double weekly, struct fly_diagnostics *found);

/* Minor units of a step of a weekly amount per 1,000 agents; over all steps they add up without rounding error. */
int64_t fly_budget_of_step(struct fly_world *world, double weekly, uint32_t step);

/* Money that is saved up for levers; and a payment from it in this step's open_step, behind the budget's. At most what
 * is saved. */
int64_t fly_budget_purse(const struct fly_world *world);
void fly_budget_pay_lever(struct fly_world *world, int64_t money);

#endif
