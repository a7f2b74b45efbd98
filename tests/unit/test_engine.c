/* The engine with toy mechanisms: slots must not collide, messages arrive once and in time, moves wait for the end of a
 * phase, hazards compete as promised, flows and stocks are recorded as declared. */
#include "sim/ensemble.h"
#include "sim/world.h"

#include "tests/support/test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { AGENTS = 10001 };

/* ---- the toy: strangers leave at two hazards, everybody writes letters ---- */

static const struct fly_series series[] = {
    {"left", FLY_FLOW, NULL, "agents", "Strangers who left, either way."},
    {"received", FLY_FLOW, NULL, "letters", "Letters received."},
    {"late", FLY_FLOW, NULL, "letters", "Letters that came in another step than they should."},
    {"strangers", FLY_STOCK, NULL, "agents", "Strangers at the end."},
    {"customers", FLY_STOCK, NULL, "agents", "Customers at the end: everybody is moved on at once."},
    {"bought", FLY_FLOW, NULL, "agents", "Prospects who became customers, as the last mechanism was told."},
    {"moved_on", FLY_FLOW, NULL, "agents", "Customers who were moved on, as the last mechanism was told."},
    {"week_seen", FLY_REAL, NULL, "weeks", "The week as the serial phases see it."},
};
static const struct fly_kpi kpis[] = {{"steps_closed", "1", FLY_NEITHER, NULL, "How often the books were closed.", ""}};
static const struct fly_slot first_slots[] = {{FLY_TRANSITION_CALL, FLY_WHOLE_CALL, "stage"},
                                              {"toy.a", 0, "something"}};
static struct fly_slot second_slots[] = {{"toy.b", 0, "something else"}};

enum letter { OF_ACT, OF_RECEIVE, OF_POPULATE };

struct toy {
    uint32_t n_closed;
    size_t of_left, of_received, of_late, of_strangers, of_customers, of_week;
};

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct toy *toy = state;
    (void)error;
    toy->of_left = fly_world_series(world, "left");
    toy->of_received = fly_world_series(world, "received");
    toy->of_late = fly_world_series(world, "late");
    toy->of_strangers = fly_world_series(world, "strangers");
    toy->of_customers = fly_world_series(world, "customers");
    toy->of_week = fly_world_series(world, "week_seen");
    return FLY_OK;
}

/* The note is the step in which the letter should arrive. */
static void write_letter(struct fly_block *block, uint32_t agent, enum letter kind, uint32_t arrives)
{
    const uint32_t id = block->first + agent;
    fly_block_post(block, &(struct fly_message){(id * 7u + 1) % AGENTS, (uint8_t)kind, (uint16_t)arrives, id});
}

static void open_step(struct fly_world *world, void *state)
{
    (void)state;
    *fly_rates_add(world, FLY_STRANGER, FLY_PROSPECT, 1) = 0.3;
    *fly_rates_add(world, FLY_STRANGER, FLY_LEAD, 2) = 0.1;
}

static void act(struct fly_block *block, const void *state)
{
    uint32_t n, n_again;
    (void)state;
    const uint16_t *list = fly_block_list(block, FLY_PROSPECT, &n);
    for (uint32_t k = 0; k < n; k++) {
        assert_int_equal(block->stage[list[k]], FLY_PROSPECT);
        if (k > 0) assert_true(list[k - 1] < list[k]);
        fly_block_move(block, list[k], FLY_CUSTOMER, 3);
        assert_int_equal(block->stage[list[k]], FLY_PROSPECT); /* the move waits */
    }
    (void)fly_block_list(block, FLY_PROSPECT, &n_again);
    assert_int_equal(n, n_again);
    for (uint32_t i = 0; i < block->n; i++)
        write_letter(block, i, OF_ACT, block->world->step);
}

