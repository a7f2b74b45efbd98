/* `flywheel outputs`: what a result file holds, printed from the mechanisms' tables. docs/outputs.md is its --markdown.
 */
#include "cli/command.h"
#include "cli/entries.h"
#include "cli/json_out.h"
#include "cli/terminal.h"
#include "sim/mechanism.h"
#include "sim/schema.h"

enum { WIDTH = 100, INDENT = 6, NAMES = 128 };

static const char *kind_name(enum fly_series_kind kind)
{
    return kind == FLY_FLOW ? "flow" : kind == FLY_STOCK ? "stock" : "real";
}

static const char *better_name(enum fly_better better)
{
    return better == FLY_HIGHER ? "higher" : better == FLY_LOWER ? "lower" : "neither";
}

static const char *dim_name(const struct fly_series *series)
{
    return series->dim ? series->dim->name : "";
}

/* "cohort, age, origin" */
static const char *dim_names(const struct fly_grid *grid, char text[NAMES])
{
    size_t used = 0;
    for (size_t d = 0; d < FLY_GRID_DIMS && grid->dims[d] && used < NAMES; d++)
        used += (size_t)snprintf(text + used, NAMES - used, "%s%s", d ? ", " : "", grid->dims[d]->name);
    return text;
}

/* The unit as the file has it. */
static const char *unit_of(const struct fly_grid *grid)
{
    return *grid->unit ? grid->unit : "1";
}

static void print_entry(const char *name, const char *details, const char *doc)
{
    printf("  %s%s%s  %s\n%*s", terminal_colour(stdout, TERMINAL_BOLD), name, terminal_colour(stdout, TERMINAL_PLAIN),
           details, INDENT, "");
    terminal_wrap(stdout, doc, INDENT, WIDTH);
}

static void print_mechanism(const struct fly_mechanism *mechanism)
{
    char details[256], names[NAMES];
    for (size_t i = 0; i < mechanism->n_series; i++) {
        const struct fly_series *series = &mechanism->series[i];
        if (series->kind == FLY_PASSING) continue;
        (void)snprintf(details, sizeof details, "(scenario, replicate, week%s%s)  %s, %s", series->dim ? ", " : "",
                       dim_name(series), kind_name(series->kind), series->unit);
        print_entry(series->name, details, series->doc);
    }
    for (size_t i = 0; i < mechanism->n_grids; i++) {
        const struct fly_grid *grid = &mechanism->grids[i];
        (void)snprintf(details, sizeof details, "(scenario, replicate, %s)  grid, %s", dim_names(grid, names),
                       unit_of(grid));
        print_entry(grid->name, details, grid->doc);
    }
    for (size_t i = 0; i < mechanism->n_kpis; i++) {
        const struct fly_kpi *kpi = &mechanism->kpis[i];
        (void)snprintf(details, sizeof details, "KPI  %s, better: %s", kpi->unit, better_name(kpi->better));
        print_entry(kpi->name, details, kpi->doc);
        printf("%*s", INDENT, "");
        terminal_wrap(stdout, kpi->formula, INDENT, WIDTH);
    }
}

static void print_text(void)
{
    for (size_t m = 0; fly_mechanisms[m]; m++) {
        if (fly_mechanisms[m]->n_series + fly_mechanisms[m]->n_grids + fly_mechanisms[m]->n_kpis == 0) continue;
        printf("%s%s: ", m ? "\n" : "", fly_mechanisms[m]->name);
        terminal_wrap(stdout, fly_mechanisms[m]->doc, 2, WIDTH);
        print_mechanism(fly_mechanisms[m]);
    }
}

static json_t *series_json(const struct fly_series *series)
{
    json_t *object = json_object();
    json_out_set(object, "name", json_out_text(series->name));
    json_out_set(object, "kind", json_out_text(kind_name(series->kind)));
    json_out_set(object, "dimension", series->dim ? json_out_text(series->dim->name) : json_null());
    json_out_set(object, "unit", json_out_text(series->unit));
    json_out_set(object, "doc", json_out_text(series->doc));
    return object;
}

