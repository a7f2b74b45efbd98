/* The journey as ways between places; the header says which there are. */
#include "analysis/journey.h"

#include <assert.h>
#include <math.h>

/* Where the numbers of a way come from. */
enum origin { JOURNEY, GAVE_UP, AT_END, AT_START, ATTITUDES, N_ORIGINS };

const struct fly_way fly_ways[FLY_N_WAYS] = {
#define WAY_ROW(name, from, to, kind, series, label) {from, to, FLY_WAY_##kind},
    FLY_WAYS(WAY_ROW)
#undef WAY_ROW
};

static const struct {
    enum origin origin;
    const char *label;
} sources[FLY_N_WAYS] = {
#define SOURCE_ROW(name, from, to, kind, series, label) {series, label},
    FLY_WAYS(SOURCE_ROW)
#undef SOURCE_ROW
};

const char *const fly_fate_names[FLY_N_FATES] = {
    [FLY_FATE_CUSTOMER] = "became customers",        [FLY_FATE_INTEREST] = "lost interest",
    [FLY_FATE_FRICTION] = "were lost to friction",   [FLY_FATE_SALES] = "were lost as sales had no time",
    [FLY_FATE_HANDOVER] = "were lost in a handover", [FLY_FATE_PUT_OFF] = "were put off by bad word of mouth",
    [FLY_FATE_STILL] = "are still on the way",
};

static int read_origins(struct fly_measures origins[N_ORIGINS], const struct fly_dataset *data, struct fly_error *error)
{
    int ret;
    const size_t last = data->n_weeks - 1;
    FLY_TRY(fly_measures_totals(&origins[JOURNEY], data, "journey", error));
    FLY_TRY(fly_measures_week(&origins[GAVE_UP], data, "gave_up", last, error));
    FLY_TRY(fly_measures_week(&origins[AT_END], data, "agents", last, error));
    FLY_TRY(fly_measures_week(&origins[AT_START], data, "agents", 0, error));
    FLY_TRY(fly_measures_week(&origins[ATTITUDES], data, "attitudes", last, error));
out:
    return ret;
}

static void fill_column(struct fly_measures *ways, size_t way, const struct fly_measures *origin, const char *label)
{
    const ptrdiff_t column = fly_measures_find(origin, label);
    for (size_t row = 0; column >= 0 && row < ways->n_scenarios * ways->n_replicates; row++)
        ways->values[row * ways->n + way] = origin->values[row * origin->n + (size_t)column];
}

void fly_journey_judge(const double ways[FLY_N_WAYS], double fates[FLY_N_FATES])
{
#define WAY(name) ways[FLY_WAY_##name]
    const double set_out = WAY(stranger_prospect) + WAY(stranger_lead) + WAY(stranger_customer);
    fates[FLY_FATE_CUSTOMER] =
        WAY(stranger_customer) + WAY(prospect_customer) + WAY(lead_customer) + WAY(handover_customer);
    fates[FLY_FATE_INTEREST] = WAY(prospect_other) + WAY(lead_other);
    fates[FLY_FATE_FRICTION] = WAY(prospect_friction) + WAY(lead_friction);
    fates[FLY_FATE_SALES] = WAY(lead_sales);
    fates[FLY_FATE_HANDOVER] = WAY(handover_lost);
    fates[FLY_FATE_PUT_OFF] = WAY(prospect_put_off) + WAY(lead_put_off);
    fates[FLY_FATE_STILL] = WAY(prospect_still) + WAY(lead_still) + WAY(handover_still);
    for (int f = 0; f < FLY_N_FATES; f++)
        fates[f] = set_out > 0 ? 100 * fates[f] / set_out : (double)NAN;
#undef WAY
}

int fly_journey_init(struct fly_journey *journey, const struct fly_dataset *data, struct fly_error *error)
{
    assert(journey && data);
    int ret;
    struct fly_measures origins[N_ORIGINS] = {0};
    *journey = (struct fly_journey){0};
    FLY_TRY(read_origins(origins, data, error));
    FLY_TRY(fly_measures_init(&journey->ways, data, FLY_N_WAYS, error));
    FLY_TRY(fly_measures_init(&journey->fates, data, FLY_N_FATES, error));
    for (size_t way = 0; way < FLY_N_WAYS; way++)
        fill_column(&journey->ways, way, &origins[sources[way].origin], sources[way].label);
    for (size_t row = 0; row < data->scenarios.n * data->n_replicates; row++) {
        double *ways = &journey->ways.values[row * FLY_N_WAYS];
        /* Customers of the start are counted as strangers who became customers in week 0. */
        ways[FLY_WAY_stranger_customer] -= ways[FLY_WAY_start_customer];
        fly_journey_judge(ways, &journey->fates.values[row * FLY_N_FATES]);
    }
out:
    for (size_t i = 0; i < N_ORIGINS; i++)
        fly_measures_free(&origins[i]);
    if (ret < 0) fly_journey_free(journey);
    return ret;
}

void fly_journey_free(struct fly_journey *journey)
{
    assert(journey);
    fly_measures_free(&journey->ways);
    fly_measures_free(&journey->fates);
}