static void receive(struct fly_block *block, const void *state)
{
    const struct toy *toy = state;
    struct fly_message message;
    for (struct fly_inbox inbox = fly_inbox_open(block); fly_inbox_next(&inbox, &message);) {
        assert_in_range(message.to, block->first, block->first + block->n - 1);
        assert_int_equal(message.to, (message.from * 7u + 1) % AGENTS);
        fly_block_count(block, toy->of_received, 1);
        fly_block_count(block, toy->of_late, message.note != block->world->step);
        if (message.kind == OF_ACT && block->world->step == 1)
            write_letter(block, message.to - block->first, OF_RECEIVE, 2);
    }
}

static void populate(struct fly_block *block, const void *state)
{
    (void)state;
    for (uint32_t i = 0; i < block->n; i += 100)
        fly_block_move(block, i, FLY_FORMER, 9);
}

static void moved(struct fly_block *block, const void *state, const struct fly_move *moves, uint32_t n_moves)
{
    const struct toy *toy = state;
    for (uint32_t k = 0; k < n_moves; k++) {
        assert_int_equal(block->stage[moves[k].agent], moves[k].to);
        if (moves[k].tag == 9) {
            write_letter(block, moves[k].agent, OF_POPULATE, 1);
            fly_block_move(block, moves[k].agent, FLY_RESTING, 10);
            assert_int_equal(block->stage[moves[k].agent], FLY_FORMER); /* until all have heard of it */
        }
        if (moves[k].from == FLY_STRANGER && moves[k].tag != 9) fly_block_count(block, toy->of_left, 1);
        if (moves[k].tag != 3) continue;
        assert_int_equal(moves[k].to, FLY_CUSTOMER);
        fly_block_move(block, moves[k].agent, FLY_HANDOVER, 4);
        assert_int_equal(block->stage[moves[k].agent], FLY_CUSTOMER); /* as before */
    }
}

static void told_last(struct fly_block *block, const void *state, const struct fly_move *moves, uint32_t n_moves)
{
    (void)state;
    for (uint32_t k = 0; k < n_moves; k++) {
        assert_int_equal(block->stage[moves[k].agent], moves[k].to);
        if (moves[k].tag == 3) fly_block_count(block, fly_world_series(block->world, "bought"), 1);
        if (moves[k].tag != 4) continue;
        assert_int_equal(moves[k].from, FLY_CUSTOMER);
        fly_block_count(block, fly_world_series(block->world, "moved_on"), 1);
    }
}

static void close_step(struct fly_world *world, void *state)
{
    struct toy *toy = state;
    toy->n_closed++;
    world->counts[toy->of_strangers] = (int64_t)world->n_stage[FLY_STRANGER];
    world->counts[toy->of_customers] = (int64_t)world->n_stage[FLY_CUSTOMER];
    world->reals[toy->of_week] = world->week;
}

static void finish(const struct fly_world *world, const void *state, double *kpi)
{
    (void)world;
    kpi[0] = ((const struct toy *)state)->n_closed;
}

static const struct fly_mechanism first = {.name = "first",
                                           .doc = "Toy.",
                                           .series = series,
                                           .n_series = sizeof series / sizeof series[0],
                                           .kpis = kpis,
                                           .n_kpis = 1,
                                           .slots = first_slots,
                                           .n_slots = 2,
                                           .state_size = sizeof(struct toy),
                                           .start = start,
                                           .populate = populate,
                                           .open_step = open_step,
                                           .act = act,
                                           .receive = receive,
                                           .moved = moved,
                                           .close_step = close_step,
                                           .finish = finish};
static const struct fly_mechanism second = {
    .name = "second", .doc = "Toy.", .slots = second_slots, .n_slots = 1, .moved = told_last};
const struct fly_mechanism *const fly_mechanisms[] = {&first, &second, NULL};

/* ---- slots ---- */

static int set_up(struct fly_scenario *scenario, struct fly_setup *setup, const char *ini, struct fly_error *error)
{
    struct fly_diagnostics found = {0};
    assert_int_equal(fly_scenario_parse(scenario, fly_engine_schema(), "toy.ini", ini, NULL, 0, &found), FLY_OK);
    const int ret = fly_setup_init(setup, scenario, &found, error);
    fly_diagnostics_free(&found);
    return ret;
}

