/* Segments: kinds of agents, [segment NAME], each a share of the market with multipliers that mechanisms apply to their
 * rates. Without any there is one kind, "all".
 *
 * An agent's rank is its place in a random permutation; segment s holds the ranks first[s] .. first[s + 1] - 1, so the
 * shares are exact and the members of a segment can be counted off without a list. */
#ifndef FLY_SEGMENT_H
#define FLY_SEGMENT_H

#include "sim/permutation.h"
#include "sim/scenario.h"

enum { FLY_MAX_SEGMENTS = 8 };

/* clang-format off */
#define FLY_SEGMENT_PARAMS(X, S) \
    X(S, SHARE,  share,      0, 0, 1,   "", "Share of the market; the shares of all segments add up to 1.") \
    X(S, NUMBER, reach,      1, 0, 100, "", "Multiplies the hazards at which channels make strangers aware.") \
    X(S, NUMBER, conversion, 1, 0, 100, "", "Multiplies the hazards from prospect to lead and from lead to customer.") \
    X(S, NUMBER, abandon,    1, 0, 100, "", "Multiplies the hazards of giving up.") \
    X(S, NUMBER, churn,      1, 0, 100, "", "Multiplies churn.") \
    X(S, NUMBER, purchases,  1, 0.001, 1000, "", "Multiplies the purchase rate (bgnbd, pareto_nbd) or the number of fees in a time.") \
    X(S, NUMBER, spend,      1, 0, 10000, "", "Multiplies the amount of each purchase.") \
    X(S, NUMBER, talk,       1, 0, 100, "", "Multiplies the rates of conversation.") \
    X(S, NUMBER, referral,   1, 0, 100, "", "Multiplies how often a customer is asked for referrals.") \
    X(S, NUMBER, cases,      1, 0, 100, "", "Multiplies the rate of service cases.")
/* clang-format on */

struct fly_segment_params {
    FLY_SEGMENT_PARAMS(FLY_PARAM_FIELD, )
};

extern const struct fly_param_table fly_segment_table;

struct fly_segments {
    uint32_t n;                           /* at least 1 */
    uint32_t first[FLY_MAX_SEGMENTS + 1]; /* ranks */
};

void fly_segment_check(const struct fly_scenario *scenario, struct fly_diagnostics *found);

/* Of a checked scenario. */
struct fly_segments fly_segments_make(const struct fly_scenario *scenario, uint32_t n_agents);

/* Who has which rank; `key` is the replicate's population key. */
struct fly_permutation fly_segment_order(struct fly_key key, uint32_t n_agents);

uint32_t fly_segment_of_rank(const struct fly_segments *segments, uint32_t rank);

#endif
