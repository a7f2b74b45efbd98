/* Response curves: a KPI of every strategy along an axis, and where their difference changes its sign. */
#include "report/sweep.h"

#include "sim/alloc.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_CROSSINGS = 8, MOST_NAMED = 3, ID = 64, AXIS = 128 };

/* Shown beside the KPI that decides. */
static const char *const others[] = {"customers", "ltv_cac"};

struct curve {
    struct fly_sweep *sweep;
    const struct fly_response *response;
    const struct fly_kpi_row *kpi;
    const struct fly_sweep_axis *axis;
    struct fly_levels levels;
    struct fly_estimate *of;         /* [n_scenarios][levels]: of each scenario; owned */
    struct fly_estimate *than_first; /* the same of its difference from the first; owned */
    int trend;                       /* 1: every scenario surely ends higher than it begins; -1: lower; 0: neither */
    char name[FLY_WORDS], where[AXIS];
};

static size_t n_scenarios(const struct curve *curve)
{
    return curve->sweep->data->scenarios.n;
}

static const struct fly_estimate *of_scenario(const struct curve *curve, const struct fly_estimate *all, size_t s)
{
    return &all[s * curve->levels.n];
}

/* What every scenario gains from the first level to the last. */
static int find_trend(const struct curve *curve, int *trend, struct fly_error *error)
{
    const size_t n = n_scenarios(curve);
    size_t n_up = 0, n_down = 0, *points = curve->sweep->scratch,
           *last = fly_alloc(curve->response->n_points, sizeof *last);
    if (!last) return fly_fail(error, FLY_ERR_MEMORY, "No memory for a response curve.");
    const size_t n_first = fly_levels_points(&curve->levels, 0, NULL, 0, points),
                 n_last = fly_levels_points(&curve->levels, curve->levels.n - 1, NULL, 0, last);
    for (size_t s = 0; s < n; s++) {
        const struct fly_estimate gain = fly_response_shift(curve->response, s, points, n_first, last, n_last);
        n_up += gain.mean > 0 && fly_is_sure(&gain);
        n_down += gain.mean < 0 && fly_is_sure(&gain);
    }
    *trend = n_up == n ? 1 : n_down == n ? -1 : 0;
    fly_free(last);
    return FLY_OK;
}

static int init(struct curve *curve, struct fly_error *error)
{
    int ret;
    FLY_TRY(fly_sweep_levels(curve->sweep, curve->axis, &curve->levels, error));
    const size_t n = n_scenarios(curve) * curve->levels.n;
    curve->of = fly_alloc(n, sizeof *curve->of);
    curve->than_first = fly_alloc(n, sizeof *curve->than_first);
    if (!curve->of || !curve->than_first) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for a response curve."));
    for (size_t i = 0; i < curve->levels.n; i++) {
        size_t *points = curve->sweep->scratch;
        const size_t n_points = fly_levels_points(&curve->levels, i, NULL, 0, points);
        for (size_t s = 0; s < n_scenarios(curve); s++) {
            const struct fly_kpi_comparison result = fly_response_compare(curve->response, points, n_points, 0, s);
            curve->of[s * curve->levels.n + i] = result.b;
            curve->than_first[s * curve->levels.n + i] = result.difference;
        }
    }
    fly_words_name(curve->kpi->name, curve->name);
    (void)snprintf(curve->where, sizeof curve->where, "%s", curve->axis->axis->name);
    FLY_TRY(find_trend(curve, &curve->trend, error));
out:
    return ret;
}

static void free_curve(struct curve *curve)
{
    fly_levels_free(&curve->levels);
    fly_free(curve->of);
    fly_free(curve->than_first);
}

/* ---- the table ---- */

