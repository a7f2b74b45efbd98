/* Sensitivity: bars of each factor's index with its interval, and which factors matter. */
#include "report/sweep.h"

#include "analysis/sensitivity.h"
#include "sim/alloc.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ID = 64, NAME = 512, MOST_NAMED = 3 };

/* A factor is named in the title if its index is this share of the largest one. */
static const double LEADING = .25;

/* Shown beside the KPI that decides. */
static const char *const others[] = {"customers", "ltv_cac"};

struct view {
    const struct fly_sweep *sweep;
    const struct fly_indices *indices;
    enum fly_method which;
    const struct fly_method_info *method;
    size_t response, kpi, main;
    size_t *order; /* [factors] */
    char name[FLY_WORDS];
};

static struct fly_index index_of(const struct view *view, size_t factor, size_t measure)
{
    return fly_indices_at(view->indices, view->response, view->kpi, factor, measure);
}

/* The axis that a factor is; NULL where there is none of its name. */
static const struct fly_axis_values *axis_of(const struct view *view, size_t factor)
{
    const struct fly_axes *all = &view->sweep->all;
    for (size_t a = 0; a < all->n; a++)
        if (strcmp(all->items[a].name, view->indices->factors.text[factor]) == 0) return &all->items[a];
    return NULL;
}

/* Of the factor that is in place i of the order. */
static double size_of(const struct view *view, size_t i)
{
    return fabs(index_of(view, view->order[i], view->main).value);
}

static const char *unit_of(const struct view *view, size_t measure)
{
    const char *unit = view->method->measures[measure].unit;
    const ptrdiff_t kpi = fly_dataset_find_kpi(view->sweep->data, view->indices->kpis.text[view->kpi]);
    if (unit) return unit;
    return kpi < 0 ? "1" : view->sweep->data->kpis[kpi].unit;
}

/* "NPV of flywheel less that of funnel": scenarios are followed by their differences from the first. */
static void print_response(const struct view *view, char *text, size_t size)
{
    const struct fly_labels *names = &view->sweep->data->scenarios;
    const bool is_difference = view->response >= names->n;
    const size_t s = is_difference ? view->response - names->n + 1 : view->response;
    (void)snprintf(text, size, "%s of %s%s%s", view->name, s < names->n ? names->text[s] : "",
                   is_difference ? " less that of " : "", is_difference ? names->text[0] : "");
}

/* ---- the table ---- */

/* What it sets, and its range among the points. */
static void put_factor(struct fly_html *html, const struct view *view, size_t factor)
{
    char text[FLY_WORDS];
    const struct fly_axis_values *axis = axis_of(view, factor);
    double low = INFINITY, high = -INFINITY;
    fly_chart_text(html, view->indices->factors.text[factor]);
    fly_chart_text(html, axis ? axis->parameter : "");
    for (size_t p = 0; axis && p < view->sweep->data->n_points; p++) {
        low = fmin(low, axis->values[p]); /* which passes over what is no number */
        high = fmax(high, axis->values[p]);
    }
    fly_chart_text(html, axis ? fly_sweep_value(axis, low, text) : "");
    fly_chart_text(html, axis ? fly_sweep_value(axis, high, text) : "");
}

/* Not drawn: mu, whose effects of both signs cancel. */
static bool is_drawn(const struct view *view, size_t measure)
{
    return view->which != FLY_MORRIS || measure >= view->main;
}

static const char *measure_in_words(const char *name)
{
    static const char *const words[][2] = {{"s1", "alone (s1)"},
                                           {"st", "with interactions (st)"},
                                           {"mu_star", "mean size of the effect (mu_star)"},
                                           {"sigma", "how it depends on others (sigma)"},
                                           {"prcc", "partial rank correlation"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i][0], name) == 0) return words[i][1];
    return name;
}

