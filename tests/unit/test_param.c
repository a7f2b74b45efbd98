/* One parameter at a time: what is parsed, what is refused and with which sentence, and that printing round-trips. */
#include "sim/param.h"

#include "tests/support/test.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* clang-format off */
#define TOY_PARAMS(X, S) \
    X(S, NUMBER,   number,  1.5, -INFINITY, INFINITY, "", "Any number.") \
    X(S, SHARE,    convert, 0.13, 0, 1, "", "A share.") \
    X(S, HAZARD,   hazard,  0.5, 0, 1000, "/week", "A hazard.") \
    X(S, RATE,     rate,    0.02, 0, 5, "/week", "A rate.") \
    X(S, DURATION, delay,   1, 0, 520, "weeks", "A delay.") \
    X(S, DURATION, memory,  INFINITY, 0, INFINITY, "weeks", "A memory.") \
    X(S, MONEY,    price,   19.9, 0, 1e300, "money", "A price.") \
    X(S, COUNT,    agents,  1000, 1, 4e9, "agents", "A count.") \
    X(S, COUNT,    seed,    1, 0, 18446744073709551615.0, "", "A seed.") \
    X(S, SWITCH,   on,      1, 0, 1, "", "A switch.") \
    X(S, CHOICE,   kind,    1, 0, 2, "mixing|ring|file", "A choice.") \
    X(S, TEXT,     label,   0, 0, 0, "", "A text.") \
    X(S, TEXT,     path,    0, 0, 0, "file", "A file.")
/* clang-format on */

struct toy {
    TOY_PARAMS(FLY_PARAM_FIELD, )
};
static const struct fly_param rows[] = {TOY_PARAMS(FLY_PARAM_ROW, toy)};
static const struct fly_param_table table = FLY_PARAM_TABLE("toy", toy, rows, "Toy.");

static const struct fly_param *row_of(const char *name)
{
    ptrdiff_t i = fly_param_find(&table, name);
    assert_true(i >= 0);
    return &table.rows[i];
}

static void check_value(const char *name, const char *text, double expected)
{
    struct toy toy = {0};
    struct fly_error error = {0};
    int ret = fly_param_parse(row_of(name), text, &toy, &error);
    if (ret < 0) print_error("%s = %s: %s\n", name, text, error.text);
    assert_int_equal(ret, FLY_OK);
    assert_true(fly_param_number(row_of(name), &toy) == expected);
}

/* Refused, the field untouched, and the sentence holds `part`. */
static void check_refused(const char *name, const char *text, const char *part)
{
    struct toy toy, before;
    struct fly_error error = {0};
    memset(&toy, 0, sizeof toy);
    fly_param_set_standard(row_of(name), &toy);
    memcpy(&before, &toy, sizeof toy);
    int ret = fly_param_parse(row_of(name), text, &toy, &error);
    if (ret != FLY_ERR_SCENARIO) print_error("%s = '%s' was taken\n", name, text);
    assert_int_equal(ret, FLY_ERR_SCENARIO);
    assert_memory_equal(&toy, &before, sizeof toy);
    if (!strstr(error.text, part)) print_error("%s = '%s': %s\n", name, text, error.text);
    assert_non_null(strstr(error.text, part));
}

static void test_durations(void **state)
{
    (void)state;
    check_value("delay", "3", 3);
    check_value("delay", "3 days", 3 / 7.0);
    check_value("delay", "1 day", 1 / 7.0);
    check_value("delay", "7days", 1);
    check_value("delay", "2 weeks", 2);
    check_value("delay", "1.5 months", 1.5 * (365.25 / 12) / 7);
    check_value("delay", "12 months", 365.25 / 7);
    check_value("delay", " 2 years\t", 2 * 365.25 / 7);
    check_value("memory", "inf", INFINITY);
    check_refused("delay", "inf", "is not a finite number");
    check_refused("delay", "3 /week", "'3 /week' is a rate; delay is a duration: write 3 weeks");
    check_refused("delay", "3 wekks", "'3 wekks' has no known unit");
    check_refused("delay", "30 years", "out of range: delay may be 0 to 520 weeks");
    check_refused("memory", "-1", "0 weeks or more, or inf");
    check_refused("memory", "-inf", "is not a finite number");
    check_refused("memory", "nan", "is not a finite number");
    check_refused("memory", "1e308 years", "too large");
}

