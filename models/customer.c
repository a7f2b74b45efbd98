/* Customers: when they buy, what they spend, when they leave.
 *
 *   bgnbd        purchases at rate lambda ~ Gamma(r, alpha) while alive; after each repeat purchase gone with
 *                probability p ~ Beta(a, b). Fader, Hardie & Lee 2005; CDNOW: E[X(39)] = 1.1967, P(X(39) = 0) = .57379
 *   contract     a fee each period, gone at each renewal with probability theta ~ Beta(a, b) (sBG, Fader &
 *                Hardie 2007): S(t) = B(a, b + t) / B(a, b)
 *   exponential  a fee each period, gone at constant hazard: CLV = m r / (1 + i - r)
 *   spend        Gamma-Gamma: amount ~ Gamma(p, nu), nu ~ Gamma(q, gamma), mean p gamma / (q - 1); or a fixed fee
 *
 * Satisfaction and retention multiply churn: hazard h m, probability 1 - (1 - p)^m, with
 * m = exp(-effect (s - s0)) * retention. With effect 0 and no retention money the laws are exact.
 * Event times are continuous: nothing depends on the length of a step but the moment of acquisition. */
#include "models/market.h"
#include "models/satisfaction.h"

#include <assert.h>
#include <gsl/gsl_randist.h>
#include <math.h>

/* clang-format off */
#define CUSTOMER_PARAMS(X, S) \
    X(S, SWITCH, enabled,      1,     0, 1, "", "Off: customers buy nothing and stay for ever.") \
    X(S, CHOICE, law,          0,     0, 2, "bgnbd|contract|exponential", "When customers buy and leave.") \
    X(S, NUMBER, bgnbd_r,      0.243, 1e-6, 1e6, "", "BG/NBD: shape of the purchase rate (CDNOW; Fader, Hardie & Lee 2005).") \
    X(S, NUMBER, bgnbd_alpha,  4.414, 1e-6, 1e6, "", "BG/NBD: rate parameter of the purchase rate, in weeks (CDNOW).") \
    X(S, NUMBER, bgnbd_a,      0.793, 1e-6, 1e6, "", "BG/NBD: first parameter of the drop-out probability (CDNOW).") \
    X(S, NUMBER, bgnbd_b,      2.426, 1e-6, 1e6, "", "BG/NBD: second parameter of the drop-out probability (CDNOW).") \
    X(S, NUMBER, contract_a,   0.668, 1e-6, 1e6, "", "sBG: first parameter of the churn probability at a renewal (High End; Fader & Hardie 2007).") \
    X(S, NUMBER, contract_b,   3.806, 1e-6, 1e6, "", "sBG: second parameter (High End).") \
    X(S, HAZARD, churn,        0.01,  0, 100, "/week", "Exponential law: constant churn hazard (chosen).") \
    X(S, DURATION, period,     52,    0.01, 1e6, "weeks", "Contract and exponential: time between fees.") \
    X(S, CHOICE, spend,        0,     0, 1, "gamma_gamma|fixed", "What a purchase is worth.") \
    X(S, NUMBER, spend_p,      6.25,  1e-6, 1e6, "", "Gamma-Gamma: shape of an amount (CDNOW; Fader & Hardie 2013).") \
    X(S, NUMBER, spend_q,      3.74,  1.000001, 1e6, "", "Gamma-Gamma: shape between customers (CDNOW).") \
    X(S, MONEY,  spend_gamma,  15.44, 1e-6, 1e8, "money", "Gamma-Gamma: scale between customers (CDNOW; mean 35.22).") \
    X(S, MONEY,  fee,          35,    0, 1e8, "money", "Amount of a purchase when spend = fixed.") \
    X(S, SHARE,  margin,       0.5,   0, 1, "", "Gross margin share of revenue (chosen).") \
    X(S, NUMBER, satisfaction_effect, 0, 0, 20, "", "How strongly satisfaction lowers churn; 0: not at all.") \
    X(S, SHARE,  satisfaction_reference, 0.75, 0, 1, "", "s0: satisfaction at which churn is as the law says (chosen).")
