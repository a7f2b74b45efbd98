/* Which parameters a tornado changes, to which values, and which of these changes no scenario allows. */
#include "analysis/tornado.h"

#include "sim/alloc.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char MARK[] = "(chosen";
static const char THEY_DIFFER[] = "the scenarios differ in it, so it is what is compared";
static const char NO_OTHER_VALUE[] = "its range has no other value";

/* One parameter in the two scenarios; a section may be missing in one of them. */
struct place {
    const struct fly_section *sections[2];
    const struct fly_param_table *table;
    const struct fly_param *row;
};

/* ---- texts ---- */

/* "section.instance.key", and "=value" behind it unless value is "". NULL without memory. */
static char *print_setting(const struct place *place, const char *value)
{
    const char *instance = (place->sections[0] ? place->sections[0] : place->sections[1])->name;
    const char *dot = *instance ? "." : "", *equals = *value ? "=" : "";
    int n = snprintf(NULL, 0, "%s%s%s.%s%s%s", place->table->section, dot, instance, place->row->name, equals, value);
    char *text = fly_alloc((size_t)n + 1, 1);
    if (text)
        (void)snprintf(text, (size_t)n + 1, "%s%s%s.%s%s%s", place->table->section, dot, instance, place->row->name,
                       equals, value);
    return text;
}

static char *print_value(const struct place *place, size_t s)
{
    char none[1];
    int n = fly_param_print(place->row, place->sections[s]->values, none, sizeof none);
    char *text = fly_alloc((size_t)n + 1, 1);
    if (text) (void)fly_param_print(place->row, place->sections[s]->values, text, (size_t)n + 1);
    return text;
}

static const char *value_of(const struct fly_tornado_entry *entry, size_t s, enum fly_tornado_side side)
{
    return side == FLY_LOW ? entry->variations[s].low : entry->variations[s].high;
}

/* ---- one entry ---- */

static double number(const struct place *place, size_t s)
{
    return fly_param_number(place->row, place->sections[s]->values);
}

static bool is_in_both(const struct place *place)
{
    return place->sections[0] && place->sections[1];
}

static bool they_differ(const struct place *place)
{
    return is_in_both(place) && number(place, 0) != number(place, 1);
}

static bool is_word(const struct fly_param *row)
{
    return row->type == FLY_SWITCH || row->type == FLY_CHOICE;
}

/* Where the scenarios have different numbers, each is changed from its own, and then 0 times anything stays 0. */
static bool stays_zero(const struct place *place, size_t s)
{
    return they_differ(place) && number(place, s) == 0;
}

/* The i-th variation in each scenario that has the parameter. False beyond the last. */
static bool vary(struct fly_tornado_entry *entry, const struct place *place, size_t i)
{
    bool any = false;
    for (size_t s = 0; s < 2; s++) {
        if (!place->sections[s]) continue;
        any |= fly_vary(place->row, place->sections[s]->values, i, &entry->variations[s]);
        if (stays_zero(place, s)) entry->variations[s] = (struct fly_variation){0};
    }
    return any;
}

static int fill_change(struct fly_tornado_entry *entry, const struct place *place, enum fly_tornado_side side)
{
    for (size_t s = 0; s < 2; s++) {
        const char *value = value_of(entry, s, side);
        if (!*value) continue;
        entry->changes[side].sets[s] = print_setting(place, value);
        if (!entry->changes[side].sets[s]) return FLY_ERR_MEMORY;
    }
    return FLY_OK;
}

static int fill_entry(struct fly_tornado_entry *entry, const struct place *place)
{
    entry->name = print_setting(place, "");
    if (!entry->name) return FLY_ERR_MEMORY;
    for (size_t s = 0; s < 2; s++) {
        if (!place->sections[s]) continue;
        entry->value[s] = print_value(place, s);
        if (!entry->value[s]) return FLY_ERR_MEMORY;
    }
    if (is_word(place->row) && they_differ(place)) {
        entry->reason = THEY_DIFFER;
        return FLY_OK;
    }
    for (int side = 0; side < FLY_N_TORNADO_SIDES; side++)
        if (fill_change(entry, place, (enum fly_tornado_side)side) < 0) return FLY_ERR_MEMORY;
    return FLY_OK;
}

/* The entries of one parameter: one, or as many as a choice has other words. */
static int add_entries(struct fly_tornado *tornado, const struct place *place)
{
    struct fly_tornado_entry entry = {0};
    for (size_t i = 0; vary(&entry, place, i); i++) {
        void *entries = tornado->entries;
        int ret = fly_grow(&entries, &tornado->capacity, tornado->n + 1, sizeof entry);
        tornado->entries = entries;
        if (ret < 0) return ret;
        struct fly_tornado_entry *added = &tornado->entries[tornado->n];
        *added = entry;
        added->order = tornado->n++;
        if (fill_entry(added, place) < 0) return FLY_ERR_MEMORY;
        if (added->reason) break;
        entry = (struct fly_tornado_entry){0};
    }
    return FLY_OK;
}

/* ---- all of them ---- */

