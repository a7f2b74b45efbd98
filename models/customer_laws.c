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
 * churn by m = exp(-effect (s - s0)) (1 + g f) ...: a hazard becomes mu m, a probability 1 - (1 - p)^m = 1 - exp(-m L)
 * with the strength L = -ln(1 - p). At m = 1 the laws are exact.
 *
 * Event times are continuous. Who leaves at a hazard does so in a step with probability 1 - exp(-mu m D), by a word
 * u below it, and then -ln(1 - u) / (mu m) after the step began; in discrete time with probability mu m D, at a moment
 * that is uniform in the step. So what was due before is still bought, and nothing depends on the length of a step but
 * the moment of acquisition, which is the end of a step, and m, which is taken when a step begins.
 *
 * Traits are not kept: a person's trait is his rank among all people, one word that he has for good, and what the rank
 * means is said by the law as it is at the moment. So a schedule on a parameter of these laws changes everybody from
 * then on, though no wait that has begun, and leaves everybody in his place; who is won back is who he was. */
#include "models/customer.h"
#include "models/market.h"

#include <math.h>

static bool buys_at_random(const struct fly_customer *c)
{
    return c->p->law == FLY_BGNBD || c->p->law == FLY_PARETO_NBD;
}

void fly_customer_make_tables(const struct fly_customer *c)
{
    const struct fly_customer_params *p = c->p;
    struct fly_customer_tables *table = c->table;
    switch ((enum fly_customer_law)p->law) {
    case FLY_BGNBD:
        fly_quantile_make(&table->rate, FLY_GAMMA, p->bgnbd_r, 0);
        fly_quantile_make(&table->dropout, FLY_BETA_STRENGTH, p->bgnbd_a, p->bgnbd_b);
        break;
    case FLY_PARETO_NBD:
        fly_quantile_make(&table->rate, FLY_GAMMA, p->pareto_r, 0);
        fly_quantile_make(&table->dropout, FLY_GAMMA, p->pareto_s, 0);
        break;
    case FLY_CONTRACT: fly_quantile_make(&table->dropout, FLY_BETA_STRENGTH, p->contract_a, p->contract_b); break;
    case FLY_EXPONENTIAL: break;
    }
}

/* How much more often the agent's segment buys. */
static double purchases_of(const struct fly_block *block, uint32_t agent)
{
    return fly_segment_params_of(fly_market_of(block->world), block->class_of[agent])->purchases;
}

/* lambda */
static double purchase_rate(const struct fly_block *block, const struct fly_customer *c, const struct fly_event *event)
{
    const double alpha = c->p->law == FLY_BGNBD ? c->p->bgnbd_alpha : c->p->pareto_alpha;
    return fly_quantile(&c->table->rate, event->rank.w[FLY_RANK_RATE]) / alpha * purchases_of(block, event->agent);
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

bool fly_customer_leaves(const struct fly_block *block, const struct fly_customer *c, const struct fly_event *event)
{
    const double L = fly_quantile(&c->table->dropout, event->rank.w[FLY_RANK_DROPOUT]);
    const double mL = churn_multiplier(block, c, event->agent) * L, u = fly_unit(event->luck.w[FLY_LUCK_LEAVE]);
    /* No chance is above m L: this spares nearly everybody the exponential. */
    return u < mL && u < -expm1(-mL);
}

double fly_customer_leaves_at(const struct fly_block *block, const struct fly_customer *c, uint32_t agent,
                              uint32_t rank, uint32_t word)
{
    const struct fly_world *world = block->world;
    const double mu =
        c->p->law == FLY_EXPONENTIAL ? c->p->churn : fly_quantile(&c->table->dropout, rank) / c->p->pareto_beta;
    const double h = mu * churn_multiplier(block, c, agent), D = world->setup->step_weeks;
    /* No chance is above h D. */
    if (word >= fly_threshold(h * D) || word >= fly_threshold(fly_chance(world, h))) return INFINITY;
    const double u = fly_unit(word), after = world->setup->is_discrete ? u / fly_chance(world, h) * D : -log1p(-u) / h;
    return world->week - D + fmin(after, D);
}

double fly_customer_wait(const struct fly_block *block, const struct fly_customer *c, const struct fly_event *event)
{
    if (buys_at_random(c)) return -log(fly_unit(event->luck.w[FLY_LUCK_WAIT])) / purchase_rate(block, c, event);
    return c->p->period / purchases_of(block, event->agent);
}

/* A person's first wait is his own too; but whoever is won back does not wait the same again. */
double fly_customer_first_wait(const struct fly_block *block, const struct fly_customer *c,
                               const struct fly_event *event, enum fly_beginning beginning)
{
    if (beginning == FLY_WON_BACK) return fly_customer_wait(block, c, event);
    const double phase = fly_unit(event->rank.w[FLY_RANK_PHASE]);
    if (buys_at_random(c)) return -log(phase) / purchase_rate(block, c, event);
    return c->p->period / purchases_of(block, event->agent) * (beginning == FLY_FROM_THE_START ? phase : 1);
}
