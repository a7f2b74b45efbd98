/* The number of threads, the batch a replicate runs in, and the name of a scenario change no bit of any result. */
#include "tests/support/test.h"
#include "tests/support/twin_market.h"

#include "sim/result_file.h"

#include <stdio.h>
#include <string.h>

static const int thread_counts[] = {1, 2, 3, 4, 8};
enum { N_THREAD_COUNTS = sizeof thread_counts / sizeof thread_counts[0] };

static void image_of(const struct simulation *s, struct fly_image *image)
{
    struct fly_error error = {0};
    if (fly_result_image(image, &s->results, &error) != FLY_OK) fail_msg("%s", error.text);
}

/* Records and result files of n replicates on any number of threads are those of one thread. */
static void check_threads(const char *sets, size_t n)
{
    struct simulation one = {0};
    struct fly_image expected = {0};
    simulate_market(&one, sets, 0, n, 1);
    image_of(&one, &expected);
    for (size_t t = 1; t < N_THREAD_COUNTS; t++) {
        struct simulation many = {0};
        struct fly_image found = {0};
        simulate_market(&many, sets, 0, n, thread_counts[t]);
        for (size_t k = 0; k < n; k++)
            if (!same_records(&one.setup, fly_results_record(&one.results, 0, k),
                              fly_results_record(&many.results, 0, k)))
                fail_msg("replicate %zu differs on %d threads", k, thread_counts[t]);
        image_of(&many, &found);
        assert_int_equal(found.size, expected.size);
        assert_memory_equal(found.bytes, expected.bytes, expected.size);
        fly_image_free(&found);
        simulation_free(&many);
    }
    assert_true(series_total(&one, 0, "referrals", "taken_up") > 10);
    assert_true(series_total(&one, 0, "accepted_signals", "negative") > 10);
    fly_image_free(&expected);
    simulation_free(&one);
}

#define DESK                                                                                                           \
    "budget.acquisition=0.2; budget.service=0.15; budget.technology=0.05; technology.enabled=yes; "                    \
    "sales.enabled=yes; sales.wage=4; service.enabled=yes; service.rate=0.2; "

static void test_parallel_over_replicates(void **state)
{
    (void)state;
    check_threads(DESK "time.horizon=30", 8);
    check_threads("time.horizon=40", 8);
    check_threads(
        "time.horizon=30; customer.law=pareto_nbd; winback.enabled=yes; winback.base=0.05; referral.uplift=yes", 8);
    check_threads("time.horizon=30; customer.law=exponential; referral.offspring=poisson; network.kind=mixing", 9);
}

static void test_parallel_over_blocks(void **state)
{
    (void)state;
    check_threads(DESK "market.agents=50000; time.horizon=20; service.law=erlang_a", 1);
    check_threads("market.agents=50000; time.horizon=30", 1);
    check_threads("market.agents=50000; time.horizon=25; engage.enabled=no; network.kind=regular; referral.asks=2; "
                  "referral.offspring=geometric; referral.reward_referrer=0; referral.reward_friend=0",
                  1);
    check_threads("[shock a]\nparameter = wom.trust\nvalue = 0.6\nshape = season\nperiod = 20\n"
                  "[shock b]\nparameter = budget.weekly\nshape = points\npoints = 0:1,20:2,30:0.5\n"
                  "[segment one]\nshare = 0.4\nspend = 2\n[segment other]\nshare = 0.6\nreach = 2\n",
                  1);
    check_threads("market.agents=50000; time.horizon=20; " MARKET_LEVER_MONEY MARKET_LEVERS, 1);
}

static void test_everything_at_once(void **state)
{
    (void)state;
    check_threads(MARKET_EVERYTHING, 8);
    check_threads(MARKET_EVERYTHING "; market.agents=50000; time.horizon=20", 1);
}

static void test_reviews_wheels_and_community(void **state)
{
    (void)state;
    const char all[] = "[reviews]\nenabled = yes\n[community]\nenabled = yes\nadvocate = 0.3\n"
                       "[wheel a]\nper_contribution = 1\nper_good_word = 0.1\ncouples_to = b:0.1\ndrives = reach\n"
                       "lift = 0.5\n[wheel b]\nmoney_from = ads\nper_money = 0.1\ndrives = consider\nlift = 0.5\n"
                       "--set time.horizon=25; budget.community=0.1; budget.acquisition=0.3";
    char blocks[1024];
    check_threads(all, 4);
    (void)snprintf(blocks, sizeof blocks, "%s; market.agents=50000", all);
    check_threads(blocks, 1);
}

/* Networks that each replicate draws for itself, and blocks, which follow its population. */
static void test_networks_of_a_replicate(void **state)
{
    (void)state;
    check_threads("time.horizon=25; network.kind=scale_free; network.most_ties=50; wom.rate_per=tie; "
                  "wom.promoter_rate=0.1; wom.passive_rate=0.05; wom.detractor_rate=0.1",
                  8);
    check_threads("market.agents=50000; time.horizon=20; network.kind=erdos_renyi", 1);
    check_threads("[segment a]\nshare = 0.4\n[segment b]\nshare = 0.6\n--set time.horizon=25; network.kind=blocks", 3);
}

