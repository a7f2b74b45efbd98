/* The engine and its slow twin simulate the same markets: every integer of every week is equal, every real to 1e-9. */
#include "tests/support/test.h"
#include "tests/support/twin.h"
#include "tests/support/twin_market.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One series of one row: flows add up over the steps of the row, stocks and reals are those of its last step. */
static void compare_counts(const struct simulation *s, const struct twin_step *steps,
                           const struct fly_laid_series *laid, size_t row)
{
    const struct fly_record *record = fly_results_record(&s->results, 0, 0);
    const size_t last = row * s->setup.steps_per_row, first = row ? last - s->setup.steps_per_row + 1 : 0;
    for (size_t k = 0; k < laid->n_labels; k++) {
        int64_t expected = 0;
        for (size_t step = first; step <= last; step++) {
            size_t most = 0;
            const int64_t *values = twin_counts(&steps[step], laid->series->name, &most);
            if (!values || laid->n_labels > most) fail_msg("the twin does not know the series %s", laid->series->name);
            expected = (laid->series->kind == FLY_FLOW ? expected : 0) + values[k];
        }
        const int64_t found = record->counts[row * s->setup.layout.n_counts + laid->offset + k];
        if (found != expected)
            fail_msg("%s %s in row %zu: the engine says %lld, the twin %lld", laid->series->name,
                     laid->labels ? laid->labels[k] : "", row, (long long)found, (long long)expected);
    }
}

static void compare_reals(const struct simulation *s, const struct twin_step *steps, const struct fly_laid_series *laid,
                          size_t row)
{
    size_t most = 0;
    const struct fly_record *record = fly_results_record(&s->results, 0, 0);
    const double *expected = twin_reals(&steps[row * s->setup.steps_per_row], laid->series->name, &most);
    const double *found = record->reals + row * s->setup.layout.n_reals + laid->offset;
    if (!expected || laid->n_labels > most) fail_msg("the twin does not know the series %s", laid->series->name);
    for (size_t k = 0; k < laid->n_labels; k++)
        if (!(isnan(found[k]) && isnan(expected[k])) &&
            !(fabs(found[k] - expected[k]) <= 1e-9 * fmax(fabs(found[k]), fabs(expected[k]))))
            fail_msg("%s %s in row %zu: the engine says %.17g, the twin %.17g", laid->series->name,
                     laid->labels ? laid->labels[k] : "", row, found[k], expected[k]);
}

static void compare_grid(const struct simulation *s, const struct twin_grids *grids, const struct fly_laid_grid *laid)
{
    const int64_t *found = fly_results_record(&s->results, 0, 0)->grids + laid->offset;
    size_t at[FLY_GRID_DIMS];
    for (at[0] = 0; at[0] < laid->n_labels[0]; at[0]++)
        for (at[1] = 0; at[1] < laid->n_labels[1]; at[1]++)
            for (at[2] = 0; at[2] < laid->n_labels[2]; at[2]++, found++) {
                const int64_t *expected = twin_grid_value(grids, laid->grid->name, at);
                if (!expected) fail_msg("the twin does not know the grid %s", laid->grid->name);
                if (*found != *expected)
                    fail_msg("%s at %zu, %zu, %zu: the engine says %lld, the twin %lld", laid->grid->name, at[0], at[1],
                             at[2], (long long)*found, (long long)*expected);
            }
    if (!strncmp(laid->grid->name, "cohort", 6) && laid->n_labels[0] > 0 && laid->n_labels[0] != grids->n)
        fail_msg("%s has %zu cohorts, the twin %zu", laid->grid->name, laid->n_labels[0], grids->n);
}

static void compare(const struct simulation *s, uint32_t replicate)
{
    struct twin_step *steps = calloc(s->setup.n_steps + 1, sizeof steps[0]);
    struct twin_grids *grids = calloc(1, sizeof *grids);
    assert_true(steps && grids);
    twin_run(&s->setup, replicate, steps, grids);
    /* Row by row: the first difference is the one to look at. */
    for (size_t row = 0; row < s->setup.n_rows; row++)
        for (size_t k = 0; k < s->setup.layout.n_series; k++) {
            const struct fly_laid_series *laid = &s->setup.layout.series[k];
            if (laid->series->kind == FLY_PASSING) continue;
            (laid->series->kind == FLY_REAL ? compare_reals : compare_counts)(s, steps, laid, row);
        }
    for (size_t k = 0; k < s->setup.layout.n_grids; k++)
        if (strcmp(s->setup.layout.grids[k].grid->name, "target_met")) /* says what the series say */
            compare_grid(s, grids, &s->setup.layout.grids[k]);
    free(grids);
    free(steps);
}

