/* What the twin does about friction: surveys, levers and their money, and handoffs between teams. */
#include "tests/support/twin_parts.h"

#include <assert.h>
#include <math.h>

static const double A_BILLIONTH = 1e-9; /* of rounding in weeks */

/* ---- money ---- */

static int64_t once(const struct twin *t, const struct lever *lever)
{
    return llround(100 * lever->cost_once * (t->setup->n_agents / 1000.0));
}

/* The time at which a step begins. */
static double beginning(const struct twin *t, uint32_t step)
{
    return (step - 1) * t->D;
}

static bool has_started(const struct twin *t, const struct lever *lever, uint32_t step)
{
    return lever->enabled > 0 && beginning(t, step) >= lever->start - A_BILLIONTH;
}

/* At least a step, and as many as its duration rounds to. */
static bool is_over(const struct twin *t, const struct lever *lever, uint32_t step)
{
    const double age = beginning(t, step) - lever->begun;
    return age > t->D / 2 && age > lever->duration - t->D / 2 - A_BILLIONTH;
}

/* For surveys, to keep up levers, and for all that is still to begin. */
int64_t twin_levers_want(const struct twin *t)
{
    int64_t sum = t->p.feedback_enabled ? twin_of_step(t, t->p.feedback_cost, t->step) : 0;
    for (const struct lever *lever = t->levers; lever < t->levers + t->n_levers; lever++) {
        const int64_t weekly = twin_of_step(t, lever->cost_weekly, t->step);
        const bool hopeless =
            lever->trigger > 0 && !t->p.feedback_enabled && !(t->p.community_enabled && t->p.community_feedback);
        if (!lever->has_begun && has_started(t, lever, t->setup->n_steps) && !hopeless) sum += once(t, lever) + weekly;
        if (lever->has_begun && !is_over(t, lever, t->step)) sum += weekly;
    }
    return sum;
}

static bool pay(struct twin *t, int64_t cost, int64_t untouched)
{
    if (cost > 0 && t->purse - untouched < cost) return false;
    t->purse -= cost;
    t->activity[LEVERS] += cost;
    return true;
}

/* ---- surveys ---- */

/* The share of a distance that is covered in some of this step's weeks. */
static double covered(const struct twin *t, double hazard, double weeks)
{
    return 1 - pow(1 - twin_chance(t, hazard), weeks / t->D);
}

static void survey(struct twin *t)
{
    const struct params *p = &t->p;
    double finding = 0;
    if (!p->feedback_enabled) return;
    if (pay(t, twin_of_step(t, p->feedback_cost, t->step), 0)) {
        t->weeks_surveyed += t->D;
        finding = fmin(fmax(t->weeks_surveyed - p->feedback_delay, 0), t->D);
    }
    t->found -= t->found * covered(t, p->feedback_forget, t->D - finding);
    const double both = p->feedback_rate + p->feedback_forget;
    if (both > 0) t->found += (p->feedback_rate / both - t->found) * covered(t, both, finding);
}

/* ---- levers ---- */

static double effect_of(const struct twin *t, const struct lever *lever)
{
    return lever->trigger > 0 ? lever->level * t->more.found : lever->level;
}

static void work(struct twin *t, const struct lever *lever)
{
    const double effect = effect_of(t, lever);
    const double reductions[8] = {lever->product, lever->pricing, lever->channel,   lever->navigation,
                                  lever->service, lever->handoff, lever->alignment, lever->data};
    for (int stage = 0; stage < 3; stage++)
        for (int kind = 0; kind < 8; kind++)
            if (lever->stage == stage || lever->stage == 3)
                t->more.friction_left[stage][kind] *= 1 - effect * reductions[kind];
    t->more.handoffs_removed += effect * lever->handoffs;
}

static void begin(struct twin *t, struct lever *lever, int64_t *set_aside)
{
    if (lever->has_begun || !has_started(t, lever, t->step)) return;
    if (lever->trigger > 0 && !(t->more.found > 0)) return;
    const int64_t cost = once(t, lever) + twin_of_step(t, lever->cost_weekly, t->step);
    lever->kept_up = pay(t, cost, *set_aside);
    lever->has_begun = lever->kept_up;
    lever->begun = beginning(t, t->step);
    if (!lever->has_begun) *set_aside += cost;
}

void twin_open_levers(struct twin *t)
{
    struct lever *end = t->levers + t->n_levers;
    int64_t set_aside = 0;
    survey(t);
    t->more.found = t->found;
    twin_open_community(t);
    for (struct lever *lever = t->levers; lever < end; lever++)
        lever->kept_up =
            lever->has_begun && !is_over(t, lever, t->step) && pay(t, twin_of_step(t, lever->cost_weekly, t->step), 0);
    for (struct lever *lever = t->levers; lever < end; lever++)
        begin(t, lever, &set_aside);
    for (struct lever *lever = t->levers; lever < end; lever++) {
        if (lever->kept_up)
            lever->level = lever->ramp > 0 ? fmin(1, lever->level + t->D / lever->ramp) : 1;
        else
            lever->level -= lever->level * twin_chance(t, lever->creep);
        work(t, lever);
    }
}

/* ---- handoffs ---- */

void twin_open_handoff(struct twin *t)
{
    const struct params *p = &t->p;
    const double shared = 1 - (1 - p->handoff_sharing) * (1 - t->more.sharing);
    t->handoffs = fmax(p->handoff_count - t->more.handoffs_removed, 0);
    t->handover_weeks = t->handoffs * p->handoff_delay * (1 - shared);
    t->handover_pass = pow(1 - p->handoff_loss * (1 - shared), t->handoffs);
    t->handover_penalty = p->handoff_satisfaction * t->handoffs * (1 - shared);
}

static double unit(const struct twin *t, uint32_t id, unsigned word)
{
    return fly_unit(fly_draw(t->dynamics, id, t->step, fly_call_number("handoff"), 0).w[word]);
}

void twin_hand_over(struct twin *t, uint32_t id)
{
    const double steps = t->handover_weeks / t->D, whole = floor(steps);
    t->people[id].handed_over_until = t->step + (uint32_t)whole + (unit(t, id, 0) < steps - whole);
}

enum stage twin_after_handover(const struct twin *t, uint32_t id)
{
    if (t->people[id].handed_over_until > t->step) return HANDOVER;
    return unit(t, id, 1) < t->handover_pass ? CUSTOMER : RESTING;
}

/* ---- the end of a step ---- */

/* Before the first step there are no rates; what is switched off has no figures. */
void twin_close_levers(struct twin *t)
{
    struct twin_step *out = t->out;
    bool any = false;
    for (size_t k = 0; k < t->n_levers; k++)
        any |= t->levers[k].enabled > 0;
    for (size_t k = 0; k < t->n_levers; k++)
        out->lever_level[k] = any ? effect_of(t, &t->levers[k]) : NAN;
    for (int s = 0; s < 3; s++)
        out->friction[s] = t->step ? t->friction[s] : NAN;
    out->friction_found[0] = t->p.feedback_enabled ? t->found : NAN;
    out->handoffs[0] = t->p.handoff_enabled && t->step ? t->handoffs : NAN;
}
