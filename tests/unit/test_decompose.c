/* What word of mouth and referrals are worth, from made runs whose answers can be worked out by hand. */
#include "analysis/decompose.h"
#include "tests/support/test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { N = 4, YEARS = 3, ROWS = YEARS + 1 };

/* ---- a toy file of four scenarios, a row a year, discounted by half a year ---- */

/* clang-format off */
#define LEDGER_PARAMS(X, S) \
    X(S, NUMBER, other,    7, 0, 10, "", "Another one (chosen).") \
    X(S, SHARE,  discount, 1, 0, 1, "", "By half a year (chosen).")
/* clang-format on */
struct ledger_params {
    LEDGER_PARAMS(FLY_PARAM_FIELD, )
};
static const struct fly_param rows[] = {LEDGER_PARAMS(FLY_PARAM_ROW, ledger_params)};
static const struct fly_param_table table = FLY_PARAM_TABLE("ledger", ledger_params, rows, "Toy.");
static struct ledger_params values = {7, 1};
static struct fly_origin origins[2];
static struct fly_section section = {.table = &table, .name = "", .values = &values, .origins = origins};

enum { EXTERNAL, REFERRAL };
enum { MEDIA, INCENTIVES };
static size_t source_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    (void)scenario;
    labels[EXTERNAL] = "external";
    labels[REFERRAL] = "referral";
    return 2;
}
static size_t ledger_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    (void)scenario;
    labels[MEDIA] = "media";
    labels[INCENTIVES] = "incentives";
    return 2;
}
static const struct fly_dim source = {"source", "Toy.", source_labels, NULL};
static const struct fly_dim ledger = {"ledger", "Toy.", ledger_labels, NULL};

static const struct fly_series series[] = {
    {"customers", FLY_STOCK, NULL, "agents", "Toy."},
    {"churned", FLY_FLOW, NULL, "agents", "Toy."},
    {"gross_margin", FLY_FLOW, NULL, "money", "Toy."},
    {"purchases", FLY_FLOW, NULL, "purchases", "Toy."},
    {"repeat_purchases", FLY_FLOW, NULL, "purchases", "Toy."},
    {"new_customers", FLY_FLOW, &source, "agents", "Toy."},
    {"cost", FLY_FLOW, &ledger, "money", "Toy."},
};
enum { CUSTOMERS, CHURNED, MARGIN, PURCHASES, REPEATS, NEW, COST };
static const struct fly_kpi kpis[] = {
    {"npv", "money", FLY_HIGHER, NULL, "Toy.", ""},
    {"acquired", "agents", FLY_HIGHER, NULL, "Toy.", ""},
    {"ltv", "money", FLY_HIGHER, NULL, "Toy.", ""},
    {"cac_paid", "money", FLY_LOWER, NULL, "Toy.", ""},
};
enum { NPV, ACQUIRED, LTV, CAC };
static const struct fly_mechanism toy = {
    .name = "toy", .doc = "Toy.", .series = series, .n_series = 7, .kpis = kpis, .n_kpis = 4};
static const struct fly_mechanism *const mechanisms[] = {&toy};

struct bench {
    struct fly_scenario scenarios[FLY_N_COUNTERFACTUALS];
    struct fly_setup setups[FLY_N_COUNTERFACTUALS];
    char names[FLY_N_COUNTERFACTUALS][32];
    struct fly_results results;
    struct fly_image image;
    struct fly_dataset data;
    struct fly_decomposition found;
};

