/* Picking agents out of a block: every vector code lists what the definition names, and touches nothing else. */
#include "sim/rng.h"
#include "sim/select.h"

#include "tests/support/levels.h"
#include "tests/support/test.h"

#include <string.h>

enum { ROOM = 4096, GUARD = 64, N_SIZES = 26 };

static const uint32_t sizes[N_SIZES] = {1,   2,   7,   8,   15,  16,  17,  31,   32,   33,   63,   64,   65,
                                        100, 127, 128, 129, 255, 256, 500, 1000, 4031, 4032, 4033, 4095, 4096};

/* What the definitions pick; each check fills it anew. */
static uint16_t expected[ROOM];
static uint32_t n_expected;

static void check_list(const uint16_t *list, uint32_t n)
{
    assert_int_equal(n, n_expected);
    assert_memory_equal(list, expected, n * sizeof *list);
    for (uint32_t k = n; k < ROOM + GUARD; k++)
        assert_int_equal(list[k], 0xA5A5);
}

/* Agents from n on would be picked if they were looked at. */
static uint8_t bytes[ROOM + GUARD], kind[ROOM + GUARD];
static uint32_t values[ROOM + GUARD];
static uint16_t list[ROOM + GUARD];

static uint32_t word_of(uint32_t agent, uint32_t n)
{
    return fly_draw(fly_key_make(31, 0), agent, n, 1, 0).w[0];
}

/* ---- equal ---- */

static void check_equal(uint32_t n, uint32_t below, uint8_t value)
{
    n_expected = 0;
    for (uint32_t i = 0; i < ROOM + GUARD; i++) {
        const uint32_t word = word_of(i, n);
        bytes[i] = i < n && word % 256 >= below ? (uint8_t)(value ^ 1 ^ word >> 24 << 1) : value;
        if (i < n && bytes[i] == value) expected[n_expected++] = (uint16_t)i;
    }
    memset(list, 0xA5, sizeof list);
    check_list(list, fly_select_equal(bytes, n, value, list));
}

/* Of 256 agents so many have the value: from none to all. */
static void check_equal_all(void)
{
    const uint32_t belows[] = {0, 1, 4, 20, 128, 250, 256};
    for (size_t s = 0; s < N_SIZES; s++)
        for (size_t b = 0; b < sizeof belows / sizeof belows[0]; b++) {
            check_equal(sizes[s], belows[b], 3);
            check_equal(sizes[s], belows[b], 0);
            check_equal(sizes[s], belows[b], 255);
        }
}

static void test_equal(void **state)
{
    (void)state;
    at_every_level(check_equal_all);
}

/* ---- bytes ---- */

static void check_bytes(const uint64_t limit[16], uint32_t n)
{
    n_expected = 0;
    for (uint32_t i = 0; i < ROOM + GUARD; i++) {
        const uint32_t word = word_of(i, n);
        kind[i] = i < n ? word % 16 : (uint8_t)(word % 256);
        bytes[i] = i < n ? (uint8_t)(word >> 24) : 0;
        if (i < n && (uint64_t)bytes[i] << 24 < limit[kind[i]]) expected[n_expected++] = (uint16_t)i;
    }
    memset(list, 0xA5, sizeof list);
    check_list(list, fly_select_bytes(bytes, kind, limit, n, list));
}

static void check_bytes_all(void)
{
    const uint64_t one = 1, two32 = one << 32;
    const uint64_t mixed[16] = {0,         1,         (1 << 24) - 1, 1 << 24,   (1 << 24) + 1, two32 - 1,
                                two32,     one << 31, 12345,         123456789, 3 << 24,       0,
                                two32 + 5, 1 << 30,   255u << 24,    UINT64_MAX};
    const uint64_t edges[] = {0, 1, 1 << 24, (1 << 24) + 1, 255u << 24, (255u << 24) + 1, two32 - 1, two32, UINT64_MAX};
    for (size_t s = 0; s < N_SIZES; s++) {
        check_bytes(mixed, sizes[s]);
        for (size_t e = 0; e < sizeof edges / sizeof edges[0]; e++) {
            uint64_t limit[16] = {0}; /* one kind alone, then all alike */
            limit[e] = edges[e];
            check_bytes(limit, sizes[s]);
            for (int k = 0; k < 16; k++)
                limit[k] = edges[e];
            check_bytes(limit, sizes[s]);
        }
    }
}

