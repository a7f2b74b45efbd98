/* Parameters that change while time passes: each shape's course to the last digit, and adoption at a hazard p(t), whose
 * closed form is F(t) = 1 - exp(-(sum of p(s) ds from 0 to t)) whatever the course and the length of a step. */
#include "tests/laws/laws.h"

#include <string.h>

/* ---- courses: means over a step from antiderivatives, written without the engine's formulas ---- */

struct course {
    const char *name, *ini;
    double (*area)(double u);
    double start, value; /* the factor is 1 + (value - 1) w, or the table */
};

static double area_of_step(double u)
{
    return u;
}
static double area_of_pulse(double u)
{
    return fmin(u, 7.3);
}
static double area_of_ramp(double u)
{
    return u < 11.7 ? u * u / (2 * 11.7) : u - 11.7 / 2;
}
static double area_of_season(double u)
{
    const double turn = 2 * M_PI / 13;
    return (cos(turn * (4.25 - 1.5)) - cos(turn * (4.25 + u - 1.5))) / turn;
}
static double area_of_recovery(double u)
{
    return 6.2 / M_LN2 * (1 - exp2(-u / 6.2));
}
/* (g - 1) / 2 of the table 5.3:2, 12:0.5, 20:0.75 */
static double area_of_line(double t)
{
    const double g[] = {.5, -.25, -.125};
    if (t < 5.3) return t * g[0];
    if (t < 12) return 5.3 * g[0] + (t - 5.3) * (g[0] + (g[1] - g[0]) * (t - 5.3) / 6.7 / 2);
    if (t < 20) return 5.3 * g[0] + 6.7 * (g[0] + g[1]) / 2 + (t - 12) * (g[1] + (g[2] - g[1]) * (t - 12) / 16);
    return 5.3 * g[0] + 6.7 * (g[0] + g[1]) / 2 + 8 * (g[1] + g[2]) / 2 + (t - 20) * g[2];
}
static double area_of_hold(double t)
{
    const double g[] = {.5, -.25, -.125};
    return fmin(t, 12) * g[0] + fmin(fmax(t - 12, 0), 8) * g[1] + fmax(t - 20, 0) * g[2];
}

#define TABLE "shape = points\npoints = 5.3:2, 84 days:50 %, 20 weeks:0.75\n"
static const struct course courses[] = {
    {"step", "shape = step\nvalue = 3\nstart = 4.25\n", area_of_step, 4.25, 3},
    {"pulse", "shape = pulse\nvalue = 3\nstart = 4.25\nduration = 7.3\n", area_of_pulse, 4.25, 3},
    {"ramp", "shape = ramp\nvalue = 3\nstart = 4.25\nduration = 11.7\n", area_of_ramp, 4.25, 3},
    {"season", "shape = season\nvalue = 1.9\nstart = 4.25\nperiod = 13\nphase = 1.5\n", area_of_season, 4.25, 1.9},
    {"recovery", "shape = recovery\nvalue = 3\nstart = 4.25\nduration = 6.2\n", area_of_recovery, 4.25, 3},
    {"line", TABLE, area_of_line, 0, 3},
    {"hold", TABLE "between = hold\n", area_of_hold, 0, 3},
};
enum { N_COURSES = sizeof courses / sizeof courses[0] };

/* The mean of the factor over from..to. */
static double factor(const struct course *course, double from, double to)
{
    const double a = fmax(from - course->start, 0), b = fmax(to - course->start, 0);
    return 1 + (course->value - 1) * (course->area(b) - course->area(a)) / (to - from);
}

/* Strangers who adopt at a hazard; nobody talks, nobody leaves. */
#define ADOPTION                                                                                                       \
    "[network]\nkind = mixing\n[engage]\nenabled = no\n[wom]\nenabled = no\n[customer]\nenabled = no\n"                \
    "[market]\nagents = %d\n[attract]\nconstant_hazard = %.17g\n[time]\nstep = %.17g\nhorizon = %g\n"                  \
    "[shock x]\nparameter = attract.constant_hazard\n%s"

static void test_courses(void **state)
{
    const double steps[] = {0.25, 0.5, 2};
    (void)state;
    for (size_t c = 0; c < N_COURSES; c++)
        for (size_t k = 0; k < 3; k++) {
            struct simulation s = {0};
            char ini[1024];
            (void)snprintf(ini, sizeof ini, ADOPTION, 10, 0.01, steps[k], 40., courses[c].ini);
            simulate(&s, ini, 0, 1, 1);
            assert_true(isnan(series_at(&s, 0, "shock_factor", "x", 0)));
            for (size_t row = 1; row <= last_row(&s); row++) {
                const double to = (double)row * steps[k], found = series_at(&s, 0, "shock_factor", "x", row);
                const double expected = factor(&courses[c], to - steps[k], to);
                if (!(fabs(found - expected) <= 1e-12))
                    fail_msg("%s in week %g: %.17g instead of %.17g", courses[c].name, to, found, expected);
            }
            simulation_free(&s);
        }
}