static void begin(struct bench *bench)
{
    *bench = (struct bench){0};
    for (size_t s = 0; s < FLY_N_COUNTERFACTUALS; s++) {
        (void)snprintf(bench->names[s], sizeof bench->names[s], "toy%s", fly_counterfactuals[s].suffix);
        bench->scenarios[s] = (struct fly_scenario){
            .path = "toy.ini", .name = bench->names[s], .text = "", .sections = &section, .n_sections = 1};
        bench->setups[s] = (struct fly_setup){.scenario = &bench->scenarios[s],
                                              .n_agents = 100,
                                              .step_weeks = 365.25 / 7,
                                              .n_steps = YEARS,
                                              .steps_per_row = 1,
                                              .n_rows = ROWS,
                                              .n_replicates = N};
        assert_int_equal(fly_layout_init(&bench->setups[s].layout, mechanisms, 1, &bench->scenarios[s], NULL), FLY_OK);
    }
    assert_int_equal(fly_results_init(&bench->results, bench->setups, FLY_N_COUNTERFACTUALS, 0, N, NULL), FLY_OK);
    bench->results.command = "";
}

static void set(struct bench *bench, size_t s, size_t r, size_t which, size_t row, size_t label, int64_t value)
{
    const struct fly_layout *layout = &bench->setups[s].layout;
    const struct fly_laid_series *laid = fly_layout_find(layout, series[which].name);
    fly_results_record(&bench->results, s, r)->counts[row * layout->n_counts + laid->offset + label] = value;
}

static void set_kpi(struct bench *bench, size_t s, size_t r, size_t kpi, double value)
{
    ptrdiff_t k = fly_layout_find_kpi(&bench->setups[s].layout, kpis[kpi].name);
    fly_results_record(&bench->results, s, r)->kpis[k] = value;
}

/* Customers who come and leave year by year; everybody buys at once and again in each later year he is there for some
 * of it, for `price` hundredths. */
static void set_course(struct bench *bench, size_t s, size_t r, const int64_t *came, const int64_t *left, int64_t price)
{
    int64_t customers = 0, all = 0;
    for (size_t row = 1; row < ROWS; row++) {
        int64_t repeats = row > 1 ? customers + came[row] : 0;
        customers += came[row] - left[row];
        all += came[row];
        set(bench, s, r, CUSTOMERS, row, 0, customers);
        set(bench, s, r, CHURNED, row, 0, left[row]);
        set(bench, s, r, PURCHASES, row, 0, came[row] + repeats);
        set(bench, s, r, REPEATS, row, 0, repeats);
        set(bench, s, r, MARGIN, row, 0, price * (came[row] + repeats));
        set(bench, s, r, NEW, row, EXTERNAL, came[row]);
    }
    set_kpi(bench, s, r, ACQUIRED, (double)all);
}

static const int64_t nobody[ROWS], few[ROWS] = {0, 25, 0, 0}, as_many[ROWS] = {0, 0, 0, 40},
                                   many[ROWS] = {0, 50, 10, 0}, full[ROWS] = {0, 10, 20, 10},
                                   leave[ROWS] = {0, 0, 5, 5};

/* The runs of the tests below: 40 customers as it is, 25 without word of mouth, 40 without referrals, 60 without both;
 * the replicates differ in NPV. */
static void set_courses(struct bench *bench)
{
    for (size_t r = 0; r < N; r++) {
        set_course(bench, FLY_FULL, r, full, leave, 200);
        set_course(bench, FLY_NO_WOM, r, few, nobody, 500);
        set_course(bench, FLY_NO_REFERRAL, r, as_many, nobody, 700);
        set_course(bench, FLY_NEITHER_ONE, r, many, nobody, 300);
        set_kpi(bench, FLY_FULL, r, NPV, 1000 + 10 * (double)r);
        set_kpi(bench, FLY_NO_WOM, r, NPV, 900);
        set_kpi(bench, FLY_NO_REFERRAL, r, NPV, 990 + 10 * (double)r);
        set_kpi(bench, FLY_NEITHER_ONE, r, NPV, 1200 + 10 * (double)r);
    }
}