static void put_columns(struct fly_html *html, const struct view *view)
{
    fly_chart_column(html, "name", "", "", "factor");
    fly_chart_column(html, "", "", "", "parameter");
    fly_chart_column(html, "", "", "", "from");
    fly_chart_column(html, "", "", "", "to");
    for (size_t m = 0; m < view->method->n_measures; m++) {
        const char *name = measure_in_words(view->method->measures[m].name), *unit = unit_of(view, m);
        const bool drawn = is_drawn(view, m);
        fly_chart_column(html, drawn ? "value" : "", drawn ? name : "", unit, name);
        fly_chart_column(html, drawn ? "low" : "", drawn ? name : "", unit, "95 % from");
        fly_chart_column(html, drawn ? "high" : "", drawn ? name : "", unit, "to");
    }
    fly_chart_body(html);
}

static void put_rows(struct fly_html *html, const struct view *view)
{
    for (size_t i = 0; i < view->indices->factors.n; i++) {
        fly_chart_row(html);
        put_factor(html, view, view->order[i]);
        for (size_t m = 0; m < view->method->n_measures; m++) {
            const struct fly_index index = index_of(view, view->order[i], m);
            fly_chart_number(html, index.value);
            fly_chart_number(html, index.low);
            fly_chart_number(html, index.high);
        }
    }
}

/* ---- the words ---- */

/* How many factors the title names. */
static size_t n_leading(const struct view *view)
{
    size_t n = 1;
    while (n < view->indices->factors.n && n < MOST_NAMED && size_of(view, n) >= LEADING * size_of(view, 0))
        n++;
    return n;
}

static void say_names(const struct view *view, size_t n, char *text, size_t size)
{
    for (size_t i = 0; i < n; i++)
        fly_sweep_say(text, size, "%s%s",
                      i == 0      ? ""
                      : i + 1 < n ? ", "
                                  : " and ",
                      view->indices->factors.text[view->order[i]]);
}

/* What share of the variance the first n explain without their interactions; none is negative. */
static double share_alone(const struct view *view, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += fmax(0, index_of(view, view->order[i], 0).value);
    return sum;
}

static void title_view(const struct view *view, struct fly_chart *chart)
{
    char effect[FLY_WORDS];
    char *text = chart->title;
    const size_t size = sizeof chart->title, n = n_leading(view);
    const double most = index_of(view, view->order[0], view->main).value;
    print_response(view, text, size);
    fly_sweep_say(text, size, " rests most on ");
    say_names(view, n, text, size);
    if (view->which == FLY_SOBOL) {
        const struct fly_index alone = index_of(view, view->order[0], 0);
        fly_sweep_say(text, size, ": %.0f %% of its variance", 100 * fmin(1, share_alone(view, n)));
        if (n == 1 && isfinite(alone.low))
            fly_sweep_say(text, size, " (95 %% interval %.0f to %.0f %%)", 100 * fmax(0, alone.low),
                          100 * fmin(1, alone.high));
    } else if (view->which == FLY_MORRIS) {
        fly_words_amount(most, unit_of(view, view->main), effect);
        fly_sweep_say(text, size, "%s moves it by %s", n > 1 ? ": the first" : ", which", effect);
    } else {
        fly_sweep_say(text, size, ": rank correlation %.2f%s", most, n > 1 ? " for the first" : "");
    }
}

static void say_index(const struct view *view, size_t measure, const char *before, struct fly_chart *chart)
{
    char value[FLY_WORDS], low[FLY_WORDS], high[FLY_WORDS];
    const struct fly_index index = index_of(view, view->order[0], measure);
    fly_words_amount(index.value, unit_of(view, measure), value);
    fly_words_amount(index.low, unit_of(view, measure), low);
    fly_words_amount(index.high, unit_of(view, measure), high);
    fly_sweep_say(chart->alt, sizeof chart->alt, "%s%s", before, value);
    if (isfinite(index.low) && isfinite(index.high))
        fly_sweep_say(chart->alt, sizeof chart->alt, " (95 %% interval %s to %s)", low, high);
}

