/* Runs jobs in parallel: over jobs when there are enough of them, else over the blocks of one market. */
#include "sim/ensemble.h"

#include "sim/alloc.h"
#include "sim/ranks.h"
#include "sim/world.h"

#include <assert.h>
#include <omp.h>

struct ensemble {
    const struct fly_jobs *jobs;
    const struct fly_ensemble_options *options;
    struct fly_progress progress;
    struct fly_error failure; /* the first one; code 0 while all is well */
    int stop;                 /* set with it; read without the lock */
};

/* A thread that does jobs, or several on one market. */
struct team {
    struct ensemble *all;
    int n_workers;
    struct fly_site site;
    const struct fly_setup *setup; /* of the world and the record; NULL: none yet */
    struct fly_world world;
    struct fly_record record;
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
    struct fly_error error = {0};
    if (all->failure.code < 0 || !all->options->progress) return;
    const int answer = all->options->progress(all->options->user, &all->progress, &error);
    if (answer == 0) return;
    if (answer > 0)
        (void)fly_fail(&error, FLY_ERR_INTERRUPT, "interrupted after %zu of %zu replicates", all->progress.n_done,
                       all->progress.n_jobs);
    fail(all, &error);
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

/* Hands over a record, or the reason why there is none. */
static void finish_job(struct ensemble *all, const struct fly_job *job, const struct fly_record *record,
                       struct fly_error *error)
{
#pragma omp critical(fly_ensemble)
    {
        const struct fly_jobs *jobs = all->jobs;
        if (error->code == FLY_OK && jobs->done && jobs->done(jobs->self, job, record, error) < 0)
            assert(error->code < 0);
        if (error->code < 0)
            fail(all, error);
        else {
            all->progress.n_done++;
            report(all);
        }
    }
}

static void leave_setup(struct team *team)
{
    if (team->world.setup) fly_world_free(&team->world);
    fly_record_free(&team->record);
    team->setup = NULL;
}

/* A world is kept as long as the jobs of a team belong to one scenario at one point. */
static int enter_setup(struct team *team, const struct fly_job *job, struct fly_error *error)
{
    const struct fly_jobs *jobs = team->all->jobs;
    struct fly_site *site = &team->site;
    int ret;
    /* the world must be gone before the scenario that it belongs to */
    if (site->is_own && (site->point != job->point || site->n_scenario != job->scenario)) leave_setup(team);
    FLY_TRY(jobs->enter(jobs->self, site, job, error));
    if (team->setup == site->setup) return FLY_OK;
    leave_setup(team);
    FLY_TRY(fly_world_init(&team->world, site->setup, team->all->options->ranks, team->n_workers, error));
    team->world.watch = (struct fly_watch){poll, team->all};
    team->setup = site->setup;
out:
    return ret;
}

static struct fly_record *record_of(struct team *team, const struct fly_job *job, struct fly_error *error)
{
    const struct fly_jobs *jobs = team->all->jobs;
    if (jobs->record) return jobs->record(jobs->self, job);
    if (!team->record.counts && fly_record_init(&team->record, &team->setup->layout, team->setup->n_rows) < 0) {
        (void)fly_fail(error, FLY_ERR_MEMORY, "No memory for a replicate of %s.", team->setup->scenario->path);
        return NULL;
    }
    return &team->record;
}

/* The scenario's file alone does not tell which of its points failed. */
static void name_point(const struct fly_job *job, struct fly_error *error)
{
    const struct fly_error of_scenario = *error;
    (void)fly_fail(error, of_scenario.code, "point %zu: %s", job->point, of_scenario.text);
}

static void run_job(struct team *team, const struct fly_job *job)
{
    struct fly_error error = {0};
    struct fly_record *record = NULL;
    if (enter_setup(team, job, &error) == FLY_OK) {
        record = record_of(team, job, &error);
        if (fly_ranks_agree(team->all->options->ranks, error.code, &error) < 0) record = NULL;
    }
    if (record)
        (void)fly_world_run(&team->world, team->all->jobs->replicate(team->all->jobs->self, job), record, &error);
    if (record && error.code < 0 && error.code != FLY_ERR_INTERRUPT && team->site.is_own) name_point(job, &error);
    finish_job(team->all, job, record, &error);
}

/* Where others have to say what there is to do, they are asked again after a moment. */
static bool next_job(struct ensemble *all, const struct fly_job *last, struct fly_job *job)
{
    const struct fly_ranks *ranks = all->options->ranks;
    for (int patience = 0;; patience++) {
        enum fly_next answer;
        /* one of them may have been told to stop */
        if (fly_ranks_agree(ranks, all->failure.code, &all->failure) < 0) return false;
#pragma omp critical(fly_ensemble)
        {
            answer = all->failure.code == FLY_OK ? all->jobs->next(all->jobs->self, last, job) : FLY_NO_JOB;
            if (answer == FLY_ASK_AGAIN) report(all);
        }
        if (answer != FLY_ASK_AGAIN) return answer == FLY_A_JOB;
        fly_wait_a_moment(patience);
    }
}

static void work(struct ensemble *all, int n_workers)
{
    struct team team = {.all = all, .n_workers = n_workers};
    struct fly_job job;
    for (const struct fly_job *last = NULL; next_job(all, last, &job); last = &job)
        run_job(&team, &job);
    leave_setup(&team);
    if (team.site.is_own) {
        fly_setup_free(&team.site.own);
        fly_scenario_free(&team.site.scenario);
    }
}

int fly_ensemble_run_jobs(const struct fly_jobs *jobs, const struct fly_ensemble_options *options,
                          struct fly_error *error)
{
    assert(jobs && options);
    const int threads = options->threads > 0 ? options->threads : omp_get_max_threads();
    struct ensemble all = {.jobs = jobs, .options = options};
    all.progress = (struct fly_progress){.n_jobs = jobs->n_jobs, .n_done = jobs->n_done, .n_steps = jobs->n_steps};
    if (!options->ranks && jobs->n_jobs - jobs->n_done >= (size_t)threads) {
#pragma omp parallel num_threads(threads)
        work(&all, 1);
    } else {
        /* One market after the other. Their threads must not be nested in a region of this file, even of one thread:
         * OpenMP would start them anew for every phase of every step. */
        work(&all, threads);
    }
    if (all.failure.code == FLY_OK) return FLY_OK;
    return fly_fail(error, all.failure.code, "%s", all.failure.text);
}

/* ---- all records of results in memory ---- */

struct counter {
    struct fly_results *results;
    size_t next;
};

static enum fly_next next_of_results(void *self, const struct fly_job *last, struct fly_job *job)
{
    (void)last;
    struct counter *counter = self;
    const size_t n = counter->results->n_replicates;
    if (counter->next >= counter->results->n_scenarios * n) return FLY_NO_JOB;
    *job = (struct fly_job){0, counter->next / n, counter->next % n};
    counter->next++;
    return FLY_A_JOB;
}

static int enter_results(void *self, struct fly_site *site, const struct fly_job *job, struct fly_error *error)
{
    (void)error;
    const struct counter *counter = self;
    site->setup = &counter->results->setups[job->scenario];
    return FLY_OK;
}

static uint32_t replicate_of_results(const void *self, const struct fly_job *job)
{
    const struct counter *counter = self;
    return counter->results->first_replicate + (uint32_t)job->replicate;
}

static struct fly_record *record_of_results(void *self, const struct fly_job *job)
{
    const struct counter *counter = self;
    return fly_results_record(counter->results, job->scenario, job->replicate);
}

int fly_ensemble_run(struct fly_results *results, const struct fly_ensemble_options *options, struct fly_error *error)
{
    struct counter counter = {.results = results};
    struct fly_jobs jobs = {.self = &counter,
                            .n_jobs = results->n_scenarios * results->n_replicates,
                            .next = next_of_results,
                            .enter = enter_results,
                            .replicate = replicate_of_results,
                            .record = record_of_results};
    for (size_t s = 0; s < results->n_scenarios; s++)
        jobs.n_steps += results->setups[s].n_steps * results->n_replicates;
    return fly_ensemble_run_jobs(&jobs, options, error);
}
