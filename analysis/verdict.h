/* The one-sentence answer of a comparison. */
#ifndef FLY_VERDICT_H
#define FLY_VERDICT_H

#include "analysis/compare.h"

/* What the sentence is about; all differences are b - a. */
struct fly_verdict {
    const char *name_a, *name_b;
    const struct fly_kpi_row *kpi;           /* that decides; NULL when none has a better direction */
    const struct fly_kpi_comparison *result; /* of this KPI */
    size_t n_pairs, n_a, n_b;                /* replicates in which both have a value; a is better; b is better */
    double a_leads_from, b_leads_from;       /* as leads_from, seen from either side */
    double first_week;                       /* of the file: a lead from there on is one from the start */
    bool identical;                          /* every KPI is equal in every replicate */
};

/* Writes the sentence; cut to fit. */
void fly_verdict_print(const struct fly_verdict *verdict, char *text, size_t size);

#endif
