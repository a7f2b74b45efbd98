/* One parameter at a time, with a toy mechanism whose KPI is a formula of its parameters and of the replicate. */
#include "analysis/tornado.h"
#include "sim/world.h"

#include "tests/support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { N = 4 };

/* ---- the toy ---- */

/* clang-format off */
#define TOY_PARAMS(X, S) \
    X(S, NUMBER, strategy, 0, 0, 10, "", "What a and b differ in.") \
    X(S, NUMBER, gain,     2, 0, 100, "", "Of a strategy, times replicate + 1 (chosen).") \
    X(S, NUMBER, price,    6, 0, 100, "", "Of a strategy (chosen).") \
    X(S, NUMBER, shared,   5, 0, 100, "", "Comes to all alike (chosen: so that a difference does not see it).") \
    X(S, SHARE,  mood,     0.5, 0, 1, "", "Does nothing (chosen).") \
    X(S, SWITCH, bonus,    0, 0, 1, "", "Doubles the gain (chosen).") \
    X(S, CHOICE, kind,     0, 0, 2, "plain|good|bad", "Adds 0, 3 or -50 to a strategy (chosen).") \
    X(S, COUNT,  even,     6, 0, 100, "", "Must be even (chosen).") \
    X(S, NUMBER, fixed,    1, 1, 1, "", "Has one value (chosen).") \
    X(S, NUMBER, cited,    1, 0, 10, "", "Is not chosen (Source 2000).") \
    X(S, TEXT,   note,     0, 0, 0, "", "Has no other value (chosen).")
#define THING_PARAMS(X, S) X(S, NUMBER, weight, 1, 0, 10, "", "Ten of it each (chosen).")
/* clang-format on */
struct toy_params {
    TOY_PARAMS(FLY_PARAM_FIELD, )
};
struct thing_params {
    THING_PARAMS(FLY_PARAM_FIELD, )
};
static const struct fly_param toy_rows[] = {TOY_PARAMS(FLY_PARAM_ROW, toy_params)};
static const struct fly_param thing_rows[] = {THING_PARAMS(FLY_PARAM_ROW, thing_params)};
static const struct fly_param_table toy_table = FLY_PARAM_TABLE("toy", toy_params, toy_rows, "Toy.");
static const struct fly_param_table thing_table =
    FLY_PARAM_TABLE_REPEATED("thing", thing_params, thing_rows, NULL, "Toy.");
static const struct fly_param_table *const params[] = {&toy_table, &thing_table, NULL};

static const struct fly_kpi kpis[] = {
    {"npv", "money", FLY_HIGHER, NULL, "Toy.", ""},
    {"loss", "money", FLY_LOWER, NULL, "The same with a minus.", ""},
    {"plain", "money", FLY_NEITHER, NULL, "The same.", ""},
    {"rare", "money", FLY_HIGHER, NULL, "The same in replicate 1, else undefined.", ""},
};
static const struct fly_slot slots[] = {{FLY_TRANSITION_CALL, FLY_WHOLE_CALL, "stage"}};

static void check(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &toy_table)) return;
    const struct toy_params *p = fly_scenario_values(scenario, &toy_table);
    if (p->even % 2) fly_diagnose(found, FLY_ERROR, NULL, 0, "toy.even = %d is odd", (int)p->even);
}

static double value_of(const struct toy_params *p, double weights, size_t replicate)
{
    static const double kinds[] = {0, 3, -50};
    const double gain = p->gain * (double)(replicate + 1) * (p->bonus ? 2 : 1);
    return p->strategy * (gain - p->price + kinds[p->kind]) + p->shared + 10 * weights;
}

static void finish(const struct fly_world *world, const void *state, double *kpi)
{
    (void)state;
    size_t n;
    double weights = 0;
    const struct fly_section *things = fly_scenario_instances(world->setup->scenario, &thing_table, &n);
    for (size_t i = 0; i < n; i++)
        weights += ((const struct thing_params *)things[i].values)->weight;
    kpi[0] = value_of(fly_scenario_values(world->setup->scenario, &toy_table), weights, world->replicate);
    kpi[1] = -kpi[0];
    kpi[2] = kpi[0];
    kpi[3] = world->replicate == 1 ? kpi[0] : NAN;
}

