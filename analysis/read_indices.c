/* Reads the indices that a sensitivity analysis left in its file. */
#include "analysis/read_variable.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>

static const char *const names[3] = {FLY_VAR_INDEX, FLY_VAR_INDEX_LOW, FLY_VAR_INDEX_HIGH};

int fly_dataset_indices(const struct fly_dataset *data, struct fly_indices *indices, struct fly_error *error)
{
    assert(data && indices);
    int ret = FLY_OK;
    *indices = (struct fly_indices){0};
    if (data->n_parts > 0 || !fly_read_exists(data, FLY_VAR_INDEX)) return FLY_OK;
    size_t n = 0;
    struct fly_labels *labels[] = {&indices->responses, &indices->kpis, &indices->factors, &indices->measures};
    for (size_t v = 0; v < 3; v++) {
        struct fly_variable variable;
        FLY_TRY(fly_read_open(data, names[v], &variable, error));
        if (v == 0) n = fly_read_size(&variable);
        ret = variable.rank == 4 && fly_read_size(&variable) == n
                  ? fly_read_doubles(data, &variable, names[v], &indices->values[v], error)
                  : fly_read_damaged(data, names[v], error);
        for (unsigned d = 0; ret == FLY_OK && v == 0 && d < 4; d++)
            ret = fly_read_labels(data, &variable, d, names[v], labels[d], error);
        fly_read_close(&variable);
        FLY_TRY(ret);
    }
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
    for (size_t v = 0; v < 3; v++)
        fly_free(indices->values[v]);
    *indices = (struct fly_indices){0};
}
