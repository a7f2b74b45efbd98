/* Satisfaction of customers and formers: what it is, how others read and change it. */
#ifndef FLY_SATISFACTION_H
#define FLY_SATISFACTION_H

#include "sim/quantile.h"
#include "sim/world.h"

/* Stored in 1 / FLY_SATISFIED, so that sums over customers are exact. */
enum { FLY_SATISFIED = 65535 };

extern const struct fly_dim fly_attitude_dim;

enum fly_attitude { FLY_PROMOTER, FLY_PASSIVE, FLY_DETRACTOR, FLY_N_ATTITUDES };

/* What everybody needs of the mechanism in a parallel phase; const there. */
struct fly_satisfaction {
    const struct fly_satisfaction_params *p;
    const struct fly_quantile *normal;
    uint32_t start_call;
    uint16_t *column; /* of agents, at block->row + agent */
    double quality;   /* what a touchpoint gives on average in this step */
    double drifted;   /* how much expectations have risen since the start */
    size_t of_sum, of_attitudes, of_mean, of_nps;
};

/* NULL never: this mechanism is always there (satisfaction.enabled = no holds everybody at the start value). */
const struct fly_satisfaction *fly_satisfaction_of(const struct fly_world *world);

/* The Net Promoter score is round(10 s): 9 and 10 promote, 0 to 6 detract. */
static inline enum fly_attitude fly_attitude_of(uint16_t satisfaction)
{
    const uint32_t twice_score = 20u * satisfaction; /* in 1 / FLY_SATISFIED */
    return twice_score >= 17u * FLY_SATISFIED   ? FLY_PROMOTER
           : twice_score >= 13u * FLY_SATISFIED ? FLY_PASSIVE
                                                : FLY_DETRACTOR;
}

/* One touchpoint of a customer: s <- s + eta (e - s), with e better by `change` than usual. `word` draws its noise. */
void fly_satisfaction_touch(struct fly_block *block, const struct fly_satisfaction *satisfaction, uint32_t agent,
                            double change, uint32_t word);

/* Adds to a customer's satisfaction, within 0 and 1. */
void fly_satisfaction_add(struct fly_block *block, const struct fly_satisfaction *satisfaction, uint32_t agent,
                          double change);

#endif
