/* Runs every change of a tornado through the ensemble, and says how much each moves the difference.
 *
 * A job is one changed scenario in one replicate; jobs of many changes run side by side, as many changes at a time as
 * their records have room. Random numbers are those of the unchanged scenarios, so what a change does is a paired
 * difference of paired differences. */
#include "analysis/tornado.h"

#include "sim/alloc.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double BATCH_BYTES = 256 << 20; /* unless the plan says otherwise */

/* One changed scenario. */
struct unit {
    struct fly_tornado_change *change;
    size_t s; /* 0: of a, 1: of b */
    struct fly_scenario scenario;
    char name[32]; /* in its batch no two may be the same */
};

struct run {
    struct fly_tornado *tornado;
    const struct fly_tornado_plan *plan;
    struct unit *units; /* of all changes */
    size_t n_units, n_done;
    struct fly_setup *setups; /* [n_units]: of those of the batch, from the first one on */
    uint64_t agent_steps;     /* of the batches that are done */
    struct fly_error *error;
};

static size_t n_replicates_of(const struct run *run)
{
    return run->plan->base->n_replicates;
}

static enum fly_pairing pairing_of(const struct fly_tornado_plan *plan)
{
    return fly_results_pairing(plan->base);
}

/* ---- what there is to run ---- */

static bool is_to_run(const struct fly_tornado_change *change, size_t s)
{
    return change->sets[s] && !change->refusal;
}

size_t fly_tornado_runs(const struct fly_tornado *tornado)
{
    size_t n = 0;
    for (size_t e = 0; e < tornado->n; e++)
        for (int side = 0; side < FLY_N_TORNADO_SIDES; side++)
            for (size_t s = 0; s < 2; s++)
                n += is_to_run(&tornado->entries[e].changes[side], s);
    return n;
}

static void list_units(struct run *run)
{
    struct unit *unit = run->units;
    for (size_t e = 0; e < run->tornado->n; e++)
        for (int side = 0; side < FLY_N_TORNADO_SIDES; side++)
            for (size_t s = 0; s < 2; s++) {
                struct fly_tornado_change *change = &run->tornado->entries[e].changes[side];
                if (!is_to_run(change, s)) continue;
                unit->change = change;
                unit->s = s;
                (void)snprintf(unit->name, sizeof unit->name, "%zu", (size_t)(unit - run->units));
                unit++;
            }
}

/* ---- a batch ---- */

/* What one changed scenario needs: its records and its network. */
static double unit_bytes(const struct fly_tornado_plan *plan)
{
    double most = 0;
    for (size_t s = 0; s < 2; s++) {
        const struct fly_setup *setup = &plan->base->setups[s];
        uint64_t records = plan->base->n_replicates * fly_record_size(&setup->layout, setup->n_rows);
        most = fmax(most, (double)records + (double)fly_network_memory(&setup->network));
    }
    return most;
}

/* How many changed scenarios run side by side, of `most`. */
static size_t batch_size(const struct fly_tornado_plan *plan, size_t most)
{
    double bytes = plan->batch_bytes > 0 ? plan->batch_bytes : BATCH_BYTES,
           n = fmax(1, floor(bytes / unit_bytes(plan)));
    return n < (double)most ? (size_t)n : most;
}

double fly_tornado_memory(const struct fly_tornado *tornado, const struct fly_tornado_plan *plan)
{
    return (double)batch_size(plan, fly_tornado_runs(tornado)) * unit_bytes(plan);
}

/* Loads what the listing has seen to load; its file may have changed since, and its network is read only now. */
static int set_up(struct run *run, struct unit *unit, struct fly_setup *setup)
{
    int ret;
    struct fly_diagnostics found = {0};
    FLY_TRY(fly_tornado_load(&unit->scenario, run->plan, unit->change, unit->s, &found));
    unit->scenario.name = unit->name;
    FLY_TRY(fly_setup_init(setup, &unit->scenario, &found, run->error));
out:
    if (ret < 0 && ret != FLY_ERR_MEMORY) ret = fly_tornado_refuse(unit->change, &found);
    fly_diagnostics_free(&found);
    return ret;
}

static int keep_kpi(const struct run *run, const struct fly_results *results, size_t scenario, struct unit *unit)
{
    const struct fly_layout *layout = &results->setups[scenario].layout;
    ptrdiff_t k = fly_layout_find_kpi(layout, run->plan->kpi->name);
    double *values = fly_alloc(n_replicates_of(run), sizeof *values);
    if (!values) return fly_fail(run->error, FLY_ERR_MEMORY, "No memory for the KPIs.");
    for (size_t r = 0; r < results->n_replicates; r++)
        values[r] = k < 0 ? NAN : fly_results_record(results, scenario, r)->kpis[k];
    unit->change->kpi[unit->s] = values;
    return FLY_OK;
}

