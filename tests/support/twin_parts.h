/* What the two halves of the slow twin share: people (twin.c) and the firm with its books (twin_firm.c). */
#ifndef FLY_TWIN_PARTS_H
#define FLY_TWIN_PARTS_H

#include "sim/quantile.h"
#include "tests/support/twin.h"

#include <gsl/gsl_randist.h>
#include <math.h>

/* ---- words ---- */

enum stage { STRANGER, PROSPECT, LEAD, CUSTOMER, FORMER, REJECTER, RESTING, HANDOVER, STAGES };
enum source { INITIAL, EXTERNAL, WORD_OF_MOUTH, REFERRAL, FIRST_CHANNEL };
enum activity {
    SALES,
    SERVICE,
    RETENTION,
    DELIGHT,
    INCENTIVES,
    COMMUNITY,
    TECHNOLOGY,
    WINBACK,
    LEVERS,
    ONBOARDING,
    FIXED,
    ACTIVITIES,
    BUDGETED = ONBOARDING
};
enum attitude { PROMOTER, PASSIVE, DETRACTOR };
enum sign { GOOD, BAD };
enum outcome { ASKED, INTENDED, INVITED, TAKEN_UP, CONVERTED };
enum role { OUTSIDE, MEMBER, CONTRIBUTOR, ADVOCATE };
enum law { BGNBD, CONTRACT, EXPONENTIAL, PARETO_NBD };
enum kind { GOOD_WORD, BAD_WORD, INVITATION, NEWS }; /* news: a friend whom you referred is a customer */
enum {
    MOST_EVIDENCE = 15,
    MOST_CHANNELS = 12,
    MOST_WHEELS = 16,
    MOST_WAYS = 16,
    FIRST_PURCHASE = 65535,
    FULLY_SATISFIED = 65535
};

/* ---- the scenario's values, by section and key ---- */

/* clang-format off */
#define SWITCHES(X)                                                                                                    \
    X(attract, enabled) X(engage, enabled) X(wom, enabled) X(referral, enabled) X(customer, enabled)                   \
    X(satisfaction, enabled) X(referral, uplift) X(winback, enabled)                                                   \
    X(feedback, enabled) X(handoff, enabled)                                                                          \
    X(reviews, enabled) X(community, enabled) X(community, awareness) X(community, consideration)                      \
    X(community, onboarding) X(community, support) X(community, feedback) X(community, recruitment)
