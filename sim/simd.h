/* Which vector code this build holds and this processor runs. All versions of a function give the same bits. */
#ifndef FLY_SIMD_H
#define FLY_SIMD_H

#include <stdbool.h>

/* Sanitizers want the plain build. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define FLY_HAS_AVX512 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define FLY_HAS_AVX512 0
#endif
#endif
#if !defined(FLY_HAS_AVX512) && defined(__x86_64__) && defined(__GNUC__)
#define FLY_HAS_AVX512 1
#elif !defined(FLY_HAS_AVX512)
#define FLY_HAS_AVX512 0
#endif

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#if FLY_HAS_AVX512
#if defined(__clang__)
#define FLY_FOR_AVX512 __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw")))
#else
#define FLY_FOR_AVX512 __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,prefer-vector-width=512")))
#endif

static inline bool fly_cpu_has_avx512(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
}
#endif

#endif
