/* What the scenarios of a result were told: the tables of their parameters are laid side by side, the defaults looked
 * up in the program's own tables. */
#include "analysis/settings.h"

#include "sim/alloc.h"
#include "sim/setup.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char SCENARIO[] = "scenario.", TITLE[] = "scenario.title", SWITCH[] = "enabled";

/* One parameter of one scenario, on its way to its setting. */
struct entry {
    const struct fly_parameter *is;
    size_t scenario, order; /* in the file, all scenarios behind each other */
    bool is_on, section_says;
};

/* ---- names ---- */

/* "lever.one_team.ramp": everything before the last dot; and what is behind it. */
static size_t section_length(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot ? (size_t)(dot - name) : 0;
}

static const char *key_of(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot ? dot + 1 : name;
}

static bool same_section(const char *a, const char *b)
{
    const size_t n = section_length(a);
    return n == section_length(b) && memcmp(a, b, n) == 0;
}

static const struct fly_param_table *find_table(const char *name)
{
    const struct fly_schema *schema = fly_engine_schema();
    const size_t n = strcspn(name, ".");
    for (size_t t = 0; t < schema->n_tables; t++)
        if (strlen(schema->tables[t]->section) == n && memcmp(schema->tables[t]->section, name, n) == 0)
            return schema->tables[t];
    return NULL;
}

/* ---- all parameters of all scenarios, in one list ---- */

static bool is_said(const struct fly_parameter *is)
{
    return strcmp(is->origin, "default") != 0;
}

/* What there is to know of the section that begins at parameter i. */
static struct entry look_at_section(const struct fly_parameters *parameters, size_t i, size_t scenario)
{
    const char *first = parameters->items[i].name;
    struct entry entry = {.scenario = scenario, .is_on = true};
    for (; i < parameters->n && same_section(first, parameters->items[i].name); i++) {
        const struct fly_parameter *is = &parameters->items[i];
        if (strcmp(key_of(is->name), SWITCH) == 0 && is->number == 0) entry.is_on = false;
        entry.section_says |= is_said(is);
    }
    return entry;
}

static size_t list_scenario(const struct fly_parameters *parameters, size_t scenario, struct entry *entries)
{
    size_t n = 0;
    struct entry entry = {0};
    for (size_t i = 0; i < parameters->n; i++) {
        const struct fly_parameter *is = &parameters->items[i];
        if (i == 0 || !same_section(is->name, parameters->items[i - 1].name))
            entry = look_at_section(parameters, i, scenario);
        if (strncmp(is->name, SCENARIO, sizeof SCENARIO - 1) == 0) continue;
        entry.is = is;
        entries[n++] = entry;
    }
    return n;
}

static int by_name(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;
    const int names = strcmp(a->is->name, b->is->name);
    return names ? names : a->scenario < b->scenario ? -1 : 1;
}

/* ---- one setting ---- */

static bool is_standard(const struct fly_setting *setting, const struct fly_parameter *is)
{
    return setting->standard ? strcmp(setting->standard, is->value) == 0 : strcmp(is->origin, "default") == 0;
}

static int find_standard(struct fly_setting *setting)
{
    const struct fly_param_table *table = find_table(setting->what->name);
    const ptrdiff_t row = table ? fly_param_find(table, key_of(setting->what->name)) : -1;
    char none[1];
    if (row < 0) return FLY_OK;
    const int n = fly_param_print_standard(&table->rows[row], none, sizeof none);
    setting->standard = fly_alloc((size_t)n + 1, 1);
    if (!setting->standard) return FLY_ERR_MEMORY;
    (void)fly_param_print_standard(&table->rows[row], setting->standard, (size_t)n + 1);
    return FLY_OK;
}

/* Printed values parse to the same bits, so equal texts are equal values. */
static bool differs(const struct fly_setting *setting, size_t n_scenarios)
{
    bool is_missing = false, counts = false, is_other = false;
    for (size_t s = 0; s < n_scenarios; s++) {
        const struct fly_setting_value *value = &setting->values[s];
        is_missing |= !value->is;
        if (!value->is) continue;
        counts |= value->is_set || !value->section_says;
        is_other |= strcmp(value->is->value, setting->what->value) != 0;
    }
    return is_other || (is_missing && counts);
}

/* What an experiment varies is no difference of what it is about. */
static bool is_design(const char *name)
{
    static const char *const sections[] = {"sweep", "axis", "experiment", "sensitivity"};
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (strncmp(name, sections[i], strlen(sections[i])) == 0 && name[strlen(sections[i])] == '.') return true;
    return false;
}

static void judge(struct fly_setting *setting, size_t n_scenarios)
{
    const bool is_chosen = strstr(setting->what->doc, FLY_CHOSEN_MARK) != NULL;
    for (size_t s = 0; s < n_scenarios; s++) {
        struct fly_setting_value *value = &setting->values[s];
        if (!value->is) continue;
        value->is_default = is_standard(setting, value->is);
        setting->is_set |= !value->is_default;
        setting->rests_on_choice |= is_chosen && value->is_default && value->is_on;
    }
    setting->differs = !is_design(setting->what->name) && differs(setting, n_scenarios);
}

