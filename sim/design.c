/* Makes the points of an experiment of its axes: crossed, side by side, or sampled. */
#include "sim/design.h"

#include "sim/alloc.h"
#include "sim/design_axis.h"
#include "sim/sample.h"
#include "sim/setup.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MOST_POINTS = 1 << 24 };

/* Sub-experiments draw from seeds of their own. */
static const uint64_t SEED_STEP = UINT64_C(0x9e3779b97f4a7c15);

struct maker {
    const struct fly_scenario *scenario;
    struct fly_diagnostics *found;
    struct fly_design *design;
    struct fly_axis_values *axes; /* [n_axes] as written */
    const struct fly_section *sections;
    size_t *digits; /* [n_axes] scratch */
    bool *used;     /* [n_axes] by the experiment in hand */
};

/* One way of making points. */
struct experiment {
    const char *name;
    enum fly_design_kind kind;
    size_t points; /* asked for */
    struct fly_origin origin, origin_points;
    uint64_t seed;
};

FLY_PRINTF(3, 4)
static void complain(const struct maker *maker, struct fly_origin place, const char *format, ...)
{
    char text[FLY_ERROR_TEXT];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fly_diagnose(maker->found, FLY_ERROR, place.file, place.line, "%s", text);
}

static const struct fly_axis_params *params_of(const struct maker *maker, size_t axis)
{
    return maker->sections[axis].values;
}

static struct fly_origin origin_of(const struct maker *maker, size_t axis, const char *key)
{
    return maker->sections[axis].origins[fly_param_find(&fly_axis_table, key)];
}

/* ---- which axes are crossed, which go along ---- */

/* The axis of this experiment that `axis` goes along with, or itself. */
static size_t leader_of(const struct maker *maker, size_t axis)
{
    const char *with = params_of(maker, axis)->with;
    for (size_t a = 0; *with && a < maker->design->n_axes; a++)
        if (maker->used[a] && strcmp(maker->sections[a].name, with) == 0) return a;
    return axis;
}

static bool check_leader(const struct maker *maker, size_t axis)
{
    const char *with = params_of(maker, axis)->with;
    if (!*with) return true;
    const size_t leader = leader_of(maker, axis);
    const struct fly_origin place = origin_of(maker, axis, "with");
    if (leader == axis)
        complain(maker, place, "axis.%s.with: there is no other [axis %s] in this experiment",
                 maker->sections[axis].name, with);
    else if (leader_of(maker, leader) != leader)
        complain(maker, place, "axis.%s.with: [axis %s] itself goes along with another one; name that one",
                 maker->sections[axis].name, with);
    else if (maker->axes[leader].n != maker->axes[axis].n)
        complain(maker, place,
                 "axis.%s.with: it has %zu values and [axis %s] has %zu; axes that go together need equally many",
                 maker->sections[axis].name, maker->axes[axis].n, with, maker->axes[leader].n);
    else
        return true;
    return false;
}

/* ---- how many points ---- */

static bool is_sampled(const struct experiment *one)
{
    return one->kind == FLY_DESIGN_LHS || one->kind == FLY_DESIGN_SOBOL;
}

/* An axis as this design wants it: values, or a range. */
static bool check_form(const struct maker *maker, const struct experiment *one, size_t axis)
{
    const struct fly_axis_values *values = &maker->axes[axis];
    const struct fly_origin place = origin_of(maker, axis, "values");
    const char *name = maker->sections[axis].name;
    if (is_sampled(one) && !values->is_range) {
        complain(maker, place, "axis.%s.values: lhs, sobol and sensitivity analyses need a range, low : high", name);
        return false;
    }
    if (!is_sampled(one) && values->n == 0) {
        complain(maker, place,
                 "axis.%s.values: how many? write low : high : n (only lhs and sobol take a range without n)", name);
        return false;
    }
    return true;
}

/* 0 where something is wrong, which is said. */
static size_t count_points(const struct maker *maker, const struct experiment *one)
{
    size_t n = is_sampled(one) ? one->points : 1, first = SIZE_MAX, n_used = 0;
    bool right = true;
    for (size_t a = 0; a < maker->design->n_axes; a++) {
        if (!maker->used[a]) continue;
        n_used++;
        if (!check_form(maker, one, a)) {
            right = false;
        } else if (one->kind == FLY_DESIGN_GRID) {
            right &= check_leader(maker, a);
            if (leader_of(maker, a) == a && n <= MOST_POINTS) n *= maker->axes[a].n;
        } else if (one->kind == FLY_DESIGN_LIST) {
            if (first == SIZE_MAX) first = a;
            n = maker->axes[first].n;
            if (maker->axes[a].n == n) continue;
            complain(maker, origin_of(maker, a, "values"),
                     "axis.%s.values: %zu values, and axis.%s has %zu; design = list needs equally many",
                     maker->sections[a].name, maker->axes[a].n, maker->sections[first].name, n);
            right = false;
        }
    }
    if (!is_sampled(one) && one->points > 0)
        fly_diagnose(maker->found, FLY_WARNING, one->origin_points.file, one->origin_points.line,
                     "points = %zu is not used: grid and list count their own points, lhs and sobol take it",
                     one->points);
    if (n_used == 0) complain(maker, one->origin, "experiment '%s' has no axis", one->name);
    if (n == 0)
        complain(maker, fly_origin_or(one->origin_points, one->origin),
                 "how many points? lhs and sobol need points = N (sweep.points or experiment.NAME.points)");
    if (n > MOST_POINTS) complain(maker, one->origin, "more than %d points", MOST_POINTS);
    return right && n_used > 0 && n <= MOST_POINTS ? n : 0;
}

