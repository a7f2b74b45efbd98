/* What changes in time, in the twin: means over a step as differences of antiderivatives. */
#include "tests/support/twin_parts.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum shape { STEP, PULSE, RAMP, SEASON, RECOVERY, POINTS };
enum how { MULTIPLY, ADD, SET };

struct shock {
    const char *parameter, *points;
    double enabled, shape, how, value, start, duration, period, phase, between;
};

static const void *field(const struct fly_section *section, const char *key)
{
    const ptrdiff_t row = fly_param_find(section->table, key);
    assert(row >= 0);
    return (const char *)section->values + section->table->rows[row].offset;
}

static struct shock read_shock(const struct fly_section *section)
{
    struct shock shock = {.parameter = *(const char *const *)field(section, "parameter"),
                          .points = *(const char *const *)field(section, "points")};
#define READ_SHOCK(key)                                                                                                \
    shock.key = fly_param_number(&section->table->rows[fly_param_find(section->table, #key)], section->values);
    READ_SHOCK(enabled)
    READ_SHOCK(shape)
    READ_SHOCK(how)
    READ_SHOCK(value)
    READ_SHOCK(start)
    READ_SHOCK(duration)
    READ_SHOCK(period)
    READ_SHOCK(phase)
    READ_SHOCK(between)
    return shock;
}

/* The sum of the table's values from week 0 to t; `points` is "0:1,52:1.5". */
static double area_of_points(const struct shock *shock, double t)
{
    double sum = 0, week = 0, value = 0, next_week, next_value;
    int length, n = 0;
    for (const char *at = shock->points; sscanf(at, "%lf:%lf%n", &next_week, &next_value, &length) == 2; n++) {
        if (n == 0) value = next_value;
        if (next_week > t) break;
        sum += (next_week - week) * (n == 0 || shock->between == 1 ? value : (value + next_value) / 2);
        week = next_week;
        value = next_value;
        at += length + (at[length] == ',');
        if (!*at) return sum + (t - week) * value;
    }
    const double at_t =
        n == 0 || shock->between == 1 ? value : value + (next_value - value) * (t - week) / (next_week - week);
    return sum + (t - week) * (value + at_t) / 2;
}

/* The sum of the weight from the start of the shock to t. */
static double area(const struct shock *shock, double t)
{
    const double u = fmax(t - shock->start, 0), d = shock->duration, turn = 2 * M_PI / shock->period;
    switch ((enum shape)shock->shape) {
    case STEP: return u;
    case PULSE: return fmin(u, d);
    case RAMP: return u < d ? u * u / (2 * d) : u - d / 2;
    case SEASON:
        return (cos(turn * (shock->start - shock->phase)) - cos(turn * (shock->start + u - shock->phase))) / turn;
    case RECOVERY: return d / M_LN2 * (1 - exp2(-u / d));
    case POINTS: break;
    }
    return area_of_points(shock, t);
}

/* What the shock does to x in this step. */
static double strength_of(const struct twin *t, const struct shock *shock, double x)
{
    const double mean = (area(shock, t->week) - area(shock, t->week - t->D)) / t->D;
    if (shock->shape == POINTS) return mean;
    if (shock->how == MULTIPLY) return 1 + (shock->value - 1) * mean;
    return shock->how == ADD ? shock->value * mean : x + (shock->value - x) * mean;
}

/* The value called "section.key" or "section.name.key", in the scenario as it is now, and its row. */
static double *find(const struct twin *t, const char *name, const struct fly_param **row)
{
    for (size_t s = 0; s < t->now_values.n_sections; s++) {
        const struct fly_section *section = &t->now_values.sections[s];
        for (size_t r = 0; r < section->table->n_rows; r++) {
            char full[256];
            *row = &section->table->rows[r];
            (void)snprintf(full, sizeof full, "%s%s%s.%s", section->table->section, *section->name ? "." : "",
                           section->name, (*row)->name);
            if (!strcmp(full, name)) return (double *)(void *)((char *)section->values + (*row)->offset);
        }
    }
    assert(!"a parameter that shocks name");
    return NULL;
}

static void apply(const struct twin *t, const struct shock *shock, double *strength)
{
    const struct fly_param *row;
    double *x = find(t, shock->parameter, &row);
    *strength = strength_of(t, shock, *x);
    if (shock->how == MULTIPLY) *x *= *strength;
    if (shock->how == ADD) *x += *strength;
    if (shock->how == SET) *x = *strength;
    *x = fmin(fmax(*x, row->min), row->max);
}

static void coast(const struct twin *t, double week)
{
    const char *const cuts[] = {"budget.acquisition", "attract.constant_hazard"};
    double nothing;
    for (int k = 0; k < 2 && isfinite(week); k++)
        apply(t, &(struct shock){.parameter = cuts[k], .shape = STEP, .how = MULTIPLY, .start = week}, &nothing);
}

void twin_schedule(struct twin *t)
{
    const struct fly_scenario *scenario = t->setup->scenario;
    size_t n = 0;
    fly_scenario_shadow_reset(&t->now_values, scenario);
    for (size_t s = 0; s < scenario->n_sections; s++) {
        const struct fly_section *section = &scenario->sections[s];
        if (!strcmp(section->table->section, "shock")) {
            const struct shock shock = read_shock(section);
            double *strength = &t->out->shock_factor[n++];
            *strength = NAN;
            if (t->step > 0 && shock.enabled > 0) apply(t, &shock, strength);
        }
        if (!strcmp(section->table->section, "coast") && t->step > 0) coast(t, *(const double *)field(section, "week"));
    }
    twin_read_scenario(t);
}
