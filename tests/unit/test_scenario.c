/* One INI text and --set: what is taken, with which origin, and every sentence about what may be wrong. */
#include "tests/support/toy_scenario.h"

#include "sim/alloc.h"

#include "tests/support/test.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* The text gives exactly one error, at this line of "toy.ini" and with these words. */
static void check_one(const char *text, size_t line, const char *part)
{
    char place[64];
    struct fly_scenario scenario;
    struct fly_diagnostics found = {0};
    int ret = fly_scenario_parse(&scenario, &toy_schema, "toy.ini", text, NULL, 0, &found);
    snprintf(place, sizeof place, "toy.ini:%zu", line);
    toy_assert_holds(&found, place, part);
    if (found.n_items != 1) toy_print_found(&found);
    assert_int_equal(found.n_items, 1);
    assert_int_equal(found.n_errors, 1);
    assert_int_equal(ret, FLY_ERR_SCENARIO);
    assert_null(scenario.arena);
    fly_scenario_free(&scenario);
    fly_diagnostics_free(&found);
}

static void check_one_set(const char *set, const char *part)
{
    struct fly_scenario scenario;
    struct fly_diagnostics found = {0};
    int ret = fly_scenario_parse(&scenario, &toy_schema, "toy.ini", "[channel ads]\n", &set, 1, &found);
    assert_int_equal(ret, FLY_ERR_SCENARIO);
    assert_int_equal(found.n_items, 1);
    toy_assert_holds(&found, "--set", part);
    fly_diagnostics_free(&found);
}

static void parse_right(struct fly_scenario *scenario, const char *text)
{
    struct fly_diagnostics found = {0};
    int ret = fly_scenario_parse(scenario, &toy_schema, "dir/toy.ini", text, NULL, 0, &found);
    toy_print_found(&found);
    assert_int_equal(ret, FLY_OK);
    assert_int_equal(found.n_items, 0);
    fly_diagnostics_free(&found);
}

static void test_defaults(void **state)
{
    (void)state;
    struct fly_scenario scenario;
    parse_right(&scenario, "");
    assert_string_equal(scenario.path, "dir/toy.ini");
    assert_string_equal(scenario.name, "toy");
    assert_string_equal(scenario.text, "");
    assert_int_equal(scenario.n_sections, 5);
    assert_true(toy_market_of(&scenario)->agents == 1000);
    assert_string_equal(toy_market_of(&scenario)->ties, "");
    size_t n;
    const struct fly_section *stages = fly_scenario_instances(&scenario, &toy_stage, &n);
    assert_int_equal(n, 3);
    assert_string_equal(stages[1].name, "engage");
    assert_null(stages[1].where.file);
    assert_non_null(fly_scenario_instances(&scenario, &toy_channel, &n));
    assert_int_equal(n, 0);
    toy_check_origin(&scenario, &toy_market, NULL, "agents", "default");
    toy_check_origin(&scenario, &toy_market, "", "nothing", "default");
    toy_check_origin(&scenario, &toy_channel, "nobody", "share", "default");
    fly_scenario_free(&scenario);
    fly_scenario_free(&scenario);
}

static const char right_text[] = "\xef\xbb\xbf; a comment\r\n"
                                 "# another\r\n"
                                 "   ; indented comment\r\n"
                                 "\r\n"
                                 "[scenario]\r\n"
                                 "title = Campaign #3 = good ; not this\r\n"
                                 "[market] # why\r\n"
                                 "agents=200000 # one\r\n"
                                 "convert = 12 %\t;two\r\n"
                                 "ties = ties.txt\r\n"
                                 "[ channel  zeta ]\r\n"
                                 "share = 0.25\r\n"
                                 "[channel ads]\r\n"
                                 "[market]\r\n"
                                 "memory = 2 weeks\r\n"
                                 "[stage engage]\r\n"
                                 "friction = 20 %";

