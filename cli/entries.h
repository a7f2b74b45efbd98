/* What can be explained: one entry for each KPI, series, grid, dimension, parameter, section, mechanism and figure that
 * has the name. */
#ifndef ENTRIES_H
#define ENTRIES_H

#include "sim/mechanism.h"

enum { ENTRY_FACTS = 12, ENTRY_TEXT = 512 };

/* A word and what it says: "unit", "money". */
struct entry_fact {
    const char *what;
    char text[ENTRY_TEXT];
};

struct entry {
    const char *kind; /* "KPI" */
    char name[ENTRY_TEXT];
    const char *doc, *file; /* the file whose head tells more; NULL: none */
    struct entry_fact facts[ENTRY_FACTS];
    size_t n_facts;
};

/* Caller-owned; a zeroed struct may be freed. */
struct entries {
    struct entry *items; /* owned */
    size_t n, capacity;
    int status; /* FLY_ERR_MEMORY when one is missing */
};

/* The dimensions that every file may have; ends with a row without a name. */
struct entry_axis {
    const char *name, *type, *unit, *doc;
};
extern const struct entry_axis entry_axes[];

/* The variables that no mechanism brings; ends with a row without a name. */
struct entry_variable {
    const char *name, *dims, *type, *unit, *doc;
};
extern const struct entry_variable entry_variables[];

/* Adds all that a name may mean. Of parameters it is the key alone, section.key, or section.NAME.key as --set takes it;
 * of a series it may have a label, series.label. */
void entries_find(struct entries *entries, const char *name);

/* All names that there are, [*n], to be freed with fly_free; NULL without memory. */
const char **entries_names(size_t *n);

void entries_free(struct entries *entries);

#endif
