/* Schedules and shocks: any rate, share, time or amount of a mechanism may change while time passes.
 *
 * In each step every shock changes one value x. With the shape's weight w (shape.c), its mean over the step:
 *
 *   multiply   x <- x (1 + (value - 1) w)       points: x g
 *   add        x <- x + value w                 points: x + g
 *   set        x <- x + (value - x) w           points: g         g: the table's value, its mean over the step
 *
 * Each step begins with the x of the scenario; several shocks on one value act in the order in which they are
 * declared, and after each of them x is kept within the range of its parameter. An infinite time stays infinite unless
 * it is set. Week 0, where the market is populated, is as the scenario says. With w = 0, value = 1 (multiply) or
 * value = 0 (add) no bit changes.
 *
 * What a parameter acts on is that parameter's business: start satisfaction is that of the moment when somebody became
 * a customer, times (memory, silence, a wait for the next purchase) those of the moment when they began, all hazards,
 * rates and shares those of the step; so are the laws of purchases, drop-out and spend, for all customers. Shares that
 * add up to 1 in the scenario need not do so in a step. Of [budget] what is left over goes where budget.unspent says;
 * beyond 1 the activities get theirs, in the order of the ledger, and media the rest. Of channels what is left over is
 * not spent; beyond 1 the later ones go short.
 *
 * [coast] takes budget.acquisition and attract.constant_hazard to 0 in the same way, after all shocks. */
#include "models/schedule.h"
#include "models/market.h"
#include "models/shape.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* clang-format off */
#define SHOCK_PARAMS(X, S) \
    X(S, SWITCH,   enabled,   1,  0, 1, "", "Whether it happens.") \
    X(S, TEXT,     parameter, 0,  0, 0, "", "What changes, named as --set names it: wom.trust, channel.ads.trust, budget.weekly; any number of a mechanism that is neither a count nor read once.") \
    X(S, CHOICE,   shape,     0,  0, 5, "step|pulse|ramp|season|recovery|points", "Its course: from start on; for a duration; rising for a duration; a sine; at once and then fading; by a table.") \
    X(S, CHOICE,   how,       0,  0, 2, "multiply|add|set", "Whether the value multiplies the parameter, is added to it, or takes its place.") \
    X(S, NUMBER,   value,     1, -1e12, 1e12, "", "What it is multiplied by, what is added or what it is set to, at full strength; rates per week, times in weeks.") \
    X(S, DURATION, start,     0,  0, 1e6, "weeks", "When it begins.") \
    X(S, DURATION, duration,  0,  0, 1e6, "weeks", "pulse: how long; ramp: until full strength; recovery: until half of it is gone.") \
    X(S, DURATION, period,    52.17857142857143, 0.01, 1e6, "weeks", "season: from peak to peak (the default is a year).") \
    X(S, DURATION, phase,     0,  0, 1e6, "weeks", "season: a week in which the sine crosses 0 on its way up.") \
    X(S, TEXT,     points,    0,  0, 0, "", "points: weeks and what the parameter is multiplied by, or what is added or set, as in 0:1, 52:1.5, 104:1.") \
    X(S, CHOICE,   between,   0,  0, 1, "line|hold", "points: a straight line from each to the next, or the last one holds.")
/* clang-format on */

struct shock_params {
    SHOCK_PARAMS(FLY_PARAM_FIELD, )
};

enum { FLY_MAX_SHOCKS = 32, N_CUTS = 2 };

static const struct fly_param shock_rows[] = {SHOCK_PARAMS(FLY_PARAM_ROW, shock_params)};
static const struct fly_param coast_rows[] = {FLY_COAST_PARAMS(FLY_PARAM_ROW, fly_coast_params)};
static const struct fly_param_table shock_table = FLY_PARAM_TABLE_REPEATED_STARTING(
    "shock", shock_params, shock_rows, "*", "A parameter that changes while time passes.");
const struct fly_param_table fly_coast_table = FLY_PARAM_TABLE_READ_ONCE(
    "coast", fly_coast_params, coast_rows, "The end of paid acquisition, to see how the flywheel runs on.");
static const struct fly_param_table *const params[] = {&shock_table, &fly_coast_table, NULL};

/* What coasting cuts. */
static const char *const cuts[N_CUTS] = {"budget.acquisition", "attract.constant_hazard"};

