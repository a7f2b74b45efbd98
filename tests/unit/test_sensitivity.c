/* Designs of sensitivity analyses, and their indices of functions whose indices are known. */
#include "analysis/sensitivity.h"

#include "sim/rng.h"
#include "tests/support/functions.h"

#include <gsl/gsl_cdf.h>
#include <string.h>

enum { MU, MU_STAR, SIGMA };
enum { S1, ST };

/* ---- what there is ---- */

static void methods_have_names(void **state)
{
    static const char *const names[FLY_N_METHODS] = {"morris", "sobol", "prcc"};
    enum fly_method method = FLY_N_METHODS;
    (void)state;
    for (int m = 0; m < FLY_N_METHODS; m++) {
        const struct fly_method_info *info = fly_method_info((enum fly_method)m);
        assert_string_equal(info->name, names[m]);
        assert_true(fly_method_find(names[m], &method) && method == (enum fly_method)m);
        assert_true(strlen(info->doc) > 20 && strlen(info->units) > 3 && info->n_measures > 0);
        for (size_t i = 0; i < info->n_measures; i++) {
            const struct fly_figure *measure = &info->measures[i];
            assert_true(measure->doc[strlen(measure->doc) - 1] == '.');
            assert_true((measure->unit == NULL) == (m == FLY_MORRIS));
        }
    }
    assert_false(fly_method_find("tornado", &method));
    assert_false(fly_method_find("", &method));
}

static void refuse(enum fly_method method, size_t k, size_t n, unsigned levels, const char *words)
{
    struct fly_sensitivity_design design;
    struct fly_error error = {0};
    assert_int_equal(fly_sensitivity_design_init(&design, method, k, n, levels, 1, &error), FLY_ERR_SCENARIO);
    if (!strstr(error.text, words)) fail_msg("\"%s\" does not say \"%s\"", error.text, words);
    assert_null(design.u);
    fly_sensitivity_design_free(&design);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    for (int m = 0; m < FLY_N_METHODS; m++) {
        refuse((enum fly_method)m, 0, 100, 4, "at least one factor");
        refuse((enum fly_method)m, 3, 1, 4, "not 1");
        refuse((enum fly_method)m, 3, 0, 4, "not 0");
        refuse((enum fly_method)m, SIZE_MAX, 100, 4, "at most");
        refuse((enum fly_method)m, 3, SIZE_MAX, 4, "at most");
    }
    refuse(FLY_MORRIS, 3, 10, 0, "even number of levels");
    refuse(FLY_MORRIS, 3, 10, 5, "not 5");
    refuse(FLY_MORRIS, 3, 10, UINT32_MAX - 1, "to 65536");
    refuse(FLY_MORRIS, 3, 1, 4, "at least 2 trajectories");
    refuse(FLY_SOBOL, 3, 1, 4, "at least 2 base samples");
    refuse(FLY_PRCC, 3, 5, 4, "at least 6 points");
}

static void a_design_depends_on_its_seed_only(void **state)
{
    (void)state;
    for (int m = 0; m < FLY_N_METHODS; m++)
        for (size_t k = 3; k <= 25; k += 22) {
            struct study a = begin_study((enum fly_method)m, k, 40, 1), b = begin_study((enum fly_method)m, k, 40, 1),
                         c = begin_study((enum fly_method)m, k, 40, 2);
            const size_t size = a.design.n_points * k * sizeof *a.design.u;
            assert_memory_equal(a.design.u, b.design.u, size);
            assert_memory_not_equal(a.design.u, c.design.u, size);
            end_study(&a);
            end_study(&b);
            end_study(&c);
        }
}

/* ---- Morris ---- */