static const struct fly_decomposition *decompose(struct bench *bench)
{
    struct fly_error error = {0};
    if (fly_result_image(&bench->image, &bench->results, &error) != FLY_OK ||
        fly_dataset_open_image(&bench->data, &bench->image, &error) != FLY_OK ||
        fly_decompose(&bench->found, &bench->data, &error) != FLY_OK)
        fail_msg("%s", error.text);
    return &bench->found;
}

static void end(struct bench *bench)
{
    fly_dataset_close(&bench->data);
    fly_image_free(&bench->image);
    fly_results_free(&bench->results);
    for (size_t s = 0; s < FLY_N_COUNTERFACTUALS; s++)
        fly_layout_free(&bench->setups[s].layout);
}

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fmax(1, fabs(expected)))) fail_msg("%.17g is not %.17g", value, expected);
}

/* ---- value ---- */

/* Of the 20 of year 2 the last 5 are additional, and all 10 of year 3. In the middle of year 2 they are 2.5 of 20, so
 * an eighth of the 5 who leave are theirs; in the middle of year 3 they are 4.375 + 5 of 25 + 5. Discounted by 1/4 and
 * 1/8, at 2 a purchase. */
static void additional_customers_come_last(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench);
    set_courses(&bench);
    const struct fly_worth *worth = &decompose(&bench)->worth[FLY_NO_WOM];
    const double expansion = 2 * (5 + 30 * 2.5 / 20) / 4 + 2 * (10 + 35 * 9.375 / 30) / 8;
    assert_near(worth->value.mean, 115);
    assert_near(worth->value.sd, 10 * sqrt(5 / 3.));
    assert_near(worth->npv.mean, 900);
    assert_near(worth->acquired.mean, 25);
    assert_near(worth->expansion.mean, expansion);
    assert_near(worth->expansion.sd, 0);
    assert_near(worth->acceleration.mean, 115 - expansion);
    assert_near(worth->acceleration.sd, worth->value.sd);
    end(&bench);
}

/* However the two courses differ: exactly 0, and not by rounding. */
static void as_many_customers_are_no_expansion(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench);
    set_courses(&bench);
    const struct fly_worth *worth = &decompose(&bench)->worth[FLY_NO_REFERRAL];
    assert_true(worth->expansion.mean == 0 && worth->expansion.sd == 0);
    assert_true(worth->acceleration.mean == 10 && worth->value.mean == 10);
    end(&bench);
}

/* 60 customers without, 40 with: those who came after 40 are lost, 10 in year 1 and 10 in year 2. In the middle of that
 * year they are 15 of 55, and 60 buy again. At 3 a purchase. */
static void lost_customers_count_with_a_minus(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench);
    set_courses(&bench);
    const struct fly_worth *worth = &decompose(&bench)->worth[FLY_NEITHER_ONE];
    assert_near(worth->value.mean, -200);
    assert_near(worth->expansion.mean, -3 * (10 / 2. + (10 + 60 * 15 / 55.) / 4 + 20 / 8.));
    assert_near(worth->acceleration.mean, -200 - worth->expansion.mean);
    /* -200 - (115 + 10) */
    assert_near(bench.found.interaction.mean, -325);
    assert_near(bench.found.interaction.sd, worth->npv.sd);
    end(&bench);
}

/* Without anybody in the other run all margin is expansion, to the last cent. */
static void everything_is_expansion_where_nobody_came(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench);
    set_courses(&bench);
    for (size_t r = 0; r < N; r++) {
        set_course(&bench, FLY_NO_WOM, r, nobody, nobody, 500);
        set_kpi(&bench, FLY_NO_WOM, r, NPV, 0);
    }
    const struct fly_worth *worth = &decompose(&bench)->worth[FLY_NO_WOM];
    assert_near(worth->expansion.mean, 2 * (10 / 2. + 50 / 4. + 45 / 8.));
    end(&bench);
}

/* ---- referrals ---- */

