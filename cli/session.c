/* Loads scenarios, checks that they can be compared, runs them, keeps the result. */
#include "cli/session.h"

#include "cli/dry_run.h"
#include "cli/json_out.h"
#include "cli/needs.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "sim/alloc.h"
#include "sim/provenance.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { SHORT_SETS = 2 };

/* --replicates and --seed are settings like any other, before the user's own, which therefore win. */
static int load_all(struct session *session, struct context *context)
{
    const struct options *options = &context->options;
    char shorts[SHORT_SETS][256];
    size_t n_sets = 0;
    int ret = FLY_OK;
    const char **sets = fly_alloc(SHORT_SETS + options->sets.n, sizeof *sets);
    if (!sets) return FLY_ERR_MEMORY;
    const char *const keys[] = {"run.replicates", "run.seed"}, *const values[] = {options->replicates, options->seed};
    for (size_t i = 0; i < SHORT_SETS; i++) {
        if (!values[i]) continue;
        (void)snprintf(shorts[i], sizeof shorts[i], "%s=%s", keys[i], values[i]);
        sets[n_sets++] = shorts[i];
    }
    for (size_t i = 0; i < options->sets.n; i++)
        sets[n_sets++] = options->sets.items[i];
    for (size_t i = 0; i < session->n; i++) {
        int status = fly_scenario_load(&session->scenarios[i], fly_engine_schema(), options->operands.items[i], sets,
                                       n_sets, &context->messages.found);
        if (status < 0 && ret == FLY_OK) ret = status;
    }
    fly_free(sets);
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
        session->names[i] = fly_alloc(size, 1);
        if (!session->names[i]) return FLY_ERR_MEMORY;
        size_t number = 2;
        do {
            (void)snprintf(session->names[i], size, "%s-%zu", name, number++);
        } while (is_taken(session, session->n, session->names[i]));
        messages_warn(&context->messages, "two scenarios are called %s; %s is called %s here", name,
                      session->scenarios[i].path, session->names[i]);
        session->scenarios[i].name = session->names[i];
    }
    return FLY_OK;
}

/* A slip like `run -o a.ini a.ini` must not cost the user a scenario. */
static int check_output(const struct options *options, struct messages *messages)
{
    struct stat output, input;
    struct fly_error error = {0};
    if (!options->output) return FLY_OK;
    for (size_t i = 0; i < options->operands.n && stat(options->output, &output) == 0; i++) {
        if (stat(options->operands.items[i], &input) < 0) continue;
        if (input.st_dev == output.st_dev && input.st_ino == output.st_ino)
            return messages_error(messages, FLY_ERR_USAGE, "the output %s would overwrite a scenario", options->output);
    }
    return messages_add(messages, fly_check_writable(options->output, &error), &error);
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

static void choose_replicates(struct session *session, const struct options *options, struct messages *messages)
{
    uint64_t most = 0;
    bool differ = false, seeds_differ = false;
    for (size_t i = 0; i < session->n; i++) {
        const struct fly_setup *setup = &session->setups[i];
        if (setup->n_replicates > most) most = setup->n_replicates;
        differ |= setup->n_replicates != session->setups[0].n_replicates;
        seeds_differ |= !same_seeds(setup, &session->setups[0]);
    }
    session->n_replicates = (size_t)most;
    if (options->replicate != OPTION_ABSENT) {
        session->first_replicate = (uint32_t)options->replicate;
        session->n_replicates = 1;
    } else if (differ)
        messages_warn(messages, "the scenarios ask for different numbers of replicates; all get %zu", (size_t)most);
    if (seeds_differ)
        messages_warn(messages, "the scenarios have different seeds, so they do not share their random numbers: the "
                                "replicates are not pairs, and the intervals are wider than they need be");
}

static int prepare(struct session *session, struct context *context)
{
    int ret;
    struct messages *messages = &context->messages;
    FLY_TRY(load_all(session, context));
    FLY_TRY(name_apart(session, context));
    if (!context->options.dry_run) FLY_TRY(check_output(&context->options, messages));
    FLY_TRY(set_up_all(session, messages));
    FLY_TRY(check_time_axis(session, messages));
    warn_of_sizes(session, messages);
    choose_replicates(session, &context->options, messages);
out:
    return ret;
}

/* Loads and checks everything that can be wrong before a run starts. */
static int prepare_session(struct session *session, struct context *context, const struct command *command)
{
    *session = (struct session){.n = context->options.operands.n};
    session->scenarios = fly_alloc(session->n, sizeof *session->scenarios);
    session->setups = fly_alloc(session->n, sizeof *session->setups);
    session->names = fly_alloc(session->n, sizeof *session->names);
    session->command = options_command_line(&context->options, command);
    bool has_memory = session->scenarios && session->setups && session->names && session->command;
    int ret = has_memory ? prepare(session, context) : FLY_ERR_MEMORY;
    messages_print(&context->messages);
    return ret;
}

static int run_all(struct session *session, struct context *context, struct fly_error *error)
{
    const struct options *options = &context->options;
    struct progress progress;
    struct fly_ensemble_options ensemble = {.progress = progress_report, .user = &progress};
    if (options->threads != OPTION_ABSENT) ensemble.threads = (int)options->threads;
    progress_start(&progress, session->n * session->n_replicates, options->quiet);
    int ret = fly_ensemble_run(&session->results, &ensemble, error);
    progress_end(&progress);
    return ret;
}

static int simulate(struct session *session, struct context *context)
{
    int ret;
    struct fly_error error = {0};
    FLY_TRY(fly_results_init(&session->results, session->setups, session->n, session->first_replicate,
                             session->n_replicates, &error));
    session->results.command = session->command;
    FLY_TRY(run_all(session, context, &error));
    FLY_TRY(fly_result_image(&session->image, &session->results, &error));
    FLY_TRY(fly_dataset_open_image(&session->data, &session->image, &error));
out:
    if (ret == FLY_ERR_INTERRUPT) return messages_error(&context->messages, ret, "interrupted: nothing was written");
    return messages_add(&context->messages, ret, &error);
}

static int save(const struct session *session, struct context *context)
{
    struct fly_error error = {0};
    const char *output = context->options.output;
    if (!output) return FLY_OK;
    int ret = fly_write_file(output, session->image.bytes, session->image.size, &error);
    if (ret == FLY_OK) messages_note(&context->messages, "wrote %s", output);
    return messages_add(&context->messages, ret, &error);
}

static void free_session(struct session *session)
{
    fly_dataset_close(&session->data);
    fly_image_free(&session->image);
    fly_results_free(&session->results);
    for (size_t i = 0; session->scenarios && session->setups && session->names && i < session->n; i++) {
        fly_setup_free(&session->setups[i]);
        fly_scenario_free(&session->scenarios[i]);
        fly_free(session->names[i]);
    }
    fly_free(session->scenarios);
    fly_free(session->setups);
    fly_free(session->names);
    fly_free(session->command);
    *session = (struct session){0};
}

int session_run(struct context *context, const struct command *command,
                int (*present)(const struct session *session, struct context *context))
{
    int ret;
    struct session session;
    FLY_TRY(prepare_session(&session, context, command));
    if (context->options.dry_run) {
        FLY_TRY(dry_run_present(&session, context));
    } else {
        FLY_TRY(needs_check(&session, context));
        FLY_TRY(simulate(&session, context));
        FLY_TRY(present(&session, context));
        FLY_TRY(save(&session, context));
    }
out:
    free_session(&session);
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
    return object;
}