/* One step: which factor moves, by Delta up from the lower half of the levels or down from the upper one. */
static size_t check_step(const double *from, const double *to, size_t k, unsigned levels)
{
    const double delta = levels / (2.0 * (levels - 1));
    size_t moved = k, n_moved = 0;
    for (size_t i = 0; i < k; i++) {
        const double level = from[i] * (levels - 1);
        assert_within(level, round(level), 1e-9);
        assert_true(from[i] >= 0 && from[i] <= 1);
        if (from[i] == to[i]) continue;
        moved = i;
        n_moved++;
        assert_within(to[i] - from[i], from[i] < .5 ? delta : -delta, 1e-12);
    }
    assert_int_equal(n_moved, 1);
    return moved;
}

static void trajectories_move_each_factor_once(void **state)
{
    enum { K = 7, N = 50 };
    (void)state;
    for (unsigned levels = 2; levels <= 10; levels += 2) {
        struct fly_sensitivity_design design;
        assert_int_equal(fly_sensitivity_design_init(&design, FLY_MORRIS, K, N, levels, 5, NULL), FLY_OK);
        assert_int_equal(design.n_points, N * (K + 1));
        for (size_t t = 0; t < N; t++) {
            bool has_moved[K] = {false};
            for (size_t s = 0; s < K; s++) {
                const double *from = design.u + (t * (K + 1) + s) * K;
                const size_t i = check_step(from, from + K, K, levels);
                assert_false(has_moved[i]);
                has_moved[i] = true;
            }
        }
        fly_sensitivity_design_free(&design);
    }
}

/* Start levels of a factor and its place in the order are uniform and independent: 16 equal cells, p above 1e-6. */
static void trajectories_are_random(void **state)
{
    enum { K = 4, N = 8000 };
    struct study s = begin_study(FLY_MORRIS, K, N, 11);
    double cells[K][4] = {{0}}, chi = 0;
    (void)state;
    for (size_t t = 0; t < N; t++) {
        const double *start = s.design.u + t * (K + 1) * K;
        size_t when = 0;
        while (start[when * K + 2] == start[(when + 1) * K + 2])
            when++;
        cells[when][lround(start[2] * 3)]++;
    }
    for (size_t c = 0; c < K * 4; c++)
        chi += pow(cells[c / 4][c % 4] - N / 16.0, 2) / (N / 16.0);
    assert_true(gsl_cdf_chisq_Q(chi, 15) > 1e-6);
    end_study(&s);
}

static double slopes(const double *u, size_t k)
{
    double y = 5;
    for (size_t i = 0; i < k; i++)
        y += ((double)i - 2) * u[i];
    return y;
}

/* A straight line has its slope, no spread, and an interval of no width, whatever the trajectories. */
static void morris_of_a_straight_line(void **state)
{
    enum { K = 6 };
    struct study s = begin_study(FLY_MORRIS, K, 10, 3);
    (void)state;
    find_values(&s, slopes);
    analyse(&s, 100);
    for (size_t i = 0; i < K; i++) {
        assert_within(index_of(&s, i, MU)->value, (double)i - 2, 1e-12);
        assert_within(index_of(&s, i, MU_STAR)->value, fabs((double)i - 2), 1e-12);
        assert_within(index_of(&s, i, SIGMA)->value, 0, 1e-12);
        assert_within(index_of(&s, i, MU)->high - index_of(&s, i, MU)->low, 0, 1e-12);
    }
    end_study(&s);
}

/* Effects per unit of u (not of x), over all starts on 4 levels: with S = sin(pi / 3), Delta = 2/3 and the mean
 * Q = (1 + 1/81) / 2 of (z / pi)^4
 *
 *   mu*_x = S (1 + .1 pi^4 Q) / Delta      mu*_y = 7 S^2 / Delta      mu*_z = .1 pi^4 (1 - 1/81) S / 2 / Delta
 *
 * y and z have effects of both signs equally often, y of one size. */
