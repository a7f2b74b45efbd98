/* Journey, retention, families of referrals and the bridge of profit, on numbers that can be worked out by hand. */
#include "analysis/family.h"
#include "analysis/journey.h"
#include "analysis/money.h"
#include "analysis/retention.h"
#include "tests/support/test.h"

#include <math.h>
#include <string.h>

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fmax(1, fabs(expected)))) fail_msg("%.17g is not %.17g", value, expected);
}

/* ---- journey ---- */

/* 200 set out: 150 prospects, 40 leads, 10 customers at once. */
static const double ways[FLY_N_WAYS] = {
    [FLY_WAY_stranger_prospect] = 150, [FLY_WAY_stranger_lead] = 40,     [FLY_WAY_stranger_customer] = 10,
    [FLY_WAY_stranger_put_off] = 77,   [FLY_WAY_prospect_lead] = 60,     [FLY_WAY_prospect_friction] = 12,
    [FLY_WAY_prospect_other] = 68,     [FLY_WAY_prospect_put_off] = 6,   [FLY_WAY_prospect_still] = 4,
    [FLY_WAY_lead_handover] = 30,      [FLY_WAY_lead_customer] = 20,     [FLY_WAY_lead_friction] = 8,
    [FLY_WAY_lead_sales] = 14,         [FLY_WAY_lead_other] = 22,        [FLY_WAY_lead_put_off] = 2,
    [FLY_WAY_lead_still] = 4,          [FLY_WAY_handover_customer] = 24, [FLY_WAY_handover_lost] = 4,
    [FLY_WAY_handover_still] = 2,      [FLY_WAY_start_customer] = 1000,
};

static void everybody_has_a_fate(void **state)
{
    (void)state;
    double fates[FLY_N_FATES], sum = 0;
    fly_journey_judge(ways, fates);
    for (int f = 0; f < FLY_N_FATES; f++)
        sum += fates[f];
    assert_near(sum, 100);
    assert_near(fates[FLY_FATE_CUSTOMER], 100 * (10 + 20 + 24) / 200.0);
    assert_near(fates[FLY_FATE_INTEREST], 100 * (68 + 22) / 200.0);
    assert_near(fates[FLY_FATE_FRICTION], 10);
    assert_near(fates[FLY_FATE_SALES], 7);
    assert_near(fates[FLY_FATE_HANDOVER], 2);
    assert_near(fates[FLY_FATE_PUT_OFF], 4);
    assert_near(fates[FLY_FATE_STILL], 5);
}

static void nobody_has_none(void **state)
{
    (void)state;
    const double none[FLY_N_WAYS] = {0};
    double fates[FLY_N_FATES];
    fly_journey_judge(none, fates);
    assert_true(isnan(fates[FLY_FATE_CUSTOMER]) && isnan(fates[FLY_FATE_STILL]));
}

/* A place is left for others that come later: no picture of it can have a circle. */
static void ways_lead_onward(void **state)
{
    (void)state;
    static const char *const order[] = {"Strangers", "Prospects", "Leads", "Being handed over", "Customers", NULL};
    for (size_t way = 0; way < FLY_N_WAYS; way++) {
        size_t from = 0, to = 0;
        while (order[from] && strcmp(order[from], fly_ways[way].from) != 0)
            from++;
        while (order[to] && strcmp(order[to], fly_ways[way].to) != 0)
            to++;
        assert_true(!order[from] || !order[to] || from < to);
        assert_true(order[from] || order[to]);
    }
}

/* ---- retention ---- */

/* Two cohorts after that of the start, three ages; joined: start 10 others; cohort 1 20 paid, 4 referred; cohort 2 30
 * paid, none referred. */
static void retention_by_cohort_and_origin(void **state)
{
    (void)state;
    enum { COHORTS = 3, AGES = 3, ORIGINS = 3 };
    static const double joined[COHORTS][ORIGINS] = {{0, 0, 10}, {20, 4, 0}, {30, 0, 0}};
    const double active[COHORTS][AGES][ORIGINS] = {{{0, 0, 10}, {0, 0, 8}, {0, 0, 6}},
                                                   {{18, 4, 0}, {12, 3, 0}, {NAN, NAN, NAN}},
                                                   {{24, 0, 0}, {NAN, NAN, NAN}, {NAN, NAN, NAN}}};
    double cells[COHORTS * AGES], curves[FLY_N_JOINED * AGES];
    fly_retention_judge(&joined[0][0], &active[0][0][0], COHORTS, AGES, cells, curves);
    assert_near(cells[2], 60);
    assert_near(cells[AGES + 1], 100 * 15 / 24.0);
    assert_near(cells[2 * AGES], 80);
    assert_true(isnan(cells[AGES + 2]) && isnan(cells[2 * AGES + 1]));
    assert_near(curves[FLY_JOINED_ALL * AGES], 100 * (18 + 4 + 24) / 54.0);
    assert_near(curves[FLY_JOINED_PAID * AGES], 100 * (18 + 24) / 50.0);
    assert_near(curves[FLY_JOINED_PAID * AGES + 1], 60); /* the second cohort is too young */
    assert_near(curves[FLY_JOINED_REFERRED * AGES + 1], 75);
    assert_true(isnan(curves[FLY_JOINED_OTHER * AGES]) && isnan(curves[FLY_JOINED_PAID * AGES + 2]));
}

/* ---- families ---- */

static void laws_of_offspring_are_laws(void **state)
{
    (void)state;
    enum { CLASSES = 5 };
    for (int is_poisson = 0; is_poisson < 2; is_poisson++) {
        double sum = 0;
        for (size_t j = 0; j < CLASSES; j++)
            sum += fly_family_expected_lives(0.8, is_poisson, j, CLASSES);
        assert_near(sum, 100);
    }
    assert_near(fly_family_expected_lives(0.8, true, 1, CLASSES), 100 * 0.8 * exp(-0.8));
    assert_near(fly_family_expected_lives(0.8, false, 1, CLASSES), 100 * 0.8 / (1.8 * 1.8));
    assert_near(fly_family_expected_lives(0, false, 0, CLASSES), 100);
    assert_near(fly_family_expected_lives(0, true, 2, CLASSES), 0);
    assert_true(isnan(fly_family_expected_lives(NAN, true, 0, CLASSES)));
    assert_near(fly_family_expected_customers(1000, 0.5, 3), 125);
}

/* ---- money ---- */

static void rounded_parts_add_up(void **state)
{
    (void)state;
    double parts[] = {10.6, -3.4, -2.4, -1.4}; /* 3.4 in all; each by itself would give 11 - 3 - 2 - 1 = 5 */
    static const double exact[] = {10.6, -3.4, -2.4, -1.4};
    fly_money_round(parts, 4, 1);
    double sum = 0;
    for (size_t i = 0; i < 4; i++) {
        sum += parts[i];
        assert_true(fabs(parts[i] - exact[i]) < 1 && parts[i] == floor(parts[i]));
    }
    assert_near(sum, 3);
    double cents[] = {0.3333, 0.3333, 0.3334};
    fly_money_round(cents, 3, 0.01);
    assert_near(cents[0] + cents[1] + cents[2], 1);
    double whole[] = {7, -7};
    fly_money_round(whole, 2, 1);
    assert_true(whole[0] == 7 && whole[1] == -7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_has_a_fate),       cmocka_unit_test(nobody_has_none),
        cmocka_unit_test(ways_lead_onward),           cmocka_unit_test(retention_by_cohort_and_origin),
        cmocka_unit_test(laws_of_offspring_are_laws), cmocka_unit_test(rounded_parts_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
