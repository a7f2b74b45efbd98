/* Prepares what is to be shown of an experiment: its axes in the order in which they matter. */
#include "report/sweep.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
    MOST_LEVELS_ALONE = 250, /* of a single axis */
    MOST_LEVELS_GRID = 100,
    MOST_LEVELS_SAMPLE = 10, /* where no two points may be alike */
    FEW_VALUES = 12
};

/* ---- words ---- */

void fly_sweep_say(char *text, size_t size, const char *format, ...)
{
    const size_t used = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    if (used + 1 < size) (void)vsnprintf(text + used, size - used, format, arguments);
    va_end(arguments);
}

/* As sentences have it: "0.1 /week" reads better than "0.1 1/week"; no unit, and money, have no word. */
static const char *unit_in_words(const struct fly_axis_values *axis)
{
    static const char *const words[][2] = {{"1/week", "/week"}, {"1", ""}, {FLY_UNIT_MONEY, ""}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(axis->unit, words[i][0]) == 0) return words[i][1];
    return axis->unit;
}

/* An axis has round values more often than not: no zeros are added to them. */
const char *fly_sweep_value(const struct fly_axis_values *axis, double value, char text[FLY_WORDS])
{
    const char *unit = unit_in_words(axis);
    if (fabs(value) >= 1000)
        fly_words_amount(value, unit, text);
    else
        (void)snprintf(text, FLY_WORDS, "%.3g%s%.24s", value, *unit ? " " : "", unit);
    return text;
}

void fly_sweep_axis_title(const struct fly_axis_values *axis, char *text, size_t size)
{
    const char *unit = unit_in_words(axis);
    (void)snprintf(text, size, "%s%s%s", axis->name, *unit ? ", " : "", unit);
}

void fly_sweep_say_basis(const struct fly_sweep *sweep, size_t n_axes_used, bool has_bins, char *text, size_t size)
{
    if (has_bins)
        fly_sweep_say(text, size, " Neighbouring points are put together: each figure is a mean over its group.");
    if (sweep->n_shown == n_axes_used + 1)
        fly_sweep_say(text, size, " Everything is a mean over the values of the other axis.");
    else if (sweep->n_shown > n_axes_used)
        fly_sweep_say(text, size, " Everything is a mean over the values of the other %zu axes.",
                      sweep->n_shown - n_axes_used);
}

const char *fly_sweep_ahead(const struct fly_sweep *sweep, const struct fly_response *response, size_t s, double mean)
{
    const bool is_s = (mean > 0) != (response->better == FLY_LOWER);
    return sweep->data->scenarios.text[is_s ? s : 0];
}

/* ---- figures at points ---- */

size_t fly_sweep_first_compared(const struct fly_sweep *sweep)
{
    return sweep->data->scenarios.n > 1 ? 1 : 0;
}

struct fly_estimate fly_sweep_figure(const struct fly_response *response, const size_t *points, size_t n, size_t s)
{
    const struct fly_kpi_comparison result = fly_response_compare(response, points, n, 0, s);
    return s == 0 ? result.a : result.difference;
}

/* ---- axes ---- */

int fly_sweep_levels(const struct fly_sweep *sweep, const struct fly_sweep_axis *axis, struct fly_levels *levels,
                     struct fly_error *error)
{
    const size_t most = sweep->n_shown == 1                                  ? MOST_LEVELS_ALONE
                        : sweep->is_grid                                     ? MOST_LEVELS_GRID
                        : axis->n_values <= FEW_VALUES && axis->n_values > 0 ? FEW_VALUES
                                                                             : MOST_LEVELS_SAMPLE;
    return fly_levels_init(levels, axis->axis->values, sweep->data->n_points, most, error);
}

/* Whether the levels of two axes come in pairs, into partner[n]. */
static bool are_paired(const struct fly_levels *a, const struct fly_levels *b, size_t *partner)
{
    if (a->n != b->n) return false;
    for (size_t k = 0; k < a->n; k++)
        partner[k] = SIZE_MAX;
    for (size_t p = 0; p < a->n_points; p++) {
        if ((a->of[p] == SIZE_MAX) != (b->of[p] == SIZE_MAX)) return false;
        if (a->of[p] == SIZE_MAX) continue;
        if (partner[a->of[p]] == SIZE_MAX) partner[a->of[p]] = b->of[p];
        if (partner[a->of[p]] != b->of[p]) return false;
    }
    return true;
}

/* Whether one axis only rises, or only falls, with the other. Random points are paired too, since no two are alike, but
 * not in order. */
static bool go_together(const struct fly_levels *a, const struct fly_levels *b, size_t *partner)
{
    bool rises = true, falls = true;
    if (!are_paired(a, b, partner)) return false;
    for (size_t k = 1; k < a->n; k++) {
        rises &= partner[k] > partner[k - 1];
        falls &= partner[k] < partner[k - 1];
    }
    return rises || falls;
}

static bool goes_along(struct fly_sweep *sweep, const struct fly_levels *levels, size_t a)
{
    for (size_t b = 0; b < a; b++)
        if (!sweep->axes[b].goes_along && go_together(&levels[b], &levels[a], sweep->scratch)) return true;
    return false;
}

