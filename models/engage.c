/* Engage: prospects become leads, leads become customers, and some give up on the way.
 *
 *   prospect -> lead      kappa_1 * m (1 - f)        prospect -> resting   delta_1 * speed (1 + g f)
 *   lead     -> customer  kappa_2 * m (1 - f) * s    lead     -> resting   delta_2 * speed (1 + g f)
 *   resting  -> stranger  1 / rest, or never when abandon_to = lost
 *
 *   m = fit * speed * (1 + psi (1 - 2^(-E / E_half)))    E accepted positive signals
 *   s = 1 + lift (1 - exp(-spend per lead / scale))      money for sales; 1 when [sales] gives its people a capacity
 *
 * Reduces to completion kappa / (kappa + delta) and mean time 1 / (kappa + delta) of a stage. */
#include "models/engage.h"
#include "models/market.h"

#include <assert.h>
#include <math.h>

/* clang-format off */
#define ENGAGE_PARAMS(X, S) \
    X(S, SWITCH, enabled,          1,     0, 1, "", "Off: whoever becomes aware is a customer at once.") \
    X(S, HAZARD, prospect_to_lead, 0.08,  0, 100, "/week", "kappa_1: prospects who start to consider (chosen).") \
    X(S, HAZARD, prospect_abandon, 0.08,  0, 100, "/week", "delta_1: prospects who lose interest (chosen).") \
    X(S, HAZARD, lead_to_customer, 0.10,  0, 100, "/week", "kappa_2: leads who buy (chosen).") \
    X(S, HAZARD, lead_abandon,     0.20,  0, 100, "/week", "delta_2: leads who decide against it (chosen; with kappa_2 a third of the leads buy).") \
    X(S, NUMBER, evidence_effect,  0.5,   0, 100, "", "psi: how much the conversion hazards grow at most by good word of mouth (chosen).") \
    X(S, NUMBER, evidence_half,    2,     0.01, 100, "signals", "E_half: accepted signals that give half of that effect (chosen).") \
    X(S, NUMBER, friction_abandon, 1,     0, 100, "", "g: how friction adds to giving up (chosen).") \
    X(S, CHOICE, abandon_to,       0,     0, 1, "stranger|lost", "Those who give up: strangers again after a rest, or lost for good.") \
    X(S, DURATION, rest,           26,    0.01, 1e6, "weeks", "Mean rest before a new approach can succeed (chosen).") \
    X(S, NUMBER, sales_lift,       0.5,   0, 100, "", "lift: how much money for sales adds at most to the lead to customer hazard (chosen).") \
    X(S, MONEY,  sales_scale,      20,    1e-9, 1e12, "money", "scale: sales money per lead and week at which 63 % of the lift is reached (chosen).")
/* clang-format on */

struct engage_params {
    ENGAGE_PARAMS(FLY_PARAM_FIELD, )
};

enum abandon_to { TO_STRANGER, LOST };

static const struct fly_param rows[] = {ENGAGE_PARAMS(FLY_PARAM_ROW, engage_params)};
static const struct fly_param_table table =
    FLY_PARAM_TABLE("engage", engage_params, rows, "From being aware to being a customer.");
static const struct fly_param_table *const params[] = {&table, NULL};

struct engage {
    const struct engage_params *p;
    /* of this step, if there were no friction and sales people had time for every lead */
    double kappa[FLY_LEAD + 1], delta[FLY_LEAD + 1];
    double evidence[FLY_EVIDENCE_LEVELS];
};

bool fly_engage_is_on(const struct fly_scenario *scenario)
{
    return ((const struct engage_params *)fly_scenario_values(scenario, &table))->enabled;
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct engage *engage = state;
    struct fly_market *market = fly_market_of(world);
    (void)error;
    engage->p = fly_world_values(world, &table);
    market->engage_on = true;
    market->aware_stage = FLY_PROSPECT;
    world->stage_classes[FLY_PROSPECT] = world->stage_classes[FLY_LEAD] =
        (uint32_t)market->n_sources * FLY_EVIDENCE_LEVELS;
    return FLY_OK;
}

