/* Intervals of sensitivity indices, and indices of a figure that is undefined at some points, or never changes. */
#include "sim/rng.h"
#include "tests/support/functions.h"

#include <string.h>

enum { REPETITIONS = 400, RESAMPLES = 400 };

/* How often the interval of each index held the truth. */
struct coverage {
    int n_hit[9];
};

static void count(struct coverage *coverage, const struct study *study, const double *truth)
{
    for (size_t i = 0; i < study->design.k * study->n_measures; i++) {
        const struct fly_index *index = &study->indices[i];
        assert_true(index->low <= index->high);
        coverage->n_hit[i] += index->low <= truth[i] + 1e-9 && truth[i] - 1e-9 <= index->high;
    }
}

/* Of 400 intervals that hold the truth with 95 % fewer than 364 do so once in 3,500 times, and more than 394 once in
 * 19,000; with 93 %, as percentiles of small samples may, fewer than 364 do once in 19. */
static void assert_nominal(const struct coverage *coverage, size_t i, const char *name)
{
    print_message("%s: %.1f %%\n", name, 100.0 * coverage->n_hit[i] / REPETITIONS);
    assert_in_range(coverage->n_hit[i], 364, 394);
}

/* ---- coverage ---- */

static void morris_intervals_hold_the_truth(void **state)
{
    static const double truth[] = {7.7040536, 7.7040536, NAN, 0, 7.875, NAN, 0, 6.2487964, NAN};
    struct coverage coverage = {{0}};
    (void)state;
    for (uint64_t seed = 0; seed < REPETITIONS; seed++) {
        struct study s = begin_study(FLY_MORRIS, 3, 30, seed);
        find_values(&s, ishigami);
        analyse(&s, RESAMPLES);
        count(&coverage, &s, truth);
        end_study(&s);
    }
    assert_nominal(&coverage, 0, "mu of x");
    assert_nominal(&coverage, 1, "mu_star of x");
    assert_nominal(&coverage, 3, "mu of y");
    assert_int_equal(coverage.n_hit[4], REPETITIONS); /* mu_star of y never varies */
    assert_nominal(&coverage, 6, "mu of z");
    assert_nominal(&coverage, 7, "mu_star of z");
}

/* What the bootstrap takes base samples for. */
static void make_independent(struct fly_sensitivity_design *design)
{
    const size_t k = design->k;
    for (uint32_t j = 0; j < design->n; j++)
        for (uint32_t i = 0; i < k; i++) {
            const struct fly_words w = fly_draw(fly_key_make(design->seed, 0), j, i, 1, 0);
            double *column = design->u + j * (k + 2) * k + i;
            for (size_t p = 0; p < k + 2; p++)
                column[p * k] = fly_unit(w.w[p == 1 || p == 2 + i]);
        }
}

/* Of independent base samples the nominal rate; those of a Sobol sequence are better than their intervals say. */
static void sobol_intervals_hold_the_truth(void **state)
{
    static const double truth[] = {.3139052, .5575889, .4424111, .4424111, 0, .2436837};
    struct coverage independent = {{0}}, sequence = {{0}};
    (void)state;
    for (uint64_t seed = 0; seed < REPETITIONS; seed++) {
        struct study s = begin_study(FLY_SOBOL, 3, 256, seed);
        find_values(&s, ishigami);
        analyse(&s, RESAMPLES);
        count(&sequence, &s, truth);
        make_independent(&s.design);
        find_values(&s, ishigami);
        analyse(&s, RESAMPLES);
        count(&independent, &s, truth);
        end_study(&s);
    }
    for (size_t i = 0; i < 6; i++) {
        assert_nominal(&independent, i, i % 2 ? "st" : "s1");
        assert_true(sequence.n_hit[i] >= independent.n_hit[i]);
    }
}

/* y is u_1 or, half of the time, any other number: its rank has correlation 1/2 with that of u_1, none with u_2's. */
static void prcc_intervals_hold_the_truth(void **state)
{
    static const double truth[] = {.5, 0};
    struct coverage coverage = {{0}};
    (void)state;
    for (uint64_t seed = 0; seed < REPETITIONS; seed++) {
        struct study s = begin_study(FLY_PRCC, 2, 100, seed);
        for (uint32_t p = 0; p < 100; p++) {
            const struct fly_words w = fly_draw(fly_key_make(seed, 1), p, 0, 1, 0);
            s.y[p] = w.w[0] < 1u << 31 ? s.design.u[p * 2] : fly_unit(w.w[1]);
        }
        analyse(&s, RESAMPLES);
        count(&coverage, &s, truth);
        end_study(&s);
    }
    assert_nominal(&coverage, 0, "prcc of u_1");
    assert_nominal(&coverage, 1, "prcc of u_2");
}

