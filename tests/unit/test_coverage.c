/* How often the intervals that are printed hold the truth: means, differences of pairs, medians, all pairs of a ranking
 * at once, and the set that holds the best.
 *
 * Seeds are fixed. A coverage is counted in 20,000 experiments, that of rankings in 5,000. Where theory says what it
 * is, it is asked for within 4.5 standard errors (.0069 and .0139 at 95 %): chance exceeds them 7 times in a million.
 */
#include "analysis/median.h"
#include "analysis/rank.h"
#include "tests/support/test.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

enum { EXPERIMENTS = 20000, RANKINGS = 5000, MOST = 50, N_SIZES = 4, MOST_STRATEGIES = 5 };

static const size_t sizes[N_SIZES] = {5, 10, 20, 50};
static const double SIGMA = 0.5; /* of the logarithm: skewness 1.75, excess kurtosis 5.9 */

static double allowance(double coverage, double n_experiments)
{
    return 4.5 * sqrt(coverage * (1 - coverage) / n_experiments);
}

static void assert_covers(const char *what, size_t n, double found, double expected, double n_experiments)
{
    print_message("%s, n = %zu: %.4f (%.4f)\n", what, n, found, expected);
    if (!(fabs(found - expected) < allowance(expected, n_experiments)))
        fail_msg("covers %g instead of %g", found, expected);
}

static void assert_covers_at_least(const char *what, size_t n, double found, double least, double n_experiments)
{
    print_message("%s, n = %zu: %.4f (at least %.4f)\n", what, n, found, least);
    if (!(found > least - allowance(least, n_experiments))) fail_msg("covers %g, not %g", found, least);
}

/* ---- means ---- */

typedef double draw(gsl_rng *rng);

static double normal(gsl_rng *rng)
{
    return gsl_ran_gaussian(rng, 1);
}

static double lognormal(gsl_rng *rng)
{
    return gsl_ran_lognormal(rng, 0, SIGMA) - exp(SIGMA * SIGMA / 2);
}

/* The second strategy less the first on the same luck: what they share cancels out, the rest is as skewed as they are,
 * in opposite directions. */
static double paired_lognormal(gsl_rng *rng)
{
    const double shared = gsl_ran_lognormal(rng, 0, 1), a = lognormal(rng), b = lognormal(rng);
    return (shared + b) - (shared + a);
}

static gsl_rng *begin(unsigned long seed)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    return rng;
}

/* The share of t-intervals of n values that hold 0, the mean of all of them. */
static double t_coverage(draw *value, size_t n, unsigned long seed)
{
    gsl_rng *rng = begin(seed);
    size_t n_held = 0;
    for (size_t k = 0; k < EXPERIMENTS; k++) {
        double values[MOST];
        for (size_t i = 0; i < n; i++)
            values[i] = value(rng);
        const struct fly_estimate e = fly_estimate_of(values, n, FLY_SINGLES);
        n_held += e.low <= 0 && e.high >= 0;
    }
    gsl_rng_free(rng);
    return (double)n_held / EXPERIMENTS;
}

static void means_of_normal_values_are_exact(void **state)
{
    (void)state;
    for (size_t k = 0; k < N_SIZES; k++)
        assert_covers("normal", sizes[k], t_coverage(normal, sizes[k], 10 + k), 0.95, EXPERIMENTS);
}

/* Hall 1983: with Student's quantile z the two-sided coverage of a mean with skewness g and excess kurtosis k is
 * .95 + 2 z phi(z) (k (z^2 - 3) / 12 - g^2 (z^4 + 2 z^2 - 3) / 18) / n, up to terms of 1 / n^2. */
static double hall(size_t n)
{
    const double w = exp(SIGMA * SIGMA), skewness = (w + 2) * sqrt(w - 1);
    const double kurtosis = pow(w, 4) + 2 * pow(w, 3) + 3 * w * w - 6, z = 1.959964, z2 = z * z;
    const double terms = kurtosis * (z2 - 3) / 12 - skewness * skewness * (z2 * z2 + 2 * z2 - 3) / 18;
    return 0.95 + 2 * z * gsl_ran_gaussian_pdf(z, 1) * terms / (double)n;
}

