/* Designs, checks and analyses the experiments of a session. */
#include "cli/experiment.h"

#include "cli/interrupt.h"
#include "cli/kpis.h"
#include "cli/terminal.h"
#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    MOST_ERRORS = 20,
    MOST_PLANNED = 4096 /* points that --plan, which should answer at once, checks */
};

static bool is_about(const struct session *session, enum command_index command)
{
    return session->what == &commands[command];
}

static const struct fly_scenario *designer_of(const struct session *session)
{
    return &session->scenarios[session->designer];
}

/* ---- points ---- */

/* The first scenario that has axes. */
static void find_designer(struct session *session, struct messages *messages)
{
    bool is_found = false;
    for (size_t i = 0; i < session->n; i++) {
        if (fly_design_axes(&session->scenarios[i]) == 0) continue;
        if (is_found)
            messages_warn(messages, "the axes of %s are not used: those of %s make the points",
                          session->scenarios[i].name, designer_of(session)->name);
        else
            session->designer = i;
        is_found = true;
    }
}

static size_t samples_of(const struct fly_sensitivity_params *params)
{
    static const size_t standard[FLY_N_METHODS] = {[FLY_MORRIS] = 20, [FLY_SOBOL] = 256, [FLY_PRCC] = 200};
    return params->samples ? (size_t)params->samples : standard[params->method];
}

/* Where the number that the method refuses is written. */
static struct fly_origin place_of_samples(const struct fly_scenario *scenario)
{
    const struct fly_sensitivity_params *params = fly_scenario_values(scenario, &fly_sensitivity_table);
    const bool is_odd = params->method == FLY_MORRIS && params->levels % 2 == 1;
    const struct fly_origin place =
        fly_scenario_origin(scenario, &fly_sensitivity_table, "", is_odd ? "levels" : "samples");
    return place.file ? place : (struct fly_origin){.file = scenario->path};
}

static int design_sensitivity(struct session *session, struct fly_diagnostics *found, struct fly_error *error)
{
    int ret;
    const struct fly_scenario *scenario = designer_of(session);
    const struct fly_sensitivity_params *params = fly_scenario_values(scenario, &fly_sensitivity_table);
    const struct fly_run_params *run = fly_scenario_values(scenario, &fly_run_table);
    const size_t k = fly_design_axes(scenario);
    if (k == 0) return fly_design_init(&session->design, scenario, found); /* which says what is missing */
    ret = fly_sensitivity_design_init(&session->sensitivity, (enum fly_method)params->method, k, samples_of(params),
                                      (unsigned)params->levels, run->seed, error);
    if (ret == FLY_ERR_SCENARIO) {
        const struct fly_origin place = place_of_samples(scenario);
        fly_diagnose(found, FLY_ERROR, place.file, place.line, "%s", error->text);
        error->code = FLY_OK; /* it has been told */
    }
    if (ret < 0) return ret;
    FLY_TRY(fly_design_init_sample(&session->design, scenario, session->sensitivity.u, session->sensitivity.n_points,
                                   found));
out:
    return ret;
}

int experiment_design(struct session *session, struct context *context)
{
    int ret;
    struct fly_error error = {0};
    struct fly_diagnostics *found = &context->messages.found;
    if (!is_about(session, COMMAND_INDEX_SENSITIVITY) && !is_about(session, COMMAND_INDEX_SWEEP)) return FLY_OK;
    find_designer(session, &context->messages);
    const struct fly_scenario *scenario = designer_of(session);
    if (is_about(session, COMMAND_INDEX_SENSITIVITY))
        ret = design_sensitivity(session, found, &error);
    else
        ret = fly_design_init(&session->design, scenario, found);
    if (ret < 0) return error.code < 0 ? messages_add(&context->messages, ret, &error) : ret;
    const struct fly_sweep_params *sweep = fly_scenario_values(scenario, &fly_sweep_table);
    size_t kpi;
    ret = experiment_kpi(session, context->options.kpi, &kpi, &context->messages);
    session->has_design = true;
    session->kpis_only = sweep->keep == FLY_KEEP_KPIS;
    if (sweep->replicates && context->options.replicate == OPTION_ABSENT && !context->options.replicates)
        session->n_replicates = (size_t)sweep->replicates;
    if (ret == FLY_OK && session->setups[0].is_antithetic && session->n_replicates % 2 && session->n_replicates > 1)
        ret = messages_error(&context->messages, FLY_ERR_SCENARIO,
                             "sweep.replicates = %zu is odd, but with run.antithetic = yes replicates come in pairs: "
                             "write %zu",
                             session->n_replicates, session->n_replicates + 1);
    session->n_jobs = session->design.n_points * session->n * session->n_replicates;
    return ret;
}

