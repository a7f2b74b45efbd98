/* The progress line: replicates done, agent-steps per second, time left. */
#include "cli/progress.h"

#include "cli/interrupt.h"
#include "cli/terminal.h"

static const double seconds_between = 0.1;
static const char wipe[] = "\r\033[K";

static double seconds_since(const struct timespec *start)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + 1e-9 * (double)(now.tv_nsec - start->tv_nsec);
}

void progress_start(struct progress *progress, size_t n_jobs, bool quiet)
{
    *progress = (struct progress){.is_shown = !quiet && terminal_is_tty(stderr)};
    (void)clock_gettime(CLOCK_MONOTONIC, &progress->start);
    if (progress->is_shown) (void)fprintf(stderr, "0 of %zu replicate%s", n_jobs, terminal_plural((double)n_jobs));
}

static void print_time(double seconds)
{
    if (seconds >= 5400)
        (void)fprintf(stderr, "%.1f h left", seconds / 3600);
    else if (seconds >= 90)
        (void)fprintf(stderr, "%.0f min left", seconds / 60);
    else
        (void)fprintf(stderr, "%.0f s left", seconds);
}

int progress_report(void *user, const struct fly_progress *done, struct fly_error *error)
{
    struct progress *progress = user;
    if (interrupt_signal()) return 1;
    double elapsed = seconds_since(&progress->start);
    if (progress->each_second && elapsed - progress->last_second >= 1) {
        progress->last_second = elapsed;
        int ret = progress->each_second(progress->user, error);
        if (ret < 0) return ret;
    }
    if (!progress->is_shown) return 0;
    if (elapsed - progress->last_shown < seconds_between && done->n_done < done->n_jobs) return 0;
    progress->last_shown = elapsed;
    char rate[TERMINAL_NUMBER];
    (void)terminal_number((double)done->agent_steps / (elapsed > 0 ? elapsed : 1), rate);
    (void)fprintf(stderr, "%s%zu of %zu replicate%s, %s agent-steps/s, ", wipe, done->n_done, done->n_jobs,
                  terminal_plural((double)done->n_jobs), rate);
    print_time(done->steps ? elapsed / (double)done->steps * (double)(done->n_steps - done->steps) : 0);
    return 0;
}

void progress_end(const struct progress *progress)
{
    if (progress->is_shown) (void)fputs(wipe, stderr);
}