/* Skewed values are covered less often, by what theory says; below n = 20 its expansion is no longer good. Too low a
 * coverage there is what the documentation tells. */
static void means_of_skewed_values_fall_short_as_theory_says(void **state)
{
    (void)state;
    double found[N_SIZES];
    for (size_t k = 0; k < N_SIZES; k++) {
        found[k] = t_coverage(lognormal, sizes[k], 20 + k);
        print_message("lognormal, n = %zu: %.4f (expansion: %.4f)\n", sizes[k], found[k], hall(sizes[k]));
    }
    assert_true(fabs(found[3] - hall(50)) < allowance(0.95, EXPERIMENTS) + 2 / 50. / 50.);
    for (size_t k = 0; k + 1 < N_SIZES; k++)
        assert_true(found[k] < found[k + 1] + allowance(0.95, EXPERIMENTS) && found[k] > 0.88);
}

/* The difference of two that are equally skewed is symmetric, and t-intervals of symmetric values with long tails hold
 * at least as often as they say (Cressie 1980). */
static void differences_of_skewed_values_hold(void **state)
{
    (void)state;
    for (size_t k = 0; k < N_SIZES; k++)
        assert_covers_at_least("paired lognormal", sizes[k], t_coverage(paired_lognormal, sizes[k], 30 + k), 0.95,
                               EXPERIMENTS);
}

/* ---- medians ---- */

/* The binomial chance that the true median lies between the order statistics taken: exact for any continuous law. */
static void medians_hold_whatever_the_distribution(void **state)
{
    (void)state;
    const double exact[N_SIZES] = {NAN, 1 - 22 / 1024., 1 - 43400 / 1048576., 0.9671608};
    for (size_t k = 1; k < N_SIZES; k++) {
        gsl_rng *rng = begin(40 + k);
        size_t n_held = 0;
        for (size_t e = 0; e < EXPERIMENTS; e++) {
            double values[MOST];
            for (size_t i = 0; i < sizes[k]; i++)
                values[i] = gsl_ran_lognormal(rng, 0, 1) - 1;
            const struct fly_median m = fly_median_of(values, sizes[k], FLY_SINGLES);
            n_held += m.low <= 0 && m.high >= 0;
        }
        gsl_rng_free(rng);
        assert_covers("median", sizes[k], (double)n_held / EXPERIMENTS, exact[k], EXPERIMENTS);
    }
    double few[] = {3, 1, NAN, 2, 5, 4};
    const struct fly_median m = fly_median_of(few, 6, FLY_SINGLES);
    assert_true(m.n == 5 && m.median == 3 && isnan(m.low) && isnan(m.high));
}

/* ---- rankings ---- */

/* How often, in experiments of n replicates of strategies that share luck. */
struct held {
    double all_pairs; /* every interval holds */
    double best;      /* the set of those that may be the best holds the best one */
    double no_lie;    /* no winner was named, or the right one */
    double one_pair;  /* that of a pair chosen beforehand holds */
};

static double unit_or_lognormal(gsl_rng *rng, bool is_skewed)
{
    return is_skewed ? lognormal(rng) / 0.6039 : normal(rng);
}

/* Strategy 0 is the best by `lead` of a standard deviation; others are equal. Each varies by its own amount, and all by
 * what they share, differently much: no correlation is like another. */
static void draw_values(gsl_rng *rng, size_t n_strategies, size_t n, double lead, bool is_skewed, double *values)
{
    for (size_t r = 0; r < n; r++) {
        const double shared = normal(rng);
        for (size_t s = 0; s < n_strategies; s++)
            values[s * n + r] = (s == 0 ? lead : 0) + 0.5 * (double)s * shared +
                                (1 + 0.3 * (double)s) * unit_or_lognormal(rng, is_skewed);
    }
}

