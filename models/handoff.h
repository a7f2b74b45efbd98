/* The rows of [handoff], which levers look at too. */
#ifndef FLY_HANDOFF_H
#define FLY_HANDOFF_H

#include "sim/param.h"

/* clang-format off */
#define FLY_HANDOFF_PARAMS(X, S) \
    X(S, SWITCH,   enabled,      0,    0, 1, "", "Off: who decides to buy is a customer at once.") \
    X(S, NUMBER,   count,        1,    0, 100, "", "h: how often somebody who has decided to buy is passed on, from marketing to sales to service (chosen).") \
    X(S, SHARE,    loss,         0.05, 0, 1, "", "l: share lost at each handoff (chosen).") \
    X(S, DURATION, delay,        1,    0, 1e6, "weeks", "d: mean time that each handoff takes (chosen).") \
    X(S, NUMBER,   satisfaction, 0.02, 0, 1, "", "Start satisfaction that each handoff takes from the customer (chosen).") \
    X(S, SHARE,    sharing,      0,    0, 1, "", "How much of what one team knows the next one knows, before technology adds to it: c = 1 - (1 - sharing) (1 - what money for technology gives).")
/* clang-format on */

struct fly_handoff_params {
    FLY_HANDOFF_PARAMS(FLY_PARAM_FIELD, )
};

extern const struct fly_param_table fly_handoff_table;

#endif
