/* Targets: what a scenario wants to have reached by a week, judged at the end of each replicate.
 *
 *   met = x >= at_least, or x <= at_most
 *   x   = sum of a flow over all weeks up to the target's, or the value of a stock or a real in that week
 *
 * Money is compared in whole currency, exactly: a sum of hundredths over 100 is rounded as the number in the scenario
 * is. A series with labels without one stands for their sum. What is undefined (a mean over nobody) never meets a
 * target. The share of replicates that meet it estimates the probability of meeting it; its interval is in analysis. */
#include "models/market.h"
#include "sim/schema.h"
#include "sim/weeks.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* clang-format off */
#define TARGET_PARAMS(X, S) \
    X(S, TEXT,     series,   0,             0, 0, "", "Name of a series, NAME.LABEL for one label of it; an integer series with labels without one: their sum.") \
    X(S, DURATION, week,     INFINITY,      0, INFINITY, "weeks", "When it is judged, the end of a recorded interval; inf: at the end. A flow counts from the start up to this week.") \
    X(S, NUMBER,   at_least, -FLY_NO_BOUND, -FLY_NO_BOUND, FLY_NO_BOUND, "", "Met at this value or above, money in whole currency; the default is no bound.") \
    X(S, NUMBER,   at_most,  FLY_NO_BOUND,  -FLY_NO_BOUND, FLY_NO_BOUND, "", "Met at this value or below; the default is no bound. One of the two must be set.")
/* clang-format on */

struct target_params {
    TARGET_PARAMS(FLY_PARAM_FIELD, )
};

static const struct fly_param rows[] = {TARGET_PARAMS(FLY_PARAM_ROW, target_params)};
static const struct fly_param_table table = {.section = FLY_SECTION_TARGET,
                                             .doc = "A value to be reached by a week; run and compare tell in how many "
                                                    "replicates it was.",
                                             .size = sizeof(struct target_params),
                                             .rows = rows,
                                             .n_rows = FLY_COUNT(rows),
                                             .repeated = true,
                                             .read_once = "*"};
static const struct fly_param_table *const params[] = {&table, NULL};

static size_t target_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    size_t n;
    const struct fly_section *target = fly_scenario_instances(scenario, &table, &n);
    if (n > FLY_MAX_LABELS) n = FLY_MAX_LABELS;
    for (size_t t = 0; t < n; t++)
        labels[t] = target[t].name;
    return n;
}

static const struct fly_dim target_dim = {"target", "The targets that scenarios set themselves.", target_labels, NULL};

static const struct fly_grid grids[] = {
    {FLY_GRID_TARGETS, {&target_dim}, "", "1 where the target was met, 0 where not; no value where there is none."},
};

/* ---- which series ---- */

static const struct fly_series *find_series(const char *name, size_t length)
{
    for (size_t m = 0; fly_mechanisms[m]; m++)
        for (size_t i = 0; i < fly_mechanisms[m]->n_series; i++) {
            const struct fly_series *series = &fly_mechanisms[m]->series[i];
            if (series->kind != FLY_PASSING && strlen(series->name) == length && !memcmp(series->name, name, length))
                return series;
        }
    return NULL;
}

enum { MOST_NAMES = 512, LABELS_TEXT = 400 };

static const char *nearest_series(const char *word)
{
    const char *names[MOST_NAMES];
    size_t n = 0;
    for (size_t m = 0; fly_mechanisms[m]; m++)
        for (size_t i = 0; i < fly_mechanisms[m]->n_series && n < MOST_NAMES; i++)
            if (fly_mechanisms[m]->series[i].kind != FLY_PASSING) names[n++] = fly_mechanisms[m]->series[i].name;
    return fly_nearest_name(word, names, n);
}

/* "initial, external or ads"; those that find no room are left out. */
static void list_labels(const char *const *labels, size_t n, char text[LABELS_TEXT])
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        if (used + strlen(labels[i]) + sizeof " or , ..." > LABELS_TEXT) {
            (void)snprintf(text + used, LABELS_TEXT - used, ", ...");
            return;
        }
        used += (size_t)snprintf(text + used, LABELS_TEXT - used, "%s%s",
                                 i == 0      ? ""
                                 : i + 1 < n ? ", "
                                             : " or ",
                                 labels[i]);
    }
}

