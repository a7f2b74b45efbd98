/* How customers would fall by churn and referrals alone; the header has the equations. */
#include "analysis/decay.h"

#include "sim/alloc.h"

#include <assert.h>
#include <math.h>

double fly_decay_hazard(double lost_per_step, double step)
{
    return -log1p(-lost_per_step) / step;
}

double fly_decay_half_life(double hazard, double k)
{
    return k < 1 ? M_LN2 / (hazard * (1 - k)) : NAN;
}

double fly_decay_half_life_of(double rate)
{
    return rate > 0 ? M_LN2 / rate : NAN;
}

double fly_decay_left(double rate, double weeks)
{
    return 100 * exp(-rate * weeks);
}

static double sum_of(const struct fly_dataset *data, const double *course, size_t row)
{
    double sum = course ? 0 : NAN;
    for (size_t w = fly_last_year(data); course && w < data->n_weeks; w++)
        sum += course[row * data->n_weeks + w];
    return sum;
}

static void judge(double *figures, double lost, double customer_steps, double referred, double step)
{
    const double mu = customer_steps > 0 ? fly_decay_hazard(lost / customer_steps, step) : NAN;
    const double k = lost > 0 ? referred / lost : NAN;
    figures[FLY_DECAY_CHURN] = mu;
    figures[FLY_DECAY_K] = k;
    figures[FLY_DECAY_RATE] = mu * (1 - k);
}

int fly_decay_init(struct fly_measures *decay, const struct fly_dataset *data, struct fly_error *error)
{
    assert(decay && data);
    int ret;
    bool is_flow;
    double *churned = NULL, *customer_steps = NULL, *referred = NULL, step;
    *decay = (struct fly_measures){0};
    FLY_TRY(fly_dataset_series(data, "churned", &churned, &is_flow, error));
    if (fly_dataset_has(data, "customer_steps"))
        FLY_TRY(fly_dataset_series(data, "customer_steps", &customer_steps, &is_flow, error));
    FLY_TRY(fly_dataset_label(data, "new_customers", "referral", &referred, error));
    FLY_TRY(fly_measures_init(decay, data, FLY_N_DECAYS, error));
    for (size_t s = 0; s < data->scenarios.n; s++) {
        FLY_TRY(fly_dataset_parameter(data, s, "time.step", &step, error));
        for (size_t r = 0; r < data->n_replicates; r++) {
            const size_t row = s * data->n_replicates + r;
            judge(fly_measures_row(decay, s, r), sum_of(data, churned, row), sum_of(data, customer_steps, row),
                  sum_of(data, referred, row), step);
        }
    }
out:
    fly_free(churned);
    fly_free(customer_steps);
    fly_free(referred);
    if (ret < 0) fly_measures_free(decay);
    return ret;
}