/* `alive` names a series that must not stay 0, else the scenario would test nothing; NULL: never mind. */
static void check_on(const char *sets, uint32_t replicate, const char *alive)
{
    struct simulation s = {0};
    simulate_market(&s, sets, replicate, 1, 1);
    compare(&s, replicate);
    if (alive && series_total(&s, 0, alive, NULL) <= 0) fail_msg("no %s at all", alive);
    print_message("purchases %.0f, new customers %.0f, churned %.0f, rejected %.0f, converted %.0f, completed %.0f\n",
                  series_total(&s, 0, "purchases", NULL), series_total(&s, 0, "new_customers", NULL),
                  series_total(&s, 0, "churned", NULL), series_total(&s, 0, "rejected", NULL),
                  series_total(&s, 0, "referrals", "converted"), series_total(&s, 0, "completed_referrals", NULL));
    simulation_free(&s);
}

static void check(const char *sets)
{
    check_on(sets, 0, "purchases");
}

static void test_bgnbd(void **state)
{
    (void)state;
    check(NULL);
}

static void test_contract(void **state)
{
    (void)state;
    check("customer.law=contract; budget.unspent=keep");
}

static void test_exponential_and_a_fee(void **state)
{
    (void)state;
    check("customer.law=exponential; customer.spend=fixed; customer.fee=7.77; customer.margin=0.333; "
          "network.kind=regular; network.degree=5; market.agents=9002");
    check("[segment a]\nshare = 0.6\n[segment b]\nshare = 0.4\nchurn = 7\n--set customer.law=exponential; "
          "customer.churn=0.1; referral.uplift=yes; referral.uplift_churn=6; referral.enters=customer");
}

static void test_pareto_nbd(void **state)
{
    (void)state;
    check("customer.law=pareto_nbd; customer.pareto_r=1.5; customer.pareto_s=0.8; customer.friction_effect=0.7");
    check("customer.law=pareto_nbd; time.law=discrete; time.step=2; customer.pareto_beta=5");
}

static void test_won_back(void **state)
{
    (void)state;
    const char money[] = "winback.enabled=yes; winback.base=0.02; winback.lift=0.3; winback.scale=0.1; "
                         "budget.winback=0.1; budget.acquisition=0.3";
    char sets[512];
    check_on(money, 0, "won_back");
    (void)snprintf(sets, sizeof sets, "%s; customer.law=pareto_nbd; referral.offspring=poisson", money);
    check_on(sets, 0, "won_back");
    check_on("winback.enabled=yes; customer.law=exponential; customer.spend=fixed", 0, "won_back");
}

static void test_uplift_of_the_referred(void **state)
{
    (void)state;
    check("referral.uplift=yes; referral.uplift_fades=30");
    check("referral.uplift=yes; referral.uplift_churn=1.3; referral.uplift_margin=0.7; referral.uplift_fades=inf; "
          "customer.law=exponential; winback.enabled=yes; winback.base=0.05");
}

/* What a variant adds to the twins' market; the wheels take in every event there is. */
#define COMMUNITY                                                                                                      \
    "[community]\nenabled = yes\nadvocate = 0.3\ncontribute = 0.4\nrecruit_rate = 0.5\nonboarding_lift = 0.1\n"        \
    "consideration_lift = 0.6\nscale = 0.05\n"
#define REVIEWS                                                                                                        \
    "[reviews]\nenabled = yes\npromoter_rate = 0.05\npassive_rate = 0.02\ndetractor_rate = 0.1\neffect = 3\n"