/* What a batch tells of its progress, as progress of the whole. */
static int report(void *user, const struct fly_progress *batch, struct fly_error *error)
{
    const struct run *run = user;
    const struct fly_ensemble_options *options = &run->plan->ensemble;
    const uint64_t n = n_replicates_of(run), steps = run->plan->base->setups[0].n_steps;
    const struct fly_progress whole = {.n_jobs = run->n_units * n,
                                       .n_done = run->n_done * n + batch->n_done,
                                       .agent_steps = run->agent_steps + batch->agent_steps,
                                       .steps = run->n_done * n * steps + batch->steps,
                                       .n_steps = run->n_units * n * steps};
    return options->progress ? options->progress(options->user, &whole, error) : 0;
}

static int simulate(struct run *run, struct unit *const *units, size_t n)
{
    int ret;
    const struct fly_results *base = run->plan->base;
    const struct fly_ensemble_options options = {
        .threads = run->plan->ensemble.threads, .progress = report, .user = run};
    struct fly_results results = {0};
    FLY_TRY(fly_results_init(&results, run->setups, n, base->first_replicate, base->n_replicates, run->error));
    FLY_TRY(fly_ensemble_run(&results, &options, run->error));
    for (size_t i = 0; i < n; i++)
        FLY_TRY(keep_kpi(run, &results, i, units[i]));
    for (size_t i = 0; i < n * base->n_replicates; i++)
        run->agent_steps += results.records[i].agent_steps;
out:
    fly_results_free(&results);
    return ret;
}

/* Runs n units from the first one that is not done; those that are refused now are left out. */
static int run_batch(struct run *run, size_t n)
{
    int ret = FLY_OK;
    size_t n_good = 0;
    struct unit *first = run->units + run->n_done, **good = fly_alloc(n, sizeof(struct unit *));
    if (!good) FLY_TRY(fly_fail(run->error, FLY_ERR_MEMORY, "No memory for the changes."));
    for (size_t i = 0; i < n; i++) {
        if (first[i].change->refusal) continue;
        FLY_TRY(set_up(run, &first[i], &run->setups[n_good]));
        if (!first[i].change->refusal) good[n_good++] = &first[i];
    }
    if (n_good) FLY_TRY(simulate(run, good, n_good));
out:
    for (size_t i = 0; i < n; i++) {
        fly_setup_free(&run->setups[i]);
        fly_scenario_free(&first[i].scenario);
    }
    fly_free(good);
    run->n_done += n;
    return ret;
}

/* ---- what comes of it ---- */

static int start_base(struct fly_tornado *tornado, const struct fly_tornado_plan *plan)
{
    const struct fly_results *base = plan->base;
    size_t n = base->n_replicates;
    tornado->by_pair = fly_alloc(n, sizeof *tornado->by_pair);
    for (size_t s = 0; s < 2; s++) {
        ptrdiff_t k = fly_layout_find_kpi(&base->setups[s].layout, plan->kpi->name);
        tornado->kpi[s] = fly_alloc(n, sizeof *tornado->kpi[s]);
        for (size_t r = 0; tornado->kpi[s] && r < n; r++)
            tornado->kpi[s][r] = k < 0 ? NAN : fly_results_record(base, s, r)->kpis[k];
    }
    if (!tornado->by_pair || !tornado->kpi[0] || !tornado->kpi[1]) return FLY_ERR_MEMORY;
    tornado->base = fly_compare_values(tornado->kpi[0], tornado->kpi[1], 1, n, pairing_of(plan), plan->kpi->better,
                                       tornado->by_pair);
    return FLY_OK;
}

/* Equal to the bit, or both undefined. */
static bool same(const double *x, const double *y, size_t n)
{
    for (size_t r = 0; r < n; r++)
        if (x[r] != y[r] && !(isnan(x[r]) && isnan(y[r]))) return false;
    return true;
}

/* The mean of y - x over the replicates in which both are numbers. */
static int estimate_shift(struct fly_estimate *shift, const double *x, const double *y,
                          const struct fly_tornado_plan *plan)
{
    const size_t n = plan->base->n_replicates;
    double *differences = fly_alloc(n, sizeof *differences);
    if (!differences) return FLY_ERR_MEMORY;
    *shift = fly_compare_values(x, y, 1, n, pairing_of(plan), FLY_NEITHER, differences).difference;
    fly_free(differences);
    return FLY_OK;
}

bool fly_tornado_turns(const struct fly_estimate *base, const struct fly_estimate *difference, int better)
{
    return better != FLY_NEITHER && base->mean * difference->mean < 0;
}

static void judge_turn(struct fly_tornado *tornado, struct fly_tornado_change *change, int better)
{
    const struct fly_estimate *d = &change->result.difference;
    change->turns = fly_tornado_turns(&tornado->base.difference, d, better);
    change->surely = change->turns && d->n >= 2 && (d->low > 0 || d->high < 0);
    tornado->n_run++;
    tornado->n_turns += change->turns;
    tornado->n_sure += change->surely;
}

