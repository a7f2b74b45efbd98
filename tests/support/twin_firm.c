/* The firm's side of the twin: the scenario's values, the money and the rates of a step, the books at its end. */
#include "tests/support/twin_parts.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const struct fly_section *find(const struct fly_scenario *scenario, const char *section, const char *name)
{
    for (size_t s = 0; s < scenario->n_sections; s++)
        if (!strcmp(scenario->sections[s].table->section, section) &&
            (!name || !strcmp(scenario->sections[s].name, name)))
            return &scenario->sections[s];
    return NULL;
}

static double number(const struct fly_section *section, const char *key)
{
    assert(section);
    return fly_param_number(&section->table->rows[fly_param_find(section->table, key)], section->values);
}

void twin_read_scenario(struct twin *t)
{
    const struct fly_scenario *scenario = &t->now_values;
    t->n_channels = 0;
#define READ_PARAM(section, key) t->p.section##_##key = number(find(scenario, #section, ""), #key);
    PARAMS(READ_PARAM)
    DESK_PARAMS(READ_PARAM)
#define READ_SWITCH(section, key) t->p.section##_##key = number(find(scenario, #section, ""), #key) > 0;
    SWITCHES(READ_SWITCH)
    DESK_SWITCHES(READ_SWITCH)
    if (t->p.community_enabled) t->wanted[COMMUNITY] = INT64_MAX;
    if (t->p.winback_enabled) t->wanted[WINBACK] = INT64_MAX;
    const struct fly_section *end = scenario->sections + scenario->n_sections;
    t->segments[0] = (struct segment){1, 1, 1, 1, 1, 1, 1, 1, 1};
    const struct fly_section *s = find(scenario, "segment", NULL);
    for (size_t k = 0; s && s < end && !strcmp(s->table->section, "segment"); s++, k++) {
#define READ_SEGMENT(key) t->segments[k].key = number(s, #key);
        SEGMENT(READ_SEGMENT)
    }
    t->n_levers = 0;
    for (s = find(scenario, "lever", NULL); s && s < end; s++) {
        if (strcmp(s->table->section, "lever")) break;
        struct lever *lever = &t->levers[t->n_levers++];
#define READ_LEVER(key) lever->key = number(s, #key);
        LEVER(READ_LEVER)
    }
    for (s = find(scenario, "channel", NULL); s && s < end; s++) {
        if (strcmp(s->table->section, "channel")) break;
        struct channel *channel = &t->channels[t->n_channels++];
#define READ_CHANNEL(key) channel->key = number(s, #key);
        CHANNEL(READ_CHANNEL)
    }
}

/* f = 1 - product of (1 - phi left) over all kinds; left: what levers leave. */
static double friction(const struct twin *t, const char *stage, const double left[8])
{
    const struct fly_section *section = find(&t->now_values, "friction", stage);
    double pass = 1;
    for (size_t k = 0; k < section->table->n_rows; k++)
        pass *= 1 - fly_param_number(&section->table->rows[k], section->values) * left[k];
    return 1 - pass;
}

static double saturate(double x, double scale)
{
    return 1 - exp(-x / scale);
}

/* Currency per week and head. */
static double per_head(const struct twin *t, enum activity activity, enum stage stage)
{
    return t->heads[stage] ? 0.01 * (double)t->activity[activity] / t->D / (double)t->heads[stage] : 0;
}

int64_t twin_of_step(const struct twin *t, double weekly, uint32_t step)
{
    const double per_step = 100 * weekly * (t->setup->n_agents / 1000.0) * t->D;
    return llround(per_step * step) - llround(per_step * (step - 1));
}

