/* `flywheel coast`: how a scenario runs on when paid acquisition ends, beside the closed form. */
#include "analysis/coast.h"

#include "cli/json_out.h"
#include "cli/kpis.h"
#include "cli/terminal.h"
#include "models/budget.h"
#include "models/schedule.h"
#include "sim/setup.h"

#include <math.h>

enum { SENTENCE = 2048, SET_TEXT = 64 };

/* ---- the week of the cut ---- */

static const struct fly_param *week_row(void)
{
    return &fly_coast_table.rows[fly_param_find(&fly_coast_table, "week")];
}

static const struct fly_coast_params *coast_of(const struct fly_scenario *scenario)
{
    return fly_scenario_values(scenario, &fly_coast_table);
}

/* The recorded week nearest to half of the time. */
static double half_time(const struct fly_time_params *time)
{
    const double record = time->record > 0 ? time->record : time->step;
    return record * round(time->horizon / record / 2);
}

/* The week that the user asks for must have customers and a fall to be measured. */
static int check_week(double week, const struct fly_time_params *time, struct messages *messages)
{
    const double record = time->record > 0 ? time->record : time->step, rows = week / record;
    if (week < record / 2 || week > time->horizon - record / 2)
        return messages_error(messages, FLY_ERR_USAGE,
                              "the cut must lie within the run: after week 0 and before week %g, not in week %g",
                              time->horizon, week);
    if (fabs(rows - round(rows)) > 1e-6 * rows)
        return messages_error(messages, FLY_ERR_USAGE,
                              "week %g is not recorded: write a whole number of intervals of %g week%s, %g for "
                              "instance",
                              week, record, terminal_plural(record), record * fmax(round(rows), 1));
    return FLY_OK;
}

/* What the user says, else what the scenario says, else half of the time. */
static int choose_week(struct context *context, const struct fly_scenario *scenario, double *week)
{
    const struct fly_time_params *time = fly_scenario_values(scenario, &fly_time_table);
    struct fly_coast_params asked = *coast_of(scenario);
    struct fly_param row = *week_row();
    struct fly_error error = {0};
    if (context->options.week) {
        const int ret = fly_param_parse(&row, context->options.week, &asked, &error);
        if (ret < 0) return messages_error(&context->messages, FLY_ERR_USAGE, "--week: %s", error.text);
    }
    *week = isfinite(asked.week) ? asked.week : half_time(time);
    return check_week(*week, time, &context->messages);
}

/* Loads the scenario only to see its time and whether it is cut itself; what is wrong with it is said later, once. */
static int find_week(struct context *context, double *week, bool *is_cut_itself)
{
    int ret = FLY_OK;
    struct fly_scenario scenario = {0};
    struct fly_diagnostics unheard = {0};
    const struct texts *sets = &context->options.sets;
    *week = 1;
    *is_cut_itself = false;
    if (fly_scenario_load(&scenario, fly_engine_schema(), context->options.operands.items[0], sets->items, sets->n,
                          &unheard) == FLY_OK) {
        ret = choose_week(context, &scenario, week);
        *is_cut_itself = isfinite(coast_of(&scenario)->week);
    }
    fly_scenario_free(&scenario);
    fly_diagnostics_free(&unheard);
    return ret;
}

/* ---- the answer ---- */

static int print_text(const struct session *session, const struct fly_coast *coast)
{
    int ret;
    char sizes[KPIS_SIZE_TEXT], sentence[SENTENCE];
    printf("%s with paid acquisition cut from week %g on: %s\n", session->setups[FLY_COAST_UNCUT].scenario->name,
           coast->week, kpis_print_size(session, sizes));
    printf("The window goes from week %g to week %g; customers halve by the end in %zu of %zu replicate%s.\n\n",
           coast->week, coast->window_end, coast->n_reached, coast->n_replicates,
           terminal_plural((double)coast->n_replicates));
    /* A half-life that not all replicates reach has a median and no mean. */
    FLY_TRY(kpis_print_figures("", fly_coast_figures, coast->figures, FLY_N_COAST_FIGURES));
    (void)putchar('\n');
    fly_coast_print(coast, sentence, sizeof sentence);
    terminal_answer(sentence);
out:
    return ret;
}

static json_t *answer_json(const struct session *session, const struct fly_coast *coast)
{
    char sentence[SENTENCE];
    json_t *answer = session_json(session), *median = json_object();
    json_out_set(median, "median", json_out_number(coast->median));
    json_out_set(median, "low", json_out_number(coast->median_low));
    json_out_set(median, "high", json_out_number(coast->median_high));
    fly_coast_print(coast, sentence, sizeof sentence);
    json_out_set(answer, "cut", json_out_number(coast->week));
    json_out_set(answer, "window_end", json_out_number(coast->window_end));
    json_out_set(answer, "n_halved", json_integer((json_int_t)coast->n_reached));
    json_out_set(answer, "half_life_median", median);
    json_out_set(answer, "figures", kpis_figures_json(fly_coast_figures, coast->figures, FLY_N_COAST_FIGURES));
    json_out_set(answer, "sentence", json_out_text(sentence));
    return answer;
}

static int present(const struct session *session, struct context *context)
{
    int ret;
    struct fly_coast coast;
    struct fly_error error = {0};
    const struct fly_scenario *cut = session->setups[FLY_COAST_CUT].scenario;
    const struct fly_budget_params *budget = fly_scenario_values(cut, &fly_budget_table);
    if (budget->unspent == FLY_UNSPENT_CARRIED && fly_budget_exists(budget))
        messages_warn(&context->messages, "the money for media is not saved: it is carried to other activities "
                                          "(budget.unspent = carry)");
    FLY_TRY(fly_coast(&coast, &session->data, coast_of(cut)->week, &error));
    if (context->options.json)
        context->answer = answer_json(session, &coast);
    else
        FLY_TRY(print_text(session, &coast));
out:
    return messages_add(&context->messages, ret, &error);
}

int command_coast(struct context *context)
{
    double week;
    bool is_cut_itself;
    char cut[SET_TEXT];
    const char *const cuts[] = {cut}, *const none[] = {"coast.week=inf"};
    const char *path = context->options.operands.items[0];
    int ret = find_week(context, &week, &is_cut_itself);
    if (ret < 0) return ret;
    (void)snprintf(cut, sizeof cut, "coast.week=%.17g", week);
    const struct session_case cases[FLY_N_COASTS] = {
        [FLY_COAST_UNCUT] = {.path = path, .suffix = "", .sets = none, .n_sets = is_cut_itself},
        [FLY_COAST_CUT] = {.path = path, .suffix = "-coast", .sets = cuts, .n_sets = 1},
    };
    return session_run_cases(context, &commands[COMMAND_INDEX_COAST], cases, FLY_N_COASTS, present);
}
