/* `flywheel sensitivity`: on which parameters a KPI, or the difference of two strategies, depends. */
#include "cli/experiment.h"

#include "analysis/indices.h"
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
    const struct fly_indices *indices;
    const struct fly_method_info *method;
    size_t response, kpi;
    size_t *order; /* [n_factors], the most important one first; owned */
};

static struct fly_index index_of(const struct view *view, size_t factor, size_t measure)
{
    return fly_indices_at(view->indices, view->response, view->kpi, factor, measure);
}

static size_t n_factors(const struct view *view)
{
    return view->indices->factors.n;
}

/* Units that were defined. */
static size_t n_used(const struct view *view)
{
    return view->session->indices->n_used[view->response * view->indices->kpis.n + view->kpi];
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
    const struct fly_index index = index_of(view, factor, measure);
    (void)snprintf(text, size, "%s to %s", print_index(index.low, low, has_unit),
                   print_index(index.high, high, has_unit));
}

static int print_table(const struct view *view, size_t most)
{
    struct terminal_table table = {.columns = {{"factor", TERMINAL_LEFT}, {"parameter", TERMINAL_LEFT}},
                                   .n_columns = 2};
    const struct fly_indices *indices = view->indices;
    char text[TERMINAL_NUMBER], range[2 * TERMINAL_NUMBER + 8];
    for (size_t m = 0; m < indices->measures.n; m++) {
        table.columns[table.n_columns++] = (struct terminal_column){indices->measures.text[m], TERMINAL_RIGHT};
        table.columns[table.n_columns++] = (struct terminal_column){"95 %", TERMINAL_RIGHT};
    }
    for (size_t i = 0; i < n_factors(view) && i < most; i++) {
        const size_t f = view->order[i];
        terminal_cell(&table, "%s", indices->factors.text[f]);
        terminal_cell(&table, "%s", view->session->design.axes[f].parameter);
        for (size_t m = 0; m < indices->measures.n; m++) {
            print_range(view, f, m, range, sizeof range);
            terminal_cell(&table, "%s", print_index(index_of(view, f, m).value, text, !view->method->measures[m].unit));
            terminal_cell(&table, "%s", range);
        }
    }
    return terminal_print_table(&table, stdout);
}

static void print_answer(const struct view *view)
{
    const size_t first = view->order[0], m = fly_method_main_measure(view->session->sensitivity.method);
    const double most = index_of(view, first, m).value;
    char value[TERMINAL_NUMBER], range[2 * TERMINAL_NUMBER + 8], sentence[512];
    if (n_used(view) == 0) {
        terminal_answer("It is undefined at too many points: nothing can be said of it.");
        return;
    }
    if (!(fabs(most) > 0)) {
        terminal_answer("It does not change from point to point: it depends on none of them.");
        return;
    }
    print_range(view, first, m, range, sizeof range);
    (void)snprintf(sentence, sizeof sentence, "%s of %s depends most on %s: %s %s (95 %% interval %s).",
                   view->indices->kpis.text[view->kpi], view->indices->responses.text[view->response],
                   view->session->design.axes[first].parameter, view->indices->measures.text[m],
                   print_index(most, value, !view->method->measures[m].unit), range);
    terminal_answer(sentence);
}

static int print_view(const struct view *view, size_t most)
{
    const struct session *session = view->session;
    char text[KPIS_SIZE_TEXT];
    int ret;
    printf("%s of %s, %s: %zu points, %s each\n", view->indices->kpis.text[view->kpi],
           view->indices->responses.text[view->response], view->method->name, session->design.n_points,
           kpis_print_size(session, text));
    printf("%zu of %zu %s are defined\n\n", n_used(view), session->sensitivity.n, view->method->units);
    FLY_TRY(print_table(view, most));
    (void)putchar('\n');
    for (size_t m = 0; m < view->indices->measures.n; m++)
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
    const struct fly_index index = index_of(view, factor, measure);
    json_out_set(object, "value", json_out_number(index.value));
    json_out_set(object, "low", json_out_number(index.low));
    json_out_set(object, "high", json_out_number(index.high));
    return object;
}

static json_t *view_json(const struct view *view)
{
    json_t *object = json_object(), *factors = json_array();
    for (size_t f = 0; f < n_factors(view); f++) {
        json_t *factor = json_object();
        json_out_set(factor, "name", json_out_text(view->indices->factors.text[f]));
        json_out_set(factor, "parameter", json_out_text(view->session->design.axes[f].parameter));
        for (size_t m = 0; m < view->indices->measures.n; m++)
            json_out_set(factor, view->indices->measures.text[m], index_json(view, f, m));
        json_out_append(factors, factor);
    }
    json_out_set(object, FLY_COORD_RESPONSE, json_out_text(view->indices->responses.text[view->response]));
    json_out_set(object, "kpi", json_out_text(view->indices->kpis.text[view->kpi]));
    json_out_set(object, "n_used", json_integer((json_int_t)n_used(view)));
    json_out_set(object, "factors", factors);
    return object;
}

/* ---- the command ---- */

/* Of two strategies the difference, which is the last response; else the only one. */
static int present_all(struct view *view, struct context *context)
{
    int ret = FLY_OK;
    const struct fly_indices *indices = view->indices;
    const size_t main = fly_method_main_measure(view->session->sensitivity.method);
    json_t *array = context->options.json ? json_array() : NULL;
    for (view->response = array || view->session->n == 1 ? 0 : view->session->n; view->response < indices->responses.n;
         view->response++) {
        fly_indices_order(indices, view->response, view->kpi, main, view->order);
        if (array)
            json_out_append(array, view_json(view));
        else
            FLY_TRY(print_view(view, context->options.top == OPTION_ABSENT ? SIZE_MAX : (size_t)context->options.top));
    }
    if (array) {
        context->answer = session_json(view->session);
        json_out_set(context->answer, "method", json_out_text(view->method->name));
        json_out_set(context->answer, "n_points", json_integer((json_int_t)view->session->design.n_points));
        json_out_set(context->answer, "sensitivity", array);
    }
out:
    return ret;
}

static int present(const struct session *session, struct context *context)
{
    int ret;
    struct fly_error error = {0};
    struct fly_indices indices = {0};
    struct view view = {
        .session = session, .indices = &indices, .method = fly_method_info(session->sensitivity.method)};
    FLY_TRY(experiment_kpi(session, context->options.kpi, &view.kpi, &context->messages));
    FLY_TRY(messages_add(&context->messages, fly_dataset_indices(&session->data, &indices, &error), &error));
    view.order = fly_alloc(indices.factors.n, sizeof *view.order);
    if (!view.order) FLY_TRY(FLY_ERR_MEMORY);
    FLY_TRY(present_all(&view, context));
out:
    fly_free(view.order);
    fly_indices_free(&indices);
    return ret;
}

int command_sensitivity(struct context *context)
{
    return experiment_run(context, &commands[COMMAND_INDEX_SENSITIVITY], present);
}
