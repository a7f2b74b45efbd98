/* `flywheel tornado`: what each default marked "(chosen)" does to the difference between two scenarios. */
#include "cli/tornado_out.h"

#include "analysis/tornado_table.h"
#include "cli/experiment.h"
#include "cli/json_out.h"
#include "cli/kpis.h"
#include "cli/needs.h"
#include "cli/progress.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "sim/alloc.h"

#include <string.h>

/* Some two hundred scenarios are run: fewer replicates than for one comparison. */
static const char REPLICATES[] = "4";

static int run_changes(struct fly_tornado *tornado, struct fly_tornado_plan *plan, struct context *context)
{
    struct fly_error error = {0};
    struct progress progress;
    plan->ensemble = session_ensemble(context, &progress);
    progress_start(&progress, fly_tornado_runs(tornado) * plan->base->n_replicates, context->options.quiet);
    int ret = fly_tornado_run(tornado, plan, &error);
    progress_end(&progress);
    return session_tell(context, ret, &error);
}

/* The result: the scenarios as they are, and beside them what each change does. */
static int make_file(struct session *session, const struct fly_results *results, const struct fly_tornado *tornado,
                     const char *kpi, struct context *context)
{
    struct fly_error error = {0};
    struct fly_tornado_table table = {0};
    struct fly_tornado_extras extras = {0};
    struct fly_result result = fly_result_of(results);
    int ret = fly_tornado_table_make(&table, tornado, kpi);
    if (ret == FLY_OK) ret = fly_tornado_extras_make(&extras, &table);
    if (ret < 0) FLY_TRY(fly_fail(&error, ret, "No memory for the result."));
    result.command = session->command;
    result.extras = extras.extras;
    result.n_extras = extras.n;
    FLY_TRY(session_make_file(session, context->options.output, &result, &error));
    if (context->options.output) messages_note(&context->messages, "wrote %s", context->options.output);
out:
    fly_tornado_extras_free(&extras);
    fly_tornado_table_free(&table);
    return messages_add(&context->messages, ret, &error);
}

/* The file and the report, as far as they are asked for. */
static int keep(struct session *session, const struct fly_results *results, const struct tornado_answer *answer,
                struct context *context)
{
    int ret = FLY_OK;
    if (!context->options.output && !context->options.report) return FLY_OK;
    FLY_TRY(make_file(session, results, answer->tornado, answer->kpi->name, context));
    if (context->options.report) FLY_TRY(report_write(&session->data, context->options.report, context));
out:
    return ret;
}

static int present(const struct tornado_answer *answer, struct context *context)
{
    if (context->options.json) {
        context->answer = tornado_out_json(answer);
        return FLY_OK;
    }
    return context->options.markdown ? tornado_out_markdown(answer) : tornado_out_text(answer);
}

static int present_plan(const struct tornado_answer *answer, struct context *context)
{
    const struct session *session = answer->session;
    const struct needs needs = needs_expect(session, &context->options);
    size_t n_changed = fly_tornado_runs(answer->tornado);
    char size[KPIS_SIZE_TEXT], memory[TERMINAL_NUMBER], text[2 * KPIS_SIZE_TEXT];
    if (context->options.json) {
        context->answer = tornado_out_plan_json(answer);
        json_out_set(context->answer, "n_jobs", json_integer((json_int_t)session->n_jobs));
        json_out_set(context->answer, "n_threads", json_integer(needs.n_threads));
        json_out_set(context->answer, "memory_bytes", json_out_number(needs.memory));
        return FLY_OK;
    }
    (void)snprintf(text, sizeof text,
                   "would run %s: 2 scenarios and %zu changed ones, %zu jobs on %d thread%s, about %s of memory",
                   kpis_print_size(session, size), n_changed, session->n_jobs, needs.n_threads,
                   terminal_plural(needs.n_threads), terminal_bytes(needs.memory, memory));
    return tornado_out_plan(answer, text);
}

/* Lists the changes and runs them, after the two scenarios as they are. */
static int run_all(struct session *session, struct context *context)
{
    int ret;
    const struct options *options = &context->options;
    struct fly_error error = {0};
    struct fly_tornado tornado = {0};
    struct fly_results results = {0};
    struct fly_results unrun = {.setups = session->setups, .n_replicates = session->n_replicates};
    struct fly_tornado_plan plan = {.paths = {options->operands.items[0], options->operands.items[1]},
                                    .sets = session->sets,
                                    .n_sets = session->n_sets,
                                    .base = &unrun};
    struct tornado_answer answer = {.session = session, .tornado = &tornado};
    answer.top = options->top == OPTION_ABSENT ? SIZE_MAX : (size_t)options->top;
    size_t kpi;
    FLY_TRY(experiment_kpi(session, options->kpi, &kpi, &context->messages));
    plan.kpi = session->setups[0].layout.kpis[kpi];
    answer.kpi = plan.kpi;
    FLY_TRY(messages_add(&context->messages, fly_tornado_list(&tornado, &plan, &error), &error));
    session->n_jobs += fly_tornado_runs(&tornado) * session->n_replicates;
    session->memory_beside = fly_tornado_memory(&tornado, &plan);
    if (options->dry_run) {
        FLY_TRY(present_plan(&answer, context));
        goto out;
    }
    FLY_TRY(needs_check(session, context));
    FLY_TRY(session_results(session, context, &results));
    plan.base = &results;
    FLY_TRY(run_changes(&tornado, &plan, context));
    FLY_TRY(present(&answer, context));
    FLY_TRY(keep(session, &results, &answer, context));
out:
    fly_results_free(&results);
    fly_tornado_free(&tornado);
    return ret;
}

int command_tornado(struct context *context)
{
    int ret;
    struct session session = {0};
    if (!context->options.replicates) context->options.replicates = REPLICATES;
    struct session_case *cases = session_cases(context);
    if (!cases) FLY_TRY(FLY_ERR_MEMORY);
    FLY_TRY(session_prepare(&session, context, &commands[COMMAND_INDEX_TORNADO], cases, context->options.operands.n));
    FLY_TRY(run_all(&session, context));
out:
    session_close(&session);
    fly_free(cases);
    return ret;
}
