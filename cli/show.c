/* `flywheel show`: what is in a result file. */
#include "cli/show.h"

#include "analysis/compare.h"
#include "cli/json_out.h"
#include "cli/kpis.h"
#include "cli/sparkline.h"
#include "cli/stored.h"
#include "cli/sweep.h"
#include "cli/terminal.h"
#include "sim/alloc.h"
#include "sim/schema.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

enum { WIDTH = 110, INDENT = 14 };

/* Drawn where the file has them: how the market, the money and the mood went. */
static const char *const main_series[] = {"customers", "new_customers", "churned", "revenue", "profit",  "cash",
                                          "npv",       "satisfaction",  "nps",     "rating",  "momentum"};

enum { N_MAIN = sizeof main_series / sizeof main_series[0] };

size_t show_n_grids(const struct show *show)
{
    size_t n = 0;
    for (size_t i = 0; i < show->variables.n; i++)
        n += strcmp(show->variables.items[i].kind, FLY_KIND_GRID) == 0;
    return n;
}

/* ---- what there is ---- */

static bool has_variable(const struct show *show, const char *name)
{
    for (size_t i = 0; i < show->variables.n; i++)
        if (strcmp(show->variables.items[i].name, name) == 0) return true;
    return false;
}

static int refuse_series(const struct show *show, const char *name, const struct fly_error *error,
                         struct messages *messages)
{
    char word[128];
    const char **names = fly_alloc(show->variables.n, sizeof *names);
    if (!names) return FLY_ERR_MEMORY;
    size_t n = 0;
    for (size_t i = 0; i < show->variables.n; i++)
        if (strcmp(show->variables.items[i].kind, FLY_KIND_GRID) != 0) names[n++] = show->variables.items[i].name;
    (void)snprintf(word, sizeof word, "%.*s", (int)strcspn(name, "."), name);
    const char *near = has_variable(show, word) ? NULL : fly_nearest_name(word, names, n);
    fly_free(names);
    if (n == 0)
        return messages_error(messages, FLY_ERR_USAGE,
                              "--series %s: %s holds KPIs only (sweep.keep = all keeps series)", name, show->path);
    if (!has_variable(show, word))
        return messages_error(messages, FLY_ERR_USAGE, "--series %s: there is no such series%s%s%s", name,
                              near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
    return messages_error(messages, FLY_ERR_USAGE, "--series %s: %s", name, error->text);
}

static int read_courses(struct show *show, struct context *context)
{
    int ret = FLY_OK;
    struct fly_error error = {0};
    const struct texts *asked = &context->options.series;
    show->courses = fly_alloc(N_MAIN + asked->n, sizeof *show->courses);
    if (!show->courses) return FLY_ERR_MEMORY;
    for (size_t i = 0; i < N_MAIN + asked->n; i++) {
        const char *name = i < N_MAIN ? main_series[i] : asked->items[i - N_MAIN];
        if (i < N_MAIN && !has_variable(show, name)) continue;
        ret = fly_course_read(&show->courses[show->n_courses], &show->session->data, name, &error);
        if (ret == FLY_ERR_USAGE && fly_dataset_has_failed()) /* HDF5 says no where it has no memory */
            return messages_error(&context->messages, FLY_ERR_IO, "%s could not be read in full", show->path);
        if (ret == FLY_ERR_USAGE) return refuse_series(show, name, &error, &context->messages);
        if (ret < 0) return messages_add(&context->messages, ret, &error);
        show->n_courses++;
    }
    return ret;
}

static int gather(struct show *show, struct context *context)
{
    int ret;
    struct fly_error error = {0};
    struct stat status;
    const struct fly_dataset *data = &show->session->data;
    if (stat(show->path, &status) == 0) show->bytes = (double)status.st_size;
    show->estimates = fly_alloc(data->n_kpis, sizeof *show->estimates);
    show->median = fly_alloc(data->n_weeks, sizeof *show->median);
    if (!show->estimates || !show->median) FLY_TRY(FLY_ERR_MEMORY);
    FLY_TRY(fly_dataset_about(data, &show->about, &error));
    FLY_TRY(fly_dataset_axes(data, &show->axes, &error));
    FLY_TRY(fly_dataset_indices(data, &show->indices, &error));
    FLY_TRY(fly_dataset_variables(data, &show->variables, &error));
    FLY_TRY(kpis_find(data, context->options.kpi, &show->kpi, &context->messages));
    FLY_TRY(read_courses(show, context));
out:
    return context->messages.found.n_errors > 0 ? ret : messages_add(&context->messages, ret, &error);
}

static void release(struct show *show)
{
    for (size_t i = 0; i < show->n_courses; i++)
        fly_course_free(&show->courses[i]);
    fly_free(show->courses);
    fly_free(show->estimates);
    fly_free(show->median);
    fly_about_free(&show->about);
    fly_axes_free(&show->axes);
    fly_indices_free(&show->indices);
    fly_variables_about_free(&show->variables);
}

/* ---- text ---- */

static void print_fact(const char *what, const char *text)
{
    printf("  %-*s", INDENT - 2, what);
    terminal_wrap(stdout, text, INDENT, WIDTH);
}

static void print_facts(const struct show *show)
{
    const struct session *session = show->session;
    const struct fly_dataset *data = &session->data;
    char bytes[TERMINAL_NUMBER], size[KPIS_SIZE_TEXT], text[512];
    printf("%s: %s\n", show->path, show->about.title);
    print_fact("command", show->about.command);
    (void)snprintf(text, sizeof text, "flywheel %s (%s), format %d, %s, content %s", show->about.version,
                   show->about.revision, show->about.format, terminal_bytes(show->bytes, bytes), show->about.content);
    print_fact("written by", text);
    (void)snprintf(text, sizeof text, "%s, recorded at %zu weeks, numbered from %zu%s", kpis_print_size(session, size),
                   data->n_weeks, data->first_replicate, data->pairing == FLY_PAIRS ? ", antithetic pairs" : "");
    print_fact("runs", text);
    (void)snprintf(text, sizeof text, "%zu series, %zu grids, %zu KPIs (see: flywheel outputs)",
                   show->variables.n - show_n_grids(show), show_n_grids(show), data->n_kpis);
    print_fact("variables", text);
}

static int print_scenarios(const struct show *show)
{
    char number[TERMINAL_NUMBER];
    struct terminal_table table = {.columns = {{"scenario", TERMINAL_LEFT},
                                               {"agents", TERMINAL_RIGHT},
                                               {"seed", TERMINAL_RIGHT},
                                               {"file", TERMINAL_LEFT}},
                                   .n_columns = 4};
    for (size_t s = 0; s < show->about.n_scenarios; s++) {
        const struct fly_scenario_about *one = &show->about.scenarios[s];
        terminal_cell(&table, "%s", show->session->data.scenarios.text[s]);
        terminal_cell(&table, "%s", terminal_grouped(one->n_agents, number));
        terminal_cell(&table, "%llu", (unsigned long long)one->seed_dynamics);
        terminal_cell(&table, "%s", one->path);
    }
    (void)putchar('\n');
    return terminal_print_table(&table, stdout);
}

static double last_of(const double *values, size_t n)
{
    while (n > 0 && isnan(values[n - 1]))
        n--;
    return n > 0 ? values[n - 1] : NAN;
}

static void print_ends(const double *values, size_t n, double *low, double *high)
{
    *low = *high = NAN;
    for (size_t i = 0; i < n; i++) {
        *low = fmin(*low, values[i]);
        *high = fmax(*high, values[i]);
    }
}

/* Week 0 has no flow but the money of the start: it would be the low end of every one. */
static int add_course(struct terminal_table *table, const struct show *show, const struct fly_course *course,
                      size_t scenario, struct fly_error *error)
{
    char text[SPARKLINE_TEXT], number[TERMINAL_NUMBER];
    double low, high;
    const struct fly_dataset *data = &show->session->data;
    const size_t skip = course->is_flow && data->n_weeks > 1;
    int ret = fly_course_median(course, data, scenario, show->median, error);
    if (ret < 0) return ret;
    const double *values = show->median + skip;
    print_ends(values, data->n_weeks - skip, &low, &high);
    terminal_cell(table, "%s", course->name);
    terminal_cell(table, "%s", course->unit);
    terminal_cell(table, "%s", sparkline_print(values, data->n_weeks - skip, text));
    terminal_cell(table, "%s", terminal_number(low, number));
    terminal_cell(table, "%s", terminal_number(high, number));
    terminal_cell(table, "%s", terminal_number(last_of(values, data->n_weeks - skip), number));
    return FLY_OK;
}

static int print_courses(const struct show *show, size_t scenario, struct fly_error *error)
{
    int ret = FLY_OK;
    struct terminal_table table = {.columns = {{"median course", TERMINAL_LEFT},
                                               {"unit", TERMINAL_LEFT},
                                               {"", TERMINAL_LEFT},
                                               {"lowest", TERMINAL_DIGITS},
                                               {"highest", TERMINAL_DIGITS},
                                               {"last", TERMINAL_DIGITS}},
                                   .n_columns = 6};
    if (show->n_courses == 0) return FLY_OK;
    for (size_t i = 0; i < show->n_courses; i++)
        FLY_TRY(add_course(&table, show, &show->courses[i], scenario, error));
    (void)putchar('\n');
    return terminal_print_table(&table, stdout);
out:
    terminal_table_free(&table);
    return ret;
}

static int print_axes(const struct show *show)
{
    char text[64];
    double low, high;
    struct terminal_table table = {.columns = {{"axis", TERMINAL_LEFT},
                                               {"parameter", TERMINAL_LEFT},
                                               {"unit", TERMINAL_LEFT},
                                               {"from", TERMINAL_RIGHT},
                                               {"to", TERMINAL_RIGHT}},
                                   .n_columns = 5};
    for (size_t a = 0; a < show->session->design.n_axes; a++) {
        const struct fly_axis *axis = &show->session->design.axes[a];
        print_ends(axis->values, show->session->design.n_points, &low, &high);
        terminal_cell(&table, "%s", axis->name);
        terminal_cell(&table, "%s", axis->parameter);
        terminal_cell(&table, "%s", show->axes.items[a].unit);
        (void)snprintf(text, sizeof text, "%.6g", low);
        terminal_cell(&table, "%s", text);
        (void)snprintf(text, sizeof text, "%.6g", high);
        terminal_cell(&table, "%s", text);
    }
    (void)putchar('\n');
    return terminal_print_table(&table, stdout);
}

/* Axes, the indices of a sensitivity analysis, and what each point says. */
static int print_experiment(const struct show *show, struct context *context)
{
    int ret = print_axes(show);
    for (size_t r = 0; ret == FLY_OK && r < show->indices.responses.n; r++)
        ret = show_print_indices(show, r);
    (void)putchar('\n');
    return ret < 0 ? ret : sweep_present(show->session, context);
}

static int print_text(const struct show *show, struct context *context, struct fly_error *error)
{
    int ret;
    const struct fly_dataset *data = &show->session->data;
    print_facts(show);
    FLY_TRY(print_scenarios(show));
    if (data->n_points > 0) return print_experiment(show, context);
    for (size_t s = 0; s < data->scenarios.n; s++) {
        printf("\n%s%s%s\n\n", terminal_colour(stdout, TERMINAL_BOLD), data->scenarios.text[s],
               terminal_colour(stdout, TERMINAL_PLAIN));
        fly_describe(data, s, show->estimates);
        FLY_TRY(kpis_print_estimates(data, show->estimates));
        FLY_TRY(print_courses(show, s, error));
    }
out:
    return ret;
}

/* ---- the command ---- */

static int present(const struct session *session, struct context *context)
{
    int ret;
    struct fly_error error = {0};
    struct show show = {.session = session, .path = context->options.operands.items[0]};
    FLY_TRY(gather(&show, context));
    if (!context->options.json) {
        ret = print_text(&show, context, &error);
    } else {
        if (session->data.n_points > 0) FLY_TRY(sweep_present(session, context));
        if (!context->answer) context->answer = session_json(session);
        ret = show_add_json(&show, context->answer, &error);
    }
out:
    release(&show);
    return context->messages.found.n_errors > 0 ? ret : messages_add(&context->messages, ret, &error);
}

int command_show(struct context *context)
{
    return stored_present(context, context->options.operands.items, 1, present);
}
