/* Rankings that can be worked out by hand.
 *
 * Quantiles of Student's t with 3 degrees of freedom are from tables. */
#include "analysis/rank.h"
#include "tests/support/test.h"

#include <math.h>
#include <string.h>

enum { N = 4 };

static char *const names[] = {"a", "b", "c", "d"};
static const struct fly_kpi_row npv = {
    .name = (char *)"npv", .unit = (char *)"money", .doc = (char *)"", .path = (char *)"", .better = FLY_HIGHER};

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-6 * fmax(1, fabs(expected)))) fail_msg("%.17g is not %.17g", value, expected);
}

static struct fly_ranking rank(const double *values, size_t n, size_t n_replicates, int better)
{
    struct fly_ranking ranking;
    struct fly_error error = {0};
    if (fly_rank_values(&ranking, values, n, n_replicates, FLY_SINGLES, better, &error) < 0) fail_msg("%s", error.text);
    return ranking;
}

static void says(const struct fly_ranking *ranking, const char *expected)
{
    char text[1024];
    fly_ranking_print(ranking, names, &npv, text, sizeof text);
    if (strcmp(text, expected) != 0) fail_msg("it says: %s", text);
}

/* b - a: 10 12 14 16, mean 13, sd sqrt(20/3). Three pairs: t(1 - .05 / 6; 3) = 4.8567; two rivals: t(.975) = 3.1824. */
static void the_best_is_told_from_all_others(void **state)
{
    (void)state;
    const double values[3 * N] = {1000, 2000, 3000, 4000, 1010, 2012, 3014, 4016, 900, 1900, 2900, 3900};
    struct fly_ranking r = rank(values, 3, N, FLY_HIGHER);
    assert_true(r.n == 3 && r.n_ranked == 3 && r.n_replicates == N);
    assert_true(r.items[0].scenario == 1 && r.items[1].scenario == 0 && r.items[2].scenario == 2);
    assert_true(r.items[0].best_share == 1 && r.items[1].best_share == 0);
    assert_true(r.items[0].may_be_best && !r.items[1].may_be_best && !r.items[2].may_be_best);
    const struct fly_rank_pair *pair = fly_ranking_pair(&r, 0, 1);
    const double half = 4.856657 * sqrt(20.0 / 3) / 2;
    assert_near(pair->difference.mean, 13);
    assert_near(pair->low, 13 - half);
    assert_near(pair->high, 13 + half);
    assert_near(fly_ranking_pair(&r, 1, 0)->low, -pair->high);
    assert_true(fly_ranking_pair(&r, 1, 2)->low == 100 && fly_ranking_has_winner(&r));
    says(&r, "b is the best of 3: NPV is higher by 13.0 than for a, the next one (simultaneous 95 % interval 6.73 to "
             "19.3); it is the best in 100 % of 4 replicates.");
    fly_ranking_free(&r);
    r = rank(values, 3, N, FLY_LOWER);
    assert_true(r.items[0].scenario == 2 && r.items[2].scenario == 1 && r.items[0].best_share == 1);
    says(&r, "c is the best of 3: NPV is lower by 100 than for a, the next one (simultaneous 95 % interval 100 to 100)"
             "; it is the best in 100 % of 4 replicates.");
    fly_ranking_free(&r);
}

/* b - a: 1 3 5 7, mean 4, sd sqrt(20/3): too little for three pairs (6.27), not for two one-sided tests (4.11 > 4, so
 * that too); with 2 3 5 7 it is enough for those only. */
static void who_may_be_the_best_is_a_sharper_question(void **state)
{
    (void)state;
    double values[3 * N] = {10, 10, 10, 10, 11, 13, 15, 17, 0, 0, 0, 0};
    struct fly_ranking r = rank(values, 3, N, FLY_HIGHER);
    assert_true(r.items[0].may_be_best && r.items[1].may_be_best && !r.items[2].may_be_best);
    assert_true(!fly_ranking_has_winner(&r) && fly_ranking_rival(&r) == 1);
    assert_true(!fly_ranking_tells_apart(&r, 0, 1) && fly_ranking_tells_apart(&r, 0, 2));
    says(&r, "No clear winner: b is ahead of a: NPV is higher by 4.00, but the simultaneous 95 % interval, -2.27 to "
             "10.3, contains 0. With 95 % confidence the best of 3 is one of b and a.");
    fly_ranking_free(&r);
    values[4] = 12;
    r = rank(values, 3, N, FLY_HIGHER);
    assert_true(r.items[0].may_be_best && !r.items[1].may_be_best && !fly_ranking_has_winner(&r));
    says(&r, "b is ahead of a: NPV is higher by 4.25, but the simultaneous 95 % interval, -1.13 to 9.63, contains 0. "
             "With 95 % confidence the best of 3 is b; by how much is open.");
    fly_ranking_free(&r);
}

/* b has a value in two replicates, d in none; where b has one the others have one too. */
static void what_is_undefined_is_left_out(void **state)
{
    (void)state;
    const double values[4 * N] = {1, 2, 3, 4, NAN, 5, NAN, 5, 3, 3, 3, 4, NAN, NAN, INFINITY, NAN};
    struct fly_ranking r = rank(values, 4, N, FLY_HIGHER);
    assert_true(r.n == 4 && r.n_ranked == 3 && r.n_replicates == 2);
    assert_true(r.items[0].scenario == 1 && r.items[1].scenario == 2 && r.items[2].scenario == 0);
    assert_true(r.items[3].scenario == 3 && isnan(r.items[3].best_share) && !r.items[3].may_be_best);
    assert_true(r.items[0].best_share == 1 && fly_ranking_pair(&r, 0, 1)->difference.n == 2);
    fly_ranking_free(&r);
}

static void ties_share(void **state)
{
    (void)state;
    const double values[3 * N] = {7, 7, 7, 7, 7, 7, 7, 7, 1, 9, 1, 1};
    struct fly_ranking r = rank(values, 3, N, FLY_HIGHER);
    assert_true(r.items[0].scenario == 0 && r.items[1].scenario == 1);
    assert_near(r.items[0].best_share, 3.0 / 8);
    assert_near(r.items[2].best_share, 1.0 / 4);
    assert_true(r.items[0].may_be_best && r.items[1].may_be_best && r.items[2].may_be_best);
    says(&r, "No clear winner: NPV is the same on average for a and b; other KPIs may differ.");
    fly_ranking_free(&r);
}

static void one_replicate_gives_no_interval(void **state)
{
    (void)state;
    const double values[] = {1, 3, 2}, nothing[] = {NAN, 3, NAN};
    struct fly_ranking r = rank(values, 3, 1, FLY_HIGHER);
    assert_true(r.items[0].may_be_best && r.items[2].may_be_best && isnan(fly_ranking_pair(&r, 0, 1)->low));
    says(&r, "b is ahead of all others: NPV is higher by 1.00 than for c. One replicate gives no interval, so this may "
             "be chance.");
    fly_ranking_free(&r);
    r = rank(nothing, 3, 1, FLY_HIGHER);
    says(&r, "No answer: NPV is defined for b.");
    fly_ranking_free(&r);
    r = rank(nothing, 1, 1, FLY_HIGHER);
    says(&r, "No answer: NPV is defined for no strategy.");
    fly_ranking_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_is_told_from_all_others), cmocka_unit_test(who_may_be_the_best_is_a_sharper_question),
        cmocka_unit_test(what_is_undefined_is_left_out),    cmocka_unit_test(ties_share),
        cmocka_unit_test(one_replicate_gives_no_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
