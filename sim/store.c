/* Keeps finished replicates and hands out their parts. */
#include "sim/store.h"

#include "sim/alloc.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

static int no_memory(struct fly_error *error)
{
    return fly_fail(error, FLY_ERR_MEMORY, "No memory to keep finished replicates.");
}

/* ---- a record in one piece ---- */

/* Calls `visit` for each part of a record in the order of the piece, with its offset; stops where it says so. */
static size_t walk(const struct fly_layout *layout, size_t n_rows, bool kpis_only,
                   bool (*visit)(void *user, enum fly_part part, size_t index, size_t offset), void *user)
{
    size_t offset = 0;
    for (int part = FLY_PART_WORK; part <= (kpis_only ? FLY_PART_KPIS : FLY_PART_GRID); part++) {
        const size_t n = part == FLY_PART_SERIES ? layout->n_series : part == FLY_PART_GRID ? layout->n_grids : 1;
        for (size_t i = 0; i < n; i++) {
            if (part == FLY_PART_SERIES && layout->series[i].series->kind == FLY_PASSING) continue;
            if (visit && visit(user, (enum fly_part)part, i, offset)) return offset;
            offset += fly_part_size(layout, n_rows, (enum fly_part)part, i);
        }
    }
    return offset;
}

size_t fly_packed_size(const struct fly_layout *layout, size_t n_rows, bool kpis_only)
{
    return walk(layout, n_rows, kpis_only, NULL, NULL);
}

struct packing {
    const struct fly_layout *layout;
    const struct fly_record *record;
    unsigned char *packed;
};

static bool pack_part(void *user, enum fly_part part, size_t index, size_t offset)
{
    const struct packing *packing = user;
    fly_record_part(packing->record, packing->layout, part, index, packing->packed + offset);
    return false;
}

void fly_pack(const struct fly_layout *layout, const struct fly_record *record, bool kpis_only, unsigned char *packed)
{
    struct packing packing = {layout, record, packed};
    (void)walk(layout, record->n_rows, kpis_only, pack_part, &packing);
}

struct sought {
    enum fly_part part;
    size_t index;
};

static bool is_sought(void *user, enum fly_part part, size_t index, size_t offset)
{
    (void)offset;
    const struct sought *sought = user;
    return part == sought->part && index == sought->index;
}

/* ---- keeping ---- */

static size_t size_of(const struct fly_store *store, size_t scenario)
{
    const struct fly_setup *setup = &store->setups[scenario];
    return fly_packed_size(&setup->layout, setup->n_rows, store->kpis_only);
}

static bool belongs(const struct fly_store *store, const struct fly_journal_entry *entry)
{
    const struct fly_job *job = &entry->job;
    return job->point < store->n_points && job->scenario < store->n_scenarios && job->replicate < store->n_replicates &&
           entry->size == size_of(store, job->scenario);
}

static void note(struct fly_store *store, struct fly_job job, uint64_t at)
{
    uint64_t *place = &store->at[fly_store_number(store, job)];
    if (*place == 0) store->n_done++;
    *place = at;
}

static void take_journal(struct fly_store *store)
{
    for (size_t i = 0; store->journal && i < store->journal->n_entries; i++)
        if (belongs(store, &store->journal->entries[i]))
            note(store, store->journal->entries[i].job, store->journal->entries[i].at);
}

static int make_index(struct fly_store *store)
{
    const size_t n_cells = store->n_points * store->n_scenarios;
    if (n_cells > SIZE_MAX / sizeof *store->at / store->n_replicates) return FLY_ERR_MEMORY;
    store->at = fly_alloc(n_cells * store->n_replicates, sizeof *store->at);
    return store->at ? FLY_OK : FLY_ERR_MEMORY;
}

