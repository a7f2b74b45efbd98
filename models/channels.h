/* The rows of [channel NAME], which attract.c uses and budget.c pays. */
#ifndef FLY_CHANNELS_H
#define FLY_CHANNELS_H

#include "sim/param.h"

#include <math.h>

enum fly_channel_kind { FLY_GENERATE, FLY_CAPTURE };

/* clang-format off */
#define FLY_CHANNEL_PARAMS(X, S) \
    X(S, SWITCH, enabled,     1,    0, 1, "", "Whether the channel is used.") \
    X(S, CHOICE, kind,        0,    0, 1, "generate|capture", "generate makes strangers aware; capture moves those who already look (prospect to lead); they keep the source that made them aware.") \
    X(S, SHARE,  share,       0,    0, 1, "", "Share of the acquisition budget; the shares of all channels in use add up to 1.") \
    X(S, SHARE,  carry_over,  0.5,  0, 0.999, "", "Adstock kept from week to week (chosen: ratio of short- to long-term advertising elasticity .12/.24).") \
    X(S, RATE,   max_reach,   0.05, 0, 100, "/week", "Reach of a fully saturated channel, before trust (chosen).") \
    X(S, MONEY,  half_effect, 20,   1e-9, 1e12, "money", "Adstock per 1,000 agents and week at which reach is half of max_reach (chosen).") \
    X(S, NUMBER, hill,        1,    0.1, 10, "", "Exponent of the Hill response; above 1: S-shaped (chosen).") \
    X(S, SHARE,  trust,       0.1,  0, 1, "", "Trust in what the channel says (Forrester: ads .10, own site .32, search .43).") \
    X(S, NUMBER, fit,         1,    0, 100, "", "Multiplies later conversion of those it made aware (chosen).") \
    X(S, NUMBER, speed,       1,    0, 100, "", "Multiplies all stage hazards of those it made aware (chosen).") \
    X(S, NUMBER, satisfaction, 0,   -1, 1, "", "Added to the start satisfaction of customers it brought (chosen).")
/* clang-format on */

struct fly_channel_params {
    FLY_CHANNEL_PARAMS(FLY_PARAM_FIELD, )
};

extern const struct fly_param_table fly_channel_table;

#endif
