/* Puts a scenario together again from the parameters that its result holds, to hear what the program says of it. */
#include "analysis/settings.h"

#include "sim/alloc.h"
#include "sim/setup.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* The sections that a scenario has to declare, and what is set in them, as --set takes it. */
struct draft {
    char *text; /* owned */
    size_t n_text, capacity;
    const char **sets; /* [n_sets]; they and what they point to are owned */
    size_t n_sets;
};

static int add_line(struct draft *draft, const char *word, size_t n_word, const char *name, size_t n_name)
{
    const size_t room = n_word + n_name + sizeof "[ ]\n";
    const int ret = fly_grow((void **)&draft->text, &draft->capacity, draft->n_text + room, 1);
    if (ret < 0) return ret;
    draft->n_text +=
        (size_t)snprintf(draft->text + draft->n_text, room, "[%.*s %.*s]\n", (int)n_word, word, (int)n_name, name);
    return FLY_OK;
}

/* "[lever one_team]" for the first parameter of lever.one_team. */
static int declare(struct draft *draft, const struct fly_parameter *is, const struct fly_parameter *before)
{
    const char *first = strchr(is->name, '.'), *last = strrchr(is->name, '.');
    if (!first || first == last) return FLY_OK;
    const size_t n = (size_t)(last - is->name) + 1;
    if (before && strncmp(before->name, is->name, n) == 0 && !strchr(before->name + n, '.')) return FLY_OK;
    return add_line(draft, is->name, (size_t)(first - is->name), first + 1, (size_t)(last - first) - 1);
}

static int set(struct draft *draft, const struct fly_parameter *is)
{
    const size_t n = strlen(is->name) + strlen(is->value) + 2;
    char *text = fly_alloc(n, 1);
    if (!text) return FLY_ERR_MEMORY;
    (void)snprintf(text, n, "%s=%s", is->name, is->value);
    draft->sets[draft->n_sets++] = text;
    return FLY_OK;
}

static int make_draft(struct draft *draft, const struct fly_settings *settings, size_t scenario)
{
    int ret = fly_grow((void **)&draft->text, &draft->capacity, 1, 1);
    const struct fly_parameter *before = NULL;
    draft->sets = fly_alloc(settings->n, sizeof *draft->sets);
    if (ret < 0 || !draft->sets) return FLY_ERR_MEMORY;
    draft->text[0] = '\0';
    for (size_t i = 0; ret == FLY_OK && i < settings->n; i++) {
        const struct fly_setting_value *value = &settings->items[i].values[scenario];
        if (!value->is) continue;
        ret = declare(draft, value->is, before);
        if (ret == FLY_OK && !value->is_default) ret = set(draft, value->is);
        before = value->is;
    }
    return ret;
}

static void free_draft(struct draft *draft)
{
    for (size_t i = 0; i < draft->n_sets; i++)
        fly_free((char *)draft->sets[i]);
    fly_free(draft->sets);
    fly_free(draft->text);
}

int fly_settings_check(const struct fly_settings *settings, size_t scenario, struct fly_diagnostics *found,
                       struct fly_error *error)
{
    assert(settings && scenario < settings->n_scenarios && found);
    struct draft draft = {0};
    struct fly_scenario again = {0};
    const int ret = make_draft(&draft, settings, scenario);
    if (ret == FLY_OK && fly_scenario_parse(&again, fly_engine_schema(), "scenario", draft.text, draft.sets,
                                            draft.n_sets, found) == FLY_OK)
        fly_scenario_free(&again);
    free_draft(&draft);
    if (ret < 0 || found->code == FLY_ERR_MEMORY)
        return fly_fail(error, FLY_ERR_MEMORY, "No memory to check the scenario.");
    return FLY_OK;
}
