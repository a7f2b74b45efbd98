/* What a customer is worth with the customers he brings, and what one costs. With margin m and referrals rho per
 * customer and week, churn mu, incentives u per referred customer, and discount delta per week:
 *
 *   V = (m - rho u) / (mu + delta - rho);  m = 10, mu = .05, delta = .002, rho = .03, u = 20: 427.27
 *   blended CAC = CAC paid (1 - K) + u K,  K = referred / acquired = rho / mu = .6 in a steady state
 *
 * V is seen twice: in a steady state by the KPI, which takes rates from the last year, and in money, as what a thousand
 * customers and all whom they bring earn until the last has left. */
#include "tests/laws/flywheel_laws.h"

#include <gsl/gsl_math.h>

static const double m = 10, mu = .05, rho = .03, u = 20, delta = .002, weeks_per_year = 365.25 / 7;
static char ini[4096];

static double value(void)
{
    return (m - rho * u) / (mu + delta - rho);
}

/* Each customer pays 10 a week at the end of each step, the first time when he comes; all of it is margin. Incentives
 * come from a share of the budget that is always enough. */
#define PAYING                                                                                                         \
    "[network]\nkind = mixing\n[engage]\nenabled = no\n[satisfaction]\nenabled = no\n[wom]\nenabled = no\n"            \
    "[customer]\nlaw = exponential\nchurn = 0.05\nspend = fixed\nmargin = 1\nperiod = %g\nfee = %g\n"                  \
    "[former]\nmemory = 0.01\n[referral]\nenabled = yes\nintend = 1\nrefer = 1\nconvert = 1\nenters = customer\n"      \
    "reward_referrer = 12\nreward_friend = 8\nask_rate = %.17g\n"                                                      \
    "[market]\nagents = %.0f\ninitial_customers = %.17g\n[time]\nstep = %g\nhorizon = %g\nrecord = %g\n"               \
    "[ledger]\ndiscount = %.17g\n[budget]\nweekly = %g\nreferral = 0.5\nunspent = keep\n"

static void paying_ini(const struct wheel_law *w, double customers, double step, double horizon, double record,
                       double weekly, const char *more)
{
    const int n = snprintf(ini, sizeof ini, PAYING, step, m * step, -log1p(-w->b) / step, w->n, customers / w->n, step,
                           horizon, record, expm1(delta * weeks_per_year), weekly);
    (void)snprintf(ini + n, sizeof ini - (size_t)n, "%s", more);
}

/* Referred customers in a step of the steady state. */
static double referred(const struct wheel_law *w)
{
    const double c = wheel_steady(w);
    return w->b * c * ((w->n - c - w->c * c) * (1 - w->alpha) + w->c * c) / w->n;
}

/* Asked so often that of each customer rho D friends come in a step, for all the strangers that are missing. */
static void calibrate(struct wheel_law *w, double step)
{
    for (int i = 0; i < 100; i++)
        w->b *= rho * step * wheel_steady(w) / referred(w);
}

/* A market of 40,000 with 1,000 customers, 20 of them paid for each week at 200 each. With rho as measured equal to
 * .03, and mu measured from the share that leaves, nothing of the steps is left in the expected values; 5 % noise in
 * each replicate's V lift its mean by some .3 %. */
static void test_steady_state(void **state)
{
    enum { N = 40000, STEP = 1 };
    const double media = 200 * 20;
    struct wheel_law w = wheel_law(N, 20, mu, rho, STEP);
    struct simulation s = {0};
    double v[REPLICATES], plain[REPLICATES], paid[REPLICATES], blended[REPLICATES];
    char channel[256];
    (void)state;
    laws_published("V", value(), 427.27, 5e-3);
    calibrate(&w, STEP);
    const double steady = wheel_steady(&w), k = referred(&w) / (w.c * steady);
    const double cac = media / (w.alpha * (N - steady - w.c * steady) / STEP);
    (void)snprintf(channel, sizeof channel,
                   "acquisition = 0.5\n[channel ads]\nshare = 1\ntrust = 1\ncarry_over = 0\nhalf_effect = %g\n"
                   "max_reach = %.17g\n",
                   media / (N / 1000.), -2 * log1p(-w.alpha) / STEP);
    paying_ini(&w, round(steady), STEP, 156, 4, 2 * media / (N / 1000.), channel);
    simulate(&s, ini, 0, REPLICATES, 0);
    for (size_t i = 0; i < REPLICATES; i++) {
        v[i] = kpi_of(&s, i, "ltv_with_referrals");
        plain[i] = kpi_of(&s, i, "ltv_projected");
        paid[i] = kpi_of(&s, i, "cac_paid");
        blended[i] = kpi_of(&s, i, "cac_blended");
    }
    laws_published("K in steps", k, rho / mu, .026 * rho / mu);
    assert_mean("V", v, REPLICATES, value(), Z, .003 * value(), .03);
    assert_mean("V without referrals", plain, REPLICATES, m / (mu + delta), Z, 1e-3, .01);
    assert_mean("CAC paid", paid, REPLICATES, cac, Z, 0, .01);
    assert_mean("blended CAC", blended, REPLICATES, cac * (1 - k) + u * k, Z, .01 * u * k, .02);
    simulation_free(&s);
}

/* Expected value of the families of `first` customers, discounted: in steps, in a market in which strangers run out.
 * Who is there at the start pays at a uniform moment of each step, even in the one in which he leaves later. */
static double in_steps(const struct wheel_law *w, double first, double step, double horizon)
{
    const double still_pays = 1 / (mu * step) - 1 / expm1(mu * step);
    double customers = first, initial = first, owed = 0, sum = 0;
    for (double week = step; week <= horizon * (1 + 1e-9); week += step) {
        const double brought = wheel_next(w, customers) - customers * (1 - w->c);
        customers = wheel_next(w, customers);
        sum += exp(-delta * week) * (m * step * (customers + still_pays * w->c * initial) - owed);
        owed = u * brought;
        initial *= 1 - w->c;
    }
    return sum / first;
}

static void test_families(void **state)
{
    enum { N = 30000, FIRST = 1500, STEP = 2, HORIZON = 400 };
    const struct wheel_law w = wheel_law(N, 0, mu, rho, STEP), fine = wheel_law(1e10, 0, mu, rho, .01);
    const double expected = in_steps(&w, FIRST, STEP, HORIZON);
    struct simulation s = {0};
    double npv[REPLICATES];
    (void)state;
    laws_published("V of the law in steps", in_steps(&fine, 1, .01, 1000), value(), .002 * value());
    paying_ini(&w, FIRST, STEP, HORIZON, HORIZON, 6 * FIRST * rho * u / (N / 1000.), "acquisition = 0\nsales = 0.5\n");
    simulate(&s, ini, 0, REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++)
        npv[k] = kpi_of(&s, k, "npv") / FIRST;
    print_message("textbook %.2f, ", value());
    assert_mean("value of a family", npv, REPLICATES, expected, Z, 0, .03);
    simulation_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steady_state),
        cmocka_unit_test(test_families),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
