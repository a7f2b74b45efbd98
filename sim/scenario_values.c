/* Looks up sections, values and origins in a scenario that is loaded, and frees it. And what [scenario] may hold. */
#include "sim/scenario.h"

#include "sim/alloc.h"
#include "sim/sections.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST_TEXT = 256 };

static const struct fly_param rows[] = {FLY_SCENARIO_PARAMS(FLY_PARAM_ROW, fly_scenario_params)};

const struct fly_param_table fly_scenario_table = FLY_PARAM_TABLE_READ_ONCE(
    "scenario", fly_scenario_params, rows, "What the scenario is called and what it builds on.");

void fly_scenario_free(struct fly_scenario *scenario)
{
    assert(scenario);
    struct fly_scenario_memory *memory = scenario->arena;
    if (memory) {
        fly_sections_free(&memory->sections);
        fly_arena_free(&memory->arena);
        fly_free(memory);
    }
    *scenario = (struct fly_scenario){0};
}

int fly_scenario_shadow(struct fly_scenario *shadow, const struct fly_scenario *scenario)
{
    *shadow = *scenario;
    shadow->sections = fly_alloc(scenario->n_sections, sizeof shadow->sections[0]);
    if (!shadow->sections) return FLY_ERR_MEMORY;
    for (size_t s = 0; s < scenario->n_sections; s++)
        shadow->sections[s].values = NULL;
    for (size_t s = 0; s < scenario->n_sections; s++) {
        const struct fly_section *section = &scenario->sections[s];
        shadow->sections[s] = *section;
        shadow->sections[s].values = fly_alloc(1, section->table->size);
        if (!shadow->sections[s].values) return FLY_ERR_MEMORY;
    }
    fly_scenario_shadow_reset(shadow, scenario);
    return FLY_OK;
}

void fly_scenario_shadow_reset(struct fly_scenario *shadow, const struct fly_scenario *scenario)
{
    for (size_t s = 0; s < scenario->n_sections; s++)
        memcpy(shadow->sections[s].values, scenario->sections[s].values, scenario->sections[s].table->size);
}

void fly_scenario_shadow_free(struct fly_scenario *shadow)
{
    for (size_t s = 0; shadow->sections && s < shadow->n_sections; s++)
        fly_free(shadow->sections[s].values);
    fly_free(shadow->sections);
    *shadow = (struct fly_scenario){0};
}

bool fly_scenario_is_sound(const struct fly_scenario *scenario, const struct fly_param_table *table)
{
    assert(scenario && scenario->arena && table);
    const struct fly_scenario_memory *memory = scenario->arena;
    size_t index = fly_sections_table_index(scenario->schema, table);
    return index == scenario->schema->n_tables || !memory->sections.distrusted[index];
}

const struct fly_section *fly_scenario_instances(const struct fly_scenario *scenario,
                                                 const struct fly_param_table *table, size_t *n)
{
    assert(scenario && scenario->arena && table && n);
    const struct fly_scenario_memory *memory = scenario->arena;
    size_t index = fly_sections_table_index(scenario->schema, table);
    *n = 0;
    if (index == scenario->schema->n_tables) return scenario->sections + scenario->n_sections;
    const size_t *first = memory->sections.first + index;
    *n = first[1] - first[0];
    return scenario->sections + first[0];
}

const struct fly_section *fly_scenario_instance(const struct fly_scenario *scenario,
                                                const struct fly_param_table *table, const char *name)
{
    size_t n;
    const struct fly_section *sections = fly_scenario_instances(scenario, table, &n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(sections[i].name, name) == 0) return &sections[i];
    return NULL;
}

bool fly_section_is_off(const struct fly_section *section)
{
    const ptrdiff_t row = fly_param_find(section->table, "enabled");
    return row >= 0 && fly_param_number(&section->table->rows[row], section->values) == 0;
}

const void *fly_scenario_values(const struct fly_scenario *scenario, const struct fly_param_table *table)
{
    size_t n;
    const struct fly_section *section = fly_scenario_instances(scenario, table, &n);
    assert(n == 1 && !table->repeated);
    return section->values;
}

struct fly_origin fly_scenario_origin(const struct fly_scenario *scenario, const struct fly_param_table *table,
                                      const char *instance, const char *key)
{
    assert(scenario && scenario->arena && table && key);
    const struct fly_scenario_memory *memory = scenario->arena;
    size_t index = fly_sections_table_index(scenario->schema, table);
    ptrdiff_t row = fly_param_find(table, key);
    if (!instance) instance = "";
    if (row < 0 || index == scenario->schema->n_tables) return (struct fly_origin){0};
    const struct fly_draft *draft = fly_sections_find(&memory->sections, index, instance, strlen(instance));
    return draft ? scenario->sections[draft->index].origins[row] : (struct fly_origin){0};
}

struct fly_origin fly_origin_or(struct fly_origin first, struct fly_origin second)
{
    return first.file ? first : second;
}

const char *fly_scenario_text(const struct fly_scenario *scenario, const char *format, ...)
{
    assert(scenario && scenario->arena && format);
    struct fly_scenario_memory *memory = scenario->arena;
    char text[LONGEST_TEXT];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return fly_arena_copy(&memory->arena, text, strlen(text));
}

struct fly_origin fly_origin_of_sum(struct fly_origin first, struct fly_origin second)
{
    const bool is_command_line = second.file && second.line == 0;
    return is_command_line ? second : fly_origin_or(first, second);
}

int fly_origin_print(struct fly_origin origin, char *text, size_t size)
{
    if (!origin.file) return snprintf(text, size, "default");
    if (origin.line == 0) return snprintf(text, size, "%s", origin.file);
    return snprintf(text, size, "%s:%zu", origin.file, origin.line);
}
