/* Foreign text is made fit to be shown: nothing that a terminal would obey, nothing that is no UTF-8. */
#include "sim/utf8.h"
#include "tests/support/test.h"

#include <stdlib.h>
#include <string.h>

static void expect_mended(const char *text, const char *wanted)
{
    char *copy = strdup(text);
    assert_non_null(copy);
    assert_int_equal(fly_utf8_mend(copy), strcmp(text, wanted) == 0);
    assert_string_equal(copy, wanted);
    assert_true(fly_utf8_mend(copy)); /* once is enough */
    free(copy);
}

static void text_stays(void **state)
{
    (void)state;
    expect_mended("", "");
    expect_mended("a name, \xe9\xa3\x9b\xe8\xbc\xaa \xf0\x9f\x8e\xa1 \xc2\xa0",
                  "a name, \xe9\xa3\x9b\xe8\xbc\xaa \xf0\x9f\x8e\xa1 \xc2\xa0");
    expect_mended("a\ttab", "a\ttab");
}

static void commands_of_terminals_go(void **state)
{
    (void)state;
    expect_mended("\033[31mred\033[0m\007", "?[31mred?[0m?");
    expect_mended("two\nlines\r", "two?lines?");
    expect_mended("\xc2\x9b 31m \xc2\x80 \x7f", "?? 31m ?? ?");
}

static void what_is_no_utf8_goes(void **state)
{
    (void)state;
    expect_mended("\xff\xfe\x80 \xc3", "??? ?");
    expect_mended("\xc0\xaf \xed\xa0\x80", "?? ???");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_stays),
        cmocka_unit_test(commands_of_terminals_go),
        cmocka_unit_test(what_is_no_utf8_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
