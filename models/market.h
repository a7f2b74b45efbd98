/* The common ground of all mechanisms: sources, classes, message kinds, and the blackboard of one step's rates.
 *
 * market.c is the first mechanism of the registry: it makes the blackboard, the others write their part of it in
 * open_step and read the others' parts later in the same step. */
#ifndef FLY_MARKET_H
#define FLY_MARKET_H

#include "sim/world.h"

/* ---- sources: what made an agent aware; behind these come the channels ---- */

enum { FLY_SOURCE_INITIAL, FLY_SOURCE_EXTERNAL, FLY_SOURCE_WORD_OF_MOUTH, FLY_SOURCE_REFERRAL, FLY_FIRST_CHANNEL };
enum { FLY_MAX_CHANNELS = 12, FLY_MAX_SOURCES = FLY_FIRST_CHANNEL + FLY_MAX_CHANNELS };
/* A move's tag is the class that the agent has from then on, or this: his class stays. */
enum { FLY_SAME_CLASS = 0xFFFF };

extern const struct fly_dim fly_source_dim, fly_ledger_dim;

/* ---- class of an agent: source and evidence (accepted positive signals, saturating); above it, his segment ---- */

enum { FLY_EVIDENCE_LEVELS = 16 };

static inline uint16_t fly_class(uint32_t source, uint32_t evidence)
{
    return (uint16_t)(source * FLY_EVIDENCE_LEVELS +
                      (evidence < FLY_EVIDENCE_LEVELS ? evidence : FLY_EVIDENCE_LEVELS - 1));
}
/* The same agent, with another class. */
static inline uint16_t fly_reclass(uint16_t class_of, uint16_t to)
{
    return (uint16_t)((class_of & ~(FLY_MAX_CLASSES - 1)) | to);
}
static inline uint32_t fly_class_source(uint16_t class_of)
{
    return fly_class_of(class_of) / FLY_EVIDENCE_LEVELS;
}
static inline uint32_t fly_class_evidence(uint16_t class_of)
{
    return class_of % FLY_EVIDENCE_LEVELS;
}

/* ---- messages ---- */

enum fly_message_kind {
    FLY_SIGNAL_POSITIVE, /* an accepted piece of good word of mouth */
    FLY_SIGNAL_NEGATIVE, /* an accepted piece of bad word of mouth */
    FLY_INVITATION,      /* a referral taken up; note = generation of the new customer */
    FLY_CONVERTED        /* to the referrer: your friend has become a customer */
};

/* ---- what money is spent on, in the order of the ledger behind the channels' media ---- */

/* clang-format off */
#define FLY_ACTIVITIES(X) \
    X(SALES, sales) X(SERVICE, service) X(RETENTION, retention) X(DELIGHT, delight) X(INCENTIVES, incentives) \
    X(COMMUNITY, community) X(TECHNOLOGY, technology) X(WINBACK, winback) X(LEVERS, levers) \
    X(ONBOARDING, onboarding) X(FIXED, fixed) /* the last two are costs that no budget decides on */
/* clang-format on */

enum fly_activity {
#define FLY_ACTIVITY_ENUM(name, label) FLY_##name,
    FLY_ACTIVITIES(FLY_ACTIVITY_ENUM)
#undef FLY_ACTIVITY_ENUM
        FLY_N_ACTIVITIES
};
enum { FLY_N_BUDGETED = FLY_ONBOARDING };

/* ---- named rates: what mechanisms that know nothing of each other multiply ---- */

/* clang-format off */
#define FLY_NAMED_RATES(X) \
    X(REACH,    reach,    "the reach of every channel") \
    X(TALK,     talk,     "conversations") \
    X(CONSIDER, consider, "prospects becoming leads") \
    X(BUY,      buy,      "leads becoming customers") \
    X(ABANDON,  abandon,  "prospects and leads giving up") \
    X(REFER,    refer,    "asks for referrals") \
    X(CHURN,    churn,    "customers leaving") \
    X(CASES,    cases,    "service cases")
/* clang-format on */

enum fly_named_rate {
#define FLY_NAMED_RATE_ENUM(name, label, doc) FLY_RATE_OF_##name,
    FLY_NAMED_RATES(FLY_NAMED_RATE_ENUM)
#undef FLY_NAMED_RATE_ENUM
        FLY_N_NAMED_RATES
};

/* ---- stages of friction ---- */

enum fly_friction_stage { FLY_AT_ATTRACT, FLY_AT_ENGAGE, FLY_AT_DELIGHT, FLY_N_FRICTION };

/* clang-format off */
#define FLY_FRICTION_KINDS(X) \
    X(product) X(pricing) X(channel) X(navigation) X(service) X(handoff) X(alignment) X(data)
/* clang-format on */

