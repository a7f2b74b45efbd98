/* Gives out jobs to other ranks and takes their records. */
#include "sim/deal.h"

#include "sim/alloc.h"
#include "sim/ranks.h"

#include <assert.h>
#include <string.h>

/* Messages of two processes arrive in the order in which they were sent, and sending waits for nobody. So what a rank
 * has done arrives before it leaves; and everybody hears that it is over after the last job that was meant for him. */
enum kind {
    ASK = 1, /* to rank 0: the cell where the rank is, if anywhere */
    JOB,     /* from rank 0 */
    RECORD,  /* to rank 0: the job and its packed record */
    OVER,    /* from rank 0: no more jobs, stop what you do */
    BYE      /* to rank 0: what the rank has come to */
};

struct question {
    struct fly_job at;
    bool has_been;
};

static int no_memory(const struct fly_deal *deal, struct fly_error *error)
{
    return fly_fail(error, FLY_ERR_MEMORY, "No memory for what %d processes tell each other.", deal->ranks->n_ranks);
}

/* Makes room for what may come, so that taking it cannot fail: what is not taken would be in the way of all else. */
static int expect(struct fly_deal *deal, size_t n, struct fly_error *error)
{
    void *bytes = deal->bytes;
    if (fly_grow(&bytes, &deal->capacity, n, 1) < 0) return no_memory(deal, error);
    deal->bytes = bytes;
    return FLY_OK;
}

int fly_deal_init(struct fly_deal *deal, const struct fly_ranks *ranks, struct fly_error *error)
{
    assert(deal && ranks);
    int ret;
    const size_t n = (size_t)ranks->n_ranks;
    *deal = (struct fly_deal){.ranks = ranks};
    FLY_TRY(expect(deal, sizeof(struct question) + sizeof(struct fly_error), error));
    deal->states = fly_alloc(n, sizeof *deal->states);
    deal->asked_at = fly_alloc(n, sizeof *deal->asked_at);
    deal->has_been = fly_alloc(n, sizeof *deal->has_been);
    if (!deal->states || !deal->asked_at || !deal->has_been) ret = no_memory(deal, error);
out:
    if (ret < 0) fly_deal_free(deal);
    return ret;
}

void fly_deal_free(struct fly_deal *deal)
{
    assert(deal);
    fly_free(deal->states);
    fly_free(deal->asked_at);
    fly_free(deal->has_been);
    fly_free(deal->bytes);
    *deal = (struct fly_deal){0};
}

static void send(const struct fly_deal *deal, int to, enum kind kind, const void *bytes, size_t n)
{
    deal->ranks->send(deal->ranks->user, to, (int)kind, bytes, n);
}

/* Takes what has come, if anything has: what kind, or 0. */
static int take(struct fly_deal *deal, int *from)
{
    const struct fly_ranks *ranks = deal->ranks;
    int kind;
    size_t n;
    if (!ranks->look(ranks->user, from, &kind, &n)) return 0;
    assert(n <= deal->capacity);
    ranks->take(ranks->user, *from, kind, deal->bytes, n);
    return kind;
}

/* ---- rank 0 ---- */

struct server {
    struct fly_deal *deal;
    const struct fly_jobs *jobs;
    struct fly_store *store;
    const struct fly_ensemble_options *options;
    struct fly_progress ours; /* without what others did */
};

/* Gives a rank its next job, if there is one now. */
static void answer(const struct server *server, int rank)
{
    struct fly_deal *deal = server->deal;
    struct fly_job job;
    deal->states[rank] = FLY_RANK_WAITING;
    if (!server->jobs || deal->failure.code < 0) return;
    const struct fly_job *last = deal->has_been[rank] ? &deal->asked_at[rank] : NULL;
    if (server->jobs->next(server->jobs->self, last, &job) != FLY_A_JOB) return;
    deal->states[rank] = FLY_RANK_BUSY;
    deal->n_out++;
    send(deal, rank, JOB, &job, sizeof job);
}

