/* The rows of [feedback], which levers look at too. */
#ifndef FLY_FEEDBACK_H
#define FLY_FEEDBACK_H

#include "sim/world.h"

/* clang-format off */
#define FLY_FEEDBACK_PARAMS(X, S) \
    X(S, SWITCH,   enabled, 0,   0, 1, "", "Whether customers are asked what stands in their way.") \
    X(S, HAZARD,   rate,    0.1, 0, 100, "/week", "1 / T: how fast the friction that nobody knows of is found (chosen).") \
    X(S, DURATION, delay,   4,   0, 1e6, "weeks", "How long surveys must have been held before they find anything (chosen).") \
    X(S, HAZARD,   forget,  0,   0, 100, "/week", "How fast what was found goes out of date, because new friction takes its place.") \
    X(S, MONEY,    cost,    0.5, 0, 1e9, "money", "Cost of surveys per week and 1,000 agents, paid from the share of levers; without the money none are held (chosen).")
/* clang-format on */

struct fly_feedback_params {
    FLY_FEEDBACK_PARAMS(FLY_PARAM_FIELD, )
};

extern const struct fly_param_table fly_feedback_table;

/* The money that surveys need in this step; serial phases only. */
int64_t fly_feedback_wanted(struct fly_world *world);

#endif
