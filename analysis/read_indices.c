/* Reads indices of sensitivity, and puts factors in order by them. */
#include "analysis/indices.h"
#include "analysis/read_variable.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { N_ENDS = 3 };

static const char *const names[N_ENDS] = {FLY_VAR_INDEX, FLY_VAR_INDEX_LOW, FLY_VAR_INDEX_HIGH};

/* By its measures, which no two methods share. */
static bool find_method(struct fly_indices *indices)
{
    for (int m = 0; m < FLY_N_METHODS; m++) {
        const struct fly_method_info *info = fly_method_info((enum fly_method)m);
        if (info->n_measures != indices->measures.n) continue;
        size_t same = 0;
        while (same < info->n_measures && strcmp(info->measures[same].name, indices->measures.text[same]) == 0)
            same++;
        if (same < info->n_measures) continue;
        indices->method = (enum fly_method)m;
        return true;
    }
    return false;
}

static int read_labels(struct fly_indices *indices, const struct fly_dataset *data, const struct fly_variable *variable,
                       struct fly_error *error)
{
    int ret;
    FLY_TRY(fly_read_labels(data, variable, 0, FLY_VAR_INDEX, &indices->responses, error));
    FLY_TRY(fly_read_labels(data, variable, 1, FLY_VAR_INDEX, &indices->kpis, error));
    FLY_TRY(fly_read_labels(data, variable, 2, FLY_VAR_INDEX, &indices->factors, error));
    FLY_TRY(fly_read_labels(data, variable, 3, FLY_VAR_INDEX, &indices->measures, error));
    if (!find_method(indices)) ret = fly_read_damaged(data, FLY_COORD_MEASURE, error);
out:
    return ret;
}

static double *end_of(struct fly_index *index, int end)
{
    return end == 0 ? &index->value : end == 1 ? &index->low : &index->high;
}

/* One of value, low and high, of all indices. The first one tells how many there are. */
static int read_end(struct fly_indices *indices, const struct fly_dataset *data, int end, size_t *n,
                    struct fly_error *error)
{
    struct fly_variable variable = {.id = H5I_INVALID_HID};
    double *values = NULL;
    int ret;
    FLY_TRY(fly_read_open(data, names[end], &variable, error));
    if (variable.rank != 4 || (end > 0 && fly_read_size(&variable) != *n))
        FLY_TRY(fly_read_damaged(data, names[end], error));
    FLY_TRY(fly_read_doubles(data, &variable, names[end], &values, error));
    if (end == 0) {
        *n = fly_read_size(&variable);
        FLY_TRY(read_labels(indices, data, &variable, error));
        indices->values = fly_alloc(*n, sizeof *indices->values);
        if (!indices->values) FLY_TRY(fly_read_no_memory(FLY_VAR_INDEX, error));
    }
    for (size_t i = 0; i < *n; i++)
        *end_of(&indices->values[i], end) = values[i];
out:
    if (variable.id >= 0) fly_read_close(&variable);
    fly_free(values);
    return ret;
}

int fly_indices_read(struct fly_indices *indices, const struct fly_dataset *data, struct fly_error *error)
{
    assert(indices && data);
    int ret = FLY_OK;
    size_t n = 0;
    *indices = (struct fly_indices){0};
    if (!fly_read_exists(data, FLY_VAR_INDEX)) return FLY_OK;
    for (int end = 0; end < N_ENDS; end++)
        FLY_TRY(read_end(indices, data, end, &n, error));
out:
    if (ret < 0) fly_indices_free(indices);
    return ret;
}

void fly_indices_free(struct fly_indices *indices)
{
    assert(indices);
    fly_labels_free(&indices->responses);
    fly_labels_free(&indices->kpis);
    fly_labels_free(&indices->factors);
    fly_labels_free(&indices->measures);
    fly_free(indices->values);
    *indices = (struct fly_indices){0};
}

const struct fly_index *fly_indices_at(const struct fly_indices *indices, size_t response, size_t kpi, size_t factor)
{
    assert(response < indices->responses.n && kpi < indices->kpis.n && factor < indices->factors.n);
    return &indices->values[((response * indices->kpis.n + kpi) * indices->factors.n + factor) * indices->measures.n];
}

size_t fly_method_main_measure(enum fly_method method)
{
    return method == FLY_PRCC ? 0 : 1;
}

static double weight_of(const struct fly_index *index)
{
    return isnan(index->value) ? -1 : fabs(index->value);
}

void fly_indices_order(const struct fly_index *values, size_t n, size_t n_measures, size_t measure, size_t *order)
{
    assert(values && order && measure < n_measures);
    for (size_t i = 0; i < n; i++) {
        size_t k = i;
        for (; k > 0 &&
               weight_of(&values[order[k - 1] * n_measures + measure]) < weight_of(&values[i * n_measures + measure]);
             k--)
            order[k] = order[k - 1];
        order[k] = i;
    }
}
