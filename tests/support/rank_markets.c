/* One market over ranks against the same market in one process. */
#include "tests/support/rank_markets.h"

#include "sim/alloc.h"
#include "sim/worker.h"
#include "tests/support/test.h"
#include "tests/support/twin_market.h"

#include <stdlib.h>
#include <string.h>

#define TIES "wom.rate_per=tie; wom.promoter_rate=0.1; wom.passive_rate=0.05; wom.detractor_rate=0.1"

/* 9,001 agents are three blocks, 50,000 thirteen: ranks have unequal parts, or none. */
const struct rank_market rank_markets[] = {
    {"everything", NULL, MARKET_EVERYTHING "; market.agents=50000; time.horizon=20"},
    {"everything, three blocks", NULL, MARKET_EVERYTHING "; time.horizon=40"},
    {"the bench's everything", "bench/everything.ini", "market.agents=30000 time.horizon=110"},
    {"flywheel", "scenarios/presets/flywheel.ini", "market.agents=50000 time.horizon=40"},
    {"community", "scenarios/presets/community.ini", "market.agents=50000 time.horizon=30"},
    {"dense", "bench/dense.ini", "market.agents=300000 time.horizon=10 network.kind=regular"},
    {"pareto_nbd", NULL,
     "time.horizon=30; customer.law=pareto_nbd; winback.enabled=yes; winback.base=0.05; referral.uplift=yes"},
    {"contract", NULL, "time.horizon=30; customer.law=contract; referral.asks=2; referral.offspring=geometric"},
    {"exponential", NULL, "time.horizon=30; customer.law=exponential; referral.offspring=poisson; network.kind=mixing"},
    {"regular, discrete time", NULL,
     "market.agents=50000; time.horizon=25; network.kind=regular; time.law=discrete; " TIES},
    {"scale_free", NULL, "time.horizon=25; network.kind=scale_free; network.most_ties=50; " TIES},
    {"erdos_renyi", NULL, "market.agents=50000; time.horizon=20; network.kind=erdos_renyi"},
    {"complete", NULL, "time.horizon=25; network.kind=complete"},
    {"lattice", NULL, "market.agents=9000; time.horizon=25; network.kind=lattice; network.degree=4"},
    {"half steps, rows of two weeks", NULL, "time.horizon=30; time.step=0.5; time.record=2"},
    {"one block", NULL, "market.agents=4000; time.horizon=30"},
};
const size_t n_rank_markets = sizeof rank_markets / sizeof rank_markets[0];

const struct rank_market trouble_market = {"trouble", NULL, "market.agents=50000; time.horizon=50"};

enum { MOST_VALUES = 8 };

static void load(struct rank_case *one, const struct rank_market *market)
{
    struct fly_diagnostics found = {0};
    struct fly_error error = {0};
    const char *values[MOST_VALUES];
    size_t n = 0;
    char *text = fly_copy_text(market->sets), *rest = NULL;
    for (char *value = strtok_r(text, " ", &rest); value && n < MOST_VALUES; value = strtok_r(NULL, " ", &rest))
        values[n++] = value;
    int ret = fly_scenario_load(&one->scenario, fly_engine_schema(), market->path, values, n, &found);
    if (ret == FLY_OK) ret = fly_setup_init(&one->setup, &one->scenario, &found, &error);
    if (ret != FLY_OK) fail_msg("%s: %s", market->name, found.n_items ? found.items[0].text : error.text);
    fly_diagnostics_free(&found);
    fly_free(text);
}

void rank_case_init(struct rank_case *one, const struct rank_market *market)
{
    struct fly_world world;
    struct fly_error error = {0};
    *one = (struct rank_case){0};
    if (market->path)
        load(one, market);
    else
        market_setup(&one->scenario, &one->setup, "market", market->sets);
    if (fly_world_init(&world, &one->setup, NULL, 1, &error) < 0) fail_msg("%s", error.text);
    for (uint32_t r = 0; r < RANK_REPLICATES; r++) {
        assert_int_equal(fly_record_init(&one->expected[r], &one->setup.layout, one->setup.n_rows), FLY_OK);
        if (fly_world_run(&world, r, &one->expected[r], &error) < 0) fail_msg("%s: %s", market->name, error.text);
    }
    assert_false(same_records(&one->setup, &one->expected[0], &one->expected[1]));
    fly_world_free(&world);
}