/* 18 referred customers; without referrals 0, 25, 10 fewer customers and 20 more. */
static void referred_customers_are_of_two_types(void **state)
{
    (void)state;
    static const int64_t without[N][ROWS] = {{0, 40}, {0, 15}, {0, 30}, {0, 60}};
    struct bench bench;
    begin(&bench);
    set_courses(&bench);
    for (size_t r = 0; r < N; r++) {
        set_course(&bench, FLY_NO_REFERRAL, r, without[r], nobody, 100);
        set(&bench, FLY_FULL, r, NEW, 2, EXTERNAL, 2);
        set(&bench, FLY_FULL, r, NEW, 2, REFERRAL, 18);
        set(&bench, FLY_FULL, r, CUSTOMERS, 0, 0, 8);
        set(&bench, FLY_FULL, r, COST, 3, INCENTIVES, 9600);
        set(&bench, FLY_FULL, r, COST, 3, MEDIA, 5555);
        /* undefined figures that nobody counts for do no harm */
        set_kpi(&bench, FLY_FULL, r, LTV, r == 0 ? NAN : 7);
        set_kpi(&bench, FLY_FULL, r, CAC, r == 1 ? NAN : 5);
    }
    const struct fly_estimate *f = decompose(&bench)->figures;
    assert_near(f[FLY_FIGURE_referred].mean, 18);
    assert_near(f[FLY_FIGURE_type_one].mean, (0 + 18 + 10 + 0) / 4.);
    assert_near(f[FLY_FIGURE_type_two].mean, (18 + 0 + 8 + 18) / 4.);
    assert_int_equal(f[FLY_FIGURE_referral_value].n, N);
    assert_near(f[FLY_FIGURE_referral_value].mean, (18 * 5 + 18 * 7 + (10 * 7 + 8 * 5) + 18 * 5) / 4.);
    assert_near(f[FLY_FIGURE_referral_value_each].mean, f[FLY_FIGURE_referral_value].mean / 48);
    assert_near(f[FLY_FIGURE_rewards_each].mean, 2);
    assert_int_equal(f[FLY_FIGURE_ltv].n, N - 1);
    end(&bench);
}

/* A figure that does count and is undefined leaves its replicate out; a market without customers has nothing a head. */
static void an_undefined_figure_is_told(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench);
    for (size_t r = 0; r < N; r++) {
        set_kpi(&bench, FLY_FULL, r, CAC, NAN);
        set(&bench, FLY_FULL, r, NEW, 1, REFERRAL, r == 0 ? 2 : 0);
        set_kpi(&bench, FLY_FULL, r, ACQUIRED, r == 0 ? 2 : 0);
        set_kpi(&bench, FLY_NO_REFERRAL, r, ACQUIRED, r == 0 ? 3 : 0);
    }
    const struct fly_estimate *f = decompose(&bench)->figures;
    assert_int_equal(f[FLY_FIGURE_referral_value].n, N - 1);
    assert_true(f[FLY_FIGURE_referral_value].mean == 0);
    assert_int_equal(f[FLY_FIGURE_referral_value_each].n, 0);
    end(&bench);
}

/* ---- sentences ---- */

static void the_answer_is_told_in_words(void **state)
{
    (void)state;
    char text[2048];
    struct bench bench;
    begin(&bench);
    set_courses(&bench);
    fly_decomposition_print(decompose(&bench), text, sizeof text);
    /* 115 +- 3.182 * 12.91 / 2; expansion 11.04 of 115 */
    assert_string_equal(text,
                        "Word of mouth is worth 115 (95 % interval 94.5 to 136), 8 % of it by expansion and 92 % by "
                        "acceleration. Referrals are worth 10.0 (95 % interval 10.0 to 10.0), all of it by "
                        "acceleration. Together they cost 200 (95 % interval 200 to 200), 21 % of it by expansion and "
                        "79 % by acceleration. That is 325 less than the sum of the two (95 % interval 304 to 346).");
    char cut[20];
    fly_decomposition_print(&bench.found, cut, sizeof cut);
    assert_string_equal(cut, "Word of mouth is wo");
    end(&bench);
}