static size_t shock_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    size_t n;
    const struct fly_section *shock = fly_scenario_instances(scenario, &shock_table, &n);
    if (n > FLY_MAX_SHOCKS) n = FLY_MAX_SHOCKS;
    for (size_t s = 0; s < n; s++)
        labels[s] = shock[s].name;
    return n;
}
static const struct fly_dim shock_dim = {
    .name = "shock", .doc = "A parameter that changes while time passes.", .labels = shock_labels};

static const struct fly_series series[] = {
    {"shock_factor", FLY_REAL, &shock_dim, "1",
     "What a shock did to its parameter in the last step: the factor, the amount added, or the value set."},
};

enum how { MULTIPLY, ADD, SET };

/* One change of one value. */
struct effect {
    struct fly_place place;
    struct fly_shape shape;
    enum how how;
    double value;
    size_t shock; /* its label */
};

struct schedule {
    struct effect effects[FLY_MAX_SHOCKS + N_CUTS];
    size_t n_effects;
    size_t of_factor;
};

static bool enabled(const struct fly_scenario *scenario)
{
    const struct fly_coast_params *coast = fly_scenario_values(scenario, &fly_coast_table);
    size_t n;
    (void)fly_scenario_instances(scenario, &shock_table, &n);
    return n > 0 || isfinite(coast->week);
}

static struct fly_shape shape_of(const struct shock_params *p)
{
    return (struct fly_shape){.kind = (enum fly_shape_kind)p->shape,
                              .start = p->start,
                              .duration = p->duration,
                              .period = p->period,
                              .phase = p->phase,
                              .holds = p->between == 1};
}

/* From one value to another; exactly these where nothing or all of the way is gone. */
static double blend(double from, double to, double weight)
{
    return weight == 0 ? from : weight == 1 ? to : from + (to - from) * weight;
}

/* What the effect of weight w (points: of table value w) does to x: what it multiplies by, adds or sets. */
static double strength(const struct effect *effect, double x, double w)
{
    if (effect->shape.kind == FLY_POINTS) return w;
    return blend(effect->how == MULTIPLY ? 1 : effect->how == ADD ? 0 : x, effect->value, w);
}

static double changed(const struct effect *effect, double x, double strength)
{
    if (effect->how == SET) return isnan(strength) ? x : strength;
    if (isinf(x)) return x;
    return effect->how == MULTIPLY ? x * strength : x + strength;
}

static double within(const struct fly_param *row, double x)
{
    return x < row->min ? row->min : x > row->max ? row->max : x;
}

/* ---- checks ---- */

/* Which keys a shape uses beside parameter, shape and how. */
static bool is_used(enum fly_shape_kind kind, const char *key)
{
    if (!strcmp(key, "value") || !strcmp(key, "start")) return kind != FLY_POINTS;
    if (!strcmp(key, "duration")) return kind == FLY_PULSE || kind == FLY_RAMP || kind == FLY_RECOVERY;
    if (!strcmp(key, "period") || !strcmp(key, "phase")) return kind == FLY_SEASON;
    if (!strcmp(key, "points") || !strcmp(key, "between")) return kind == FLY_POINTS;
    return true;
}

static struct fly_origin origin_of(const struct fly_section *shock, const char *key)
{
    return shock->origins[fly_param_find(&shock_table, key)];
}

static void warn_unused_keys(const struct fly_section *shock, struct fly_diagnostics *found)
{
    const struct shock_params *p = shock->values;
    char shape[32];
    (void)fly_param_print(&shock_rows[fly_param_find(&shock_table, "shape")], p, shape, sizeof shape);
    for (size_t r = 0; r < FLY_COUNT(shock_rows); r++)
        if (shock->origins[r].file && !is_used((enum fly_shape_kind)p->shape, shock_rows[r].name))
            fly_diagnose(found, FLY_WARNING, shock->origins[r].file, shock->origins[r].line,
                         "shock.%s.%s changes nothing: shape = %s does not use it", shock->name, shock_rows[r].name,
                         shape);
}

