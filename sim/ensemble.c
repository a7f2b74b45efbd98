/* Runs all jobs in parallel: over jobs when there are enough of them, else over the blocks of one market. */
#include "sim/ensemble.h"

#include "sim/alloc.h"
#include "sim/world.h"

#include <omp.h>

struct ensemble {
    struct fly_results *results;
    const struct fly_ensemble_options *options;
    struct fly_progress progress;
    struct fly_error failure; /* the first one; code 0 while all is well */
    int stop;                 /* set with it; read without the lock */
};

/* Keeps the first failure; callers hold the lock. */
static void fail(struct ensemble *all, const struct fly_error *error)
{
    if (all->failure.code < 0) return;
    all->failure = *error;
#pragma omp atomic write
    all->stop = 1;
}

static int stopped(struct ensemble *all)
{
    int stop;
#pragma omp atomic read
    stop = all->stop;
    return stop;
}

/* Tells the caller how far the run is; callers hold the lock. */
static void report(struct ensemble *all)
{
    if (all->failure.code < 0 || !all->options->progress) return;
    if (!all->options->progress(all->options->user, &all->progress)) return;
    struct fly_error interrupted = {0};
    (void)fly_fail(&interrupted, FLY_ERR_INTERRUPT, "interrupted after %zu of %zu replicates", all->progress.n_done,
                   all->progress.n_jobs);
    fail(all, &interrupted);
}

static int poll(void *user, uint64_t agent_steps, uint32_t steps)
{
    struct ensemble *all = user;
#pragma omp critical(fly_ensemble)
    {
        all->progress.agent_steps += agent_steps;
        all->progress.steps += steps;
        report(all);
    }
    return stopped(all);
}

static void finish_job(struct ensemble *all, const struct fly_error *error)
{
#pragma omp critical(fly_ensemble)
    {
        if (error->code < 0)
            fail(all, error);
        else {
            all->progress.n_done++;
            report(all);
        }
    }
}

/* A world is kept as long as the jobs of a thread belong to one scenario. */
static void run_job(struct ensemble *all, struct fly_world *world, int n_workers, size_t job, struct fly_error *error)
{
    const struct fly_results *results = all->results;
    const size_t scenario = job / results->n_replicates, replicate = job % results->n_replicates;
    const struct fly_setup *setup = &results->setups[scenario];
    struct fly_record *record = fly_results_record(results, scenario, replicate);
    if (world->setup != setup) {
        if (world->setup) fly_world_free(world);
        if (fly_world_init(world, setup, NULL, n_workers, error) < 0) return;
        world->watch = (struct fly_watch){poll, all};
    }
    (void)fly_world_run(world, results->first_replicate + (uint32_t)replicate, record, error);
}

static void take_job(struct ensemble *all, struct fly_world *world, int n_workers, size_t job)
{
    struct fly_error error = {0};
    if (stopped(all)) return;
    run_job(all, world, n_workers, job, &error);
    finish_job(all, &error);
}

static void end_world(struct fly_world *world)
{
    if (world->setup) fly_world_free(world);
}

/* One market after the other. Their threads must not be nested in a region of this file, even of one thread: OpenMP
 * would start them anew for every phase of every step. */
static void run_on_blocks(struct ensemble *all, int n_threads)
{
    struct fly_world world = {0};
    for (size_t job = 0; job < all->progress.n_jobs; job++)
        take_job(all, &world, n_threads, job);
    end_world(&world);
}

static void run_on_jobs(struct ensemble *all, int n_threads)
{
    const size_t n_jobs = all->progress.n_jobs;
#pragma omp parallel num_threads(n_threads)
    {
        struct fly_world world = {0};
#pragma omp for schedule(dynamic, 1)
        for (size_t job = 0; job < n_jobs; job++)
            take_job(all, &world, 1, job);
        end_world(&world);
    }
}

int fly_ensemble_run(struct fly_results *results, const struct fly_ensemble_options *options, struct fly_error *error)
{
    const int threads = options->threads > 0 ? options->threads : omp_get_max_threads();
    struct ensemble all = {.results = results, .options = options};
    all.progress.n_jobs = results->n_scenarios * results->n_replicates;
    for (size_t s = 0; s < results->n_scenarios; s++)
        all.progress.n_steps += results->setups[s].n_steps * results->n_replicates;
    if (all.progress.n_jobs >= (size_t)threads)
        run_on_jobs(&all, threads);
    else
        run_on_blocks(&all, threads);
    if (all.failure.code == FLY_OK) return FLY_OK;
    return fly_fail(error, all.failure.code, "%s", all.failure.text);
}
