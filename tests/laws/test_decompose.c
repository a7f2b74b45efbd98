/* What word of mouth is worth where it can be worked out: everybody talks alike on a mixing market, adoption is at once
 * (the Bass model), and customers pay a fixed fee.
 *
 * In steps of D, with a = 1 - exp(-p D) and C customers among N, the conversations of a step win a share
 * 1 - exp(-q D C / (N - 1)) of those whom advertising does not reach. Small D gives Bass, and without word of mouth the
 * value of one customer's first fee is p / (p + delta), delta = ln(1 + i) a year. */
#include "tests/laws/laws.h"

#include "analysis/decompose.h"

#include <gsl/gsl_math.h>
#include <string.h>

enum { MOST_STEPS = 4000, FEE = 100 };
static const double year = 365.25 / 7;

/* ---- the four runs ---- */

struct four {
    struct fly_scenario scenarios[FLY_N_COUNTERFACTUALS];
    struct fly_setup setups[FLY_N_COUNTERFACTUALS];
    struct fly_results results;
    struct fly_image image;
    struct fly_dataset data;
    struct fly_decomposition found;
};

static int load(struct four *four, const char *ini, size_t s, struct fly_diagnostics *found)
{
    const struct fly_counterfactual *one = &fly_counterfactuals[s];
    static char *const names[] = {"full", "no-wom", "no-referral", "neither"};
    int ret = fly_scenario_parse(&four->scenarios[s], fly_engine_schema(), "scenarios/presets/inline.ini", ini,
                                 one->sets, one->n_sets, found);
    four->scenarios[s].name = names[s];
    return ret;
}

static const struct fly_decomposition *decompose(struct four *four, const char *ini, size_t n)
{
    struct fly_diagnostics found = {0};
    struct fly_error error = {0};
    const struct fly_ensemble_options options = {0};
    int ret = FLY_OK;
    *four = (struct four){0};
    for (size_t s = 0; ret == FLY_OK && s < FLY_N_COUNTERFACTUALS; s++) {
        ret = load(four, ini, s, &found);
        if (ret == FLY_OK) ret = fly_setup_init(&four->setups[s], &four->scenarios[s], &found, &error);
    }
    for (size_t k = 0; k < found.n_items; k++)
        if (found.items[k].severity == FLY_ERROR) print_error("%s: %s\n", found.items[k].place, found.items[k].text);
    if (ret == FLY_OK) ret = fly_results_init(&four->results, four->setups, FLY_N_COUNTERFACTUALS, 0, n, &error);
    if (ret == FLY_OK) ret = fly_ensemble_run(&four->results, &options, &error);
    if (ret == FLY_OK) ret = fly_result_image(&four->image, &four->results, &error);
    if (ret == FLY_OK) ret = fly_dataset_open_image(&four->data, &four->image, &error);
    if (ret == FLY_OK) ret = fly_decompose(&four->found, &four->data, &error);
    fly_diagnostics_free(&found);
    if (ret != FLY_OK) fail_msg("%d: %s", ret, error.text);
    return &four->found;
}

static void free_four(struct four *four)
{
    fly_dataset_close(&four->data);
    fly_image_free(&four->image);
    fly_results_free(&four->results);
    for (size_t s = 0; s < FLY_N_COUNTERFACTUALS; s++) {
        fly_setup_free(&four->setups[s]);
        fly_scenario_free(&four->scenarios[s]);
    }
}

/* assert_mean for what only has an estimate. */
static void judge(const char *what, const struct fly_estimate *found, double expected, double bias, double power)
{
    const double reach = Z * found->sd / sqrt((double)found->n) + bias;
    print_message("%s: found %.6g, expected %.6g, allowed %.2g\n", what, found->mean, expected, reach);
    if (reach > power * fabs(expected)) fail_msg("%s: no error of %g %% could be seen", what, 100 * power);
    if (!(fabs(found->mean - expected) <= reach)) fail_msg("%s is wrong", what);
}

static void assert_nothing(const struct fly_estimate *found)
{
    assert_true(found->n > 1 && found->mean == 0 && found->sd == 0);
}

/* ---- the law in steps ---- */

struct law {
    double n, p, q, step, rate; /* agents, hazards per week, weeks, discount a year */
    size_t n_steps;
    double churn; /* per week */
};

/* New customers of each step: [n_steps + 1]. */
static void find_courses(const struct law *law, double q, double *came)
{
    double reached = 0, customers = 0;
    came[0] = 0;
    for (size_t k = 1; k <= law->n_steps; k++) {
        const double strangers = law->n - reached, told = -expm1(-q * law->step * customers / (law->n - 1));
        const double by_ads = strangers * -expm1(-law->p * law->step);
        came[k] = by_ads + (strangers - by_ads) * told;
        reached += came[k];
        customers = customers * exp(-law->churn * law->step) + came[k];
    }
}

