/* One replicate from start to end: memory, start, steps, record, finish. */
#include "sim/world.h"

#include "sim/alloc.h"
#include "sim/exchange.h"
#include "sim/ranks.h"
#include "sim/worker.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static size_t padded_agents(const struct fly_world *world)
{
    return (size_t)world->n_blocks * FLY_BLOCK;
}

static int init_columns(struct fly_world *world)
{
    const struct fly_setup *setup = world->setup;
    size_t n = 0;
    for (size_t m = 0; m < setup->n_mechanisms; m++)
        n += setup->mechanisms[m]->n_columns;
    world->columns = fly_alloc(n, sizeof world->columns[0]);
    if (!world->columns) return FLY_ERR_MEMORY;
    for (size_t m = 0; m < setup->n_mechanisms; m++)
        for (size_t c = 0; c < setup->mechanisms[m]->n_columns; c++) {
            const struct fly_column *column = &setup->mechanisms[m]->columns[c];
            void *values = fly_alloc(padded_agents(world), column->size);
            if (!values) return FLY_ERR_MEMORY;
            world->columns[world->n_columns++] = (struct fly_world_column){column, values};
        }
    return FLY_OK;
}

static int init_blocks(struct fly_world *world)
{
    const uint32_t n_agents = world->setup->n_agents;
    world->stage = fly_alloc(padded_agents(world), sizeof world->stage[0]);
    world->class_of = fly_alloc(padded_agents(world), sizeof world->class_of[0]);
    world->blocks = fly_alloc(world->n_blocks, sizeof world->blocks[0]);
    if (!world->stage || !world->class_of || !world->blocks) return FLY_ERR_MEMORY;
    for (uint32_t b = 0; b < world->n_blocks; b++) {
        const uint32_t row = b * FLY_BLOCK, first = world->first_block * FLY_BLOCK + row;
        world->blocks[b] = (struct fly_block){.world = world,
                                              .index = b,
                                              .first = first,
                                              .n = n_agents - first < FLY_BLOCK ? n_agents - first : FLY_BLOCK,
                                              .row = row,
                                              .stage = world->stage + row,
                                              .class_of = world->class_of + row};
    }
    return FLY_OK;
}

static int init_workers(struct fly_world *world, int n_workers)
{
    world->workers = fly_alloc((size_t)n_workers, sizeof world->workers[0]);
    if (!world->workers) return FLY_ERR_MEMORY;
    world->n_workers = n_workers;
    for (int w = 0; w < n_workers; w++) {
        struct fly_worker *worker = &world->workers[w];
        worker->tally = fly_alloc(world->setup->layout.n_tallies, sizeof worker->tally[0]);
        if (!worker->tally) return FLY_ERR_MEMORY;
        for (int box = 0; box < 2; box++)
            if (fly_mailbox_init(&worker->boxes[box], world->n_blocks) < 0) return FLY_ERR_MEMORY;
    }
    return FLY_OK;
}

static int init_states(struct fly_world *world)
{
    const struct fly_setup *setup = world->setup;
    world->states = fly_alloc(setup->n_mechanisms, sizeof world->states[0]);
    world->kept = fly_alloc(setup->n_mechanisms, sizeof world->kept[0]);
    world->sums = fly_alloc(setup->layout.n_tallies + FLY_N_STAGES + 1, sizeof world->sums[0]);
    world->stocks = fly_alloc(setup->layout.n_tallies, sizeof world->stocks[0]);
    world->counts = fly_alloc(setup->layout.n_tallies, sizeof world->counts[0]);
    world->reals = fly_alloc(setup->layout.n_reals, sizeof world->reals[0]);
    if (!world->states || !world->kept || !world->sums || !world->stocks || !world->counts || !world->reals)
        return FLY_ERR_MEMORY;
    for (size_t m = 0; m < setup->n_mechanisms; m++) {
        world->states[m] = fly_alloc(1, setup->mechanisms[m]->state_size);
        world->kept[m] = fly_alloc(1, setup->mechanisms[m]->kept_size);
        if (!world->states[m] || !world->kept[m]) return FLY_ERR_MEMORY;
    }
    return FLY_OK;
}

