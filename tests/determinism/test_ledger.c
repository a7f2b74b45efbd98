/* What must add up, adds up exactly: people, customers, attitudes, referrals and every cent, in every recorded week. */
#include "tests/support/test.h"
#include "tests/support/twin_market.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct fly_laid_series *laid_of(const struct simulation *s, const char *name)
{
    const struct fly_laid_series *laid = fly_layout_find(&s->setup.layout, name);
    if (!laid) fail_msg("there is no series %s", name);
    return laid;
}

/* One value in minor units; label NULL: the sum over all labels. */
static int64_t at(const struct simulation *s, const char *name, const char *label, size_t row)
{
    const struct fly_laid_series *laid = laid_of(s, name);
    const int64_t *counts =
        fly_results_record(&s->results, 0, 0)->counts + row * s->setup.layout.n_counts + laid->offset;
    int64_t sum = 0;
    bool any = false;
    for (size_t k = 0; k < laid->n_labels; k++)
        if (!label || !strcmp(laid->labels[k], label)) {
            sum += counts[k];
            any = true;
        }
    if (!any) fail_msg("%s has no label %s", name, label ? label : "");
    return sum;
}

/* The sum over rows 0 .. row. */
static int64_t up_to(const struct simulation *s, const char *name, const char *label, size_t row)
{
    int64_t sum = 0;
    for (size_t r = 0; r <= row; r++)
        sum += at(s, name, label, r);
    return sum;
}

#define EQUAL(a, b) check_equal(#a, #b, row, a, b)
#define AT_LEAST(a, b) check_at_least(#a, #b, row, a, b)

static void check_equal(const char *a, const char *b, size_t row, int64_t x, int64_t y)
{
    if (x != y) fail_msg("row %zu: %s is %lld, but %s is %lld", row, a, (long long)x, b, (long long)y);
}

static void check_at_least(const char *a, const char *b, size_t row, int64_t x, int64_t y)
{
    if (x < y) fail_msg("row %zu: %s is %lld, less than %s, %lld", row, a, (long long)x, b, (long long)y);
}

static void check_people(const struct simulation *s, size_t row)
{
    EQUAL(at(s, "agents", NULL, row), (int64_t)s->setup.n_agents);
    EQUAL(at(s, "agents", "customer", row), at(s, "customers", NULL, row));
    EQUAL(at(s, "attitudes", NULL, row), at(s, "customers", NULL, row));
    AT_LEAST(65535 * at(s, "customers", NULL, row), at(s, "satisfaction_sum", NULL, row));
    EQUAL(at(s, "new_customers", "initial", row), 0);
    if (row == 0) {
        EQUAL(at(s, "customers", NULL, row), (int64_t)s->setup.initial_customers);
        return;
    }
    EQUAL(at(s, "customers", NULL, row), at(s, "customers", NULL, row - 1) + at(s, "new_customers", NULL, row) +
                                             at(s, "won_back", NULL, row) - at(s, "churned", NULL, row));
    EQUAL(at(s, "new_customers", "referral", row), at(s, "referrals", "converted", row));
    const struct fly_laid_series *agents = laid_of(s, "agents");
    for (size_t k = 0; k < agents->n_labels; k++)
        AT_LEAST(at(s, "agents", agents->labels[k], row), 0);
}

/* Who is being handed over was a lead, and will be a customer or get lost. */
static void check_handovers(const struct simulation *s, size_t row)
{
    if (row == 0 || up_to(s, "stage_exits", "handover_onward", last_row(s)) == 0) return;
    EQUAL(at(s, "agents", "handover", row),
          at(s, "agents", "handover", row - 1) + at(s, "stage_exits", "lead_onward", row) -
              at(s, "stage_exits", "handover_onward", row) - at(s, "stage_exits", "handover_away", row));
}

