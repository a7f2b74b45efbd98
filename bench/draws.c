/* Times random numbers on one thread, the best of several rounds: what a draw of each kind costs that bench/words.c
 * counts, and how many Philox words a second each level of vector code gives that this processor has. The price is that
 * of whole blocks, so the least that such a draw can cost. */
#include "bench/measure.h"
#include "sim/rng.h"
#include "sim/simd.h"

#include <math.h>
#include <stdio.h>

enum { BLOCK = 4096, ROUNDS = 1000, TIMES = 7 };

static uint32_t words[4 * BLOCK];
static uint8_t bytes[BLOCK];
static uint16_t list[BLOCK];
static volatile uint32_t sink;

static void draw_bytes(struct fly_key key, uint32_t round)
{
    fly_draw_bytes(key, 0, BLOCK, round, 1, bytes);
}

static void draw_listed(struct fly_key key, uint32_t round)
{
    fly_draw_rest(key, 0, list, BLOCK, round, 1, bytes, words, BLOCK);
}

static void draw_single(struct fly_key key, uint32_t round)
{
    for (uint32_t i = 0; i < BLOCK; i++)
        words[i] = fly_draw(key, i, round, 1, 0).w[0];
}

/* ns for each of the BLOCK draws of a round. */
static double price(void (*draw)(struct fly_key key, uint32_t round))
{
    const struct fly_key key = fly_key_make(1, 0);
    double best = HUGE_VAL;
    for (int time = 0; time < TIMES; time++) {
        const double t = bench_cpu();
        for (uint32_t round = 0; round < ROUNDS; round++)
            draw(key, round), sink += words[round % BLOCK] + bytes[round % BLOCK];
        best = fmin(best, bench_cpu() - t);
    }
    return 1e9 * best / ROUNDS / BLOCK;
}

int main(void)
{
    static const char *const names[FLY_N_SIMD] = {"plain", "avx2", "avx512"};
    for (uint32_t i = 0; i < BLOCK; i++)
        list[i] = (uint16_t)i;
    printf("bytes %.4f\nlisted %.4f\nsingle %.4f\n", price(draw_bytes), price(draw_listed), price(draw_single));
    for (int level = 0; level < FLY_N_SIMD; level++)
        if (fly_simd_use((enum fly_simd)level) == (enum fly_simd)level)
            printf("words_%s %.6g\n", names[level], 1e9 / sizeof(uint32_t) / price(draw_bytes));
    return 0;
}
