/* The parts of the section about customers. Private to report/section_customers.c and report/customers_*.c. */
#ifndef FLY_REPORT_CUSTOMERS_H
#define FLY_REPORT_CUSTOMERS_H

#include "report/section.h"

/* Who stays: cohorts by age, and by how they came. */
int fly_customers_retention_put(struct fly_html *html, const struct fly_dataset *data, struct fly_error *error);

/* Whom customers bring: generations, and friends of each. */
int fly_customers_family_put(struct fly_html *html, const struct fly_dataset *data, struct fly_error *error);

#endif
