/* Points of an experiment: how values are written, how axes are crossed, paired and sampled, in which order points
 * come, and what a point sets. */
#include "sim/design.h"
#include "sim/sample.h"
#include "sim/setup.h"

#include "tests/support/test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TEXT = 4096 };

struct made {
    struct fly_scenario scenario;
    struct fly_design design;
    struct fly_diagnostics found;
    int ret;
};

static const struct fly_axis *axis_of(const struct made *made, const char *name)
{
    for (size_t a = 0; a < made->design.n_axes; a++)
        if (strcmp(made->design.axes[a].name, name) == 0) return &made->design.axes[a];
    fail_msg("no axis %s", name);
    return NULL;
}

/* The design of an INI text, or what is wrong with it. */
static struct made make(const char *ini)
{
    struct made made = {0};
    made.ret = fly_scenario_parse(&made.scenario, fly_engine_schema(), "a.ini", ini, NULL, 0, &made.found);
    if (made.ret == FLY_OK) made.ret = fly_design_init(&made.design, &made.scenario, &made.found);
    return made;
}

static void end(struct made *made)
{
    fly_design_free(&made->design);
    if (made->scenario.arena) fly_scenario_free(&made->scenario);
    fly_diagnostics_free(&made->found);
}

static struct made make_right(const char *ini)
{
    struct made made = make(ini);
    for (size_t i = 0; i < made.found.n_items; i++)
        print_error("%s: %s\n", made.found.items[i].place, made.found.items[i].text);
    assert_int_equal(made.found.n_items, 0);
    assert_int_equal(made.ret, FLY_OK);
    return made;
}

static void check_axis(const struct made *made, const char *name, size_t n, const double *expected)
{
    const struct fly_axis *axis = axis_of(made, name);
    assert_int_equal(made->design.n_points, n);
    for (size_t p = 0; p < n; p++)
        if (isnan(expected[p]) ? !isnan(axis->values[p])
                               : !(fabs(axis->values[p] - expected[p]) < 1e-12 * fabs(expected[p]) + 1e-15))
            fail_msg("%s at point %zu: %.17g instead of %.17g", name, p, axis->values[p], expected[p]);
}

/* One axis with these values. */
static void check_values(const char *parameter, const char *text, size_t n, const double *expected)
{
    char ini[TEXT];
    (void)snprintf(ini, sizeof ini, "[axis a]\nparameter = %s\nvalues = %s\n", parameter, text);
    struct made made = make_right(ini);
    check_axis(&made, "a", n, expected);
    end(&made);
}

static void values_are_lists_and_steps(void **state)
{
    (void)state;
    check_values("market.agents", "100", 1, (double[]){100});
    check_values("market.agents", "100, 50,200", 3, (double[]){100, 50, 200});
    check_values("market.agents", " \t100 ,\t50 ", 2, (double[]){100, 50});
    check_values("market.agents", "100 : 500 : 3", 3, (double[]){100, 300, 500});
    check_values("market.agents", "100:500:2", 2, (double[]){100, 500});
    check_values("market.agents", "500 : 100 : 3", 3, (double[]){500, 300, 100});
    check_values("market.agents", "1 : 4 : 3", 3, (double[]){1, 3, 4}); /* 2.5 is rounded away from 0 */
    check_values("market.agents", "log 10 : 1000 : 3", 3, (double[]){10, 100, 1000});
    check_values("market.agents", "log\t1000 : 10 : 3", 3, (double[]){1000, 100, 10});
    check_values("network.rewire", "5 %, 0.5", 2, (double[]){0.05, 0.5});
    check_values("network.rewire", "0 % : 100 % : 5", 5, (double[]){0, 0.25, 0.5, 0.75, 1});
    check_values("time.horizon", "26 weeks, 1 year, 52", 3, (double[]){26, 365.25 / 7, 52});
    /* the ends are what was written, to the bit */
    struct made made = make_right("[axis a]\nparameter = network.rewire\nvalues = log 0.1 : 0.7 : 8\n");
    assert_true(axis_of(&made, "a")->values[0] == 0.1 && axis_of(&made, "a")->values[7] == 0.7);
    end(&made);
}

