/* The journey: every move between two stages, who gave up and why, who left how content, and how long a stage takes.
 *
 *   balance     stock(s, t) - stock(s, t - 1) = moves into s - moves out of s         of every stage, exactly
 *   causes      that a move tells by itself: handover -> resting is lost in a handover, a move to rejecter is bad word
 *               of mouth, customer -> former a customer who left; `churned_by_attitude` says how content he was
 *
 * Why a prospect or lead gave up (-> resting) is a matter of shares. By his class and segment and the rates of the step
 * he goes on at the hazard o and gives up at a, so that p = a / (a + o) of his kind give up in the end:
 *
 *   o = kappa m (1 - f) w + c       a = delta n (1 + g f) (1 + wait_abandon (1 - w))          as in engage.c, sales.c
 *   p(f, w)       as it is          p(0, w)  without friction          p(f, 1)  if sales people had time for every lead
 *   friction      [p(f, w) - p(0, w) + p(f, 1) - p(0, 1)] / 2 p(f, w)
 *   sales         [p(f, w) - p(f, 1) + p(0, w) - p(0, 1)] / 2 p(f, w)
 *   other         p(0, 1) / p(f, w), the rest
 *
 * What a cause adds is averaged over both orders in which the two can be taken away, so that the shares add up to 1
 * (Shapley 1953; average attributable fractions: Eide & Gefeller 1995). A cause that is switched off gets exactly 0. At
 * constant rates n who enter a stage lose n [p(f, 1) - p(0, 1)] to friction alone, 1 - p(f, 1) being the completion of
 * friction.c. Shares are those of the step: that who gave up comes again after a rest is not counted against it. They
 * are kept in 2^-30, so that sums are exact.
 *
 * Time in a stage: steps that agents began in it, over those who left it. Under a constant hazard h it is
 * D / (1 - exp(-h D)), 1 / h as D goes to 0, and whoever is still there at the end does no harm. */
#include "models/journey.h"
#include "models/engage.h"
#include "models/market.h"
#include "models/satisfaction.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* clang-format off */
#define MOVES(X) /* each that there is; what else an agent does is no move */ \
    X(STRANGER, stranger, PROSPECT, prospect) \
    X(STRANGER, stranger, LEAD,     lead) \
    X(STRANGER, stranger, CUSTOMER, customer) \
    X(STRANGER, stranger, REJECTER, rejecter) \
    X(PROSPECT, prospect, LEAD,     lead) \
    X(PROSPECT, prospect, CUSTOMER, customer) \
    X(PROSPECT, prospect, RESTING,  resting) \
    X(PROSPECT, prospect, REJECTER, rejecter) \
    X(LEAD,     lead,     HANDOVER, handover) \
    X(LEAD,     lead,     CUSTOMER, customer) \
    X(LEAD,     lead,     RESTING,  resting) \
    X(LEAD,     lead,     REJECTER, rejecter) \
    X(HANDOVER, handover, CUSTOMER, customer) \
    X(HANDOVER, handover, RESTING,  resting) \
    X(CUSTOMER, customer, FORMER,   former) \
    X(FORMER,   former,   CUSTOMER, customer) \
    X(FORMER,   former,   STRANGER, stranger) \
    X(REJECTER, rejecter, STRANGER, stranger) \
    X(RESTING,  resting,  STRANGER, stranger)
/* clang-format on */

enum move {
#define MOVE_ENUM(FROM, from, TO, to) FROM##_TO_##TO,
    MOVES(MOVE_ENUM) N_MOVES
};

const struct fly_journey_move fly_journey_moves[] = {
#define MOVE_ROW(FROM, from, TO, to) {FLY_##FROM, FLY_##TO, #from "_" #to},
    MOVES(MOVE_ROW)};
const size_t fly_n_journey_moves = N_MOVES;

static size_t move_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    (void)scenario;
    for (size_t k = 0; k < N_MOVES; k++)
        labels[k] = fly_journey_moves[k].label;
    return N_MOVES;
}

enum reason { PROSPECT_FRICTION, PROSPECT_OTHER, LEAD_FRICTION, LEAD_SALES, LEAD_OTHER, N_REASONS };

