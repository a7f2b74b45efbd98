/* The networks that follow a rule: cliques, lattices, blocks; and those that are drawn for each replicate: scale_free
 * and erdos_renyi. Their degrees, their two directions, their laws.
 *
 * Keys are fixed. A chi-square must not have a smaller probability than 1e-5; means lie within 4.5 standard errors
 * (false alarm 7e-6). */
#include "sim/alloc.h"
#include "tests/support/net.h"
#include "tests/support/simulate.h"
#include "tests/support/test.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define Z 4.5

static void make(struct net *net, const char *ini, uint32_t n_agents)
{
    if (net_make(net, ini, n_agents) != FLY_OK) fail_msg("%s", net->error.text);
}

static double chi_square(const double *found, const double *expected, size_t n)
{
    double sum = 0;
    for (size_t k = 0; k < n; k++)
        sum += (found[k] - expected[k]) * (found[k] - expected[k]) / expected[k];
    return sum;
}

static void judge_chi_square(const char *what, const double *found, const double *expected, size_t n)
{
    const double value = chi_square(found, expected, n), q = gsl_cdf_chisq_Q(value, (double)n - 1);
    print_message("%s: chi-square %.2f with %zu degrees of freedom, probability %.3g\n", what, value, n - 1, q);
    if (q < 1e-5) fail_msg("%s: this is not the law", what);
}

/* No ties to oneself, none twice. */
static void check_simple(const struct net *net)
{
    for (uint32_t i = 0; i < net->network.n_agents; i++) {
        assert_int_equal(net_times(net, i, i), 0);
        for (uint32_t k = 0; k < net_degree(net, i); k++)
            assert_int_equal(net_times(net, net_neighbour(net, i, k), i), 1);
    }
}

static double mean_degree(const struct net *net)
{
    double sum = 0;
    for (uint32_t i = 0; i < net->network.n_agents; i++)
        sum += net_degree(net, i);
    return sum / net->network.n_agents;
}

/* ---- cliques ---- */

/* The last clique has what is left of the market. */
static void check_cliques(uint32_t n_agents, uint32_t degree)
{
    struct net net;
    char ini[64];
    (void)snprintf(ini, sizeof ini, "kind = cliques\ndegree = %u", degree);
    make(&net, ini, n_agents);
    const uint32_t size = degree + 1, left = n_agents % size;
    for (uint32_t i = 0; i < n_agents; i++) {
        assert_int_equal(net_degree(&net, i), i < n_agents - left ? degree : left - 1);
        for (uint32_t k = 0; k < net_degree(&net, i); k++)
            assert_int_equal(net_neighbour(&net, i, k) / size, i / size);
    }
    net_check_symmetry(&net);
    check_simple(&net);
    assert_true(net_transitivity(&net) == 1);
    assert_int_equal(fly_network_largest_degree(&net.network), degree);
    net_free(&net);
}

static void test_cliques(void **state)
{
    (void)state;
    check_cliques(1000, 9);
    check_cliques(1003, 9);
    check_cliques(1001, 9); /* one person alone */
    check_cliques(9, 8);
    check_cliques(500, 2);
}

/* ---- lattice ---- */

static uint32_t around(uint32_t a, uint32_t b, uint32_t n)
{
    const uint32_t apart = a > b ? a - b : b - a;
    return apart < n - apart ? apart : n - apart;
}

static void check_lattice(uint32_t width, uint32_t height, uint32_t degree)
{
    struct net net;
    char ini[64];
    (void)snprintf(ini, sizeof ini, "kind = lattice\ndegree = %u", degree);
    make(&net, ini, width * height);
    assert_int_equal(net.network.width, width);
    for (uint32_t i = 0; i < width * height; i++) {
        assert_int_equal(net_degree(&net, i), degree);
        for (uint32_t k = 0; k < degree; k++) {
            const uint32_t j = net_neighbour(&net, i, k);
            const uint32_t x = around(i % width, j % width, width), y = around(i / width, j / width, height);
            assert_true(x <= 1 && y <= 1 && x + y >= 1);
            if (degree == 4) assert_int_equal(x + y, 1);
        }
    }
    net_check_symmetry(&net);
    check_simple(&net);
    net_free(&net);
}