/* Which blocks are this rank's. */
static void take_blocks(struct fly_world *world)
{
    const uint32_t n = fly_blocks_of(world->setup);
    const struct fly_ranks *ranks = world->ranks;
    world->first_block = ranks ? fly_ranks_first_block(n, ranks->rank, ranks->n_ranks) : 0;
    world->n_blocks = (ranks ? fly_ranks_first_block(n, ranks->rank + 1, ranks->n_ranks) : n) - world->first_block;
}

int fly_world_init(struct fly_world *world, const struct fly_setup *setup, const struct fly_ranks *ranks, int n_workers,
                   struct fly_error *error)
{
    assert(n_workers >= 1);
    *world = (struct fly_world){.setup = setup, .ranks = ranks};
    take_blocks(world);
    world->ties = &setup->network;
    if (fly_network_is_own(&setup->network)) {
        world->own_ties = fly_network_alike(&setup->network);
        world->ties = &world->own_ties;
    }
    int ret = FLY_OK;
    FLY_TRY(init_blocks(world));
    FLY_TRY(init_columns(world));
    FLY_TRY(init_workers(world, n_workers));
    FLY_TRY(fly_exchange_init(world));
    FLY_TRY(init_states(world));
    FLY_TRY(fly_scenario_shadow(&world->now, setup->scenario));
out:
    if (ret < 0) (void)fly_fail(error, ret, "no memory for a market of %u agents", setup->n_agents);
    ret = fly_ranks_agree(ranks, ret, error);
    if (ret < 0) fly_world_free(world);
    return ret;
}

void fly_world_free(struct fly_world *world)
{
    for (size_t c = 0; c < world->n_columns; c++)
        fly_free(world->columns[c].values);
    for (int w = 0; w < world->n_workers; w++) {
        fly_free(world->workers[w].tally);
        for (int box = 0; box < 2; box++)
            fly_mailbox_free(&world->workers[w].boxes[box]);
    }
    fly_exchange_free(world);
    for (size_t m = 0; world->states && world->kept && m < world->setup->n_mechanisms; m++) {
        fly_free(world->states[m]);
        fly_free(world->kept[m]);
    }
    for (int s = 0; s < FLY_N_STAGES; s++) {
        fly_free(world->rates.stage[s].hazard);
        fly_free(world->rates.stage[s].last_hazard);
        fly_free(world->rates.stage[s].threshold);
    }
    fly_scenario_shadow_free(&world->now);
    fly_network_free(&world->own_ties);
    void *const owned[] = {world->stage,   world->class_of, world->columns, world->blocks, world->stocks, world->sums,
                           world->workers, world->states,   world->kept,    world->counts, world->reals};
    for (size_t k = 0; k < sizeof owned / sizeof owned[0]; k++)
        fly_free(owned[k]);
    *world = (struct fly_world){0};
}

static void *of_mechanism(const struct fly_world *world, void *const *theirs, const char *mechanism)
{
    for (size_t m = 0; m < world->setup->n_mechanisms; m++)
        if (!strcmp(world->setup->mechanisms[m]->name, mechanism)) return theirs[m];
    return NULL;
}

void *fly_world_state(const struct fly_world *world, const char *mechanism)
{
    return of_mechanism(world, world->states, mechanism);
}

void *fly_world_kept(const struct fly_world *world, const char *mechanism)
{
    return of_mechanism(world, world->kept, mechanism);
}

void *fly_world_column(const struct fly_world *world, const char *name)
{
    for (size_t c = 0; c < world->n_columns; c++)
        if (!strcmp(world->columns[c].column->name, name)) return world->columns[c].values;
    return NULL;
}

size_t fly_world_series(const struct fly_world *world, const char *name)
{
    const struct fly_laid_series *laid = fly_layout_find(&world->setup->layout, name);
    assert(laid);
    return laid->offset;
}

double fly_world_get(const struct fly_world *world, struct fly_place place)
{
    return fly_param_number(place.row, world->now.sections[place.section].values);
}

