/* Indices of sensitivity as the file of `flywheel sensitivity` has them. */
#ifndef FLY_INDICES_H
#define FLY_INDICES_H

#include "analysis/read.h"
#include "analysis/sensitivity.h"

/* Caller-owned; a zeroed struct may be freed. Without factors (factors.n = 0) the file has no indices. */
struct fly_indices {
    enum fly_method method;
    struct fly_labels responses, kpis, factors, measures; /* owned */
    struct fly_index *values;                             /* [responses][kpis][factors][measures]; owned */
};

int fly_indices_read(struct fly_indices *indices, const struct fly_dataset *data, struct fly_error *error);
void fly_indices_free(struct fly_indices *indices);

/* The measures of one factor, [measures]. */
const struct fly_index *fly_indices_at(const struct fly_indices *indices, size_t response, size_t kpi, size_t factor);

/* The measure by which factors are put in order: mu_star, st, prcc. */
size_t fly_method_main_measure(enum fly_method method);

/* Factors by the size of that measure, the largest first and undefined ones last; equal ones stay as they stand.
 * `values` is [n][n_measures], `order` [n]. */
void fly_indices_order(const struct fly_index *values, size_t n, size_t n_measures, size_t measure, size_t *order);

#endif
