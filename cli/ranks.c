/* Begins and ends MPI for the command; without MPI there is nothing to do. */
#include "cli/ranks.h"

#include "cli/interrupt.h"
#include "sim/alloc.h"
#include "sim/deal.h"
#include "sim/ranks.h"

#include <stdio.h>
#include <stdlib.h>

bool ranks_is_helper(const struct context *context)
{
    const struct fly_ranks *ranks = context->deal ? context->deal->ranks : NULL;
    return ranks && ranks->rank > 0;
}

int ranks_agree(struct context *context, int status)
{
    struct fly_error error = {0};
    if (!context->deal || !context->deal->is_market_cut) return status;
    if (status < 0) (void)fly_fail(&error, status, "%s", messages_last_error(&context->messages));
    const int all = fly_ranks_agree(context->deal->ranks, status, &error);
    return status < 0 ? status : messages_add(&context->messages, all, &error);
}

#ifdef FLYWHEEL_MPI

/* What mpirun and srun leave in the environment of what they start: alone, a program need not wait for MPI to begin. */
static bool is_started_by_mpi(void)
{
    static const char *const marks[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK", "MPI_LOCALNRANKS"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (getenv(marks[i])) return true;
    return false;
}

/* All processes meet the same errors in the same files: one of them is enough to tell. */
static void be_silent(void)
{
    if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr)) return;
}

int ranks_begin(struct context *context)
{
    struct fly_error error = {0};
    if (!is_started_by_mpi()) return FLY_OK;
    const struct fly_ranks *ranks = fly_ranks_mpi_begin(&error);
    if (!ranks) return messages_add(&context->messages, error.code, &error);
    context->deal = fly_alloc(1, sizeof *context->deal);
    if (!context->deal) return FLY_ERR_MEMORY;
    if (ranks->rank > 0) be_silent();
    int ret = fly_deal_init(context->deal, ranks, &error);
    return messages_add(&context->messages, ret, &error);
}

int ranks_take_options(struct context *context)
{
    if (context->deal) context->deal->is_market_cut = context->options.cut_market;
    return FLY_OK;
}

/* The first process tells for all of them, by its exit status too: a launcher ends the others as soon as one has
 * failed, and it must not be ended before it has spoken. */
int ranks_end(struct context *context, int status)
{
    struct fly_error error = {0};
    struct fly_deal *deal = context->deal;
    if (!deal) return status;
    if (status < 0) (void)fly_fail(&error, status, "%s", messages_last_error(&context->messages));
    const bool is_told = ranks_is_helper(context);
    if (deal->ranks && !deal->has_ended) {
        const int all = fly_deal_end(deal, NULL, status, &error);
        if (status == FLY_OK) status = messages_add(&context->messages, all, &error);
    }
    fly_deal_free(deal);
    fly_free(deal);
    context->deal = NULL;
    /* a launcher that was told to stop is no help any more for processes that want to end, and soon ends them itself */
    messages_print(&context->messages);
    interrupt_be_silent();
    fly_ranks_mpi_end();
    return is_told ? FLY_OK : status;
}

#else

int ranks_begin(struct context *context)
{
    (void)context;
    return FLY_OK;
}

int ranks_take_options(struct context *context)
{
    if (!context->options.cut_market) return FLY_OK;
    return messages_error(&context->messages, FLY_ERR_USAGE,
                          "--cut-market is for MPI, which this program was built without (cmake -DFLYWHEEL_MPI=ON)");
}

int ranks_end(struct context *context, int status)
{
    (void)context;
    return status;
}

#endif
