/* Threads that meet at a barrier, lay open what they have, read what the others have, and meet once more. */
#include "tests/support/rank_threads.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* From one rank to another, which has not taken it yet. */
struct letter {
    struct letter *next;
    int from, kind;
    size_t n;
    unsigned char bytes[];
};

struct meeting {
    pthread_barrier_t barrier;
    pthread_mutex_t lock;                      /* of the letters */
    struct letter *letters[MOST_RANK_THREADS]; /* to each rank, the oldest first */
    const void *shown[MOST_RANK_THREADS];      /* by each rank */
    void (*job)(const struct fly_ranks *ranks, void *user);
    void *user;
};

struct member {
    struct meeting *meeting;
    struct fly_ranks ranks;
    pthread_t thread;
};

static void meet(const struct member *member)
{
    (void)pthread_barrier_wait(&member->meeting->barrier);
}

static void show(const struct member *member, const void *mine)
{
    member->meeting->shown[member->ranks.rank] = mine;
    meet(member);
}

static void sum(void *user, fly_sum *sums, size_t n)
{
    struct member *member = user;
    fly_sum *all = calloc(n, sizeof all[0]);
    if (!all) abort();
    show(member, sums);
    for (int r = 0; r < member->ranks.n_ranks; r++)
        for (size_t k = 0; k < n; k++)
            all[k] += ((const fly_sum *)member->meeting->shown[r])[k];
    meet(member);
    memcpy(sums, all, n * sizeof sums[0]);
    free(all);
}

static void agree(void *user, struct fly_error *error)
{
    struct member *member = user;
    const struct fly_error *first = NULL;
    struct fly_error common = {0};
    show(member, error);
    for (int r = member->ranks.n_ranks; r-- > 0;)
        if (((const struct fly_error *)member->meeting->shown[r])->code < 0) first = member->meeting->shown[r];
    if (first) common = *first;
    meet(member);
    *error = common;
}

static void announce(void *user, const uint64_t *n_out, uint64_t *n_in)
{
    struct member *member = user;
    show(member, n_out);
    for (int r = 0; r < member->ranks.n_ranks; r++)
        n_in[r] = ((const uint64_t *)member->meeting->shown[r])[member->ranks.rank];
    meet(member);
}

static void exchange(void *user, const struct fly_post *post)
{
    struct member *member = user;
    struct fly_message *next = post->in;
    show(member, post);
    for (int r = 0; r < member->ranks.n_ranks; r++) {
        const struct fly_post *other = member->meeting->shown[r];
        const struct fly_message *from = other->out;
        for (int before = 0; before < member->ranks.rank; before++)
            from += other->n_out[before];
        for (uint64_t k = 0; k < post->n_in[r]; k++)
            *next++ = from[k];
    }
    meet(member);
}

static void send_letter(void *user, int to, int kind, const void *bytes, size_t n)
{
    const struct member *member = user;
    struct letter *letter = malloc(sizeof *letter + n), **end = &member->meeting->letters[to];
    if (!letter) abort();
    *letter = (struct letter){.from = member->ranks.rank, .kind = kind, .n = n};
    if (n > 0) memcpy(letter->bytes, bytes, n);
    (void)pthread_mutex_lock(&member->meeting->lock);
    while (*end)
        end = &(*end)->next;
    *end = letter;
    (void)pthread_mutex_unlock(&member->meeting->lock);
}

static bool look(void *user, int *from, int *kind, size_t *n)
{
    const struct member *member = user;
    (void)pthread_mutex_lock(&member->meeting->lock);
    const struct letter *letter = member->meeting->letters[member->ranks.rank];
    (void)pthread_mutex_unlock(&member->meeting->lock);
    if (!letter) return false;
    *from = letter->from;
    *kind = letter->kind;
    *n = letter->n;
    return true;
}

/* The oldest one: who takes has looked before. */
static void take(void *user, int from, int kind, void *bytes, size_t n)
{
    const struct member *member = user;
    struct letter **first = &member->meeting->letters[member->ranks.rank];
    (void)pthread_mutex_lock(&member->meeting->lock);
    struct letter *letter = *first;
    *first = letter->next;
    (void)pthread_mutex_unlock(&member->meeting->lock);
    if (letter->from != from || letter->kind != kind || letter->n != n) abort();
    memcpy(bytes, letter->bytes, n);
    free(letter);
}

static void *be_rank(void *user)
{
    struct member *member = user;
    member->meeting->job(&member->ranks, member->meeting->user);
    return NULL;
}

void on_rank_threads(int n_ranks, void (*job)(const struct fly_ranks *ranks, void *user), void *user)
{
    struct member members[MOST_RANK_THREADS];
    struct meeting meeting = {.lock = PTHREAD_MUTEX_INITIALIZER, .job = job, .user = user};
    if (n_ranks > MOST_RANK_THREADS || pthread_barrier_init(&meeting.barrier, NULL, (unsigned)n_ranks)) abort();
    for (int r = 0; r < n_ranks; r++) {
        members[r].meeting = &meeting;
        members[r].ranks = (struct fly_ranks){.rank = r,
                                              .n_ranks = n_ranks,
                                              .sum = sum,
                                              .agree = agree,
                                              .announce = announce,
                                              .exchange = exchange,
                                              .send = send_letter,
                                              .look = look,
                                              .take = take,
                                              .user = &members[r]};
        if (pthread_create(&members[r].thread, NULL, be_rank, &members[r])) abort();
    }
    for (int r = 0; r < n_ranks; r++)
        (void)pthread_join(members[r].thread, NULL);
    for (int r = 0; r < n_ranks; r++)
        if (meeting.letters[r]) abort(); /* MPI would wait for ever at its end, or lose it */
    (void)pthread_barrier_destroy(&meeting.barrier);
}
