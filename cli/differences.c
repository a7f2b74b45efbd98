/* In what two scenarios differ: all their parameters side by side, less those that are the same. */
#include "cli/differences.h"

#include "cli/json_out.h"
#include "cli/parameter.h"
#include "cli/terminal.h"
#include "sim/alloc.h"
#include "sim/setup.h"

#include <string.h>

enum { CELL = 1024 };

static const char *const DEFAULT = "default";

/* What is done with a difference; one of the two may be NULL. */
typedef void tell_difference(void *to, const struct fly_parameter *a, const struct fly_parameter *b);

/* ---- the parameters of a scenario ---- */

static int add_parameter(struct fly_parameters *parameters, const struct fly_section *section, size_t row)
{
    const struct fly_param *param = &section->table->rows[row];
    char name[PARAMETER_NAME], value[PARAMETER_VALUE], origin[CELL];
    struct fly_parameter *item = &parameters->items[parameters->n++];
    (void)fly_param_print(param, section->values, value, sizeof value);
    (void)fly_origin_print(section->origins[row], origin, sizeof origin);
    *item = (struct fly_parameter){.name = fly_copy_text(parameter_name(section, param, name)),
                                   .value = fly_copy_text(value),
                                   .unit = fly_copy_text(parameter_unit(param)),
                                   .origin = fly_copy_text(origin),
                                   .doc = fly_copy_text(param->doc),
                                   .number = fly_param_number(param, section->values)};
    return item->name && item->value && item->unit && item->origin && item->doc ? FLY_OK : FLY_ERR_MEMORY;
}

int differences_parameters(const struct fly_scenario *scenario, struct fly_parameters *parameters)
{
    size_t n = 0;
    int ret = FLY_OK;
    for (size_t s = 0; s < scenario->n_sections; s++)
        n += scenario->sections[s].table->n_rows;
    *parameters = (struct fly_parameters){.items = fly_alloc(n, sizeof *parameters->items)};
    if (!parameters->items) return FLY_ERR_MEMORY;
    for (size_t s = 0; s < scenario->n_sections; s++)
        for (size_t r = 0; r < scenario->sections[s].table->n_rows; r++)
            FLY_TRY(add_parameter(parameters, &scenario->sections[s], r));
out:
    if (ret < 0) fly_parameters_free(parameters);
    return ret;
}

/* ---- side by side ---- */

/* How much of "channel.ads.share" names the kind of section, and the section. */
static size_t kind_of(const struct fly_parameter *item)
{
    return strcspn(item->name, ".");
}

static size_t section_of(const struct fly_parameter *item)
{
    const char *dot = strrchr(item->name, '.');
    return dot ? (size_t)(dot - item->name) : 0;
}

static bool is_of_kind(const struct fly_parameter *item, const char *kind, size_t n)
{
    return kind_of(item) == n && strncmp(item->name, kind, n) == 0;
}

static bool same_section(const struct fly_parameter *a, const struct fly_parameter *b)
{
    return section_of(a) == section_of(b) && strncmp(a->name, b->name, section_of(a)) == 0;
}

static const struct fly_parameter *find(const struct fly_parameters *all, const char *name)
{
    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->items[i].name, name) == 0) return &all->items[i];
    return NULL;
}

static bool is_default(const struct fly_parameter *item)
{
    return strcmp(item->origin, DEFAULT) == 0;
}

/* Whether any key of the parameter's section is set. */
static bool sets_anything(const struct fly_parameters *all, const struct fly_parameter *item)
{
    for (size_t i = 0; i < all->n; i++)
        if (same_section(&all->items[i], item) && !is_default(&all->items[i])) return true;
    return false;
}

/* Of what only one has what it sets is told, its defaults only when the section sets nothing. */
static bool is_worth_telling(const struct fly_parameters *all, const struct fly_parameter *item)
{
    return !is_default(item) || !sets_anything(all, item);
}

/* The parameters of a, each beside its namesake in b, then those that only b has. Printed values parse to the same
 * bits, so equal texts are equal values. */
static void compare_kind(const struct fly_parameters *a, const struct fly_parameters *b, const char *kind, size_t n,
                         tell_difference *tell, void *to)
{
    for (size_t i = 0; i < a->n; i++) {
        const struct fly_parameter *item = &a->items[i], *other = find(b, item->name);
        if (!is_of_kind(item, kind, n)) continue;
        if (other ? strcmp(item->value, other->value) != 0 : is_worth_telling(a, item)) tell(to, item, other);
    }
    for (size_t i = 0; i < b->n; i++) {
        const struct fly_parameter *item = &b->items[i];
        if (is_of_kind(item, kind, n) && !find(a, item->name) && is_worth_telling(b, item)) tell(to, NULL, item);
    }
}

