/* Prints what an agent takes in memory in a scenario: the columns of the core mechanisms (market, customer,
 * satisfaction, word of mouth) with those of the engine, and everything that a run allocates for a market.
 *
 *   bench_state SCENARIO [KEY=VALUE]... */
#include "bench/measure.h"
#include "sim/world.h"

#include <stdio.h>
#include <string.h>

static bool is_core(const char *mechanism)
{
    static const char *const core[] = {"market", "customer", "satisfaction", "word_of_mouth"};
    for (size_t k = 0; k < sizeof core / sizeof core[0]; k++)
        if (!strcmp(core[k], mechanism)) return true;
    return false;
}

int main(int argc, char **argv)
{
    if (argc < 2) return fprintf(stderr, "usage: bench_state SCENARIO [KEY=VALUE]...\n"), 2;
    struct bench_case one;
    bench_open(&one, argv[1], (const char *const *)argv + 2, (size_t)argc - 2);
    const struct fly_setup *setup = &one.setup;
    const struct fly_block *block = NULL;
    size_t bytes = sizeof block->stage[0] + sizeof block->class_of[0];
    for (size_t m = 0; m < setup->n_mechanisms; m++)
        for (size_t c = 0; c < setup->mechanisms[m]->n_columns && is_core(setup->mechanisms[m]->name); c++)
            bytes += setup->mechanisms[m]->columns[c].size;
    printf("core %zu\nall %.3f\n", bytes, (double)fly_setup_memory(setup) / setup->n_agents);
    bench_close(&one);
    return 0;
}
