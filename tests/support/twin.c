/* The people's side of the twin, one agent at a time. The order of a step: this step's rates; everybody acts in the
 * stage he had when it began; everybody gets his mail; the books are closed. */
#include "tests/support/twin_parts.h"

#include "sim/permutation.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* One way out of a stage. */
struct way {
    enum stage to;
    double hazard;
    uint32_t source; /* the source from then on, if he was a stranger */
};

/* ---- small things ---- */

static void post(struct mail *mail, struct message message)
{
    if (mail->n == mail->capacity) {
        mail->capacity = 2 * mail->capacity + 1024;
        mail->messages = realloc(mail->messages, mail->capacity * sizeof message);
        assert(mail->messages);
    }
    mail->messages[mail->n++] = message;
}

struct channel twin_of_source(const struct twin *t, uint32_t source)
{
    if (source == WORD_OF_MOUTH)
        return (struct channel){.fit = t->p.wom_fit, .speed = t->p.wom_speed, .satisfaction = t->p.wom_satisfaction};
    if (source == REFERRAL)
        return (struct channel){
            .fit = t->p.referral_fit, .speed = t->p.referral_speed, .satisfaction = t->p.referral_satisfaction};
    return source >= FIRST_CHANNEL ? t->channels[source - FIRST_CHANNEL] : (struct channel){.fit = 1, .speed = 1};
}

/* ---- moving, with all that follows from it ---- */

/* `lost`: by being handed over. */
static uint16_t first_impression(const struct twin *t, uint32_t id, double lost)
{
    const struct params *p = &t->p;
    const struct fly_words words = fly_draw(t->population, id, 0, fly_call_number("satisfaction.start"), 0);
    if (!p->satisfaction_enabled) return stored(p->satisfaction_start);
    if (happens(p->satisfaction_disappointed, words.w[1])) return stored(p->satisfaction_disappointed_at);
    return stored(p->satisfaction_start + twin_of_source(t, t->people[id].source).satisfaction - lost +
                  p->satisfaction_start_sd * fly_quantile(&t->normal, words.w[0]));
}

void twin_ask(struct twin *t, uint32_t id, uint32_t index, struct mail *mail)
{
    const struct params *p = &t->p;
    const uint32_t n_friends = fly_network_degree(t->ties, id);
    const struct fly_words words = draw(t, id, "referral.ask", 1 + index);
    t->out->referrals[ASKED]++;
    t->out->referrals[INTENDED] += happens(p->referral_intend, words.w[1]);
    if (!happens(fmin(p->referral_refer, p->referral_intend), words.w[1]) || n_friends == 0) return;
    t->out->referrals[INVITED]++;
    if (!happens(p->referral_convert, words.w[3])) return;
    const uint32_t friend = fly_network_neighbour(t->ties, id, fly_below(words.w[2], n_friends));
    post(mail, (struct message){INVITATION, friend, id, t->people[id].generation + 1});
}

static void join_programme(struct twin *t, uint32_t id, bool is_new)
{
    struct person *person = &t->people[id];
    if (is_new && person->source == REFERRAL) {
        t->out->referrals[CONVERTED]++;
        t->out->generation_sum[0] += person->generation;
        post(&t->next, (struct message){NEWS, person->referrer, id, 0});
    } else if (is_new)
        person->generation = 0;
    twin_begin_life(t, person, is_new);
    if (t->p.referral_offspring == 0 || !t->open) return;
    const uint32_t word = draw(t, id, "referral.burst", 0).w[0];
    const double m = t->p.referral_asks;
    uint32_t n = poisson(m, word);
    if (t->p.referral_offspring == 2)
        n = m > 0 ? (uint32_t)fmin(floor(log(fly_unit(word)) / log(m / (1 + m))), 60000) : 0;
    for (uint32_t index = 0; index < n; index++)
        twin_ask(t, id, index, &t->next);
}

/* The last step in which somebody talks who begins to now. */
static uint32_t last_talk(const struct twin *t, uint32_t id, double weeks)
{
    if (!isfinite(weeks)) return UINT32_MAX;
    if (t->p.wom_memory_law == 1) weeks *= -log(fly_unit(draw(t, id, "wom.memory", 0).w[0]));
    return t->step + (uint32_t)fmax(round(weeks / t->D), 1);
}

