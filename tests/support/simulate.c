/* Runs INI text through the real engine inside a test, and checks means against closed forms. */
#include "tests/support/simulate.h"

#include "tests/support/test.h"

#include <gsl/gsl_math.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

void simulate(struct simulation *simulation, const char *ini, uint32_t first, size_t n, int threads)
{
    struct fly_diagnostics found = {0};
    struct fly_error error = {0};
    const struct fly_ensemble_options options = {.threads = threads};
    int ret = fly_scenario_parse(&simulation->scenario, fly_engine_schema(), "tests/support/inline.ini", ini, NULL, 0,
                                 &found);
    for (size_t k = 0; k < found.n_items; k++)
        if (found.items[k].severity == FLY_ERROR) print_error("%s: %s\n", found.items[k].place, found.items[k].text);
    if (ret == FLY_OK) ret = fly_setup_init(&simulation->setup, &simulation->scenario, &found, &error);
    if (ret == FLY_OK) ret = fly_results_init(&simulation->results, &simulation->setup, 1, first, n, &error);
    if (ret == FLY_OK) ret = fly_ensemble_run(&simulation->results, &options, &error);
    fly_diagnostics_free(&found);
    if (ret != FLY_OK) fail_msg("%d: %s", ret, error.text);
}

void simulation_free(struct simulation *simulation)
{
    fly_results_free(&simulation->results);
    fly_setup_free(&simulation->setup);
    fly_scenario_free(&simulation->scenario);
}

size_t last_row(const struct simulation *simulation)
{
    return simulation->setup.n_rows - 1;
}

static size_t label_index(const struct fly_laid_series *laid, const char *label)
{
    for (size_t k = 0; k < laid->n_labels; k++)
        if (!strcmp(laid->labels[k], label)) return k;
    fail_msg("%s has no label %s", laid->series->name, label);
    return 0;
}

double series_at(const struct simulation *simulation, size_t replicate, const char *series, const char *label,
                 size_t row)
{
    const struct fly_layout *layout = &simulation->setup.layout;
    const struct fly_record *record = fly_results_record(&simulation->results, 0, replicate);
    const struct fly_laid_series *laid = fly_layout_find(layout, series);
    if (!laid || laid->series->kind == FLY_PASSING) fail_msg("there is no series %s", series);
    const size_t first = label ? label_index(laid, label) : 0, end = label ? first + 1 : laid->n_labels;
    if (laid->series->kind == FLY_REAL) return record->reals[row * layout->n_reals + laid->offset + first];
    int64_t sum = 0;
    for (size_t k = first; k < end; k++)
        sum += record->counts[row * layout->n_counts + laid->offset + k];
    return (double)sum * (strcmp(laid->series->unit, "money") ? 1 : 0.01);
}

double series_total(const struct simulation *simulation, size_t replicate, const char *series, const char *label)
{
    double sum = 0;
    for (size_t row = 0; row <= last_row(simulation); row++)
        sum += series_at(simulation, replicate, series, label, row);
    return sum;
}

double kpi_of(const struct simulation *simulation, size_t replicate, const char *kpi)
{
    const ptrdiff_t index = fly_layout_find_kpi(&simulation->setup.layout, kpi);
    if (index < 0) fail_msg("there is no KPI %s", kpi);
    return fly_results_record(&simulation->results, 0, replicate)->kpis[index];
}

static void judge(const char *what, double found, double error, double expected, double z, double bias, double power)
{
    const double reach = z * error + bias;
    print_message("%s: found %.6g, expected %.6g, standard error %.2g, allowed %.2g\n", what, found, expected, error,
                  reach);
    if (reach > power * fabs(expected))
        fail_msg("%s: this test would not see an error of %g %%: it allows %g around %g", what, 100 * power, reach,
                 expected);
    if (!(fabs(found - expected) <= reach))
        fail_msg("%s: found %.8g, expected %.8g +- %.2g", what, found, expected, reach);
}

void assert_mean(const char *what, const double *values, size_t n, double expected, double z, double bias, double power)
{
    const double error = n > 1 ? gsl_stats_sd(values, 1, n) / sqrt((double)n) : 0;
    judge(what, gsl_stats_mean(values, 1, n), error, expected, z, bias, power);
}

void assert_variance(const char *what, const double *values, size_t n, double expected, double z, double power)
{
    const double mean = gsl_stats_mean(values, 1, n), variance = gsl_stats_variance_m(values, 1, n, mean);
    double fourth = 0;
    for (size_t k = 0; k < n; k++)
        fourth += gsl_pow_4(values[k] - mean) / (double)n;
    judge(what, variance, sqrt((fourth - variance * variance) / (double)n), expected, z, 0, power);
}
