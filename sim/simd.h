/* Which vector code runs. What this build holds and this processor runs is found once, when the program starts; each
 * function with vector forms picks one of them by the level. All forms of a function give the same bits. */
#ifndef FLY_SIMD_H
#define FLY_SIMD_H

enum fly_simd {
    FLY_SIMD_PLAIN,  /* C as the compiler makes it */
    FLY_SIMD_AVX2,   /* 32 bytes at a time; with BMI1 and POPCNT, as all processors that have it */
    FLY_SIMD_AVX512, /* 64 bytes at a time: F, BW, DQ, VL and VBMI2, with BMI2 (Intel from 2019, AMD from 2022) */
    FLY_N_SIMD
};

/* Only fly_simd_use writes this. */
extern enum fly_simd fly_simd_now;

static inline enum fly_simd fly_simd_level(void)
{
    return fly_simd_now;
}

/* For tests and benchmarks, while no other thread computes: takes this level, or the highest the processor has when
 * that is lower. The answer is the level taken. */
enum fly_simd fly_simd_use(enum fly_simd level);

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define FLY_HAS_VECTORS 1
#define FLY_FOR_AVX2 __attribute__((target("avx2,bmi,popcnt")))
#define FLY_FOR_AVX512 __attribute__((target("avx2,bmi,bmi2,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2")))
#else
#define FLY_HAS_VECTORS 0
#endif

#endif