static void test_lattice(void **state)
{
    const uint32_t sides[][2] = {{3, 3}, {4, 3}, {6, 3}, {5, 5}, {40, 25}};
    const uint32_t none[] = {1, 2, 4, 8, 10, 21, 200003, 1999999973, 2 * 1009};
    (void)state;
    for (size_t s = 0; s < sizeof sides / sizeof sides[0]; s++)
        for (uint32_t degree = 4; degree <= 8; degree += 4)
            check_lattice(sides[s][0], sides[s][1], degree);
    for (size_t k = 0; k < sizeof none / sizeof none[0]; k++)
        assert_int_equal(fly_lattice_width(none[k]), 0);
    assert_int_equal(fly_lattice_width(2000000000), 50000);
}

/* ---- blocks ---- */

/* Of an agent's ties the first are within his segment; of the others as many as fall there by chance: together the
 * share w + (1 - w) s of the ties of a segment with share s, where w is the rounded share within. */
static void check_blocks(uint32_t degree, double within, uint32_t n_agents)
{
    static const double shares[] = {.1, .25, .65};
    struct net net;
    char ini[256];
    double n_within[3] = {0}, n_ties[3] = {0};
    (void)snprintf(ini, sizeof ini,
                   "kind = blocks\ndegree = %u\nwithin = %g\n[segment a]\nshare = 0.1\n[segment b]\nshare = 0.25\n"
                   "[segment c]\nshare = 0.65",
                   degree, within);
    make(&net, ini, n_agents);
    net_check_symmetry(&net);
    const struct fly_segments *segments = &net.network.segments;
    for (uint32_t i = 0; i < n_agents; i++) {
        const uint32_t s = fly_segment_of_rank(segments, fly_permute(&net.network.order, i));
        assert_int_equal(net_degree(&net, i), degree);
        for (uint32_t k = 0; k < degree; k++) {
            const uint32_t rank = fly_permute(&net.network.order, net_neighbour(&net, i, k));
            n_within[s] += rank >= segments->first[s] && rank < segments->first[s + 1];
            n_ties[s]++;
        }
    }
    const double w = round(degree * within) / degree;
    for (size_t s = 0; s < 3; s++) {
        const double expected = w + (1 - w) * shares[s], n_free = n_ties[s] * (1 - w);
        /* each tie within is counted at both ends: twice the variance of the free ones */
        const double error = sqrt(2 * shares[s] * (1 - shares[s]) / fmax(1, n_free)) * (1 - w);
        print_message("%u ties, segment %zu: %.4f within, expected %.4f +- %.4f\n", degree, s, n_within[s] / n_ties[s],
                      expected, error);
        assert_true(fabs(n_within[s] / n_ties[s] - expected) <= Z * error);
    }
    net_free(&net);
}

static void test_blocks(void **state)
{
    (void)state;
    check_blocks(8, .8, 20000);
    check_blocks(8, 1, 20000);
    check_blocks(8, 0, 20000);
    check_blocks(7, .5, 20001); /* odd within and without, of odd numbers */
}

/* Without segments there is one block of everybody. */
static void test_one_block(void **state)
{
    struct net net;
    (void)state;
    make(&net, "kind = blocks\ndegree = 6\nwithin = 50 %", 1000);
    net_check_symmetry(&net);
    assert_true(mean_degree(&net) == 6);
    assert_true(net_transitivity(&net) < .02);
    net_free(&net);
}

/* Nobody lives in an empty segment; the others' ties are as they should be. */
static void test_empty_block(void **state)
{
    struct net net;
    (void)state;
    make(&net,
         "kind = blocks\ndegree = 5\nwithin = 1\n[segment a]\nshare = 0.5\n[segment none]\nshare = 0\n"
         "[segment b]\nshare = 0.5",
         1000);
    net_check_symmetry(&net);
    const struct fly_segments *segments = &net.network.segments;
    for (uint32_t i = 0; i < 1000; i++) {
        const uint32_t s = fly_segment_of_rank(segments, fly_permute(&net.network.order, i));
        assert_int_not_equal(s, 1);
        for (uint32_t k = 0; k < 5; k++) {
            const uint32_t rank = fly_permute(&net.network.order, net_neighbour(&net, i, k));
            assert_int_equal(fly_segment_of_rank(segments, rank), s);
        }
    }
    net_free(&net);
}