/* Whether the keys that the shape needs are there. */
static bool has_needed(const struct fly_section *shock, struct fly_diagnostics *found)
{
    const struct shock_params *p = shock->values;
    const enum fly_shape_kind kind = (enum fly_shape_kind)p->shape;
    const struct fly_origin at = fly_origin_or(origin_of(shock, "shape"), shock->where);
    const char *missing = NULL;
    if (kind == FLY_POINTS)
        missing = p->points[0] ? NULL : "points";
    else if (!origin_of(shock, "value").file)
        missing = "value";
    else if (is_used(kind, "duration") && p->duration <= 0)
        missing = "duration";
    if (missing) fly_diagnose(found, FLY_ERROR, at.file, at.line, "shock.%s.%s must be set", shock->name, missing);
    return !missing;
}

/* The value that the shock changes, if there is one that may change. */
static bool find_place(const struct fly_scenario *scenario, const struct fly_section *shock, struct fly_place *place,
                       struct fly_diagnostics *found)
{
    const struct shock_params *p = shock->values;
    const struct fly_origin at = fly_origin_or(origin_of(shock, "parameter"), shock->where);
    struct fly_error error;
    if (!p->parameter[0]) {
        fly_diagnose(found, FLY_ERROR, at.file, at.line, "shock.%s.parameter must be set", shock->name);
        return false;
    }
    if (fly_scenario_find(scenario, p->parameter, place, &error) < 0) {
        fly_diagnose(found, FLY_ERROR, at.file, at.line, "shock.%s.parameter: %s", shock->name, error.text);
        return false;
    }
    const struct fly_param_table *table = scenario->sections[place->section].table;
    if (!fly_param_is_real(place->row)) {
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "shock.%s.parameter: %s is a %s; only numbers, shares, hazards, rates, durations and money can "
                     "change in time",
                     shock->name, p->parameter, fly_param_type_name(place->row->type));
        return false;
    }
    if (fly_param_is_read_once(table, place->row)) {
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "shock.%s.parameter: %s is read once and cannot change in time", shock->name, p->parameter);
        return false;
    }
    return true;
}

/* The least and the largest value that this shock alone makes of x. */
static void extremes(const struct effect *effect, double x, double *low, double *high)
{
    double weight[2];
    fly_shape_extremes(&effect->shape, &weight[0], &weight[1]);
    *low = INFINITY;
    *high = -INFINITY;
    for (int k = 0; k < 2; k++) {
        const double y = changed(effect, x, strength(effect, x, weight[k]));
        *low = fmin(*low, y);
        *high = fmax(*high, y);
    }
}

/* What is allowed, but hardly meant. */
static void warn(const struct fly_scenario *scenario, const struct fly_section *shock, const struct effect *effect,
                 struct fly_diagnostics *found)
{
    const struct fly_section *section = &scenario->sections[effect->place.section];
    const struct fly_param *row = effect->place.row;
    const struct shock_params *p = shock->values;
    const struct fly_origin at = fly_origin_or(origin_of(shock, "value"), shock->where);
    double low, high;
    warn_unused_keys(shock, found);
    if (!fly_scenario_is_sound(scenario, section->table)) return;
    if (fly_section_is_off(section))
        fly_diagnose(found, FLY_WARNING, at.file, at.line, "shock.%s changes nothing: %s%s%s is off (enabled = no)",
                     shock->name, section->table->section, section->name[0] ? "." : "", section->name);
    const double x = fly_param_number(row, section->values);
    extremes(effect, x, &low, &high);
    if (low < row->min || high > row->max)
        fly_diagnose(found, FLY_WARNING, at.file, at.line,
                     "shock.%s takes %s from %g to %g; it is kept within its range, %g to %g", shock->name,
                     p->parameter, x, low < row->min ? low : high, row->min, row->max);
    if (effect->how == MULTIPLY && x == 0)
        fly_diagnose(found, FLY_WARNING, at.file, at.line, "shock.%s multiplies %s, which is 0: nothing changes",
                     shock->name, p->parameter);
    if (!fly_scenario_is_sound(scenario, &fly_time_table)) return;
    const struct fly_time_params *time = fly_scenario_values(scenario, &fly_time_table);
    if (effect->shape.kind != FLY_POINTS && p->start >= time->horizon)
        fly_diagnose(found, FLY_WARNING, at.file, at.line,
                     "shock.%s never happens: it starts in week %g, and time.horizon is %g weeks", shock->name,
                     p->start, time->horizon);
    if (row->type == FLY_HAZARD && within(row, high) * time->step > fmax(FLY_LARGE_STEP, x * time->step))
        fly_diagnose(found, FLY_WARNING, at.file, at.line,
                     "shock.%s takes %s times time.step to %.3g: a step is long against it", shock->name, p->parameter,
                     within(row, high) * time->step);
}