static int take_record(const struct server *server, struct fly_error *error)
{
    struct fly_deal *deal = server->deal;
    struct fly_job job;
    assert(deal->n_out > 0);
    memcpy(&job, deal->bytes, sizeof job);
    deal->n_out--;
    deal->n_remote++;
    return fly_store_add_packed(server->store, job, deal->bytes + sizeof job, error);
}

static void take_question(const struct server *server, int rank)
{
    struct question question;
    memcpy(&question, server->deal->bytes, sizeof question);
    server->deal->asked_at[rank] = question.at;
    server->deal->has_been[rank] = question.has_been;
    answer(server, rank);
}

static void take_leave(const struct server *server, int rank)
{
    struct fly_deal *deal = server->deal;
    struct fly_error error;
    memcpy(&error, deal->bytes, sizeof error);
    deal->states[rank] = FLY_RANK_GONE;
    if (error.code < 0 && error.code != FLY_ERR_INTERRUPT && deal->failure.code == FLY_OK)
        (void)fly_fail(&deal->failure, error.code, "process %d of %d: %.900s", rank, deal->ranks->n_ranks, error.text);
    else if (error.code < 0 && deal->failure.code == FLY_OK)
        deal->failure = error;
}

/* Does what the others want until nothing is left to be done. */
static int serve(const struct server *server, struct fly_error *error)
{
    int ret = FLY_OK, from, kind;
    while ((kind = take(server->deal, &from)) != 0) {
        if (kind == ASK) take_question(server, from);
        if (kind == RECORD) FLY_TRY(take_record(server, error));
        if (kind == BYE) take_leave(server, from);
    }
    if (server->deal->failure.code < 0) return *error = server->deal->failure, error->code;
out:
    return ret;
}

/* The progress of all; and the time to listen. */
static int listen(struct server *server, struct fly_error *error)
{
    const int ret = serve(server, error);
    const struct fly_deal *deal = server->deal;
    struct fly_progress all = server->ours;
    if (ret < 0) return ret;
    all.n_done += deal->n_remote;
    all.steps += (uint64_t)deal->n_remote * server->store->setups[0].n_steps; /* as jobs->n_steps counts them */
    return server->options->progress ? server->options->progress(server->options->user, &all, error) : 0;
}

static int listen_between_steps(void *user, const struct fly_progress *ours, struct fly_error *error)
{
    struct server *server = user;
    server->ours = *ours;
    return listen(server, error);
}

static bool is_all_done(const struct fly_deal *deal)
{
    for (int r = 1; r < deal->ranks->n_ranks; r++)
        if (deal->states[r] == FLY_RANK_BUSY) return false;
    return deal->n_out == 0;
}

/* Our own jobs are done: the others may still be at theirs. */
static int wait_for_others(struct server *server, struct fly_error *error)
{
    int ret = FLY_OK;
    for (int patience = 0; ret == FLY_OK && !is_all_done(server->deal); patience++) {
        ret = listen(server, error);
        if (ret > 0) ret = fly_fail(error, FLY_ERR_INTERRUPT, "interrupted");
        fly_wait_a_moment(patience);
    }
    return ret;
}

static int run_server(struct fly_deal *deal, const struct fly_jobs *jobs, struct fly_store *store,
                      const struct fly_ensemble_options *options, struct fly_error *error)
{
    int ret;
    struct server server = {
        deal, jobs, store, options, {.n_jobs = jobs->n_jobs, .n_done = jobs->n_done, .n_steps = jobs->n_steps}};
    struct fly_ensemble_options listening = *options;
    listening.progress = listen_between_steps;
    listening.user = &server;
    deal->n_remote = 0;
    FLY_TRY(expect(deal, sizeof(struct fly_job) + store->packed_size, error));
    for (int r = 1; r < deal->ranks->n_ranks; r++)
        if (deal->states[r] == FLY_RANK_WAITING) answer(&server, r);
    FLY_TRY(fly_ensemble_run_jobs(jobs, &listening, error));
    ret = wait_for_others(&server, error);
out:
    return ret;
}

/* ---- the others ---- */

