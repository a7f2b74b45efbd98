/* Antithetic pairs: what opposite luck does to means (nothing), to variances (by closed forms) and to intervals.
 *
 * Somebody who leaves with probability q, by u < q in the one replicate and 1 - u < q in the other, leaves in both with
 * probability max(0, 2q - 1): of opposite decisions the correlation is (max(0, 2q - 1) - q^2) / (q (1 - q)), which is
 * -q / (1 - q) up to q = 1/2. Over T steps with q each, both stay with (1 - 2q)^T, one with (1 - q)^T.
 *
 * Seeds are fixed; z = 4.5 standard errors (7 false alarms in a million each). */
#include "tests/laws/laws.h"

#include "sim/estimate.h"

enum { CUSTOMERS = 500, MOST = 24000, IN_EXPERIMENT = 12 };

#define LEAVING                                                                                                        \
    "[run]\nantithetic = yes\n[market]\nagents = 500\ninitial_customers = 1\n[network]\nkind = mixing\n"               \
    "[wom]\nenabled = no\n[engage]\nenabled = no\n[satisfaction]\nenabled = no\n"                                      \
    "[customer]\nlaw = exponential\nspend = fixed\nfee = 1000\n"

static double values[MOST];

static double share_left(const struct simulation *s, size_t replicate, const void *user)
{
    (void)user;
    return series_at(s, replicate, "customers", NULL, last_row(s)) / s->setup.n_agents;
}

/* The mean of `values`, by pairs; the ratio of variances against 1 + correlation, whose standard error is at most
 * (1 - correlation^2) / sqrt(pairs). */
static void judge_pairs(const char *what, size_t n, double mean, double correlation)
{
    const struct fly_estimate e = fly_estimate_of(values, n, FLY_PAIRS);
    const double reach = Z * (1 - correlation * correlation) / sqrt((double)n / 2);
    print_message("%s: mean %.6g of %.6g, standard error %.2g; variance ratio %.4f of %.4f +- %.4f\n", what, e.mean,
                  mean, e.sd / sqrt((double)e.n), e.pair_ratio, 1 + correlation, reach);
    if (!(fabs(e.mean - mean) <= Z * e.sd / sqrt((double)e.n) + 1e-12)) fail_msg("%s: mean %g", what, e.mean);
    if (!(fabs(e.pair_ratio - 1 - correlation) <= reach + 1e-12)) fail_msg("%s: variance ratio %g", what, e.pair_ratio);
}

static void judge_leaving(const char *what, double q, uint32_t n_steps, size_t n)
{
    const double stay = pow(1 - q, n_steps), both = pow(fmax(0, 1 - 2 * q), n_steps);
    char ini[1024];
    (void)snprintf(ini, sizeof ini, LEAVING "churn = %.15g\n[time]\nhorizon = %u\nrecord = %u\n", -log1p(-q), n_steps,
                   n_steps);
    laws_collect(values, n, ini, share_left, NULL);
    judge_pairs(what, n, stay, (both - stay * stay) / (stay * (1 - stay)));
}

/* One decision of even odds: two opposite replicates have a mean that hardly varies. Of many improbable ones little is
 * opposite: who stays because of the one leaves by another. */
static void test_variances(void **state)
{
    (void)state;
    judge_leaving("one decision, probability .5", 0.5, 1, 400);
    judge_leaving("one decision, probability .65", 0.65, 1, 8000);
    judge_leaving("four decisions, probability .2", 0.2, 4, 8000);
    judge_leaving("fifty decisions, probability .02", 0.02, 50, 8000);
}

/* Intervals by pairs hold the mean in 95 % of experiments; the discreteness of 500 customers moves that by less than
 * .003. Taken for independent, replicates with opposite luck would give intervals that are far too wide. */
static void test_coverage(void **state)
{
    const double q = 0.65;
    size_t held = 0, held_by_singles = 0, n = MOST / IN_EXPERIMENT;
    char ini[1024];
    (void)state;
    (void)snprintf(ini, sizeof ini, LEAVING "churn = %.15g\n[time]\nhorizon = 1\n", -log1p(-q));
    laws_collect(values, MOST, ini, share_left, NULL);
    for (size_t k = 0; k < n; k++) {
        const double *of_it = values + k * IN_EXPERIMENT;
        const struct fly_estimate pairs = fly_estimate_of(of_it, IN_EXPERIMENT, FLY_PAIRS);
        const struct fly_estimate singles = fly_estimate_of(of_it, IN_EXPERIMENT, FLY_SINGLES);
        held += pairs.low <= 1 - q && pairs.high >= 1 - q;
        held_by_singles += singles.low <= 1 - q && singles.high >= 1 - q;
    }
    print_message("of %zu intervals %zu hold the mean by pairs, %zu by single replicates\n", n, held, held_by_singles);
    assert_true(fabs((double)held / (double)n - 0.95) < Z * sqrt(0.95 * 0.05 / (double)n) + 0.003);
    assert_true((double)held_by_singles / (double)n > 0.98);
}

/* Where one adoption causes others the mean is the same too: ten agents on a complete graph, as in test_bass.c. */
static void test_word_of_mouth_is_unbiased(void **state)
{
    static double means[MOST / 2];
    const size_t n = MOST;
    (void)state;
    laws_collect(values, n,
                 "[run]\nantithetic = yes\n[engage]\nenabled = no\n[customer]\nenabled = no\n[satisfaction]\n"
                 "enabled = no\n[attract]\nconstant_hazard = 0.03 /year\n[wom]\npromoter_rate = 0.38 /year\n"
                 "passive_rate = 0.38 /year\nweak_share = 0\ntrust = 1\n[market]\nagents = 10\n[network]\n"
                 "kind = complete\n[time]\nhorizon = 10 years\nstep = 0.05 years\nrecord = 10 years\n",
                 share_left, NULL);
    for (size_t k = 0; k < n / 2; k++)
        means[k] = (values[2 * k] + values[2 * k + 1]) / 2;
    assert_mean("ten agents", means, n / 2, .67707, Z, .004, .02);
}

static double satisfaction(const struct simulation *s, size_t replicate, const void *user)
{
    (void)user;
    return series_at(s, replicate, "satisfaction", NULL, 0);
}

/* What people are like is opposite too: at the start satisfaction is .5 + .1 x, x normal, and x becomes -x. Of the
 * variance of a mean over people nothing is left but rounding. */
static void test_traits_are_opposite(void **state)
{
    (void)state;
    laws_collect(values, 400,
                 "[run]\nantithetic = yes\n[market]\nagents = 500\ninitial_customers = 1\n[network]\nkind = mixing\n"
                 "[satisfaction]\nstart = 0.5\nstart_sd = 0.1\n[time]\nhorizon = 1\n",
                 satisfaction, NULL);
    const struct fly_estimate e = fly_estimate_of(values, 400, FLY_PAIRS);
    const struct fly_estimate singles = fly_estimate_of(values, 400, FLY_SINGLES);
    print_message("satisfaction: mean %.8g, sd of one %.3g, variance ratio %.2g\n", e.mean, singles.sd, e.pair_ratio);
    assert_true(fabs(e.mean - 0.5) < 1e-4 && singles.sd > 0.004 && singles.sd < 0.005);
    assert_true(e.pair_ratio < 1e-3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_variances),
        cmocka_unit_test(test_coverage),
        cmocka_unit_test(test_word_of_mouth_is_unbiased),
        cmocka_unit_test(test_traits_are_opposite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
