/* The finished replicates of a run: in a journal on disk, or in memory where nothing is to be kept. It is what a result
 * file is made of. */
#ifndef FLY_STORE_H
#define FLY_STORE_H

#include "sim/journal.h"

/* Caller-owned. */
struct fly_store {
    const struct fly_setup *setups; /* [n_scenarios] of the base: what records look like */
    size_t n_points, n_scenarios, n_replicates;
    bool kpis_only;
    uint64_t *at;                /* [points][scenarios][replicates] where a record lies; 0: not finished; owned */
    size_t n_done;               /* how many are */
    struct fly_journal *journal; /* NULL: in memory */
    unsigned char *packed;       /* the record that is being appended; owned */
    size_t packed_size;
};

/* Takes what is whole in the journal (NULL: none), which must outlive the store. Replicates that this run does not
 * have, and those of another size, are passed over. FLY_ERR_MEMORY. */
int fly_store_init(struct fly_store *store, const struct fly_setup *setups, size_t n_scenarios, size_t n_points,
                   size_t n_replicates, bool kpis_only, struct fly_journal *journal, struct fly_error *error);
void fly_store_free(struct fly_store *store);

/* Makes room for more replicates of every scenario. */
int fly_store_grow(struct fly_store *store, size_t n_replicates, struct fly_error *error);

static inline size_t fly_store_number(const struct fly_store *store, struct fly_job job)
{
    return (job.point * store->n_scenarios + job.scenario) * store->n_replicates + job.replicate;
}

static inline bool fly_store_has(const struct fly_store *store, struct fly_job job)
{
    return store->at[fly_store_number(store, job)] != 0;
}

/* Keeps a record, or one that is packed already. One thread at a time. */
int fly_store_add(struct fly_store *store, struct fly_job job, const struct fly_record *record,
                  struct fly_error *error);
int fly_store_add_packed(struct fly_store *store, struct fly_job job, const void *packed, struct fly_error *error);

/* A record in one piece: work, KPIs, series one after the other, grids; and its bytes. */
size_t fly_packed_size(const struct fly_layout *layout, size_t n_rows, bool kpis_only);
void fly_pack(const struct fly_layout *layout, const struct fly_record *record, bool kpis_only, unsigned char *packed);

/* Puts what is kept on the disk, if there is one. */
int fly_store_sync(struct fly_store *store, struct fly_error *error);

/* What a result file reads. */
struct fly_record_source fly_store_source(const struct fly_store *store);

#endif