/* ---- scale_free ---- */

static void test_scale_free_is_simple(void **state)
{
    const uint32_t sizes[] = {7, 8, 100, 3000};
    (void)state;
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        struct net net;
        const uint32_t n = sizes[k], m = 3;
        make(&net, "kind = scale_free\ndegree = 6", n);
        net_check_symmetry(&net);
        check_simple(&net);
        assert_int_equal(net.network.n_edges, m * (m + 1) / 2 + m * (n - m - 1));
        uint32_t largest = 0;
        for (uint32_t i = 0; i < n; i++) {
            assert_true(net_degree(&net, i) >= m);
            if (net_degree(&net, i) > largest) largest = net_degree(&net, i);
        }
        assert_int_equal(fly_network_largest_degree(&net.network), largest);
        net_free(&net);
    }
}

/* Whom an agent has chosen stands last in his row. */
static uint32_t chosen_by(const struct net *net, uint32_t agent, uint32_t n_chosen, uint32_t k)
{
    return net_neighbour(net, agent, net_degree(net, agent) - n_chosen + k);
}

/* Two ties, then a third agent's, then a fourth's: all there is to know of the rule. The fourth finds one agent with
 * two ties and two with one. */
static void test_the_fourth_of_four(void **state)
{
    enum { KEYS = 40000 };
    double found[2][3] = {{0}};
    struct net net;
    (void)state;
    make(&net, "kind = scale_free\ndegree = 2", 4);
    for (uint32_t replicate = 0; replicate < KEYS; replicate++) {
        net_begin(&net, fly_key_make(8, replicate));
        assert_int_equal(chosen_by(&net, 1, 1, 0), 0);
        found[chosen_by(&net, 2, 1, 0)][chosen_by(&net, 3, 1, 0)]++;
    }
    const double half = KEYS / 4.0, fourth = KEYS / 8.0,
                 expected[2][3] = {{half, fourth, fourth}, {fourth, half, fourth}};
    judge_chi_square("the fourth agent's choice", found[0], expected[0], 6);
    net_free(&net);
}

/* The fifth agent ties himself to two of four, two of whom have 3 ties and two of whom have 2: without putting back. */
static void test_the_fifth_of_five(void **state)
{
    enum { KEYS = 40000 };
    double found[3] = {0};
    struct net net;
    (void)state;
    make(&net, "kind = scale_free\ndegree = 4", 5);
    for (uint32_t replicate = 0; replicate < KEYS; replicate++) {
        net_begin(&net, fly_key_make(9, replicate));
        uint32_t n_large = 0;
        for (uint32_t k = 0; k < 4; k++)
            n_large += chosen_by(&net, 4, 2, k / 2) == chosen_by(&net, 3, 2, k % 2);
        found[n_large]++;
    }
    const double both = 2 * .3 * 3 / 7, none = 2 * .2 * 2 / 8;
    const double expected[3] = {KEYS * none, KEYS * (1 - both - none), KEYS * both};
    judge_chi_square("the fifth agent's choice", found, expected, 3);
    net_free(&net);
}

/* P(k) = 2m(m+1) / (k(k+1)(k+2)), so the share with k ties or more is m(m+1) / (k(k+1)): an exponent of -2 of the tail.
 * This is the law of an endless network of m independent choices. In one of N the hubs end at some m sqrt(N) = 900
 * ties, far above those looked at, and that the m chosen are different changes shares by the order of log(N)^2 / N =
 * .002 of them at most: .001 is allowed. */
