/* Compares two scenarios replicate by replicate: common random numbers make the differences far less noisy than the
 * values (paired t-interval; Law 2015, Simulation Modeling and Analysis, ch. 10). */
#include "analysis/compare.h"

#include "analysis/verdict.h"
#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const double EQUAL_SPEND = 1e-3;

/* One KPI of one scenario: its values are n_kpis apart. */
static const double *kpi_of(const struct fly_dataset *data, size_t scenario, size_t kpi)
{
    return &data->kpi[scenario * data->n_replicates * data->n_kpis + kpi];
}

static double kpi_at(const struct fly_dataset *data, size_t scenario, size_t replicate, size_t kpi)
{
    return kpi_of(data, scenario, kpi)[replicate * data->n_kpis];
}

void fly_describe(const struct fly_dataset *data, size_t scenario, struct fly_estimate *estimates)
{
    assert(data && estimates && scenario < data->scenarios.n);
    for (size_t k = 0; k < data->n_kpis; k++)
        estimates[k] = fly_estimate_strided(kpi_of(data, scenario, k), data->n_kpis, data->n_replicates, data->pairing);
}

/* ---- replicate by replicate ---- */

double fly_difference(double a, double b)
{
    if (!isfinite(a) || !isfinite(b)) return NAN;
    return fabs(b - a) <= FLY_TIE * fmax(fabs(a), fabs(b)) ? 0 : b - a;
}

/* How many of the differences are finite, and how many of these are in favour of a and of b. */
struct score {
    size_t n, n_a, n_b;
};

static struct score count_wins(const double *differences, size_t n, int better)
{
    struct score score = {0};
    for (size_t r = 0; r < n; r++) {
        double advantage = better * differences[r];
        if (!isfinite(differences[r])) continue;
        score.n++;
        if (advantage > 0) score.n_b++;
        if (advantage < 0) score.n_a++;
    }
    return score;
}

static double share_of_wins(struct score score, int better)
{
    if (better == FLY_NEITHER || score.n_a + score.n_b == 0) return NAN;
    double ties = (double)(score.n - score.n_a - score.n_b);
    return ((double)score.n_b + ties / 2) / (double)score.n;
}

static double crn_ratio_of(const struct fly_kpi_comparison *result)
{
    const struct fly_estimate *a = &result->a, *b = &result->b, *d = &result->difference;
    if (a->n_values != d->n_values || b->n_values != d->n_values) return NAN;
    return d->sd * d->sd / (a->sd * a->sd + b->sd * b->sd);
}

struct fly_kpi_comparison fly_compare_values(const double *a, const double *b, size_t stride, size_t n,
                                             enum fly_pairing pairing, int better, double *differences)
{
    assert(a && b && differences);
    for (size_t r = 0; r < n; r++)
        differences[r] = fly_difference(a[r * stride], b[r * stride]);
    struct fly_kpi_comparison result = {
        .a = fly_estimate_strided(a, stride, n, pairing),
        .b = fly_estimate_strided(b, stride, n, pairing),
        .difference = fly_estimate_of(differences, n, pairing),
        .wins = share_of_wins(count_wins(differences, n, better), better),
        .leads_from = NAN,
    };
    result.crn_ratio = crn_ratio_of(&result);
    return result;
}

/* Equal values, or both undefined. */
static bool same(double x, double y)
{
    return x == y || (isnan(x) && isnan(y)) || fly_difference(x, y) == 0;
}

static bool all_equal(const struct fly_dataset *data, size_t a, size_t b)
{
    if (data->n_kpis == 0) return false;
    for (size_t r = 0; r < data->n_replicates; r++)
        for (size_t k = 0; k < data->n_kpis; k++)
            if (!same(kpi_at(data, a, r, k), kpi_at(data, b, r, k))) return false;
    return true;
}

/* ---- the course ---- */

