/* Which factors matter by the indices of a sensitivity analysis: what the terminal and the report tell of them. */
#ifndef FLY_INDICES_H
#define FLY_INDICES_H

#include "analysis/read.h"
#include "analysis/sensitivity.h"

/* By its measures, which no two methods share. False: it is none that we know. */
bool fly_indices_method(const struct fly_indices *indices, enum fly_method *method);

/* The measure by which factors are put in order: mu_star, st, prcc. */
size_t fly_method_main_measure(enum fly_method method);

/* One index with its interval. */
struct fly_index fly_indices_at(const struct fly_indices *indices, size_t response, size_t kpi, size_t factor,
                                size_t measure);

/* Factors by the size of a measure, the largest first and undefined ones last, into order[factors]; equal ones stay as
 * they stand. */
void fly_indices_order(const struct fly_indices *indices, size_t response, size_t kpi, size_t measure, size_t *order);

#endif
