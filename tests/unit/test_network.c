/* Networks: exact degrees, both directions, the promised share of rewired ties and clustering; edge lists as written.
 *
 * Keys are fixed; shares must lie within 4 standard errors (false alarm 6e-5 each). */
#include "sim/alloc.h"
#include "tests/support/net.h"
#include "tests/support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void check_kind(const char *ini, uint32_t n_agents, uint32_t degree)
{
    struct net net;
    assert_int_equal(net_make(&net, ini, n_agents), FLY_OK);
    for (uint32_t i = 0; i < n_agents; i++)
        assert_int_equal(net_degree(&net, i), degree);
    net_check_symmetry(&net);
    net_free(&net);
}

static void test_degree_and_symmetry(void **state)
{
    (void)state;
    check_kind("kind = regular\ndegree = 1", 1000, 1);
    check_kind("kind = regular\ndegree = 2", 1001, 2);
    check_kind("kind = regular\ndegree = 3", 1000, 3);
    check_kind("kind = regular\ndegree = 8", 5003, 8);
    check_kind("kind = regular\ndegree = 7", 10, 7);
    check_kind("kind = ring\ndegree = 2", 3, 2);
    check_kind("kind = ring\ndegree = 6", 1000, 6);
    check_kind("kind = complete", 40, 39);
    check_kind("kind = mixing", 40, 40);
    const char *const rewires[] = {"0", "0.05", "0.5", "1"};
    const uint32_t sizes[] = {9, 10, 1000, 5003};
    for (size_t r = 0; r < 4; r++)
        for (size_t s = 0; s < 4; s++) {
            char ini[128];
            (void)snprintf(ini, sizeof ini, "kind = small_world\ndegree = 8\nrewire = %s", rewires[r]);
            check_kind(ini, sizes[s], 8);
        }
}

static void test_ring_and_complete_as_they_are(void **state)
{
    struct net net;
    (void)state;
    assert_int_equal(net_make(&net, "kind = ring\ndegree = 4", 100), FLY_OK);
    const uint32_t expected[] = {1, 99, 2, 98};
    for (uint32_t k = 0; k < 4; k++)
        assert_int_equal(net_neighbour(&net, 0, k), expected[k]);
    net_free(&net);
    assert_int_equal(net_make(&net, "kind = complete", 20), FLY_OK);
    for (uint32_t i = 0; i < 20; i++)
        assert_int_equal(net_times(&net, i, i), 0);
    net_free(&net);
    assert_int_equal(net_make(&net, "kind = small_world\ndegree = 4\nrewire = 0", 100), FLY_OK);
    for (uint32_t k = 0; k < 4; k++)
        assert_int_equal(net_neighbour(&net, 0, k), expected[k]);
    net_free(&net);
}

/* Ties whose far end is not where it would be on the ring. Switches come in pairs of ties: the variance is double. */
static void check_rewired(double rewire)
{
    enum { N = 20000, DEGREE = 8 };
    struct net net;
    char ini[128];
    double n_moved = 0;
    (void)snprintf(ini, sizeof ini, "kind = small_world\ndegree = %d\nrewire = %.17g", DEGREE, rewire);
    assert_int_equal(net_make(&net, ini, N), FLY_OK);
    for (uint32_t i = 0; i < N; i++)
        for (uint32_t k = 0; k < DEGREE; k += 2)
            n_moved += net_neighbour(&net, i, k) != (i + k / 2 + 1) % N;
    const double ties = N * DEGREE / 2;
    if (fabs(n_moved / ties - rewire) > 4 * sqrt(2 * rewire * (1 - rewire) / ties))
        fail_msg("%g of the ties are rewired, not %g", n_moved / ties, rewire);
    net_free(&net);
}

static void test_share_of_rewired_ties(void **state)
{
    (void)state;
    const double rewires[] = {0, .001, .05, .3, .5, .9, 1};
    for (size_t k = 0; k < sizeof rewires / sizeof rewires[0]; k++)
        check_rewired(rewires[k]);
}

/* C(p) = C(0) (1 - p)^3 with C(0) = 3 (d - 2) / (4 (d - 1)) (Barrat & Weigt 2000), up to terms of order 1 / d and
 * chance; .012 is three times the largest difference of these keys. */