#define PARAMS(X)                                                                                                      \
    X(former, memory) X(rejecter, memory) X(attract, constant_hazard) X(engage, prospect_to_lead)                      \
    X(engage, prospect_abandon) X(engage, lead_to_customer) X(engage, lead_abandon) X(engage, evidence_effect)         \
    X(engage, evidence_half) X(engage, friction_abandon) X(engage, abandon_to) X(engage, rest) X(engage, sales_lift)   \
    X(engage, sales_scale) X(wom, promoter_rate) X(wom, passive_rate) X(wom, detractor_rate) X(wom, former_rate)       \
    X(wom, rejecter_rate) X(wom, rate_per) X(wom, weak_share) X(wom, trust) X(wom, weak_strength)                      \
    X(wom, negative_power) X(wom, memory) X(wom, silence) X(wom, memory_law) X(wom, dent) X(wom, fit) X(wom, speed)    \
    X(wom, satisfaction) X(referral, offspring) X(referral, ask_rate) X(referral, asks) X(referral, intend)            \
    X(referral, refer) X(referral, convert) X(referral, enters) X(referral, reward_referrer)                           \
    X(referral, reward_friend) X(referral, fit) X(referral, speed) X(referral, satisfaction) X(customer, law)          \
    X(customer, bgnbd_r) X(customer, bgnbd_alpha) X(customer, bgnbd_a) X(customer, bgnbd_b) X(customer, contract_a)    \
    X(customer, contract_b) X(customer, churn) X(customer, period) X(customer, spend) X(customer, spend_p)             \
    X(customer, spend_q) X(customer, spend_gamma) X(customer, fee) X(customer, margin)                                 \
    X(customer, satisfaction_effect) X(customer, satisfaction_reference) X(satisfaction, start)                        \
    X(satisfaction, start_sd) X(satisfaction, disappointed) X(satisfaction, disappointed_at)                           \
    X(satisfaction, learning) X(satisfaction, quality) X(satisfaction, noise) X(satisfaction, friction_penalty)        \
    X(satisfaction, drift) X(satisfaction, delight_lift) X(satisfaction, delight_scale) X(retention, ceiling)          \
    X(retention, scale) X(budget, weekly) X(budget, reinvest) X(budget, acquisition) X(budget, sales)                  \
    X(budget, service) X(budget, retention) X(budget, delight) X(budget, referral) X(budget, community)                \
    X(budget, technology) X(budget, winback) X(budget, levers) X(budget, most_per_customer) X(budget, unspent)         \
    X(budget, onboarding_cost) X(budget, fixed_cost)                                                                   \
    X(ledger, discount)                                                                                                \
    X(customer, pareto_r) X(customer, pareto_alpha) X(customer, pareto_s) X(customer, pareto_beta)                     \
    X(customer, friction_effect) X(referral, uplift_churn) X(referral, uplift_margin) X(referral, uplift_fades)        \
    X(winback, base) X(winback, lift) X(winback, scale) X(cohort, length)                                              \
    X(handoff, count) X(handoff, loss) X(handoff, delay) X(handoff, satisfaction)                                      \
    X(handoff, sharing) X(feedback, rate) X(feedback, delay) X(feedback, forget) X(feedback, cost)                     \
    X(reviews, promoter_rate) X(reviews, passive_rate) X(reviews, detractor_rate) X(reviews, promoter_stars)           \
    X(reviews, passive_stars) X(reviews, detractor_stars) X(reviews, half_life) X(reviews, start_rating)               \
    X(reviews, start_number) X(reviews, trust) X(reviews, neutral) X(reviews, number_half) X(reviews, effect)          \
    X(community, join) X(community, contribute) X(community, advocate) X(community, scale)                             \
    X(community, contribute_rate) X(community, consideration_lift) X(community, content_scale)                         \
    X(community, onboarding_lift) X(community, support_share) X(community, feedback_rate) X(community, recruit_rate)
#define LEVER(X) /* the reductions of friction first, in the order of its kinds */                                     \
    X(product) X(pricing) X(channel) X(navigation) X(service) X(handoff) X(alignment) X(data) X(handoffs) X(enabled)   \
    X(stage) X(trigger) X(cost_once) X(cost_weekly) X(start) X(duration) X(ramp) X(creep)
#define DESK_SWITCHES(X) X(technology, enabled) X(sales, enabled) X(service, enabled)
#define DESK_PARAMS(X)                                                                                                 \
    X(technology, reps) X(technology, customers) X(technology, sharing) X(technology, reps_lift)                       \
    X(technology, reps_scale) X(technology, self_service_ceiling) X(technology, self_service_scale)                    \
    X(technology, sharing_ceiling) X(technology, sharing_scale) X(sales, wage) X(sales, hours_per_lead) X(sales, least_utilisation)                \
    X(sales, self_directed) X(sales, wait_abandon) X(service, rate) X(service, complex) X(service, routine_handling)   \
    X(service, complex_handling) X(service, automation) X(service, automation_cost) X(service, wage)                   \
    X(service, hours) X(service, least_utilisation) X(service, staff) X(service, law) X(service, patience)             \
    X(service, most_utilisation) X(service, wait_penalty) X(service, wait_scale) X(service, abandon_penalty)           \
    X(service, self_service_change)
#define CHANNEL(X)                                                                                                     \
    X(enabled) X(kind) X(share) X(carry_over) X(max_reach) X(half_effect) X(hill) X(trust) X(fit) X(speed) X(satisfaction)

/* clang-format on */

struct params {
#define SWITCH_FIELD(section, key) bool section##_##key;
    SWITCHES(SWITCH_FIELD)
    DESK_SWITCHES(SWITCH_FIELD)
#define PARAM_FIELD(section, key) double section##_##key;
    PARAMS(PARAM_FIELD)
    DESK_PARAMS(PARAM_FIELD)
};
#define SEGMENT(X) X(reach) X(conversion) X(abandon) X(churn) X(purchases) X(spend) X(talk) X(referral) X(cases)

