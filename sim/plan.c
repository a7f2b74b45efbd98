/* Gives out the jobs of a run, cell by cell: a cell is one scenario at one point, with all its replicates. */
#include "sim/plan.h"

#include "sim/alloc.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { MOST_NAMED = 4 }; /* axes in a sentence about a point */

struct cell {
    uint32_t next;   /* replicate to look at */
    bool is_entered; /* by a thread */
};

struct dealer {
    const struct fly_plan *plan;
    struct fly_store *store;
    struct cell *cells;                    /* [n_points * n_scenarios] */
    size_t n_cells, first_new, first_open; /* no cell before them that is not entered; that has jobs left */
};

static size_t n_cells_of(const struct fly_plan *plan)
{
    return fly_plan_points(plan) * plan->n_scenarios;
}

static bool is_ours(const struct fly_plan *plan, const struct fly_store *store, struct fly_job job)
{
    return plan->n_shards <= 1 || fly_store_number(store, job) % plan->n_shards == plan->shard;
}

static struct fly_job job_of(const struct fly_plan *plan, size_t cell, size_t replicate)
{
    return (struct fly_job){cell / plan->n_scenarios, cell % plan->n_scenarios, replicate};
}

size_t fly_plan_jobs(const struct fly_plan *plan, const struct fly_store *store, size_t *n_done)
{
    size_t n = 0;
    *n_done = 0;
    for (size_t cell = 0; cell < n_cells_of(plan); cell++)
        for (size_t r = 0; r < plan->n_replicates; r++) {
            const struct fly_job job = job_of(plan, cell, r);
            if (!is_ours(plan, store, job)) continue;
            n++;
            *n_done += fly_store_has(store, job);
        }
    return n;
}

/* ---- scenarios of a point ---- */

static int refuse(const struct fly_plan *plan, size_t point, struct fly_error *error, const char *why)
{
    char place[MOST_NAMED * 128 + 64];
    size_t used = (size_t)snprintf(place, sizeof place, "point %zu", point);
    for (size_t a = 0; a < plan->design->n_axes && a < MOST_NAMED; a++)
        used += (size_t)snprintf(place + used, sizeof place - used, "%s%.80s = %g", a ? ", " : " (",
                                 plan->design->axes[a].parameter, plan->design->axes[a].values[point]);
    return fly_fail(error, FLY_ERR_SCENARIO, "%s%s): %s", place, plan->design->n_axes > MOST_NAMED ? ", ..." : "", why);
}

static bool same_labels(const struct fly_laid_series *a, const struct fly_laid_series *b)
{
    if (a->n_labels != b->n_labels) return false;
    for (size_t i = 0; a->labels && i < a->n_labels; i++)
        if (strcmp(a->labels[i], b->labels[i]) != 0) return false;
    return true;
}

static bool same_grid(const struct fly_laid_grid *a, const struct fly_laid_grid *b)
{
    for (size_t d = 0; d < a->n_dims; d++) {
        if (a->n_labels[d] != b->n_labels[d]) return false;
        for (size_t i = 0; i < a->n_labels[d]; i++)
            if (strcmp(a->labels[d][i], b->labels[d][i]) != 0) return false;
    }
    return true;
}

/* Whether records have the same shape; all layouts of a program have the same series, grids and KPIs. */
static bool same_shape(const struct fly_setup *a, const struct fly_setup *b)
{
    bool same = a->n_rows == b->n_rows && a->step_weeks * a->steps_per_row == b->step_weeks * b->steps_per_row;
    for (size_t i = 0; same && i < a->layout.n_series; i++)
        same = same_labels(&a->layout.series[i], &b->layout.series[i]);
    for (size_t i = 0; same && i < a->layout.n_grids; i++)
        same = same_grid(&a->layout.grids[i], &b->layout.grids[i]);
    return same;
}

/* The scenario's own sets, and then the point's. */
static int load_scenario(const struct fly_plan *plan, size_t point, size_t s, struct fly_scenario *scenario,
                         struct fly_diagnostics *found)
{
    const struct fly_case *one = &plan->cases[s];
    size_t n;
    char **sets = fly_design_sets(plan->design, point, plan->setups[s].scenario, &n);
    const char **all = sets ? fly_alloc(one->n_sets + n, sizeof *all) : NULL;
    int ret = FLY_ERR_MEMORY;
    if (all) {
        if (one->n_sets) memcpy(all, one->sets, one->n_sets * sizeof *all);
        if (n) memcpy(all + one->n_sets, sets, n * sizeof *all);
        ret = fly_scenario_load_from(scenario, plan->setups[s].scenario->schema, one->path, one->sources,
                                     one->n_sources, all, one->n_sets + n, found);
    }
    fly_free(all);
    if (sets) fly_design_sets_free(sets, n);
    return ret;
}