static void check_slots(const char *call, unsigned word, int expected)
{
    struct fly_scenario scenario = {0};
    struct fly_setup setup = {0};
    struct fly_error error = {0};
    second_slots[0] = (struct fly_slot){call, word, "something else"};
    const int ret = set_up(&scenario, &setup, "[market]\nagents = 10\n[network]\nkind = mixing\n", &error);
    assert_int_equal(ret, expected);
    if (ret < 0) {
        assert_non_null(strstr(error.text, "collide"));
        assert_non_null(strstr(error.text, "something else"));
    }
    if (ret == FLY_OK) fly_setup_free(&setup);
    fly_scenario_free(&scenario);
    second_slots[0] = (struct fly_slot){"toy.b", 0, "something else"};
}

static void test_slots_that_collide(void **state)
{
    char twin[32];
    (void)state;
    check_slots("toy.b", 0, FLY_OK);
    check_slots("toy.a", 1, FLY_OK);
    check_slots("toy.a", 0, FLY_ERR_INTERNAL);
    check_slots("toy.a", FLY_WHOLE_CALL, FLY_ERR_INTERNAL);
    check_slots(FLY_TRANSITION_CALL, 2, FLY_ERR_INTERNAL);
    uint32_t k = 0; /* another name with the same number */
    do
        (void)snprintf(twin, sizeof twin, "other.%u", k++);
    while (fly_call_number(twin) != fly_call_number("toy.a"));
    check_slots(twin, 3, FLY_ERR_INTERNAL);
}

/* ---- a run ---- */

struct run {
    struct fly_scenario scenario;
    struct fly_setup setup;
    struct fly_results results;
};

static void begin(struct run *run, const char *time, size_t n_replicates, int threads)
{
    char ini[256];
    struct fly_error error = {0};
    *run = (struct run){0};
    (void)snprintf(ini, sizeof ini, "[market]\nagents = %d\n[network]\nkind = mixing\n[time]\n%s\n", AGENTS, time);
    assert_int_equal(set_up(&run->scenario, &run->setup, ini, &error), FLY_OK);
    assert_int_equal(fly_results_init(&run->results, &run->setup, 1, 0, n_replicates, &error), FLY_OK);
    const struct fly_ensemble_options options = {.threads = threads};
    assert_int_equal(fly_ensemble_run(&run->results, &options, &error), FLY_OK);
}

static void end(struct run *run)
{
    fly_results_free(&run->results);
    fly_setup_free(&run->setup);
    fly_scenario_free(&run->scenario);
}

static int64_t count(const struct run *run, size_t replicate, const char *name, size_t row)
{
    const struct fly_laid_series *laid = fly_layout_find(&run->setup.layout, name);
    return fly_results_record(&run->results, 0, replicate)->counts[row * run->setup.layout.n_counts + laid->offset];
}

/* Every letter arrives once, in its step: 101 former ones write while the market is populated (three blocks of 4096,
 * 4096 and 1809 agents: 41 + 41 + 19), everybody in act, and in step 1 everybody who gets such a letter
 * writes another. */
static void test_letters_arrive_once_and_in_time(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 3; threads++) {
        struct run run;
        begin(&run, "horizon = 4", 1, threads);
        const int64_t expected[] = {0, AGENTS + 101, 2 * AGENTS, AGENTS, AGENTS};
        for (size_t row = 0; row < 5; row++) {
            assert_int_equal(count(&run, 0, "received", row), expected[row]);
            assert_int_equal(count(&run, 0, "late", row), 0);
        }
        end(&run);
    }
}

/* Moves made by those who hear of moves: everybody hears of each of the two, in their order, within the step. */
static void test_moved_on_at_once(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 3; threads++) {
        struct run run;
        begin(&run, "horizon = 4", 1, threads);
        for (size_t row = 0; row < 5; row++) {
            assert_int_equal(count(&run, 0, "moved_on", row), count(&run, 0, "bought", row));
            assert_int_equal(count(&run, 0, "customers", row), 0);
            assert_true((count(&run, 0, "bought", row) > 1000) == (row > 1));
        }
        end(&run);
    }
}

