/* A table to be read: no chart is drawn from it. */
#ifndef FLY_TABLE_H
#define FLY_TABLE_H

#include "report/html.h"

#include <stdbool.h>

/* Written from top to bottom: open, its columns, body, then row by row its cells, close. `label` says what it is. */
void fly_table_open(struct fly_html *html, const char *label);
void fly_table_column(struct fly_html *html, const char *title, bool is_number);
void fly_table_body(struct fly_html *html);

/* A row begins with its name. */
void fly_table_row(struct fly_html *html, const char *name);
void fly_table_text(struct fly_html *html, const char *text);

/* A number as people read it; the number itself, with all its digits, is in the cell's data-value. An undefined one is
 * a dash. */
void fly_table_number(struct fly_html *html, double value, const char *shown);
void fly_table_close(struct fly_html *html);

#endif
