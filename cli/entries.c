/* Finds what a name means in the tables of the mechanisms and of the analyses. */
#include "cli/entries.h"

#include "analysis/coast.h"
#include "analysis/decompose.h"
#include "analysis/sensitivity.h"
#include "cli/notes.h"
#include "cli/parameter.h"
#include "sim/alloc.h"
#include "sim/design.h"
#include "sim/schema.h"
#include "sim/setup.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { FILE_TEXT = 64 };

/* clang-format off */
const struct entry_axis entry_axes[] = {
    {FLY_COORD_POINT, "uint32", "", "Only in the file of an experiment, and there the first dimension of all results: the points. The axes, `[axis NAME]`, are coordinates along it."},
    {FLY_COORD_SCENARIO, "text", "", "The scenarios of one call of the program, by name."},
    {FLY_COORD_REPLICATE, "uint32", "", "The number of the replicate; the same number has the same random numbers in every scenario."},
    {FLY_COORD_WEEK, "float64", "week", "The end of the recorded interval; week 0 is the start."},
    {FLY_COORD_KPI, "text", "", "The names of the KPIs."},
    {FLY_COORD_RESPONSE, "text", "", "Of `flywheel sensitivity`: what depends on the factors, a scenario or its difference from the first."},
    {FLY_COORD_FACTOR, "text", "", "Of `flywheel sensitivity`: the axes. Of `flywheel tornado`: the parameters that were changed."},
    {FLY_COORD_END, "text", "", "Of `flywheel tornado`: the low and the high end of what a parameter is changed to."},
    {FLY_COORD_MEASURE, "text", "", "Of `flywheel sensitivity`: the kinds of index that its method gives."},
    {NULL, NULL, NULL, NULL},
};
const struct entry_variable entry_variables[] = {
    {FLY_VAR_KPI,             "scenario, replicate, kpi", "float64", "",       "The KPIs of every replicate."},
    {FLY_VAR_KPI_UNIT,        "kpi",                      "text",    "",       "The unit of each KPI."},
    {FLY_VAR_KPI_BETTER,      "kpi",                      "int8",    "",       "1 when higher is better, -1 when lower is, 0 when neither."},
    {FLY_VAR_KPI_PATH,        "kpi",                      "text",    "",       "The series whose course shows who leads; empty when there is none."},
    {FLY_VAR_KPI_DEFINITION,  "kpi",                      "text",    "",       "The definition of each KPI."},
    {FLY_VAR_KPI_FORMULA,     "kpi",                      "text",    "",       "The formula of each KPI."},
    {FLY_VAR_AGENT_STEPS,     "scenario, replicate",      "uint64",  "agents", "Active agents (all but strangers) summed over all steps: the work done."},
    {FLY_VAR_SEED_POPULATION, "scenario",                 "uint64",  "",       "Seed of individual traits."},
    {FLY_VAR_SEED_NETWORK,    "scenario",                 "uint64",  "",       "Seed of the network."},
    {FLY_VAR_SEED_DYNAMICS,   "scenario",                 "uint64",  "",       "Seed of all that happens."},
    {FLY_VAR_EXPERIMENT,      "point",                    "text",    "",       "Of an experiment with `[experiment NAME]` sections: the one that a point belongs to."},
    {FLY_VAR_INDEX,           "response, kpi, factor, measure", "float64", "", "Of `flywheel sensitivity`: the index of a KPI of a response to a factor."},
    {FLY_VAR_INDEX_LOW,       "response, kpi, factor, measure", "float64", "", "The lower end of its 95 % interval."},
    {FLY_VAR_INDEX_HIGH,      "response, kpi, factor, measure", "float64", "", "The upper end of its 95 % interval."},
    {FLY_VAR_TORNADO,         "factor, end", "float64", "", "Of `flywheel tornado`: the mean difference of a KPI, second scenario less first, with a parameter at the low or the high end of what it is changed to. The scenarios as they are stand in all other variables."},
    {FLY_VAR_TORNADO_LOW,     "factor, end", "float64", "", "The lower end of its 95 % interval."},
    {FLY_VAR_TORNADO_HIGH,    "factor, end", "float64", "", "The upper end of its 95 % interval."},
    {FLY_VAR_TORNADO_RUN,     "factor, end", "float64", "", "1 where the parameter was run at this end; 0: there is no such end, or no scenario allows it."},
    {FLY_VAR_SWING,           "factor", "float64", "", "The largest less the smallest difference of low end, unchanged and high end."},
    {FLY_VAR_SWING_LOW,       "factor", "float64", "", "The lower end of its 95 % interval."},
    {FLY_VAR_SWING_HIGH,      "factor", "float64", "", "The upper end of its 95 % interval."},
    {FLY_VAR_TORNADO_KPI,     "factor", "text", "", "The KPI that the differences are of: the same everywhere."},
    {FLY_VAR_TORNADO_VALUE,   "factor", "text", "", "The parameter as it is; `first / second` where the scenarios differ in it, `-` where one has none."},
    {FLY_VAR_TORNADO_LOW_AT,  "factor", "text", "", "The parameter at the low end, written the same way."},
    {FLY_VAR_TORNADO_HIGH_AT, "factor", "text", "", "The parameter at the high end."},
    {FLY_VAR_TORNADO_STATE,   "factor", "text", "", "`matters`: the KPI changes in some replicate; `idle`: it does not, not by a bit; `skipped`: it was not run."},
    {FLY_VAR_TORNADO_NOTE,    "factor", "text", "", "Why a parameter, or one end of it, was not run; empty if all was."},
    {NULL, NULL, NULL, NULL, NULL},
};
/* clang-format on */