static void test_rates(void **state)
{
    (void)state;
    check_value("rate", "0.38 /year", 0.38 * 7 / 365.25);
    check_value("rate", "0.38 per year", 0.38 * 7 / 365.25);
    check_value("rate", "0.38/year", 0.38 * 7 / 365.25);
    check_value("rate", "0.5 / day", 3.5);
    check_value("rate", "1 /month", 12 * 7 / 365.25);
    check_value("hazard", ".25 /week", 0.25);
    check_value("hazard", "2.5e-1", 0.25);
    check_refused("rate", "2 per", "has no known unit");
    check_refused("rate", "2 /", "has no known unit");
    check_refused("rate", "2 /years", "has no known unit");
    check_refused("rate", "2 peryear", "has no known unit");
    check_refused("rate", "2 %", "'2 %' is a percentage; rate is a rate: write 0.02 /week");
    check_refused("rate", "2 weeks", "is a duration");
    check_refused("hazard", "inf", "is not a finite number");
}

static void test_shares_and_numbers(void **state)
{
    (void)state;
    check_value("convert", "12 %", 0.12);
    check_value("convert", "12%", 0.12);
    check_value("convert", "100 %", 1);
    check_value("convert", "0.12", 0.12);
    check_value("number", "-0", 0);
    check_value("number", "+5.", 5);
    check_value("number", "5e-324", 5e-324);
    check_value("price", "19.90", 19.9);
    check_refused("convert", "3 days", "'3 days' is a duration; convert is a share: write 0.12 or 12 %");
    check_refused("convert", "12", "'12' is out of range: convert may be 0 to 1");
    check_refused("convert", "12 % %", "has no known unit");
    check_refused("convert", "nan", "is not a finite number");
    check_refused("convert", "0x1p-2", "is not a decimal number");
    check_refused("convert", "0,12", "has no known unit");
    check_refused("convert", "", "convert has no value: it may be 0 to 1");
    check_refused("convert", "  ", "has no value");
    check_refused("number", "1e999", "'1e999' is too large");
    check_refused("number", "-1e999", "too large");
    check_refused("number", "1e-999", "'1e-999' is too small");
    check_refused("number", "Infinity", "is not a finite number");
    check_refused("number", "INF", "is not a finite number");
    check_refused("number", "1 2", "has no known unit");
    check_refused("number", "1e", "has no known unit");
    check_refused("number", "--1", "is not a decimal number");
    check_refused("number", ".", "is not a decimal number");
    check_refused("number", "3 weeks", "is a duration; number is a number");
    check_refused("price", "19 EUR", "has no known unit; price is an amount of money");
}

static void test_counts(void **state)
{
    (void)state;
    check_value("agents", "200000", 200000);
    check_value("agents", "1e6", 1e6);
    check_value("agents", "1.5e3", 1500);
    check_refused("agents", "1.5", "is not a whole number");
    check_refused("agents", "-1", "is negative");
    check_refused("agents", "-1e3", "is negative");
    check_refused("agents", "0", "agents may be 1 to 4000000000");
    check_refused("agents", "10 %", "is a percentage; agents is a count: write a whole number");
    check_refused("agents", "0x10", "is not a decimal number");
    check_refused("agents", "inf", "is not a finite number");
    check_refused("seed", "18446744073709551616", "is too large for a count");
    check_refused("seed", "1e18", "needs all its digits");
    struct toy toy = {0};
    assert_int_equal(fly_param_parse(row_of("seed"), "18446744073709551615", &toy, NULL), FLY_OK);
    assert_true(toy.seed == UINT64_MAX);
    assert_int_equal(fly_param_parse(row_of("seed"), "9007199254740993", &toy, NULL), FLY_OK);
    assert_true(toy.seed == 9007199254740993u);
}