static int add_section(struct fly_tornado *tornado, struct place *place)
{
    int ret = FLY_OK;
    for (size_t r = 0; ret == FLY_OK && r < place->table->n_rows; r++) {
        place->row = &place->table->rows[r];
        if (strstr(place->row->doc, MARK)) ret = add_entries(tornado, place);
    }
    return ret;
}

/* The instances of a, each with its namesake in b, then those that only b has. */
static int add_table(struct fly_tornado *tornado, const struct fly_scenario *const scenarios[2],
                     const struct fly_param_table *table)
{
    int ret = FLY_OK;
    for (size_t s = 0; s < 2; s++) {
        size_t n;
        const struct fly_section *sections = fly_scenario_instances(scenarios[s], table, &n);
        for (size_t i = 0; ret == FLY_OK && i < n; i++) {
            const struct fly_section *other = fly_scenario_instance(scenarios[1 - s], table, sections[i].name);
            if (s == 1 && other) continue;
            struct place place = {.table = table};
            place.sections[s] = &sections[i];
            place.sections[1 - s] = other;
            ret = add_section(tornado, &place);
        }
    }
    return ret;
}

/* ---- what no scenario allows ---- */

int fly_tornado_load(struct fly_scenario *scenario, const struct fly_tornado_plan *plan,
                     const struct fly_tornado_change *change, size_t s, struct fly_diagnostics *found)
{
    assert(s < 2 && change->sets[s]);
    const char **sets = fly_alloc(plan->n_sets + 1, sizeof *sets);
    if (!sets) return FLY_ERR_MEMORY;
    if (plan->n_sets) memcpy(sets, plan->sets, plan->n_sets * sizeof *sets);
    sets[plan->n_sets] = change->sets[s];
    int ret = fly_scenario_load(scenario, plan->base->setups[s].scenario->schema, plan->paths[s], sets,
                                plan->n_sets + 1, found);
    fly_free(sets);
    return ret;
}

int fly_tornado_refuse(struct fly_tornado_change *change, const struct fly_diagnostics *found)
{
    const char *text = "it cannot be set up";
    for (size_t i = found->n_items; i > 0; i--)
        if (found->items[i - 1].severity == FLY_ERROR) text = found->items[i - 1].text;
    if (!change->refusal) change->refusal = fly_copy_text(text);
    return change->refusal ? FLY_OK : FLY_ERR_MEMORY;
}

static int try_change(struct fly_tornado_change *change, const struct fly_tornado_plan *plan)
{
    int ret = FLY_OK;
    for (size_t s = 0; ret == FLY_OK && s < 2; s++) {
        struct fly_scenario scenario = {0};
        struct fly_diagnostics found = {0};
        if (!change->sets[s]) continue;
        ret = fly_tornado_load(&scenario, plan, change, s, &found);
        if (ret < 0 && ret != FLY_ERR_MEMORY) ret = fly_tornado_refuse(change, &found);
        fly_scenario_free(&scenario);
        fly_diagnostics_free(&found);
    }
    return ret;
}

int fly_tornado_list(struct fly_tornado *tornado, const struct fly_tornado_plan *plan, struct fly_error *error)
{
    assert(tornado && plan && plan->base);
    int ret = FLY_OK;
    const struct fly_scenario *const scenarios[2] = {plan->base->setups[0].scenario, plan->base->setups[1].scenario};
    const struct fly_schema *schema = scenarios[0]->schema;
    *tornado = (struct fly_tornado){0};
    for (size_t t = 0; t < schema->n_tables; t++)
        FLY_TRY(add_table(tornado, scenarios, schema->tables[t]));
    for (size_t e = 0; e < tornado->n; e++) {
        struct fly_tornado_entry *entry = &tornado->entries[e];
        for (int side = 0; side < FLY_N_TORNADO_SIDES; side++)
            FLY_TRY(try_change(&entry->changes[side], plan));
        const struct fly_tornado_change *low = &entry->changes[FLY_LOW], *high = &entry->changes[FLY_HIGH];
        bool exists = low->sets[0] || low->sets[1] || high->sets[0] || high->sets[1];
        if (!exists && !entry->reason) entry->reason = NO_OTHER_VALUE;
    }
out:
    return ret < 0 ? fly_fail(error, ret, "No memory for the list of changes.") : FLY_OK;
}

static void free_change(struct fly_tornado_change *change)
{
    for (size_t s = 0; s < 2; s++) {
        fly_free(change->sets[s]);
        fly_free(change->kpi[s]);
    }
    fly_free(change->refusal);
    fly_free(change->by_pair);
}

void fly_tornado_free(struct fly_tornado *tornado)
{
    assert(tornado);
    for (size_t e = 0; e < tornado->n; e++) {
        struct fly_tornado_entry *entry = &tornado->entries[e];
        for (int side = 0; side < FLY_N_TORNADO_SIDES; side++)
            free_change(&entry->changes[side]);
        for (size_t s = 0; s < 2; s++)
            fly_free(entry->value[s]);
        fly_free(entry->name);
    }
    for (size_t s = 0; s < 2; s++)
        fly_free(tornado->kpi[s]);
    fly_free(tornado->by_pair);
    fly_free(tornado->entries);
    *tornado = (struct fly_tornado){0};
}
