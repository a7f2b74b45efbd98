/* Families of referrals; the header has the laws. */
#include "analysis/family.h"

#include "sim/alloc.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

/* referral.offspring: rate, poisson, geometric */
static const double POISSON = 1;

/* ---- what the branching process says ---- */

double fly_family_expected_customers(double founders, double k, size_t generation)
{
    return founders * pow(k, (double)generation);
}

double fly_family_expected_lives(double k, bool is_poisson, size_t friends, size_t n)
{
    assert(friends < n);
    const unsigned j = (unsigned)friends;
    const bool is_last = friends + 1 == n;
    if (!(k > 0)) return isnan(k) ? (double)NAN : j == 0 ? 100 : 0;
    /* GSL's geometric law begins at 1. */
    const double p = 1 / (1 + k);
    if (is_poisson) return 100 * (is_last && j > 0 ? gsl_cdf_poisson_Q(j - 1, k) : gsl_ran_poisson_pdf(j, k));
    return 100 * (is_last && j > 0 ? gsl_cdf_geometric_Q(j, p) : gsl_ran_geometric_pdf(j + 1, p));
}

double fly_family_k(const struct fly_family *family, size_t scenario)
{
    double sum = 0;
    for (size_t j = 0; j < family->lives.n; j++)
        sum += (double)j * fly_measures_of(&family->lives, scenario, j).mean / 100;
    return sum;
}

/* ---- what is in use ---- */

static size_t in_use(const struct fly_measures *measures, size_t n)
{
    for (; n > 0; n--)
        for (size_t s = 0; s < measures->n_scenarios; s++)
            if (fly_measures_of(measures, s, n - 1).mean > 0) return n;
    return 0;
}

size_t fly_family_generations(const struct fly_family *family)
{
    return in_use(&family->customers, family->customers.n - 1);
}

size_t fly_family_friends(const struct fly_family *family)
{
    return in_use(&family->lives, family->lives.n);
}

/* ---- reading ---- */

static void count_customers(struct fly_measures *customers, const double *grid)
{
    const size_t n = customers->n - 1;
    for (size_t row = 0; row < customers->n_scenarios * customers->n_replicates; row++) {
        double *values = &customers->values[row * customers->n];
        for (size_t g = 0; g < n; g++) {
            values[g] = grid[row * n + g];
            values[n] += g > 0 && !isnan(values[g]) ? values[g] : 0;
        }
    }
}

/* The grid has lives that are over, then those that go on. */
static void count_lives(struct fly_measures *lives, const double *grid)
{
    for (size_t row = 0; row < lives->n_scenarios * lives->n_replicates; row++) {
        const double *over = &grid[row * 2 * lives->n];
        double all = 0;
        for (size_t j = 0; j < lives->n; j++)
            all += over[j];
        for (size_t j = 0; j < lives->n; j++)
            lives->values[row * lives->n + j] = all > 0 ? 100 * over[j] / all : (double)NAN;
    }
}

static int find_laws(struct fly_family *family, const struct fly_dataset *data, struct fly_error *error)
{
    int ret = FLY_OK;
    double law;
    family->is_poisson = fly_alloc(data->scenarios.n, sizeof *family->is_poisson);
    if (!family->is_poisson) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the families of referrals.");
    for (size_t s = 0; s < data->scenarios.n; s++) {
        FLY_TRY(fly_dataset_parameter(data, s, "referral.offspring", &law, error));
        family->is_poisson[s] = law == POISSON;
    }
out:
    return ret;
}

int fly_family_init(struct fly_family *family, const struct fly_dataset *data, struct fly_error *error)
{
    assert(family && data);
    int ret;
    struct fly_grid_values generations = {0}, offspring = {0};
    *family = (struct fly_family){0};
    FLY_TRY(fly_dataset_grid(data, "referral_generations", &generations, error));
    FLY_TRY(fly_dataset_grid(data, "referral_offspring", &offspring, error));
    if (offspring.n[0] != 2)
        FLY_TRY(fly_fail(error, FLY_ERR_USAGE, "The file's families have other lives than this program knows."));
    FLY_TRY(fly_measures_init(&family->customers, data, generations.n[0] + 1, error));
    FLY_TRY(fly_measures_init(&family->lives, data, offspring.n[1], error));
    count_customers(&family->customers, generations.values);
    count_lives(&family->lives, offspring.values);
    FLY_TRY(find_laws(family, data, error));
    family->generations = generations.labels[0];
    family->friends = offspring.labels[1];
    generations.labels[0] = offspring.labels[1] = (struct fly_labels){0};
out:
    fly_grid_values_free(&generations);
    fly_grid_values_free(&offspring);
    if (ret < 0) fly_family_free(family);
    return ret;
}

void fly_family_free(struct fly_family *family)
{
    assert(family);
    fly_labels_free(&family->generations);
    fly_labels_free(&family->friends);
    fly_measures_free(&family->customers);
    fly_measures_free(&family->lives);
    fly_free(family->is_poisson);
    family->is_poisson = NULL;
}
