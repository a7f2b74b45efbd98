/* Loads scenarios, checks that they can be compared, runs them, keeps the result. */
#include "cli/session.h"

#include "cli/dry_run.h"
#include "cli/experiment.h"
#include "cli/interrupt.h"
#include "cli/json_out.h"
#include "cli/needs.h"
#include "cli/progress.h"
#include "cli/ranks.h"
#include "cli/report.h"
#include "cli/slurm.h"
#include "cli/terminal.h"
#include "sim/alloc.h"
#include "sim/provenance.h"
#include "sim/write_file.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { SHORT_SETS = 4, SHORT_SET_TEXT = 256 };

/* --replicates and --seed are settings like any other, before the user's own, which therefore win. */
static int collect_sets(struct session *session, const struct options *options)
{
    const char *const keys[SHORT_SETS] = {"run.replicates", "run.seed", "sensitivity.method", "sensitivity.samples"};
    const char *const values[SHORT_SETS] = {options->replicates, options->seed, options->method, options->samples};
    session->sets = fly_alloc(SHORT_SETS + options->sets.n, sizeof *session->sets);
    session->short_sets = fly_alloc(SHORT_SETS, SHORT_SET_TEXT);
    if (!session->sets || !session->short_sets) return FLY_ERR_MEMORY;
    for (size_t i = 0; i < SHORT_SETS; i++) {
        char *text = session->short_sets + i * SHORT_SET_TEXT;
        if (!values[i]) continue;
        (void)snprintf(text, SHORT_SET_TEXT, "%s=%s", keys[i], values[i]);
        session->sets[session->n_sets++] = text;
    }
    for (size_t i = 0; i < options->sets.n; i++)
        session->sets[session->n_sets++] = options->sets.items[i];
    return FLY_OK;
}

/* Takes over the name. */
static void name_scenario(struct session *session, size_t i, char *name)
{
    fly_free(session->names[i]);
    session->names[i] = session->scenarios[i].name = name;
}

static int add_suffix(struct session *session, size_t i, const char *suffix)
{
    if (!*suffix) return FLY_OK;
    size_t size = strlen(session->scenarios[i].name) + strlen(suffix) + 1;
    char *name = fly_alloc(size, 1);
    if (!name) return FLY_ERR_MEMORY;
    (void)snprintf(name, size, "%s%s", session->scenarios[i].name, suffix);
    name_scenario(session, i, name);
    return FLY_OK;
}

/* The warnings about a case that changes something are those of the scenario, or follow from what is changed, which is
 * no slip of the user: only its errors are told. */
static void tell_errors(const struct fly_diagnostics *own, struct fly_diagnostics *found)
{
    for (size_t i = 0; i < own->n_items; i++)
        if (own->items[i].severity == FLY_ERROR)
            fly_diagnose(found, FLY_ERROR, own->items[i].place[0] ? own->items[i].place : NULL, 0, "%s",
                         own->items[i].text);
}

static bool is_about_axes(const char *set)
{
    return strncmp(set, "axis.", 5) == 0 || strncmp(set, "experiment.", 11) == 0;
}

static bool has_axes(const char *path)
{
    struct fly_scenario scenario;
    struct fly_diagnostics found = {0};
    bool has = false;
    if (fly_scenario_load(&scenario, fly_engine_schema(), path, NULL, 0, &found) == FLY_OK) {
        has = fly_design_axes(&scenario) > 0;
        fly_scenario_free(&scenario);
    }
    fly_diagnostics_free(&found);
    return has;
}

/* What the options change in a scenario: of several strategies only those that describe an experiment hear of its axes.
 * Returns how many. */
static size_t choose_sets(const struct session *session, const char *path, const char **sets)
{
    const bool takes_all = session->n == 1 || has_axes(path);
    size_t n = 0;
    for (size_t k = 0; k < session->n_sets; k++)
        if (takes_all || !is_about_axes(session->sets[k])) sets[n++] = session->sets[k];
    return n;
}

static int load_case(struct session *session, size_t i, const struct session_case *one, struct fly_diagnostics *found)
{
    struct fly_diagnostics own = {0};
    const char **sets = fly_alloc(session->n_sets + one->n_sets, sizeof *sets);
    if (!sets) return FLY_ERR_MEMORY;
    size_t n = choose_sets(session, one->path, sets);
    for (size_t k = 0; k < one->n_sets; k++)
        sets[n++] = one->sets[k];
    session->cases[i] = (struct fly_case){.path = one->path, .sets = sets, .n_sets = n};
    int ret =
        fly_scenario_load(&session->scenarios[i], fly_engine_schema(), one->path, sets, n, one->n_sets ? &own : found);
    tell_errors(&own, found);
    fly_diagnostics_free(&own);
    return ret < 0 ? ret : add_suffix(session, i, one->suffix);
}