void rank_case_free(struct rank_case *one)
{
    for (size_t r = 0; r < RANK_REPLICATES; r++)
        fly_record_free(&one->expected[r]);
    fly_setup_free(&one->setup);
    fly_scenario_free(&one->scenario);
}

int rank_case_differs(const struct rank_case *one, const struct fly_ranks *ranks, int n_threads)
{
    const struct fly_setup *setup = &one->setup;
    struct fly_world world;
    struct fly_record record = {0};
    struct fly_error error = {0};
    int n_same = 0;
    if (fly_record_init(&record, &setup->layout, setup->n_rows) < 0) abort();
    if (fly_world_init(&world, setup, ranks, n_threads, &error) < 0) return RANK_REPLICATES;
    for (uint32_t r = 0; r < RANK_REPLICATES; r++)
        n_same +=
            fly_world_run(&world, r, &record, &error) == FLY_OK && same_records(setup, &one->expected[r], &record);
    fly_world_free(&world);
    fly_record_free(&record);
    return RANK_REPLICATES - n_same;
}

static int say_no(void *user, uint64_t agent_steps, uint32_t steps)
{
    (void)user, (void)agent_steps, (void)steps;
    return 1;
}

static int lose_memory(void *user, uint64_t agent_steps, uint32_t steps)
{
    struct fly_world *world = user;
    (void)agent_steps, (void)steps;
    world->workers[0].out_of_memory = true;
    return 0;
}

static struct fly_error run_once(const struct rank_case *one, const struct fly_ranks *ranks,
                                 int (*poll)(void *user, uint64_t agent_steps, uint32_t steps))
{
    struct fly_world world;
    struct fly_record record = {0};
    struct fly_error error = {0};
    if (fly_record_init(&record, &one->setup.layout, one->setup.n_rows) < 0) abort();
    if (fly_world_init(&world, &one->setup, ranks, 1, &error) == FLY_OK) {
        world.watch = (struct fly_watch){poll, &world};
        (void)fly_world_run(&world, 0, &record, &error);
        fly_world_free(&world);
    }
    fly_record_free(&record);
    return error;
}

struct fly_error rank_case_in_trouble(const struct rank_case *one, const struct fly_ranks *ranks, int who,
                                      enum rank_trouble trouble)
{
    return run_once(one, ranks, ranks->rank != who ? NULL : trouble == TOLD_TO_STOP ? say_no : lose_memory);
}

/* ---- a rank that fails on its own ---- */

struct failing {
    const struct fly_ranks *ranks;
    int agreements_left;
};

static void sum(void *user, fly_sum *sums, size_t n)
{
    const struct fly_ranks *ranks = ((const struct failing *)user)->ranks;
    ranks->sum(ranks->user, sums, n);
}

static void agree(void *user, struct fly_error *error)
{
    struct failing *failing = user;
    if (failing->agreements_left-- == 0) (void)fly_fail(error, FLY_ERR_MEMORY, "rank %d failed", failing->ranks->rank);
    failing->ranks->agree(failing->ranks->user, error);
}

static void announce(void *user, const uint64_t *n_out, uint64_t *n_in)
{
    const struct fly_ranks *ranks = ((const struct failing *)user)->ranks;
    ranks->announce(ranks->user, n_out, n_in);
}

static void exchange(void *user, const struct fly_post *post)
{
    const struct fly_ranks *ranks = ((const struct failing *)user)->ranks;
    ranks->exchange(ranks->user, post);
}

struct fly_error rank_case_failing(const struct rank_case *one, const struct fly_ranks *ranks, int who, int k)
{
    struct failing failing = {ranks, ranks->rank == who ? k : -1};
    const struct fly_ranks all = {.rank = ranks->rank,
                                  .n_ranks = ranks->n_ranks,
                                  .sum = sum,
                                  .agree = agree,
                                  .announce = announce,
                                  .exchange = exchange,
                                  .user = &failing};
    return run_once(one, &all, NULL);
}
