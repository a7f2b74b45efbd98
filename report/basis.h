/* Parts of the section on what a report rests on. Private to report/section_basis.c and report/basis_*.c. */
#ifndef FLY_BASIS_H
#define FLY_BASIS_H

#include "report/section.h"
#include "report/table.h"

/* In what the strategies differ; what else is not the default; and the defaults in use that are marked as chosen. */
void fly_basis_put_settings(struct fly_html *html, const struct fly_report *report);

/* How sure the figures are, and how many replicates would halve what is open. */
int fly_basis_put_precision(struct fly_html *html, const struct fly_report *report, struct fly_error *error);

/* The command, the seeds, the version, the scenarios as they were said. */
void fly_basis_put_reproduction(struct fly_html *html, const struct fly_report *report);

#endif
