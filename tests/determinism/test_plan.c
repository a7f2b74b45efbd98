/* A plan and its store: jobs of shards are disjoint and complete, records are those of a plain run to the bit, at the
 * points of a design those of the scenario with what the point sets; and a store that grows keeps what it has. */
#include "sim/plan.h"

#include "tests/support/test.h"

#include <stdio.h>
#include <string.h>

enum { N_SCENARIOS = 2, N_REPLICATES = 3, N_SHARDS = 4, BYTES = 1 << 20 };

#define MARKET                                                                                                         \
    "[market]\nagents = 800\ninitial_customers = 5 %\n[time]\nhorizon = 20 weeks\n[budget]\nweekly = 50\n"             \
    "[channel ads]\nshare = 1\n"
#define DESIGN                                                                                                         \
    "[axis price]\nparameter = budget.weekly\nvalues = 0 : 100 : 3\n[axis talk]\nparameter = "                         \
    "wom.promoter_rate\nvalues = 0 "                                                                                   \
    "/week, 0.2 /week\n"

static const char *const texts[N_SCENARIOS] = {MARKET DESIGN, MARKET "[referral]\nask_rate = 0.1 /week\n"};
static const char *const paths[N_SCENARIOS] = {"a.ini", "b.ini"};

/* Two scenarios whose files are in memory, the first with a design. */
struct fixture {
    struct fly_source sources[N_SCENARIOS];
    struct fly_case cases[N_SCENARIOS];
    struct fly_scenario scenarios[N_SCENARIOS];
    struct fly_setup setups[N_SCENARIOS];
    struct fly_design design;
    struct fly_plan plan;
};

static void load(struct fly_scenario *scenario, struct fly_setup *setup, const struct fly_case *one)
{
    struct fly_diagnostics found = {0};
    struct fly_error error = {0};
    int ret = fly_scenario_load_from(scenario, fly_engine_schema(), one->path, one->sources, one->n_sources, one->sets,
                                     one->n_sets, &found);
    if (ret == FLY_OK) ret = fly_setup_init(setup, scenario, &found, &error);
    if (ret != FLY_OK) fail_msg("%s: %s%s", one->path, fly_diagnostics_first_error(&found), error.text);
    fly_diagnostics_free(&found);
}

static int set_up(void **state)
{
    static struct fixture f;
    struct fly_diagnostics found = {0};
    f = (struct fixture){0};
    for (size_t s = 0; s < N_SCENARIOS; s++) {
        f.sources[s] = (struct fly_source){paths[s], texts[s], strlen(texts[s])};
        f.cases[s] = (struct fly_case){.path = paths[s], .sources = &f.sources[s], .n_sources = 1};
        load(&f.scenarios[s], &f.setups[s], &f.cases[s]);
    }
    assert_int_equal(fly_design_init(&f.design, &f.scenarios[0], &found), FLY_OK);
    assert_int_equal(f.design.n_points, 6);
    f.plan = (struct fly_plan){.setups = f.setups,
                               .cases = f.cases,
                               .n_scenarios = N_SCENARIOS,
                               .design = &f.design,
                               .first_replicate = 5,
                               .n_replicates = N_REPLICATES,
                               .n_shards = 1};
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    fly_design_free(&f->design);
    for (size_t s = 0; s < N_SCENARIOS; s++) {
        fly_setup_free(&f->setups[s]);
        fly_scenario_free(&f->scenarios[s]);
    }
    return 0;
}

static struct fly_store new_store(const struct fly_plan *plan, bool kpis_only)
{
    struct fly_store store;
    assert_int_equal(fly_store_init(&store, plan->setups, plan->n_scenarios, fly_plan_points(plan), plan->n_replicates,
                                    kpis_only, NULL, NULL),
                     FLY_OK);
    return store;
}

static struct fly_store run_plan(const struct fly_plan *plan, bool kpis_only, int threads)
{
    struct fly_error error = {0};
    const struct fly_ensemble_options options = {.threads = threads};
    struct fly_store store = new_store(plan, kpis_only);
    if (fly_plan_run(plan, &store, &options, NULL, &error) != FLY_OK) fail_msg("%s", error.text);
    return store;
}

