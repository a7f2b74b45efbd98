/* The twin's community: who is in it, what he does there, what that does to others. */
#include "tests/support/twin_parts.h"

#define MEMBER_CALL "community.member"

void twin_open_community(struct twin *t)
{
    const struct params *p = &t->p;
    t->activity_of_community = 0;
    if (!p->community_enabled) return;
    const double members = (double)t->members, customers = (double)t->heads[CUSTOMER];
    const double money = .01 * (double)t->activity[COMMUNITY] / t->D;
    const double a = t->activity_of_community = members > 0 ? 1 - exp(-money / members / p->community_scale) : 0;
    if (p->community_consideration)
        t->more.consider *= 1 + p->community_consideration_lift * (1 - exp(-t->content / p->community_content_scale));
    if (p->community_support && customers > 0)
        t->more.deflection_left *= 1 - p->community_support_share * a * members / customers;
    if (!p->community_feedback) return;
    t->not_found *= 1 - twin_chance(t, p->community_feedback_rate * a);
    t->more.found = 1 - (1 - t->more.found) * t->not_found;
}

void twin_join_community(struct twin *t, uint32_t id)
{
    struct person *person = &t->people[id];
    const struct params *p = &t->p;
    const struct fly_words words = fly_draw(t->population, id, 0, fly_call_number("community.traits"), 0);
    person->role = OUTSIDE;
    if (!p->community_enabled || !happens(p->community_join, words.w[0])) return;
    person->would_advocate = happens(p->community_advocate, words.w[1]);
    const bool contributes = happens(fmin(1, p->community_advocate + p->community_contribute), words.w[1]);
    person->role = contributes ? CONTRIBUTOR : MEMBER;
    person->is_new_member = t->step > 0;
}

void twin_take_part(struct twin *t, uint32_t id)
{
    struct person *person = &t->people[id];
    const struct params *p = &t->p;
    const double a = t->activity_of_community;
    if (person->role == OUTSIDE) return;
    if (person->is_new_member && p->community_onboarding && p->satisfaction_enabled)
        person->satisfaction = stored(twin_satisfaction(person) + p->community_onboarding_lift * a);
    person->is_new_member = false;
    if (person->would_advocate) person->role = twin_attitude(person) == PROMOTER ? ADVOCATE : CONTRIBUTOR;
    if (person->role == MEMBER) return;
    const struct fly_words words = draw(t, id, MEMBER_CALL, 0);
    t->out->contributions[0] += poisson(p->community_contribute_rate * a * t->D, words.w[0]);
    const double asks = p->community_recruit_rate * a * t->more.refer * person->segment->referral;
    if (person->role == ADVOCATE && p->community_recruitment && p->referral_enabled && t->open &&
        happens(twin_chance(t, asks), words.w[1]))
        twin_ask(t, id, 1, &t->now);
}

void twin_close_community(struct twin *t)
{
    t->out->community_activity[0] = t->p.community_enabled ? t->activity_of_community : NAN;
    t->members = 0;
    for (uint32_t id = 0; id < t->setup->n_agents; id++) {
        const struct person *person = &t->people[id];
        if (person->stage != CUSTOMER || person->role == OUTSIDE) continue;
        t->members++;
        t->out->community[person->role - MEMBER]++;
    }
    t->content = (double)t->out->contributions[0] / t->D / (t->setup->n_agents / 1000.0);
}
