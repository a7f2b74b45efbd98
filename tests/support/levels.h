/* Runs a check with every vector code that this processor has. */
#ifndef FLY_TEST_LEVELS_H
#define FLY_TEST_LEVELS_H

#include "sim/simd.h"

static inline void at_every_level(void (*check)(void))
{
    for (int level = FLY_SIMD_PLAIN; level < FLY_N_SIMD; level++)
        if (fly_simd_use((enum fly_simd)level) == (enum fly_simd)level) check();
    fly_simd_use(FLY_SIMD_AVX512);
}

#endif