/* Work and KPIs, and unless they are all, series and grids too. */
static void check_record(const struct fly_store *store, struct fly_job job, const struct fly_setup *setup,
                         const struct fly_record *record)
{
    static unsigned char stored[BYTES], made[BYTES];
    const struct fly_record_source source = fly_store_source(store);
    const struct fly_layout *layout = &setup->layout;
    const size_t n[] = {[FLY_PART_WORK] = 1,
                        [FLY_PART_KPIS] = 1,
                        [FLY_PART_SERIES] = store->kpis_only ? 0 : layout->n_series,
                        [FLY_PART_GRID] = store->kpis_only ? 0 : layout->n_grids};
    for (enum fly_part part = FLY_PART_WORK; part <= FLY_PART_GRID; part++)
        for (size_t i = 0; i < n[part]; i++) {
            if (part == FLY_PART_SERIES && layout->series[i].series->kind == FLY_PASSING) continue;
            const size_t size = fly_part_size(layout, setup->n_rows, part, i);
            assert_true(size <= BYTES);
            assert_int_equal(source.read(source.self, job, part, i, stored, NULL), FLY_OK);
            fly_record_part(record, layout, part, i, made);
            if (memcmp(stored, made, size) != 0)
                fail_msg("point %zu, scenario %zu, replicate %zu: part %d, %zu differs", job.point, job.scenario,
                         job.replicate, (int)part, i);
        }
}

static size_t n_of_all(const struct fly_plan *plan)
{
    return fly_plan_points(plan) * plan->n_scenarios * plan->n_replicates;
}

static struct fly_job job_number(const struct fly_plan *plan, size_t i)
{
    return (struct fly_job){i / plan->n_replicates / plan->n_scenarios, i / plan->n_replicates % plan->n_scenarios,
                            i % plan->n_replicates};
}

/* Without a design a plan does what an ensemble does. */
static void records_are_those_of_an_ensemble(void **state)
{
    const struct fixture *f = *state;
    struct fly_plan plan = f->plan;
    struct fly_results results;
    const struct fly_ensemble_options options = {.threads = 2};
    plan.design = NULL;
    struct fly_store store = run_plan(&plan, false, 2);
    assert_int_equal(store.n_done, N_SCENARIOS * N_REPLICATES);
    assert_int_equal(fly_results_init(&results, f->setups, N_SCENARIOS, 5, N_REPLICATES, NULL), FLY_OK);
    assert_int_equal(fly_ensemble_run(&results, &options, NULL), FLY_OK);
    for (size_t i = 0; i < n_of_all(&plan); i++) {
        const struct fly_job job = job_number(&plan, i);
        check_record(&store, job, &f->setups[job.scenario], fly_results_record(&results, job.scenario, job.replicate));
    }
    fly_results_free(&results);
    fly_store_free(&store);
}

/* The scenario by itself, with the point's values as --set takes them. */
static void check_point(const struct fixture *f, const struct fly_store *store, size_t point, size_t s,
                        const char *const *sets, size_t n_sets)
{
    struct fly_scenario scenario;
    struct fly_setup setup;
    struct fly_results results;
    struct fly_case one = f->cases[s];
    const struct fly_ensemble_options options = {.threads = 1};
    one.sets = sets;
    one.n_sets = n_sets;
    load(&scenario, &setup, &one);
    assert_int_equal(fly_results_init(&results, &setup, 1, 5, N_REPLICATES, NULL), FLY_OK);
    assert_int_equal(fly_ensemble_run(&results, &options, NULL), FLY_OK);
    for (size_t r = 0; r < N_REPLICATES; r++)
        check_record(store, (struct fly_job){point, s, r}, &setup, fly_results_record(&results, 0, r));
    fly_results_free(&results);
    fly_setup_free(&setup);
    fly_scenario_free(&scenario);
}

static void a_point_is_a_plain_run_with_what_it_sets(void **state)
{
    const struct fixture *f = *state;
    static const char *const sets[][2] = {
        {"budget.weekly=0", "wom.promoter_rate=0/week"},   {"budget.weekly=0", "wom.promoter_rate=0.2/week"},
        {"budget.weekly=50", "wom.promoter_rate=0/week"},  {"budget.weekly=50", "wom.promoter_rate=0.2/week"},
        {"budget.weekly=100", "wom.promoter_rate=0/week"}, {"budget.weekly=100", "wom.promoter_rate=0.2/week"}};
    for (int kpis_only = 0; kpis_only < 2; kpis_only++) {
        struct fly_store store = run_plan(&f->plan, kpis_only, 2);
        for (size_t p = 0; p < f->design.n_points; p++)
            for (size_t s = 0; s < N_SCENARIOS; s++)
                check_point(f, &store, p, s, sets[p], 2);
        fly_store_free(&store);
    }
}

