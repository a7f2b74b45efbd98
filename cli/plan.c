/* Measures a few replicates for a moment and says what the whole experiment would take. */
#include "cli/plan.h"

#include "cli/experiment.h"
#include "cli/interrupt.h"
#include "cli/json_out.h"
#include "cli/needs.h"
#include "cli/ranks.h"
#include "cli/terminal.h"
#include "sim/alloc.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

enum { MOST_PROBES = 3 };

static const double PROBE_SECONDS = 1;

/* One replicate, as far as it comes in a second. */
struct probe {
    struct timespec start;
    double seconds, agent_steps, steps, n_steps;
};

struct plan {
    const struct session *session;
    struct needs needs;
    double n_jobs, agent_steps, seconds; /* of all: work, and time of one thread */
    double journal;                      /* bytes beside the output while it runs */
};

static double seconds_since(const struct timespec *start)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + 1e-9 * (double)(now.tv_nsec - start->tv_nsec);
}

static int watch(void *user, const struct fly_progress *progress, struct fly_error *error)
{
    (void)error;
    struct probe *probe = user;
    probe->seconds = seconds_since(&probe->start);
    probe->agent_steps = (double)progress->agent_steps;
    probe->steps = (double)progress->steps;
    probe->n_steps = (double)progress->n_steps;
    return interrupt_signal() || probe->seconds > PROBE_SECONDS;
}

/* Adds what `jobs` replicates of one scenario would take. */
static int probe_setup(struct plan *plan, const struct fly_setup *setup, double jobs, struct fly_error *error)
{
    struct probe probe = {0};
    const struct fly_ensemble_options options = {.threads = 1, .progress = watch, .user = &probe};
    struct fly_results results = {0};
    int ret;
    FLY_TRY(fly_results_init(&results, setup, 1, plan->session->first_replicate, 1, error));
    (void)clock_gettime(CLOCK_MONOTONIC, &probe.start);
    ret = fly_ensemble_run(&results, &options, error);
    if (ret == FLY_ERR_INTERRUPT && !interrupt_signal()) ret = FLY_OK;
    if (ret == FLY_OK && probe.steps > 0) {
        plan->seconds += jobs * probe.seconds * probe.n_steps / probe.steps;
        plan->agent_steps += jobs * probe.agent_steps * probe.n_steps / probe.steps;
    }
out:
    fly_results_free(&results);
    return ret;
}

static int probe_point(struct plan *plan, size_t point, size_t s, double jobs, struct fly_error *error)
{
    const struct session *session = plan->session;
    const struct fly_plan all = session_plan(session);
    struct fly_scenario scenario;
    struct fly_setup setup;
    int ret = fly_plan_load(&all, point, s, session->kpis_only, true, &scenario, &setup, error);
    if (ret < 0) return ret;
    ret = probe_setup(plan, &setup, jobs, error);
    fly_setup_free(&setup);
    fly_scenario_free(&scenario);
    return ret;
}

/* At the first point, the last and one between, which stand for all. */
static int probe_all(struct plan *plan, struct fly_error *error)
{
    const struct session *session = plan->session;
    const size_t n_points = session->has_design ? session->design.n_points : 1,
                 n = n_points < MOST_PROBES ? n_points : MOST_PROBES;
    const double jobs = plan->n_jobs / (double)(n * session->n);
    int ret = FLY_OK;
    for (size_t i = 0; i < n; i++)
        for (size_t s = 0; s < session->n; s++)
            FLY_TRY(session->has_design ? probe_point(plan, n > 1 ? i * (n_points - 1) / (n - 1) : 0, s, jobs, error)
                                        : probe_setup(plan, &session->setups[s], jobs, error));
out:
    return ret;
}

int plan_measure(const struct session *session, double *seconds, struct fly_error *error)
{
    struct plan plan = {.session = session, .n_jobs = (double)session->n_jobs};
    int ret = probe_all(&plan, error);
    *seconds = plan.seconds;
    return ret;
}

