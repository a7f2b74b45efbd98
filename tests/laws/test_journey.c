/* The journey: how many of those who give up friction and missing sales people account for, and how long stages take,
 * against competing exponential stages at constant rates.
 *
 * With 100 replicates a mean is 4.5 standard errors off by chance in 2 of 100,000 cases; there are some 30 of them. */
#include "tests/laws/laws.h"

enum { AGENTS = 10000 };
/* Nobody talks. In a wave everybody is aware after the first step, and who gives up is lost. */
#define QUIET                                                                                                          \
    "[market]\nagents = 10000\n[network]\nkind = mixing\n[wom]\nenabled = no\n[customer]\nenabled = no\n"              \
    "[satisfaction]\nenabled = no\n"
#define WAVE QUIET "[attract]\nconstant_hazard = 100\n[engage]\nabandon_to = lost\n"

static const double kappa1 = .3, delta1 = .2, kappa2 = .15, delta2 = .25;
#define STAGES "prospect_to_lead = 0.3\nprospect_abandon = 0.2\nlead_to_customer = 0.15\nlead_abandon = 0.25\n"

/* p: of those who go on or give up, the share that gives up. */
static double gives_up(double kappa, double delta, double f, double g)
{
    return delta * (1 + g * f) / (kappa * (1 - f) + delta * (1 + g * f));
}

/* At the end, over all agents. */
static void judge_reason(const struct simulation *s, const char *reason, double expected, double power)
{
    double share[REPLICATES];
    laws_at(s, share, "gave_up", reason, last_row(s), AGENTS);
    if (expected == 0) {
        for (size_t k = 0; k < REPLICATES; k++)
            assert_true(share[k] == 0);
        return;
    }
    assert_mean(reason, share, REPLICATES, expected, Z, 0, power);
}

/* Everybody passes both stages or gives up: the closed forms of completion, with friction and without. */
static void judge_friction(double f, double g)
{
    struct simulation s = {0};
    char ini[2048];
    const double p1 = gives_up(kappa1, delta1, f, g), p2 = gives_up(kappa2, delta2, f, g);
    const double other1 = gives_up(kappa1, delta1, 0, g), other2 = gives_up(kappa2, delta2, 0, g);
    (void)snprintf(ini, sizeof ini,
                   WAVE STAGES "friction_abandon = %g\n[friction engage]\npricing = %g\n[time]\nstep = 2\n"
                               "horizon = 120\nrecord = 120\n",
                   g, f);
    simulate(&s, ini, 0, REPLICATES, 0);
    judge_reason(&s, "prospect_other", other1, .01);
    judge_reason(&s, "prospect_friction", p1 - other1, .01);
    judge_reason(&s, "lead_other", (1 - p1) * other2, .02);
    judge_reason(&s, "lead_friction", (1 - p1) * (p2 - other2), .02);
    judge_reason(&s, "lead_sales", 0, 0);
    simulation_free(&s);
}

static void test_friction(void **state)
{
    (void)state;
    judge_friction(0, 1);
    judge_friction(.3, 1);
    judge_friction(.3, 0);
    judge_friction(.6, 2.5);
}

/* Friction of other stages is to blame for nobody who gives up, and neither is anything with engage switched off. */
static void test_nothing_to_blame(void **state)
{
    struct simulation s = {0};
    (void)state;
    simulate(&s, WAVE STAGES "[friction attract]\nchannel = 0.5\n[friction delight]\nservice = 0.5\n", 0, REPLICATES,
             0);
    judge_reason(&s, "prospect_friction", 0, 0);
    judge_reason(&s, "lead_friction", 0, 0);
    simulation_free(&s);
    simulate(&s, QUIET "[attract]\nconstant_hazard = 0.1\n[engage]\nenabled = no\n[friction engage]\npricing = 0.5\n",
             0, REPLICATES, 0);
    judge_reason(&s, "prospect_friction", 0, 0);
    judge_reason(&s, "lead_friction", 0, 0);
    for (size_t k = 0; k < REPLICATES; k++)
        assert_true(series_total(&s, k, "journey", "stranger_customer") ==
                    series_at(&s, k, "customers", NULL, last_row(&s)));
    simulation_free(&s);
}

/* ---- sales people ---- */

/* Everybody is a lead after the second week; in the third, sales people have time for a share w of them (none of whom
 * knows anything yet), or for whoever comes. */