/* ---- every point ---- */

static int check_point(struct session *session, const struct fly_plan *plan, size_t point, size_t s,
                       struct fly_error *error)
{
    struct fly_scenario scenario;
    struct fly_setup setup;
    int ret = fly_plan_load(plan, point, s, session->kpis_only, false, &scenario, &setup, error);
    if (ret < 0) return ret;
    const double memory = (double)fly_setup_memory(&setup);
    if (memory > session->largest_point) session->largest_point = memory;
    fly_setup_free(&setup);
    fly_scenario_free(&scenario);
    return FLY_OK;
}

/* Of one axis we know the line; of several the file. */
static void tell_point(const struct session *session, struct context *context, int status,
                       const struct fly_error *error)
{
    const struct fly_scenario *scenario = designer_of(session);
    const struct fly_design *design = &session->design;
    struct fly_origin place = {.file = scenario->path};
    if (status != FLY_ERR_SCENARIO) {
        (void)messages_add(&context->messages, status, error);
        return;
    }
    if (design->n_axes == 1) place = fly_scenario_origin(scenario, &fly_axis_table, design->axes[0].name, "values");
    fly_diagnose(&context->messages.found, FLY_ERROR, place.file, place.line, "%s", error->text);
}

int experiment_check(struct session *session, struct context *context)
{
    const struct fly_plan plan = session_plan(session);
    size_t n_wrong = 0;
    int ret = FLY_OK;
    if (!session->has_design) return FLY_OK;
    const size_t n = session->design.n_points, step = context->options.plan && n > MOST_PLANNED ? n / MOST_PLANNED : 1;
    for (size_t point = 0; point < n; point += step) {
        if (interrupt_signal())
            return messages_error(&context->messages, FLY_ERR_INTERRUPT, "interrupted: nothing was run");
        for (size_t s = 0; s < session->n; s++) {
            struct fly_error error = {0};
            const int status = check_point(session, &plan, point, s, &error);
            if (status == FLY_OK) continue;
            ret = status;
            if (n_wrong++ < MOST_ERRORS) tell_point(session, context, status, &error);
        }
    }
    if (n_wrong > MOST_ERRORS)
        (void)messages_error(&context->messages, ret, "%zu more points are wrong", n_wrong - MOST_ERRORS);
    return ret;
}

/* ---- indices ---- */

static int no_memory(struct context *context)
{
    return messages_error(&context->messages, FLY_ERR_MEMORY, "no memory for the indices");
}

static size_t cell_size(const struct experiment_indices *indices)
{
    return indices->n_factors * indices->n_measures;
}

static int name_responses(const struct session *session, struct experiment_indices *indices)
{
    for (size_t t = 0; t < indices->n_responses; t++) {
        const char *name = session->scenarios[t < session->n ? t : t - session->n + 1].name;
        const char *than = t < session->n ? NULL : session->scenarios[0].name;
        const size_t size = strlen(name) + (than ? strlen(than) : 0) + 4;
        indices->responses[t] = fly_alloc(size, 1);
        if (!indices->responses[t]) return FLY_ERR_MEMORY;
        (void)snprintf(indices->responses[t], size, "%s%s%s", name, than ? " - " : "", than ? than : "");
    }
    return FLY_OK;
}

