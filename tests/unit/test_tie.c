/* The line of ties of fields whose zeros are known: a plane, a circle, saddles, holes, nothing. */
#include "analysis/tie.h"
#include "tests/support/test.h"

#include <math.h>
#include <string.h>

enum { N = 41 };

struct bench {
    double x[N], y[N], values[N * N];
    struct fly_tie tie;
};

/* x in 0 .. 4, y in 10 .. 12. */
static void make_axes(struct bench *bench)
{
    memset(bench, 0, sizeof *bench);
    for (int i = 0; i < N; i++) {
        bench->x[i] = 4.0 * i / (N - 1);
        bench->y[i] = 10 + 2.0 * i / (N - 1);
    }
}

static void find(struct bench *bench)
{
    struct fly_error error = {0};
    assert_int_equal(fly_tie_find(&bench->tie, bench->x, N, bench->y, N, bench->values, &error), 0);
}

/* x + 2 (y - 10) = 3.03: an open line, exact to rounding, from border to border in steps of one cell. */
static void a_plane(void **state)
{
    (void)state;
    struct bench bench;
    make_axes(&bench);
    for (int j = 0; j < N; j++)
        for (int i = 0; i < N; i++)
            bench.values[j * N + i] = bench.x[i] + 2 * (bench.y[j] - 10) - 3.03;
    find(&bench);
    assert_int_equal(bench.tie.n_lines, 1);
    assert_true(bench.tie.n > N);
    for (size_t p = 0; p < bench.tie.n; p++) {
        assert_true(fabs(bench.tie.x[p] + 2 * (bench.tie.y[p] - 10) - 3.03) < 1e-12);
        assert_int_equal(bench.tie.line[p], 0);
        if (p > 0) assert_true(hypot(bench.tie.x[p] - bench.tie.x[p - 1], bench.tie.y[p] - bench.tie.y[p - 1]) < .12);
    }
    const size_t last = bench.tie.n - 1;
    const double reach = fabs(bench.tie.x[last] - bench.tie.x[0]);
    assert_true(fabs(reach - 3.03) < 1e-12); /* from (3.03, 10) to (0, 11.515) */
    fly_tie_free(&bench.tie);
}

/* A circle of radius .7 around (2, 11): closed, and as long as the circle is. */
static void a_circle(void **state)
{
    (void)state;
    struct bench bench;
    double length = 0;
    make_axes(&bench);
    for (int j = 0; j < N; j++)
        for (int i = 0; i < N; i++)
            bench.values[j * N + i] = hypot(bench.x[i] - 2, bench.y[j] - 11) - .7;
    find(&bench);
    assert_int_equal(bench.tie.n_lines, 1);
    for (size_t p = 0; p < bench.tie.n; p++)
        assert_true(fabs(hypot(bench.tie.x[p] - 2, bench.tie.y[p] - 11) - .7) < .003);
    for (size_t p = 1; p < bench.tie.n; p++)
        length += hypot(bench.tie.x[p] - bench.tie.x[p - 1], bench.tie.y[p] - bench.tie.y[p - 1]);
    assert_true(bench.tie.x[0] == bench.tie.x[bench.tie.n - 1] && bench.tie.y[0] == bench.tie.y[bench.tie.n - 1]);
    assert_true(fabs(length / (2 * M_PI * .7) - 1) < .005);
    fly_tie_free(&bench.tie);
}

/* Corners a, b above, c, d below, as they lie on paper. */
static struct fly_tie tie_of_cell(double a, double b, double c, double d)
{
    const double x[] = {0, 1}, y[] = {0, 1}, values[] = {c, d, a, b};
    struct fly_tie tie;
    struct fly_error error = {0};
    assert_int_equal(fly_tie_find(&tie, x, 2, y, 2, values, &error), 0);
    return tie;
}

/* Whether the first line lies on one side of the diagonal through the corners b and c. */
static int parts_b_from_c(const struct fly_tie *tie)
{
    return (tie->x[0] > tie->y[0]) != (tie->x[1] > tie->y[1]);
}

/* The centre decides which corners hang together: b and c when it is like them. */
static void a_saddle(void **state)
{
    (void)state;
    struct fly_tie tie = tie_of_cell(-1, 3, 3, -1);
    assert_int_equal(tie.n_lines, 2);
    assert_int_equal(tie.n, 4);
    assert_false(parts_b_from_c(&tie));
    fly_tie_free(&tie);
    tie = tie_of_cell(-3, 1, 1, -3);
    assert_int_equal(tie.n_lines, 2);
    assert_true(parts_b_from_c(&tie));
    fly_tie_free(&tie);
}

static void no_line(void **state)
{
    (void)state;
    struct fly_tie tie = tie_of_cell(1, 2, 3, 4);
    assert_int_equal(tie.n, 0);
    fly_tie_free(&tie);
    tie = tie_of_cell(-1, 2, NAN, 4);
    assert_int_equal(tie.n, 0);
    fly_tie_free(&tie);
    tie = tie_of_cell(0, 0, 0, 0);
    assert_int_equal(tie.n, 0);
    fly_tie_free(&tie);
}

/* A column of holes parts the line in two. */
static void a_hole(void **state)
{
    (void)state;
    struct bench bench;
    make_axes(&bench);
    for (int j = 0; j < N; j++)
        for (int i = 0; i < N; i++)
            bench.values[j * N + i] = i == 20 ? NAN : bench.y[j] - 10.51;
    find(&bench);
    assert_int_equal(bench.tie.n_lines, 2);
    assert_int_equal(bench.tie.n, 40);
    fly_tie_free(&bench.tie);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plane), cmocka_unit_test(a_circle), cmocka_unit_test(a_saddle),
        cmocka_unit_test(no_line), cmocka_unit_test(a_hole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
