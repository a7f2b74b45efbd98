/* Reads [axis NAME]: the parameter that it changes, and the values that it gives it. */
#include "sim/design_axis.h"

#include "sim/alloc.h"
#include "sim/mechanism.h"
#include "sim/result_frame.h"
#include "sim/setup.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_VALUES = 1 << 20, BOUND_TEXT = 64 };

/* clang-format off */
static const struct fly_param sweep_rows[] = {FLY_SWEEP_PARAMS(FLY_PARAM_ROW, fly_sweep_params)};
static const struct fly_param axis_rows[] = {FLY_AXIS_PARAMS(FLY_PARAM_ROW, fly_axis_params)};
static const struct fly_param experiment_rows[] = {FLY_EXPERIMENT_PARAMS(FLY_PARAM_ROW, fly_experiment_params)};
static const struct fly_param sensitivity_rows[] = {FLY_SENSITIVITY_PARAMS(FLY_PARAM_ROW, fly_sensitivity_params)};
/* clang-format on */

const struct fly_param_table fly_sensitivity_table =
    FLY_PARAM_TABLE_READ_ONCE("sensitivity", fly_sensitivity_params, sensitivity_rows,
                              "What `flywheel sensitivity` does with the axes, each a range low : high.");
const struct fly_param_table fly_sweep_table =
    FLY_PARAM_TABLE_READ_ONCE("sweep", fly_sweep_params, sweep_rows, "What `flywheel sweep` does with the axes.");
const struct fly_param_table fly_axis_table =
    FLY_PARAM_TABLE_REPEATED_STARTING("axis", fly_axis_params, axis_rows, "*",
                                      "A parameter that an experiment varies, for `flywheel sweep` and `flywheel "
                                      "sensitivity`; NAME is its coordinate in the file.");
const struct fly_param_table fly_experiment_table =
    FLY_PARAM_TABLE_REPEATED_STARTING("experiment", fly_experiment_params, experiment_rows, "*",
                                      "One of several sub-experiments of a file, whose points stand one behind the "
                                      "other; without any the sweep is the only one.");

/* ---- what is wrong ---- */

struct reader {
    const struct fly_section *section;
    const struct fly_scenario *scenario;
    struct fly_diagnostics *found;
    struct fly_axis *axis;
    const struct fly_param_table *table; /* of the parameter */
    void *scratch;                       /* a section of this table; owned */
    bool is_check; /* steps are not made: a scenario is loaded for every point, and a million times a million is much */
};

static int refuse(const struct reader *reader, const char *key, const char *why)
{
    const struct fly_origin origin = reader->section->origins[fly_param_find(&fly_axis_table, key)];
    const struct fly_origin place = origin.file ? origin : reader->section->where;
    fly_diagnose(reader->found, FLY_ERROR, place.file, place.line, "axis.%s.%s: %s", reader->section->name, key, why);
    return FLY_ERR_SCENARIO;
}

/* ---- the parameter ---- */

static bool is_of_grid(const struct fly_grid *grid, const char *name)
{
    for (size_t d = 0; d < FLY_GRID_DIMS && grid->dims[d]; d++)
        if (strcmp(grid->dims[d]->name, name) == 0) return true;
    return strcmp(grid->name, name) == 0;
}

/* A variable of the file is called as the axis is. */
static bool is_taken(const char *name)
{
    if (fly_frame_is_reserved(name)) return true;
    for (const struct fly_mechanism *const *m = fly_mechanisms; *m; m++) {
        for (size_t i = 0; i < (*m)->n_series; i++)
            if (strcmp((*m)->series[i].name, name) == 0 ||
                ((*m)->series[i].dim && strcmp((*m)->series[i].dim->name, name) == 0))
                return true;
        for (size_t i = 0; i < (*m)->n_grids; i++)
            if (is_of_grid(&(*m)->grids[i], name)) return true;
    }
    return false;
}

/* What is read before a scenario is simulated, or is no property of a market, cannot be an axis. */
static bool is_no_axis(const struct fly_param_table *table)
{
    const struct fly_param_table *const none[] = {&fly_run_table,  &fly_scenario_table,   &fly_sweep_table,
                                                  &fly_axis_table, &fly_experiment_table, &fly_sensitivity_table};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        if (table == none[i]) return true;
    return false;
}