static json_t *grid_json(const struct fly_grid *grid)
{
    json_t *object = json_object(), *dims = json_array();
    for (size_t d = 0; d < FLY_GRID_DIMS && grid->dims[d]; d++)
        json_out_append(dims, json_out_text(grid->dims[d]->name));
    json_out_set(object, "name", json_out_text(grid->name));
    json_out_set(object, "dimensions", dims);
    json_out_set(object, "unit", json_out_text(unit_of(grid)));
    json_out_set(object, "doc", json_out_text(grid->doc));
    return object;
}

static json_t *kpi_json(const struct fly_kpi *kpi)
{
    json_t *object = json_object();
    json_out_set(object, "name", json_out_text(kpi->name));
    json_out_set(object, "unit", json_out_text(kpi->unit));
    json_out_set(object, "better", json_out_text(better_name(kpi->better)));
    json_out_set(object, "course", kpi->path ? json_out_text(kpi->path) : json_null());
    json_out_set(object, "doc", json_out_text(kpi->doc));
    json_out_set(object, "formula", json_out_text(kpi->formula));
    return object;
}

static json_t *answer_json(void)
{
    json_t *answer = json_object(), *series = json_array(), *grids = json_array(), *kpis = json_array();
    for (size_t m = 0; fly_mechanisms[m]; m++) {
        const struct fly_mechanism *mechanism = fly_mechanisms[m];
        for (size_t i = 0; i < mechanism->n_series; i++)
            if (mechanism->series[i].kind != FLY_PASSING) json_out_append(series, series_json(&mechanism->series[i]));
        for (size_t i = 0; i < mechanism->n_grids; i++)
            json_out_append(grids, grid_json(&mechanism->grids[i]));
        for (size_t i = 0; i < mechanism->n_kpis; i++)
            json_out_append(kpis, kpi_json(&mechanism->kpis[i]));
    }
    json_out_set(answer, "series", series);
    json_out_set(answer, "grids", grids);
    json_out_set(answer, "kpis", kpis);
    return answer;
}

/* The k-th dimension that a mechanism names, in its series and then in its grids; NULL where there is none. */
static const struct fly_dim *named_dim(const struct fly_mechanism *mechanism, size_t k)
{
    if (k < mechanism->n_series) return mechanism->series[k].kind == FLY_PASSING ? NULL : mechanism->series[k].dim;
    k -= mechanism->n_series;
    return mechanism->grids[k / FLY_GRID_DIMS].dims[k % FLY_GRID_DIMS];
}

static size_t named_dims(const struct fly_mechanism *mechanism)
{
    return mechanism->n_series + FLY_GRID_DIMS * mechanism->n_grids;
}

static bool is_first_use(const struct fly_dim *dim, size_t mechanism, size_t index)
{
    for (size_t m = 0; m <= mechanism; m++)
        for (size_t k = 0; k < (m == mechanism ? index : named_dims(fly_mechanisms[m])); k++)
            if (named_dim(fly_mechanisms[m], k) == dim) return false;
    return true;
}

static void print_markdown_dims(void)
{
    printf("\n## Dimensions\n\n| name | meaning |\n|---|---|\n");
    for (size_t a = 0; entry_axes[a].name; a++)
        printf("| `%s` | %s |\n", entry_axes[a].name, entry_axes[a].doc);
    for (size_t m = 0; fly_mechanisms[m]; m++)
        for (size_t k = 0; k < named_dims(fly_mechanisms[m]); k++) {
            const struct fly_dim *dim = named_dim(fly_mechanisms[m], k);
            if (dim && is_first_use(dim, m, k)) printf("| `%s` | %s |\n", dim->name, dim->doc);
        }
}

