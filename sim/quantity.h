/* Decimal numbers with units, read and printed the same in every locale. */
#ifndef FLY_QUANTITY_H
#define FLY_QUANTITY_H

#include <stddef.h>

enum fly_unit { FLY_UNIT_NONE, FLY_UNIT_PERCENT, FLY_UNIT_TIME, FLY_UNIT_PER_TIME, FLY_UNIT_UNKNOWN };

struct fly_quantity {
    double value; /* as written, before any conversion; finite, or INFINITY for "inf" */
    enum fly_unit unit;
    double days; /* the days of the unit of time; a year has 365.25, a month a twelfth of that */
};

/* Reads n bytes of a terminated `text`: a decimal number (or "inf"), then a unit: "%", "days", "/year", "per year".
 * Returns NULL, or why it is none ("is not a decimal number"). An unknown unit is no failure here: see unit. */
const char *fly_quantity_read(struct fly_quantity *quantity, const char *text, size_t n);

/* Writes the shortest of 15, 16 and 17 digits that reads back as the same bits; size >= 32. */
void fly_double_print(double value, char *text, size_t size);

#endif
