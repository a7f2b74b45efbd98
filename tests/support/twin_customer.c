/* The twin's customers: what they buy, what it earns, when they leave. */
#include "tests/support/twin_parts.h"

#include <gsl/gsl_randist.h>

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
        struct fly_gsl_stream stream;
        fly_gsl_begin(&stream, t->dynamics, id, t->step, fly_call_number("customer.amount"), index);
        amount = gsl_ran_gamma(&stream.rng, t->p.customer_spend_p, 1 / (double)person->nu);
    }
    amount *= person->segment->spend;
    const int64_t margin = llround(100 * amount * t->p.customer_margin * uplift(t, person));
    t->out->purchases[0]++;
    t->out->revenue[0] += llround(100 * amount);
    twin_cohort_pay(t, person, llround(100 * amount));
    t->out->gross_margin[0] += margin;
    t->out->segment_revenue[person->segment - t->segments] += llround(100 * amount);
    t->out->segment_margin[person->segment - t->segments] += margin;
    if (person->source != INITIAL) t->out->acquired_margin[0] += margin;
}

/* The person's own shape parameters; what a life draws is the same whenever it begins. */
static void draw_traits(const struct params *p, struct person *person, gsl_rng *rng)
{
    if (p->customer_spend == 0)
        person->nu = (float)gsl_ran_gamma(rng, p->customer_spend_q, 1 / p->customer_spend_gamma);
    const double often = person->segment->purchases;
    if (p->customer_law == BGNBD) {
        person->rate = (float)(gsl_ran_gamma(rng, p->customer_bgnbd_r, 1 / p->customer_bgnbd_alpha) * often);
        person->dropout = (float)gsl_ran_beta(rng, p->customer_bgnbd_a, p->customer_bgnbd_b);
    }
    if (p->customer_law == PARETO_NBD) {
        person->rate = (float)(gsl_ran_gamma(rng, p->customer_pareto_r, 1 / p->customer_pareto_alpha) * often);
        person->dropout = (float)gsl_ran_gamma(rng, p->customer_pareto_s, 1 / p->customer_pareto_beta);
    }
    if (p->customer_law == CONTRACT)
        person->dropout = (float)gsl_ran_beta(rng, p->customer_contract_a, p->customer_contract_b);
}

static bool buys_at_random(const struct twin *t)
{
    return t->p.customer_law == BGNBD || t->p.customer_law == PARETO_NBD;
}

void twin_begin_to_buy(struct twin *t, uint32_t id, bool is_new)
{
    struct person *person = &t->people[id];
    struct fly_gsl_stream stream;
    fly_gsl_begin(&stream, t->population, id, 0, fly_call_number("customer.traits"), 0);
    double phase = gsl_rng_uniform(&stream.rng);
    draw_traits(&t->p, person, &stream.rng);
    if (!is_new) phase = fly_unit(draw(t, id, "customer.event", 65535).w[0]);
    const double period = t->p.customer_period / person->segment->purchases;
    person->due = t->week + (buys_at_random(t) ? -log(phase) / (double)person->rate
                             : t->step == 0    ? period * phase
                                               : period);
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

static bool leaves(const struct twin *t, const struct person *person, uint32_t word)
{
    return happens(1 - pow(1 - (double)person->dropout, churn_multiplier(t, person)), word);
}

void twin_touch(struct twin *t, struct person *person, double change, uint32_t word)
{
    if (!t->p.satisfaction_enabled) return;
    const double s = twin_satisfaction(person), noise = t->p.satisfaction_noise * fly_quantile(&t->normal, word);
    person->satisfaction = stored(s + t->p.satisfaction_learning * (t->quality + change + noise - s));
}

/* When in this step he leaves whatever he does, at a constant hazard; INFINITY: not in this step. */
static double hour_of_leaving(const struct twin *t, uint32_t id)
{
    const struct person *person = &t->people[id];
    const uint32_t word = draw_first(t, id, "customer.leave").w[0];
    double mu = 0;
    if (t->p.customer_law == EXPONENTIAL) mu = t->p.customer_churn;
    if (t->p.customer_law == PARETO_NBD) mu = (double)person->dropout;
    const double h = mu * churn_multiplier(t, person), chance = twin_chance(t, h), u = fly_unit(word);
    if (!happens(chance, word)) return INFINITY;
    return t->week - t->D + (t->setup->is_discrete ? t->D * u / chance : -log(1 - u) / h);
}

bool twin_live(struct twin *t, uint32_t id)
{
    struct person *person = &t->people[id];
    const double leaves_at = hour_of_leaving(t, id);
    const double end = fmin(leaves_at, t->week * (1 + 1e-9)); /* a billionth for rounded fees */
    for (uint32_t index = 0; person->due <= end; index++) {
        const struct fly_words words = draw(t, id, "customer.event", index);
        if (t->p.customer_law == CONTRACT && leaves(t, person, words.w[2])) return true;
        t->out->repeat_purchases[0]++;
        t->out->first_repeats[0] += person->repeats++ == 0;
        buy(t, id, index);
        twin_touch(t, person, 0, words.w[1]);
        if (t->p.customer_law == BGNBD && leaves(t, person, words.w[2])) return true;
        person->due += buys_at_random(t) ? -log(fly_unit(words.w[0])) / (double)person->rate
                                         : t->p.customer_period / person->segment->purchases;
    }
    return leaves_at < INFINITY;
}
