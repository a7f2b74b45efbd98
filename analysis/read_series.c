/* Hands out the series of a result file, scaled to the units that they are named in. */
#include "analysis/read_join.h"
#include "analysis/read_variable.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Opens a series of this rank; a variable that has no kind is not a series, and neither is a grid. */
static int open_series(const struct fly_dataset *data, const char *name, int rank, struct fly_variable *variable,
                       struct fly_error *error)
{
    variable->id = H5I_INVALID_HID;
    int ret = fly_read_exists(data, name) ? fly_read_open(data, name, variable, error) : FLY_ERR_USAGE;
    if (ret == FLY_OK && fly_read_fits(data, variable, rank, data->n_weeks) &&
        H5Aexists(variable->id, FLY_ATTR_KIND) > 0 && !fly_read_has_attr(variable, FLY_ATTR_KIND, FLY_KIND_GRID))
        return FLY_OK;
    fly_read_close(variable);
    if (ret == FLY_ERR_IO) return ret;
    if (fly_dataset_has_failed()) return fly_read_damaged(data, name, error);
    return fly_fail(error, FLY_ERR_USAGE, "%s has no series '%s' %s labels.", fly_read_file(data)->name, name,
                    rank == 3 ? "without" : "with");
}

int fly_dataset_series(const struct fly_dataset *data, const char *name, double **values, bool *is_flow,
                       struct fly_error *error)
{
    assert(data && name && values && is_flow);
    struct fly_variable variable;
    *values = NULL;
    if (data->n_parts > 0) return fly_join_series(data, name, values, is_flow, error);
    int ret = open_series(data, name, 3, &variable, error);
    if (ret < 0) return ret;
    *is_flow = fly_read_has_attr(&variable, FLY_ATTR_KIND, FLY_KIND_FLOW);
    double scale = fly_read_scale(&variable);
    ret = fly_read_doubles(data, &variable, name, values, error);
    for (size_t i = 0; ret == FLY_OK && scale != 1 && i < fly_read_size(&variable); i++)
        (*values)[i] *= scale;
    fly_read_close(&variable);
    return ret;
}

bool fly_dataset_has(const struct fly_dataset *data, const char *name)
{
    assert(data && name);
    struct fly_variable variable;
    bool have_all = data->n_parts > 0;
    for (size_t p = 0; p < data->n_parts; p++)
        have_all &= fly_dataset_has(&data->parts[p].data, name);
    if (data->n_parts > 0) return have_all;
    if (!fly_read_exists(data, name) || fly_read_open(data, name, &variable, NULL) < 0) return false;
    const bool has_kind = H5Aexists(variable.id, FLY_ATTR_KIND) > 0;
    fly_read_close(&variable);
    return has_kind;
}

bool fly_dataset_is_flow(const struct fly_dataset *data, const char *name)
{
    assert(data && name);
    struct fly_variable variable;
    if (data->n_parts > 0) return fly_dataset_is_flow(&data->parts[0].data, name);
    if (!fly_read_exists(data, name) || fly_read_open(data, name, &variable, NULL) < 0) return false;
    bool is_flow = fly_read_has_attr(&variable, FLY_ATTR_KIND, FLY_KIND_FLOW);
    fly_read_close(&variable);
    return is_flow;
}

/* Every label is meant. */
static const size_t EVERY_LABEL = SIZE_MAX;

/* Adds up the weeks of one scenario: `all` is [n_replicates][n_weeks][n], `sums` [n_replicates][n]. What is not a
 * number (a label that the scenario does not have) adds nothing. */
static void add_weeks(const struct fly_dataset *data, const double *all, size_t n, size_t label, double *sums)
{
    (void)label;
    for (size_t r = 0; r < data->n_replicates; r++)
        for (size_t w = 0; w < data->n_weeks; w++)
            for (size_t i = 0; i < n; i++) {
                double value = all[(r * data->n_weeks + w) * n + i];
                if (!isnan(value)) sums[r * n + i] += value;
            }
}

/* Adds up its labels instead, or takes one of them: `sums` is [n_replicates][n_weeks]. */
static void add_labels(const struct fly_dataset *data, const double *all, size_t n, size_t label, double *sums)
{
    for (size_t k = 0; k < data->n_replicates * data->n_weeks; k++)
        for (size_t i = 0; i < n; i++)
            if (!isnan(all[k * n + i]) && (label == EVERY_LABEL || i == label)) sums[k] += all[k * n + i];
}

static int read_scenario(const struct fly_dataset *data, const struct fly_variable *variable, const char *name,
                         size_t scenario, double *values, struct fly_error *error)
{
    const hsize_t start[FLY_READ_SERIES_RANK] = {scenario, 0, 0, 0};
    hsize_t count[FLY_READ_SERIES_RANK];
    memcpy(count, variable->extents, sizeof count);
    count[0] = 1;
    return fly_read_slab(data, variable, name, start, count, values, error);
}

typedef void add_up(const struct fly_dataset *data, const double *all, size_t n, size_t label, double *sums);

