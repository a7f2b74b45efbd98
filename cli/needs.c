/* What a run needs of the machine, estimated before it starts. */
#include "cli/needs.h"

#include "cli/terminal.h"

#include <omp.h>
#include <unistd.h>

/* Threads share one market when there are fewer jobs than threads, else each has its own. */
struct needs needs_expect(const struct session *session, const struct options *options)
{
    uint64_t largest = 0;
    struct needs needs = {.n_threads = options->threads > 0 ? (int)options->threads : omp_get_max_threads()};
    for (size_t i = 0; i < session->n; i++) {
        uint64_t memory = fly_setup_memory(&session->setups[i]);
        if (memory > largest) largest = memory;
    }
    bool is_shared = session->n_jobs < (size_t)needs.n_threads;
    needs.memory = (double)largest * (is_shared ? 1 : needs.n_threads) + session->memory_beside;
    for (size_t i = 0; i < session->n; i++)
        needs.memory += (double)session->n_replicates *
                        (double)fly_record_size(&session->setups[i].layout, session->setups[i].n_rows);
    needs.file = (double)fly_result_size(session->setups, session->n, session->n_replicates);
    return needs;
}

int needs_check(const struct session *session, struct context *context)
{
    const struct needs needs = needs_expect(session, &context->options);
    const double has = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    char needed[TERMINAL_NUMBER], there[TERMINAL_NUMBER];
    if (has <= 0 || needs.memory < has) return FLY_OK;
    return messages_error(&context->messages, FLY_ERR_MEMORY,
                          "this run needs about %s of memory and the machine has %s: take fewer agents, replicates or "
                          "threads",
                          terminal_bytes(needs.memory, needed), terminal_bytes(has, there));
}