/* Fills the effect of one shock; false, with the reason, where it cannot be. */
static bool make_effect(const struct fly_scenario *scenario, const struct fly_section *shock, struct effect *effect,
                        struct fly_diagnostics *found)
{
    const struct shock_params *p = shock->values;
    struct fly_error error;
    *effect = (struct effect){.shape = shape_of(p), .how = (enum how)p->how, .value = p->value};
    const bool has_all = has_needed(shock, found);
    if (!find_place(scenario, shock, &effect->place, found) || !has_all) return false;
    if (effect->shape.kind != FLY_POINTS || fly_shape_read_points(&effect->shape, p->points, &error) == FLY_OK)
        return true;
    const struct fly_origin at = origin_of(shock, "points");
    fly_diagnose(found, FLY_ERROR, at.file, at.line, "shock.%s.points: %s", shock->name, error.text);
    return false;
}

static void check(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &shock_table)) return;
    size_t n;
    struct effect effect;
    const struct fly_section *shock = fly_scenario_instances(scenario, &shock_table, &n);
    for (size_t s = 0; s < n && s < FLY_MAX_SHOCKS; s++)
        if (make_effect(scenario, &shock[s], &effect, found)) warn(scenario, &shock[s], &effect, found);
    if (n > FLY_MAX_SHOCKS)
        fly_diagnose(found, FLY_ERROR, shock[FLY_MAX_SHOCKS].where.file, shock[FLY_MAX_SHOCKS].where.line,
                     "[shock %s] is one shock too many: at most %d are allowed", shock[FLY_MAX_SHOCKS].name,
                     FLY_MAX_SHOCKS);
}

/* ---- in a replicate ---- */

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct schedule *schedule = state;
    const struct fly_scenario *scenario = world->setup->scenario;
    const struct fly_coast_params *coast = fly_scenario_values(scenario, &fly_coast_table);
    struct fly_diagnostics none = {0}; /* what is wrong was found by check */
    size_t n;
    const struct fly_section *shock = fly_scenario_instances(scenario, &shock_table, &n);
    schedule->of_factor = fly_world_series(world, "shock_factor");
    for (size_t s = 0; s < n; s++) {
        struct effect *effect = &schedule->effects[schedule->n_effects];
        if (!((const struct shock_params *)shock[s].values)->enabled) continue;
        if (!make_effect(scenario, &shock[s], effect, &none)) continue;
        effect->shock = s;
        schedule->n_effects++;
    }
    fly_diagnostics_free(&none);
    for (size_t c = 0; c < N_CUTS && isfinite(coast->week); c++) {
        struct effect *effect = &schedule->effects[schedule->n_effects++];
        *effect = (struct effect){.shape = {.kind = FLY_STEP, .start = coast->week}, .shock = FLY_MAX_SHOCKS};
        const int ret = fly_scenario_find(scenario, cuts[c], &effect->place, error);
        if (ret < 0) return ret;
    }
    return FLY_OK;
}

static void open_step(struct fly_world *world, void *state)
{
    const struct schedule *schedule = state;
    for (size_t e = 0; e < schedule->n_effects; e++) {
        const struct fly_place place = schedule->effects[e].place;
        const void *values = world->setup->scenario->sections[place.section].values;
        fly_world_set(world, place, fly_param_number(place.row, values));
    }
    for (size_t e = 0; e < schedule->n_effects; e++) {
        const struct effect *effect = &schedule->effects[e];
        const double weight = fly_shape_mean(&effect->shape, world->week - world->setup->step_weeks, world->week);
        const double x = fly_world_get(world, effect->place), s = strength(effect, x, weight);
        fly_world_set(world, effect->place, within(effect->place.row, changed(effect, x, s)));
        if (effect->shock < FLY_MAX_SHOCKS) world->reals[schedule->of_factor + effect->shock] = s;
    }
}

const struct fly_mechanism fly_schedule_mechanism = {
    .name = "schedule",
    .doc = "Parameters that change while time passes.",
    .params = params,
    .series = series,
    .n_series = FLY_COUNT(series),
    .state_size = sizeof(struct schedule),
    .enabled = enabled,
    .check = check,
    .start = start,
    .open_step = open_step,
};
