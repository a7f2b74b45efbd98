/* `flywheel compare`: scenarios on the same random numbers; each later one against the first. */
#include "analysis/compare.h"

#include "cli/differences.h"
#include "cli/json_out.h"
#include "cli/kpis.h"
#include "cli/ranking.h"
#include "cli/report.h"
#include "cli/stored.h"
#include "cli/sweep.h"
#include "cli/targets.h"
#include "cli/terminal.h"
#include "sim/alloc.h"

#include <math.h>

enum { SHARE_TEXT = 64 };

static const char *print_wins(double wins, char text[TERMINAL_NUMBER])
{
    if (isnan(wins))
        (void)snprintf(text, TERMINAL_NUMBER, "-");
    else
        (void)snprintf(text, TERMINAL_NUMBER, "%.0f %%", 100 * wins);
    return text;
}

static const char *print_week(double week, char text[TERMINAL_NUMBER])
{
    if (isnan(week))
        (void)snprintf(text, TERMINAL_NUMBER, "-");
    else if (isinf(week))
        (void)snprintf(text, TERMINAL_NUMBER, "never");
    else
        (void)snprintf(text, TERMINAL_NUMBER, "week %g", week);
    return text;
}

static void add_row(struct terminal_table *table, const struct fly_kpi_row *kpi,
                    const struct fly_kpi_comparison *figures)
{
    char text[TERMINAL_NUMBER];
    terminal_cell(table, "%s", kpi->name);
    terminal_cell(table, "%s", kpi->unit);
    terminal_cell(table, "%s", terminal_number(figures->a.mean, text));
    terminal_cell(table, "%s", terminal_number(figures->b.mean, text));
    terminal_cell(table, "%s", terminal_signed(figures->difference.mean, text));
    terminal_cell(table, "%s", terminal_signed(figures->difference.low, text));
    terminal_cell(table, "%s", terminal_signed(figures->difference.high, text));
    terminal_cell(table, "%s", print_wins(figures->wins, text));
    terminal_cell(table, "%s", print_week(figures->leads_from, text));
}

static bool is_partial(const struct fly_estimate *estimate, size_t n_replicates)
{
    return estimate->n_values > 0 && estimate->n_values < n_replicates;
}

/* Means over other replicates than the difference, which must not be read as its terms. */
static void print_footnotes(const struct session *session, const struct fly_comparison *comparison)
{
    const char *a = session->setups[comparison->a].scenario->name, *b = session->setups[comparison->b].scenario->name;
    bool is_first = true;
    for (size_t k = 0; k < session->data.n_kpis; k++) {
        const struct fly_kpi_comparison *figures = &comparison->kpis[k];
        size_t n_pairs = figures->difference.n_values;
        if (!is_partial(&figures->a, session->n_replicates) && !is_partial(&figures->b, session->n_replicates))
            continue;
        printf("%s  %s: defined in %zu of %zu replicates of %s, %zu of %s; ", is_first ? "\n" : "",
               session->data.kpis[k].name, figures->a.n_values, session->n_replicates, a, figures->b.n_values, b);
        if (n_pairs == 0)
            printf("there is no pair where both are, so there is no difference\n");
        else
            printf("the difference is over the %zu pair%s where both are\n", n_pairs, terminal_plural((double)n_pairs));
        is_first = false;
    }
}

static bool is_undefined(const struct fly_kpi_comparison *figures)
{
    return figures->a.n == 0 && figures->b.n == 0;
}

/* KPIs that neither scenario has, most often because their mechanism is off in both. */
static void print_undefined(const struct session *session, const struct fly_comparison *comparison)
{
    const char *before = "\n  undefined in both: ";
    for (size_t k = 0; k < session->data.n_kpis; k++) {
        if (!is_undefined(&comparison->kpis[k])) continue;
        printf("%s%s", before, session->data.kpis[k].name);
        before = ", ";
    }
    if (before[0] == ',') (void)putchar('\n');
}

/* What pairing has saved, of the KPI that decides. */
static void print_savings(const struct session *session, const struct fly_comparison *comparison)
{
    const ptrdiff_t k = fly_deciding_kpi(&session->data);
    if (k < 0 || isnan(comparison->kpis[k].crn_ratio)) return;
    printf(
        "\n  common random numbers: the variance of the %s difference is %#.2g of what independent seeds would give\n",
        session->data.kpis[k].name, comparison->kpis[k].crn_ratio);
    kpis_print_pairs("difference", &session->data.kpis[k], &comparison->kpis[k].difference);
}

