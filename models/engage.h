/* What others ask of [engage]. */
#ifndef FLY_ENGAGE_H
#define FLY_ENGAGE_H

#include "sim/scenario.h"

/* Whether there are prospects and leads at all. */
bool fly_engage_is_on(const struct fly_scenario *scenario);

#endif