static void test_right_text(void **state)
{
    (void)state;
    struct fly_scenario scenario;
    parse_right(&scenario, right_text);
    assert_string_equal(scenario.text, right_text);
    assert_true(toy_market_of(&scenario)->agents == 200000);
    assert_true(toy_market_of(&scenario)->convert == 0.12);
    assert_true(toy_market_of(&scenario)->memory == 2);
    assert_string_equal(toy_market_of(&scenario)->ties, "dir/ties.txt");
    assert_string_equal(toy_title_of(&scenario), "Campaign #3 = good");
    size_t n;
    const struct fly_section *channels = fly_scenario_instances(&scenario, &toy_channel, &n);
    assert_int_equal(n, 2);
    assert_string_equal(channels[0].name, "zeta");
    assert_int_equal(channels[0].where.line, 11);
    assert_string_equal(channels[1].name, "ads");
    toy_check_origin(&scenario, &toy_market, "", "memory", "dir/toy.ini:15");
    toy_check_origin(&scenario, &toy_channel, "zeta", "share", "dir/toy.ini:12");
    toy_check_origin(&scenario, &toy_channel, "ads", "share", "default");
    toy_check_origin(&scenario, &toy_stage, "engage", "friction", "dir/toy.ini:17");
    fly_scenario_free(&scenario);
}

static void test_wrong_lines(void **state)
{
    (void)state;
    check_one("agents = 3\n", 1, "a key before any section");
    check_one("[market]\nagents\n", 2, "'agents' is not a line of an INI file");
    check_one("[market]\nagents: 3\n", 2, "is not a line of an INI file");
    check_one("[market]\nagents = 3\n convert = 0.1\n", 3, "'convert = 0.1' is indented");
    check_one("[market]\n\tagents = 3\n", 2, "is indented");
    check_one("[market\nagents = 3\n", 1, "has no closing bracket");
    check_one("[market] agents = 3\n", 1, "goes on after its closing bracket");
    check_one("[market]]\n", 1, "goes on after its closing bracket");
    check_one("[market]\n= 3\n", 2, "has no key before '='");
    check_one("[market]\na:b = 3\n", 2, "has a wrong key");
    check_one("[market]\nag ents = 3\n", 2, "has a wrong key");
    check_one("[market]\nagents = 3\x01\n", 2, "is binary or not UTF-8");
    check_one("[market]\nagents = 3\ragents = 4\n", 2, "is binary or not UTF-8");
    check_one("[scenario]\ntitle = caf\xe9\n", 2, "'title = caf?' is binary or not UTF-8");
    check_one("[scenario]\ntitle = \xc0\xaf\n", 2, "not UTF-8");
    check_one("[scenario]\ntitle = \xed\xa0\x80\n", 2, "not UTF-8");
    check_one("\xff\xfe[\n", 1, "UTF-16");
    check_one("\xfe\xff[\n", 1, "UTF-16");
}

/* inih would deliver the first 199 bytes of a line and the first 49 of a name, without a word. */
static void test_long_lines(void **state)
{
    (void)state;
    char text[512], title[200];
    memset(title, 'x', sizeof title);
    struct fly_scenario scenario;
    snprintf(text, sizeof text, "[scenario]\ntitle = %.191s ; and a comment that makes the line too long\n", title);
    parse_right(&scenario, text);
    const char *kept = toy_title_of(&scenario);
    assert_int_equal(strlen(kept), 191);
    fly_scenario_free(&scenario);
    snprintf(text, sizeof text, "[scenario]\ntitle = %.192s\n", title);
    check_one(text, 2, "is too long a line: 200 bytes, at most 199 are allowed");
    snprintf(text, sizeof text, "[market]\nagents%.44s = 3\n", title);
    check_one(text, 2, "has too long a name: 50 bytes, at most 49 are allowed");
    snprintf(text, sizeof text, "[market%.49s]\nagents = 3\n", title);
    check_one(text, 1, "has too long a name");
    snprintf(text, sizeof text, "[channel %.33s]\nshare = 0.3\n", title);
    check_one(text, 1, "is no name for [channel NAME]: letters, digits, _ and -, at most 32");
}