static int print_text(const struct session *session, const struct fly_comparison *comparison, struct fly_error *error)
{
    const char *a = session->setups[comparison->a].scenario->name, *b = session->setups[comparison->b].scenario->name;
    char text[KPIS_SIZE_TEXT];
    struct terminal_table table = {
        .columns = {{"KPI", TERMINAL_LEFT},
                    {"unit", TERMINAL_LEFT},
                    {a, TERMINAL_DIGITS},
                    {b, TERMINAL_DIGITS},
                    {"difference", TERMINAL_DIGITS},
                    {"95 % from", TERMINAL_DIGITS},
                    {"to", TERMINAL_DIGITS},
                    {"wins", TERMINAL_RIGHT},
                    {"leads from", TERMINAL_RIGHT}},
        .n_columns = 9,
    };
    printf("%s against %s: %s\n\n", b, a, kpis_print_sizes(session, comparison->a, comparison->b, text));
    for (size_t k = 0; k < session->data.n_kpis; k++)
        if (!is_undefined(&comparison->kpis[k])) add_row(&table, &session->data.kpis[k], &comparison->kpis[k]);
    int ret = terminal_print_table(&table, stdout);
    print_undefined(session, comparison);
    print_footnotes(session, comparison);
    print_savings(session, comparison);
    if (ret == FLY_OK) ret = targets_print(session, (const size_t[]){comparison->a, comparison->b}, 2, error);
    (void)putchar('\n');
    return ret;
}

static void warn_of_spend(const struct session *session, const struct fly_comparison *comparison,
                          struct messages *messages)
{
    double a = comparison->spend_a, b = comparison->spend_b;
    char share[SHARE_TEXT] = "";
    if (comparison->equal_spend) return;
    if (a != 0) (void)snprintf(share, sizeof share, ", %+.2f %%", 100 * (b - a) / fabs(a));
    messages_warn(messages, "not at equal budget: %s spends %.2f, %s %.2f (%+.2f%s)",
                  session->setups[comparison->a].scenario->name, a, session->setups[comparison->b].scenario->name, b,
                  b - a, share);
}

static json_t *kpi_comparison_json(const struct fly_kpi_row *row, const struct fly_kpi_comparison *figures)
{
    json_t *kpi = kpis_json(row);
    json_out_set(kpi, "a", kpis_estimate_json(&figures->a));
    json_out_set(kpi, "b", kpis_estimate_json(&figures->b));
    json_out_set(kpi, "difference", kpis_estimate_json(&figures->difference));
    json_out_set(kpi, "wins", json_out_number(figures->wins));
    json_out_set(kpi, "leads", isnan(figures->leads_from) ? json_null() : json_boolean(isfinite(figures->leads_from)));
    json_out_set(kpi, "leads_from", json_out_number(figures->leads_from));
    json_out_set(kpi, "crn_variance_ratio", json_out_number(figures->crn_ratio));
    return kpi;
}

static json_t *comparison_json(const struct session *session, const struct fly_comparison *comparison,
                               const struct differences_side sides[2])
{
    json_t *object = json_object(), *kpis = json_array();
    json_out_set(object, "a", json_out_text(session->setups[comparison->a].scenario->name));
    json_out_set(object, "b", json_out_text(session->setups[comparison->b].scenario->name));
    for (size_t k = 0; k < session->data.n_kpis; k++)
        json_out_append(kpis, kpi_comparison_json(&session->data.kpis[k], &comparison->kpis[k]));
    json_out_set(object, "kpis", kpis);
    json_out_set(object, "spend_a", json_out_number(comparison->spend_a));
    json_out_set(object, "spend_b", json_out_number(comparison->spend_b));
    json_out_set(object, "equal_spend", json_boolean(comparison->equal_spend));
    json_out_set(object, "differences", differences_json(&sides[0], &sides[1]));
    json_out_set(object, "sentence", json_out_text(comparison->sentence));
    return object;
}

/* `array` collects for --json; NULL prints text. */
static int present_pair(const struct session *session, size_t b, struct context *context, json_t *array)
{
    int ret;
    struct fly_comparison comparison = {0};
    struct differences_side sides[2] = {{.name = session->data.scenarios.text[0]},
                                        {.name = session->data.scenarios.text[b]}};
    struct fly_error error = {0};
    FLY_TRY(fly_compare(&comparison, &session->data, 0, b, &error));
    FLY_TRY(fly_dataset_parameters(&session->data, 0, &sides[0].parameters, &error));
    FLY_TRY(fly_dataset_parameters(&session->data, b, &sides[1].parameters, &error));
    warn_of_spend(session, &comparison, &context->messages);
    if (array) {
        json_out_append(array, comparison_json(session, &comparison, sides));
        goto out;
    }
    if (b > 1) (void)putchar('\n');
    FLY_TRY(print_text(session, &comparison, &error));
    FLY_TRY(differences_print(&sides[0], &sides[1], DIFFERENCES_VALUES));
    (void)putchar('\n');
    (void)fflush(stdout); /* the warning belongs between table and sentence, on a terminal too */
    messages_print(&context->messages);
    terminal_answer(comparison.sentence);
out:
    fly_comparison_free(&comparison);
    fly_parameters_free(&sides[0].parameters);
    fly_parameters_free(&sides[1].parameters);
    return messages_add(&context->messages, ret, &error);
}