/* What every entry of this file is made of. */
static struct entry *add_entry(struct entries *entries, const char *kind, const char *name, const char *doc,
                               const char *file)
{
    void *items = entries->items;
    if (fly_grow(&items, &entries->capacity, entries->n + 1, sizeof *entries->items) < 0) {
        entries->status = FLY_ERR_MEMORY;
        return NULL;
    }
    entries->items = items;
    struct entry *entry = &entries->items[entries->n++];
    *entry = (struct entry){.kind = kind, .doc = doc, .file = file};
    (void)snprintf(entry->name, sizeof entry->name, "%s", name);
    return entry;
}

FLY_PRINTF(3, 4)
static void add_fact(struct entry *entry, const char *what, const char *format, ...)
{
    va_list args;
    if (!entry || entry->n_facts == ENTRY_FACTS) return;
    struct entry_fact *fact = &entry->facts[entry->n_facts++];
    fact->what = what;
    va_start(args, format);
    (void)vsnprintf(fact->text, sizeof fact->text, format, args);
    va_end(args);
}

/* ---- whose it is ---- */

static const char *find_note(const char *folder, const char *name, const char *ending)
{
    char file[FILE_TEXT];
    (void)snprintf(file, sizeof file, "%s/%s.%s", folder, name, ending);
    for (size_t i = 0; notes[i].file; i++)
        if (strcmp(notes[i].file, file) == 0) return notes[i].file;
    return NULL;
}

static const char *file_of(const struct fly_mechanism *mechanism)
{
    return find_note("models", mechanism->name, "c");
}

static const struct fly_mechanism *owner_of(const struct fly_param_table *table)
{
    for (size_t m = 0; fly_mechanisms[m]; m++)
        for (size_t t = 0; fly_mechanisms[m]->params && fly_mechanisms[m]->params[t]; t++)
            if (fly_mechanisms[m]->params[t] == table) return fly_mechanisms[m];
    return NULL;
}

/* Sections that belong to no mechanism are told of by the engine. */
static const char *file_of_table(const struct fly_param_table *table)
{
    const struct fly_mechanism *owner = owner_of(table);
    const struct fly_param_table *const of_design[] = {&fly_sweep_table, &fly_axis_table, &fly_experiment_table,
                                                       &fly_sensitivity_table};
    for (size_t i = 0; i < sizeof of_design / sizeof of_design[0]; i++)
        if (table == of_design[i]) return find_note("sim", "design", "h");
    if (!owner) return find_note("sim", table->section, "h");
    return file_of(owner);
}

