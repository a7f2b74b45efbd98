/* Sums over agents are exact on any number of threads: parts that do not fit into 64 bits may make a whole that does,
 * and a whole that does not fit ends the run with its sentence. */
#include "sim/ensemble.h"
#include "sim/world.h"

#include "tests/support/test.h"

#include <stdio.h>
#include <string.h>

enum { BLOCKS = 9, WEEKS = 3 };

static const int64_t huge = INT64_MAX / 2 + 1;

/* What each block counts in each step, in halves of what fits: set by each test. */
static int flow_of[BLOCKS], stock_of[BLOCKS];

static const struct fly_series series[] = {
    {"flow", FLY_FLOW, NULL, "money", "What the blocks count."},
    {"stock", FLY_STOCK, NULL, "money", "What they change."},
    {"steps", FLY_FLOW, NULL, "steps", "Steps that blocks have counted."},
};

static void act(struct fly_block *block, const void *state)
{
    (void)state;
    fly_block_count(block, fly_world_series(block->world, "flow"), flow_of[block->index] * huge);
    fly_block_count(block, fly_world_series(block->world, "stock"), stock_of[block->index] * huge);
    fly_block_count(block, fly_world_series(block->world, "stock"), block->index);
    fly_block_count(block, fly_world_series(block->world, "steps"), 1);
}

static const struct fly_mechanism toy = {
    .name = "toy", .doc = "Toy.", .series = series, .n_series = sizeof series / sizeof series[0], .act = act};
const struct fly_mechanism *const fly_mechanisms[] = {&toy, NULL};

static int run(const int flows[BLOCKS], const int stocks[BLOCKS], int threads, struct fly_error *error,
               int64_t counts[WEEKS + 1][3])
{
    struct fly_scenario scenario = {0};
    struct fly_setup setup = {0};
    struct fly_results results = {0};
    struct fly_diagnostics found = {0};
    char ini[128];
    memcpy(flow_of, flows, sizeof flow_of);
    memcpy(stock_of, stocks, sizeof stock_of);
    (void)snprintf(ini, sizeof ini, "[market]\nagents = %d\n[network]\nkind = mixing\n[time]\nhorizon = %d\n",
                   (BLOCKS - 1) * FLY_BLOCK + 1, WEEKS);
    assert_int_equal(fly_scenario_parse(&scenario, fly_engine_schema(), "sums.ini", ini, NULL, 0, &found), FLY_OK);
    assert_int_equal(fly_setup_init(&setup, &scenario, &found, error), FLY_OK);
    assert_int_equal(fly_results_init(&results, &setup, 1, 0, 1, error), FLY_OK);
    const struct fly_ensemble_options options = {.threads = threads};
    const int ret = fly_ensemble_run(&results, &options, error);
    for (size_t week = 0; week <= WEEKS && ret == FLY_OK; week++)
        for (size_t k = 0; k < 3; k++)
            counts[week][k] = fly_results_record(&results, 0, 0)->counts[week * setup.layout.n_counts + k];
    fly_results_free(&results);
    fly_setup_free(&setup);
    fly_scenario_free(&scenario);
    fly_diagnostics_free(&found);
    return ret;
}

static void test_parts_need_not_fit(void **state)
{
    static const int cancel[BLOCKS] = {1, 1, 1, 1, -1, -1, -1, -1, 1}, none[BLOCKS] = {0};
    const int index_sum = BLOCKS * (BLOCKS - 1) / 2;
    (void)state;
    for (int threads = 1; threads <= 4; threads++) {
        int64_t counts[WEEKS + 1][3];
        struct fly_error error = {0};
        assert_int_equal(run(cancel, none, threads, &error, counts), FLY_OK);
        for (int week = 1; week <= WEEKS; week++) {
            assert_true(counts[week][0] == huge);
            assert_true(counts[week][1] == week * index_sum);
            assert_true(counts[week][2] == BLOCKS);
        }
    }
}

static void check_refused(const int flows[BLOCKS], const int stocks[BLOCKS])
{
    for (int threads = 1; threads <= 4; threads++) {
        int64_t counts[WEEKS + 1][3];
        struct fly_error error = {0};
        assert_int_equal(run(flows, stocks, threads, &error, counts), FLY_ERR_SCENARIO);
        assert_non_null(strstr(error.text, "a sum of money has grown beyond 9e16"));
    }
}

/* Half of what fits: twice that in one step, or a stock that grows by as much a second time. */
static void test_the_whole_must_fit(void **state)
{
    static const int none[BLOCKS] = {0}, half[BLOCKS] = {[4] = 1}, whole[BLOCKS] = {[0] = 1, [8] = 1},
                     below[BLOCKS] = {[0] = -1, [3] = -1, [8] = -1};
    (void)state;
    check_refused(whole, none);
    check_refused(below, none);
    check_refused(none, half);
    check_refused(none, whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts_need_not_fit),
        cmocka_unit_test(test_the_whole_must_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
