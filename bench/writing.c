/* Times what the results of many replicates cost beside the replicates themselves: making the file's bytes, and writing
 * them.
 *
 *   bench_writing SCENARIO THREADS FILE [KEY=VALUE]... */
#include "bench/measure.h"
#include "sim/result_file.h"
#include "sim/write_file.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    if (argc < 4) return fprintf(stderr, "usage: bench_writing SCENARIO THREADS FILE [KEY=VALUE]...\n"), 2;
    struct bench_case one;
    struct fly_results results;
    struct fly_image image;
    struct fly_error error = {0};
    bench_open(&one, argv[1], (const char *const *)argv + 4, (size_t)argc - 4);
    bench_results(&results, &one);
    results.command = "bench";
    const struct bench_run run = bench_run(&results, atoi(argv[2]));
    double cpu = -bench_cpu(), wall = -bench_wall();
    if (fly_result_image(&image, &results, &error) < 0 || fly_write_file(argv[3], image.bytes, image.size, &error) < 0)
        bench_die(&error, NULL);
    cpu += bench_cpu();
    wall += bench_wall();
    printf("run_cpu %.6f\nrun_wall %.6f\ncpu %.6f\nwall %.6f\nbytes %zu\n", run.cpu, run.wall, cpu, wall, image.size);
    fly_image_free(&image);
    fly_results_free(&results);
    bench_close(&one);
    return 0;
}
