/* Runs INI text through the real engine inside a test, and checks means against closed forms. */
#ifndef FLY_SIMULATE_H
#define FLY_SIMULATE_H

#include "sim/ensemble.h"

struct simulation {
    struct fly_scenario scenario;
    struct fly_setup setup;
    struct fly_results results;
};

/* Loads and runs replicates first .. first + n - 1 on `threads` threads (0: all). Any failure ends the test with its
 * sentence. */
void simulate(struct simulation *simulation, const char *ini, uint32_t first, size_t n, int threads);
void simulation_free(struct simulation *simulation);

/* The last row, for series_at. */
size_t last_row(const struct simulation *simulation);

/* One value of a series (label NULL: no dimension, or the sum over all labels); money in whole currency. */
double series_at(const struct simulation *simulation, size_t replicate, const char *series, const char *label,
                 size_t row);

/* Its sum over all rows. */
double series_total(const struct simulation *simulation, size_t replicate, const char *series, const char *label);

double kpi_of(const struct simulation *simulation, size_t replicate, const char *kpi);

/* The mean of n values must lie within z standard errors of `expected`, plus `bias` that theory allows (the error of a
 * finite step, say). The test is also refused when it could not see an error of `power` times the expected value:
 * z standard errors and the bias together must be below it. False alarms: z = 4, 6e-5; z = 4.5, 7e-6. */
void assert_mean(const char *what, const double *values, size_t n, double expected, double z, double bias,
                 double power);

/* The same for the variance, whose standard error comes from the fourth moment. */
void assert_variance(const char *what, const double *values, size_t n, double expected, double z, double power);

#endif