static void check_talk_and_referrals(const struct simulation *s, size_t row)
{
    AT_LEAST(at(s, "signals", "positive", row), at(s, "accepted_signals", "positive", row));
    AT_LEAST(at(s, "signals", "negative", row), at(s, "accepted_signals", "negative", row));
    AT_LEAST(at(s, "referrals", "asked", row), at(s, "referrals", "intended", row));
    AT_LEAST(at(s, "referrals", "intended", row), at(s, "referrals", "invited", row));
    AT_LEAST(up_to(s, "referrals", "invited", row), up_to(s, "referrals", "taken_up", row));
    AT_LEAST(up_to(s, "referrals", "taken_up", row), up_to(s, "referrals", "converted", row));
    AT_LEAST(up_to(s, "referrals", "converted", row), up_to(s, "completed_referrals", NULL, row));
    AT_LEAST(at(s, "generation_sum", NULL, row), at(s, "referrals", "converted", row));
}

/* At most one case a step, and people have to do with all that are given up. */
static void check_cases(const struct simulation *s, size_t row)
{
    AT_LEAST(at(s, "customer_steps", NULL, row), at(s, "cases", NULL, row));
    AT_LEAST(at(s, "cases", "routine", row) + at(s, "cases", "complex", row), at(s, "abandoned_cases", NULL, row));
}

static void check_purchases(const struct simulation *s, size_t row)
{
    AT_LEAST(at(s, "repeat_purchases", NULL, row), at(s, "first_repeats", NULL, row));
    EQUAL(at(s, "purchases", NULL, row),
          at(s, "repeat_purchases", NULL, row) + at(s, "new_customers", NULL, row) + at(s, "won_back", NULL, row));
    AT_LEAST(up_to(s, "new_customers", NULL, row) + up_to(s, "won_back", NULL, row) +
                 (int64_t)s->setup.initial_customers,
             up_to(s, "first_repeats", NULL, row));
    AT_LEAST(at(s, "revenue", NULL, row), at(s, "gross_margin", NULL, row));
    AT_LEAST(at(s, "gross_margin", NULL, row), at(s, "acquired_margin", NULL, row));
}

static void check_community(const struct simulation *s, size_t row)
{
    static const char *const roles[] = {"member", "contributor", "advocate"};
    AT_LEAST(at(s, "customers", NULL, row), at(s, "community", NULL, row));
    for (size_t k = 0; k < 3; k++)
        AT_LEAST(at(s, "community", roles[k], row), 0);
    AT_LEAST(at(s, "customer_steps", NULL, row), at(s, "reviews", NULL, row));
}

/* Segments add up to the whole market. */
static void check_segments(const struct simulation *s, size_t row)
{
    EQUAL(at(s, "segment_customers", NULL, row), at(s, "customers", NULL, row));
    EQUAL(at(s, "segment_new_customers", NULL, row), at(s, "new_customers", NULL, row));
    EQUAL(at(s, "segment_churned", NULL, row), at(s, "churned", NULL, row));
    EQUAL(at(s, "segment_revenue", NULL, row), at(s, "revenue", NULL, row));
    EQUAL(at(s, "segment_margin", NULL, row), at(s, "gross_margin", NULL, row));
    const struct fly_laid_series *laid = laid_of(s, "segment_customers");
    for (size_t k = 0; k < laid->n_labels; k++)
        AT_LEAST(at(s, "segment_customers", laid->labels[k], row), 0);
}

/* `reward`: both incentives of one converted referral, in minor units. */
static void check_money(const struct simulation *s, size_t row, int64_t reward)
{
    const int64_t spent =
        up_to(s, "cost", NULL, row) - up_to(s, "cost", "fixed", row) - up_to(s, "cost", "onboarding", row);
    const struct fly_laid_series *cost = laid_of(s, "cost");
    for (size_t k = 0; k < cost->n_labels; k++)
        if (at(s, "cost", cost->labels[k], row) < 0)
            fail_msg("row %zu: money comes back from %s", row, cost->labels[k]);
    AT_LEAST(up_to(s, "budget", NULL, row), spent);
    EQUAL(up_to(s, "budget", NULL, row) - spent, at(s, "unspent", NULL, row));
    EQUAL(at(s, "profit", NULL, row), at(s, "gross_margin", NULL, row) - at(s, "cost", NULL, row));
    EQUAL(at(s, "cash", NULL, row), up_to(s, "profit", NULL, row));
    EQUAL(up_to(s, "referrals", "converted", row) * reward,
          up_to(s, "cost", "incentives", row) + at(s, "owed", NULL, row));
}

