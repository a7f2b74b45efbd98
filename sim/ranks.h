/* One market over several processes, the ranks of a parallel machine: which blocks are whose, and what ranks tell each
 * other.
 *
 * The blocks are cut into contiguous ranges, one for each rank. A rank has columns and mailboxes for its own blocks
 * only; ids of agents, random numbers and networks are those of the whole market. The serial phases run on all ranks
 * alike, on sums over all agents, which are integers: so the record is that of one process to the bit, and every rank
 * has it. Messages to agents of other ranks travel once in a step. A network that is computed is computed where it is
 * asked for; one that is stored is stored whole on every rank. */
#ifndef FLY_RANKS_H
#define FLY_RANKS_H

#include "sim/world.h"

/* What the ranks do together. All of them call the same functions in the same order: from serial phases, one thread. */
struct fly_ranks {
    int rank, n_ranks;
    /* Adds n numbers up over the ranks, in place. */
    void (*sum)(void *user, fly_sum *sums, size_t n);
    /* Where error->code is negative on some ranks, all get the error of the first of these. */
    void (*agree)(void *user, struct fly_error *error);
    /* Tells each rank how many messages it will get, [n_ranks] each. */
    void (*announce)(void *user, const uint64_t *n_out, uint64_t *n_in);
    /* Sends so many messages to each rank, one rank's behind the other's, and receives what was announced. In all at
     * most FLY_MOST_MESSAGES each way. */
    void (*exchange)(void *user, const struct fly_post *post);
    void *user;

    /* What two of them do apart from the others, one thread at a time: send n bytes, see whether something has come,
     * and take what has. Kinds are small numbers. */
    void (*send)(void *user, int to, int kind, const void *bytes, size_t n);
    bool (*look)(void *user, int *from, int *kind, size_t *n);
    void (*take)(void *user, int from, int kind, void *bytes, size_t n);
};

enum { FLY_MOST_MESSAGES = INT32_MAX };

/* Blocks of a market; the first one of a rank (rank n_ranks: their number), and whose one is. */
static inline uint32_t fly_blocks_of(const struct fly_setup *setup)
{
    return setup->n_agents / FLY_BLOCK + (setup->n_agents % FLY_BLOCK > 0);
}
static inline uint32_t fly_ranks_first_block(uint32_t n_blocks, int rank, int n_ranks)
{
    return (uint32_t)((uint64_t)n_blocks * (uint64_t)rank / (uint64_t)n_ranks);
}
static inline int fly_ranks_owner(uint32_t n_blocks, uint32_t block, int n_ranks)
{
    return (int)((((uint64_t)block + 1) * (uint64_t)n_ranks - 1) / n_blocks);
}

/* Waits for others: the more often it had to be, the longer, up to half a millisecond. */
void fly_wait_a_moment(int patience);

/* `ret` and `error` are what this rank has come to. Returns, and writes to `error`, what all have come to: the error of
 * the first rank that failed. `ranks` may be NULL: nobody else to ask. */
int fly_ranks_agree(const struct fly_ranks *ranks, int ret, struct fly_error *error);

#ifdef FLYWHEEL_MPI
/* Begins MPI and returns the ranks that mpirun has started, or this process alone; NULL with an error. Once in a
 * process; the thread that begins is the one that runs worlds and ends. An error of MPI itself ends all ranks, as is
 * MPI's way. */
const struct fly_ranks *fly_ranks_mpi_begin(struct fly_error *error);
void fly_ranks_mpi_end(void);
#endif

#endif
