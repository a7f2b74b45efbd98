/* `flywheel sensitivity`: on which parameters a KPI, or the difference of two strategies, depends. */
#include "cli/experiment.h"

#include "cli/json_out.h"
#include "cli/kpis.h"
#include "cli/terminal.h"
#include "sim/alloc.h"
#include "sim/schema.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* One response and KPI of all indices. */
struct view {
    const struct session *session;
    const struct experiment_indices *indices;
    const struct fly_method_info *method;
    size_t response, kpi;
    size_t *order; /* [n_factors], the most important one first; owned */
};

/* The measure by which factors are put in order: mu_star, st, prcc. */
static size_t main_measure(const struct view *view)
{
    return view->session->sensitivity.method == FLY_PRCC ? 0 : 1;
}

static double value_of(const struct view *view, size_t which, size_t factor, size_t measure)
{
    const struct experiment_indices *i = view->indices;
    return i
        ->values[which][((view->response * i->n_kpis + view->kpi) * i->n_factors + factor) * i->n_measures + measure];
}

static double weight_of(const struct view *view, size_t factor)
{
    const double value = fabs(value_of(view, 0, factor, main_measure(view)));
    return isnan(value) ? -1 : value;
}

/* By insertion: there are few factors, and equal ones stay as the scenario has them. */
static void put_in_order(struct view *view)
{
    for (size_t i = 0; i < view->indices->n_factors; i++) {
        size_t k = i;
        for (; k > 0 && weight_of(view, view->order[k - 1]) < weight_of(view, i); k--)
            view->order[k] = view->order[k - 1];
        view->order[k] = i;
    }
}

/* ---- text ---- */

static const char *print_index(double value, char text[TERMINAL_NUMBER], bool has_unit)
{
    if (has_unit || isnan(value)) return terminal_number(value, text);
    (void)snprintf(text, TERMINAL_NUMBER, "%.3f", value);
    return text;
}

static void print_range(const struct view *view, size_t factor, size_t measure, char *text, size_t size)
{
    char low[TERMINAL_NUMBER], high[TERMINAL_NUMBER];
    const bool has_unit = !view->method->measures[measure].unit;
    (void)snprintf(text, size, "%s to %s", print_index(value_of(view, 1, factor, measure), low, has_unit),
                   print_index(value_of(view, 2, factor, measure), high, has_unit));
}

static int print_table(const struct view *view, size_t most)
{
    struct terminal_table table = {.columns = {{"factor", TERMINAL_LEFT}, {"parameter", TERMINAL_LEFT}},
                                   .n_columns = 2};
    const struct experiment_indices *indices = view->indices;
    char text[TERMINAL_NUMBER], range[2 * TERMINAL_NUMBER + 8];
    for (size_t m = 0; m < indices->n_measures; m++) {
        table.columns[table.n_columns++] = (struct terminal_column){indices->measures[m], TERMINAL_RIGHT};
        table.columns[table.n_columns++] = (struct terminal_column){"95 %", TERMINAL_RIGHT};
    }
    for (size_t i = 0; i < indices->n_factors && i < most; i++) {
        const size_t f = view->order[i];
        terminal_cell(&table, "%s", indices->factors[f]);
        terminal_cell(&table, "%s", view->session->design.axes[f].parameter);
        for (size_t m = 0; m < indices->n_measures; m++) {
            print_range(view, f, m, range, sizeof range);
            terminal_cell(&table, "%s", print_index(value_of(view, 0, f, m), text, !view->method->measures[m].unit));
            terminal_cell(&table, "%s", range);
        }
    }
    return terminal_print_table(&table, stdout);
}

static void print_answer(const struct view *view)
{
    const size_t first = view->order[0], m = main_measure(view);
    char value[TERMINAL_NUMBER], range[2 * TERMINAL_NUMBER + 8], sentence[512];
    if (view->indices->n_used[view->response * view->indices->n_kpis + view->kpi] == 0) {
        terminal_answer("It is undefined at too many points: nothing can be said of it.");
        return;
    }
    if (!(weight_of(view, first) > 0)) {
        terminal_answer("It does not change from point to point: it depends on none of them.");
        return;
    }
    print_range(view, first, m, range, sizeof range);
    (void)snprintf(sentence, sizeof sentence, "%s of %s depends most on %s: %s %s (95 %% interval %s).",
                   view->indices->kpis[view->kpi], view->indices->responses[view->response],
                   view->session->design.axes[first].parameter, view->indices->measures[m],
                   print_index(value_of(view, 0, first, m), value, !view->method->measures[m].unit), range);
    terminal_answer(sentence);
}

