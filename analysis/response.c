/* How a KPI responds to the axes of an experiment. */
#include "analysis/response.h"

#include "sim/alloc.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* ---- values ---- */

static double *values_of(const struct fly_response *response, size_t point, size_t scenario)
{
    return &response->values[(point * response->n_scenarios + scenario) * response->n_replicates];
}

static void take_point(struct fly_response *response, const struct fly_dataset *data, size_t point)
{
    for (size_t s = 0; s < response->n_scenarios; s++)
        for (size_t r = 0; r < response->n_replicates; r++)
            values_of(response, point, s)[r] =
                data->kpi[(s * response->n_replicates + r) * data->n_kpis + response->kpi];
}

int fly_response_read(struct fly_response *response, const struct fly_dataset *data, size_t kpi,
                      struct fly_error *error)
{
    assert(response && data && data->n_points > 0 && kpi < data->n_kpis);
    int ret = FLY_OK;
    struct fly_dataset here = *data; /* goes from point to point with KPIs of its own */
    here.kpi = NULL;
    *response = (struct fly_response){.kpi = kpi,
                                      .n_points = data->n_points,
                                      .n_scenarios = data->scenarios.n,
                                      .n_replicates = data->n_replicates,
                                      .pairing = data->pairing,
                                      .better = data->kpis[kpi].better};
    response->values = fly_alloc(data->n_points * data->scenarios.n, data->n_replicates * sizeof *response->values);
    response->scratch = fly_alloc(3 * data->n_replicates, sizeof *response->scratch);
    if (!response->values || !response->scratch) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the points."));
    for (size_t p = 0; p < data->n_points; p++) {
        FLY_TRY(fly_dataset_go_to(&here, p, error));
        take_point(response, &here, p);
    }
    ret = fly_dataset_go_to(&here, data->point, error); /* files of a joined dataset are where it is */
out:
    fly_free(here.kpi);
    if (ret < 0) fly_response_free(response);
    return ret;
}

void fly_response_free(struct fly_response *response)
{
    assert(response);
    fly_free(response->values);
    fly_free(response->scratch);
    *response = (struct fly_response){0};
}

/* ---- comparisons ---- */

/* By replicate, into means[n_replicates]. */
static void mean_over(const struct fly_response *response, const size_t *points, size_t n, size_t scenario,
                      double *means)
{
    memset(means, 0, response->n_replicates * sizeof *means);
    for (size_t i = 0; i < n; i++)
        for (size_t r = 0; r < response->n_replicates; r++)
            means[r] += values_of(response, points[i], scenario)[r] / (double)n;
}

struct fly_kpi_comparison fly_response_compare(const struct fly_response *response, const size_t *points, size_t n,
                                               size_t a, size_t b)
{
    assert(response && points && n > 0 && a < response->n_scenarios && b < response->n_scenarios);
    double *means = response->scratch, *of_b = means + response->n_replicates;
    mean_over(response, points, n, a, means);
    mean_over(response, points, n, b, of_b);
    return fly_compare_values(means, of_b, 1, response->n_replicates, response->pairing, response->better,
                              of_b + response->n_replicates);
}

struct fly_kpi_comparison fly_response_at(const struct fly_response *response, size_t point, size_t a, size_t b)
{
    assert(response && point < response->n_points && a < response->n_scenarios && b < response->n_scenarios);
    return fly_compare_values(values_of(response, point, a), values_of(response, point, b), 1, response->n_replicates,
                              response->pairing, response->better, response->scratch);
}

struct fly_estimate fly_response_shift(const struct fly_response *response, size_t scenario, const size_t *earlier,
                                       size_t n_earlier, const size_t *later, size_t n_later)
{
    assert(response && earlier && later && n_earlier > 0 && n_later > 0 && scenario < response->n_scenarios);
    double *means = response->scratch, *of_later = means + response->n_replicates;
    mean_over(response, earlier, n_earlier, scenario, means);
    mean_over(response, later, n_later, scenario, of_later);
    return fly_compare_values(means, of_later, 1, response->n_replicates, response->pairing, response->better,
                              of_later + response->n_replicates)
        .difference;
}