#define WHEELS                                                                                                         \
    "[wheel brand]\nmoney_from = ads\nper_money = 0.02\nper_good_word = 0.1\nper_bad_word = -0.2\ndrives = reach\n"    \
    "lift = 0.7\ncouples_to = leads:0.1, growth:0.02\n"                                                                \
    "[wheel leads]\nfriction = 0.3\ncouples_to = brand:0.05\ndrives = consider\nlift = 0.5\nscale = 2\n"               \
    "money_from = sales\nper_money = 0.05\nper_review = 0.1\n"                                                         \
    "[wheel growth]\nfriction = 0.05\nper_purchase = 0.01\nper_new_customer = 0.1\nper_referral = 0.3\n"               \
    "drives = talk\nlift = 0.4\nscale = 5\ncouples_to = brand:0.01\n"                                                  \
    "[wheel content]\nstart = 1\nper_contribution = 0.5\ndrives = channel\nchannel = content\nlift = 2\n"              \
    "[wheel quality]\nconstant = 0.1\ndrives = quality\nlift = 0.1\n"                                                  \
    "[wheel tiredness]\nconstant = 0.02\ndrives = refer\nlift = -0.8\n"                                                \
    "[wheel none]\nenabled = no\nstart = 5\ndrives = churn\nlift = 5\ncouples_to = brand:1\n"

static void test_reviews(void **state)
{
    (void)state;
    check_on(REVIEWS, 0, "reviews");
    check_on(REVIEWS "start_number = 3\nstart_rating = 2\nhalf_life = inf\nneutral = 1.5\n[time]\nlaw = discrete\n", 0,
             "reviews");
}

static void test_wheels(void **state)
{
    (void)state;
    check_on(WHEELS, 0, "wheel_level");
    check_on(WHEELS REVIEWS COMMUNITY
             "--set budget.community=0.1; budget.acquisition=0.3; time.step=0.5; time.record=2;"
             "time.horizon=40",
             0, "wheel_level");
    check_on(WHEELS "[shock a]\nparameter = wheel.brand.friction\nvalue = 3\nshape = season\nperiod = 20\n"
                    "[shock b]\nparameter = wheel.leads.lift\nhow = set\nvalue = -1\nstart = 30\n",
             0, "wheel_level");
}

static void test_community(void **state)
{
    (void)state;
    const char money[] = "--set budget.community=0.1; budget.acquisition=0.3";
    char sets[1024];
    (void)snprintf(sets, sizeof sets, "%s%s", COMMUNITY, money);
    check_on(sets, 0, "contributions");
    (void)snprintf(sets, sizeof sets,
                   "%s[segment one]\nshare = 0.4\nreferral = 3\n[segment other]\nshare = 0.6\n%s; %s", COMMUNITY, money,
                   "time.law=discrete; winback.enabled=yes; winback.base=0.05; former.memory=9");
    check_on(sets, 0, "contributions");
    (void)snprintf(sets, sizeof sets,
                   "%s[shock a]\nparameter = community.join\nvalue = 0.3\nstart = 20\n"
                   "[shock b]\nparameter = budget.community\nvalue = 0\nstart = 40\n%s",
                   COMMUNITY, money);
    check_on(sets, 0, "contributions");
    (void)snprintf(sets, sizeof sets,
                   "%s[service]\nenabled = yes\nrate = 0.2\n[technology]\nenabled = yes\nreps = 0\ncustomers = 1\n"
                   "--set budget.community=0.1; budget.service=0.1; budget.technology=0.1; budget.acquisition=0.1",
                   COMMUNITY);
    check_on(sets, 0, "cases");
    /* A lever that waits for what surveys and members find; and one that has only members to wait for. */
    (void)snprintf(sets, sizeof sets, "budget.levers=0.1; budget.community=0.1; budget.acquisition=0.2; %s%s",
                   MARKET_LEVERS, COMMUNITY);
    check_on(sets, 0, "contributions");
    (void)snprintf(sets, sizeof sets,
                   "budget.levers=0.1; budget.community=0.1; budget.acquisition=0.2; "
                   "[lever heard]\nservice = 0.9\nstage = delight\ntrigger = feedback\ncost_once = 9\n%s",
                   COMMUNITY);
    check_on(sets, 0, "lever_level");
    check_on("community.enabled=yes; community.consideration=no; community.onboarding=no; community.recruitment=no", 0,
             "community");
}

static void test_asked_a_random_number_of_times(void **state)
{
    (void)state;
    check("referral.offspring=poisson; referral.asks=3; referral.enters=customer");
    check("referral.offspring=geometric; referral.asks=2; referral.reward_referrer=0; referral.reward_friend=0");
}

