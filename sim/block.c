/* What a mechanism may do with the agents of one block: list them, draw for them, move them. */
#include "sim/rates.h"
#include "sim/select.h"
#include "sim/worker.h"

#include <assert.h>

void fly_worker_begin(struct fly_worker *worker, struct fly_block *block)
{
    block->worker = worker;
    block->tally = worker->tally;
    worker->n_moves = worker->n_planned = worker->list_used = 0;
    for (int s = 0; s < FLY_N_STAGES; s++)
        worker->list_ready[s] = false;
}

static void make_list(struct fly_worker *w, const struct fly_block *block, enum fly_stage stage)
{
    uint16_t *list = w->list + w->list_used;
    const uint32_t n = fly_select_equal(block->stage, block->n, (uint8_t)stage, list);
    assert(n == block->n_stage[stage]);
    w->list_start[stage] = w->list_used;
    w->list_size[stage] = n;
    w->list_used += n;
    w->list_ready[stage] = true;
}

const uint16_t *fly_block_list(struct fly_block *block, enum fly_stage stage, uint32_t *n)
{
    struct fly_worker *w = block->worker;
    assert(w->deferring); /* else the list would not hold */
    if (!block->n_stage[stage]) {
        *n = 0;
        return w->list;
    }
    if (!w->list_ready[stage]) make_list(w, block, stage);
    *n = w->list_size[stage];
    return w->list + w->list_start[stage];
}

/* Of so few, single bytes cost less than those of the whole block. */
enum { FEW = 64 };

static uint32_t n_in_question(const struct fly_block *block, const uint64_t limit[FLY_KINDS])
{
    uint32_t n = 0;
    for (int s = 0; s < FLY_N_STAGES; s++)
        n += limit[s] || limit[FLY_SPECIAL + s] ? block->n_stage[s] : 0;
    return n;
}

static uint32_t choose_among_few(struct fly_block *block, uint32_t call, const uint8_t *kind,
                                 const uint64_t limit[FLY_KINDS])
{
    struct fly_worker *w = block->worker;
    const struct fly_world *world = block->world;
    uint32_t n_chosen = 0, n = 0;
    for (int s = 0; s < FLY_N_STAGES; s++) {
        if (!(limit[s] || limit[FLY_SPECIAL + s]) || !block->n_stage[s]) continue;
        const uint16_t *list = fly_block_list(block, (enum fly_stage)s, &n);
        for (uint32_t k = 0; k < n; k++) {
            const uint32_t agent = list[k];
            if (!limit[kind[agent]]) continue;
            w->bytes[agent] = fly_draw_byte(world->dynamics, block->first + agent, world->step, call);
            w->chosen[n_chosen] = (uint16_t)agent;
            n_chosen += (uint64_t)w->bytes[agent] << 24 < limit[kind[agent]];
        }
    }
    return n_chosen;
}

static uint32_t choose_among_all(struct fly_block *block, uint32_t call, const uint8_t *kind,
                                 const uint64_t limit[FLY_KINDS])
{
    struct fly_worker *w = block->worker;
    const struct fly_world *world = block->world;
    fly_draw_bytes(world->dynamics, block->first, FLY_BLOCK, world->step, call, w->bytes);
    return fly_select_bytes(w->bytes, kind, limit, block->n, w->chosen);
}

/* A byte of each sorts out nearly all; the rest of the word is drawn only for those who are left. */
struct fly_chosen fly_block_choose(struct fly_block *block, uint32_t call, const uint8_t *kind,
                                   const uint64_t limit[FLY_KINDS])
{
    struct fly_worker *w = block->worker;
    const struct fly_world *world = block->world;
    const uint32_t n_there = n_in_question(block, limit);
    const uint32_t n = (n_there < FEW ? choose_among_few : choose_among_all)(block, call, kind, limit);
    fly_draw_rest(world->dynamics, block->first, w->chosen, n, world->step, call, w->bytes, w->words, FLY_BLOCK);
    return (struct fly_chosen){
        n, w->chosen, {w->words, w->words + FLY_BLOCK, w->words + 2 * FLY_BLOCK, w->words + 3 * FLY_BLOCK}};
}

static void move_now(struct fly_worker *w, struct fly_block *block, struct fly_move move)
{
    assert(w->n_moves < FLY_MAX_MOVES && move.from != move.to && block->stage[move.agent] == move.from);
    block->n_stage[move.from]--;
    block->n_stage[move.to]++;
    block->stage[move.agent] = move.to;
    w->moves[w->n_moves++] = move;
}

void fly_block_move(struct fly_block *block, uint32_t agent, enum fly_stage to, uint16_t tag)
{
    struct fly_worker *w = block->worker;
    assert(agent < block->n && to < FLY_N_STAGES);
    const struct fly_move move = {(uint16_t)agent, block->stage[agent], (uint8_t)to, tag};
    if (!w->deferring) {
        move_now(w, block, move);
        return;
    }
    assert(w->n_planned < FLY_MAX_MOVES);
    w->planned[w->n_planned++] = move;
}

void fly_worker_make_moves(struct fly_worker *worker, struct fly_block *block)
{
    for (uint32_t k = 0; k < worker->n_planned; k++)
        move_now(worker, block, worker->planned[k]);
    worker->n_planned = 0;
}

uint32_t *fly_block_scratch(struct fly_block *block)
{
    return block->worker->scratch;
}