void fly_world_set(struct fly_world *world, struct fly_place place, double number)
{
    fly_param_set_real(place.row, number, world->now.sections[place.section].values);
}

void fly_world_fail(struct fly_world *world, const char *format, ...)
{
    char sentence[FLY_ERROR_TEXT / 2];
    va_list args;
    if (world->failure.code < 0) return;
    va_start(args, format);
    (void)vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    (void)fly_fail(&world->failure, FLY_ERR_SCENARIO, "%s: by week %g %s", world->setup->scenario->path, world->week,
                   sentence);
}

int64_t *fly_world_grid(const struct fly_world *world, const char *name)
{
    const struct fly_laid_grid *laid = fly_layout_find_grid(&world->setup->layout, name);
    assert(laid && world->record);
    return fly_laid_grid_size(laid) ? world->record->grids + laid->offset : NULL;
}

/* Antithetic replicates 2j and 2j + 1 share the keys of 2j, and with them the network and all permutations. What
 * happens and what people are like is drawn from complements in the odd one; who knows whom is no matter of more or
 * less. */
static void set_keys(struct fly_world *world)
{
    const struct fly_setup *setup = world->setup;
    const uint32_t is_opposite = setup->is_antithetic ? world->replicate % 2 : 0, key = world->replicate - is_opposite;
    world->population = fly_key_make(setup->seed_population, key);
    world->network = fly_key_make(setup->seed_network, key);
    world->dynamics = fly_key_make(setup->seed_dynamics, key);
    if (!is_opposite) return;
    world->population = fly_key_opposite(world->population);
    world->dynamics = fly_key_opposite(world->dynamics);
}

/* All but the agents: each block clears its own when it is populated. */
static void clear(struct fly_world *world, uint32_t replicate)
{
    const struct fly_setup *setup = world->setup;
    world->replicate = replicate;
    world->step = 0;
    world->week = 0;
    world->failure = (struct fly_error){0};
    fly_scenario_shadow_reset(&world->now, setup->scenario);
    set_keys(world);
    memset(world->stocks, 0, setup->layout.n_tallies * sizeof world->stocks[0]);
    for (int w = 0; w < world->n_workers; w++) {
        struct fly_worker *worker = &world->workers[w];
        memset(worker->tally, 0, setup->layout.n_tallies * sizeof worker->tally[0]);
        for (int box = 0; box < 2; box++)
            fly_mailbox_clear(&worker->boxes[box], world->n_blocks);
    }
    fly_exchange_clear(world);
}

static int init_rates(struct fly_world *world)
{
    for (int s = 0; s < FLY_N_STAGES; s++) {
        struct fly_stage_rates *rates = &world->rates.stage[s];
        const size_t n = (size_t)world->stage_classes[s] * world->setup->segments.n * FLY_MAX_TRANSITIONS;
        if (rates->hazard) continue; /* made for an earlier replicate */
        rates->hazard = fly_alloc(n, sizeof rates->hazard[0]);
        rates->last_hazard = fly_alloc(n, sizeof rates->last_hazard[0]);
        rates->threshold = fly_alloc(n, sizeof rates->threshold[0]);
        if (!rates->hazard || !rates->last_hazard || !rates->threshold) return FLY_ERR_MEMORY;
    }
    return FLY_OK;
}

static int start(struct fly_world *world, struct fly_error *error)
{
    if (world->ties == &world->own_ties) {
        const int ret = fly_network_begin(&world->own_ties, world->network, world->population, error);
        if (ret < 0) return ret;
    }
    for (int s = 0; s < FLY_N_STAGES; s++)
        world->stage_classes[s] = 1;
    for (size_t m = 0; m < world->setup->n_mechanisms; m++) {
        const struct fly_mechanism *mechanism = world->setup->mechanisms[m];
        memset(world->states[m], 0, mechanism->state_size);
        const int ret = mechanism->start ? mechanism->start(world, world->states[m], error) : FLY_OK;
        if (ret < 0) return ret;
    }
    if (init_rates(world) < 0) return fly_fail(error, FLY_ERR_MEMORY, "no memory for the rates of a step");
    return FLY_OK;
}

