/* Counts the random numbers that one run of a scenario draws, by kind, without a trace of it in the engine: the linker
 * sends every call of a draw through a function here that counts it (--wrap in CMakeLists.txt).
 *
 *   bench_words SCENARIO [KEY=VALUE]...
 *
 * One thread; the counts do not depend on it. The kinds are those that bench/draws.c prices: `bytes` one byte for each
 * agent of a whole block, `listed` vectorised calls of four words, `single` calls alone, also those for GSL. */
#include "bench/measure.h"
#include "sim/rng.h"

#include <inttypes.h>
#include <stdio.h>

static uint64_t n_bytes, n_listed, n_single;

void __real_fly_draw_bytes(struct fly_key key, uint32_t first, uint32_t n, uint32_t step, uint32_t call,
                           uint8_t *bytes);
void __wrap_fly_draw_bytes(struct fly_key key, uint32_t first, uint32_t n, uint32_t step, uint32_t call, uint8_t *bytes)
{
    n_bytes += n;
    __real_fly_draw_bytes(key, first, n, step, call, bytes);
}

void __real_fly_draw_rest(struct fly_key key, uint32_t first, const uint16_t *local, uint32_t n, uint32_t step,
                          uint32_t call, const uint8_t *bytes, uint32_t *words, size_t stride);
void __wrap_fly_draw_rest(struct fly_key key, uint32_t first, const uint16_t *local, uint32_t n, uint32_t step,
                          uint32_t call, const uint8_t *bytes, uint32_t *words, size_t stride)
{
    n_listed += n;
    __real_fly_draw_rest(key, first, local, n, step, call, bytes, words, stride);
}

void __real_fly_draw_list(struct fly_key key, uint32_t first, const uint16_t *local, uint32_t n, uint32_t step,
                          uint32_t call, uint32_t *words, size_t stride);
void __wrap_fly_draw_list(struct fly_key key, uint32_t first, const uint16_t *local, uint32_t n, uint32_t step,
                          uint32_t call, uint32_t *words, size_t stride)
{
    n_listed += n;
    __real_fly_draw_list(key, first, local, n, step, call, words, stride);
}

uint8_t __real_fly_draw_byte(struct fly_key key, uint32_t agent, uint32_t step, uint32_t call);
uint8_t __wrap_fly_draw_byte(struct fly_key key, uint32_t agent, uint32_t step, uint32_t call)
{
    n_single++;
    return __real_fly_draw_byte(key, agent, step, call);
}

struct fly_words __real_fly_draw(struct fly_key key, uint32_t agent, uint32_t step, uint32_t call, uint32_t index);
struct fly_words __wrap_fly_draw(struct fly_key key, uint32_t agent, uint32_t step, uint32_t call, uint32_t index)
{
    n_single++;
    return __real_fly_draw(key, agent, step, call, index);
}

/* ---- GSL's generators: the engine's own, with a count before it ---- */

static const gsl_rng_type *stream_type;

static void count_stream(const struct fly_gsl_stream *stream)
{
    n_single += stream->used % 4 == 0;
}

static unsigned long counting_get(void *stream)
{
    count_stream(stream);
    return stream_type->get(stream);
}

static double counting_get_double(void *stream)
{
    count_stream(stream);
    return stream_type->get_double(stream);
}

void __real_fly_gsl_begin(struct fly_gsl_stream *stream, struct fly_key key, uint32_t agent, uint32_t step,
                          uint32_t call, uint32_t index);
void __wrap_fly_gsl_begin(struct fly_gsl_stream *stream, struct fly_key key, uint32_t agent, uint32_t step,
                          uint32_t call, uint32_t index)
{
    static gsl_rng_type counting_type;
    __real_fly_gsl_begin(stream, key, agent, step, call, index);
    stream_type = stream->rng.type;
    counting_type = *stream_type;
    counting_type.get = counting_get;
    counting_type.get_double = counting_get_double;
    stream->rng.type = &counting_type;
}

int main(int argc, char **argv)
{
    if (argc < 2) return fprintf(stderr, "usage: bench_words SCENARIO [KEY=VALUE]...\n"), 2;
    struct bench_case one;
    struct fly_results results;
    bench_open(&one, argv[1], (const char *const *)argv + 2, (size_t)argc - 2);
    bench_results(&results, &one);
    (void)bench_run(&results, 1);
    printf("bytes %" PRIu64 "\nlisted %" PRIu64 "\nsingle %" PRIu64 "\n", n_bytes, n_listed, n_single);
    fly_results_free(&results);
    bench_close(&one);
    return 0;
}
