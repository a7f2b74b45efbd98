/* Works out from four runs what word of mouth and referrals are worth; the header has the equations. */
#include "analysis/decompose.h"

#include "analysis/compare.h"
#include "sim/alloc.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const double WEEKS_PER_YEAR = 365.25 / 7; /* as the ledger discounts */

const struct fly_counterfactual fly_counterfactuals[FLY_N_COUNTERFACTUALS] = {
    [FLY_FULL] = {"", "", {NULL}, 0},
    [FLY_NO_WOM] = {"word of mouth", "-no-wom", {"wom.enabled=no"}, 1},
    [FLY_NO_REFERRAL] = {"referrals", "-no-referral", {"referral.enabled=no"}, 1},
    [FLY_NEITHER_ONE] = {"both", "-neither", {"wom.enabled=no", "referral.enabled=no"}, 2},
};

const struct fly_figure fly_referral_figures[FLY_N_REFERRAL_FIGURES] = {
#define FIGURE_ROW(name, unit, doc) {#name, unit, doc},
    FLY_REFERRAL_FIGURES(FIGURE_ROW)
#undef FIGURE_ROW
};

/* Series of all runs, [n_scenarios][n_replicates][n_weeks]. */
enum { CUSTOMERS, CHURNED, MARGIN, PURCHASES, REPEATS, ACQUIRED, N_SERIES };
static const char *const series_names[N_SERIES] = {"customers", "churned",          "gross_margin",
                                                   "purchases", "repeat_purchases", "new_customers"};

/* What is read of every run, and what comes of it; [n_replicates] unless said otherwise. */
struct runs {
    const struct fly_dataset *data;
    double *series[N_SERIES]; /* owned */
    double *discounts;        /* [n_weeks]; owned */
    double *npv[FLY_N_COUNTERFACTUALS], *acquired[FLY_N_COUNTERFACTUALS], *value[FLY_N_COUNTERFACTUALS];
    double *figures[FLY_N_REFERRAL_FIGURES];
    double *rewards, *scratch;
    double *memory; /* of the arrays above without an owner; owned */
};

enum { N_ARRAYS = 3 * FLY_N_COUNTERFACTUALS + FLY_N_REFERRAL_FIGURES + 2 };

static int init(struct runs *runs, const struct fly_dataset *data, struct fly_error *error)
{
    size_t n = data->n_replicates;
    *runs = (struct runs){.data = data,
                          .discounts = fly_alloc(data->n_weeks, sizeof(double)),
                          .memory = fly_alloc(N_ARRAYS * n, sizeof(double))};
    if (!runs->discounts || !runs->memory) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the decomposition.");
    double *next = runs->memory;
    double **const groups[] = {runs->npv, runs->acquired, runs->value};
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++)
        for (size_t s = 0; s < FLY_N_COUNTERFACTUALS; s++, next += n)
            groups[g][s] = next;
    for (size_t f = 0; f < FLY_N_REFERRAL_FIGURES; f++, next += n)
        runs->figures[f] = next;
    runs->rewards = next;
    runs->scratch = next + n;
    return FLY_OK;
}

static void free_runs(struct runs *runs)
{
    for (size_t i = 0; i < N_SERIES; i++)
        fly_free(runs->series[i]);
    fly_free(runs->discounts);
    fly_free(runs->memory);
}

/* ---- reading ---- */

static int read_kpi(const struct fly_dataset *data, size_t scenario, const char *name, double *values,
                    struct fly_error *error)
{
    ptrdiff_t k = fly_dataset_find_kpi(data, name);
    if (k < 0) return fly_fail(error, FLY_ERR_USAGE, "The result has no KPI '%s'.", name);
    for (size_t r = 0; r < data->n_replicates; r++)
        values[r] = data->kpi[(scenario * data->n_replicates + r) * data->n_kpis + (size_t)k];
    return FLY_OK;
}

/* Each recorded interval is discounted from its end, by the rate of the full run. */
static int read_discounts(struct runs *runs, struct fly_error *error)
{
    double rate;
    int ret = fly_dataset_parameter(runs->data, FLY_FULL, "ledger.discount", &rate, error);
    for (size_t w = 0; ret == FLY_OK && w < runs->data->n_weeks; w++)
        runs->discounts[w] = pow(1 + rate, -runs->data->weeks[w] / WEEKS_PER_YEAR);
    return ret;
}

