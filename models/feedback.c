/* Feedback: surveys find friction, so that levers can remove it.
 *
 *   dF/dt = (1 - F) / T - forget F        while surveys are held and have been for longer than `delay`
 *   dF/dt = - forget F                    otherwise: before that, and in every step that cannot pay for them
 *
 * F is the share of friction that is known; levers with trigger = feedback work on that share of it. The solution of
 * these equations is used, so that F does not depend on the length of a step; in discrete time the hazards are
 * probabilities of a step, as everywhere.
 *
 * Reduces to a first-order lag, F(t) = 1 - e^(-(t - delay) / T) from `delay` on (Forrester 1961), with forget to
 * F(t) = a (1 - e^(-(1 / T + forget) (t - delay))), a = (1 / T) / (1 / T + forget). */
#include "models/feedback.h"
#include "models/budget.h"
#include "models/market.h"

#include <math.h>

static const struct fly_param rows[] = {FLY_FEEDBACK_PARAMS(FLY_PARAM_ROW, fly_feedback_params)};
const struct fly_param_table fly_feedback_table =
    FLY_PARAM_TABLE("feedback", fly_feedback_params, rows, "Surveys that find friction.");
static const struct fly_param_table *const params[] = {&fly_feedback_table, NULL};

static const struct fly_series series[] = {
    {"friction_found", FLY_REAL, NULL, "1", "Share of friction that surveys have found and that is not out of date."},
};

struct feedback {
    double surveyed; /* weeks in which surveys were held */
    double found;    /* F */
    size_t of_found;
};

static bool enabled(const struct fly_scenario *scenario)
{
    return ((const struct fly_feedback_params *)fly_scenario_values(scenario, &fly_feedback_table))->enabled;
}

static void check(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &fly_feedback_table) || !fly_scenario_is_sound(scenario, &fly_budget_table))
        return;
    const struct fly_feedback_params *p = fly_scenario_values(scenario, &fly_feedback_table);
    const struct fly_budget_params *budget = fly_scenario_values(scenario, &fly_budget_table);
    const struct fly_origin on = fly_scenario_origin(scenario, &fly_feedback_table, "", "enabled");
    fly_budget_check_size(scenario, &fly_feedback_table, "", "cost", p->cost, found);
    if (p->enabled && p->cost > 0 && (budget->levers <= 0 || !fly_budget_exists(budget)))
        fly_diagnose(found, FLY_WARNING, on.file, on.line,
                     "surveys are never held: they cost money (feedback.cost) and have none (budget.levers, "
                     "budget.weekly)");
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    (void)error;
    ((struct feedback *)state)->of_found = fly_world_series(world, "friction_found");
    return FLY_OK;
}

int64_t fly_feedback_wanted(struct fly_world *world)
{
    const struct fly_feedback_params *p = fly_world_values(world, &fly_feedback_table);
    return p->enabled ? fly_budget_of_step(world, p->cost, world->step) : 0;
}

/* What is left of a distance to its end after some weeks of this step. */
static double left(const struct fly_world *world, double hazard, double weeks)
{
    return pow(1 - fly_chance(world, hazard), weeks / world->setup->step_weeks);
}

/* F after some weeks in which surveys find something, or do not. */
static double relax(const struct fly_world *world, double found, double rate, double forget, double weeks)
{
    if (rate + forget <= 0) return found;
    const double end = rate / (rate + forget);
    return end + (found - end) * left(world, rate + forget, weeks);
}

static void open_step(struct fly_world *world, void *state)
{
    struct feedback *feedback = state;
    const struct fly_feedback_params *p = fly_world_values(world, &fly_feedback_table);
    const double D = world->setup->step_weeks, before = feedback->surveyed;
    const int64_t cost = fly_feedback_wanted(world);
    if (cost <= fly_budget_purse(world)) {
        fly_budget_pay_lever(world, cost);
        feedback->surveyed += D;
    }
    /* The part of this step behind the delay; 0 when no surveys are held. */
    const double finding = fmin(fmax(feedback->surveyed - p->delay, 0), feedback->surveyed - before);
    feedback->found = relax(world, feedback->found, 0, p->forget, D - finding);
    feedback->found = relax(world, feedback->found, p->rate, p->forget, finding);
    fly_market_of(world)->found = feedback->found;
}

static void close_step(struct fly_world *world, void *state)
{
    const struct feedback *feedback = state;
    world->reals[feedback->of_found] = feedback->found;
}

const struct fly_mechanism fly_feedback_mechanism = {
    .name = "feedback",
    .doc = "Surveys find friction, so that levers can remove it.",
    .params = params,
    .series = series,
    .n_series = FLY_COUNT(series),
    .state_size = sizeof(struct feedback),
    .enabled = enabled,
    .check = check,
    .start = start,
    .open_step = open_step,
    .close_step = close_step,
};