bool fly_is_sure(const struct fly_estimate *difference)
{
    return difference->low > 0 || difference->high < 0;
}

struct fly_response_score fly_response_score(const struct fly_response *response, size_t a, size_t b)
{
    struct fly_response_score score = {0};
    for (size_t p = 0; p < response->n_points; p++) {
        const struct fly_estimate d = fly_response_at(response, p, a, b).difference;
        const double ahead = response->better == FLY_LOWER ? -d.mean : d.mean;
        score.n_undefined += isnan(ahead) ? 1 : 0;
        score.n_b += ahead > 0;
        score.n_a += ahead < 0;
        score.n_sure_b += ahead > 0 && fly_is_sure(&d);
        score.n_sure_a += ahead < 0 && fly_is_sure(&d);
    }
    return score;
}

/* ---- crossings ---- */

/* Where the straight line from (x0, y0) to (x1, y1) is 0. */
static double zero_of(double x0, double y0, double x1, double y1)
{
    return y0 == y1 ? (x0 + x1) / 2 : x0 + (x1 - x0) * (y0 / (y0 - y1));
}

/* How far the difference is from 0 for sure, on the side that `sign` tells; below 0 it is not. */
static double margin_of(const struct fly_estimate *difference, int sign)
{
    return sign > 0 ? difference->low : -difference->high;
}

/* From point i on, in steps of `step`, to where the difference is surely of this sign. */
static double find_sure(const double *x, const struct fly_estimate *differences, size_t n, size_t i, int step, int sign)
{
    double margin = margin_of(&differences[i], sign);
    if (isnan(margin)) return NAN;
    if (margin > 0) return x[i];
    for (size_t k = i + (size_t)step; k < n; k += (size_t)step) { /* below 0 it is beyond n */
        const double next = margin_of(&differences[k], sign);
        if (isnan(next)) continue;
        if (next > 0) return zero_of(x[i], margin, x[k], next);
        i = k;
        margin = next;
    }
    return step < 0 ? -INFINITY : INFINITY;
}

/* The crossing between points i and k, which have opposite signs; between them all means are 0 or undefined. */
static struct fly_crossing cross(const double *x, const struct fly_estimate *differences, size_t n, size_t i, size_t k)
{
    const int sign = differences[i].mean > 0 ? 1 : -1;
    double at = zero_of(x[i], differences[i].mean, x[k], differences[k].mean);
    size_t first = i + 1, last = k - 1;
    while (first < k && differences[first].mean != 0)
        first++;
    while (last > i && differences[last].mean != 0)
        last--;
    if (first <= last) at = (x[first] + x[last]) / 2;
    double from = find_sure(x, differences, n, i, -1, sign), to = find_sure(x, differences, n, k, 1, -sign);
    /* beside a point that is sure, the line of the interval's end tells more */
    if (from == x[i]) from = zero_of(x[i], margin_of(&differences[i], sign), x[k], margin_of(&differences[k], sign));
    if (to == x[k]) to = zero_of(x[i], margin_of(&differences[i], -sign), x[k], margin_of(&differences[k], -sign));
    return (struct fly_crossing){.at = at, .from = from, .to = to, .rises = sign < 0};
}

size_t fly_crossings(const double *x, const struct fly_estimate *differences, size_t n, struct fly_crossing *crossings,
                     size_t most)
{
    assert(x && differences && crossings);
    size_t n_found = 0, before = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        if (!(differences[i].mean > 0) && !(differences[i].mean < 0)) continue;
        if (before != SIZE_MAX && differences[before].mean * differences[i].mean < 0) {
            if (n_found < most) crossings[n_found] = cross(x, differences, n, before, i);
            n_found++;
        }
        before = i;
    }
    return n_found;
}