/* ---- bits ---- */

static void intervals_are_the_same_each_time(void **state)
{
    (void)state;
    for (int m = 0; m < FLY_N_METHODS; m++) {
        struct study a = begin_study((enum fly_method)m, 4, 40, 1), b = begin_study((enum fly_method)m, 4, 40, 1);
        const size_t n = 4 * a.n_measures;
        find_values(&a, ishigami);
        find_values(&b, ishigami);
        analyse(&a, 100);
        analyse(&b, 100);
        assert_memory_equal(a.indices, b.indices, n * sizeof *a.indices);
        b.design.seed = 2;
        analyse(&b, 100);
        assert_memory_not_equal(a.indices, b.indices, n * sizeof *a.indices);
        analyse(&b, 0);
        for (size_t i = 0; i < n; i++) {
            assert_true(a.indices[i].value == b.indices[i].value);
            assert_true(isnan(b.indices[i].low) && isnan(b.indices[i].high));
        }
        end_study(&a);
        end_study(&b);
    }
}

/* A larger sample has narrower intervals: a quarter of the error at 16 times the size. */
static void intervals_shrink(void **state)
{
    (void)state;
    for (int m = 0; m < FLY_N_METHODS; m++) {
        double widths[2];
        for (int large = 0; large < 2; large++) {
            struct study s = begin_study((enum fly_method)m, 3, large ? 1600 : 100, 1);
            find_values(&s, ishigami);
            analyse(&s, 1000);
            widths[large] = index_of(&s, 0, 0)->high - index_of(&s, 0, 0)->low;
            end_study(&s);
        }
        assert_true(widths[1] / widths[0] > .18 && widths[1] / widths[0] < .35);
    }
}

/* ---- small samples, by hand ---- */

/* Effects 1, -2 and 6: means 5/3 and 3, and (4/9 + 121/9 + 169/9) / 2 the squared spread. */
static void morris_by_hand(void **state)
{
    static const double effects[] = {1, -2, 6};
    struct study s = begin_study(FLY_MORRIS, 1, 3, 1);
    (void)state;
    for (size_t t = 0; t < 3; t++)
        s.y[2 * t + 1] = effects[t] * (s.design.u[2 * t + 1] - s.design.u[2 * t]);
    analyse(&s, 0);
    assert_within(index_of(&s, 0, 0)->value, 5 / 3.0, 1e-12);
    assert_within(index_of(&s, 0, 1)->value, 3, 1e-12);
    assert_within(index_of(&s, 0, 2)->value, sqrt(49 / 3.0), 1e-12);
    end_study(&s);
}

/* y(A) = 0, 3, y(B) = 1, 4, y(AB) = 1, 3: mean 2, V = 2.5, s1 = (-1 * 1 + 2 * 0) / 2 / V, st = 1 / 4 / V; wherever zero
 * is. */
static void sobol_by_hand(void **state)
{
    static const double y[] = {0, 1, 1, 3, 4, 3};
    struct study s = begin_study(FLY_SOBOL, 1, 2, 1);
    (void)state;
    for (int zero = 0; zero <= 1000; zero += 1000) {
        for (size_t p = 0; p < 6; p++)
            s.y[p] = y[p] + zero;
        analyse(&s, 0);
        assert_within(index_of(&s, 0, 0)->value, -.2, 1e-12);
        assert_within(index_of(&s, 0, 1)->value, .1, 1e-12);
    }
    end_study(&s);
}

/* ---- undefined figures ---- */

/* What is left when units are dropped is what a design of the others alone would say. */
static void check_dropped(enum fly_method method)
{
    enum { N = 60, K = 4 };
    struct study s = begin_study(method, K, N, 1), kept = begin_study(method, K, N, 1);
    const size_t size = s.design.n_points / N;
    size_t n_kept = 0;
    find_values(&s, ishigami);
    for (size_t j = 0; j < N; j++) {
        if (j % 5 == 2) {
            s.y[j * size + j % size] = j % 2 ? NAN : INFINITY;
            continue;
        }
        memcpy(kept.design.u + n_kept * size * K, s.design.u + j * size * K, size * K * sizeof *s.y);
        memcpy(kept.y + n_kept * size, s.y + j * size, size * sizeof *s.y);
        n_kept++;
    }
    kept.design.n = n_kept;
    analyse(&s, 50);
    analyse(&kept, 50);
    assert_int_equal(s.n_used, N - N / 5);
    assert_int_equal(kept.n_used, n_kept);
    assert_memory_equal(s.indices, kept.indices, K * s.n_measures * sizeof *s.indices);
    assert_true(!isnan(s.indices[0].low));
    end_study(&s);
    end_study(&kept);
}