/* The KPIs of a job, to compare stores. */
static bool same_kpis(const struct fly_store *a, const struct fly_store *b, struct fly_job job)
{
    static double x[BYTES / 8], y[BYTES / 8];
    const struct fly_record_source one = fly_store_source(a), other = fly_store_source(b);
    const size_t size = fly_part_size(&a->setups[job.scenario].layout, 0, FLY_PART_KPIS, 0);
    assert_int_equal(one.read(one.self, job, FLY_PART_KPIS, 0, x, NULL), FLY_OK);
    assert_int_equal(other.read(other.self, job, FLY_PART_KPIS, 0, y, NULL), FLY_OK);
    return memcmp(x, y, size) == 0;
}

static void shards_are_disjoint_and_complete(void **state)
{
    const struct fixture *f = *state;
    struct fly_store whole = run_plan(&f->plan, true, 2), shards[N_SHARDS];
    size_t n_done, n_all = 0;
    for (uint32_t k = 0; k < N_SHARDS; k++) {
        struct fly_plan plan = f->plan;
        plan.shard = k;
        plan.n_shards = N_SHARDS;
        shards[k] = run_plan(&plan, true, 1 + (int)k % 2);
        const size_t n_jobs = fly_plan_jobs(&plan, &shards[k], &n_done);
        assert_int_equal(n_done, n_jobs);
        assert_int_equal(shards[k].n_done, n_jobs);
        assert_in_range(n_jobs, n_of_all(&plan) / N_SHARDS, n_of_all(&plan) / N_SHARDS + 1);
        n_all += n_jobs;
    }
    assert_int_equal(n_all, n_of_all(&f->plan));
    for (size_t i = 0; i < n_all; i++) {
        const struct fly_job job = job_number(&f->plan, i);
        size_t n_have = 0;
        for (size_t k = 0; k < N_SHARDS; k++)
            if (fly_store_has(&shards[k], job)) {
                n_have++;
                assert_true(same_kpis(&whole, &shards[k], job));
            }
        assert_int_equal(n_have, 1);
    }
    for (size_t k = 0; k < N_SHARDS; k++)
        fly_store_free(&shards[k]);
    fly_store_free(&whole);
}

/* What is in the store is not run again, and what is added is what a longer run has. */
static void a_store_grows(void **state)
{
    const struct fixture *f = *state;
    struct fly_plan plan = f->plan, longer = f->plan;
    const struct fly_ensemble_options options = {.threads = 2};
    size_t n_done;
    longer.n_replicates = 2 * N_REPLICATES + 1;
    struct fly_store store = run_plan(&plan, true, 2), expected = run_plan(&longer, true, 1);
    assert_int_equal(fly_store_grow(&store, longer.n_replicates, NULL), FLY_OK);
    assert_int_equal(store.n_done, n_of_all(&plan));
    assert_int_equal(fly_plan_jobs(&longer, &store, &n_done), n_of_all(&longer));
    assert_int_equal(n_done, n_of_all(&plan));
    for (size_t i = 0; i < n_of_all(&plan); i++)
        assert_true(same_kpis(&store, &expected, job_number(&plan, i)));
    assert_int_equal(fly_plan_run(&longer, &store, &options, NULL, NULL), FLY_OK);
    assert_int_equal(store.n_done, n_of_all(&longer));
    for (size_t i = 0; i < n_of_all(&longer); i++)
        assert_true(same_kpis(&store, &expected, job_number(&longer, i)));
    fly_store_free(&store);
    fly_store_free(&expected);
}

/* A point that is wrong is named, with what it sets and why. */
static void a_wrong_point_is_named(void **state)
{
    const struct fixture *f = *state;
    struct fly_scenario scenario;
    struct fly_setup setup;
    struct fly_error error = {0};
    const char *const sets[] = {"network.degree=0", "market.agents=1"};
    struct fly_case cases[N_SCENARIOS] = {f->cases[0], f->cases[1]};
    struct fly_plan plan = f->plan;
    cases[1].sets = sets;
    cases[1].n_sets = 2;
    plan.cases = cases;
    assert_int_equal(fly_plan_load(&plan, 3, 1, true, true, &scenario, &setup, &error), FLY_ERR_SCENARIO);
    const char *expected = "point 3 (budget.weekly = 50, wom.promoter_rate = 0.2): ";
    if (strncmp(error.text, expected, strlen(expected)) != 0) fail_msg("%s", error.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_are_those_of_an_ensemble), cmocka_unit_test(a_point_is_a_plain_run_with_what_it_sets),
        cmocka_unit_test(shards_are_disjoint_and_complete), cmocka_unit_test(a_store_grows),
        cmocka_unit_test(a_wrong_point_is_named),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