/* The text gives exactly one error, at this line and with these words. */
static void check_wrong(const char *ini, const char *place, const char *part)
{
    struct made made = make(ini);
    const bool right = made.ret == FLY_ERR_SCENARIO && made.found.n_items == 1 &&
                       strcmp(made.found.items[0].place, place) == 0 && strstr(made.found.items[0].text, part);
    for (size_t i = 0; !right && i < made.found.n_items; i++)
        print_error("%s: %s\n", made.found.items[i].place, made.found.items[i].text);
    if (!right) fail_msg("%s should give %s: ...%s", ini, place, part);
    assert_null(made.design.axes);
    end(&made);
}

static void check_wrong_values(const char *text, const char *part)
{
    char ini[TEXT];
    (void)snprintf(ini, sizeof ini, "[axis a]\nparameter = market.agents\nvalues = %s\n", text);
    check_wrong(ini, "a.ini:3", part);
}

static void wrong_values_are_told(void **state)
{
    (void)state;
    check_wrong_values("1,,2", "a value is missing");
    check_wrong_values("1,2,", "a value is missing");
    check_wrong_values(" : 5 : 2", "a value is missing");
    check_wrong_values("1 : : 2", "a value is missing");
    check_wrong_values("1, two", "two");
    check_wrong_values("1, 2.5", "2.5");
    check_wrong_values("0, 2", "out of range");
    check_wrong_values("1 : 5 : 1", "whole number n from 2 to 1048576");
    check_wrong_values("1 : 5 : 0", "whole number n from 2 to 1048576");
    check_wrong_values("1 : 5 : -3", "whole number n from 2 to 1048576");
    check_wrong_values("1 : 5 : 2.5", "whole number n from 2 to 1048576");
    check_wrong_values("1 : 5 : ", "whole number n from 2 to 1048576");
    check_wrong_values("1 : 5 : 2 : 3", "whole number n from 2 to 1048576");
    check_wrong_values("1 : 5 : 99999999999999999999", "whole number n from 2 to 1048576");
    check_wrong_values("5 : 5 : 2", "the same");
    check_wrong_values("1 : 5", "how many?");
    check_wrong_values("log 1, 5", "log goes with");
    check_wrong_values("logs 1 : 5 : 2", "logs");
    check_wrong("[axis a]\nparameter = network.rewire\nvalues = log 0 : 1 : 3\n", "a.ini:3", "above 0");
    check_wrong("[axis a]\nparameter = network.rewire\nvalues = 5 weeks\n", "a.ini:3", "5 weeks");
    /* two wrong values of one list are two errors */
    struct made made = make("[axis a]\nparameter = market.agents\nvalues = 0, 5, x\n");
    assert_int_equal(made.found.n_errors, 2);
    end(&made);
}

