/* Runs what a session has prepared: replicates into its store, the store into a result file, the file into data. */
#include "cli/experiment.h"
#include "cli/interrupt.h"
#include "cli/json_out.h"
#include "cli/progress.h"
#include "cli/ranks.h"
#include "cli/session.h"
#include "cli/terminal.h"
#include "sim/alloc.h"
#include "sim/write_file.h"

#include <inttypes.h>
#include <math.h>

bool session_is_shard(const struct session *session)
{
    return session_plan(session).n_shards > 1;
}

struct fly_plan session_plan(const struct session *session)
{
    return (struct fly_plan){.setups = session->setups,
                             .cases = session->cases,
                             .n_scenarios = session->n,
                             .design = session->has_design ? &session->design : NULL,
                             .first_replicate = session->first_replicate,
                             .n_replicates = session->n_replicates,
                             .shard = session->shard,
                             .n_shards = session->n_shards};
}

struct fly_result session_result(const struct session *session)
{
    return (struct fly_result){.setups = session->setups,
                               .n_scenarios = session->n,
                               .design = session->has_design ? &session->design : NULL,
                               .first_replicate = session->first_replicate,
                               .n_replicates = session->n_replicates,
                               .kpis_only = session->kpis_only,
                               .command = session->command,
                               .source = session->store.at ? fly_store_source(&session->store)
                                                           : (struct fly_record_source){0}};
}

struct fly_ensemble_options session_ensemble(const struct context *context, struct progress *progress)
{
    int64_t threads = context->options.threads;
    return (struct fly_ensemble_options){
        .threads = threads != OPTION_ABSENT ? (int)threads : 0, .progress = progress_report, .user = progress};
}

int session_tell(struct context *context, int status, const struct fly_error *error)
{
    if (status != FLY_ERR_INTERRUPT) return messages_add(&context->messages, status, error);
    return messages_error(&context->messages, status, "interrupted: nothing was written");
}

static int sync_store(void *store, struct fly_error *error)
{
    return fly_store_sync(store, error);
}

/* What is to be said and done if the program has to leave at once, prepared while there is time. */
static int prepare_to_leave(const struct session *session, const struct context *context)
{
    if (!session->keep.is_open) return FLY_OK;
    char *unfinished = fly_new_file_temporary(context->options.output, FLY_UNFINISHED);
    if (!unfinished) return FLY_ERR_MEMORY;
    interrupt_prepare(unfinished, session->keep.path, &session->store.n_done);
    fly_free(unfinished);
    return FLY_OK;
}

static int run_plan(struct session *session, struct context *context, struct fly_error *error)
{
    struct progress progress;
    const struct fly_plan plan = session_plan(session);
    const struct fly_ensemble_options ensemble = session_ensemble(context, &progress);
    size_t n_done;
    const size_t n_jobs = fly_plan_jobs(&plan, &session->store, &n_done);
    progress_start(&progress, n_jobs, context->options.quiet);
    progress.each_second = sync_store;
    progress.user = &session->store;
    int ret = fly_plan_run(&plan, &session->store, &ensemble, context->deal, error);
    progress_end(&progress);
    return ret;
}

/* The failure, and what is safe in spite of it. */
static int tell_failure(struct session *session, struct context *context, int status, const struct fly_error *error)
{
    size_t n_done = 0, n_jobs = 0;
    const struct fly_plan plan = session_plan(session);
    if (!session->keep.is_open) return session_tell(context, status, error);
    if (status == FLY_ERR_INTERRUPT)
        (void)messages_error(&context->messages, status, "interrupted");
    else
        (void)messages_add(&context->messages, status, error);
    if (session->store.at) n_jobs = fly_plan_jobs(&plan, &session->store, &n_done);
    keep_tell(&session->keep, n_done, n_jobs, context);
    /* at once: to give back much memory takes longer than there is after a signal */
    messages_print(&context->messages);
    return status;
}

/* At the point that is furthest from what was asked for. */
static int look(struct session *session, struct fly_error *error)
{
    const size_t n_points = session->has_design ? session->design.n_points : 1;
    const struct fly_record_source source = fly_store_source(&session->store);
    int ret = FLY_OK;
    for (size_t p = 0; p < n_points; p++) {
        struct fly_reached here;
        FLY_TRY(fly_precision_look(&session->precision, session->setups, session->n, p, session->first_replicate,
                                   session->n_replicates, &source, &here, error));
        const bool is_further =
            !(here.half_width / here.wanted <= session->reached.half_width / session->reached.wanted);
        if (p == 0 || is_further) session->reached = here;
    }
out:
    return ret;
}

static void tell_precision(const struct session *session, struct context *context)
{
    const struct fly_reached *reached = &session->reached;
    const double half = reached->half_width, wanted = reached->wanted;
    if (isnan(half) || isnan(wanted))
        messages_warn(&context->messages, "%s is undefined in some replicates: run.precision cannot be reached",
                      session->precision.kpi->name);
    else if (fly_is_reached(reached))
        messages_note(&context->messages, "%s is known to +-%.4g (asked: %.4g) after %zu replicates",
                      session->precision.kpi->name, half, wanted, session->n_replicates);
    else
        messages_warn(
            &context->messages,
            "after %zu replicates %s is known to +-%.4g only, not to +-%.4g as run.precision asks (at most %zu are "
            "allowed: run.max_replicates)",
            session->n_replicates, session->precision.kpi->name, half, wanted, session->precision.most);
}

