/* How a flywheel runs on without paid acquisition: a scenario with it cut in week T, against itself without the cut, on
 * the same random numbers, replicate by replicate.
 *
 *   window      from T to the first recorded week in which the mean of customers is half of what it was, or the end
 *   half-life   time from T until customers are half of C(T) for the first time; between recorded weeks their logarithm
 *               is a straight line
 *   decay       slope of -ln C(t) over the window by least squares
 *   mu          -ln(1 - c) / D, c: customers lost in the window / customers at the start of its steps, D: a step
 *   K           referred customers / customers lost, in the window
 *   closed form ln 2 / (mu (1 - K)): the half-life of a birth-death process with death rate mu and birth rate mu K
 *   in steps    ln 2 D / -ln(1 - c (1 - K)): the same process in steps of D
 *
 * The closed form knows no other births than referrals and no other deaths than at a constant rate. How many customers
 * came by word of mouth, were won back or were on their way already, per customer lost, is counted beside it; so is
 * churn in either half of the window. A half-life that is not reached by the end is longer than what is left of the
 * time: the median over replicates allows for it, a mean would not. */
#ifndef FLY_COAST_H
#define FLY_COAST_H

#include "analysis/figure.h"
#include "analysis/read.h"
#include "sim/estimate.h"

/* The two scenarios of a dataset that can be judged, in this order. */
enum { FLY_COAST_UNCUT, FLY_COAST_CUT, FLY_N_COASTS };

/* clang-format off */
/* name, unit, meaning: one value per replicate */
#define FLY_COAST_FIGURES(X) \
    X(customers,       "agents", "Customers in the week of the cut.") \
    X(customers_cut,   "agents", "Customers at the end, with the cut.") \
    X(customers_uncut, "agents", "Customers at the end, without it.") \
    X(half_life,       "weeks",  "Until customers are half as many; undefined unless all replicates get there.") \
    X(closed_form,     "weeks",  "ln 2 / (mu (1 - K)): what it would be by churn and referrals alone; undefined for K >= 1.") \
    X(in_steps,        "weeks",  "The same in steps of the scenario's length.") \
    X(decay,           "1/week", "Rate of decay fitted to customers over the window.") \
    X(churn,           "1/week", "mu: churn hazard in the window.") \
    X(churn_early,     "1/week", "The same in the first half of the window.") \
    X(churn_late,      "1/week", "The same in its second half.") \
    X(k_factor,        "1",      "K: referred customers per customer lost in the window.") \
    X(multiplier,      "1",      "1 / (1 - K): customers for each acquired otherwise; undefined for K >= 1.") \
    X(word_of_mouth,   "1",      "Customers who came by word of mouth, per customer lost in the window.") \
    X(won_back,        "1",      "Customers won back, per customer lost in the window.") \
    X(on_the_way,      "1",      "Customers from channels and from outside, acquired after the cut, per customer lost in the window.")
/* clang-format on */

enum fly_coast_figure_id {
#define FLY_COAST_ENUM(name, unit, doc) FLY_COAST_##name,
    FLY_COAST_FIGURES(FLY_COAST_ENUM)
#undef FLY_COAST_ENUM
        FLY_N_COAST_FIGURES
};

extern const struct fly_figure fly_coast_figures[FLY_N_COAST_FIGURES];

struct fly_coast {
    double week, window_end, end;   /* T, the last weeks of the window and of the run */
    size_t n_replicates, n_reached; /* in how many customers are half as many by the end */
    struct fly_estimate figures[FLY_N_COAST_FIGURES];
    /* Of the half-lives of all replicates, INFINITY where it lies beyond the end; the 95 % interval is that of order
     * statistics, NAN below 6 replicates. */
    double median, median_low, median_high;
};

/* Of the first two scenarios of the dataset; `week` is a recorded one. */
int fly_coast(struct fly_coast *coast, const struct fly_dataset *data, double week, struct fly_error *error);

/* The answer in a few sentences; cut to fit. */
void fly_coast_print(const struct fly_coast *coast, char *text, size_t size);

#endif