struct client {
    struct fly_deal *deal;
    const struct fly_jobs *jobs;
    struct fly_store *store;
    const struct fly_ensemble_options *options;
};

static void ask(struct fly_deal *deal, const struct fly_job *last)
{
    struct question question = {0}; /* no byte of it is unset */
    question.has_been = last != NULL;
    if (last) question.at = *last;
    send(deal, 0, ASK, &question, sizeof question);
    deal->has_asked = true;
}

static void hear(struct fly_deal *deal)
{
    int from;
    const int kind = take(deal, &from);
    if (kind == OVER) deal->is_over = true;
    if (kind == JOB) {
        memcpy(&deal->hand, deal->bytes, sizeof deal->hand);
        deal->has_hand = true;
        deal->has_asked = false;
    }
}

/* The next job is asked for while this one is done. */
static enum fly_next next_of_client(void *self, const struct fly_job *last, struct fly_job *job)
{
    const struct client *client = self;
    struct fly_deal *deal = client->deal;
    hear(deal);
    if (deal->is_over) return FLY_NO_JOB;
    if (!deal->has_hand) {
        if (!deal->has_asked) ask(deal, last);
        return FLY_ASK_AGAIN;
    }
    *job = deal->hand;
    deal->has_hand = false;
    ask(deal, job);
    return FLY_A_JOB;
}

static int enter_of_client(void *self, struct fly_site *site, const struct fly_job *job, struct fly_error *error)
{
    const struct client *client = self;
    return client->jobs->enter(client->jobs->self, site, job, error);
}

static uint32_t replicate_of_client(const void *self, const struct fly_job *job)
{
    const struct client *client = self;
    return client->jobs->replicate(client->jobs->self, job);
}

static int send_record(void *self, const struct fly_job *job, const struct fly_record *record, struct fly_error *error)
{
    const struct client *client = self;
    const struct fly_setup *setup = &client->store->setups[job->scenario];
    const size_t size = fly_packed_size(&setup->layout, setup->n_rows, client->store->kpis_only);
    unsigned char *bytes = fly_alloc(sizeof *job + size, 1);
    if (!bytes) return fly_fail(error, FLY_ERR_MEMORY, "No memory to send a replicate.");
    memcpy(bytes, job, sizeof *job);
    fly_pack(&setup->layout, record, client->store->kpis_only, bytes + sizeof *job);
    send(client->deal, 0, RECORD, bytes, sizeof *job + size);
    fly_free(bytes);
    return FLY_OK;
}

/* Between steps: is it over? */
static int heed(void *user, const struct fly_progress *progress, struct fly_error *error)
{
    const struct client *client = user;
    hear(client->deal);
    if (client->deal->is_over) return 1;
    return client->options->progress ? client->options->progress(client->options->user, progress, error) : 0;
}

static int run_client(struct fly_deal *deal, const struct fly_jobs *jobs, struct fly_store *store,
                      const struct fly_ensemble_options *options, struct fly_error *error)
{
    struct client client = {deal, jobs, store, options};
    const struct fly_jobs theirs = {.self = &client,
                                    .n_jobs = SIZE_MAX, /* as many as there may be: each thread has a market */
                                    .next = next_of_client,
                                    .enter = enter_of_client,
                                    .replicate = replicate_of_client,
                                    .done = send_record};
    struct fly_ensemble_options heeding = *options;
    heeding.progress = heed;
    heeding.user = &client;
    int ret = fly_ensemble_run_jobs(&theirs, &heeding, error);
    return ret == FLY_ERR_INTERRUPT && deal->is_over ? FLY_OK : ret;
}

/* ---- a market cut over all ---- */

struct together {
    struct fly_deal *deal;
    const struct fly_jobs *jobs;
};

