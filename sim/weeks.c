/* Divides and prints times in weeks. */
#include "sim/weeks.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

const char *fly_weeks_print(double weeks, int digits, char text[FLY_WEEKS_TEXT])
{
    const double days = round(7 * weeks);
    const bool by_day = fabs(7 * weeks - days) < 1e-9 * days && fabs(weeks - round(weeks)) > 1e-9 * weeks;
    const double number = by_day ? days : weeks;
    const char *unit = by_day ? "day" : "week";
    (void)snprintf(text, FLY_WEEKS_TEXT, "%.*g %s%s", digits, number, unit, fabs(number - 1) < 1e-9 ? "" : "s");
    return text;
}

bool fly_weeks_divide(double whole, double part)
{
    assert(part > 0);
    const double ratio = whole / part;
    return ratio >= 0.5 && fabs(ratio - round(ratio)) < 1e-6 * ratio;
}

double fly_weeks_nearest(double whole, double part, double most)
{
    assert(part > 0);
    const double n = round(whole / part), n_most = floor(most / part * (1 + 1e-12));
    return part * (n < 1 ? 1 : n > n_most ? n_most : n);
}