static void morris_of_ishigami(void **state)
{
    const double s = sin(M_PI / 3), p = .1 * pow(M_PI, 4), delta = 2 / 3.0, x = s * (1 + p * (82 / 81.0) / 2) / delta,
                 y = 7 * s * s / delta, z = p * (80 / 81.0) * s / 2 / delta;
    struct study study = begin_study(FLY_MORRIS, 3, 20000, 17);
    (void)state;
    assert_within(x, 7.704054, 1e-6);
    assert_within(y, 7.875, 1e-6);
    assert_within(z, 6.248796, 1e-6);
    find_values(&study, ishigami);
    analyse(&study, 0);
    assert_within(index_of(&study, 0, MU_STAR)->value, x, .02 * x);
    assert_within(index_of(&study, 1, MU_STAR)->value, y, 1e-9);
    assert_within(index_of(&study, 2, MU_STAR)->value, z, .02 * z);
    assert_within(index_of(&study, 0, MU)->value, x, .02 * x);
    /* means of 20,000 with these spreads: five standard errors, false alarms below 1e-6 */
    assert_within(index_of(&study, 1, MU)->value, 0, 5 * y / sqrt(20000));
    assert_within(index_of(&study, 2, MU)->value, 0, 5 * sqrt(2) * z / sqrt(20000));
    assert_within(index_of(&study, 0, SIGMA)->value, p * (80 / 81.0) * s / 2 / delta, .02 * z);
    assert_within(index_of(&study, 1, SIGMA)->value, y, .02 * y);
    assert_within(index_of(&study, 2, SIGMA)->value, sqrt(2) * z, .02 * sqrt(2) * z);
    end_study(&study);
}

/* ---- Sobol ---- */

static void check_base_samples(size_t k, size_t n)
{
    struct study s = begin_study(FLY_SOBOL, k, n, 4);
    assert_int_equal(s.design.n_points, n * (k + 2));
    for (size_t p = 0; p < s.design.n_points * k; p++)
        assert_true(s.design.u[p] > 0 && s.design.u[p] < 1);
    for (size_t j = 0; j < n; j++) {
        const double *a = s.design.u + j * (k + 2) * k, *b = a + k;
        for (size_t i = 0; i < k; i++)
            for (size_t c = 0; c < k; c++) {
                assert_true(a[(2 + i) * k + c] == (c == i ? b : a)[c]);
                assert_true(a[c] != b[c]);
            }
    }
    end_study(&s);
}

/* The 20 columns of A and of B each have one of 256 points in every 256th, by the sequence and by hypercubes alike. */
static void check_columns(size_t k)
{
    enum { N = 256 };
    struct study s = begin_study(FLY_SOBOL, k, N, 4);
    for (size_t c = 0; c < 2 * k; c++) {
        bool hit[N] = {false};
        for (size_t j = 0; j < N; j++) {
            const size_t stratum = (size_t)(s.design.u[j * (k + 2) * k + c] * N);
            assert_false(hit[stratum]);
            hit[stratum] = true;
        }
    }
    end_study(&s);
}

static void base_samples_exchange_one_column(void **state)
{
    const size_t factors[] = {1, 3, 20, 21, 30};
    (void)state;
    for (size_t i = 0; i < sizeof factors / sizeof factors[0]; i++) {
        check_base_samples(factors[i], 100);
        check_columns(factors[i]);
    }
}

static void sobol_of_ishigami(void **state)
{
    static const double s1[] = {.313905, .442411, 0}, st[] = {.557589, .442411, .243684};
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct study s = begin_study(FLY_SOBOL, 3, 4096, seed);
        find_values(&s, ishigami);
        analyse(&s, 0);
        for (size_t i = 0; i < 3; i++) {
            assert_within(index_of(&s, i, S1)->value, s1[i], .005);
            assert_within(index_of(&s, i, ST)->value, st[i], .005);
        }
        end_study(&s);
    }
}

static void check_g(size_t k, size_t n, double tolerance, uint64_t seed)
{
    struct study s = begin_study(FLY_SOBOL, k, n, seed);
    double worst = 0;
    find_values(&s, g_function);
    analyse(&s, 0);
    for (size_t i = 0; i < k; i++) {
        double s1, st;
        g_indices(k, i, &s1, &st);
        worst = fmax(worst, fmax(fabs(index_of(&s, i, S1)->value - s1), fabs(index_of(&s, i, ST)->value - st)));
    }
    print_message("G of %zu factors, %zu base samples: off by %.5f at most\n", k, n, worst);
    assert_true(worst < tolerance);
    end_study(&s);
}

