/* One step: open, act, receive, close. The only parallel loops over blocks and over workers are here. */
#include "sim/exchange.h"
#include "sim/ranks.h"
#include "sim/rates.h"
#include "sim/worker.h"

#include <assert.h>
#include <omp.h>
#include <string.h>

/* Who moves an agent on when he hears of a move waits until all have heard of it; then they hear of the next one. */
static void tell_moved(const struct fly_world *world, struct fly_worker *worker, struct fly_block *block)
{
    worker->posting = 1 - worker->now;
    worker->deferring = true;
    while (worker->n_moves) {
        for (size_t m = 0; m < world->setup->n_mechanisms; m++)
            if (world->setup->mechanisms[m]->moved)
                world->setup->mechanisms[m]->moved(block, world->states[m], worker->moves, worker->n_moves);
        worker->n_moves = 0;
        fly_worker_make_moves(worker, block);
    }
    worker->deferring = false;
}

/* First the cheap test on everybody (one compare with the stage's limit), then the exact one on the few that passed. */
static void decide_transitions(struct fly_block *block)
{
    const struct fly_rates *rates = &block->world->rates;
    uint64_t limit[FLY_KINDS] = {0};
    for (int s = 0; s < FLY_N_STAGES; s++)
        limit[s] = rates->stage[s].limit;
    const struct fly_chosen who = fly_block_choose(block, rates->call, block->stage, limit);
    for (uint32_t i = 0; i < who.n; i++) {
        const struct fly_stage_rates *of_stage = &rates->stage[block->stage[who.agent[i]]];
        uint32_t k;
        if (fly_rates_decide(of_stage, block->class_of[who.agent[i]], who.word[0][i], &k))
            fly_block_move(block, who.agent[i], of_stage->to[k], of_stage->tag[k]);
    }
}

static void act(struct fly_world *world, struct fly_worker *worker, struct fly_block *block)
{
    fly_worker_begin(worker, block);
    worker->deferring = true;
    worker->posting = worker->now;
    for (size_t m = 0; m < world->setup->n_mechanisms; m++)
        if (world->setup->mechanisms[m]->act) world->setup->mechanisms[m]->act(block, world->states[m]);
    decide_transitions(block);
    fly_worker_make_moves(worker, block);
    tell_moved(world, worker, block);
}

static bool has_mail(const struct fly_world *world, const struct fly_block *block)
{
    for (int w = 0; w < world->n_workers; w++)
        if (world->workers[w].boxes[world->workers[w].now].next[block->index]) return true;
    return false;
}

/* Half of a block's mail lies in the cache of another processor: it is sent for while the block before is worked on. */
static void expect_mail(const struct fly_world *world, uint32_t index)
{
    if (index >= world->n_blocks) return;
    for (int w = 0; w < world->n_workers; w++)
        fly_mailbox_expect(&world->workers[w].boxes[world->workers[w].now], index);
}

static void receive(struct fly_world *world, struct fly_worker *worker, struct fly_block *block)
{
    expect_mail(world, block->index + 1);
    if (!has_mail(world, block)) return;
    fly_worker_begin(worker, block);
    worker->posting = 1 - worker->now;
    for (size_t m = 0; m < world->setup->n_mechanisms; m++)
        if (world->setup->mechanisms[m]->receive) world->setup->mechanisms[m]->receive(block, world->states[m]);
    tell_moved(world, worker, block);
}

static void set_segments(const struct fly_world *world, struct fly_block *block)
{
    const struct fly_segments *segments = &world->setup->segments;
    const struct fly_permutation order = fly_segment_order(world->population, world->setup->n_agents);
    uint32_t rank[FLY_BLOCK];
    if (segments->n == 1) return;
    fly_permute_range(&order, block->first, block->n, rank);
    for (uint32_t i = 0; i < block->n; i++)
        block->class_of[i] = (uint16_t)(fly_segment_of_rank(segments, rank[i]) << FLY_CLASS_BITS);
}

_Static_assert(FLY_STRANGER == 0, "fresh memory is full of strangers");

/* Memory that no replicate has used is zero, and stays untouched. */
static void clear(const struct fly_world *world, struct fly_block *block)
{
    memset(block->n_stage, 0, sizeof block->n_stage);
    block->n_stage[FLY_STRANGER] = block->n;
    if (!world->is_used) return;
    memset(block->stage, FLY_STRANGER, block->n * sizeof block->stage[0]);
    memset(block->class_of, 0, block->n * sizeof block->class_of[0]);
    for (size_t c = 0; c < world->n_columns; c++) {
        const struct fly_world_column *column = &world->columns[c];
        const size_t size = column->column->size;
        if (column->column->cleared) memset((char *)column->values + block->row * size, 0, block->n * size);
    }
}

static void populate(struct fly_world *world, struct fly_worker *worker, struct fly_block *block)
{
    clear(world, block);
    set_segments(world, block);
    fly_worker_begin(worker, block);
    for (size_t m = 0; m < world->setup->n_mechanisms; m++)
        if (world->setup->mechanisms[m]->populate) world->setup->mechanisms[m]->populate(block, world->states[m]);
    tell_moved(world, worker, block);
}

