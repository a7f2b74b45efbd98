/* `flywheel outputs`: what a result file holds, printed from the mechanisms' tables. docs/outputs.md is its --markdown.
 */
#include "analysis/tidy.h"
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
    printf("\n## Dimensions\n\nEach is a variable of its own name that holds the labels.\n\n"
           "| name | type | unit | meaning |\n|---|---|---|---|\n");
    for (size_t a = 0; entry_axes[a].name; a++)
        printf("| `%s` | %s | %s | %s |\n", entry_axes[a].name, entry_axes[a].type, entry_axes[a].unit,
               entry_axes[a].doc);
    for (size_t m = 0; fly_mechanisms[m]; m++)
        for (size_t k = 0; k < named_dims(fly_mechanisms[m]); k++) {
            const struct fly_dim *dim = named_dim(fly_mechanisms[m], k);
            if (dim && is_first_use(dim, m, k))
                printf("| `%s` | %s | %s | %s |\n", dim->name, dim->unit ? "float64" : "text",
                       dim->unit ? dim->unit : "", dim->doc);
        }
    printf(
        "\nEach `[axis NAME]` of an experiment is a variable NAME(point), float64, in the unit of the parameter that "
        "it sets; not a number\nwhere a sub-experiment does not set it.\n");
}

static void print_markdown_series(void)
{
    printf("\n## Series\n\nOne value per scenario, replicate and recorded week. A *flow* is counted during the "
           "interval that "
           "ends at the week, a *stock* is\nits value then, a *real* is a rate or a mean. Flows and stocks are int64, "
           "reals "
           "float64 and not a number where undefined. Integers of\nmoney count hundredths.\n\n"
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
           "dimensions)`, int64. A place without a value\nhas the fill value, -2^63, which xarray reads as not a "
           "number.\n\n"
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
    printf("\n## KPIs\n\nOne value per scenario and replicate, in `kpi_value(scenario, replicate, kpi)`; not a "
           "number where undefined.\n\n"
           "| name | unit | better | mechanism | definition | formula |\n|---|---|---|---|---|---|\n");
    for (size_t m = 0; fly_mechanisms[m]; m++)
        for (size_t i = 0; i < fly_mechanisms[m]->n_kpis; i++) {
            const struct fly_kpi *kpi = &fly_mechanisms[m]->kpis[i];
            printf("| `%s` | %s | %s | %s | %s | %s |\n", kpi->name, kpi->unit, better_name(kpi->better),
                   fly_mechanisms[m]->name, kpi->doc, kpi->formula);
        }
}

/* clang-format off */
static const struct { const char *place, *doc; } places[] = {
    {"/" FLY_GROUP_SUMMARY "/" FLY_TABLE_SUMMARY, "Not of an experiment. A table that `pandas.read_hdf(path, \"" FLY_GROUP_SUMMARY "\")` opens: every KPI by scenario. Columns `scenario`, `kpi`, `unit` (text), `n` (int64: replicates, or antithetic pairs of them, where it is defined), `mean`, `sd`, `low`, `high` (float64: mean, standard deviation, 95 % interval of the mean)."},
    {"/" FLY_GROUP_SCENARIOS "/NAME/" FLY_VAR_TEXT, "The scenario's file, verbatim, with the files it extends."},
    {"/" FLY_GROUP_SCENARIOS "/NAME/" FLY_TABLE_PARAMETERS, "A table of every parameter. Columns `parameter` (as `--set` names it), `type`, `value` (as an INI file may say it), `number` (float64; not a number for text), `unit`, `origin` (default, file:line, or --set), `doc`."},
    {"last line", "Behind HDF5's own end: the fingerprint of all bytes before it."},
};
static const struct { const char *name, *of, *type, *doc; } attributes[] = {
    {FLY_ATTR_TITLE,    "file", "text", "How many points, scenarios and replicates it has."},
    {FLY_ATTR_FORMAT,   "file", "int32", "The number of this format."},
    {FLY_ATTR_VERSION,  "file", "text", "The version of flywheel that wrote it."},
    {FLY_ATTR_REVISION, "file", "text", "The revision of its source."},
    {FLY_ATTR_COMMAND,  "file", "text", "How it was called; paste it to run it again."},
    {FLY_ATTR_CONTENT,  "file", "text", "The fingerprint (XXH3, 128 bits) of all results: names and fingerprints of the variables of results in the file's order. `flywheel verify` computes it anew."},
    {FLY_ATTR_ANTITHETIC, "file", "int32", "1: two replicates at a time, the first and the second and so on, are a pair with opposite luck (`run.antithetic`); absent: all are independent."},
    {FLY_ATTR_COORDINATES, "file, `kpi_value`", "text", "Which variables xarray makes coordinates: the axes of an experiment; what is said about KPIs."},
    {FLY_ATTR_UNITS,     "variable", "text", "The unit, \"1\" where there is none."},
    {FLY_ATTR_LONG_NAME, "variable", "text", "What it means."},
    {FLY_ATTR_KIND,      "series, grid", "text", "flow, stock, real or grid."},
    {FLY_ATTR_SCALE,     "series, grid", "float64", "0.01 of integers of money: what they are to be multiplied by."},
    {FLY_ATTR_FILL,      "series, grid, `kpi_value`", "the variable's", "What stands where there is no value."},
    {FLY_ATTR_PARAMETER, "axis", "text", "The parameter that it sets, as `--set` names it."},
    {FLY_ATTR_HASH,      "variable of results", "text", "The fingerprint of its values as they lie in memory, row by row."},
    {FLY_ATTR_PATH,      "scenario", "text", "The scenario's file."},
    {FLY_VAR_SEED_POPULATION "`, `" FLY_VAR_SEED_NETWORK "`, `" FLY_VAR_SEED_DYNAMICS, "scenario", "uint64", "Its seeds once more."},
    {FLY_ATTR_AGENTS,    "scenario", "uint32", "How many agents its market has."},
    {FLY_ATTR_STEPS,     "scenario", "uint32", "How many steps it takes."},
    {FLY_ATTR_STEP_WEEKS, "scenario", "float64", "How many weeks a step is."},
    {"CLASS`, `NAME`, `REFERENCE_LIST`, `DIMENSION_LIST", "variable", "HDF5's", "The marks of HDF5's dimension scales."},
    {"CLASS`, `VERSION`, `TITLE`, `FIELD_N_NAME", "table", "HDF5's", "The marks of HDF5's tables."},
};
/* clang-format on */

static void print_markdown_fixed(void)
{
    printf("\n## Other variables\n\nThose of experiments have `point` as their first dimension where they have "
           "`replicate`.\n\n| variable | dimensions | type | unit | meaning |\n|---|---|---|---|---|\n");
    for (size_t i = 0; entry_variables[i].name; i++)
        printf("| `%s` | %s | %s | %s | %s |\n", entry_variables[i].name, entry_variables[i].dims,
               entry_variables[i].type, entry_variables[i].unit, entry_variables[i].doc);
    printf("\n## Groups\n\n| place | what is there |\n|---|---|\n");
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        printf(places[i].place[0] == '/' ? "| `%s` | %s |\n" : "| %s | %s |\n", places[i].place, places[i].doc);
    printf("\n## Attributes\n\n| attribute | of | type | meaning |\n|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++)
        printf("| `%s` | %s | %s | %s |\n", attributes[i].name, attributes[i].of, attributes[i].type,
               attributes[i].doc);
}

static void print_markdown_format(void)
{
    printf("\n## Format\n\n`" FLY_ATTR_FORMAT "` is %d. It is raised when a reader of the one before would "
           "misunderstand the file; a variable or an attribute more is no\nreason. Files of every older format still "
           "open; a newer one is refused with a sentence.\n",
           FLY_FORMAT);
}

static void print_markdown_export(void)
{
    printf(
        "\n## Tables of `flywheel export`\n\nCSV (UTF-8, RFC 4180, one file for each) or JSON (one array of "
        "objects for each). One observation a row; money in units, not\nhundredths; what is not a number is an empty "
        "cell or null. A text that a spreadsheet would run, which begins with `=`, `+`, `-`, `@`,\na tab or an end of "
        "line, gets an apostrophe in front in CSV, and so does one that begins with an apostrophe.\n\n"
        "| table | what it holds |\n|---|---|\n");
    for (size_t i = 0; i < FLY_TIDY_TABLES; i++)
        printf("| `%s` | %s |\n", fly_tidy_tables[i].name, fly_tidy_tables[i].doc);
}

static void print_markdown(void)
{
    printf(
        "# Outputs\n\nGenerated by `flywheel outputs --markdown`; a test fails when this file is stale.\n\n"
        "A result file is one HDF5 file that opens as an xarray dataset (`xarray.open_dataset(\"demo.h5\", "
        "engine=\"h5netcdf\")`); [files.md](files.md) has other\nreaders. Money is kept in integer hundredths with a "
        "`scale_factor`, which xarray applies. Text is UTF-8 of variable length.\n");
    print_markdown_dims();
    print_markdown_series();
    print_markdown_grids();
    print_markdown_kpis();
    print_markdown_fixed();
    print_markdown_format();
    print_markdown_export();
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