static void put_columns(struct fly_html *html, const struct curve *curve, size_t first)
{
    char title[FLY_CHART_TITLE];
    const struct fly_labels *names = &curve->sweep->data->scenarios;
    fly_sweep_axis_title(curve->axis->axis, title, sizeof title);
    fly_chart_column(html, "x", "", "", title);
    for (size_t s = first; s < names->n; s++) {
        const char *than = first ? " less " : "", *base = first ? names->text[0] : "";
        (void)snprintf(title, sizeof title, "%s%s%s", names->text[s], than, base);
        fly_chart_column(html, "mid", names->text[s], curve->kpi->unit, title);
        fly_chart_column(html, "low95", names->text[s], curve->kpi->unit, "95 % from");
        fly_chart_column(html, "high95", names->text[s], curve->kpi->unit, "to");
    }
    fly_chart_column(html, "", "", "", "points");
    fly_chart_body(html);
}

/* Rows of estimates [n_scenarios][levels] from scenario `first` on. */
static void put_rows(struct fly_html *html, const struct curve *curve, const struct fly_estimate *all, size_t first)
{
    for (size_t i = 0; i < curve->levels.n; i++) {
        fly_chart_row(html);
        fly_chart_number(html, curve->levels.at[i]);
        for (size_t s = first; s < n_scenarios(curve); s++) {
            const struct fly_estimate *estimate = &of_scenario(curve, all, s)[i];
            fly_chart_number(html, estimate->mean);
            fly_chart_number(html, estimate->low);
            fly_chart_number(html, estimate->high);
        }
        fly_chart_number(html, (double)fly_levels_points(&curve->levels, i, NULL, 0, curve->sweep->scratch));
    }
}

/* ---- of each strategy ---- */

static bool is_defined(const struct fly_estimate *estimates, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (isfinite(estimates[i].mean)) return true;
    return false;
}

static bool any_defined(const struct curve *curve)
{
    return is_defined(curve->of, n_scenarios(curve) * curve->levels.n);
}

/* Appends "funnel's from 3.25 k to 1.2 k". */
static void say_ends(const struct curve *curve, size_t s, char *text, size_t size)
{
    char first[FLY_WORDS], last[FLY_WORDS];
    const struct fly_estimate *means = of_scenario(curve, curve->of, s);
    fly_words_amount(means[0].mean, curve->kpi->unit, first);
    fly_words_amount(means[curve->levels.n - 1].mean, curve->kpi->unit, last);
    fly_sweep_say(text, size, "%s from %s to %s", curve->sweep->data->scenarios.text[s], first, last);
}

static void title_strategies(const struct curve *curve, struct fly_chart *chart)
{
    const size_t size = sizeof chart->title;
    if (curve->trend)
        (void)snprintf(chart->title, size, "The higher %s, the %s %s: ", curve->where,
                       curve->trend > 0 ? "higher" : "lower", curve->name);
    else
        (void)snprintf(chart->title, size, "%s does not surely rise or fall with %s%s: ", curve->name, curve->where,
                       n_scenarios(curve) > 1 ? " in every strategy" : "");
    for (size_t s = 0; s < n_scenarios(curve) && s < MOST_NAMED; s++) {
        if (s > 0) fly_sweep_say(chart->title, size, ", ");
        say_ends(curve, s, chart->title, size);
    }
}

static void say_range(const struct curve *curve, char *text, size_t size)
{
    char low[FLY_WORDS], high[FLY_WORDS];
    const struct fly_levels *levels = &curve->levels;
    fly_sweep_say(text, size, " along %s (%s), from %s to %s.", curve->where, curve->axis->axis->parameter,
                  fly_sweep_value(curve->axis->axis, levels->low[0], low),
                  fly_sweep_value(curve->axis->axis, levels->high[levels->n - 1], high));
}

static void say_basis(const struct curve *curve, char *text, size_t size)
{
    fly_sweep_say_basis(curve->sweep, 1, !fly_levels_are_values(&curve->levels), text, size);
    if (curve->response->n_replicates == 1)
        fly_sweep_say(text, size, " There is one replicate, so no interval.");
    else
        fly_sweep_say(text, size, " Bands are 95 %% intervals.");
}

