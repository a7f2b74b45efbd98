/* Satisfaction: a running mean of experiences, and the Net Promoter Score it gives.
 *
 *   start       s = start + by source - by handoffs + sd * N(0,1); a share `disappointed` starts at `disappointed_at`
 *   touchpoint  s <- s + eta (e - s),  e = quality + lift (1 - exp(-delight / scale)) - w f_delight - d + noise,
 *               d: drift summed up since the start, drift * t while it is constant
 *   NPS         100 (share of round(10 s) >= 9  -  share of round(10 s) <= 6)
 *
 * Reduces to AR(1): mean E[e], variance eta / (2 - eta) sigma^2 (Oliver 1980 for the disconfirmation of expectations;
 * Reichheld 2003 for the score). s ~ N(.8, .15) gives an NPS of 21.08. */
#include "models/satisfaction.h"
#include "models/market.h"

#include <assert.h>
#include <math.h>

/* clang-format off */
#define SATISFACTION_PARAMS(X, S) \
    X(S, SWITCH, enabled,         1,    0, 1, "", "Off: every customer stays at the start value.") \
    X(S, SHARE,  start,           0.75, 0, 1, "", "Mean satisfaction of a new customer (chosen).") \
    X(S, NUMBER, start_sd,        0.15, 0, 1, "", "Its standard deviation between customers (chosen).") \
    X(S, SHARE,  disappointed,    0,    0, 1, "", "New customers who are disappointed at once (Goldenberg et al. 2007 vary 0-20 %).") \
    X(S, SHARE,  disappointed_at, 0.2,  0, 1, "", "Where the disappointed start (chosen).") \
    X(S, SHARE,  learning,        0.2,  0, 1, "", "eta: weight of the newest experience (chosen).") \
    X(S, SHARE,  quality,         0.78, 0, 1, "", "What an experience is worth on average, before friction and delight (chosen).") \
    X(S, NUMBER, noise,           0.2,  0, 1, "", "Standard deviation between experiences (chosen).") \
    X(S, NUMBER, friction_penalty, 0.3, 0, 1, "", "w: quality lost at full friction of the delight stage (chosen).") \
    X(S, NUMBER, drift,           0,    -1, 1, "", "How fast expectations rise, as quality lost per year.") \
    X(S, NUMBER, delight_lift,    0.12, 0, 1, "", "Quality gained at most by money for delight (chosen).") \
    X(S, MONEY,  delight_scale,   0.3,  1e-9, 1e12, "money", "Delight money per customer and week at which 63 % of the lift is reached (chosen).")
/* clang-format on */

struct fly_satisfaction_params {
    SATISFACTION_PARAMS(FLY_PARAM_FIELD, )
};

static const struct fly_param rows[] = {SATISFACTION_PARAMS(FLY_PARAM_ROW, fly_satisfaction_params)};
static const struct fly_param_table table = FLY_PARAM_TABLE("satisfaction", fly_satisfaction_params, rows,
                                                            "How content customers are, and what makes them so.");
static const struct fly_param_table *const params[] = {&table, NULL};

static size_t attitude_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    (void)scenario;
    labels[FLY_PROMOTER] = "promoter";
    labels[FLY_PASSIVE] = "passive";
    labels[FLY_DETRACTOR] = "detractor";
    return FLY_N_ATTITUDES;
}
const struct fly_dim fly_attitude_dim = {"attitude", "Promoter, passive or detractor by the Net Promoter scale.",
                                         attitude_labels, NULL};

static const struct fly_series series[] = {
    {"attitudes", FLY_STOCK, &fly_attitude_dim, "agents", "Customers by attitude."},
    {"satisfaction_sum", FLY_STOCK, NULL, "1/65535", "Sum of the satisfaction of all customers."},
    {"satisfaction", FLY_REAL, NULL, "1", "Mean satisfaction of customers, 0 to 1."},
    {"nps", FLY_REAL, NULL, "points", "Net Promoter Score of customers, -100 to 100."},
};

static const struct fly_kpi kpis[] = {
    {"satisfaction", "1", FLY_HIGHER, "satisfaction", "Mean satisfaction of customers at the end.",
     "satisfaction_sum / (65535 customers), in the last week"},
    {"nps", "points", FLY_HIGHER, "nps", "Net Promoter Score at the end.",
     "100 (promoters - detractors) / customers, in the last week"},
};

static const struct fly_column columns[] = {{"satisfaction", sizeof(uint16_t), false}};

#define START_CALL "satisfaction.start"
static const struct fly_slot slots[] = {{START_CALL, 0, "start satisfaction"}, {START_CALL, 1, "whether disappointed"}};

const struct fly_satisfaction *fly_satisfaction_of(const struct fly_world *world)
{
    return fly_world_state(world, "satisfaction");
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct fly_satisfaction *satisfaction = state;
    struct fly_quantile *normal = fly_world_kept(world, "satisfaction");
    (void)error;
    satisfaction->p = fly_world_values(world, &table);
    satisfaction->start_call = fly_call_number(START_CALL);
    fly_quantile_make(normal, FLY_NORMAL, 0, 0);
    satisfaction->normal = normal;
    satisfaction->column = fly_world_column(world, "satisfaction");
    satisfaction->of_sum = fly_world_series(world, "satisfaction_sum");
    satisfaction->of_attitudes = fly_world_series(world, "attitudes");
    satisfaction->of_mean = fly_world_series(world, "satisfaction");
    satisfaction->of_nps = fly_world_series(world, "nps");
    return FLY_OK;
}