static void test_segments(void **state)
{
    (void)state;
    const char segments[] = "[segment b2c]\nshare = 0.7\ntalk = 2\nreach = 0.5\nspend = 0.4\n"
                            "[segment b2b]\nshare = 0.3\nconversion = 0.5\nabandon = 0.7\nchurn = 0.4\n"
                            "purchases = 3\nreferral = 2.5\ncases = 3\n";
    char more[1024];
    check(segments);
    (void)snprintf(more, sizeof more, "%s[customer]\nlaw = contract\n[wom]\nrate_per = tie\n", segments);
    check(more);
}

/* Parameters of many mechanisms at once, one of them three times, on steps of one and of half a week. */
static void test_schedules(void **state)
{
    const char shocks[] =
        "[shock a]\nparameter = channel.ads.trust\nvalue = 2\nshape = pulse\nstart = 10.3\nduration = 20.5\n"
        "[shock b]\nparameter = wom.trust\nvalue = 0.4\nshape = ramp\nstart = 5\nduration = 30\n"
        "[shock c]\nparameter = budget.weekly\nshape = points\npoints = 3.5:1,20:1.4,50:0.6\n"
        "[shock d]\nparameter = friction.engage.handoff\nhow = add\nvalue = 0.3\nshape = recovery\nstart = 8\n"
        "duration = 9\n"
        "[shock e]\nparameter = wom.fit\nhow = set\nvalue = 2\nstart = 12\n"
        "[shock f]\nparameter = channel.content.share\nvalue = 3\nstart = 15\n"
        "[shock g]\nparameter = referral.refer\nhow = add\nvalue = 0.6\nshape = season\nperiod = 26\nphase = 4\n"
        "[shock h]\nparameter = wom.trust\nshape = points\npoints = 0:1,40:1.3,60:0.5\nbetween = hold\n";
    (void)state;
    check(shocks);
    char more[2048];
    (void)snprintf(more, sizeof more,
                   "%s[coast]\nweek = 41\n[segment one]\nshare = 0.4\nchurn = 2\n"
                   "[segment other]\nshare = 0.6\nspend = 3\n",
                   shocks);
    check(more);
    check("coast.week=30.25; time.horizon=40; time.step=0.5; time.record=2; attract.constant_hazard=0.01");
}

static void test_discrete_time(void **state)
{
    (void)state;
    check("time.law=discrete");
    check("time.law=discrete; customer.law=exponential; wom.rate_per=tie; wom.promoter_rate=0.05; "
          "attract.constant_hazard=0.01");
}

static void test_money_that_comes_back(void **state)
{
    (void)state;
    check("budget.weekly=20; budget.reinvest=0.3; budget.unspent=carry; budget.onboarding_cost=3.21");
}

static void test_networks_without_a_shape(void **state)
{
    (void)state;
    check("network.kind=mixing; wom.memory_law=exponential");
    check("network.kind=complete; engage.abandon_to=lost");
    check("network.kind=ring; network.degree=4; wom.rate_per=tie; wom.promoter_rate=0.1");
}

/* Networks of one's own in each replicate, and those whose degrees vary. */
static void test_networks_of_chance(void **state)
{
    static const char per_tie[] = "wom.rate_per=tie; wom.promoter_rate=0.06; wom.passive_rate=0.03; "
                                  "wom.detractor_rate=0.05; wom.former_rate=0.05; wom.rejecter_rate=0.02";
    char sets[512];
    (void)state;
    (void)snprintf(sets, sizeof sets, "network.kind=scale_free; %s", per_tie);
    check_on(sets, 3, "purchases");
    (void)snprintf(sets, sizeof sets, "network.kind=scale_free; network.most_ties=12; %s", per_tie);
    check(sets);
    (void)snprintf(sets, sizeof sets, "network.kind=erdos_renyi; network.degree=3; %s", per_tie);
    check(sets);
    check("network.kind=cliques; network.degree=7; wom.rate_per=tie; wom.promoter_rate=0.1");
    check("network.kind=lattice; network.degree=8; market.agents=9000; referral.offspring=poisson; referral.asks=2");
}

static void test_blocks(void **state)
{
    (void)state;
    check("[segment one]\nshare = 0.3\ntalk = 2\n[segment two]\nshare = 0.7\nreferral = 2\n"
          "--set network.kind=blocks; network.degree=9; network.within=0.75");
    check("network.kind=blocks; network.degree=5; network.within=1");
}