/* The mean of b - a over replicates in each week; a flow is summed up to the week. */
static void mean_course(const struct fly_dataset *data, const double *values, bool is_flow, size_t a, size_t b,
                        double *course)
{
    size_t n = data->n_replicates, n_weeks = data->n_weeks;
    for (size_t w = 0; w < n_weeks; w++) {
        double sum = 0;
        size_t used = 0;
        for (size_t r = 0; r < n; r++) {
            double d = fly_difference(values[(a * n + r) * n_weeks + w], values[(b * n + r) * n_weeks + w]);
            if (!isfinite(d)) continue;
            sum += d;
            used++;
        }
        course[w] = used ? sum / (double)used : NAN;
        if (is_flow && w > 0) course[w] += course[w - 1];
    }
}

/* What a sum of differences may be off by rounding. */
static double tie_of(const double *course, size_t n)
{
    double largest = 0;
    for (size_t w = 0; w < n; w++)
        largest = fmax(largest, fabs(course[w]));
    return FLY_TIE * largest;
}

double fly_leads_from(const double *course, const double *weeks, size_t n, int better)
{
    assert(course && weeks);
    size_t w = n;
    double tie = tie_of(course, n);
    while (w > 0 && better * course[w - 1] > tie)
        w--;
    return w == n ? INFINITY : weeks[w];
}

/* From which week b leads, and from which a does; NAN for a KPI without a course or direction. */
struct lead {
    double a, b;
};

static int find_leads(const struct fly_dataset *data, size_t a, size_t b, const struct fly_kpi_row *kpi,
                      struct lead *lead, struct fly_error *error)
{
    *lead = (struct lead){NAN, NAN};
    if (!*kpi->path || kpi->better == FLY_NEITHER) return FLY_OK;
    double *values = NULL, *course = NULL;
    bool is_flow;
    struct fly_error own = {0};
    int ret = fly_dataset_series(data, kpi->path, &values, &is_flow, &own);
    if (ret == FLY_ERR_USAGE) return FLY_OK; /* the file keeps KPIs only */
    if (ret < 0) FLY_TRY(fly_fail(error, ret, "%s", own.text));
    course = fly_alloc(data->n_weeks, sizeof *course);
    if (!course) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory to compare the courses of '%s'.", kpi->path));
    mean_course(data, values, is_flow, a, b, course);
    lead->b = fly_leads_from(course, data->weeks, data->n_weeks, kpi->better);
    lead->a = fly_leads_from(course, data->weeks, data->n_weeks, -kpi->better);
out:
    fly_free(values);
    fly_free(course);
    return ret;
}

/* ---- spend ---- */

/* The mean over replicates of what a scenario spent from all ledgers but those that no budget decides on. */
static double mean_spend(const struct fly_dataset *data, const double *totals, const struct fly_labels *ledgers,
                         size_t scenario)
{
    double sum = 0;
    for (size_t r = 0; r < data->n_replicates; r++)
        for (size_t i = 0; i < ledgers->n; i++)
            if (strcmp(ledgers->text[i], FLY_LEDGER_FIXED) != 0 && strcmp(ledgers->text[i], FLY_LEDGER_ONBOARDING) != 0)
                sum += totals[(scenario * data->n_replicates + r) * ledgers->n + i];
    return sum / (double)data->n_replicates;
}

static int compare_spend(struct fly_comparison *comparison, const struct fly_dataset *data, struct fly_error *error)
{
    double *totals = NULL;
    struct fly_labels ledgers = {0};
    comparison->spend_a = comparison->spend_b = NAN;
    comparison->equal_spend = true;
    int ret = fly_dataset_totals(data, FLY_SERIES_COST, &totals, &ledgers, error);
    if (ret == FLY_ERR_USAGE) return FLY_OK;
    if (ret < 0) return ret;
    double spend_a = mean_spend(data, totals, &ledgers, comparison->a);
    double spend_b = mean_spend(data, totals, &ledgers, comparison->b);
    comparison->spend_a = spend_a;
    comparison->spend_b = spend_b;
    comparison->equal_spend = fabs(spend_a - spend_b) <= EQUAL_SPEND * fmax(fabs(spend_a), fabs(spend_b));
    fly_free(totals);
    fly_labels_free(&ledgers);
    return FLY_OK;
}

