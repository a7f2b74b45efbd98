/* Reviews: customers write them, and whoever decides sees the public rating.
 *
 *   posting   a customer posts at most one review a step, at the hazard of his attitude
 *   number    n(t) = k n(t - D) + w reviews / (N / 1000)            k = 2^(-D / half_life)
 *   stars     S(t) = k S(t - D) + w their stars / (N / 1000)        w = (1 - k) half_life / (D ln 2)
 *   rating    R = S / n, at the start that of start_number reviews of start_rating
 *   effect    consider and buy x max(0, 1 + trust effect (R - neutral) / (5 - neutral) n / (n + number_half)),
 *             in the step after; without reviews x 1
 *
 * The weight w counts the reviews of a step as spread evenly over it, so that r of them a week give
 * n = r half_life / ln 2 (1 - 2^(-t / half_life)) at any step. Chevalier & Mayzlin 2006: ratings move sales; You,
 * Vadakkepatt & Joshi 2015: elasticity of sales .417 for the rating, .236 for the number; Hu, Zhang & Pavlou 2009: the
 * enthusiastic and the angry write. */
#include "models/market.h"
#include "models/satisfaction.h"

#include <math.h>

/* clang-format off */
#define REVIEWS_PARAMS(X, S) \
    X(S, SWITCH, enabled,         0,     0, 1, "", "Whether customers post reviews that others see.") \
    X(S, HAZARD, promoter_rate,   0.01,  0, 100, "/week", "Promoters posting a review (chosen).") \
    X(S, HAZARD, passive_rate,    0.004, 0, 100, "/week", "Passive customers posting a review (chosen: those in the middle write less; Hu, Zhang & Pavlou 2009).") \
    X(S, HAZARD, detractor_rate,  0.008, 0, 100, "/week", "Detractors posting a review (chosen).") \
    X(S, NUMBER, promoter_stars,  5,     1, 5, "stars", "What a promoter gives (chosen).") \
    X(S, NUMBER, passive_stars,   4,     1, 5, "stars", "What a passive customer gives (chosen).") \
    X(S, NUMBER, detractor_stars, 1,     1, 5, "stars", "What a detractor gives (chosen).") \
    X(S, DURATION, half_life,     26,    0.01, INFINITY, "weeks", "Time after which a review counts half (chosen); inf: it never ages.") \
    X(S, NUMBER, start_rating,    4,     1, 5, "stars", "Rating of the reviews there are at week 0 (chosen).") \
    X(S, NUMBER, start_number,    0,     0, 1e9, "/1000 agents", "Their number per 1,000 agents in the market.") \
    X(S, SHARE,  trust,           0.46,  0, 1, "", "Trust in consumer reviews (Forrester: .46).") \
    X(S, NUMBER, neutral,         3.5,   1, 4.9, "stars", "Rating that neither helps nor hurts (chosen).") \
    X(S, NUMBER, number_half,     0.5,   0, 1e9, "/1000 agents", "Number of reviews, decayed and per 1,000 agents, that gives half of the effect (chosen).") \
    X(S, NUMBER, effect,          0.3,   0, 100, "", "What five stars add to the conversion hazards, with full trust and very many reviews (chosen: around four stars the default [engage] then has the elasticity .417 of You et al. 2015).")
/* clang-format on */

struct reviews_params {
    REVIEWS_PARAMS(FLY_PARAM_FIELD, )
};

static const struct fly_param rows[] = {REVIEWS_PARAMS(FLY_PARAM_ROW, reviews_params)};
static const struct fly_param_table table =
    FLY_PARAM_TABLE_STARTING("reviews", reviews_params, rows, "start_number|start_rating",
                             "Public reviews by customers, and what they do to prospects.");
static const struct fly_param_table *const params[] = {&table, NULL};

static const struct fly_series series[] = {
    {"reviews", FLY_FLOW, &fly_attitude_dim, "reviews", "Reviews posted, by the attitude of who wrote them."},
    {"rating", FLY_REAL, NULL, "stars", "Public rating, 1 to 5: decayed mean of the stars; undefined without reviews."},
    {"review_number", FLY_REAL, NULL, "reviews", "Decayed number of reviews per 1,000 agents."},
};

static const struct fly_kpi kpis[] = {
    {"rating", "stars", FLY_HIGHER, "rating", "Public rating at the end.",
     "R = S / n: decayed sum of stars over decayed number of reviews, in the last week"}};

#define POST_CALL "reviews.post"
static const struct fly_slot slots[] = {{POST_CALL, FLY_WHOLE_CALL, "whether a review is posted"}};

struct reviews {
    const struct fly_satisfaction *satisfaction;
    uint32_t post_call;
    double number, stars; /* n and S */
    uint64_t threshold[FLY_N_ATTITUDES], most;
    size_t of_reviews, of_rating, of_number;
};

