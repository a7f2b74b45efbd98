/* Results of two scenarios made by hand, for tests of the result file and of the analysis: no engine runs. */
#ifndef FLY_TOY_RESULTS_H
#define FLY_TOY_RESULTS_H

#include "sim/results.h"

enum { TOY_SCENARIOS = 2, TOY_ROWS = 6 };

/* KPI indices of the toy layout; scenario "flywheel" has one more. */
enum { TOY_NPV, TOY_CAC, TOY_REACH, TOY_EXTRA };

struct toy {
    struct fly_scenario scenarios[TOY_SCENARIOS]; /* "funnel" with channels ads, mail; "flywheel" with mail, talk */
    struct fly_setup setups[TOY_SCENARIOS];
    struct fly_results results;
};

/* Every value is set by a formula of its place; KPIs are 0. */
void toy_init(struct toy *toy, size_t n_replicates);
void toy_free(struct toy *toy);

/* A count or real of one record by series name and label number. */
int64_t *toy_count(struct toy *toy, size_t scenario, size_t replicate, const char *series, size_t row, size_t label);
double *toy_real(struct toy *toy, size_t scenario, size_t replicate, const char *series, size_t row, size_t label);

/* A value of a grid by its place, the last dimension fastest. */
int64_t *toy_grid(struct toy *toy, size_t scenario, size_t replicate, const char *grid, size_t place);

/* What the formula gives. */
int64_t toy_expected_grid(size_t scenario, size_t replicate, size_t place);
int64_t toy_expected_count(size_t scenario, size_t replicate, size_t row, size_t label);
double toy_expected_real(size_t scenario, size_t replicate, size_t row, size_t label);

#endif
