/* Referrals as a branching process (Galton & Watson): in a large market one customer and all whom he brings, directly
 * or not, are a family whose mean, variance and law of size are known (Borel's for Poisson offspring), and which dies
 * out with probability q = exp(K (q - 1)).
 *
 * Sizes have heavy tails. A bound of 13 % around the variance K / (1 - K)^3 sees an error of 3.2 % in K, one of 2.5 %
 * around the mean an error of 2.5 %; test_referral_slow.c looks closer. */
#include "tests/laws/laws.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>

/* Nobody talks or has to be convinced. */
#define QUIET                                                                                                          \
    "[network]\nkind = mixing\n[engage]\nenabled = no\n[satisfaction]\nenabled = no\n[wom]\nenabled = no\n"            \
    "[referral]\nenabled = yes\nenters = customer\nreward_referrer = 0\nreward_friend = 0\n"
/* Whoever is asked brings a friend. */
#define ALWAYS "[referral]\nintend = 1\nrefer = 1\nconvert = 1\n"
/* One customer among N, asked once and for all when he comes; 40 generations. */
#define FAMILY                                                                                                         \
    QUIET ALWAYS "[customer]\nenabled = no\n[market]\nagents = %d\ninitial_customers = %.17g\n[time]\nhorizon = "      \
                 "%d\nrecord = %d\n"                                                                                   \
                 "[referral]\noffspring = %s\nasks = %g\n"

enum { MOST = 40000 };
static double size[MOST], indicator[MOST];

/* The first one included. */
static double family_size(const struct simulation *s, size_t replicate, const void *user)
{
    (void)user;
    assert_true(series_at(s, replicate, "customers", NULL, 0) == 1);
    return series_at(s, replicate, "customers", NULL, last_row(s));
}

static void grow_families(size_t n, int agents, int generations, const char *law, double asks)
{
    char ini[2048];
    (void)snprintf(ini, sizeof ini, FAMILY, agents, 1. / agents, generations, generations, law, asks);
    laws_collect(size, n, ini, family_size, NULL);
}

/* P(size = n) = exp(-K n) (K n)^(n - 1) / n! */
static double borel(double k, unsigned n)
{
    return exp(-k * n + (n - 1) * log(k * n) - gsl_sf_lnfact(n));
}

static void judge_share(const char *what, double from, double to, double expected, double power)
{
    for (size_t k = 0; k < MOST; k++)
        indicator[k] = size[k] >= from && size[k] <= to;
    assert_mean(what, indicator, MOST, expected, Z, 0, power);
}

/* In a market of N an invitation reaches a member of the family with probability size / N: of a family of mean 2 and
 * second moment 8 this takes less than 0.004. */
static void test_poisson_offspring(void **state)
{
    const double k = .5;
    (void)state;
    laws_published("mean", 1 / (1 - k), 2, 0);
    laws_published("variance", k / gsl_pow_3(1 - k), 4, 0);
    grow_families(MOST, 4096, 40, "poisson", k);
    assert_mean("mean of the size", size, MOST, 1 / (1 - k), Z, .004, .025);
    assert_variance("variance of the size", size, MOST, k / gsl_pow_3(1 - k), Z, .13);
    judge_share("P(size = 1)", 1, 1, borel(k, 1), .02);
    judge_share("P(size = 2)", 2, 2, borel(k, 2), .05);
    judge_share("P(size = 3)", 3, 3, borel(k, 3), .085);
    double beyond = 1;
    for (unsigned n = 1; n <= 6; n++)
        beyond -= borel(k, n);
    judge_share("P(size > 6)", 7, INFINITY, beyond, .13);
}

/* A geometric number of friends with mean m has variance m (1 + m); sizes then have mean 1 / (1 - m), variance
 * m (1 + m) / (1 - m)^3, and law P(n) = C(2 n - 2, n - 1) / n * s^n (1 - s)^(n - 1) with s = 1 / (1 + m). */
static void test_geometric_offspring(void **state)
{
    const double m = .5, s = 1 / (1 + m);
    (void)state;
    grow_families(MOST, 4096, 40, "geometric", m);
    assert_mean("mean of the size", size, MOST, 1 / (1 - m), Z, .005, .035);
    assert_variance("variance of the size", size, MOST, m * (1 + m) / gsl_pow_3(1 - m), Z, .18);
    judge_share("P(size = 1)", 1, 1, s, .02);
    judge_share("P(size = 2)", 2, 2, s * s * (1 - s), .06);
    judge_share("P(size = 3)", 3, 3, 2 * gsl_pow_3(s) * gsl_pow_2(1 - s), .1);
}

