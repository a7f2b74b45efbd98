/* Computed permutations: bijective, with the right inverse, different from each other, and random enough. */
#include "sim/permutation.h"

#include "sim/alloc.h"
#include "tests/support/levels.h"
#include "tests/support/test.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

static void check_bijection(uint32_t n, uint32_t which)
{
    const struct fly_permutation p = fly_permutation_make(fly_key_make(17, 3), which, n);
    uint8_t *hit = fly_alloc(n, 1);
    assert_non_null(hit);
    for (uint32_t x = 0; x < n; x++) {
        const uint32_t y = fly_permute(&p, x);
        assert_true(y < n && !hit[y]);
        hit[y] = 1;
        assert_int_equal(fly_permute_back(&p, y), x);
    }
    fly_free(hit);
}

static void check_partners(uint32_t n)
{
    const struct fly_permutation p = fly_permutation_make(fly_key_make(18, 0), 5, n);
    uint32_t n_alone = 0;
    for (uint32_t x = 0; x < n; x++) {
        const uint32_t rank = fly_permute_back(&p, x), partner = fly_partner(&p, rank);
        assert_true(partner < n);
        const uint32_t other_rank = fly_permute_back(&p, partner);
        assert_int_equal(fly_partner(&p, other_rank), x);
        assert_int_equal(rank / 2, other_rank / 2);
        n_alone += partner == x;
    }
    assert_int_equal(n_alone, n % 2);
}

static void test_every_small_size(void **state)
{
    (void)state;
    for (uint32_t n = 1; n <= 300; n++) {
        check_bijection(n, 0);
        check_bijection(n, n);
        check_partners(n);
    }
}

static void test_sizes_around_powers_of_two(void **state)
{
    (void)state;
    for (int bits = 9; bits <= 18; bits++)
        for (int off = -1; off <= 1; off++) {
            const uint32_t n = (1u << bits) + (uint32_t)off;
            check_bijection(n, 1);
            check_partners(n);
        }
    check_bijection(100000, 2);
    check_partners(100000);
}

/* Too large to try all: some of them there and back. */
static void test_large_sizes(void **state)
{
    const uint32_t sizes[] = {2000000000u, 1u << 31, (1u << 31) + 1, UINT32_MAX};
    (void)state;
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        const struct fly_permutation p = fly_permutation_make(fly_key_make(5, 0), 0, sizes[k]);
        for (uint32_t j = 0; j < 20000; j++) {
            const uint32_t x = (uint32_t)((uint64_t)j * (sizes[k] - 1) / 19999), y = fly_permute(&p, x);
            assert_true(y < sizes[k]);
            assert_int_equal(fly_permute_back(&p, y), x);
        }
    }
}

static void test_keys_matter(void **state)
{
    enum { N = 10000 };
    const struct fly_permutation p[] = {
        fly_permutation_make(fly_key_make(1, 0), 0, N), fly_permutation_make(fly_key_make(2, 0), 0, N),
        fly_permutation_make(fly_key_make(1, 1), 0, N), fly_permutation_make(fly_key_make(1, 0), 1, N),
        fly_permutation_make(fly_key_make(UINT64_C(1) << 32 | 1, 0), 0, N)};
    (void)state;
    for (size_t a = 0; a < 5; a++)
        for (size_t b = 0; b < a; b++) { /* two random permutations agree in one place on average (a Poisson law) */
            uint32_t n_equal = 0;
            for (uint32_t x = 0; x < N; x++)
                n_equal += fly_permute(&p[a], x) == fly_permute(&p[b], x);
            assert_in_range(n_equal, 0, 12);
        }
}

/* Where the first ten of 50 go, over 20,000 keys: all places equally often (p above 1e-6). */
static void test_places_are_uniform(void **state)
{
    enum { N = 50, KEYS = 20000 };
    double observed[N] = {0}, chi = 0, neighbours = 0;
    (void)state;
    for (uint32_t key = 0; key < KEYS; key++) {
        const struct fly_permutation p = fly_permutation_make(fly_key_make(key, key % 7), 0, N);
        for (uint32_t x = 0; x < 10; x++)
            observed[fly_permute(&p, x)]++;
        const uint32_t a = fly_permute(&p, 0), b = fly_permute(&p, 1);
        neighbours += a + 1 == b || b + 1 == a;
    }
    for (int y = 0; y < N; y++)
        chi += pow(observed[y] - KEYS * 10.0 / N, 2) / (KEYS * 10.0 / N);
    /* Ten different places of one permutation vary less than independent ones. */
    assert_true(gsl_cdf_chisq_Q(chi / (1 - 9.0 / 49), N - 1) > 1e-6);
    const double p = 2.0 * (N - 1) / (N * (N - 1)); /* neighbours stay neighbours by chance only */
    assert_true(fabs(neighbours - KEYS * p) < 5 * sqrt(KEYS * p * (1 - p)));
}

/* Ranges of all lengths, with many who walk on and few, are what each member gives alone. */
static void check_ranges(void)
{
    const uint32_t sizes[] = {1, 5, 700, 4096, 4097, 200000, 2000000000u};
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        const struct fly_permutation p = fly_permutation_make(fly_key_make(6, 1), 3, sizes[k]);
        for (uint32_t n = 0; n <= 1100 && n <= sizes[k]; n += n < 20 ? 1 : 83) {
            uint32_t places[1100];
            const uint32_t first = sizes[k] - n;
            fly_permute_range(&p, first, n, places);
            for (uint32_t i = 0; i < n; i++)
                assert_int_equal(places[i], fly_permute(&p, first + i));
        }
    }
}

static void test_ranges(void **state)
{
    (void)state;
    at_every_level(check_ranges);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_small_size),   cmocka_unit_test(test_sizes_around_powers_of_two),
        cmocka_unit_test(test_large_sizes),        cmocka_unit_test(test_keys_matter),
        cmocka_unit_test(test_places_are_uniform), cmocka_unit_test(test_ranges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
