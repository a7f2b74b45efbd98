/* Where new customers came from. */
#include "analysis/sources.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static enum fly_source_group group_of(const char *source)
{
    if (strcmp(source, "initial") == 0 || strcmp(source, "external") == 0) return FLY_SOURCES_OTHER;
    if (strcmp(source, "word_of_mouth") == 0 || strcmp(source, "referral") == 0) return FLY_SOURCES_PEOPLE;
    return FLY_SOURCES_PAID;
}

static void share_out(const struct fly_measures *counts, size_t row, double shares[FLY_N_SOURCE_GROUPS])
{
    double all = 0;
    for (size_t i = 0; i < counts->n; i++) {
        shares[group_of(counts->names.text[i])] += counts->values[row * counts->n + i];
        all += counts->values[row * counts->n + i];
    }
    for (int group = 0; group < FLY_N_SOURCE_GROUPS; group++)
        shares[group] = all > 0 ? 100 * shares[group] / all : (double)NAN;
}

int fly_sources_init(struct fly_measures *counts, struct fly_measures *shares, const struct fly_dataset *data,
                     struct fly_error *error)
{
    assert(counts && shares && data);
    *shares = (struct fly_measures){0};
    int ret = fly_measures_totals(counts, data, "new_customers", error);
    if (ret < 0) return ret;
    ret = fly_measures_init(shares, data, FLY_N_SOURCE_GROUPS, error);
    if (ret < 0) {
        fly_measures_free(counts);
        return ret;
    }
    for (size_t row = 0; row < data->scenarios.n * data->n_replicates; row++)
        share_out(counts, row, &shares->values[row * FLY_N_SOURCE_GROUPS]);
    return FLY_OK;
}
