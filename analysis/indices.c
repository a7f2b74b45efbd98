/* Puts factors in order by their indices of sensitivity. */
#include "analysis/indices.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static bool has_measures(const struct fly_indices *indices, const struct fly_method_info *info)
{
    if (info->n_measures != indices->measures.n) return false;
    for (size_t m = 0; m < info->n_measures; m++)
        if (strcmp(info->measures[m].name, indices->measures.text[m]) != 0) return false;
    return true;
}

bool fly_indices_method(const struct fly_indices *indices, enum fly_method *method)
{
    assert(indices && method);
    for (int m = 0; m < FLY_N_METHODS; m++) {
        if (!has_measures(indices, fly_method_info((enum fly_method)m))) continue;
        *method = (enum fly_method)m;
        return true;
    }
    return false;
}

size_t fly_method_main_measure(enum fly_method method)
{
    return method == FLY_PRCC ? 0 : 1;
}

struct fly_index fly_indices_at(const struct fly_indices *indices, size_t response, size_t kpi, size_t factor,
                                size_t measure)
{
    assert(response < indices->responses.n && kpi < indices->kpis.n && factor < indices->factors.n &&
           measure < indices->measures.n);
    const size_t i = ((response * indices->kpis.n + kpi) * indices->factors.n + factor) * indices->measures.n + measure;
    return (struct fly_index){indices->values[0][i], indices->values[1][i], indices->values[2][i]};
}

void fly_indices_order(const struct fly_indices *indices, size_t response, size_t kpi, size_t measure, size_t *order)
{
    assert(indices && order);
    for (size_t f = 0; f < indices->factors.n; f++) {
        const double size = fabs(fly_indices_at(indices, response, kpi, f, measure).value);
        size_t k = f;
        for (; k > 0; k--) {
            const double before = fabs(fly_indices_at(indices, response, kpi, order[k - 1], measure).value);
            if (before >= size || isnan(size)) break;
            order[k] = order[k - 1];
        }
        order[k] = f;
    }
}
