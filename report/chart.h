/* A figure of the report: the finding as its title, a text alternative, a place for the chart, and its data as a table.
 * The chart is drawn from that table (web/src), so the two cannot disagree. */
#ifndef FLY_CHART_H
#define FLY_CHART_H

#include "report/html.h"

enum { FLY_CHART_TITLE = 640, FLY_CHART_ALT = 1536, FLY_CHART_ATTRIBUTES = 8 };

struct fly_chart_attribute {
    const char *name; /* constant: "data-zero" */
    char value[FLY_CHART_TITLE];
};

struct fly_chart {
    const char *id, *kind;                                       /* constants; kinds: web/src/charts.js */
    char title[FLY_CHART_TITLE], alt[FLY_CHART_ALT];             /* the finding; what is to be seen */
    struct fly_chart_attribute attributes[FLY_CHART_ATTRIBUTES]; /* up to the first without a name */
};

/* Adds an attribute for the script; the value is printed as printf does. */
void fly_chart_set(struct fly_chart *chart, const char *name, const char *format, ...) FLY_PRINTF(3, 4);

/* A figure is written from top to bottom: open, its columns, body, then row by row its cells, close. */
void fly_chart_open(struct fly_html *html, const struct fly_chart *chart);

/* `role` is what the chart uses it for ("x", "low90"), `group` the strategy it belongs to ("" for none). */
void fly_chart_column(struct fly_html *html, const char *role, const char *group, const char *unit, const char *title);
void fly_chart_body(struct fly_html *html);
void fly_chart_row(struct fly_html *html);
void fly_chart_number(struct fly_html *html, double value); /* six digits; what is not finite is an empty cell */
void fly_chart_text(struct fly_html *html, const char *text);

/* Ends the table and begins another one of this figure, of which the script knows as `kind` ("tie"). */
void fly_chart_next_table(struct fly_html *html, const char *kind);
void fly_chart_close(struct fly_html *html);

#endif
