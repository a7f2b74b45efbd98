/* Money for technology, sales or service that nobody can use, and people or tools without money: a warning each, at the
 * line that a user would change. */
#include "sim/setup.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <string.h>

/* NULL: no warning; otherwise the only one, at this line. */
static void check(const char *ini, size_t line, const char *expected)
{
    struct fly_scenario scenario;
    struct fly_diagnostics found = {0};
    size_t n = 0;
    assert_int_equal(fly_scenario_parse(&scenario, fly_engine_schema(), "x.ini", ini, NULL, 0, &found), FLY_OK);
    for (size_t k = 0; k < found.n_items; k++) {
        char place[32];
        (void)snprintf(place, sizeof place, "x.ini:%zu", line);
        n++;
        if (!expected || strcmp(found.items[k].place, place) != 0 || !strstr(found.items[k].text, expected))
            fail_msg("said at %s: %s", found.items[k].place, found.items[k].text);
    }
    assert_int_equal(n, expected ? 1 : 0);
    fly_diagnostics_free(&found);
    fly_scenario_free(&scenario);
}

#define MONEY "[channel ads]\nshare = 1\n[budget]\nweekly = 10\nacquisition = 0.5\n"

static void test_money_that_nobody_uses(void **state)
{
    (void)state;
    check(MONEY "technology = 0.5\n", 6, "budget.technology has money but there is no technology");
    check(MONEY "service = 0.5\n", 6, "budget.service has money but there is no service");
    check(MONEY "sales = 0.5\n", 0, NULL); /* [engage] has a use for it */
    check(MONEY "technology = 0.5\n[technology]\nenabled = yes\n", 0, NULL);
    check(MONEY "service = 0.5\n[service]\nenabled = yes\n", 0, NULL);
}

static void test_people_without_money(void **state)
{
    (void)state;
    check(MONEY "retention = 0.5\n[technology]\nenabled = yes\n", 8, "technology is on but has no money");
    check(MONEY "retention = 0.5\n[service]\nenabled = yes\n", 8, "nobody ever answers");
    check(MONEY "retention = 0.5\n[service]\nenabled = yes\nrate = 0\n", 0, NULL);
    check(MONEY "retention = 0.5\n[sales]\nenabled = yes\n", 8, "no lead ever buys");
    check(MONEY "retention = 0.5\n[sales]\nenabled = yes\nself_directed = 1\n", 0, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_money_that_nobody_uses),
        cmocka_unit_test(test_people_without_money),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
