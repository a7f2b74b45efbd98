/* Finds the vector code that this processor runs. */
#include "sim/simd.h"

enum fly_simd fly_simd_now = FLY_SIMD_PLAIN;

static enum fly_simd best(void)
{
#if FLY_HAS_VECTORS
    __builtin_cpu_init(); /* a constructor may come before that of the compiler's own library */
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") || !__builtin_cpu_supports("popcnt"))
        return FLY_SIMD_PLAIN;
    if (__builtin_cpu_supports("bmi2") && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512vbmi2"))
        return FLY_SIMD_AVX512;
    return FLY_SIMD_AVX2;
#else
    return FLY_SIMD_PLAIN;
#endif
}

enum fly_simd fly_simd_use(enum fly_simd level)
{
    const enum fly_simd most = best();
    fly_simd_now = level < most ? level : most;
    return fly_simd_now;
}

#if FLY_HAS_VECTORS
/* Before main, so that no thread ever sees the level change. */
__attribute__((constructor)) static void begin(void)
{
    fly_simd_use(FLY_SIMD_AVX512);
}
#endif