static void wrong_axes_are_told(void **state)
{
    (void)state;
    check_wrong("[market]\nagents = 500\n", "a.ini", "nothing is varied");
    check_wrong("[axis a]\nvalues = 1\n", "a.ini:1", "which parameter?");
    check_wrong("[axis a]\nparameter = market.agents\n", "a.ini:1", "which values?");
    check_wrong("[axis a]\nparameter = market.agent\nvalues = 1\n", "a.ini:2", "did you mean 'agents'?");
    check_wrong("[axis a]\nparameter = run.seed\nvalues = 1\n", "a.ini:2", "cannot be varied");
    check_wrong("[axis a]\nparameter = network.kind\nvalues = 1\n", "a.ini:2", "only numbers");
    const char *const taken[] = {"point", "week", "scenario", "kpi", "experiment", "response", "factor", "sensitivity"};
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        char ini[TEXT];
        (void)snprintf(ini, sizeof ini, "[axis %s]\nparameter = market.agents\nvalues = 1\n", taken[i]);
        check_wrong(ini, "a.ini:2", "take another name");
    }
    check_wrong("[axis a]\nparameter = market.agents\nvalues = 1\n[axis b]\nparameter = market.agents\nvalues = 2\n",
                "a.ini:5", "varies this parameter already");
    check_wrong("[axis a]\nparameter = market.agents\nvalues = 1\nexperiment = e\n", "a.ini:4", "no [experiment NAME]");
    check_wrong("[axis a]\nparameter = market.agents\nvalues = 1, 2\nwith = b\n", "a.ini:4", "no other [axis b]");
    check_wrong("[axis a]\nparameter = market.agents\nvalues = 1, 2\nwith = b\n"
                "[axis b]\nparameter = network.rewire\nvalues = 0, 0.5, 1\n",
                "a.ini:4", "has 2 values and [axis b] has 3");
    check_wrong("[sweep]\ndesign = list\n[axis a]\nparameter = market.agents\nvalues = 1, 2\n"
                "[axis b]\nparameter = network.rewire\nvalues = 0, 0.5, 1\n",
                "a.ini:8", "3 values, and axis.a has 2");
    check_wrong("[sweep]\ndesign = lhs\n[axis a]\nparameter = market.agents\nvalues = 1 : 2\n", "a.ini:2",
                "how many points?");
    check_wrong("[sweep]\ndesign = sobol\npoints = 0\n[axis a]\nparameter = market.agents\nvalues = 1 : 2\n", "a.ini:3",
                "how many points?");
    check_wrong("[sweep]\ndesign = sobol\npoints = 4\n[axis a]\nparameter = market.agents\nvalues = 1, 2\n", "a.ini:6",
                "need a range");
    check_wrong("[experiment e]\n[axis a]\nparameter = market.agents\nvalues = 1, 2\nexperiment = f\n[experiment f]\n",
                "a.ini:1", "experiment 'e' has no axis");
    check_wrong("[axis a]\nparameter = market.agents\nvalues = 1 : 1000000 : 5000\n"
                "[axis b]\nparameter = network.rewire\nvalues = 0 : 1 : 5000\n",
                "a.ini:1", "more than 16777216 points");
}

/* ---- designs ---- */

#define TWO_AXES                                                                                                       \
    "[axis a]\nparameter = market.agents\nvalues = 1, 2, 3\n"                                                          \
    "[axis b]\nparameter = network.rewire\nvalues = 0, 1\n"

static void the_last_axis_of_a_grid_changes_fastest(void **state)
{
    (void)state;
    struct made made = make_right(TWO_AXES);
    check_axis(&made, "a", 6, (double[]){1, 1, 2, 2, 3, 3});
    check_axis(&made, "b", 6, (double[]){0, 1, 0, 1, 0, 1});
    assert_int_equal(made.design.n_experiments, 0);
    end(&made);
}

static void an_axis_goes_along_with_another(void **state)
{
    (void)state;
    struct made made = make_right(TWO_AXES "[axis c]\nparameter = time.horizon\nvalues = 10, 20, 30\nwith = a\n");
    check_axis(&made, "a", 6, (double[]){1, 1, 2, 2, 3, 3});
    check_axis(&made, "b", 6, (double[]){0, 1, 0, 1, 0, 1});
    check_axis(&made, "c", 6, (double[]){10, 10, 20, 20, 30, 30});
    end(&made);
    check_wrong(TWO_AXES "[axis c]\nparameter = time.horizon\nvalues = 10, 20, 30\nwith = a\n"
                         "[axis d]\nparameter = time.step\nvalues = 1, 2, 3\nwith = c\n",
                "a.ini:14", "itself goes along with another one");
}

