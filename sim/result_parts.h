/* The parts of a result file that are not xarray variables. Private to the files sim/result_*.c. */
#ifndef FLY_RESULT_PARTS_H
#define FLY_RESULT_PARTS_H

#include "sim/result_frame.h"
#include "sim/result_hdf5.h"

/* /summary/table: an estimate of every KPI of every scenario. */
int fly_result_put_summary(struct fly_h5 *h5, const struct fly_results *results, const struct fly_frame *frame);

/* One grid over the coordinates `axes`: scenario, replicate and one for each of its dimensions, none of them empty. */
int fly_result_put_grid(struct fly_h5 *h5, const struct fly_results *results, const struct fly_frame *frame,
                        const struct fly_frame_grid *grid, const size_t *axes);

/* /scenarios/NAME of every scenario: its text, its parameters with their origins, its seeds and sizes. */
int fly_result_put_scenarios(struct fly_h5 *h5, const struct fly_results *results);

/* The KPIs of all replicates, [n_scenarios][n_replicates][frame->n_kpis], NAN where a scenario has none of this name;
 * to be freed with fly_free. NULL without memory. */
double *fly_result_kpis(const struct fly_results *results, const struct fly_frame *frame);

#endif