static void add_owner(struct entry *entry, const struct fly_mechanism *owner)
{
    if (owner)
        add_fact(entry, "mechanism", "%s: %s", owner->name, owner->doc);
    else
        add_fact(entry, "mechanism", "the engine itself");
}

/* ---- results ---- */

/* The first n letters of `name` are all of `word`. */
static bool is_word(const char *word, const char *name, size_t n)
{
    return strlen(word) == n && strncmp(word, name, n) == 0;
}

static const char *better_word(enum fly_better better)
{
    return better == FLY_HIGHER ? "higher" : better == FLY_LOWER ? "lower" : "neither";
}

static void add_kpi(struct entries *entries, const struct fly_mechanism *owner, const struct fly_kpi *kpi)
{
    struct entry *entry = add_entry(entries, "KPI", kpi->name, kpi->doc, file_of(owner));
    add_fact(entry, "formula", "%s", kpi->formula);
    add_fact(entry, "unit", "%s", kpi->unit);
    add_fact(entry, "better", "%s", better_word(kpi->better));
    if (kpi->path) add_fact(entry, "course", "%s: the series that says who leads from which week", kpi->path);
    add_owner(entry, owner);
    add_fact(entry, "shown by", "flywheel run, compare, show; sweep, sensitivity, tornado and compare with --kpi %s",
             kpi->name);
}

static void add_series(struct entries *entries, const struct fly_mechanism *owner, const struct fly_series *series)
{
    const char *const kinds[] = {[FLY_FLOW] = "flow: counted during the interval that ends at the week",
                                 [FLY_STOCK] = "stock: its value at the week",
                                 [FLY_REAL] = "real: a rate or a mean"};
    if (series->kind == FLY_PASSING) return;
    struct entry *entry = add_entry(entries, "series", series->name, series->doc, file_of(owner));
    add_fact(entry, "kind", "%s", kinds[series->kind]);
    add_fact(entry, "unit", "%s", series->unit);
    if (series->dim) add_fact(entry, "dimension", "%s: %s", series->dim->name, series->dim->doc);
    add_owner(entry, owner);
    add_fact(entry, "shown by", "flywheel show RESULT.h5 --series %s%s", series->name, series->dim ? "[.LABEL]" : "");
}

static void add_grid(struct entries *entries, const struct fly_mechanism *owner, const struct fly_grid *grid)
{
    struct entry *entry = add_entry(entries, "grid", grid->name, grid->doc, file_of(owner));
    add_fact(entry, "unit", "%s", *grid->unit ? grid->unit : "1");
    for (size_t d = 0; d < FLY_GRID_DIMS && grid->dims[d]; d++)
        add_fact(entry, "dimension", "%s: %s", grid->dims[d]->name, grid->dims[d]->doc);
    add_owner(entry, owner);
    add_fact(entry, "shown by", "the variable %s of the result file", grid->name);
}

/* A dimension once, with the variables that have it. */
static void add_dim(struct entries *entries, const struct fly_dim *dim, const char *variable)
{
    for (size_t i = 0; i < entries->n; i++) {
        struct entry *entry = &entries->items[i];
        if (strcmp(entry->kind, "dimension") != 0 || strcmp(entry->name, dim->name) != 0) continue;
        char *text = entry->facts[0].text;
        const size_t used = strlen(text);
        (void)snprintf(text + used, ENTRY_TEXT - used, ", %s", variable);
        return;
    }
    add_fact(add_entry(entries, "dimension", dim->name, dim->doc, NULL), "of", "%s", variable);
}