static void test_clustering(void **state)
{
    enum { N = 6000, DEGREE = 8 };
    const double c0 = 3.0 * (DEGREE - 2) / (4.0 * (DEGREE - 1)), rewires[] = {0, .05, .2, .5, 1};
    (void)state;
    for (size_t k = 0; k < sizeof rewires / sizeof rewires[0]; k++) {
        struct net net;
        char ini[128];
        (void)snprintf(ini, sizeof ini, "kind = small_world\ndegree = %d\nrewire = %g", DEGREE, rewires[k]);
        assert_int_equal(net_make(&net, ini, N), FLY_OK);
        const double found = net_transitivity(&net), expected = c0 * pow(1 - rewires[k], 3);
        print_message("clustering at %g: %.4f, expected %.4f\n", rewires[k], found, expected);
        assert_true(fabs(found - expected) < (rewires[k] > 0 ? .012 : 1e-12));
        net_free(&net);
    }
}

/* The ties of a random regular network lead anywhere: hardly any of them twice or to oneself, no clustering. */
static void test_regular_is_random(void **state)
{
    enum { N = 5000, DEGREE = 7 };
    struct net net;
    uint32_t n_self = 0, n_twice = 0;
    (void)state;
    assert_int_equal(net_make(&net, "kind = regular\ndegree = 7", N), FLY_OK);
    for (uint32_t i = 0; i < N; i++) {
        n_self += net_times(&net, i, i);
        for (uint32_t k = 0; k < DEGREE; k++)
            n_twice += net_times(&net, net_neighbour(&net, i, k), i) > 1;
    }
    assert_in_range(n_self, 0, 20);  /* 6 expected: two of each fixed point of three permutations */
    assert_in_range(n_twice, 0, 90); /* 42 expected: degree (degree - 1) */
    assert_true(net_transitivity(&net) < .004);
    net_free(&net);
}

static void test_the_key_matters(void **state)
{
    const char *const kinds[] = {"kind = regular\ndegree = 5", "kind = small_world\ndegree = 4\nrewire = 1",
                                 "kind = blocks\ndegree = 5"};
    (void)state;
    for (size_t kind = 0; kind < 3; kind++) {
        struct net net, other;
        uint32_t n_equal = 0, n_again = 0;
        assert_int_equal(net_make(&net, kinds[kind], 1000), FLY_OK);
        assert_int_equal(net_make(&other, kinds[kind], 1000), FLY_OK);
        net_begin(&other, fly_key_make(31, 3));
        for (uint32_t i = 0; i < 1000; i++)
            n_equal += net_neighbour(&other, i, 0) == net_neighbour(&net, i, 0);
        assert_in_range(n_equal, 0, 12);
        net_begin(&other, net.key);
        for (uint32_t i = 0; i < 1000; i++)
            n_again += net_neighbour(&other, i, 0) == net_neighbour(&net, i, 0);
        assert_int_equal(n_again, 1000);
        net_free(&net);
        net_free(&other);
    }
}

/* ---- edge lists ---- */

static int make_from_file(struct net *net, const char *text, const char *more, uint32_t n_agents)
{
    char path[] = "/tmp/fly_network_XXXXXX", ini[256];
    const int fd = mkstemp(path);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    (void)fclose(file);
    (void)snprintf(ini, sizeof ini, "kind = file\nfile = %s\n%s", path, more);
    const int ret = net_make(net, ini, n_agents);
    (void)remove(path);
    return ret;
}

static void check_neighbours(const struct net *net, uint32_t agent, const uint32_t *expected, uint32_t n)
{
    assert_int_equal(net_degree(net, agent), n);
    for (uint32_t k = 0; k < n; k++)
        assert_int_equal(net_neighbour(net, agent, k), expected[k]);
}

static void test_edge_list(void **state)
{
    struct net net;
    (void)state;
    /* Comments, empty lines, tabs, commas, DOS line ends, both directions of one tie, self-loops, no last line end. */
    assert_int_equal(
        make_from_file(&net, "# friends\n\n5 0\n0\t3\r\n3 0\n 0 , 1 # three times in all\n4 4\n0 1\n1 0\n3 5\n2 2", "",
                       8),
        FLY_OK);
    assert_int_equal(net.network.n_edges, 4);
    assert_int_equal(net.network.n_self_loops, 2);
    assert_int_equal(net.network.n_duplicates, 3);
    check_neighbours(&net, 0, (const uint32_t[]){1, 3, 5}, 3);
    check_neighbours(&net, 1, (const uint32_t[]){0}, 1);
    check_neighbours(&net, 3, (const uint32_t[]){0, 5}, 2);
    check_neighbours(&net, 5, (const uint32_t[]){0, 3}, 2);
    const uint32_t alone[] = {2, 4, 6, 7};
    for (size_t k = 0; k < 4; k++)
        check_neighbours(&net, alone[k], NULL, 0);
    net_check_symmetry(&net);
    net_free(&net);
    assert_int_equal(make_from_file(&net, "# nobody knows anybody\n", "", 3), FLY_OK);
    assert_int_equal(net.network.n_edges, 0);
    check_neighbours(&net, 2, NULL, 0);
    net_free(&net);
}