static void units_with_an_undefined_figure_are_dropped(void **state)
{
    (void)state;
    for (int m = 0; m < FLY_N_METHODS; m++)
        check_dropped((enum fly_method)m);
}

static void assert_undefined(const struct study *s)
{
    for (size_t i = 0; i < s->design.k * s->n_measures; i++)
        assert_true(isnan(s->indices[i].value) && isnan(s->indices[i].low) && isnan(s->indices[i].high));
}

/* With one trajectory, one base sample or k + 2 points too few are left. */
static void too_few_units_say_nothing(void **state)
{
    (void)state;
    for (int m = 0; m < FLY_N_METHODS; m++) {
        struct study s = begin_study((enum fly_method)m, 3, 20, 1);
        const size_t size = s.design.n_points / 20, enough = m == FLY_PRCC ? 6 : 2;
        for (size_t n = 0; n < enough; n++) {
            find_values(&s, ishigami);
            for (size_t p = n * size; p < s.design.n_points; p++)
                s.y[p] = NAN;
            analyse(&s, 50);
            assert_int_equal(s.n_used, n);
            assert_undefined(&s);
        }
        find_values(&s, ishigami);
        for (size_t p = enough * size; p < s.design.n_points; p++)
            s.y[p] = NAN;
        analyse(&s, 50);
        assert_true(!isnan(s.indices[0].value));
        end_study(&s);
    }
}

/* No variance to share and no ranks; but a figure that never changes has effects: none. .1 has no exact double. */
static void a_figure_that_never_changes(void **state)
{
    (void)state;
    for (int m = 0; m < FLY_N_METHODS; m++) {
        struct study s = begin_study((enum fly_method)m, 3, 50, 1);
        for (size_t p = 0; p < s.design.n_points; p++)
            s.y[p] = .1;
        analyse(&s, 50);
        assert_int_equal(s.n_used, 50);
        if (m != FLY_MORRIS)
            assert_undefined(&s);
        else
            for (size_t i = 0; i < 3 * s.n_measures; i++)
                assert_true(s.indices[i].value == 0 && s.indices[i].low == 0 && s.indices[i].high == 0);
        end_study(&s);
    }
}

/* Nearly every resample of 6 points has fewer than 6 different ones, whose ranks three factors explain to the last. */
static void too_few_points_to_resample(void **state)
{
    struct study s = begin_study(FLY_PRCC, 3, 6, 1);
    (void)state;
    find_values(&s, ishigami);
    analyse(&s, 100);
    for (size_t i = 0; i < 3; i++)
        assert_true(fabs(s.indices[i].value) < 1 && isnan(s.indices[i].low) && isnan(s.indices[i].high));
    end_study(&s);
}

static void too_many_resamples_are_refused(void **state)
{
    struct study s = begin_study(FLY_MORRIS, 3, 2, 1);
    struct fly_error error = {0};
    (void)state;
    assert_int_equal(fly_sensitivity_indices(&s.design, s.y, FLY_MOST_BOOTSTRAP + (size_t)1, s.indices, NULL, &error),
                     FLY_ERR_SCENARIO);
    assert_non_null(strstr(error.text, "at most 65536"));
    assert_int_equal(fly_sensitivity_indices(&s.design, s.y, FLY_MOST_BOOTSTRAP, s.indices, NULL, &error), FLY_OK);
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
        cmocka_unit_test(morris_intervals_hold_the_truth),
        cmocka_unit_test(sobol_intervals_hold_the_truth),
        cmocka_unit_test(prcc_intervals_hold_the_truth),
        cmocka_unit_test(intervals_are_the_same_each_time),
        cmocka_unit_test(intervals_shrink),
        cmocka_unit_test(morris_by_hand),
        cmocka_unit_test(sobol_by_hand),
        cmocka_unit_test(units_with_an_undefined_figure_are_dropped),
        cmocka_unit_test(too_few_units_say_nothing),
        cmocka_unit_test(a_figure_that_never_changes),
        cmocka_unit_test(too_few_points_to_resample),
        cmocka_unit_test(too_many_resamples_are_refused),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
