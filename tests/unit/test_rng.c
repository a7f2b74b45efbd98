/* Philox against its published answers, and the laws and streams that are built on top of it.
 *
 * Seeds are fixed. Moments must lie within 5 standard errors (false alarm 6e-7 each), chi-square tests above
 * p = 1e-6. */
#include "sim/permutation.h"

#include "tests/support/test.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

/* ---- known answers (Random123 1.14, kat_vectors) ---- */

static void check_known(uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3, uint32_t k0, uint32_t k1,
                        const uint32_t w[4])
{
    const struct fly_words found = fly_philox((const uint32_t[]){c0, c1, c2, c3}, (const uint32_t[]){k0, k1});
    assert_memory_equal(found.w, w, sizeof found.w);
}

static void test_known_answers(void **state)
{
    (void)state;
    check_known(0, 0, 0, 0, 0, 0, (const uint32_t[]){0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    check_known(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, (const uint32_t[]){0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    check_known(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0,
                (const uint32_t[]){0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

/* The counter is (agent; step; call, index; replicate), the key is the seed: part of what "same seed" promises. */
static void test_layout_of_the_counter(void **state)
{
    (void)state;
    const struct fly_key key = fly_key_make(UINT64_C(0x0123456789abcdef), 0xabcdef);
    const struct fly_words found = fly_draw(key, 0xdeadbeef, 0x1234, 0x7777, 0x5555);
    check_known(0xdeadbeef, 0x1234, 0x77775555, 0xabcdef, 0x89abcdef, 0x01234567, found.w);
}

/* ---- thresholds ---- */

static void test_thresholds(void **state)
{
    (void)state;
    assert_true(fly_threshold(0) == 0);
    assert_true(fly_threshold(-1) == 0);
    assert_true(fly_threshold(NAN) == 0);
    assert_true(fly_threshold(1) == UINT64_C(1) << 32); /* above every word: always */
    assert_true(fly_threshold(2) == UINT64_C(1) << 32);
    assert_true(fly_threshold(0.5) == UINT64_C(1) << 31);
    assert_true(fly_threshold(0x1p-32) == 1);
    assert_true(fly_threshold(0x1p-34) == 0);
    assert_true(fly_threshold(nextafter(1, 0)) == UINT64_C(1) << 32);
    assert_true(fly_unit(0) > 0 && fly_unit(UINT32_MAX) < 1);
    assert_int_equal(fly_below(UINT32_MAX, 7), 6);
    assert_int_equal(fly_below(0, 7), 0);
    for (uint32_t k = 1; k < 1000; k++) { /* a word below the threshold is a unit below the probability */
        const double p = k / 1000.0;
        const uint64_t t = fly_threshold(p);
        assert_true(fly_unit((uint32_t)(t - 1)) <= p && fly_unit((uint32_t)t) >= p);
    }
}

/* ---- uniformity, and Poisson by inversion ---- */

static void check_chi_square(const char *what, const double *observed, const double *expected, size_t n, double degrees)
{
    double chi = 0;
    for (size_t k = 0; k < n; k++)
        chi += (observed[k] - expected[k]) * (observed[k] - expected[k]) / expected[k];
    const double p = gsl_cdf_chisq_Q(chi, degrees);
    if (p < 1e-6 || p > 1 - 1e-6)
        fail_msg("%s: chi-square %g with %g degrees of freedom, p = %g", what, chi, degrees, p);
}

static void test_words_are_uniform(void **state)
{
    static double observed[4][256], expected[256];
    enum { N = 200000 };
    (void)state;
    for (uint32_t agent = 0; agent < N; agent++) {
        const struct fly_words words = fly_draw(fly_key_make(1, 0), agent, 1, 2, 0);
        for (int k = 0; k < 4; k++)
            observed[k][words.w[k] >> 24]++;
    }
    for (int b = 0; b < 256; b++)
        expected[b] = N / 256.0;
    for (int k = 0; k < 4; k++)
        check_chi_square("one word", observed[k], expected, 256, 255);
}

static void check_poisson(double mean)
{
    enum { N = 200000, MOST = 700 };
    double observed[MOST + 1] = {0}, expected[MOST + 1] = {0};
    size_t used = 0;
    for (uint32_t k = 0; k < N; k++) {
        const uint32_t n = fly_poisson(mean, exp(-mean), fly_draw(fly_key_make(4, 2), k, 0, 1, 0).w[0]);
        assert_in_range(n, 0, MOST - 1);
        observed[n]++;
    }
    /* Cells with few expected ones are put together. */
    double few_observed = 0, few_expected = N;
    for (unsigned n = 0; n < MOST; n++) {
        const double cell = N * gsl_ran_poisson_pdf(n, mean);
        if (cell < 25) {
            few_observed += observed[n];
            continue;
        }
        observed[used] = observed[n];
        expected[used++] = cell;
        few_expected -= cell;
    }
    if (few_expected > 5) {
        observed[used] = few_observed;
        expected[used++] = few_expected;
    }
    check_chi_square("fly_poisson", observed, expected, used, (double)used - 1);
}

static void test_poisson(void **state)
{
    (void)state;
    const double means[] = {0.05, 0.5, 1, 3.7, 20, 150, 500};
    for (size_t k = 0; k < sizeof means / sizeof means[0]; k++)
        check_poisson(means[k]);
    assert_int_equal(fly_poisson(0, 1, UINT32_MAX), 0);
    assert_int_equal(fly_poisson(500, exp(-500), 0) < 500, 1);
    assert_in_range(fly_poisson(500, exp(-500), UINT32_MAX), 600, 800); /* ends, and where it should */
}

/* ---- the gsl_rng adapter ---- */

enum { DRAWS = 100000 };

static void check_moments(const char *what, const double *x, double mean, double variance)
{
    double m = 0, v = 0, fourth = 0;
    for (size_t k = 0; k < DRAWS; k++)
        m += x[k] / DRAWS;
    for (size_t k = 0; k < DRAWS; k++) {
        v += (x[k] - m) * (x[k] - m) / DRAWS;
        fourth += pow(x[k] - m, 4) / DRAWS;
    }
    if (fabs(m - mean) > 5 * sqrt(v / DRAWS)) fail_msg("%s: mean %g, not %g", what, m, mean);
    if (fabs(v - variance) > 5 * sqrt((fourth - v * v) / DRAWS)) fail_msg("%s: variance %g, not %g", what, v, variance);
}

static double normal(const gsl_rng *r)
{
    return gsl_ran_gaussian(r, 2);
}
static double gamma_of_small_shape(const gsl_rng *r)
{
    return gsl_ran_gamma(r, 0.243, 1 / 4.414);
}
static double gamma_of_large_shape(const gsl_rng *r)
{
    return gsl_ran_gamma(r, 6.25, 0.5);
}
static double beta(const gsl_rng *r)
{
    return gsl_ran_beta(r, 0.793, 2.426);
}
static double exponential(const gsl_rng *r)
{
    return gsl_ran_exponential(r, 3);
}

/* One stream for each person, as the engine does it. */
static void check_law(const char *what, double (*law)(const gsl_rng *), double mean, double variance)
{
    static double x[DRAWS];
    struct fly_gsl_stream stream;
    for (uint32_t agent = 0; agent < DRAWS; agent++) {
        fly_gsl_begin(&stream, fly_key_make(99, 1), agent, 4, 5, 6);
        x[agent] = law(&stream.rng);
    }
    check_moments(what, x, mean, variance);
}

static void test_gsl_laws(void **state)
{
    (void)state;
    const double a = .793, b = 2.426, s = a + b;
    check_law("normal", normal, 0, 4);
    check_law("gamma of shape .243", gamma_of_small_shape, .243 / 4.414, .243 / (4.414 * 4.414));
    check_law("gamma of shape 6.25", gamma_of_large_shape, 6.25 * .5, 6.25 * .25);
    check_law("beta", beta, a / s, a * b / (s * s * (s + 1)));
    check_law("exponential", exponential, 3, 9);
}

static void take(uint32_t *words, size_t n, struct fly_key key, uint32_t agent, uint32_t step, uint32_t call,
                 uint32_t index)
{
    struct fly_gsl_stream stream;
    fly_gsl_begin(&stream, key, agent, step, call, index);
    for (size_t k = 0; k < n; k++)
        words[k] = (uint32_t)gsl_rng_get(&stream.rng);
}

static void test_gsl_streams(void **state)
{
    uint32_t one[64], other[64];
    const struct fly_key key = fly_key_make(8, 3);
    (void)state;
    take(one, 64, key, 1, 2, 3, 4);
    take(other, 64, key, 1, 2, 3, 4);
    assert_memory_equal(one, other, sizeof one); /* same key, same stream */
    assert_memory_equal(one, fly_draw(key, 1, 2, 3, 4).w, 4 * sizeof one[0]);
    for (int k = 0; k < 64; k += 4) /* no call of a stream comes twice */
        for (int j = 0; j < k; j += 4)
            assert_memory_not_equal(&one[k], &one[j], 4 * sizeof one[0]);
    const uint32_t near[][5] = {{2, 2, 3, 4, 3}, {1, 3, 3, 4, 3}, {1, 2, 4, 4, 3}, {1, 2, 3, 5, 3}, {1, 2, 3, 4, 4}};
    for (size_t k = 0; k < sizeof near / sizeof near[0]; k++) {
        take(other, 64, fly_key_make(8, near[k][4]), near[k][0], near[k][1], near[k][2], near[k][3]);
        int n_equal = 0;
        for (int j = 0; j < 64; j++)
            n_equal += one[j] == other[j];
        assert_in_range(n_equal, 0, 1);
    }
}

/* u in the one is 1 - u in the other, to the last bit; turned twice it is u again, and permutations do not turn. */
static void test_opposite_key(void **state)
{
    uint32_t one[16], other[16];
    const struct fly_key key = fly_key_make(8, 3), opposite = fly_key_opposite(key);
    (void)state;
    take(one, 16, key, 1, 2, 3, 4);
    take(other, 16, opposite, 1, 2, 3, 4);
    for (int k = 0; k < 16; k++) {
        assert_int_equal(one[k] ^ other[k], UINT32_MAX);
        assert_true(fly_unit(one[k]) == 1 - fly_unit(other[k]));
    }
    for (uint32_t agent = 0; agent < 1000; agent++) {
        const struct fly_words x = fly_draw(key, agent, 2, 3, 4), y = fly_draw(opposite, agent, 2, 3, 4);
        const struct fly_words again = fly_draw(fly_key_opposite(opposite), agent, 2, 3, 4);
        const struct fly_words first = fly_draw_byte_first(key, agent, 2, 3),
                               turned = fly_draw_byte_first(opposite, agent, 2, 3);
        assert_memory_equal(x.w, again.w, sizeof x.w);
        assert_int_equal(fly_draw_byte(key, agent, 2, 3) ^ fly_draw_byte(opposite, agent, 2, 3), UINT8_MAX);
        for (int k = 0; k < 4; k++) {
            assert_int_equal(x.w[k] ^ y.w[k], UINT32_MAX);
            assert_int_equal(first.w[k] ^ turned.w[k], UINT32_MAX);
        }
    }
    const struct fly_permutation p = fly_permutation_make(key, 5, 1000), q = fly_permutation_make(opposite, 5, 1000);
    assert_memory_equal(&p, &q, sizeof p);
}

/* Two streams of one law are uncorrelated, so is a stream with itself one draw later. */
static void test_gsl_independence(void **state)
{
    double cross = 0, serial = 0;
    (void)state;
    for (uint32_t agent = 0; agent < DRAWS; agent++) {
        struct fly_gsl_stream a, b;
        fly_gsl_begin(&a, fly_key_make(6, 0), agent, 1, 10, 0);
        fly_gsl_begin(&b, fly_key_make(6, 0), agent, 1, 11, 0);
        const double x = gsl_rng_uniform(&a.rng) - .5, y = gsl_rng_uniform(&b.rng) - .5;
        cross += x * y * 12 / DRAWS;
        serial += x * (gsl_rng_uniform(&a.rng) - .5) * 12 / DRAWS;
    }
    assert_true(fabs(cross) < 5 / sqrt(DRAWS));
    assert_true(fabs(serial) < 5 / sqrt(DRAWS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answers), cmocka_unit_test(test_layout_of_the_counter),
        cmocka_unit_test(test_thresholds),    cmocka_unit_test(test_words_are_uniform),
        cmocka_unit_test(test_poisson),       cmocka_unit_test(test_gsl_laws),
        cmocka_unit_test(test_gsl_streams),   cmocka_unit_test(test_gsl_independence),
        cmocka_unit_test(test_opposite_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
