/* Scenarios in files: those that extend each other, missing ones, and ones that are no text. */
#include "tests/support/toy_scenario.h"

#include "sim/alloc.h"

#include "tests/support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/fly_scenario_XXXXXX";

static char *path_of(const char *name)
{
    static char path[4][512];
    static int next;
    next = (next + 1) % 4;
    snprintf(path[next], sizeof path[next], "%s/%s", folder, name);
    return path[next];
}

static void write_file(const char *name, const void *bytes, size_t n)
{
    FILE *file = fopen(path_of(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    fclose(file);
}

static void write_text(const char *name, const char *text)
{
    write_file(name, text, strlen(text));
}

static int load(struct fly_scenario *scenario, const char *name, struct fly_diagnostics *found)
{
    return fly_scenario_load(scenario, &toy_schema, path_of(name), NULL, 0, found);
}

static void test_extends(void **state)
{
    (void)state;
    struct fly_scenario scenario;
    struct fly_diagnostics found = {0};
    char expected[1024];
    mkdir(path_of("sub"), 0700);
    write_text("sub/root.ini", "[scenario]\ntitle = Root\n[market]\nagents = 1\nconvert = 0.1\nties = t.txt\n"
                               "[channel first]\nshare = 0.1\n[channel second]\n");
    write_text("sub/base.ini", "[channel third]\n[scenario]\nextends = root.ini\n[market]\nagents = 2");
    write_text("top.ini", "[market]\nagents = 3\n[channel new]\n[channel second]\nshare = 0.2\n"
                          "[scenario]\nextends = sub/base.ini\n");
    int ret = load(&scenario, "top.ini", &found);
    toy_print_found(&found);
    assert_int_equal(ret, FLY_OK);
    assert_true(toy_market_of(&scenario)->agents == 3);
    assert_true(toy_market_of(&scenario)->convert == 0.1);
    snprintf(expected, sizeof expected, "%s/sub/t.txt", folder);
    assert_string_equal(toy_market_of(&scenario)->ties, expected);
    assert_string_equal(toy_title_of(&scenario), "Root");

    size_t n;
    const struct fly_section *channels = fly_scenario_instances(&scenario, &toy_channel, &n);
    assert_int_equal(n, 4);
    static const char *const order[] = {"first", "second", "third", "new"};
    for (size_t i = 0; i < n; i++)
        assert_string_equal(channels[i].name, order[i]);
    assert_int_equal(channels[1].where.line, 9);
    snprintf(expected, sizeof expected, "%s/top.ini:5", folder);
    toy_check_origin(&scenario, &toy_channel, "second", "share", expected);
    snprintf(expected, sizeof expected, "%s/sub/root.ini:5", folder);
    toy_check_origin(&scenario, &toy_market, "", "convert", expected);
    snprintf(expected, sizeof expected, "\n; ---- extends: %s/sub/base.ini\n[channel third]", folder);
    assert_non_null(strstr(scenario.text, expected));
    snprintf(expected, sizeof expected, "agents = 2\n; ---- extends: %s/sub/root.ini\n[scenario]", folder);
    assert_non_null(strstr(scenario.text, expected));
    fly_scenario_free(&scenario);
}

/* A value that is overridden is checked all the same. */
static void test_errors_in_bases(void **state)
{
    (void)state;
    struct fly_scenario scenario;
    struct fly_diagnostics found = {0};
    write_text("bad.ini", "[market]\nagents = -1\nagents = 2\nwhat = 3\n");
    write_text("over.ini", "[scenario]\nextends = bad.ini\n[market]\nagents = 3\nconvert = 2\n");
    assert_int_equal(load(&scenario, "over.ini", &found), FLY_ERR_SCENARIO);
    char place[600];
    snprintf(place, sizeof place, "%s/bad.ini:2", folder);
    toy_assert_holds(&found, place, "is negative");
    snprintf(place, sizeof place, "%s/bad.ini:3", folder);
    toy_assert_holds(&found, place, "set twice: first in line 2");
    snprintf(place, sizeof place, "%s/bad.ini:4", folder);
    toy_assert_holds(&found, place, "no key 'what'");
    snprintf(place, sizeof place, "%s/over.ini:5", folder);
    toy_assert_holds(&found, place, "out of range");
    assert_int_equal(found.n_errors, 4);
    fly_diagnostics_free(&found);
}

/* The only error of loading `name`: at `place` within the folder, code and words as given. */
static void check_load(const char *name, int code, const char *place, const char *part)
{
    struct fly_scenario scenario;
    struct fly_diagnostics found = {0};
    assert_int_equal(load(&scenario, name, &found), code);
    toy_assert_holds(&found, path_of(place), part);
    assert_int_equal(found.n_errors, 1);
    fly_diagnostics_free(&found);
}

static void test_broken_chains(void **state)
{
    (void)state;
    write_text("lost.ini", "[scenario]\nextends = nowhere.ini\n");
    check_load("lost.ini", FLY_ERR_SCENARIO, "lost.ini:2", "No such file");
    write_text("self.ini", "\n[scenario]\nextends = self.ini\n");
    check_load("self.ini", FLY_ERR_SCENARIO, "self.ini:3", "in a circle");
    write_text("a.ini", "[scenario]\nextends = b.ini\n");
    write_text("b.ini", "\n\n[scenario]\nextends = sub/../a.ini\n");
    check_load("a.ini", FLY_ERR_SCENARIO, "b.ini:4", "in a circle");
    write_text("folder.ini", "[scenario]\nextends = sub\n");
    check_load("folder.ini", FLY_ERR_SCENARIO, "folder.ini:2", "is a directory");
    write_text("device.ini", "[scenario]\nextends = /dev/zero\n");
    check_load("device.ini", FLY_ERR_SCENARIO, "device.ini:2", "not a regular file");
    write_text("none.ini", "[scenario]\nextends =\n");
    struct fly_scenario scenario;
    struct fly_diagnostics found = {0};
    assert_int_equal(load(&scenario, "none.ini", &found), FLY_OK);
    fly_scenario_free(&scenario);
}

static void test_deep_chain(void **state)
{
    (void)state;
    for (int i = 0; i <= 17; i++) {
        char name[32], text[64];
        snprintf(name, sizeof name, "deep%d.ini", i);
        snprintf(text, sizeof text, i < 17 ? "[scenario]\nextends = deep%d.ini\n" : "[scenario]\n", i + 1);
        write_text(name, text);
    }
    struct fly_scenario scenario;
    struct fly_diagnostics found = {0};
    assert_int_equal(load(&scenario, "deep1.ini", &found), FLY_OK);
    fly_scenario_free(&scenario);
    check_load("deep0.ini", FLY_ERR_SCENARIO, "deep16.ini:2", "more than 16 files");
}

static void test_no_input(void **state)
{
    (void)state;
    check_load("missing.ini", FLY_ERR_NO_INPUT, "missing.ini", "No such file");
    check_load("sub", FLY_ERR_NO_INPUT, "sub", "is a directory");
    size_t n = (16 << 20) + 1;
    char *bytes = fly_alloc(n, 1);
    assert_non_null(bytes);
    memset(bytes, '\n', n);
    write_file("huge.ini", bytes, n);
    check_load("huge.ini", FLY_ERR_NO_INPUT, "huge.ini", "larger than 16 MB");
    fly_free(bytes);
    if (geteuid() == 0) return; /* root reads everything */
    write_text("secret.ini", "");
    chmod(path_of("secret.ini"), 0);
    check_load("secret.ini", FLY_ERR_NO_INPUT, "secret.ini", "Permission denied");
}

static void test_binary_files(void **state)
{
    (void)state;
    write_file("zero.ini", "[market]\nagents = 3\n\0\n", 21);
    check_load("zero.ini", FLY_ERR_SCENARIO, "zero.ini:3", "binary file");
    write_file("utf16.ini", "\xff\xfe[\0m\0", 6);
    check_load("utf16.ini", FLY_ERR_SCENARIO, "utf16.ini:1", "UTF-16");
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[600];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_extends),    cmocka_unit_test(test_errors_in_bases), cmocka_unit_test(test_broken_chains),
        cmocka_unit_test(test_deep_chain), cmocka_unit_test(test_no_input),        cmocka_unit_test(test_binary_files),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
