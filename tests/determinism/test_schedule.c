/* A parameter that is set from week 0 on acts as if the scenario said so, to the bit: every parameter of every
 * mechanism that may change in time, one by one. So no mechanism keeps what it has computed from an earlier value. */
#include "tests/support/test.h"
#include "tests/support/twin_market.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char small[] = "[shock x]\nparameter = %s\nhow = set\nvalue = %.17g\nenabled = %s\n";

/* The other mechanisms, and one wheel of each kind of drive that has a rate of its own. */
static const char everything[] =
    MARKET_LEVERS "[reviews]\nenabled = yes\npromoter_rate = 0.05\ndetractor_rate = 0.1\n"
                  "[community]\nenabled = yes\nadvocate = 0.3\ncontribute = 0.4\nrecruit_rate = 0.5\nscale = 0.05\n"
                  "[wheel brand]\nstart = 1\nmoney_from = ads\nper_money = 0.02\nper_good_word = 0.1\n"
                  "per_bad_word = -0.2\ndrives = reach\nlift = 0.7\ncouples_to = growth:0.02\n"
                  "[wheel growth]\nconstant = 0.1\nper_purchase = 0.01\nper_new_customer = 0.1\nper_referral = 0.3\n"
                  "drives = talk\nlift = 0.4\nscale = 5\ncouples_to = brand:0.01\n"
                  "[technology]\nenabled = yes\n[sales]\nenabled = yes\n[service]\nenabled = yes\nrate = 0.04\n"
                  "[winback]\nenabled = yes\n";
/* Shares for all of them, and what makes parameters matter that would else not. */
static const char *const settings[] = {"market.agents=1500",   "market.initial_customers=0",  "time.horizon=25",
                                       "wom.silence=9",        "budget.acquisition=0.15",     "budget.retention=0.1",
                                       "budget.levers=0.1",    "budget.service=0.1",          "budget.technology=0.05",
                                       "budget.community=0.1", "budget.winback=0.1",          "budget.referral=0.1",
                                       "referral.uplift=yes",  "attract.constant_hazard=0.02"};
enum { N_SETTINGS = sizeof settings / sizeof settings[0] };

/* Everything of twin_market but the customers of week 0, who are drawn before the first step. Whether the scenario is
 * a right one. */
static bool load(struct simulation *s, const char *law, const char *name, double value, bool by_shock)
{
    char ini[8192], set[256];
    struct fly_diagnostics found = {0};
    struct fly_error error = {0};
    (void)snprintf(set, sizeof set, "%s=%.17g", name, value);
    const char *sets[N_SETTINGS + 2];
    memcpy(sets, settings, sizeof settings);
    sets[N_SETTINGS] = law;
    sets[N_SETTINGS + 1] = set;
    const size_t n_sets = N_SETTINGS + 2 - by_shock;
    const int n = snprintf(ini, sizeof ini, "%s%s", twin_market, everything);
    (void)snprintf(ini + n, sizeof ini - (size_t)n, small, name, value, by_shock ? "yes" : "no");
    int ret = fly_scenario_parse(&s->scenario, fly_engine_schema(), "tests/market.ini", ini, sets, n_sets, &found);
    fly_diagnostics_free(&found);
    if (ret != FLY_OK) return false;
    ret = fly_setup_init(&s->setup, &s->scenario, &found, &error);
    if (ret == FLY_OK) ret = fly_results_init(&s->results, &s->setup, 1, 0, 1, &error);
    if (ret == FLY_OK) ret = fly_ensemble_run(&s->results, &(struct fly_ensemble_options){.threads = 1}, &error);
    if (ret != FLY_OK) fail_msg("%s: %s", name, error.text);
    return true;
}

/* Whether all series but shock_factor, all grids and all KPIs are the same. */
static bool is_same(const struct simulation *a, const struct simulation *b, const char **series)
{
    const struct fly_layout *layout = &a->setup.layout;
    const struct fly_record *x = fly_results_record(&a->results, 0, 0), *y = fly_results_record(&b->results, 0, 0);
    for (size_t k = 0; k < layout->n_series; k++) {
        const struct fly_laid_series *laid = &layout->series[k];
        *series = laid->series->name;
        if (laid->series->kind == FLY_PASSING || !strcmp(*series, "shock_factor")) continue;
        for (size_t row = 0; row < x->n_rows; row++) {
            const size_t counts = row * layout->n_counts + laid->offset, reals = row * layout->n_reals + laid->offset;
            if (laid->series->kind == FLY_REAL
                    ? memcmp(x->reals + reals, y->reals + reals, laid->n_labels * sizeof x->reals[0])
                    : memcmp(x->counts + counts, y->counts + counts, laid->n_labels * sizeof x->counts[0]))
                return false;
        }
    }
    *series = "the grids";
    if (memcmp(x->grids, y->grids, layout->n_grid_values * sizeof x->grids[0])) return false;
    *series = "the KPIs";
    return !memcmp(x->kpis, y->kpis, layout->n_kpis * sizeof x->kpis[0]);
}

/* Another value than the parameter has. */
static double other_value(const struct fly_param *row, double x)
{
    if (isinf(x)) return 7;
    if (x != 0 && x / 2 >= row->min) return x / 2;
    return x * 2 <= row->max && x != 0 ? x * 2 : fmin(0.3, row->max);
}

struct tally {
    size_t n, n_matter, n_refused;
};

static void check_parameter(const struct simulation *plain, const char *law, const char *name, double value,
                            struct tally *tally)
{
    struct simulation written = {0}, set = {0};
    const char *series;
    if (!load(&written, law, name, value, false)) { /* shares that no longer add up to 1, what a lever cannot reduce */
        tally->n_refused++;
        return;
    }
    assert_true(load(&set, law, name, value, true));
    if (!is_same(&written, &set, &series)) fail_msg("%s, %s = %g from week 0 on: %s differ", law, name, value, series);
    tally->n++;
    tally->n_matter += !is_same(&written, plain, &series);
    simulation_free(&written);
    simulation_free(&set);
}

static void check_all(const char *law)
{
    struct simulation plain = {0};
    struct tally tally = {0};
    assert_true(load(&plain, law, "wom.trust", 0.7, false));
    for (size_t s = 0; s < plain.scenario.n_sections; s++) {
        const struct fly_section *section = &plain.scenario.sections[s];
        for (size_t r = 0; r < section->table->n_rows; r++) {
            const struct fly_param *row = &section->table->rows[r];
            char name[128];
            if (!fly_param_is_real(row) || fly_param_is_read_once(section->table, row)) continue;
            (void)snprintf(name, sizeof name, "%s%s%s.%s", section->table->section, section->name[0] ? "." : "",
                           section->name, row->name);
            check_parameter(&plain, law, name, other_value(row, fly_param_number(row, section->values)), &tally);
        }
    }
    print_message("%s: %zu parameters, %zu of them matter here, %zu that are refused\n", law, tally.n, tally.n_matter,
                  tally.n_refused);
    assert_true(tally.n > 250 && tally.n_matter > 160 && tally.n_refused < 40);
    simulation_free(&plain);
}

static void test_set_is_written(void **state)
{
    (void)state;
    check_all("customer.law=bgnbd");
    check_all("customer.law=contract");
    check_all("customer.law=exponential");
    check_all("customer.law=pareto_nbd");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_set_is_written)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