static const char *print_seconds(double seconds, char text[TERMINAL_NUMBER])
{
    if (seconds >= 2 * 86400)
        (void)snprintf(text, TERMINAL_NUMBER, "%.1f days", seconds / 86400);
    else if (seconds >= 5400)
        (void)snprintf(text, TERMINAL_NUMBER, "%.1f h", seconds / 3600);
    else if (seconds >= 90)
        (void)snprintf(text, TERMINAL_NUMBER, "%.1f min", seconds / 60);
    else
        (void)snprintf(text, TERMINAL_NUMBER, "%.2g s", seconds);
    return text;
}

static void print_text(const struct plan *plan)
{
    const struct session *session = plan->session;
    const double threads = plan->needs.n_threads;
    char number[TERMINAL_NUMBER], other[TERMINAL_NUMBER];
    printf("points        %zu of %zu ax%ss%s\n", session->design.n_points, session->design.n_axes,
           session->design.n_axes == 1 ? "i" : "e", session->design.n_experiments ? ", several experiments" : "");
    printf("scenarios     %zu\n", session->n);
    printf("replicates    %zu of each: %s in all\n", session->n_replicates,
           terminal_grouped((uint64_t)plan->n_jobs, number));
    if (session->precision.kpi)
        printf("              run.precision may go on to %zu of each\n", session->precision.most);
    printf("agent-steps   about %s, strangers not counted\n", terminal_number(plan->agent_steps, number));
    printf("time          about %s on %d thread%s, as measured on a short probe",
           print_seconds(plan->seconds / threads, number), plan->needs.n_threads, terminal_plural(threads));
    printf(" (%s of one thread)\n", print_seconds(plan->seconds, other));
    printf("memory        about %s\n", terminal_bytes(plan->needs.memory, number));
    printf("file          at most %s, and as long as it runs %s beside it\n", terminal_bytes(plan->needs.file, number),
           terminal_bytes(plan->journal, other));
}

static json_t *plan_json(const struct plan *plan)
{
    const struct session *session = plan->session;
    json_t *object = session_json(session);
    json_out_set(object, "n_points", json_integer((json_int_t)session->design.n_points));
    json_out_set(object, "n_jobs", json_out_number(plan->n_jobs));
    json_out_set(object, "agent_steps", json_out_number(plan->agent_steps));
    json_out_set(object, "thread_seconds", json_out_number(plan->seconds));
    json_out_set(object, "n_threads", json_integer(plan->needs.n_threads));
    json_out_set(object, "memory_bytes", json_out_number(plan->needs.memory));
    json_out_set(object, "file_bytes", json_out_number(plan->needs.file));
    json_out_set(object, "journal_bytes", json_out_number(plan->journal));
    return object;
}

static int show(const struct session *session, struct context *context)
{
    struct fly_error error = {0};
    struct plan plan = {.session = session, .needs = needs_expect(session, &context->options)};
    plan.n_jobs = (double)session->n_jobs;
    plan.journal = needs_journal(session);
    const bool may_run = needs_fit(&plan.needs, &context->options);
    int ret = may_run ? probe_all(&plan, &error) : FLY_OK;
    if (ret < 0) return session_tell(context, ret, &error);
    if (!may_run)
        messages_warn(&context->messages,
                      "this needs more memory than --max-memory allows: it would be refused, and no "
                      "time was measured");
    if (context->options.json)
        context->answer = plan_json(&plan);
    else
        print_text(&plan);
    return FLY_OK;
}

int plan_show(struct context *context, const struct command *command, const struct session_case *cases, size_t n)
{
    struct session session;
    if (ranks_is_helper(context)) return FLY_OK; /* it would only disturb the measurement */
    int ret = session_prepare(&session, context, command, cases, n);
    if (ret == FLY_OK) ret = show(&session, context);
    session_close(&session);
    return ret;
}