static void test_wrong_names(void **state)
{
    (void)state;
    check_one("[markte]\nagents = x\n", 1, "there is no section [markte]; did you mean 'market'?");
    check_one("[zzz]\n", 1, "there is no section [zzz]");
    check_one("[]\n", 1, "there is no section []");
    check_one("[market]\nagnets = 3\n", 2, "[market] has no key 'agnets'; did you mean 'agents'?");
    check_one("[market]\nAgents = 3\n", 2, "did you mean 'agents'?");
    check_one("[channel]\n", 1, "[channel] needs a name: [channel NAME]");
    check_one("[market foo]\nagents = 3\n", 1, "[market] has no instances: leave out 'foo'");
    check_one("[stage]\n", 1,
              "[stage] needs a name: [stage NAME], or stage.NAME.key, where NAME is attract, engage or delight");
    check_one("[stage atract]\n", 1,
              "there is no [stage atract]: the names are attract, engage or delight; did you mean 'attract'?");
    check_one("[channel a.b]\n", 1, "'a.b' is no name");
    check_one("[channel a b]\n", 1, "'a b' is no name");
    check_one("[channel caf\xc3\xa9]\n", 1, "is no name");
    check_one("[market]\nagents = 3\n[market]\nagents = 4\n", 4, "'agents' is set twice: first in line 2");
    check_one("[channel a]\nshare = 0.1\n[channel a]\nshare = 0.1\n", 4, "'share' is set twice: first in line 2");
}

static void test_wrong_values(void **state)
{
    (void)state;
    check_one("[market]\nconvert = 3 days\n", 2,
              "'3 days' is a duration; market.convert is a share: write 0.12 or 12 %");
    check_one("[channel ads]\nshare = 2\n", 2, "'2' is out of range: channel.ads.share may be 0 to 1");
    check_one("[market]\nagents =\n", 2, "market.agents has no value");
    check_one("[market]\nagents = ; 3\n", 2, "market.agents has no value");
    check_one("[channel ads]\nkind = captur\n", 2, "generate or capture; did you mean 'capture'?");
}

static void test_all_in_one_pass(void **state)
{
    (void)state;
    struct fly_scenario scenario;
    struct fly_diagnostics found = {0};
    const char *sets[] = {"market.agents=-1", "market.agnts=3"};
    toy_n_checks = 0;
    int ret = fly_scenario_parse(&scenario, &toy_schema, "toy.ini",
                                 "[market foo]\nagents = x\nagents = 4\n[market]\nconvert = 7\nwhat\nmemory = no\n",
                                 sets, 2, &found);
    assert_int_equal(ret, FLY_ERR_SCENARIO);
    toy_assert_holds(&found, "toy.ini:1", "no instances");
    toy_assert_holds(&found, "toy.ini:2", "'x' is not a decimal number");
    toy_assert_holds(&found, "toy.ini:3", "set twice");
    toy_assert_holds(&found, "toy.ini:5", "out of range");
    toy_assert_holds(&found, "toy.ini:6", "not a line");
    toy_assert_holds(&found, "toy.ini:7", "is a duration");
    toy_assert_holds(&found, "--set", "'-1' is negative");
    toy_assert_holds(&found, "--set", "did you mean 'agents'?");
    assert_int_equal(found.n_errors, 8);
    assert_int_equal(toy_n_checks, 1);
    fly_diagnostics_free(&found);
}

static void test_check(void **state)
{
    (void)state;
    toy_n_checks = 0;
    check_one("[market]\n[channel a]\nshare = 0.9\n[channel b]\nshare = 0.9\n", 2, "add up to more than 1");
    assert_int_equal(toy_n_checks, 1);
}

/* A check that only notes which tables it may look at: market, channel, stage. */
static bool sound[3];

static void note_soundness(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    (void)found;
    const struct fly_param_table *const tables[] = {&toy_market, &toy_channel, &toy_stage};
    for (size_t k = 0; k < 3; k++)
        sound[k] = fly_scenario_is_sound(scenario, tables[k]);
}

