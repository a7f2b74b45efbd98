/* Every single allocation of drawing a network, measuring it or reading an edge list fails once: each time the answer
 * is FLY_ERR_MEMORY with a sentence, and nothing leaks. */
#include "tests/support/failing_alloc.h"

#include "sim/network_measure.h"
#include "sim/setup.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <unistd.h>

static int draw_and_measure(const struct fly_scenario *scenario, struct fly_error *error)
{
    int ret;
    struct fly_network network, own = {0};
    struct fly_network_measures measures;
    struct fly_diagnostics found = {0};
    FLY_TRY(fly_network_init(&network, scenario, 200, &found, error));
    own = network;
    if (fly_network_is_own(&network)) {
        own = fly_network_alike(&network);
        FLY_TRY(fly_network_begin(&own, fly_key_make(1, 0), fly_key_make(1, 0), error));
    }
    FLY_TRY(fly_network_measure(&own, fly_key_make(1, 0), &measures, error));
    assert_true(measures.mean_degree > 0);
out:
    fly_network_free(fly_network_is_own(&network) ? &own : &network);
    fly_diagnostics_free(&found);
    return ret;
}

static void check_failures(const char *network, size_t at_least)
{
    struct fly_scenario scenario;
    struct fly_diagnostics found = {0};
    char ini[256];
    (void)snprintf(ini, sizeof ini, "[market]\nagents = 200\n[network]\n%s\n", network);
    fails_at = SIZE_MAX;
    assert_int_equal(fly_scenario_parse(&scenario, fly_engine_schema(), "x.ini", ini, NULL, 0, &found), FLY_OK);
    int ret = FLY_ERR_MEMORY;
    size_t k = 0;
    for (; ret == FLY_ERR_MEMORY; k++) {
        struct fly_error error = {0};
        const size_t alive = n_alive;
        fails_at = k;
        n_allocations = 0;
        ret = draw_and_measure(&scenario, &error);
        assert_int_equal(ret, n_allocations > k ? FLY_ERR_MEMORY : FLY_OK);
        if (ret < 0) assert_non_null(strstr(error.text, "no memory"));
        assert_int_equal(n_alive, alive);
    }
    print_message("%s: %zu allocations\n", network, k - 1);
    assert_true(k > at_least);
    fails_at = SIZE_MAX;
    fly_scenario_free(&scenario);
    fly_diagnostics_free(&found);
}

static void test_drawn_networks(void **state)
{
    (void)state;
    check_failures("kind = scale_free\nmost_ties = 20", 5);
    check_failures("kind = erdos_renyi", 4);
    check_failures("kind = cliques", 3);
    check_failures("kind = blocks", 3);
}

static void test_edge_lists(void **state)
{
    char path[] = "/tmp/fly_memory_XXXXXX", ini[128];
    (void)state;
    const int fd = mkstemp(path);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    assert_non_null(file);
    for (int k = 0; k < 100; k++)
        (void)fprintf(file, "%d %d\n", k, k + 1);
    (void)fclose(file);
    (void)snprintf(ini, sizeof ini, "kind = file\nfile = %s", path);
    check_failures(ini, 8);
    (void)remove(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drawn_networks),
        cmocka_unit_test(test_edge_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
