/* The rows of [wheel NAME], and what its texts name: wheels.c turns the wheels, wheel_names.c reads the names. */
#ifndef FLY_WHEELS_H
#define FLY_WHEELS_H

#include "models/market.h"
#include "models/wheel_graph.h"

#define FLY_WHEEL_DRIVEN_RATE(name, label, doc) "|" #label
#define FLY_WHEEL_DRIVEN "none" FLY_NAMED_RATES(FLY_WHEEL_DRIVEN_RATE) "|channel|quality"

/* 0: nothing; 1 + r: named rate r; and these. */
enum { FLY_DRIVES_CHANNEL = FLY_N_NAMED_RATES + 1, FLY_DRIVES_QUALITY };

/* clang-format off */
#define FLY_WHEEL_PARAMS(X, S) \
    X(S, SWITCH, enabled,          1,   0, 1, "", "Whether this wheel is there: an absent one has level 0, feeds nothing and is fed by nothing.") \
    X(S, NUMBER, start,            0,   0, 1e9, "", "Level at week 0.") \
    X(S, RATE,   friction,         0.1, 1e-6, 100, "/week", "b: how fast the level falls by itself, with half-life ln 2 / b (chosen).") \
    X(S, TEXT,   couples_to,       0,   0, 0, "", "Wheels that this one feeds, each with its rate per week: brand:0.1, leads:0.05.") \
    X(S, NUMBER, constant,         0,   -1e6, 1e6, "", "Input by itself, per week.") \
    X(S, TEXT,   money_from,       0,   0, 0, "", "Whose money turns it: a channel, or another column of the ledger (sales, community, ...).") \
    X(S, NUMBER, per_money,        0,   -1e6, 1e6, "", "Input per money per 1,000 agents and week.") \
    X(S, NUMBER, per_purchase,     0,   -1e6, 1e6, "", "Input per purchase per 1,000 agents and week.") \
    X(S, NUMBER, per_new_customer, 0,   -1e6, 1e6, "", "The same per new customer.") \
    X(S, NUMBER, per_referral,     0,   -1e6, 1e6, "", "The same per referred new customer.") \
    X(S, NUMBER, per_review,       0,   -1e6, 1e6, "", "The same per review.") \
    X(S, NUMBER, per_contribution, 0,   -1e6, 1e6, "", "The same per contribution to the community: see community.awareness.") \
    X(S, NUMBER, per_good_word,    0,   -1e6, 1e6, "", "The same per good word of mouth that was believed.") \
    X(S, NUMBER, per_bad_word,     0,   -1e6, 1e6, "", "The same per bad one; below 0 it slows the wheel down.") \
    X(S, CHOICE, drives,           0,   0, FLY_DRIVES_QUALITY, FLY_WHEEL_DRIVEN, "What its level multiplies; quality: what it adds to.") \
    X(S, TEXT,   channel,          0,   0, 0, "", "With drives = channel: whose reach.") \
    X(S, NUMBER, lift,             0,   -1, 100, "", "What an endless level adds to the rate, as a share of it; to quality, as such.") \
    X(S, NUMBER, scale,            1,   1e-9, 1e9, "", "Level at which 63 % of the lift is reached.")
/* clang-format on */

struct fly_wheel_params {
    FLY_WHEEL_PARAMS(FLY_PARAM_FIELD, )
};

extern const struct fly_param_table fly_wheel_table;

/* Frictions and couplings of at most FLY_MAX_WHEELS wheels; where a wheel is absent, so are its couplings. False when
 * there is something wrong with a coupling; `found` takes what, or is NULL. */
bool fly_wheels_graph(const struct fly_scenario *scenario, struct fly_wheel_graph *graph,
                      struct fly_diagnostics *found);

/* Place of a channel or a ledger label in the scenario; how many there are where it is none of them. */
size_t fly_wheels_channel(const struct fly_scenario *scenario, const char *name);
size_t fly_wheels_ledger(const struct fly_scenario *scenario, const char *name);

void fly_wheels_check(const struct fly_scenario *scenario, struct fly_diagnostics *found);

#endif