static int load_all(struct session *session, struct context *context, const struct session_case *cases)
{
    int ret = collect_sets(session, &context->options);
    if (ret < 0) return ret;
    for (size_t i = 0; i < session->n; i++) {
        int status = load_case(session, i, &cases[i], &context->messages.found);
        if (status < 0 && ret == FLY_OK) ret = status;
    }
    return ret;
}

static bool is_taken(const struct session *session, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(session->scenarios[i].name, name) == 0) return true;
    return false;
}

/* Names label the results, so no two may be the same. */
static int name_apart(struct session *session, struct context *context)
{
    for (size_t i = 1; i < session->n; i++) {
        const char *name = session->scenarios[i].name;
        if (!is_taken(session, i, name)) continue;
        size_t size = strlen(name) + 8;
        char *other = fly_alloc(size, 1);
        if (!other) return FLY_ERR_MEMORY;
        size_t number = 2;
        do {
            (void)snprintf(other, size, "%s-%zu", name, number++);
        } while (is_taken(session, session->n, other));
        messages_warn(&context->messages, "two scenarios are called %s; %s is called %s here", name,
                      session->scenarios[i].path, other);
        name_scenario(session, i, other);
    }
    return FLY_OK;
}

/* A shard is a file of its own. */
static int check_shard(struct session *session, const struct options *options, struct messages *messages)
{
    if (options->shard && !options->output && !options->dry_run)
        return messages_error(messages, FLY_ERR_USAGE, "--shard wants -o OUT.h5: the shards are kept beside it");
    return options_shard(options, &session->shard, &session->n_shards, messages);
}

int session_check_path(const char *path, const struct options *options, const char *what, struct messages *messages)
{
    struct stat output, input;
    struct fly_error error = {0};
    for (size_t i = 0; i < options->operands.n && stat(path, &output) == 0; i++) {
        if (stat(options->operands.items[i], &input) < 0) continue;
        if (input.st_dev == output.st_dev && input.st_ino == output.st_ino)
            return messages_error(messages, FLY_ERR_USAGE, "the output %s would overwrite a %s", path, what);
    }
    return messages_add(messages, fly_check_writable(path, &error), &error);
}

int session_check_output(const struct options *options, const char *what, struct messages *messages)
{
    return options->output ? session_check_path(options->output, options, what, messages) : FLY_OK;
}

static int set_up_all(struct session *session, struct messages *messages)
{
    int ret = FLY_OK;
    for (size_t i = 0; i < session->n; i++) {
        struct fly_error error = {0};
        int status = fly_setup_init(&session->setups[i], &session->scenarios[i], &messages->found, &error);
        if (status < 0) (void)messages_add(messages, status, &error);
        if (status < 0 && ret == FLY_OK) ret = status;
    }
    return ret;
}

static int check_time_axis(const struct session *session, struct messages *messages)
{
    const struct fly_setup *a = &session->setups[0];
    for (size_t i = 1; i < session->n; i++) {
        const struct fly_setup *b = &session->setups[i];
        if (a->step_weeks == b->step_weeks && a->steps_per_row == b->steps_per_row && a->n_rows == b->n_rows) continue;
        double weeks_a = a->step_weeks * a->n_steps, weeks_b = b->step_weeks * b->n_steps;
        return messages_error(
            messages, FLY_ERR_SCENARIO,
            "%s and %s cannot be compared: they differ in time (%g week%s in steps of %g, recorded every "
            "%u step%s; %g week%s in steps of %g, recorded every %u)",
            a->scenario->name, b->scenario->name, weeks_a, terminal_plural(weeks_a), a->step_weeks, a->steps_per_row,
            terminal_plural(a->steps_per_row), weeks_b, terminal_plural(weeks_b), b->step_weeks, b->steps_per_row);
    }
    return FLY_OK;
}

static int check_pairing(const struct session *session, struct messages *messages)
{
    const struct fly_setup *a = &session->setups[0];
    for (size_t i = 1; i < session->n; i++)
        if (session->setups[i].is_antithetic != a->is_antithetic)
            return messages_error(messages, FLY_ERR_SCENARIO,
                                  "%s and %s cannot be compared: run.antithetic is on in one only", a->scenario->name,
                                  session->setups[i].scenario->name);
    return FLY_OK;
}