static size_t reason_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    static const char *const names[N_REASONS] = {"prospect_friction", "prospect_other", "lead_friction", "lead_sales",
                                                 "lead_other"};
    (void)scenario;
    memcpy(labels, names, sizeof names);
    return N_REASONS;
}

static const struct fly_dim move_dim = {"move", "From which stage to which, stage_stage.", move_labels, NULL};
static const struct fly_dim reason_dim = {
    "reason", "Why prospects and leads gave up: friction, sales people without time for them, or neither.",
    reason_labels, NULL};

static const struct fly_series series[] = {
    {"journey", FLY_FLOW, &move_dim, "agents", "Moves between stages; at week 0 those of the customers of the start."},
    {"churned_by_attitude", FLY_FLOW, &fly_attitude_dim, "agents", "Customers who left, by their attitude then."},
    {"gave_up", FLY_REAL, &reason_dim, "agents",
     "Prospects and leads who gave up since the start, by the shares of the reasons."},
    {"blamed", FLY_PASSING, &reason_dim, "2^-30 agents", "The same of a step; other reasons are the rest."},
};

static const struct fly_kpi kpis[] = {
    {"time_prospect", "weeks", FLY_NEITHER, NULL, "Weeks that agents were prospects, over those who left the stage.",
     "sum of prospects x step / moves out of prospect"},
    {"time_lead", "weeks", FLY_NEITHER, NULL, "Weeks that agents were leads, over those who left the stage.",
     "sum of leads x step / moves out of lead"},
    {"time_handover", "weeks", FLY_LOWER, NULL, "Weeks of being handed over, over those who came out.",
     "sum of handed over x step / moves out of handover"},
    {"time_customer", "weeks", FLY_HIGHER, NULL,
     "Weeks that agents were customers, over those who left: the mean lifetime if all leave at one rate.",
     "sum of customers x step / moves out of customer"},
};
static const enum fly_stage timed[] = {FLY_PROSPECT, FLY_LEAD, FLY_HANDOVER, FLY_CUSTOMER};

struct journey {
    const void *engage; /* NULL: switched off, and nobody gives up */
    const struct fly_satisfaction *satisfaction;
    /* this step's factors of o and a, by whether there is friction and whether sales people have time as it is */
    double onward[2][2], away[2][2];
    uint8_t move[FLY_N_STAGES][FLY_N_STAGES]; /* its number, N_MOVES where there is none */
    fly_sum gave_up[N_REASONS];               /* since the start, in ONE */
    double steps[FLY_N_STAGES];               /* that agents began in a stage */
    size_t of_journey, of_attitudes, of_gave_up, of_blamed;
};

static const int64_t ONE = 1 << 30; /* an agent, in shares */

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct journey *journey = state;
    (void)error;
    journey->engage = fly_world_state(world, "engage");
    journey->satisfaction = fly_satisfaction_of(world);
    journey->of_journey = fly_world_series(world, "journey");
    journey->of_attitudes = fly_world_series(world, "churned_by_attitude");
    journey->of_gave_up = fly_world_series(world, "gave_up");
    journey->of_blamed = fly_world_series(world, "blamed");
    memset(journey->move, N_MOVES, sizeof journey->move);
    for (uint8_t k = 0; k < N_MOVES; k++)
        journey->move[fly_journey_moves[k].from][fly_journey_moves[k].to] = k;
    return FLY_OK;
}

/* How friction f and time for a share `worked` of the leads change the hazards. */
static void set_factors(struct journey *journey, const struct fly_market *market)
{
    const double f = market->friction[FLY_AT_ENGAGE], g = fly_engage_friction_abandon(journey->engage);
    const double friction_onward[2] = {1, 1 - f}, friction_away[2] = {1, 1 + g * f};
    const double sales_onward[2] = {1, market->worked}, sales_away[2] = {1, market->lead_abandon};
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++) {
            journey->onward[i][j] = friction_onward[i] * sales_onward[j];
            journey->away[i][j] = friction_away[i] * sales_away[j];
        }
}

static void open_step(struct fly_world *world, void *state)
{
    struct journey *journey = state;
    for (int s = 0; s < FLY_N_STAGES; s++)
        journey->steps[s] += (double)world->n_stage[s];
    if (journey->engage) set_factors(journey, fly_market_of(world));
}