static void start_chart(const struct curve *curve, struct fly_chart *chart)
{
    chart->kind = "bands";
    fly_chart_set(chart, "data-y", "%s%s%s", curve->name, strcmp(curve->kpi->unit, "1") ? ", " : "",
                  strcmp(curve->kpi->unit, "1") ? curve->kpi->unit : "");
}

static void put_strategies(struct fly_html *html, const struct curve *curve, const char *id)
{
    struct fly_chart chart = {.id = id};
    start_chart(curve, &chart);
    title_strategies(curve, &chart);
    (void)snprintf(chart.alt, sizeof chart.alt, "The mean of %s of %s", curve->name,
                   n_scenarios(curve) == 1 ? curve->sweep->data->scenarios.text[0] : "each strategy");
    say_range(curve, chart.alt, sizeof chart.alt);
    say_basis(curve, chart.alt, sizeof chart.alt);
    fly_chart_open(html, &chart);
    put_columns(html, curve, 0);
    put_rows(html, curve, curve->of, 0);
    fly_chart_close(html);
}

/* ---- of differences ---- */

struct signs {
    size_t n_s, n_first, n_sure_s, n_sure_first, n; /* levels where s is ahead, where the first is; defined ones */
};

static struct signs count_signs(const struct curve *curve, const struct fly_estimate *differences)
{
    struct signs signs = {0};
    for (size_t i = 0; i < curve->levels.n; i++) {
        const struct fly_estimate *d = &differences[i];
        const double ahead = curve->response->better == FLY_LOWER ? -d->mean : d->mean;
        signs.n += isfinite(d->mean) ? 1 : 0;
        signs.n_s += ahead > 0;
        signs.n_first += ahead < 0;
        signs.n_sure_s += ahead > 0 && fly_is_sure(d);
        signs.n_sure_first += ahead < 0 && fly_is_sure(d);
    }
    return signs;
}

/* No strategy can be told to be better where no direction is. */
static const char *being_ahead(const struct curve *curve)
{
    return curve->response->better == FLY_NEITHER ? "is higher" : "is ahead";
}

static void title_one_sided(const struct curve *curve, const struct signs *signs, size_t s, struct fly_chart *chart)
{
    const bool is_s = signs->n_s > 0;
    const size_t n = is_s ? signs->n_s : signs->n_first, n_sure = is_s ? signs->n_sure_s : signs->n_sure_first;
    const char *names[] = {curve->sweep->data->scenarios.text[0], curve->sweep->data->scenarios.text[s]};
    if (n == 0)
        (void)snprintf(chart->title, sizeof chart->title, "%s of %s and %s is the same all along %s", curve->name,
                       names[1], names[0], curve->where);
    else if (n_sure == 0)
        (void)snprintf(chart->title, sizeof chart->title, "In %s %s and %s cannot be told apart anywhere along %s",
                       curve->name, names[1], names[0], curve->where);
    else
        (void)snprintf(chart->title, sizeof chart->title, "In %s %s %s of %s all along %s, surely at %zu of %zu values",
                       curve->name, names[is_s], being_ahead(curve), names[!is_s], curve->where, n_sure,
                       curve->levels.n);
}

/* Says no more of either side than its intervals do. */
static void title_crossing(const struct curve *curve, const struct fly_crossing *crossing, size_t s,
                           struct fly_chart *chart)
{
    char at[FLY_WORDS], end[FLY_WORDS];
    const struct fly_axis_values *axis = curve->axis->axis;
    const char *below = fly_sweep_ahead(curve->sweep, curve->response, s, crossing->rises ? -1 : 1),
               *above = fly_sweep_ahead(curve->sweep, curve->response, s, crossing->rises ? 1 : -1);
    fly_sweep_value(axis, crossing->at, at);
    if (isfinite(crossing->from) && isfinite(crossing->to))
        (void)snprintf(chart->title, sizeof chart->title, "In %s %s %s up to %s = %s, %s beyond", curve->name, below,
                       being_ahead(curve), curve->where, at, above);
    else if (isfinite(crossing->from))
        (void)snprintf(chart->title, sizeof chart->title, "In %s %s %s up to %s = %s; beyond that it is open who is",
                       curve->name, below, being_ahead(curve), curve->where,
                       fly_sweep_value(axis, crossing->from, end));
    else
        (void)snprintf(chart->title, sizeof chart->title, "In %s %s %s from %s = %s on; below that it is open who is",
                       curve->name, above, being_ahead(curve), curve->where, fly_sweep_value(axis, crossing->to, end));
    fly_chart_set(chart, "data-mark-x", "%.6g", crossing->at);
    fly_chart_set(chart, "data-mark", "tie at %s", at);
}

