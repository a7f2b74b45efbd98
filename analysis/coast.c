/* Measures how customers fall when paid acquisition is cut; the header has the equations. */
#include "analysis/coast.h"

#include "analysis/decay.h"
#include "analysis/median.h"
#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <math.h>

const struct fly_figure fly_coast_figures[FLY_N_COAST_FIGURES] = {
#define FIGURE_ROW(name, unit, doc) {#name, unit, doc},
    FLY_COAST_FIGURES(FIGURE_ROW)
#undef FIGURE_ROW
};

/* Courses of the two runs, [n_scenarios][n_replicates][n_weeks] each. */
struct courses {
    const struct fly_dataset *data;
    double *customers, *churned, *customer_steps, *won_back, *acquired, *referred, *told;
    double step;     /* D, weeks */
    size_t cut, end; /* the window's first and last row */
};

static int read_courses(struct courses *courses, struct fly_error *error)
{
    const struct fly_dataset *data = courses->data;
    bool is_flow;
    int ret;
    FLY_TRY(fly_dataset_series(data, "customers", &courses->customers, &is_flow, error));
    FLY_TRY(fly_dataset_series(data, "churned", &courses->churned, &is_flow, error));
    FLY_TRY(fly_dataset_series(data, "customer_steps", &courses->customer_steps, &is_flow, error));
    FLY_TRY(fly_dataset_series(data, "won_back", &courses->won_back, &is_flow, error));
    FLY_TRY(fly_dataset_sums(data, "new_customers", &courses->acquired, error));
    FLY_TRY(fly_dataset_label(data, "new_customers", "referral", &courses->referred, error));
    FLY_TRY(fly_dataset_label(data, "new_customers", "word_of_mouth", &courses->told, error));
    FLY_TRY(fly_dataset_parameter(data, FLY_COAST_CUT, "time.step", &courses->step, error));
out:
    return ret;
}

static void free_courses(struct courses *courses)
{
    double *const all[] = {courses->customers, courses->churned,  courses->customer_steps,
                           courses->won_back,  courses->acquired, courses->referred,
                           courses->told};
    for (size_t k = 0; k < sizeof all / sizeof all[0]; k++)
        fly_free(all[k]);
}

static double at(const struct courses *courses, const double *course, size_t scenario, size_t replicate, size_t row)
{
    return course[(scenario * courses->data->n_replicates + replicate) * courses->data->n_weeks + row];
}

/* A flow of the cut run summed over the rows first + 1 .. last. */
static double sum(const struct courses *courses, const double *course, size_t replicate, size_t first, size_t last)
{
    double total = 0;
    for (size_t row = first + 1; row <= last; row++)
        total += at(courses, course, FLY_COAST_CUT, replicate, row);
    return total;
}

static double ratio(double a, double b)
{
    return b > 0 ? a / b : NAN;
}

/* ---- where the window lies ---- */

static double mean_customers(const struct courses *courses, size_t row)
{
    double total = 0;
    for (size_t r = 0; r < courses->data->n_replicates; r++)
        total += at(courses, courses->customers, FLY_COAST_CUT, r, row);
    return total / (double)courses->data->n_replicates;
}

static int find_window(struct courses *courses, double week, struct fly_error *error)
{
    const struct fly_dataset *data = courses->data;
    size_t row = 0;
    while (row < data->n_weeks && !(fabs(data->weeks[row] - week) <= 1e-6))
        row++;
    if (row + 1 >= data->n_weeks)
        return fly_fail(error, FLY_ERR_USAGE, "Week %g is no recorded week before the last.", week);
    courses->cut = row;
    courses->end = row + 1;
    while (courses->end + 1 < data->n_weeks &&
           mean_customers(courses, courses->end) > mean_customers(courses, courses->cut) / 2)
        courses->end++;
    return FLY_OK;
}

/* ---- one replicate ---- */

/* INFINITY: not by the end; NAN: there are no customers. */
static double half_life(const struct courses *courses, size_t replicate)
{
    const double *weeks = courses->data->weeks;
    const double half = at(courses, courses->customers, FLY_COAST_CUT, replicate, courses->cut) / 2;
    if (half <= 0) return NAN;
    for (size_t row = courses->cut + 1; row < courses->data->n_weeks; row++) {
        const double after = at(courses, courses->customers, FLY_COAST_CUT, replicate, row);
        const double before = at(courses, courses->customers, FLY_COAST_CUT, replicate, row - 1);
        if (after > half) continue;
        const double part = after > 0 ? log(before / half) / log(before / after) : (before - half) / before;
        return weeks[row - 1] + part * (weeks[row] - weeks[row - 1]) - weeks[courses->cut];
    }
    return INFINITY;
}