static void expect_words(const char *expected, double mean, double expansion, double low, double high)
{
    char text[2048];
    struct fly_decomposition made = {.npv.n = 4};
    struct fly_worth *worth = &made.worth[FLY_NO_WOM];
    worth->value = (struct fly_estimate){.n = 4, .mean = mean, .sd = 1, .low = low, .high = high};
    worth->expansion.mean = expansion;
    worth->acceleration.mean = mean - expansion;
    fly_decomposition_print(&made, text, sizeof text);
    if (strncmp(text, expected, strlen(expected)) != 0) fail_msg("%s\nis not\n%s", text, expected);
}

static void every_case_has_its_words(void **state)
{
    (void)state;
    expect_words("Word of mouth is worth 10.0 (95 % interval 5.00 to 15.0), 12.0 by expansion and -2.00 by "
                 "acceleration. Referrals are worth nothing that is defined.",
                 10, 12, 5, 15);
    expect_words("Word of mouth costs 10.0 (95 % interval 5.00 to 15.0), 12.0 by expansion and -2.00 by acceleration.",
                 -10, -12, -15, -5);
    expect_words("Word of mouth is worth 10.0 (95 % interval 5.00 to 15.0), all of it by expansion.", 10, 10, 5, 15);
    expect_words("Whether word of mouth is worth anything is not clear: with it NPV is lower by 10.0, but the 95 % "
                 "interval, -5.00 to 25.0, contains 0.",
                 -10, 0, -25, 5);
    char text[2048];
    struct fly_decomposition made = {.npv.n = 1,
                                     .interaction = {.n = 1, .mean = 3, .sd = NAN, .low = NAN, .high = NAN}};
    for (size_t s = FLY_NO_WOM; s < FLY_N_COUNTERFACTUALS; s++)
        made.worth[s].value =
            (struct fly_estimate){.n = 1, .mean = s == FLY_NO_WOM ? 0 : 6, .sd = NAN, .low = NAN, .high = NAN};
    fly_decomposition_print(&made, text, sizeof text);
    assert_string_equal(text, "Word of mouth is worth exactly nothing. Referrals are worth 6.00, all of it by "
                              "acceleration. Together they are worth 6.00, all of it by acceleration. That is 3.00 "
                              "more than the sum of the two. One replicate gives no interval, so all this may be "
                              "chance.");
}

/* ---- what is read ---- */

static void a_parameter_is_found_by_its_name(void **state)
{
    (void)state;
    double number = 0;
    struct fly_error error = {0};
    struct bench bench;
    begin(&bench);
    (void)decompose(&bench);
    assert_int_equal(fly_dataset_parameter(&bench.data, 2, "ledger.other", &number, &error), FLY_OK);
    assert_true(number == 7);
    assert_int_equal(fly_dataset_parameter(&bench.data, 3, "ledger.discount", &number, &error), FLY_OK);
    assert_true(number == 1);
    const char *const wrong[] = {"ledger.othe", "ledger.otherr", "other", "", "ledger.discounted and so on for long"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(fly_dataset_parameter(&bench.data, 0, wrong[i], &number, &error), FLY_ERR_USAGE);
    assert_non_null(strstr(error.text, "The scenario 'toy' has no parameter ledger.discounted"));
    end(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(additional_customers_come_last),
        cmocka_unit_test(as_many_customers_are_no_expansion),
        cmocka_unit_test(lost_customers_count_with_a_minus),
        cmocka_unit_test(everything_is_expansion_where_nobody_came),
        cmocka_unit_test(referred_customers_are_of_two_types),
        cmocka_unit_test(an_undefined_figure_is_told),
        cmocka_unit_test(the_answer_is_told_in_words),
        cmocka_unit_test(every_case_has_its_words),
        cmocka_unit_test(a_parameter_is_found_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
