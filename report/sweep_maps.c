/* Heat maps over two axes: where which strategy wins, and the line on which they tie. */
#include "report/sweep.h"

#include "analysis/tie.h"
#include "sim/alloc.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    MOST_AXES = 3,      /* pairs are made of so many */
    MOST_SCENARIOS = 4, /* that are compared with the first */
    MOST_CELLS = 1600,
    MOST_LEVELS = 100,
    FEW_LEVELS = 40, /* where there would be more cells */
    MOST_BINS = 10,  /* of random points, of which each cell has four or so */
    POINTS_OF_CELL = 4,
    ID = 64
};

struct map {
    struct fly_sweep *sweep;
    const struct fly_sweep_axis *axes[2];
    struct fly_levels x, y;
    size_t s;                   /* the scenario that is compared with the first, or is the only one */
    struct fly_estimate *cells; /* [y][x]; owned */
    size_t *n_points;           /* [y][x]; owned */
    double *means;              /* [y][x]; owned */
    struct fly_tie tie;
    char name[FLY_WORDS];
};

static size_t n_cells(const struct map *map)
{
    return map->x.n * map->y.n;
}

static const struct fly_kpi_row *kpi_of(const struct map *map)
{
    return &map->sweep->data->kpis[map->sweep->response.kpi];
}

static const char *scenario_name(const struct map *map, size_t s)
{
    return map->sweep->data->scenarios.text[s];
}

/* ---- cells ---- */

static size_t most_bins(const struct map *map)
{
    const double n = floor(sqrt((double)map->sweep->data->n_points / POINTS_OF_CELL));
    return n < 2 ? 2 : n > MOST_BINS ? MOST_BINS : (size_t)n;
}

static int take_levels(struct map *map, size_t most, struct fly_error *error)
{
    int ret;
    const size_t n = map->sweep->data->n_points;
    fly_levels_free(&map->x);
    fly_levels_free(&map->y);
    FLY_TRY(fly_levels_init(&map->x, map->axes[0]->axis->values, n, most, error));
    FLY_TRY(fly_levels_init(&map->y, map->axes[1]->axis->values, n, most, error));
out:
    return ret;
}

static int choose_levels(struct map *map, struct fly_error *error)
{
    int ret;
    FLY_TRY(take_levels(map, map->sweep->is_grid ? MOST_LEVELS : most_bins(map), error));
    if (n_cells(map) > MOST_CELLS) FLY_TRY(take_levels(map, FEW_LEVELS, error));
out:
    return ret;
}

static int fill_cells(struct map *map, struct fly_error *error)
{
    int ret = FLY_OK;
    const size_t n = n_cells(map);
    map->cells = fly_alloc(n, sizeof *map->cells);
    map->n_points = fly_alloc(n, sizeof *map->n_points);
    map->means = fly_alloc(n, sizeof *map->means);
    if (!map->cells || !map->n_points || !map->means)
        FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for a map of points."));
    for (size_t c = 0; c < n; c++) {
        size_t *points = map->sweep->scratch;
        map->n_points[c] = fly_levels_points(&map->x, c % map->x.n, &map->y, c / map->x.n, points);
        map->cells[c] = (struct fly_estimate){.mean = NAN, .low = NAN, .high = NAN};
        if (map->n_points[c] > 0)
            map->cells[c] = fly_sweep_figure(&map->sweep->response, points, map->n_points[c], map->s);
        map->means[c] = map->cells[c].mean;
    }
    if (map->s > 0) FLY_TRY(fly_tie_find(&map->tie, map->x.at, map->x.n, map->y.at, map->y.n, map->means, error));
out:
    return ret;
}

static void free_map(struct map *map)
{
    fly_levels_free(&map->x);
    fly_levels_free(&map->y);
    fly_tie_free(&map->tie);
    fly_free(map->cells);
    fly_free(map->n_points);
    fly_free(map->means);
}

/* ---- who wins where ---- */

struct side {
    const char *name;
    size_t n, n_sure;
    size_t first[2], last[2]; /* levels of x and y between which its cells lie */
};

