/* The list of mechanisms, in the order in which the engine calls them: who writes the blackboard stands before who
 * reads it. The market, which owns it, is first; the ledger, which adds everything up, and the targets, which judge the
 * record, are last. */
#include "sim/mechanism.h"

#include <stddef.h>

/* clang-format off */
#define MECHANISMS(X) \
    X(market) \
    X(cohort) \
    X(schedule) \
    X(budget) \
    X(technology) \
    X(feedback) \
    X(community) \
    X(lever) \
    X(friction) \
    X(handoff) \
    X(wheels) \
    X(reviews) \
    X(sales) \
    X(engage) \
    X(retention) \
    X(winback) \
    X(service) \
    X(satisfaction) \
    X(attract) \
    X(customer) \
    X(word_of_mouth) \
    X(referral) \
    X(referral_tree) \
    X(journey) \
    X(wheel) \
    X(segments) \
    X(ledger) \
    X(targets)
/* clang-format on */

#define DECLARE(name) extern const struct fly_mechanism fly_##name##_mechanism;
MECHANISMS(DECLARE)

const struct fly_mechanism *const fly_mechanisms[] = {
#define LIST(name) &fly_##name##_mechanism,
    MECHANISMS(LIST) NULL};
