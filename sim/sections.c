/* Creates, finds and orders the sections of a scenario: a hash table, so that 100,000 of them take no longer each than
 * ten. */
#include "sim/sections.h"

#include "sim/alloc.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

size_t fly_sections_table(const struct fly_schema *schema, const char *word, size_t n)
{
    assert(schema && word);
    size_t i = 0;
    for (; i < schema->n_tables; i++) {
        const char *section = schema->tables[i]->section;
        if (strlen(section) == n && memcmp(section, word, n) == 0) break;
    }
    return i;
}

size_t fly_sections_table_index(const struct fly_schema *schema, const struct fly_param_table *table)
{
    assert(schema && table);
    size_t i = 0;
    while (i < schema->n_tables && schema->tables[i] != table)
        i++;
    return i;
}

/* FNV-1a (Fowler, Noll & Vo), 64 bits. */
static uint64_t hash(size_t table, const char *name, size_t n)
{
    uint64_t h = 14695981039346656037u ^ table;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)name[i]) * 1099511628211u;
    return h ^ h >> 32;
}

/* The slot that holds the section or would hold it. */
static size_t find_slot(const struct fly_sections *sections, size_t table, const char *name, size_t n)
{
    size_t mask = sections->n_slots - 1;
    assert(sections->n_slots && (sections->n_slots & mask) == 0);
    size_t slot = (size_t)hash(table, name, n) & mask;
    for (const struct fly_draft *draft; (draft = sections->slots[slot]); slot = (slot + 1) & mask) {
        const char *other = draft->section.name;
        if (draft->table == table && strlen(other) == n && memcmp(other, name, n) == 0) break;
    }
    return slot;
}

struct fly_draft *fly_sections_find(const struct fly_sections *sections, size_t table, const char *name, size_t n)
{
    assert(sections && name);
    return sections->n_slots ? sections->slots[find_slot(sections, table, name, n)] : NULL;
}

/* Keeps the table at most half full. */
static int grow_slots(struct fly_sections *sections)
{
    if (2 * (sections->n_drafts + 1) <= sections->n_slots) return FLY_OK;
    size_t n_slots = sections->n_slots ? 2 * sections->n_slots : 64;
    struct fly_draft **slots = fly_alloc(n_slots, sizeof *slots);
    if (!slots) return FLY_ERR_MEMORY;
    fly_free(sections->slots);
    sections->slots = slots;
    sections->n_slots = n_slots;
    for (size_t i = 0; i < sections->n_drafts; i++) {
        struct fly_draft *draft = sections->drafts[i];
        const char *name = draft->section.name;
        sections->slots[find_slot(sections, draft->table, name, strlen(name))] = draft;
    }
    return FLY_OK;
}

static struct fly_draft *create(struct fly_sections *sections, size_t table, const char *name, size_t n)
{
    const struct fly_param_table *columns = sections->schema->tables[table];
    struct fly_draft *draft = fly_arena_alloc(sections->arena, sizeof *draft);
    if (!draft) return NULL;
    struct fly_section *section = &draft->section;
    draft->table = table;
    section->table = columns;
    section->name = fly_arena_copy(sections->arena, name, n);
    section->values = fly_arena_alloc(sections->arena, columns->size);
    section->origins = fly_arena_alloc(sections->arena, columns->n_rows * sizeof *section->origins);
    draft->seen = fly_arena_alloc(sections->arena, columns->n_rows * sizeof *draft->seen);
    if (!section->name || !section->values || !section->origins || !draft->seen) return NULL;
    for (size_t i = 0; i < columns->n_rows; i++)
        fly_param_set_standard(&columns->rows[i], section->values);
    return draft;
}

struct fly_draft *fly_sections_add(struct fly_sections *sections, size_t table, const char *name, size_t n, bool listed)
{
    assert(table < sections->schema->n_tables);
    struct fly_draft *draft = create(sections, table, name, n);
    if (!draft || !listed) return draft;
    assert(!fly_sections_find(sections, table, name, n));
    void *drafts = sections->drafts;
    if (grow_slots(sections) < 0 ||
        fly_grow(&drafts, &sections->capacity, sections->n_drafts + 1, sizeof *sections->drafts) < 0)
        return NULL;
    sections->drafts = drafts;
    sections->slots[find_slot(sections, table, name, n)] = draft;
    draft->order = sections->n_drafts;
    sections->drafts[sections->n_drafts++] = draft;
    return draft;
}

static int add_fixed(struct fly_sections *sections, size_t table)
{
    const struct fly_param_table *columns = sections->schema->tables[table];
    if (columns->repeated && !columns->fixed_names) return FLY_OK;
    const char *name = columns->repeated ? columns->fixed_names : "";
    for (;;) {
        size_t n = strcspn(name, "|");
        if (!fly_sections_add(sections, table, name, n, true)) return FLY_ERR_MEMORY;
        if (name[n] == '\0') return FLY_OK;
        name += n + 1;
    }
}

int fly_sections_init(struct fly_sections *sections, const struct fly_schema *schema, struct fly_arena *arena)
{
    assert(sections && schema && arena);
    int ret = FLY_OK;
    *sections = (struct fly_sections){.schema = schema, .arena = arena};
    sections->distrusted = fly_arena_alloc(arena, schema->n_tables * sizeof *sections->distrusted);
    if (!sections->distrusted) return FLY_ERR_MEMORY;
    for (size_t i = 0; i < schema->n_tables; i++)
        FLY_TRY(add_fixed(sections, i));
out:
    return ret;
}

void fly_sections_free(struct fly_sections *sections)
{
    assert(sections);
    fly_free(sections->drafts);
    fly_free(sections->slots);
    *sections = (struct fly_sections){0};
}

void fly_sections_distrust(struct fly_sections *sections, size_t table)
{
    const size_t n_tables = sections->schema->n_tables;
    assert(table <= n_tables);
    const bool all = table == n_tables || sections->schema->tables[table] == &fly_scenario_table;
    for (size_t i = 0; i < n_tables; i++)
        sections->distrusted[i] |= all || i == table;
}

void fly_sections_distrust_key(struct fly_sections *sections, const char *key, size_t n)
{
    assert(key);
    for (size_t i = 0; i < sections->schema->n_tables; i++) {
        const struct fly_param_table *table = sections->schema->tables[i];
        for (size_t r = 0; r < table->n_rows; r++)
            if (strlen(table->rows[r].name) == n && memcmp(table->rows[r].name, key, n) == 0)
                fly_sections_distrust(sections, i);
    }
}

static int compare(const void *a, const void *b)
{
    const struct fly_draft *x = *(struct fly_draft *const *)a, *y = *(struct fly_draft *const *)b;
    if (x->table != y->table) return x->table < y->table ? -1 : 1;
    if (x->depth != y->depth) return x->depth > y->depth ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

int fly_sections_sort(struct fly_sections *sections)
{
    size_t n_tables = sections->schema->n_tables;
    sections->first = fly_arena_alloc(sections->arena, (n_tables + 1) * sizeof *sections->first);
    if (!sections->first) return FLY_ERR_MEMORY;
    if (sections->n_drafts) qsort(sections->drafts, sections->n_drafts, sizeof(struct fly_draft *), compare);
    for (size_t i = 0; i < sections->n_drafts; i++) {
        sections->drafts[i]->index = i;
        sections->first[sections->drafts[i]->table + 1]++;
    }
    for (size_t t = 0; t < n_tables; t++)
        sections->first[t + 1] += sections->first[t];
    assert(sections->first[n_tables] == sections->n_drafts);
    return FLY_OK;
}