static int find_parameter(struct reader *reader)
{
    struct fly_place place;
    struct fly_error error;
    const struct fly_axis_params *params = reader->section->values;
    if (is_taken(reader->section->name))
        return refuse(reader, "parameter",
                      "the result file has a variable of the axis's name already; take another name");
    if (!*params->parameter) return refuse(reader, "parameter", "which parameter? (see: flywheel params)");
    if (fly_scenario_find(reader->scenario, params->parameter, &place, &error) < 0)
        return refuse(reader, "parameter", error.text);
    reader->table = reader->scenario->sections[place.section].table;
    if (is_no_axis(reader->table)) return refuse(reader, "parameter", "this cannot be varied from point to point");
    if (place.row->type == FLY_TEXT || place.row->type == FLY_CHOICE || place.row->type == FLY_SWITCH)
        return refuse(reader, "parameter", "only numbers can be varied, and this is a word");
    reader->axis->row = place.row;
    reader->axis->parameter = params->parameter;
    reader->scratch = fly_alloc(1, reader->table->size);
    return reader->scratch ? FLY_OK : FLY_ERR_MEMORY;
}

/* ---- the values ---- */

/* One number with its unit: n bytes. */
static int read_number(const struct reader *reader, const char *text, size_t n, double *number)
{
    char copy[BOUND_TEXT];
    struct fly_error error;
    while (n > 0 && (*text == ' ' || *text == '\t')) {
        text++;
        n--;
    }
    while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t'))
        n--;
    if (n == 0) return refuse(reader, "values", "a value is missing: write 1, 2, 5 or low : high : n");
    if (n >= sizeof copy) return refuse(reader, "values", "a value is too long");
    memcpy(copy, text, n);
    copy[n] = '\0';
    if (fly_param_parse(reader->axis->row, copy, reader->scratch, &error) < 0)
        return refuse(reader, "values", error.text);
    *number = fly_param_number(reader->axis->row, reader->scratch);
    if (!isfinite(*number)) return refuse(reader, "values", "an axis needs finite values");
    return FLY_OK;
}

static size_t count_char(const char *text, char c)
{
    size_t n = 0;
    for (; *text; text++)
        n += *text == c;
    return n;
}

/* All values that are wrong are told. */
static int read_list(const struct reader *reader, const char *text, struct fly_axis_values *values)
{
    int ret = FLY_OK;
    const size_t n = count_char(text, ',') + 1;
    if (n > MOST_VALUES) return refuse(reader, "values", "too many values");
    values->values = fly_alloc(n, sizeof *values->values);
    if (!values->values) return FLY_ERR_MEMORY;
    for (values->n = 0; values->n < n; text++) {
        const size_t length = strcspn(text, ",");
        const int status = read_number(reader, text, length, &values->values[values->n++]);
        if (status < 0) ret = status;
        text += length;
    }
    return ret;
}

double fly_axis_at(const struct fly_axis *axis, double u)
{
    const double value =
        axis->is_log ? axis->low * pow(axis->high / axis->low, u) : axis->low + u * (axis->high - axis->low);
    const double inside = fmin(fmax(value, fmin(axis->low, axis->high)), fmax(axis->low, axis->high));
    return axis->row->type == FLY_COUNT ? round(inside) : inside;
}

static int read_steps(const struct reader *reader, const char *text, struct fly_axis_values *values)
{
    char *end;
    const unsigned long n = strtoul(text, &end, 10);
    end += strspn(end, " \t");
    if (*end || strchr(text, '-') || n < 2 || n > MOST_VALUES)
        return refuse(reader, "values", "low : high : n takes a whole number n from 2 to 1048576");
    if (reader->is_check) return FLY_OK;
    values->values = fly_alloc(n, sizeof *values->values);
    if (!values->values) return FLY_ERR_MEMORY;
    for (values->n = 0; values->n < n; values->n++)
        values->values[values->n] = fly_axis_at(reader->axis, (double)values->n / (double)(n - 1));
    values->values[n - 1] = reader->axis->high;
    return FLY_OK;
}

static int read_range(const struct reader *reader, const char *text, struct fly_axis_values *values)
{
    int ret;
    struct fly_axis *axis = reader->axis;
    const char *colon = strchr(text, ':'), *second = colon + 1;
    const size_t length = strcspn(second, ":");
    values->is_range = true;
    ret = read_number(reader, text, (size_t)(colon - text), &axis->low);
    const int status = read_number(reader, second, length, &axis->high);
    if (ret == FLY_OK) ret = status;
    if (ret < 0) return ret;
    if (axis->low == axis->high) return refuse(reader, "values", "low and high are the same");
    if (axis->is_log && !(axis->low > 0 && axis->high > 0))
        return refuse(reader, "values", "equal ratios need low and high above 0");
    if (second[length] == ':') FLY_TRY(read_steps(reader, second + length + 1, values));
out:
    return ret;
}