/* clang-format on */

struct customer_params {
    CUSTOMER_PARAMS(FLY_PARAM_FIELD, )
};

/* Of one purchase. With it no block can leave 64 bits within a step. */
static const double MOST_AMOUNT = 1e8;

enum customer_law { BGNBD, CONTRACT, EXPONENTIAL };
enum spend_law { GAMMA_GAMMA, FIXED };

static const struct fly_param rows[] = {CUSTOMER_PARAMS(FLY_PARAM_ROW, customer_params)};
static const struct fly_param_table table =
    FLY_PARAM_TABLE("customer", customer_params, rows, "When customers buy, what they spend, when they leave.");
static const struct fly_param_table *const params[] = {&table, NULL};

static const struct fly_series series[] = {
    {"purchases", FLY_FLOW, NULL, "purchases", "All purchases and fees, first ones included."},
    {"repeat_purchases", FLY_FLOW, NULL, "purchases", "Purchases and fees but the first of each customer."},
    {"first_repeats", FLY_FLOW, NULL, "agents", "Customers who bought again for the first time."},
    {"revenue", FLY_FLOW, NULL, "money", "Revenue of all purchases."},
    {"gross_margin", FLY_FLOW, NULL, "money", "Gross margin of all purchases."},
    {"acquired_margin", FLY_FLOW, NULL, "money", "The part of it from customers acquired since the start."},
};

static const struct fly_kpi kpis[] = {
    {"revenue", "money", FLY_HIGHER, "revenue", "Revenue over the whole time, not discounted."},
};

static const struct fly_column columns[] = {
    {"due", sizeof(double), false},         /* week of the next purchase or renewal */
    {"rate", sizeof(float), false},         /* lambda */
    {"dropout", sizeof(float), false},      /* p or theta */
    {"nu", sizeof(float), false},           /* rate of the amounts */
    {"purchases", sizeof(uint16_t), false}, /* repeat purchases, saturating */
};

#define TRAITS_CALL "customer.traits"
#define EVENT_CALL "customer.event"
#define AMOUNT_CALL "customer.amount"
static const struct fly_slot slots[] = {
    {TRAITS_CALL, FLY_WHOLE_CALL, "rate, drop-out, spend and phase of one customer"},
    {EVENT_CALL, 0, "time to the next purchase"},
    {EVENT_CALL, 1, "noise of the experience"},
    {EVENT_CALL, 2, "whether the customer leaves"},
    {AMOUNT_CALL, FLY_WHOLE_CALL, "amount of a purchase"},
};

struct customer {
    const struct customer_params *p;
    const struct fly_satisfaction *satisfaction;
    uint32_t traits_call, event_call, amount_call;
    double *due;
    float *rate, *dropout, *nu;
    uint16_t *purchases;
    size_t of_purchases, of_repeats, of_first_repeats, of_revenue, of_margin, of_acquired_margin;
};

static bool enabled(const struct fly_scenario *scenario)
{
    return ((const struct customer_params *)fly_scenario_values(scenario, &table))->enabled;
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    (void)error;
    *(struct customer *)state = (struct customer){
        .p = fly_world_values(world, &table),
        .satisfaction = fly_satisfaction_of(world),
        .traits_call = fly_call_number(TRAITS_CALL),
        .event_call = fly_call_number(EVENT_CALL),
        .amount_call = fly_call_number(AMOUNT_CALL),
        .due = fly_world_column(world, "due"),
        .rate = fly_world_column(world, "rate"),
        .dropout = fly_world_column(world, "dropout"),
        .nu = fly_world_column(world, "nu"),
        .purchases = fly_world_column(world, "purchases"),
        .of_purchases = fly_world_series(world, "purchases"),
        .of_repeats = fly_world_series(world, "repeat_purchases"),
        .of_first_repeats = fly_world_series(world, "first_repeats"),
        .of_revenue = fly_world_series(world, "revenue"),
        .of_margin = fly_world_series(world, "gross_margin"),
        .of_acquired_margin = fly_world_series(world, "acquired_margin"),
    };
    return FLY_OK;
}