/* Eight factors by the sequence, 30 by hypercubes. */
static void sobol_of_g(void **state)
{
    static const double s1[] = {.716192, .179048, .023676, .007162}, st[] = {.787144, .242198, .034317, .010460};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        double first, total;
        g_indices(8, i, &first, &total);
        assert_within(first, s1[i], 1e-6);
        assert_within(total, st[i], 1e-6);
    }
    for (uint64_t seed = 1; seed <= 3; seed++) {
        check_g(8, 4096, .005, seed);
        check_g(30, 20000, .02, seed);
    }
}

/* A factor that does nothing has no error. */
static void a_factor_that_does_nothing(void **state)
{
    struct study s = begin_study(FLY_SOBOL, 4, 64, 1);
    (void)state;
    find_values(&s, ishigami);
    analyse(&s, 100);
    for (size_t m = 0; m < 2; m++) {
        const struct fly_index *index = index_of(&s, 3, m);
        assert_true(index->value == 0 && index->low == 0 && index->high == 0);
    }
    end_study(&s);
}

/* ---- rank correlation ---- */

/* Ranks by counting, ties averaged: slow and plain. */
static void plain_ranks(const double *x, size_t stride, size_t n, double *ranks)
{
    for (size_t a = 0; a < n; a++) {
        ranks[a] = .5;
        for (size_t b = 0; b < n; b++)
            ranks[a] += x[b * stride] < x[a * stride] ? 1 : x[b * stride] == x[a * stride] ? .5 : 0;
    }
}

static double plain_correlation(const double *x, const double *y, size_t n)
{
    double sx = 0, sy = 0, xx = 0, yy = 0, xy = 0;
    for (size_t i = 0; i < n; i++) {
        sx += x[i];
        sy += y[i];
        xx += x[i] * x[i];
        yy += y[i] * y[i];
        xy += x[i] * y[i];
    }
    const double size = (double)n;
    return (size * xy - sx * sy) / sqrt((size * xx - sx * sx) * (size * yy - sy * sy));
}

enum { MOST = 8 };

/* Inverse of a k x k matrix by Gauss and Jordan. */
static void plain_inverse(double m[MOST][2 * MOST], size_t k)
{
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < k; j++)
            m[i][k + j] = i == j;
    for (size_t p = 0; p < k; p++) {
        const double pivot = m[p][p];
        for (size_t j = 0; j < 2 * k; j++)
            m[p][j] /= pivot;
        for (size_t i = 0; i < k; i++) {
            const double times = m[i][p];
            for (size_t j = 0; i != p && j < 2 * k; j++)
                m[i][j] -= times * m[p][j];
        }
    }
}

/* With P the inverse of all correlations of x_1 .. x_k and y: prcc_i = -P_iy / sqrt(P_ii P_yy). */
static double plain_prcc(const struct study *s, size_t factor)
{
    enum { N = 300 };
    const size_t k = s->design.k, n = s->design.n;
    double ranks[MOST][N], m[MOST][2 * MOST];
    assert_true(k < MOST && n <= N);
    for (size_t i = 0; i < k; i++)
        plain_ranks(s->design.u + i, k, n, ranks[i]);
    plain_ranks(s->y, 1, n, ranks[k]);
    for (size_t i = 0; i <= k; i++)
        for (size_t j = 0; j <= k; j++)
            m[i][j] = plain_correlation(ranks[i], ranks[j], n);
    plain_inverse(m, k + 1);
    const double *p_factor = m[factor] + k + 1, *p_y = m[k] + k + 1;
    return -p_factor[k] / sqrt(p_factor[factor] * p_y[k]);
}