/* ---- the points ---- */

static int grow(struct fly_design *design, size_t n)
{
    uint32_t *experiment = fly_alloc(design->n_points + n, sizeof *experiment);
    if (!experiment) return FLY_ERR_MEMORY;
    if (design->n_points) memcpy(experiment, design->experiment, design->n_points * sizeof *experiment);
    fly_free(design->experiment);
    design->experiment = experiment;
    for (size_t a = 0; a < design->n_axes; a++) {
        double *values = fly_alloc(design->n_points + n, sizeof *values);
        if (!values) return FLY_ERR_MEMORY;
        if (design->n_points) memcpy(values, design->axes[a].values, design->n_points * sizeof *values);
        for (size_t p = design->n_points; p < design->n_points + n; p++)
            values[p] = NAN;
        fly_free(design->axes[a].values);
        design->axes[a].values = values;
    }
    return FLY_OK;
}

/* The last axis changes fastest. */
static void cross(struct maker *maker, size_t n)
{
    struct fly_design *design = maker->design;
    memset(maker->digits, 0, design->n_axes * sizeof *maker->digits);
    for (size_t p = 0; p < n; p++) {
        for (size_t a = 0; a < design->n_axes; a++)
            if (maker->used[a])
                design->axes[a].values[design->n_points + p] =
                    maker->axes[a].values[maker->digits[leader_of(maker, a)]];
        for (size_t a = design->n_axes; a > 0; a--) {
            if (!maker->used[a - 1] || leader_of(maker, a - 1) != a - 1) continue;
            if (++maker->digits[a - 1] < maker->axes[a - 1].n) break;
            maker->digits[a - 1] = 0;
        }
    }
}

static void pair(struct maker *maker, size_t n)
{
    struct fly_design *design = maker->design;
    for (size_t a = 0; a < design->n_axes; a++)
        for (size_t p = 0; maker->used[a] && p < n; p++)
            design->axes[a].values[design->n_points + p] = maker->axes[a].values[p];
}

/* Takes columns of u, [n][k], as the axes that are used come. */
static void place(struct maker *maker, const double *u, size_t n, size_t k)
{
    struct fly_design *design = maker->design;
    size_t column = 0;
    for (size_t a = 0; a < design->n_axes; a++) {
        if (!maker->used[a]) continue;
        for (size_t p = 0; p < n; p++)
            design->axes[a].values[design->n_points + p] = fly_axis_at(&design->axes[a], u[p * k + column]);
        column++;
    }
}

static size_t n_used(const struct maker *maker)
{
    size_t k = 0;
    for (size_t a = 0; a < maker->design->n_axes; a++)
        k += maker->used[a];
    return k;
}

static int sample(struct maker *maker, const struct experiment *one, size_t n)
{
    struct fly_error error = {0};
    const size_t k = n_used(maker);
    double *u = fly_alloc(n, k * sizeof *u);
    int ret = FLY_ERR_MEMORY;
    if (u)
        ret = one->kind == FLY_DESIGN_LHS ? fly_sample_lhs(one->seed, n, k, u, &error)
                                          : fly_sample_sobol(n, k, u, &error);
    if (ret == FLY_OK) place(maker, u, n, k);
    if (ret < 0 && ret != FLY_ERR_MEMORY) complain(maker, one->origin, "%s", error.text);
    fly_free(u);
    return ret;
}

static int add_experiment(struct maker *maker, const struct experiment *one, uint32_t number)
{
    struct fly_design *design = maker->design;
    int ret;
    const size_t n = count_points(maker, one);
    if (n == 0) return FLY_ERR_SCENARIO;
    FLY_TRY(grow(design, n));
    for (size_t p = 0; p < n; p++)
        design->experiment[design->n_points + p] = number;
    if (is_sampled(one))
        FLY_TRY(sample(maker, one, n));
    else if (one->kind == FLY_DESIGN_LIST)
        pair(maker, n);
    else
        cross(maker, n);
    design->n_points += n;
out:
    return ret;
}

/* ---- the whole ---- */

static void use_axes(struct maker *maker, const char *experiment)
{
    for (size_t a = 0; a < maker->design->n_axes; a++) {
        const char *of = params_of(maker, a)->experiment;
        maker->used[a] = !*of || (experiment && strcmp(of, experiment) == 0);
    }
}

static uint64_t seed_of(const struct fly_scenario *scenario, size_t number)
{
    const struct fly_run_params *run = fly_scenario_values(scenario, &fly_run_table);
    return run->seed + (number + 1) * SEED_STEP;
}

