/* Erlang B, C and A against the textbook's recursion, against quadrature for servers that are no whole number, against
 * birth-death chains solved state by state, and at their limits. Bounds are for rounding alone. */
#include "models/queue.h"
#include "tests/support/test.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_sf_hyperg.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void same(const char *what, double c, double a, double found, double expected, double bound)
{
    if (!(fabs(found - expected) <= bound * fabs(expected)))
        fail_msg("%s at c = %.10g, a = %.10g: %.15g, expected %.15g", what, c, a, found, expected);
}

/* ---- Erlang B ---- */

/* From b at `from` servers up to `servers`, by steps of one. */
static double climb(double b, double from, double servers, double load)
{
    for (double c = from + 1; c < servers + .5; c++)
        b = load * b / (c + load * b);
    return b;
}

static void test_whole_servers(void **state)
{
    const double servers[] = {0, 1, 2, 3, 9, 10, 11, 50, 51, 100, 1000, 10000, 1000000};
    const double utilisation[] = {1e-6, .01, .3, .8, .99, .999999, 1, 1.000001, 1.01, 1.5, 3, 100, 1e6};
    (void)state;
    for (size_t i = 0; i < COUNT(servers); i++)
        for (size_t j = 0; j < COUNT(utilisation); j++) {
            const double c = servers[i], a = fmax(c, 1) * utilisation[j], expected = climb(1, 0, c, a);
            if (expected > 1e-300) same("Erlang B", c, a, fly_erlang_b(c, a), expected, 2e-11);
        }
    assert_true(fly_erlang_b(3, 0) == 0 && fly_erlang_b(.2, 0) == 0 && fly_erlang_b(0, 0) == 1);
    same("nobody there", 0, 7, fly_erlang_b(0, 7), 1, 1e-14);
}

struct loss {
    double c, a;
};

/* With u = a t: 1 / B = integral over u of exp(-u) (1 + u / a)^c. */
static double loss_integrand(double u, void *user)
{
    const struct loss *l = user;
    return exp(-u + l->c * log1p(u / l->a));
}

static double erlang_b_by_quadrature(double c, double a)
{
    struct loss l = {c, a};
    gsl_integration_workspace *space = gsl_integration_workspace_alloc(1000);
    double inverse, error;
    assert_int_equal(
        gsl_integration_qagiu(&(gsl_function){loss_integrand, &l}, 0, 0, 1e-12, 1000, space, &inverse, &error),
        GSL_SUCCESS);
    gsl_integration_workspace_free(space);
    return 1 / inverse;
}

/* Less than one server by quadrature, and from there up by the recursion, which holds for every real number. */
static void test_parts_of_a_server(void **state)
{
    const double part[] = {1e-9, .01, .25, .5, .75, .99}, load[] = {.001, .1, .5, 1, 9, 49.9, 50.1, 700, 9900, 20000};
    const double whole[] = {0, 1, 2, 8, 9, 10, 49, 50, 51, 200, 10000};
    (void)state;
    for (size_t p = 0; p < COUNT(part); p++)
        for (size_t l = 0; l < COUNT(load); l++) {
            const double base = erlang_b_by_quadrature(part[p], load[l]);
            for (size_t w = 0; w < COUNT(whole); w++) {
                const double c = part[p] + whole[w], expected = climb(base, part[p], c, load[l]);
                if (expected > 1e-290) same("Erlang B", c, load[l], fly_erlang_b(c, load[l]), expected, 1e-10);
            }
        }
}

/* ---- Erlang C ---- */

static void published(const char *what, double computed, double figure, double half_digit)
{
    if (!(fabs(computed - figure) <= half_digit)) fail_msg("%s: computed %.8g, published %g", what, computed, figure);
}

static void test_textbook(void **state)
{
    (void)state;
    published("M/M/10 at 9: wait", fly_erlang_c(10, 9, 1).wait, .66873, 5e-6);
    published("M/M/10 at 8: wait", fly_erlang_c(10, 8, 1).wait, .20459, 5e-6);
    published("M/M/1 at .8: wait", fly_erlang_c(1, .8, 1).wait, 4, 1e-12);
    published("M/M/2 at 1.6: wait", fly_erlang_c(2, 1.6, 1).wait, 1.7778, 5e-5);
    published("M/M/1 at .8: who must wait", fly_erlang_c(1, .8, 1).waits, .8, 1e-12);
    published("M/M/1 at .5, half an hour each", fly_erlang_c(1, .5, .5).wait, .5, 1e-12);
    assert_true(isinf(fly_erlang_c(1, 1, 1).wait) && isinf(fly_erlang_c(2.5, 7, 1).wait));
    assert_true(isinf(fly_erlang_c(0, 1, 1).wait) && fly_erlang_c(0, 1, 1).waits == 1);
    assert_true(fly_erlang_c(.5, 0, 1).wait == 0);
}

/* More people wait less, and between two whole numbers lies what lies between. */
static void test_between_whole_numbers(void **state)
{
    double before = INFINITY;
    (void)state;
    for (double c = 8.1; c < 12; c += .01) {
        const double wait = fly_erlang_c(c, 8, 1).wait;
        assert_true(wait < before && wait > 0);
        before = wait;
    }
}

