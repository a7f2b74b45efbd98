/* A registry without mechanisms, for tests of the engine that bring none of their own. */
#include "sim/mechanism.h"

const struct fly_mechanism *const fly_mechanisms[] = {NULL};
