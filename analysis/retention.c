/* Who stays; the header has the definitions. */
#include "analysis/retention.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum { N_IN_GRID = FLY_N_JOINED - 1 };

const char *const fly_joined_names[FLY_N_JOINED] = {
    [FLY_JOINED_ALL] = "all",
    [FLY_JOINED_PAID] = "paid for",
    [FLY_JOINED_REFERRED] = "referred",
    [FLY_JOINED_OTHER] = "by word of mouth and by themselves",
};

static double of_origin(const double counts[N_IN_GRID], size_t origin)
{
    double sum = 0;
    for (size_t o = 0; o < N_IN_GRID; o++)
        if (origin == FLY_JOINED_ALL || origin == o + 1) sum += counts[o];
    return sum;
}

static double percent(double part, double whole)
{
    return whole > 0 ? 100 * part / whole : NAN;
}

static double curve_at(const double *joined, const double *active, size_t n_cohorts, size_t n_ages, size_t origin,
                       size_t age)
{
    double stayed = 0, began = 0;
    for (size_t c = 1; c < n_cohorts; c++) {
        const double count = of_origin(&active[(c * n_ages + age) * N_IN_GRID], origin);
        if (isnan(count)) continue;
        stayed += count;
        began += of_origin(&joined[c * N_IN_GRID], origin);
    }
    return percent(stayed, began);
}

void fly_retention_judge(const double *joined, const double *active, size_t n_cohorts, size_t n_ages, double *cells,
                         double *curves)
{
    assert(joined && active && cells && curves);
    for (size_t c = 0; c < n_cohorts; c++)
        for (size_t a = 0; a < n_ages; a++)
            cells[c * n_ages + a] = percent(of_origin(&active[(c * n_ages + a) * N_IN_GRID], FLY_JOINED_ALL),
                                            of_origin(&joined[c * N_IN_GRID], FLY_JOINED_ALL));
    for (size_t o = 0; o < FLY_N_JOINED; o++)
        for (size_t a = 0; a < n_ages; a++)
            curves[o * n_ages + a] = curve_at(joined, active, n_cohorts, n_ages, o, a);
}

/* Cohorts are named by their first week, but for the first, which is that of the start. */
static double period_of(const struct fly_labels *cohorts)
{
    return cohorts->n > 2 ? strtod(cohorts->text[2], NULL) - strtod(cohorts->text[1], NULL) : NAN;
}

static int judge_all(struct fly_retention *retention, const struct fly_grid_values *joined,
                     const struct fly_grid_values *active, const struct fly_dataset *data, struct fly_error *error)
{
    int ret;
    const size_t n_cohorts = active->n[0], n_ages = active->n[1];
    retention->n_cohorts = n_cohorts;
    retention->n_ages = n_ages;
    FLY_TRY(fly_measures_init(&retention->cells, data, n_cohorts * n_ages, error));
    FLY_TRY(fly_measures_init(&retention->curves, data, FLY_N_JOINED * n_ages, error));
    for (size_t s = 0; s < data->scenarios.n; s++)
        for (size_t r = 0; r < data->n_replicates; r++) {
            const size_t row = s * data->n_replicates + r;
            fly_retention_judge(&joined->values[row * n_cohorts * N_IN_GRID],
                                &active->values[row * n_cohorts * n_ages * N_IN_GRID], n_cohorts, n_ages,
                                fly_measures_row(&retention->cells, s, r), fly_measures_row(&retention->curves, s, r));
        }
out:
    return ret;
}

int fly_retention_init(struct fly_retention *retention, const struct fly_dataset *data, struct fly_error *error)
{
    assert(retention && data);
    int ret;
    struct fly_grid_values joined = {0}, active = {0};
    *retention = (struct fly_retention){0};
    FLY_TRY(fly_dataset_grid(data, "cohort_joined", &joined, error));
    FLY_TRY(fly_dataset_grid(data, "cohort_active", &active, error));
    if (joined.n[0] != active.n[0] || joined.n[1] != N_IN_GRID || active.n[2] != N_IN_GRID)
        FLY_TRY(fly_fail(error, FLY_ERR_USAGE, "The file's cohorts have other origins than this program knows."));
    FLY_TRY(judge_all(retention, &joined, &active, data, error));
    retention->cohorts = active.labels[0];
    active.labels[0] = (struct fly_labels){0};
    retention->period = period_of(&retention->cohorts);
out:
    fly_grid_values_free(&joined);
    fly_grid_values_free(&active);
    if (ret < 0) fly_retention_free(retention);
    return ret;
}

void fly_retention_free(struct fly_retention *retention)
{
    assert(retention);
    fly_labels_free(&retention->cohorts);
    fly_measures_free(&retention->cells);
    fly_measures_free(&retention->curves);
}
