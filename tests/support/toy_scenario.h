/* A small schema (a singleton, a repeated table, one with fixed names) and what tests of scenarios share. */
#ifndef FLY_TOY_SCENARIO_H
#define FLY_TOY_SCENARIO_H

#include "sim/scenario.h"

#include <math.h>

/* clang-format off */
#define TOY_MARKET_PARAMS(X, S) \
    X(S, COUNT,    agents,  1000, 1, 4e9, "agents", "A count.") \
    X(S, SHARE,    convert, 0.13, 0, 1, "", "A share.") \
    X(S, DURATION, memory,  INFINITY, 0, INFINITY, "weeks", "A memory.") \
    X(S, TEXT,     ties,    0, 0, 0, "file", "A file.")
#define TOY_CHANNEL_PARAMS(X, S) \
    X(S, SHARE,  share, 0.5, 0, 1, "", "A share.") \
    X(S, CHOICE, kind,  0, 0, 1, "generate|capture", "A choice.")
#define TOY_STAGE_PARAMS(X, S) \
    X(S, SHARE, friction, 0.1, 0, 1, "", "A share.")
/* clang-format on */

struct toy_market {
    TOY_MARKET_PARAMS(FLY_PARAM_FIELD, )
};
struct toy_channel {
    TOY_CHANNEL_PARAMS(FLY_PARAM_FIELD, )
};
struct toy_stage {
    TOY_STAGE_PARAMS(FLY_PARAM_FIELD, )
};
extern const struct fly_param_table toy_market, toy_channel, toy_stage;

/* Its check complains when two channels' shares add up to more than 1, and counts its calls. */
extern const struct fly_schema toy_schema;
extern int toy_n_checks;

/* Fails the test unless some finding at `place` holds `part`. */
void toy_assert_holds(const struct fly_diagnostics *found, const char *place, const char *part);
void toy_print_found(const struct fly_diagnostics *found);

const struct toy_market *toy_market_of(const struct fly_scenario *scenario);
const char *toy_title_of(const struct fly_scenario *scenario);

/* Fails the test unless the origin prints as expected. */
void toy_check_origin(const struct fly_scenario *scenario, const struct fly_param_table *table, const char *instance,
                      const char *key, const char *expected);

#endif