static void become_customer(struct twin *t, uint32_t id, enum stage from)
{
    const bool is_new = from != FORMER;
    struct person *person = &t->people[id];
    person->acquired = t->step;
    person->satisfaction = first_impression(t, id, from == HANDOVER ? t->handover_penalty : 0);
    person->talks_until = last_talk(t, id, t->p.wom_silence);
    twin_join_community(t, id);
    if (!is_new)
        t->out->won_back[0]++;
    else if (person->source != INITIAL) {
        t->out->new_customers[person->source]++;
        t->out->segment_new_customers[person->segment - t->segments]++;
    }
    if (is_new) twin_cohort_join(t, person);
    if (t->p.customer_enabled) twin_begin_to_buy(t, id, is_new);
    if (t->p.referral_enabled) join_programme(t, id, is_new);
}

static void move(struct twin *t, uint32_t id, enum stage to)
{
    struct person *person = &t->people[id];
    const enum stage from = person->stage;
    const bool onward = to == LEAD || to == HANDOVER || to == CUSTOMER;
    twin_leave(t, person, to);
    person->stage = to;
    t->heads[from]--;
    t->heads[to]++;
    if (from == STRANGER && to != REJECTER && person->source != INITIAL) t->out->aware[person->source]++;
    if (from == PROSPECT) t->out->stage_exits[0 + !onward]++;
    if (from == LEAD) t->out->stage_exits[2 + !onward]++;
    if (from == HANDOVER) t->out->stage_exits[4 + !onward]++;
    if (from == CUSTOMER) {
        t->out->churned[0]++;
        t->out->segment_churned[person->segment - t->segments]++;
        if (t->p.referral_enabled) t->out->completed_referrals[0] += person->referred;
        person->referred = 0;
    }
    if (to == FORMER || to == REJECTER) person->talks_until = last_talk(t, id, t->p.wom_memory);
    if (to == REJECTER) t->out->rejected[0]++;
    if (to == CUSTOMER) become_customer(t, id, from);
    if (to == HANDOVER) twin_hand_over(t, id);
    if (to == HANDOVER && twin_after_handover(t, id) != HANDOVER) move(t, id, twin_after_handover(t, id));
}

/* ---- act ---- */

static void converse(struct twin *t, uint32_t id, enum sign sign, uint32_t index)
{
    const struct params *p = &t->p;
    const struct fly_words words = draw(t, id, "wom.talk", 1 + index);
    const bool weak = happens(p->wom_weak_share, words.w[1]);
    const uint32_t n_friends = fly_network_degree(t->ties, id);
    if (!weak && n_friends == 0) return;
    const double accepted =
        p->wom_trust * (weak ? p->wom_weak_strength : 1) * (sign == BAD ? p->wom_negative_power : 1);
    t->out->signals[sign]++;
    if (!happens(accepted, words.w[3])) return;
    t->out->accepted_signals[sign]++;
    uint32_t to = fly_below(words.w[2], t->setup->n_agents);
    if (!weak) to = fly_network_neighbour(t->ties, id, fly_below(words.w[2], n_friends));
    post(&t->now, (struct message){sign == GOOD ? GOOD_WORD : BAD_WORD, to, id, 0});
}

static void talk(struct twin *t, uint32_t id)
{
    const struct params *p = &t->p;
    const struct person *person = &t->people[id];
    const enum attitude attitude = twin_attitude(person);
    const bool good = person->stage == CUSTOMER && attitude != DETRACTOR;
    double rate = 0;
    if (person->stage == REJECTER) rate = p->wom_rejecter_rate;
    if (person->stage == FORMER && attitude == DETRACTOR) rate = p->wom_former_rate;
    if (person->stage == CUSTOMER)
        rate = attitude == PROMOTER ? p->wom_promoter_rate : good ? p->wom_passive_rate : p->wom_detractor_rate;
    if (rate <= 0 || t->step > person->talks_until) return;
    double mean = twin_mean(t, rate * t->more.talk * person->segment->talk);
    if (p->wom_rate_per == 1) mean *= fly_network_degree(t->ties, id);
    const uint32_t n = poisson(mean, ~draw_first(t, id, "wom.talk").w[0]);
    for (uint32_t index = 0; index < n; index++)
        converse(t, id, good ? GOOD : BAD, index);
}