static void a_list_takes_values_side_by_side(void **state)
{
    (void)state;
    struct made made = make_right("[sweep]\ndesign = list\n[axis a]\nparameter = market.agents\nvalues = 1, 2, 3\n"
                                  "[axis b]\nparameter = network.rewire\nvalues = 0 : 1 : 3\n");
    check_axis(&made, "a", 3, (double[]){1, 2, 3});
    check_axis(&made, "b", 3, (double[]){0, 0.5, 1});
    end(&made);
}

/* Points of one experiment stand behind those of the one before; an axis of another one is not set there. */
static void experiments_stand_one_behind_the_other(void **state)
{
    (void)state;
    struct made made = make_right("[experiment e]\n[experiment f]\ndesign = list\n"
                                  "[axis a]\nparameter = market.agents\nvalues = 1, 2\n"
                                  "[axis b]\nparameter = network.rewire\nvalues = 0, 1\nexperiment = e\n"
                                  "[axis c]\nparameter = time.horizon\nvalues = 10, 20\nexperiment = f\n");
    check_axis(&made, "a", 6, (double[]){1, 1, 2, 2, 1, 2});
    check_axis(&made, "b", 6, (double[]){0, 1, 0, 1, NAN, NAN});
    check_axis(&made, "c", 6, (double[]){NAN, NAN, NAN, NAN, 10, 20});
    assert_int_equal(made.design.n_experiments, 2);
    for (size_t p = 0; p < 6; p++)
        assert_int_equal(made.design.experiment[p], p >= 4);
    assert_string_equal(made.design.experiments[1], "f");
    end(&made);
}

#define SAMPLED                                                                                                        \
    "[axis a]\nparameter = market.agents\nvalues = 1 : 1000001\n"                                                      \
    "[axis b]\nparameter = network.rewire\nvalues = log 0.01 : 1\n"

static void sobol_points_are_those_of_the_sequence(void **state)
{
    (void)state;
    double u[16];
    assert_int_equal(fly_sample_sobol(8, 2, u, NULL), FLY_OK);
    struct made made = make_right("[sweep]\ndesign = sobol\npoints = 8\n" SAMPLED);
    for (size_t p = 0; p < 8; p++) {
        assert_true(axis_of(&made, "a")->values[p] == round(1 + u[2 * p] * 1e6));
        assert_true(fabs(log10(axis_of(&made, "b")->values[p]) + 2 - 2 * u[2 * p + 1]) < 1e-12);
    }
    end(&made);
}

/* One point in each stratum of each axis; another seed gives other points, the same seed the same. */
static void a_hypercube_fills_every_stratum(void **state)
{
    (void)state;
    enum { N = 50 };
    const char *const seeds[] = {"1", "2", "1"};
    double first[3] = {0};
    for (size_t s = 0; s < 3; s++) {
        char ini[TEXT];
        (void)snprintf(ini, sizeof ini, "[run]\nseed = %s\n[sweep]\ndesign = lhs\npoints = 50\n" SAMPLED, seeds[s]);
        struct made made = make_right(ini);
        unsigned seen[2][N] = {{0}};
        for (size_t p = 0; p < N; p++) {
            const double a = (axis_of(&made, "a")->values[p] - 1) / 1e6;
            const double b = (log10(axis_of(&made, "b")->values[p]) + 2) / 2;
            seen[0][(size_t)(a * N)]++;
            seen[1][(size_t)(b * N)]++;
        }
        for (size_t i = 0; i < N; i++)
            assert_true(seen[0][i] == 1 && seen[1][i] == 1);
        first[s] = axis_of(&made, "b")->values[0];
        end(&made);
    }
    assert_true(first[0] != first[1] && first[0] == first[2]);
}

