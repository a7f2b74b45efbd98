/* Amounts and names of KPIs as a sentence tells them. */
#ifndef FLY_WORDS_H
#define FLY_WORDS_H

#include "sim/estimate.h"

enum { FLY_WORDS = 64 };

/* Three significant digits and a word for the size: "1.23 M", "17.2 weeks"; no unit and money have no word. */
void fly_words_amount(double value, const char *unit, char text[FLY_WORDS]);

/* "npv" is an abbreviation, NPV; "customer_value" is two words. */
void fly_words_name(const char *name, char text[FLY_WORDS]);

/* What the estimate counts: "replicate", or "pair of replicates". */
const char *fly_words_unit(const struct fly_estimate *estimate);

#endif
