/* To which other values a parameter is changed to see whether an answer rests on it. One rule for all parameters:
 *
 *   share               odds halved and doubled: s / (2 - s) and 2 s / (1 + s); 0 becomes .1, 1 becomes .9
 *   any other number    half and double; the smaller one is the low value
 *   0                   only up, to the default; where that is 0 too, to .1 (number, share), .01 a week (hazard, rate),
 *                       4 weeks, 1 (money, count); a number that may be negative also down by as much
 *   inf (a duration)    only down, to the default; where that is inf too, to 52 weeks
 *   switch, choice      every other word, each as a high value
 *
 * all kept within the parameter's range and rounded to three digits (counts to whole numbers), so that what is printed
 * is what was run. A side that rounding or the range bring back to the value itself does not exist. */
#ifndef FLY_VARY_H
#define FLY_VARY_H

#include "sim/param.h"

enum { FLY_VARY_TEXT = 64 };

/* What --set takes; "" where the side does not exist. */
struct fly_variation {
    char low[FLY_VARY_TEXT], high[FLY_VARY_TEXT];
};

/* The i-th variation of a value: numbers have one, words as many as there are others, text has none. False beyond the
 * last. */
bool fly_vary(const struct fly_param *row, const void *values, size_t i, struct fly_variation *variation);

#endif
