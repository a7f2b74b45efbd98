/* Messages on their way: each worker sorts what it posts by the block of the addressee. */
#include "sim/alloc.h"
#include "sim/exchange.h"
#include "sim/worker.h"

#include <assert.h>
#include <string.h>

enum { SLAB_CHUNKS = 256 };

_Static_assert(sizeof(struct fly_chunk) == FLY_CHUNK_SIZE, "a chunk fills its place");

int fly_mailbox_init(struct fly_mailbox *box, uint32_t n_blocks)
{
    *box = (struct fly_mailbox){.next = fly_alloc(n_blocks, sizeof box->next[0])};
    return box->next ? FLY_OK : FLY_ERR_MEMORY;
}

void fly_mailbox_free(struct fly_mailbox *box)
{
    for (size_t s = 0; s < box->n_slabs; s++)
        fly_free(box->slabs[s]);
    fly_free(box->slabs);
    fly_free(box->next);
    *box = (struct fly_mailbox){0};
}

void fly_mailbox_clear(struct fly_mailbox *box, uint32_t n_blocks)
{
    if (box->n_chunks) memset(box->next, 0, n_blocks * sizeof box->next[0]);
    box->n_chunks = 0;
}

/* ---- posting ---- */

/* One more than it holds, so that there is a multiple of a chunk's size to begin at. */
static bool add_slab(struct fly_mailbox *box)
{
    void *slabs = box->slabs;
    if (fly_grow(&slabs, &box->slab_capacity, box->n_slabs + 1, sizeof box->slabs[0]) < 0) return false;
    box->slabs = slabs;
    box->slabs[box->n_slabs] = fly_alloc(SLAB_CHUNKS + 1, sizeof(struct fly_chunk));
    if (!box->slabs[box->n_slabs]) return false;
    box->n_slabs++;
    return true;
}

static bool is_at_boundary(const struct fly_packed_message *place)
{
    return (uintptr_t)place % FLY_CHUNK_SIZE == 0;
}

static struct fly_packed_message *new_chunk(struct fly_mailbox *box, struct fly_packed_message *behind_full)
{
    if (box->n_chunks == box->n_slabs * SLAB_CHUNKS && !add_slab(box)) return NULL;
    char *slab = box->slabs[box->n_chunks / SLAB_CHUNKS];
    slab += FLY_CHUNK_SIZE - (uintptr_t)slab % FLY_CHUNK_SIZE;
    struct fly_chunk *chunk = (struct fly_chunk *)(void *)slab + box->n_chunks++ % SLAB_CHUNKS;
    chunk->older = behind_full ? (struct fly_chunk *)(void *)behind_full - 1 : NULL;
    return chunk->messages;
}

bool fly_mailbox_put(struct fly_mailbox *box, uint32_t block, const struct fly_message *message)
{
    assert(message->kind < FLY_MESSAGE_KINDS);
    struct fly_packed_message *next = box->next[block];
    if (is_at_boundary(next)) next = new_chunk(box, next); /* NULL is a boundary too */
    if (!next) return false;
    *next = (struct fly_packed_message){
        message->to % FLY_BLOCK | (uint32_t)message->kind << 12 | (uint32_t)message->note << 16, message->from};
    box->next[block] = next + 1;
    return true;
}

void fly_block_post(struct fly_block *block, const struct fly_message *message)
{
    struct fly_worker *worker = block->worker;
    const struct fly_world *world = block->world;
    const uint32_t index = message->to / FLY_BLOCK - world->first_block; /* a large number before the first one */
    assert(message->to < world->setup->n_agents);
    if (index < world->n_blocks ? !fly_mailbox_put(&worker->boxes[worker->posting], index, message)
                                : !fly_bag_put(world, worker, message))
        worker->out_of_memory = true;
}

/* ---- reading ---- */

void fly_mailbox_expect(const struct fly_mailbox *box, uint32_t block)
{
    if (!box->next[block]) return;
    const char *last = (const char *)(box->next[block] - 1);
    for (const char *at = last - (uintptr_t)last % FLY_CHUNK_SIZE; at <= last; at += 64)
        __builtin_prefetch(at);
}

/* From the newest of worker 0 to the oldest, then those of worker 1, and so on: only the newest may have room left. */
bool fly_inbox_turn(struct fly_inbox *inbox)
{
    const struct fly_world *world = inbox->block->world;
    inbox->chunk = inbox->chunk ? inbox->chunk->older : NULL;
    if (inbox->chunk) inbox->end = inbox->chunk->messages + FLY_CHUNK_MESSAGES;
    while (!inbox->chunk && inbox->worker < world->n_workers) {
        const struct fly_worker *worker = &world->workers[inbox->worker++];
        inbox->end = worker->boxes[worker->now].next[inbox->block->index];
        if (!inbox->end) continue;
        const char *last = (const char *)(inbox->end - 1);
        inbox->chunk = (const struct fly_chunk *)(const void *)(last - (uintptr_t)last % FLY_CHUNK_SIZE);
    }
    if (inbox->chunk) inbox->at = inbox->chunk->messages;
    return inbox->chunk;
}
