/* The course of a shock, as a weight w(t) with u = t - start, duration d, period P, phase f:
 *
 *   step      1                         for u >= 0
 *   pulse     1                         for 0 <= u < d
 *   ramp      min(u / d, 1)             for u >= 0
 *   season    sin(2 pi (t - f) / P)     for u >= 0
 *   recovery  2^(-u / d)                for u >= 0: halves every d weeks
 *   points    the table's value at t: on the straight line between two weeks of it, or that of the last week;
 *             before the first week its value, after the last week that one's
 *   all others are 0 before `start`
 *
 * A step of the simulation gets the mean of w over it: a hazard integrates to the same sum whatever the step. */
#include "models/shape.h"

#include "sim/quantity.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <string.h>

/* Weeks of a step are sums and products of rounded numbers: shares of a step closer than this to 0 or 1 are that. */
static const double ROUNDING = 1e-9;

static double snap(double share)
{
    return share < ROUNDING ? 0 : share > 1 - ROUNDING ? 1 : share;
}

/* The share of from..to that lies in low..high. */
static double overlap(double from, double to, double low, double high)
{
    return snap((fmin(to, high) - fmax(from, low)) / (to - from));
}

static double mean_of_ramp(const struct fly_shape *shape, double from, double to)
{
    const double end = shape->start + shape->duration;
    const double middle = (fmax(from, shape->start) + fmin(to, end)) / 2;
    const double rising = overlap(from, to, shape->start, end), risen = overlap(from, to, end, INFINITY);
    return (rising > 0 ? rising * (middle - shape->start) / shape->duration : 0) + risen;
}

static double mean_of_sine(const struct fly_shape *shape, double from, double to)
{
    const double turn = 2 * M_PI / shape->period, half = turn * (to - from) / 2;
    return sin(turn * ((from + to) / 2 - shape->phase)) * sin(half) / half;
}

static double mean_of_decay(const struct fly_shape *shape, double from, double to)
{
    const double rate = M_LN2 / shape->duration;
    return exp(-rate * (from - shape->start)) * -expm1(-rate * (to - from)) / (rate * (to - from));
}

/* Between the points i - 1 and i; 0: before the first, n_points: after the last. */
static double mean_of_piece(const struct fly_shape *shape, size_t i, double from, double to)
{
    const double *week = shape->weeks, *value = shape->values;
    const size_t n = shape->n_points;
    const double low = i > 0 ? week[i - 1] : -INFINITY, high = i < n ? week[i] : INFINITY;
    const double share = overlap(from, to, low, high);
    if (share <= 0) return 0;
    const double left = value[i > 0 ? i - 1 : 0], right = shape->holds ? left : value[i < n ? i : n - 1];
    if (i == 0 || i == n) return share * left;
    const double middle = (fmax(from, low) + fmin(to, high)) / 2;
    return share * (left + (right - left) * (middle - low) / (high - low));
}

double fly_shape_mean(const struct fly_shape *shape, double from, double to)
{
    assert(shape && from < to);
    const double share = overlap(from, to, shape->start, INFINITY), first = fmax(from, shape->start);
    double sum = 0;
    if (shape->kind != FLY_POINTS && share <= 0) return 0;
    switch (shape->kind) {
    case FLY_STEP: return share;
    case FLY_PULSE: return overlap(from, to, shape->start, shape->start + shape->duration);
    case FLY_RAMP: return mean_of_ramp(shape, from, to);
    case FLY_SEASON: return share * mean_of_sine(shape, first, to);
    case FLY_RECOVERY: return share * mean_of_decay(shape, first, to);
    case FLY_POINTS: break;
    }
    for (size_t i = 0; i <= shape->n_points; i++)
        sum += mean_of_piece(shape, i, from, to);
    return sum;
}

void fly_shape_extremes(const struct fly_shape *shape, double *least, double *most)
{
    *least = shape->kind == FLY_SEASON ? -1 : 0;
    *most = 1;
    if (shape->kind != FLY_POINTS) return;
    *least = INFINITY;
    *most = -INFINITY;
    for (size_t i = 0; i < shape->n_points; i++) {
        *least = fmin(*least, shape->values[i]);
        *most = fmax(*most, shape->values[i]);
    }
}

/* Reads n bytes, blanks around them ignored: a week with or without a unit of time, or a value with or without %. */
static bool read_number(const char *text, size_t n, enum fly_unit unit, double *number)
{
    struct fly_quantity quantity;
    while (n > 0 && isspace((unsigned char)text[0]))
        text++, n--;
    while (n > 0 && isspace((unsigned char)text[n - 1]))
        n--;
    if (fly_quantity_read(&quantity, text, n) || !isfinite(quantity.value)) return false;
    if (quantity.unit != FLY_UNIT_NONE && quantity.unit != unit) return false;
    *number = quantity.value;
    if (quantity.unit == FLY_UNIT_TIME) *number *= quantity.days / 7;
    if (quantity.unit == FLY_UNIT_PERCENT) *number /= 100;
    return true;
}

/* One "week:value" of n bytes. */
static int read_point(struct fly_shape *shape, const char *text, size_t n, struct fly_error *error)
{
    const size_t k = shape->n_points;
    const char *colon = memchr(text, ':', n);
    if (k == FLY_MAX_POINTS) return fly_fail(error, FLY_ERR_SCENARIO, "there are more than %d points", FLY_MAX_POINTS);
    if (!colon || !read_number(text, (size_t)(colon - text), FLY_UNIT_TIME, &shape->weeks[k]) ||
        !read_number(colon + 1, n - (size_t)(colon - text) - 1, FLY_UNIT_PERCENT, &shape->values[k]))
        return fly_fail(error, FLY_ERR_SCENARIO, "point %zu is not of the form week:value, as in 0:1, 52:1.5, 104:1",
                        k + 1);
    if (shape->weeks[k] < 0 || (k && shape->weeks[k] <= shape->weeks[k - 1]))
        return fly_fail(error, FLY_ERR_SCENARIO,
                        "weeks of points begin at 0 or later and ascend, but that of point %zu does not", k + 1);
    shape->n_points++;
    return FLY_OK;
}

int fly_shape_read_points(struct fly_shape *shape, const char *text, struct fly_error *error)
{
    assert(shape && text);
    shape->n_points = 0;
    for (;;) {
        const size_t n = strcspn(text, ",");
        const int ret = read_point(shape, text, n, error);
        if (ret < 0) return ret;
        if (!text[n]) return FLY_OK;
        text += n + 1;
    }
}