static void add_cell(struct side *side, const struct map *map, size_t cell)
{
    const size_t at[2] = {cell % map->x.n, cell / map->x.n};
    for (int a = 0; a < 2; a++) {
        if (side->n == 0 || at[a] < side->first[a]) side->first[a] = at[a];
        if (side->n == 0 || at[a] > side->last[a]) side->last[a] = at[a];
    }
    side->n++;
    side->n_sure += fly_is_sure(&map->cells[cell]);
}

/* sides[0]: of the first scenario; returns how many cells have a figure. */
static size_t find_sides(const struct map *map, struct side sides[2])
{
    size_t n = 0;
    sides[0] = (struct side){.name = scenario_name(map, 0)};
    sides[1] = (struct side){.name = scenario_name(map, map->s)};
    for (size_t c = 0; c < n_cells(map); c++) {
        const double ahead = kpi_of(map)->better == FLY_LOWER ? -map->means[c] : map->means[c];
        n += isfinite(ahead) ? 1 : 0;
        if (ahead > 0) add_cell(&sides[1], map, c);
        if (ahead < 0) add_cell(&sides[0], map, c);
    }
    return n;
}

/* Appends "hours_per_lead is at most 0.05"; whether there was anything to say. */
static bool say_limits(const struct map *map, const struct side *side, int a, const char *before, char *text,
                       size_t size)
{
    char low[FLY_WORDS], high[FLY_WORDS];
    const struct fly_levels *levels = a ? &map->y : &map->x;
    const struct fly_axis_values *axis = map->axes[a]->axis;
    const bool from = side->first[a] > 0, to = side->last[a] + 1 < levels->n;
    fly_sweep_value(axis, levels->low[side->first[a]], low);
    fly_sweep_value(axis, levels->high[side->last[a]], high);
    if (from && to && side->first[a] == side->last[a] && fly_levels_are_values(levels))
        fly_sweep_say(text, size, "%s %s is %s", before, axis->name, low);
    else if (from && to)
        fly_sweep_say(text, size, "%s %s is %s to %s", before, axis->name, low, high);
    else if (from)
        fly_sweep_say(text, size, "%s %s is at least %s", before, axis->name, low);
    else if (to)
        fly_sweep_say(text, size, "%s %s is at most %s", before, axis->name, high);
    return from || to;
}

static const char *cells_are(const struct map *map)
{
    return map->sweep->is_grid && map->sweep->n_shown == 2 && fly_levels_are_values(&map->x) &&
                   fly_levels_are_values(&map->y)
               ? "points"
               : "cells";
}

static void title_winners(const struct map *map, const struct side sides[2], size_t n, struct fly_chart *chart)
{
    char *text = chart->title;
    const size_t size = sizeof chart->title;
    const struct side *less = sides[0].n <= sides[1].n ? &sides[0] : &sides[1],
                      *more = less == &sides[0] ? &sides[1] : &sides[0];
    const char *verb = kpi_of(map)->better == FLY_NEITHER ? "is higher" : "is ahead";
    if (sides[0].n_sure + sides[1].n_sure == 0) {
        (void)snprintf(text, size, "In %s %s and %s cannot be told apart in any of the %zu %s", map->name,
                       sides[1].name, sides[0].name, n, cells_are(map));
    } else if (less->n == 0) {
        (void)snprintf(text, size, "In %s %s %s of %s in all %zu %s (surely in %zu)", map->name, more->name, verb,
                       less->name, n, cells_are(map), more->n_sure);
    } else {
        (void)snprintf(text, size, "In %s %s %s in %zu of %zu %s (surely in %zu)", map->name, less->name, verb, less->n,
                       n, cells_are(map), less->n_sure);
        const bool is_said = say_limits(map, less, 0, ", only where", text, size);
        (void)say_limits(map, less, 1, is_said ? " and" : ", only where", text, size);
    }
}