/* All ways out of a stage but a customer's. One word decides: the first way whose share of the chance it falls in. */
static size_t ways_out(const struct twin *t, const struct person *person, struct way *ways)
{
    const struct params *p = &t->p;
    const struct channel from = twin_of_source(t, person->source);
    const double give_up =
        t->more.abandon * person->segment->abandon * from.speed * (1 + p->engage_friction_abandon * t->friction[1]);
    const double go_on =
        person->segment->conversion * from.fit * from.speed * (1 - t->friction[1]) *
        (1 + p->engage_evidence_effect * (1 - pow(2, -(double)person->evidence / p->engage_evidence_half)));
    size_t n = 0;
    if (person->stage == FORMER) {
        ways[n++] = (struct way){STRANGER, 1 / p->former_memory, 0};
        ways[n++] = (struct way){CUSTOMER, p->winback_enabled ? t->winback : 0, 0};
    }
    if (person->stage == REJECTER) ways[n++] = (struct way){STRANGER, 1 / p->rejecter_memory, 0};
    if (person->stage == RESTING)
        ways[n++] = (struct way){STRANGER, p->engage_abandon_to == 0 ? 1 / p->engage_rest : 0, 0};
    if (person->stage == PROSPECT) {
        ways[n++] = (struct way){LEAD, p->engage_prospect_to_lead * t->more.consider * go_on, 0};
        ways[n++] = (struct way){RESTING, p->engage_prospect_abandon * give_up, 0};
    }
    if (person->stage == LEAD) {
        ways[n++] = (struct way){t->p.handoff_enabled ? HANDOVER : CUSTOMER,
                                 p->engage_lead_to_customer * t->more.buy * t->sales * go_on, 0};
        ways[n++] = (struct way){RESTING, p->engage_lead_abandon * t->desk.lead_abandon * give_up, 0};
    }
    if (!p->attract_enabled) return n;
    const enum stage aware = p->engage_enabled ? PROSPECT : CUSTOMER;
    for (uint32_t c = 0; c < t->n_channels; c++) {
        const bool captures = t->channels[c].kind == 1;
        const double hazard = t->channels[c].hazard * person->segment->reach;
        if (person->stage == STRANGER && !captures) ways[n++] = (struct way){aware, hazard, FIRST_CHANNEL + c};
        if (person->stage == PROSPECT && captures) ways[n++] = (struct way){LEAD, hazard, 0};
    }
    if (person->stage == STRANGER) ways[n++] = (struct way){aware, p->attract_constant_hazard, EXTERNAL};
    return n;
}

static void set_source(struct person *person, uint32_t source, uint32_t evidence)
{
    person->source = source;
    person->evidence = evidence < MOST_EVIDENCE ? evidence : MOST_EVIDENCE;
}

static void leave_stage(struct twin *t, uint32_t id)
{
    struct person *person = &t->people[id];
    struct way ways[MOST_WAYS];
    const size_t n = ways_out(t, person, ways);
    double sum = 0, so_far = 0, stays = 1;
    for (size_t k = 0; k < n; k++) {
        sum += ways[k].hazard;
        stays *= 1 - twin_chance(t, ways[k].hazard);
    }
    const double leaves_it = t->setup->is_discrete ? 1 - stays : twin_chance(t, sum);
    const uint32_t word = draw_first(t, id, "transition").w[0];
    for (size_t k = 0; k < n && sum > 0; k++) {
        so_far += ways[k].hazard;
        if (!happens(leaves_it * so_far / sum, word)) continue;
        if (person->stage == STRANGER) set_source(person, ways[k].source, 0);
        move(t, id, ways[k].to);
        return;
    }
}