/* `index` numbers the purchases of one agent in one step. */
static void buy(struct fly_block *block, const struct customer *c, uint32_t agent, uint32_t index)
{
    const struct customer_params *p = c->p;
    const uint32_t id = block->first + agent;
    double amount = p->fee;
    if (p->spend == GAMMA_GAMMA) {
        struct fly_gsl_stream stream;
        fly_gsl_begin(&stream, block->world->dynamics, id, block->world->step, c->amount_call, index);
        amount = gsl_ran_gamma(&stream.rng, p->spend_p, 1 / (double)c->nu[id]);
    }
    amount =
        fmin(amount * fly_segment_params_of(fly_market_of(block->world), block->class_of[agent])->spend, MOST_AMOUNT);
    const int64_t margin = llround(100 * amount * p->margin);
    fly_block_count(block, c->of_purchases, 1);
    fly_block_count(block, c->of_revenue, llround(100 * amount));
    fly_block_count(block, c->of_margin, margin);
    if (fly_class_source(block->class_of[agent]) != FLY_SOURCE_INITIAL)
        fly_block_count(block, c->of_acquired_margin, margin);
}

static void buy_again(struct fly_block *block, const struct customer *c, uint32_t agent, uint32_t index, uint32_t noise)
{
    uint16_t *n = &c->purchases[block->first + agent];
    fly_block_count(block, c->of_repeats, 1);
    fly_block_count(block, c->of_first_repeats, *n == 0);
    *n = (uint16_t)(*n + (*n < UINT16_MAX));
    buy(block, c, agent, index);
    fly_satisfaction_touch(block, c->satisfaction, agent, 0, noise);
}

/* What multiplies this customer's churn hazard. */
static double churn_multiplier(const struct fly_block *block, const struct customer *c, uint32_t agent)
{
    const struct customer_params *p = c->p;
    const struct fly_market *market = fly_market_of(block->world);
    const double all = market->rate[FLY_RATE_OF_CHURN] * fly_segment_params_of(market, block->class_of[agent])->churn;
    if (p->satisfaction_effect <= 0) return all;
    const double s = (double)c->satisfaction->column[block->first + agent] / FLY_SATISFIED;
    return all * exp(-p->satisfaction_effect * (s - p->satisfaction_reference));
}

static bool leaves(const struct fly_block *block, const struct customer *c, uint32_t agent, uint32_t word)
{
    const double p = (double)c->dropout[block->first + agent], m = churn_multiplier(block, c, agent);
    return fly_unit(word) < (m == 1 ? p : 1 - pow(1 - p, m));
}

/* The end of this step, and a little more: fees add up in rounded numbers, and one that falls on the very end of a step
 * must not slip into the next one. */
static double end_of_step(const struct fly_world *world)
{
    return world->week * (1 + 1e-9);
}

/* How much more often the agent's segment buys. */
static double purchases_of(const struct fly_block *block, uint32_t agent)
{
    return fly_segment_params_of(fly_market_of(block->world), block->class_of[agent])->purchases;
}

/* All that is due for one customer in this step. */
static void live(struct fly_block *block, const struct customer *c, uint32_t agent)
{
    const struct fly_world *world = block->world;
    const uint32_t id = block->first + agent;
    for (uint32_t index = 0; c->due[id] <= end_of_step(world) && index + 1 < FLY_MAX_INDEX; index++) {
        const struct fly_words draw = fly_draw(world->dynamics, id, world->step, c->event_call, index);
        if (c->p->law == CONTRACT && leaves(block, c, agent, draw.w[2])) {
            fly_block_move(block, agent, FLY_FORMER, FLY_SAME_CLASS);
            return;
        }
        buy_again(block, c, agent, index, draw.w[1]);
        if (c->p->law == BGNBD && leaves(block, c, agent, draw.w[2])) {
            fly_block_move(block, agent, FLY_FORMER, FLY_SAME_CLASS);
            return;
        }
        c->due[id] += c->p->law == BGNBD ? -log(fly_unit(draw.w[0])) / (double)c->rate[id]
                                         : c->p->period / purchases_of(block, agent);
    }
}

