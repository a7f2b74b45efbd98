/* Friction: what stands in a customer's way at each stage.
 *
 *   f = 1 - product over kinds k of (1 - phi_k left_k)          left_k: what levers leave of it
 *
 * Attract: reach times (1 - f). Engage: kappa (1 - f), delta (1 + g f); completion of a stage is
 * kappa (1 - f) / (kappa (1 - f) + delta (1 + g f)). Delight: a penalty w f on perceived quality. */
#include "models/market.h"

#include <assert.h>

/* clang-format off */
#define FRICTION_PARAMS(X, S) /* in the order of FLY_FRICTION_KINDS */ \
    X(S, SHARE, product,    0, 0, 1, "", "Friction of the product itself (chosen).") \
    X(S, SHARE, pricing,    0, 0, 1, "", "Prices that are hard to understand or to justify (chosen).") \
    X(S, SHARE, channel,    0, 0, 1, "", "Not being where customers are (chosen).") \
    X(S, SHARE, navigation, 0, 0, 1, "", "Not finding one's way (chosen).") \
    X(S, SHARE, service,    0, 0, 1, "", "Service that is slow or hard to reach (chosen).") \
    X(S, SHARE, handoff,    0, 0, 1, "", "Being passed from hand to hand (chosen).") \
    X(S, SHARE, alignment,  0, 0, 1, "", "Teams that work against each other (chosen).") \
    X(S, SHARE, data,       0, 0, 1, "", "Being asked again for what was said before (chosen).")
/* clang-format on */

struct friction_params {
    FRICTION_PARAMS(FLY_PARAM_FIELD, )
};

static const struct fly_param rows[] = {FRICTION_PARAMS(FLY_PARAM_ROW, friction_params)};
static const struct fly_param_table table =
    FLY_PARAM_TABLE_REPEATED("friction", friction_params, rows, "attract|engage|delight",
                             "What stands in a customer's way at one stage, by kind.");
static const struct fly_param_table *const params[] = {&table, NULL};

static size_t stage_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    size_t n;
    const struct fly_section *stage = fly_scenario_instances(scenario, &table, &n);
    for (size_t s = 0; s < n; s++)
        labels[s] = stage[s].name;
    return n;
}
static const struct fly_dim stage_dim = {"friction_stage", "Where friction is met: attract, engage or delight.",
                                         stage_labels, NULL};

static const struct fly_series series[] = {
    {"friction", FLY_REAL, &stage_dim, "1", "f of each stage: all friction that levers leave."},
};

struct friction {
    size_t of_friction;
};

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    (void)error;
    ((struct friction *)state)->of_friction = fly_world_series(world, "friction");
    return FLY_OK;
}

static void open_step(struct fly_world *world, void *state)
{
    const struct friction *friction = state;
    struct fly_market *market = fly_market_of(world);
    size_t n;
    const struct fly_section *stage = fly_world_instances(world, &table, &n);
    assert(n == FLY_N_FRICTION && FLY_COUNT(rows) == FLY_N_FRICTION_KINDS);
    for (size_t s = 0; s < n; s++) {
        double pass = 1;
        for (size_t kind = 0; kind < FLY_COUNT(rows); kind++)
            pass *= 1 - fly_param_number(&rows[kind], stage[s].values) * market->friction_left[s][kind];
        market->friction[s] = world->reals[friction->of_friction + s] = 1 - pass;
    }
}

const struct fly_mechanism fly_friction_mechanism = {
    .name = "friction",
    .doc = "What stands in a customer's way at each stage.",
    .params = params,
    .series = series,
    .n_series = FLY_COUNT(series),
    .state_size = sizeof(struct friction),
    .start = start,
    .open_step = open_step,
};