static const struct fly_mechanism mechanism = {.name = "toy",
                                               .doc = "Toy.",
                                               .params = params,
                                               .kpis = kpis,
                                               .n_kpis = 4,
                                               .slots = slots,
                                               .n_slots = 1,
                                               .check = check,
                                               .finish = finish};
const struct fly_mechanism *const fly_mechanisms[] = {&mechanism, NULL};

/* ---- a run ---- */

static char folder[] = "/tmp/fly_tornado_XXXXXX";

struct bench {
    char paths[2][64];
    struct fly_scenario scenarios[2];
    struct fly_setup setups[2];
    struct fly_results results;
    struct fly_tornado tornado;
    struct fly_tornado_plan plan;
};

static void write_scenario(struct bench *bench, size_t s, const char *ini)
{
    (void)snprintf(bench->paths[s], sizeof bench->paths[s], "%s/%c.ini", folder, s ? 'b' : 'a');
    FILE *file = fopen(bench->paths[s], "w");
    assert_non_null(file);
    (void)fprintf(file, "[market]\nagents = 1\n[network]\nkind = mixing\n[time]\nhorizon = 1\n%s", ini);
    (void)fclose(file);
}

/* Two scenarios, run as they are, and the list of changes. */
static void begin(struct bench *bench, const char *a, const char *b, size_t n)
{
    *bench = (struct bench){0};
    struct fly_diagnostics found = {0};
    struct fly_error error = {0};
    const struct fly_ensemble_options options = {.threads = 1};
    const char *const texts[] = {a, b};
    for (size_t s = 0; s < 2; s++) {
        write_scenario(bench, s, texts[s]);
        if (fly_scenario_load(&bench->scenarios[s], fly_engine_schema(), bench->paths[s], NULL, 0, &found) < 0 ||
            fly_setup_init(&bench->setups[s], &bench->scenarios[s], &found, &error) < 0)
            fail_msg("%s", found.n_items ? found.items[0].text : error.text);
        bench->plan.paths[s] = bench->paths[s];
    }
    fly_diagnostics_free(&found);
    assert_int_equal(fly_results_init(&bench->results, bench->setups, 2, 0, n, &error), FLY_OK);
    assert_int_equal(fly_ensemble_run(&bench->results, &options, &error), FLY_OK);
    bench->plan.base = &bench->results;
    bench->plan.kpi = &kpis[0];
    bench->plan.ensemble.threads = 1;
    assert_int_equal(fly_tornado_list(&bench->tornado, &bench->plan, &error), FLY_OK);
}

static void run(struct bench *bench)
{
    struct fly_error error = {0};
    if (fly_tornado_run(&bench->tornado, &bench->plan, &error) != FLY_OK) fail_msg("%s", error.text);
}

static void end(struct bench *bench)
{
    fly_tornado_free(&bench->tornado);
    fly_results_free(&bench->results);
    for (size_t s = 0; s < 2; s++) {
        fly_setup_free(&bench->setups[s]);
        fly_scenario_free(&bench->scenarios[s]);
        (void)unlink(bench->paths[s]);
    }
}

/* The k-th entry of this name. */
static const struct fly_tornado_entry *find_nth(const struct bench *bench, const char *name, size_t k)
{
    for (size_t e = 0; e < bench->tornado.n; e++)
        if (strcmp(bench->tornado.entries[e].name, name) == 0 && k-- == 0) return &bench->tornado.entries[e];
    return NULL;
}

static const struct fly_tornado_entry *find(const struct bench *bench, const char *name)
{
    const struct fly_tornado_entry *entry = find_nth(bench, name, 0);
    if (!entry) fail_msg("there is no %s", name);
    return entry;
}

static void expect_text(const char *text, const char *expected)
{
    if (!expected && text) fail_msg("'%s' instead of none", text);
    if (expected && (!text || strcmp(text, expected) != 0)) fail_msg("'%s' instead of '%s'", text, expected);
}

static void expect_sets(const struct fly_tornado_entry *entry, const char *low_a, const char *low_b, const char *high_a,
                        const char *high_b)
{
    expect_text(entry->changes[FLY_LOW].sets[0], low_a);
    expect_text(entry->changes[FLY_LOW].sets[1], low_b);
    expect_text(entry->changes[FLY_HIGH].sets[0], high_a);
    expect_text(entry->changes[FLY_HIGH].sets[1], high_b);
}

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-12 * fmax(1, fabs(expected)))) fail_msg("%.17g is not %.17g", value, expected);
}

