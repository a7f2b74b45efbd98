/* `flywheel sweep`: one or several strategies at every point of an experiment. */
#include "cli/sweep.h"
#include "cli/experiment.h"

#include "analysis/response.h"
#include "analysis/words.h"
#include "cli/json_out.h"
#include "cli/kpis.h"
#include "cli/plan.h"
#include "cli/points.h"
#include "cli/terminal.h"
#include "sim/alloc.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct answer {
    const struct session *session;
    size_t kpi;
    struct fly_kpi_comparison *rows; /* [n_points]: the second scenario against the first, if there is one; owned */
    struct fly_response_score score;
};

static bool has_pair(const struct answer *answer)
{
    return answer->session->n > 1;
}

static int read_rows(struct answer *answer, struct fly_error *error)
{
    int ret;
    const struct fly_dataset *data = &answer->session->data;
    const size_t second = has_pair(answer) ? 1 : 0;
    struct fly_response response = {0};
    FLY_TRY(fly_response_read(&response, data, answer->kpi, error));
    answer->rows = fly_alloc(data->n_points, sizeof *answer->rows);
    if (!answer->rows) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the points."));
    for (size_t p = 0; p < data->n_points; p++)
        answer->rows[p] = fly_response_at(&response, p, 0, second);
    answer->score = fly_response_score(&response, 0, second);
out:
    fly_response_free(&response);
    return ret;
}

/* ---- text ---- */

static void add_columns(const struct answer *answer, struct terminal_table *table)
{
    const struct session *session = answer->session;
    points_add_columns(table, &session->design);
    table->columns[table->n_columns++] = (struct terminal_column){session->scenarios[0].name, TERMINAL_DIGITS};
    if (has_pair(answer)) {
        table->columns[table->n_columns++] = (struct terminal_column){session->scenarios[1].name, TERMINAL_DIGITS};
        table->columns[table->n_columns++] = (struct terminal_column){"difference", TERMINAL_DIGITS};
    }
    table->columns[table->n_columns++] = (struct terminal_column){"95 % from", TERMINAL_DIGITS};
    table->columns[table->n_columns++] = (struct terminal_column){"to", TERMINAL_DIGITS};
}

static void add_row(const struct answer *answer, struct terminal_table *table, size_t point)
{
    const struct fly_kpi_comparison *row = &answer->rows[point];
    char number[TERMINAL_NUMBER];
    points_add_cells(table, &answer->session->design, point);
    terminal_cell(table, "%s", terminal_number(row->a.mean, number));
    if (!has_pair(answer)) {
        terminal_cell(table, "%s", terminal_number(row->a.low, number));
        terminal_cell(table, "%s", terminal_number(row->a.high, number));
        return;
    }
    terminal_cell(table, "%s", terminal_number(row->b.mean, number));
    terminal_cell(table, "%s", terminal_signed(row->difference.mean, number));
    terminal_cell(table, "%s", terminal_signed(row->difference.low, number));
    terminal_cell(table, "%s", terminal_signed(row->difference.high, number));
}

/* What the points are about: the first scenario, or the second less the first. */
static double figure_at(const struct answer *answer, size_t point)
{
    const struct fly_kpi_comparison *row = &answer->rows[point];
    return has_pair(answer) ? row->difference.mean : row->a.mean;
}

/* The point with the largest or smallest figure; SIZE_MAX where none is defined. */
static size_t extreme(const struct answer *answer, int sign)
{
    size_t best = SIZE_MAX;
    double most = -INFINITY;
    for (size_t p = 0; p < answer->session->design.n_points; p++) {
        const double value = sign * figure_at(answer, p);
        if (!(value > most)) continue;
        most = value;
        best = p;
    }
    return best;
}

static void print_winners(const struct answer *answer, const char *kpi, char *text, size_t size)
{
    const struct session *session = answer->session;
    *text = '\0';
    if (!has_pair(answer) || session->data.kpis[answer->kpi].better == FLY_NEITHER) return;
    (void)snprintf(text, size, "In %s, %s is better at %zu of %zu points (surely at %zu), %s at %zu (surely at %zu). ",
                   kpi, session->scenarios[1].name, answer->score.n_b, session->design.n_points, answer->score.n_sure_b,
                   session->scenarios[0].name, answer->score.n_a, answer->score.n_sure_a);
}

static void print_extremes(const struct answer *answer, const char *kpi, char *text, size_t size)
{
    const struct session *session = answer->session;
    const size_t high = extreme(answer, 1), low = extreme(answer, -1);
    const char *unit = session->data.kpis[answer->kpi].unit, *first = session->scenarios[0].name;
    const char *second = has_pair(answer) ? session->scenarios[1].name : first,
               *less = has_pair(answer) ? " less " : "";
    char largest[FLY_WORDS], smallest[FLY_WORDS];
    fly_words_amount(figure_at(answer, high), unit, largest);
    fly_words_amount(figure_at(answer, low), unit, smallest);
    if (high == low)
        (void)snprintf(text, size, "%s of %s%s%s is %s wherever it is defined.", kpi, second, less,
                       has_pair(answer) ? first : "", largest);
    else
        (void)snprintf(text, size, "%s of %s%s%s is largest at point %zu (%s) and smallest at point %zu (%s).", kpi,
                       second, less, has_pair(answer) ? first : "", high, largest, low, smallest);
}

