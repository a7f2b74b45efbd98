/* The uplift of referred customers (Schmitt, Skiera & Van den Bulte 2011): they leave at .82 of the churn of others;
 * their margin is 1.25 times another's at first, and less and less so up to 30 months:
 *
 *   survival exp(-.82 mu t)      margin at tenure t: share * fee * (1 + .25 max(0, 1 - t / 130 weeks))
 *
 * A quarter of the market are customers from the start, each of whom is asked 40 times at once: in the first step all
 * others are referred (a share of e^-10 of them a step later), and nobody is left for later referrals. */
#include "tests/laws/laws.h"

enum { AGENTS = 8000, FIRST = 2000 };
#define ALL_REFERRED                                                                                                   \
    "[market]\nagents = 8000\ninitial_customers = 0.25\n[network]\nkind = mixing\n[wom]\nenabled = no\n"               \
    "[engage]\nenabled = no\n[satisfaction]\nenabled = no\n"                                                           \
    "[customer]\nspend = fixed\nfee = 100\nmargin = 0.5\n"                                                             \
    "[referral]\nenabled = yes\noffspring = poisson\nasks = 40\nintend = 1\nrefer = 1\nconvert = 1\n"                  \
    "enters = customer\nreward_referrer = 0\nreward_friend = 0\n"
#define UPLIFT "uplift = yes\nuplift_churn = 0.82\nuplift_margin = 1.25\nuplift_fades = 130\n"

static double factor(double tenure)
{
    return 1 + .25 * fmax(0, 1 - tenure / 130);
}

/* A fee of 100 at the start and every ten weeks, half of it margin, from those who are still there. */
static void test_survival_and_margins(void **state)
{
    enum { STEP = 5, EACH = 2 }; /* weeks; steps from fee to fee */
    const double mu = .01, referred = AGENTS - FIRST;
    struct simulation s = {0};
    double customers[REPLICATES], margin[REPLICATES], expected = 0;
    (void)state;
    simulate(&s,
             ALL_REFERRED UPLIFT "[customer]\nlaw = exponential\nchurn = 0.01\nperiod = 10\n"
                                 "[time]\nstep = 5\nhorizon = 165\n",
             0, REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++)
        assert_true(laws_until(&s, k, "new_customers", "referral", 1) > .999 * referred);
    for (size_t row = 1; row <= last_row(&s); row++) {
        const double tenure = STEP * ((double)row - 1);
        if (row % EACH == 1) expected += 50 * factor(tenure) * exp(-.82 * mu * tenure);
        if (row % 8 != 1) continue;
        laws_at(&s, customers, "customers", NULL, row, AGENTS);
        assert_mean("customers", customers, REPLICATES,
                    .25 * exp(-mu * STEP * (double)row) + .75 * exp(-.82 * mu * tenure), Z, 1e-4, .01);
        for (size_t k = 0; k < REPLICATES; k++)
            margin[k] = laws_until(&s, k, "acquired_margin", NULL, row) / referred;
        assert_mean("margin of one referred customer", margin, REPLICATES, expected, Z, 1e-4 * expected, .005);
    }
    simulation_free(&s);
}

/* A probability p of leaving becomes 1 - (1 - p)^.82: contracts with theta = 1/4 for everybody. */
static void test_contracts(void **state)
{
    struct simulation s = {0};
    double customers[REPLICATES];
    (void)state;
    simulate(&s,
             ALL_REFERRED UPLIFT "[customer]\nlaw = contract\ncontract_a = 2.5e5\ncontract_b = 7.5e5\nperiod = 4\n"
                                 "[time]\nhorizon = 15\n",
             0, REPLICATES, 0);
    /* After the third renewal of those who came in the first two weeks; four of the others, in whole or in part. */
    for (size_t k = 0; k < REPLICATES; k++)
        customers[k] = series_at(&s, k, "customers", NULL, 15) - FIRST * (.25 * pow(.75, 3) + .75 * pow(.75, 4));
    assert_mean("referred customers", customers, REPLICATES, (AGENTS - FIRST) * pow(.75, .82 * 3), Z, 4, .01);
    simulation_free(&s);
}

/* Off, or on with nothing in it: not one count differs. With less margin than others: less. */
static void test_off(void **state)
{
    struct simulation off = {0}, nothing = {0}, worse = {0};
    (void)state;
    simulate(&off, ALL_REFERRED "uplift = no\nuplift_margin = 3\n[time]\nhorizon = 20\n", 0, 2, 0);
    simulate(&nothing, ALL_REFERRED "uplift = yes\nuplift_churn = 1\nuplift_margin = 1\n[time]\nhorizon = 20\n", 0, 2,
             0);
    simulate(&worse,
             ALL_REFERRED "uplift = yes\nuplift_churn = 1\nuplift_margin = 0.5\nuplift_fades = inf\n"
                          "[time]\nhorizon = 20\n",
             0, 2, 0);
    const size_t bytes = off.setup.n_rows * off.setup.layout.n_counts * sizeof(int64_t);
    for (size_t k = 0; k < 2; k++) {
        const double half = series_total(&worse, k, "acquired_margin", NULL);
        assert_memory_equal(fly_results_record(&off.results, 0, k)->counts,
                            fly_results_record(&nothing.results, 0, k)->counts, bytes);
        assert_true(half > 0 && half == .5 * series_total(&off, k, "acquired_margin", NULL));
        assert_true(series_total(&worse, k, "revenue", NULL) == series_total(&off, k, "revenue", NULL));
    }
    simulation_free(&off);
    simulation_free(&nothing);
    simulation_free(&worse);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_survival_and_margins),
        cmocka_unit_test(test_contracts),
        cmocka_unit_test(test_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
