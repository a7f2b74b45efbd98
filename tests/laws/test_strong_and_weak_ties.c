/* Strong and weak ties in discrete time (Goldenberg, Libai & Muller 2001, "Talk of the network"): who has n_s adopters
 * among his friends, and n_w anywhere, adopts in a period with probability
 *
 *   1 - (1 - a) (1 - b_s)^n_s (1 - b_w)^n_w
 *
 * With wom.rate_per = tie and a rate of p a talker of d friends holds a Poisson number of conversations with mean
 * -d ln(1 - p); a share w of them goes to anybody of N. So b_s = 1 - (1 - p)^(1 - w), b_w = 1 - (1 - p)^(d w / N), and
 * n_w counts all adopters.
 *
 * Their pattern: advertising matters early and fades. */
#include "tests/laws/laws.h"

#include "sim/world.h"

#include <gsl/gsl_statistics_double.h>

/* Adoption at once, for good; everything said is believed. */
#define TIES                                                                                                           \
    "[time]\nlaw = discrete\n[engage]\nenabled = no\n[customer]\nenabled = no\n[satisfaction]\nenabled = no\n"         \
    "start = 0.9\n[wom]\nrate_per = tie\ntrust = 1\nweak_strength = 1\n"

/* ---- one period ---- */

enum { AGENTS = 30000, DEGREE = 4 };
static const double a = .04, p = .15, w = .25, adopted = .3;

struct counts {
    double agents, adopters;
};

/* Runs one replicate of one step and counts who adopted in it, by the number of friends who had before. */
static void count(struct fly_world *world, struct fly_record *record, uint32_t replicate,
                  struct counts by_friends[DEGREE + 1])
{
    struct fly_error error = {0};
    if (fly_world_run(world, replicate, record, &error) != FLY_OK) fail_msg("%s", error.text);
    const uint16_t *since = fly_world_column(world, "acquired");
    for (uint32_t i = 0; i < AGENTS; i++) {
        uint32_t friends = 0;
        for (uint32_t k = 0; k < DEGREE; k++) {
            const uint32_t friend = fly_network_neighbour(world->ties, i, k);
            friends += world->stage[friend] == FLY_CUSTOMER && since[friend] == 0;
        }
        const bool adopts = world->stage[i] == FLY_CUSTOMER;
        if (adopts && since[i] == 0) continue; /* before */
        by_friends[friends].agents++;
        by_friends[friends].adopters += adopts;
    }
}

static void test_one_period(void **state)
{
    static double share[DEGREE + 1][REPLICATES];
    struct simulation s = {0};
    struct fly_world world;
    struct fly_error error = {0};
    char ini[1024];
    (void)state;
    (void)snprintf(ini, sizeof ini,
                   TIES "promoter_rate = %g\nweak_share = %g\n[attract]\nconstant_hazard = %g\n"
                        "[network]\nkind = ring\ndegree = %d\n[market]\nagents = %d\ninitial_customers = %g\n"
                        "[time]\nhorizon = 1\n",
                   p, w, a, DEGREE, AGENTS, adopted);
    simulate(&s, ini, 0, 1, 1);
    if (fly_world_init(&world, &s.setup, NULL, 1, &error) != FLY_OK) fail_msg("%s", error.text);
    for (uint32_t r = 0; r < REPLICATES; r++) {
        struct counts by_friends[DEGREE + 1] = {0};
        count(&world, &s.results.records[0], r, by_friends);
        for (int n = 0; n <= DEGREE; n++)
            share[n][r] = by_friends[n].adopters / by_friends[n].agents;
    }
    const double silent_weak = pow(1 - p, DEGREE * w * adopted);
    for (int n = 0; n <= DEGREE; n++) {
        print_message("%d friends: ", n);
        assert_mean("adopters", share[n], REPLICATES, 1 - (1 - a) * pow(1 - p, (1 - w) * n) * silent_weak, Z, 0,
                    n == 0        ? .025
                    : n == DEGREE ? .045
                                  : .02); /* few have only adopters for friends */
    }
    fly_world_free(&world);
    simulation_free(&s);
}

