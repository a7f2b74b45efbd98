/* The flywheel as a physical object: figures that say how heavy it is, how fast it turns, and what slows it down.
 *
 *   mass I = customers                     speed w = (referred acquisitions + repeat purchases) per customer and week
 *   momentum L = I w                       energy = I w^2 / 2
 *   K = converted referrals per completed customer lifetime      multiplier 1 / (1 - K), for K < 1
 *   reproduction R_t = (referred acquisitions / customers) / (churned / customers) of the week
 *   pass rate = product of (left a stage onward) / (left it at all), over prospects, leads and handovers
 *   lap time = mean time from a customer's acquisition to that of a friend he referred
 *   friction b = -ln(pass rate) / lap time
 *
 * With churn hazard mu, referrals rho per customer and paid acquisitions a per week, K = rho / mu: steady customers
 * C* = (a / mu) / (1 - K), a birth-death process with immigration and variance a mu / (mu - rho)^2; with a = 0
 * customers halve in ln 2 / (mu (1 - K)) weeks. K < 1 amplifies what is paid for; K >= 1 turns by itself until the
 * market is full. K is measured on completed lifetimes, so a short run sees the short ones. */
#include "models/journey.h"
#include "models/market.h"

#include <math.h>
#include <string.h>

static size_t exit_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    static const char *const names[] = {"prospect_onward", "prospect_away",   "lead_onward",
                                        "lead_away",       "handover_onward", "handover_away"};
    (void)scenario;
    memcpy(labels, names, sizeof names);
    return FLY_COUNT(names);
}
static const struct fly_dim exit_dim = {"exit", "How prospects, leads and those being handed over left their stage.",
                                        exit_labels, NULL};

static const struct fly_series series[] = {
    {"stage_exits", FLY_FLOW, &exit_dim, "agents",
     "Agents who left the stages on the way to being a customer, onward or away."},
    {"mass", FLY_REAL, NULL, "agents", "Active customers."},
    {"speed", FLY_REAL, NULL, "1/week",
     "Referred acquisitions and repeat purchases per customer and week, in the last step."},
    {"momentum", FLY_REAL, NULL, "agents/week", "Mass times speed."},
    {"energy", FLY_REAL, NULL, "agents/week^2", "Half mass times speed squared."},
    {"reproduction", FLY_REAL, NULL, "1", "Referred acquisitions over churned customers of the last step (R_t)."},
};

static const struct fly_kpi kpis[] = {
    {"k_factor", "1", FLY_HIGHER, NULL, "K: converted referrals per completed customer lifetime.",
     "K = sum of completed_referrals / sum of churned, over weeks"},
    {"multiplier", "1", FLY_HIGHER, NULL,
     "1 / (1 - K): customers for each acquired otherwise, by referral alone; undefined for K >= 1.",
     "1 / (1 - K), for K < 1"},
    {"pass_rate", "1", FLY_HIGHER, NULL,
     "Share of those who go on and do not give up or get lost, over prospects, leads and handovers, multiplied.",
     "product over prospects, leads and handovers of onward / (onward + away)"},
    {"lap_time", "weeks", FLY_LOWER, NULL, "Mean time from a customer's acquisition to that of a friend he referred.",
     "step sum of referral_lap / sum of referral_laps"},
    {"wheel_friction", "1/week", FLY_LOWER, NULL, "b = -ln(pass rate) / lap time.", "b = -ln(pass_rate) / lap_time"},
    {"momentum", "agents/week", FLY_HIGHER, "momentum", "Mass times speed in the last step.",
     "L = I w: mass times speed, in the last step"},
};

/* Away follows onward. */
enum way_out { PROSPECT_ONWARD, LEAD_ONWARD = 2, HANDOVER_ONWARD = 4, N_WAYS_OUT = 6 };

