/* The laws of customers: how long they wait for their next purchase, and when they leave.
 *
 *   bgnbd        purchases at rate lambda ~ Gamma(r, alpha) while alive; after each repeat purchase gone with
 *                probability p ~ Beta(a, b). Fader, Hardie & Lee 2005; CDNOW: E[X(39)] = 1.1967, P(X(39) = 0) = .57379
 *   pareto_nbd   purchases at rate lambda ~ Gamma(r, alpha) while alive, gone at hazard mu ~ Gamma(s, beta).
 *                Schmittlein, Morrison & Colombo 1987: P(alive at t) = (beta / (beta + t))^s,
 *                E[X(t)] = r beta / (alpha (s - 1)) [1 - (beta / (beta + t))^(s - 1)]; CDNOW: E[X(39)] = 1.213
 *   contract     a fee each period, gone at each renewal with probability theta ~ Beta(a, b) (sBG, Fader &
 *                Hardie 2007): S(t) = B(a, b + t) / B(a, b)
 *   exponential  a fee each period, gone at constant hazard mu: CLV = m r / (1 + i - r)
 *
 * Satisfaction s, friction f of the delight stage, retention, segment and the uplift of referred customers multiply
 * churn by m = exp(-effect (s - s0)) (1 + g f) ...: a hazard becomes mu m, a probability 1 - (1 - p)^m. At m = 1 the
 * laws are exact.
 *
 * Event times are continuous. Who leaves at a hazard does so in a step with probability 1 - exp(-mu m D), by a word
 * u below it, and then -ln(1 - u) / (mu m) after the step began; in discrete time with probability mu m D, at a moment
 * that is uniform in the step. So what was due before is still bought, and nothing depends on the length of a step but
 * the moment of acquisition, which is the end of a step, and m, which is taken when a step begins. */
#include "models/customer.h"
#include "models/market.h"

#include <gsl/gsl_randist.h>
#include <math.h>

/* How much more often the agent's segment buys. */
static double purchases_of(const struct fly_block *block, uint32_t agent)
{
    return fly_segment_params_of(fly_market_of(block->world), block->class_of[agent])->purchases;
}

/* What multiplies this customer's churn hazard. */
static double churn_multiplier(const struct fly_block *block, const struct fly_customer *c, uint32_t agent)
{
    const struct fly_customer_params *p = c->p;
    const struct fly_market *market = fly_market_of(block->world);
    const uint16_t class_of = block->class_of[agent];
    double all = market->rate[FLY_RATE_OF_CHURN] * fly_segment_params_of(market, class_of)->churn;
    if (fly_class_source(class_of) == FLY_SOURCE_REFERRAL) all *= market->referred.churn;
    if (p->satisfaction_effect <= 0) return all;
    const double s = (double)c->satisfaction->column[block->first + agent] / FLY_SATISFIED;
    return all * exp(-p->satisfaction_effect * (s - p->satisfaction_reference));
}

bool fly_customer_leaves(const struct fly_block *block, const struct fly_customer *c, uint32_t agent, uint32_t word)
{
    const double p = (double)c->dropout[block->first + agent], m = churn_multiplier(block, c, agent);
    return fly_unit(word) < (m == 1 ? p : 1 - pow(1 - p, m));
}

double fly_customer_leaves_at(const struct fly_block *block, const struct fly_customer *c, uint32_t agent,
                              uint32_t word)
{
    const struct fly_world *world = block->world;
    const double mu = c->p->law == FLY_EXPONENTIAL ? c->p->churn : (double)c->dropout[block->first + agent];
    const double h = mu * churn_multiplier(block, c, agent), D = world->setup->step_weeks;
    /* No chance is above h D: this spares nearly everybody the exponential. */
    if (word >= fly_threshold(h * D) || word >= fly_threshold(fly_chance(world, h))) return INFINITY;
    const double u = fly_unit(word), after = world->setup->is_discrete ? u / fly_chance(world, h) * D : -log1p(-u) / h;
    return world->week - D + fmin(after, D);
}

double fly_customer_wait(const struct fly_block *block, const struct fly_customer *c, uint32_t agent, uint32_t word)
{
    if (c->p->law == FLY_BGNBD || c->p->law == FLY_PARETO_NBD)
        return -log(fly_unit(word)) / (double)c->rate[block->first + agent];
    return c->p->period / purchases_of(block, agent);
}

/* The first wait of a life, by a uniform number of this person. */
static double first_wait(const struct fly_block *block, const struct fly_customer *c, uint32_t agent, double phase,
                         enum fly_beginning beginning)
{
    if (c->p->law == FLY_BGNBD || c->p->law == FLY_PARETO_NBD)
        return -log(phase) / (double)c->rate[block->first + agent];
    return c->p->period / purchases_of(block, agent) * (beginning == FLY_FROM_THE_START ? phase : 1);
}

/* Individual traits, drawn once: they belong to the person, not to the moment of acquisition. Whoever is won back has
 * the traits that he had, but not the same first wait again. */
void fly_customer_begin(struct fly_block *block, const struct fly_customer *c, uint32_t agent,
                        enum fly_beginning beginning)
{
    const struct fly_world *world = block->world;
    const struct fly_customer_params *p = c->p;
    const uint32_t id = block->first + agent;
    const double often = purchases_of(block, agent);
    struct fly_gsl_stream stream;
    gsl_rng *rng = &stream.rng;
    fly_gsl_begin(&stream, world->population, id, 0, c->traits_call, 0);
    double phase = gsl_rng_uniform(rng);
    fly_spend_begin(c, id, &stream);
    switch ((enum fly_customer_law)p->law) {
    case FLY_BGNBD:
        c->rate[id] = (float)(gsl_ran_gamma(rng, p->bgnbd_r, 1 / p->bgnbd_alpha) * often);
        c->dropout[id] = (float)gsl_ran_beta(rng, p->bgnbd_a, p->bgnbd_b);
        break;
    case FLY_PARETO_NBD:
        c->rate[id] = (float)(gsl_ran_gamma(rng, p->pareto_r, 1 / p->pareto_alpha) * often);
        c->dropout[id] = (float)gsl_ran_gamma(rng, p->pareto_s, 1 / p->pareto_beta);
        break;
    case FLY_CONTRACT: c->dropout[id] = (float)gsl_ran_beta(rng, p->contract_a, p->contract_b); break;
    case FLY_EXPONENTIAL: break;
    }
    if (beginning == FLY_WON_BACK)
        phase = fly_unit(fly_draw(world->dynamics, id, world->step, c->event_call, FLY_MAX_INDEX - 1).w[0]);
    c->due[id] = world->week + first_wait(block, c, agent, phase, beginning);
    c->purchases[id] = 0;
}