/* Takes the axes that vary, and finds out which go along with others. */
static int take_axes(struct fly_sweep *sweep, struct fly_error *error)
{
    int ret = FLY_OK;
    const size_t n = sweep->all.n, n_points = sweep->data->n_points;
    struct fly_levels *levels = fly_alloc(n, sizeof *levels);
    sweep->axes = fly_alloc(n, sizeof *sweep->axes);
    if (!levels || !sweep->axes) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the axes."));
    for (size_t i = 0; i < n; i++) {
        const struct fly_axis_values *axis = &sweep->all.items[i];
        const size_t a = sweep->n_axes;
        FLY_TRY(fly_levels_init(&levels[a], axis->values, n_points, n_points, error));
        sweep->axes[a] = (struct fly_sweep_axis){.axis = axis, .n_values = levels[a].n};
        if (levels[a].n < 2) {
            fly_levels_free(&levels[a]);
            continue;
        }
        sweep->n_axes++;
        sweep->axes[a].goes_along = goes_along(sweep, levels, a);
        sweep->n_shown += !sweep->axes[a].goes_along;
    }
out:
    for (size_t a = 0; levels && a < n; a++)
        fly_levels_free(&levels[a]);
    fly_free(levels);
    return ret;
}

static bool is_grid(const struct fly_sweep *sweep)
{
    double n = 1;
    for (size_t a = 0; a < sweep->n_axes; a++)
        if (!sweep->axes[a].goes_along) n *= (double)sweep->axes[a].n_values;
    return n == (double)sweep->data->n_points;
}

/* By how much the mean figure moves along it. */
static int weigh_by_swing(struct fly_sweep *sweep, struct fly_sweep_axis *axis, struct fly_error *error)
{
    int ret;
    double low = INFINITY, high = -INFINITY;
    struct fly_levels levels;
    FLY_TRY(fly_sweep_levels(sweep, axis, &levels, error));
    for (size_t s = fly_sweep_first_compared(sweep); s < sweep->data->scenarios.n; s++)
        for (size_t i = 0; i < levels.n; i++) {
            const size_t n = fly_levels_points(&levels, i, NULL, 0, sweep->scratch);
            const double mean = fly_sweep_figure(&sweep->response, sweep->scratch, n, s).mean;
            if (mean < low) low = mean;
            if (mean > high) high = mean;
        }
    axis->weight = high > low ? high - low : 0;
    fly_levels_free(&levels);
out:
    return ret;
}

/* By its index of sensitivity, for the figure that decides; false where there is none. */
static bool weigh_by_index(const struct fly_sweep *sweep, struct fly_sweep_axis *axis)
{
    const struct fly_indices *indices = &sweep->indices;
    const size_t n = sweep->data->scenarios.n, response = n > 1 ? n : 0, kpi = sweep->response.kpi;
    enum fly_method method;
    if (response >= indices->responses.n || kpi >= indices->kpis.n || !fly_indices_method(indices, &method))
        return false;
    for (size_t f = 0; f < indices->factors.n; f++) {
        if (strcmp(indices->factors.text[f], axis->axis->name) != 0) continue;
        axis->weight = fabs(fly_indices_at(indices, response, kpi, f, fly_method_main_measure(method)).value);
        return true;
    }
    return false;
}

static int weigh(struct fly_sweep *sweep, struct fly_sweep_axis *axis, struct fly_error *error)
{
    int ret = FLY_OK;
    if (!weigh_by_index(sweep, axis)) ret = weigh_by_swing(sweep, axis, error);
    if (axis->goes_along || isnan(axis->weight)) axis->weight = axis->goes_along ? -1 : 0;
    return ret;
}

/* By insertion: equal ones stay as the scenario has them, those that go along come last. */
static void put_in_order(struct fly_sweep *sweep)
{
    for (size_t i = 1; i < sweep->n_axes; i++) {
        const struct fly_sweep_axis axis = sweep->axes[i];
        size_t k = i;
        for (; k > 0 && sweep->axes[k - 1].weight < axis.weight; k--)
            sweep->axes[k] = sweep->axes[k - 1];
        sweep->axes[k] = axis;
    }
}

/* ---- all of it ---- */

int fly_sweep_init(struct fly_sweep *sweep, const struct fly_report *report, struct fly_error *error)
{
    assert(sweep && report && report->data->n_points > 0 && report->data->n_kpis > 0);
    int ret;
    const ptrdiff_t kpi = fly_deciding_kpi(report->data);
    *sweep = (struct fly_sweep){.report = report, .data = report->data};
    sweep->scratch = fly_alloc(report->data->n_points, sizeof *sweep->scratch);
    if (!sweep->scratch) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the points."));
    FLY_TRY(fly_dataset_axes(report->data, &sweep->all, error));
    FLY_TRY(fly_dataset_indices(report->data, &sweep->indices, error));
    FLY_TRY(fly_response_read(&sweep->response, report->data, kpi < 0 ? 0 : (size_t)kpi, error));
    FLY_TRY(take_axes(sweep, error));
    sweep->is_grid = is_grid(sweep);
    for (size_t a = 0; a < sweep->n_axes; a++)
        FLY_TRY(weigh(sweep, &sweep->axes[a], error));
    put_in_order(sweep);
out:
    return ret;
}

void fly_sweep_free(struct fly_sweep *sweep)
{
    assert(sweep);
    fly_axes_free(&sweep->all);
    fly_indices_free(&sweep->indices);
    fly_response_free(&sweep->response);
    fly_free(sweep->axes);
    fly_free(sweep->scratch);
    *sweep = (struct fly_sweep){0};
}
