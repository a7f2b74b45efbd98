/* Jobs over the ranks of a parallel machine: rank 0 has the store and gives out jobs, works itself, and between steps
 * listens to the others; they run what they are given and send back packed records. Or, where each market is cut over
 * all ranks, all do every job together, and rank 0 says which. The records are the same to the bit. */
#ifndef FLY_DEAL_H
#define FLY_DEAL_H

#include "sim/ensemble.h"
#include "sim/store.h"

struct fly_ranks;

enum fly_rank_state {
    FLY_RANK_BUSY,    /* or not heard of yet */
    FLY_RANK_WAITING, /* has asked for a job when there was none */
    FLY_RANK_GONE
};

/* One for all rounds of a run. Caller-owned. */
struct fly_deal {
    const struct fly_ranks *ranks;
    bool is_market_cut;          /* set before the deal is run */
    enum fly_rank_state *states; /* [n_ranks], of rank 0; owned */
    struct fly_job *asked_at;    /* [n_ranks]: the cell where each was; owned */
    bool *has_been;              /* [n_ranks]: whether it was anywhere; owned */
    unsigned char *bytes;        /* for what comes; owned */
    size_t capacity;
    size_t n_out; /* jobs that are with other ranks */
    size_t n_remote;
    struct fly_error failure; /* of another rank */
    bool has_ended;
    /* of other ranks: a job in hand, a question that is not answered, and that it is over */
    struct fly_job hand;
    bool has_hand, has_asked, is_over;
};

int fly_deal_init(struct fly_deal *deal, const struct fly_ranks *ranks, struct fly_error *error);
void fly_deal_free(struct fly_deal *deal);

/* Runs `jobs` with all ranks. On rank 0 it returns when all of them are done; on the others when rank 0 ends the deal,
 * and their `jobs` say only how a job is done. */
int fly_deal_run(struct fly_deal *deal, const struct fly_jobs *jobs, struct fly_store *store,
                 const struct fly_ensemble_options *options, struct fly_error *error);

/* Rank 0, after the last round: lets the others go. The others: say what they have come to, and go. All of them call
 * it, once, also after failures; *error is then the same everywhere. Records that are on their way are kept. */
int fly_deal_end(struct fly_deal *deal, struct fly_store *store, int ret, struct fly_error *error);

#endif