/* Before it begins, and at full strength, a factor is exact to the bit. */
static void test_exact_ends(void **state)
{
    struct simulation s = {0};
    char ini[1024];
    (void)state;
    (void)snprintf(ini, sizeof ini, ADOPTION, 10, 0.01, 1. / 7, 12.,
                   "value = 0.1\nshape = pulse\nstart = 3\nduration = 5\n");
    simulate(&s, ini, 0, 1, 1);
    for (size_t row = 1; row <= last_row(&s); row++)
        assert_true(series_at(&s, 0, "shock_factor", "x", row) == (row > 21 && row <= 56 ? 0.1 : 1));
    simulation_free(&s);
}

/* ---- adoption ---- */

static double adopted(const struct simulation *s, size_t replicate, const void *row)
{
    return series_at(s, replicate, "customers", NULL, *(const size_t *)row) / s->setup.n_agents;
}

/* 100 replicates of 4,000: the mean of F = .4 has a relative standard error of .2 %. */
static void test_adoption(void **state)
{
    (void)state;
    for (size_t c = 0; c < N_COURSES; c++) {
        double values[REPLICATES];
        char ini[1024];
        const double step = c % 2 ? 2 : 0.5;
        const size_t row = (size_t)(30 / step);
        (void)snprintf(ini, sizeof ini, ADOPTION, 4000, 0.02, step, 30., courses[c].ini);
        laws_collect(values, REPLICATES, ini, adopted, &row);
        assert_mean(courses[c].name, values, REPLICATES, -expm1(-0.02 * 30 * factor(&courses[c], 0, 30)), Z, 0, 0.012);
    }
}

/* A season integrates to the mean: after whole periods as many have adopted as without it. */
static void test_season_averages_out(void **state)
{
    double values[REPLICATES];
    char ini[1024];
    const size_t row = 26;
    (void)state;
    (void)snprintf(ini, sizeof ini, ADOPTION, 8000, 0.02, 1., 26.,
                   "shape = season\nvalue = 1.8\nperiod = 13\nphase = 2\n");
    laws_collect(values, REPLICATES, ini, adopted, &row);
    assert_mean("two seasons", values, REPLICATES, -expm1(-0.02 * 26), Z, 0, 0.01);
}

/* ---- several shocks, and what is out of range ---- */

static void check_hazard(const char *shocks, double hazard)
{
    struct simulation shocked = {0}, plain = {0};
    char ini[1024];
    (void)snprintf(ini, sizeof ini, ADOPTION, 3000, 0.02, 1., 20., shocks);
    simulate(&shocked, ini, 0, 1, 1);
    (void)snprintf(ini, sizeof ini, ADOPTION, 3000, hazard, 1., 20., "value = 1\n");
    simulate(&plain, ini, 0, 1, 1);
    for (size_t row = 0; row <= 20; row++)
        assert_true(series_at(&shocked, 0, "customers", NULL, row) == series_at(&plain, 0, "customers", NULL, row));
    assert_true(series_at(&plain, 0, "customers", NULL, 20) > 0);
    simulation_free(&shocked);
    simulation_free(&plain);
}

#define AGAIN(name) "[shock " name "]\nparameter = attract.constant_hazard\n"

static void test_order(void **state)
{
    (void)state;
    check_hazard("value = 3\n" AGAIN("y") "how = add\nvalue = 0.05\n", 0.02 * 3 + 0.05);
    check_hazard("how = add\nvalue = 0.05\n" AGAIN("y") "value = 3\n", (0.02 + 0.05) * 3);
    check_hazard("how = set\nvalue = 0.01\n" AGAIN("y") "value = 3\n", 0.01 * 3);
    check_hazard("value = 3\n" AGAIN("y") "how = set\nvalue = 0.04\n", 0.04);
    check_hazard("value = 3\nenabled = no\n" AGAIN("y") "how = set\nshape = points\npoints = 0:0.05, 1:0.05\n", 0.05);
}

static void test_range(void **state)
{
    (void)state;
    check_hazard("value = 1e9\n", 100);
    check_hazard("value = 1e9\n" AGAIN("y") "value = 0.0001\n", 100 * 0.0001);
    check_hazard("how = add\nvalue = -7\n" AGAIN("y") "how = add\nvalue = 0.03\n", 0.03);
}

/* An infinite time stays so, whatever it is multiplied by or what is added, until it is set. */
static void test_infinite(void **state)
{
    const char *const changes[] = {"value = 0.001\n", "how = add\nvalue = -1e6\n", "how = set\nvalue = 2\n"};
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        struct simulation s = {0};
        char ini[1024];
        (void)snprintf(ini, sizeof ini,
                       "[network]\nkind = mixing\n[engage]\nenabled = no\n[wom]\nenabled = no\n"
                       "[customer]\nlaw = exponential\nchurn = 0.2\n[market]\nagents = 500\ninitial_customers = 1\n"
                       "[time]\nhorizon = 20\n[shock x]\nparameter = former.memory\n%s",
                       changes[k]);
        simulate(&s, ini, 0, 1, 1);
        assert_true((series_at(&s, 0, "agents", "stranger", 20) > 0) == (k == 2));
        simulation_free(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_courses),  cmocka_unit_test(test_exact_ends),
        cmocka_unit_test(test_adoption), cmocka_unit_test(test_season_averages_out),
        cmocka_unit_test(test_order),    cmocka_unit_test(test_range),
        cmocka_unit_test(test_infinite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