static double discount(const struct law *law, size_t k)
{
    return pow(1 + law->rate, -(double)k * law->step / year);
}

/* What a customer of step k pays: one fee, or one in every step, unless he leaves in it. */
static double worth_of_one(const struct law *law, size_t k, bool again)
{
    double worth = discount(law, k), stays = exp(-law->churn * law->step), left = stays;
    for (size_t j = k + 1; again && j <= law->n_steps; j++, left *= stays)
        worth += discount(law, j) * left;
    return FEE * worth;
}

/* Of all who come after `already` have come. */
static double worth_of_later(const struct law *law, const double *came, double already, bool again)
{
    double so_far = 0, worth = 0;
    for (size_t k = 1; k <= law->n_steps; k++) {
        const double later = fmin(came[k], fmax(0, so_far + came[k] - already));
        so_far += came[k];
        if (later > 0) worth += later * worth_of_one(law, k, again);
    }
    return worth;
}

static double sum(const struct law *law, const double *values)
{
    double all = 0;
    for (size_t k = 1; k <= law->n_steps; k++)
        all += values[k];
    return all;
}

#define MARKET                                                                                                         \
    "[network]\nkind = mixing\n[engage]\nenabled = no\n[satisfaction]\nenabled = no\n"                                 \
    "[customer]\nlaw = exponential\nspend = fixed\nfee = 100\nmargin = 1\nchurn = %.17g\nperiod = %.17g\n"             \
    "[wom]\npromoter_rate = %.17g\npassive_rate = %.17g\nweak_share = 0\ntrust = 1\n"                                  \
    "[market]\nagents = %.0f\n[attract]\nconstant_hazard = %.17g\n[ledger]\ndiscount = %.17g\n"                        \
    "[time]\nstep = %.17g\nhorizon = %.17g\n"

static void market_ini(char ini[4096], const struct law *law, bool again)
{
    (void)snprintf(ini, 4096, MARKET, law->churn, again ? law->step : 1e6, law->q, law->q, law->n, law->p, law->rate,
                   law->step, law->step * (double)law->n_steps);
}

static double with_wom[MOST_STEPS + 1], without[MOST_STEPS + 1];
static char ini[4096];

/* ---- tests ---- */

/* The law in fine steps against the textbook. */
static void test_published(void **state)
{
    (void)state;
    const struct law fine = {1e9, .05, .2, .1, 1, MOST_STEPS, 0};
    const double delta = M_LN2 / year, horizon = .1 * MOST_STEPS;
    double laplace = 0;
    for (double t = .005; t < horizon; t += .01) {
        const double e = exp(-(.05 + .2) * t), shape = 1 + .2 / .05 * e;
        laplace += .01 * exp(-delta * t) * (.05 + .2) * (.05 + .2) / .05 * e / (shape * shape);
    }
    find_courses(&fine, 0, without);
    find_courses(&fine, fine.q, with_wom);
    laws_published("p / (p + delta)", worth_of_later(&fine, without, 0, false) / FEE / 1e9, .05 / (.05 + delta), 1e-3);
    laws_published("Bass", worth_of_later(&fine, with_wom, 0, false) / FEE / 1e9, laplace, 5e-3);
}

/* A monopoly in which everybody adopts in every run: word of mouth is worth much, and nothing of it is expansion. */
static void test_full_adoption_is_acceleration(void **state)
{
    (void)state;
    const struct law law = {2000, .05, .2, 2, 1, 160, 0};
    struct four four;
    find_courses(&law, 0, without);
    find_courses(&law, law.q, with_wom);
    market_ini(ini, &law, false);
    const struct fly_worth *worth = decompose(&four, ini, 60)->worth;
    assert_true(four.found.acquired.mean == law.n && four.found.acquired.sd == 0);
    assert_true(worth[FLY_NO_WOM].acquired.mean == law.n && worth[FLY_NO_WOM].acquired.sd == 0);
    assert_nothing(&worth[FLY_NO_WOM].expansion);
    judge("value", &worth[FLY_NO_WOM].value,
          worth_of_later(&law, with_wom, 0, false) - worth_of_later(&law, without, 0, false), 0, .025);
    assert_true(worth[FLY_NO_WOM].acceleration.mean == worth[FLY_NO_WOM].value.mean);
    assert_true(worth[FLY_NO_WOM].acceleration.low > 0);
    free_four(&four);
}