/* Media on people who heard and did not buy, or on nobody; catching those who look makes nobody aware. */
static void check_wasted(const struct simulation *s)
{
    static const char *const generate[] = {"ads", "content"};
    double spent = 0, lost = 0;
    for (size_t c = 0; c < 2; c++) {
        const double media = (double)up_to(s, "cost", generate[c], last_row(s));
        const double aware = (double)up_to(s, "aware", generate[c], last_row(s));
        spent += media;
        lost += aware > 0 ? media * fmax(1 - (double)up_to(s, "new_customers", generate[c], last_row(s)) / aware, 0)
                          : media;
    }
    const double wasted = kpi_of(s, 0, "wasted");
    assert_true(spent > 0 ? fabs(wasted - lost / spent) < 1e-9 : isnan(wasted));
}

/* The whole budget, to the cent: weekly money times weeks and thousands of agents. */
static void check_totals(const struct simulation *s, double weekly)
{
    const double weeks = fly_setup_week(&s->setup, last_row(s));
    assert_int_equal(up_to(s, "budget", NULL, last_row(s)), llround(100 * weekly * s->setup.n_agents / 1000.0 * weeks));
    assert_true(fabs(kpi_of(s, 0, "profit") - .01 * (double)at(s, "cash", NULL, last_row(s))) < 1e-6);
    assert_true(kpi_of(s, 0, "acquired") == (double)up_to(s, "new_customers", NULL, last_row(s)));
    assert_true(kpi_of(s, 0, "customers") == (double)at(s, "customers", NULL, last_row(s)));
    const int64_t onboarding = up_to(s, "cost", "onboarding", last_row(s));
    assert_true(fabs(kpi_of(s, 0, "spend") - .01 * (double)(up_to(s, "cost", NULL, last_row(s)) - onboarding -
                                                            up_to(s, "cost", "fixed", last_row(s)))) < 1e-6);
}

static void check(const char *sets, double weekly, int64_t reward)
{
    struct simulation s = {0};
    simulate_market(&s, sets, 0, 1, 1);
    for (size_t row = 0; row < s.setup.n_rows; row++) {
        check_people(&s, row);
        check_handovers(&s, row);
        check_talk_and_referrals(&s, row);
        check_purchases(&s, row);
        check_segments(&s, row);
        check_cases(&s, row);
        check_community(&s, row);
        check_money(&s, row, reward);
    }
    check_totals(&s, weekly);
    check_wasted(&s);
    print_message("customers %.0f, spent %.2f, converted %.0f\n", series_at(&s, 0, "customers", NULL, last_row(&s)),
                  kpi_of(&s, 0, "spend"), series_total(&s, 0, "referrals", "converted"));
    simulation_free(&s);
}

static void test_everything_on(void **state)
{
    (void)state;
    check(NULL, 60.37, 375);
    check("customer.law=contract; budget.unspent=keep", 60.37, 375);
    check("customer.law=exponential; customer.spend=fixed; customer.margin=1", 60.37, 375);
    check("engage.enabled=no; former.memory=3; referral.offspring=poisson; referral.asks=2", 60.37, 375);
    check("time.step=0.5; time.record=2; time.horizon=40", 60.37, 375);
    check("customer.law=pareto_nbd; referral.uplift=yes; winback.enabled=yes; winback.base=0.02; winback.scale=0.05; "
          "budget.winback=0.1; budget.acquisition=0.3",
          60.37, 375);
    check("budget.acquisition=0.2; budget.service=0.15; budget.technology=0.05; technology.enabled=yes; "
          "sales.enabled=yes; service.enabled=yes; service.rate=0.2; service.law=erlang_a; service.automation=0.2",
          60.37, 375);
    check(MARKET_EVERYTHING "; budget.reinvest=0", 60.37, 375);
    check("channel.ads.max_reach=0", 60.37, 375); /* all of its media is wasted */
}