static void act(struct twin *t, uint32_t id)
{
    const struct person *person = &t->people[id];
    const bool is_customer = person->stage == CUSTOMER;
    if (is_customer && t->p.community_enabled) twin_take_part(t, id);
    if (is_customer && t->p.reviews_enabled) twin_write_review(t, id);
    if (is_customer && t->p.service_enabled) twin_have_case(t, id);
    const bool leaving = is_customer && t->p.customer_enabled && twin_live(t, id);
    if (t->p.wom_enabled) talk(t, id);
    if (t->p.referral_enabled && t->p.referral_offspring == 0 && t->open && is_customer &&
        twin_attitude(person) != DETRACTOR &&
        happens(twin_chance(t, t->p.referral_ask_rate * t->more.refer * person->segment->referral),
                draw_first(t, id, "referral.ask").w[0]))
        twin_ask(t, id, 0, &t->now);
    if (leaving)
        move(t, id, FORMER);
    else if (person->stage == HANDOVER && twin_after_handover(t, id) != HANDOVER)
        move(t, id, twin_after_handover(t, id));
    else if (!is_customer)
        leave_stage(t, id);
}

/* ---- receive ---- */

static void hear(struct twin *t, uint32_t id, uint32_t n_good, uint32_t n_bad)
{
    struct person *person = &t->people[id];
    const enum stage stage = person->stage;
    if (stage == CUSTOMER && n_bad && t->p.satisfaction_enabled)
        person->satisfaction = stored(twin_satisfaction(person) - t->p.wom_dent * n_bad);
    if (stage > LEAD || n_good + n_bad == 0) return;
    const double share = (double)n_good / (n_good + n_bad);
    const bool onward = n_bad == 0 || (n_good > 0 && happens(share, draw(t, id, "wom.both_signs", 0).w[0]));
    if (!onward) {
        move(t, id, REJECTER);
    } else if (stage == STRANGER) {
        set_source(person, WORD_OF_MOUTH, n_good);
        move(t, id, t->p.engage_enabled ? PROSPECT : CUSTOMER);
    } else
        set_source(person, person->source, person->evidence + n_good);
}

/* A friend of his whom he referred became a customer in the step before. */
static void be_told(struct twin *t, struct person *person, uint32_t acquired)
{
    if (acquired < t->step) {
        t->out->referral_lap[0] += (int64_t)t->step - 1 - acquired;
        t->out->referral_laps[0]++;
    }
    person->friends++;
    if (person->stage == CUSTOMER)
        person->referred++;
    else
        t->out->completed_referrals[0]++;
}

static void take_up(struct twin *t, uint32_t id, const struct message *invitation)
{
    struct person *person = &t->people[id];
    if (person->stage != STRANGER && person->stage != PROSPECT) return;
    const bool was_stranger = person->stage == STRANGER;
    person->referrer = invitation->from;
    person->generation = invitation->generation;
    t->out->referrals[TAKEN_UP]++;
    set_source(person, REFERRAL, was_stranger ? 0 : person->evidence);
    move(t, id, t->p.engage_enabled && t->p.referral_enters == 0 ? LEAD : CUSTOMER);
}

static uint32_t key_of(const struct twin *t, const struct message *invitation)
{
    return fly_mix(fly_mix(invitation->from, t->step), t->dynamics.seed[0] ^ t->dynamics.replicate) | 1u;
}

/* Everybody opens all of his mail before he does anything about it: its order says nothing. */
static void receive(struct twin *t, uint32_t id, const struct message *mail, size_t n)
{
    uint32_t n_of[NEWS + 1] = {0};
    const struct message *first = NULL;
    for (size_t k = 0; k < n; k++) {
        n_of[mail[k].kind]++;
        if (mail[k].kind != INVITATION) continue;
        if (!first || key_of(t, &mail[k]) < key_of(t, first) ||
            (key_of(t, &mail[k]) == key_of(t, first) && mail[k].from < first->from))
            first = &mail[k];
    }
    const uint32_t acquired = t->people[id].acquired; /* before what he hears makes him a customer again */
    hear(t, id, n_of[GOOD_WORD], n_of[BAD_WORD]);
    for (uint32_t k = 0; k < n_of[NEWS]; k++)
        be_told(t, &t->people[id], acquired);
    if (first) take_up(t, id, first);
}

