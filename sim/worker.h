/* What one thread owns while it works on blocks: scratch arrays and the messages it has posted. */
#ifndef FLY_WORKER_H
#define FLY_WORKER_H

#include "sim/world.h"

enum { FLY_MAX_MOVES = 4 * FLY_BLOCK, FLY_CHUNK_SIZE = 512, FLY_CHUNK_MESSAGES = 63 };

/* Lies at a multiple of its size: where the next message would be tells whether a chunk is full. */
struct fly_chunk {
    struct fly_chunk *older; /* of the same block, full; or NULL */
    struct fly_packed_message messages[FLY_CHUNK_MESSAGES];
};

/* Messages to every block, as chains of chunks from one pool. Pools grow by slabs, never move, and are kept. */
struct fly_mailbox {
    struct fly_packed_message **next; /* [n_blocks] behind the newest message; NULL: there is none */
    void **slabs;
    size_t n_slabs, slab_capacity;
    size_t n_chunks; /* in use */
};

/* Messages to the agents of another rank. */
struct fly_bag {
    struct fly_message *messages;
    size_t n, capacity;
};

/* Two of them share no cache line. */
struct fly_worker {
    _Alignas(64) uint8_t bytes[FLY_BLOCK]; /* of the decision in hand, by local index */
    uint16_t chosen[FLY_BLOCK];            /* for whom it may be yes */
    uint32_t words[4 * FLY_BLOCK];         /* and their words: [word][position] */
    uint32_t scratch[FLY_BLOCK];
    uint16_t list[FLY_BLOCK]; /* agents by stage, one list behind the other */
    struct fly_move moves[FLY_MAX_MOVES];
    struct fly_move planned[FLY_MAX_MOVES]; /* decided in act or moved, made at its end */
    uint32_t n_moves, n_planned;
    uint32_t list_start[FLY_N_STAGES], list_size[FLY_N_STAGES];
    bool list_ready[FLY_N_STAGES];
    uint32_t list_used;
    bool deferring; /* moves wait until the end of the phase */

    fly_sum *tally; /* [n_tallies] what its blocks have counted in this step */

    struct fly_mailbox boxes[2]; /* for this step's receive and for the next one's */
    struct fly_bag *bags[2];     /* [n_ranks] each, as boxes; NULL where one process has the market */
    int now;                     /* which of the two is read in this step */
    int posting;                 /* which of the two takes posts */
    bool out_of_memory;
};

int fly_mailbox_init(struct fly_mailbox *box, uint32_t n_blocks);
void fly_mailbox_free(struct fly_mailbox *box);
/* Tells the processor that the newest messages to a block will be read soon. */
void fly_mailbox_expect(const struct fly_mailbox *box, uint32_t block);
void fly_mailbox_clear(struct fly_mailbox *box, uint32_t n_blocks);
/* Adds one message to an agent of this block (by its index); false when there is no memory. */
bool fly_mailbox_put(struct fly_mailbox *box, uint32_t block, const struct fly_message *message);

/* Takes a block and forgets the lists and draws of the one before. */
void fly_worker_begin(struct fly_worker *worker, struct fly_block *block);

/* Makes the moves that waited. */
void fly_worker_make_moves(struct fly_worker *worker, struct fly_block *block);

#endif
