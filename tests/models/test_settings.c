/* What a result tells of its scenarios: laid side by side as `flywheel compare` has it, and checked as they were. */
#include "analysis/settings.h"
#include "sim/result_file.h"
#include "sim/setup.h"
#include "tests/support/test.h"

#include <string.h>

enum { A, B };

static const char *const texts[] = {
    "[market]\nagents = 100\n[time]\nhorizon = 4 weeks\n[lever first]\nramp = 8 weeks\ncost_once = 5\nhandoffs = "
    "1\nkind = reorganise\n",
    "[market]\nagents = 100\n[time]\nhorizon = 4 weeks\n[wom]\nenabled = no\n[engage]\nlead_abandon = 0.9 /week\n"};

struct bench {
    struct fly_scenario scenarios[2];
    struct fly_setup setups[2];
    struct fly_results results;
    struct fly_image image;
    struct fly_dataset data;
    struct fly_settings settings;
};

static void begin(struct bench *bench)
{
    static const char *const names[] = {"a.ini", "b.ini"};
    *bench = (struct bench){0};
    struct fly_diagnostics found = {0};
    for (size_t s = 0; s < 2; s++) {
        assert_int_equal(
            fly_scenario_parse(&bench->scenarios[s], fly_engine_schema(), names[s], texts[s], NULL, 0, &found), FLY_OK);
        assert_int_equal(fly_setup_init(&bench->setups[s], &bench->scenarios[s], &found, NULL), FLY_OK);
    }
    fly_diagnostics_free(&found);
    assert_int_equal(fly_results_init(&bench->results, bench->setups, 2, 0, 1, NULL), FLY_OK);
    const struct fly_record_source source = fly_results_source(&bench->results);
    const struct fly_result result = {
        .setups = bench->setups, .n_scenarios = 2, .n_replicates = 1, .command = "", .source = source};
    assert_int_equal(fly_result_make_image(&bench->image, &result, NULL), FLY_OK);
    assert_int_equal(fly_dataset_open_image(&bench->data, &bench->image, NULL), FLY_OK);
    assert_int_equal(fly_settings_read(&bench->settings, &bench->data, NULL), FLY_OK);
}

static void end(struct bench *bench)
{
    fly_settings_free(&bench->settings);
    fly_dataset_close(&bench->data);
    fly_image_free(&bench->image);
    fly_results_free(&bench->results);
    for (size_t s = 0; s < 2; s++) {
        fly_setup_free(&bench->setups[s]);
        fly_scenario_free(&bench->scenarios[s]);
    }
}

static const struct fly_setting *find(const struct bench *bench, const char *name)
{
    const struct fly_setting *setting = fly_settings_find(&bench->settings, name);
    if (!setting) fail_msg("there is no %s", name);
    return setting;
}

static void scenarios_stand_side_by_side(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench);
    const struct fly_setting *agents = find(&bench, "market.agents"), *wom = find(&bench, "wom.enabled");
    assert_true(agents->is_set && !agents->differs && !agents->rests_on_choice);
    assert_string_equal(agents->standard, "200000");
    assert_true(wom->differs && wom->is_set && wom->values[A].is_default && !wom->values[B].is_default);
    /* of a section that one of them has, only what it sets */
    const struct fly_setting *ramp = find(&bench, "lever.first.ramp"), *start = find(&bench, "lever.first.start");
    assert_true(ramp->differs && !ramp->values[B].is && ramp->values[A].is_default);
    assert_true(!start->differs && !start->is_set);
    /* what is switched off in one of them rests on its choices in the other; what is off in both on none */
    assert_true(find(&bench, "wom.trust")->values[A].is_on && !find(&bench, "wom.trust")->values[B].is_on);
    for (size_t i = 0; i < bench.settings.n; i++)
        if (strncmp(bench.settings.items[i].what->name, "community.", 10) == 0)
            assert_false(bench.settings.items[i].rests_on_choice);
    assert_null(fly_settings_find(&bench.settings, "scenario.title"));
    end(&bench);
}

static size_t warnings_about(const struct bench *bench, size_t scenario, const char *text)
{
    struct fly_diagnostics found = {0};
    size_t n = 0;
    assert_int_equal(fly_settings_check(&bench->settings, scenario, &found, NULL), FLY_OK);
    assert_int_equal(found.n_errors, 0);
    for (size_t i = 0; i < found.n_items; i++)
        n += strstr(found.items[i].text, text) != NULL;
    fly_diagnostics_free(&found);
    return n;
}

/* The scenario that is put together again is warned of as the one that was run. */
static void warnings_come_again(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench);
    assert_int_equal(warnings_about(&bench, A, "engage.lead_abandon times time.step"), 0);
    assert_int_equal(warnings_about(&bench, B, "engage.lead_abandon times time.step is 0.9"), 1);
    end(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scenarios_stand_side_by_side),
        cmocka_unit_test(warnings_come_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