static int print_view(const struct view *view, size_t most)
{
    const struct session *session = view->session;
    char text[KPIS_SIZE_TEXT];
    int ret;
    printf("%s of %s, %s: %zu points, %s each\n", view->indices->kpis[view->kpi],
           view->indices->responses[view->response], view->method->name, session->design.n_points,
           kpis_print_size(session, text));
    printf("%zu of %zu %s are defined\n\n", view->indices->n_used[view->response * view->indices->n_kpis + view->kpi],
           session->sensitivity.n, view->method->units);
    FLY_TRY(print_table(view, most));
    (void)putchar('\n');
    for (size_t m = 0; m < view->indices->n_measures; m++)
        printf("  %s: %s\n", view->method->measures[m].name, view->method->measures[m].doc);
    (void)putchar('\n');
    print_answer(view);
out:
    return ret;
}

/* ---- JSON ---- */

static json_t *index_json(const struct view *view, size_t factor, size_t measure)
{
    json_t *object = json_object();
    json_out_set(object, "value", json_out_number(value_of(view, 0, factor, measure)));
    json_out_set(object, "low", json_out_number(value_of(view, 1, factor, measure)));
    json_out_set(object, "high", json_out_number(value_of(view, 2, factor, measure)));
    return object;
}

static json_t *view_json(const struct view *view)
{
    json_t *object = json_object(), *factors = json_array();
    for (size_t f = 0; f < view->indices->n_factors; f++) {
        json_t *factor = json_object();
        json_out_set(factor, "name", json_out_text(view->indices->factors[f]));
        json_out_set(factor, "parameter", json_out_text(view->session->design.axes[f].parameter));
        for (size_t m = 0; m < view->indices->n_measures; m++)
            json_out_set(factor, view->indices->measures[m], index_json(view, f, m));
        json_out_append(factors, factor);
    }
    json_out_set(object, FLY_COORD_RESPONSE, json_out_text(view->indices->responses[view->response]));
    json_out_set(object, "kpi", json_out_text(view->indices->kpis[view->kpi]));
    json_out_set(object, "n_used",
                 json_integer((json_int_t)view->indices->n_used[view->response * view->indices->n_kpis + view->kpi]));
    json_out_set(object, "factors", factors);
    return object;
}

/* ---- the command ---- */

/* Of two strategies the difference, which is the last response; else the only one. */
static int present(const struct session *session, struct context *context)
{
    int ret;
    const struct experiment_indices *indices = session->indices;
    struct view view = {.session = session,
                        .indices = indices,
                        .method = fly_method_info(session->sensitivity.method),
                        .order = fly_alloc(indices->n_factors, sizeof(size_t))};
    if (!view.order) return FLY_ERR_MEMORY;
    FLY_TRY(experiment_kpi(session, context->options.kpi, &view.kpi, &context->messages));
    json_t *array = context->options.json ? json_array() : NULL;
    for (view.response = array || session->n == 1 ? 0 : session->n; view.response < indices->n_responses;
         view.response++) {
        put_in_order(&view);
        if (array)
            json_out_append(array, view_json(&view));
        else
            FLY_TRY(print_view(&view, context->options.top == OPTION_ABSENT ? SIZE_MAX : (size_t)context->options.top));
    }
    if (array) {
        context->answer = session_json(session);
        json_out_set(context->answer, "method", json_out_text(view.method->name));
        json_out_set(context->answer, "n_points", json_integer((json_int_t)session->design.n_points));
        json_out_set(context->answer, "sensitivity", array);
    }
out:
    fly_free(view.order);
    return ret;
}

int command_sensitivity(struct context *context)
{
    return experiment_run(context, &commands[COMMAND_INDEX_SENSITIVITY], present);
}