static void check_sound(const char *text, const char *set, bool market, bool channel, bool stage)
{
    struct fly_scenario scenario;
    struct fly_diagnostics found = {0};
    const struct fly_schema schema = {toy_schema.tables, toy_schema.n_tables, note_soundness};
    memset(sound, -1, sizeof sound);
    (void)fly_scenario_parse(&scenario, &schema, "toy.ini", text, &set, set != NULL, &found);
    if (sound[0] != market || sound[1] != channel || sound[2] != stage)
        fail_msg("%s%s: market %d, channel %d, stage %d", text, set ? set : "", sound[0], sound[1], sound[2]);
    fly_scenario_free(&scenario);
    fly_diagnostics_free(&found);
}

static void test_sound(void **state)
{
    (void)state;
    check_sound("[market]\nagents = 3\n[channel ads]\n", "market.agents=4", true, true, true);
    /* an error in a section is one of all sections of its table */
    check_sound("[market]\nagents = x\n", NULL, false, true, true);
    check_sound("[market]\nagnts = 3\n", NULL, false, true, true);
    check_sound("[market]\nagents = 3\nagents = 3\n", NULL, false, true, true);
    check_sound("[market]\nagents\n", NULL, false, true, true);
    check_sound("[market foo]\n", NULL, false, true, true);
    check_sound("[channel a]\n[channel b]\nshare = 2\n", NULL, true, false, true);
    check_sound("[channel a b]\n", NULL, true, false, true);
    check_sound("[stage lost]\n", NULL, true, true, false);
    /* the section that was probably meant, or may have been */
    check_sound("[markte]\nshare = 3\n", NULL, false, true, true);
    check_sound("[chanel ads]\n", NULL, true, false, true);
    check_sound("[zzz]\nshare = 1\n", NULL, true, false, true);
    check_sound("[zzz]\nxyz = 1\n[market]\nagents = 3\n", NULL, true, true, true);
    check_sound("[zzz]\n[channel]\n[market]\nagents = 3\n", NULL, true, false, true);
    check_sound("[stage\nshare = 1\n", NULL, true, false, true);
    check_sound("share = 1\n", NULL, true, false, true);
    check_sound("[market]\nfriction = 0.1\n", NULL, false, true, false);
    /* nothing is known any more */
    check_sound("\xff\xfe[", NULL, false, false, false);
    check_sound("what\n", NULL, false, false, false);
    check_sound("[scenario]\nextend = base.ini\n", NULL, false, false, false);
    check_sound("[Scenario]\nextends = base.ini\n", NULL, false, false, false);
    check_sound("[scenario]\nextends = /nowhere/base.ini\n", NULL, false, false, false);
    /* the command line */
    check_sound("", "market.agents=x", false, true, true);
    check_sound("", "market.agnts=3", false, true, true);
    check_sound("", "markte.agents=3", false, true, true);
    check_sound("", "channel.ads.share=1", true, false, true);
    check_sound("", "market=3", false, true, true);
    check_sound("", "zzz.agents=3", false, false, false);
    check_sound("", "nothing", false, false, false);
    check_sound("", "scenario.extends=base.ini", false, false, false);
}

static void test_refused_is_default(void **state)
{
    (void)state;
    check_one("[channel a]\nshare = 1.5\n[channel b]\nshare = 0.5\n", 2, "out of range");
}

