/* What is said of a network's form, against what is known of it: rings, cliques, lattices, chance, and the friends of
 * ego-Facebook as published. */
#include "sim/network_measure.h"
#include "tests/support/net.h"
#include "tests/support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct fly_network_measures measure(const char *ini, uint32_t n_agents)
{
    struct net net;
    struct fly_network_measures measures;
    if (net_make(&net, ini, n_agents) != FLY_OK) fail_msg("%s", net.error.text);
    assert_int_equal(fly_network_measure(&net.network, net.key, &measures, &net.error), FLY_OK);
    print_message("%s: %.4f ties (%u to %u), clustering %.5f +- %.5f, component %.4f\n", ini, measures.mean_degree,
                  measures.smallest_degree, measures.largest_degree, measures.clustering, measures.clustering_error,
                  measures.largest_component);
    net_free(&net);
    return measures;
}

static void check_exact(const char *ini, uint32_t n_agents, double degree, double clustering, double component)
{
    const struct fly_network_measures m = measure(ini, n_agents);
    assert_true(fabs(m.mean_degree - degree) < 1e-12);
    assert_true(fabs(m.clustering - clustering) < 1e-12);
    assert_true(fabs(m.largest_component - component) < 1e-12);
    assert_true(m.clustering_error < 1e-12);
}

static void test_known_forms(void **state)
{
    (void)state;
    check_exact("kind = ring\ndegree = 8", 1000, 8, 9. / 14, 1);
    check_exact("kind = ring\ndegree = 8", 50000, 8, 9. / 14, 1); /* sampled: everybody is the same */
    check_exact("kind = ring\ndegree = 2", 1000, 2, 0, 1);
    check_exact("kind = lattice\ndegree = 4", 1000, 4, 0, 1);
    check_exact("kind = lattice\ndegree = 8", 1000, 8, 12. / 28, 1);
    check_exact("kind = complete", 1000, 999, 1, 1);
    check_exact("kind = cliques\ndegree = 9", 1000, 9, 1, .01);
    /* five are left, and know each other; then one alone; then two, who have no pair of friends */
    check_exact("kind = cliques\ndegree = 9", 1005, (1000 * 9. + 5 * 4) / 1005, 1, 10. / 1005);
    check_exact("kind = cliques\ndegree = 9", 1001, 9000. / 1001, 1000. / 1001, 10. / 1001);
    check_exact("kind = cliques\ndegree = 9", 1002, 9002. / 1002, 1000. / 1002, 10. / 1002);
    const struct fly_network_measures m = measure("kind = cliques\ndegree = 9", 1001);
    assert_int_equal(m.smallest_degree, 0);
    assert_int_equal(m.largest_degree, 9);
}

/* 4,039 people, 88,234 ties, average clustering .6055, one component (McAuley & Leskovec 2012; snap.stanford.edu). */
static void test_published_figures(void **state)
{
    (void)state;
    const struct fly_network_measures m = measure("kind = file\nfile = scenarios/data/ego_facebook.edges", 4039);
    assert_true(fabs(m.mean_degree - 2 * 88234. / 4039) < 1e-9);
    assert_true(fabs(m.clustering - .6055) < .00005);
    assert_true(m.largest_component == 1);
    assert_int_equal(m.largest_degree, 1045);
}

/* 0 talks to 1 and 2, of whom one talks to the other: one of two directed pairs. Nobody else talks to two. */
static void test_directed(void **state)
{
    char path[] = "/tmp/fly_measure_XXXXXX", ini[128];
    (void)state;
    const int fd = mkstemp(path);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    assert_non_null(file);
    (void)fprintf(file, "0 1\n0 2\n1 2\n3 4\n");
    (void)fclose(file);
    (void)snprintf(ini, sizeof ini, "kind = file\ndirected = yes\nfile = %s", path);
    check_exact(ini, 6, 4. / 6, .5 / 6, 3. / 6);
    (void)remove(path);
}

/* Each pair of neighbours is tied with p = degree / (N - 1), and everybody has a pair. There are some degree^3 / 6 =
 * 1333 triangles, a Poisson number: 4.5 standard deviations are 12 %. The giant component of Poisson degrees with mean
 * c is S = 1 - exp(-c S), at c = 2: .79681; its variance (S(1 - S) / N) / (1 - c(1 - S))^2. */
static void test_chance(void **state)
{
    enum { N = 10000 };
    (void)state;
    const struct fly_network_measures m = measure("kind = erdos_renyi\ndegree = 20", N);
    const double p = 20 / (N - 1.0), triangles = 20. * 20 * 20 / 6;
    assert_true(fabs(m.mean_degree - 20) < 4.5 * sqrt(2 * 20. / N));
    assert_true(fabs(m.clustering - p) < 4.5 * p / sqrt(triangles));
    const struct fly_network_measures sparse = measure("kind = erdos_renyi\ndegree = 2", 50000);
    const double s = .79681, error = sqrt(s * (1 - s) / 50000) / (1 - 2 * (1 - s));
    assert_true(fabs(sparse.largest_component - s) < 4.5 * error);
    assert_true(error < .005 * s);
}

/* The sample of a large network against all of it: every agent of a rewired ring has the same number of neighbours, so
 * the mean of local shares is the share of all pairs; a multiple tie here and there changes neither by .0005. */
static void test_sample(void **state)
{
    const char *const ini = "kind = small_world\ndegree = 6\nrewire = 0.1";
    struct net net;
    (void)state;
    assert_int_equal(net_make(&net, ini, 20000), FLY_OK);
    const struct fly_network_measures m = measure(ini, 20000);
    const double all = net_transitivity(&net);
    print_message("all pairs: %.5f\n", all);
    assert_int_equal(m.n_sampled, 10000);
    assert_true(m.clustering_error > .0005 && m.clustering_error < .003);
    assert_true(fabs(m.clustering - all) < 4.5 * m.clustering_error + .0005);
    net_free(&net);
}

/* Computed networks that are too large to be searched, or too dense to be sampled, are not. */
static void test_limits(void **state)
{
    (void)state;
    assert_true(isnan(measure("kind = ring", 200000).largest_component));
    assert_true(isnan(measure("kind = ring\ndegree = 2000", 200000).clustering));
    assert_int_equal(measure("kind = ring\ndegree = 200", 200000).n_sampled, 2500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_forms), cmocka_unit_test(test_published_figures),
        cmocka_unit_test(test_directed),    cmocka_unit_test(test_chance),
        cmocka_unit_test(test_sample),      cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