static void warn_of_sizes(const struct session *session, struct messages *messages)
{
    char first[TERMINAL_NUMBER], other[TERMINAL_NUMBER];
    uint64_t n = session->setups[0].n_agents;
    for (size_t i = 1; i < session->n; i++) {
        if (session->setups[i].n_agents == n) continue;
        messages_warn(messages,
                      "the markets differ in size: %s and %s agents; sums of money and people cannot be compared",
                      terminal_grouped(n, first), terminal_grouped(session->setups[i].n_agents, other));
    }
}

static bool same_seeds(const struct fly_setup *a, const struct fly_setup *b)
{
    return a->seed_population == b->seed_population && a->seed_network == b->seed_network &&
           a->seed_dynamics == b->seed_dynamics;
}

void session_warn_of_differences(const struct session *session, struct messages *messages)
{
    bool seeds_differ = false;
    warn_of_sizes(session, messages);
    for (size_t i = 1; i < session->n; i++)
        seeds_differ |= !same_seeds(&session->setups[i], &session->setups[0]);
    if (seeds_differ)
        messages_warn(messages, "the scenarios have different seeds, so they do not share their random numbers: the "
                                "replicates are not pairs, and the intervals are wider than they need be");
}

static void choose_replicates(struct session *session, const struct options *options, struct messages *messages)
{
    uint64_t most = 0;
    bool differ = false;
    for (size_t i = 0; i < session->n; i++) {
        const struct fly_setup *setup = &session->setups[i];
        if (setup->n_replicates > most) most = setup->n_replicates;
        differ |= setup->n_replicates != session->setups[0].n_replicates;
    }
    session->n_replicates = (size_t)most;
    if (options->replicate != OPTION_ABSENT) {
        session->first_replicate = (uint32_t)options->replicate;
        session->n_replicates = 1;
    } else if (differ)
        messages_warn(messages, "the scenarios ask for different numbers of replicates; all get %zu", (size_t)most);
    session->n_jobs = session->n * session->n_replicates;
}

/* One replicate alone, and one shard of several, know nothing of the others. */
static int take_precision(struct session *session, struct context *context)
{
    struct fly_diagnostics again = {0}; /* what is wrong has been said */
    session->n_asked = session->n_replicates;
    session->precision = fly_precision_of(&session->scenarios[session->designer], &again);
    fly_diagnostics_free(&again);
    if (context->options.replicate != OPTION_ABSENT) session->precision.kpi = NULL;
    if (session->precision.kpi && session->n_replicates > session->precision.most)
        return messages_error(&context->messages, FLY_ERR_SCENARIO,
                              "run.max_replicates = %zu is less than the %zu replicates that run.precision begins with",
                              session->precision.most, session->n_replicates);
    if (!session->precision.kpi || (session->n_shards <= 1 && !context->options.cut_market)) return FLY_OK;
    return messages_error(&context->messages, FLY_ERR_USAGE,
                          "run.precision decides by all replicates how many there are: it cannot go with %s",
                          session->n_shards > 1 ? "--shard" : "--cut-market");
}

static int check_all(struct session *session, struct context *context, const struct session_case *cases)
{
    int ret;
    struct messages *messages = &context->messages;
    FLY_TRY(load_all(session, context, cases));
    FLY_TRY(name_apart(session, context));
    FLY_TRY(check_shard(session, &context->options, messages));
    if (!context->options.dry_run) FLY_TRY(session_check_output(&context->options, "scenario", messages));
    FLY_TRY(report_check(&context->options, "scenario", messages));
    FLY_TRY(set_up_all(session, messages));
    FLY_TRY(check_time_axis(session, messages));
    FLY_TRY(check_pairing(session, messages));
    choose_replicates(session, &context->options, messages);
    session_warn_of_differences(session, messages);
    FLY_TRY(experiment_design(session, context));
    FLY_TRY(experiment_check(session, context));
    FLY_TRY(take_precision(session, context));
out:
    return ret;
}

int session_prepare(struct session *session, struct context *context, const struct command *command,
                    const struct session_case *cases, size_t n)
{
    *session = (struct session){.n = n, .what = command};
    session->cases = fly_alloc(n, sizeof *session->cases);
    session->scenarios = fly_alloc(n, sizeof *session->scenarios);
    session->setups = fly_alloc(n, sizeof *session->setups);
    session->names = fly_alloc(n, sizeof *session->names);
    session->command = options_command_line(&context->options, command);
    bool has_memory = session->cases && session->scenarios && session->setups && session->names && session->command;
    int ret = has_memory ? check_all(session, context, cases) : FLY_ERR_MEMORY;
    messages_print(&context->messages);
    return ret;
}