/* Rank 0 says what is next: a sum to which the others add nothing. All of them know by then whether one has failed. */
static enum fly_next next_together(void *self, const struct fly_job *last, struct fly_job *job)
{
    const struct together *together = self;
    const struct fly_ranks *ranks = together->deal->ranks;
    fly_sum said[4] = {FLY_NO_JOB};
    if (ranks->rank == 0 && together->jobs->next(together->jobs->self, last, job) == FLY_A_JOB) {
        said[0] = FLY_A_JOB;
        said[1] = (fly_sum)job->point;
        said[2] = (fly_sum)job->scenario;
        said[3] = (fly_sum)job->replicate;
    }
    ranks->sum(ranks->user, said, 4);
    *job = (struct fly_job){(size_t)said[1], (size_t)said[2], (size_t)said[3]};
    return said[0] == FLY_A_JOB ? FLY_A_JOB : FLY_NO_JOB;
}

static int enter_together(void *self, struct fly_site *site, const struct fly_job *job, struct fly_error *error)
{
    const struct together *together = self;
    const int ret = together->jobs->enter(together->jobs->self, site, job, error);
    return fly_ranks_agree(together->deal->ranks, ret, error);
}

static uint32_t replicate_together(const void *self, const struct fly_job *job)
{
    const struct together *together = self;
    return together->jobs->replicate(together->jobs->self, job);
}

static int keep_together(void *self, const struct fly_job *job, const struct fly_record *record,
                         struct fly_error *error)
{
    const struct together *together = self;
    const struct fly_ranks *ranks = together->deal->ranks;
    const int ret = ranks->rank == 0 ? together->jobs->done(together->jobs->self, job, record, error) : FLY_OK;
    return fly_ranks_agree(ranks, ret, error);
}

static int run_together(struct fly_deal *deal, const struct fly_jobs *jobs, const struct fly_ensemble_options *options,
                        struct fly_error *error)
{
    struct together together = {deal, jobs};
    struct fly_jobs ours = *jobs;
    struct fly_ensemble_options cut = *options;
    ours.self = &together;
    ours.next = next_together;
    ours.enter = enter_together;
    ours.replicate = replicate_together;
    ours.done = keep_together;
    cut.ranks = deal->ranks;
    return fly_ensemble_run_jobs(&ours, &cut, error);
}

/* ---- all of it ---- */

int fly_deal_run(struct fly_deal *deal, const struct fly_jobs *jobs, struct fly_store *store,
                 const struct fly_ensemble_options *options, struct fly_error *error)
{
    assert(deal && jobs && store && options);
    if (deal->is_market_cut) return run_together(deal, jobs, options, error);
    return deal->ranks->rank == 0 ? run_server(deal, jobs, store, options, error)
                                  : run_client(deal, jobs, store, options, error);
}

static bool is_anybody_here(const struct fly_deal *deal)
{
    for (int r = 1; r < deal->ranks->n_ranks; r++)
        if (deal->states[r] != FLY_RANK_GONE) return true;
    return false;
}

/* Everybody is told, also who has gone by himself and waits for it; records that were on their way are kept. */
static int dismiss(struct fly_deal *deal, struct fly_store *store, int ret, struct fly_error *error)
{
    const struct server server = {.deal = deal, .store = store};
    for (int r = 1; r < deal->ranks->n_ranks; r++)
        send(deal, r, OVER, NULL, 0);
    for (int patience = 0; is_anybody_here(deal); patience++) {
        struct fly_error late = {0};
        const int status = serve(&server, &late);
        if (status < 0 && ret == FLY_OK) {
            ret = status;
            *error = late;
        }
        fly_wait_a_moment(patience);
    }
    return ret;
}

int fly_deal_end(struct fly_deal *deal, struct fly_store *store, int ret, struct fly_error *error)
{
    assert(deal && error && !deal->has_ended);
    deal->has_ended = true;
    if (deal->is_market_cut) return fly_ranks_agree(deal->ranks, ret, error);
    if (deal->ranks->rank == 0) return dismiss(deal, store, ret, error);
    struct fly_error last = {0};
    if (ret < 0) last = *error;
    last.code = ret;
    send(deal, 0, BYE, &last, sizeof last);
    /* rank 0 may have told us that it is over before it heard that we went */
    for (int patience = 0; !deal->is_over; patience++) {
        hear(deal);
        fly_wait_a_moment(patience);
    }
    return ret;
}