static void find_results(struct entries *entries, const struct fly_mechanism *owner, const char *name)
{
    const size_t n = strlen(name), word = strcspn(name, ".");
    for (size_t i = 0; i < owner->n_kpis; i++)
        if (is_word(owner->kpis[i].name, name, n)) add_kpi(entries, owner, &owner->kpis[i]);
    for (size_t i = 0; i < owner->n_series; i++) {
        const struct fly_series *series = &owner->series[i];
        if (is_word(series->name, name, series->dim ? word : n)) add_series(entries, owner, series);
        if (series->dim && is_word(series->dim->name, name, n)) add_dim(entries, series->dim, series->name);
    }
    for (size_t i = 0; i < owner->n_grids; i++) {
        if (is_word(owner->grids[i].name, name, n)) add_grid(entries, owner, &owner->grids[i]);
        for (size_t d = 0; d < FLY_GRID_DIMS && owner->grids[i].dims[d]; d++)
            if (is_word(owner->grids[i].dims[d]->name, name, n))
                add_dim(entries, owner->grids[i].dims[d], owner->grids[i].name);
    }
}

/* ---- parameters ---- */

/* The bracketed part of a sentence in which a year stands: "(Kumar et al. 2007: 68 %)". */
static bool find_source(const char *doc, char text[ENTRY_TEXT])
{
    for (const char *open = strchr(doc, '('); open; open = strchr(open + 1, '(')) {
        const int length = (int)strcspn(open + 1, ")");
        for (int i = 1; i + 3 <= length; i++)
            if ((open[i] == '1' || open[i] == '2') && isdigit((unsigned char)open[i + 1]) &&
                isdigit((unsigned char)open[i + 2]) && isdigit((unsigned char)open[i + 3])) {
                (void)snprintf(text, ENTRY_TEXT, "%.*s", length, open + 1);
                return true;
            }
    }
    return false;
}

static void add_source(struct entry *entry, const char *doc)
{
    char source[ENTRY_TEXT];
    const bool is_chosen = strstr(doc, "(chosen") != NULL;
    if (is_chosen)
        add_fact(entry, "source", "chosen: plausible, not measured; flywheel tornado says what rests on it");
    else if (find_source(doc, source))
        add_fact(entry, "source", "%s", source);
}

static void add_parameter(struct entries *entries, const struct fly_param_table *table, const struct fly_param *row)
{
    char name[ENTRY_TEXT], text[ENTRY_TEXT];
    (void)snprintf(name, sizeof name, "%s%s.%s", table->section, table->repeated ? ".NAME" : "", row->name);
    struct entry *entry = add_entry(entries, "parameter", name, row->doc, file_of_table(table));
    (void)fly_param_print_range(row, text, sizeof text);
    char standard[PARAMETER_VALUE];
    add_fact(entry, "default", "%s", parameter_standard(row, standard));
    add_fact(entry, "allowed", "%s", text);
    add_fact(entry, "type", "%s: %s", fly_param_type_name(row->type), fly_param_type_meaning(row->type));
    if (*parameter_unit(row)) add_fact(entry, "unit", "%s", row->unit);
    add_source(entry, row->doc);
    add_fact(entry, "section", "[%s%s] %s", table->section, table->repeated ? " NAME" : "", table->doc);
    add_owner(entry, owner_of(table));
    if (fly_param_is_read_once(table, row))
        add_fact(entry, "in time", "read once, before the first step: no shock changes it");
    add_fact(entry, "set with", "--set '%s=%s'; what a scenario has: flywheel diff, run --dry-run", name, standard);
}

static void add_section(struct entries *entries, const struct fly_param_table *table)
{
    char names[ENTRY_TEXT] = "";
    size_t used = 0;
    struct entry *entry = add_entry(entries, "section", table->section, table->doc, file_of_table(table));
    for (size_t r = 0; r < table->n_rows && used < sizeof names; r++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", r ? ", " : "", table->rows[r].name);
    add_fact(entry, "keys", "%s", names);
    if (table->fixed_names) add_fact(entry, "names", "%s", table->fixed_names);
    add_owner(entry, owner_of(table));
    add_fact(entry, "shown by", "flywheel params %s", table->section);
}

/* "key", "section.key", "section.NAME.key", "section". */
static void find_parameters(struct entries *entries, const struct fly_param_table *table, const char *name)
{
    const char *dot = strrchr(name, '.'), *key = dot ? dot + 1 : name;
    if (!dot && strcmp(table->section, name) == 0) add_section(entries, table);
    if (dot && !is_word(table->section, name, strcspn(name, "."))) return;
    const ptrdiff_t row = fly_param_find(table, key);
    if (row >= 0) add_parameter(entries, table, &table->rows[row]);
}

/* ---- figures of analyses ---- */

static void find_figure(struct entries *entries, const struct fly_figure *figures, size_t n, const char *command,
                        const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(figures[i].name, name) != 0) continue;
        struct entry *entry = add_entry(entries, "figure", name, figures[i].doc, NULL);
        if (figures[i].unit) add_fact(entry, "unit", "%s", figures[i].unit);
        add_fact(entry, "shown by", "flywheel %s", command);
    }
}