static void test_segments_and_shocks(void **state)
{
    (void)state;
    const char segments[] = "[segment one]\nshare = 0.25\nspend = 2.5\n[segment other]\nshare = 0.75\nchurn = 2\n";
    const char shocks[] = "[shock much]\nparameter = budget.sales\nvalue = 4\nstart = 20\n"
                          "[shock little]\nparameter = budget.retention\nvalue = 0.1\nshape = ramp\nduration = 50\n"
                          "[shock media]\nparameter = channel.ads.share\nvalue = 1.9\nshape = season\nperiod = 26\n"
                          "[shock refer]\nparameter = referral.refer\nvalue = 3\nshape = pulse\nduration = 30\n"
                          "[coast]\nweek = 60\n";
    char both[1024];
    check(segments, 60.37, 375);
    check(shocks, 60.37, 375);
    (void)snprintf(both, sizeof both, "%s%s[customer]\nlaw = contract\n", segments, shocks);
    check(both, 60.37, 375);
}

/* What is saved for levers is unspent until it is paid. */
static void test_levers_and_handoffs(void **state)
{
    (void)state;
    check(MARKET_LEVER_MONEY MARKET_LEVERS, 60.37, 375);
    check(MARKET_LEVER_MONEY "budget.unspent=carry; handoff.delay=2.5; handoff.loss=0.3; " MARKET_LEVERS, 60.37, 375);
    check("budget.levers=0.01; budget.acquisition=0.39; budget.unspent=keep; " MARKET_LEVERS, 60.37, 375);
}

static void test_reviews_wheels_and_community(void **state)
{
    (void)state;
    const char all[] =
        "[reviews]\nenabled = yes\npromoter_rate = 0.3\n[community]\nenabled = yes\nadvocate = 0.3\n"
        "recruit_rate = 0.5\n[wheel w]\nmoney_from = community\nper_money = 1\ndrives = reach\nlift = 1\n"
        "--set budget.community=0.15; budget.acquisition=0.25";
    char sets[1024];
    check(all, 60.37, 375);
    (void)snprintf(sets, sizeof sets, "%s; engage.enabled=no; winback.enabled=yes; winback.base=0.1", all);
    check(sets, 60.37, 375);
}

/* More is promised than the share can pay: it is owed, and paid later to the cent. */
static void test_incentives_that_wait(void **state)
{
    (void)state;
    check("referral.reward_referrer=199.99; referral.reward_friend=100.01", 60.37, 30000);
}

/* Three shares that all round up by half a cent must not spend a cent that is not there, nor owe one. */
static void test_shares_that_round_up(void **state)
{
    (void)state;
    check(
        "market.agents=1000; market.initial_customers=0.5; network.degree=4; budget.weekly=0.02; budget.acquisition=0; "
        "budget.sales=0.25; budget.retention=0.375; budget.delight=0.375; budget.referral=0; referral.enabled=no",
        0.02, 0);
    check(
        "market.agents=1000; market.initial_customers=0.5; network.degree=4; budget.weekly=0.02; budget.acquisition=0; "
        "budget.sales=0; budget.retention=0.25; budget.delight=0.375; budget.referral=0.375; budget.unspent=keep; "
        "referral.reward_referrer=0.01; referral.reward_friend=0",
        0.02, 1);
    check(
        "market.agents=1000; market.initial_customers=0.5; network.degree=4; budget.weekly=0.01; budget.acquisition=0; "
        "budget.sales=0; budget.retention=0.5; budget.delight=0.5; budget.referral=0; referral.enabled=no",
        0.01, 0);
}

/* A limit that no money reaches, and that 64 bits cannot hold for so many customers, is no limit. */
static void test_no_limit_per_customer(void **state)
{
    (void)state;
    check("market.agents=200000; market.initial_customers=0.6; time.horizon=4; budget.most_per_customer=1e12", 60.37,
          375);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything_on),
        cmocka_unit_test(test_segments_and_shocks),
        cmocka_unit_test(test_levers_and_handoffs),
        cmocka_unit_test(test_incentives_that_wait),
        cmocka_unit_test(test_reviews_wheels_and_community),
        cmocka_unit_test(test_shares_that_round_up),
        cmocka_unit_test(test_no_limit_per_customer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
