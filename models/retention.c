/* Retention: money per customer lowers every churn hazard by a saturating response.
 *
 *   churn x (1 - ceiling (1 - exp(-spend per customer / scale)))
 *
 * Blattberg & Deighton 1996: retention rises with spend towards a ceiling. Without money: exactly 1. */
#include "models/market.h"

/* clang-format off */
#define RETENTION_PARAMS(X, S) \
    X(S, SHARE, ceiling, 0.3, 0, 1, "", "Share of churn that money can prevent at most (chosen).") \
    X(S, MONEY, scale,   0.3, 1e-9, 1e12, "money", "Money per customer and week at which 63 % of that is reached (chosen).")
/* clang-format on */

struct retention_params {
    RETENTION_PARAMS(FLY_PARAM_FIELD, )
};

static const struct fly_param rows[] = {RETENTION_PARAMS(FLY_PARAM_ROW, retention_params)};
static const struct fly_param_table table =
    FLY_PARAM_TABLE("retention", retention_params, rows, "What money for keeping customers does.");
static const struct fly_param_table *const params[] = {&table, NULL};

static void open_step(struct fly_world *world, void *state)
{
    (void)state;
    const struct retention_params *p = fly_world_values(world, &table);
    struct fly_market *market = fly_market_of(world);
    const double spend = fly_per_head(world, market->activity[FLY_RETENTION], world->n_stage[FLY_CUSTOMER]);
    market->rate[FLY_RATE_OF_CHURN] *= 1 - p->ceiling * fly_saturate(spend, p->scale);
}

const struct fly_mechanism fly_retention_mechanism = {
    .name = "retention",
    .doc = "Money per customer lowers churn by a saturating response.",
    .params = params,
    .open_step = open_step,
};
