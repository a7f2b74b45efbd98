/* The rows of [customer] and what one replicate keeps of customers: shared by customer.c (who is due, who goes),
 * customer_laws.c (how long they wait and live) and spend.c (what a purchase is worth). */
#ifndef FLY_CUSTOMER_H
#define FLY_CUSTOMER_H

#include "models/cohort.h"
#include "models/satisfaction.h"
#include "sim/quantile.h"

/* clang-format off */
#define FLY_CUSTOMER_PARAMS(X, S) \
    X(S, SWITCH, enabled,      1,     0, 1, "", "Off: customers buy nothing and stay for ever.") \
    X(S, CHOICE, law,          0,     0, 3, "bgnbd|contract|exponential|pareto_nbd", "When customers buy and leave.") \
    X(S, NUMBER, bgnbd_r,      0.243, 1e-6, 1e6, "", "BG/NBD: shape of the purchase rate (CDNOW; Fader, Hardie & Lee 2005).") \
    X(S, NUMBER, bgnbd_alpha,  4.414, 1e-6, 1e6, "", "BG/NBD: rate parameter of the purchase rate, in weeks (CDNOW).") \
    X(S, NUMBER, bgnbd_a,      0.793, 1e-6, 1e6, "", "BG/NBD: first parameter of the drop-out probability (CDNOW).") \
    X(S, NUMBER, bgnbd_b,      2.426, 1e-6, 1e6, "", "BG/NBD: second parameter of the drop-out probability (CDNOW).") \
    X(S, NUMBER, pareto_r,     0.5533, 1e-6, 1e6, "", "Pareto/NBD: shape of the purchase rate (CDNOW; Fader, Hardie & Lee 2005).") \
    X(S, NUMBER, pareto_alpha, 10.578, 1e-6, 1e6, "", "Pareto/NBD: rate parameter of the purchase rate, in weeks (CDNOW).") \
    X(S, NUMBER, pareto_s,     0.6062, 1e-6, 1e6, "", "Pareto/NBD: shape of the churn hazard (CDNOW).") \
    X(S, NUMBER, pareto_beta,  11.668, 1e-6, 1e6, "", "Pareto/NBD: rate parameter of the churn hazard, in weeks (CDNOW).") \
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
    X(S, SHARE,  satisfaction_reference, 0.75, 0, 1, "", "s0: satisfaction at which churn is as the law says (chosen).") \
    X(S, NUMBER, friction_effect, 0, 0, 100, "", "g: how much friction of the delight stage adds to churn; 0: nothing.")
/* clang-format on */

struct fly_customer_params {
    FLY_CUSTOMER_PARAMS(FLY_PARAM_FIELD, )
};

extern const struct fly_param_table fly_customer_table;

enum fly_customer_law { FLY_BGNBD, FLY_CONTRACT, FLY_EXPONENTIAL, FLY_PARETO_NBD };

/* What satisfaction does to churn. Zeroed, it is that of effect 0, which nobody asks for. */
enum { FLY_EFFECT_STEPS = 256 };
struct fly_satisfaction_effect {
    double effect, reference;
    double coarse[FLY_EFFECT_STEPS], fine[FLY_EFFECT_STEPS];
};

/* The laws of individual differences, as they are in this step. */
struct fly_customer_tables {
    struct fly_quantile rate, dropout, spend, amount;
    struct fly_satisfaction_effect effect;
};

/* What everybody needs of the mechanism in a parallel phase; const there. */
struct fly_customer {
    const struct fly_customer_params *p;
    const struct fly_satisfaction *satisfaction;
    const struct fly_cohort *cohort; /* NULL: switched off */
    struct fly_customer_tables *table;
    uint32_t traits_call, leave_call, event_call;
    uint32_t ticks_per_step, last_tick; /* a power of 2; the end of the time simulated */
    double ticks_per_week;
    uint32_t *due;     /* tick of the next purchase or renewal; 0: none within the time simulated, or no customer */
    uint8_t *repeated; /* whether he has bought again in this life */
    size_t of_purchases, of_repeats, of_first_repeats, of_revenue, of_margin, of_acquired_margin, of_segment_revenue,
        of_segment_margin;
};

/* A customer at one event: his ranks among all people and the event's own luck, four words each. */
enum fly_rank { FLY_RANK_PHASE, FLY_RANK_RATE, FLY_RANK_DROPOUT, FLY_RANK_SPEND };
enum fly_luck { FLY_LUCK_WAIT, FLY_LUCK_NOISE, FLY_LUCK_LEAVE, FLY_LUCK_AMOUNT };
struct fly_event {
    uint32_t agent; /* local index in the block */
    struct fly_words rank, luck;
};

/* How a life as a customer begins: chosen for week 0, acquired, or won back. */
enum fly_beginning { FLY_FROM_THE_START, FLY_ACQUIRED, FLY_WON_BACK };

/* Makes the tables of the laws as they are now: of purchases and drop-out, of spend. */
void fly_customer_make_tables(const struct fly_customer *customer);
void fly_spend_make_tables(const struct fly_customer *customer);

/* The tick of the first event of a life that begins at the end of this step, and of the one after an event at `tick`;
 * 0: none within the time simulated. */
uint32_t fly_customer_first_due(const struct fly_block *block, const struct fly_customer *customer,
                                const struct fly_event *event, enum fly_beginning beginning);
uint32_t fly_customer_next_due(const struct fly_block *block, const struct fly_customer *customer,
                               const struct fly_event *event, uint32_t tick);

/* bgnbd, contract: whether the customer leaves at an event. */
bool fly_customer_leaves(const struct fly_block *block, const struct fly_customer *customer,
                         const struct fly_event *event);

/* exponential, pareto_nbd: by the word of this decision and his rank in drop-out, how many weeks after the step began
 * an agent leaves; INFINITY: he stays. Nobody leaves whose word is not below the limit. */
double fly_customer_leaves_after(const struct fly_block *block, const struct fly_customer *customer, uint32_t agent,
                                 uint32_t rank, uint32_t word);
uint64_t fly_customer_leave_limit(const struct fly_world *world, const struct fly_customer *customer);

/* One purchase. */
void fly_spend(struct fly_block *block, const struct fly_customer *customer, const struct fly_event *event);

#endif