static void print_markdown_series(void)
{
    printf("\n## Series\n\nOne value per scenario, replicate and recorded week. A *flow* is counted during the "
           "interval that "
           "ends at the week, a *stock* is\nits value then, a *real* is a rate or a mean.\n\n"
           "| name | dimension | kind | unit | mechanism | meaning |\n|---|---|---|---|---|---|\n");
    for (size_t m = 0; fly_mechanisms[m]; m++)
        for (size_t i = 0; i < fly_mechanisms[m]->n_series; i++) {
            const struct fly_series *series = &fly_mechanisms[m]->series[i];
            if (series->kind == FLY_PASSING) continue;
            printf("| `%s` | %s | %s | %s | %s | %s |\n", series->name, dim_name(series), kind_name(series->kind),
                   series->unit, fly_mechanisms[m]->name, series->doc);
        }
}

static void print_markdown_grids(void)
{
    char names[NAMES];
    printf("\n## Grids\n\nTables of integers, one for each scenario and replicate: `name(scenario, replicate, "
           "dimensions)`. A place without a value has the\nfill value, which xarray reads as not a number.\n\n"
           "| name | dimensions | unit | mechanism | meaning |\n|---|---|---|---|---|\n");
    for (size_t m = 0; fly_mechanisms[m]; m++)
        for (size_t i = 0; i < fly_mechanisms[m]->n_grids; i++) {
            const struct fly_grid *grid = &fly_mechanisms[m]->grids[i];
            printf("| `%s` | %s | %s | %s | %s |\n", grid->name, dim_names(grid, names), unit_of(grid),
                   fly_mechanisms[m]->name, grid->doc);
        }
}

static void print_markdown_kpis(void)
{
    printf("\n## KPIs\n\nOne value per scenario and replicate, in `kpi_value(scenario, replicate, kpi)`.\n\n"
           "| name | unit | better | mechanism | definition | formula |\n|---|---|---|---|---|---|\n");
    for (size_t m = 0; fly_mechanisms[m]; m++)
        for (size_t i = 0; i < fly_mechanisms[m]->n_kpis; i++) {
            const struct fly_kpi *kpi = &fly_mechanisms[m]->kpis[i];
            printf("| `%s` | %s | %s | %s | %s | %s |\n", kpi->name, kpi->unit, better_name(kpi->better),
                   fly_mechanisms[m]->name, kpi->doc, kpi->formula);
        }
}

