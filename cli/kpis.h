/* How KPIs are shown: shared by run and compare. */
#ifndef KPIS_H
#define KPIS_H

#include "analysis/figure.h"
#include "cli/session.h"
#include "sim/estimate.h"

struct json_t;

enum { KPIS_SIZE_TEXT = 160 };

/* "20 replicates of 200,000 agents over 260 weeks"; "of 2,000 to 200,000 agents" when the markets differ in size. */
const char *kpis_print_size(const struct session *session, char text[KPIS_SIZE_TEXT]);

/* The same for scenario b against scenario a: "of 2,000 against 200,000 agents". */
const char *kpis_print_sizes(const struct session *session, size_t a, size_t b, char text[KPIS_SIZE_TEXT]);

/* The KPI of this name (NULL: the one that answers who wins); else FLY_ERR_USAGE with the nearest name. */
int kpis_find(const struct fly_dataset *data, const char *name, size_t *kpi, struct messages *messages);

/* What is said of a name that none of the n KPIs has. Returns FLY_ERR_USAGE. */
int kpis_refuse(const char *name, const char *const *names, size_t n, struct messages *messages);

/* {"name", "unit", "better", "definition"} of a KPI, to which the caller adds its figures. */
struct json_t *kpis_json(const struct fly_kpi_row *kpi);

/* "antithetic pairs: ...", how much less the mean (or the difference) of this KPI varies by them; nothing without. */
void kpis_print_pairs(const char *what, const struct fly_kpi_row *kpi, const struct fly_estimate *estimate);

/* {"n", "mean", "sd", "low", "high"}; of antithetic pairs "antithetic_variance_ratio" too */
struct json_t *kpis_estimate_json(const struct fly_estimate *estimate);

/* A table of all KPIs of one scenario; and an array of them, kpis_json with "estimate". */
int kpis_print_estimates(const struct fly_dataset *data, const struct fly_estimate *estimates);
struct json_t *kpis_estimates_json(const struct fly_dataset *data, const struct fly_estimate *estimates);

/* A table of n figures with their estimates and definitions; `title` stands above their names. */
int kpis_print_figures(const char *title, const struct fly_figure *figures, const struct fly_estimate *estimates,
                       size_t n);

/* [{"name", "unit", "definition", "estimate"}, ...] */
struct json_t *kpis_figures_json(const struct fly_figure *figures, const struct fly_estimate *estimates, size_t n);

#endif
