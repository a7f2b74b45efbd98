/* The KPIs of a run as a table of estimates. */
#include "sim/result_parts.h"

#include "sim/alloc.h"
#include "sim/result_table.h"
#include "sim/schema.h"

static const struct fly_h5_column columns[] = {
    {"scenario", FLY_CELL_TEXT}, {"kpi", FLY_CELL_TEXT},  {"unit", FLY_CELL_TEXT},  {"n", FLY_CELL_COUNT},
    {"mean", FLY_CELL_NUMBER},   {"sd", FLY_CELL_NUMBER}, {"low", FLY_CELL_NUMBER}, {"high", FLY_CELL_NUMBER}};

enum { N_COLUMNS = sizeof columns / sizeof columns[0] };

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

/* One scenario after the other: the values of all its replicates are in memory, [n_replicates][n_kpis]. */
static int add_rows(struct fly_h5_table *table, const struct fly_build *build, size_t scenario, double *values)
{
    int ret = FLY_OK;
    const struct fly_result *result = build->result;
    const struct fly_layout *layout = &result->setups[scenario].layout;
    const enum fly_pairing pairing = fly_pairing_of(&result->setups[0], result->first_replicate, result->n_replicates);
    for (size_t r = 0; r < result->n_replicates; r++)
        FLY_TRY(result->source.read(result->source.self, (struct fly_job){0, scenario, r}, FLY_PART_KPIS, 0,
                                    values + r * layout->n_kpis, build->h5.error));
    for (size_t k = 0; k < build->frame.n_kpis; k++) {
        const struct fly_kpi *kpi = build->frame.kpis[k];
        const ptrdiff_t index = fly_layout_find_kpi(layout, kpi->name);
        const struct fly_estimate estimate =
            index < 0 ? fly_estimate_of(values, 0, pairing)
                      : fly_estimate_strided(values + index, layout->n_kpis, result->n_replicates, pairing);
        add_row(table, result->setups[scenario].scenario->name, kpi, &estimate);
    }
out:
    return ret;
}

static size_t most_kpis(const struct fly_result *result)
{
    size_t most = 0;
    for (size_t s = 0; s < result->n_scenarios; s++)
        if (result->setups[s].layout.n_kpis > most) most = result->setups[s].layout.n_kpis;
    return most;
}

int fly_result_put_summary(struct fly_build *build)
{
    const struct fly_result *result = build->result;
    if (build->frame.n_kpis == 0 || result->design) return FLY_OK;
    int ret = FLY_OK;
    hid_t group = H5I_INVALID_HID;
    struct fly_h5_table table;
    fly_h5_table_init(&table, columns, N_COLUMNS);
    double *values = fly_alloc(result->n_replicates * most_kpis(result), sizeof *values);
    if (!values) FLY_TRY(fly_build_no_memory(build, "the summary"));
    for (size_t s = 0; s < result->n_scenarios; s++)
        FLY_TRY(add_rows(&table, build, s, values));
    FLY_TRY(fly_h5_group(&build->h5, build->h5.file, FLY_GROUP_SUMMARY, &group));
    FLY_TRY(fly_h5_table_write(&table, &build->h5, group, FLY_TABLE_SUMMARY, "Mean and 95 % interval of every KPI"));
out:
    if (group >= 0) H5Gclose(group);
    fly_h5_table_free(&table);
    fly_free(values);
    return ret;
}
