/* Times a whole process: start-up, run, results, exit.
 *
 *   bench_process TIMES COMMAND [ARGUMENT]...
 *
 * Prints the least CPU seconds and wall seconds of so many runs, the median of the wall seconds, and the largest
 * resident set in bytes. What the command prints is dropped; when it fails, its status is ours. */
#include "bench/measure.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_TIMES = 100 };

static double of(struct timeval t)
{
    return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

/* The child's side: only errors are seen. */
static void become(char **command)
{
    const int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere >= 0) (void)dup2(nowhere, STDOUT_FILENO);
    (void)execvp(command[0], command);
    perror(command[0]);
    _exit(127);
}

/* Runs the command once; its resources, and the wall seconds it took. */
static double run(char **command, struct rusage *usage)
{
    const double start = bench_wall();
    int status;
    const pid_t child = fork();
    if (child == 0) become(command);
    if (child < 0 || wait4(child, &status, 0, usage) < 0) {
        perror("bench_process");
        exit(1);
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status)) exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
    return bench_wall() - start;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    const int times = argc > 2 ? atoi(argv[1]) : 0;
    if (times < 1 || times > MOST_TIMES)
        return fprintf(stderr, "usage: bench_process TIMES COMMAND [ARGUMENT]...\n"), 2;
    double wall[MOST_TIMES], cpu = HUGE_VAL, peak = 0;
    for (int k = 0; k < times; k++) {
        struct rusage usage;
        wall[k] = run(argv + 2, &usage);
        cpu = fmin(cpu, of(usage.ru_utime) + of(usage.ru_stime));
        peak = fmax(peak, 1024.0 * (double)usage.ru_maxrss);
    }
    qsort(wall, (size_t)times, sizeof wall[0], by_value);
    printf("cpu %.6f\nwall %.6f\nmedian_wall %.6f\npeak %.0f\n", cpu, wall[0], wall[times / 2], peak);
    return 0;
}
