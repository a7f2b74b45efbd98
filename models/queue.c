/* Erlang's formulas for a real number of servers c and a load a.
 *
 *   B    1 / B = a integral over t >= 0 of exp(-a t) (1 + t)^c dt = Gamma(c + 1, a) exp(a) / a^c
 *              = 1 + c/a + c (c - 1) / a^2 + ...   (an exact sum for whole c, asymptotic in a otherwise)
 *   C    P(wait) = B / (1 - a/c (1 - B)),   E[W] = P(wait) handling / (c - a)
 *   A    x = c patience / handling, y = a patience / handling, t_j = y^j / ((x + 1) ... (x + j)), A = sum t_j
 *        P(wait) = A B / (1 + (A - 1) B)
 *        P(abandon | wait) = sum t_j (j + 1) / (x + j + 1) / A = 1 - (1 - 1 / A) c / a
 *        E[W] = P(abandon) patience
 *
 * B: Jagerman 1974 for the integral; the recursion B(c + 1) = a B(c) / (c + 1 + a B(c)) holds for every real c.
 * A: Palm 1957; Garnett, Mandelbaum & Reiman 2002; Mandelbaum & Zeltyn 2007. All terms of its sum are positive (t_j / A
 * is the share of those who must wait that find j waiting), so nothing cancels. M/M/10 at 9: W_q = .66873 handling
 * times; two M/M/1 at .8 wait 4 handling times, pooled into M/M/2 they wait 1.7778. */
#include "models/queue.h"

#include <assert.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_log.h>

/* log(x) - x + 1, to the last digit near x = 1. */
static double log_less(double x)
{
    gsl_sf_result result;
    return fabs(x - 1) < .5 && !gsl_sf_log_1plusx_mx_e(x - 1, &result) ? result.val : log(x) - x + 1;
}

/* a^c exp(-a) / Gamma(c + 1); for a large c from its distance to the mode, where less cancels. */
static double poisson_density(double c, double a)
{
    gsl_sf_result star;
    if (c < 10 || gsl_sf_gammastar_e(c, &star)) return exp(c * log(a) - a - gsl_sf_lngamma(c + 1));
    return exp(c * log_less(a / c)) / (sqrt(2 * M_PI * c) * star.val);
}

/* 1 / B in overload; its smallest term is of the order of exp(-a), and from 50 on that is nothing. */
static double falling_sum(double c, double a)
{
    double sum = 1, term = 1;
    for (double k = 0; fabs(term) > 1e-17 * sum; k++)
        sum += term *= (c - k) / a;
    return sum;
}

double fly_erlang_b(double servers, double load)
{
    gsl_sf_result upper;
    assert(servers >= 0 && load >= 0);
    if (load <= 0) return servers > 0 ? 0 : 1;
    if (load > servers && load > 50) return 1 / falling_sum(servers, load);
    const int status = gsl_sf_gamma_inc_Q_e(servers + 1, load, &upper);
    assert(!status && upper.val > 0);
    (void)status;
    return poisson_density(servers, load) / upper.val;
}

struct fly_queue fly_erlang_c(double servers, double load, double handling)
{
    if (load >= servers) return (struct fly_queue){.waits = 1, .wait = INFINITY};
    const double b = fly_erlang_b(servers, load), waits = b / (1 - load / servers * (1 - b));
    return (struct fly_queue){.waits = waits, .wait = waits * handling / (servers - load)};
}

/* Palm's sum A, and the share of those who must wait that give up. In deep overload, where A is beyond all numbers,
 * the share is what capacity leaves over. */
static double palm(double x, double y, double *gives_up)
{
    const double log_size = y > x ? y - x - (x > 0 ? x * log(y / x) : 0) : 0;
    double sum = 1, given_up = 1 / (x + 1), term = 1;
    if (log_size > 500) {
        *gives_up = 1 - x / y;
        return INFINITY;
    }
    for (double j = 1; j <= y - x || term > 1e-17 * sum; j++) {
        sum += term *= y / (x + j);
        given_up += term * (j + 1) / (x + j + 1);
    }
    *gives_up = given_up / sum;
    return sum;
}

struct fly_queue fly_erlang_a(double servers, double load, double handling, double patience)
{
    double gives_up;
    assert(handling > 0 && patience > 0);
    const double a = palm(servers * patience / handling, load * patience / handling, &gives_up);
    const double b = fly_erlang_b(servers, load), waits = isinf(a) ? 1 : a * b / (1 + (a - 1) * b);
    return (struct fly_queue){.waits = waits, .wait = waits * gives_up * patience, .abandons = waits * gives_up};
}