/* Above one friend each a family dies out with probability q = exp(K (q - 1)), or fills the market. After sixty
 * generations a family that lives has filled the market. What a growing family takes of it lowers K, but only where
 * the verdict is clear already. A 4.5 % error of q is one of 1.9 % in K. */
static void test_extinction(void **state)
{
    enum { N = 15000 };
    double q = .3;
    (void)state;
    for (int i = 0; i < 200; i++)
        q = exp(1.5 * (q - 1));
    laws_published("extinction", q, .41719, 5e-6);
    grow_families(N, 8192, 60, "poisson", 1.5);
    for (size_t k = 0; k < N; k++) {
        indicator[k] = size[k] < 400;
        assert_true(size[k] < 400 || size[k] > 3000); /* nothing in between: the verdict is clear */
    }
    assert_mean("families that died out", indicator, N, q, Z, .0005, .05);
}

/* ---- the tree ---- */

enum { BINS = 6 }; /* the last of them stands for all numbers beyond */

/* Pearson's sum against n times the law of the friends that one customer brings, in a life that goes on. */
static double pearson(const double *found, double law(unsigned k, double mean), double mean)
{
    double n = 0, sum = 0, rest = 1;
    for (unsigned k = 0; k < BINS; k++)
        n += found[k];
    for (unsigned k = 0; k < BINS; k++) {
        const double p = k < BINS - 1 ? law(k, mean) : rest;
        rest -= p;
        assert_true(n * p > 5);
        sum += gsl_pow_2(found[k] - n * p) / (n * p);
    }
    return sum;
}

static double poisson_law(unsigned k, double mean)
{
    return gsl_ran_poisson_pdf(k, mean);
}

/* On 0, 1, 2, ...; GSL's begins with 1. */
static double geometric_law(unsigned k, double mean)
{
    return gsl_ran_geometric_pdf(k + 1, 1 / (1 + mean));
}

/* Cells of a grid of one replicate. */
static const int64_t *cells(const struct simulation *s, size_t replicate, const char *grid)
{
    const struct fly_laid_grid *laid = fly_layout_find_grid(&s->setup.layout, grid);
    if (!laid) fail_msg("there is no grid %s", grid);
    return fly_results_record(&s->results, 0, replicate)->grids + laid->offset;
}

/* Some 80,000 lives; a fair sum is above its bound once in 100,000 times, and that of a mean 5 % off, or of the other
 * law, would be found. 400 families of two members among 400,000 people: at most .2 % of the friends are lost to it. */
static void judge_tree(const char *name, double law(unsigned, double), double other_law(unsigned, double))
{
    enum { N = 400000, FIRST = 400, GENERATIONS = 4 };
    const double k = .5, bound = gsl_cdf_chisq_Qinv(1e-5, BINS - 1);
    struct simulation s = {0};
    char ini[2048];
    double friends[BINS] = {0}, share[REPLICATES];
    (void)snprintf(ini, sizeof ini, FAMILY, N, (double)FIRST / N, 40, 40, name, k);
    simulate(&s, ini, 0, REPLICATES, 0);
    const size_t n = fly_layout_find_grid(&s.setup.layout, "referral_offspring")->n_labels[1];
    for (size_t r = 0; r < REPLICATES; r++)
        for (size_t j = 0; j < n; j++) {
            const int64_t *lives = cells(&s, r, "referral_offspring");
            assert_int_equal(lives[j], 0); /* nobody leaves */
            friends[j < BINS - 1 ? j : BINS - 1] += (double)lives[n + j];
        }
    const double found = pearson(friends, law, k);
    print_message("%s: chi-square %.3g, allowed %.3g\n", name, found, bound);
    assert_true(found < bound);
    assert_true(pearson(friends, law, 1.05 * k) > bound && pearson(friends, law, k / 1.05) > bound);
    assert_true(pearson(friends, other_law, k) > bound);
    for (size_t g = 1; g <= GENERATIONS; g++) {
        for (size_t r = 0; r < REPLICATES; r++) {
            const int64_t *of = cells(&s, r, "referral_generations");
            assert_int_equal(of[0], FIRST);
            share[r] = (double)of[g] / FIRST;
        }
        assert_mean("K^g", share, REPLICATES, gsl_pow_int(k, (int)g), Z, .002 * (double)g * gsl_pow_int(k, (int)g),
                    .16);
    }
    simulation_free(&s);
}

