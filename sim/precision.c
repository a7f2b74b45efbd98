/* Says whether an interval is narrow enough, and how many replicates it may take. */
#include "sim/precision.h"

#include "sim/alloc.h"
#include "sim/mechanism.h"
#include "sim/quantity.h"
#include "sim/results.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const double SPARE = 1.05, LEAST_GROWTH = 1.2, MOST_GROWTH = 4;

static const struct fly_kpi *find_kpi(const char *name, size_t n)
{
    for (const struct fly_mechanism *const *m = fly_mechanisms; *m; m++)
        for (size_t k = 0; k < (*m)->n_kpis; k++)
            if (strlen((*m)->kpis[k].name) == n && memcmp((*m)->kpis[k].name, name, n) == 0) return &(*m)->kpis[k];
    return NULL;
}

/* "" or what was probably meant. */
static void suggest(const char *name, size_t n, char *text, size_t size)
{
    char word[32];
    const char *names[256];
    size_t n_names = 0;
    (void)snprintf(word, sizeof word, "%.*s", (int)n, name);
    for (const struct fly_mechanism *const *m = fly_mechanisms; *m; m++)
        for (size_t k = 0; k < (*m)->n_kpis && n_names < sizeof names / sizeof names[0]; k++)
            names[n_names++] = (*m)->kpis[k].name;
    const char *near = fly_nearest_name(word, names, n_names);
    (void)snprintf(text, size, "there is no such KPI%s%s%s (see: flywheel outputs)", near ? "; did you mean " : "",
                   near ? near : "", near ? "?" : "");
}

struct fly_precision fly_precision_of(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    const struct fly_run_params *run = fly_scenario_values(scenario, &fly_run_table);
    const struct fly_origin place = fly_scenario_origin(scenario, &fly_run_table, "", "precision");
    struct fly_precision precision = {.most = (size_t)run->max_replicates};
    struct fly_quantity quantity = {0};
    char unknown[128];
    const char *text = run->precision + strspn(run->precision, " \t"), *why = NULL;
    const size_t n = strcspn(text, " \t");
    const char *number = text + n + strspn(text + n, " \t");
    if (!*text) return precision;
    precision.kpi = find_kpi(text, n);
    suggest(text, n, unknown, sizeof unknown);
    if (!precision.kpi)
        why = unknown;
    else if (!*number || fly_quantity_read(&quantity, number, strlen(number)) || !(quantity.value > 0) ||
             !isfinite(quantity.value) || (quantity.unit != FLY_UNIT_NONE && quantity.unit != FLY_UNIT_PERCENT))
        why = "after the KPI it takes a number in its unit, or a share of its mean such as 1 %";
    precision.is_share = quantity.unit == FLY_UNIT_PERCENT;
    precision.wanted = precision.is_share ? quantity.value / 100 : quantity.value;
    if (!why) return precision;
    fly_diagnose(found, FLY_ERROR, place.file, place.line, "run.precision = %s: %s", run->precision, why);
    precision.kpi = NULL;
    return precision;
}

/* The KPI of every replicate of one scenario. */
static int read_values(const struct fly_precision *precision, const struct fly_setup *setup, size_t scenario,
                       size_t point, size_t n, const struct fly_record_source *source, double *values,
                       struct fly_error *error)
{
    const struct fly_layout *layout = &setup->layout;
    const ptrdiff_t k = fly_layout_find_kpi(layout, precision->kpi->name);
    double *kpis = fly_alloc(layout->n_kpis, sizeof *kpis);
    int ret = kpis && k >= 0 ? FLY_OK : fly_fail(error, FLY_ERR_MEMORY, "No memory for the KPIs.");
    for (size_t r = 0; ret == FLY_OK && r < n; r++) {
        ret = source->read(source->self, (struct fly_job){point, scenario, r}, FLY_PART_KPIS, 0, kpis, error);
        values[r] = kpis[k];
    }
    fly_free(kpis);
    return ret;
}

int fly_precision_look(const struct fly_precision *precision, const struct fly_setup *setups, size_t n_scenarios,
                       size_t point, uint32_t first, size_t n, const struct fly_record_source *source,
                       struct fly_reached *reached, struct fly_error *error)
{
    assert(precision && precision->kpi && setups && n_scenarios > 0 && n > 0 && source && reached);
    const enum fly_pairing pairing = fly_pairing_of(&setups[0], first, n);
    double *base = fly_alloc(n, sizeof *base), *other = fly_alloc(n, sizeof *other);
    int ret = FLY_OK;
    if (!base || !other) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the KPIs."));
    FLY_TRY(read_values(precision, &setups[0], 0, point, n, source, base, error));
    const struct fly_estimate alone = fly_estimate_of(base, n, pairing);
    *reached = (struct fly_reached){n_scenarios > 1 ? 0 : (alone.high - alone.low) / 2,
                                    precision->is_share ? precision->wanted * fabs(alone.mean) : precision->wanted};
    for (size_t s = 1; s < n_scenarios; s++) {
        FLY_TRY(read_values(precision, &setups[s], s, point, n, source, other, error));
        for (size_t r = 0; r < n; r++)
            other[r] -= base[r];
        const struct fly_estimate difference = fly_estimate_of(other, n, pairing);
        const double half = (difference.high - difference.low) / 2;
        if (!(half <= reached->half_width)) reached->half_width = half;
    }
out:
    fly_free(base);
    fly_free(other);
    return ret;
}

size_t fly_precision_next(const struct fly_precision *precision, const struct fly_reached *reached, size_t n,
                          bool in_pairs)
{
    const double ratio = reached->half_width / reached->wanted;
    if (fly_is_reached(reached) || n >= precision->most) return n;
    /* of one replicate there is no interval; of what is undefined there will be none */
    if (isnan(ratio) && n > 1) return n;
    double next = isnan(ratio) || isinf(ratio) ? MOST_GROWTH * (double)n : ceil(SPARE * (double)n * ratio * ratio);
    next = fmin(fmax(next, ceil(LEAST_GROWTH * (double)n)), MOST_GROWTH * (double)n);
    next = fmin(next, (double)precision->most);
    const size_t whole = (size_t)next;
    return in_pairs ? whole - whole % 2 + (whole % 2 && whole < precision->most ? 2 : 0) : whole;
}
