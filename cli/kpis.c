/* How KPIs are shown: shared by run and compare. */
#include "cli/kpis.h"

#include "analysis/compare.h"
#include "cli/json_out.h"
#include "cli/terminal.h"
#include "sim/alloc.h"
#include "sim/schema.h"

#include <math.h>

/* Of how many agents: the first, and the second after a word when it is another. */
static const char *print_size(const struct session *session, uint64_t first, const char *word, uint64_t second,
                              char text[KPIS_SIZE_TEXT])
{
    const struct fly_setup *setup = &session->setups[0];
    double weeks = setup->step_weeks * setup->n_steps;
    bool is_one = first == second;
    char one[TERMINAL_NUMBER], other[TERMINAL_NUMBER];
    (void)snprintf(text, KPIS_SIZE_TEXT, "%zu replicate%s of %s%s%s agent%s over %g week%s", session->n_replicates,
                   terminal_plural((double)session->n_replicates), terminal_grouped(first, one), is_one ? "" : word,
                   is_one ? "" : terminal_grouped(second, other), is_one ? terminal_plural((double)first) : "s", weeks,
                   terminal_plural(weeks));
    return text;
}

const char *kpis_print_size(const struct session *session, char text[KPIS_SIZE_TEXT])
{
    uint64_t least = session->setups[0].n_agents, most = least;
    for (size_t i = 1; i < session->n; i++) {
        uint64_t n = session->setups[i].n_agents;
        if (n < least) least = n;
        if (n > most) most = n;
    }
    return print_size(session, least, " to ", most, text);
}

const char *kpis_print_sizes(const struct session *session, size_t a, size_t b, char text[KPIS_SIZE_TEXT])
{
    return print_size(session, session->setups[b].n_agents, " against ", session->setups[a].n_agents, text);
}

int kpis_refuse(const char *name, const char *const *names, size_t n, struct messages *messages)
{
    const char *near = fly_nearest_name(name, names, n);
    return messages_error(messages, FLY_ERR_USAGE, "there is no KPI '%s'%s%s%s (see: flywheel outputs)", name,
                          near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

int kpis_find(const struct fly_dataset *data, const char *name, size_t *kpi, struct messages *messages)
{
    const ptrdiff_t k = name ? fly_dataset_find_kpi(data, name) : fly_deciding_kpi(data);
    if (k >= 0) {
        *kpi = (size_t)k;
        return FLY_OK;
    }
    const char **names = fly_alloc(data->n_kpis, sizeof *names);
    if (!names) return FLY_ERR_MEMORY;
    for (size_t i = 0; i < data->n_kpis; i++)
        names[i] = data->kpis[i].name;
    const int ret = kpis_refuse(name ? name : FLY_KPI_VERDICT, names, data->n_kpis, messages);
    fly_free(names);
    return ret;
}

json_t *kpis_json(const struct fly_kpi_row *kpi)
{
    const char *better = kpi->better == FLY_HIGHER ? "higher" : kpi->better == FLY_LOWER ? "lower" : "neither";
    json_t *object = json_object();
    json_out_set(object, "name", json_out_text(kpi->name));
    json_out_set(object, "unit", json_out_text(kpi->unit));
    json_out_set(object, "better", json_out_text(better));
    json_out_set(object, "definition", json_out_text(kpi->doc));
    return object;
}

void kpis_print_pairs(const char *what, const struct fly_kpi_row *kpi, const struct fly_estimate *estimate)
{
    if (isnan(estimate->pair_ratio)) return;
    printf("  antithetic pairs: the variance of the %s %s is %#.2g of what as many independent replicates would give\n",
           kpi->name, what, estimate->pair_ratio);
}

json_t *kpis_estimate_json(const struct fly_estimate *estimate)
{
    json_t *object = json_object();
    json_out_set(object, "n", json_integer((json_int_t)estimate->n));
    json_out_set(object, "mean", json_out_number(estimate->mean));
    json_out_set(object, "sd", json_out_number(estimate->sd));
    json_out_set(object, "low", json_out_number(estimate->low));
    json_out_set(object, "high", json_out_number(estimate->high));
    if (!isnan(estimate->pair_ratio))
        json_out_set(object, "antithetic_variance_ratio", json_out_number(estimate->pair_ratio));
    return object;
}

int kpis_print_estimates(const struct fly_dataset *data, const struct fly_estimate *estimates)
{
    char number[TERMINAL_NUMBER];
    struct terminal_table table = {
        .columns = {{"KPI", TERMINAL_LEFT},
                    {"unit", TERMINAL_LEFT},
                    {"mean", TERMINAL_DIGITS},
                    {"95 % from", TERMINAL_DIGITS},
                    {"to", TERMINAL_DIGITS}},
        .n_columns = 5,
    };
    for (size_t k = 0; k < data->n_kpis; k++) {
        terminal_cell(&table, "%s", data->kpis[k].name);
        terminal_cell(&table, "%s", data->kpis[k].unit);
        terminal_cell(&table, "%s", terminal_number(estimates[k].mean, number));
        terminal_cell(&table, "%s", terminal_number(estimates[k].low, number));
        terminal_cell(&table, "%s", terminal_number(estimates[k].high, number));
    }
    return terminal_print_table(&table, stdout);
}

json_t *kpis_estimates_json(const struct fly_dataset *data, const struct fly_estimate *estimates)
{
    json_t *kpis = json_array();
    for (size_t k = 0; k < data->n_kpis; k++) {
        json_t *kpi = kpis_json(&data->kpis[k]);
        json_out_set(kpi, "estimate", kpis_estimate_json(&estimates[k]));
        json_out_append(kpis, kpi);
    }
    return kpis;
}

int kpis_print_figures(const char *title, const struct fly_figure *figures, const struct fly_estimate *estimates,
                       size_t n)
{
    char text[TERMINAL_NUMBER];
    struct terminal_table table = {
        .columns = {{title, TERMINAL_LEFT},
                    {"unit", TERMINAL_LEFT},
                    {"mean", TERMINAL_DIGITS},
                    {"95 % from", TERMINAL_DIGITS},
                    {"to", TERMINAL_DIGITS},
                    {"", TERMINAL_LEFT}},
        .n_columns = 6,
    };
    for (size_t f = 0; f < n; f++) {
        terminal_cell(&table, "%s", figures[f].name);
        terminal_cell(&table, "%s", figures[f].unit);
        terminal_cell(&table, "%s", terminal_number(estimates[f].mean, text));
        terminal_cell(&table, "%s", terminal_number(estimates[f].low, text));
        terminal_cell(&table, "%s", terminal_number(estimates[f].high, text));
        terminal_cell(&table, "%s", figures[f].doc);
    }
    return terminal_print_table(&table, stdout);
}

json_t *kpis_figures_json(const struct fly_figure *figures, const struct fly_estimate *estimates, size_t n)
{
    json_t *array = json_array();
    for (size_t f = 0; f < n; f++) {
        json_t *object = json_object();
        json_out_set(object, "name", json_out_text(figures[f].name));
        json_out_set(object, "unit", json_out_text(figures[f].unit));
        json_out_set(object, "definition", json_out_text(figures[f].doc));
        json_out_set(object, "estimate", kpis_estimate_json(&estimates[f]));
        json_out_append(array, object);
    }
    return array;
}