/* ---- all of it ---- */

ptrdiff_t fly_deciding_kpi(const struct fly_dataset *data)
{
    if (data->decides > 0) return (ptrdiff_t)data->decides - 1;
    ptrdiff_t k = fly_dataset_find_kpi(data, FLY_KPI_VERDICT);
    if (k >= 0 && data->kpis[k].better != FLY_NEITHER) return k;
    for (size_t i = 0; i < data->n_kpis; i++)
        if (data->kpis[i].better != FLY_NEITHER) return (ptrdiff_t)i;
    return -1;
}

static int compare_kpi(struct fly_comparison *comparison, const struct fly_dataset *data, size_t k, double *differences,
                       struct fly_verdict *verdict, struct fly_error *error)
{
    const struct fly_kpi_row *kpi = &data->kpis[k];
    struct fly_kpi_comparison *result = &comparison->kpis[k];
    const double *a = kpi_of(data, comparison->a, k), *b = kpi_of(data, comparison->b, k);
    struct lead lead;
    int ret = find_leads(data, comparison->a, comparison->b, kpi, &lead, error);
    if (ret < 0) return ret;
    *result = fly_compare_values(a, b, data->n_kpis, data->n_replicates, data->pairing, kpi->better, differences);
    result->leads_from = lead.b;
    if (kpi == verdict->kpi) {
        struct score score = count_wins(differences, data->n_replicates, kpi->better);
        verdict->result = result;
        verdict->n_pairs = score.n;
        verdict->n_a = score.n_a;
        verdict->n_b = score.n_b;
        verdict->a_leads_from = lead.a;
        verdict->b_leads_from = lead.b;
    }
    return FLY_OK;
}

static int compare_kpis(struct fly_comparison *comparison, const struct fly_dataset *data, struct fly_verdict *verdict,
                        struct fly_error *error)
{
    int ret = FLY_OK;
    double *differences = fly_alloc(data->n_replicates, sizeof *differences);
    if (!differences) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the comparison."));
    for (size_t k = 0; k < data->n_kpis; k++)
        FLY_TRY(compare_kpi(comparison, data, k, differences, verdict, error));
out:
    fly_free(differences);
    return ret;
}

int fly_compare(struct fly_comparison *comparison, const struct fly_dataset *data, size_t a, size_t b,
                struct fly_error *error)
{
    assert(comparison && data && a < data->scenarios.n && b < data->scenarios.n);
    int ret = FLY_OK;
    ptrdiff_t deciding = fly_deciding_kpi(data);
    struct fly_verdict verdict = {.name_a = data->scenarios.text[a],
                                  .name_b = data->scenarios.text[b],
                                  .kpi = deciding < 0 ? NULL : &data->kpis[deciding],
                                  .first_week = data->weeks[0],
                                  .identical = all_equal(data, a, b)};
    *comparison = (struct fly_comparison){.a = a, .b = b};
    comparison->kpis = fly_alloc(data->n_kpis, sizeof *comparison->kpis);
    if (!comparison->kpis) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the comparison."));
    FLY_TRY(compare_kpis(comparison, data, &verdict, error));
    FLY_TRY(compare_spend(comparison, data, error));
    fly_verdict_print(&verdict, comparison->sentence, sizeof comparison->sentence);
out:
    if (ret < 0) fly_comparison_free(comparison);
    return ret;
}

void fly_comparison_free(struct fly_comparison *comparison)
{
    assert(comparison);
    fly_free(comparison->kpis);
    *comparison = (struct fly_comparison){0};
}