/* ---- what is changed ---- */

static void every_chosen_parameter_is_listed(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, "[thing x]\n[thing y]\nweight = 3\n", "[toy]\nstrategy = 1\n[thing y]\nweight = 3\n[thing z]\n", 1);
    expect_sets(find(&bench, "toy.gain"), "toy.gain=1", "toy.gain=1", "toy.gain=4", "toy.gain=4");
    expect_sets(find(&bench, "toy.bonus"), NULL, NULL, "toy.bonus=yes", "toy.bonus=yes");
    expect_sets(find_nth(&bench, "toy.kind", 0), NULL, NULL, "toy.kind=good", "toy.kind=good");
    expect_sets(find_nth(&bench, "toy.kind", 1), NULL, NULL, "toy.kind=bad", "toy.kind=bad");
    assert_null(find_nth(&bench, "toy.kind", 2));
    expect_sets(find(&bench, "thing.x.weight"), "thing.x.weight=0.5", NULL, "thing.x.weight=2", NULL);
    expect_sets(find(&bench, "thing.y.weight"), "thing.y.weight=1.5", "thing.y.weight=1.5", "thing.y.weight=6",
                "thing.y.weight=6");
    expect_sets(find(&bench, "thing.z.weight"), NULL, "thing.z.weight=0.5", NULL, "thing.z.weight=2");
    expect_text(find(&bench, "thing.x.weight")->value[0], "1");
    expect_text(find(&bench, "thing.x.weight")->value[1], NULL);
    assert_null(find_nth(&bench, "thing.y.weight", 1));
    assert_null(find_nth(&bench, "toy.strategy", 0));
    assert_null(find_nth(&bench, "toy.cited", 0));
    assert_null(find_nth(&bench, "toy.note", 0));
    assert_non_null(find_nth(&bench, "market.initial_customers", 0));
    end(&bench);
}

/* Each from its own value, and 0 stays 0; words that differ are left alone. */
static void where_the_scenarios_differ(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, "[toy]\ngain = 3\nprice = 0\nkind = good\n", "[toy]\ngain = 10\nprice = 4\nbonus = yes\n", 1);
    expect_sets(find(&bench, "toy.gain"), "toy.gain=1.5", "toy.gain=5", "toy.gain=6", "toy.gain=20");
    expect_sets(find(&bench, "toy.price"), NULL, "toy.price=2", NULL, "toy.price=8");
    expect_sets(find(&bench, "toy.bonus"), NULL, NULL, NULL, NULL);
    expect_sets(find(&bench, "toy.kind"), NULL, NULL, NULL, NULL);
    assert_null(find_nth(&bench, "toy.kind", 1));
    run(&bench);
    assert_int_equal(find(&bench, "toy.bonus")->state, FLY_TORNADO_SKIPPED);
    expect_text(find(&bench, "toy.kind")->reason, "the scenarios differ in it, so it is what is compared");
    end(&bench);
}

static void what_is_refused_is_told_and_not_run(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, "", "[toy]\nstrategy = 1\n", 2);
    const struct fly_tornado_change *odd = &find(&bench, "toy.even")->changes[FLY_LOW];
    expect_text(odd->sets[0], "toy.even=3");
    expect_text(odd->refusal, "toy.even = 3 is odd");
    run(&bench);
    assert_false(find(&bench, "toy.even")->changes[FLY_LOW].was_run);
    assert_true(find(&bench, "toy.even")->changes[FLY_HIGH].was_run);
    assert_int_equal(find(&bench, "toy.even")->state, FLY_TORNADO_IDLE);
    assert_int_equal(find(&bench, "toy.fixed")->state, FLY_TORNADO_SKIPPED);
    expect_text(find(&bench, "toy.fixed")->reason, "its range has no other value");
    end(&bench);
}

/* ---- what comes of it ---- */