/* The scenarios, and each of the others less the first. */
static int make_room(const struct session *session, struct experiment_indices *indices)
{
    const struct fly_method_info *method = fly_method_info(session->sensitivity.method);
    const struct fly_layout *layout = &session->setups[0].layout;
    indices->n_responses = 2 * session->n - 1;
    indices->n_kpis = layout->n_kpis;
    indices->n_factors = session->design.n_axes;
    indices->n_measures = method->n_measures;
    const size_t n = indices->n_responses * indices->n_kpis;
    indices->responses = fly_alloc(indices->n_responses, sizeof(char *));
    indices->kpis = fly_alloc(indices->n_kpis, sizeof(char *));
    indices->factors = fly_alloc(indices->n_factors, sizeof(char *));
    indices->measures = fly_alloc(indices->n_measures, sizeof(char *));
    indices->means = fly_alloc(session->design.n_points, sizeof(double));
    indices->n_used = fly_alloc(n, sizeof(size_t));
    bool has_memory = indices->responses && indices->kpis && indices->factors && indices->measures && indices->means &&
                      indices->n_used && name_responses(session, indices) == FLY_OK;
    for (size_t v = 0; v < 3; v++)
        has_memory &= (indices->values[v] = fly_alloc(n, cell_size(indices) * sizeof(double))) != NULL;
    if (!has_memory) return FLY_ERR_MEMORY;
    for (size_t k = 0; k < indices->n_kpis; k++)
        indices->kpis[k] = layout->kpis[k]->name;
    for (size_t f = 0; f < indices->n_factors; f++)
        indices->factors[f] = session->design.axes[f].name;
    for (size_t m = 0; m < indices->n_measures; m++)
        indices->measures[m] = method->measures[m].name;
    return FLY_OK;
}

/* The mean of all KPIs of a scenario at a point, [n_kpis]; NAN where one replicate has none. */
static int read_means(const struct session *session, const struct fly_record_source *source, size_t point, size_t s,
                      double *kpis, double *means, struct fly_error *error)
{
    const size_t n_kpis = session->setups[0].layout.n_kpis;
    memset(means, 0, n_kpis * sizeof *means);
    for (size_t r = 0; r < session->n_replicates; r++) {
        int ret = source->read(source->self, (struct fly_job){point, s, r}, FLY_PART_KPIS, 0, kpis, error);
        if (ret < 0) return ret;
        for (size_t k = 0; k < n_kpis; k++)
            means[k] += kpis[k] / (double)session->n_replicates;
    }
    return FLY_OK;
}

/* All means, [n_scenarios][n_kpis][n_points]; NULL on failure. */
static double *read_all_means(const struct session *session, const struct fly_record_source *source,
                              struct fly_error *error)
{
    const size_t n_kpis = session->setups[0].layout.n_kpis, n_points = session->design.n_points;
    double *all = fly_alloc(session->n * n_kpis, n_points * sizeof *all), *two = fly_alloc(2 * n_kpis, sizeof *two);
    int ret = all && two ? FLY_OK : fly_fail(error, FLY_ERR_MEMORY, "No memory for the indices.");
    for (size_t p = 0; ret == FLY_OK && p < n_points; p++)
        for (size_t s = 0; ret == FLY_OK && s < session->n; s++) {
            ret = read_means(session, source, p, s, two, two + n_kpis, error);
            for (size_t k = 0; ret == FLY_OK && k < n_kpis; k++)
                all[(s * n_kpis + k) * n_points + p] = two[n_kpis + k];
        }
    fly_free(two);
    if (ret == FLY_OK) return all;
    fly_free(all);
    return NULL;
}

/* Indices of one response and KPI. */
static int analyse_one(const struct session *session, struct experiment_indices *indices, const double *means,
                       size_t response, size_t kpi, struct fly_index *scratch, struct fly_error *error)
{
    const struct fly_sensitivity_params *params = fly_scenario_values(designer_of(session), &fly_sensitivity_table);
    const size_t n = session->design.n_points, scenario = response < session->n ? response : response - session->n + 1;
    const double *one = means + (scenario * indices->n_kpis + kpi) * n, *than = means + kpi * n;
    for (size_t p = 0; p < n; p++)
        indices->means[p] = response < session->n ? one[p] : one[p] - than[p];
    const size_t place = response * indices->n_kpis + kpi;
    int ret = fly_sensitivity_indices(&session->sensitivity, indices->means, (size_t)params->bootstrap, scratch,
                                      &indices->n_used[place], error);
    for (size_t i = 0; ret == FLY_OK && i < cell_size(indices); i++) {
        indices->values[0][place * cell_size(indices) + i] = scratch[i].value;
        indices->values[1][place * cell_size(indices) + i] = scratch[i].low;
        indices->values[2][place * cell_size(indices) + i] = scratch[i].high;
    }
    return ret;
}

