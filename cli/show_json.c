/* `flywheel show --json`, and the indices of sensitivity analyses. */
#include "cli/show.h"

#include "analysis/compare.h"
#include "cli/json_out.h"
#include "cli/kpis.h"
#include "cli/terminal.h"

#include <math.h>
#include <string.h>

/* ---- indices ---- */

static size_t index_at(const struct fly_indices *indices, size_t response, size_t kpi, size_t factor, size_t measure)
{
    return ((response * indices->kpis.n + kpi) * indices->factors.n + factor) * indices->measures.n + measure;
}

/* The place of the KPI that is told among those of the indices; their number where it is not among them. */
static size_t kpi_of(const struct show *show)
{
    size_t k = 0;
    while (k < show->indices.kpis.n &&
           strcmp(show->indices.kpis.text[k], show->session->data.kpis[show->kpi].name) != 0)
        k++;
    return k;
}

static void add_index(struct terminal_table *table, const struct fly_indices *indices, size_t i)
{
    char value[TERMINAL_NUMBER], low[TERMINAL_NUMBER];
    const char *end = terminal_number(indices->values[1][i], low);
    terminal_cell(table, "%s", terminal_number(indices->values[0][i], value));
    terminal_cell(table, "%.*s to %s", (int)strcspn(end, " "), end, terminal_number(indices->values[2][i], value));
}

int show_print_indices(const struct show *show, size_t response)
{
    const struct fly_indices *indices = &show->indices;
    const size_t k = kpi_of(show);
    struct terminal_table table = {.columns = {{"factor", TERMINAL_LEFT}}, .n_columns = 1};
    if (k == indices->kpis.n) return FLY_OK;
    for (size_t m = 0; m < indices->measures.n && table.n_columns + 2 <= TERMINAL_MOST_COLUMNS; m++) {
        table.columns[table.n_columns++] = (struct terminal_column){indices->measures.text[m], TERMINAL_DIGITS};
        table.columns[table.n_columns++] = (struct terminal_column){"95 %", TERMINAL_RIGHT};
    }
    for (size_t f = 0; f < indices->factors.n; f++) {
        terminal_cell(&table, "%s", indices->factors.text[f]);
        for (size_t m = 0; 2 * m + 1 < table.n_columns; m++)
            add_index(&table, indices, index_at(indices, response, k, f, m));
    }
    printf("\nsensitivity of %s, %s:\n\n", indices->kpis.text[k], indices->responses.text[response]);
    return terminal_print_table(&table, stdout);
}

static json_t *index_json(const struct fly_indices *indices, size_t i)
{
    json_t *object = json_object();
    json_out_set(object, "value", json_out_number(indices->values[0][i]));
    json_out_set(object, "low", json_out_number(indices->values[1][i]));
    json_out_set(object, "high", json_out_number(indices->values[2][i]));
    return object;
}

static json_t *response_json(const struct fly_indices *indices, size_t response, size_t kpi)
{
    json_t *object = json_object(), *factors = json_array();
    for (size_t f = 0; f < indices->factors.n; f++) {
        json_t *factor = json_object();
        json_out_set(factor, "name", json_out_text(indices->factors.text[f]));
        for (size_t m = 0; m < indices->measures.n; m++)
            json_out_set(factor, indices->measures.text[m],
                         index_json(indices, index_at(indices, response, kpi, f, m)));
        json_out_append(factors, factor);
    }
    json_out_set(object, "response", json_out_text(indices->responses.text[response]));
    json_out_set(object, "kpi", json_out_text(indices->kpis.text[kpi]));
    json_out_set(object, "factors", factors);
    return object;
}

json_t *show_indices_json(const struct show *show)
{
    json_t *array = json_array();
    for (size_t r = 0; r < show->indices.responses.n; r++)
        for (size_t k = 0; k < show->indices.kpis.n; k++)
            json_out_append(array, response_json(&show->indices, r, k));
    return array;
}