/* Of three or more strategies, before each is compared with the first. */
static int present_ranking(const struct session *session, struct context *context, json_t **answer)
{
    const ptrdiff_t k = fly_deciding_kpi(&session->data);
    struct fly_ranking ranking;
    struct fly_error error = {0};
    if (session->n < 3 || k < 0) return FLY_OK;
    int ret = fly_rank(&ranking, &session->data, (size_t)k, &error);
    if (ret < 0) return messages_add(&context->messages, ret, &error);
    if (context->options.json)
        *answer = ranking_json(&ranking, &session->data, (size_t)k);
    else
        ret = ranking_print(&ranking, &session->data, (size_t)k);
    if (!context->options.json) (void)putchar('\n');
    fly_ranking_free(&ranking);
    return ret;
}

/* With --kpi another one decides. */
static int choose_kpi(struct fly_dataset *data, struct context *context)
{
    size_t k;
    if (!context->options.kpi) return FLY_OK;
    int ret = kpis_find(data, context->options.kpi, &k, &context->messages);
    if (ret < 0) return ret;
    if (data->kpis[k].better == FLY_NEITHER)
        return messages_error(&context->messages, FLY_ERR_USAGE,
                              "%s cannot say who wins: neither more nor less of it is better", data->kpis[k].name);
    data->decides = k + 1;
    return FLY_OK;
}

static int present_all(const struct session *session, struct context *context)
{
    struct fly_error error = {0};
    json_t *array = context->options.json ? json_array() : NULL, *ranking = NULL;
    int ret = present_ranking(session, context, &ranking);
    for (size_t b = 1; ret == FLY_OK && b < session->n; b++)
        ret = present_pair(session, b, context, array);
    if (array) {
        context->answer = session_json(session);
        if (ranking) json_out_set(context->answer, "ranking", ranking);
        json_out_set(context->answer, "comparisons", array);
        if (ret == FLY_OK)
            ret = messages_add(&context->messages, targets_add_json(session, context->answer, &error), &error);
    }
    return ret;
}

static int present(const struct session *session, struct context *context)
{
    struct session own = *session; /* what decides is ours to say */
    const int ret = choose_kpi(&own.data, context);
    return ret < 0 ? ret : present_all(&own, context);
}

/* The points of an experiment are told as `flywheel sweep` tells them. */
static int present_stored(const struct session *session, struct context *context)
{
    if (session->data.n_points > 0) return sweep_present(session, context);
    if (session->n > 1) return present(session, context);
    return messages_error(&context->messages, FLY_ERR_SCENARIO,
                          "there is one scenario only, %s: nothing to compare (see: flywheel show)",
                          session->data.scenarios.text[0]);
}

/* What the operands are; mixed ones are no question that has an answer. What is missing is told by whoever reads it. */
static int classify(const struct texts *operands, bool *are_results, struct messages *messages)
{
    const char *scenario = NULL, *result = NULL, *missing = NULL;
    for (size_t i = 0; i < operands->n; i++)
        switch (stored_kind_of(operands->items[i])) {
        case STORED_MISSING: missing = operands->items[i]; break;
        case STORED_TEXT: scenario = operands->items[i]; break;
        default: result = operands->items[i]; break;
        }
    *are_results = result != NULL || (missing && operands->n < 2);
    if (scenario && result)
        return messages_error(messages, FLY_ERR_USAGE,
                              "compare takes scenarios or results, not both: %s is a result file, %s is not", result,
                              scenario);
    if (!*are_results && operands->n < 2)
        return messages_error(messages, FLY_ERR_USAGE,
                              "compare wants %s, but got 1 operand (see: flywheel help compare)",
                              commands[COMMAND_INDEX_COMPARE].operands);
    return FLY_OK;
}

/* Options about a run say nothing about one that is finished. */
static int refuse_running(const struct options *options, struct messages *messages)
{
    const char *option = options->sets.n           ? "--set"
                         : options->output         ? "-o"
                         : options->replicates     ? "--replicates"
                         : options->seed           ? "--seed"
                         : options->shard          ? "--shard"
                         : options->slurm          ? "--slurm"
                         : options->dry_run        ? "--dry-run"
                         : options->replicate >= 0 ? "--replicate"
                                                   : NULL;
    if (!option) return FLY_OK;
    return messages_error(messages, FLY_ERR_USAGE, "%s is about a run, and result files are not run again", option);
}

int command_compare(struct context *context)
{
    int ret;
    bool are_results = false;
    const struct texts *operands = &context->options.operands;
    FLY_TRY(classify(operands, &are_results, &context->messages));
    if (!are_results) return session_run(context, &commands[COMMAND_INDEX_COMPARE], present);
    FLY_TRY(refuse_running(&context->options, &context->messages));
    FLY_TRY(report_check(&context->options, "result", &context->messages));
    ret = stored_present(context, operands->items, operands->n, present_stored);
out:
    return ret;
}