void session_close(struct session *session)
{
    interrupt_forget();
    fly_dataset_close(&session->data);
    fly_store_free(&session->store);
    keep_close(&session->keep);
    fly_design_free(&session->design);
    experiment_free(session);
    for (size_t i = 0; session->cases && session->scenarios && session->setups && session->names && i < session->n;
         i++) {
        fly_free((void *)session->cases[i].sets);
        fly_free((void *)session->cases[i].sources);
        fly_setup_free(&session->setups[i]);
        fly_scenario_free(&session->scenarios[i]);
        fly_free(session->names[i]);
    }
    fly_free(session->cases);
    fly_free(session->scenarios);
    fly_free(session->setups);
    fly_free(session->names);
    fly_free(session->command);
    fly_free(session->sets);
    fly_free(session->short_sets);
    *session = (struct session){0};
}

/* What was said of the result rests on all of it. */
static int check_reading(struct context *context)
{
    if (!fly_dataset_has_failed()) return FLY_OK;
    return messages_error(&context->messages, FLY_ERR_IO,
                          "the result could not be read again in full: what is said of it here may be wrong");
}

int session_run_cases(struct context *context, const struct command *command, const struct session_case *cases,
                      size_t n, int (*present)(const struct session *session, struct context *context))
{
    int ret;
    struct session session;
    ret = session_prepare(&session, context, command, cases, n);
    if (ret == FLY_OK && !context->options.dry_run) ret = needs_check(&session, context);
    FLY_TRY(ranks_agree(context, ret));
    if (context->options.dry_run) {
        FLY_TRY(dry_run_present(&session, context));
    } else if (context->options.slurm) {
        FLY_TRY(slurm_write(&session, context));
    } else {
        FLY_TRY(session_simulate(&session, context));
        if (session.data.file) FLY_TRY(present(&session, context));
        if (session.data.file && context->options.report)
            FLY_TRY(report_write(&session.data, context->options.report, context));
        FLY_TRY(check_reading(context));
    }
out:
    session_close(&session);
    return ret;
}

struct session_case *session_cases(const struct context *context)
{
    const struct texts *operands = &context->options.operands;
    struct session_case *cases = fly_alloc(operands->n, sizeof *cases);
    for (size_t i = 0; cases && i < operands->n; i++)
        cases[i] = (struct session_case){.path = operands->items[i], .suffix = ""};
    return cases;
}

int session_run(struct context *context, const struct command *command,
                int (*present)(const struct session *session, struct context *context))
{
    struct session_case *cases = session_cases(context);
    if (!cases) return FLY_ERR_MEMORY;
    int ret = session_run_cases(context, command, cases, context->options.operands.n, present);
    fly_free(cases);
    return ret;
}

static json_t *scenario_json(const struct fly_setup *setup)
{
    json_t *object = json_object();
    json_out_set(object, "name", json_out_text(setup->scenario->name));
    json_out_set(object, "path", json_out_text(setup->scenario->path));
    json_out_set(object, "n_agents", json_integer(setup->n_agents));
    return object;
}

static json_t *precision_json(const struct session *session)
{
    json_t *object = json_object();
    json_out_set(object, "kpi", json_out_text(session->precision.kpi->name));
    json_out_set(object, "half_width", json_out_number(session->reached.half_width));
    json_out_set(object, "wanted", json_out_number(session->reached.wanted));
    json_out_set(object, "reached", json_boolean(fly_is_reached(&session->reached)));
    return object;
}

json_t *session_json(const struct session *session)
{
    const struct fly_setup *setup = &session->setups[0];
    json_t *object = json_object(), *scenarios = json_array();
    json_out_set(object, "version", json_out_text(fly_version()));
    json_out_set(object, "revision", json_out_text(fly_revision()));
    json_out_set(object, "command", json_out_text(session->command));
    for (size_t i = 0; i < session->n; i++)
        json_out_append(scenarios, scenario_json(&session->setups[i]));
    json_out_set(object, "scenarios", scenarios);
    json_out_set(object, "weeks", json_out_number(setup->step_weeks * setup->n_steps));
    json_out_set(object, "first_replicate", json_integer(session->first_replicate));
    json_out_set(object, "n_replicates", json_integer((json_int_t)session->n_replicates));
    if (session->precision.kpi) json_out_set(object, "precision", precision_json(session));
    json_out_set(object, "antithetic", json_boolean(setup->is_antithetic));
    return object;
}