int fly_plan_load(const struct fly_plan *plan, size_t point, size_t s, bool kpis_only, bool whole,
                  struct fly_scenario *scenario, struct fly_setup *setup, struct fly_error *error)
{
    assert(plan->design && plan->cases && point < plan->design->n_points && s < plan->n_scenarios);
    struct fly_diagnostics found = {0};
    struct fly_error own = {0};
    *setup = (struct fly_setup){0};
    int ret;
    FLY_TRY(load_scenario(plan, point, s, scenario, &found));
    scenario->name = plan->setups[s].scenario->name;
    FLY_TRY(fly_setup_describe(setup, scenario, &own));
    if (whole) FLY_TRY(fly_setup_connect(setup, &found, &own));
    if (!kpis_only && !same_shape(setup, &plan->setups[s]))
        FLY_TRY(fly_fail(&own, FLY_ERR_SCENARIO,
                         "it changes the weeks or the labels of series, so these points cannot share a file with "
                         "sweep.keep = all"));
out:
    if (ret < 0) {
        fly_setup_free(setup);
        if (scenario->arena) fly_scenario_free(scenario);
    }
    if (ret == FLY_ERR_MEMORY)
        (void)fly_fail(error, ret, "No memory for the scenario of point %zu.", point);
    else if (ret < 0)
        ret = refuse(plan, point, error, found.n_errors > 0 ? fly_diagnostics_first_error(&found) : own.text);
    fly_diagnostics_free(&found);
    return ret;
}

/* ---- giving out jobs ---- */

/* The next job of a cell, if it has one left. */
static bool next_of_cell(struct dealer *dealer, size_t cell, struct fly_job *job)
{
    struct cell *at = &dealer->cells[cell];
    while (at->next < dealer->plan->n_replicates) {
        *job = job_of(dealer->plan, cell, at->next++);
        if (is_ours(dealer->plan, dealer->store, *job) && !fly_store_has(dealer->store, *job)) return true;
    }
    return false;
}

/* First the cell that the thread is at, then one where nobody is, then whatever is left. */
static enum fly_next next_job(void *self, const struct fly_job *last, struct fly_job *job)
{
    struct dealer *dealer = self;
    if (last && next_of_cell(dealer, last->point * dealer->plan->n_scenarios + last->scenario, job)) return FLY_A_JOB;
    for (; dealer->first_new < dealer->n_cells; dealer->first_new++) {
        struct cell *cell = &dealer->cells[dealer->first_new];
        if (cell->is_entered || !next_of_cell(dealer, dealer->first_new, job)) continue;
        cell->is_entered = true;
        return FLY_A_JOB;
    }
    for (; dealer->first_open < dealer->n_cells; dealer->first_open++)
        if (next_of_cell(dealer, dealer->first_open, job)) return FLY_A_JOB;
    return FLY_NO_JOB;
}

static int enter(void *self, struct fly_site *site, const struct fly_job *job, struct fly_error *error)
{
    const struct dealer *dealer = self;
    const struct fly_plan *plan = dealer->plan;
    if (!plan->design) {
        site->setup = &plan->setups[job->scenario];
        return FLY_OK;
    }
    if (site->is_own && site->point == job->point && site->n_scenario == job->scenario) return FLY_OK;
    if (site->is_own) {
        fly_setup_free(&site->own);
        fly_scenario_free(&site->scenario);
    }
    site->is_own = false;
    int ret = fly_plan_load(plan, job->point, job->scenario, dealer->store->kpis_only, true, &site->scenario,
                            &site->own, error);
    if (ret < 0) return ret;
    site->setup = &site->own;
    site->is_own = true;
    site->point = job->point;
    site->n_scenario = job->scenario;
    return FLY_OK;
}

static uint32_t replicate_of(const void *self, const struct fly_job *job)
{
    const struct dealer *dealer = self;
    return dealer->plan->first_replicate + (uint32_t)job->replicate;
}

static int keep(void *self, const struct fly_job *job, const struct fly_record *record, struct fly_error *error)
{
    struct dealer *dealer = self;
    return fly_store_add(dealer->store, *job, record, error);
}

int fly_plan_run(const struct fly_plan *plan, struct fly_store *store, const struct fly_ensemble_options *options,
                 struct fly_deal *deal, struct fly_error *error)
{
    assert(plan && store && plan->n_replicates <= store->n_replicates);
    struct dealer dealer = {.plan = plan, .store = store, .n_cells = n_cells_of(plan)};
    struct fly_jobs jobs = {.self = &dealer, .next = next_job, .enter = enter, .replicate = replicate_of, .done = keep};
    jobs.n_jobs = fly_plan_jobs(plan, store, &jobs.n_done);
    if (jobs.n_done == jobs.n_jobs && !deal) return FLY_OK;
    /* as if every scenario had the steps of the first: for the progress line only */
    jobs.n_steps = (jobs.n_jobs - jobs.n_done) * plan->setups[0].n_steps;
    dealer.cells = fly_alloc(dealer.n_cells, sizeof *dealer.cells);
    if (!dealer.cells) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the jobs of the run.");
    int ret = deal ? fly_deal_run(deal, &jobs, store, options, error) : fly_ensemble_run_jobs(&jobs, options, error);
    fly_free(dealer.cells);
    return ret;
}