static int judge_change(struct fly_tornado *tornado, struct fly_tornado_change *change,
                        const struct fly_tornado_plan *plan)
{
    size_t n = plan->base->n_replicates;
    if (change->refusal || (!change->sets[0] && !change->sets[1])) return FLY_OK;
    change->by_pair = fly_alloc(n, sizeof *change->by_pair);
    if (!change->by_pair) return FLY_ERR_MEMORY;
    const double *kpi[2];
    for (size_t s = 0; s < 2; s++) {
        kpi[s] = change->sets[s] ? change->kpi[s] : tornado->kpi[s];
        change->has_effect |= !same(kpi[s], tornado->kpi[s], n);
    }
    change->result = fly_compare_values(kpi[0], kpi[1], 1, n, pairing_of(plan), plan->kpi->better, change->by_pair);
    change->was_run = true;
    judge_turn(tornado, change, plan->kpi->better);
    return estimate_shift(&change->shift, tornado->by_pair, change->by_pair, plan);
}

/* The largest less the smallest mean difference; of pairs, so that its error is small where they move together. */
static int judge_swing(const struct fly_tornado *tornado, struct fly_tornado_entry *entry,
                       const struct fly_tornado_plan *plan)
{
    const double *smallest = tornado->by_pair, *largest = tornado->by_pair;
    double low = tornado->base.difference.mean, high = low;
    for (int side = 0; side < FLY_N_TORNADO_SIDES; side++) {
        const struct fly_tornado_change *change = &entry->changes[side];
        double mean = change->result.difference.mean;
        if (!change->was_run || isnan(mean)) continue;
        if (!(mean >= low)) {
            low = mean;
            smallest = change->by_pair;
        }
        if (!(mean <= high)) {
            high = mean;
            largest = change->by_pair;
        }
    }
    return estimate_shift(&entry->swing, smallest, largest, plan);
}

static int judge_entry(struct fly_tornado *tornado, struct fly_tornado_entry *entry,
                       const struct fly_tornado_plan *plan)
{
    int ret = FLY_OK;
    bool was_run = false, has_effect = false;
    for (int side = 0; side < FLY_N_TORNADO_SIDES; side++) {
        struct fly_tornado_change *change = &entry->changes[side];
        FLY_TRY(judge_change(tornado, change, plan));
        was_run |= change->was_run;
        has_effect |= change->has_effect;
        if (change->refusal) entry->reason = change->refusal;
    }
    entry->state = has_effect ? FLY_TORNADO_MATTERS : was_run ? FLY_TORNADO_IDLE : FLY_TORNADO_SKIPPED;
    tornado->n_of[entry->state]++;
    FLY_TRY(judge_swing(tornado, entry, plan));
out:
    return ret;
}

/* An undefined swing comes last. */
static int compare_entries(const void *x, const void *y)
{
    const struct fly_tornado_entry *a = x, *b = y;
    if (a->state != b->state) return a->state < b->state ? -1 : 1;
    double swing_a = isnan(a->swing.mean) ? -1 : a->swing.mean, swing_b = isnan(b->swing.mean) ? -1 : b->swing.mean;
    if (a->state == FLY_TORNADO_MATTERS && swing_a != swing_b) return swing_a > swing_b ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static int judge_all(struct fly_tornado *tornado, const struct fly_tornado_plan *plan)
{
    int ret;
    FLY_TRY(start_base(tornado, plan));
    for (size_t e = 0; e < tornado->n; e++)
        FLY_TRY(judge_entry(tornado, &tornado->entries[e], plan));
    if (tornado->n) qsort(tornado->entries, tornado->n, sizeof *tornado->entries, compare_entries);
out:
    return ret;
}

int fly_tornado_run(struct fly_tornado *tornado, const struct fly_tornado_plan *plan, struct fly_error *error)
{
    assert(tornado && plan && plan->base && plan->base->n_scenarios == 2 && plan->kpi);
    int ret = FLY_OK;
    struct run run = {.tornado = tornado, .plan = plan, .n_units = fly_tornado_runs(tornado), .error = error};
    run.units = fly_alloc(run.n_units, sizeof *run.units);
    run.setups = fly_alloc(run.n_units, sizeof *run.setups);
    if (!run.units || !run.setups) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the changes."));
    list_units(&run);
    while (run.n_done < run.n_units)
        FLY_TRY(run_batch(&run, batch_size(plan, run.n_units - run.n_done)));
    ret = judge_all(tornado, plan);
    if (ret < 0) FLY_TRY(fly_fail(error, ret, "No memory for the result."));
out:
    fly_free(run.units);
    fly_free(run.setups);
    return ret;
}
