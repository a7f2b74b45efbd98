/* The small schema and the helpers that tests of scenarios share. */
#include "tests/support/toy_scenario.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <string.h>

static const struct fly_param market_rows[] = {TOY_MARKET_PARAMS(FLY_PARAM_ROW, toy_market)};
static const struct fly_param channel_rows[] = {TOY_CHANNEL_PARAMS(FLY_PARAM_ROW, toy_channel)};
static const struct fly_param stage_rows[] = {TOY_STAGE_PARAMS(FLY_PARAM_ROW, toy_stage)};
const struct fly_param_table toy_market = FLY_PARAM_TABLE("market", toy_market, market_rows, "Toy.");
const struct fly_param_table toy_channel = FLY_PARAM_TABLE_REPEATED("channel", toy_channel, channel_rows, NULL, "Toy.");
const struct fly_param_table toy_stage =
    FLY_PARAM_TABLE_REPEATED("stage", toy_stage, stage_rows, "attract|engage|delight", "Toy.");
static const struct fly_param_table *const tables[] = {&fly_scenario_table, &toy_market, &toy_channel, &toy_stage};

int toy_n_checks;

static void check_shares(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    size_t n;
    double sum = 0;
    const struct fly_section *channels = fly_scenario_instances(scenario, &toy_channel, &n);
    for (size_t i = 0; i < n; i++)
        sum += ((const struct toy_channel *)channels[i].values)->share;
    if (n == 2 && sum > 1)
        fly_diagnose(found, FLY_ERROR, channels[0].where.file, channels[0].where.line, "shares add up to more than 1");
    toy_n_checks++;
}

const struct fly_schema toy_schema = {tables, sizeof tables / sizeof tables[0], check_shares};

/* Whether some finding at `place` holds `part`. */
static bool holds(const struct fly_diagnostics *found, const char *place, const char *part)
{
    for (size_t i = 0; i < found->n_items; i++)
        if (strcmp(found->items[i].place, place) == 0 && strstr(found->items[i].text, part)) return true;
    return false;
}

void toy_print_found(const struct fly_diagnostics *found)
{
    for (size_t i = 0; i < found->n_items; i++)
        print_error("%s: %s\n", found->items[i].place, found->items[i].text);
}

void toy_assert_holds(const struct fly_diagnostics *found, const char *place, const char *part)
{
    if (holds(found, place, part)) return;
    print_error("no '%s' at %s among:\n", part, place);
    toy_print_found(found);
    fail();
}

const struct toy_market *toy_market_of(const struct fly_scenario *scenario)
{
    return fly_scenario_values(scenario, &toy_market);
}

void toy_check_origin(const struct fly_scenario *scenario, const struct fly_param_table *table, const char *instance,
                      const char *key, const char *expected)
{
    char text[600];
    int n = fly_origin_print(fly_scenario_origin(scenario, table, instance, key), text, sizeof text);
    assert_string_equal(text, expected);
    assert_int_equal(n, (int)strlen(expected));
}

const char *toy_title_of(const struct fly_scenario *scenario)
{
    return *(const char *const *)fly_scenario_values(scenario, &fly_scenario_table);
}