/* r12.3 = (r12 - r13 r23) / sqrt((1 - r13^2)(1 - r23^2)), of two factors and y. */
static double of_three(const struct study *s)
{
    enum { N = 300 };
    double x1[N], x2[N], y[N];
    const size_t n = s->design.n;
    plain_ranks(s->design.u, 2, n, x1);
    plain_ranks(s->design.u + 1, 2, n, x2);
    plain_ranks(s->y, 1, n, y);
    const double a = plain_correlation(x1, y, n), b = plain_correlation(x1, x2, n), c = plain_correlation(x2, y, n);
    return (a - b * c) / sqrt((1 - b * b) * (1 - c * c));
}

static double stairs(const double *u, size_t k)
{
    return floor(4 * slopes(u, k));
}

static void prcc_is_the_textbook_s(void **state)
{
    function_of *const functions[] = {ishigami, stairs, g_function};
    (void)state;
    for (size_t f = 0; f < 3; f++) {
        struct study s = begin_study(FLY_PRCC, 6, 300, f);
        find_values(&s, functions[f]);
        for (size_t p = 0; p < 300; p++) /* factors that correlate, and have ties */
            s.design.u[p * 6 + 1] = floor(10 * (s.design.u[p * 6 + 1] + s.design.u[p * 6])) / 20;
        analyse(&s, 0);
        for (size_t i = 0; i < 6; i++)
            assert_within(index_of(&s, i, 0)->value, plain_prcc(&s, i), 1e-10);
        end_study(&s);
        if (f == 0) continue;
        s = begin_study(FLY_PRCC, 2, 300, f);
        find_values(&s, functions[f]);
        analyse(&s, 0);
        assert_within(index_of(&s, 0, 0)->value, of_three(&s), 1e-10);
        end_study(&s);
    }
}

static double curves(const double *u, size_t k)
{
    (void)k;
    return exp(6 * u[0]) - 20 * pow(u[1], 3) + u[2] * 1e-9;
}

static double one_curve(const double *u, size_t k)
{
    (void)k;
    return -exp(6 * u[1]);
}

/* The sign is the direction; ranks see no curvature; who explains all of y leaves nothing for the others. */
static void prcc_of_monotone_functions(void **state)
{
    struct study s = begin_study(FLY_PRCC, 4, 200, 1);
    (void)state;
    find_values(&s, curves);
    analyse(&s, 0);
    assert_true(index_of(&s, 0, 0)->value > .9 && index_of(&s, 1, 0)->value < -.3);
    /* partial correlations of no effect are about 1 / sqrt(200 - 5) */
    assert_within(index_of(&s, 2, 0)->value, 0, 5 / sqrt(195));
    assert_within(index_of(&s, 3, 0)->value, 0, 5 / sqrt(195));
    find_values(&s, one_curve);
    analyse(&s, 50);
    assert_within(index_of(&s, 1, 0)->value, -1, 1e-12);
    assert_within(index_of(&s, 1, 0)->low, -1, 1e-12);
    assert_within(index_of(&s, 1, 0)->high, -1, 1e-12);
    assert_true(isnan(index_of(&s, 0, 0)->value) && isnan(index_of(&s, 0, 0)->low));
    end_study(&s);
    s = begin_study(FLY_PRCC, 1, 50, 1);
    find_values(&s, slopes);
    analyse(&s, 0);
    assert_within(index_of(&s, 0, 0)->value, -1, 1e-12);
    end_study(&s);
}

static int setup(void **state)
{
    (void)state;
    fly_library_setup();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(methods_have_names),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(a_design_depends_on_its_seed_only),
        cmocka_unit_test(trajectories_move_each_factor_once),
        cmocka_unit_test(trajectories_are_random),
        cmocka_unit_test(morris_of_a_straight_line),
        cmocka_unit_test(morris_of_ishigami),
        cmocka_unit_test(base_samples_exchange_one_column),
        cmocka_unit_test(sobol_of_ishigami),
        cmocka_unit_test(sobol_of_g),
        cmocka_unit_test(a_factor_that_does_nothing),
        cmocka_unit_test(prcc_is_the_textbook_s),
        cmocka_unit_test(prcc_of_monotone_functions),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
