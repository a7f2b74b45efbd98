/* Common random numbers: a mechanism at zero strength, or off, changes no draw of any other; a rate of zero means
 * that the event never happens. */
#include "tests/support/test.h"
#include "tests/support/twin_market.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Whether a list of names, each followed by a blank, has this one. */
static bool is_named(const char *names, const char *name)
{
    const size_t n = strlen(name);
    for (const char *at = names; *at; at += strcspn(at, " ") + 1)
        if (strcspn(at, " ") == n && !strncmp(at, name, n)) return true;
    return false;
}

/* The values of one label in one row; a label that the other scenario lacks must hold nothing: zero, or undefined. */
static void compare_label(const struct simulation *a, const struct simulation *b, const char *name, const char *label,
                          size_t row)
{
    const struct fly_laid_series *laid = fly_layout_find(&b->setup.layout, name);
    bool known = label == NULL;
    for (size_t k = 0; label && k < laid->n_labels; k++)
        known |= !strcmp(laid->labels[k], label);
    const double x = series_at(a, 0, name, label, row);
    const double y = known ? series_at(b, 0, name, label, row) : isnan(x) ? x : 0;
    if (memcmp(&x, &y, sizeof x)) fail_msg("%s %s in row %zu: %.17g and %.17g", name, label ? label : "", row, x, y);
}

static void compare(const struct simulation *a, const struct simulation *b, const char *but)
{
    for (size_t row = 0; row < a->setup.n_rows; row++)
        for (size_t s = 0; s < a->setup.layout.n_series; s++) {
            const struct fly_laid_series *laid = &a->setup.layout.series[s];
            if (laid->series->kind == FLY_PASSING || is_named(but, laid->series->name)) continue;
            for (size_t k = 0; k < laid->n_labels; k++)
                compare_label(a, b, laid->series->name, laid->labels ? laid->labels[k] : NULL, row);
        }
}

/* Who joined when, who stayed and who paid; who brought whom, where both have a programme. */
static void compare_grids(const struct simulation *a, const struct simulation *b)
{
    const struct fly_layout *layout = &a->setup.layout;
    const int64_t *x = fly_results_record(&a->results, 0, 0)->grids, *y = fly_results_record(&b->results, 0, 0)->grids;
    assert_true(fly_laid_grid_size(fly_layout_find_grid(layout, "cohort_active")) > 0);
    for (size_t g = 0; g < layout->n_grids; g++) {
        const struct fly_laid_grid *one = &layout->grids[g];
        const struct fly_laid_grid *other = fly_layout_find_grid(&b->setup.layout, one->grid->name);
        const size_t n = fly_laid_grid_size(one), n_other = fly_laid_grid_size(other);
        if (!strncmp(one->grid->name, "referral", 8) && (n == 0 || n_other == 0)) continue;
        assert_true(n == n_other);
        if (n > 0) assert_memory_equal(x + one->offset, y + other->offset, n * sizeof(int64_t));
    }
}

/* What may differ must: else the test would compare nothing. */
static void check_differs(const struct simulation *a, const struct simulation *b, const struct fly_laid_series *laid)
{
    bool differs = false;
    for (size_t row = 0; row < a->setup.n_rows; row++)
        for (size_t k = 0; k < laid->n_labels; k++) {
            const char *label = laid->labels ? laid->labels[k] : NULL;
            differs |=
                series_at(a, 0, laid->series->name, label, row) != series_at(b, 0, laid->series->name, label, row);
        }
    if (!differs) fail_msg("%s does not differ", laid->series->name);
}

/* Both variants of the market give the same series, but those named. */
static void check_same(const char *one, const char *other, const char *but)
{
    struct simulation a = {0}, b = {0};
    simulate_market(&a, one, 0, 1, 1);
    simulate_market(&b, other, 0, 1, 1);
    compare(&a, &b, but);
    compare(&b, &a, but);
    compare_grids(&a, &b);
    for (size_t k = 0; k < a.setup.layout.n_series; k++)
        if (is_named(but, a.setup.layout.series[k].series->name)) check_differs(&a, &b, &a.setup.layout.series[k]);
    simulation_free(&a);
    simulation_free(&b);
}

#define NO_MONEY "budget.referral=0; budget.acquisition=0.6; "
#define NO_REWARD "referral.reward_referrer=0; referral.reward_friend=0; "

