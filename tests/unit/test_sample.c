/* Samples of the unit cube: strata, evenness, the same bits, and what is refused. */
#include "sim/sample.h"

#include "sim/alloc.h"
#include "tests/support/test.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

/* Room for the points, filled with what no sampler leaves there. */
static double *room_for(size_t n, size_t k)
{
    double *u = fly_alloc(n * k, sizeof *u);
    assert_non_null(u);
    for (size_t i = 0; i < n * k; i++)
        u[i] = -1;
    return u;
}

static double *sobol(size_t n, size_t k)
{
    double *u = room_for(n, k);
    struct fly_error error = {0};
    if (fly_sample_sobol(n, k, u, &error) != FLY_OK) fail_msg("%s", error.text);
    return u;
}

static double *lhs(uint64_t seed, size_t n, size_t k)
{
    double *u = room_for(n, k);
    struct fly_error error = {0};
    if (fly_sample_lhs(seed, n, k, u, &error) != FLY_OK) fail_msg("%s", error.text);
    return u;
}

static void assert_in_cube(const double *u, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert_true(u[i] >= 0 && u[i] < 1);
}

/* In every column exactly one of the n points in each of n equal strata. */
static void assert_strata(const double *u, size_t n, size_t k)
{
    uint8_t *hit = fly_alloc(n * k, 1);
    assert_non_null(hit);
    assert_in_cube(u, n * k);
    for (size_t i = 0; i < n * k; i++) {
        const size_t stratum = (size_t)(u[i] * (double)n), place = i % k * n + stratum;
        assert_true(stratum < n && !hit[place]);
        hit[place] = 1;
    }
    fly_free(hit);
}

/* Warnock's formula (1972) for the L2 star discrepancy, squared:
 * 3^-k - 2^(1-k)/n sum_i prod_j (1 - u_ij^2) + 1/n^2 sum_i sum_l prod_j (1 - max(u_ij, u_lj)). */
static double discrepancy(const double *u, size_t n, size_t k)
{
    double single = 0, pairs = 0;
    for (size_t i = 0; i < n; i++) {
        double product = 1;
        for (size_t j = 0; j < k; j++)
            product *= 1 - u[i * k + j] * u[i * k + j];
        single += product;
        for (size_t l = 0; l < n; l++) {
            product = 1;
            for (size_t j = 0; j < k; j++)
                product *= 1 - fmax(u[i * k + j], u[l * k + j]);
            pairs += product;
        }
    }
    const double size = (double)n;
    return pow(3, -(double)k) - pow(2, 1 - (double)k) * single / size + pairs / (size * size);
}

/* ---- Latin hypercubes ---- */

static void a_hypercube_has_one_point_in_each_stratum(void **state)
{
    const size_t sizes[] = {1, 2, 3, 7, 49, 100, 1023, 65536, 1000003};
    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++)
        for (uint64_t seed = 0; seed < 3; seed++) {
            const size_t k = sizes[s] > 2000 ? 2 : 60;
            double *u = lhs(seed, sizes[s], k);
            assert_strata(u, sizes[s], k);
            fly_free(u);
        }
}

/* More columns than the index of a draw has numbers. */
static void a_hypercube_may_have_many_columns(void **state)
{
    enum { N = 5, K = 70000 };
    double *u = lhs(1, N, K);
    (void)state;
    assert_strata(u, N, K);
    assert_memory_not_equal(u, u + FLY_MAX_INDEX, 2 * sizeof *u);
    fly_free(u);
}

static void a_hypercube_depends_on_its_seed_only(void **state)
{
    enum { N = 500, K = 9, FEWER = 4 };
    double *u = lhs(7, N, K), *again = lhs(7, N, K), *other = lhs(UINT64_C(1) << 32 | 7, N, K), *few = lhs(7, N, FEWER);
    (void)state;
    assert_memory_equal(u, again, N * K * sizeof *u);
    size_t n_equal = 0;
    for (size_t i = 0; i < N * K; i++)
        n_equal += u[i] == other[i];
    assert_int_equal(n_equal, 0);
    for (size_t i = 0; i < N; i++)
        assert_memory_equal(u + i * K, few + i * FEWER, FEWER * sizeof *u);
    fly_free(u);
    fly_free(again);
    fly_free(other);
    fly_free(few);
}

/* Over 2,000 seeds: where the first point of a column of four lies jointly with the second is each of 12 equally often,
 * the place within a stratum is uniform, and columns are uncorrelated (three tests, each a false alarm once in 1e6). */
static void hypercubes_are_random(void **state)
{
    enum { SEEDS = 2000, N = 4, K = 2, BINS = 16 };
    double pairs[N][N] = {{0}}, places[BINS] = {0}, chi_pairs = 0, chi_places = 0, sum = 0;
    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        double *u = lhs(seed, N, K);
        pairs[(int)(u[0] * N)][(int)(u[K] * N)]++;
        for (size_t i = 0; i < N; i++) {
            sum += (floor(u[i * K] * N) - 1.5) * (floor(u[i * K + 1] * N) - 1.5);
            places[(int)((u[i * K] * N - floor(u[i * K] * N)) * BINS)]++;
        }
        fly_free(u);
    }
    for (int a = 0; a < N; a++)
        for (int b = 0; b < N; b++)
            chi_pairs += a == b ? 0 : pow(pairs[a][b] - SEEDS / 12.0, 2) / (SEEDS / 12.0);
    for (int b = 0; b < BINS; b++)
        chi_places += pow(places[b] - (double)SEEDS * N / BINS, 2) / ((double)SEEDS * N / BINS);
    assert_true(gsl_cdf_chisq_Q(chi_pairs, 11) > 1e-6);
    assert_true(gsl_cdf_chisq_Q(chi_places, BINS - 1) > 1e-6);
    /* the sum of products of two random orders of -1.5 .. 1.5 has variance 5^2 / 3 */
    assert_true(fabs(sum) < 4.9 * sqrt(SEEDS * 25 / 3.0));
}