static void tell_file(struct experiment_indices *indices, struct fly_result *result)
{
    static const char *const names[] = {FLY_VAR_INDEX, FLY_VAR_INDEX_LOW, FLY_VAR_INDEX_HIGH};
    static const char *const docs[] = {"index of sensitivity of the mean of a KPI to a factor",
                                       "lower end of its 95 % interval, by bootstrap",
                                       "upper end of its 95 % interval, by bootstrap"};
    for (size_t v = 0; v < 3; v++)
        indices->extras[v] = (struct fly_extra){
            .name = names[v],
            .doc = docs[v],
            .n_dims = FLY_EXTRA_DIMS,
            .dims = {FLY_COORD_RESPONSE, FLY_COORD_KPI, FLY_COORD_FACTOR, FLY_COORD_MEASURE},
            .labels = {(const char *const *)indices->responses, indices->kpis, indices->factors, indices->measures},
            .n_labels = {indices->n_responses, indices->n_kpis, indices->n_factors, indices->n_measures},
            .values = indices->values[v]};
    result->extras = indices->extras;
    result->n_extras = 3;
}

static int analyse_all(struct session *session, const struct fly_result *result, struct fly_error *error)
{
    struct experiment_indices *indices = session->indices;
    int ret = FLY_OK;
    double *means = read_all_means(session, &result->source, error);
    struct fly_index *scratch = fly_alloc(cell_size(indices), sizeof *scratch);
    if (!scratch) ret = fly_fail(error, FLY_ERR_MEMORY, "No memory for the indices.");
    if (!means) ret = error->code;
    for (size_t t = 0; ret == FLY_OK && t < indices->n_responses; t++)
        for (size_t k = 0; ret == FLY_OK && k < indices->n_kpis; k++)
            ret = analyse_one(session, indices, means, t, k, scratch, error);
    fly_free(means);
    fly_free(scratch);
    return ret;
}

int experiment_analyse(struct session *session, struct fly_result *result, struct context *context)
{
    struct fly_error error = {0};
    if (!is_about(session, COMMAND_INDEX_SENSITIVITY)) return FLY_OK;
    session->indices = fly_alloc(1, sizeof *session->indices);
    if (!session->indices || make_room(session, session->indices) < 0) return no_memory(context);
    int ret = analyse_all(session, result, &error);
    if (ret == FLY_OK) tell_file(session->indices, result);
    return messages_add(&context->messages, ret, &error);
}

void experiment_free(struct session *session)
{
    struct experiment_indices *indices = session->indices;
    fly_sensitivity_design_free(&session->sensitivity);
    if (!indices) return;
    for (size_t t = 0; indices->responses && t < indices->n_responses; t++)
        fly_free(indices->responses[t]);
    fly_free(indices->responses);
    fly_free((void *)indices->kpis);
    fly_free((void *)indices->factors);
    fly_free((void *)indices->measures);
    for (size_t v = 0; v < 3; v++)
        fly_free(indices->values[v]);
    fly_free(indices->means);
    fly_free(indices->n_used);
    fly_free(indices);
    session->indices = NULL;
}

int experiment_kpi(const struct session *session, const char *name, size_t *kpi, struct messages *messages)
{
    const struct fly_layout *layout = &session->setups[0].layout;
    const ptrdiff_t k = fly_layout_find_kpi(layout, name ? name : FLY_KPI_VERDICT);
    if (k >= 0) {
        *kpi = (size_t)k;
        return FLY_OK;
    }
    const char **names = fly_alloc(layout->n_kpis, sizeof *names);
    if (!names) return FLY_ERR_MEMORY;
    for (size_t i = 0; i < layout->n_kpis; i++)
        names[i] = layout->kpis[i]->name;
    const int ret = kpis_refuse(name, names, layout->n_kpis, messages);
    fly_free(names);
    return ret;
}