static int read_values(const struct reader *reader, struct fly_axis_values *values)
{
    const struct fly_axis_params *params = reader->section->values;
    const char *text = params->values + strspn(params->values, " \t");
    if (!*text) return refuse(reader, "values", "which values? write 1, 2, 5 or low : high : n");
    reader->axis->is_log = strncmp(text, "log", 3) == 0 && (text[3] == ' ' || text[3] == '\t');
    if (reader->axis->is_log) text += 4;
    if (strchr(text, ':')) return read_range(reader, text, values);
    if (reader->axis->is_log) return refuse(reader, "values", "log goes with low : high : n");
    return read_list(reader, text, values);
}

/* ---- the axis ---- */

static int check_experiment(const struct reader *reader)
{
    const struct fly_axis_params *params = reader->section->values;
    if (!*params->experiment || fly_scenario_instance(reader->scenario, &fly_experiment_table, params->experiment))
        return FLY_OK;
    return refuse(reader, "experiment", "there is no [experiment NAME] of this name");
}

static int read_axis(struct reader *reader, struct fly_axis_values *values)
{
    int ret;
    *reader->axis = (struct fly_axis){.name = reader->section->name};
    *values = (struct fly_axis_values){0};
    FLY_TRY(find_parameter(reader));
    FLY_TRY(read_values(reader, values));
    FLY_TRY(check_experiment(reader));
out:
    fly_free(reader->scratch);
    return ret;
}

int fly_axis_read(const struct fly_section *section, const struct fly_scenario *scenario, struct fly_axis *axis,
                  struct fly_axis_values *values, struct fly_diagnostics *found)
{
    assert(section && scenario && axis && values && found);
    struct reader reader = {.section = section, .scenario = scenario, .found = found, .axis = axis};
    return read_axis(&reader, values);
}

void fly_axis_values_free(struct fly_axis_values *values)
{
    fly_free(values->values);
    *values = (struct fly_axis_values){0};
}

/* Whether an axis before this one changes the same parameter in an experiment that they share. */
static bool is_varied_twice(const struct fly_section *axes, size_t n)
{
    const struct fly_axis_params *last = axes[n].values;
    for (size_t a = 0; a < n; a++) {
        const struct fly_axis_params *one = axes[a].values;
        const bool meet = !*one->experiment || !*last->experiment || strcmp(one->experiment, last->experiment) == 0;
        if (meet && *one->parameter && strcmp(one->parameter, last->parameter) == 0) return true;
    }
    return false;
}

/* A scenario is checked at each of its points: what is as long as there are points must not be made there. */
void fly_axis_check_all(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    size_t n;
    const struct fly_section *axes = fly_scenario_instances(scenario, &fly_axis_table, &n);
    if (!fly_scenario_is_sound(scenario, &fly_axis_table)) return;
    for (size_t a = 0; a < n; a++) {
        struct fly_axis axis;
        struct fly_axis_values values;
        struct reader reader = {
            .section = &axes[a], .scenario = scenario, .found = found, .axis = &axis, .is_check = true};
        const int ret = read_axis(&reader, &values);
        fly_axis_values_free(&values);
        if (ret == FLY_ERR_MEMORY) found->code = ret;
        if (ret == FLY_OK && is_varied_twice(axes, a))
            (void)refuse(&reader, "parameter", "another axis varies this parameter already");
    }
}

/* ---- what a point sets ---- */

/* "section.key=value", to be freed; NULL without memory. */
static char *print_set(const struct fly_axis *axis, double value, const struct fly_param_table *table)
{
    char number[BOUND_TEXT];
    void *values = fly_alloc(1, table->size);
    const size_t size = strlen(axis->parameter) + sizeof number + 1;
    char *set = fly_alloc(size, 1);
    if (values && set) {
        if (axis->row->type == FLY_COUNT) {
            (void)snprintf(number, sizeof number, "%.0f", value);
        } else {
            fly_param_set_real(axis->row, value, values);
            (void)fly_param_print(axis->row, values, number, sizeof number);
        }
        (void)snprintf(set, size, "%s=%s", axis->parameter, number);
    }
    fly_free(values);
    return set;
}

char **fly_design_sets(const struct fly_design *design, size_t point, const struct fly_scenario *scenario, size_t *n)
{
    assert(design && point < design->n_points && scenario && n);
    char **sets = fly_alloc(design->n_axes, sizeof *sets);
    *n = 0;
    for (size_t a = 0; sets && a < design->n_axes; a++) {
        struct fly_place place;
        const double value = design->axes[a].values[point];
        if (isnan(value) || fly_scenario_find(scenario, design->axes[a].parameter, &place, NULL) < 0) continue;
        sets[*n] = print_set(&design->axes[a], value, scenario->sections[place.section].table);
        if (!sets[(*n)++]) {
            fly_design_sets_free(sets, *n);
            return NULL;
        }
    }
    return sets;
}

void fly_design_sets_free(char **sets, size_t n)
{
    for (size_t i = 0; i < n; i++)
        fly_free(sets[i]);
    fly_free(sets);
}