/* p: how likely it is to give up rather than to go on. */
static double gives_up(const struct journey *journey, const struct fly_ways_out *ways, bool friction, bool sales)
{
    const double away = ways->away * journey->away[friction][sales];
    return away / (away + ways->onward * journey->onward[friction][sales] + ways->captured);
}

static void blame(struct fly_block *block, const struct journey *journey, enum fly_stage stage, uint32_t agent)
{
    const struct fly_ways_out ways = fly_engage_ways_out(block->world, journey->engage, stage, block->class_of[agent]);
    const bool is_lead = stage == FLY_LEAD; /* prospects need no sales people */
    const double p = gives_up(journey, &ways, true, is_lead), smooth = gives_up(journey, &ways, false, is_lead);
    const double served = is_lead ? gives_up(journey, &ways, true, false) : p;
    const double best = is_lead ? gives_up(journey, &ways, false, false) : smooth;
    const double friction = (p - smooth + served - best) / (2 * p), sales = (p - served + smooth - best) / (2 * p);
    const size_t of_friction = journey->of_blamed + (is_lead ? LEAD_FRICTION : PROSPECT_FRICTION);
    fly_block_count(block, of_friction, fly_nearest(friction * (double)ONE));
    if (is_lead) fly_block_count(block, journey->of_blamed + LEAD_SALES, fly_nearest(sales * (double)ONE));
}

static void moved(struct fly_block *block, const void *state, const struct fly_move *moves, uint32_t n_moves)
{
    const struct journey *journey = state;
    for (uint32_t k = 0; k < n_moves; k++) {
        const uint8_t move = journey->move[moves[k].from][moves[k].to];
        assert(move < N_MOVES);
        fly_block_count(block, journey->of_journey + move, 1);
        if (move == PROSPECT_TO_RESTING || move == LEAD_TO_RESTING)
            blame(block, journey, (enum fly_stage)moves[k].from, moves[k].agent);
        if (move == CUSTOMER_TO_FORMER) {
            const uint16_t satisfaction = journey->satisfaction->column[block->row + moves[k].agent];
            fly_block_count(block, journey->of_attitudes + fly_attitude_of(satisfaction), 1);
        }
    }
}

static void close_step(struct fly_world *world, void *state)
{
    struct journey *journey = state;
    const int64_t *blamed = world->counts + journey->of_blamed, *moves = world->counts + journey->of_journey;
    const fly_sum prospects = (fly_sum)moves[PROSPECT_TO_RESTING] * ONE, leads = (fly_sum)moves[LEAD_TO_RESTING] * ONE;
    const fly_sum of_step[N_REASONS] = {
        [PROSPECT_FRICTION] = blamed[PROSPECT_FRICTION],
        [PROSPECT_OTHER] = prospects - blamed[PROSPECT_FRICTION],
        [LEAD_FRICTION] = blamed[LEAD_FRICTION],
        [LEAD_SALES] = blamed[LEAD_SALES],
        [LEAD_OTHER] = leads - blamed[LEAD_FRICTION] - blamed[LEAD_SALES],
    };
    for (size_t r = 0; r < N_REASONS; r++) {
        journey->gave_up[r] += of_step[r];
        world->reals[journey->of_gave_up + r] = (double)journey->gave_up[r] / (double)ONE;
    }
}

static void finish(const struct fly_world *world, const void *state, double *kpi)
{
    const struct journey *journey = state;
    double left[FLY_N_STAGES] = {0};
    for (size_t k = 0; k < N_MOVES; k++)
        left[fly_journey_moves[k].from] += (double)fly_total(world, journey->of_journey + k);
    for (size_t k = 0; k < FLY_COUNT(timed); k++)
        kpi[k] = fly_ratio(journey->steps[timed[k]] * world->setup->step_weeks, left[timed[k]]);
}

const struct fly_mechanism fly_journey_mechanism = {
    .name = "journey",
    .doc = "Every move between stages, why people gave up, how long a stage takes.",
    .series = series,
    .n_series = FLY_COUNT(series),
    .kpis = kpis,
    .n_kpis = FLY_COUNT(kpis),
    .state_size = sizeof(struct journey),
    .start = start,
    .open_step = open_step,
    .moved = moved,
    .close_step = close_step,
    .finish = finish,
};