static int64_t share_of(int64_t money, double share)
{
    return llround((double)money * share);
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

bool twin_rewards_cost(const struct twin *t)
{
    return t->p.referral_reward_referrer > 0 || t->p.referral_reward_friend > 0;
}

static void open_budget(struct twin *t)
{
    const struct params *p = &t->p;
    const int64_t given =
        twin_of_step(t, p->budget_weekly, t->step) + (t->margin > 0 ? share_of(t->margin, p->budget_reinvest) : 0);
    const int64_t pot = given + (p->budget_unspent == 2 ? t->unspent - t->purse : 0);
    const int64_t set_aside = share_of(pot, p->budget_referral);
    const double per_head = 100 * p->budget_most_per_customer * t->D;
    const int64_t most = (int64_t)(per_head * (double)t->heads[CUSTOMER]);
    const int64_t most_former = (int64_t)(per_head * (double)t->heads[FORMER]);
    t->open = !twin_rewards_cost(t) || (set_aside > 0 && t->owed <= set_aside);
    const double share[BUDGETED] = {p->budget_sales,      p->budget_service,  p->budget_retention,
                                    p->budget_delight,    p->budget_referral, p->budget_community,
                                    p->budget_technology, p->budget_winback,  p->budget_levers};
    const int64_t limit[BUDGETED] = {
        t->heads[LEAD] ? INT64_MAX : 0, most, most, most, t->owed, most, INT64_MAX, most_former, INT64_MAX};
    int64_t media = pot, so_far = 0;
    for (int a = 0; a < BUDGETED; a++) {
        int64_t wanted = t->wanted[a];
        if (a == LEVERS) wanted = twin_levers_want(t) > t->purse ? twin_levers_want(t) - t->purse : 0;
        t->activity[a] = smaller(smaller(share_of(pot, share[a]), smaller(limit[a], wanted)), media);
        media -= t->activity[a];
    }
    t->purse += t->activity[LEVERS];
    t->activity[LEVERS] = 0;
    t->activity[FIXED] = twin_of_step(t, p->budget_fixed_cost, t->step);
    t->owed -= t->activity[INCENTIVES];
    if (p->budget_unspent > 0 || p->budget_acquisition <= 0)
        media = smaller(media, share_of(pot, p->budget_acquisition));
    double up_to = 0;
    for (size_t c = 0; c < t->n_channels; c++) {
        up_to += t->channels[c].enabled > 0 ? t->channels[c].share : 0;
        t->channels[c].media = smaller(share_of(media, up_to), media) - so_far;
        so_far += t->channels[c].media;
    }
    t->unspent += given;
    t->out->budget[0] = given;
}

double twin_chance(const struct twin *t, double hazard)
{
    return t->setup->is_discrete ? fmin(hazard * t->D, 1) : 1 - exp(-hazard * t->D);
}

double twin_mean(const struct twin *t, double rate)
{
    return t->setup->is_discrete ? -log(1 - fmin(rate * t->D, 1 - 0x1p-32)) : rate * t->D;
}

void twin_open_step(struct twin *t)
{
    const struct params *p = &t->p;
    t->more = (struct multipliers){1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, {{0}}, 0};
    for (size_t c = 0; c < t->n_channels; c++)
        t->channels[c].more_reach = 1;
    for (int s = 0; s < 3; s++)
        for (int k = 0; k < 8; k++)
            t->more.friction_left[s][k] = 1;
    open_budget(t);
    twin_open_technology(t);
    twin_open_levers(t);
    twin_open_handoff(t);
    twin_open_wheels(t);
    twin_open_reviews(t);
    t->friction[0] = friction(t, "attract", t->more.friction_left[0]);
    t->friction[1] = friction(t, "engage", t->more.friction_left[1]);
    t->friction[2] = friction(t, "delight", t->more.friction_left[2]);
    t->more.churn *= 1 - p->retention_ceiling * saturate(per_head(t, RETENTION, CUSTOMER), p->retention_scale);
    t->more.churn *= 1 + p->customer_friction_effect * t->friction[2];
    t->winback = p->winback_base + p->winback_lift * saturate(per_head(t, WINBACK, FORMER), p->winback_scale);
    t->sales = 1 + p->engage_sales_lift * saturate(per_head(t, SALES, LEAD), p->engage_sales_scale);
    twin_open_sales(t);
    twin_open_service(t);
    t->drifted += p->satisfaction_drift * t->D / (365.25 / 7); /* expectations rise as fast as they do now */
    t->quality =
        p->satisfaction_quality + t->more.quality +
        p->satisfaction_delight_lift * saturate(per_head(t, DELIGHT, CUSTOMER), p->satisfaction_delight_scale) -
        p->satisfaction_friction_penalty * t->friction[2] - t->drifted;
    for (size_t k = 0; k < t->n_channels; k++) {
        struct channel *c = &t->channels[k];
        const double x = 0.01 * (double)c->media / t->D / (t->setup->n_agents / 1000.0),
                     kept = pow(c->carry_over, t->D);
        c->adstock = x * (1 - kept) / (1 - c->carry_over) + kept * c->adstock;
        const double a = pow(c->adstock, c->hill), response = a > 0 ? a / (a + pow(c->half_effect, c->hill)) : 0;
        c->hazard = c->enabled > 0
                        ? c->max_reach * response * t->more.reach * c->more_reach * c->trust * (1 - t->friction[0])
                        : 0;
    }
}

static void close_budget(struct twin *t)
{
    struct twin_step *out = t->out;
    t->activity[ONBOARDING] = 0;
    if (t->step == 0) return;
    if (t->p.referral_enabled)
        t->owed += out->referrals[CONVERTED] *
                   (llround(100 * t->p.referral_reward_referrer) + llround(100 * t->p.referral_reward_friend));
    for (int source = EXTERNAL; source < TWIN_SOURCES; source++)
        t->activity[ONBOARDING] += out->new_customers[source] * llround(100 * t->p.budget_onboarding_cost);
    for (size_t c = 0; c < t->n_channels; c++) {
        t->unspent -= out->cost[c] = t->channels[c].media;
        t->channels[c].media_so_far += t->channels[c].media;
    }
    for (int a = 0; a < ACTIVITIES; a++)
        out->cost[t->n_channels + (size_t)a] = t->activity[a];
    for (int a = 0; a < BUDGETED; a++)
        t->unspent -= t->activity[a];
    t->margin = out->gross_margin[0];
}

void twin_close_step(struct twin *t)
{
    struct twin_step *out = t->out;
    close_budget(t);
    twin_cohort_close(t);
    twin_close_community(t);
    twin_close_wheels(t);
    twin_close_reviews(t);
    for (size_t c = 0; c < t->n_channels; c++) {
        struct channel *channel = &t->channels[c];
        channel->won_so_far += out->new_customers[FIRST_CHANNEL + c];
        out->channel_cac[c] =
            channel->won_so_far ? .01 * (double)channel->media_so_far / (double)channel->won_so_far : NAN;
    }
    for (uint32_t id = 0; id < t->setup->n_agents; id++) {
        const struct person *person = &t->people[id];
        if (person->stage != CUSTOMER) continue;
        out->attitudes[twin_attitude(person)]++;
        out->satisfaction_sum[0] += person->satisfaction;
        out->segment_customers[person->segment - t->segments]++;
    }
    memcpy(out->agents, t->heads, sizeof out->agents);
    memcpy(out->gave_up, t->gave_up, sizeof out->gave_up);
    out->customers[0] = t->heads[CUSTOMER];
    out->unspent[0] = t->unspent;
    out->owed[0] = t->owed;
    out->profit[0] = out->gross_margin[0];
    for (size_t k = 0; k < TWIN_LEDGERS; k++)
        out->profit[0] -= out->cost[k];
    out->cash[0] = t->cash += out->profit[0];
    twin_close_desk(t);
    out->npv[0] = t->npv += 0.01 * (double)out->profit[0] / pow(1 + t->p.ledger_discount, t->week / (365.25 / 7));
    const double customers = (double)t->heads[CUSTOMER];
    const double referred = (double)out->new_customers[REFERRAL], events = referred + (double)out->repeat_purchases[0];
    out->satisfaction[0] = customers > 0 ? (double)out->satisfaction_sum[0] / FULLY_SATISFIED / customers : NAN;
    out->nps[0] =
        customers > 0 ? 100 * (double)(out->attitudes[PROMOTER] - out->attitudes[DETRACTOR]) / customers : NAN;
    out->mass[0] = customers;
    out->speed[0] = customers > 0 ? events / customers / t->D : 0;
    out->momentum[0] = out->mass[0] * out->speed[0];
    out->energy[0] = out->mass[0] * out->speed[0] * out->speed[0] / 2;
    twin_close_levers(t);
    out->reproduction[0] = out->churned[0] ? referred / (double)out->churned[0] : NAN;
}

double twin_satisfaction(const struct person *person)
{
    return (double)person->satisfaction / FULLY_SATISFIED;
}

enum attitude twin_attitude(const struct person *person)
{
    const long score = lround(10 * twin_satisfaction(person));
    return score >= 9 ? PROMOTER : score >= 7 ? PASSIVE : DETRACTOR;
}

/* ---- for the comparison ---- */

const int64_t *twin_counts(const struct twin_step *step, const char *series, size_t *n)
{
#define FIND_COUNT(name, size)                                                                                         \
    if (!strcmp(series, #name)) {                                                                                      \
        *n = size;                                                                                                     \
        return step->name;                                                                                             \
    }
    TWIN_COUNTS(FIND_COUNT)
    return NULL;
}

const double *twin_reals(const struct twin_step *step, const char *series, size_t *n)
{
#define FIND_REAL(name, size)                                                                                          \
    if (!strcmp(series, #name)) {                                                                                      \
        *n = size;                                                                                                     \
        return step->name;                                                                                             \
    }
    TWIN_REALS(FIND_REAL)
    return NULL;
}
