/* Reads the table of a tornado from its result file. */
#include "analysis/read_variable.h"
#include "analysis/tornado_table.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <string.h>

/* A text of every row, moved into its place. */
static int take_texts(struct fly_tornado_table *table, const struct fly_dataset *data, const char *name, size_t offset,
                      struct fly_error *error)
{
    struct fly_labels labels = {0};
    int ret = fly_read_exists(data, name) ? fly_read_named_texts(data, name, &labels, error)
                                          : fly_read_damaged(data, name, error);
    if (ret == FLY_OK && labels.n != table->n) ret = fly_read_damaged(data, name, error);
    for (size_t r = 0; ret == FLY_OK && r < labels.n; r++) {
        memcpy((char *)&table->rows[r] + offset, &labels.text[r], sizeof labels.text[r]);
        labels.text[r] = NULL;
    }
    fly_labels_free(&labels);
    return ret;
}

/* Numbers of every row, `n` each, to be freed with fly_free. */
static int read_numbers(const struct fly_tornado_table *table, const struct fly_dataset *data, const char *name,
                        size_t n, double **values, struct fly_error *error)
{
    struct fly_variable variable = {.id = H5I_INVALID_HID};
    int ret = FLY_OK;
    if (!fly_read_exists(data, name)) FLY_TRY(fly_read_damaged(data, name, error));
    FLY_TRY(fly_read_open(data, name, &variable, error));
    if (fly_read_size(&variable) != n * table->n) FLY_TRY(fly_read_damaged(data, name, error));
    FLY_TRY(fly_read_doubles(data, &variable, name, values, error));
out:
    if (variable.id >= 0) fly_read_close(&variable);
    return ret;
}

static int take_differences(struct fly_tornado_table *table, const struct fly_dataset *data, const char *name,
                            size_t offset, struct fly_error *error)
{
    double *values = NULL;
    int ret = read_numbers(table, data, name, FLY_N_TORNADO_SIDES, &values, error);
    for (size_t i = 0; ret == FLY_OK && i < FLY_N_TORNADO_SIDES * table->n; i++) {
        struct fly_estimate *estimate = &table->rows[i / FLY_N_TORNADO_SIDES].difference[i % FLY_N_TORNADO_SIDES];
        memcpy((char *)estimate + offset, &values[i], sizeof values[i]);
    }
    fly_free(values);
    return ret;
}

static int take_swings(struct fly_tornado_table *table, const struct fly_dataset *data, const char *name, size_t offset,
                       struct fly_error *error)
{
    double *values = NULL;
    int ret = read_numbers(table, data, name, 1, &values, error);
    for (size_t r = 0; ret == FLY_OK && r < table->n; r++)
        memcpy((char *)&table->rows[r].swing + offset, &values[r], sizeof values[r]);
    fly_free(values);
    return ret;
}

static int take_runs(struct fly_tornado_table *table, const struct fly_dataset *data, struct fly_error *error)
{
    double *values = NULL;
    int ret = read_numbers(table, data, FLY_VAR_TORNADO_RUN, FLY_N_TORNADO_SIDES, &values, error);
    for (size_t i = 0; ret == FLY_OK && i < FLY_N_TORNADO_SIDES * table->n; i++)
        table->rows[i / FLY_N_TORNADO_SIDES].was_run[i % FLY_N_TORNADO_SIDES] = values[i] > 0;
    fly_free(values);
    return ret;
}

static int take_states(struct fly_tornado_table *table, const struct fly_dataset *data, struct fly_error *error)
{
    struct fly_labels labels = {0};
    int ret;
    FLY_TRY(fly_read_named_texts(data, FLY_VAR_TORNADO_STATE, &labels, error));
    if (labels.n != table->n) FLY_TRY(fly_read_damaged(data, FLY_VAR_TORNADO_STATE, error));
    for (size_t r = 0; r < labels.n; r++)
        table->rows[r].state = labels.text[r][0] == 'm'   ? FLY_TORNADO_MATTERS
                               : labels.text[r][0] == 'i' ? FLY_TORNADO_IDLE
                                                          : FLY_TORNADO_SKIPPED;
out:
    fly_labels_free(&labels);
    return ret;
}

/* The KPI is the same in every row. */
static int take_kpi(struct fly_tornado_table *table, const struct fly_dataset *data, struct fly_error *error)
{
    struct fly_labels labels = {0};
    int ret = fly_read_named_texts(data, FLY_VAR_TORNADO_KPI, &labels, error);
    if (ret < 0) return ret;
    table->rows = fly_alloc(labels.n, sizeof *table->rows);
    if (!table->rows) ret = fly_read_no_memory(FLY_VAR_TORNADO_KPI, error);
    if (table->rows) table->n = labels.n;
    table->kpi = labels.text[0];
    labels.text[0] = NULL;
    fly_labels_free(&labels);
    return ret;
}

static int read_all(struct fly_tornado_table *table, const struct fly_dataset *data, struct fly_error *error)
{
    int ret;
    FLY_TRY(take_kpi(table, data, error));
    FLY_TRY(take_texts(table, data, FLY_COORD_FACTOR, offsetof(struct fly_tornado_row, name), error));
    FLY_TRY(take_texts(table, data, FLY_VAR_TORNADO_VALUE, offsetof(struct fly_tornado_row, value), error));
    FLY_TRY(take_texts(table, data, FLY_VAR_TORNADO_LOW_AT, offsetof(struct fly_tornado_row, at[FLY_LOW]), error));
    FLY_TRY(take_texts(table, data, FLY_VAR_TORNADO_HIGH_AT, offsetof(struct fly_tornado_row, at[FLY_HIGH]), error));
    FLY_TRY(take_texts(table, data, FLY_VAR_TORNADO_NOTE, offsetof(struct fly_tornado_row, note), error));
    FLY_TRY(take_states(table, data, error));
    FLY_TRY(take_differences(table, data, FLY_VAR_TORNADO, offsetof(struct fly_estimate, mean), error));
    FLY_TRY(take_differences(table, data, FLY_VAR_TORNADO_LOW, offsetof(struct fly_estimate, low), error));
    FLY_TRY(take_differences(table, data, FLY_VAR_TORNADO_HIGH, offsetof(struct fly_estimate, high), error));
    FLY_TRY(take_runs(table, data, error));
    FLY_TRY(take_swings(table, data, FLY_VAR_SWING, offsetof(struct fly_estimate, mean), error));
    FLY_TRY(take_swings(table, data, FLY_VAR_SWING_LOW, offsetof(struct fly_estimate, low), error));
    FLY_TRY(take_swings(table, data, FLY_VAR_SWING_HIGH, offsetof(struct fly_estimate, high), error));
out:
    return ret;
}

int fly_tornado_table_read(struct fly_tornado_table *table, const struct fly_dataset *data, struct fly_error *error)
{
    assert(table && data);
    *table = (struct fly_tornado_table){0};
    if (data->n_parts > 0 || !fly_read_exists(data, FLY_VAR_TORNADO_KPI)) return FLY_OK;
    const int ret = read_all(table, data, error);
    if (ret < 0) fly_tornado_table_free(table);
    return ret;
}