static int read_series(struct runs *runs, struct fly_error *error)
{
    bool is_flow;
    int ret = FLY_OK;
    for (size_t i = 0; ret == FLY_OK && i < N_SERIES; i++)
        ret = i == ACQUIRED ? fly_dataset_sums(runs->data, series_names[i], &runs->series[i], error)
                            : fly_dataset_series(runs->data, series_names[i], &runs->series[i], &is_flow, error);
    return ret;
}

/* The total of one label of a series in the full run. */
static int read_total(const struct fly_dataset *data, const char *name, const char *label, double *values,
                      struct fly_error *error)
{
    double *totals = NULL;
    struct fly_labels labels = {0};
    int ret = fly_dataset_totals(data, name, &totals, &labels, error);
    if (ret < 0) return ret;
    for (size_t r = 0; r < data->n_replicates; r++)
        for (size_t i = 0; i < labels.n; i++)
            if (strcmp(labels.text[i], label) == 0) values[r] = totals[r * labels.n + i];
    fly_free(totals);
    fly_labels_free(&labels);
    return FLY_OK;
}

static int read_all(struct runs *runs, struct fly_error *error)
{
    int ret;
    const struct fly_dataset *data = runs->data;
    for (size_t s = 0; s < FLY_N_COUNTERFACTUALS; s++) {
        FLY_TRY(read_kpi(data, s, "npv", runs->npv[s], error));
        FLY_TRY(read_kpi(data, s, "acquired", runs->acquired[s], error));
    }
    FLY_TRY(read_kpi(data, FLY_FULL, "ltv", runs->figures[FLY_FIGURE_ltv], error));
    FLY_TRY(read_kpi(data, FLY_FULL, "cac_paid", runs->figures[FLY_FIGURE_cac_paid], error));
    FLY_TRY(read_total(data, "new_customers", "referral", runs->figures[FLY_FIGURE_referred], error));
    FLY_TRY(read_total(data, "cost", "incentives", runs->rewards, error));
    FLY_TRY(read_discounts(runs, error));
    FLY_TRY(read_series(runs, error));
out:
    return ret;
}

/* ---- value, expansion, acceleration ---- */

/* One run in one replicate: [n_weeks] each. */
struct course {
    const double *series[N_SERIES];
};

static struct course course_of(const struct runs *runs, size_t scenario, size_t r)
{
    struct course course;
    for (size_t i = 0; i < N_SERIES; i++)
        course.series[i] = runs->series[i] + (scenario * runs->data->n_replicates + r) * runs->data->n_weeks;
    return course;
}

static double all_who_came(const struct runs *runs, const struct course *course)
{
    double all = 0;
    for (size_t w = 0; w < runs->data->n_weeks; w++)
        all += course->series[ACQUIRED][w];
    return all;
}

/* part / whole * of; nothing where there is no whole. */
static double part_of(double part, double whole, double of)
{
    return whole > 0 ? part / whole * of : 0;
}

/* The discounted margin of those who come when `already` have come. */
static double margin_of_later_ones(const struct runs *runs, const struct course *course, double already)
{
    const double *const *s = course->series;
    double so_far = 0, active = 0, value = 0;
    for (size_t w = 0; w < runs->data->n_weeks; w++) {
        double new = s[ACQUIRED][w], before = s[CUSTOMERS][w] + s[CHURNED][w] - new;
        so_far += new;
        double later = fmin(new, fmax(so_far - already, 0)), first = s[PURCHASES][w] - s[REPEATS][w];
        double share = part_of(active + later / 2, before + new / 2, 1); /* of those there in the middle of it */
        double bought = part_of(later, new, first) + share * s[REPEATS][w];
        value += runs->discounts[w] * part_of(bought, s[PURCHASES][w], s[MARGIN][w]);
        active = fmin(fmax(active + later - share * s[CHURNED][w], 0), s[CUSTOMERS][w]);
    }
    return value;
}

