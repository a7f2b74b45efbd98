/* Draws for many agents at once: every vector code gives the words of the scalar functions, and touches nothing else.
 *
 * The statistical tests have fixed seeds; each chi-square must have 1e-6 < p < 1 - 1e-6 (false alarm 2e-6 each, 16 of
 * them). */
#include "sim/rng.h"

#include "tests/support/levels.h"
#include "tests/support/test.h"

#include <gsl/gsl_cdf.h>
#include <string.h>

/* ---- lists ---- */

enum { ROOM = 4096, GUARD = 16 };

/* Drawn with as it is, and then with its opposite. */
static struct fly_key some_key = {{0xFFFFFFFC, 0xFFFFFFFF}, 5, 0};

static void with_both_keys(void (*check)(void))
{
    for (int k = 0; k < 2; k++) {
        at_every_level(check);
        some_key = fly_key_opposite(some_key);
    }
}

static void check_untouched(const uint32_t *words, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        assert_int_equal(words[i], 0xA5A5A5A5u);
}

/* One of the functions that draw for a list, and what it should draw for one agent. */
struct listed {
    void (*list)(uint32_t first, const uint16_t *local, uint32_t n, uint32_t *words);
    struct fly_words (*one)(uint32_t agent);
};

static void own_list(uint32_t first, const uint16_t *local, uint32_t n, uint32_t *words)
{
    fly_draw_list(some_key, first, local, n, 3, 0x1234, words, ROOM);
}
static struct fly_words own_one(uint32_t agent)
{
    return fly_draw(some_key, agent, 3, 0x1234, 0);
}
static void rest_list(uint32_t first, const uint16_t *local, uint32_t n, uint32_t *words)
{
    static uint8_t bytes[ROOM];
    fly_draw_bytes(some_key, first, ROOM, 3, 0x1234, bytes);
    fly_draw_rest(some_key, first, local, n, 3, 0x1234, bytes, words, ROOM);
}
static struct fly_words rest_one(uint32_t agent)
{
    return fly_draw_byte_first(some_key, agent, 3, 0x1234);
}
static void check_list(const struct listed *listed, const uint16_t *local, uint32_t n, uint32_t first)
{
    static uint32_t words[4 * ROOM + GUARD];
    memset(words, 0xA5, sizeof words);
    listed->list(first, local, n, words);
    for (uint32_t i = 0; i < n; i++) {
        const struct fly_words expected = listed->one(first + local[i]);
        for (uint32_t k = 0; k < 4; k++)
            assert_int_equal(words[k * ROOM + i], expected.w[k]);
    }
    for (uint32_t k = 0; k < 4; k++) /* the rest of each quarter belongs to other lists of the same block */
        check_untouched(words, k * ROOM + n, (k + 1) * ROOM);
    check_untouched(words, 4 * ROOM, 4 * ROOM + GUARD);
}

static void check_lists(void)
{
    const struct listed all[] = {{own_list, own_one}, {rest_list, rest_one}};
    const uint32_t large[] = {255, 256, 257, 271, 272, 273, 1023, 4095, 4096}, strides[] = {1, 7, 1001};
    static uint16_t local[ROOM];
    for (size_t f = 0; f < sizeof all / sizeof all[0]; f++)
        for (size_t s = 0; s < sizeof strides / sizeof strides[0]; s++) {
            for (uint32_t i = 0; i < ROOM; i++)
                local[i] = (uint16_t)(i * strides[s] % ROOM);
            for (uint32_t n = 0; n <= 70; n++)
                check_list(&all[f], local, n, 8192);
            for (size_t k = 0; k < sizeof large / sizeof large[0]; k++)
                check_list(&all[f], local, large[k], 4294963200u);
        }
}

static void test_list_equals_scalar(void **state)
{
    (void)state;
    with_both_keys(check_lists);
}

/* ---- byte-first draws ---- */

/* Which bits make up a word is part of what "same seed" promises. */
static void test_known_byte_first(void **state)
{
    const struct {
        uint32_t agent, w[4];
    } known[] = {
        {0, {0xc095952f, 0xc00aca0a, 0x84ed5e30, 0xed7b43f3}},
        {1, {0x224fba82, 0x6e6477cd, 0xa3e53196, 0x8308018f}},
        {255, {0x95351a6e, 0x04844a36, 0x6a8c0efc, 0xffd06149}},
        {0xdeadbeef, {0xd8d9eeaf, 0xab69a7a4, 0xd2f54f2b, 0x415bc48e}},
        {0xffffffff, {0x925b7f49, 0xc6e2ef7c, 0xd547a847, 0x00abdfd2}},
    };
    const struct fly_key key = fly_key_make(UINT64_C(0x0123456789abcdef), 0xabcdef);
    (void)state;
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        const struct fly_words found = fly_draw_byte_first(key, known[k].agent, 0x1234, 0x7777);
        assert_memory_equal(found.w, known[k].w, sizeof found.w);
    }
}

