/* The ranks of an MPI job: the only file that knows MPI, compiled in builds with FLYWHEEL_MPI only. */
#include "sim/alloc.h"
#include "sim/ranks.h"

#include <assert.h>
#include <mpi.h>
#include <string.h>

/* A message on its way: MPI reads it until it has gone. */
struct parcel {
    struct parcel *next;
    MPI_Request request;
    unsigned char bytes[];
};

/* MPI begins and ends once in a process, so there is one of these. */
static struct {
    struct fly_ranks ranks;
    MPI_Comm everybody;
    MPI_Datatype sum_type, message_type;
    MPI_Op add;
    int *n_out, *n_in, *out_starts, *in_starts; /* [n_ranks], in messages */
    struct parcel *parcels;                     /* owned */
} job;

/* Copied out and in, for MPI does not promise that its own buffers are aligned to 16 bytes. */
static void add_sums(void *more, void *sums, int *n, MPI_Datatype *type)
{
    (void)type;
    for (int k = 0; k < *n; k++) {
        const size_t at = (size_t)k * sizeof(fly_sum);
        fly_sum a, b;
        memcpy(&a, (const char *)more + at, sizeof a);
        memcpy(&b, (const char *)sums + at, sizeof b);
        b += a;
        memcpy((char *)sums + at, &b, sizeof b);
    }
}

static void sum(void *user, fly_sum *sums, size_t n)
{
    (void)user;
    (void)MPI_Allreduce(MPI_IN_PLACE, sums, (int)n, job.sum_type, job.add, job.everybody);
}

static void agree(void *user, struct fly_error *error)
{
    int first = error->code < 0 ? job.ranks.rank : job.ranks.n_ranks;
    (void)user;
    (void)MPI_Allreduce(MPI_IN_PLACE, &first, 1, MPI_INT, MPI_MIN, job.everybody);
    if (first < job.ranks.n_ranks) (void)MPI_Bcast(error, (int)sizeof *error, MPI_BYTE, first, job.everybody);
}

static void announce(void *user, const uint64_t *n_out, uint64_t *n_in)
{
    (void)user;
    (void)MPI_Alltoall(n_out, 1, MPI_UINT64_T, n_in, 1, MPI_UINT64_T, job.everybody);
}

/* Counts and beginnings as MPI wants them. */
static void lay_out(const uint64_t *n, int *counts, int *starts)
{
    int end = 0;
    for (int r = 0; r < job.ranks.n_ranks; r++) {
        assert(n[r] <= (uint64_t)(FLY_MOST_MESSAGES - end));
        counts[r] = (int)n[r];
        starts[r] = end;
        end += counts[r];
    }
}

static void exchange(void *user, const struct fly_post *post)
{
    (void)user;
    lay_out(post->n_out, job.n_out, job.out_starts);
    lay_out(post->n_in, job.n_in, job.in_starts);
    (void)MPI_Alltoallv(post->out, job.n_out, job.out_starts, job.message_type, post->in, job.n_in, job.in_starts,
                        job.message_type, job.everybody);
}

static bool has_gone(struct parcel *parcel)
{
    int flag;
    (void)MPI_Test(&parcel->request, &flag, MPI_STATUS_IGNORE);
    return flag;
}

static void drop_what_has_gone(void)
{
    for (struct parcel **place = &job.parcels; *place;) {
        struct parcel *parcel = *place;
        if (has_gone(parcel)) {
            *place = parcel->next;
            fly_free(parcel);
        } else
            place = &parcel->next;
    }
}

/* Of a copy, for two that wait until the other one takes a long message would wait for ever. */
static void send_bytes(void *user, int to, int kind, const void *bytes, size_t n)
{
    (void)user;
    assert(n <= INT32_MAX);
    drop_what_has_gone();
    struct parcel *parcel = fly_alloc(1, sizeof *parcel + n);
    if (!parcel) { /* as good as it gets */
        (void)MPI_Send(bytes, (int)n, MPI_BYTE, to, kind, job.everybody);
        return;
    }
    if (n > 0) memcpy(parcel->bytes, bytes, n);
    parcel->next = job.parcels;
    job.parcels = parcel;
    (void)MPI_Isend(parcel->bytes, (int)n, MPI_BYTE, to, kind, job.everybody, &parcel->request);
}

static bool look(void *user, int *from, int *kind, size_t *n)
{
    int has_one, size;
    MPI_Status status;
    (void)user;
    (void)MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, job.everybody, &has_one, &status);
    if (!has_one) return false;
    (void)MPI_Get_count(&status, MPI_BYTE, &size);
    *from = status.MPI_SOURCE;
    *kind = status.MPI_TAG;
    *n = (size_t)size;
    return true;
}

static void take(void *user, int from, int kind, void *bytes, size_t n)
{
    (void)user;
    (void)MPI_Recv(bytes, (int)n, MPI_BYTE, from, kind, job.everybody, MPI_STATUS_IGNORE);
}

static int init_job(struct fly_error *error)
{
    job.ranks = (struct fly_ranks){.sum = sum,
                                   .agree = agree,
                                   .announce = announce,
                                   .exchange = exchange,
                                   .send = send_bytes,
                                   .look = look,
                                   .take = take};
    (void)MPI_Comm_dup(MPI_COMM_WORLD, &job.everybody);
    (void)MPI_Comm_rank(job.everybody, &job.ranks.rank);
    (void)MPI_Comm_size(job.everybody, &job.ranks.n_ranks);
    (void)MPI_Type_contiguous((int)sizeof(fly_sum), MPI_BYTE, &job.sum_type);
    (void)MPI_Type_contiguous((int)sizeof(struct fly_message), MPI_BYTE, &job.message_type);
    (void)MPI_Type_commit(&job.sum_type);
    (void)MPI_Type_commit(&job.message_type);
    (void)MPI_Op_create(add_sums, 1, &job.add);
    int **const arrays[] = {&job.n_out, &job.n_in, &job.out_starts, &job.in_starts};
    for (size_t k = 0; k < sizeof arrays / sizeof arrays[0]; k++) {
        *arrays[k] = fly_alloc((size_t)job.ranks.n_ranks, sizeof(int));
        if (!*arrays[k]) return fly_fail(error, FLY_ERR_MEMORY, "no memory for %d processes", job.ranks.n_ranks);
    }
    return FLY_OK;
}

const struct fly_ranks *fly_ranks_mpi_begin(struct fly_error *error)
{
    int level;
    assert(!job.ranks.n_ranks);
    (void)MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &level);
    const int ret = level < MPI_THREAD_SERIALIZED
                        ? fly_fail(error, FLY_ERR_INTERNAL, "this MPI cannot be used by a program with threads")
                        : init_job(error);
    if (ret == FLY_OK) return &job.ranks;
    fly_ranks_mpi_end();
    return NULL;
}

void fly_ranks_mpi_end(void)
{
    int *const arrays[] = {job.n_out, job.n_in, job.out_starts, job.in_starts};
    for (size_t k = 0; k < sizeof arrays / sizeof arrays[0]; k++)
        fly_free(arrays[k]);
    while (job.parcels) {
        struct parcel *parcel = job.parcels;
        (void)MPI_Wait(&parcel->request, MPI_STATUS_IGNORE);
        job.parcels = parcel->next;
        fly_free(parcel);
    }
    if (job.ranks.n_ranks) {
        (void)MPI_Op_free(&job.add);
        (void)MPI_Type_free(&job.sum_type);
        (void)MPI_Type_free(&job.message_type);
        (void)MPI_Comm_free(&job.everybody);
    }
    memset(&job, 0, sizeof job);
    (void)MPI_Finalize();
}