static void begin_step(struct fly_world *world, uint32_t step)
{
    const struct fly_layout *layout = &world->setup->layout;
    world->step = step;
    world->week = step * world->setup->step_weeks;
    memset(world->counts, 0, layout->n_tallies * sizeof world->counts[0]);
    for (size_t k = 0; k < layout->n_reals; k++)
        world->reals[k] = NAN;
}

/* Flows add up over the steps of a row; stocks and reals are those of its last step. */
static void record_step(struct fly_world *world, size_t row)
{
    const struct fly_layout *layout = &world->setup->layout;
    int64_t *counts = world->record->counts + row * layout->n_counts;
    for (size_t s = 0; s < layout->n_series; s++) {
        const struct fly_laid_series *laid = &layout->series[s];
        if (laid->series->kind != FLY_FLOW && laid->series->kind != FLY_STOCK) continue;
        for (size_t k = laid->offset; k < laid->offset + laid->n_labels; k++) {
            if (laid->series->kind == FLY_STOCK) counts[k] = 0;
            fly_world_add(world, &counts[k], world->counts[k]);
        }
    }
    memcpy(world->record->reals + row * layout->n_reals, world->reals, layout->n_reals * sizeof world->reals[0]);
}

static void finish(const struct fly_world *world)
{
    double *kpis = world->record->kpis;
    for (size_t k = 0; k < world->setup->layout.n_kpis; k++)
        kpis[k] = NAN;
    for (size_t m = 0; m < world->setup->n_mechanisms; m++) {
        const struct fly_mechanism *mechanism = world->setup->mechanisms[m];
        if (!mechanism->finish) continue;
        const ptrdiff_t first =
            mechanism->n_kpis ? fly_layout_find_kpi(&world->setup->layout, mechanism->kpis[0].name) : 0;
        mechanism->finish(world, world->states[m], kpis + first);
    }
}

/* Work between two polls, in agents times steps: some milliseconds. */
static const uint64_t poll_work = 1 << 20;

struct poll_state {
    uint64_t work, agent_steps;
    uint32_t steps;
};

/* All ranks poll after the same steps; when one is told to stop, all stop. */
static int poll(const struct fly_world *world, struct poll_state *since, bool last, struct fly_error *error)
{
    since->steps++;
    since->work += world->setup->n_agents;
    since->agent_steps += world->setup->n_agents - world->n_stage[FLY_STRANGER];
    if (since->work < poll_work && !last) return FLY_OK;
    const int stop = world->watch.poll ? world->watch.poll(world->watch.user, since->agent_steps, since->steps) : 0;
    *since = (struct poll_state){0};
    return fly_ranks_agree(world->ranks, stop ? fly_fail(error, FLY_ERR_INTERRUPT, "interrupted") : FLY_OK, error);
}

int fly_world_run(struct fly_world *world, uint32_t replicate, struct fly_record *record, struct fly_error *error)
{
    int ret = FLY_OK;
    const struct fly_setup *setup = world->setup;
    assert(record->n_rows == setup->n_rows);
    memset(record->counts, 0, record->n_rows * setup->layout.n_counts * sizeof record->counts[0]);
    memset(record->grids, 0, setup->layout.n_grid_values * sizeof record->grids[0]);
    record->agent_steps = 0;
    world->record = record;
    clear(world, replicate);
    FLY_TRY(fly_ranks_agree(world->ranks, start(world, error), error));
    begin_step(world, 0);
    FLY_TRY(fly_world_populate(world, error));
    record_step(world, 0);
    struct poll_state since = {0};
    for (uint32_t step = 1; step <= setup->n_steps; step++) {
        begin_step(world, step);
        FLY_TRY(fly_world_step(world, error));
        record_step(world, 1 + (step - 1) / setup->steps_per_row);
        if (world->failure.code < 0) return *error = world->failure, error->code;
        record->agent_steps += setup->n_agents - world->n_stage[FLY_STRANGER];
        FLY_TRY(poll(world, &since, step == setup->n_steps, error));
    }
    finish(world);
out:
    return ret;
}