static void test_layout_of_the_bytes(void **state)
{
    const struct fly_key key = fly_key_make(77, 6);
    (void)state;
    for (uint32_t agent = 5 * 256; agent < 7 * 256; agent++) {
        const struct fly_words shared = fly_draw(key, 16 * (agent / 256) + agent % 64 / 4, 9, 0x7777, 0);
        const struct fly_words own = fly_draw(key, agent, 9, 0x7777, 1);
        const struct fly_words found = fly_draw_byte_first(key, agent, 9, 0x7777);
        assert_int_equal(found.w[0] >> 24, shared.w[agent % 256 / 64] >> agent % 4 * 8 & 0xFF);
        assert_int_equal(found.w[0] >> 24, fly_draw_byte(key, agent, 9, 0x7777));
        assert_int_equal(found.w[0] & 0xFFFFFF, own.w[0] & 0xFFFFFF);
        assert_memory_equal(&found.w[1], &own.w[1], 3 * sizeof own.w[1]);
    }
}

static void check_bytes(void)
{
    static uint8_t bytes[2 * ROOM + GUARD];
    const uint32_t firsts[] = {0, 256, 4096, 1048576, 4294959104u};
    for (uint32_t n = 0; n <= 2 * ROOM; n += 256)
        for (size_t f = 0; f < sizeof firsts / sizeof firsts[0]; f++) {
            memset(bytes, 0xA5, sizeof bytes);
            fly_draw_bytes(some_key, firsts[f], n, 78, 0xBEEF, bytes);
            for (uint32_t i = 0; i < n; i += i % 256 < 16 ? 1 : 13)
                assert_int_equal(bytes[i], fly_draw_byte_first(some_key, firsts[f] + i, 78, 0xBEEF).w[0] >> 24);
            for (uint32_t i = n; i < 2 * ROOM + GUARD; i++)
                assert_int_equal(bytes[i], 0xA5);
        }
}

static void test_bytes_equal_scalar(void **state)
{
    (void)state;
    with_both_keys(check_bytes);
}

/* ---- what byte-first words are worth ---- */

/* How often each pair of bytes comes, against independent uniform ones. */
struct byte_pairs {
    double observed[65536], n;
};

static void check_pairs(const char *what, const struct byte_pairs *pairs)
{
    const double expected = pairs->n / 65536;
    double chi = 0;
    for (int c = 0; c < 65536; c++)
        chi += (pairs->observed[c] - expected) * (pairs->observed[c] - expected) / expected;
    const double p = gsl_cdf_chisq_Q(chi, 65535);
    if (p < 1e-6 || p > 1 - 1e-6) fail_msg("%s: chi-square %g of %g pairs, p = %g", what, chi, pairs->n, p);
}

static void count_pair(struct byte_pairs *pairs, uint32_t one, uint32_t other)
{
    pairs->observed[(one & 0xFF) << 8 | (other & 0xFF)]++;
    pairs->n++;
}

/* Neighbours share a word, the next ones a call, those 64 apart a lane of the vector code, those 256 apart nothing. No
 * byte is in two pairs. */
static void test_bytes_are_independent(void **state)
{
    enum { N = 1 << 21 };
    static uint8_t bytes[N];
    const uint32_t apart[] = {1, 2, 3, 4, 16, 60, 64, 128, 256, 4096};
    (void)state;
    fly_draw_bytes(fly_key_make(21, 0), 0, N, 1, 2, bytes);
    for (size_t k = 0; k < sizeof apart / sizeof apart[0]; k++) {
        static struct byte_pairs pairs;
        memset(&pairs, 0, sizeof pairs);
        for (uint32_t i = 0; i + apart[k] < N; i++)
            if (i / apart[k] % 2 == 0) count_pair(&pairs, bytes[i], bytes[i + apart[k]]);
        check_pairs("bytes apart", &pairs);
    }
}

/* The word of a byte-first draw is uniform where its parts join, and independent of the agent's other words. */
static void test_byte_first_words_are_uniform(void **state)
{
    enum { N = 1 << 20 };
    static uint8_t bytes[ROOM];
    static uint16_t local[ROOM];
    static uint32_t words[4 * ROOM];
    static struct byte_pairs upper, lower, joint, other[3];
    const struct fly_key key = fly_key_make(22, 0);
    (void)state;
    for (uint32_t i = 0; i < ROOM; i++)
        local[i] = (uint16_t)i;
    for (uint32_t first = 0; first < N; first += ROOM) {
        fly_draw_bytes(key, first, ROOM, 1, 2, bytes);
        fly_draw_rest(key, first, local, ROOM, 1, 2, bytes, words, ROOM);
        for (uint32_t i = 0; i < ROOM; i++) {
            count_pair(&upper, words[i] >> 24, words[i] >> 16);
            count_pair(&lower, words[i] >> 8, words[i]);
            count_pair(&joint, words[i] >> 20, words[i] >> 12);
            for (uint32_t k = 1; k < 4; k++)
                count_pair(&other[k - 1], words[i] >> 24, words[k * ROOM + i] >> 24);
        }
    }
    check_pairs("upper half", &upper);
    check_pairs("lower half", &lower);
    check_pairs("about the joint", &joint);
    for (uint32_t k = 1; k < 4; k++)
        check_pairs("with another word", &other[k - 1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_list_equals_scalar),    cmocka_unit_test(test_known_byte_first),
        cmocka_unit_test(test_layout_of_the_bytes),   cmocka_unit_test(test_bytes_equal_scalar),
        cmocka_unit_test(test_bytes_are_independent), cmocka_unit_test(test_byte_first_words_are_uniform),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
