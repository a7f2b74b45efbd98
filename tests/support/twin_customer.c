/* The twin's customers: what they buy, what it earns, when they leave. */
#include "tests/support/twin_parts.h"

enum rank { PHASE, OFTEN, EASILY, MUCH };       /* words of a person: first wait, rate, drop-out, spend */
enum luck { WAIT, NOISE, LEAVES, AMOUNT_WORD }; /* words of an event */

/* What a person's rank means by the law as it is now. */
static double quantile(struct fly_quantile *table, enum fly_quantile_law law, double a, double b, uint32_t rank)
{
    fly_quantile_make(table, law, a, b);
    return fly_quantile(table, rank);
}

static struct fly_words ranks(const struct twin *t, uint32_t id)
{
    return fly_draw(t->population, id, 0, fly_call_number("customer.traits"), 0);
}

/* Of a referred customer's margin: fades from the first value to 1 in a straight line. */
static double uplift(const struct twin *t, const struct person *person)
{
    const double tenure = (t->step - person->acquired) * t->D, fades = t->p.referral_uplift_fades;
    if (!t->p.referral_enabled || !t->p.referral_uplift || person->source != REFERRAL || tenure >= fades) return 1;
    return t->p.referral_uplift_margin + (1 - t->p.referral_uplift_margin) * tenure / fades;
}

static void buy(struct twin *t, uint32_t id, uint32_t index)
{
    const struct person *person = &t->people[id];
    double amount = t->p.customer_fee;
    if (t->p.customer_spend == 0) {
        const uint32_t word = draw(t, id, "customer.event", index).w[AMOUNT_WORD];
        const double nu_gamma = quantile(&t->spend, FLY_GAMMA, t->p.customer_spend_q, 0, ranks(t, id).w[MUCH]);
        amount = quantile(&t->amount, FLY_GAMMA, t->p.customer_spend_p, 0, word) * t->p.customer_spend_gamma / nu_gamma;
    }
    amount *= person->segment->spend;
    const int64_t margin = nearest(100 * amount * t->p.customer_margin * uplift(t, person));
    t->out->purchases[0]++;
    t->out->revenue[0] += nearest(100 * amount);
    twin_cohort_pay(t, person, nearest(100 * amount));
    t->out->gross_margin[0] += margin;
    t->out->segment_revenue[person->segment - t->segments] += nearest(100 * amount);
    t->out->segment_margin[person->segment - t->segments] += margin;
    if (person->source != INITIAL) t->out->acquired_margin[0] += margin;
}

static bool buys_at_random(const struct twin *t)
{
    return t->p.customer_law == BGNBD || t->p.customer_law == PARETO_NBD;
}

static double time_to_purchase(struct twin *t, uint32_t id, uint32_t word)
{
    const bool is_bgnbd = t->p.customer_law == BGNBD;
    const double r = is_bgnbd ? t->p.customer_bgnbd_r : t->p.customer_pareto_r;
    const double alpha = is_bgnbd ? t->p.customer_bgnbd_alpha : t->p.customer_pareto_alpha;
    const double lambda_alpha = quantile(&t->rate, FLY_GAMMA, r, 0, ranks(t, id).w[OFTEN]);
    return -log(fly_unit(word)) * alpha / (lambda_alpha * t->people[id].segment->purchases);
}

/* L of a probability 1 - exp(-L), or a hazard. */
static double dropout(struct twin *t, uint32_t id)
{
    const uint32_t rank = ranks(t, id).w[EASILY];
    const struct params *p = &t->p;
    if (p->customer_law == BGNBD)
        return quantile(&t->dropout, FLY_BETA_STRENGTH, p->customer_bgnbd_a, p->customer_bgnbd_b, rank);
    if (p->customer_law == CONTRACT)
        return quantile(&t->dropout, FLY_BETA_STRENGTH, p->customer_contract_a, p->customer_contract_b, rank);
    if (p->customer_law == PARETO_NBD)
        return quantile(&t->dropout, FLY_GAMMA, p->customer_pareto_s, 0, rank) / p->customer_pareto_beta;
    return p->customer_churn;
}

/* Time goes in ticks: as many a step, a power of 2, as have room in 32 bits up to the end of the time simulated. */
static double ticks_per_step(const struct twin *t)
{
    double ticks = 1;
    while ((1 + t->setup->n_steps) * 2 * ticks < UINT32_MAX)
        ticks *= 2;
    return ticks;
}

