/* Finds a value of a scenario by its name, for a value that is itself the name of a parameter. */
#include "sim/scenario.h"

#include "sim/alloc.h"
#include "sim/utf8.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN = 72, HINT = 128 };

/* The parts of section.key or section.instance.key. */
struct parts {
    const char *section, *instance, *key;
    size_t n_section, n_instance, n_key;
};

static bool split(const char *name, struct parts *parts)
{
    const char *first = strchr(name, '.'), *last = strrchr(name, '.');
    if (!first) return false;
    const bool has_instance = first < last;
    *parts = (struct parts){.section = name,
                            .n_section = (size_t)(first - name),
                            .instance = first + has_instance,
                            .n_instance = has_instance ? (size_t)(last - first) - 1 : 0,
                            .key = last + 1,
                            .n_key = strlen(last + 1)};
    return parts->n_section && parts->n_key && (!has_instance || parts->n_instance);
}

static bool same(const char *name, const char *part, size_t n)
{
    return strlen(name) == n && memcmp(name, part, n) == 0;
}

/* "; did you mean 'x'?" or nothing. The names are freed here; NULL: there was no memory for them. */
static void print_hint(const char *shown, const char **names, size_t n_names, char hint[HINT])
{
    const char *nearest = names ? fly_nearest_name(shown, names, n_names) : NULL;
    hint[0] = '\0';
    if (nearest) (void)snprintf(hint, HINT, "; did you mean '%s'?", nearest);
    fly_free(names);
}

static int no_section(const struct fly_schema *schema, const struct parts *parts, struct fly_error *error)
{
    char shown[SHOWN], hint[HINT];
    const char **names = fly_alloc(schema->n_tables, sizeof *names);
    for (size_t t = 0; names && t < schema->n_tables; t++)
        names[t] = schema->tables[t]->section;
    fly_utf8_show(parts->section, parts->n_section, shown, sizeof shown);
    print_hint(shown, names, schema->n_tables, hint);
    return fly_fail(error, FLY_ERR_SCENARIO, "there is no section [%s]%s", shown, hint);
}

static int no_instance(const struct fly_scenario *scenario, const struct fly_param_table *table,
                       const struct parts *parts, struct fly_error *error)
{
    char shown[SHOWN], hint[HINT];
    size_t n;
    const struct fly_section *sections = fly_scenario_instances(scenario, table, &n);
    fly_utf8_show(parts->instance, parts->n_instance, shown, sizeof shown);
    if (!table->repeated)
        return fly_fail(error, FLY_ERR_SCENARIO, "[%s] has no instances: leave out '%s'", table->section, shown);
    if (!parts->n_instance)
        return fly_fail(error, FLY_ERR_SCENARIO, "[%s] needs a name: %s.NAME.key", table->section, table->section);
    const char **names = fly_alloc(n, sizeof *names);
    for (size_t i = 0; names && i < n; i++)
        names[i] = sections[i].name;
    print_hint(shown, names, n, hint);
    return fly_fail(error, FLY_ERR_SCENARIO, "no file declares [%s %s]%s", table->section, shown, hint);
}

static int no_key(const struct fly_param_table *table, const struct parts *parts, struct fly_error *error)
{
    char shown[SHOWN], hint[HINT];
    const char **names = fly_alloc(table->n_rows, sizeof *names);
    for (size_t r = 0; names && r < table->n_rows; r++)
        names[r] = table->rows[r].name;
    fly_utf8_show(parts->key, parts->n_key, shown, sizeof shown);
    print_hint(shown, names, table->n_rows, hint);
    return fly_fail(error, FLY_ERR_SCENARIO, "[%s] has no key '%s'%s", table->section, shown, hint);
}

int fly_scenario_find(const struct fly_scenario *scenario, const char *name, struct fly_place *place,
                      struct fly_error *error)
{
    assert(scenario && name && place);
    const struct fly_schema *schema = scenario->schema;
    const struct fly_param_table *table = NULL;
    struct parts parts;
    char shown[SHOWN];
    fly_utf8_show(name, strlen(name), shown, sizeof shown);
    if (!split(name, &parts))
        return fly_fail(error, FLY_ERR_SCENARIO, "'%s' is not of the form section.key or section.name.key", shown);
    for (size_t t = 0; t < schema->n_tables; t++)
        if (same(schema->tables[t]->section, parts.section, parts.n_section)) table = schema->tables[t];
    if (!table) return no_section(schema, &parts, error);
    for (size_t r = 0; r < table->n_rows; r++) {
        if (!same(table->rows[r].name, parts.key, parts.n_key)) continue;
        for (size_t s = 0; s < scenario->n_sections; s++)
            if (scenario->sections[s].table == table &&
                same(scenario->sections[s].name, parts.instance, parts.n_instance)) {
                *place = (struct fly_place){s, &table->rows[r]};
                return FLY_OK;
            }
        return no_instance(scenario, table, &parts, error);
    }
    return no_key(table, &parts, error);
}