/* Without [experiment NAME] the sweep itself is the only one. */
static int add_only_one(struct maker *maker)
{
    const struct fly_sweep_params *sweep = fly_scenario_values(maker->scenario, &fly_sweep_table);
    struct fly_origin origin = fly_scenario_origin(maker->scenario, &fly_sweep_table, "", "design");
    const struct experiment one = {.name = "sweep",
                                   .kind = (enum fly_design_kind)sweep->design,
                                   .points = sweep->points,
                                   .origin = origin.file ? origin : maker->sections[0].where,
                                   .origin_points =
                                       fly_scenario_origin(maker->scenario, &fly_sweep_table, "", "points"),
                                   .seed = seed_of(maker->scenario, 0)};
    use_axes(maker, NULL);
    return add_experiment(maker, &one, 0);
}

static int add_all(struct maker *maker)
{
    size_t n;
    int ret = FLY_OK;
    const struct fly_section *experiments = fly_scenario_instances(maker->scenario, &fly_experiment_table, &n);
    if (n == 0) return add_only_one(maker);
    maker->design->experiments = fly_alloc(n, sizeof *maker->design->experiments);
    if (!maker->design->experiments) return FLY_ERR_MEMORY;
    maker->design->n_experiments = n;
    for (size_t e = 0; e < n; e++) {
        const struct fly_experiment_params *params = experiments[e].values;
        const struct experiment one = {
            .name = experiments[e].name,
            .kind = (enum fly_design_kind)params->design,
            .points = params->points,
            .origin = experiments[e].where,
            .origin_points = fly_scenario_origin(maker->scenario, &fly_experiment_table, experiments[e].name, "points"),
            .seed = seed_of(maker->scenario, e)};
        maker->design->experiments[e] = experiments[e].name;
        use_axes(maker, experiments[e].name);
        const int status = add_experiment(maker, &one, (uint32_t)e);
        if (status < 0 && ret != FLY_ERR_MEMORY) ret = status;
    }
    return ret;
}

size_t fly_design_axes(const struct fly_scenario *scenario)
{
    size_t n;
    (void)fly_scenario_instances(scenario, &fly_axis_table, &n);
    return n;
}

static void end(struct maker *maker)
{
    for (size_t a = 0; maker->axes && a < maker->design->n_axes; a++)
        fly_axis_values_free(&maker->axes[a]);
    fly_free(maker->axes);
    fly_free(maker->digits);
    fly_free(maker->used);
}

static int begin(struct maker *maker, struct fly_design *design, const struct fly_scenario *scenario,
                 struct fly_diagnostics *found)
{
    size_t n;
    *design = (struct fly_design){0};
    *maker = (struct maker){.scenario = scenario, .found = found, .design = design};
    maker->sections = fly_scenario_instances(scenario, &fly_axis_table, &n);
    if (n == 0) {
        fly_diagnose(found, FLY_ERROR, scenario->path, 0,
                     "nothing is varied: write [axis NAME] with parameter and values (see: flywheel params axis)");
        return FLY_ERR_SCENARIO;
    }
    design->axes = fly_alloc(n, sizeof *design->axes);
    maker->axes = fly_alloc(n, sizeof *maker->axes);
    maker->digits = fly_alloc(n, sizeof *maker->digits);
    maker->used = fly_alloc(n, sizeof *maker->used);
    if (!design->axes || !maker->axes || !maker->digits || !maker->used) return FLY_ERR_MEMORY;
    design->n_axes = n;
    int ret = FLY_OK;
    for (size_t a = 0; a < n; a++) {
        const int status = fly_axis_read(&maker->sections[a], scenario, &design->axes[a], &maker->axes[a], found);
        if (status < 0 && ret != FLY_ERR_MEMORY) ret = status;
    }
    return ret;
}

int fly_design_init(struct fly_design *design, const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    assert(design && scenario && found);
    struct maker maker;
    int ret = begin(&maker, design, scenario, found);
    if (ret == FLY_OK) ret = add_all(&maker);
    end(&maker);
    if (ret < 0) fly_design_free(design);
    return ret;
}

int fly_design_init_sample(struct fly_design *design, const struct fly_scenario *scenario, const double *u, size_t n,
                           struct fly_diagnostics *found)
{
    assert(design && scenario && u && found);
    struct maker maker;
    const struct experiment sampled = {.kind = FLY_DESIGN_LHS};
    int ret;
    FLY_TRY(begin(&maker, design, scenario, found));
    for (size_t a = 0; a < design->n_axes; a++) {
        maker.used[a] = true;
        if (!check_form(&maker, &sampled, a)) ret = FLY_ERR_SCENARIO;
    }
    if (ret < 0) goto out;
    FLY_TRY(grow(design, n));
    place(&maker, u, n, design->n_axes);
    design->n_points = n;
out:
    end(&maker);
    if (ret < 0) fly_design_free(design);
    return ret;
}

void fly_design_free(struct fly_design *design)
{
    assert(design);
    for (size_t a = 0; design->axes && a < design->n_axes; a++)
        fly_free(design->axes[a].values);
    fly_free(design->axes);
    fly_free(design->experiments);
    fly_free(design->experiment);
    *design = (struct fly_design){0};
}