static void test_zero_strength_is_off(void **state)
{
    (void)state;
    check_same(NO_MONEY NO_REWARD "referral.convert=0", NO_MONEY "referral.enabled=no", "referrals ");
    check_same(NO_MONEY NO_REWARD "referral.ask_rate=0", NO_MONEY "referral.enabled=no", "");
    check_same(NO_MONEY NO_REWARD "referral.offspring=poisson; referral.asks=0", NO_MONEY "referral.enabled=no", "");
    check_same("wom.promoter_rate=0; wom.passive_rate=0; wom.detractor_rate=0; wom.former_rate=0; wom.rejecter_rate=0",
               "wom.enabled=no", "");
    check_same("wom.trust=0", "wom.enabled=no", "signals ");
    check_same("attract.constant_hazard=0", NULL, "");
    check_same(
        "satisfaction.enabled=no; customer.law=exponential; customer.churn=0; customer.spend=fixed; customer.fee=0",
        "satisfaction.enabled=no; customer.enabled=no",
        "purchases repeat_purchases first_repeats speed momentum energy ");
}

static void test_satisfaction_without_effect(void **state)
{
    (void)state;
    /* With nobody talking and nobody asked, satisfaction is only looked at. */
    const char *const alone = "customer.satisfaction_effect=0; wom.enabled=no; referral.enabled=no";
    const char *const noisy = "customer.satisfaction_effect=0; wom.enabled=no; referral.enabled=no; "
                              "satisfaction.noise=0.05; satisfaction.start=0.5; satisfaction.learning=0.7";
    check_same(alone, noisy, "attitudes satisfaction_sum satisfaction nps churned_by_attitude ");
}

static void test_channels_without_reach(void **state)
{
    (void)state;
    check_same("[channel more]\nmax_reach = 0", NULL, "");
    check_same("[channel more]\nmax_reach = 5\ntrust = 1", NULL, ""); /* no money */
    check_same("[channel more]\nkind = capture\nmax_reach = 0", NULL, "");
    check_same("[channel more]\nenabled = no\nshare = 0.7\nmax_reach = 5", NULL, "");
}

static void test_retention_and_friction_at_zero(void **state)
{
    (void)state;
    check_same("retention.ceiling=0; retention.scale=1", "retention.ceiling=0; retention.scale=7", "");
    check_same("retention.ceiling=0; budget.retention=0; budget.acquisition=0.6; budget.unspent=keep",
               "retention.ceiling=0.5; budget.retention=0; budget.acquisition=0.6; budget.unspent=keep", "");
    check_same("satisfaction.delight_lift=0; satisfaction.delight_scale=1",
               "satisfaction.delight_lift=0; satisfaction.delight_scale=3", "");
    check_same("engage.sales_lift=0; engage.sales_scale=1", "engage.sales_lift=0; engage.sales_scale=30", "");
    check_same("engage.evidence_effect=0; engage.evidence_half=1", "engage.evidence_effect=0; engage.evidence_half=9",
               "");
    check_same("friction.engage.service=0", NULL, "");
    check_same("friction.delight.service=0; satisfaction.friction_penalty=0.9", "friction.delight.service=0", "");
    check_same("budget.fixed_cost=0", NULL, "cost profit cash npv ");
    check_same("ledger.discount=0", NULL, "npv ");
    check_same("customer.margin=0.1", NULL, "gross_margin acquired_margin segment_margin profit cash npv ");
}

static void test_shocks_without_strength(void **state)
{
#define SHOCK(set) "[shock x]\nparameter = wom.trust\n" set
    (void)state;
    const char *const none = SHOCK("value = 9\nstart = 100\n");
    check_same(SHOCK("value = 1\n"), none, "");
    check_same(SHOCK("value = 1\nshape = season\nperiod = 7\n"), none, "");
    check_same(SHOCK("shape = points\npoints = 3:1,20:1,40:1\n"), none, "");
    check_same(SHOCK("value = 0\nhow = add\nshape = ramp\nduration = 30\n"), none, "shock_factor ");
    check_same(SHOCK("value = 0.7\nhow = set\nshape = pulse\nstart = 7\nduration = 30\n"), none, "shock_factor ");
    /* A shock that never comes, and one that is off, are none. */
    check_same("[shock x]\nenabled = no\nparameter = budget.weekly\nvalue = 2\n", NULL, "");
    check_same("coast.week=80", NULL, "");
#undef SHOCK
}

static void test_levers_and_handoffs_at_zero(void **state)
{
    (void)state;
    /* Nobody waits, gets lost or is less content: only the way is another. */
    check_same("handoff.enabled=yes; handoff.count=2; handoff.delay=0; handoff.loss=0; handoff.satisfaction=0", NULL,
               "journey stage_exits handoffs ");
    check_same("handoff.enabled=yes; handoff.count=2; handoff.sharing=1; handoff.loss=0.9; handoff.delay=9", NULL,
               "journey stage_exits handoffs ");
    check_same("handoff.enabled=yes; handoff.count=0", NULL, "journey stage_exits handoffs ");
    check_same("[lever x]\nservice = 0\n", "[lever x]\nservice = 0\nenabled = no\n", "lever_level ");
    check_same("[lever x]\ndata = 1\n", "[lever x]\ndata = 1\nenabled = no\n", "lever_level "); /* no such friction */
    check_same("[lever x]\nservice = 1\ncost_once = 1\n", "[lever x]\nservice = 1\nenabled = no\n", "lever_level ");
    check_same("time.horizon=40; [lever x]\nservice = 1\nstart = 1 year\n",
               "time.horizon=40; [lever x]\nservice = 1\nenabled = no\n", "lever_level ");
    check_same("[feedback]\nenabled = yes\ncost = 0\n", NULL, "friction_found ");
}

