/* The sections of a scenario while it is being read, and found by name in constant time afterwards. Internal to
 * the scenario's files. */
#ifndef FLY_SECTIONS_H
#define FLY_SECTIONS_H

#include "sim/arena.h"
#include "sim/scenario.h"

/* clang-format off */
#define FLY_SCENARIO_PARAMS(X, S) \
    X(S, TEXT, title,   0, 0, 0, "",     "What the scenario is about, one line for headings of reports.") \
    X(S, TEXT, extends, 0, 0, 0, "file", "The INI file whose values hold wherever this file sets none.")
/* clang-format on */

struct fly_scenario_params {
    FLY_SCENARIO_PARAMS(FLY_PARAM_FIELD, )
};

/* One section; the address stays the same, `index` is its place once the sections are put in order. */
struct fly_draft {
    struct fly_section section;
    struct fly_origin *seen; /* [n_rows]: where each key was met last, taken or not */
    size_t table;            /* index in the schema */
    size_t depth, order;     /* of the header nearest to the root of the extends chain: how deep the file, which line */
    size_t index;
};

struct fly_sections {
    const struct fly_schema *schema;
    struct fly_arena *arena;
    struct fly_draft **drafts; /* in order of creation, later in the scenario's order */
    size_t n_drafts, capacity;
    struct fly_draft **slots; /* hash table, open addressing; n_slots is a power of two */
    size_t n_slots;
    size_t *first;    /* [n_tables + 1]: the first section of each table, once in order */
    bool *distrusted; /* [n_tables]: whether something is wrong with a section of this table */
};

/* What scenario->arena points to. */
struct fly_scenario_memory {
    struct fly_arena arena;
    struct fly_sections sections;
};

/* Creates the sections that always exist: singletons and fixed names. 0 or FLY_ERR_MEMORY. */
int fly_sections_init(struct fly_sections *sections, const struct fly_schema *schema, struct fly_arena *arena);
void fly_sections_free(struct fly_sections *sections);

/* The index of the table called by n bytes of `word`, or n_tables; of a table, or n_tables. */
size_t fly_sections_table(const struct fly_schema *schema, const char *word, size_t n);
size_t fly_sections_table_index(const struct fly_schema *schema, const struct fly_param_table *table);

/* The section, or NULL. The name is n bytes; "" for a singleton. */
struct fly_draft *fly_sections_find(const struct fly_sections *sections, size_t table, const char *name, size_t n);

/* A new section with its defaults; `listed` ones can be found and become part of the scenario. NULL: no memory. */
struct fly_draft *fly_sections_add(struct fly_sections *sections, size_t table, const char *name, size_t n,
                                   bool listed);

/* Notes that values of this table are not those that the user meant. n_tables stands for all of them, and so does
 * [scenario], since it may have meant another base file. */
void fly_sections_distrust(struct fly_sections *sections, size_t table);

/* The same of every table with a key of this name: it stands where it does not belong. */
void fly_sections_distrust_key(struct fly_sections *sections, const char *key, size_t n);

/* Brings the drafts into the scenario's order: by table, then base file first, then by line. 0 or FLY_ERR_MEMORY. */
int fly_sections_sort(struct fly_sections *sections);

#endif
