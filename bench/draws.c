/* Times random numbers: what a word of each kind of draw costs on one thread, and how many Philox words a second each
 * level of vector code gives that this processor has. The best of several rounds. The kinds are those of
 * bench/words.c, which counts them; a kind's price is that of full blocks. */
#include "bench/measure.h"
#include "sim/rng.h"

#include <math.h>
#include <stdio.h>

enum { BLOCK = 4096, ROUNDS = 2000, TIMES = 7 };

static uint32_t words[4 * BLOCK];
static uint16_t list[BLOCK];
static volatile uint32_t sink;

static void draw_block(struct fly_key key, uint32_t round)
{
    fly_draw_shared(key, 0, BLOCK, round, 1, words);
}

static void draw_block_list(struct fly_key key, uint32_t round)
{
    fly_draw_shared_list(key, 0, list, BLOCK, round, 1, words);
}

static void draw_list(struct fly_key key, uint32_t round)
{
    fly_draw_list(key, 0, list, BLOCK, round, 1, words, BLOCK);
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
            draw(key, round), sink += words[round % BLOCK];
        best = fmin(best, bench_cpu() - t);
    }
    return 1e9 * best / ROUNDS / BLOCK;
}

int main(void)
{
    for (uint32_t i = 0; i < BLOCK; i++)
        list[i] = (uint16_t)i;
    printf("shared %.4f\n", price(draw_block));
    printf("shared_list %.4f\n", price(draw_block_list));
    printf("list %.4f\n", price(draw_list));
    printf("single %.4f\n", price(draw_single));
    return 0;
}
