/* Ranks scenarios by one KPI on the same random numbers.
 *
 *   all pairs  x_i - x_j +- t(1 - a / (2 c); m - 1) s_ij / sqrt(m)    c = n (n - 1) / 2 pairs, a = 5 %
 *   the best   i may be it when x_i - x_j + t(1 - a / (n - 1); m - 1) s_ij / sqrt(m) >= 0 for every j
 *
 * s_ij is the standard deviation of the differences of m replicates (or antithetic pairs), so the correlation that
 * common random numbers bring is in it, whatever it is. If b is the true best, it is missing from the set only if one
 * of the n - 1 one-sided inequalities about b fails, each with probability a / (n - 1): the set holds b with 1 - a. */
#include "analysis/rank.h"

#include "analysis/compare.h"
#include "sim/alloc.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

static const double ERROR_SHARE = 0.05;

/* ---- the order ---- */

/* Whether a belongs before b; what has no value goes last. */
static bool is_before(const struct fly_ranked *a, const struct fly_ranked *b, int better)
{
    if (isnan(a->value.mean) || isnan(b->value.mean)) return !isnan(a->value.mean) && isnan(b->value.mean);
    return better * a->value.mean > better * b->value.mean;
}

/* By insertion: equal ones stay as the user named them. */
static void put_in_order(struct fly_ranking *ranking)
{
    for (size_t i = 1; i < ranking->n; i++) {
        const struct fly_ranked item = ranking->items[i];
        size_t k = i;
        for (; k > 0 && is_before(&item, &ranking->items[k - 1], ranking->better); k--)
            ranking->items[k] = ranking->items[k - 1];
        ranking->items[k] = item;
    }
    while (ranking->n_ranked < ranking->n && !isnan(ranking->items[ranking->n_ranked].value.mean))
        ranking->n_ranked++;
}

/* ---- pairs ---- */

/* How far the mean may be off to one side, with so much probability beyond it. INFINITY below two units. */
static double half_width(const struct fly_estimate *difference, double beyond)
{
    if (difference->n < 2) return INFINITY;
    const double n = (double)difference->n;
    return gsl_cdf_tdist_Qinv(beyond, n - 1) * difference->sd / sqrt(n);
}

static struct fly_rank_pair pair_of(const struct fly_ranking *ranking, const double *values, size_t n_replicates,
                                    enum fly_pairing pairing, size_t i, size_t j, double *scratch)
{
    const double *a = values + ranking->items[j].scenario * n_replicates;
    const double *b = values + ranking->items[i].scenario * n_replicates;
    const double n_pairs = (double)(ranking->n_ranked * (ranking->n_ranked - 1) / 2);
    struct fly_rank_pair pair = {.low = NAN, .high = NAN};
    pair.difference = fly_compare_values(a, b, 1, n_replicates, pairing, ranking->better, scratch).difference;
    if (pair.difference.n < 2) return pair;
    const double half = half_width(&pair.difference, ERROR_SHARE / 2 / n_pairs);
    pair.low = pair.difference.mean - half;
    pair.high = pair.difference.mean + half;
    return pair;
}

/* The same seen from the other side. */
static struct fly_rank_pair turned(const struct fly_rank_pair *pair)
{
    struct fly_rank_pair other = *pair;
    other.difference.mean = -pair->difference.mean;
    other.difference.low = -pair->difference.high;
    other.difference.high = -pair->difference.low;
    other.low = -pair->high;
    other.high = -pair->low;
    return other;
}

static void compare_pairs(struct fly_ranking *ranking, const double *values, size_t n_replicates,
                          enum fly_pairing pairing, double *scratch)
{
    for (size_t i = 0; i < ranking->n_ranked; i++)
        for (size_t j = i + 1; j < ranking->n_ranked; j++) {
            struct fly_rank_pair *pair = &ranking->pairs[i * ranking->n + j];
            *pair = pair_of(ranking, values, n_replicates, pairing, i, j, scratch);
            ranking->pairs[j * ranking->n + i] = turned(pair);
        }
}

/* Without a replicate that both have, nothing speaks against either. */
static bool may_be_best(const struct fly_ranking *ranking, size_t i)
{
    for (size_t j = 0; j < ranking->n_ranked; j++) {
        const struct fly_estimate *difference = &ranking->pairs[i * ranking->n + j].difference;
        if (i == j || difference->n == 0) continue;
        const double half = half_width(difference, ERROR_SHARE / (double)(ranking->n_ranked - 1));
        if (ranking->better * difference->mean + half < 0) return false;
    }
    return true;
}

/* ---- how often each is the best ---- */

/* The places of the ranked ones that are best in a replicate, each 1 / their number in `shares`; false where one has no
 * value. */
