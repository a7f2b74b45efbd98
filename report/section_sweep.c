/* What it depends on: response curves, maps and indices of an experiment; the swings of a tornado. */
#include "report/sweep.h"
#include "report/table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SENTENCE = 1024 };

/* ---- the axes ---- */

static void put_axis(struct fly_html *html, const struct fly_sweep *sweep, const struct fly_sweep_axis *axis)
{
    char text[FLY_WORDS];
    double low = INFINITY, high = -INFINITY;
    for (size_t p = 0; p < sweep->data->n_points; p++) {
        low = fmin(low, axis->axis->values[p]); /* which passes over what is no number */
        high = fmax(high, axis->axis->values[p]);
    }
    fly_table_row(html, axis->axis->name);
    fly_table_text(html, axis->axis->parameter);
    fly_table_number(html, low, fly_sweep_value(axis->axis, low, text));
    fly_table_number(html, high, fly_sweep_value(axis->axis, high, text));
    (void)snprintf(text, sizeof text, "%zu", axis->n_values);
    fly_table_number(html, (double)axis->n_values, text);
    fly_table_text(html, axis->axis->doc);
}

static void put_axes(struct fly_html *html, const struct fly_sweep *sweep)
{
    fly_table_open(html, "What was varied");
    fly_table_column(html, "axis", false);
    fly_table_column(html, "parameter", false);
    fly_table_column(html, "from", true);
    fly_table_column(html, "to", true);
    fly_table_column(html, "values", true);
    fly_table_column(html, "meaning", false);
    fly_table_body(html);
    for (size_t a = 0; a < sweep->n_axes; a++)
        put_axis(html, sweep, &sweep->axes[a]);
    fly_table_close(html);
}

/* ---- what the points say ---- */

static void say_points(const struct fly_sweep *sweep, char *text, size_t size)
{
    const size_t n = sweep->data->scenarios.n;
    (void)snprintf(text, size, "%s simulated at %zu points, %zu replicate%s each, with %zu parameter%s varied. ",
                   n == 1   ? "The strategy was"
                   : n == 2 ? "Both strategies were"
                            : "All strategies were",
                   sweep->data->n_points, sweep->data->n_replicates, fly_words_plural(sweep->data->n_replicates),
                   sweep->n_axes, fly_words_plural(sweep->n_axes));
}

static void say_score(const struct fly_sweep *sweep, size_t s, char *text, size_t size)
{
    char kpi[FLY_WORDS];
    const struct fly_response_score score = fly_response_score(&sweep->response, 0, s);
    const char *first = sweep->data->scenarios.text[0], *second = sweep->data->scenarios.text[s];
    fly_words_name(sweep->data->kpis[sweep->response.kpi].name, kpi);
    fly_sweep_say(text, size, "In %s, %s is %s at %zu of %zu points (surely at %zu), %s at %zu (surely at %zu). ", kpi,
                  second, sweep->response.better == FLY_NEITHER ? "higher" : "better", score.n_b, sweep->data->n_points,
                  score.n_sure_b, first, score.n_a, score.n_sure_a);
}

/* Which axes have no figures of their own. */
static void say_left_out(const struct fly_sweep *sweep, char *text, size_t size)
{
    const size_t most =
        sweep->indices.factors.n > 0 ? (size_t)FLY_SWEEP_CURVES_OF_SENSITIVITY : (size_t)FLY_SWEEP_CURVES;
    if (sweep->n_shown > most) fly_sweep_say(text, size, "Curves are drawn for the %zu that matter most. ", most);
    if (sweep->n_shown == sweep->n_axes) return;
    fly_sweep_say(text, size, "Some axes go along with others value by value and have no figures of their own:");
    for (size_t a = sweep->n_shown; a < sweep->n_axes; a++)
        fly_sweep_say(text, size, "%s %s", a > sweep->n_shown ? "," : "", sweep->axes[a].axis->name);
    fly_sweep_say(text, size, ". ");
}

static void put_lead(struct fly_html *html, const struct fly_sweep *sweep)
{
    char text[SENTENCE] = "";
    say_points(sweep, text, sizeof text);
    for (size_t s = 1; s < sweep->data->scenarios.n && s <= 3; s++)
        say_score(sweep, s, text, sizeof text);
    say_left_out(sweep, text, sizeof text);
    fly_sweep_say(text, sizeof text,
                  "\"Surely\" means that the point's own 95 %% interval leaves out 0; of many points "
                  "one in twenty may do so by chance.");
    fly_html_put(html, "<p>%</p>\n", text);
}

static int put_experiment(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    int ret;
    struct fly_sweep sweep;
    FLY_TRY(fly_sweep_init(&sweep, report, error));
    if (sweep.n_axes == 0) goto out;
    put_lead(html, &sweep);
    put_axes(html, &sweep);
    FLY_TRY(fly_sweep_put_indices(html, &sweep, error));
    FLY_TRY(fly_sweep_put_maps(html, &sweep, error));
    FLY_TRY(fly_sweep_put_curves(html, &sweep, error));
out:
    fly_sweep_free(&sweep);
    return ret;
}

int fly_section_sweep(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    if (report->data->n_points > 0 && report->data->n_kpis > 0) return put_experiment(html, report, error);
    return fly_sweep_put_tornado(html, report, error);
}