static bool enabled(const struct fly_scenario *scenario)
{
    return ((const struct reviews_params *)fly_scenario_values(scenario, &table))->enabled;
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct reviews *reviews = state;
    const struct reviews_params *p = fly_world_values(world, &table);
    (void)error;
    reviews->satisfaction = fly_satisfaction_of(world);
    reviews->post_call = fly_call_number(POST_CALL);
    reviews->number = p->start_number;
    reviews->stars = p->start_number * p->start_rating;
    reviews->of_reviews = fly_world_series(world, "reviews");
    reviews->of_rating = fly_world_series(world, "rating");
    reviews->of_number = fly_world_series(world, "review_number");
    return FLY_OK;
}

static double multiplier(const struct reviews *reviews, const struct reviews_params *p)
{
    if (reviews->number <= 0) return 1;
    const double rating = reviews->stars / reviews->number;
    const double weight = p->trust * p->effect * reviews->number / (reviews->number + p->number_half);
    return fmax(1 + weight * (rating - p->neutral) / (5 - p->neutral), 0);
}

static void open_step(struct fly_world *world, void *state)
{
    struct reviews *reviews = state;
    const struct reviews_params *p = fly_world_values(world, &table);
    struct fly_market *market = fly_market_of(world);
    const double rate[FLY_N_ATTITUDES] = {
        [FLY_PROMOTER] = p->promoter_rate, [FLY_PASSIVE] = p->passive_rate, [FLY_DETRACTOR] = p->detractor_rate};
    reviews->most = 0;
    for (int a = 0; a < FLY_N_ATTITUDES; a++) {
        reviews->threshold[a] = fly_threshold(fly_chance(world, rate[a]));
        if (reviews->threshold[a] > reviews->most) reviews->most = reviews->threshold[a];
    }
    const double m = multiplier(reviews, p);
    market->rate[FLY_RATE_OF_CONSIDER] *= m;
    market->rate[FLY_RATE_OF_BUY] *= m;
}

static void act(struct fly_block *block, const void *state)
{
    const struct reviews *reviews = state;
    const uint64_t limit[FLY_KINDS] = {[FLY_CUSTOMER] = reviews->most};
    const struct fly_chosen who = fly_block_choose(block, reviews->post_call, block->stage, limit);
    for (uint32_t i = 0; i < who.n; i++) {
        const enum fly_attitude attitude = fly_attitude_of(reviews->satisfaction->column[block->row + who.agent[i]]);
        fly_block_count(block, reviews->of_reviews + attitude, who.word[0][i] < reviews->threshold[attitude]);
    }
}

/* Takes the reviews of the step in. */
static void age(const struct fly_world *world, struct reviews *reviews, const struct reviews_params *p)
{
    const double half_lives = world->setup->step_weeks / p->half_life, kept = exp2(-half_lives);
    const double weight =
        (half_lives > 0 ? -expm1(-half_lives * M_LN2) / (half_lives * M_LN2) : 1) / (world->setup->n_agents / 1000.0);
    const double stars[FLY_N_ATTITUDES] = {
        [FLY_PROMOTER] = p->promoter_stars, [FLY_PASSIVE] = p->passive_stars, [FLY_DETRACTOR] = p->detractor_stars};
    reviews->number *= kept;
    reviews->stars *= kept;
    for (int a = 0; a < FLY_N_ATTITUDES; a++) {
        const double posted = weight * (double)world->counts[reviews->of_reviews + (size_t)a];
        reviews->number += posted;
        reviews->stars += posted * stars[a];
    }
}

static void close_step(struct fly_world *world, void *state)
{
    struct reviews *reviews = state;
    if (world->step) age(world, reviews, fly_world_values(world, &table));
    world->reals[reviews->of_rating] = fly_ratio(reviews->stars, reviews->number);
    world->reals[reviews->of_number] = reviews->number;
}

static void finish(const struct fly_world *world, const void *state, double *kpi)
{
    kpi[0] = world->reals[((const struct reviews *)state)->of_rating];
}

const struct fly_mechanism fly_reviews_mechanism = {
    .name = "reviews",
    .doc = "Customers write reviews, and whoever decides sees the public rating.",
    .params = params,
    .series = series,
    .n_series = FLY_COUNT(series),
    .kpis = kpis,
    .n_kpis = FLY_COUNT(kpis),
    .slots = slots,
    .n_slots = FLY_COUNT(slots),
    .state_size = sizeof(struct reviews),
    .enabled = enabled,
    .start = start,
    .open_step = open_step,
    .act = act,
    .close_step = close_step,
    .finish = finish,
};