int fly_store_init(struct fly_store *store, const struct fly_setup *setups, size_t n_scenarios, size_t n_points,
                   size_t n_replicates, bool kpis_only, struct fly_journal *journal, struct fly_error *error)
{
    assert(store && setups && n_scenarios > 0 && n_points > 0 && n_replicates > 0);
    *store = (struct fly_store){.setups = setups,
                                .n_points = n_points,
                                .n_scenarios = n_scenarios,
                                .n_replicates = n_replicates,
                                .kpis_only = kpis_only,
                                .journal = journal};
    for (size_t s = 0; s < n_scenarios; s++)
        if (size_of(store, s) > store->packed_size) store->packed_size = size_of(store, s);
    store->packed = fly_alloc(store->packed_size, 1);
    if (!store->packed || make_index(store) < 0) {
        fly_store_free(store);
        return no_memory(error);
    }
    take_journal(store);
    return FLY_OK;
}

/* In memory a place is the address of a copy. */
static void *copy_at(uint64_t at)
{
    return (void *)(uintptr_t)at; // NOLINT(performance-no-int-to-ptr)
}

void fly_store_free(struct fly_store *store)
{
    assert(store);
    const size_t n = store->at && !store->journal ? store->n_points * store->n_scenarios * store->n_replicates : 0;
    for (size_t i = 0; i < n; i++)
        fly_free(copy_at(store->at[i]));
    fly_free(store->at);
    fly_free(store->packed);
    *store = (struct fly_store){0};
}

int fly_store_grow(struct fly_store *store, size_t n_replicates, struct fly_error *error)
{
    assert(store && n_replicates >= store->n_replicates);
    struct fly_store old = *store;
    store->n_replicates = n_replicates;
    if (make_index(store) < 0) {
        *store = old;
        return no_memory(error);
    }
    for (size_t cell = 0; cell < old.n_points * old.n_scenarios; cell++)
        memcpy(store->at + cell * n_replicates, old.at + cell * old.n_replicates, old.n_replicates * sizeof *old.at);
    fly_free(old.at);
    /* what an earlier process had finished beyond what was asked for before */
    take_journal(store);
    return FLY_OK;
}

int fly_store_add_packed(struct fly_store *store, struct fly_job job, const void *packed, struct fly_error *error)
{
    assert(store && packed);
    const size_t size = size_of(store, job.scenario);
    if (store->journal) {
        struct fly_journal_entry entry;
        int ret = fly_journal_append(store->journal, job, packed, size, &entry, error);
        if (ret == FLY_OK) note(store, job, entry.at);
        return ret;
    }
    void *copy = fly_alloc(size, 1);
    if (!copy) return no_memory(error);
    memcpy(copy, packed, size);
    note(store, job, (uint64_t)(uintptr_t)copy);
    return FLY_OK;
}

int fly_store_add(struct fly_store *store, struct fly_job job, const struct fly_record *record, struct fly_error *error)
{
    assert(store && record);
    fly_pack(&store->setups[job.scenario].layout, record, store->kpis_only, store->packed);
    return fly_store_add_packed(store, job, store->packed, error);
}

int fly_store_sync(struct fly_store *store, struct fly_error *error)
{
    return store->journal ? fly_journal_sync(store->journal, error) : FLY_OK;
}

/* ---- handing out ---- */

static int read_part(const void *self, struct fly_job job, enum fly_part part, size_t index, void *values,
                     struct fly_error *error)
{
    const struct fly_store *store = self;
    const struct fly_setup *setup = &store->setups[job.scenario];
    const uint64_t at = store->at[fly_store_number(store, job)];
    struct sought sought = {part, index};
    assert(at != 0);
    const size_t offset = walk(&setup->layout, setup->n_rows, store->kpis_only, is_sought, &sought);
    const size_t size = fly_part_size(&setup->layout, setup->n_rows, part, index);
    if (store->journal) return fly_journal_read(store->journal, at + offset, values, size, error);
    memcpy(values, (const char *)copy_at(at) + offset, size);
    return FLY_OK;
}

struct fly_record_source fly_store_source(const struct fly_store *store)
{
    assert(store);
    return (struct fly_record_source){store, read_part};
}