static void say_winners(const struct map *map, const struct side sides[2], size_t n, struct fly_chart *chart)
{
    fly_sweep_say(chart->alt, sizeof chart->alt,
                  " %s is ahead in %zu of %zu %s (surely in %zu), %s in %zu (surely in %zu); in %zu the 95 %% interval "
                  "contains 0 or is missing.",
                  sides[1].name, sides[1].n, n, cells_are(map), sides[1].n_sure, sides[0].name, sides[0].n,
                  sides[0].n_sure, n - sides[0].n_sure - sides[1].n_sure);
    if (map->tie.n > 0) fly_sweep_say(chart->alt, sizeof chart->alt, " On the line they tie.");
}

/* ---- largest and smallest ---- */

static size_t extreme(const struct map *map, int sign)
{
    size_t best = 0;
    for (size_t c = 0; c < n_cells(map); c++)
        if (isnan(map->means[best]) || sign * map->means[c] > sign * map->means[best]) best = c;
    return best;
}

/* Appends "3.74 k at hours = 0.02, half_effect = 120". */
static void say_cell(const struct map *map, size_t cell, char *text, size_t size)
{
    char amount[FLY_WORDS], x[FLY_WORDS], y[FLY_WORDS];
    const struct fly_axis_values *axes[] = {map->axes[0]->axis, map->axes[1]->axis};
    fly_words_amount(map->means[cell], kpi_of(map)->unit, amount);
    fly_sweep_say(text, size, "%s at %s = %s, %s = %s", amount, axes[0]->name,
                  fly_sweep_value(axes[0], map->x.at[cell % map->x.n], x), axes[1]->name,
                  fly_sweep_value(axes[1], map->y.at[cell / map->x.n], y));
}

static void say_extremes(const struct map *map, char *text, size_t size)
{
    fly_sweep_say(text, size, " Largest: ");
    say_cell(map, extreme(map, 1), text, size);
    fly_sweep_say(text, size, "; smallest: ");
    say_cell(map, extreme(map, -1), text, size);
    fly_sweep_say(text, size, ".");
}

/* ---- the figure ---- */

static const char *sure_word(const struct map *map, size_t cell)
{
    if (!fly_is_sure(&map->cells[cell])) return isfinite(map->means[cell]) ? "open" : "";
    return fly_sweep_ahead(map->sweep, &map->sweep->response, map->s, map->means[cell]);
}

static void put_columns(struct fly_html *html, const struct map *map)
{
    char x[FLY_CHART_TITLE], y[FLY_CHART_TITLE], value[FLY_CHART_TITLE];
    fly_sweep_axis_title(map->axes[0]->axis, x, sizeof x);
    fly_sweep_axis_title(map->axes[1]->axis, y, sizeof y);
    (void)snprintf(value, sizeof value, "%s of %s%s%s", map->name, scenario_name(map, map->s), map->s ? " less " : "",
                   map->s ? scenario_name(map, 0) : "");
    fly_chart_column(html, "x", "", "", x);
    fly_chart_column(html, "y", "", "", y);
    fly_chart_column(html, "value", "", kpi_of(map)->unit, value);
    fly_chart_column(html, "low", "", kpi_of(map)->unit, "95 % from");
    fly_chart_column(html, "high", "", kpi_of(map)->unit, "to");
    fly_chart_column(html, "", "", "", "points");
    if (map->s > 0) fly_chart_column(html, "", "", "", "surely ahead");
    fly_chart_body(html);
}

static void put_cells(struct fly_html *html, const struct map *map)
{
    for (size_t c = 0; c < n_cells(map); c++) {
        fly_chart_row(html);
        fly_chart_number(html, map->x.at[c % map->x.n]);
        fly_chart_number(html, map->y.at[c / map->x.n]);
        fly_chart_number(html, map->means[c]);
        fly_chart_number(html, map->cells[c].low);
        fly_chart_number(html, map->cells[c].high);
        fly_chart_number(html, (double)map->n_points[c]);
        if (map->s > 0) fly_chart_text(html, sure_word(map, c));
    }
}

