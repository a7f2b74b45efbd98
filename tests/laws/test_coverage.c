/* Intervals of what is simulated: how often those of a few replicates hold the truth, which 20,000 replicates tell. The
 * market is small and the KPIs are counts and money of few people, so they are discrete and skewed: nothing says that
 * Student's interval is exact, and this measures by how much it is not.
 *
 * Seeds are fixed. With n replicates there are 20,000 / n experiments; a coverage of 95 % is asked for within 4.5
 * standard errors (7 in a million by chance) and half a percent that skewness may cost at n >= 10, or 2 % at n = 5. */
#include "analysis/rank.h"
#include "tests/laws/laws.h"

#include <string.h>

enum { N = 20000, N_STRATEGIES = 3, N_SIZES = 4 };

static const size_t sizes[N_SIZES] = {5, 10, 20, 50};

/* Three strategies for one market: money for media, for referrals, for service. */
#define MARKET                                                                                                         \
    "[market]\nagents = 300\ninitial_customers = 10 %\n[time]\nhorizon = 12 weeks\n[network]\nkind = regular\n"        \
    "degree = 6\n[engage]\nenabled = no\n[customer]\nchurn = 0.03 /week\n[budget]\nweekly = 60\n"                      \
    "[channel ads]\nshare = 1\nhalf_effect = 40\nmax_reach = 0.05\ntrust = 0.5\n"

static const char *const strategies[N_STRATEGIES] = {
    MARKET "[budget]\nacquisition = 100 %\n",
    MARKET "[budget]\nacquisition = 60 %\nreferral = 40 %\n[referral]\nenabled = yes\nask_rate = 0.2 /week\n",
    MARKET "[budget]\nacquisition = 60 %\nretention = 40 %\n",
};

static double kpi(const struct simulation *s, size_t replicate, const void *user)
{
    return kpi_of(s, replicate, user);
}

static double mean_of(const double *values, size_t n)
{
    return fly_estimate_of(values, n, FLY_SINGLES).mean;
}

static double allowance(size_t n_experiments, size_t n)
{
    return 4.5 * sqrt(0.95 * 0.05 / (double)n_experiments) + (n < 10 ? 0.02 : 0.005);
}

static void assert_covers(const char *what, size_t n, size_t n_held, bool is_at_least)
{
    const size_t n_experiments = N / n;
    const double found = (double)n_held / (double)n_experiments;
    print_message("%s, n = %zu: %.4f of %zu\n", what, n, found, n_experiments);
    if (found < 0.95 - allowance(n_experiments, n) || (!is_at_least && found > 0.95 + allowance(n_experiments, n)))
        fail_msg("%s covers %g", what, found);
}

/* Each of the experiments has n replicates of its own, the same ones for all strategies. */
static void check_size(const char *name, const double *values, const double *truths, size_t n)
{
    size_t n_means = 0, n_pairs = 0, n_all = 0, n_best = 0, best = 0;
    for (size_t s = 1; s < N_STRATEGIES; s++)
        if (truths[s] > truths[best]) best = s;
    for (size_t k = 0; k < N / n; k++) {
        double few[N_STRATEGIES * 50];
        struct fly_ranking ranking;
        for (size_t s = 0; s < N_STRATEGIES; s++)
            memcpy(few + s * n, values + s * N + k * n, n * sizeof *few);
        if (fly_rank_values(&ranking, few, N_STRATEGIES, n, FLY_SINGLES, FLY_HIGHER, NULL) < 0) fail();
        bool all = true;
        for (size_t i = 0; i < N_STRATEGIES; i++) {
            const struct fly_ranked *item = &ranking.items[i];
            n_means += item->scenario == 0 && item->value.low <= truths[0] && item->value.high >= truths[0];
            n_best += item->scenario == best && item->may_be_best;
            for (size_t j = 0; j < N_STRATEGIES; j++) {
                if (i == j) continue;
                const struct fly_rank_pair *pair = fly_ranking_pair(&ranking, i, j);
                const double truth = truths[item->scenario] - truths[ranking.items[j].scenario];
                all &= pair->low <= truth && pair->high >= truth;
                n_pairs += item->scenario == 0 && ranking.items[j].scenario == 1 && pair->difference.low <= truth &&
                           pair->difference.high >= truth;
            }
        }
        n_all += all;
        fly_ranking_free(&ranking);
    }
    char what[64];
    (void)snprintf(what, sizeof what, "%s, mean", name);
    assert_covers(what, n, n_means, false);
    (void)snprintf(what, sizeof what, "%s, paired difference", name);
    assert_covers(what, n, n_pairs, false);
    (void)snprintf(what, sizeof what, "%s, all pairs at once", name);
    assert_covers(what, n, n_all, true);
    (void)snprintf(what, sizeof what, "%s, the set of the best", name);
    assert_covers(what, n, n_best, true);
}

static void check_kpi(const char *name)
{
    double *values = test_malloc(N_STRATEGIES * N * sizeof *values), truths[N_STRATEGIES];
    for (size_t s = 0; s < N_STRATEGIES; s++) {
        laws_collect(values + s * N, N, strategies[s], kpi, name);
        truths[s] = mean_of(values + s * N, N);
        print_message("%s of strategy %zu: %g\n", name, s, truths[s]);
    }
    for (size_t k = 0; k < N_SIZES; k++)
        check_size(name, values, truths, sizes[k]);
    test_free(values);
}

static void intervals_of_money_hold(void **state)
{
    (void)state;
    check_kpi("npv");
}

static void intervals_of_people_hold(void **state)
{
    (void)state;
    check_kpi("customers");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_of_money_hold),
        cmocka_unit_test(intervals_of_people_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