/* The first and the last byte that may pass, for every limit about a whole byte. */
static void check_every_byte(void)
{
    for (uint32_t k = 0; k < 16; k++)
        for (uint64_t last = 0; last < 256; last++)
            for (uint64_t more = 1; more <= 2; more++) {
                uint64_t limit[16] = {0};
                limit[k] = (last << 24) + more;
                for (uint32_t i = 0; i < 256; i++)
                    bytes[i] = (uint8_t)i, kind[i] = (uint8_t)k;
                assert_int_equal(fly_select_bytes(bytes, kind, limit, 256, list), last + 1);
                limit[k] = last << 24;
                assert_int_equal(fly_select_bytes(bytes, kind, limit, 256, list), last);
            }
}

static void test_bytes(void **state)
{
    (void)state;
    at_every_level(check_bytes_all);
    at_every_level(check_every_byte);
}

/* ---- values up to a limit ---- */

static void check_up_to(uint32_t n, uint32_t most, uint32_t shift)
{
    n_expected = 0;
    for (uint32_t i = 0; i < ROOM + GUARD; i++) {
        const uint32_t word = word_of(i, n);
        values[i] = i >= n ? 1 : word % 8 == 0 ? 0 : word % 8 == 1 ? most : word % 8 == 2 ? most + 1 : word >> shift;
        if (i < n && values[i] != 0 && values[i] <= most) expected[n_expected++] = (uint16_t)i;
    }
    memset(list, 0xA5, sizeof list);
    check_list(list, fly_select_up_to(values, n, most, list));
}

static void check_up_to_all(void)
{
    const uint32_t mosts[] = {0, 1, 2, 100, INT32_MAX, 1u << 31, (1u << 31) + 1, UINT32_MAX - 1, UINT32_MAX};
    for (size_t s = 0; s < N_SIZES; s++)
        for (size_t m = 0; m < sizeof mosts / sizeof mosts[0]; m++) {
            check_up_to(sizes[s], mosts[m], 0);
            check_up_to(sizes[s], mosts[m], 24);
        }
}

static void test_up_to(void **state)
{
    (void)state;
    at_every_level(check_up_to_all);
}

/* ---- positions beyond a block ---- */

static void check_large(void)
{
    enum { LARGE = 65536 };
    static uint8_t stage[LARGE];
    static uint16_t places[LARGE];
    for (uint32_t i = 0; i < LARGE; i++)
        stage[i] = i % 3 == 0;
    const uint32_t n = fly_select_equal(stage, LARGE, 1, places);
    assert_int_equal(n, LARGE / 3 + 1);
    for (uint32_t k = 0; k < n; k++)
        assert_int_equal(places[k], 3 * k);
}

static void test_large(void **state)
{
    (void)state;
    at_every_level(check_large);
}

static void test_levels(void **state)
{
    (void)state;
    const enum fly_simd best = fly_simd_use(FLY_SIMD_AVX512);
    for (int level = FLY_SIMD_PLAIN; level < FLY_N_SIMD; level++) {
        const enum fly_simd taken = fly_simd_use((enum fly_simd)level);
        assert_int_equal(taken, (int)best < level ? (int)best : level);
        assert_int_equal(fly_simd_level(), taken);
    }
    fly_simd_use(FLY_SIMD_AVX512);
    print_message("vector code up to level %d\n", (int)best);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_levels), cmocka_unit_test(test_equal), cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_up_to),  cmocka_unit_test(test_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