#define KEEP "budget.unspent=keep; budget.acquisition=0.2; "

static void test_sales_and_service_at_zero(void **state)
{
    (void)state;
    check_same("technology.enabled=yes", NULL, "technology "); /* no money */
    check_same(KEEP "budget.technology=0.2; technology.enabled=yes; technology.reps=0; technology.customers=0; "
                    "technology.sharing=1",
               KEEP "budget.technology=0.2; technology.enabled=yes; technology.reps=0; technology.customers=0; "
                    "technology.sharing=1; technology.sharing_ceiling=0",
               "technology "); /* nobody makes use of shared knowledge here */
    check_same("engage.sales_lift=0; budget.sales=0; budget.acquisition=0.5; sales.enabled=yes; sales.hours_per_lead=0",
               "engage.sales_lift=0; budget.sales=0; budget.acquisition=0.5", "sales_load sales_capacity ");
    check_same("service.enabled=yes; service.rate=0", NULL, "case_wait service_load service_capacity service_backlog ");
    /* Satisfaction that learns nothing from a case: cases, and nothing else. */
    check_same("satisfaction.learning=0; service.enabled=yes", "satisfaction.learning=0",
               "cases case_wait service_load service_capacity service_backlog ");
    check_same(KEEP "budget.service=0.2; service.enabled=yes; service.wait_penalty=0; service.wage=7",
               KEEP "budget.service=0.2; service.enabled=yes; service.wait_penalty=0; service.wage=8",
               "cost unspent profit cash npv case_wait service_capacity service_utilisation ");
}

static void test_reviews_wheels_and_community_without_strength(void **state)
{
    (void)state;
    check_same("reviews.enabled=yes; reviews.effect=0", NULL, "reviews rating review_number ");
    check_same("reviews.enabled=yes; reviews.trust=0", NULL, "reviews rating review_number ");
    check_same("reviews.enabled=yes; reviews.promoter_rate=0; reviews.passive_rate=0; reviews.detractor_rate=0", NULL,
               "review_number ");
    check_same("[wheel w]\nlift = 5\ndrives = reach\n", NULL, ""); /* never turned */
    check_same("[wheel w]\nenabled = no\nstart = 7\nlift = 5\ndrives = reach\n", NULL, "");
    check_same("[wheel w]\nconstant = 1\nlift = 0\ndrives = churn\n", "[wheel w]\nconstant = 1\nlift = 3\n", "");
    check_same("[wheel w]\nconstant = 1\nlift = 0\ndrives = quality\n", "[wheel w]\nstart = 1\nlift = 0\n",
               "wheel_level ");
    /* Members are there without money, and do nothing. */
    check_same("community.enabled=yes", NULL, "community community_activity ");
    const char *const alone =
        "community.enabled=yes; budget.unspent=keep; budget.acquisition=0.3; budget.community=0.1; "
        "community.consideration=no; community.onboarding=no; community.recruitment=no";
    const char *const none = "budget.unspent=keep; budget.acquisition=0.3; budget.community=0.1";
    check_same(alone, none, "community contributions community_activity cost unspent profit cash npv ");
}

/* ---- a rate of zero ---- */

static void check_never(const char *sets, const char *series, const char *label)
{
    struct simulation with = {0}, without = {0};
    simulate_market(&with, NULL, 0, 1, 1);
    simulate_market(&without, sets, 0, 1, 1);
    if (!(series_total(&with, 0, series, label) != 0)) fail_msg("%s does not happen anyway", series);
    if (series_total(&without, 0, series, label) != 0) fail_msg("%s happens with %s", series, sets);
    simulation_free(&with);
    simulation_free(&without);
}

