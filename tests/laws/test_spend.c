/* What a purchase is worth: the Gamma-Gamma model with the parameters of CDNOW (Fader & Hardie 2013).
 *
 *   amount ~ Gamma(p, nu), nu ~ Gamma(q, gamma):  amount / (amount + gamma) ~ Beta(p, q)
 *   mean p gamma / (q - 1) = 35.22;  between customers: variance of p / nu = mean^2 / (q - 2);
 *   of one amount: mean^2 / (q - 2) + p gamma^2 / ((q - 1) (q - 2)) */
#include "tests/laws/laws.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>

#define ONE_CUSTOMER                                                                                                   \
    "[market]\nagents = 1\ninitial_customers = 1\n[network]\nkind = mixing\n[wom]\nenabled = no\n"                     \
    "[satisfaction]\nenabled = no\n[customer]\nlaw = exponential\nchurn = 0\n"

enum { MOST = 100000 };
static double value[MOST], indicator[MOST];

static double mean_amount(double p, double q, double gamma)
{
    return p * gamma / (q - 1);
}

static double variance_between(double p, double q, double gamma)
{
    return gsl_pow_2(mean_amount(p, q, gamma)) / (q - 2);
}

static double mean_variance_within(double p, double q, double gamma)
{
    return p * gamma * gamma / ((q - 1) * (q - 2));
}

static double revenue(const struct simulation *s, size_t replicate, const void *n_fees)
{
    assert_true(series_total(s, replicate, "purchases", NULL) == *(const double *)n_fees);
    return series_total(s, replicate, "revenue", NULL) / *(const double *)n_fees;
}

/* One fee of each of 100,000 customers. Half a minor unit of rounding is nothing here. */
static void test_one_amount(void **state)
{
    const double p = 6.25, q = 3.74, gamma = 15.44, one = 1;
    (void)state;
    laws_published("mean", mean_amount(p, q, gamma), 35.22, 5e-3);
    laws_collect(value, MOST, ONE_CUSTOMER "period = 1\n[time]\nhorizon = 1\n", revenue, &one);
    assert_mean("amount", value, MOST, mean_amount(p, q, gamma), Z, 0, .015);
    /* The fourth moment is infinite (q < 4), so the variance has no standard error: check the law itself instead. */
    for (double amount = 10; amount < 120; amount += 10) {
        for (size_t k = 0; k < MOST; k++)
            indicator[k] = value[k] <= amount;
        print_message("%g: ", amount);
        assert_mean("P(amount <= this)", indicator, MOST, gsl_cdf_beta_P(amount / (amount + gamma), p, q), Z, 0, .09);
    }
}

/* With q = 20 the moments exist: the variance of one amount, and that of the mean of 100 amounts of one customer,
 * which is all between customers but for a hundredth of the variance within. */
static void test_variances(void **state)
{
    const double p = 6.25, q = 20, gamma = 107, one = 1, hundred = 100;
    const double between = variance_between(p, q, gamma), within = mean_variance_within(p, q, gamma);
    (void)state;
    laws_collect(value, MOST, ONE_CUSTOMER "spend_q = 20\nspend_gamma = 107\nperiod = 1\n[time]\nhorizon = 1\n",
                 revenue, &one);
    assert_mean("amount", value, MOST, mean_amount(p, q, gamma), Z, 0, .01);
    assert_variance("amount", value, MOST, between + within, Z, .04);
    laws_collect(value, MOST, ONE_CUSTOMER "spend_q = 20\nspend_gamma = 107\nperiod = 0.01\n[time]\nhorizon = 1\n",
                 revenue, &hundred);
    assert_mean("mean of 100 amounts", value, MOST, mean_amount(p, q, gamma), Z, 0, .01);
    assert_variance("mean of 100 amounts", value, MOST, between + within / 100, Z, .04);
}

/* Margin is rounded once a purchase, so it is off by half a minor unit each at most. */
static void test_margin_share(void **state)
{
    struct simulation s = {0};
    (void)state;
    simulate(&s,
             "[market]\nagents = 10000\ninitial_customers = 0.5\n[network]\nkind = mixing\n[customer]\nmargin = 0.37\n"
             "[attract]\nconstant_hazard = 0.01\n[time]\nhorizon = 52\n",
             0, 2, 0);
    for (size_t k = 0; k < 2; k++) {
        const double n = series_total(&s, k, "purchases", NULL), all = series_total(&s, k, "revenue", NULL);
        const double margin = series_total(&s, k, "gross_margin", NULL);
        print_message("%g purchases, revenue %g, margin %g\n", n, all, margin);
        assert_true(n > 1000);
        assert_true(fabs(margin - .37 * all) <= n * .01);
        assert_true(fabs(kpi_of(&s, k, "revenue") - all) < .01);
    }
    simulation_free(&s);
}

/* Amounts are in proportion to gamma, also those of whoever was a customer before it changed: twice as much from
 * week 11 on, but for half a minor unit of rounding. */
static void test_a_schedule_changes_everybody(void **state)
{
    struct simulation before = {0}, after = {0};
    (void)state;
#define MARKET                                                                                                         \
    "[market]\nagents = 5000\ninitial_customers = 1\n[network]\nkind = mixing\n"                                       \
    "[wom]\nenabled = no\n[time]\nhorizon = 20\n"
    simulate(&before, MARKET, 0, 1, 0);
    simulate(&after, MARKET "[shock dearer]\nparameter = customer.spend_gamma\nvalue = 2\nstart = 10\n", 0, 1, 0);
    for (size_t row = 1; row <= 20; row++) {
        const double n = series_at(&before, 0, "purchases", NULL, row), factor = row <= 10 ? 1 : 2;
        assert_true(n > 50 && series_at(&after, 0, "purchases", NULL, row) == n);
        assert_true(fabs(series_at(&after, 0, "revenue", NULL, row) -
                         factor * series_at(&before, 0, "revenue", NULL, row)) <= (factor - 1) * .015 * n);
    }
    simulation_free(&before);
    simulation_free(&after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_amount),
        cmocka_unit_test(test_variances),
        cmocka_unit_test(test_margin_share),
        cmocka_unit_test(test_a_schedule_changes_everybody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
