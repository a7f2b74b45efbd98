/* How KPIs are shown: shared by run and compare. */
#include "cli/kpis.h"

#include "cli/json_out.h"

#include <inttypes.h>

/* 1,234,567 */
static void print_grouped(uint64_t value, char text[32])
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%" PRIu64, value);
    for (int i = 0; i < n; i++) {
        *text++ = digits[i];
        int left = n - 1 - i;
        if (left && left % 3 == 0) *text++ = ',';
    }
    *text = '\0';
}

const char *kpis_print_size(const struct session *session, char text[KPIS_SIZE_TEXT])
{
    const struct fly_setup *setup = &session->setups[0];
    char agents[32];
    print_grouped(setup->n_agents, agents);
    (void)snprintf(text, KPIS_SIZE_TEXT, "%zu replicate%s of %s agents over %g weeks", session->n_replicates,
                   session->n_replicates == 1 ? "" : "s", agents, setup->step_weeks * setup->n_steps);
    return text;
}

json_t *kpis_json(const struct fly_kpi_row *kpi)
{
    const char *better = kpi->better == FLY_HIGHER ? "higher" : kpi->better == FLY_LOWER ? "lower" : "neither";
    json_t *object = json_object();
    json_out_set(object, "name", json_out_text(kpi->name));
    json_out_set(object, "unit", json_out_text(kpi->unit));
    json_out_set(object, "better", json_out_text(better));
    json_out_set(object, "definition", json_out_text(kpi->doc));
    return object;
}

json_t *kpis_estimate_json(const struct fly_estimate *estimate)
{
    json_t *object = json_object();
    json_out_set(object, "n", json_integer((json_int_t)estimate->n));
    json_out_set(object, "mean", json_out_number(estimate->mean));
    json_out_set(object, "sd", json_out_number(estimate->sd));
    json_out_set(object, "low", json_out_number(estimate->low));
    json_out_set(object, "high", json_out_number(estimate->high));
    return object;
}
