/* The flywheel as a birth-death process with immigration, in continuous time and in steps; shared by the everyday and
 * the slow test.
 *
 * Customers leave at mu, bring others at rho, and a new ones a week are paid for:
 *   C* = (a / mu) / (1 - K),  K = rho / mu,  variance a mu / (mu - rho)^2,  C(t) = C* + (C(0) - C*) exp(-(mu - rho) t)
 *
 * In steps of D, with c = 1 - exp(-mu D), b = 1 - exp(-rho D), A acquisitions a step, and S strangers of N:
 *   C' = C - Bin(C, c) + Bin(C, b S' / N) + Bin(S, A / N)
 * Formers are strangers again after one step, so S = N - C - c C; invitations of a step find
 * S' = S (1 - A / N) + c C. */
#ifndef FLY_FLYWHEEL_LAWS_H
#define FLY_FLYWHEEL_LAWS_H

#include "tests/laws/laws.h"

struct wheel_law {
    double n, c, b, alpha; /* agents; chances of leaving, of inviting, of a stranger being acquired in a step */
};

static inline struct wheel_law wheel_law(double n, double a, double mu, double rho, double step)
{
    return (struct wheel_law){n, -expm1(-mu * step), -expm1(-rho * step), a * step / n};
}

/* Mean customers one step later. */
static inline double wheel_next(const struct wheel_law *w, double customers)
{
    const double leave = w->c * customers, strangers = w->n - customers - leave;
    return customers - leave + w->b * customers * (strangers * (1 - w->alpha) + leave) / w->n + strangers * w->alpha;
}

/* The mean from which it does not move. */
static inline double wheel_steady(const struct wheel_law *w)
{
    double low = 0, high = w->n / 2;
    for (int i = 0; i < 200; i++) {
        const double middle = (low + high) / 2;
        *(wheel_next(w, middle) > middle ? &low : &high) = middle;
    }
    return low;
}

static inline double wheel_slope(const struct wheel_law *w)
{
    const double at = wheel_steady(w);
    return (wheel_next(w, at + 1) - wheel_next(w, at - 1)) / 2;
}

/* Small deviations shrink by the slope of the mean and are renewed by the noise of a step:
 * V = noise / (1 - slope^2). */
static inline double wheel_variance(const struct wheel_law *w)
{
    const double at = wheel_steady(w), slope = wheel_slope(w);
    const double strangers = w->n - at - w->c * at, b = w->b * strangers / w->n;
    const double noise = at * (w->c * (1 - w->c) + b * (1 - b)) + strangers * w->alpha * (1 - w->alpha);
    return noise / (1 - slope * slope);
}

/* Its mean over rows 1 .. n of `steps` steps each, when row 0 is the steady mean exactly: V (1 - slope^(2 t)). */
static inline double wheel_mean_variance(const struct wheel_law *w, int n, int steps)
{
    double sum = 0;
    for (int row = 1; row <= n; row++)
        sum += 1 - pow(wheel_slope(w), 2. * row * steps);
    return wheel_variance(w) * sum / n;
}

/* Customers who leave at .05 a week, bring others at `ask_rate`, and are found by an external hazard; nothing else. */
#define WHEEL                                                                                                          \
    "[network]\nkind = mixing\n[engage]\nenabled = no\n[satisfaction]\nenabled = no\n[wom]\nenabled = no\n"            \
    "[customer]\nlaw = exponential\nchurn = 0.05\nspend = fixed\nperiod = 100000\n[former]\nmemory = 0.01\n"           \
    "[referral]\nenabled = yes\nintend = 1\nrefer = 1\nconvert = 1\nenters = customer\nreward_referrer = 0\n"          \
    "reward_friend = 0\nask_rate = %g\n"                                                                               \
    "[market]\nagents = %.0f\ninitial_customers = %.17g\n[attract]\nconstant_hazard = %.17g\n"                         \
    "[time]\nstep = %g\nhorizon = %g\nrecord = %g\n"

static inline void wheel_ini(char ini[2048], const struct wheel_law *w, double rho, double customers, double step,
                             double horizon, double record)
{
    (void)snprintf(ini, 2048, WHEEL, rho, w->n, customers / w->n, -log1p(-w->alpha) / step, step, horizon, record);
}

/* Mean squared distance from the steady mean over all rows but the first: one replicate's estimate of the variance. */
static inline double wheel_spread(const struct simulation *s, size_t replicate, const void *steady)
{
    double sum = 0;
    for (size_t row = 1; row <= last_row(s); row++) {
        const double off = series_at(s, replicate, "customers", NULL, row) - *(const double *)steady;
        sum += off * off;
    }
    return sum / (double)last_row(s);
}

#endif