/* Appends "They tie at 0.0636; between 0.05 and 0.08 it is open who is ahead." */
static void say_crossing(const struct curve *curve, const struct fly_crossing *crossing, char *text, size_t size)
{
    char at[FLY_WORDS], from[FLY_WORDS], to[FLY_WORDS];
    const struct fly_axis_values *axis = curve->axis->axis;
    fly_sweep_value(axis, crossing->from, from);
    fly_sweep_value(axis, crossing->to, to);
    fly_sweep_say(text, size, " They tie at %s", fly_sweep_value(axis, crossing->at, at));
    if (isnan(crossing->from) || isnan(crossing->to))
        fly_sweep_say(text, size, " (no interval tells how surely).");
    else if (isinf(crossing->from) && isinf(crossing->to))
        fly_sweep_say(text, size, "; but no value is surely on either side of it.");
    else if (isinf(crossing->from))
        fly_sweep_say(text, size, "; only from %s on the 95 %% interval leaves out 0.", to);
    else if (isinf(crossing->to))
        fly_sweep_say(text, size, "; only up to %s the 95 %% interval leaves out 0.", from);
    else
        fly_sweep_say(text, size, "; between %s and %s the 95 %% interval contains 0.", from, to);
}

static void title_several(const struct curve *curve, const struct signs *signs, size_t s, struct fly_chart *chart)
{
    const char *first = curve->sweep->data->scenarios.text[0], *second = curve->sweep->data->scenarios.text[s];
    if (signs->n_sure_s + signs->n_sure_first == 0)
        (void)snprintf(chart->title, sizeof chart->title, "In %s %s and %s cannot be told apart anywhere along %s",
                       curve->name, second, first, curve->where);
    else
        (void)snprintf(chart->title, sizeof chart->title,
                       "In %s %s is surely ahead at %zu of %zu values of %s, %s at %zu", curve->name, second,
                       signs->n_sure_s, curve->levels.n, curve->where, first, signs->n_sure_first);
}

static void say_differences(const struct curve *curve, size_t s, struct fly_chart *chart)
{
    struct fly_crossing crossings[MOST_CROSSINGS];
    const struct fly_estimate *differences = of_scenario(curve, curve->than_first, s);
    const struct signs signs = count_signs(curve, differences);
    const struct fly_labels *names = &curve->sweep->data->scenarios;
    const size_t n = fly_crossings(curve->levels.at, differences, curve->levels.n, crossings, MOST_CROSSINGS);
    if (n == 0)
        title_one_sided(curve, &signs, s, chart);
    else if (n == 1 && (isfinite(crossings[0].from) || isfinite(crossings[0].to)))
        title_crossing(curve, &crossings[0], s, chart);
    else
        title_several(curve, &signs, s, chart);
    fly_sweep_say(chart->alt, sizeof chart->alt,
                  " %s is ahead at %zu of %zu values (surely at %zu), %s at %zu (surely at %zu).", names->text[s],
                  signs.n_s, curve->levels.n, signs.n_sure_s, names->text[0], signs.n_first, signs.n_sure_first);
    for (size_t i = 0; i < n && i < 2; i++)
        say_crossing(curve, &crossings[i], chart->alt, sizeof chart->alt);
}

