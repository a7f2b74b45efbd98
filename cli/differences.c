/* In what two scenarios differ: all their parameters side by side, less those that are the same. */
#include "cli/differences.h"

#include "cli/json_out.h"
#include "cli/parameter.h"
#include "cli/terminal.h"

#include <string.h>

enum { ORIGIN_TEXT = 512 };

/* One parameter in one of the scenarios. */
struct side {
    bool exists; /* false: the scenario has no such section */
    char value[PARAMETER_VALUE], origin[ORIGIN_TEXT];
};

/* What is done with a difference; `to` is the table or the JSON array that collects them. */
typedef void tell_difference(void *to, const char *parameter, const struct side *a, const struct side *b);

static void look_at(struct side *side, const struct fly_section *section, size_t row)
{
    side->exists = section != NULL;
    if (!section) return;
    (void)parameter_value(&section->table->rows[row], section->values, side->value);
    (void)fly_origin_print(section->origins[row], side->origin, sizeof side->origin);
}

static bool sets_anything(const struct fly_section *section)
{
    for (size_t r = 0; r < section->table->n_rows; r++)
        if (section->origins[r].file) return true;
    return false;
}

/* One of the sections may be NULL: then what the other one sets is told, its defaults only when it sets nothing.
 * Printed values parse to the same bits, so equal texts are equal values. */
static void compare_sections(const struct fly_section *a, const struct fly_section *b, tell_difference *tell, void *to)
{
    const struct fly_section *any = a ? a : b;
    char name[PARAMETER_NAME];
    const bool only_set = (!a || !b) && sets_anything(any);
    for (size_t r = 0; r < any->table->n_rows; r++) {
        if (only_set && !any->origins[r].file) continue;
        struct side side_a, side_b;
        look_at(&side_a, a, r);
        look_at(&side_b, b, r);
        if (a && b && strcmp(side_a.value, side_b.value) == 0) continue;
        tell(to, parameter_name(any, &any->table->rows[r], name), &side_a, &side_b);
    }
}

/* The instances of a, each beside its namesake in b, then those that only b has. */
static void compare_table(const struct fly_scenario *a, const struct fly_scenario *b,
                          const struct fly_param_table *table, tell_difference *tell, void *to)
{
    size_t n_a, n_b;
    const struct fly_section *of_a = fly_scenario_instances(a, table, &n_a);
    const struct fly_section *of_b = fly_scenario_instances(b, table, &n_b);
    for (size_t i = 0; i < n_a; i++)
        compare_sections(&of_a[i], fly_scenario_instance(b, table, of_a[i].name), tell, to);
    for (size_t i = 0; i < n_b; i++)
        if (!fly_scenario_instance(a, table, of_b[i].name)) compare_sections(NULL, &of_b[i], tell, to);
}

static void compare_all(const struct fly_scenario *a, const struct fly_scenario *b, tell_difference *tell, void *to)
{
    for (size_t t = 0; t < a->schema->n_tables; t++)
        if (a->schema->tables[t] != &fly_scenario_table) compare_table(a, b, a->schema->tables[t], tell, to);
}

static void add_row(void *to, const char *parameter, const struct side *a, const struct side *b)
{
    struct terminal_table *table = to;
    terminal_cell(table, "%s", parameter);
    terminal_cell(table, "%s", a->exists ? a->value : "-");
    terminal_cell(table, "%s", b->exists ? b->value : "-");
}

int differences_print(const struct fly_scenario *a, const struct fly_scenario *b)
{
    struct terminal_table table = {
        .columns = {{"parameter", TERMINAL_LEFT}, {a->name, TERMINAL_LEFT}, {b->name, TERMINAL_LEFT}},
        .n_columns = 3,
    };
    compare_all(a, b, add_row, &table);
    if (table.n_cells == 0 && table.status == FLY_OK) {
        printf("They differ in nothing.\n");
        return FLY_OK;
    }
    printf("They differ in:\n");
    return terminal_print_table(&table, stdout);
}

static json_t *optional(const struct side *side, const char *text)
{
    return side->exists ? json_out_text(text) : json_null();
}

static void add_json(void *to, const char *parameter, const struct side *a, const struct side *b)
{
    json_t *object = json_object();
    json_out_set(object, "parameter", json_out_text(parameter));
    json_out_set(object, "a", optional(a, a->value));
    json_out_set(object, "b", optional(b, b->value));
    json_out_set(object, "origin_a", optional(a, a->origin));
    json_out_set(object, "origin_b", optional(b, b->origin));
    json_out_append(to, object);
}

json_t *differences_json(const struct fly_scenario *a, const struct fly_scenario *b)
{
    json_t *array = json_array();
    compare_all(a, b, add_json, array);
    return array;
}
