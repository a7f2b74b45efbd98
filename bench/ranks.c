/* Times one market over the ranks of an MPI job and counts what they send each other (preset mpi).
 *
 *   mpirun -n RANKS bench_ranks SCENARIO THREADS TIMES [KEY=VALUE]...
 *
 * Rank 0 prints lines "key value": means over ranks and steps, without memory, start and population. Each step counts
 * as it was in the fastest of so many times. A rank that is done waits for the others before each exchange and each
 * sum, so that waiting and telling are told apart. */
#include "sim/ranks.h"
#include "bench/measure.h"
#include "sim/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* Of one step: seconds of the wall, and messages to other ranks. */
enum { WALL, WAITING, EXCHANGE, SUM, MESSAGES, N_FIGURES };

struct step {
    double of[N_FIGURES];
};

/* The ranks of MPI, with a clock and a counter before them. */
struct meter {
    const struct fly_ranks *ranks;
    struct step *steps; /* [1 + n_steps] of this rank; the first is all that comes before the first step */
    size_t at;
    double begin; /* of the step in hand */
};

static void await_others(struct meter *meter)
{
    fly_sum nothing = 0;
    meter->steps[meter->at].of[WAITING] -= bench_wall();
    meter->ranks->sum(meter->ranks->user, &nothing, 1);
    meter->steps[meter->at].of[WAITING] += bench_wall();
}

/* A step ends with its only sum. */
static void sum(void *user, fly_sum *sums, size_t n)
{
    struct meter *meter = user;
    struct step *step = &meter->steps[meter->at];
    await_others(meter);
    step->of[SUM] = -bench_wall();
    meter->ranks->sum(meter->ranks->user, sums, n);
    const double now = bench_wall();
    step->of[SUM] += now;
    step->of[WALL] = now - meter->begin;
    meter->begin = now;
    meter->at++;
}

static void agree(void *user, struct fly_error *error)
{
    struct meter *meter = user;
    const double begin = bench_wall();
    meter->ranks->agree(meter->ranks->user, error);
    meter->steps[meter->at].of[EXCHANGE] += bench_wall() - begin;
}

static void announce(void *user, const uint64_t *n_out, uint64_t *n_in)
{
    struct meter *meter = user;
    await_others(meter);
    const double begin = bench_wall();
    meter->ranks->announce(meter->ranks->user, n_out, n_in);
    meter->steps[meter->at].of[EXCHANGE] += bench_wall() - begin;
}

static void exchange(void *user, const struct fly_post *post)
{
    struct meter *meter = user;
    struct step *step = &meter->steps[meter->at];
    for (int r = 0; r < meter->ranks->n_ranks; r++)
        step->of[MESSAGES] += (double)post->n_out[r];
    const double begin = bench_wall();
    meter->ranks->exchange(meter->ranks->user, post);
    step->of[EXCHANGE] += bench_wall() - begin;
}

/* Means over ranks; sums are of integers, so in units of 1e-9. */
static void take_means(const struct fly_ranks *ranks, struct step *steps, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        fly_sum sums[N_FIGURES];
        for (int f = 0; f < N_FIGURES; f++)
            sums[f] = (fly_sum)(1e9 * steps[k].of[f]);
        ranks->sum(ranks->user, sums, N_FIGURES);
        for (int f = 0; f < N_FIGURES; f++)
            steps[k].of[f] = 1e-9 * (double)sums[f] / ranks->n_ranks;
    }
}

/* Runs the market once into `steps`. */
static void run(const struct fly_ranks *ranks, const struct fly_setup *setup, int threads, struct step *steps)
{
    const size_t n = (size_t)setup->n_steps + 1;
    struct meter meter = {.ranks = ranks, .steps = fly_alloc(n + 1, sizeof *steps), .begin = bench_wall()};
    const struct fly_ranks metered = {ranks->rank, ranks->n_ranks, sum, agree, announce, exchange, &meter};
    struct fly_world world;
    struct fly_record record;
    struct fly_error error = {0};
    if (!meter.steps || fly_record_init(&record, &setup->layout, setup->n_rows) < 0) abort();
    if (fly_world_init(&world, setup, &metered, threads, &error) < 0) bench_die(&error, NULL);
    if (fly_world_run(&world, 0, &record, &error) < 0) bench_die(&error, NULL);
    memcpy(steps, meter.steps, n * sizeof *steps);
    take_means(ranks, steps, n);
    fly_world_free(&world);
    fly_record_free(&record);
    fly_free(meter.steps);
}

static double mean_peak(const struct fly_ranks *ranks)
{
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    fly_sum sum = usage.ru_maxrss;
    ranks->sum(ranks->user, &sum, 1);
    return 1024.0 * (double)sum / ranks->n_ranks;
}

static void print(const struct step *steps, const struct fly_ranks *ranks, const struct fly_setup *setup)
{
    const double agents = (double)setup->n_agents / ranks->n_ranks, memory = mean_peak(ranks);
    const size_t sum_bytes = (setup->layout.n_tallies + FLY_N_STAGES + 1) * sizeof(fly_sum);
    struct step mean = {0};
    double most = 0;
    if (ranks->rank) return;
    for (size_t k = 1; k <= setup->n_steps; k++) {
        for (int f = 0; f < N_FIGURES; f++)
            mean.of[f] += steps[k].of[f] / setup->n_steps;
        if (steps[k].of[MESSAGES] > most) most = steps[k].of[MESSAGES];
    }
    printf("ranks %d\nagents %u\nstep %.6f\nlast_step %.6f\nwaiting %.6f\nexchange %.6f\nsum %.6f\n", ranks->n_ranks,
           setup->n_agents, mean.of[WALL], steps[setup->n_steps].of[WALL], mean.of[WAITING], mean.of[EXCHANGE],
           mean.of[SUM]);
    printf("before_steps %.3f\nbytes_per_agent_step %.5f\nmost_bytes_per_agent_step %.5f\n", steps[0].of[WALL],
           sizeof(struct fly_message) * mean.of[MESSAGES] / agents, sizeof(struct fly_message) * most / agents);
    printf("bytes_of_sum %zu\nmemory %.0f\n", sum_bytes, memory);
}

static void measure(const struct fly_ranks *ranks, const struct fly_setup *setup, int threads, int times)
{
    const size_t n = (size_t)setup->n_steps + 1;
    struct step *best = fly_alloc(n, sizeof *best), *again = fly_alloc(n, sizeof *again);
    if (!best || !again) abort();
    run(ranks, setup, threads, best);
    for (int time = 1; time < times; time++) {
        run(ranks, setup, threads, again);
        for (size_t k = 0; k < n; k++)
            if (again[k].of[WALL] < best[k].of[WALL]) best[k] = again[k];
    }
    print(best, ranks, setup);
    fly_free(best);
    fly_free(again);
}

int main(int argc, char **argv)
{
    struct fly_error error = {0};
    struct bench_case one;
    if (argc < 4) return fprintf(stderr, "usage: bench_ranks SCENARIO THREADS TIMES [KEY=VALUE]...\n"), 2;
    const struct fly_ranks *ranks = fly_ranks_mpi_begin(&error);
    if (!ranks) bench_die(&error, NULL);
    bench_open(&one, argv[1], (const char *const *)argv + 4, (size_t)argc - 4);
    measure(ranks, &one.setup, atoi(argv[2]), atoi(argv[3]));
    bench_close(&one);
    fly_ranks_mpi_end();
    return 0;
}
