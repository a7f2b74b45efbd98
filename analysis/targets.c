/* Counts in how many replicates a scenario met its targets, and how sure that share is.
 *
 *   interval of k of n: from the p at which k or more have probability 2.5 % to that at which k or fewer have,
 *   B^-1(.025; k, n - k + 1) to B^-1(.975; k + 1, n - k) with the inverse beta distribution (Clopper & Pearson 1934)
 *
 * Of antithetic pairs k and n are halved. */
#include "analysis/targets.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER = 32 };

struct fly_share fly_share_of(size_t n_met, size_t n, enum fly_pairing pairing)
{
    assert(n_met <= n);
    const double unit = pairing, k = (double)n_met / unit, rest = (double)(n - n_met) / unit;
    if (n == 0) return (struct fly_share){.share = NAN, .low = NAN, .high = NAN};
    return (struct fly_share){.n_met = n_met,
                              .n = n,
                              .share = (double)n_met / (double)n,
                              .low = n_met == 0 ? 0 : gsl_cdf_beta_Pinv(0.025, k, rest + 1),
                              .high = n_met == n ? 1 : gsl_cdf_beta_Pinv(0.975, k + 1, rest)};
}

/* ---- the sentence ---- */

/* A bound is exact, so it is shortened only where nothing is lost: "20 k", but "20512". */
static void print_bound(double value, char text[NUMBER])
{
    static const struct {
        double size;
        const char *word;
    } sizes[] = {{1e9, " bn"}, {1e6, " M"}, {1e3, " k"}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        if (fabs(value) < sizes[i].size) continue;
        (void)snprintf(text, NUMBER, "%.4g%s", value / sizes[i].size, sizes[i].word);
        if (strtod(text, NULL) * sizes[i].size == value) return;
    }
    (void)snprintf(text, NUMBER, "%.15g", value);
}

/* Whole per cents, but neither 0 nor 100 where it is not. */
static void print_share(double share, char text[NUMBER])
{
    const double percent = 100 * share;
    const bool is_near_end = percent < 1 ? percent > 0 : percent > 99 && percent < 100;
    (void)snprintf(text, NUMBER, is_near_end ? "%.1f %%" : "%.0f %%", percent);
}

static void print_sentence(struct fly_target_result *target)
{
    char bound[NUMBER], share[NUMBER], low[NUMBER], high[NUMBER];
    print_bound(target->bound, bound);
    print_share(target->met.share, share);
    print_share(target->met.low, low);
    print_share(target->met.high, high);
    (void)snprintf(target->sentence, sizeof target->sentence,
                   "target %.100s: %.100s %s week %.10g at %s %s: met in %zu of %zu replicate%s (%s, 95 %% interval %s "
                   "to %s)",
                   target->name, target->series, target->is_flow ? "by" : "at", target->week,
                   target->is_at_least ? "least" : "most", bound, target->met.n_met, target->met.n,
                   target->met.n == 1 ? "" : "s", share, low, high);
}

/* ---- the facts ---- */

/* The parameter target.NAME.key, or NULL. */
static const struct fly_parameter *find(const struct fly_parameters *parameters, const char *name, const char *key)
{
    const size_t prefix = strlen(FLY_SECTION_TARGET "."), length = strlen(name);
    for (size_t i = 0; i < parameters->n; i++) {
        const char *text = parameters->items[i].name;
        if (strncmp(text, FLY_SECTION_TARGET ".", prefix) != 0 || strncmp(text + prefix, name, length) != 0) continue;
        if (text[prefix + length] == '.' && strcmp(text + prefix + length + 1, key) == 0) return &parameters->items[i];
    }
    return NULL;
}

static bool is_flow(const struct fly_dataset *data, const char *series)
{
    char name[128];
    (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(series, "."), series);
    return fly_dataset_is_flow(data, name);
}

/* How the target is defined in this scenario. */
static int define(struct fly_target_result *target, const struct fly_dataset *data,
                  const struct fly_parameters *parameters, const char *name, struct fly_error *error)
{
    const struct fly_parameter *series = find(parameters, name, "series"), *week = find(parameters, name, "week");
    const struct fly_parameter *least = find(parameters, name, "at_least"), *most = find(parameters, name, "at_most");
    if (!series || !week || !least || !most)
        return fly_fail(error, FLY_ERR_IO, "The file does not say what the target '%s' is.", name);
    target->name = fly_copy_text(name);
    target->series = fly_copy_text(series->value);
    if (!target->name || !target->series) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the targets.");
    target->is_flow = is_flow(data, series->value);
    target->week = fmin(week->number, data->weeks[data->n_weeks - 1]);
    target->is_at_least = least->number > -FLY_NO_BOUND;
    target->bound = target->is_at_least ? least->number : most->number;
    return FLY_OK;
}

/* Counts over the replicates; false when the scenario does not have this target. */
static bool count(struct fly_share *met, const struct fly_grid_values *grid, const struct fly_dataset *data,
                  size_t scenario, size_t label)
{
    const size_t n_replicates = data->n_replicates;
    size_t n_met = 0;
    for (size_t r = 0; r < n_replicates; r++) {
        const double value = grid->values[(scenario * n_replicates + r) * grid->n[0] + label];
        if (isnan(value)) return false;
        n_met += value > 0;
    }
    *met = fly_share_of(n_met, n_replicates, data->pairing);
    return true;
}

int fly_targets_read(struct fly_targets *targets, const struct fly_dataset *data, size_t scenario,
                     struct fly_error *error)
{
    assert(targets && data && scenario < data->scenarios.n);
    struct fly_grid_values grid;
    struct fly_parameters parameters = {0};
    *targets = (struct fly_targets){0};
    int ret = fly_dataset_grid(data, FLY_GRID_TARGETS, &grid, error);
    if (ret == FLY_ERR_USAGE) return FLY_OK;
    if (ret < 0) return ret;
    FLY_TRY(fly_dataset_parameters(data, scenario, &parameters, error));
    targets->items = fly_alloc(grid.n[0], sizeof *targets->items);
    if (!targets->items) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the targets."));
    for (size_t i = 0; i < grid.n[0]; i++) {
        struct fly_target_result *target = &targets->items[targets->n];
        if (!count(&target->met, &grid, data, scenario, i)) continue;
        targets->n++;
        FLY_TRY(define(target, data, &parameters, grid.labels[0].text[i], error));
        print_sentence(target);
    }
out:
    fly_parameters_free(&parameters);
    fly_grid_values_free(&grid);
    if (ret < 0) fly_targets_free(targets);
    return ret;
}

void fly_targets_free(struct fly_targets *targets)
{
    assert(targets);
    for (size_t i = 0; i < targets->n; i++) {
        fly_free(targets->items[i].name);
        fly_free(targets->items[i].series);
    }
    fly_free(targets->items);
    *targets = (struct fly_targets){0};
}