static void print_answer(const struct answer *answer)
{
    char kpi[FLY_WORDS], sentence[1024];
    fly_words_name(answer->session->data.kpis[answer->kpi].name, kpi);
    if (extreme(answer, 1) == SIZE_MAX) {
        terminal_answer("It is defined at no point.");
        return;
    }
    print_winners(answer, kpi, sentence, sizeof sentence);
    const size_t used = strlen(sentence);
    print_extremes(answer, kpi, sentence + used, sizeof sentence - used);
    terminal_answer(sentence);
}

static int print_text(const struct answer *answer, const struct options *options)
{
    const struct session *session = answer->session;
    const size_t n = session->design.n_points,
                 most = options->top == OPTION_ABSENT ? POINTS_MOST_ROWS : (size_t)options->top;
    char text[KPIS_SIZE_TEXT];
    struct terminal_table table = {0};
    printf("%s at %zu point%s: %s each\n\n", session->data.kpis[answer->kpi].name, n, terminal_plural((double)n),
           kpis_print_size(session, text));
    add_columns(answer, &table);
    for (size_t p = 0; p < n && p < most; p++)
        add_row(answer, &table, p);
    int ret = terminal_print_table(&table, stdout);
    if (n > most) printf("  ... %zu more points are in the file and in --json\n", n - most);
    if (session->n > 2)
        printf("  %zu more strateg%s in the file (-o)\n", session->n - 2, session->n == 3 ? "y is" : "ies are");
    (void)putchar('\n');
    print_answer(answer);
    return ret;
}

/* ---- JSON ---- */

static json_t *point_json(const struct answer *answer, size_t point)
{
    const struct fly_kpi_comparison *row = &answer->rows[point];
    json_t *object = points_json(&answer->session->design, point);
    json_out_set(object, "a", kpis_estimate_json(&row->a));
    if (has_pair(answer)) {
        json_out_set(object, "b", kpis_estimate_json(&row->b));
        json_out_set(object, "difference", kpis_estimate_json(&row->difference));
        json_out_set(object, "wins", json_out_number(row->wins));
    }
    return object;
}

static json_t *answer_json(const struct answer *answer)
{
    json_t *object = session_json(answer->session), *points = json_array();
    for (size_t p = 0; p < answer->session->design.n_points; p++)
        json_out_append(points, point_json(answer, p));
    json_out_set(object, "kpi", json_out_text(answer->session->data.kpis[answer->kpi].name));
    json_out_set(object, "points", points);
    return object;
}

int sweep_present(const struct session *session, struct context *context)
{
    int ret;
    struct fly_error error = {0};
    struct answer answer = {.session = session};
    FLY_TRY(kpis_find(&session->data, context->options.kpi, &answer.kpi, &context->messages));
    if (session->n > 2 && session->data.kpis[answer.kpi].better != FLY_NEITHER)
        return sweep_present_ranking(session, answer.kpi, context);
    ret = read_rows(&answer, &error);
    if (ret == FLY_OK && context->options.json)
        context->answer = answer_json(&answer);
    else if (ret == FLY_OK)
        ret = print_text(&answer, &context->options);
out:
    fly_free(answer.rows);
    return messages_add(&context->messages, ret, &error);
}

/* ---- the command ---- */

/* A name that leads nowhere is told where it is written. */
static void check_against(const struct fly_scenario *scenario, const char *against, struct fly_diagnostics *found)
{
    const struct fly_origin place = fly_scenario_origin(scenario, &fly_sweep_table, "", "against");
    if (access(against, R_OK) < 0)
        fly_diagnose(found, FLY_ERROR, place.file, place.line, "sweep.against: %s cannot be read: %s", against,
                     strerror(errno));
}

/* The strategy that the first scenario is to be compared with; NULL: none, or the scenario is wrong, which is said
 * later. To be freed. */
static char *against_of(struct context *context)
{
    struct fly_scenario scenario;
    struct fly_diagnostics found = {0};
    char *against = NULL;
    const struct texts *sets = &context->options.sets;
    if (fly_scenario_load(&scenario, fly_engine_schema(), context->options.operands.items[0], sets->items, sets->n,
                          &found) == FLY_OK) {
        const struct fly_sweep_params *sweep = fly_scenario_values(&scenario, &fly_sweep_table);
        if (*sweep->against) {
            check_against(&scenario, sweep->against, &context->messages.found);
            against = fly_copy_text(sweep->against);
        }
        fly_scenario_free(&scenario);
    }
    fly_diagnostics_free(&found);
    return against;
}

int experiment_run(struct context *context, const struct command *command,
                   int (*show)(const struct session *session, struct context *context))
{
    size_t n = context->options.operands.n;
    char *against = against_of(context);
    struct session_case *cases = fly_alloc(n + 1, sizeof *cases);
    int ret = context->messages.found.n_errors > 0 ? FLY_ERR_NO_INPUT : FLY_ERR_MEMORY;
    if (cases && ret == FLY_ERR_MEMORY) {
        const size_t first = against != NULL;
        if (against) cases[0] = (struct session_case){.path = against, .suffix = ""};
        for (size_t i = 0; i < n; i++)
            cases[first + i] = (struct session_case){.path = context->options.operands.items[i], .suffix = ""};
        n += first;
        ret = context->options.plan ? plan_show(context, command, cases, n)
                                    : session_run_cases(context, command, cases, n, show);
    }
    fly_free(cases);
    fly_free(against);
    return ret;
}

int command_sweep(struct context *context)
{
    return experiment_run(context, &commands[COMMAND_INDEX_SWEEP], sweep_present);
}