/* ---- the rest ---- */

static json_t *file_json(const struct show *show)
{
    json_t *object = json_object();
    json_out_set(object, "path", json_out_text(show->path));
    json_out_set(object, "bytes", json_out_number(show->bytes));
    json_out_set(object, "title", json_out_text(show->about.title));
    json_out_set(object, "version", json_out_text(show->about.version));
    json_out_set(object, "revision", json_out_text(show->about.revision));
    json_out_set(object, "format", json_integer(show->about.format));
    json_out_set(object, "content_hash", json_out_text(show->about.content));
    return object;
}

static json_t *axes_json(const struct show *show)
{
    json_t *array = json_array();
    for (size_t a = 0; a < show->axes.n; a++) {
        json_t *object = json_object();
        json_out_set(object, "name", json_out_text(show->axes.items[a].name));
        json_out_set(object, "parameter", json_out_text(show->axes.items[a].parameter));
        json_out_set(object, "unit", json_out_text(show->axes.items[a].unit));
        json_out_append(array, object);
    }
    return array;
}

static json_t *variables_json(const struct show *show)
{
    json_t *array = json_array();
    for (size_t i = 0; i < show->variables.n; i++) {
        const struct fly_variable_about *about = &show->variables.items[i];
        json_t *object = json_object();
        json_out_set(object, "name", json_out_text(about->name));
        json_out_set(object, "kind", json_out_text(about->kind));
        json_out_set(object, "unit", json_out_text(about->unit));
        json_out_set(object, "n_labels", json_integer((json_int_t)about->n_labels));
        json_out_set(object, "doc", json_out_text(about->doc));
        json_out_append(array, object);
    }
    return array;
}

static json_t *numbers_json(const double *values, size_t n)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        json_out_append(array, json_out_number(values[i]));
    return array;
}

static int add_courses(const struct show *show, size_t scenario, json_t *array, struct fly_error *error)
{
    const struct fly_dataset *data = &show->session->data;
    for (size_t i = 0; i < show->n_courses; i++) {
        const struct fly_course *course = &show->courses[i];
        int ret = fly_course_median(course, data, scenario, show->median, error);
        if (ret < 0) return ret;
        json_t *object = json_object();
        json_out_set(object, "series", json_out_text(course->name));
        json_out_set(object, "unit", json_out_text(course->unit));
        json_out_set(object, "is_flow", json_boolean(course->is_flow));
        json_out_set(object, "median", numbers_json(show->median, data->n_weeks));
        json_out_append(array, object);
    }
    return FLY_OK;
}

static int add_scenarios(struct show *show, json_t *answer, struct fly_error *error)
{
    const struct fly_dataset *data = &show->session->data;
    json_t *array = json_array();
    int ret = FLY_OK;
    for (size_t s = 0; ret == FLY_OK && s < data->scenarios.n; s++) {
        json_t *object = json_object(), *courses = json_array();
        fly_describe(data, s, show->estimates);
        ret = add_courses(show, s, courses, error);
        json_out_set(object, "scenario", json_out_text(data->scenarios.text[s]));
        json_out_set(object, "kpis", kpis_estimates_json(data, show->estimates));
        json_out_set(object, "courses", courses);
        json_out_append(array, object);
    }
    json_out_set(answer, "figures", array);
    return ret;
}

int show_add_json(struct show *show, json_t *answer, struct fly_error *error)
{
    const struct fly_dataset *data = &show->session->data;
    json_out_set(answer, "file", file_json(show));
    json_out_set(answer, "week", numbers_json(data->weeks, data->n_weeks));
    json_out_set(answer, "variables", variables_json(show));
    if (data->n_points == 0) return add_scenarios(show, answer, error);
    json_out_set(answer, "axes", axes_json(show));
    if (show->indices.values[0]) json_out_set(answer, "sensitivity", show_indices_json(show));
    return FLY_OK;
}