static int by_addressee(const void *a, const void *b)
{
    const struct message *x = a, *y = b;
    return x->to < y->to ? -1 : x->to > y->to;
}

static void deliver(struct twin *t)
{
    struct message *mail = t->now.messages;
    if (t->now.n) qsort(mail, t->now.n, sizeof mail[0], by_addressee);
    for (size_t at = 0, n; at < t->now.n; at += n) {
        for (n = 1; at + n < t->now.n && mail[at + n].to == mail[at].to; n++)
            continue;
        receive(t, mail[at].to, mail + at, n);
    }
    t->now.n = 0;
    const struct mail read = t->now;
    t->now = t->next;
    t->next = read;
}

void twin_run(const struct fly_setup *setup, uint32_t replicate, struct twin_step *steps, struct twin_grids *grids)
{
    struct twin t = {.grids = grids,
                     .setup = setup,
                     .D = setup->step_weeks,
                     .heads = {[STRANGER] = setup->n_agents},
                     .not_found = 1};
    fly_quantile_make(&t.normal, FLY_NORMAL, 0, 0);
    t.wanted[SALES] = t.wanted[RETENTION] = t.wanted[DELIGHT] = t.wanted[INCENTIVES] = INT64_MAX;
    const bool is_opposite = setup->is_antithetic && replicate % 2 == 1;
    if (is_opposite) replicate--;
    t.population = fly_key_make(setup->seed_population, replicate);
    t.network = fly_key_make(setup->seed_network, replicate);
    t.dynamics = fly_key_make(setup->seed_dynamics, replicate);
    if (is_opposite) {
        t.population = fly_key_opposite(t.population);
        t.dynamics = fly_key_opposite(t.dynamics);
    }
    t.ties = &setup->network;
    if (fly_network_is_own(t.ties)) {
        t.own_ties = fly_network_alike(t.ties);
        t.ties = &t.own_ties;
        const int ret = fly_network_begin(&t.own_ties, t.network, t.population, NULL);
        assert(ret == FLY_OK), (void)ret;
    }
    t.people = calloc(setup->n_agents, sizeof t.people[0]);
    assert(t.people);
    const int shadowed = fly_scenario_shadow(&t.now_values, setup->scenario);
    assert(shadowed == FLY_OK);
    (void)shadowed;
    memset(steps, 0, (setup->n_steps + 1) * sizeof steps[0]);
    const struct fly_permutation order =
        fly_permutation_make(t.population, FLY_PERMUTATION_INITIAL_CUSTOMERS, setup->n_agents);
    t.out = &steps[0];
    twin_schedule(&t);
    twin_cohort_start(&t);
    t.open = !twin_rewards_cost(&t) || (t.p.budget_weekly > 0 && t.p.budget_referral > 0);
    const struct fly_permutation ranks = fly_segment_order(t.population, setup->n_agents);
    for (uint32_t id = 0; id < setup->n_agents; id++) {
        const uint32_t rank = fly_permute(&ranks, id);
        for (uint32_t s = 0; s < setup->segments.n; s++)
            if (rank >= setup->segments.first[s] && rank < setup->segments.first[s + 1])
                t.people[id].segment = &t.segments[s];
    }
    for (uint32_t id = 0; id < setup->n_agents; id++)
        if (fly_permute(&order, id) < setup->initial_customers) move(&t, id, CUSTOMER);
    deliver(&t);
    twin_close_step(&t);
    for (t.step = 1; t.step <= setup->n_steps; t.step++) {
        t.out = &steps[t.step];
        t.week = t.step * t.D;
        t.out->customer_steps[0] = t.heads[CUSTOMER];
        twin_schedule(&t);
        twin_open_step(&t);
        for (uint32_t id = 0; id < setup->n_agents; id++)
            act(&t, id);
        deliver(&t);
        twin_close_step(&t);
    }
    twin_close_lives(&t);
    fly_network_free(&t.own_ties);
    fly_scenario_shadow_free(&t.now_values);
    free(t.people);
    free(t.now.messages);
    free(t.next.messages);
}