/* Of three and more the title tells how many are ahead of the first at both ends. */
static void say_several(const struct curve *curve, struct fly_chart *chart)
{
    size_t n_low = 0, n_high = 0, n = n_scenarios(curve);
    const double sign = curve->response->better == FLY_LOWER ? -1 : 1;
    for (size_t s = 1; s < n; s++) {
        const struct fly_estimate *d = of_scenario(curve, curve->than_first, s);
        n_low += sign * d[0].mean > 0;
        n_high += sign * d[curve->levels.n - 1].mean > 0;
    }
    (void)snprintf(chart->title, sizeof chart->title,
                   "In %s %zu of %zu strategies are ahead of %s where %s is lowest, %zu where it is highest",
                   curve->name, n_low, n - 1, curve->sweep->data->scenarios.text[0], curve->where, n_high);
}

static void put_differences(struct fly_html *html, const struct curve *curve, const char *id)
{
    struct fly_chart chart = {.id = id};
    const struct fly_labels *names = &curve->sweep->data->scenarios;
    start_chart(curve, &chart);
    fly_chart_set(&chart, "data-zero", "1");
    (void)snprintf(chart.alt, sizeof chart.alt, "%s of %s less that of %s", curve->name,
                   names->n == 2 ? names->text[1] : "each strategy", names->text[0]);
    say_range(curve, chart.alt, sizeof chart.alt);
    if (names->n == 2)
        say_differences(curve, 1, &chart);
    else
        say_several(curve, &chart);
    say_basis(curve, chart.alt, sizeof chart.alt);
    fly_chart_open(html, &chart);
    put_columns(html, curve, 1);
    put_rows(html, curve, curve->than_first, 1);
    fly_chart_close(html);
}

/* ---- all of them ---- */

static int put_curve(struct fly_html *html, struct fly_sweep *sweep, const struct fly_response *response, size_t a,
                     bool with_differences, struct fly_error *error)
{
    int ret;
    char id[ID];
    struct curve curve = {
        .sweep = sweep, .response = response, .kpi = &sweep->data->kpis[response->kpi], .axis = &sweep->axes[a]};
    FLY_TRY(init(&curve, error));
    if (!any_defined(&curve)) goto out;
    (void)snprintf(id, sizeof id, "curve-%zu-%zu", response->kpi, a);
    put_strategies(html, &curve, id);
    (void)snprintf(id, sizeof id, "difference-%zu-%zu", response->kpi, a);
    if (with_differences && n_scenarios(&curve) > 1 &&
        is_defined(curve.than_first + curve.levels.n, (n_scenarios(&curve) - 1) * curve.levels.n))
        put_differences(html, &curve, id);
out:
    free_curve(&curve);
    return ret;
}

static int put_other(struct fly_html *html, struct fly_sweep *sweep, const char *name, struct fly_error *error)
{
    int ret = FLY_OK;
    struct fly_response response = {0};
    const ptrdiff_t kpi = fly_dataset_find_kpi(sweep->data, name);
    if (kpi < 0 || (size_t)kpi == sweep->response.kpi) return FLY_OK;
    FLY_TRY(fly_response_read(&response, sweep->data, (size_t)kpi, error));
    for (size_t a = 0; a < sweep->n_shown && a < FLY_SWEEP_CURVES_OF_OTHERS; a++)
        FLY_TRY(put_curve(html, sweep, &response, a, false, error));
out:
    fly_response_free(&response);
    return ret;
}

int fly_sweep_put_curves(struct fly_html *html, struct fly_sweep *sweep, struct fly_error *error)
{
    int ret = FLY_OK;
    const bool has_indices = sweep->indices.factors.n > 0;
    const size_t most = has_indices ? FLY_SWEEP_CURVES_OF_SENSITIVITY : FLY_SWEEP_CURVES;
    for (size_t a = 0; a < sweep->n_shown && a < most; a++)
        FLY_TRY(put_curve(html, sweep, &sweep->response, a, true, error));
    if (has_indices) return FLY_OK;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        FLY_TRY(put_other(html, sweep, others[i], error));
out:
    return ret;
}