static void a_sample_is_put_between_low_and_high(void **state)
{
    (void)state;
    const double u[] = {0, 0, 0.5, 0.5, 0.999999, 0.999999};
    struct made made = make(SAMPLED);
    assert_int_equal(made.ret, FLY_ERR_SCENARIO); /* of a sweep, which wants a number of values */
    fly_diagnostics_free(&made.found);
    assert_int_equal(fly_design_axes(&made.scenario), 2);
    assert_int_equal(fly_design_init_sample(&made.design, &made.scenario, u, 3, &made.found), FLY_OK);
    check_axis(&made, "a", 3, (double[]){1, 500001, 1000000});
    check_axis(&made, "b", 3, (double[]){0.01, 0.1, pow(10, -2 + 2 * 0.999999)});
    end(&made);
    made = make(TWO_AXES);
    assert_int_equal(made.ret, FLY_OK);
    fly_design_free(&made.design);
    assert_int_equal(fly_design_init_sample(&made.design, &made.scenario, u, 3, &made.found), FLY_ERR_SCENARIO);
    assert_int_equal(made.found.n_errors, 2);
    end(&made);
}

/* What a point sets is read back as the same number, to the bit. */
static void a_point_sets_what_its_axes_say(void **state)
{
    (void)state;
    struct made made = make_right("[experiment e]\n[experiment f]\n"
                                  "[axis a]\nparameter = market.agents\nvalues = 123456789\n"
                                  "[axis b]\nparameter = network.rewire\nvalues = 0.1 : 0.7 : 8\nexperiment = f\n");
    for (size_t p = 0; p < made.design.n_points; p++) {
        size_t n;
        char **sets = fly_design_sets(&made.design, p, &made.scenario, &n);
        assert_non_null(sets);
        assert_int_equal(n, p == 0 ? 1 : 2);
        assert_string_equal(sets[0], "market.agents=123456789");
        if (n == 2) {
            struct fly_scenario again;
            struct fly_place place;
            const char *const given[] = {sets[1]};
            assert_int_equal(fly_scenario_parse(&again, fly_engine_schema(), "b.ini", "", given, 1, &made.found),
                             FLY_OK);
            assert_int_equal(fly_scenario_find(&again, "network.rewire", &place, NULL), FLY_OK);
            assert_true(fly_param_number(place.row, again.sections[place.section].values) ==
                        axis_of(&made, "b")->values[p]);
            fly_scenario_free(&again);
        }
        fly_design_sets_free(sets, n);
    }
    end(&made);
}

/* A strategy that lacks the section keeps its own values. */
static void a_section_that_is_missing_is_left_out(void **state)
{
    (void)state;
    struct fly_scenario other;
    struct fly_diagnostics found = {0};
    size_t n;
    struct made made = make_right("[segment a]\nshare = 1\n[axis share]\nparameter = segment.a.share\nvalues = 1\n"
                                  "[axis b]\nparameter = network.rewire\nvalues = 0, 1\n");
    assert_int_equal(fly_scenario_parse(&other, fly_engine_schema(), "b.ini", "", NULL, 0, &found), FLY_OK);
    char **sets = fly_design_sets(&made.design, 1, &other, &n);
    assert_int_equal(n, 1);
    assert_string_equal(sets[0], "network.rewire=1");
    fly_design_sets_free(sets, n);
    fly_scenario_free(&other);
    end(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_lists_and_steps),
        cmocka_unit_test(wrong_values_are_told),
        cmocka_unit_test(wrong_axes_are_told),
        cmocka_unit_test(the_last_axis_of_a_grid_changes_fastest),
        cmocka_unit_test(an_axis_goes_along_with_another),
        cmocka_unit_test(a_list_takes_values_side_by_side),
        cmocka_unit_test(experiments_stand_one_behind_the_other),
        cmocka_unit_test(sobol_points_are_those_of_the_sequence),
        cmocka_unit_test(a_hypercube_fills_every_stratum),
        cmocka_unit_test(a_sample_is_put_between_low_and_high),
        cmocka_unit_test(a_point_sets_what_its_axes_say),
        cmocka_unit_test(a_section_that_is_missing_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