struct segment {
#define SEGMENT_FIELD(key) double key;
    SEGMENT(SEGMENT_FIELD)
};
struct channel {
#define CHANNEL_FIELD(key) double key;
    CHANNEL(CHANNEL_FIELD)
    double adstock, hazard, more_reach; /* more: what other mechanisms multiply it by */
    int64_t media, media_so_far, won_so_far;
};

struct lever {
#define LEVER_FIELD(key) double key;
    LEVER(LEVER_FIELD)
    bool has_begun, kept_up;
    double begun, level; /* the week in which it began */
};

enum case_kind { SELF_SERVED, ROUTINE, COMPLEX, CASE_KINDS };

/* Tools, sales people and service people: see twin_service.c. */
struct desk {
    double technology[3];           /* what it does for sales people, customers, shared knowledge */
    double sales_load, sales_hours; /* a week */
    double lead_abandon;            /* how much faster leads give up */
    double served_buy;              /* the multiplier of buying if sales people had time for all */
    double left, cases;             /* share of routine cases for people; multiplier of cases */
    double service_load, people;    /* in people */
    double wait[CASE_KINDS], gives_up[CASE_KINDS];
    double backlog; /* hours of work */
};

/* The rates that mechanisms multiply without knowing of each other, and what they add to quality. */
struct multipliers {
    double reach, talk, consider, buy, abandon, refer, churn, cases, efficiency, deflection_left;
    double quality, sharing, found, friction_left[3][8], handoffs_removed;
};

struct person {
    enum stage stage;
    const struct segment *segment;
    uint32_t source, evidence; /* what made him aware, and the good words that he has believed */
    uint16_t satisfaction;     /* in 1/65535 */
    double due;     /* tick of the next purchase or renewal, a whole number; INFINITY: none within the time */
    enum role role; /* in the community */
    bool would_advocate, is_new_member;
    uint32_t repeats, acquired, talks_until, referrer, generation, referred;
    size_t cohort, origin;
    uint32_t handed_over_until; /* step */
    bool has_lived;             /* as a customer; `friends` came in that life, the present or the last one */
    uint32_t friends;
};

struct message {
    enum kind kind;
    uint32_t to, from, generation;
};

struct mail {
    struct message *messages;
    size_t n, capacity;
};

struct twin {
    const struct fly_setup *setup;
    struct fly_scenario now_values; /* the scenario as it is in this step */
    struct params p;
    struct channel channels[MOST_CHANNELS];
    size_t n_channels;
    struct lever levers[TWIN_LEVERS];
    size_t n_levers;
    struct fly_key population, network, dynamics;
    const struct fly_network *ties; /* the engine's: who knows whom has tests of its own */
    struct fly_network own_ties;
    struct person *people;
    struct mail now, next;
    uint32_t step;
    double week, D;
    struct segment segments[FLY_MAX_SEGMENTS];
    struct multipliers more;
    int64_t heads[STAGES], unspent, owed, cash, purse, margin; /* margin: of the step before */
    int64_t wanted[BUDGETED];                                  /* the most an activity can use */
    int64_t activity[ACTIVITIES];
    double friction[3], quality, drifted, sales, winback, npv, weeks_surveyed, found;
    struct desk desk;
    double handoffs, handover_weeks, handover_pass, handover_penalty; /* of this step */
    double review_number, review_stars, wheel_level[MOST_WHEELS];
    double activity_of_community, content, not_found; /* contributions of the step before; friction still to be found */
    int64_t members;
    bool open; /* the referral programme */
    double gave_up[5];
    /* The engine's tables: they have tests of their own. */
    struct fly_quantile normal, rate, dropout, spend, amount;
    struct twin_step *out;
    struct twin_grids *grids;
};

/* Takes the scenario's values as they are in this step. */
void twin_read_scenario(struct twin *t);

/* Makes them: those of the scenario, and what changes in time. */
void twin_schedule(struct twin *t);

/* Sets this step's rates, from the money of this step and the heads of the last one. */
void twin_open_step(struct twin *t);

/* Its parts in twin_service.c: after the budget, before engage, after all rates; and the books. */
void twin_open_technology(struct twin *t);
void twin_open_sales(struct twin *t);
void twin_open_service(struct twin *t);
void twin_close_desk(struct twin *t);