/* Exponential law: the engine's word for leaving the stage decides. */
static bool churns(struct fly_block *block, const struct customer *c, uint32_t agent, const uint32_t *words)
{
    if (c->p->law != EXPONENTIAL || c->p->churn <= 0) return false;
    const double h = c->p->churn * churn_multiplier(block, c, agent);
    return words[agent] < fly_threshold(fly_chance(block->world, h));
}

static void act(struct fly_block *block, const void *state)
{
    const struct customer *c = state;
    uint32_t n;
    const uint16_t *list = fly_block_list(block, FLY_CUSTOMER, &n);
    const double *due = c->due + block->first, end = end_of_step(block->world);
    const uint32_t *words = n && c->p->law == EXPONENTIAL ? fly_block_transition_words(block) : NULL;
    for (uint32_t k = 0; k < n; k++) {
        if (words && churns(block, c, list[k], words))
            fly_block_move(block, list[k], FLY_FORMER, FLY_SAME_CLASS);
        else if (due[list[k]] <= end)
            live(block, c, list[k]);
    }
}

/* Individual traits, drawn once: they belong to the person, not to the moment of acquisition. */
static void begin(const struct fly_block *block, const struct customer *c, uint32_t agent, bool initial)
{
    const struct customer_params *p = c->p;
    const uint32_t id = block->first + agent;
    struct fly_gsl_stream stream;
    fly_gsl_begin(&stream, block->world->population, id, 0, c->traits_call, 0);
    const double phase = gsl_rng_uniform(&stream.rng);
    if (p->spend == GAMMA_GAMMA) c->nu[id] = (float)gsl_ran_gamma(&stream.rng, p->spend_q, 1 / p->spend_gamma);
    const double often = purchases_of(block, agent);
    double wait = p->period / often * (initial ? phase : 1);
    if (p->law == BGNBD) {
        c->rate[id] = (float)(gsl_ran_gamma(&stream.rng, p->bgnbd_r, 1 / p->bgnbd_alpha) * often);
        c->dropout[id] = (float)gsl_ran_beta(&stream.rng, p->bgnbd_a, p->bgnbd_b);
        wait = -log(phase) / (double)c->rate[id];
    } else if (p->law == CONTRACT)
        c->dropout[id] = (float)gsl_ran_beta(&stream.rng, p->contract_a, p->contract_b);
    c->due[id] = block->world->week + wait;
    c->purchases[id] = 0;
}

static void moved(struct fly_block *block, const void *state, const struct fly_move *moves, uint32_t n_moves)
{
    const struct customer *c = state;
    for (uint32_t k = 0; k < n_moves; k++) {
        if (moves[k].to != FLY_CUSTOMER) continue;
        const bool initial = block->world->step == 0;
        begin(block, c, moves[k].agent, initial);
        if (!initial) buy(block, c, moves[k].agent, FLY_MAX_INDEX - 1);
    }
}

static void finish(const struct fly_world *world, const void *state, double *kpi)
{
    const struct customer *c = state;
    kpi[0] = 0.01 * (double)fly_total(world, c->of_revenue);
}

const struct fly_mechanism fly_customer_mechanism = {
    .name = "customer",
    .doc = "When customers buy, what they spend, when they leave.",
    .params = params,
    .series = series,
    .n_series = FLY_COUNT(series),
    .kpis = kpis,
    .n_kpis = FLY_COUNT(kpis),
    .columns = columns,
    .n_columns = FLY_COUNT(columns),
    .slots = slots,
    .n_slots = FLY_COUNT(slots),
    .state_size = sizeof(struct customer),
    .enabled = enabled,
    .start = start,
    .act = act,
    .moved = moved,
    .finish = finish,
};