/* Rounded down; nothing is due at tick 0, nor after the end. */
static double later(const struct twin *t, double tick, double ticks)
{
    const double due = tick + floor(ticks);
    return due > t->setup->n_steps * ticks_per_step(t) ? INFINITY : fmax(due, 1);
}

/* Fee number k of a life. */
static double fee(const struct twin *t, uint32_t id, double k, double period)
{
    const uint32_t acquired = t->people[id].acquired;
    const double first = acquired ? 1 : fly_unit(ranks(t, id).w[PHASE]);
    return later(t, acquired * ticks_per_step(t), (first + k) * period);
}

static double next_due(struct twin *t, uint32_t id, uint32_t word)
{
    const struct person *person = &t->people[id];
    const double ticks = ticks_per_step(t) / t->D; /* a week */
    if (buys_at_random(t)) return later(t, person->due, time_to_purchase(t, id, word) * ticks);
    const double period = t->p.customer_period / person->segment->purchases * ticks;
    for (double k = 0; fee(t, id, k, period) <= person->due; k++)
        if (fee(t, id, k, period) == person->due) return fee(t, id, k + 1, period);
    return later(t, person->due, period); /* it has changed since */
}

void twin_begin_to_buy(struct twin *t, uint32_t id, bool is_new)
{
    struct person *person = &t->people[id];
    const uint32_t word = is_new ? ranks(t, id).w[PHASE] : draw(t, id, "customer.event", FIRST_PURCHASE).w[WAIT];
    const double ticks = ticks_per_step(t) / t->D;
    person->due = buys_at_random(t) ? later(t, t->step * ticks_per_step(t), time_to_purchase(t, id, word) * ticks)
                                    : fee(t, id, 0, t->p.customer_period / person->segment->purchases * ticks);
    person->repeats = 0;
    if (t->step > 0) buy(t, id, FIRST_PURCHASE);
}

static double churn_multiplier(const struct twin *t, const struct person *person)
{
    const double effect = t->p.customer_satisfaction_effect;
    const bool better = t->p.referral_enabled && t->p.referral_uplift && person->source == REFERRAL;
    return t->more.churn * person->segment->churn * (better ? t->p.referral_uplift_churn : 1) *
           exp(-effect * (twin_satisfaction(person) - t->p.customer_satisfaction_reference));
}

static bool leaves(struct twin *t, uint32_t id, uint32_t word)
{
    return happens(-expm1(-churn_multiplier(t, &t->people[id]) * dropout(t, id)), word);
}

void twin_touch(struct twin *t, struct person *person, double change, uint32_t word)
{
    if (!t->p.satisfaction_enabled) return;
    const double s = twin_satisfaction(person), noise = t->p.satisfaction_noise * fly_quantile(&t->normal, word);
    person->satisfaction = stored(s + t->p.satisfaction_learning * (t->quality + change + noise - s));
}

/* The tick of this step in which he leaves whatever he does, at a constant hazard; INFINITY: not in this step. */
static double tick_of_leaving(struct twin *t, uint32_t id)
{
    const struct person *person = &t->people[id];
    const uint32_t word = draw_first(t, id, "customer.leave").w[0];
    if (t->p.customer_law == BGNBD || t->p.customer_law == CONTRACT) return INFINITY;
    const double h = dropout(t, id) * churn_multiplier(t, person), chance = twin_chance(t, h), u = fly_unit(word);
    if (!happens(chance, word)) return INFINITY;
    const double after = fmin(t->setup->is_discrete ? t->D * u / chance : -log1p(-u) / h, t->D);
    return (t->step - 1) * ticks_per_step(t) + floor(after * (ticks_per_step(t) / t->D));
}

bool twin_live(struct twin *t, uint32_t id)
{
    struct person *person = &t->people[id];
    const double leaves_at = tick_of_leaving(t, id);
    const double end = fmin(leaves_at, t->step * ticks_per_step(t));
    for (uint32_t index = 0; person->due <= end; index++) {
        const struct fly_words words = draw(t, id, "customer.event", index);
        if (t->p.customer_law == CONTRACT && leaves(t, id, words.w[LEAVES])) return true;
        t->out->repeat_purchases[0]++;
        t->out->first_repeats[0] += person->repeats++ == 0;
        buy(t, id, index);
        twin_touch(t, person, 0, words.w[NOISE]);
        if (t->p.customer_law == BGNBD && leaves(t, id, words.w[LEAVES])) return true;
        person->due = next_due(t, id, words.w[WAIT]);
    }
    return leaves_at < INFINITY;
}