static void check_label(const struct fly_scenario *scenario, const struct fly_series *series, const char *label,
                        const char *target, struct fly_origin at, struct fly_diagnostics *found)
{
    const char *labels[FLY_MAX_LABELS];
    char list[LABELS_TEXT];
    if (!series->dim) {
        fly_diagnose(found, FLY_ERROR, at.file, at.line, "target.%s.series: %s has no labels: write series = %s",
                     target, series->name, series->name);
        return;
    }
    const size_t n = series->dim->labels(scenario, labels);
    for (size_t k = 0; k < n; k++)
        if (!strcmp(labels[k], label)) return;
    list_labels(labels, n, list);
    const char *near = fly_nearest_name(label, labels, n);
    fly_diagnose(found, FLY_ERROR, at.file, at.line, "target.%s.series: %s has no label '%s': it has %s%s%s%s", target,
                 series->name, label, n ? list : "none here", near ? "; did you mean '" : "", near ? near : "",
                 near ? "'?" : "");
}

static void check_series(const struct fly_scenario *scenario, const struct fly_section *target,
                         struct fly_diagnostics *found)
{
    const char *text = ((const struct target_params *)target->values)->series;
    const size_t length = strcspn(text, ".");
    const struct fly_series *series = find_series(text, length);
    const struct fly_origin at =
        fly_origin_or(fly_scenario_origin(scenario, &table, target->name, "series"), target->where);
    const char *near = series || !length ? NULL : nearest_series(text);
    if (!length)
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "[target %s] has no series: write series = customers, or another that flywheel outputs lists",
                     target->name);
    else if (!series)
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "target.%s.series: '%s' is no series (flywheel outputs lists them)%s%s%s", target->name, text,
                     near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    else if (text[length] == '.')
        check_label(scenario, series, text + length + 1, target->name, at, found);
    else if (series->dim && series->kind == FLY_REAL)
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "target.%s.series: %s has one value for each %s: write series = %s.LABEL", target->name,
                     series->name, series->dim->name, series->name);
}

/* ---- when, and how much ---- */

static void check_week(const struct fly_scenario *scenario, const struct fly_section *target,
                       struct fly_diagnostics *found)
{
    const double week = ((const struct target_params *)target->values)->week;
    const struct fly_time_params *time = fly_scenario_values(scenario, &fly_time_table);
    const double interval = time->record > 0 ? time->record : time->step;
    const struct fly_origin at = fly_scenario_origin(scenario, &table, target->name, "week");
    char instead[FLY_WEEKS_TEXT], horizon[FLY_WEEKS_TEXT], length[FLY_WEEKS_TEXT];
    if (isinf(week) || week == 0 || !fly_weeks_divide(time->horizon, interval)) return;
    (void)fly_weeks_print(fly_weeks_nearest(week, interval, time->horizon), 9, instead);
    if (week > time->horizon * (1 + 1e-9))
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "target.%s.week = %g weeks is after the end of the time simulated, %s: write %s", target->name,
                     week, fly_weeks_print(time->horizon, 9, horizon), instead);
    else if (!fly_weeks_divide(week, interval))
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "target.%s.week = %g weeks is not a whole number of recorded intervals of %s: write %s",
                     target->name, week, fly_weeks_print(interval, 9, length), instead);
}

static void check_bounds(const struct fly_scenario *scenario, const struct fly_section *target,
                         struct fly_diagnostics *found)
{
    const struct target_params *p = target->values;
    const bool at_least = p->at_least > -FLY_NO_BOUND, at_most = p->at_most < FLY_NO_BOUND;
    const struct fly_origin at =
        at_most ? fly_scenario_origin(scenario, &table, target->name, "at_most") : target->where;
    if (at_least == at_most)
        fly_diagnose(found, FLY_ERROR, at.file, at.line, "[target %s] needs one of at_least and at_most, %s",
                     target->name, at_least ? "not both: make two targets of it" : "and has none");
}