/* clang-format off */
static const struct { const char *name, *dims, *doc; } fixed[] = {
    {FLY_VAR_KPI,             "scenario, replicate, kpi", "The KPIs of every replicate."},
    {FLY_VAR_KPI_UNIT,        "kpi",                      "The unit of each KPI."},
    {FLY_VAR_KPI_BETTER,      "kpi",                      "1 when higher is better, -1 when lower is, 0 when neither."},
    {FLY_VAR_KPI_PATH,        "kpi",                      "The series whose course shows who leads; empty when there is none."},
    {FLY_VAR_KPI_DEFINITION,  "kpi",                      "The definition of each KPI."},
    {FLY_VAR_AGENT_STEPS,     "scenario, replicate",      "Active agents (all but strangers) summed over all steps: the work done."},
    {FLY_VAR_EXPERIMENT,      "point",                    "The sub-experiment, `[experiment NAME]`, that a point belongs to."},
    {"sensitivity",           "response, kpi, factor, measure", "Of `flywheel sensitivity`: the index of a KPI of a response (a scenario, or its difference from the first) to a factor (an axis); with `sensitivity_low` and `sensitivity_high`, its 95 % interval."},
    {FLY_VAR_TORNADO,         "factor, end",              "Of `flywheel tornado`: the mean difference of a KPI, second scenario less first, with a parameter at the low or the high end of what it is changed to; with `" FLY_VAR_TORNADO_LOW "` and `" FLY_VAR_TORNADO_HIGH "`, its 95 % interval. The scenarios as they are stand in all other variables."},
    {FLY_VAR_TORNADO_RUN,     "factor, end",              "1 where the parameter was run at this end; 0: there is no such end, or no scenario allows it."},
    {FLY_VAR_SWING,           "factor",                   "The largest less the smallest difference of low end, unchanged and high end; with `" FLY_VAR_SWING_LOW "` and `" FLY_VAR_SWING_HIGH "`, its 95 % interval."},
    {FLY_VAR_TORNADO_KPI,     "factor",                   "The KPI that the differences are of: the same everywhere."},
    {FLY_VAR_TORNADO_VALUE,   "factor",                   "The parameter as it is; `first / second` where the scenarios differ in it, `-` where one has none."},
    {FLY_VAR_TORNADO_LOW_AT,  "factor",                   "The parameter at the low end, written the same way."},
    {FLY_VAR_TORNADO_HIGH_AT, "factor",                   "The parameter at the high end."},
    {FLY_VAR_TORNADO_STATE,   "factor",                   "`matters`: the KPI changes in some replicate; `idle`: it does not, not by a bit; `skipped`: it was not run."},
    {FLY_VAR_TORNADO_NOTE,    "factor",                   "Why a parameter, or one end of it, was not run; empty if all was."},
    {FLY_VAR_SEED_POPULATION, "scenario",                 "Seed of individual traits."},
    {FLY_VAR_SEED_NETWORK,    "scenario",                 "Seed of the network."},
    {FLY_VAR_SEED_DYNAMICS,   "scenario",                 "Seed of all that happens."},
}, groups[] = {
    {"/" FLY_GROUP_SUMMARY "/" FLY_TABLE_SUMMARY, "", "A table that `pandas.read_hdf(path, \"" FLY_GROUP_SUMMARY "\")` opens: mean, standard deviation and 95 % interval of every KPI by scenario, over n replicates or antithetic pairs of them."},
    {"/" FLY_GROUP_SCENARIOS "/NAME/" FLY_VAR_TEXT, "", "The scenario's file, verbatim, with the files it extends."},
    {"/" FLY_GROUP_SCENARIOS "/NAME/" FLY_TABLE_PARAMETERS, "", "Every parameter with its value, unit and origin."},
    {"attributes `" FLY_ATTR_VERSION "`, `" FLY_ATTR_REVISION "`, `" FLY_ATTR_COMMAND "`, `" FLY_ATTR_FORMAT "`", "", "Which program wrote the file, called how, and the number of this format."},
    {"attribute `" FLY_ATTR_CONTENT "`", "", "The fingerprint (XXH3, 128 bits) of all results: names and fingerprints of the variables of results in the file's order. `flywheel verify` computes it anew."},
    {"attribute `" FLY_ATTR_HASH "` of a variable", "", "The fingerprint of its values as they lie in memory, row by row."},
    {"last line", "", "Behind HDF5's own end: the fingerprint of all bytes before it."},
    {"attribute `" FLY_ATTR_ANTITHETIC "`", "", "1: two replicates at a time, the first and the second and so on, are a pair with opposite luck (`run.antithetic`); absent: all are independent."},
};
/* clang-format on */

static void print_markdown_fixed(void)
{
    printf("\n## What every file has\n\n| variable | dimensions | meaning |\n|---|---|---|\n");
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        printf("| `%s` | %s | %s |\n", fixed[i].name, fixed[i].dims, fixed[i].doc);
    printf("\n| place | what is there |\n|---|---|\n");
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        printf(groups[i].name[0] == '/' ? "| `%s` | %s |\n" : "| %s | %s |\n", groups[i].name, groups[i].doc);
}

static void print_markdown(void)
{
    printf(
        "# Outputs\n\nGenerated by `flywheel outputs --markdown`; a test fails when this file is stale.\n\n"
        "A result file is one HDF5 file that opens as an xarray dataset (`xarray.open_dataset(\"demo.h5\", "
        "engine=\"h5netcdf\")`).\nMoney is kept in integer hundredths with a `scale_factor`, which xarray applies.\n");
    print_markdown_dims();
    print_markdown_series();
    print_markdown_grids();
    print_markdown_kpis();
    print_markdown_fixed();
}

int command_outputs(struct context *context)
{
    if (context->options.json)
        context->answer = answer_json();
    else if (context->options.markdown)
        print_markdown();
    else
        print_text();
    return FLY_OK;
}
