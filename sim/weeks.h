/* Times in weeks: whether one is a whole number of others, and how a user would write it. */
#ifndef FLY_WEEKS_H
#define FLY_WEEKS_H

#include <stdbool.h>

enum { FLY_WEEKS_TEXT = 40 };

/* "261 weeks", "1 week", "23 days": to `digits` digits. Returns `text`. */
const char *fly_weeks_print(double weeks, int digits, char text[FLY_WEEKS_TEXT]);

/* Whether `whole` is a whole number of parts, at least one. */
bool fly_weeks_divide(double whole, double part);

/* What to write instead of a time that is no whole number of parts: the nearest that is one and at most `most`. */
double fly_weeks_nearest(double whole, double part, double most);

#endif
