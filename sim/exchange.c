/* Messages between ranks, once in a step: count, make room, agree that there is room, send, deliver. */
#include "sim/exchange.h"

#include "sim/alloc.h"
#include "sim/ranks.h"

#include <assert.h>
#include <string.h>

int fly_exchange_init(struct fly_world *world)
{
    if (!world->ranks) return FLY_OK;
    const size_t n_ranks = (size_t)world->ranks->n_ranks;
    world->post.n_out = fly_alloc(n_ranks, sizeof world->post.n_out[0]);
    world->post.n_in = fly_alloc(n_ranks, sizeof world->post.n_in[0]);
    if (!world->post.n_out || !world->post.n_in) return FLY_ERR_MEMORY;
    for (int w = 0; w < world->n_workers; w++)
        for (int box = 0; box < 2; box++) {
            world->workers[w].bags[box] = fly_alloc(n_ranks, sizeof world->workers[w].bags[box][0]);
            if (!world->workers[w].bags[box]) return FLY_ERR_MEMORY;
        }
    return FLY_OK;
}

static void free_bags(struct fly_bag *bags, int n_ranks)
{
    for (int r = 0; bags && r < n_ranks; r++)
        fly_free(bags[r].messages);
    fly_free(bags);
}

void fly_exchange_free(struct fly_world *world)
{
    for (int w = 0; world->ranks && w < world->n_workers; w++)
        for (int box = 0; box < 2; box++)
            free_bags(world->workers[w].bags[box], world->ranks->n_ranks);
    fly_free(world->post.out);
    fly_free(world->post.in);
    fly_free(world->post.n_out);
    fly_free(world->post.n_in);
}

void fly_exchange_clear(struct fly_world *world)
{
    for (int w = 0; world->ranks && w < world->n_workers; w++)
        for (int box = 0; box < 2; box++)
            for (int r = 0; r < world->ranks->n_ranks; r++)
                world->workers[w].bags[box][r].n = 0;
}

bool fly_bag_put(const struct fly_world *world, struct fly_worker *worker, const struct fly_message *message)
{
    assert(world->ranks);
    const int rank = fly_ranks_owner(fly_blocks_of(world->setup), message->to / FLY_BLOCK, world->ranks->n_ranks);
    struct fly_bag *bag = &worker->bags[worker->posting][rank];
    void *messages = bag->messages;
    assert(rank != world->ranks->rank);
    if (fly_grow(&messages, &bag->capacity, bag->n + 1, sizeof bag->messages[0]) < 0) return false;
    bag->messages = messages;
    bag->messages[bag->n++] = *message;
    return true;
}

static struct fly_bag *bag_now(const struct fly_world *world, int w, int rank)
{
    return &world->workers[w].bags[world->workers[w].now][rank];
}

static uint64_t count_out(struct fly_world *world)
{
    uint64_t n = 0;
    for (int r = 0; r < world->ranks->n_ranks; r++) {
        world->post.n_out[r] = 0;
        for (int w = 0; w < world->n_workers; w++)
            world->post.n_out[r] += bag_now(world, w, r)->n;
        n += world->post.n_out[r];
    }
    return n;
}

static int make_room(struct fly_world *world, uint64_t n_out, struct fly_error *error)
{
    int ret = FLY_OK;
    struct fly_post *post = &world->post;
    void *out = post->out, *in = post->in;
    if (n_out > FLY_MOST_MESSAGES || post->n_arrived > FLY_MOST_MESSAGES)
        return fly_fail(error, FLY_ERR_MEMORY, "more than %d messages between processes in a step: take more of them",
                        FLY_MOST_MESSAGES);
    FLY_TRY(fly_grow(&out, &post->out_capacity, n_out, sizeof post->out[0]));
    post->out = out;
    FLY_TRY(fly_grow(&in, &post->in_capacity, post->n_arrived, sizeof post->in[0]));
    post->in = in;
out:
    return ret < 0 ? fly_fail(error, ret, "no memory for the messages between processes") : FLY_OK;
}

static void pack(struct fly_world *world)
{
    struct fly_message *next = world->post.out;
    for (int r = 0; r < world->ranks->n_ranks; r++)
        for (int w = 0; w < world->n_workers; w++) {
            struct fly_bag *bag = bag_now(world, w, r);
            if (bag->n) memcpy(next, bag->messages, bag->n * sizeof *next);
            next += bag->n;
            bag->n = 0;
        }
}

int fly_world_exchange(struct fly_world *world, struct fly_error *error)
{
    const struct fly_ranks *ranks = world->ranks;
    struct fly_post *post = &world->post;
    const uint64_t n_out = count_out(world);
    ranks->announce(ranks->user, post->n_out, post->n_in);
    post->n_arrived = 0;
    for (int r = 0; r < ranks->n_ranks; r++)
        post->n_arrived += post->n_in[r];
    const int ret = fly_ranks_agree(ranks, make_room(world, n_out, error), error);
    if (ret < 0) return ret;
    pack(world);
    ranks->exchange(ranks->user, post);
    return FLY_OK;
}

void fly_world_deliver(struct fly_world *world, int w)
{
    struct fly_worker *worker = &world->workers[w];
    const uint64_t n = world->post.n_arrived, n_workers = (uint64_t)world->n_workers;
    const uint64_t end = n * ((uint64_t)w + 1) / n_workers;
    for (uint64_t k = n * (uint64_t)w / n_workers; k < end; k++) {
        const struct fly_message *message = &world->post.in[k];
        const uint32_t block = message->to / FLY_BLOCK - world->first_block;
        assert(block < world->n_blocks);
        if (!fly_mailbox_put(&worker->boxes[worker->now], block, message)) worker->out_of_memory = true;
    }
}