/* Friends by a rule with a heavy tail, with isolated people, a self-loop and a tie named twice. */
static void test_network_file(void **state)
{
    char path[] = "/tmp/fly_twin_XXXXXX", sets[512];
    (void)state;
    const int fd = mkstemp(path);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    assert_non_null(file);
    (void)fprintf(file, "# people\n0 1\n1 0\n7 7\n");
    for (uint32_t k = 0; k < 30000; k++) {
        const struct fly_words words = fly_draw(fly_key_make(3, 0), k, 0, 1, 0);
        const double u = fly_unit(words.w[0]);
        (void)fprintf(file, "%u %u\n", (unsigned)(8500 * u * u * u), fly_below(words.w[1], 8500));
    }
    (void)fclose(file);
    (void)snprintf(sets, sizeof sets, "network.kind=file; network.file=%s", path);
    check(sets);
    (void)snprintf(
        sets, sizeof sets,
        "network.kind=file; network.file=%s; wom.rate_per=tie; wom.promoter_rate=0.06; wom.passive_rate=0.03; "
        "wom.detractor_rate=0.05; wom.former_rate=0.05; wom.rejecter_rate=0.02",
        path);
    check(sets);
    (void)snprintf(sets, sizeof sets, "network.kind=file; network.file=%s; network.directed=yes", path);
    check(sets);
    (void)remove(path);
}

static void test_handoffs(void **state)
{
    (void)state;
    check_on("handoff.enabled=yes; handoff.count=2; handoff.delay=0.7; handoff.loss=0.2; handoff.satisfaction=0.05", 0,
             "purchases");
    /* Nobody waits; everybody waits a fraction of a step, or not at all. */
    check_on("handoff.enabled=yes; handoff.count=1; handoff.delay=0", 0, "purchases");
    check_on("handoff.enabled=yes; handoff.count=1.5; handoff.delay=5 days; handoff.sharing=0.6; time.step=2; "
             "engage.abandon_to=lost",
             0, "purchases");
}

static void test_levers(void **state)
{
    (void)state;
    check(MARKET_LEVER_MONEY MARKET_LEVERS);
    check(MARKET_LEVER_MONEY "budget.unspent=carry; budget.reinvest=0.2; time.law=discrete; " MARKET_LEVERS);
    /* So little money that levers wait, lapse and come back, and surveys are held now and then. */
    check("budget.levers=0.03; budget.acquisition=0.37; time.step=0.5; time.record=2; " MARKET_LEVERS
          "[lever dear]\nstage = engage\npricing = 1\ncost_weekly = 1\nramp = 3\ncreep = 0.3\n");
    check(MARKET_LEVER_MONEY MARKET_LEVERS
          "[shock a]\nparameter = handoff.count\nvalue = 2\nhow = add\nshape = ramp\nduration = 30\n"
          "[shock b]\nparameter = lever.search.cost_weekly\nvalue = 9\nshape = pulse\nstart = 30\nduration = 20\n"
          "[shock c]\nparameter = feedback.rate\nvalue = 0.3\nhow = set\nstart = 20\n"
          "[shock d]\nparameter = lever.teams.ramp\nvalue = 2\nstart = 12\n");
}

static void test_engage_off(void **state)
{
    (void)state;
    check("engage.enabled=no; former.memory=3");
    /* Lives so short that a message to a customer often finds him gone, or back again. */
    check("engage.enabled=no; former.memory=0.5; customer.law=exponential; customer.churn=0.7; referral.ask_rate=3; "
          "referral.refer=0.68; referral.convert=1; referral.reward_referrer=0; referral.reward_friend=0; "
          "wom.promoter_rate=3");
}

static void test_everything_at_once(void **state)
{
    (void)state;
    const char opposite[] = MARKET_EVERYTHING "; customer.law=pareto_nbd; time.law=discrete; network.kind=scale_free; "
                                              "network.degree=8; wom.promoter_rate=0.3; run.antithetic=yes";
    check(MARKET_EVERYTHING);
    check_on(opposite, 1, "purchases");
}