/* b - a = gain (r + 1) - price, in replicates r = 0 .. 3: -4, -2, 0, 2 as it is. */
static void effects_are_paired_differences(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, "", "[toy]\nstrategy = 1\n", N);
    run(&bench);
    const struct fly_tornado *t = &bench.tornado;
    assert_near(t->base.difference.mean, -1);
    assert_near(t->base.difference.sd, sqrt(20 / 3.));
    const struct fly_tornado_entry *gain = find(&bench, "toy.gain"), *price = find(&bench, "toy.price");
    assert_near(gain->changes[FLY_LOW].result.difference.mean, 2.5 - 6);
    assert_near(gain->changes[FLY_HIGH].result.difference.mean, 10 - 6);
    assert_near(gain->changes[FLY_HIGH].shift.mean, 5);
    assert_near(gain->changes[FLY_HIGH].shift.sd, 2 * sqrt(5 / 3.));
    assert_near(gain->swing.mean, 7.5);
    assert_near(gain->swing.sd, 3 * sqrt(5 / 3.));
    assert_near(gain->changes[FLY_HIGH].result.wins, .75);
    /* the same in every replicate, so the shift has no error */
    assert_near(price->changes[FLY_LOW].shift.mean, 3);
    assert_near(price->changes[FLY_LOW].shift.sd, 0);
    assert_near(price->swing.mean, 9);
    end(&bench);
}

/* By swing: kind = bad 50, price 9, gain 7.5, bonus 5, kind = good 3; then what moves both alike. */
static void the_largest_swing_comes_first(void **state)
{
    (void)state;
    static const char *const names[] = {"toy.kind", "toy.price", "toy.gain", "toy.bonus", "toy.kind", "toy.shared"};
    static const double swings[] = {50, 9, 7.5, 5, 3, 0};
    struct bench bench;
    begin(&bench, "", "[toy]\nstrategy = 1\n", N);
    run(&bench);
    const struct fly_tornado *t = &bench.tornado;
    assert_int_equal(t->n_of[FLY_TORNADO_MATTERS], 6);
    for (size_t e = 0; e < 6; e++) {
        expect_text(t->entries[e].name, names[e]);
        assert_near(t->entries[e].swing.mean, swings[e]);
    }
    for (size_t e = 6; e < t->n; e++)
        assert_true(t->entries[e].state >= t->entries[e - 1].state);
    assert_int_equal(find(&bench, "toy.mood")->state, FLY_TORNADO_IDLE);
    assert_int_equal(t->n_of[0] + t->n_of[1] + t->n_of[2], t->n);
    end(&bench);
}

/* As it is a is ahead by 1; b by 2 when the price is halved, by 4 at twice the gain, as bonus too, by 2 when kind is
 * good. With a spread of 2.6 and more, four replicates are sure of none. */
static void turns_are_counted(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, "", "[toy]\nstrategy = 1\n", N);
    run(&bench);
    assert_int_equal(bench.tornado.n_turns, 4);
    assert_int_equal(bench.tornado.n_sure, 0);
    assert_true(find(&bench, "toy.price")->changes[FLY_LOW].turns);
    assert_false(find(&bench, "toy.price")->changes[FLY_HIGH].turns);
    end(&bench);
    /* gains hardly differ between replicates: 3 more than a price of 1 is sure */
    begin(&bench, "[toy]\ngain = 0.001\nprice = 1\n", "[toy]\nstrategy = 1\ngain = 0.001\nprice = 1\n", N);
    run(&bench);
    assert_true(bench.tornado.base.difference.high < 0);
    assert_true(find(&bench, "toy.kind")->changes[FLY_HIGH].turns == false); /* bad: 50 less */
    assert_true(find_nth(&bench, "toy.kind", 1)->changes[FLY_HIGH].surely);
    assert_int_equal(bench.tornado.n_turns, 1);
    assert_int_equal(bench.tornado.n_sure, 1);
    end(&bench);
}

/* A lower loss is better; a KPI that has no better side has no winner; one replicate has no interval. */
static void other_kpis(void **state)
{
    (void)state;
    struct bench bench;
    for (size_t k = 1; k < 4; k++) {
        begin(&bench, "", "[toy]\nstrategy = 1\n", N);
        bench.plan.kpi = &kpis[k];
        run(&bench);
        const struct fly_tornado_entry *price = find(&bench, "toy.price");
        assert_near(bench.tornado.base.difference.mean, k == 1 ? 1 : k == 2 ? -1 : -2);
        assert_int_equal(bench.tornado.base.difference.n, k == 3 ? 1 : N);
        assert_int_equal(bench.tornado.n_turns, k == 2 ? 0 : 4);
        assert_near(price->swing.mean, 9);
        assert_true(k != 3 || isnan(price->swing.sd));
        end(&bench);
    }
}

