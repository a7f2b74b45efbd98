/* --dry-run: every effective value with its origin, and what the run would need. */
#include "cli/dry_run.h"

#include "cli/json_out.h"
#include "cli/kpis.h"
#include "cli/needs.h"
#include "cli/parameter.h"
#include "cli/terminal.h"

#include <math.h>
#include <string.h>

enum { ORIGIN_TEXT = 512 };

static const char *print_origin(const struct fly_section *section, size_t row, char text[ORIGIN_TEXT])
{
    (void)fly_origin_print(section->origins[row], text, ORIGIN_TEXT);
    return text;
}

static int print_scenario(const struct fly_scenario *scenario)
{
    char name[PARAMETER_NAME], value[PARAMETER_VALUE], origin[ORIGIN_TEXT];
    struct terminal_table table = {
        .columns = {{"parameter", TERMINAL_LEFT}, {"value", TERMINAL_LEFT}, {"origin", TERMINAL_LEFT}},
        .n_columns = 3,
    };
    printf("%s (%s)\n\n", scenario->name, scenario->path);
    for (size_t s = 0; s < scenario->n_sections; s++) {
        const struct fly_section *section = &scenario->sections[s];
        for (size_t r = 0; r < section->table->n_rows; r++) {
            const struct fly_param *row = &section->table->rows[r];
            terminal_cell(&table, "%s", parameter_name(section, row, name));
            terminal_cell(&table, "%s", parameter_value(row, section->values, value));
            terminal_cell(&table, "%s", print_origin(section, r, origin));
        }
    }
    int ret = terminal_print_table(&table, stdout);
    (void)putchar('\n');
    return ret;
}

/* In the scenario the budget is per 1,000 agents; people think of the sum. NAN when there is no such parameter. */
static double money_per_week(const struct fly_setup *setup)
{
    const struct fly_scenario *scenario = setup->scenario;
    for (size_t s = 0; s < scenario->n_sections; s++) {
        const struct fly_section *section = &scenario->sections[s];
        ptrdiff_t row = strcmp(section->table->section, "budget") == 0 ? fly_param_find(section->table, "weekly") : -1;
        if (row >= 0) return fly_param_number(&section->table->rows[row], section->values) * setup->n_agents / 1000;
    }
    return NAN;
}

static void print_budgets(const struct session *session)
{
    for (size_t i = 0; i < session->n; i++) {
        double money = money_per_week(&session->setups[i]);
        if (!isnan(money)) printf("budget of %s: %.2f a week\n", session->setups[i].scenario->name, money);
    }
}

static int print_text(const struct session *session, const struct needs *needs)
{
    int ret = FLY_OK;
    char text[KPIS_SIZE_TEXT], memory[TERMINAL_NUMBER], file[TERMINAL_NUMBER];
    size_t n_jobs = session->n_jobs;
    for (size_t i = 0; ret == FLY_OK && i < session->n; i++)
        ret = print_scenario(session->setups[i].scenario);
    print_budgets(session);
    printf("would run %s: %zu job%s on %d thread%s, about %s of memory, a file of at most %s\n",
           kpis_print_size(session, text), n_jobs, terminal_plural((double)n_jobs), needs->n_threads,
           terminal_plural(needs->n_threads), terminal_bytes(needs->memory, memory), terminal_bytes(needs->file, file));
    return ret;
}

static json_t *scenario_json(const struct fly_setup *setup)
{
    const struct fly_scenario *scenario = setup->scenario;
    char name[PARAMETER_NAME], value[PARAMETER_VALUE], origin[ORIGIN_TEXT];
    json_t *object = json_object(), *parameters = json_array();
    for (size_t s = 0; s < scenario->n_sections; s++) {
        const struct fly_section *section = &scenario->sections[s];
        for (size_t r = 0; r < section->table->n_rows; r++) {
            const struct fly_param *row = &section->table->rows[r];
            json_t *parameter = json_object();
            json_out_set(parameter, "name", json_out_text(parameter_name(section, row, name)));
            json_out_set(parameter, "value", json_out_text(parameter_value(row, section->values, value)));
            json_out_set(parameter, "number", json_out_number(fly_param_number(row, section->values)));
            json_out_set(parameter, "unit", json_out_text(parameter_unit(row)));
            json_out_set(parameter, "origin", json_out_text(print_origin(section, r, origin)));
            json_out_append(parameters, parameter);
        }
    }
    json_out_set(object, "name", json_out_text(scenario->name));
    json_out_set(object, "money_per_week", json_out_number(money_per_week(setup)));
    json_out_set(object, "parameters", parameters);
    return object;
}

int dry_run_present(const struct session *session, struct context *context)
{
    const struct needs needs = needs_expect(session, &context->options);
    if (!context->options.json) return print_text(session, &needs);
    json_t *plan = json_array();
    for (size_t i = 0; i < session->n; i++)
        json_out_append(plan, scenario_json(&session->setups[i]));
    context->answer = session_json(session);
    json_out_set(context->answer, "plan", plan);
    json_out_set(context->answer, "n_threads", json_integer(needs.n_threads));
    json_out_set(context->answer, "memory_bytes", json_out_number(needs.memory));
    json_out_set(context->answer, "file_bytes", json_out_number(needs.file));
    return FLY_OK;
}
