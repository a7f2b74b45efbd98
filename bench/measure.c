/* What the drivers of the bench share: clocks, a scenario made ready to run, one run of it timed. */
#include "bench/measure.h"

#include "sim/ensemble.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds(clockid_t clock)
{
    struct timespec t;
    (void)clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double bench_cpu(void)
{
    return seconds(CLOCK_PROCESS_CPUTIME_ID);
}

double bench_wall(void)
{
    return seconds(CLOCK_MONOTONIC);
}

void bench_die(const struct fly_error *error, const struct fly_diagnostics *found)
{
    for (size_t k = 0; found && k < found->n_items; k++)
        fprintf(stderr, "%s: %s\n", found->items[k].place ? found->items[k].place : "", found->items[k].text);
    fprintf(stderr, "%s\n", error->text);
    exit(1);
}

void bench_open(struct bench_case *one, const char *path, const char *const *sets, size_t n_sets)
{
    struct fly_diagnostics found = {0};
    struct fly_error error = {0};
    fly_library_setup();
    if (fly_scenario_load(&one->scenario, fly_engine_schema(), path, sets, n_sets, &found) < 0 ||
        fly_setup_init(&one->setup, &one->scenario, &found, &error) < 0)
        bench_die(&error, &found);
    fly_diagnostics_free(&found);
}

void bench_close(struct bench_case *one)
{
    fly_setup_free(&one->setup);
    fly_scenario_free(&one->scenario);
}

void bench_results(struct fly_results *results, const struct bench_case *one)
{
    struct fly_error error = {0};
    if (fly_results_init(results, &one->setup, 1, 0, one->setup.n_replicates, &error) < 0) bench_die(&error, NULL);
}

/* The first and the last report of progress. */
struct reports {
    uint64_t first_step, last_step;
    double first_cpu, last_cpu, first_wall, last_wall;
};

static int note(void *user, const struct fly_progress *progress, struct fly_error *error)
{
    (void)error;
    struct reports *reports = user;
    reports->last_step = progress->steps;
    reports->last_cpu = bench_cpu();
    reports->last_wall = bench_wall();
    if (reports->first_step) return 0;
    reports->first_step = reports->last_step;
    reports->first_cpu = reports->last_cpu;
    reports->first_wall = reports->last_wall;
    return 0;
}

struct bench_run bench_run(struct fly_results *results, int threads)
{
    struct reports reports = {0};
    struct fly_error error = {0};
    const struct fly_ensemble_options options = {.threads = threads, .progress = note, .user = &reports};
    struct bench_run run = {.cpu = -bench_cpu(), .wall = -bench_wall()};
    if (fly_ensemble_run(results, &options, &error) < 0) bench_die(&error, NULL);
    run.cpu += bench_cpu();
    run.wall += bench_wall();
    const double steps = (double)(reports.last_step - reports.first_step);
    run.step_cpu = steps > 0 ? (reports.last_cpu - reports.first_cpu) / steps : NAN;
    run.step_wall = steps > 0 ? (reports.last_wall - reports.first_wall) / steps : NAN;
    for (size_t k = 0; k < results->n_replicates; k++)
        run.active_steps += (double)results->records[k].agent_steps;
    const struct fly_setup *setup = &results->setups[0];
    run.agent_steps = (double)results->n_replicates * setup->n_agents * setup->n_steps;
    return run;
}
