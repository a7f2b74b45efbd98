/* The tree of referrals, as two tables of the whole time: in which generation customers came, and how many friends each
 * of them brought.
 *
 *   generation 0   the initial customers and whoever was not referred; g + 1: referred by one of generation g
 *   n(g)           customers of generation g, the won back not counted     sum n(g) = initial + new customers
 *                                                                          sum g n(g) = generation_sum
 *   life           from becoming a customer (won back: once more) until leaving
 *   o(j)           lives in which j friends became customers               sum o(j), over = churned
 *                                                                          sum j o(j), over = completed referrals
 *
 * Sums are exact as long as nobody is in the last class. So the mean of the lives that are over is K as in wheel.c;
 * those that still go on have had less time, and are counted beside them. A friend counts in the life in which his
 * referrer hears of him, one step after he became a customer; who hears of him between two lives has him counted in the
 * first.
 *
 * In a large market a branching process (Galton & Watson; Harris 1963): o(j) follows the law of offspring, n(g) is
 * n(0) K^g once all families are complete. */
#include "models/referral_tree.h"
#include "models/market.h"
#include "models/referral.h"

#include <assert.h>

/* ---- labels: none without a programme, so that there are no values either ---- */

static size_t number_labels(const struct fly_scenario *scenario, uint32_t most, const char **labels)
{
    if (!fly_referral_is_on(scenario)) return 0;
    for (uint32_t k = 0; k < most; k++)
        labels[k] = fly_scenario_text(scenario, "%u", k);
    labels[most] = fly_scenario_text(scenario, "%u+", most);
    return most + 1;
}

static size_t generation_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    return number_labels(scenario, FLY_TREE_GENERATIONS, labels);
}

static size_t friends_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    return number_labels(scenario, FLY_TREE_FRIENDS, labels);
}

static size_t life_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    labels[FLY_LIFE_OVER] = "over";
    labels[FLY_LIFE_GOING_ON] = "going_on";
    return fly_referral_is_on(scenario) ? FLY_N_LIVES : 0;
}

static const struct fly_dim generation_dim = {
    "generation", "Referrals between a customer and the one, not referred, with whom his family began.",
    generation_labels, NULL};
static const struct fly_dim friends_dim = {"friends", "Friends who became customers because of one customer.",
                                           friends_labels, NULL};
static const struct fly_dim life_dim = {"life", "Lives as a customer that are over, and those that go on at the end.",
                                        life_labels, NULL};

/* ---- tables ---- */

static const struct fly_series series[] = {
    {"tree_joined", FLY_PASSING, &generation_dim, "agents", "Who became a customer, the won back not counted."},
    {"tree_over", FLY_PASSING, &friends_dim, "lives", "Change of the lives that are over."},
    {"tree_going_on", FLY_PASSING, &friends_dim, "lives", "Change of the lives that go on."},
};

static const struct fly_grid grids[] = {
    {"referral_generations",
     {&generation_dim},
     "agents",
     "Customers by generation, those of the start included and the won back not counted."},
    {"referral_offspring",
     {&life_dim, &friends_dim},
     "lives",
     "Lives as a customer by how many friends became customers because of him."},
};

struct tree {
    struct fly_referral_tree shared;  /* first: what fly_referral_tree_of hands out */
    int64_t *generations, *offspring; /* grids */
};

const struct fly_referral_tree *fly_referral_tree_of(const struct fly_world *world)
{
    return fly_world_state(world, "referral_tree");
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct tree *tree = state;
    (void)error;
    tree->shared.of_generations = fly_world_series(world, "tree_joined");
    tree->shared.of_lives = fly_world_series(world, "tree_over");
    assert(fly_world_series(world, "tree_going_on") == tree->shared.of_lives + FLY_TREE_FRIENDS + 1);
    tree->generations = fly_world_grid(world, "referral_generations");
    tree->offspring = fly_world_grid(world, "referral_offspring");
    return FLY_OK;
}

static void close_step(struct fly_world *world, void *state)
{
    struct tree *tree = state;
    for (size_t g = 0; g <= FLY_TREE_GENERATIONS; g++)
        fly_world_add(world, &tree->generations[g], world->counts[tree->shared.of_generations + g]);
    for (size_t k = 0; k < FLY_N_LIVES * (FLY_TREE_FRIENDS + 1); k++)
        fly_world_add(world, &tree->offspring[k], world->counts[tree->shared.of_lives + k]);
}

const struct fly_mechanism fly_referral_tree_mechanism = {
    .name = "referral_tree",
    .doc = "Who came because of whom: generations, and friends of each customer.",
    .series = series,
    .n_series = FLY_COUNT(series),
    .grids = grids,
    .n_grids = FLY_COUNT(grids),
    .state_size = sizeof(struct tree),
    .enabled = fly_referral_is_on,
    .start = start,
    .close_step = close_step,
};
