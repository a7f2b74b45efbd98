/* The KPIs of a run: as one array in the order of the frame, and as a table of estimates. */
#include "sim/result_parts.h"

#include "sim/alloc.h"
#include "sim/result_table.h"
#include "sim/schema.h"

#include <assert.h>
#include <math.h>

static const struct fly_h5_column columns[] = {
    {"scenario", FLY_CELL_TEXT}, {"kpi", FLY_CELL_TEXT},  {"unit", FLY_CELL_TEXT},  {"n", FLY_CELL_COUNT},
    {"mean", FLY_CELL_NUMBER},   {"sd", FLY_CELL_NUMBER}, {"low", FLY_CELL_NUMBER}, {"high", FLY_CELL_NUMBER}};

enum { N_COLUMNS = sizeof columns / sizeof columns[0] };

double *fly_result_kpis(const struct fly_results *results, const struct fly_frame *frame)
{
    assert(results && frame);
    size_t n = results->n_replicates, n_kpis = frame->n_kpis;
    double *kpis = fly_alloc(results->n_scenarios * n * n_kpis, sizeof *kpis);
    if (!kpis) return NULL;
    for (size_t s = 0; s < results->n_scenarios; s++)
        for (size_t k = 0; k < n_kpis; k++) {
            ptrdiff_t index = fly_layout_find_kpi(&results->setups[s].layout, frame->kpis[k]->name);
            for (size_t r = 0; r < n; r++)
                kpis[(s * n + r) * n_kpis + k] = index < 0 ? NAN : fly_results_record(results, s, r)->kpis[index];
        }
    return kpis;
}

static void add_row(struct fly_h5_table *table, const char *scenario, const struct fly_kpi *kpi,
                    const struct fly_estimate *estimate)
{
    fly_h5_table_add_text(table, scenario);
    fly_h5_table_add_text(table, kpi->name);
    fly_h5_table_add_text(table, kpi->unit);
    fly_h5_table_add_count(table, (int64_t)estimate->n);
    fly_h5_table_add_number(table, estimate->mean);
    fly_h5_table_add_number(table, estimate->sd);
    fly_h5_table_add_number(table, estimate->low);
    fly_h5_table_add_number(table, estimate->high);
}

static void add_rows(struct fly_h5_table *table, const struct fly_results *results, const struct fly_frame *frame,
                     const double *kpis)
{
    size_t n = results->n_replicates;
    for (size_t s = 0; s < results->n_scenarios; s++)
        for (size_t k = 0; k < frame->n_kpis; k++) {
            struct fly_estimate e =
                fly_estimate_strided(&kpis[s * n * frame->n_kpis + k], frame->n_kpis, n, fly_results_pairing(results));
            add_row(table, results->setups[s].scenario->name, frame->kpis[k], &e);
        }
}

int fly_result_put_summary(struct fly_h5 *h5, const struct fly_results *results, const struct fly_frame *frame)
{
    assert(h5 && results && frame);
    if (frame->n_kpis == 0) return FLY_OK;
    int ret = FLY_OK;
    hid_t group = H5I_INVALID_HID;
    struct fly_h5_table table;
    fly_h5_table_init(&table, columns, N_COLUMNS);
    double *kpis = fly_result_kpis(results, frame);
    if (!kpis) FLY_TRY(fly_fail(h5->error, FLY_ERR_MEMORY, "No memory for the summary."));
    add_rows(&table, results, frame, kpis);
    FLY_TRY(fly_h5_group(h5, h5->file, FLY_GROUP_SUMMARY, &group));
    FLY_TRY(fly_h5_table_write(&table, h5, group, FLY_TABLE_SUMMARY, "Mean and 95 % interval of every KPI"));
out:
    if (group >= 0) H5Gclose(group);
    fly_h5_table_free(&table);
    fly_free(kpis);
    return ret;
}