/* Before friction. */
static double onward_of(const struct fly_market *market, const struct engage *engage, double kappa, uint32_t segment,
                        uint16_t class_of)
{
    const uint32_t source = fly_class_source(class_of);
    return kappa * market->segment[segment]->conversion * *market->fit[source] * *market->speed[source] *
           engage->evidence[fly_class_evidence(class_of)];
}

static double away_of(const struct fly_market *market, double delta, uint32_t segment, uint16_t class_of)
{
    return delta * market->segment[segment]->abandon * *market->speed[fly_class_source(class_of)];
}

struct fly_ways_out fly_engage_ways_out(const struct fly_world *world, const void *engage, enum fly_stage stage,
                                        uint16_t class_of)
{
    const struct engage *e = engage;
    const struct fly_market *market = fly_market_of(world);
    const uint32_t segment = fly_segment_of(class_of);
    assert(e && (stage == FLY_PROSPECT || stage == FLY_LEAD));
    return (struct fly_ways_out){.onward = onward_of(market, e, e->kappa[stage], segment, class_of),
                                 .away = away_of(market, e->delta[stage], segment, class_of),
                                 .captured = stage == FLY_PROSPECT ? market->captured[segment] : 0};
}

double fly_engage_friction_abandon(const void *engage)
{
    return ((const struct engage *)engage)->p->friction_abandon;
}

/* One stage's two competing ways out, for every class. */
static void add_stage(struct fly_world *world, const struct engage *engage, enum fly_stage from, enum fly_stage to,
                      double kappa, double delta)
{
    const struct fly_market *market = fly_market_of(world);
    const double f = market->friction[FLY_AT_ENGAGE];
    double *onward = fly_rates_add(world, from, to, FLY_SAME_CLASS);
    double *away = fly_rates_add(world, from, FLY_RESTING, FLY_SAME_CLASS);
    for (uint32_t segment = 0; segment < world->setup->segments.n; segment++)
        for (uint16_t row = 0; row < world->stage_classes[from]; row++) {
            const size_t at = fly_rates_row(world, from, segment, row);
            onward[at] = onward_of(market, engage, kappa, segment, row) * (1 - f);
            away[at] = away_of(market, delta, segment, row) * (1 + engage->p->friction_abandon * f);
        }
}

static void open_step(struct fly_world *world, void *state)
{
    struct engage *engage = state;
    const struct engage_params *p = engage->p;
    const struct fly_market *market = fly_market_of(world);
    const double per_lead = fly_per_head(world, market->activity[FLY_SALES], world->n_stage[FLY_LEAD]);
    const double sales = market->sales_on ? 1 : 1 + p->sales_lift * fly_saturate(per_lead, p->sales_scale);
    const double *rate = market->rate, abandon = rate[FLY_RATE_OF_ABANDON];
    const double buy = p->lead_to_customer * sales;
    engage->kappa[FLY_PROSPECT] = p->prospect_to_lead * rate[FLY_RATE_OF_CONSIDER];
    engage->delta[FLY_PROSPECT] = p->prospect_abandon * abandon;
    engage->kappa[FLY_LEAD] = buy * (market->sales_on ? market->served_buy : rate[FLY_RATE_OF_BUY]);
    engage->delta[FLY_LEAD] = p->lead_abandon * abandon;
    for (uint32_t e = 0; e < FLY_EVIDENCE_LEVELS; e++)
        engage->evidence[e] = 1 + p->evidence_effect * (1 - exp2(-(double)e / p->evidence_half));
    add_stage(world, engage, FLY_PROSPECT, FLY_LEAD, engage->kappa[FLY_PROSPECT], engage->delta[FLY_PROSPECT]);
    add_stage(world, engage, FLY_LEAD, market->bought_stage, buy * rate[FLY_RATE_OF_BUY],
              engage->delta[FLY_LEAD] * market->lead_abandon);
    if (p->abandon_to == TO_STRANGER) fly_rates_add_one(world, FLY_RESTING, FLY_STRANGER, FLY_SAME_CLASS, 1 / p->rest);
}

const struct fly_mechanism fly_engage_mechanism = {
    .name = "engage",
    .doc = "Prospects become leads, leads become customers, some give up on the way.",
    .params = params,
    .state_size = sizeof(struct engage),
    .enabled = fly_engage_is_on,
    .start = start,
    .open_step = open_step,
};