/* Adds up every scenario into its `n_sums` sums, one scenario in memory at a time. */
static int sum_scenarios(const struct fly_dataset *data, const struct fly_variable *variable, const char *name,
                         add_up *add, size_t label, double *sums, size_t n_sums, struct fly_error *error)
{
    size_t n = (size_t)variable->extents[FLY_READ_SERIES_RANK - 1], size = fly_read_size(variable) / data->scenarios.n;
    if (size == 0) return fly_read_damaged(data, name, error);
    double *all = fly_alloc(size, sizeof *all), scale = fly_read_scale(variable);
    int ret = FLY_OK;
    if (!all) return fly_read_no_memory(name, error);
    for (size_t s = 0; s < data->scenarios.n; s++) {
        FLY_TRY(read_scenario(data, variable, name, s, all, error));
        add(data, all, n, label, sums + s * n_sums);
    }
    for (size_t i = 0; i < data->scenarios.n * n_sums; i++)
        sums[i] *= scale;
out:
    fly_free(all);
    return ret;
}

/* By week: one label, or the sum of all where it is NULL. */
static int read_weeks(const struct fly_dataset *data, const char *name, const char *label, double **values,
                      struct fly_error *error)
{
    assert(data && name && values);
    struct fly_variable variable;
    struct fly_labels labels = {0};
    size_t n_sums = data->n_replicates * data->n_weeks, k = 0;
    *values = NULL;
    if (data->n_parts > 0) return fly_join_weeks(data, name, label, values, error);
    int ret = open_series(data, name, FLY_READ_SERIES_RANK, &variable, error);
    if (ret < 0) return ret;
    if (label) FLY_TRY(fly_read_labels(data, &variable, FLY_READ_SERIES_RANK - 1, name, &labels, error));
    while (label && k < labels.n && strcmp(labels.text[k], label))
        k++;
    if (label && k == labels.n)
        FLY_TRY(fly_fail(error, FLY_ERR_USAGE, "The series '%s' has no label '%s'.", name, label));
    *values = fly_alloc(data->scenarios.n * n_sums, sizeof **values);
    if (!*values) FLY_TRY(fly_read_no_memory(name, error));
    FLY_TRY(sum_scenarios(data, &variable, name, add_labels, label ? k : EVERY_LABEL, *values, n_sums, error));
out:
    fly_read_close(&variable);
    fly_labels_free(&labels);
    if (ret < 0) {
        fly_free(*values);
        *values = NULL;
    }
    return ret;
}

int fly_dataset_sums(const struct fly_dataset *data, const char *name, double **values, struct fly_error *error)
{
    return read_weeks(data, name, NULL, values, error);
}

int fly_dataset_label(const struct fly_dataset *data, const char *name, const char *label, double **values,
                      struct fly_error *error)
{
    assert(label);
    return read_weeks(data, name, label, values, error);
}

int fly_dataset_totals(const struct fly_dataset *data, const char *name, double **values, struct fly_labels *labels,
                       struct fly_error *error)
{
    assert(data && name && values && labels);
    struct fly_variable variable;
    *values = NULL;
    *labels = (struct fly_labels){0};
    if (data->n_parts > 0) return fly_join_labelled(data, name, FLY_JOIN_TOTALS, values, labels, error);
    int ret = open_series(data, name, FLY_READ_SERIES_RANK, &variable, error);
    if (ret < 0) return ret;
    FLY_TRY(fly_read_labels(data, &variable, FLY_READ_SERIES_RANK - 1, name, labels, error));
    *values = fly_alloc(data->scenarios.n * data->n_replicates * labels->n, sizeof **values);
    if (!*values) FLY_TRY(fly_read_no_memory(name, error));
    FLY_TRY(
        sum_scenarios(data, &variable, name, add_weeks, EVERY_LABEL, *values, data->n_replicates * labels->n, error));
out:
    fly_read_close(&variable);
    if (ret < 0) {
        fly_free(*values);
        *values = NULL;
        fly_labels_free(labels);
    }
    return ret;
}

int fly_dataset_week(const struct fly_dataset *data, const char *name, size_t week, double **values,
                     struct fly_labels *labels, struct fly_error *error)
{
    assert(data && name && week < data->n_weeks && values && labels);
    struct fly_variable variable;
    *values = NULL;
    *labels = (struct fly_labels){0};
    if (data->n_parts > 0) return fly_join_labelled(data, name, (ptrdiff_t)week, values, labels, error);
    int ret = open_series(data, name, FLY_READ_SERIES_RANK, &variable, error);
    if (ret < 0) return ret;
    const hsize_t start[FLY_READ_SERIES_RANK] = {0, 0, week, 0};
    const hsize_t count[FLY_READ_SERIES_RANK] = {variable.extents[0], variable.extents[1], 1, variable.extents[3]};
    const double scale = fly_read_scale(&variable);
    FLY_TRY(fly_read_labels(data, &variable, FLY_READ_SERIES_RANK - 1, name, labels, error));
    *values = fly_alloc(data->scenarios.n * data->n_replicates * labels->n, sizeof **values);
    if (!*values) FLY_TRY(fly_read_no_memory(name, error));
    FLY_TRY(fly_read_slab(data, &variable, name, start, count, *values, error));
    for (size_t i = 0; i < data->scenarios.n * data->n_replicates * labels->n; i++)
        (*values)[i] *= scale;
out:
    fly_read_close(&variable);
    if (ret < 0) {
        fly_free(*values);
        *values = NULL;
        fly_labels_free(labels);
    }
    return ret;
}