static void test_tree(void **state)
{
    (void)state;
    judge_tree("poisson", poisson_law, geometric_law);
    judge_tree("geometric", geometric_law, poisson_law);
}

/* ---- invitations that fail on the way ---- */

/* Kumar et al. 2007: asked, 68 % intend, 30 % do, 12 % of the invited take it up. */
static void test_three_shares(void **state)
{
    static const char *const labels[] = {"intended", "invited", "taken_up", "converted"};
    static const double expected[] = {.68, .30, .30 * .12, .30 * .12};
    struct simulation s = {0};
    double share[REPLICATES];
    (void)state;
    simulate(&s,
             QUIET "[market]\nagents = 400000\ninitial_customers = 0.001\n[time]\nhorizon = 60\nrecord = 60\n"
                   "[referral]\noffspring = poisson\nasks = 20\nintend = 0.68\nrefer = 0.3\nconvert = 0.12\n",
             0, REPLICATES, 0);
    for (size_t l = 0; l < 4; l++) {
        for (size_t k = 0; k < REPLICATES; k++)
            share[k] = series_total(&s, k, "referrals", labels[l]) / series_total(&s, k, "referrals", "asked");
        print_message("%s: ", labels[l]);
        /* 400 families of 1 / (1 - .72) members: at most 0.36 % of the market are customers when they are invited. */
        assert_mean("of those asked", share, REPLICATES, expected[l], Z, l < 2 ? 0 : .0036 * expected[l], .02);
    }
    simulation_free(&s);
}

/* ---- by rate, with churn ---- */

/* K of families that started with `first` of N and died out, c and b being the chances of leaving and of inviting in a
 * step: a stranger is found with probability S / N. */
static double measured_k(double first, double n, double c, double b)
{
    double customers = first, strangers = n - first;
    while (customers > 1e-6) {
        const double brought = b * customers * strangers / n;
        customers += brought - c * customers;
        strangers -= brought;
    }
    return (n - first - strangers) / (n - strangers);
}

/* Referrals at rho = .03 and churn at mu = .05 per customer and week until everybody has left: K = rho / mu = .6
 * friends in a lifetime, each 1 / mu = 20 weeks after the referrer came. In steps of D a lifetime is geometric, so K =
 * (1 - exp(-rho D)) / (1 - exp(-mu D)) and the time between is D / (1 - exp(-mu D)). */
static void test_by_rate(void **state)
{
    enum { N = 100000, FIRST = 800 };
    struct simulation s = {0};
    double k_factor[REPLICATES], members[REPLICATES], lap[REPLICATES];
    const double d = .5, c = -expm1(-.05 * d), b = -expm1(-.03 * d), k = measured_k(FIRST, N, c, b);
    (void)state;
    simulate(&s,
             QUIET ALWAYS
             "[customer]\nenabled = yes\nlaw = exponential\nchurn = 0.05\nspend = fixed\n"
             "[market]\nagents = 100000\ninitial_customers = 0.008\n[time]\nstep = 0.5\nhorizon = 600\nrecord = 600\n"
             "[referral]\nask_rate = 0.03\n",
             0, REPLICATES, 0);
    for (size_t i = 0; i < REPLICATES; i++) {
        assert_true(series_at(&s, i, "customers", NULL, 1) == 0);
        k_factor[i] = kpi_of(&s, i, "k_factor");
        members[i] = series_total(&s, i, "churned", NULL) / FIRST;
        lap[i] = kpi_of(&s, i, "lap_time");
    }
    /* Strangers that run out take 1.4 % of K; a step of half a week adds 0.5 %. */
    assert_true(fabs(measured_k(1, 1e8, c, b) - b / c) < 1e-6 && fabs(b / c - .6) < .0031 && fabs(k - .6) < .01);
    print_message("K in steps %.6g, as strangers run out %.6g\n", b / c, k);
    assert_mean("K", k_factor, REPLICATES, k, Z, 0, .02);
    assert_mean("customers for each at the start", members, REPLICATES, 1 / (1 - k), Z, 0, .03);
    /* Late friends are found a little less often. */
    assert_mean("lap time", lap, REPLICATES, d / c, Z, .003 * d / c, .022);
    simulation_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_poisson_offspring), cmocka_unit_test(test_geometric_offspring),
        cmocka_unit_test(test_extinction),        cmocka_unit_test(test_three_shares),
        cmocka_unit_test(test_by_rate),           cmocka_unit_test(test_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
