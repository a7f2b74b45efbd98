/* The rows of [coast], for the command that sets it. */
#ifndef FLY_SCHEDULE_H
#define FLY_SCHEDULE_H

#include "sim/param.h"

/* clang-format off */
#define FLY_COAST_PARAMS(X, S) \
    X(S, DURATION, week, INFINITY, 0, INFINITY, "weeks", "From this week on no money goes to media and attract.constant_hazard is 0; inf: never. What `flywheel coast` sets.")
/* clang-format on */

struct fly_coast_params {
    FLY_COAST_PARAMS(FLY_PARAM_FIELD, )
};

extern const struct fly_param_table fly_coast_table;

#endif