/* Two replicates on 8 threads: over blocks; on 1 or 2: over replicates. */
static void test_both_ways_agree(void **state)
{
    (void)state;
    check_threads("time.horizon=30", 2);
}

static void test_antithetic_pairs(void **state)
{
    (void)state;
    check_threads("run.antithetic=yes; time.horizon=30", 8);
    check_threads(MARKET_EVERYTHING "; run.antithetic=yes; market.agents=50000; time.horizon=20", 2);
}

/* Even replicates are those of a run without pairs, to the bit. Odd ones are others, but have the permutations of the
 * even one: the same people are customers at the start, of the same segments. */
static void test_even_ones_stay(void **state)
{
    const char sets[] = "[segment a]\nshare = 0.4\n[segment b]\nshare = 0.6\n"
                        "--set time.horizon=30; market.initial_customers=0.3; run.antithetic=%s";
    struct simulation with = {0}, without = {0};
    char yes[256], no[256];
    (void)state;
    (void)snprintf(yes, sizeof yes, sets, "yes");
    (void)snprintf(no, sizeof no, sets, "no");
    simulate_market(&with, yes, 0, 6, 2);
    simulate_market(&without, no, 0, 6, 2);
    for (size_t k = 0; k < 6; k++) {
        const double a = series_at(&with, k, "segment_customers", "a", 0);
        const bool is_same = same_records(&with.setup, fly_results_record(&with.results, 0, k),
                                          fly_results_record(&without.results, 0, k));
        assert_int_equal(is_same, k % 2 == 0);
        assert_true(a == series_at(&with, k / 2 * 2, "segment_customers", "a", 0));
        assert_true(k < 2 || a != series_at(&with, k - 2, "segment_customers", "a", 0));
        assert_false(k % 2 && same_records(&with.setup, fly_results_record(&with.results, 0, k),
                                           fly_results_record(&with.results, 0, k - 1)));
    }
    simulation_free(&with);
    simulation_free(&without);
}

static void check_alone(const char *sets)
{
    struct simulation batch = {0}, fewer = {0};
    char two[256];
    (void)snprintf(two, sizeof two, "%s; run.replicates=2", sets);
    simulate_market(&batch, sets, 3, 5, 2);
    for (uint32_t k = 0; k < 5; k++) {
        struct simulation alone = {0};
        simulate_market(&alone, sets, 3 + k, 1, 1);
        assert_true(same_records(&batch.setup, fly_results_record(&batch.results, 0, k),
                                 fly_results_record(&alone.results, 0, 0)));
        simulation_free(&alone);
    }
    simulate_market(&fewer, two, 3, 2, 1);
    for (size_t k = 0; k < 2; k++)
        assert_true(same_records(&batch.setup, fly_results_record(&batch.results, 0, k),
                                 fly_results_record(&fewer.results, 0, k)));
    /* Two replicates are not the same one twice. */
    assert_false(
        same_records(&batch.setup, fly_results_record(&batch.results, 0, 0), fly_results_record(&batch.results, 0, 1)));
    simulation_free(&batch);
    simulation_free(&fewer);
}

static void test_replicate_alone_equals_batch(void **state)
{
    (void)state;
    check_alone("time.horizon=30");
    check_alone("time.horizon=20; network.kind=scale_free");
    check_alone("time.horizon=20; run.antithetic=yes");
    check_alone("time.horizon=20; network.kind=erdos_renyi; network.degree=5");
}

/* Run together, so that one world serves both: what the first leaves in memory must not reach the second. */
static void test_equal_scenarios_differ_by_nothing(void **state)
{
    struct fly_scenario scenarios[3];
    struct fly_setup setups[3];
    struct fly_results results;
    struct fly_error error = {0};
    const char *const names[] = {"one", "other", "again"};
    (void)state;
    for (size_t s = 0; s < 3; s++)
        market_setup(&scenarios[s], &setups[s], names[s], s == 1 ? "time.horizon=30; wom.dent=0.1" : "time.horizon=30");
    for (int threads = 1; threads <= 2; threads++) {
        assert_int_equal(fly_results_init(&results, setups, 3, 0, 3, &error), FLY_OK);
        assert_int_equal(fly_ensemble_run(&results, &(struct fly_ensemble_options){.threads = threads}, &error),
                         FLY_OK);
        for (size_t k = 0; k < 3; k++) {
            const struct fly_record *one = fly_results_record(&results, 0, k);
            assert_true(same_records(&setups[0], one, fly_results_record(&results, 2, k)));
            assert_false(same_records(&setups[0], one, fly_results_record(&results, 1, k)));
        }
        fly_results_free(&results);
    }
    for (size_t s = 0; s < 3; s++) {
        fly_setup_free(&setups[s]);
        fly_scenario_free(&scenarios[s]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parallel_over_replicates),
        cmocka_unit_test(test_parallel_over_blocks),
        cmocka_unit_test(test_reviews_wheels_and_community),
        cmocka_unit_test(test_everything_at_once),
        cmocka_unit_test(test_networks_of_a_replicate),
        cmocka_unit_test(test_both_ways_agree),
        cmocka_unit_test(test_antithetic_pairs),
        cmocka_unit_test(test_even_ones_stay),
        cmocka_unit_test(test_replicate_alone_equals_batch),
        cmocka_unit_test(test_equal_scenarios_differ_by_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