static void test_set(void **state)
{
    (void)state;
    struct fly_scenario scenario;
    struct fly_diagnostics found = {0};
    const char *sets[] = {"market.agents=5", "channel.ads.share=0.75",     "stage.delight.friction=30 %",
                          "market.agents=7", "market.ties=here=there.txt", "scenario.title=A, b; c # d"};
    int ret =
        fly_scenario_parse(&scenario, &toy_schema, "dir/toy.ini", "[channel ads]\nshare = 0.1\n", sets, 6, &found);
    toy_print_found(&found);
    assert_int_equal(ret, FLY_OK);
    assert_true(toy_market_of(&scenario)->agents == 7);
    assert_string_equal(toy_market_of(&scenario)->ties, "here=there.txt");
    assert_string_equal(toy_title_of(&scenario), "A, b; c # d");
    toy_check_origin(&scenario, &toy_channel, "ads", "share", "--set");
    toy_check_origin(&scenario, &toy_stage, "delight", "friction", "--set");
    fly_scenario_free(&scenario);

    check_one_set("market", "is not of the form section.key=value");
    check_one_set("market.agents", "is not of the form");
    check_one_set("market=3", "is not of the form");
    check_one_set("=3", "is not of the form");
    check_one_set(".=", "is not of the form");
    check_one_set("", "is not of the form");
    check_one_set("markte.agents=3", "did you mean 'market'?");
    check_one_set("market.agents.=3", "no instances");
    check_one_set("market.foo.agents=3", "[market] has no instances: leave out 'foo'");
    check_one_set("channel.share=3", "[channel] needs a name: [channel NAME], or channel.NAME.key");
    check_one_set("channel.adds.share=0.3", "no file declares [channel adds]; did you mean 'ads'?");
    check_one_set("channel.ads.shar=0.3", "did you mean 'share'?");
    check_one_set("channel.ads.share=3", "channel.ads.share may be 0 to 1");
    check_one_set("stage.x.friction=3", "there is no [stage x]");
    check_one_set("market.agents=", "market.agents has no value");
    check_one_set("scenario.extends=x.ini", "only be set in a file");
    check_one_set("scenario.title=a\x01", "is not one line of UTF-8");
    check_one_set("mark\x1b[2Jet.agents=3", "there is no section [mark?[2Jet]");
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void test_many_sections(void **state)
{
    (void)state;
    enum { N = 100000 };
    char *text = fly_alloc(N, 40);
    assert_non_null(text);
    size_t used = 0;
    for (int i = 0; i < N; i++)
        used += (size_t)sprintf(text + used, "[channel c%d]\nshare = 0.1\n", i);
    struct fly_scenario scenario;
    double start = seconds();
    parse_right(&scenario, text);
    assert_int_equal(scenario.n_sections, N + 5);
    toy_check_origin(&scenario, &toy_channel, "c99999", "share", "dir/toy.ini:200000");
    fly_scenario_free(&scenario);

    struct fly_diagnostics found = {0};
    for (char *c = text; *c; c++)
        if (*c == '[') c[1] = 'k';
    assert_int_equal(fly_scenario_parse(&scenario, &toy_schema, "toy.ini", text, NULL, 0, &found), FLY_ERR_SCENARIO);
    assert_int_equal(found.n_items, 1001);
    assert_int_equal(found.n_errors, N);
    toy_assert_holds(&found, "toy.ini", "99000 more errors in this file are not shown");
    fly_diagnostics_free(&found);
    assert_true(seconds() - start < 10);
    fly_free(text);
}

static void test_megabyte_line(void **state)
{
    (void)state;
    enum { N = 1 << 20 };
    char *text = fly_alloc(N + 64, 1);
    assert_non_null(text);
    size_t used = (size_t)sprintf(text, "[scenario]\ntitle = ");
    memset(text + used, 'x', N);
    double start = seconds();
    check_one(text, 2, "is too long a line");
    text[0] = '#';
    text[10] = ' ';
    struct fly_scenario scenario;
    parse_right(&scenario, text);
    fly_scenario_free(&scenario);
    assert_true(seconds() - start < 5);
    fly_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_right_text),
        cmocka_unit_test(test_wrong_lines),
        cmocka_unit_test(test_long_lines),
        cmocka_unit_test(test_wrong_names),
        cmocka_unit_test(test_wrong_values),
        cmocka_unit_test(test_all_in_one_pass),
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_sound),
        cmocka_unit_test(test_refused_is_default),
        cmocka_unit_test(test_set),
        cmocka_unit_test(test_many_sections),
        cmocka_unit_test(test_megabyte_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