static double fitted_decay(const struct courses *courses, size_t replicate)
{
    const size_t n = courses->end - courses->cut + 1;
    double mean_t = 0, mean_y = 0, tt = 0, ty = 0;
    for (size_t row = courses->cut; row <= courses->end; row++) {
        const double customers = at(courses, courses->customers, FLY_COAST_CUT, replicate, row);
        if (customers <= 0) return NAN;
        mean_t += courses->data->weeks[row] / (double)n;
        mean_y += log(customers) / (double)n;
    }
    for (size_t row = courses->cut; row <= courses->end; row++) {
        const double t = courses->data->weeks[row] - mean_t;
        tt += t * t;
        ty += t * (log(at(courses, courses->customers, FLY_COAST_CUT, replicate, row)) - mean_y);
    }
    return -ty / tt;
}

/* c: customers lost per customer and step, over some rows. */
static double lost_per_step(const struct courses *courses, size_t replicate, size_t first, size_t last)
{
    return ratio(sum(courses, courses->churned, replicate, first, last),
                 sum(courses, courses->customer_steps, replicate, first, last));
}

static void measure(const struct courses *courses, size_t replicate, double figures[FLY_N_COAST_FIGURES])
{
    const size_t cut = courses->cut, end = courses->end, middle = (cut + end) / 2;
    const size_t last = courses->data->n_weeks - 1, r = replicate;
    const double c = lost_per_step(courses, r, cut, end), mu = fly_decay_hazard(c, courses->step);
    const double lost = sum(courses, courses->churned, r, cut, end);
    const double referred = sum(courses, courses->referred, r, cut, end);
    const double told = sum(courses, courses->told, r, cut, end);
    const double acquired = sum(courses, courses->acquired, r, cut, end), k = ratio(referred, lost);
    figures[FLY_COAST_customers] = at(courses, courses->customers, FLY_COAST_CUT, r, cut);
    figures[FLY_COAST_customers_cut] = at(courses, courses->customers, FLY_COAST_CUT, r, last);
    figures[FLY_COAST_customers_uncut] = at(courses, courses->customers, FLY_COAST_UNCUT, r, last);
    figures[FLY_COAST_half_life] = half_life(courses, r);
    figures[FLY_COAST_closed_form] = fly_decay_half_life(mu, k);
    figures[FLY_COAST_in_steps] = k < 1 ? M_LN2 * courses->step / -log1p(-c * (1 - k)) : NAN;
    figures[FLY_COAST_decay] = fitted_decay(courses, r);
    figures[FLY_COAST_churn] = mu;
    figures[FLY_COAST_churn_early] = fly_decay_hazard(lost_per_step(courses, r, cut, middle), courses->step);
    figures[FLY_COAST_churn_late] = fly_decay_hazard(lost_per_step(courses, r, middle, end), courses->step);
    figures[FLY_COAST_k_factor] = k;
    figures[FLY_COAST_multiplier] = k < 1 ? 1 / (1 - k) : NAN;
    figures[FLY_COAST_word_of_mouth] = ratio(told, lost);
    figures[FLY_COAST_won_back] = ratio(sum(courses, courses->won_back, r, cut, end), lost);
    figures[FLY_COAST_on_the_way] = ratio(acquired - referred - told, lost);
}

/* ---- over all of them ---- */

/* `values` is [FLY_N_COAST_FIGURES][n_replicates]. */
static void judge(struct fly_coast *coast, const struct courses *courses, double *values)
{
    const size_t n = courses->data->n_replicates;
    double figures[FLY_N_COAST_FIGURES], *half_lives = values + FLY_COAST_half_life * n;
    bool all = true;
    for (size_t r = 0; r < n; r++) {
        measure(courses, r, figures);
        for (size_t f = 0; f < FLY_N_COAST_FIGURES; f++)
            values[f * n + r] = figures[f];
        coast->n_reached += isfinite(half_lives[r]) ? 1 : 0;
        all &= !isinf(half_lives[r]);
    }
    for (size_t f = 0; f < FLY_N_COAST_FIGURES; f++)
        coast->figures[f] =
            fly_estimate_of(values + f * n, f == FLY_COAST_half_life && !all ? 0 : n, courses->data->pairing);
    const struct fly_median half_life = fly_median_of(half_lives, n, courses->data->pairing);
    coast->median = half_life.median;
    coast->median_low = half_life.low;
    coast->median_high = half_life.high;
}

int fly_coast(struct fly_coast *coast, const struct fly_dataset *data, double week, struct fly_error *error)
{
    assert(coast && data && data->scenarios.n >= FLY_N_COASTS);
    int ret;
    struct courses courses = {.data = data};
    double *values = fly_alloc(FLY_N_COAST_FIGURES * data->n_replicates, sizeof *values);
    if (!values) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the figures of the cut."));
    FLY_TRY(read_courses(&courses, error));
    FLY_TRY(find_window(&courses, week, error));
    *coast = (struct fly_coast){.week = data->weeks[courses.cut],
                                .window_end = data->weeks[courses.end],
                                .end = data->weeks[data->n_weeks - 1],
                                .n_replicates = data->n_replicates};
    judge(coast, &courses, values);
out:
    free_courses(&courses);
    fly_free(values);
    return ret;
}