static void say_view(const struct view *view, struct fly_chart *chart)
{
    char *text = chart->alt;
    const size_t size = sizeof chart->alt;
    const char *first = view->indices->factors.text[view->order[0]];
    if (view->which == FLY_SOBOL) {
        (void)snprintf(text, size,
                       "Bars: the share of the variance that a factor explains alone (s1), and with its "
                       "interactions (st). %s:",
                       first);
        say_index(view, 0, " alone ", chart);
        say_index(view, 1, ", in all ", chart);
    } else if (view->which == FLY_MORRIS) {
        (void)snprintf(text, size,
                       "Bars: the mean size of the effect of moving a factor through its range (mu_star), "
                       "and how much that depends on the other factors (sigma). %s:",
                       first);
        say_index(view, 1, " ", chart);
        say_index(view, 2, ", sigma ", chart);
    } else {
        (void)snprintf(text, size,
                       "Bars: partial rank correlation, from -1 (always falls with the factor) to 1 (always "
                       "rises), the other factors held fixed. %s:",
                       first);
        say_index(view, 0, " ", chart);
    }
    fly_sweep_say(text, size, ". All ranges are those that the experiment was given: a wider range matters more.");
}

/* ---- the figures ---- */

static void put_nothing(struct fly_html *html, const struct view *view, const char *why)
{
    char response[NAME];
    print_response(view, response, sizeof response);
    fly_html_put(html, "<p>%: %</p>\n", response, why);
}

static void put_view(struct fly_html *html, struct view *view)
{
    char id[ID];
    struct fly_chart chart = {.id = id, .kind = "bars"};
    fly_words_name(view->indices->kpis.text[view->kpi], view->name);
    fly_indices_order(view->indices, view->response, view->kpi, view->main, view->order);
    if (isnan(size_of(view, 0))) {
        put_nothing(html, view, "undefined at too many points, so nothing can be said of what it rests on.");
        return;
    }
    if (size_of(view, 0) == 0) {
        put_nothing(html, view, "the same at every point, so it rests on none of the factors.");
        return;
    }
    (void)snprintf(id, sizeof id, "indices-%zu-%zu", view->response, view->kpi);
    title_view(view, &chart);
    say_view(view, &chart);
    fly_chart_set(&chart, "data-y", "%s",
                  view->which == FLY_SOBOL  ? "share of the variance"
                  : view->which == FLY_PRCC ? "partial rank correlation"
                                            : unit_of(view, view->main));
    fly_chart_open(html, &chart);
    put_columns(html, view);
    put_rows(html, view);
    fly_chart_close(html);
}

static void put_kpi(struct fly_html *html, struct view *view, const char *name, size_t first_response)
{
    view->kpi = 0;
    while (view->kpi < view->indices->kpis.n && strcmp(view->indices->kpis.text[view->kpi], name) != 0)
        view->kpi++;
    if (view->kpi == view->indices->kpis.n) return;
    for (view->response = first_response; view->response < view->indices->responses.n; view->response++)
        put_view(html, view);
}

/* The differences come last among responses: of the KPI that decides they come first here, then each strategy's own. */
int fly_sweep_put_indices(struct fly_html *html, const struct fly_sweep *sweep, struct fly_error *error)
{
    const size_t n = sweep->data->scenarios.n, first = n > 1 ? n : 0;
    const char *deciding = sweep->data->kpis[sweep->response.kpi].name;
    enum fly_method method;
    if (sweep->indices.factors.n == 0 || !fly_indices_method(&sweep->indices, &method)) return FLY_OK;
    struct view view = {.sweep = sweep,
                        .indices = &sweep->indices,
                        .which = method,
                        .method = fly_method_info(method),
                        .main = fly_method_main_measure(method),
                        .order = fly_alloc(sweep->indices.factors.n, sizeof *view.order)};
    if (!view.order) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the factors.");
    put_kpi(html, &view, deciding, first);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strcmp(others[i], deciding) != 0) put_kpi(html, &view, others[i], first);
    fly_free(view.order);
    return FLY_OK;
}
