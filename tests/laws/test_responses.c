/* What a known amount of money does: retention lowers churn by ceiling (1 - exp(-x / scale)) (Blattberg & Deighton
 * 1996), sales raise the lead to customer hazard by lift (1 - exp(-x / scale)), delight raises quality likewise; and
 * each of these amounts is spent as the ledger says. */
#include "tests/laws/laws.h"

enum { CUSTOMERS = 10000 };

/* More money than may be spent: 0.3 per customer and week are the scale of the response, whatever the number left. */
#define KEEPING                                                                                                        \
    "[network]\nkind = mixing\n[wom]\nenabled = no\n[market]\nagents = 10000\ninitial_customers = 1\n"                 \
    "[customer]\nlaw = exponential\nspend = fixed\n[budget]\nweekly = 1000\nacquisition = 0\nmost_per_customer = "     \
    "0.3\n"                                                                                                            \
    "unspent = keep\n"

static void test_retention(void **state)
{
    struct simulation s = {0};
    double share[REPLICATES], cost[REPLICATES];
    const double step = 2, mu = .02 * (1 - .5 * (1 - exp(-1))), left = exp(-mu * 52);
    double spent = 0;
    (void)state;
    simulate(&s,
             KEEPING "retention = 1\n[satisfaction]\nenabled = no\n[customer]\nchurn = 0.02\n"
                     "[retention]\nceiling = 0.5\nscale = 0.3\n[time]\nstep = 2\nhorizon = 52\n",
             0, REPLICATES, 0);
    laws_at(&s, share, "customers", NULL, last_row(&s), CUSTOMERS);
    assert_mean("survival at a third less churn", share, REPLICATES, left, Z, 0, .01);
    /* Spent on those who were customers when the step began, in whole cents. */
    for (double week = 0; week < 52; week += step)
        spent += .3 * step * exp(-mu * week);
    for (size_t k = 0; k < REPLICATES; k++)
        cost[k] = series_total(&s, k, "cost", "retention") / CUSTOMERS;
    assert_mean("money for each customer", cost, REPLICATES, spent, Z, 1e-4, .01);
    simulation_free(&s);
}

static void test_no_money_no_effect(void **state)
{
    struct simulation s = {0};
    double share[REPLICATES];
    (void)state;
    simulate(&s,
             KEEPING "delight = 1\n[satisfaction]\nenabled = no\n[customer]\nchurn = 0.02\n"
                     "[retention]\nceiling = 0.5\nscale = 0.3\n[time]\nstep = 2\nhorizon = 52\n",
             0, REPLICATES, 0);
    laws_at(&s, share, "customers", NULL, last_row(&s), CUSTOMERS);
    assert_mean("survival without money for it", share, REPLICATES, exp(-.02 * 52), Z, 0, .01);
    simulation_free(&s);
}

/* Nobody leaves; a running mean of weekly experiences reaches quality + lift (1 - 1/e). */
static void test_delight(void **state)
{
    struct simulation s = {0};
    double mean[REPLICATES];
    const double quality = .6 + .2 * -expm1(-1), left = pow(.8, 25);
    (void)state;
    simulate(&s,
             KEEPING "delight = 1\n[customer]\nchurn = 0\nperiod = 1\n[satisfaction]\nstart = 0.6\nstart_sd = 0\n"
                     "learning = 0.2\nnoise = 0.1\nquality = 0.6\ndelight_lift = 0.2\ndelight_scale = 0.3\n"
                     "[time]\nhorizon = 25\nrecord = 25\n",
             0, REPLICATES, 0);
    laws_at(&s, mean, "satisfaction", NULL, 1, 1);
    assert_mean("satisfaction with delight", mean, REPLICATES, quality + left * (.6 - quality), Z, 0, .005);
    simulation_free(&s);
}

/* Everybody is a lead after the second step, so that the third spends x = 12 on each; x / scale = 1.5. The hazard of
 * buying is kappa (1 + lift (1 - exp(-1.5))). */
static void test_sales(void **state)
{
    struct simulation s = {0};
    double bought[REPLICATES];
    const double kappa = .1 * (1 + .8 * -expm1(-1.5)), delta = .15;
    (void)state;
    simulate(&s,
             "[network]\nkind = mixing\n[wom]\nenabled = no\n[market]\nagents = 10000\n[customer]\nenabled = no\n"
             "[satisfaction]\nenabled = no\n[attract]\nconstant_hazard = 100\n"
             "[engage]\nprospect_to_lead = 100\nprospect_abandon = 0\nlead_to_customer = 0.1\nlead_abandon = 0.15\n"
             "evidence_effect = 0\nsales_lift = 0.8\nsales_scale = 8\nabandon_to = lost\n"
             "[budget]\nweekly = 12000\nacquisition = 0\nsales = 1\nunspent = keep\n[time]\nhorizon = 3\n",
             0, REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++) {
        assert_true(series_at(&s, k, "agents", "lead", 2) == CUSTOMERS);
        assert_true(fabs(series_at(&s, k, "cost", "sales", 3) - 12. * CUSTOMERS) < .01);
        assert_true(series_at(&s, k, "cost", "sales", 2) == 0); /* nobody to sell to */
    }
    laws_at(&s, bought, "customers", NULL, 3, CUSTOMERS);
    assert_mean("leads who buy in a week", bought, REPLICATES, -expm1(-kappa - delta) * kappa / (kappa + delta), Z, 0,
                .015);
    simulation_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_retention),
        cmocka_unit_test(test_no_money_no_effect),
        cmocka_unit_test(test_delight),
        cmocka_unit_test(test_sales),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