/* "a b" leads from a to b; both directions of a tie are two ties, and only the same one twice is a duplicate. */
static void test_directed_edge_list(void **state)
{
    struct net net;
    (void)state;
    assert_int_equal(make_from_file(&net, "5 0\n0 3\n3 0\n0 1\n0 3\n4 4\n0 5\n3 5\n", "directed = yes", 8), FLY_OK);
    assert_int_equal(net.network.n_edges, 6);
    assert_int_equal(net.network.n_self_loops, 1);
    assert_int_equal(net.network.n_duplicates, 1);
    assert_int_equal(fly_network_largest_degree(&net.network), 3);
    check_neighbours(&net, 0, (const uint32_t[]){1, 3, 5}, 3);
    check_neighbours(&net, 1, NULL, 0);
    check_neighbours(&net, 3, (const uint32_t[]){0, 5}, 2);
    check_neighbours(&net, 5, (const uint32_t[]){0}, 1);
    assert_int_equal(fly_network_memory(&net.network), 9 * sizeof(uint64_t) + 6 * sizeof(uint32_t));
    net_free(&net);
}

static void test_large_edge_list_is_sorted_and_symmetric(void **state)
{
    enum { N = 2000, EDGES = 12000 };
    char *text = fly_alloc(EDGES, 16), *end = text;
    struct net net;
    (void)state;
    assert_non_null(text);
    for (uint32_t e = 0; e < EDGES; e++) {
        const struct fly_words words = fly_draw(fly_key_make(1, 0), e, 0, 0, 0);
        end += sprintf(end, "%u %u\n", fly_below(words.w[0], N), fly_below(words.w[1], N));
    }
    assert_int_equal(make_from_file(&net, text, "", N), FLY_OK);
    assert_int_equal(net.network.n_edges + net.network.n_self_loops + net.network.n_duplicates, EDGES);
    uint64_t n = 0;
    for (uint32_t i = 0; i < N; i++) {
        const uint32_t degree = net_degree(&net, i);
        n += degree;
        for (uint32_t k = 1; k < degree; k++)
            assert_true(net_neighbour(&net, i, k - 1) < net_neighbour(&net, i, k));
    }
    assert_int_equal(n, 2 * net.network.n_edges);
    net_check_symmetry(&net);
    net_free(&net);
    fly_free(text);
}

static void check_refused(const char *text, const char *place, const char *part)
{
    struct net net;
    assert_true(make_from_file(&net, text, "", 10) < 0);
    bool told = false;
    for (size_t k = 0; k < net.found.n_items; k++)
        told |= strstr(net.found.items[k].place, place) && strstr(net.found.items[k].text, part);
    if (!told) fail_msg("no '%s' at %s", part, place);
    assert_null(net.network.neighbours);
    net_free(&net);
}

static void test_bad_edge_lists(void **state)
{
    (void)state;
    check_refused("0 1\n1 2 3\n", ":2", "not an edge");
    check_refused("0 1\n\nx y\n", ":3", "not an edge");
    check_refused("-1 2\n", ":1", "not an edge");
    check_refused("1\n", ":1", "not an edge");
    check_refused("0 1\n0 10\n", ":2", "too large");
    check_refused("99999999999999999999999 1\n", ":1", "too large");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_degree_and_symmetry),
        cmocka_unit_test(test_ring_and_complete_as_they_are),
        cmocka_unit_test(test_share_of_rewired_ties),
        cmocka_unit_test(test_clustering),
        cmocka_unit_test(test_regular_is_random),
        cmocka_unit_test(test_the_key_matters),
        cmocka_unit_test(test_edge_list),
        cmocka_unit_test(test_directed_edge_list),
        cmocka_unit_test(test_large_edge_list_is_sorted_and_symmetric),
        cmocka_unit_test(test_bad_edge_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