/* Too few sales people, then enough of them; service that keeps up, falls behind, is given up on, is split in two. */
static void test_sales_and_service(void **state)
{
    const char on[] = "budget.acquisition=0.2; budget.service=0.15; budget.technology=0.05; technology.enabled=yes; "
                      "technology.customers=0.1; technology.sharing=0.1; sales.enabled=yes; service.enabled=yes; "
                      "service.rate=0.04; ";
    const char *const variants[] = {
        "sales.wage=20; sales.self_directed=0.9; service.self_service_change=0.05",
        "service.law=erlang_a; service.automation=0.3; service.patience=0.3; budget.most_per_customer=0.02",
        "service.staff=specialised; service.rate=0.4; service.wait_scale=40; time.law=discrete",
        "service.staff=specialised; service.law=erlang_a; service.rate=0.3; service.complex=0.5; time.step=0.5",
        "service.wage=2; service.least_utilisation=0.2; service.automation=0.9; service.automation_cost=9",
        "budget.service=0; budget.acquisition=0.35; service.hours=60",
        "budget.sales=0; budget.acquisition=0.3; service.complex=1",
        "handoff.enabled=yes; handoff.count=2; technology.customers=0; technology.sharing=0.2; sales.wage=15",
    };
    (void)state;
    char sets[1024];
    for (size_t k = 0; k < sizeof variants / sizeof variants[0]; k++) {
        (void)snprintf(sets, sizeof sets, "%s%s", on, variants[k]);
        check_on(sets, 0, "cases");
    }
    (void)snprintf(sets, sizeof sets,
                   "[segment b2c]\nshare = 0.7\ncases = 0.4\n[segment b2b]\nshare = 0.3\ncases = 5\n"
                   "[shock flu]\nparameter = service.rate\nstart = 20\nduration = 10\nshape = pulse\nvalue = 3\n--set "
                   "%sservice.law=erlang_a",
                   on);
    check_on(sets, 0, "abandoned_cases");
}

/* Half a week a step, one row for every four of them. */
static void test_half_weeks(void **state)
{
    (void)state;
    check("time.horizon=40; time.step=0.5; time.record=2");
}

static void test_switched_off(void **state)
{
    (void)state;
    check_on("wom.enabled=no", 0, "aware");
    check_on("customer.enabled=no", 0, "aware");
    check_on("satisfaction.enabled=no", 0, "aware");
    check_on("attract.enabled=no", 0, "aware");
    check_on("referral.enabled=no; attract.constant_hazard=0.01", 0, "aware");
}

/* Cohorts of many lengths, one of them as long as everything, one that leaves a rest. */
static void test_cohorts(void **state)
{
    (void)state;
    check("cohort.length=2");
    check("cohort.length=7; customer.law=exponential; customer.churn=0.2; former.memory=2; rejecter.memory=1");
    check("cohort.length=80; engage.enabled=no");
    check("cohort.length=500");
    check("cohort.enabled=no");
    check("cohort.length=4; time.horizon=40; time.step=0.5; time.record=2");
}

/* Around the sizes of a block, of a draw for four, and of nothing. */
static void test_sizes(void **state)
{
    const uint32_t sizes[] = {1, 2, 3, 5, 7, 4095, 4096, 4097, 8192};
    (void)state;
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        char sets[128];
        (void)snprintf(sets, sizeof sets, "market.agents=%u; network.kind=mixing; time.horizon=30", sizes[k]);
        check_on(sets, 0, sizes[k] > 1000 ? "purchases" : NULL);
    }
}

static void test_another_replicate_and_seeds(void **state)
{
    (void)state;
    check_on("seed.population=11; seed.network=12345678901; seed.dynamics=18446744073709500000", 1234, "purchases");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bgnbd),
        cmocka_unit_test(test_contract),
        cmocka_unit_test(test_exponential_and_a_fee),
        cmocka_unit_test(test_pareto_nbd),
        cmocka_unit_test(test_won_back),
        cmocka_unit_test(test_uplift_of_the_referred),
        cmocka_unit_test(test_asked_a_random_number_of_times),
        cmocka_unit_test(test_segments),
        cmocka_unit_test(test_schedules),
        cmocka_unit_test(test_reviews),
        cmocka_unit_test(test_wheels),
        cmocka_unit_test(test_community),
        cmocka_unit_test(test_discrete_time),
        cmocka_unit_test(test_money_that_comes_back),
        cmocka_unit_test(test_networks_without_a_shape),
        cmocka_unit_test(test_networks_of_chance),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_network_file),
        cmocka_unit_test(test_handoffs),
        cmocka_unit_test(test_levers),
        cmocka_unit_test(test_engage_off),
        cmocka_unit_test(test_sales_and_service),
        cmocka_unit_test(test_everything_at_once),
        cmocka_unit_test(test_half_weeks),
        cmocka_unit_test(test_switched_off),
        cmocka_unit_test(test_cohorts),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_another_replicate_and_seeds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
