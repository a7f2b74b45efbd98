/* Winning back: a customer leaves at mu, a former one comes back at h = base + lift (1 - exp(-x / scale)). In the long
 * run a share h / (h + mu) are customers, in steps of D (1 - exp(-h D)) / (2 - exp(-h D) - exp(-mu D)); who starts
 * as a customer is one at week t with probability share + (1 - share) exp(-(h + mu) t). */
#include "tests/laws/laws.h"

enum { AGENTS = 10000 };
#define TWO_STATES                                                                                                     \
    "[market]\nagents = 10000\ninitial_customers = 1\n[network]\nkind = mixing\n[wom]\nenabled = no\n"                 \
    "[satisfaction]\nenabled = no\n[customer]\nspend = fixed\nperiod = 10\nfee = 7\nmargin = 1\n"                      \
    "[winback]\nenabled = yes\n"

static void test_two_states(void **state)
{
    const double w = .02, mu = .03, step = 2, share = w / (w + mu);
    const double back = -expm1(-w * step), away = -expm1(-mu * step), in_steps = back / (back + away);
    struct simulation s = {0};
    double customers[REPLICATES], flow[REPLICATES];
    (void)state;
    simulate(&s,
             TWO_STATES "base = 0.02\n[customer]\nlaw = exponential\nchurn = 0.03\n"
                        "[time]\nstep = 2\nhorizon = 300\nrecord = 10\n",
             0, REPLICATES, 0);
    for (size_t row = 1; row <= 6; row++) {
        laws_at(&s, customers, "customers", NULL, row, AGENTS);
        assert_mean("customers", customers, REPLICATES,
                    in_steps + (1 - in_steps) * pow(1 - back - away, 10. * (double)row / step), Z, 0, .01);
    }
    laws_published("the long run in steps", in_steps, share, .01 * share);
    laws_at(&s, customers, "customers", NULL, last_row(&s), AGENTS);
    print_message("textbook %.4f, ", share);
    assert_mean("customers in the long run", customers, REPLICATES, in_steps, Z, 0, .01);
    for (size_t k = 0; k < REPLICATES; k++) {
        flow[k] = series_total(&s, k, "won_back", NULL) - series_total(&s, k, "churned", NULL);
        assert_true(AGENTS + flow[k] == series_at(&s, k, "customers", NULL, last_row(&s)));
        assert_true(series_total(&s, k, "new_customers", NULL) == 0);
        flow[k] = laws_until(&s, k, "won_back", NULL, last_row(&s)) - laws_until(&s, k, "won_back", NULL, 15);
    }
    /* Rows 16 to 30: 75 steps from the steady state (week 150 and later). */
    assert_mean("won back", flow, REPLICATES, 75 * AGENTS * (1 - in_steps) * back, Z, 0, .01);
    simulation_free(&s);
}

/* Money of 0.3 per former customer and week at a scale of 0.2: h = .001 + .04 (1 - exp(-1.5)). By week 10
 * everybody's contract has ended once. */
static void test_money(void **state)
{
    const double h = .001 + .04 * -expm1(-1.5);
    struct simulation s = {0};
    double back[REPLICATES], cost[REPLICATES];
    (void)state;
    simulate(&s,
             TWO_STATES "base = 0.001\nlift = 0.04\nscale = 0.2\n[customer]\nlaw = contract\ncontract_a = 1e6\n"
                        "contract_b = 1e-6\n[budget]\nweekly = 1000\nacquisition = 0\nwinback = 1\nunspent = keep\n"
                        "most_per_customer = 0.3\n[time]\nhorizon = 13\n",
             0, REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++) {
        const double formers = series_at(&s, k, "agents", "former", 12);
        back[k] = series_at(&s, k, "won_back", NULL, 13) / formers;
        cost[k] = series_at(&s, k, "cost", "winback", 13) / formers;
        assert_true(formers > .6 * AGENTS);
    }
    assert_mean("won back in a week", back, REPLICATES, -expm1(-h), Z, 0, .03);
    assert_mean("money for each former customer", cost, REPLICATES, .3, Z, 1e-5, .001);
    simulation_free(&s);
}

/* Whoever comes back waits anew for his first purchase. With one first wait for all of a person's lives, those who
 * happen to wait long would be customers most of the time. Lives of a BG/NBD customer who leaves with his first
 * purchase are exponential, as formers' rests are: the two-state chain again. */
static void test_lives_are_independent(void **state)
{
    const double lambda = .03, w = .02;
    struct simulation s = {0};
    double customers[REPLICATES];
    (void)state;
    simulate(&s,
             TWO_STATES "base = 0.02\n[customer]\nlaw = bgnbd\nbgnbd_r = 3e4\nbgnbd_alpha = 1e6\nbgnbd_a = 1e6\n"
                        "bgnbd_b = 1e-6\n[time]\nhorizon = 160\nrecord = 160\n",
             0, REPLICATES, 0);
    /* Both moves are made at the end of a step, half a week late in the mean. */
    laws_at(&s, customers, "customers", NULL, 1, AGENTS);
    assert_mean("customers in the long run", customers, REPLICATES, w / (w + lambda), Z, .005 * .4, .015);
    simulation_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_states),
        cmocka_unit_test(test_money),
        cmocka_unit_test(test_lives_are_independent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
