/* The journey adds up exactly: every stage in every row, every total that other series tell, and the families of
 * referrals against what the programme counts. */
#include "tests/support/test.h"
#include "tests/support/twin_market.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct fly_laid_series *laid(const struct simulation *s, const char *name)
{
    const struct fly_laid_series *found = fly_layout_find(&s->setup.layout, name);
    if (!found) fail_msg("there is no series %s", name);
    return found;
}

static int64_t at(const struct simulation *s, const char *series, const char *label, size_t row)
{
    return llround(series_at(s, 0, series, label, row));
}

/* Moves of a row into a stage (+) and out of it (-), by the labels of the moves alone. */
static int64_t moves_of(const struct simulation *s, const char *stage, size_t row, int sign)
{
    const struct fly_laid_series *journey = laid(s, "journey");
    int64_t sum = 0;
    for (size_t k = 0; k < journey->n_labels; k++) {
        const char *to = strchr(journey->labels[k], '_');
        const size_t n = (size_t)(to - journey->labels[k]);
        const bool comes = !strcmp(to + 1, stage), goes = !strncmp(journey->labels[k], stage, n) && !stage[n];
        if (sign > 0 ? comes : goes) sum += at(s, "journey", journey->labels[k], row);
    }
    return sum;
}

static void check_balance(const struct simulation *s)
{
    const struct fly_laid_series *agents = laid(s, "agents");
    for (size_t row = 0; row <= last_row(s); row++)
        for (size_t k = 0; k < agents->n_labels; k++) {
            const char *stage = agents->labels[k];
            const int64_t empty = strcmp(stage, "stranger") ? 0 : s->setup.n_agents;
            const int64_t before = row ? at(s, "agents", stage, row - 1) : empty;
            assert_int_equal(at(s, "agents", stage, row),
                             before + moves_of(s, stage, row, 1) - moves_of(s, stage, row, -1));
        }
}

/* Since the start, of this stage and all its reasons. */
static double gave_up(const struct simulation *s, const char *stage, size_t row)
{
    const struct fly_laid_series *reasons = laid(s, "gave_up");
    double sum = 0;
    for (size_t k = 0; k < reasons->n_labels; k++)
        if (!strncmp(reasons->labels[k], stage, strlen(stage)))
            sum += series_at(s, 0, "gave_up", reasons->labels[k], row);
    return sum;
}

/* What other series count of the same moves. */
static void check_totals(const struct simulation *s)
{
    double prospects = 0, leads = 0;
    for (size_t row = 1; row <= last_row(s); row++) {
        const int64_t won_back = at(s, "journey", "former_customer", row);
        assert_int_equal(won_back, at(s, "won_back", NULL, row));
        assert_int_equal(moves_of(s, "customer", row, 1) - won_back, at(s, "new_customers", NULL, row));
        assert_int_equal(moves_of(s, "stranger", row, -1) - at(s, "journey", "stranger_rejecter", row),
                         at(s, "aware", NULL, row));
        assert_int_equal(moves_of(s, "rejecter", row, 1), at(s, "rejected", NULL, row));
        assert_int_equal(moves_of(s, "customer", row, -1), at(s, "churned", NULL, row));
        assert_int_equal(at(s, "churned_by_attitude", NULL, row), at(s, "churned", NULL, row));
        assert_int_equal(moves_of(s, "lead", row, -1),
                         at(s, "stage_exits", "lead_onward", row) + at(s, "stage_exits", "lead_away", row));
        prospects += series_at(s, 0, "journey", "prospect_resting", row);
        leads += series_at(s, 0, "journey", "lead_resting", row);
        assert_true(fabs(gave_up(s, "prospect", row) - prospects) <= 1e-9 * prospects);
        assert_true(fabs(gave_up(s, "lead", row) - leads) <= 1e-9 * leads);
    }
}

/* The sums over a grid's row of n cells, as they are and times the number of the cell; nobody in the last cell. */
struct sums {
    int64_t heads, weighted;
};

static struct sums sums_of(const int64_t *cell, size_t n)
{
    struct sums sums = {0};
    assert_int_equal(cell[n - 1], 0);
    for (size_t k = 0; k < n; k++) {
        assert_true(cell[k] >= 0);
        sums.heads += cell[k];
        sums.weighted += (int64_t)k * cell[k];
    }
    return sums;
}

static void check_families(const struct simulation *s)
{
    const struct fly_laid_grid *generation = fly_layout_find_grid(&s->setup.layout, "referral_generations");
    const struct fly_laid_grid *offspring = fly_layout_find_grid(&s->setup.layout, "referral_offspring");
    const int64_t *grids = fly_results_record(&s->results, 0, 0)->grids;
    const size_t last = last_row(s), n = offspring->n_labels[1];
    const struct sums generations = sums_of(grids + generation->offset, generation->n_labels[0]);
    const struct sums over = sums_of(grids + offspring->offset, n), on = sums_of(grids + offspring->offset + n, n);
    assert_int_equal(generations.heads,
                     (int64_t)s->setup.initial_customers + llround(series_total(s, 0, "new_customers", NULL)));
    assert_int_equal(generations.weighted, llround(series_total(s, 0, "generation_sum", NULL)));
    assert_int_equal(over.heads, llround(series_total(s, 0, "churned", NULL)));
    assert_int_equal(over.weighted, llround(series_total(s, 0, "completed_referrals", NULL)));
    assert_int_equal(on.heads, at(s, "customers", NULL, last));
    /* Of those who came in the last step nobody has heard yet. */
    assert_int_equal(over.weighted + on.weighted,
                     llround(series_total(s, 0, "referrals", "converted")) - at(s, "referrals", "converted", last));
    const double k = (double)over.weighted / (double)over.heads;
    assert_true(fabs(kpi_of(s, 0, "k_factor") - k) <= 1e-12);
    assert_true(generations.weighted > 50 && over.weighted > 20);
}

static void check(const char *sets, bool has_families)
{
    struct simulation s = {0};
    simulate_market(&s, sets, 0, 1, 1);
    check_balance(&s);
    check_totals(&s);
    if (has_families) check_families(&s);
    simulation_free(&s);
}

static void test_moves(void **state)
{
    (void)state;
    check(NULL, false);
    check("engage.enabled=no", false);
    check("referral.enters=customer; referral.offspring=poisson; referral.asks=3", false);
    check("handoff.enabled=yes; handoff.count=2; handoff.delay=0.3; time.step=0.5; time.record=2; time.horizon=40",
          false);
    check("winback.enabled=yes; winback.base=0.05; former.memory=9; rejecter.memory=5", false);
    check("referral.enabled=no", false);
}

static void test_families(void **state)
{
    (void)state;
    check("referral.ask_rate=0.3; referral.reward_referrer=0; referral.reward_friend=0", true);
    check("referral.ask_rate=0.3; referral.reward_referrer=0; referral.reward_friend=0; winback.enabled=yes; "
          "winback.base=0.1; former.memory=9; customer.law=exponential; customer.churn=0.1",
          true);
    /* Who was forgotten is a customer again as soon as he hears of it, sometimes just when he is told of a friend. */
    check("engage.enabled=no; referral.ask_rate=0.3; referral.reward_referrer=0; referral.reward_friend=0; "
          "former.memory=1; customer.law=exponential; customer.churn=0.3; wom.promoter_rate=1",
          true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moves),
        cmocka_unit_test(test_families),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