static bool is_all_sound(const struct fly_scenario *scenario)
{
    for (size_t t = 0; t < scenario->schema->n_tables; t++)
        if (!fly_scenario_is_sound(scenario, scenario->schema->tables[t])) return false;
    return true;
}

static void check(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &table)) return;
    size_t n;
    const struct fly_section *target = fly_scenario_instances(scenario, &table, &n);
    if (n > FLY_MAX_LABELS)
        fly_diagnose(found, FLY_ERROR, target[FLY_MAX_LABELS].where.file, target[FLY_MAX_LABELS].where.line,
                     "[target %s] is one target too many: at most %d are allowed", target[FLY_MAX_LABELS].name,
                     FLY_MAX_LABELS);
    /* Labels come from other sections: where one of them is wrong, a label may be missing for that reason. */
    const bool labels_are_right = is_all_sound(scenario);
    for (size_t t = 0; t < n; t++) {
        if (labels_are_right) check_series(scenario, &target[t], found);
        if (fly_scenario_is_sound(scenario, &fly_time_table)) check_week(scenario, &target[t], found);
        check_bounds(scenario, &target[t], found);
    }
}

/* ---- at the end ---- */

static bool enabled(const struct fly_scenario *scenario)
{
    size_t n;
    (void)fly_scenario_instances(scenario, &table, &n);
    return n > 0;
}

/* The values of a series, in a row of counts or reals: first .. end - 1. */
struct span {
    const struct fly_laid_series *laid;
    size_t first, end;
};

static struct span find_span(const struct fly_layout *layout, const char *text)
{
    char name[128];
    const size_t length = strcspn(text, ".");
    (void)snprintf(name, sizeof name, "%.*s", (int)length, text);
    const struct fly_laid_series *laid = fly_layout_find(layout, name);
    assert(laid);
    size_t label = 0;
    while (text[length] && strcmp(laid->labels[label], text + length + 1) != 0)
        label++;
    assert(label < laid->n_labels || !text[length]);
    return (struct span){laid, laid->offset + label, laid->offset + (text[length] ? label + 1 : laid->n_labels)};
}

/* The sum over rows first .. last and the labels of the span; no more than 64 bits hold. */
static int64_t sum_counts(const struct fly_world *world, const struct span *span, size_t first, size_t last)
{
    int64_t sum = 0;
    for (size_t row = first; row <= last; row++)
        for (size_t k = span->first; k < span->end; k++)
            if (__builtin_add_overflow(sum, world->record->counts[row * world->setup->layout.n_counts + k], &sum))
                return INT64_MAX;
    return sum;
}

/* The value that is judged. */
static double value_at(const struct fly_world *world, const char *series, size_t row)
{
    const struct span span = find_span(&world->setup->layout, series);
    const enum fly_series_kind kind = span.laid->series->kind;
    if (kind == FLY_REAL) return world->record->reals[row * world->setup->layout.n_reals + span.first];
    const double sum = (double)sum_counts(world, &span, kind == FLY_FLOW ? 0 : row, row);
    return strcmp(span.laid->series->unit, FLY_UNIT_MONEY) ? sum : sum / 100;
}

static void finish(const struct fly_world *world, const void *state, double *kpis)
{
    const struct fly_setup *setup = world->setup;
    const size_t last = setup->n_rows - 1;
    size_t n;
    const struct fly_section *target = fly_scenario_instances(setup->scenario, &table, &n);
    int64_t *met = fly_world_grid(world, FLY_GRID_TARGETS);
    (void)state, (void)kpis;
    for (size_t t = 0; t < n; t++) {
        const struct target_params *p = target[t].values;
        const double row = round(p->week / (setup->step_weeks * setup->steps_per_row));
        const double value = value_at(world, p->series, row < (double)last ? (size_t)row : last);
        met[t] = p->at_least > -FLY_NO_BOUND ? value >= p->at_least : value <= p->at_most;
    }
}

const struct fly_mechanism fly_targets_mechanism = {
    .name = "targets",
    .doc = "What a scenario wants to have reached, and whether it was.",
    .params = params,
    .grids = grids,
    .n_grids = FLY_COUNT(grids),
    .enabled = enabled,
    .check = check,
    .finish = finish,
};