static bool is_known(const struct fly_schema *schema, const struct fly_parameter *item)
{
    for (size_t t = 0; t < schema->n_tables; t++)
        if (is_of_kind(item, schema->tables[t]->section, strlen(schema->tables[t]->section))) return true;
    return false;
}

static bool is_first_of_kind(const struct fly_parameters *all, size_t i)
{
    return i == 0 || !is_of_kind(&all->items[i - 1], all->items[i].name, kind_of(&all->items[i]));
}

/* In the order of the documentation; then sections that only another version of the program has. */
static void compare_all(const struct fly_parameters *a, const struct fly_parameters *b, tell_difference *tell, void *to)
{
    const struct fly_schema *schema = fly_engine_schema();
    for (size_t t = 0; t < schema->n_tables; t++)
        if (schema->tables[t] != &fly_scenario_table)
            compare_kind(a, b, schema->tables[t]->section, strlen(schema->tables[t]->section), tell, to);
    const struct fly_parameters nothing = {0};
    for (size_t i = 0; i < a->n; i++)
        if (!is_known(schema, &a->items[i]) && is_first_of_kind(a, i))
            compare_kind(a, b, a->items[i].name, kind_of(&a->items[i]), tell, to);
    for (size_t i = 0; i < b->n; i++)
        if (!is_known(schema, &b->items[i]) && is_first_of_kind(b, i) && !find(a, b->items[i].name))
            compare_kind(&nothing, b, b->items[i].name, kind_of(&b->items[i]), tell, to);
}

/* ---- text ---- */

struct printing {
    struct terminal_table table;
    enum differences_detail detail;
};

static const char *value_of(const struct fly_parameter *item)
{
    return !item ? "-" : *item->value ? item->value : "(none)";
}

static void add_value(struct printing *printing, const struct fly_parameter *item)
{
    const bool is_marked = item && printing->detail != DIFFERENCES_VALUES && is_default(item);
    terminal_cell(&printing->table, "%s%s", value_of(item), is_marked ? " (default)" : "");
}

static void add_row(void *to, const struct fly_parameter *a, const struct fly_parameter *b)
{
    struct printing *printing = to;
    terminal_cell(&printing->table, "%s", a ? a->name : b->name);
    add_value(printing, a);
    add_value(printing, b);
    if (printing->detail == DIFFERENCES_VALUES) return;
    terminal_cell(&printing->table, "%s", a ? a->unit : b->unit);
    if (printing->detail == DIFFERENCES_DEFAULTS) return;
    terminal_cell(&printing->table, "%s", a ? a->origin : "-");
    terminal_cell(&printing->table, "%s", b ? b->origin : "-");
}

int differences_print(const struct differences_side *a, const struct differences_side *b,
                      enum differences_detail detail)
{
    char from_a[CELL], from_b[CELL];
    (void)snprintf(from_a, sizeof from_a, "%s from", a->name);
    (void)snprintf(from_b, sizeof from_b, "%s from", b->name);
    struct printing printing = {
        .table = {.columns = {{"parameter", TERMINAL_LEFT},
                              {a->name, TERMINAL_LEFT},
                              {b->name, TERMINAL_LEFT},
                              {"unit", TERMINAL_LEFT},
                              {from_a, TERMINAL_LEFT},
                              {from_b, TERMINAL_LEFT}},
                  .n_columns = detail == DIFFERENCES_VALUES     ? 3
                               : detail == DIFFERENCES_DEFAULTS ? 4
                                                                : 6},
        .detail = detail,
    };
    compare_all(&a->parameters, &b->parameters, add_row, &printing);
    if (printing.table.n_cells == 0 && printing.table.status == FLY_OK) {
        printf("They differ in nothing.\n");
        return FLY_OK;
    }
    printf("They differ in:\n");
    return terminal_print_table(&printing.table, stdout);
}

/* ---- JSON ---- */

static json_t *optional(const struct fly_parameter *item, const char *text)
{
    return item ? json_out_text(text) : json_null();
}

static void add_json(void *to, const struct fly_parameter *a, const struct fly_parameter *b)
{
    json_t *object = json_object();
    json_out_set(object, "parameter", json_out_text(a ? a->name : b->name));
    json_out_set(object, "unit", json_out_text(a ? a->unit : b->unit));
    json_out_set(object, "a", optional(a, value_of(a)));
    json_out_set(object, "b", optional(b, value_of(b)));
    json_out_set(object, "origin_a", optional(a, a ? a->origin : ""));
    json_out_set(object, "origin_b", optional(b, b ? b->origin : ""));
    json_out_append(to, object);
}

json_t *differences_json(const struct differences_side *a, const struct differences_side *b)
{
    json_t *array = json_array();
    compare_all(&a->parameters, &b->parameters, add_json, array);
    return array;
}
