/* Times the run of one scenario within this process, without reading it and without writing results.
 *
 *   bench_market SCENARIO THREADS TIMES [KEY=VALUE]...
 *
 * The best of so many times is printed; who was active is the same in all of them. */
#include "bench/measure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* The share of strangers in a row of the first replicate. */
static double strangers(const struct fly_results *results, size_t row)
{
    const struct fly_layout *layout = &results->setups[0].layout;
    const struct fly_laid_series *agents = fly_layout_find(layout, "agents");
    const int64_t count = results->records[0].counts[row * layout->n_counts + agents->offset];
    return (double)count / results->setups[0].n_agents;
}

int main(int argc, char **argv)
{
    if (argc < 4) return fprintf(stderr, "usage: bench_market SCENARIO THREADS TIMES [KEY=VALUE]...\n"), 2;
    const int threads = atoi(argv[2]), times = atoi(argv[3]);
    struct bench_case one;
    struct fly_results results;
    bench_open(&one, argv[1], (const char *const *)argv + 4, (size_t)argc - 4);
    bench_results(&results, &one);
    struct bench_run best = bench_run(&results, threads);
    for (int k = 1; k < times; k++) {
        const struct bench_run run = bench_run(&results, threads);
        best.cpu = fmin(best.cpu, run.cpu);
        best.wall = fmin(best.wall, run.wall);
        best.step_cpu = fmin(best.step_cpu, run.step_cpu);
        best.step_wall = fmin(best.step_wall, run.step_wall);
    }
    printf("cpu %.6f\nwall %.6f\nstep_cpu %.9f\nstep_wall %.9f\n", best.cpu, best.wall, best.step_cpu, best.step_wall);
    printf("active_steps %.0f\nagent_steps %.0f\n", best.active_steps, best.agent_steps);
    printf("strangers_first %.6f\nstrangers_last %.6f\n", strangers(&results, 0),
           strangers(&results, one.setup.n_rows - 1));
    fly_results_free(&results);
    bench_close(&one);
    return 0;
}