/* Whatever a customer needs help with in this step. */
void twin_have_case(struct twin *t, uint32_t id);

/* One experience of a customer, better by `change` than usual. */
void twin_touch(struct twin *t, struct person *person, double change, uint32_t word);

/* Probability of something of this hazard within a step, and mean number of events of this rate, by the law of time. */
double twin_chance(const struct twin *t, double hazard);
double twin_mean(const struct twin *t, double rate);

/* Minor units of a step of weekly money per 1,000 agents. */
int64_t twin_of_step(const struct twin *t, double weekly, uint32_t step);

/* What surveys and levers can use in a step; what they do; handoffs of a step; what all these report. */
int64_t twin_levers_want(const struct twin *t);
void twin_open_levers(struct twin *t);
void twin_open_handoff(struct twin *t);
void twin_close_levers(struct twin *t);

/* Somebody is handed over from this step on; the stage in which he is in this step: handover, or what comes after. */
void twin_hand_over(struct twin *t, uint32_t id);
enum stage twin_after_handover(const struct twin *t, uint32_t id);

/* Whether a conversion costs incentives. */
bool twin_rewards_cost(const struct twin *t);

/* Closes the books of this step. */
void twin_close_step(struct twin *t);

/* twin_customer.c: a life as a customer begins; what is due in this step, and whether he leaves. */
void twin_begin_to_buy(struct twin *t, uint32_t id, bool is_new);
bool twin_live(struct twin *t, uint32_t id);

/* Cohorts: before the start, when somebody joins (not when he comes back), when he pays, at the end of a step. */
void twin_cohort_start(struct twin *t);
void twin_cohort_join(struct twin *t, struct person *person);
void twin_cohort_pay(struct twin *t, const struct person *person, int64_t money);
void twin_cohort_close(struct twin *t);

/* twin_reviews.c, twin_wheels.c, twin_community.c: what each does to this step's rates, what an agent does there, what
 * stands in the books at its end. */
void twin_open_reviews(struct twin *t);
void twin_write_review(struct twin *t, uint32_t id);
void twin_close_reviews(struct twin *t);
void twin_open_wheels(struct twin *t);
void twin_close_wheels(struct twin *t);
void twin_open_community(struct twin *t);
void twin_join_community(struct twin *t, uint32_t id);
void twin_take_part(struct twin *t, uint32_t id);
void twin_close_community(struct twin *t);

/* twin_journey.c: somebody is about to leave his stage; he begins a life as a customer; all lives at the end. */
void twin_leave(struct twin *t, const struct person *person, enum stage to);
void twin_begin_life(struct twin *t, struct person *person, bool is_new);
void twin_close_lives(struct twin *t);

/* What an agent has from its source: a multiplier of conversion, one of all hazards, an addition to satisfaction. */
struct channel twin_of_source(const struct twin *t, uint32_t source);

/* Asks somebody to bring a friend. */
void twin_ask(struct twin *t, uint32_t id, uint32_t index, struct mail *mail);

/* s in [0, 1], and how many points of ten it gives. */
double twin_satisfaction(const struct person *person);
enum attitude twin_attitude(const struct person *person);

/* ---- draws ---- */

static inline struct fly_words draw(const struct twin *t, uint32_t id, const char *call, uint32_t index)
{
    return fly_draw(t->dynamics, id, t->step, fly_call_number(call), index);
}

/* The words of a decision that is made once for everybody. */
static inline struct fly_words draw_first(const struct twin *t, uint32_t id, const char *call)
{
    return fly_draw_byte_first(t->dynamics, id, t->step, fly_call_number(call));
}

static inline bool happens(double p, uint32_t word)
{
    return fly_unit(word) < p;
}

static inline uint32_t poisson(double mean, uint32_t word)
{
    uint32_t k = 0;
    for (double below = exp(-mean); fly_unit(word) >= below; below += gsl_ran_poisson_pdf(k, mean))
        k++;
    return k;
}

/* Half a unit goes upwards. */
static inline int64_t nearest(double x)
{
    return (int64_t)floor(x + 0.5);
}

static inline uint16_t stored(double s)
{
    return (uint16_t)nearest(fmin(fmax(s, 0), 1) * FULLY_SATISFIED);
}

#endif
