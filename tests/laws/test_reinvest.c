/* The growth wheel: a share r of the margin is spent on media, and customers grow at
 *
 *   g = r m / CAC - mu                m margin per customer and week, CAC what one customer costs
 *
 * A response far below saturation brings everybody at the same cost: CAC = e N / (1000 S max_reach), with N agents, S
 * of them strangers, and the half effect e. In steps of D each customer pays once in a step and media spends what the
 * step before has earned, so
 *   C(t + D) = C(t) (1 - c) + S (1 - exp(-h D)),  c = 1 - exp(-mu D),
 *   h = max_reach A / (A + e),  A = r m C / (N / 1000) */
#include "tests/laws/laws.h"

static const double mu = .02, m = 5, half_effect = 1e6, reach = 20;

struct market {
    double n, first, reinvest, step;
};

/* Formers are strangers again after a step, so that strangers are not used up by those who come and go. */
#define GROWTH                                                                                                         \
    "[network]\nkind = mixing\n[engage]\nenabled = no\n[satisfaction]\nenabled = no\n[wom]\nenabled = no\n"            \
    "[former]\nmemory = 0.01\n[customer]\nlaw = exponential\nchurn = 0.02\nspend = fixed\nfee = 10\nmargin = 0.5\n"    \
    "period = 1\n[channel ads]\nshare = 1\ntrust = 1\nmax_reach = 20\nhalf_effect = 1e6\ncarry_over = 0\n"             \
    "[market]\nagents = %.0f\ninitial_customers = %.17g\n[budget]\nreinvest = %g\n[time]\nhorizon = %g\n"

/* Customers after `weeks`. Those of week 0 pay at a uniform moment of each step, even in the one in which they leave
 * later; the others at its end. */
static double in_steps(const struct market *w, double weeks)
{
    const double c = -expm1(-mu * w->step), still_pays = 1 / (mu * w->step) - 1 / expm1(mu * w->step);
    double customers = w->first, initial = w->first, left = 0, earned = 0;
    for (double week = w->step; week <= weeks * (1 + 1e-9); week += w->step) {
        const double a = w->reinvest * earned / (w->n / 1000), h = reach * a / (a + half_effect);
        const double found = (w->n - customers - left) * -expm1(-h * w->step);
        left = c * customers;
        customers += found - left;
        earned = m * (customers + still_pays * c * initial);
        initial *= 1 - c;
    }
    return customers;
}

/* Media spends the share of what was earned in the step before, to the cent. */
static void check_media(const struct simulation *s, size_t replicate, double reinvest)
{
    for (size_t row = 1; row <= last_row(s); row++) {
        const double earned = series_at(s, replicate, "gross_margin", NULL, row - 1);
        assert_true(llround(100 * series_at(s, replicate, "cost", "ads", row)) == llround(100 * reinvest * earned));
    }
}

static void judge(double reinvest, double weeks)
{
    const struct market w = {100000, 4000, reinvest, 1}, fine = {1e10, 1, reinvest, 1e-3};
    const double cac = half_effect / (1000 * reach), g = reinvest * m / cac - mu;
    struct simulation s = {0};
    char ini[2048];
    double customers[REPLICATES];
    laws_published("growth of the law in steps", log(in_steps(&fine, 20) / in_steps(&fine, 10)) / 10, g, 2e-4 * mu);
    (void)snprintf(ini, sizeof ini, GROWTH, w.n, w.first / w.n, reinvest, weeks);
    simulate(&s, ini, 0, REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++)
        check_media(&s, k, reinvest);
    laws_at(&s, customers, "customers", NULL, last_row(&s), 1);
    print_message("%g %% reinvested: g = %.3f a week, textbook %.0f, ", 100 * reinvest, g, w.first * exp(g * weeks));
    assert_mean("customers", customers, REPLICATES, in_steps(&w, weeks), Z, 0, .01);
    simulation_free(&s);
}

/* At a CAC of 50 and 5 earned per customer and week a fifth keeps the number of customers; half of it makes them grow
 * by 3 % a week, in a market that runs out of strangers and with a first week without money. */
static void test_growth(void **state)
{
    (void)state;
    judge(.1, 26);
    judge(.2, 26);
    judge(.5, 26);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_growth)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
