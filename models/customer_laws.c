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

/* exp(-effect (s - s0)) for all that s can be, as a product. */
static void make_effect(struct fly_satisfaction_effect *made, double effect, double reference)
{
    if (made->effect == effect && made->reference == reference) return;
    made->effect = effect;
    made->reference = reference;
    for (int k = 0; k < FLY_EFFECT_STEPS; k++) {
        made->coarse[k] = exp(-effect * ((double)k * FLY_EFFECT_STEPS / FLY_SATISFIED - reference));
        made->fine[k] = exp(-effect * ((double)k / FLY_SATISFIED));
    }
}

void fly_customer_make_tables(const struct fly_customer *c)
{
    const struct fly_customer_params *p = c->p;
    struct fly_customer_tables *table = c->table;
    make_effect(&table->effect, p->satisfaction_effect, p->satisfaction_reference);
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

/* What multiplies this customer's churn hazard. */
static double churn_multiplier(const struct fly_block *block, const struct fly_customer *c, uint32_t agent)
{
    const struct fly_customer_params *p = c->p;
    const struct fly_market *market = fly_market_of(block->world);
    const uint16_t class_of = block->class_of[agent];
    double all = market->rate[FLY_RATE_OF_CHURN] * fly_segment_params_of(market, class_of)->churn;
    if (fly_class_source(class_of) == FLY_SOURCE_REFERRAL) all *= market->referred.churn;
    if (p->satisfaction_effect <= 0) return all;
    const uint16_t s = c->satisfaction->column[block->row + agent];
    return all * c->table->effect.coarse[s / FLY_EFFECT_STEPS] * c->table->effect.fine[s % FLY_EFFECT_STEPS];
}

bool fly_customer_leaves(const struct fly_block *block, const struct fly_customer *c, const struct fly_event *event)
{
    const double L = fly_quantile(&c->table->dropout, event->rank.w[FLY_RANK_DROPOUT]);
    const double mL = churn_multiplier(block, c, event->agent) * L, u = fly_unit(event->luck.w[FLY_LUCK_LEAVE]);
    /* No chance is above m L: this spares nearly everybody the exponential. */
    return u < mL && u < -expm1(-mL);
}

uint64_t fly_customer_leave_limit(const struct fly_world *world, const struct fly_customer *c)
{
    const struct fly_market *market = fly_market_of(world);
    double most = 0;
    if (c->p->law == FLY_PARETO_NBD) return UINT64_C(1) << 32; /* some of all hazards are as large as you please */
    for (uint32_t s = 0; s < world->setup->segments.n; s++)
        most = fmax(most, market->segment[s]->churn);
    most *= market->rate[FLY_RATE_OF_CHURN] * fmax(1, market->referred.churn);
    most *= exp(c->p->satisfaction_effect * c->p->satisfaction_reference); /* of somebody with satisfaction 0 */
    return fly_threshold(fly_chance(world, c->p->churn * most * (1 + 1e-9)));
}

double fly_customer_leaves_after(const struct fly_block *block, const struct fly_customer *c, uint32_t agent,
                                 uint32_t rank, uint32_t word)
{
    const struct fly_world *world = block->world;
    const double mu =
        c->p->law == FLY_EXPONENTIAL ? c->p->churn : fly_quantile(&c->table->dropout, rank) / c->p->pareto_beta;
    const double h = mu * churn_multiplier(block, c, agent), D = world->setup->step_weeks;
    /* No chance is above h D. */
    if (word >= fly_threshold(h * D) || word >= fly_threshold(fly_chance(world, h))) return INFINITY;
    const double u = fly_unit(word);
    return fmin(world->setup->is_discrete ? u / fly_chance(world, h) * D : -log1p(-u) / h, D);
}

/* ---- when something is due ---- */

/* The tick so much later than another one. */
static uint32_t later(const struct fly_customer *c, uint32_t tick, double ticks)
{
    if (!(ticks < (double)(c->last_tick - tick) + 1)) return 0;
    const uint32_t due = tick + (uint32_t)ticks;
    return due ? due : 1;
}

/* Fees fall due k + 1 periods after the beginning, those of customers of week 0 k and a part of one. Each is rounded
 * down by itself: what is lost does not add up over the years. */
struct fees {
    uint32_t beginning;
    double period; /* both in ticks */
    double first;  /* in periods */
};

static struct fees fees_of(const struct fly_block *block, const struct fly_customer *c, const struct fly_event *event)
{
    const uint32_t acquired = fly_market_of(block->world)->acquired[block->row + event->agent];
    return (struct fees){acquired * c->ticks_per_step,
                         c->p->period / purchases_of(block, event->agent) * c->ticks_per_week,
                         acquired ? 1 : fly_unit(event->rank.w[FLY_RANK_PHASE])};
}

static uint32_t fee_due(const struct fly_customer *c, const struct fees *fees, double k)
{
    return later(c, fees->beginning, (fees->first + k) * fees->period);
}

/* Where a schedule has changed the period, it counts from the fee before. */
static uint32_t next_fee(const struct fly_customer *c, const struct fees *fees, uint32_t tick)
{
    const double k = round((tick - fees->beginning + 0.5) / fees->period - fees->first);
    return fee_due(c, fees, k) == tick ? fee_due(c, fees, k + 1) : later(c, tick, fees->period);
}

/* -ln(u) / lambda */
static double purchase_wait(const struct fly_block *block, const struct fly_customer *c, const struct fly_event *event,
                            uint32_t word)
{
    const double alpha = c->p->law == FLY_BGNBD ? c->p->bgnbd_alpha : c->p->pareto_alpha;
    const double lambda_alpha = fly_quantile(&c->table->rate, event->rank.w[FLY_RANK_RATE]);
    return -log(fly_unit(word)) * alpha / (lambda_alpha * purchases_of(block, event->agent)) * c->ticks_per_week;
}

/* A person's first wait is his own too; but whoever is won back does not wait the same again. */
uint32_t fly_customer_first_due(const struct fly_block *block, const struct fly_customer *c,
                                const struct fly_event *event, enum fly_beginning beginning)
{
    const uint32_t word = beginning == FLY_WON_BACK ? event->luck.w[FLY_LUCK_WAIT] : event->rank.w[FLY_RANK_PHASE];
    const struct fees fees = fees_of(block, c, event);
    return buys_at_random(c) ? later(c, fees.beginning, purchase_wait(block, c, event, word)) : fee_due(c, &fees, 0);
}

uint32_t fly_customer_next_due(const struct fly_block *block, const struct fly_customer *c,
                               const struct fly_event *event, uint32_t tick)
{
    if (buys_at_random(c)) return later(c, tick, purchase_wait(block, c, event, event->luck.w[FLY_LUCK_WAIT]));
    const struct fees fees = fees_of(block, c, event);
    return next_fee(c, &fees, tick);
}