static void open_step(struct fly_world *world, void *state)
{
    struct fly_satisfaction *satisfaction = state;
    const struct fly_satisfaction_params *p = satisfaction->p;
    const struct fly_market *market = fly_market_of(world);
    const double delight = fly_per_head(world, market->activity[FLY_DELIGHT], world->n_stage[FLY_CUSTOMER]);
    satisfaction->drifted += p->drift * world->setup->step_weeks / FLY_WEEKS_PER_YEAR;
    satisfaction->quality = p->quality + market->quality + p->delight_lift * fly_saturate(delight, p->delight_scale) -
                            p->friction_penalty * market->friction[FLY_AT_DELIGHT] - satisfaction->drifted;
}

/* Only customers count in the sums; `sign` is 1 when one joins them and -1 when one leaves. */
static void tally(struct fly_block *block, const struct fly_satisfaction *satisfaction, uint16_t s, int sign)
{
    fly_block_count(block, satisfaction->of_sum, sign * s);
    fly_block_count(block, satisfaction->of_attitudes + fly_attitude_of(s), sign);
}

static uint16_t stored(double s)
{
    return (uint16_t)fly_nearest((s < 0 ? 0 : s > 1 ? 1 : s) * FLY_SATISFIED);
}

static void set(struct fly_block *block, const struct fly_satisfaction *satisfaction, uint32_t agent, double s)
{
    uint16_t *held = &satisfaction->column[block->row + agent];
    const uint16_t now = stored(s);
    const enum fly_attitude before = fly_attitude_of(*held), after = fly_attitude_of(now);
    assert(block->stage[agent] == FLY_CUSTOMER);
    fly_block_count(block, satisfaction->of_sum, now - *held);
    if (before != after) {
        fly_block_count(block, satisfaction->of_attitudes + before, -1);
        fly_block_count(block, satisfaction->of_attitudes + after, 1);
    }
    *held = now;
}

void fly_satisfaction_touch(struct fly_block *block, const struct fly_satisfaction *satisfaction, uint32_t agent,
                            double change, uint32_t word)
{
    const struct fly_satisfaction_params *p = satisfaction->p;
    if (!p->enabled) return;
    const double s = (double)satisfaction->column[block->row + agent] / FLY_SATISFIED;
    const double e = satisfaction->quality + change + p->noise * fly_quantile(satisfaction->normal, word);
    set(block, satisfaction, agent, s + p->learning * (e - s));
}

void fly_satisfaction_add(struct fly_block *block, const struct fly_satisfaction *satisfaction, uint32_t agent,
                          double amount)
{
    if (!satisfaction->p->enabled) return;
    const double s = (double)satisfaction->column[block->row + agent] / FLY_SATISFIED;
    set(block, satisfaction, agent, s + amount);
}

static uint16_t start_value(const struct fly_block *block, const struct fly_satisfaction *satisfaction, uint32_t agent,
                            uint8_t from)
{
    const struct fly_satisfaction_params *p = satisfaction->p;
    if (!p->enabled) return stored(p->start);
    const struct fly_market *market = fly_market_of(block->world);
    const struct fly_words draw =
        fly_draw(block->world->population, block->first + agent, 0, satisfaction->start_call, 0);
    if (draw.w[1] < fly_threshold(p->disappointed)) return stored(p->disappointed_at);
    return stored(p->start + *market->start_satisfaction[fly_class_source(block->class_of[agent])] -
                  (from == FLY_HANDOVER ? market->handover_penalty : 0) +
                  p->start_sd * fly_quantile(satisfaction->normal, draw.w[0]));
}

static void moved(struct fly_block *block, const void *state, const struct fly_move *moves, uint32_t n_moves)
{
    const struct fly_satisfaction *satisfaction = state;
    for (uint32_t k = 0; k < n_moves; k++) {
        uint16_t *held = &satisfaction->column[block->row + moves[k].agent];
        if (moves[k].from == FLY_CUSTOMER) tally(block, satisfaction, *held, -1);
        if (moves[k].to != FLY_CUSTOMER) continue;
        *held = start_value(block, satisfaction, moves[k].agent, moves[k].from);
        tally(block, satisfaction, *held, 1);
    }
}

static void close_step(struct fly_world *world, void *state)
{
    const struct fly_satisfaction *satisfaction = state;
    const double customers = (double)world->n_stage[FLY_CUSTOMER];
    const int64_t *attitude = world->counts + satisfaction->of_attitudes;
    assert(attitude[FLY_PROMOTER] + attitude[FLY_PASSIVE] + attitude[FLY_DETRACTOR] ==
           (int64_t)world->n_stage[FLY_CUSTOMER]);
    if (customers <= 0) return; /* undefined: stays NAN */
    world->reals[satisfaction->of_mean] = (double)world->counts[satisfaction->of_sum] / FLY_SATISFIED / customers;
    world->reals[satisfaction->of_nps] = 100 * (double)(attitude[FLY_PROMOTER] - attitude[FLY_DETRACTOR]) / customers;
}

static void finish(const struct fly_world *world, const void *state, double *kpi)
{
    const struct fly_satisfaction *satisfaction = state;
    kpi[0] = world->reals[satisfaction->of_mean];
    kpi[1] = world->reals[satisfaction->of_nps];
}

const struct fly_mechanism fly_satisfaction_mechanism = {
    .name = "satisfaction",
    .doc = "A running mean of experiences, and the Net Promoter Score it gives.",
    .params = params,
    .series = series,
    .n_series = FLY_COUNT(series),
    .kpis = kpis,
    .n_kpis = FLY_COUNT(kpis),
    .columns = columns,
    .n_columns = FLY_COUNT(columns),
    .slots = slots,
    .n_slots = FLY_COUNT(slots),
    .state_size = sizeof(struct fly_satisfaction),
    .kept_size = sizeof(struct fly_quantile),
    .start = start,
    .open_step = open_step,
    .moved = moved,
    .close_step = close_step,
    .finish = finish,
};