struct wheel {
    double completed, churned, lap, laps, left[N_WAYS_OUT]; /* since the start */
    size_t of_journey, of_stage_exits, of_mass, of_speed, of_momentum, of_energy, of_reproduction;
    size_t of_completed, of_lap, of_laps, of_referred, of_repeats;
};

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct wheel *wheel = state;
    (void)error;
    wheel->of_journey = fly_world_series(world, "journey");
    wheel->of_stage_exits = fly_world_series(world, "stage_exits");
    wheel->of_mass = fly_world_series(world, "mass");
    wheel->of_speed = fly_world_series(world, "speed");
    wheel->of_momentum = fly_world_series(world, "momentum");
    wheel->of_energy = fly_world_series(world, "energy");
    wheel->of_reproduction = fly_world_series(world, "reproduction");
    wheel->of_completed = fly_world_series(world, "completed_referrals");
    wheel->of_lap = fly_world_series(world, "referral_lap");
    wheel->of_laps = fly_world_series(world, "referral_laps");
    wheel->of_repeats = fly_world_series(world, "repeat_purchases");
    wheel->of_referred = fly_market_of(world)->of_new_customers + FLY_SOURCE_REFERRAL;
    return FLY_OK;
}

/* From the moves of the step, which journey.c has counted. */
static void count_exits(struct fly_world *world, const struct wheel *wheel)
{
    int64_t *exits = world->counts + wheel->of_stage_exits;
    for (size_t k = 0; k < fly_n_journey_moves; k++) {
        const enum fly_stage from = fly_journey_moves[k].from, to = fly_journey_moves[k].to;
        if (from != FLY_PROSPECT && from != FLY_LEAD && from != FLY_HANDOVER) continue;
        const bool onward = to == FLY_LEAD || to == FLY_HANDOVER || to == FLY_CUSTOMER;
        const unsigned way = from == FLY_PROSPECT ? PROSPECT_ONWARD : from == FLY_LEAD ? LEAD_ONWARD : HANDOVER_ONWARD;
        exits[way + !onward] += world->counts[wheel->of_journey + k];
    }
}

static void close_step(struct fly_world *world, void *state)
{
    struct wheel *wheel = state;
    const int64_t *counts = world->counts;
    count_exits(world, wheel);
    const double customers = (double)world->n_stage[FLY_CUSTOMER], referred = (double)counts[wheel->of_referred];
    const double churned = (double)counts[fly_market_of(world)->of_churned];
    const double events = referred + (double)counts[wheel->of_repeats];
    const double momentum = events / world->setup->step_weeks, speed = customers > 0 ? momentum / customers : 0;
    wheel->completed += (double)counts[wheel->of_completed];
    wheel->lap += (double)counts[wheel->of_lap];
    wheel->churned += churned;
    wheel->laps += (double)counts[wheel->of_laps];
    for (int way = 0; way < N_WAYS_OUT; way++)
        wheel->left[way] += (double)counts[wheel->of_stage_exits + (size_t)way];
    world->reals[wheel->of_mass] = customers;
    world->reals[wheel->of_speed] = speed;
    world->reals[wheel->of_momentum] = customers > 0 ? momentum : 0;
    world->reals[wheel->of_energy] = momentum * speed / 2;
    world->reals[wheel->of_reproduction] = fly_ratio(referred, churned);
}

static void finish(const struct fly_world *world, const void *state, double *kpi)
{
    const struct wheel *wheel = state;
    const double *left = wheel->left;
    const double k = fly_ratio(wheel->completed, wheel->churned);
    const double handed = left[HANDOVER_ONWARD] + left[HANDOVER_ONWARD + 1];
    const double pass = fly_ratio(left[PROSPECT_ONWARD], left[PROSPECT_ONWARD] + left[PROSPECT_ONWARD + 1]) *
                        fly_ratio(left[LEAD_ONWARD], left[LEAD_ONWARD] + left[LEAD_ONWARD + 1]) *
                        (handed > 0 ? left[HANDOVER_ONWARD] / handed : 1);
    const double lap = fly_ratio(wheel->lap, wheel->laps) * world->setup->step_weeks;
    kpi[0] = k;
    kpi[1] = k < 1 ? 1 / (1 - k) : NAN;
    kpi[2] = pass;
    kpi[3] = lap;
    kpi[4] = -log(pass) / lap;
    kpi[5] = world->reals[wheel->of_momentum];
}

const struct fly_mechanism fly_wheel_mechanism = {
    .name = "wheel",
    .doc = "How heavy the flywheel is, how fast it turns, what slows it down.",
    .series = series,
    .n_series = FLY_COUNT(series),
    .kpis = kpis,
    .n_kpis = FLY_COUNT(kpis),
    .state_size = sizeof(struct wheel),
    .start = start,
    .close_step = close_step,
    .finish = finish,
};