static void test_degrees_of_scale_free(void **state)
{
    enum { N = 50000, M = 4, REPLICATES = 60 };
    static const uint32_t at_least[] = {5, 6, 8, 12, 16, 24, 32};
    static double share[7][REPLICATES];
    struct net net;
    (void)state;
    make(&net, "kind = scale_free\ndegree = 8", N);
    for (uint32_t replicate = 0; replicate < REPLICATES; replicate++) {
        net_begin(&net, fly_key_make(10, replicate));
        for (uint32_t i = 0; i < N; i++)
            for (size_t k = 0; k < 7; k++)
                share[k][replicate] += net_degree(&net, i) >= at_least[k] ? 1.0 / N : 0;
    }
    for (size_t k = 0; k < 7; k++) {
        char what[64];
        const double law = M * (M + 1.0) / (at_least[k] * (at_least[k] + 1.0));
        (void)snprintf(what, sizeof what, "%u ties or more", at_least[k]);
        assert_mean(what, share[k], REPLICATES, law, Z, .001 * law, .02);
    }
    net_free(&net);
}

/* The largest hub has some m sqrt(N) ties; with a cap nobody has more, and there are as many ties in all. */
static void check_cap(uint32_t most_ties)
{
    struct net net;
    char ini[128];
    enum { N = 10000, DEGREE = 8 };
    (void)snprintf(ini, sizeof ini, "kind = scale_free\ndegree = %d\nmost_ties = %u", DEGREE, most_ties);
    make(&net, ini, N);
    assert_int_equal(fly_network_largest_degree(&net.network), most_ties);
    for (uint32_t i = 0; i < N; i++)
        assert_in_range(net_degree(&net, i), DEGREE / 2, most_ties);
    assert_int_equal(net.network.n_edges, 10 + 4 * (N - 5));
    check_simple(&net);
    net_check_symmetry(&net);
    net_free(&net);
}

static void test_capped_hubs(void **state)
{
    struct net free_net, capped;
    (void)state;
    check_cap(9);
    check_cap(20);
    check_cap(100);
    /* A cap that nobody reaches changes nothing. */
    make(&free_net, "kind = scale_free", 5000);
    make(&capped, "kind = scale_free\nmost_ties = 5000", 5000);
    assert_true(fly_network_largest_degree(&free_net.network) > 150);
    assert_int_equal(free_net.network.n_edges, capped.network.n_edges);
    assert_memory_equal(free_net.network.neighbours, capped.network.neighbours,
                        2 * free_net.network.n_edges * sizeof(uint32_t));
    net_free(&free_net);
    net_free(&capped);
}

/* ---- erdos_renyi ---- */

/* Degrees are binomial, hardly to be told from Poisson. They are not quite independent: each tie counts at two ends, so
 * one of the degrees of freedom has twice its variance, and the probability of a false alarm is below 1e-4. */
static void test_degrees_of_erdos_renyi(void **state)
{
    enum { N = 100000, DEGREE = 5, BINS = 16 };
    double found[BINS] = {0}, expected[BINS] = {0};
    struct net net;
    (void)state;
    make(&net, "kind = erdos_renyi\ndegree = 5", N);
    for (uint32_t i = 0; i < N; i++)
        found[net_degree(&net, i) < BINS ? net_degree(&net, i) : BINS - 1]++;
    for (uint32_t k = 0; k < BINS; k++)
        expected[k] = N * gsl_ran_binomial_pdf(k, DEGREE / (N - 1.0), N - 1);
    expected[BINS - 1] = N * gsl_cdf_binomial_Q(BINS - 2, DEGREE / (N - 1.0), N - 1);
    judge_chi_square("degrees", found, expected, BINS);
    net_free(&net);
}

static void test_erdos_renyi_is_simple(void **state)
{
    struct net net;
    (void)state;
    make(&net, "kind = erdos_renyi\ndegree = 6", 3000);
    net_check_symmetry(&net);
    check_simple(&net);
    net_free(&net);
    /* p = 1 */
    make(&net, "kind = erdos_renyi\ndegree = 39", 40);
    for (uint32_t i = 0; i < 40; i++)
        assert_int_equal(net_degree(&net, i), 39);
    check_simple(&net);
    net_free(&net);
    make(&net, "kind = erdos_renyi\ndegree = 1", 2);
    assert_int_equal(net.network.n_edges, 1);
    net_free(&net);
}