enum fly_friction_kind {
#define FLY_FRICTION_KIND_ENUM(name) FLY_FRICTION_OF_##name,
    FLY_FRICTION_KINDS(FLY_FRICTION_KIND_ENUM)
#undef FLY_FRICTION_KIND_ENUM
        FLY_N_FRICTION_KINDS
};

/* How referred customers differ from others: what multiplies their churn, and their margin, which fades to 1. */
struct fly_uplift {
    double churn, margin;
    double fades; /* weeks */
};

/* What the mechanisms tell each other in a step. Money is in minor units (0.01) and exact. */
struct fly_market {
    size_t n_sources, n_channels;
    bool engage_on;
    bool sales_on;               /* sales people have a capacity: engage has no response of its own to money for them */
    enum fly_stage aware_stage;  /* where awareness leads: prospect, or customer when engage is off */
    enum fly_stage bought_stage; /* where a lead goes who buys: customer, or handover first */
    const double *fit[FLY_MAX_SOURCES];   /* multiplies later conversion; values that schedules may change */
    const double *speed[FLY_MAX_SOURCES]; /* multiplies all stage hazards */
    const double *start_satisfaction[FLY_MAX_SOURCES]; /* added to the start satisfaction */
    double rate[FLY_N_NAMED_RATES];                    /* multipliers, 1 at the start of each step */
    double lead_abandon;                               /* the same for leads for whom nobody has time */
    double worked;                          /* share of their hours that sales people have for leads, 1 likewise */
    double served_buy;                      /* rate[FLY_RATE_OF_BUY] if sales people had time for all */
    double captured[FLY_MAX_SEGMENTS];      /* hazard at which channels make leads of prospects, 0 likewise */
    double channel_reach[FLY_MAX_CHANNELS]; /* the same for single channels */
    double quality;                         /* what mechanisms add to the quality of experiences, 0 likewise */
    double efficiency;                      /* what technology makes of an hour of a sales person; 1 likewise */
    double deflection_left;                 /* share of routine service cases that reaches people; 1 likewise */
    double sharing;                         /* c: how much of what one team knows the next one knows; 0 likewise */
    double found;                           /* share of friction that feedback has found; 0 unless it says more */
    double handoffs_removed;                /* by levers; 0 likewise */
    double handover_penalty;                /* satisfaction lost by customers who were handed over; 0 likewise */
    double friction_left[FLY_N_FRICTION][FLY_N_FRICTION_KINDS]; /* share of each phi that levers leave, 1 likewise */
    double friction[FLY_N_FRICTION];                            /* this step's f of each stage */
    const struct fly_segment_params *segment[FLY_MAX_SEGMENTS]; /* multipliers by segment */
    int64_t media[FLY_MAX_CHANNELS];                            /* money to spend on each channel in this step */
    int64_t activity[FLY_N_ACTIVITIES];                         /* money for everything else */
    int64_t wanted[FLY_N_BUDGETED]; /* the most that an activity can use in the next step; see budget.c */
    struct fly_uplift referred;     /* 1 and 1 unless the referral programme says otherwise */
    bool referral_open;             /* the programme can pay what it owes */
    uint16_t *acquired;             /* of agents, at block->row + agent: step of becoming a customer */
    size_t of_agents, of_customers, of_new_customers, of_aware, of_churned, of_cost, of_rejected, of_won_back;
    size_t of_customer_steps; /* series */
    int64_t customers_before; /* at the end of the step before */
};

/* The multipliers of an agent's segment. */
static inline const struct fly_segment_params *fly_segment_params_of(const struct fly_market *market, uint16_t class_of)
{
    return market->segment[fly_segment_of(class_of)];
}

/* The blackboard; never NULL. */
static inline struct fly_market *fly_market_of(const struct fly_world *world)
{
    return world->states[0];
}

/* Money of one step as money per week and per 1,000 agents, or per head of a count. */
double fly_per_thousand(const struct fly_world *world, int64_t money);
double fly_per_head(const struct fly_world *world, int64_t money, uint64_t heads);

/* Whole minor units that pay for this much money, at least. */
int64_t fly_minor_units(double money);

/* A saturating response: 0 at 0, 1 - 1/e at `scale`, 1 at infinity. */
double fly_saturate(double x, double scale);

/* min(max) of x in [0, 1]. */
double fly_clamp(double x);

/* The whole number nearest to x >= 0, a half upwards. */
static inline int64_t fly_nearest(double x)
{
    return (int64_t)(x + 0.5);
}

/* a / b, undefined (NAN) unless b > 0. */
double fly_ratio(double a, double b);

/* Sum of one count over all rows of the record, at most INT64_MAX: for finish. */
int64_t fly_total(const struct fly_world *world, size_t value);

/* Steps in a time, at least 1; UINT32_MAX for infinity. */
uint32_t fly_steps(const struct fly_world *world, double weeks);

#define FLY_WEEKS_PER_YEAR (365.25 / 7)
#define FLY_COUNT(array) (sizeof(array) / sizeof(array)[0])

#endif