static bool share_out(const struct fly_ranking *ranking, const double *values, size_t n_replicates, size_t r,
                      double *shares)
{
    size_t n_best = 0;
    double best = NAN;
    for (size_t i = 0; i < ranking->n_ranked; i++) {
        const double value = values[ranking->items[i].scenario * n_replicates + r];
        if (!isfinite(value)) return false;
        if (i == 0 || ranking->better * value > ranking->better * best) best = value;
    }
    for (size_t i = 0; i < ranking->n_ranked; i++) {
        const double value = values[ranking->items[i].scenario * n_replicates + r];
        shares[i] = fly_difference(best, value) == 0;
        n_best += fly_difference(best, value) == 0;
    }
    for (size_t i = 0; i < ranking->n_ranked; i++)
        shares[i] /= (double)n_best;
    return true;
}

static void count_best(struct fly_ranking *ranking, const double *values, size_t n_replicates, double *shares)
{
    for (size_t i = 0; i < ranking->n; i++)
        ranking->items[i].best_share = 0;
    for (size_t r = 0; r < n_replicates; r++) {
        if (!share_out(ranking, values, n_replicates, r, shares)) continue;
        ranking->n_replicates++;
        for (size_t i = 0; i < ranking->n_ranked; i++)
            ranking->items[i].best_share += shares[i];
    }
    for (size_t i = 0; i < ranking->n; i++)
        if (i >= ranking->n_ranked || ranking->n_replicates == 0)
            ranking->items[i].best_share = NAN;
        else
            ranking->items[i].best_share /= (double)ranking->n_replicates;
}

/* ---- all of it ---- */

int fly_rank_values(struct fly_ranking *ranking, const double *values, size_t n, size_t n_replicates,
                    enum fly_pairing pairing, int better, struct fly_error *error)
{
    assert(ranking && values && n > 0 && n_replicates > 0);
    assert(better == FLY_HIGHER || better == FLY_LOWER);
    int ret = FLY_OK;
    *ranking = (struct fly_ranking){.better = better, .n = n};
    ranking->items = fly_alloc(n, sizeof *ranking->items);
    ranking->pairs = fly_alloc(n * n, sizeof *ranking->pairs);
    double *scratch = fly_alloc(n > n_replicates ? n : n_replicates, sizeof *scratch);
    if (!ranking->items || !ranking->pairs || !scratch)
        FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the ranking."));
    for (size_t i = 0; i < n; i++)
        ranking->items[i] = (struct fly_ranked){
            .scenario = i, .value = fly_estimate_of(values + i * n_replicates, n_replicates, pairing)};
    put_in_order(ranking);
    compare_pairs(ranking, values, n_replicates, pairing, scratch);
    count_best(ranking, values, n_replicates, scratch);
    for (size_t i = 0; i < ranking->n_ranked; i++)
        ranking->items[i].may_be_best = may_be_best(ranking, i);
out:
    fly_free(scratch);
    if (ret < 0) fly_ranking_free(ranking);
    return ret;
}

int fly_rank(struct fly_ranking *ranking, const struct fly_dataset *data, size_t kpi, struct fly_error *error)
{
    assert(ranking && data && kpi < data->n_kpis);
    const size_t n_values = data->scenarios.n * data->n_replicates;
    *ranking = (struct fly_ranking){0};
    double *values = fly_alloc(n_values, sizeof *values);
    if (!values) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the ranking.");
    for (size_t i = 0; i < n_values; i++)
        values[i] = data->kpi[i * data->n_kpis + kpi];
    const int ret = fly_rank_values(ranking, values, data->scenarios.n, data->n_replicates, data->pairing,
                                    data->kpis[kpi].better, error);
    fly_free(values);
    return ret;
}

void fly_ranking_free(struct fly_ranking *ranking)
{
    assert(ranking);
    fly_free(ranking->items);
    fly_free(ranking->pairs);
    *ranking = (struct fly_ranking){0};
}

/* ---- what it says ---- */

const struct fly_rank_pair *fly_ranking_pair(const struct fly_ranking *ranking, size_t i, size_t j)
{
    assert(ranking && i != j && i < ranking->n_ranked && j < ranking->n_ranked);
    return &ranking->pairs[i * ranking->n + j];
}

bool fly_ranking_tells_apart(const struct fly_ranking *ranking, size_t i, size_t j)
{
    const struct fly_rank_pair *pair = fly_ranking_pair(ranking, i, j);
    return pair->low > 0 || pair->high < 0;
}

bool fly_ranking_has_winner(const struct fly_ranking *ranking)
{
    assert(ranking);
    for (size_t j = 1; j < ranking->n_ranked; j++)
        if (!fly_ranking_tells_apart(ranking, 0, j)) return false;
    return ranking->n_ranked > 1;
}

size_t fly_ranking_rival(const struct fly_ranking *ranking)
{
    assert(ranking && ranking->n_ranked > 1);
    for (size_t j = 1; j < ranking->n_ranked; j++)
        if (!fly_ranking_tells_apart(ranking, 0, j)) return j;
    return 1;
}
