/* Messages on their way: each worker sorts what it posts by the block of the addressee. */
#include "sim/alloc.h"
#include "sim/worker.h"

#include <assert.h>
#include <string.h>

enum { SLAB_CHUNKS = 256 };

int fly_mailbox_init(struct fly_mailbox *box, uint32_t n_blocks)
{
    *box = (struct fly_mailbox){.head = fly_alloc(n_blocks, sizeof box->head[0])};
    return box->head ? FLY_OK : FLY_ERR_MEMORY;
}

void fly_mailbox_free(struct fly_mailbox *box)
{
    for (size_t s = 0; s < box->n_slabs; s++)
        fly_free(box->slabs[s]);
    fly_free(box->slabs);
    fly_free(box->head);
    *box = (struct fly_mailbox){0};
}

void fly_mailbox_clear(struct fly_mailbox *box, uint32_t n_blocks)
{
    if (box->n_chunks) memset(box->head, 0, n_blocks * sizeof box->head[0]);
    box->n_chunks = 0;
}

static struct fly_chunk *chunk_at(const struct fly_mailbox *box, uint32_t link)
{
    assert(link > 0 && link <= box->n_chunks);
    return &box->slabs[(link - 1) / SLAB_CHUNKS][(link - 1) % SLAB_CHUNKS];
}

const struct fly_chunk *fly_mailbox_chunk(const struct fly_mailbox *box, uint32_t link)
{
    return chunk_at(box, link);
}

static bool add_slab(struct fly_mailbox *box)
{
    void *slabs = box->slabs;
    if (fly_grow(&slabs, &box->slab_capacity, box->n_slabs + 1, sizeof box->slabs[0]) < 0) return false;
    box->slabs = slabs;
    box->slabs[box->n_slabs] = fly_alloc(SLAB_CHUNKS, sizeof(struct fly_chunk));
    if (!box->slabs[box->n_slabs]) return false;
    box->n_slabs++;
    return true;
}

static struct fly_chunk *new_chunk(struct fly_mailbox *box, uint32_t block)
{
    if (box->n_chunks == box->n_slabs * SLAB_CHUNKS && !add_slab(box)) return NULL;
    struct fly_chunk *chunk = chunk_at(box, ++box->n_chunks);
    chunk->next = box->head[block];
    chunk->n = 0;
    box->head[block] = box->n_chunks;
    return chunk;
}

bool fly_mailbox_put(struct fly_mailbox *box, const struct fly_message *message)
{
    assert(message->kind < FLY_MESSAGE_KINDS);
    const uint32_t block = message->to / FLY_BLOCK;
    struct fly_chunk *chunk = box->head[block] ? chunk_at(box, box->head[block]) : NULL;
    if (!chunk || chunk->n == FLY_CHUNK_MESSAGES) chunk = new_chunk(box, block);
    if (!chunk) return false;
    chunk->messages[chunk->n++] = (struct fly_packed_message){
        message->to % FLY_BLOCK | (uint32_t)message->kind << 12 | (uint32_t)message->note << 16, message->from};
    return true;
}

void fly_block_post(struct fly_block *block, const struct fly_message *message)
{
    struct fly_worker *worker = block->worker;
    assert(message->to < block->world->setup->n_agents);
    if (!fly_mailbox_put(&worker->boxes[worker->posting], message)) worker->out_of_memory = true;
}

struct fly_inbox fly_inbox_open(const struct fly_block *block)
{
    return (struct fly_inbox){.block = block};
}

/* The chunks of worker 0, then those of worker 1, and so on. `worker` counts from 1 once the walk has begun. */
bool fly_inbox_next(struct fly_inbox *inbox, struct fly_message *message)
{
    const struct fly_world *world = inbox->block->world;
    for (;;) {
        if (inbox->chunk) {
            const struct fly_worker *worker = &world->workers[inbox->worker - 1];
            const struct fly_chunk *chunk = fly_mailbox_chunk(&worker->boxes[worker->now], inbox->chunk);
            if (inbox->at < chunk->n) {
                const struct fly_packed_message *packed = &chunk->messages[inbox->at++];
                *message = (struct fly_message){inbox->block->first + packed->head % FLY_BLOCK,
                                                (uint8_t)(packed->head >> 12 & 15), (uint16_t)(packed->head >> 16),
                                                packed->from};
                return true;
            }
            inbox->at = 0;
            inbox->chunk = chunk->next;
            continue;
        }
        if ((int)inbox->worker == world->n_workers) return false;
        const struct fly_worker *worker = &world->workers[inbox->worker++];
        inbox->chunk = worker->boxes[worker->now].head[inbox->block->index];
    }
}