/* Rounds of replicates until the interval is narrow enough; one round where nothing is asked for. */
static int run_rounds(struct session *session, struct context *context, struct fly_error *error)
{
    int ret;
    for (;;) {
        FLY_TRY(run_plan(session, context, error));
        if (!session->precision.kpi || ranks_is_helper(context)) return FLY_OK;
        FLY_TRY(look(session, error));
        const size_t next = fly_precision_next(&session->precision, &session->reached, session->n_replicates,
                                               session->setups[0].is_antithetic);
        if (next == session->n_replicates) break;
        FLY_TRY(fly_store_grow(&session->store, next, error));
        session->n_replicates = next;
    }
    tell_precision(session, context);
out:
    return ret;
}

static void tell_start(const struct session *session, struct context *context)
{
    const struct fly_plan plan = session_plan(session);
    size_t n_done;
    const size_t n_jobs = fly_plan_jobs(&plan, &session->store, &n_done);
    if (n_done > 0)
        messages_note(&context->messages, "going on with %s: %zu of %zu replicates are finished already",
                      session->keep.path, n_done, n_jobs);
}

/* Opens what replicates are kept in. Only the first of several processes has anything to keep. */
static int open_store(struct session *session, struct context *context)
{
    int ret;
    struct fly_error error = {0};
    const size_t n_points = session->has_design ? session->design.n_points : 1;
    FLY_TRY(messages_add(&context->messages, fly_results_check(session->setups, session->n, &error), &error));
    if (!ranks_is_helper(context)) FLY_TRY(keep_open(&session->keep, session, context));
    FLY_TRY(prepare_to_leave(session, context));
    ret = fly_store_init(&session->store, session->setups, session->n, n_points, session->n_replicates,
                         session->kpis_only, session->keep.is_open ? &session->keep.journal : NULL, &error);
    if (ret < 0) ret = tell_failure(session, context, ret, &error);
out:
    return ranks_agree(context, ret);
}

/* Runs what is not finished yet. Other processes are let go as soon as there is nothing left for them. */
static int fill_store(struct session *session, struct context *context)
{
    struct fly_error error = {0}, unsynced = {0};
    int ret = open_store(session, context);
    if (ret < 0) return ret;
    tell_start(session, context);
    ret = run_rounds(session, context, &error);
    if (context->deal) ret = fly_deal_end(context->deal, &session->store, ret, &error);
    const int synced = fly_store_sync(&session->store, &unsynced);
    if (ret == FLY_OK && synced < 0) {
        ret = synced;
        error = unsynced;
    }
    return ret < 0 ? tell_failure(session, context, ret, &error) : FLY_OK;
}

/* What has just been written is no wrong input. */
static int open_written(struct session *session, const char *path, struct fly_error *error)
{
    const int ret = fly_dataset_open_file(&session->data, path, error);
    if (ret != FLY_ERR_NO_INPUT) return ret;
    return fly_fail(error, FLY_ERR_IO, "%s is written, but could not be read again.", path);
}

int session_make_file(struct session *session, const char *output, const struct fly_result *result,
                      struct fly_error *error)
{
    int ret;
    struct fly_image image = {0};
    if (output) {
        FLY_TRY(fly_result_write(output, result, error));
        FLY_TRY(open_written(session, output, error));
    } else {
        FLY_TRY(fly_result_make_image(&image, result, error));
        FLY_TRY(fly_dataset_open_image(&session->data, &image, error));
    }
out:
    fly_image_free(&image);
    return ret;
}

static int write_result(struct session *session, struct context *context)
{
    struct fly_error error = {0};
    const char *output = context->options.output;
    struct fly_result result = session_result(session);
    int ret = experiment_analyse(session, &result, context);
    if (ret < 0) return tell_failure(session, context, FLY_OK, &error), ret;
    ret = session_make_file(session, output, &result, &error);
    if (ret < 0) return tell_failure(session, context, ret, &error);
    if (!output) return FLY_OK;
    interrupt_forget();
    messages_note(&context->messages, "wrote %s", output);
    ret = keep_remove(&session->keep, context);
    if (ret < 0) (void)messages_error(&context->messages, ret, "%s is whole all the same", output);
    return ret;
}

int session_simulate(struct session *session, struct context *context)
{
    int ret = fill_store(session, context);
    if (ret < 0 || ranks_is_helper(context)) return ret;
    if (!session_is_shard(session)) return write_result(session, context);
    size_t n_done;
    const struct fly_plan plan = session_plan(session);
    const size_t n_jobs = fly_plan_jobs(&plan, &session->store, &n_done);
    if (context->options.json) {
        context->answer = session_json(session);
        json_out_set(context->answer, "shard", json_out_text(session->keep.path));
        json_out_set(context->answer, "n_replicates_of_shard", json_integer((json_int_t)n_jobs));
    }
    messages_note(&context->messages, "wrote %s: %zu replicate%s, part %" PRIu32 " of %" PRIu32, session->keep.path,
                  n_jobs, terminal_plural((double)n_jobs), plan.shard + 1, plan.n_shards);
    return FLY_OK;
}

int session_results(const struct session *session, struct context *context, struct fly_results *results)
{
    int ret;
    struct progress progress;
    struct fly_error error = {0};
    const struct fly_ensemble_options ensemble = session_ensemble(context, &progress);
    FLY_TRY(fly_results_init(results, session->setups, session->n, session->first_replicate, session->n_replicates,
                             &error));
    progress_start(&progress, session->n * session->n_replicates, context->options.quiet);
    ret = fly_ensemble_run(results, &ensemble, &error);
    progress_end(&progress);
out:
    return session_tell(context, ret, &error);
}