/* ---- the Sobol sequence ---- */

static void sobol_is_a_net_of_midpoints(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 4096; n *= 2) {
        double *u = sobol(n, FLY_SOBOL_MOST_FACTORS);
        assert_strata(u, n, FLY_SOBOL_MOST_FACTORS);
        for (size_t i = 0; i < n * FLY_SOBOL_MOST_FACTORS; i++) {
            const double twice = u[i] * 2 * (double)n;
            assert_true(twice == floor(twice) && fmod(twice, 2) == 1);
        }
        for (size_t j = 0; j < FLY_SOBOL_MOST_FACTORS; j++)
            assert_true(gsl_stats_mean(u + j, FLY_SOBOL_MOST_FACTORS, n) == .5);
        fly_free(u);
    }
}

/* No column is one of zeros, and no two are the same. */
static void sobol_has_forty_columns(void **state)
{
    enum { N = 100, K = FLY_SOBOL_MOST_FACTORS };
    double *u = sobol(N, K);
    (void)state;
    assert_in_cube(u, N * K);
    for (size_t a = 0; a < K; a++) {
        assert_true(gsl_stats_sd(u + a, K, N) > .25 && gsl_stats_sd(u + a, K, N) < .33);
        for (size_t b = 0; b < a; b++)
            assert_true(fabs(gsl_stats_correlation(u + a, K, u + b, K, N)) < .9);
    }
    fly_free(u);
}

static void one_point_is_the_middle(void **state)
{
    double *one = sobol(1, 3), *three = sobol(3, 1);
    (void)state;
    assert_true(one[0] == .5 && one[1] == .5 && one[2] == .5);
    assert_in_cube(three, 3);
    assert_true(three[0] != three[1] && three[1] != three[2] && three[0] != three[2]);
    fly_free(one);
    fly_free(three);
}

/* The squared discrepancy of n independent points is (2^-k - 3^-k) / n on average; in three dimensions that of a
 * hypercube is well below it, and that of a Sobol sequence far below. */
static void samples_are_even(void **state)
{
    enum { N = 1024, K = 3 };
    const double independent = (pow(2, -K) - pow(3, -K)) / N;
    double *latin = lhs(3, N, K), *net = sobol(N, K), *part = sobol(1000, K);
    (void)state;
    print_message("independent %.3g, lhs %.3g, sobol %.3g, 1000 of sobol %.3g\n", independent, discrepancy(latin, N, K),
                  discrepancy(net, N, K), discrepancy(part, 1000, K));
    assert_true(discrepancy(latin, N, K) < .6 * independent);
    assert_true(discrepancy(net, N, K) < .03 * independent);
    assert_true(discrepancy(part, 1000, K) < .03 * independent);
    fly_free(latin);
    fly_free(net);
    fly_free(part);
}

/* ---- what is refused ---- */

static void assert_refused(int ret, const struct fly_error *error, const char *words)
{
    assert_int_equal(ret, FLY_ERR_SCENARIO);
    if (!strstr(error->text, words)) fail_msg("\"%s\" does not say \"%s\"", error->text, words);
}

static void what_is_refused(void **state)
{
    double u[64] = {-1};
    struct fly_error error = {0};
    (void)state;
    assert_refused(fly_sample_sobol(1, 41, u, &error), &error, "lhs");
    assert_refused(fly_sample_sobol(1, SIZE_MAX, u, &error), &error, "at most 40 factors");
    assert_refused(fly_sample_sobol(FLY_SOBOL_MOST_POINTS + (size_t)1, 1, u, &error), &error, "536870912 points");
    assert_refused(fly_sample_sobol(0, 1, u, &error), &error, "at least one");
    assert_refused(fly_sample_sobol(1, 0, u, &error), &error, "at least one");
    assert_refused(fly_sample_lhs(1, 0, 1, u, &error), &error, "at least one");
    assert_refused(fly_sample_lhs(1, 1, 0, u, &error), &error, "at least one");
    assert_refused(fly_sample_lhs(1, FLY_LHS_MOST_POINTS + (size_t)1, 1, u, &error), &error, "at most");
    assert_refused(fly_sample_lhs(1, 1, FLY_LHS_MOST_FACTORS + (size_t)1, u, &error), &error, "at most");
    assert_true(u[0] == -1);
}

static int setup(void **state)
{
    (void)state;
    fly_library_setup();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hypercube_has_one_point_in_each_stratum),
        cmocka_unit_test(a_hypercube_may_have_many_columns),
        cmocka_unit_test(a_hypercube_depends_on_its_seed_only),
        cmocka_unit_test(hypercubes_are_random),
        cmocka_unit_test(sobol_is_a_net_of_midpoints),
        cmocka_unit_test(sobol_has_forty_columns),
        cmocka_unit_test(one_point_is_the_middle),
        cmocka_unit_test(samples_are_even),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
