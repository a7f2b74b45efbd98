/* What word of mouth and referrals are worth: the scenario as it is against itself without them, on the same random
 * numbers, replicate by replicate.
 *
 *   value         V = NPV - NPV'                        ' : in the run without; A: customers acquired
 *   expansion     E = discounted margin of the additional customers
 *   acceleration  V - E
 *
 * Libai, Muller & Peres 2013: word of mouth wins customers who would not have come within the time simulated
 * (expansion) and wins others sooner (acceleration). They follow single customers; here the courses of both runs are
 * laid side by side, the k-th customer of one beside the k-th of the other. So the additional customers are those who
 * come when A' have come already. Acceleration is the rest: what the first A' bring more, by coming sooner, and by all
 * else that changes for them and in costs. E is exactly 0 when as many are acquired in both runs, as in a monopoly in
 * which everybody adopts. Where A < A' (bad word of mouth), it is the customers lost, with a minus; either part may be
 * negative.
 *
 * A file has no account of single customers, so the additional ones leave and buy like the average customer of their
 * week. In recorded interval w there are B customers at first (or won back), a new ones, x of them additional, c
 * churned ones, f first and r repeat purchases with a mean margin p, the discount factor d, and X additional customers
 * at its end:
 *   share = (X(w-1) + x / 2) / (B + a / 2)         X(w) = X(w-1) + x - c share
 *   E = sum over w of d p (f x / a + r share)
 *
 * Customer referral value (Kumar, Petersen & Leone 2007), of the R referred customers of the full run:
 *   type one (would not have come)   T1 = A - A' of the run without referrals, kept between 0 and R
 *   type two (would have come)       T2 = R - T1
 *   CRV = T1 LTV + T2 CAC_paid, gross of rewards, with both figures of the full run; a term without customers is 0. */
#ifndef FLY_DECOMPOSE_H
#define FLY_DECOMPOSE_H

#include "analysis/figure.h"
#include "analysis/read.h"
#include "sim/estimate.h"

/* The four scenarios of a dataset that can be decomposed, in this order. */
enum fly_counterfactual_id { FLY_FULL, FLY_NO_WOM, FLY_NO_REFERRAL, FLY_NEITHER_ONE, FLY_N_COUNTERFACTUALS };

struct fly_counterfactual {
    const char *what;   /* is missing: "word of mouth"; of the full one "" */
    const char *suffix; /* of the scenario's name */
    const char *sets[2];
    size_t n_sets;
};
extern const struct fly_counterfactual fly_counterfactuals[FLY_N_COUNTERFACTUALS];

/* What one of them lacks is worth. */
struct fly_worth {
    struct fly_estimate npv, acquired; /* without it */
    struct fly_estimate value, expansion, acceleration;
};

/* clang-format off */
/* name, unit, meaning: one value per replicate of the full run */
#define FLY_REFERRAL_FIGURES(X) \
    X(referred,             "agents", "Customers who came by a referral (R).") \
    X(type_one,             "agents", "Of these, who would not have come: acquired customers more than without referrals, from 0 to R.") \
    X(type_two,             "agents", "The others, who would have come: an acquisition saved each.") \
    X(ltv,                  "money",  "LTV: gross margin of acquired customers so far, over their number.") \
    X(cac_paid,             "money",  "CAC paid: media and sales over customers from paid channels.") \
    X(referral_value,       "money",  "Customer referral value of all: type one times LTV and type two times CAC paid.") \
    X(referral_value_each,  "money",  "The same per customer there ever was, initial ones too.") \
    X(rewards_each,         "money",  "Rewards paid per customer there ever was.")
/* clang-format on */

enum fly_referral_figure_id {
#define FLY_REFERRAL_ENUM(name, unit, doc) FLY_FIGURE_##name,
    FLY_REFERRAL_FIGURES(FLY_REFERRAL_ENUM)
#undef FLY_REFERRAL_ENUM
        FLY_N_REFERRAL_FIGURES
};

extern const struct fly_figure fly_referral_figures[FLY_N_REFERRAL_FIGURES];

struct fly_decomposition {
    struct fly_estimate npv, acquired, margin;     /* of the full run; m */
    struct fly_worth worth[FLY_N_COUNTERFACTUALS]; /* [FLY_FULL] is unused */
    /* Value of both less the sum of the single ones: above 0 each can do part of the other's work, below 0 they need
     * each other. */
    struct fly_estimate interaction;
    struct fly_estimate figures[FLY_N_REFERRAL_FIGURES];
};

/* Of the first four scenarios of the dataset. */
int fly_decompose(struct fly_decomposition *decomposition, const struct fly_dataset *data, struct fly_error *error);

/* The answer in a few sentences; cut to fit. */
void fly_decomposition_print(const struct fly_decomposition *decomposition, char *text, size_t size);

#endif