static bool all_hold(const struct fly_ranking *ranking, double lead)
{
    for (size_t i = 0; i < ranking->n; i++)
        for (size_t j = 0; j < ranking->n; j++) {
            if (i == j) continue;
            const double truth = ranking->items[i].scenario == 0 ? lead : ranking->items[j].scenario == 0 ? -lead : 0;
            const struct fly_rank_pair *pair = fly_ranking_pair(ranking, i, j);
            if (pair->low > truth || pair->high < truth) return false;
        }
    return true;
}

static size_t place_of(const struct fly_ranking *ranking, size_t scenario)
{
    size_t i = 0;
    while (ranking->items[i].scenario != scenario)
        i++;
    return i;
}

static struct held rank_often(size_t n_strategies, size_t n, double lead, bool is_skewed, unsigned long seed)
{
    struct held held = {0};
    gsl_rng *rng = begin(seed);
    for (size_t k = 0; k < RANKINGS; k++) {
        double values[MOST_STRATEGIES * MOST];
        struct fly_ranking ranking;
        draw_values(rng, n_strategies, n, lead, is_skewed, values);
        if (fly_rank_values(&ranking, values, n_strategies, n, FLY_SINGLES, FLY_HIGHER, NULL) < 0) fail();
        const size_t first = place_of(&ranking, 0), second = place_of(&ranking, 1);
        const struct fly_estimate *chosen = &fly_ranking_pair(&ranking, first, second)->difference;
        held.all_pairs += all_hold(&ranking, lead);
        held.best += ranking.items[first].may_be_best;
        held.no_lie += !fly_ranking_has_winner(&ranking) || (lead > 0 && first == 0);
        held.one_pair += chosen->low <= lead && chosen->high >= lead;
        fly_ranking_free(&ranking);
    }
    gsl_rng_free(rng);
    return (struct held){held.all_pairs / RANKINGS, held.best / RANKINGS, held.no_lie / RANKINGS,
                         held.one_pair / RANKINGS};
}

/* All equal is the hardest case for all of it. Bonferroni gives away a little: not more than half of the errors. */
static void rankings_hold_all_at_once(void **state)
{
    (void)state;
    for (size_t s = 3; s <= MOST_STRATEGIES; s += 2)
        for (size_t k = 0; k < N_SIZES; k++) {
            const struct held held = rank_often(s, sizes[k], 0, false, 50 + 10 * s + k);
            print_message("%zu strategies: ", s);
            assert_covers_at_least("all pairs", sizes[k], held.all_pairs, 0.95, RANKINGS);
            assert_covers_at_least("the best", sizes[k], held.best, 0.95, RANKINGS);
            assert_covers_at_least("no winner among equals", sizes[k], held.no_lie, 0.95, RANKINGS);
            assert_covers("one pair", sizes[k], held.one_pair, 0.95, RANKINGS);
            assert_true(held.all_pairs < 0.98);
        }
}

static void a_small_lead_is_not_denied(void **state)
{
    (void)state;
    const struct held held = rank_often(4, 20, 0.4, false, 200);
    assert_covers_at_least("all pairs, with a lead", 20, held.all_pairs, 0.95, RANKINGS);
    assert_covers_at_least("the best, with a lead", 20, held.best, 0.95, RANKINGS);
    assert_covers_at_least("no wrong winner", 20, held.no_lie, 0.95, RANKINGS);
}

/* Differences of strategies that vary by unlike, skewed amounts are skewed a little: measured, and not below 93 %. */
static void skewed_rankings_fall_little_short(void **state)
{
    (void)state;
    for (size_t k = 0; k < N_SIZES; k++) {
        const struct held held = rank_often(3, sizes[k], 0, true, 300 + k);
        print_message("skewed, n = %zu: all pairs %.4f, the best %.4f\n", sizes[k], held.all_pairs, held.best);
        assert_true(held.all_pairs > 0.93 && held.best > 0.93);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_of_normal_values_are_exact),
        cmocka_unit_test(means_of_skewed_values_fall_short_as_theory_says),
        cmocka_unit_test(differences_of_skewed_values_hold),
        cmocka_unit_test(medians_hold_whatever_the_distribution),
        cmocka_unit_test(rankings_hold_all_at_once),
        cmocka_unit_test(a_small_lead_is_not_denied),
        cmocka_unit_test(skewed_rankings_fall_little_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
