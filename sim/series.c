/* Lays out the series and KPIs that the mechanisms of one scenario declare, and makes the records that hold them. */
#include "sim/series.h"

#include "sim/alloc.h"
#include "sim/mechanism.h"

#include <assert.h>
#include <string.h>

/* How many series and KPIs all mechanisms declare together. */
static void count_tables(const struct fly_mechanism *const *mechanisms, size_t n, size_t *n_series, size_t *n_kpis)
{
    *n_series = *n_kpis = 0;
    for (size_t i = 0; i < n; i++) {
        *n_series += mechanisms[i]->n_series;
        *n_kpis += mechanisms[i]->n_kpis;
    }
}

/* Two equal labels would share one place in the result file. */
static int check_labels(const struct fly_series *series, const char *const *labels, size_t n, struct fly_error *error)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(labels[i], labels[k]) == 0)
                return fly_fail(error, FLY_ERR_INTERNAL, "Series '%s' has the label '%s' twice in dimension '%s'.",
                                series->name, labels[i], series->dim->name);
    return FLY_OK;
}

static int lay_labels(struct fly_laid_series *laid, const struct fly_scenario *scenario, struct fly_error *error)
{
    const struct fly_dim *dim = laid->series->dim;
    laid->n_labels = 1;
    if (!dim) return FLY_OK;
    const char *labels[FLY_MAX_LABELS] = {NULL};
    size_t n = dim->labels(scenario, labels);
    assert(n <= FLY_MAX_LABELS);
    laid->n_labels = n;
    laid->labels = fly_alloc(n, sizeof *laid->labels);
    if (!laid->labels) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the labels of '%s'.", laid->series->name);
    if (n) memcpy(laid->labels, labels, n * sizeof *labels);
    return check_labels(laid->series, labels, n, error);
}

static int lay_series(struct fly_layout *layout, const struct fly_series *series, const struct fly_scenario *scenario,
                      struct fly_error *error)
{
    assert(series->name && series->unit && series->doc);
    if (fly_layout_find(layout, series->name))
        return fly_fail(error, FLY_ERR_INTERNAL, "Two series are called '%s'.", series->name);
    struct fly_laid_series *laid = &layout->series[layout->n_series++];
    laid->series = series;
    int ret = lay_labels(laid, scenario, error);
    if (ret < 0) return ret;
    size_t *row = series->kind == FLY_REAL ? &layout->n_reals : &layout->n_counts;
    laid->offset = *row;
    *row += laid->n_labels;
    return FLY_OK;
}

static int lay_kpi(struct fly_layout *layout, const struct fly_kpi *kpi, struct fly_error *error)
{
    assert(kpi->name && kpi->unit && kpi->doc);
    if (fly_layout_find_kpi(layout, kpi->name) >= 0)
        return fly_fail(error, FLY_ERR_INTERNAL, "Two KPIs are called '%s'.", kpi->name);
    layout->kpis[layout->n_kpis++] = kpi;
    return FLY_OK;
}

static int lay_all_series(struct fly_layout *layout, const struct fly_mechanism *const *mechanisms, size_t n,
                          const struct fly_scenario *scenario, struct fly_error *error)
{
    int ret = FLY_OK;
    for (size_t m = 0; m < n; m++)
        for (size_t i = 0; i < mechanisms[m]->n_series; i++)
            FLY_TRY(lay_series(layout, &mechanisms[m]->series[i], scenario, error));
out:
    return ret;
}

/* From the last mechanism to the first: who adds up comes last in a step and first in an answer. */
static int lay_all_kpis(struct fly_layout *layout, const struct fly_mechanism *const *mechanisms, size_t n,
                        struct fly_error *error)
{
    int ret = FLY_OK;
    for (size_t m = n; m > 0; m--)
        for (size_t i = 0; i < mechanisms[m - 1]->n_kpis; i++)
            FLY_TRY(lay_kpi(layout, &mechanisms[m - 1]->kpis[i], error));
out:
    return ret;
}

/* A path is drawn as one line, so it must be a series without a dimension that exists. */
static int check_paths(const struct fly_layout *layout, struct fly_error *error)
{
    for (size_t i = 0; i < layout->n_kpis; i++) {
        const struct fly_kpi *kpi = layout->kpis[i];
        if (!kpi->path) continue;
        const struct fly_laid_series *laid = fly_layout_find(layout, kpi->path);
        if (!laid || laid->series->dim)
            return fly_fail(error, FLY_ERR_INTERNAL, "KPI '%s' names the path '%s', which is no undimensioned series.",
                            kpi->name, kpi->path);
    }
    return FLY_OK;
}

int fly_layout_init(struct fly_layout *layout, const struct fly_mechanism *const *mechanisms, size_t n_mechanisms,
                    const struct fly_scenario *scenario, struct fly_error *error)
{
    assert(layout && mechanisms);
    int ret = FLY_OK;
    size_t n_series, n_kpis, n = 0;
    *layout = (struct fly_layout){0};
    while (n < n_mechanisms && mechanisms[n])
        n++;
    count_tables(mechanisms, n, &n_series, &n_kpis);
    layout->series = fly_alloc(n_series, sizeof *layout->series);
    layout->kpis = fly_alloc(n_kpis, sizeof *layout->kpis);
    if (!layout->series || !layout->kpis)
        FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the layout of the series."));
    FLY_TRY(lay_all_series(layout, mechanisms, n, scenario, error));
    FLY_TRY(lay_all_kpis(layout, mechanisms, n, error));
    FLY_TRY(check_paths(layout, error));
out:
    if (ret < 0) fly_layout_free(layout);
    return ret;
}

void fly_layout_free(struct fly_layout *layout)
{
    assert(layout);
    for (size_t i = 0; i < layout->n_series; i++)
        fly_free(layout->series[i].labels);
    fly_free(layout->series);
    fly_free(layout->kpis);
    *layout = (struct fly_layout){0};
}

const struct fly_laid_series *fly_layout_find(const struct fly_layout *layout, const char *name)
{
    assert(layout && name);
    for (size_t i = 0; i < layout->n_series; i++)
        if (strcmp(layout->series[i].series->name, name) == 0) return &layout->series[i];
    return NULL;
}

ptrdiff_t fly_layout_find_kpi(const struct fly_layout *layout, const char *name)
{
    assert(layout && name);
    for (size_t i = 0; i < layout->n_kpis; i++)
        if (strcmp(layout->kpis[i]->name, name) == 0) return (ptrdiff_t)i;
    return -1;
}

int fly_record_init(struct fly_record *record, const struct fly_layout *layout, size_t n_rows)
{
    assert(record && layout && n_rows > 0);
    *record = (struct fly_record){.n_rows = n_rows};
    record->counts = fly_alloc(n_rows, layout->n_counts * sizeof *record->counts);
    record->reals = fly_alloc(n_rows, layout->n_reals * sizeof *record->reals);
    record->kpis = fly_alloc(layout->n_kpis, sizeof *record->kpis);
    if (record->counts && record->reals && record->kpis) return FLY_OK;
    fly_record_free(record);
    return FLY_ERR_MEMORY;
}

void fly_record_free(struct fly_record *record)
{
    assert(record);
    fly_free(record->counts);
    fly_free(record->reals);
    fly_free(record->kpis);
    *record = (struct fly_record){0};
}

size_t fly_record_size(const struct fly_layout *layout, size_t n_rows)
{
    assert(layout);
    return n_rows * (layout->n_counts * sizeof(int64_t) + layout->n_reals * sizeof(double)) +
           layout->n_kpis * sizeof(double);
}
