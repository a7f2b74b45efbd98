/* The tree of referrals: how [referral] tells it of new customers, of lives as a customer, and of friends who came. */
#ifndef FLY_REFERRAL_TREE_H
#define FLY_REFERRAL_TREE_H

#include "sim/world.h"

/* A life as a customer goes on, or is over. */
enum fly_life { FLY_LIFE_OVER, FLY_LIFE_GOING_ON, FLY_N_LIVES };

enum { FLY_TREE_GENERATIONS = 12, FLY_TREE_FRIENDS = 10 }; /* so many and more are one class, the last */

/* What [referral] needs of the mechanism in a parallel phase; const there. */
struct fly_referral_tree {
    size_t of_generations, of_lives;
};

/* NULL where there is no referral programme. */
const struct fly_referral_tree *fly_referral_tree_of(const struct fly_world *world);

/* Somebody became a customer, but was not won back. */
static inline void fly_tree_join(struct fly_block *block, const struct fly_referral_tree *tree, uint32_t generation)
{
    const uint32_t class_of = generation < FLY_TREE_GENERATIONS ? generation : FLY_TREE_GENERATIONS;
    fly_block_count(block, tree->of_generations + class_of, 1);
}

/* Takes lives of this kind, with so many friends referred, in (1) or out (-1). */
static inline void fly_tree_count(struct fly_block *block, const struct fly_referral_tree *tree, enum fly_life life,
                                  uint32_t friends, int64_t amount)
{
    const uint32_t class_of = friends < FLY_TREE_FRIENDS ? friends : FLY_TREE_FRIENDS;
    fly_block_count(block, tree->of_lives + life * (FLY_TREE_FRIENDS + 1) + class_of, amount);
}

#endif
