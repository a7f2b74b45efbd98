/* Cohorts: who became a customer when and through what, and how purchases are counted for them. */
#ifndef FLY_COHORT_H
#define FLY_COHORT_H

#include "sim/world.h"

/* What others need of the mechanism in a parallel phase; const there. */
struct fly_cohort {
    uint16_t *cell; /* of agents, at block->row + agent: cohort and origin of whoever has been a customer */
    size_t of_revenue;
};

/* NULL when cohorts are switched off. */
const struct fly_cohort *fly_cohort_of(const struct fly_world *world);

/* Counts a customer's purchase; `cohort` may be NULL. */
static inline void fly_cohort_earn(struct fly_block *block, const struct fly_cohort *cohort, uint32_t agent,
                                   int64_t money)
{
    if (cohort) fly_block_count(block, cohort->of_revenue + cohort->cell[block->row + agent], money);
}

#endif