/* Mean and variance of the number of ties, and every pair equally often: those of the first, the last and a middle
 * agent. */
static void test_pairs_of_erdos_renyi(void **state)
{
    enum { N = 12, DEGREE = 4, KEYS = 20000, PAIRS = N * (N - 1) / 2 };
    static double n_ties[KEYS];
    double found[PAIRS + 1] = {0}, expected[PAIRS + 1];
    struct net net;
    (void)state;
    make(&net, "kind = erdos_renyi\ndegree = 4", N);
    for (uint32_t replicate = 0; replicate < KEYS; replicate++) {
        net_begin(&net, fly_key_make(11, replicate));
        size_t pair = 0;
        for (uint32_t i = 0; i < N; i++)
            for (uint32_t j = 0; j < i; j++)
                found[pair++] += net_times(&net, j, i);
        n_ties[replicate] = (double)net.network.n_edges;
        found[PAIRS] += PAIRS - n_ties[replicate];
    }
    const double p = DEGREE / (N - 1.0);
    assert_mean("ties", n_ties, KEYS, PAIRS * p, Z, 0, .01);
    assert_variance("ties", n_ties, KEYS, PAIRS * p * (1 - p), Z, .05);
    /* as binomial counts of independent pairs: divided by their variance, not their mean */
    double sum = 0;
    for (size_t k = 0; k < PAIRS; k++) {
        expected[k] = KEYS * p;
        sum += (found[k] - expected[k]) * (found[k] - expected[k]) / (KEYS * p * (1 - p));
    }
    const double q = gsl_cdf_chisq_Q(sum, PAIRS);
    print_message("pairs: chi-square %.2f with %d degrees of freedom, probability %.3g\n", sum, PAIRS, q);
    assert_true(q > 1e-5);
    net_free(&net);
}

/* ---- both ---- */

static void check_same(const struct fly_network *a, const struct fly_network *b)
{
    assert_int_equal(a->n_edges, b->n_edges);
    assert_memory_equal(a->offsets, b->offsets, (a->n_agents + 1) * sizeof a->offsets[0]);
    assert_memory_equal(a->neighbours, b->neighbours, 2 * a->n_edges * sizeof a->neighbours[0]);
}

/* What an earlier replicate leaves in memory does not reach the next; another key gives other ties. */
static void check_key(const char *ini)
{
    struct net again, fresh;
    uint32_t n_equal = 0;
    make(&again, ini, 5000);
    make(&fresh, ini, 5000);
    net_begin(&again, fly_key_make(31, 7));
    for (uint32_t i = 100; i < 1100; i++)
        n_equal += net_degree(&again, i) > 0 && net_degree(&fresh, i) > 0 &&
                   net_neighbour(&again, i, 0) == net_neighbour(&fresh, i, 0);
    assert_in_range(n_equal, 0, 20);
    net_begin(&again, fresh.key);
    check_same(&again.network, &fresh.network);
    net_free(&again);
    net_free(&fresh);
}

static void test_the_key_is_all_there_is(void **state)
{
    (void)state;
    check_key("kind = scale_free");
    check_key("kind = scale_free\nmost_ties = 30");
    check_key("kind = erdos_renyi");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cliques),
        cmocka_unit_test(test_lattice),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_one_block),
        cmocka_unit_test(test_empty_block),
        cmocka_unit_test(test_scale_free_is_simple),
        cmocka_unit_test(test_the_fourth_of_four),
        cmocka_unit_test(test_the_fifth_of_five),
        cmocka_unit_test(test_degrees_of_scale_free),
        cmocka_unit_test(test_capped_hubs),
        cmocka_unit_test(test_degrees_of_erdos_renyi),
        cmocka_unit_test(test_erdos_renyi_is_simple),
        cmocka_unit_test(test_pairs_of_erdos_renyi),
        cmocka_unit_test(test_the_key_is_all_there_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
