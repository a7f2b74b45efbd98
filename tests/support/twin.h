/* The slow twin: the whole model once more, one agent at a time, in the plainest words, to compare the engine with.
 *
 * It is written from the equations at the head of each file in models/ and the order of a step; from the engine it
 * takes only the draws, the network and the permutation that picks the initial customers. Whatever the engine does for
 * speed (blocks, lists, thresholds, columns) it does not do. */
#ifndef FLY_TWIN_H
#define FLY_TWIN_H

#include "sim/setup.h"

enum { TWIN_SOURCES = 16, TWIN_LEDGERS = 23, TWIN_LEVERS = 8 };

/* clang-format off */
/* Every series of the engine by its name, with the most values it may have. */
#define TWIN_COUNTS(X) \
    X(agents, 8) X(customers, 1) X(aware, TWIN_SOURCES) X(new_customers, TWIN_SOURCES) X(churned, 1) X(won_back, 1) X(customer_steps, 1) \
    X(rejected, 1) X(cost, TWIN_LEDGERS) X(budget, 1) X(unspent, 1) X(owed, 1) X(attitudes, 3) \
    X(satisfaction_sum, 1) X(purchases, 1) X(repeat_purchases, 1) X(first_repeats, 1) X(revenue, 1) \
    X(gross_margin, 1) X(acquired_margin, 1) X(signals, 2) X(accepted_signals, 2) X(referrals, 5) \
    X(completed_referrals, 1) X(referral_lap, 1) X(referral_laps, 1) X(generation_sum, 1) X(stage_exits, 6) \
    X(profit, 1) X(cash, 1) X(segment_customers, 8) X(segment_new_customers, 8) X(segment_churned, 8) \
    X(segment_revenue, 8) X(segment_margin, 8) X(cases, 3) X(abandoned_cases, 1) \
    X(reviews, 3) X(community, 3) X(contributions, 1) X(journey, 19) X(churned_by_attitude, 3)
#define TWIN_REALS(X) \
    X(satisfaction, 1) X(nps, 1) X(mass, 1) X(speed, 1) X(momentum, 1) X(energy, 1) X(reproduction, 1) X(npv, 1) \
    X(channel_cac, TWIN_SOURCES) X(shock_factor, 8) X(friction, 3) X(friction_found, 1) \
    X(lever_level, TWIN_LEVERS) X(handoffs, 1) \
    X(technology, 3) X(sales_load, 1) X(sales_capacity, 1) \
    X(sales_utilisation, 1) X(case_wait, 3) X(service_load, 1) X(service_capacity, 1) X(service_utilisation, 1) \
    X(service_backlog, 1) \
    X(rating, 1) X(review_number, 1) X(wheel_level, 16) X(community_activity, 1) X(gave_up, 5)
/* clang-format on */

/* What happened in one step, and how things stood at its end. */
struct twin_step {
#define TWIN_COUNT_FIELD(name, n) int64_t name[n];
#define TWIN_REAL_FIELD(name, n) double name[n];
    TWIN_COUNTS(TWIN_COUNT_FIELD)
    TWIN_REALS(TWIN_REAL_FIELD)
};

/* The values of a series in one step and how many there are at most; NULL: the twin has none such. */
const int64_t *twin_counts(const struct twin_step *step, const char *series, size_t *n);
const double *twin_reals(const struct twin_step *step, const char *series, size_t *n);

enum { TWIN_COHORTS = 48, TWIN_ORIGINS = 3, TWIN_GENERATIONS = 12, TWIN_FRIENDS = 10 };

/* Customers by the period in which they joined, how, and the periods since then; by generation of referrals; and lives
 * as a customer by whether they are over (0) or go on (1) and friends brought. The last of both stands for more, too.
 */
struct twin_grids {
    size_t n;
    int64_t joined[TWIN_COHORTS][TWIN_ORIGINS];
    int64_t active[TWIN_COHORTS][TWIN_COHORTS][TWIN_ORIGINS], revenue[TWIN_COHORTS][TWIN_COHORTS][TWIN_ORIGINS];
    int64_t generations[TWIN_GENERATIONS + 1], offspring[2][TWIN_FRIENDS + 1];
};

/* One value of a grid by the numbers of its labels; NULL: the twin has no such grid. */
const int64_t *twin_grid_value(const struct twin_grids *grids, const char *grid, const size_t at[FLY_GRID_DIMS]);

/* Simulates one replicate; steps has room for setup->n_steps + 1, the first for the start. */
void twin_run(const struct fly_setup *setup, uint32_t replicate, struct twin_step *steps, struct twin_grids *grids);

#endif
