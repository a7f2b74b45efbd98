/* What makes the figures of a result worth less than they seem. */
#include "analysis/caveats.h"

#include "analysis/compare.h"
#include "analysis/course.h"
#include "analysis/targets.h"
#include "analysis/words.h"
#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SENTENCE = 1024 };

/* From here on waits grow steeply with load; and the share of all money that is worth a word when it stays unspent. */
static const double BUSY = 0.95, UNSPENT = 0.01;

static const char *const utilisations[] = {"service_utilisation", "sales_utilisation"};

/* ---- the list ---- */

static struct fly_caveat *find_text(const struct fly_caveats *caveats, const char *text)
{
    for (size_t i = 0; i < caveats->n; i++)
        if (strcmp(caveats->items[i].text, text) == 0) return &caveats->items[i];
    return NULL;
}

static int append(struct fly_caveats *caveats, const char *text)
{
    const int ret = fly_grow((void **)&caveats->items, &caveats->capacity, caveats->n + 1, sizeof *caveats->items);
    if (ret < 0) return ret;
    struct fly_caveat *item = &caveats->items[caveats->n++];
    *item = (struct fly_caveat){.text = fly_copy_text(text),
                                .is_for = fly_alloc(caveats->n_scenarios, sizeof *item->is_for)};
    return item->text && item->is_for ? FLY_OK : FLY_ERR_MEMORY;
}

/* The same sentence about several scenarios is said once. */
FLY_PRINTF(3, 4) static int add(struct fly_caveats *caveats, size_t scenario, const char *format, ...)
{
    char text[SENTENCE];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (!find_text(caveats, text) && append(caveats, text) < 0) return FLY_ERR_MEMORY;
    find_text(caveats, text)->is_for[scenario] = true;
    return FLY_OK;
}

/* ---- parameters ---- */

static int find_warnings(struct fly_caveats *caveats, const struct fly_settings *settings, size_t scenario,
                         struct fly_error *error)
{
    struct fly_diagnostics found = {0};
    int ret = fly_settings_check(settings, scenario, &found, error);
    for (size_t i = 0; ret == FLY_OK && i < found.n_items; i++)
        if (found.items[i].severity == FLY_WARNING) ret = add(caveats, scenario, "%s", found.items[i].text);
    if (ret == FLY_OK && found.n_errors > 0)
        ret = add(caveats, scenario, "this version of the program does not allow its parameters any more: %s",
                  fly_diagnostics_first_error(&found));
    fly_diagnostics_free(&found);
    return ret;
}

/* ---- results ---- */

static int find_busy(struct fly_caveats *caveats, const struct fly_dataset *data, const struct fly_estimate *estimates,
                     size_t scenario)
{
    int ret = FLY_OK;
    for (size_t i = 0; i < sizeof utilisations / sizeof *utilisations; i++) {
        const ptrdiff_t k = fly_dataset_find_kpi(data, utilisations[i]);
        if (k < 0 || !(estimates[k].mean > BUSY)) continue;
        FLY_TRY(add(caveats, scenario,
                    "%s is %.3g: so near to 1 and beyond it, waits and losses change steeply with small changes of "
                    "load or staff",
                    utilisations[i], estimates[k].mean));
    }
out:
    return ret;
}

/* KPIs that some replicates have and others lack: their means are about the former only. */
static int find_partial(struct fly_caveats *caveats, const struct fly_dataset *data,
                        const struct fly_estimate *estimates, size_t scenario)
{
    int ret = FLY_OK;
    for (size_t k = 0; k < data->n_kpis; k++) {
        const size_t n = estimates[k].n_values;
        if (n == 0 || n == data->n_replicates) continue;
        FLY_TRY(add(caveats, scenario,
                    "%s is undefined in %zu of %zu replicates: its figures are about the others only",
                    data->kpis[k].name, data->n_replicates - n, data->n_replicates));
    }
out:
    return ret;
}

/* The mean over replicates of a series at the end. */
static int mean_at_end(const struct fly_dataset *data, const char *series, size_t scenario, double *mean,
                       struct fly_error *error)
{
    struct fly_course course;
    double sum = 0;
    int ret = fly_course_init(&course, data, series, error);
    *mean = NAN;
    if (ret == FLY_ERR_USAGE) return FLY_OK;
    if (ret < 0) return ret;
    for (size_t r = 0; r < data->n_replicates; r++)
        sum += course.values[(scenario * data->n_replicates + r + 1) * data->n_weeks - 1];
    *mean = sum / (double)data->n_replicates;
    fly_course_free(&course);
    return FLY_OK;
}

static int find_unspent(struct fly_caveats *caveats, const struct fly_dataset *data, size_t scenario,
                        struct fly_error *error)
{
    int ret;
    double unspent, budget;
    char amount[FLY_WORDS];
    FLY_TRY(mean_at_end(data, "unspent", scenario, &unspent, error));
    FLY_TRY(mean_at_end(data, "budget", scenario, &budget, error));
    if (!(unspent > UNSPENT * budget)) return FLY_OK;
    fly_words_amount(unspent, "money", amount);
    ret = add(caveats, scenario, "%s of its budget, %.2g %%, was not spent by the end", amount, 100 * unspent / budget);
out:
    return ret;
}

static int find_missed(struct fly_caveats *caveats, const struct fly_dataset *data, size_t scenario,
                       struct fly_error *error)
{
    struct fly_targets targets;
    int ret = fly_targets_read(&targets, data, scenario, error);
    for (size_t i = 0; ret == FLY_OK && i < targets.n; i++)
        if (targets.items[i].met.n_met < targets.items[i].met.n)
            ret = add(caveats, scenario, "%s", targets.items[i].sentence);
    fly_targets_free(&targets);
    return ret;
}

static int find_all(struct fly_caveats *caveats, const struct fly_dataset *data, const struct fly_settings *settings,
                    struct fly_estimate *estimates, size_t scenario, struct fly_error *error)
{
    int ret;
    fly_describe(data, scenario, estimates);
    FLY_TRY(find_warnings(caveats, settings, scenario, error));
    FLY_TRY(find_busy(caveats, data, estimates, scenario));
    FLY_TRY(find_partial(caveats, data, estimates, scenario));
    FLY_TRY(find_unspent(caveats, data, scenario, error));
    FLY_TRY(find_missed(caveats, data, scenario, error));
out:
    return ret;
}

int fly_caveats_find(struct fly_caveats *caveats, const struct fly_dataset *data, const struct fly_settings *settings,
                     struct fly_error *error)
{
    assert(caveats && data && settings);
    int ret = FLY_OK;
    struct fly_estimate *estimates = fly_alloc(data->n_kpis, sizeof *estimates);
    *caveats = (struct fly_caveats){.n_scenarios = data->scenarios.n};
    if (!estimates) FLY_TRY(FLY_ERR_MEMORY);
    for (size_t s = 0; s < data->scenarios.n; s++)
        FLY_TRY(find_all(caveats, data, settings, estimates, s, error));
out:
    fly_free(estimates);
    if (ret == FLY_OK) return FLY_OK;
    fly_caveats_free(caveats);
    return ret == FLY_ERR_MEMORY ? fly_fail(error, ret, "No memory for what the figures rest on.") : ret;
}

void fly_caveats_free(struct fly_caveats *caveats)
{
    assert(caveats);
    for (size_t i = 0; i < caveats->n; i++) {
        fly_free(caveats->items[i].text);
        fly_free(caveats->items[i].is_for);
    }
    fly_free(caveats->items);
    *caveats = (struct fly_caveats){0};
}
