/* How the points of an experiment are shown: shared by all that prints one row a point. */
#ifndef POINTS_H
#define POINTS_H

#include "cli/terminal.h"
#include "sim/design.h"

struct json_t;

enum { POINTS_MOST_ROWS = 40 };

/* The columns of a point's number and of its first axes; and its cells. */
void points_add_columns(struct terminal_table *table, const struct fly_design *design);
void points_add_cells(struct terminal_table *table, const struct fly_design *design, size_t point);

/* {"point", "experiment", "axes": {name: value}}, to which the caller adds its figures. */
struct json_t *points_json(const struct fly_design *design, size_t point);

#endif