/* The same with referrals beside word of mouth: both are worth something, both by acceleration alone, each makes up for
 * part of what the other would leave undone, and every referred customer would have come anyway. */
static void test_full_adoption_has_no_type_one(void **state)
{
    (void)state;
    const struct law law = {1000, .05, .2, 2, 1, 160, 0};
    struct four four;
    market_ini(ini, &law, false);
    (void)strcat(ini,
                 "[referral]\nenabled = yes\nask_rate = 0.2\nintend = 1\nrefer = 1\nconvert = 1\nenters = customer\n"
                 "reward_referrer = 0\nreward_friend = 0\n");
    const struct fly_decomposition *found = decompose(&four, ini, 20);
    for (size_t s = FLY_NO_WOM; s < FLY_N_COUNTERFACTUALS; s++) {
        assert_nothing(&found->worth[s].expansion);
        assert_true(found->worth[s].value.low > 0);
    }
    assert_true(found->interaction.low > 0);
    assert_nothing(&found->figures[FLY_FIGURE_type_one]);
    assert_true(found->figures[FLY_FIGURE_type_two].mean == found->figures[FLY_FIGURE_referred].mean);
    assert_true(found->figures[FLY_FIGURE_referred].low > 100);
    free_four(&four);
}

/* Time runs out before all are reached: those beyond the number that advertising alone would have won are expansion. */
static void judge_short_horizon(const struct law *law, bool again, double bias)
{
    struct four four;
    find_courses(law, 0, without);
    find_courses(law, law->q, with_wom);
    market_ini(ini, law, again);
    const struct fly_worth *worth = &decompose(&four, ini, 60)->worth[FLY_NO_WOM];
    const double expansion = worth_of_later(law, with_wom, sum(law, without), again);
    const double value = worth_of_later(law, with_wom, 0, again) - worth_of_later(law, without, 0, again);
    judge("acquired without", &worth->acquired, sum(law, without), 0, .02);
    judge("value", &worth->value, value, 0, .03);
    judge("expansion", &worth->expansion, expansion, bias * expansion, .03);
    judge("acceleration", &worth->acceleration, value - expansion, bias * expansion, .05);
    free_four(&four);
}

static void test_expansion(void **state)
{
    (void)state;
    judge_short_horizon(&(struct law){4000, .01, .15, 1, .5, 26, 0}, false, 0);
}

/* Customers who pay each step and leave at a constant hazard have no memory, so those of any time are the average
 * customer; shares of a step are taken in its middle, though who has just come neither pays again nor
 * leaves in that step: .7 % here. */
static void test_expansion_with_churn(void **state)
{
    (void)state;
    judge_short_horizon(&(struct law){4000, .01, .1, .5, .5, 104, .02}, true, .01);
}

/* What is switched off already is worth exactly nothing, and changes nothing of what the other is worth. */
static void test_what_is_off_is_worth_nothing(void **state)
{
    (void)state;
    static const char *const off[] = {"[referral]\nenabled = no\n[wom]\nenabled = yes\n",
                                      "[referral]\nenabled = yes\n[wom]\nenabled = no\n"};
    static const size_t missing[] = {FLY_NO_REFERRAL, FLY_NO_WOM};
    for (size_t k = 0; k < 2; k++) {
        struct four four;
        (void)snprintf(ini, sizeof ini,
                       "[scenario]\nextends = flywheel.ini\n[market]\nagents = 3000\n[time]\nhorizon = 104 weeks\n%s",
                       off[k]);
        const struct fly_decomposition *found = decompose(&four, ini, 3);
        const struct fly_worth *other = &found->worth[missing[1 - k]], *both = &found->worth[FLY_NEITHER_ONE];
        assert_nothing(&found->worth[missing[k]].value);
        assert_nothing(&found->worth[missing[k]].expansion);
        assert_nothing(&found->worth[missing[k]].acceleration);
        assert_nothing(&found->interaction);
        assert_true(other->value.mean == both->value.mean && other->value.mean != 0);
        assert_true(other->expansion.mean == both->expansion.mean && other->expansion.mean != 0);
        if (missing[k] == FLY_NO_REFERRAL) assert_nothing(&found->figures[FLY_FIGURE_referral_value]);
        free_four(&four);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published),
        cmocka_unit_test(test_full_adoption_is_acceleration),
        cmocka_unit_test(test_full_adoption_has_no_type_one),
        cmocka_unit_test(test_expansion),
        cmocka_unit_test(test_expansion_with_churn),
        cmocka_unit_test(test_what_is_off_is_worth_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
