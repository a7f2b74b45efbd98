/* The parts of the section about money. */
#ifndef FLY_REPORT_MONEY_H
#define FLY_REPORT_MONEY_H

#include "analysis/measures.h"
#include "report/section.h"

/* What a customer costs, by channel too, what he is worth, and when the money is back. */
int fly_money_customer_put(struct fly_html *html, const struct fly_dataset *data, struct fly_error *error);

/* How much of media was spent in vain. */
int fly_money_wasted_put(struct fly_html *html, const struct fly_measures *money, const struct fly_dataset *data,
                         struct fly_error *error);

#endif