static void judge_sales(double w, double f, double power)
{
    struct simulation s = {0};
    char ini[2048];
    const double g = 1, more = 1 + .8 * (1 - w), hours = AGENTS * .5 * w;
    const double both = gives_up(kappa2 * w, delta2 * more, f, g),
                 only_sales = gives_up(kappa2 * w, delta2 * more, 0, g);
    const double only_friction = gives_up(kappa2, delta2, f, g), none = gives_up(kappa2, delta2, 0, g);
    const double leave = -expm1(-kappa2 * (1 - f) * w - delta2 * (1 + g * f) * more);
    (void)snprintf(ini, sizeof ini,
                   WAVE "prospect_to_lead = 100\nprospect_abandon = 0\nlead_to_customer = 0.15\nlead_abandon = 0.25\n"
                        "[friction engage]\npricing = %g\n[time]\nhorizon = 3\n"
                        "[budget]\nacquisition = 0\nunspent = keep\nweekly = %.17g\n%s"
                        "[sales]\nenabled = yes\nwage = 40\nhours_per_lead = 0.5\nself_directed = 0\n"
                        "wait_abandon = 0.8\nleast_utilisation = 1\n",
                   f, hours > 0 ? hours * 40 / (AGENTS / 1000.) : 1, hours > 0 ? "sales = 1\n" : "retention = 1\n");
    simulate(&s, ini, 0, REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++)
        assert_true(series_at(&s, k, "agents", "lead", 2) == AGENTS);
    judge_reason(&s, "prospect_friction", 0, 0);
    judge_reason(&s, "lead_other", leave * none, power);
    judge_reason(&s, "lead_friction", leave * (both - only_sales + only_friction - none) / 2, power);
    judge_reason(&s, "lead_sales", leave * (both - only_friction + only_sales - none) / 2, power);
    simulation_free(&s);
}

static void test_sales_people(void **state)
{
    (void)state;
    judge_sales(1, 0, .015);
    judge_sales(.4, 0, .015);
    judge_sales(.4, .3, .015);
    judge_sales(0, 0, .015);
    judge_sales(0, .3, .015);
}

/* ---- times ---- */

static void judge_time(const struct simulation *s, const char *kpi, double expected, double power)
{
    double weeks[REPLICATES];
    for (size_t k = 0; k < REPLICATES; k++)
        weeks[k] = kpi_of(s, k, kpi);
    assert_mean(kpi, weeks, REPLICATES, expected, Z, 0, power);
}

/* A stage that is left at the hazard h takes D / (1 - exp(-h D)), whenever one looks; as D goes to 0, 1 / h. */
static double mean_time(double h, double step)
{
    return step / -expm1(-h * step);
}

/* Seen to the end, in small steps; and cut when a third are still on their way. */
static void test_times_of_stages(void **state)
{
    const double steps[] = {.1, 2}, horizons[] = {100, 4};
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct simulation s = {0};
        char ini[1024];
        (void)snprintf(ini, sizeof ini, WAVE STAGES "[time]\nstep = %g\nhorizon = %g\nrecord = %g\n", steps[i],
                       horizons[i], horizons[i]);
        simulate(&s, ini, 0, REPLICATES, 0);
        judge_time(&s, "time_prospect", mean_time(kappa1 + delta1, steps[i]), .02);
        if (i == 0) judge_time(&s, "time_lead", mean_time(kappa2 + delta2, steps[i]), .02);
        simulation_free(&s);
    }
    laws_published("1 / (kappa + delta)", mean_time(kappa1 + delta1, 1e-6), 2, 1e-5);
}

/* Handed over twice, 1.3 weeks each time; customers who leave at .05 per week. */
static void test_times_of_handovers_and_customers(void **state)
{
    struct simulation s = {0};
    (void)state;
    simulate(&s,
             "[market]\nagents = 10000\n[network]\nkind = mixing\n[wom]\nenabled = no\n[satisfaction]\nenabled = no\n"
             "[customer]\nlaw = exponential\nchurn = 0.05\nspend = fixed\n[attract]\nconstant_hazard = 100\n"
             "[engage]\nabandon_to = lost\n" STAGES "[handoff]\nenabled = yes\ncount = 2\ndelay = 1.3\nloss = 0.1\n"
             "[time]\nstep = 1\nhorizon = 60\nrecord = 60\n",
             0, REPLICATES, 0);
    judge_time(&s, "time_handover", 2.6, .02);
    judge_time(&s, "time_customer", mean_time(.05, 1), .02);
    for (size_t k = 0; k < REPLICATES; k++)
        assert_true(series_total(&s, k, "journey", "handover_resting") > 0);
    simulation_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_friction),
        cmocka_unit_test(test_nothing_to_blame),
        cmocka_unit_test(test_sales_people),
        cmocka_unit_test(test_times_of_stages),
        cmocka_unit_test(test_times_of_handovers_and_customers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
