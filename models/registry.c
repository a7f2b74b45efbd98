/* The list of mechanisms, in the order in which the engine calls them: who writes the blackboard stands before who
 * reads it. The market, which owns it, is first; then cohorts, which must know a customer before he buys. The ledger,
 * which adds everything up, and the targets, which judge it, are last. */
#include "sim/mechanism.h"

#include <stddef.h>

extern const struct fly_mechanism fly_market_mechanism, fly_cohort_mechanism, fly_schedule_mechanism,
    fly_friction_mechanism, fly_engage_mechanism, fly_budget_mechanism, fly_retention_mechanism,
    fly_satisfaction_mechanism, fly_attract_mechanism, fly_customer_mechanism, fly_word_of_mouth_mechanism,
    fly_referral_mechanism, fly_wheel_mechanism, fly_winback_mechanism, fly_segments_mechanism, fly_ledger_mechanism,
    fly_targets_mechanism;

/* clang-format off */
const struct fly_mechanism *const fly_mechanisms[] = {
    &fly_market_mechanism,
    &fly_cohort_mechanism,
    &fly_schedule_mechanism,
    &fly_friction_mechanism,
    &fly_budget_mechanism,
    &fly_engage_mechanism,
    &fly_retention_mechanism,
    &fly_winback_mechanism,
    &fly_satisfaction_mechanism,
    &fly_attract_mechanism,
    &fly_customer_mechanism,
    &fly_word_of_mouth_mechanism,
    &fly_referral_mechanism,
    &fly_wheel_mechanism,
    &fly_segments_mechanism,
    &fly_ledger_mechanism,
    &fly_targets_mechanism,
    NULL,
};
/* clang-format on */
