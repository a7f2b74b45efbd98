/* How customers would fall by churn and referrals alone if nothing else brought any: a birth-death process.
 *
 *   mu   = -ln(1 - c) / D              churn hazard; c: customers lost / customers at the start of steps of length D
 *   K    = referred / lost             both over the last year, or over all of a shorter run
 *   decay rate mu (1 - K)              below 0: customers would rise by referrals alone
 *   half-life  ln 2 / (mu (1 - K))     none for K >= 1
 *
 * It is the closed form that `flywheel coast` compares with what it measures (analysis/coast.h). */
#ifndef FLY_DECAY_H
#define FLY_DECAY_H

#include "analysis/measures.h"

enum fly_decay_figure { FLY_DECAY_CHURN, FLY_DECAY_K, FLY_DECAY_RATE, FLY_N_DECAYS };

/* mu, 1/week, from the share lost in a step of D weeks. */
double fly_decay_hazard(double lost_per_step, double step);

/* In weeks; NAN for K >= 1. */
double fly_decay_half_life(double hazard, double k);

/* The same from the decay rate; NAN where customers do not fall. */
double fly_decay_half_life_of(double rate);

/* Percent of the customers who are left after some weeks. */
double fly_decay_left(double rate, double weeks);

/* FLY_N_DECAYS columns; churn is undefined in files of the first version, which do not tell "customer_steps".
 * FLY_ERR_USAGE when the file lacks what else they are made of. */
int fly_decay_init(struct fly_measures *decay, const struct fly_dataset *data, struct fly_error *error);

#endif
