/* Courses whose leads, ties and crossings can be read off by hand. */
#include "analysis/compare.h"
#include "analysis/course.h"
#include "tests/support/test.h"

#include <math.h>
#include <string.h>

enum { A, B, N_SCENARIOS, N_REPLICATES = 4, N_WEEKS = 6 };

static double values[N_SCENARIOS][N_REPLICATES][N_WEEKS];
static const double weeks[N_WEEKS] = {0, 4, 8, 12, 16, 20};

static struct fly_course course_of(void)
{
    return (struct fly_course){.values = &values[0][0][0],
                               .weeks = weeks,
                               .n_replicates = N_REPLICATES,
                               .n_weeks = N_WEEKS,
                               .pairing = FLY_SINGLES};
}

/* Replicate r of b has these values, and a has 10 everywhere. */
static void set(const double b[N_REPLICATES][N_WEEKS])
{
    for (size_t r = 0; r < N_REPLICATES; r++)
        for (size_t w = 0; w < N_WEEKS; w++)
            values[A][r][w] = 10;
    memcpy(values[B], b, sizeof values[B]);
}

/* Behind by 3 and by 1 on average, then ahead for good: the mean from week 12 on; single replicates from 8, 12, 12,
 * and never. The median of 8, 12, 12 and never is 12. */
static void b_gets_ahead(void **state)
{
    (void)state;
    set((const double[N_REPLICATES][N_WEEKS]){
        {10, 8, 11, 14, 15, 16}, {10, 6, 8, 15, 16, 17}, {10, 7, 9, 16, 17, 18}, {10, 7, 8, 9, 9, 9}});
    const struct fly_course course = course_of();
    struct fly_lead lead;
    assert_int_equal(fly_course_lead(&course, A, B, FLY_HIGHER, &lead, NULL), FLY_OK);
    assert_true(lead.from == 12);
    assert_int_equal(lead.n, 4);
    assert_int_equal(lead.n_ahead, 3);
    assert_true(lead.week.median == 12);
    assert_true(isnan(lead.week.low)); /* four replicates give no interval of the median */
    struct fly_behind behind;
    assert_int_equal(fly_course_behind(&course, A, B, FLY_HIGHER, &behind, NULL), FLY_OK);
    assert_int_equal(behind.n, 2);
    assert_true(behind.first == 4 && behind.last == 8 && behind.week == 4 && behind.most.mean == -3);
    /* -2, -4, -3, -3: sd sqrt(2/3), t(0.975; 3) 3.18, half a width of 1.30; 1, -2, -1, -2: sd 1.41, 2.25 */
    assert_int_equal(behind.n_sure, 1);
}

/* The last weeks' differences 5, 6, 7, 8: 6.5 with half a width of 2.05; in week 12 they are 1, 2, 3, -1: 1.25 and
 * 2.72. */
static void a_lead_may_come_before_it_is_sure(void **state)
{
    (void)state;
    set((const double[N_REPLICATES][N_WEEKS]){
        {10, 10, 9, 11, 15, 15}, {10, 10, 9, 12, 16, 16}, {10, 10, 9, 13, 17, 17}, {10, 10, 9, 9, 18, 18}});
    const struct fly_course course = course_of();
    struct fly_lead lead;
    assert_int_equal(fly_course_lead(&course, A, B, FLY_HIGHER, &lead, NULL), FLY_OK);
    assert_true(lead.from == 12 && lead.sure_from == 16);
    assert_int_equal(lead.n_ahead, 4);
    /* from the side of a, and where lower is better */
    assert_int_equal(fly_course_lead(&course, B, A, FLY_LOWER, &lead, NULL), FLY_OK);
    assert_true(lead.from == 12 && lead.sure_from == 16);
    assert_int_equal(fly_course_lead(&course, B, A, FLY_HIGHER, &lead, NULL), FLY_OK);
    assert_true(isinf(lead.from) && isinf(lead.sure_from) && lead.n_ahead == 0 && isinf(lead.week.median));
}

/* What differs by rounding only is a tie, and nobody leads. */
static void equal_courses_have_no_lead(void **state)
{
    (void)state;
    for (size_t r = 0; r < N_REPLICATES; r++)
        for (size_t w = 0; w < N_WEEKS; w++) {
            values[A][r][w] = 1e6 + (double)r;
            values[B][r][w] = (1e6 + (double)r) * (1 + 1e-12);
        }
    const struct fly_course course = course_of();
    struct fly_lead lead;
    struct fly_behind behind;
    assert_int_equal(fly_course_lead(&course, A, B, FLY_HIGHER, &lead, NULL), FLY_OK);
    assert_true(isinf(lead.from) && lead.n_ahead == 0 && lead.n == 4);
    assert_int_equal(fly_course_behind(&course, A, B, FLY_HIGHER, &behind, NULL), FLY_OK);
    assert_int_equal(behind.n, 0);
}

/* A replicate that is undefined at the end tells nothing of who leads. */
static void undefined_replicates_are_left_out(void **state)
{
    (void)state;
    set((const double[N_REPLICATES][N_WEEKS]){
        {11, 11, 11, 11, 11, 11}, {11, 11, 11, 11, 11, 11}, {9, 9, 9, 9, 9, NAN}, {NAN, NAN, NAN, NAN, NAN, NAN}});
    const struct fly_course course = course_of();
    struct fly_lead lead;
    assert_int_equal(fly_course_lead(&course, A, B, FLY_HIGHER, &lead, NULL), FLY_OK);
    assert_int_equal(lead.n, 2);
    assert_int_equal(lead.n_ahead, 2);
    assert_true(lead.from == 0 && lead.week.median == 0);
}

/* Quantiles by definition 7: of 1, 2, 3, 4 the quarter is 1.75, the median 2.5. */
static void quantiles_interpolate(void **state)
{
    (void)state;
    for (size_t r = 0; r < N_REPLICATES; r++)
        for (size_t w = 0; w < N_WEEKS; w++)
            values[A][r][w] = w == 3 ? NAN : (double)(4 - r) + (double)w;
    const struct fly_course course = course_of();
    const double p[] = {0.25, 0.5};
    double quantiles[N_WEEKS][2];
    assert_int_equal(fly_course_quantiles(&course, A, p, 2, &quantiles[0][0], NULL), FLY_OK);
    assert_true(quantiles[0][0] == 1.75 && quantiles[0][1] == 2.5);
    assert_true(quantiles[5][0] == 6.75 && quantiles[5][1] == 7.5);
    assert_true(isnan(quantiles[3][0]) && isnan(quantiles[3][1]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(b_gets_ahead),
        cmocka_unit_test(a_lead_may_come_before_it_is_sure),
        cmocka_unit_test(equal_courses_have_no_lead),
        cmocka_unit_test(undefined_replicates_are_left_out),
        cmocka_unit_test(quantiles_interpolate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
