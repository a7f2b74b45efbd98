/* Amounts and names of KPIs as a sentence tells them. */
#ifndef FLY_WORDS_H
#define FLY_WORDS_H

#include "sim/estimate.h"

#include <stdint.h>

enum { FLY_WORDS = 64 };

/* Three significant digits and a word for the size: "1.23 M", "17.2 weeks"; no unit and money have no word. "undefined"
 * for what is not finite. */
void fly_words_amount(double value, const char *unit, char text[FLY_WORDS]);

/* The same with its sign, "+1.23 M"; and an interval, "1.2 M to 1.4 M". */
void fly_words_signed(double value, const char *unit, char text[FLY_WORDS]);
enum { FLY_WORDS_INTERVAL = 2 * FLY_WORDS + 8 };
void fly_words_interval(double low, double high, const char *unit, char text[FLY_WORDS_INTERVAL]);

/* "1,234,567"; and the ending of a noun after a number: "" after 1, else "s". */
void fly_words_grouped(uint64_t value, char text[FLY_WORDS]);
const char *fly_words_plural(size_t n);

/* "npv" is an abbreviation, NPV, and so is each word like it: "CAC paid"; "customer_value" is two words. */
void fly_words_name(const char *name, char text[FLY_WORDS]);

/* What the estimate counts: "replicate", or "pair of replicates". */
const char *fly_words_unit(const struct fly_estimate *estimate);

#endif
