/* Replicates until precise: `run.precision = npv 1 %` asks for as many as it takes until the 95 % interval of a KPI is
 * that narrow, up to run.max_replicates.
 *
 *   one scenario    half the width of the KPI's interval
 *   several         half the width of the interval of each one's difference from the first, by replicate
 *
 * is at most the number that is asked for, or, with %, that share of the size of the KPI's mean in the first scenario.
 * After each round the number that would do if nothing but its size changed is 1.05 n (half-width / wanted)^2, kept
 * between 1.2 n and 4 n. Which replicates there are depends on results alone, so it is the same on any machine. Looking
 * at the data to decide when to stop makes intervals a little too narrow (Chow & Robbins 1965: only asymptotically
 * right); rounds that grow by factors keep this small. */
#ifndef FLY_PRECISION_H
#define FLY_PRECISION_H

#include "sim/record_source.h"

struct fly_precision {
    const struct fly_kpi *kpi; /* NULL: nothing is asked for */
    double wanted;             /* half-width; a share where is_share */
    bool is_share;
    size_t most; /* replicates */
};

/* What the scenario asks for; what is wrong with it is added to `found`. */
struct fly_precision fly_precision_of(const struct fly_scenario *scenario, struct fly_diagnostics *found);

/* What has been reached with n replicates at one point of `source`. */
struct fly_reached {
    double half_width, wanted; /* of the scenario that is furthest from it, both in the KPI's unit; NAN: undefined */
};

int fly_precision_look(const struct fly_precision *precision, const struct fly_setup *setups, size_t n_scenarios,
                       size_t point, uint32_t first, size_t n, const struct fly_record_source *source,
                       struct fly_reached *reached, struct fly_error *error);

static inline bool fly_is_reached(const struct fly_reached *reached)
{
    return reached->half_width <= reached->wanted;
}

/* How many replicates to go on to from n; n itself where more would not help or are not allowed. */
size_t fly_precision_next(const struct fly_precision *precision, const struct fly_reached *reached, size_t n,
                          bool in_pairs);

#endif