static double expansion(const struct runs *runs, size_t without, size_t r)
{
    struct course full = course_of(runs, FLY_FULL, r), other = course_of(runs, without, r);
    double n_full = all_who_came(runs, &full), n_other = all_who_came(runs, &other);
    return n_full < n_other ? -margin_of_later_ones(runs, &other, n_full) : margin_of_later_ones(runs, &full, n_other);
}

static void find_worth(struct fly_worth *worth, const struct runs *runs, size_t without)
{
    size_t n = runs->data->n_replicates;
    const enum fly_pairing pairing = runs->data->pairing;
    double *value = runs->value[without];
    struct fly_kpi_comparison npv =
        fly_compare_values(runs->npv[without], runs->npv[FLY_FULL], 1, n, pairing, FLY_HIGHER, value);
    worth->npv = npv.a;
    worth->value = npv.difference;
    worth->acquired = fly_estimate_of(runs->acquired[without], n, pairing);
    for (size_t r = 0; r < n; r++)
        runs->scratch[r] = expansion(runs, without, r);
    worth->expansion = fly_estimate_of(runs->scratch, n, pairing);
    for (size_t r = 0; r < n; r++)
        runs->scratch[r] = value[r] - runs->scratch[r];
    worth->acceleration = fly_estimate_of(runs->scratch, n, pairing);
}

static struct fly_estimate find_interaction(const struct runs *runs)
{
    size_t n = runs->data->n_replicates;
    for (size_t r = 0; r < n; r++)
        runs->scratch[r] =
            runs->value[FLY_NEITHER_ONE][r] - (runs->value[FLY_NO_WOM][r] + runs->value[FLY_NO_REFERRAL][r]);
    return fly_estimate_of(runs->scratch, n, runs->data->pairing);
}

/* ---- referrals ---- */

/* What nobody counts for is 0, even where its price is undefined. */
static double worth_of(double n, double each)
{
    return n == 0 ? 0 : n * each;
}

static void find_figures(struct runs *runs)
{
    double *const *f = runs->figures;
    for (size_t r = 0; r < runs->data->n_replicates; r++) {
        double referred = f[FLY_FIGURE_referred][r];
        double more = runs->acquired[FLY_FULL][r] - runs->acquired[FLY_NO_REFERRAL][r];
        double one = fmin(fmax(more, 0), referred), two = referred - one;
        double value = worth_of(one, f[FLY_FIGURE_ltv][r]) + worth_of(two, f[FLY_FIGURE_cac_paid][r]);
        double customers = runs->acquired[FLY_FULL][r] + course_of(runs, FLY_FULL, r).series[CUSTOMERS][0];
        f[FLY_FIGURE_type_one][r] = one;
        f[FLY_FIGURE_type_two][r] = two;
        f[FLY_FIGURE_referral_value][r] = value;
        f[FLY_FIGURE_referral_value_each][r] = customers > 0 ? value / customers : NAN;
        f[FLY_FIGURE_rewards_each][r] = customers > 0 ? runs->rewards[r] / customers : NAN;
    }
}

/* ---- all of it ---- */

int fly_decompose(struct fly_decomposition *decomposition, const struct fly_dataset *data, struct fly_error *error)
{
    assert(decomposition && data && data->scenarios.n >= FLY_N_COUNTERFACTUALS);
    int ret;
    size_t n = data->n_replicates;
    struct runs runs;
    *decomposition = (struct fly_decomposition){0};
    FLY_TRY(init(&runs, data, error));
    FLY_TRY(read_all(&runs, error));
    decomposition->npv = fly_estimate_of(runs.npv[FLY_FULL], n, data->pairing);
    decomposition->acquired = fly_estimate_of(runs.acquired[FLY_FULL], n, data->pairing);
    for (size_t s = FLY_NO_WOM; s < FLY_N_COUNTERFACTUALS; s++)
        find_worth(&decomposition->worth[s], &runs, s);
    decomposition->interaction = find_interaction(&runs);
    find_figures(&runs);
    for (size_t f = 0; f < FLY_N_REFERRAL_FIGURES; f++)
        decomposition->figures[f] = fly_estimate_of(runs.figures[f], n, data->pairing);
out:
    free_runs(&runs);
    return ret;
}
