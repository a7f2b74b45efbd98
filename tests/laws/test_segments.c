/* Segments: their shares are exact, a market of two adopts by a mixture of exponentials and melts away as one, and each
 * pays by its own multipliers. */
#include "tests/laws/laws.h"

#define ALONE                                                                                                          \
    "[network]\nkind = mixing\n[engage]\nenabled = no\n[wom]\nenabled = no\n[satisfaction]\nenabled = no\n"            \
    "[customer]\nlaw = exponential\nspend = fixed\nfee = 10\nmargin = 0.25\nperiod = 4\n"

/* A hazard of 1/25 a week for the one: .08 of reach at half effect and full trust. */
static const double p = 0.04, share[] = {0.3, 0.7}, reach[] = {2.5, 0.5}, leave[] = {3, 0.4};
static const char *const names[] = {"eager", "slow"};

/* ---- adoption: F(t) = sum of share (1 - exp(-p reach t)) ---- */

struct want {
    const char *series, *label;
    size_t row;
};

static double share_at(const struct simulation *s, size_t replicate, const void *user)
{
    const struct want *want = user;
    return series_at(s, replicate, want->series, want->label, want->row) / s->setup.n_agents;
}

static void check_share(const char *ini, const char *series, const char *label, size_t row, double expected)
{
    double values[REPLICATES];
    laws_collect(values, REPLICATES, ini, share_at, &(struct want){series, label, row});
    assert_mean(label ? label : "both", values, REPLICATES, expected, Z, 0, 0.015);
}

/* 100 replicates of 8,000: the standard error of a share of .1 is .34 % of it. */
static void test_mixture_of_exponentials(void **state)
{
    const char ini[] = ALONE "churn = 0\n[market]\nagents = 8000\n[time]\nhorizon = 30\n"
                             "[budget]\nweekly = 20\n[channel ads]\nshare = 1\nmax_reach = 0.08\nhalf_effect = 20\n"
                             "carry_over = 0\ntrust = 1\n"
                             "[segment eager]\nshare = 0.3\nreach = 2.5\n[segment slow]\nshare = 0.7\nreach = 0.5\n";
    const size_t rows[] = {10, 30};
    (void)state;
    for (int k = 0; k < 2; k++) {
        double both = 0;
        for (int s = 0; s < 2; s++) {
            const double expected = share[s] * -expm1(-p * reach[s] * (double)rows[k]);
            check_share(ini, "segment_customers", names[s], rows[k], expected);
            both += expected;
        }
        check_share(ini, "customers", NULL, rows[k], both);
    }
}

/* Customers of the start leave at mu times their segment's multiplier. */
static void test_churn(void **state)
{
    const char ini[] = ALONE "churn = 0.02\n[market]\nagents = 12000\ninitial_customers = 1\n[time]\nhorizon = 25\n"
                             "[segment eager]\nshare = 0.3\nchurn = 3\n[segment slow]\nshare = 0.7\nchurn = 0.4\n";
    (void)state;
    for (int s = 0; s < 2; s++)
        check_share(ini, "segment_customers", names[s], 25, share[s] * exp(-0.02 * leave[s] * 25));
}

/* ---- exactly ---- */

static void check_exactly(const char *ini, const char *series, const char *label, size_t row, double expected)
{
    struct simulation s = {0};
    simulate(&s, ini, 0, 1, 1);
    const double found = series_at(&s, 0, series, label, row);
    if (found != expected) fail_msg("%s %s: %.17g instead of %.17g", series, label, found, expected);
    simulation_free(&s);
}

static void test_shares(void **state)
{
    const char ini[] = ALONE "[market]\nagents = 10007\ninitial_customers = 1\n[time]\nhorizon = 1\n"
                             "[segment a]\nshare = 0.125\n[segment b]\nshare = 0.375\n[segment c]\nshare = 0.5\n";
    const char none[] = ALONE "[market]\nagents = 10007\ninitial_customers = 1\n[time]\nhorizon = 1\n";
    (void)state;
    check_exactly(ini, "segment_customers", "a", 0, 1251); /* 1250.875 */
    check_exactly(ini, "segment_customers", "b", 0, 3753); /* up to 5003.5 */
    check_exactly(ini, "segment_customers", "c", 0, 5003);
    check_exactly(none, "segment_customers", "all", 0, 10007);
}

/* In eight weeks everybody pays twice, those who buy twice as often four times; one pays three times as much. */
static void test_money(void **state)
{
    const char ini[] = ALONE "churn = 0\n[market]\nagents = 1000\ninitial_customers = 1\n"
                             "[time]\nhorizon = 8\nrecord = 8\n"
                             "[segment often]\nshare = 0.2\npurchases = 2\n[segment much]\nshare = 0.8\nspend = 3\n";
    (void)state;
    check_exactly(ini, "segment_revenue", "often", 1, 200 * 4 * 10);
    check_exactly(ini, "segment_revenue", "much", 1, 800 * 2 * 30);
    check_exactly(ini, "segment_margin", "often", 1, 200 * 4 * 2.5);
    check_exactly(ini, "segment_margin", "much", 1, 800 * 2 * 7.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mixture_of_exponentials),
        cmocka_unit_test(test_churn),
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_money),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
