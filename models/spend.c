/* Spend: what a purchase is worth, and what of it is margin.
 *
 *   gamma_gamma  amount ~ Gamma(p, nu), nu ~ Gamma(q, gamma), mean p gamma / (q - 1) (Fader & Hardie 2013; CDNOW 35.22)
 *   fixed        a fee
 *   margin       share * amount * u;  u = 1, but for referred customers when they have an uplift (see referral.c):
 *                1 + (first - 1) (1 - tenure / fades), and 1 from tenure = fades on */
#include "models/customer.h"
#include "models/market.h"

#include <math.h>

/* Of one purchase. With it no block can leave 64 bits within a step. */
static const double MOST_AMOUNT = 1e8;

enum spend_law { GAMMA_GAMMA, FIXED };

void fly_spend_make_tables(const struct fly_customer *c)
{
    if (c->p->spend != GAMMA_GAMMA) return;
    fly_quantile_make(&c->table->spend, FLY_GAMMA, c->p->spend_q, 0);
    fly_quantile_make(&c->table->amount, FLY_GAMMA, c->p->spend_p, 0);
}

static double amount_of(const struct fly_customer *c, const struct fly_event *event)
{
    if (c->p->spend == FIXED) return c->p->fee;
    const double nu_gamma = fly_quantile(&c->table->spend, event->rank.w[FLY_RANK_SPEND]);
    return fly_quantile(&c->table->amount, event->luck.w[FLY_LUCK_AMOUNT]) * c->p->spend_gamma / nu_gamma;
}

/* Of a referred customer against others. */
static double margin_uplift(const struct fly_block *block, const struct fly_market *market, uint32_t agent)
{
    const struct fly_uplift *uplift = &market->referred;
    const uint32_t since = market->acquired[block->row + agent];
    const double tenure = (block->world->step - since) * block->world->setup->step_weeks;
    return 1 + (uplift->margin - 1) * fmax(0, 1 - tenure / uplift->fades);
}

void fly_spend(struct fly_block *block, const struct fly_customer *c, const struct fly_event *event)
{
    const uint32_t agent = event->agent;
    const struct fly_market *market = fly_market_of(block->world);
    const uint16_t class_of = block->class_of[agent];
    const uint32_t source = fly_class_source(class_of);
    const double wanted = amount_of(c, event) * fly_segment_params_of(market, class_of)->spend;
    const double amount = wanted < MOST_AMOUNT ? wanted : MOST_AMOUNT;
    double earned = 100 * amount * c->p->margin;
    if (source == FLY_SOURCE_REFERRAL) earned *= margin_uplift(block, market, agent);
    const int64_t revenue = fly_nearest(100 * amount), margin = fly_nearest(earned);
    const uint32_t segment = fly_segment_of(class_of);
    fly_block_count(block, c->of_purchases, 1);
    fly_block_count(block, c->of_revenue, revenue);
    fly_cohort_earn(block, c->cohort, agent, revenue);
    fly_block_count(block, c->of_margin, margin);
    fly_block_count(block, c->of_segment_revenue + segment, revenue);
    fly_block_count(block, c->of_segment_margin + segment, margin);
    if (source != FLY_SOURCE_INITIAL) fly_block_count(block, c->of_acquired_margin, margin);
}
