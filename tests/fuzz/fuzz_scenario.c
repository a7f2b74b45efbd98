/* Fuzzes the reading of a scenario: the input is one --set item (its first line) and the INI text after it. Whatever
 * they hold, the scenario is either loaded, and then its values print as text that parses to the same bits, or it is
 * refused with at least one finding. */
#include "sim/scenario.h"

#include "sim/alloc.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
#define MARKET_PARAMS(X, S) \
    X(S, COUNT,    agents,  1000, 1, 4e9, "agents", "A count.") \
    X(S, COUNT,    seed,    1, 0, 18446744073709551615.0, "", "A count of 64 bits.") \
    X(S, NUMBER,   number,  0, -INFINITY, INFINITY, "", "A number.") \
    X(S, SHARE,    convert, 0.13, 0, 1, "", "A share.") \
    X(S, RATE,     rate,    0.1, 0, 5, "/week", "A rate.") \
    X(S, DURATION, memory,  INFINITY, 0, INFINITY, "weeks", "A memory.") \
    X(S, SWITCH,   on,      0, 0, 1, "", "A switch.") \
    X(S, CHOICE,   kind,    0, 0, 2, "mixing|ring|file", "A choice.") \
    X(S, TEXT,     ties,    0, 0, 0, "file", "A file.")
#define CHANNEL_PARAMS(X, S) \
    X(S, SHARE,  share, 0.5, 0, 1, "", "A share.") \
    X(S, MONEY,  price, 1, 0, 1e9, "money", "A price.")
/* clang-format on */

struct market {
    MARKET_PARAMS(FLY_PARAM_FIELD, )
};
struct channel {
    CHANNEL_PARAMS(FLY_PARAM_FIELD, )
};
static const struct fly_param market_rows[] = {MARKET_PARAMS(FLY_PARAM_ROW, market)};
static const struct fly_param channel_rows[] = {CHANNEL_PARAMS(FLY_PARAM_ROW, channel)};
static const struct fly_param_table market = FLY_PARAM_TABLE("market", market, market_rows, "Toy.");
static const struct fly_param_table channel = FLY_PARAM_TABLE_REPEATED("channel", channel, channel_rows, NULL, "Toy.");
static const struct fly_param_table stage =
    FLY_PARAM_TABLE_REPEATED("stage", channel, channel_rows, "attract|engage|delight", "Toy.");
static const struct fly_param_table *const tables[] = {&fly_scenario_table, &market, &channel, &stage};
static const struct fly_schema schema = {tables, sizeof tables / sizeof tables[0], NULL};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void require(int truth)
{
    if (!truth) abort();
}

/* Every value prints as something that parses to the same bits. */
static void check_round_trip(const struct fly_section *section)
{
    char text[8192];
    uint64_t again;
    for (size_t i = 0; i < section->table->n_rows; i++) {
        struct fly_param row = section->table->rows[i];
        const char *field = (const char *)section->values + row.offset;
        int length = fly_param_print(&row, section->values, text, sizeof text);
        if (row.type == FLY_TEXT || length >= (int)sizeof text) continue;
        size_t size = row.type == FLY_SWITCH ? sizeof(bool) : row.type == FLY_CHOICE ? sizeof(int) : sizeof again;
        row.offset = 0;
        require(fly_param_parse(&row, text, &again, NULL) == FLY_OK);
        require(memcmp(&again, field, size) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct fly_scenario scenario;
    struct fly_diagnostics found = {0};
    char *text = fly_copy_bytes((const char *)bytes, n);
    if (!text) return 0;
    char *rest = strchr(text, '\n');
    if (rest) *rest++ = '\0';
    const char *set = text;
    int ret = fly_scenario_parse(&scenario, &schema, "fuzz/fuzz.ini", rest ? rest : "", &set, set[0] != '\0', &found);
    require((ret == FLY_OK) == (found.n_errors == 0));
    if (ret == FLY_OK) {
        require(strcmp(scenario.text, rest ? rest : "") == 0 || strstr(scenario.text, "; ---- extends: "));
        for (size_t i = 0; i < scenario.n_sections; i++)
            check_round_trip(&scenario.sections[i]);
        fly_scenario_free(&scenario);
    }
    fly_diagnostics_free(&found);
    fly_free(text);
    return 0;
}