/* ---- bits ---- */

static void assert_same(const struct fly_tornado *a, const struct fly_tornado *b, size_t n)
{
    assert_int_equal(a->n, b->n);
    for (size_t e = 0; e < a->n; e++) {
        assert_string_equal(a->entries[e].name, b->entries[e].name);
        assert_memory_equal(&a->entries[e].swing, &b->entries[e].swing, sizeof a->entries[e].swing);
        for (int side = 0; side < FLY_N_TORNADO_SIDES; side++) {
            const struct fly_tornado_change *x = &a->entries[e].changes[side], *y = &b->entries[e].changes[side];
            assert_int_equal(x->was_run, y->was_run);
            if (x->was_run) assert_memory_equal(x->by_pair, y->by_pair, n * sizeof *x->by_pair);
        }
    }
}

static int watch(void *user, const struct fly_progress *progress, struct fly_error *error)
{
    (void)error;
    struct fly_progress *last = user;
    assert_true(progress->n_done >= last->n_done && progress->steps >= last->steps);
    assert_true(progress->n_done <= progress->n_jobs && progress->steps <= progress->n_steps);
    *last = *progress;
    return 0;
}

/* However many threads, and however many changes at a time; progress is that of the whole. */
static void the_way_it_is_run_changes_no_bit(void **state)
{
    (void)state;
    struct bench one, other;
    struct fly_progress last = {0};
    begin(&one, "[thing x]\n", "[toy]\nstrategy = 1\n", N);
    run(&one);
    for (int way = 0; way < 2; way++) {
        begin(&other, "[thing x]\n", "[toy]\nstrategy = 1\n", N);
        other.plan.ensemble = (struct fly_ensemble_options){.threads = way ? 1 : 3, .progress = watch, .user = &last};
        other.plan.batch_bytes = way ? 1 : 0;
        last = (struct fly_progress){0};
        run(&other);
        assert_int_equal(last.n_done, last.n_jobs);
        assert_int_equal(last.n_jobs, fly_tornado_runs(&other.tornado) * N);
        assert_int_equal(last.steps, last.n_steps);
        assert_same(&one.tornado, &other.tornado, N);
        end(&other);
    }
    end(&one);
}

static int stop(void *user, const struct fly_progress *progress, struct fly_error *error)
{
    (void)user, (void)error;
    return progress->n_done >= 5;
}

static void it_can_be_stopped(void **state)
{
    (void)state;
    struct bench bench;
    struct fly_error error = {0};
    begin(&bench, "", "[toy]\nstrategy = 1\n", N);
    bench.plan.ensemble.progress = stop;
    bench.plan.batch_bytes = 1;
    assert_int_equal(fly_tornado_run(&bench.tornado, &bench.plan, &error), FLY_ERR_INTERRUPT);
    end(&bench);
}

/* Between the list and the run a file may vanish: that is a refusal, and no reason to stop. */
static void a_file_that_vanishes_is_a_refusal(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, "", "[toy]\nstrategy = 1\n", N);
    assert_int_equal(unlink(bench.paths[1]), 0);
    run(&bench);
    assert_int_equal(bench.tornado.n_run, 0);
    assert_int_equal(find(&bench, "toy.gain")->state, FLY_TORNADO_SKIPPED);
    assert_non_null(strstr(find(&bench, "toy.gain")->reason, "No such file"));
    end(&bench);
}

static int make_folder(void **state)
{
    (void)state;
    fly_library_setup();
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_chosen_parameter_is_listed),
        cmocka_unit_test(where_the_scenarios_differ),
        cmocka_unit_test(what_is_refused_is_told_and_not_run),
        cmocka_unit_test(effects_are_paired_differences),
        cmocka_unit_test(the_largest_swing_comes_first),
        cmocka_unit_test(turns_are_counted),
        cmocka_unit_test(other_kpis),
        cmocka_unit_test(the_way_it_is_run_changes_no_bit),
        cmocka_unit_test(it_can_be_stopped),
        cmocka_unit_test(a_file_that_vanishes_is_a_refusal),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