/* A block belongs to one thread at a time; which one, and in which order, changes no bit. A thread keeps its blocks
 * from phase to phase, so that half of the messages never leave its cache. */
static void over_blocks(struct fly_world *world,
                        void (*phase)(struct fly_world *, struct fly_worker *, struct fly_block *))
{
    if (world->n_workers == 1) {
        for (uint32_t b = 0; b < world->n_blocks; b++)
            phase(world, &world->workers[0], &world->blocks[b]);
        return;
    }
#pragma omp parallel num_threads(world->n_workers)
    {
        struct fly_worker *worker = &world->workers[omp_get_thread_num()];
#pragma omp for schedule(static)
        for (uint32_t b = 0; b < world->n_blocks; b++)
            phase(world, worker, &world->blocks[b]);
    }
}

static void open_step(struct fly_world *world)
{
    fly_rates_open(&world->rates);
    for (size_t m = 0; m < world->setup->n_mechanisms; m++)
        if (world->setup->mechanisms[m]->open_step) world->setup->mechanisms[m]->open_step(world, world->states[m]);
    fly_rates_close(world);
}

/* What is for agents of other ranks goes there, what comes from there into the mailboxes. */
static int exchange(struct fly_world *world, struct fly_error *error)
{
    if (!world->ranks) return FLY_OK;
    const int ret = fly_world_exchange(world, error);
    if (ret < 0) return ret;
#pragma omp parallel for num_threads(world->n_workers) schedule(static)
    for (int w = 0; w < world->n_workers; w++)
        fly_world_deliver(world, w);
    return FLY_OK;
}

/* Takes what all threads have counted. */
static fly_sum take_tally(struct fly_world *world, size_t k)
{
    fly_sum sum = 0;
    for (int w = 0; w < world->n_workers; w++) {
        sum += world->workers[w].tally[k];
        world->workers[w].tally[k] = 0;
    }
    return sum;
}

/* All that is summed up over agents, in one go over all ranks: tallies, stages, and threads without memory. */
static void sum_up(struct fly_world *world)
{
    const size_t n_tallies = world->setup->layout.n_tallies, n_sums = n_tallies + FLY_N_STAGES + 1;
    fly_sum *stages = world->sums + n_tallies, *without_memory = stages + FLY_N_STAGES;
    for (size_t k = 0; k < n_tallies; k++)
        world->sums[k] = take_tally(world, k);
    memset(stages, 0, (FLY_N_STAGES + 1) * sizeof stages[0]);
    for (uint32_t b = 0; b < world->n_blocks; b++)
        for (int s = 0; s < FLY_N_STAGES; s++)
            stages[s] += world->blocks[b].n_stage[s];
    for (int w = 0; w < world->n_workers; w++)
        *without_memory += world->workers[w].out_of_memory;
    if (world->ranks) world->ranks->sum(world->ranks->user, world->sums, n_sums);
}

/* Flows are added to the step's counts; stocks go on from where they were. */
static void set_counts(struct fly_world *world)
{
    const struct fly_layout *layout = &world->setup->layout;
    for (size_t s = 0; s < layout->n_series; s++) {
        const struct fly_laid_series *laid = &layout->series[s];
        if (laid->series->kind == FLY_REAL) continue;
        for (size_t k = laid->offset; k < laid->offset + laid->n_labels; k++) {
            const bool is_stock = laid->series->kind == FLY_STOCK;
            fly_world_add(world, is_stock ? &world->stocks[k] : &world->counts[k], world->sums[k]);
            if (is_stock) world->counts[k] = world->stocks[k];
        }
    }
}

static void set_stages(struct fly_world *world)
{
    uint64_t all = 0;
    for (int s = 0; s < FLY_N_STAGES; s++)
        all += world->n_stage[s] = (uint64_t)world->sums[world->setup->layout.n_tallies + (size_t)s];
    assert(all == world->setup->n_agents);
    (void)all;
}

static int close_step(struct fly_world *world, struct fly_error *error)
{
    sum_up(world);
    set_counts(world);
    set_stages(world);
    for (size_t m = 0; m < world->setup->n_mechanisms; m++)
        if (world->setup->mechanisms[m]->close_step) world->setup->mechanisms[m]->close_step(world, world->states[m]);
    if (world->failure.code < 0) return *error = world->failure, error->code;
    if (world->sums[world->setup->layout.n_tallies + FLY_N_STAGES])
        return fly_fail(error, FLY_ERR_MEMORY, "no memory for the messages between agents");
    for (int w = 0; w < world->n_workers; w++) {
        struct fly_worker *worker = &world->workers[w];
        fly_mailbox_clear(&worker->boxes[worker->now], world->n_blocks);
        worker->now = 1 - worker->now;
    }
    return FLY_OK;
}

int fly_world_populate(struct fly_world *world, struct fly_error *error)
{
    over_blocks(world, populate);
    world->is_used = true;
    return close_step(world, error);
}

int fly_world_step(struct fly_world *world, struct fly_error *error)
{
    open_step(world);
    over_blocks(world, act);
    const int ret = exchange(world, error);
    if (ret < 0) return ret;
    over_blocks(world, receive);
    return close_step(world, error);
}
