/* Where money came from and went to, over the whole time: the bridge from gross margin to profit, and what of media was
 * spent in vain.
 *
 *   profit  = gross margin - media - selling - keeping - rewards - improving - fixed, exact in the file's minor units
 *   media   = spend on all channels           selling   = sales people and onboarding
 *   keeping = service, retention, delight, community, winning back: what the KPI acquisition_retention compares with
 *   rewards = incentives for referrals        improving = technology and levers against friction
 *   wasted  = media of each channel that makes strangers aware, times the share of those who are no customers; the
 *             KPI of that name is wasted / (useful + wasted) */
#ifndef FLY_MONEY_H
#define FLY_MONEY_H

#include "analysis/measures.h"

enum fly_money_line {
    FLY_MONEY_MARGIN,
    FLY_MONEY_MEDIA,
    FLY_MONEY_SELLING,
    FLY_MONEY_KEEPING,
    FLY_MONEY_REWARDS,
    FLY_MONEY_IMPROVING,
    FLY_MONEY_FIXED,
    FLY_MONEY_PROFIT, /* the bridge ends here */
    FLY_MONEY_USEFUL,
    FLY_MONEY_WASTED,
    FLY_N_MONEY
};

extern const char *const fly_money_names[FLY_N_MONEY];

/* FLY_N_MONEY columns. FLY_ERR_USAGE when the file has no ledger. */
int fly_money_init(struct fly_measures *money, const struct fly_dataset *data, struct fly_error *error);

/* Rounds n parts to multiples of `unit` so that they still add up to their rounded sum, none by as much as a whole unit
 * (largest remainders). */
void fly_money_round(double *parts, size_t n, double unit);

#endif