/* Where nobody can be won back, the words of formers and customers are drawn all the same. */
static void test_customers_at_zero(void **state)
{
    (void)state;
    check_same("winback.enabled=yes; winback.base=0; winback.lift=0", "winback.enabled=no; winback.base=0.5", "");
    check_same("winback.enabled=yes; winback.base=0; winback.lift=0.5", NULL, ""); /* no money */
    check_same("referral.uplift=yes; referral.uplift_churn=1; referral.uplift_margin=1", "referral.uplift=no", "");
    check_same("referral.uplift=yes; referral.uplift_churn=1; referral.uplift_margin=1.25", NULL,
               "gross_margin acquired_margin segment_margin profit cash npv ");
    check_same("customer.friction_effect=0; satisfaction.friction_penalty=0; friction.delight.service=0.9",
               "satisfaction.friction_penalty=0; friction.delight.service=0", "friction ");
    check_same("customer.friction_effect=3; friction.delight.service=0", "friction.delight.service=0", "");
}

static void test_rate_zero_no_event(void **state)
{
    (void)state;
    check_never("channel.ads.max_reach=0", "aware", "ads");
    check_never("channel.content.trust=0", "aware", "content");
    check_never("budget.weekly=0", "aware", "ads");
    check_never("budget.weekly=0; budget.fixed_cost=0", "cost", NULL);
    check_never("engage.prospect_to_lead=0; channel.search.max_reach=0; referral.enabled=no", "stage_exits",
                "prospect_onward");
    check_never("engage.lead_to_customer=0", "stage_exits", "lead_onward");
    check_never("wom.promoter_rate=0; wom.passive_rate=0", "signals", "positive");
    check_never("wom.detractor_rate=0; wom.former_rate=0; wom.rejecter_rate=0", "signals", "negative");
    check_never("wom.trust=0", "accepted_signals", NULL);
    check_never("wom.negative_power=0", "rejected", NULL);
    check_never("referral.ask_rate=0", "referrals", "asked");
    check_never("referral.intend=0; referral.refer=0", "referrals", "intended");
    check_never("referral.refer=0", "referrals", "invited");
    check_never("referral.convert=0", "referrals", "taken_up");
    check_never("customer.law=exponential; customer.churn=0", "churned", NULL);
    check_never("customer.margin=0", "gross_margin", NULL);
    check_never("market.initial_customers=0; attract.enabled=no", "new_customers", NULL);
    check_never("market.initial_customers=0; budget.weekly=0", "agents", "customer");
}

/* ---- seeds ---- */

static void test_network_seed(void **state)
{
    (void)state;
    /* Nobody talks along ties, nobody refers: the network is not looked at. */
    check_same("seed.network=1; wom.weak_share=1; referral.enabled=no",
               "seed.network=2; wom.weak_share=1; referral.enabled=no", "");
    /* Else it matters, but not for what was decided before the first message. */
    struct simulation a = {0}, b = {0};
    simulate_market(&a, "seed.network=1", 0, 1, 1);
    simulate_market(&b, "seed.network=2", 0, 1, 1);
    assert_false(same_records(&a.setup, fly_results_record(&a.results, 0, 0), fly_results_record(&b.results, 0, 0)));
    const char *const before[] = {"signals", "purchases", "revenue", "churned"};
    for (size_t k = 0; k < 4; k++)
        for (size_t row = 0; row < 2; row++)
            assert_true(series_at(&a, 0, before[k], NULL, row) == series_at(&b, 0, before[k], NULL, row));
    simulation_free(&a);
    simulation_free(&b);
}

static void test_each_seed_matters(void **state)
{
    const char *const seeds[] = {"seed.population=9", "seed.network=9", "seed.dynamics=9", "run.seed=9"};
    struct simulation base = {0};
    (void)state;
    simulate_market(&base, "time.horizon=20", 0, 1, 1);
    for (size_t k = 0; k < 4; k++) {
        struct simulation other = {0};
        char sets[64];
        (void)snprintf(sets, sizeof sets, "time.horizon=20; %s", seeds[k]);
        simulate_market(&other, sets, 0, 1, 1);
        assert_false(same_records(&base.setup, fly_results_record(&base.results, 0, 0),
                                  fly_results_record(&other.results, 0, 0)));
        simulation_free(&other);
    }
    simulation_free(&base);
    /* Setting all three to what run.seed says changes nothing. */
    check_same("run.seed=5", "run.seed=6; seed.population=5; seed.network=5; seed.dynamics=5", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zero_strength_is_off),
        cmocka_unit_test(test_satisfaction_without_effect),
        cmocka_unit_test(test_channels_without_reach),
        cmocka_unit_test(test_retention_and_friction_at_zero),
        cmocka_unit_test(test_shocks_without_strength),
        cmocka_unit_test(test_customers_at_zero),
        cmocka_unit_test(test_levers_and_handoffs_at_zero),
        cmocka_unit_test(test_sales_and_service_at_zero),
        cmocka_unit_test(test_reviews_wheels_and_community_without_strength),
        cmocka_unit_test(test_rate_zero_no_event),
        cmocka_unit_test(test_network_seed),
        cmocka_unit_test(test_each_seed_matters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