static void put_tie(struct fly_html *html, const struct map *map)
{
    char x[FLY_CHART_TITLE], y[FLY_CHART_TITLE];
    if (map->tie.n == 0) return;
    fly_sweep_axis_title(map->axes[0]->axis, x, sizeof x);
    fly_sweep_axis_title(map->axes[1]->axis, y, sizeof y);
    fly_chart_next_table(html, "tie");
    fly_chart_column(html, "segment", "", "", "line of ties");
    fly_chart_column(html, "x", "", "", x);
    fly_chart_column(html, "y", "", "", y);
    fly_chart_body(html);
    for (size_t i = 0; i < map->tie.n; i++) {
        fly_chart_row(html);
        fly_chart_number(html, (double)map->tie.line[i] + 1);
        fly_chart_number(html, map->tie.x[i]);
        fly_chart_number(html, map->tie.y[i]);
    }
}

static void write_words(const struct map *map, struct fly_chart *chart)
{
    struct side sides[2];
    (void)snprintf(chart->alt, sizeof chart->alt, "%s of %s%s%s over %s (%s) and %s (%s).", map->name,
                   scenario_name(map, map->s), map->s ? " less that of " : "", map->s ? scenario_name(map, 0) : "",
                   map->axes[0]->axis->name, map->axes[0]->axis->parameter, map->axes[1]->axis->name,
                   map->axes[1]->axis->parameter);
    if (map->s > 0) {
        const size_t n = find_sides(map, sides);
        title_winners(map, sides, n, chart);
        say_winners(map, sides, n, chart);
    } else {
        (void)snprintf(chart->title, sizeof chart->title, "%s is largest, ", map->name);
        say_cell(map, extreme(map, 1), chart->title, sizeof chart->title);
    }
    say_extremes(map, chart->alt, sizeof chart->alt);
    fly_sweep_say_basis(map->sweep, 2, !fly_levels_are_values(&map->x) || !fly_levels_are_values(&map->y), chart->alt,
                        sizeof chart->alt);
}

static bool has_figures(const struct map *map)
{
    for (size_t c = 0; c < n_cells(map); c++)
        if (isfinite(map->means[c])) return true;
    return false;
}

static void put_figure(struct fly_html *html, const struct map *map, const char *id)
{
    struct fly_chart chart = {.id = id, .kind = "heat"};
    write_words(map, &chart);
    if (map->s > 0) fly_chart_set(&chart, "data-diverging", "1");
    if (n_cells(map) <= 150) fly_chart_set(&chart, "data-values", "1");
    fly_chart_open(html, &chart);
    put_columns(html, map);
    put_cells(html, map);
    put_tie(html, map);
    fly_chart_close(html);
}

static int put_map(struct fly_html *html, struct fly_sweep *sweep, size_t a, size_t b, size_t s,
                   struct fly_error *error)
{
    int ret;
    char id[ID];
    struct map map = {.sweep = sweep, .axes = {&sweep->axes[a], &sweep->axes[b]}, .s = s};
    fly_words_name(kpi_of(&map)->name, map.name);
    FLY_TRY(choose_levels(&map, error));
    FLY_TRY(fill_cells(&map, error));
    (void)snprintf(id, sizeof id, "map-%zu-%zu-%zu", a, b, s);
    if (has_figures(&map)) put_figure(html, &map, id);
out:
    free_map(&map);
    return ret;
}

int fly_sweep_put_maps(struct fly_html *html, struct fly_sweep *sweep, struct fly_error *error)
{
    int ret = FLY_OK;
    if (sweep->indices.factors.n > 0) return FLY_OK; /* the indices say it of all axes at once */
    for (size_t a = 0; a < sweep->n_shown && a < MOST_AXES; a++)
        for (size_t b = a + 1; b < sweep->n_shown && b < MOST_AXES; b++)
            for (size_t s = fly_sweep_first_compared(sweep); s < sweep->data->scenarios.n && s <= MOST_SCENARIOS; s++)
                FLY_TRY(put_map(html, sweep, a, b, s, error));
out:
    return ret;
}