static void find_figures(struct entries *entries, const char *name)
{
    find_figure(entries, fly_coast_figures, FLY_N_COAST_FIGURES, "coast", name);
    find_figure(entries, fly_referral_figures, FLY_N_REFERRAL_FIGURES, "decompose", name);
    for (int m = 0; m < FLY_N_METHODS; m++) {
        const struct fly_method_info *info = fly_method_info((enum fly_method)m);
        find_figure(entries, info->measures, info->n_measures, "sensitivity", name);
    }
}

/* ---- all of it ---- */

static void find_variables(struct entries *entries, const char *name)
{
    for (size_t v = 0; entry_variables[v].name; v++) {
        if (strcmp(entry_variables[v].name, name) != 0) continue;
        struct entry *entry = add_entry(entries, "variable", name, entry_variables[v].doc, NULL);
        add_fact(entry, "dimensions", "%s", entry_variables[v].dims);
        add_fact(entry, "type", "%s", entry_variables[v].type);
    }
}

void entries_find(struct entries *entries, const char *name)
{
    const struct fly_schema *schema = fly_engine_schema();
    for (size_t m = 0; fly_mechanisms[m]; m++)
        find_results(entries, fly_mechanisms[m], name);
    for (size_t a = 0; entry_axes[a].name; a++)
        if (strcmp(entry_axes[a].name, name) == 0) (void)add_entry(entries, "dimension", name, entry_axes[a].doc, NULL);
    find_variables(entries, name);
    for (size_t t = 0; t < schema->n_tables; t++)
        find_parameters(entries, schema->tables[t], name);
    for (size_t m = 0; fly_mechanisms[m]; m++)
        if (strcmp(fly_mechanisms[m]->name, name) == 0)
            (void)add_entry(entries, "mechanism", name, fly_mechanisms[m]->doc, file_of(fly_mechanisms[m]));
    find_figures(entries, name);
}

void entries_free(struct entries *entries)
{
    fly_free(entries->items);
    *entries = (struct entries){0};
}

/* ---- names ---- */

struct names {
    const char **items;
    size_t n, capacity;
};

static void add_name(struct names *names, const char *name)
{
    void *items = names->items;
    if (fly_grow(&items, &names->capacity, names->n + 1, sizeof *names->items) < 0) return;
    names->items = items;
    names->items[names->n++] = name;
}

const char **entries_names(size_t *n)
{
    struct names names = {0};
    const struct fly_schema *schema = fly_engine_schema();
    for (size_t m = 0; fly_mechanisms[m]; m++) {
        const struct fly_mechanism *mechanism = fly_mechanisms[m];
        add_name(&names, mechanism->name);
        for (size_t i = 0; i < mechanism->n_kpis; i++)
            add_name(&names, mechanism->kpis[i].name);
        for (size_t i = 0; i < mechanism->n_series; i++)
            if (mechanism->series[i].kind != FLY_PASSING) add_name(&names, mechanism->series[i].name);
        for (size_t i = 0; i < mechanism->n_grids; i++)
            add_name(&names, mechanism->grids[i].name);
    }
    for (size_t v = 0; entry_variables[v].name; v++)
        add_name(&names, entry_variables[v].name);
    for (size_t t = 0; t < schema->n_tables; t++) {
        add_name(&names, schema->tables[t]->section);
        for (size_t r = 0; r < schema->tables[t]->n_rows; r++)
            add_name(&names, schema->tables[t]->rows[r].name);
    }
    *n = names.n;
    return names.items;
}
