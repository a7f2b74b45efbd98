/* The pattern of Goldenberg, Libai, Moldovan & Muller 2007, "The NPV of bad news": disappointed customers talk, those
 * who believe them reject the product and tell others in turn, unseen by the firm. The value of the firm falls with
 * the share of the disappointed. Weak ties carry good news far and raise the value when nobody is disappointed; they
 * carry bad news far and lower it when many are.
 *
 * All comparisons are paired by common random numbers over 100 replicates: a difference counts when its mean is 5
 * standard errors from zero (false alarms below 3e-6). */
#include "tests/laws/laws.h"

#include <gsl/gsl_statistics_double.h>

/* Adoption at once on a ring of friends, a fee each month, no churn: all that varies is who hears what. */
#define NEWS                                                                                                           \
    "[market]\nagents = 2000\n[network]\nkind = small_world\ndegree = 8\nrewire = %g\n"                                \
    "[engage]\nenabled = no\n[attract]\nconstant_hazard = 0.0005\n"                                                    \
    "[customer]\nlaw = exponential\nchurn = 0\nperiod = 4\nspend = fixed\nfee = 10\nmargin = 1\n"                      \
    "[satisfaction]\nstart = 0.9\nstart_sd = 0\nlearning = 0\ndisappointed = %g\ndisappointed_at = 0.2\n"              \
    "[wom]\npromoter_rate = 1\ndetractor_rate = 1\nrejecter_rate = 1\nmemory = inf\ndent = 0\ntrust = 0.1\n"           \
    "negative_power = 2\nweak_share = %g\nweak_strength = %g\n"                                                        \
    "[time]\nhorizon = 104\nrecord = 104\n"

struct news {
    double disappointed, weak_share, weak_strength, rewire;
};

static void values_of(double *npv, const struct news *news)
{
    struct simulation s = {0};
    char ini[2048];
    (void)snprintf(ini, sizeof ini, NEWS, news->rewire, news->disappointed, news->weak_share, news->weak_strength);
    simulate(&s, ini, 0, REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++)
        npv[k] = kpi_of(&s, k, "npv");
    simulation_free(&s);
}

/* Mean of b - a, which must be `sign` times at least 5 standard errors from zero. */
static void assert_sign(const char *what, const double *a, const double *b, int sign)
{
    double difference[REPLICATES];
    for (size_t k = 0; k < REPLICATES; k++)
        difference[k] = b[k] - a[k];
    const double mean = gsl_stats_mean(difference, 1, REPLICATES);
    const double error = gsl_stats_sd(difference, 1, REPLICATES) / sqrt(REPLICATES);
    print_message("%s: %.0f -> %.0f, difference %.4g, standard error %.2g\n", what, gsl_stats_mean(a, 1, REPLICATES),
                  gsl_stats_mean(b, 1, REPLICATES), mean, error);
    if (!(sign * mean > 5 * error))
        fail_msg("%s: the difference is not clearly %s", what, sign > 0 ? "positive" : "negative");
}

static void test_value_falls_with_the_disappointed(void **state)
{
    static const double shares[] = {0, .05, .1, .2};
    double npv[4][REPLICATES];
    (void)state;
    for (size_t d = 0; d < 4; d++)
        values_of(npv[d], &(struct news){shares[d], .3, 1, 0});
    for (size_t d = 1; d < 4; d++)
        assert_sign("more disappointed customers", npv[d - 1], npv[d], -1);
}

static void judge_weak_ties(const char *what, const struct news *few, const struct news *many)
{
    static const double shares[] = {0, .3};
    for (size_t d = 0; d < 2; d++) {
        double a[REPLICATES], b[REPLICATES];
        struct news without = *few, with = *many;
        without.disappointed = with.disappointed = shares[d];
        values_of(a, &without);
        values_of(b, &with);
        print_message("%g disappointed, ", shares[d]);
        assert_sign(what, a, b, d == 0 ? 1 : -1);
    }
}

static void test_more_weak_ties(void **state)
{
    (void)state;
    judge_weak_ties("more weak ties", &(struct news){0, .05, 1, 0}, &(struct news){0, .5, 1, 0});
}

static void test_stronger_weak_ties(void **state)
{
    (void)state;
    judge_weak_ties("stronger weak ties", &(struct news){0, .3, .2, 0}, &(struct news){0, .3, 1, 0});
}

/* Ties of the small world that lead far away are weak ties of another kind. */
static void test_long_strong_ties(void **state)
{
    (void)state;
    judge_weak_ties("long strong ties", &(struct news){0, 0, 1, 0}, &(struct news){0, 0, 1, .5});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_value_falls_with_the_disappointed),
        cmocka_unit_test(test_more_weak_ties),
        cmocka_unit_test(test_stronger_weak_ties),
        cmocka_unit_test(test_long_strong_ties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
