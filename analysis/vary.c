/* The rule by which parameters are varied, written out in the header. */
#include "analysis/vary.h"

#include "sim/quantity.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const double WEEKS_FOR_EVER = 52;

/* What 0 becomes where the default is 0 too. */
static double first_step(enum fly_param_type type)
{
    switch (type) {
    case FLY_HAZARD:
    case FLY_RATE: return 0.01;
    case FLY_DURATION: return 4;
    case FLY_MONEY:
    case FLY_COUNT: return 1;
    default: return 0.1;
    }
}

/* NAN: no such side. */
struct sides {
    double low, high;
};

static struct sides sides_of_zero(const struct fly_param *row)
{
    bool has_default = row->standard != 0 && isfinite(row->standard);
    double step = has_default ? row->standard : first_step(row->type);
    if (step < 0) return (struct sides){step, NAN};
    return (struct sides){row->min < 0 && !has_default ? -step : NAN, step};
}

static struct sides sides_of(const struct fly_param *row, double value)
{
    if (value == 0) return sides_of_zero(row);
    if (isinf(value)) return (struct sides){isfinite(row->standard) ? row->standard : WEEKS_FOR_EVER, NAN};
    if (row->type == FLY_SHARE && value == 1) return (struct sides){1 - first_step(FLY_SHARE), NAN};
    if (row->type == FLY_SHARE) return (struct sides){value / (2 - value), 2 * value / (1 + value)};
    return (struct sides){fmin(value / 2, 2 * value), fmax(value / 2, 2 * value)};
}

/* Three digits as a decimal number would have them: whole numbers and powers of ten are exact in doubles. */
static double round_off(double value)
{
    if (value == 0) return 0;
    double power = floor(log10(fabs(value))) - 2;
    return power < 0 ? round(value * pow(10, -power)) / pow(10, -power)
                     : round(value / pow(10, power)) * pow(10, power);
}

static void print_side(const struct fly_param *row, double value, double side, char text[FLY_VARY_TEXT])
{
    text[0] = '\0';
    if (isnan(side)) return;
    double rounded = fmin(fmax(row->type == FLY_COUNT ? round(side) : round_off(side), row->min), row->max);
    if (rounded != value) fly_double_print(rounded, text, FLY_VARY_TEXT);
}

/* The k-th word of a switch or choice. */
static void print_word(const struct fly_param *row, int k, char text[FLY_VARY_TEXT])
{
    const char *words = row->type == FLY_SWITCH ? "no|yes" : row->unit;
    for (; k > 0; k--)
        words += strcspn(words, "|") + 1;
    (void)snprintf(text, FLY_VARY_TEXT, "%.*s", (int)strcspn(words, "|"), words);
}

static bool vary_word(const struct fly_param *row, int value, size_t i, struct fly_variation *variation)
{
    int first = row->type == FLY_SWITCH ? 0 : (int)row->min, last = row->type == FLY_SWITCH ? 1 : (int)row->max;
    int k = first + (int)i;
    if (k >= value) k++;
    if (k > last) return false;
    print_word(row, k, variation->high);
    return true;
}

bool fly_vary(const struct fly_param *row, const void *values, size_t i, struct fly_variation *variation)
{
    assert(row && values && variation);
    *variation = (struct fly_variation){0};
    double value = fly_param_number(row, values);
    if (row->type == FLY_TEXT) return false;
    if (row->type == FLY_SWITCH || row->type == FLY_CHOICE) return vary_word(row, (int)value, i, variation);
    if (i > 0) return false;
    struct sides sides = sides_of(row, value);
    print_side(row, value, sides.low, variation->low);
    print_side(row, value, sides.high, variation->high);
    return true;
}
