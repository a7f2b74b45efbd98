/* The rule by which parameters are varied, value by value. */
#include "analysis/vary.h"
#include "tests/support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A parameter whose value is the one in `number`. */
static struct fly_param row_of(enum fly_param_type type, double standard, double min, double max, const char *unit)
{
    return (struct fly_param){type, "x", 0, standard, min, max, unit, "Toy."};
}

static void expect(const struct fly_param *row, const void *value, const char *low, const char *high)
{
    struct fly_variation v;
    assert_true(fly_vary(row, value, 0, &v));
    if (strcmp(v.low, low) != 0 || strcmp(v.high, high) != 0)
        fail_msg("'%s' and '%s' instead of '%s' and '%s'", v.low, v.high, low, high);
    assert_false(fly_vary(row, value, 1, &v));
    assert_true(!*v.low && !*v.high);
}

static void expect_real(const struct fly_param *row, double value, const char *low, const char *high)
{
    expect(row, &value, low, high);
}

static void odds_of_a_share_are_halved_and_doubled(void **state)
{
    (void)state;
    const struct fly_param share = row_of(FLY_SHARE, 0.3, 0, 1, ""), most = row_of(FLY_SHARE, 0, 0, 0.999, "");
    expect_real(&share, 0.5, "0.333", "0.667");
    expect_real(&share, 0.75, "0.6", "0.857");
    expect_real(&share, 0.0001, "5e-05", "0.0002");
    expect_real(&share, 1, "0.9", "");
    expect_real(&share, 0, "", "0.3");
    expect_real(&most, 0, "", "0.1");
    expect_real(&most, 0.998, "0.996", "0.999");
    expect_real(&most, 0.999, "0.998", "");
}

static void numbers_are_halved_and_doubled(void **state)
{
    (void)state;
    const struct fly_param number = row_of(FLY_NUMBER, 0, -1, 1, ""), money = row_of(FLY_MONEY, 5, 0, 1e12, "money");
    const struct fly_param hazard = row_of(FLY_HAZARD, 0, 0, 100, "/week");
    expect_real(&number, 0.02, "0.01", "0.04");
    expect_real(&number, -0.4, "-0.8", "-0.2");
    expect_real(&number, 0.8, "0.4", "1");
    expect_real(&number, 0, "-0.1", "0.1");
    expect_real(&money, 1234567, "617000", "2470000");
    expect_real(&money, 0, "", "5");
    expect_real(&hazard, 0.00728268309377139, "0.00364", "0.0146");
    expect_real(&hazard, 0, "", "0.01");
    expect_real(&hazard, 1.0 / 3, "0.167", "0.667");
}

static void for_ever_becomes_finite(void **state)
{
    (void)state;
    const struct fly_param known = row_of(FLY_DURATION, 12, 0.01, INFINITY, "weeks");
    const struct fly_param endless = row_of(FLY_DURATION, INFINITY, 0, INFINITY, "weeks");
    expect_real(&known, INFINITY, "12", "");
    expect_real(&endless, INFINITY, "52", "");
    expect_real(&endless, 26, "13", "52");
    expect_real(&endless, 0, "", "4");
}

static void counts_stay_whole(void **state)
{
    (void)state;
    const struct fly_param count = row_of(FLY_COUNT, 0, 0, 18446744073709551615.0, "");
    const uint64_t odd = 7, one = 1, none = 0, large = 1234567;
    expect(&count, &odd, "4", "14");
    expect(&count, &one, "", "2");
    expect(&count, &none, "", "1");
    expect(&count, &large, "617284", "2469134");
}

/* What is printed is what is run: the text reads back as a value of three digits within the range. */
static void every_text_is_a_value(void **state)
{
    (void)state;
    const struct fly_param number = row_of(FLY_NUMBER, 1, -1e6, 1e6, "");
    char digits[64];
    for (double value = 1.23456e-7; value < 4e5; value *= 1.7) {
        struct fly_variation v;
        double low = 0, high = 0;
        assert_true(fly_vary(&number, &value, 0, &v));
        assert_int_equal(fly_param_parse(&number, v.low, &low, NULL), FLY_OK);
        assert_int_equal(fly_param_parse(&number, v.high, &high, NULL), FLY_OK);
        assert_true(fabs(low - value / 2) <= 0.0025 * value && fabs(high - 2 * value) <= 0.01 * value);
        (void)snprintf(digits, sizeof digits, "%.2e", low);
        assert_true(low == strtod(digits, NULL));
    }
}

static void words_become_every_other_word(void **state)
{
    (void)state;
    const struct fly_param choice = row_of(FLY_CHOICE, 0, 0, 2, "ring|mixing|file"),
                           sw = row_of(FLY_SWITCH, 0, 0, 1, "");
    const struct fly_param text = row_of(FLY_TEXT, 0, 0, 0, "file");
    static const char *const others[3][2] = {{"mixing", "file"}, {"ring", "file"}, {"ring", "mixing"}};
    const char *const file = "a.txt";
    struct fly_variation v;
    for (int word = 0; word < 3; word++) {
        for (size_t i = 0; i < 2; i++) {
            assert_true(fly_vary(&choice, &word, i, &v));
            assert_string_equal(v.high, others[word][i]);
            assert_string_equal(v.low, "");
        }
        assert_false(fly_vary(&choice, &word, 2, &v));
    }
    const bool yes = true, no = false;
    expect(&sw, &yes, "", "no");
    expect(&sw, &no, "", "yes");
    assert_false(fly_vary(&text, &file, 0, &v));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(odds_of_a_share_are_halved_and_doubled),
        cmocka_unit_test(numbers_are_halved_and_doubled),
        cmocka_unit_test(for_ever_becomes_finite),
        cmocka_unit_test(counts_stay_whole),
        cmocka_unit_test(every_text_is_a_value),
        cmocka_unit_test(words_become_every_other_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