static void test_words(void **state)
{
    (void)state;
    check_value("on", "yes", 1);
    check_value("on", "no", 0);
    check_value("kind", "mixing", 0);
    check_value("kind", "file", 2);
    check_refused("on", "ye", "is neither yes nor no");
    check_refused("on", "true", "write yes or no");
    check_refused("on", "", "yes or no");
    check_refused("kind", "mixng", "kind may be mixing, ring or file; did you mean 'mixing'?");
    check_refused("kind", "mix", "is unknown");
    check_refused("kind", "mixing|ring", "is unknown");
    check_refused("kind", "", "mixing, ring or file");
    check_refused("label", "a\nb", "is not one line");
    check_refused("label", "a\xff", "is not one line of UTF-8");
    struct toy toy = {0};
    const char *text = "caf\xc3\xa9 #3";
    assert_int_equal(fly_param_parse(row_of("label"), text, &toy, NULL), FLY_OK);
    assert_ptr_equal(toy.label, text);
}

static void check_round_trip(const char *name, const struct toy *toy)
{
    char text[256];
    struct toy again = *toy;
    const struct fly_param *row = row_of(name);
    int n = fly_param_print(row, toy, text, sizeof text);
    assert_true(n >= 0 && (size_t)n == strlen(text));
    struct fly_error error;
    if (fly_param_parse(row, text, &again, &error) < 0) fail_msg("%s = '%s': %s", name, text, error.text);
    assert_memory_equal((const char *)&again + row->offset, (const char *)toy + row->offset, sizeof(double));
}

static void test_round_trip(void **state)
{
    (void)state;
    uint64_t x = 88172645463325252u; /* xorshift (Marsaglia 2003) */
    for (int i = 0; i < 20000; i++) {
        struct toy toy = {0};
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        double u = (double)x * 0x1p-64;
        toy.convert = u;
        toy.rate = 5 * u;
        toy.memory = 1e9 * u;
        toy.seed = x;
        toy.number = ldexp(u - 0.5, (int)(x % 2000) - 1000);
        check_round_trip("convert", &toy);
        check_round_trip("rate", &toy);
        check_round_trip("memory", &toy);
        check_round_trip("seed", &toy);
        check_round_trip("number", &toy);
    }
}

static void check_printed(const char *name, const char *expected)
{
    char text[64];
    fly_param_print_standard(row_of(name), text, sizeof text);
    assert_string_equal(text, expected);
}

static void test_print(void **state)
{
    (void)state;
    check_printed("number", "1.5");
    check_printed("convert", "0.13");
    check_printed("rate", "0.02 /week");
    check_printed("delay", "1 weeks");
    check_printed("memory", "inf");
    check_printed("agents", "1000");
    check_printed("on", "yes");
    check_printed("kind", "ring");
    check_printed("label", "");
    char text[8];
    assert_int_equal(fly_param_print_standard(row_of("rate"), text, sizeof text), 10);
    assert_string_equal(text, "0.02 /w");
    assert_int_equal(fly_param_print_range(row_of("kind"), text, sizeof text), 20);
    assert_string_equal(text, "mixing,");
    char range[64];
    fly_param_print_range(row_of("number"), range, sizeof range);
    assert_string_equal(range, "any number");
    fly_param_print_range(row_of("path"), range, sizeof range);
    assert_string_equal(range, "a file name");
    fly_param_print_range(row_of("seed"), range, sizeof range);
    assert_string_equal(range, "0 to 18446744073709551615");
    fly_param_print_range(row_of("agents"), range, sizeof range);
    assert_string_equal(range, "1 to 4000000000");
    assert_string_equal(fly_param_type_name(FLY_SHARE), "share");
    assert_non_null(strstr(fly_param_type_meaning(FLY_SHARE), "percentage"));
    assert_true(fly_param_find(&table, "nothing") == -1);
    assert_true(isnan(fly_param_number(row_of("label"), &(struct toy){0})));
}

/* A decimal comma in the user's locale changes nothing. Skipped where no such locale is installed. */
static void test_locale(void **state)
{
    (void)state;
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "ru_RU.UTF-8"};
    const char *set = NULL;
    for (size_t i = 0; !set && i < sizeof names / sizeof names[0]; i++)
        set = setlocale(LC_ALL, names[i]);
    if (!set) skip();
    check_value("convert", "0.12", 0.12);
    check_printed("rate", "0.02 /week");
    setlocale(LC_ALL, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_durations), cmocka_unit_test(test_rates),  cmocka_unit_test(test_shares_and_numbers),
        cmocka_unit_test(test_counts),    cmocka_unit_test(test_words),  cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_print),     cmocka_unit_test(test_locale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
