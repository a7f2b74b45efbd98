/* Puts every scenario into the result file as it was said and as it was understood: whoever has the file can run it
 * again. */
#include "sim/result_parts.h"

#include "sim/alloc.h"
#include "sim/result_table.h"
#include "sim/schema.h"

#include <assert.h>
#include <stdio.h>

static const struct fly_h5_column columns[] = {
    {"parameter", FLY_CELL_TEXT}, {"type", FLY_CELL_TEXT},   {"value", FLY_CELL_TEXT}, {"number", FLY_CELL_NUMBER},
    {"unit", FLY_CELL_TEXT},      {"origin", FLY_CELL_TEXT}, {"doc", FLY_CELL_TEXT}};

enum { N_COLUMNS = sizeof columns / sizeof columns[0] };

/* Room for what one of the print functions will write, whatever its length. */
static char *room_for(int length)
{
    assert(length >= 0);
    return fly_alloc((size_t)length + 1, 1);
}

/* Adds the printed text and frees it; NULL: there was no memory for it. */
static void add_printed(struct fly_h5_table *table, char *text)
{
    if (text)
        fly_h5_table_add_text(table, text);
    else
        table->no_memory = true;
    fly_free(text);
}

/* The name that --set takes: section.key or section.instance.key. */
static void add_name(struct fly_h5_table *table, const struct fly_section *section, const struct fly_param *row)
{
    const char *kind = section->table->section, *name = section->name, *dot = *name ? "." : "";
    int length = snprintf(NULL, 0, "%s%s%s.%s", kind, dot, name, row->name);
    char *text = room_for(length);
    if (text) (void)snprintf(text, (size_t)length + 1, "%s%s%s.%s", kind, dot, name, row->name);
    add_printed(table, text);
}

static void add_value(struct fly_h5_table *table, const struct fly_section *section, const struct fly_param *row)
{
    char none[1];
    int length = fly_param_print(row, section->values, none, sizeof none);
    char *text = room_for(length);
    if (text) (void)fly_param_print(row, section->values, text, (size_t)length + 1);
    add_printed(table, text);
}

static void add_origin(struct fly_h5_table *table, struct fly_origin origin)
{
    char none[1];
    int length = fly_origin_print(origin, none, sizeof none);
    char *text = room_for(length);
    if (text) (void)fly_origin_print(origin, text, (size_t)length + 1);
    add_printed(table, text);
}

static void add_section(struct fly_h5_table *table, const struct fly_section *section)
{
    for (size_t i = 0; i < section->table->n_rows && !table->no_memory; i++) {
        const struct fly_param *row = &section->table->rows[i];
        add_name(table, section, row);
        fly_h5_table_add_text(table, fly_param_type_name(row->type));
        add_value(table, section, row);
        fly_h5_table_add_number(table, fly_param_number(row, section->values));
        /* A choice's "unit" is the list of its words. */
        fly_h5_table_add_text(table, row->type == FLY_CHOICE ? "" : row->unit);
        add_origin(table, section->origins[i]);
        fly_h5_table_add_text(table, row->doc);
    }
}

static int put_parameters(struct fly_h5 *h5, hid_t group, const struct fly_scenario *scenario)
{
    struct fly_h5_table table;
    fly_h5_table_init(&table, columns, N_COLUMNS);
    for (size_t i = 0; i < scenario->n_sections && !table.no_memory; i++)
        add_section(&table, &scenario->sections[i]);
    int ret = fly_h5_table_write(&table, h5, group, FLY_TABLE_PARAMETERS, "Every parameter and where it comes from");
    fly_h5_table_free(&table);
    return ret;
}

static int put_sizes(struct fly_h5 *h5, hid_t group, const struct fly_setup *setup)
{
    int ret = FLY_OK;
    FLY_TRY(fly_h5_attr(h5, group, FLY_VAR_SEED_POPULATION, H5T_NATIVE_UINT64, &setup->seed_population));
    FLY_TRY(fly_h5_attr(h5, group, FLY_VAR_SEED_NETWORK, H5T_NATIVE_UINT64, &setup->seed_network));
    FLY_TRY(fly_h5_attr(h5, group, FLY_VAR_SEED_DYNAMICS, H5T_NATIVE_UINT64, &setup->seed_dynamics));
    FLY_TRY(fly_h5_attr(h5, group, FLY_ATTR_AGENTS, H5T_NATIVE_UINT32, &setup->n_agents));
    FLY_TRY(fly_h5_attr(h5, group, FLY_ATTR_STEPS, H5T_NATIVE_UINT32, &setup->n_steps));
    FLY_TRY(fly_h5_attr(h5, group, FLY_ATTR_STEP_WEEKS, H5T_NATIVE_DOUBLE, &setup->step_weeks));
out:
    return ret;
}

static int put_scenario(struct fly_h5 *h5, hid_t parent, const struct fly_setup *setup)
{
    const struct fly_scenario *scenario = setup->scenario;
    assert(scenario->name && scenario->path && scenario->text);
    hid_t group = H5I_INVALID_HID;
    int ret = FLY_OK;
    FLY_TRY(fly_h5_group(h5, parent, scenario->name, &group));
    FLY_TRY(fly_h5_text_attr(h5, group, FLY_ATTR_PATH, scenario->path));
    FLY_TRY(put_sizes(h5, group, setup));
    FLY_TRY(fly_h5_text(h5, group, FLY_VAR_TEXT, scenario->text));
    if (scenario->n_sections > 0) FLY_TRY(put_parameters(h5, group, scenario));
out:
    if (group >= 0) H5Gclose(group);
    return ret;
}

int fly_result_put_scenarios(struct fly_h5 *h5, const struct fly_setup *setups, size_t n_scenarios)
{
    assert(h5 && setups);
    hid_t group = H5I_INVALID_HID;
    int ret = FLY_OK;
    FLY_TRY(fly_h5_group(h5, h5->file, FLY_GROUP_SCENARIOS, &group));
    for (size_t s = 0; s < n_scenarios; s++)
        FLY_TRY(put_scenario(h5, group, &setups[s]));
out:
    if (group >= 0) H5Gclose(group);
    return ret;
}
