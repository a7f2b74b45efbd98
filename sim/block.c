/* What a mechanism may do with the agents of one block: list them, draw for them, move them. */
#include "sim/rates.h"
#include "sim/select.h"
#include "sim/worker.h"

#include <assert.h>

void fly_worker_begin(struct fly_worker *worker, struct fly_block *block)
{
    block->worker = worker;
    worker->n_moves = worker->n_planned = worker->list_used = 0;
    worker->transition_ready = false;
    for (int s = 0; s < FLY_N_STAGES; s++)
        worker->list_ready[s] = worker->words_ready[s] = false;
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

const uint32_t *fly_block_words(struct fly_block *block, enum fly_stage stage, unsigned word)
{
    struct fly_worker *w = block->worker;
    assert(word < 4 && w->list_ready[stage]);
    const uint32_t start = w->list_start[stage];
    if (!w->words_ready[stage]) {
        fly_draw_list(block->world->dynamics, block->first, w->list + start, w->list_size[stage], block->world->step,
                      fly_call_number(FLY_ACTIVE_CALL), w->words + start, FLY_BLOCK);
        w->words_ready[stage] = true;
    }
    return w->words + (size_t)word * FLY_BLOCK + start;
}

const uint32_t *fly_worker_transition_words(struct fly_worker *w, const struct fly_block *block)
{
    if (!w->transition_ready) {
        fly_draw_shared(block->world->dynamics, block->first, (block->n + 3) / 4 * 4, block->world->step,
                        fly_call_number(FLY_TRANSITION_CALL), w->transition_words);
        w->transition_ready = true;
    }
    return w->transition_words;
}

/* A word of a few costs five times one of all. */
enum { MANY = 5 };

const uint32_t *fly_block_transition_words(struct fly_block *block, enum fly_stage stage)
{
    struct fly_worker *w = block->worker;
    assert(w->list_ready[stage]);
    const uint32_t start = w->list_start[stage], n = w->list_size[stage];
    const uint16_t *list = w->list + start;
    uint32_t *words = w->leaving_words + start;
    if (!w->transition_ready && MANY * n < block->n && !fly_rates_move(&block->world->rates, block->n_stage)) {
        fly_draw_shared_list(block->world->dynamics, block->first, list, n, block->world->step,
                             fly_call_number(FLY_TRANSITION_CALL), words);
        return words;
    }
    const uint32_t *all = fly_worker_transition_words(w, block);
    for (uint32_t k = 0; k < n; k++)
        words[k] = all[list[k]];
    return words;
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