static void test_hazards_compete(void **state)
{
    struct run run;
    double left = 0, strangers = 0;
    (void)state;
    begin(&run, "horizon = 1\nstep = 0.5", 20, 0);
    for (size_t r = 0; r < 20; r++) {
        const int64_t before = count(&run, r, "strangers", 0), after = count(&run, r, "strangers", 2);
        assert_int_equal(before, AGENTS - 101);
        assert_int_equal(before - after, count(&run, r, "left", 1) + count(&run, r, "left", 2));
        left += (double)(before - after);
        strangers += (double)before;
    }
    const double p = 1 - exp(-.4); /* whatever the step */
    assert_true(fabs(left - strangers * p) < 4 * sqrt(strangers * p * (1 - p)));
    end(&run);
}

/* Rows of two steps: flows are their sums, stocks and reals the values at their end. */
static void test_rows_of_several_steps(void **state)
{
    struct run fine, coarse;
    (void)state;
    begin(&fine, "horizon = 6", 1, 1);
    begin(&coarse, "horizon = 6\nrecord = 2", 1, 1);
    assert_int_equal(coarse.setup.n_rows, 4);
    for (size_t row = 1; row < 4; row++) {
        assert_int_equal(count(&coarse, 0, "left", row),
                         count(&fine, 0, "left", 2 * row - 1) + count(&fine, 0, "left", 2 * row));
        assert_int_equal(count(&coarse, 0, "strangers", row), count(&fine, 0, "strangers", 2 * row));
        assert_true(fly_results_record(&coarse.results, 0, 0)->reals[row] == 2.0 * (double)row);
        assert_true(fly_setup_week(&coarse.setup, row) == 2.0 * (double)row);
    }
    assert_true(fly_results_record(&coarse.results, 0, 0)->kpis[0] == 7); /* the start and six steps */
    end(&fine);
    end(&coarse);
}

/* 1 - exp(-h D) of one class, cut in shares h_k / sum: probabilities by counting words. */
static void test_shares_of_competing_hazards(void **state)
{
    struct fly_scenario scenario = {0};
    struct fly_setup setup = {0};
    struct fly_error error = {0};
    struct fly_world world;
    struct fly_record record;
    double n[FLY_N_STAGES];
    (void)state;
    assert_int_equal(
        set_up(&scenario, &setup, "[market]\nagents = 10001\n[network]\nkind = mixing\n[time]\nhorizon = 1\n", &error),
        FLY_OK);
    assert_int_equal(fly_record_init(&record, &setup.layout, setup.n_rows), FLY_OK);
    assert_int_equal(fly_world_init(&world, &setup, NULL, 1, &error), FLY_OK);
    memset(n, 0, sizeof n);
    for (uint32_t r = 0; r < 20; r++) {
        assert_int_equal(fly_world_run(&world, r, &record, &error), FLY_OK);
        for (int s = 0; s < FLY_N_STAGES; s++)
            n[s] += (double)world.n_stage[s];
    }
    const double left = n[FLY_PROSPECT] + n[FLY_LEAD];
    assert_true(fabs(n[FLY_PROSPECT] - .75 * left) < 4 * sqrt(left * .75 * .25));
    assert_true(left + n[FLY_STRANGER] + n[FLY_RESTING] == 20.0 * AGENTS);
    fly_world_free(&world);
    fly_record_free(&record);
    fly_setup_free(&setup);
    fly_scenario_free(&scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slots_that_collide),    cmocka_unit_test(test_letters_arrive_once_and_in_time),
        cmocka_unit_test(test_moved_on_at_once),      cmocka_unit_test(test_hazards_compete),
        cmocka_unit_test(test_rows_of_several_steps), cmocka_unit_test(test_shares_of_competing_hazards),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