/* ---- Erlang A ---- */

/* The chain's stationary law, state by state: n in the system, service c in all, each who waits leaves at 1 / patience.
 * Cut off where nothing is left. */
static struct fly_queue chain(int c, double load, double handling, double patience)
{
    const double arrivals = load / handling;
    const int last = c + 20000;
    long double *share = calloc((size_t)last + 1, sizeof share[0]), all = 0, busy = 0, waiting = 0;
    assert_non_null(share);
    share[c] = 1;
    for (int n = c; n > 0; n--)
        share[n - 1] = share[n] * n / handling / arrivals;
    for (int n = c; n < last; n++)
        share[n + 1] = share[n] * arrivals / (c / handling + (n + 1 - c) / patience);
    for (int n = 0; n <= last; n++) {
        all += share[n];
        busy += n >= c ? share[n] : 0;
        waiting += n > c ? share[n] * (n - c) : 0;
    }
    assert_true(share[last] < 1e-15 * all);
    free(share);
    const double wait = (double)(waiting / all) / arrivals;
    return (struct fly_queue){(double)(busy / all), wait, wait / patience};
}

static void test_against_the_chain(void **state)
{
    const int servers[] = {1, 2, 10, 60};
    const double utilisation[] = {.01, .5, .95, 1, 1.05, 1.5, 4}, patience[] = {.01, .3, 1, 10};
    (void)state;
    for (size_t i = 0; i < COUNT(servers); i++)
        for (size_t j = 0; j < COUNT(utilisation); j++)
            for (size_t k = 0; k < COUNT(patience); k++) {
                const double a = servers[i] * utilisation[j];
                const struct fly_queue found = fly_erlang_a(servers[i], a, .4, patience[k]);
                const struct fly_queue expected = chain(servers[i], a, .4, patience[k]);
                same("who must wait", servers[i], a, found.waits, expected.waits, 1e-10);
                same("wait", servers[i], a, found.wait, expected.wait, 1e-10);
                same("who gives up", servers[i], a, found.abandons, expected.abandons, 1e-10);
            }
}

/* The form of Mandelbaum & Zeltyn with Kummer's function, for servers that are no whole number. */
static void test_parts_of_a_server_with_patience(void **state)
{
    const double servers[] = {.3, 1.7, 12.5}, utilisation[] = {.4, .9, 1.3}, patience[] = {.2, 1, 3};
    (void)state;
    for (size_t i = 0; i < COUNT(servers); i++)
        for (size_t j = 0; j < COUNT(utilisation); j++)
            for (size_t k = 0; k < COUNT(patience); k++) {
                const double c = servers[i], rho = utilisation[j], x = c * patience[k] / .5, y = x * rho;
                const double b = erlang_b_by_quadrature(c, c * rho), a = gsl_sf_hyperg_1F1(1, x + 1, y);
                const double abandons = a * b / (1 + (a - 1) * b) * (1 / (rho * a) + 1 - 1 / rho);
                const struct fly_queue found = fly_erlang_a(c, c * rho, .5, patience[k]);
                same("who gives up", c, c * rho, found.abandons, abandons, 1e-9);
                same("wait", c, c * rho, found.wait, abandons * patience[k], 1e-9);
            }
}

static void test_limits_of_patience(void **state)
{
    (void)state;
    /* Endless patience is Erlang C; none at all is Erlang B; nobody there: all give up after their patience. */
    same("patience 1e7", 10, 9, fly_erlang_a(10, 9, 1, 1e7).wait, fly_erlang_c(10, 9, 1).wait, 1e-5);
    same("patience 1e-7", 10, 9, fly_erlang_a(10, 9, 1, 1e-7).abandons, fly_erlang_b(10, 9), 1e-5);
    same("nobody there", 0, 9, fly_erlang_a(0, 9, 1, 2).abandons, 1, 1e-12);
    same("nobody there", 0, 9, fly_erlang_a(0, 9, 1, 2).wait, 2, 1e-12);
    same("nobody there", 0, 1e6, fly_erlang_a(0, 1e6, 1, 2).abandons, 1, 1e-12);
    assert_true(fly_erlang_a(4, 0, 1, 2).wait == 0);
    /* Deep overload: capacity is served, the rest gives up; on both sides of where the sum is no longer taken. */
    same("overload", 1000, 1.9e3, fly_erlang_a(1000, 1.9e3, 1, 1).abandons, 1 - 1 / 1.9, 1e-9);
    same("overload", 1000, 2.2e3, fly_erlang_a(1000, 2.2e3, 1, 1).abandons, 1 - 1 / 2.2, 1e-9);
    same("overload", 1e6, 2e6, fly_erlang_a(1e6, 2e6, 1, 100).abandons, .5, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_servers),      cmocka_unit_test(test_parts_of_a_server),
        cmocka_unit_test(test_textbook),           cmocka_unit_test(test_between_whole_numbers),
        cmocka_unit_test(test_against_the_chain),  cmocka_unit_test(test_parts_of_a_server_with_patience),
        cmocka_unit_test(test_limits_of_patience),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
