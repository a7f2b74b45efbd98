/* Shows the points of an experiment. */
#include "cli/points.h"

#include "cli/json_out.h"

#include <math.h>

enum { MOST_AXIS_COLUMNS = 6, AXIS_TEXT = 64 };

static const char *print_value(const struct fly_axis *axis, size_t point, char text[AXIS_TEXT])
{
    if (isnan(axis->values[point]))
        (void)snprintf(text, AXIS_TEXT, "-");
    else
        (void)snprintf(text, AXIS_TEXT, "%.6g", axis->values[point]);
    return text;
}

void points_add_columns(struct terminal_table *table, const struct fly_design *design)
{
    table->columns[table->n_columns++] = (struct terminal_column){"point", TERMINAL_RIGHT};
    for (size_t a = 0; a < design->n_axes && a < MOST_AXIS_COLUMNS; a++)
        table->columns[table->n_columns++] = (struct terminal_column){design->axes[a].name, TERMINAL_RIGHT};
}

void points_add_cells(struct terminal_table *table, const struct fly_design *design, size_t point)
{
    char text[AXIS_TEXT];
    terminal_cell(table, "%zu", point);
    for (size_t a = 0; a < design->n_axes && a < MOST_AXIS_COLUMNS; a++)
        terminal_cell(table, "%s", print_value(&design->axes[a], point, text));
}

json_t *points_json(const struct fly_design *design, size_t point)
{
    json_t *object = json_object(), *axes = json_object();
    for (size_t a = 0; a < design->n_axes; a++)
        json_out_set(axes, design->axes[a].name, json_out_number(design->axes[a].values[point]));
    json_out_set(object, "point", json_integer((json_int_t)point));
    if (design->n_experiments > 0)
        json_out_set(object, "experiment", json_out_text(design->experiments[design->experiment[point]]));
    json_out_set(object, "axes", axes);
    return object;
}