/* ---- the pattern ---- */

/* As in the paper: 3,000 people, 10 strong ties each and some weak ones, advertising a of .0005 to .01 a period. */
enum { PEOPLE = 3000, PERIODS = 130 };
static const double early = .16, late = .95;

struct course {
    double early, late;           /* periods until this share has adopted, and from there to that one */
    double paid_early, paid_late; /* shares of adopters by advertising in these times */
};

static struct course course_of(const struct simulation *s, size_t replicate)
{
    struct course c = {0};
    double paid = 0, before = 0, paid_at_early = 0, customers_at_early = 0;
    for (size_t row = 1; row <= last_row(s); row++) {
        const double customers = series_at(s, replicate, "customers", NULL, row);
        paid += series_at(s, replicate, "new_customers", "external", row);
        if (before < early * PEOPLE && customers >= early * PEOPLE) {
            c.early = (double)row;
            c.paid_early = paid / customers;
            paid_at_early = paid, customers_at_early = customers;
        }
        if (customers >= late * PEOPLE) {
            c.late = (double)row - c.early;
            c.paid_late = (paid - paid_at_early) / (customers - customers_at_early);
            return c;
        }
        before = customers;
    }
    fail_msg("replicate %zu never comes to %g %%", replicate, 100 * late);
    return c;
}

static void run_courses(struct course *courses, double advertising)
{
    struct simulation s = {0};
    char ini[1024];
    (void)snprintf(ini, sizeof ini,
                   TIES "promoter_rate = 0.01\nweak_share = 0.3\n[attract]\nconstant_hazard = %g\n"
                        "[network]\nkind = small_world\ndegree = 10\nrewire = 0\n[market]\nagents = %d\n"
                        "[time]\nhorizon = %d\n",
                   advertising, PEOPLE, PERIODS);
    simulate(&s, ini, 0, REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++)
        courses[k] = course_of(&s, k);
    simulation_free(&s);
}

/* The mean of n paired differences must be 5 standard errors above zero: false alarms below 3e-6. */
static void assert_positive(const char *what, const double *difference)
{
    const double mean = gsl_stats_mean(difference, 1, REPLICATES);
    const double error = gsl_stats_sd(difference, 1, REPLICATES) / sqrt(REPLICATES);
    print_message("%s: %.4g, standard error %.2g\n", what, mean, error);
    if (!(mean > 5 * error)) fail_msg("%s: not clearly positive", what);
}

/* Doubled advertising shortens the way to 16 % by a larger factor than the way from there to 95 %, and of those who
 * come on the first way more come by advertising. The same people decide by the same random numbers. */
static void test_advertising_matters_early_and_fades(void **state)
{
    static struct course once[REPLICATES], twice[REPLICATES];
    double way[REPLICATES], shares[REPLICATES], fades[REPLICATES];
    (void)state;
    run_courses(once, .002);
    run_courses(twice, .004);
    for (size_t k = 0; k < REPLICATES; k++) {
        way[k] = log(once[k].early / twice[k].early);
        fades[k] = way[k] - log(once[k].late / twice[k].late);
        shares[k] = once[k].paid_early - once[k].paid_late;
    }
    print_message("first of 100: %g and %g periods, with doubled advertising %g and %g; by advertising %.2f and %.2f\n",
                  once[0].early, once[0].late, twice[0].early, twice[0].late, once[0].paid_early, once[0].paid_late);
    assert_positive("the way to 16 % is shorter, log ratio", way);
    assert_positive("and shorter than the rest of it, log ratio", fades);
    assert_positive("share by advertising early less late", shares);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_period),
        cmocka_unit_test(test_advertising_matters_early_and_fades),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
