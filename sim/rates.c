/* Competing transitions: hazards in, integer thresholds out, one compare per agent and step.
 *
 * With hazards h_k an agent leaves its stage within a step of length D with probability 1 - exp(-D sum h), and it is
 * transition k with probability h_k / sum h. One 32-bit word decides both: word < threshold[last] says whether, and the
 * first k with word < threshold[k] says which. */
#include "sim/rates.h"

#include <assert.h>
#include <math.h>
#include <string.h>

double *fly_rates_add(struct fly_world *world, enum fly_stage from, enum fly_stage to, uint16_t tag)
{
    struct fly_stage_rates *rates = &world->rates.stage[from];
    assert(from != to && rates->n_transitions < FLY_MAX_TRANSITIONS);
    rates->n_classes = world->stage_classes[from];
    const uint32_t k = rates->n_transitions++;
    rates->to[k] = (uint8_t)to;
    rates->tag[k] = tag;
    double *hazard = rates->hazard + (size_t)k * rates->n_classes;
    memset(hazard, 0, rates->n_classes * sizeof *hazard);
    return hazard;
}

void fly_rates_open(struct fly_rates *rates)
{
    for (int s = 0; s < FLY_N_STAGES; s++)
        rates->stage[s].n_transitions = 0;
}

static void thresholds_of_class(struct fly_stage_rates *rates, uint32_t row, double step_weeks)
{
    const uint32_t n = rates->n_transitions, stride = rates->n_classes;
    double sum = 0, so_far = 0;
    for (uint32_t k = 0; k < n; k++) {
        assert(rates->hazard[k * stride + row] >= 0);
        sum += rates->hazard[k * stride + row];
    }
    const double leaves = -expm1(-sum * step_weeks);
    for (uint32_t k = 0; k < n; k++) {
        so_far += rates->hazard[k * stride + row];
        rates->threshold[k * stride + row] = sum > 0 ? fly_threshold(leaves * (so_far / sum)) : 0;
    }
}

static void close_stage(struct fly_stage_rates *rates, double step_weeks)
{
    const size_t n = (size_t)rates->n_transitions * rates->n_classes;
    if (rates->n_transitions == rates->n_last && !memcmp(rates->hazard, rates->last_hazard, n * sizeof(double))) return;
    memcpy(rates->last_hazard, rates->hazard, n * sizeof(double));
    rates->n_last = rates->n_transitions;
    uint64_t highest = 0;
    for (uint32_t row = 0; row < rates->n_classes && rates->n_transitions; row++) {
        thresholds_of_class(rates, row, step_weeks);
        const uint64_t last = rates->threshold[(rates->n_transitions - 1) * rates->n_classes + row];
        if (last > highest) highest = last;
    }
    rates->can_leave = highest > 0;
    rates->limit = highest ? (uint32_t)(highest - 1) : 0;
}

void fly_rates_close(struct fly_rates *rates, double step_weeks)
{
    for (int s = 0; s < FLY_N_STAGES; s++)
        close_stage(&rates->stage[s], step_weeks);
}

bool fly_rates_decide(const struct fly_stage_rates *rates, uint32_t class_of, uint32_t word, uint32_t *transition)
{
    const uint32_t stride = rates->n_classes, row = stride > 1 ? class_of : 0;
    for (uint32_t k = 0; k < rates->n_transitions; k++)
        if (word < rates->threshold[k * stride + row]) {
            *transition = k;
            return true;
        }
    return false;
}
