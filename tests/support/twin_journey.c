/* The twin's journey: every move by itself, and for whoever gives up what he would have done had there been no
 * friction, or time for every lead, or both; and the families of referrals, each life as a customer by itself. */
#include "tests/support/twin_parts.h"

#include <assert.h>

static const struct {
    enum stage from, to;
} moves[] = {
    {STRANGER, PROSPECT}, {STRANGER, LEAD},    {STRANGER, CUSTOMER}, {STRANGER, REJECTER}, {PROSPECT, LEAD},
    {PROSPECT, CUSTOMER}, {PROSPECT, RESTING}, {PROSPECT, REJECTER}, {LEAD, HANDOVER},     {LEAD, CUSTOMER},
    {LEAD, RESTING},      {LEAD, REJECTER},    {HANDOVER, CUSTOMER}, {HANDOVER, RESTING},  {CUSTOMER, FORMER},
    {FORMER, CUSTOMER},   {FORMER, STRANGER},  {REJECTER, STRANGER}, {RESTING, STRANGER},
};
enum reason { PROSPECT_FRICTION, PROSPECT_OTHER, LEAD_FRICTION, LEAD_SALES, LEAD_OTHER };

/* How likely he is to give up and not to go on, at this friction. */
static double gives_up(const struct twin *t, const struct person *person, double f, bool is_served)
{
    const struct params *p = &t->p;
    const bool is_lead = person->stage == LEAD;
    const struct channel from = twin_of_source(t, person->source);
    const double evidence =
        1 + p->engage_evidence_effect * (1 - pow(2, -(double)person->evidence / p->engage_evidence_half));
    const double buy = t->sales * (is_served ? t->desk.served_buy : t->more.buy);
    double onward = (is_lead ? p->engage_lead_to_customer * buy : p->engage_prospect_to_lead * t->more.consider) *
                    person->segment->conversion * from.fit * from.speed * evidence * (1 - f);
    for (size_t c = 0; c < t->n_channels && !is_lead && p->attract_enabled; c++)
        if (t->channels[c].kind == 1) onward += t->channels[c].hazard * person->segment->reach;
    double away = (is_lead ? p->engage_lead_abandon : p->engage_prospect_abandon) * t->more.abandon *
                  person->segment->abandon * from.speed * (1 + p->engage_friction_abandon * f);
    if (is_lead && !is_served) away *= t->desk.lead_abandon;
    return away / (away + onward);
}

/* Shares are kept in 2^-30. */
static double kept(double share)
{
    return floor(share * 0x1p30 + 0.5) * 0x1p-30;
}

static void blame(struct twin *t, const struct person *person)
{
    const double f = t->friction[1];
    const double both = gives_up(t, person, f, false), none = gives_up(t, person, 0, true);
    const double only_friction = gives_up(t, person, f, true), only_sales = gives_up(t, person, 0, false);
    const double friction = kept(((only_friction - none) + (both - only_sales)) / 2 / both);
    const double sales = kept(((only_sales - none) + (both - only_friction)) / 2 / both);
    t->gave_up[person->stage == LEAD ? LEAD_FRICTION : PROSPECT_FRICTION] += friction;
    t->gave_up[LEAD_SALES] += sales;
    t->gave_up[person->stage == LEAD ? LEAD_OTHER : PROSPECT_OTHER] += 1 - friction - sales;
}

void twin_leave(struct twin *t, const struct person *person, enum stage to)
{
    size_t k = 0;
    while (moves[k].from != person->stage || moves[k].to != to)
        k++;
    assert(k < sizeof moves / sizeof moves[0]);
    t->out->journey[k]++;
    if (to == RESTING && person->stage != HANDOVER) blame(t, person);
    if (to == FORMER) t->out->churned_by_attitude[twin_attitude(person)]++;
}

/* ---- families ---- */

static uint32_t at_most(uint32_t n, uint32_t most)
{
    return n < most ? n : most;
}

static void note_life(struct twin *t, const struct person *person, bool goes_on)
{
    t->grids->offspring[goes_on][at_most(person->friends, TWIN_FRIENDS)]++;
}

void twin_begin_life(struct twin *t, struct person *person, bool is_new)
{
    if (is_new) t->grids->generations[at_most(person->generation, TWIN_GENERATIONS)]++;
    if (person->has_lived) note_life(t, person, false);
    person->has_lived = true;
    person->friends = 0;
}

void twin_close_lives(struct twin *t)
{
    for (uint32_t id = 0; id < t->setup->n_agents; id++)
        if (t->people[id].has_lived) note_life(t, &t->people[id], t->people[id].stage == CUSTOMER);
}
