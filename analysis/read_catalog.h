/* A list of everything in the root of a result file, with what its attributes say. Private to analysis/read*.c. */
#ifndef FLY_READ_CATALOG_H
#define FLY_READ_CATALOG_H

#include "analysis/read_variable.h"

/* What a variable is to a reader. */
enum fly_entry_kind {
    FLY_ENTRY_OTHER, /* words about KPIs, seeds */
    FLY_ENTRY_DIMENSION,
    FLY_ENTRY_AXIS, /* of an experiment: what it sets at each point */
    FLY_ENTRY_KPIS,
    FLY_ENTRY_WORK,
    FLY_ENTRY_SERIES,
    FLY_ENTRY_GRID,
    FLY_ENTRY_INDEX /* of a sensitivity analysis */
};

struct fly_entry {
    enum fly_entry_kind kind;
    char *name, *unit, *doc, *sort, *parameter; /* sort: the attribute kind; all "" where the file has none; owned */
    double scale;
    bool is_integer;
    int rank;
    char *dims[FLY_READ_MAX_RANK + 1]; /* owned */
};

struct fly_catalog {
    struct fly_entry *entries; /* owned */
    size_t n, capacity;
};

/* In the order in which the file was written. Caller-owned; a zeroed struct may be freed. */
int fly_catalog_read(struct fly_catalog *catalog, const struct fly_dataset *data, struct fly_error *error);
void fly_catalog_free(struct fly_catalog *catalog);

#endif
