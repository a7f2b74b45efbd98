/* Competing transitions: hazards in, integer thresholds out, one compare per agent and step.
 *
 * With hazards h_k an agent leaves its stage within a step of length D with probability 1 - exp(-D sum h), in discrete
 * time 1 - product of (1 - D h_k), and it is transition k with probability h_k / sum h. One 32-bit word decides both:
 * word < threshold[last] says whether, and the first k with word < threshold[k] says which. */
#include "sim/rates.h"

#include <assert.h>
#include <math.h>
#include <string.h>

double *fly_rates_add(struct fly_world *world, enum fly_stage from, enum fly_stage to, uint16_t tag)
{
    struct fly_stage_rates *rates = &world->rates.stage[from];
    assert(from != to && rates->n_transitions < FLY_MAX_TRANSITIONS);
    rates->n_classes = world->stage_classes[from];
    rates->n_rows = rates->n_classes * world->setup->segments.n;
    const uint32_t k = rates->n_transitions++;
    rates->to[k] = (uint8_t)to;
    rates->tag[k] = tag;
    double *hazard = rates->hazard + (size_t)k * rates->n_rows;
    memset(hazard, 0, rates->n_rows * sizeof *hazard);
    return hazard;
}

void fly_rates_add_by_segment(struct fly_world *world, enum fly_stage from, enum fly_stage to, uint16_t tag,
                              const double *hazard)
{
    double *rows = fly_rates_add(world, from, to, tag);
    for (uint32_t segment = 0; segment < world->setup->segments.n; segment++)
        for (uint32_t row = 0; row < world->stage_classes[from]; row++)
            rows[fly_rates_row(world, from, segment, row)] = hazard[segment];
}

void fly_rates_add_one(struct fly_world *world, enum fly_stage from, enum fly_stage to, uint16_t tag, double hazard)
{
    double same[FLY_MAX_SEGMENTS];
    for (uint32_t segment = 0; segment < FLY_MAX_SEGMENTS; segment++)
        same[segment] = hazard;
    fly_rates_add_by_segment(world, from, to, tag, same);
}

double fly_chance(const struct fly_world *world, double hazard)
{
    const double h = hazard * world->setup->step_weeks;
    return world->setup->is_discrete ? fmin(h, 1) : -expm1(-h);
}

double fly_mean_events(const struct fly_world *world, double rate)
{
    const double mean = rate * world->setup->step_weeks;
    return world->setup->is_discrete ? -log1p(-fmin(mean, 1 - 0x1p-32)) : mean;
}

void fly_rates_open(struct fly_rates *rates)
{
    rates->call = fly_call_number(FLY_TRANSITION_CALL);
    for (int s = 0; s < FLY_N_STAGES; s++)
        rates->stage[s].n_transitions = 0;
}

static void thresholds_of_row(const struct fly_world *world, struct fly_stage_rates *rates, uint32_t row)
{
    const uint32_t n = rates->n_transitions, stride = rates->n_rows;
    double sum = 0, so_far = 0, stays = 1;
    for (uint32_t k = 0; k < n; k++) {
        const double hazard = rates->hazard[k * stride + row];
        assert(hazard >= 0);
        sum += hazard;
        if (world->setup->is_discrete) stays *= 1 - fly_chance(world, hazard);
    }
    const double leaves = world->setup->is_discrete ? 1 - stays : fly_chance(world, sum);
    for (uint32_t k = 0; k < n; k++) {
        so_far += rates->hazard[k * stride + row];
        rates->threshold[row * n + k] = sum > 0 ? fly_threshold(leaves * (so_far / sum)) : 0;
    }
}

static void close_stage(const struct fly_world *world, struct fly_stage_rates *rates)
{
    const size_t n = (size_t)rates->n_transitions * rates->n_rows;
    if (rates->n_transitions == rates->n_last && !memcmp(rates->hazard, rates->last_hazard, n * sizeof(double))) return;
    memcpy(rates->last_hazard, rates->hazard, n * sizeof(double));
    rates->n_last = rates->n_transitions;
    uint64_t highest = 0;
    for (uint32_t row = 0; row < rates->n_rows && rates->n_transitions; row++) {
        thresholds_of_row(world, rates, row);
        const uint64_t last = rates->threshold[row * rates->n_transitions + rates->n_transitions - 1];
        if (last > highest) highest = last;
    }
    rates->limit = highest;
}

void fly_rates_close(struct fly_world *world)
{
    for (int s = 0; s < FLY_N_STAGES; s++)
        close_stage(world, &world->rates.stage[s]);
}

bool fly_rates_decide(const struct fly_stage_rates *rates, uint16_t class_of, uint32_t word, uint32_t *transition)
{
    const uint32_t n = rates->n_transitions, segment = fly_segment_of(class_of);
    const uint32_t row = segment * rates->n_classes + (rates->n_classes > 1 ? fly_class_of(class_of) : 0);
    const uint64_t *threshold = rates->threshold + (size_t)row * n;
    if (n == 0 || word >= threshold[n - 1]) return false;
    for (*transition = 0; word >= threshold[*transition]; ++*transition)
        continue;
    return true;
}
