/* What the figures about an experiment have in common. Private to report/sweep_*.c and report/section_sweep.c. */
#ifndef FLY_REPORT_SWEEP_H
#define FLY_REPORT_SWEEP_H

#include "analysis/indices.h"
#include "analysis/levels.h"
#include "analysis/response.h"
#include "analysis/words.h"
#include "report/section.h"

/* Of so many axes there are curves: in a sweep; in an analysis of sensitivity; of KPIs beside the deciding one. */
enum { FLY_SWEEP_CURVES = 6, FLY_SWEEP_CURVES_OF_SENSITIVITY = 2, FLY_SWEEP_CURVES_OF_OTHERS = 2 };

/* An axis that varies, and those that go along with it value by value, which need no figures of their own. */
struct fly_sweep_axis {
    const struct fly_axis_values *axis;
    size_t n_values;
    bool goes_along; /* with an earlier one */
    double weight;   /* how much it matters: its index, or else how far the mean figure moves along it */
};

struct fly_sweep {
    const struct fly_report *report;
    const struct fly_dataset *data;
    struct fly_axes all; /* as the file has them */
    struct fly_indices indices;
    struct fly_response response; /* of the KPI that decides */
    struct fly_sweep_axis *axes;  /* [n_axes]: those with figures come first, the one that matters most before others */
    size_t n_axes, n_shown;       /* n_shown: that do not go along with another */
    size_t *scratch;              /* [n_points] */
    bool is_grid;                 /* every combination of values is a point */
};

/* Reads and prepares; zeroed it may be freed. */
int fly_sweep_init(struct fly_sweep *sweep, const struct fly_report *report, struct fly_error *error);
void fly_sweep_free(struct fly_sweep *sweep);

/* The figures, each written where there is something to show. */
int fly_sweep_put_curves(struct fly_html *html, struct fly_sweep *sweep, struct fly_error *error);
int fly_sweep_put_maps(struct fly_html *html, struct fly_sweep *sweep, struct fly_error *error);
int fly_sweep_put_indices(struct fly_html *html, const struct fly_sweep *sweep, struct fly_error *error);

int fly_sweep_put_tornado(struct fly_html *html, const struct fly_report *report, struct fly_error *error);

/* Levels of an axis for curves: its values, or bins where there are too many, or no two points alike. */
int fly_sweep_levels(const struct fly_sweep *sweep, const struct fly_sweep_axis *axis, struct fly_levels *levels,
                     struct fly_error *error);

/* The scenarios that a figure about differences compares: scenario s against the first; of a single one itself. */
size_t fly_sweep_first_compared(const struct fly_sweep *sweep);

/* What a figure is about at some points: the difference of scenario s from the first; the KPI of a single one. */
struct fly_estimate fly_sweep_figure(const struct fly_response *response, const size_t *points, size_t n, size_t s);

/* Appends as printf does; what does not fit is cut off. */
void fly_sweep_say(char *text, size_t size, const char *format, ...) FLY_PRINTF(3, 4);

/* "0.02", "0.1 /week": a value of an axis in a sentence; "hours, h": an axis with its unit. */
const char *fly_sweep_value(const struct fly_axis_values *axis, double value, char text[FLY_WORDS]);
void fly_sweep_axis_title(const struct fly_axis_values *axis, char *text, size_t size);

/* Appends where the figures come from: means over the other axes, bins. */
void fly_sweep_say_basis(const struct fly_sweep *sweep, size_t n_axes_used, bool has_bins, char *text, size_t size);

/* Who is better where the difference (of s from the first) has this sign. */
const char *fly_sweep_ahead(const struct fly_sweep *sweep, const struct fly_response *response, size_t s, double mean);

#endif