/* The entries of one name, of which there is at least one; returns how many. */
static size_t take_name(struct fly_settings *settings, const struct entry *entries, size_t n, size_t *order)
{
    struct fly_setting *setting = &settings->items[settings->n];
    size_t i = 0;
    setting->what = entries[0].is;
    setting->values = &settings->values[settings->n * settings->n_scenarios];
    *order = entries[0].order;
    for (; i < n && strcmp(entries[i].is->name, setting->what->name) == 0; i++) {
        setting->values[entries[i].scenario] = (struct fly_setting_value){.is = entries[i].is,
                                                                          .is_on = entries[i].is_on,
                                                                          .is_set = is_said(entries[i].is),
                                                                          .section_says = entries[i].section_says};
        if (entries[i].order < *order) *order = entries[i].order;
    }
    settings->n++;
    return i;
}

/* ---- in the order of the file ---- */

struct place {
    size_t order;
    struct fly_setting setting;
};

static int by_order(const void *x, const void *y)
{
    const struct place *a = x, *b = y;
    return a->order < b->order ? -1 : a->order > b->order;
}

static int sort_settings(struct fly_settings *settings, const size_t *orders)
{
    struct place *places = fly_alloc(settings->n, sizeof *places);
    if (!places) return FLY_ERR_MEMORY;
    for (size_t i = 0; i < settings->n; i++)
        places[i] = (struct place){orders[i], settings->items[i]};
    qsort(places, settings->n, sizeof *places, by_order);
    for (size_t i = 0; i < settings->n; i++)
        settings->items[i] = places[i].setting;
    fly_free(places);
    return FLY_OK;
}

static int group(struct fly_settings *settings, struct entry *entries, size_t n)
{
    int ret = FLY_OK;
    size_t *orders = fly_alloc(n, sizeof *orders);
    settings->items = fly_alloc(n, sizeof *settings->items);
    settings->values = fly_alloc(n * settings->n_scenarios, sizeof *settings->values);
    if (!orders || !settings->items || !settings->values) FLY_TRY(FLY_ERR_MEMORY);
    qsort(entries, n, sizeof *entries, by_name);
    for (size_t i = 0; i < n;) {
        struct fly_setting *setting = &settings->items[settings->n];
        i += take_name(settings, &entries[i], n - i, &orders[settings->n]);
        FLY_TRY(find_standard(setting));
        judge(setting, settings->n_scenarios);
    }
    FLY_TRY(sort_settings(settings, orders));
out:
    fly_free(orders);
    return ret;
}

int fly_settings_read(struct fly_settings *settings, const struct fly_dataset *data, struct fly_error *error)
{
    assert(settings && data);
    int ret = FLY_OK;
    size_t n = 0, room = 0;
    struct entry *entries = NULL;
    *settings = (struct fly_settings){.n_scenarios = data->scenarios.n};
    settings->parameters = fly_alloc(data->scenarios.n, sizeof *settings->parameters);
    if (!settings->parameters) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the parameters."));
    for (size_t s = 0; s < data->scenarios.n; s++) {
        FLY_TRY(fly_dataset_parameters(data, s, &settings->parameters[s], error));
        room += settings->parameters[s].n;
    }
    entries = fly_alloc(room, sizeof *entries);
    if (!entries) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the parameters."));
    for (size_t s = 0; s < data->scenarios.n; s++)
        n += list_scenario(&settings->parameters[s], s, &entries[n]);
    for (size_t i = 0; i < n; i++)
        entries[i].order = i;
    if (group(settings, entries, n) < 0) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the parameters."));
out:
    fly_free(entries);
    if (ret < 0) fly_settings_free(settings);
    return ret;
}

void fly_settings_free(struct fly_settings *settings)
{
    assert(settings);
    for (size_t i = 0; i < settings->n; i++)
        fly_free(settings->items[i].standard);
    for (size_t s = 0; settings->parameters && s < settings->n_scenarios; s++)
        fly_parameters_free(&settings->parameters[s]);
    fly_free(settings->items);
    fly_free(settings->parameters);
    fly_free(settings->values);
    *settings = (struct fly_settings){0};
}

const char *fly_settings_title(const struct fly_settings *settings, size_t scenario)
{
    assert(settings && scenario < settings->n_scenarios);
    const struct fly_parameters *parameters = &settings->parameters[scenario];
    for (size_t i = 0; i < parameters->n; i++)
        if (strcmp(parameters->items[i].name, TITLE) == 0) return parameters->items[i].value;
    return "";
}

const struct fly_setting *fly_settings_find(const struct fly_settings *settings, const char *name)
{
    assert(settings && name);
    for (size_t i = 0; i < settings->n; i++)
        if (strcmp(settings->items[i].what->name, name) == 0) return &settings->items[i];
    return NULL;
}
