/* Tables of quantile functions: the inverse of GSL's distribution functions for words of all sizes, closed forms where
 * GSL does not reach, moments by integration. */
#include "sim/quantile.h"

#include "sim/rng.h"
#include "tests/support/test.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_expint.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>

enum { RANDOM_WORDS = 20000 };
static struct fly_quantile table;

/* The presets' shapes, and others far away from them. */
static const double gamma_shapes[] = {0.01, 0.05, 0.243, 0.5, 0.5533, 0.6062, 0.793,  1,   1.5,
                                      2.4,  3.74, 6.25,  15,  20,     107,    1234.5, 1e4, 1e5};
static const double beta_shapes[][2] = {{0.793, 2.426}, {0.668, 3.806}, {0.704, 1.182}, {1, 1},       {1.3, 40},
                                        {12, 0.7},      {0.1, 0.2},     {0.05, 0.05},   {0.02, 0.01}, {0.01, 30},
                                        {30, 0.01},     {50, 70},       {1000, 2000}};

/* ---- words: of every octave of either tail, at the edges of cells and between them, and random ones ---- */

typedef void judge_word(uint32_t word);

static void each_word(judge_word *judge)
{
    for (uint32_t bit = 0; bit < 31; bit++)
        for (uint32_t sixteenth = 16; sixteenth < 32; sixteenth++) {
            const uint32_t n = (uint32_t)((uint64_t)sixteenth << bit >> 4);
            const uint32_t words[] = {n, n - 1, ~n, ~(n - 1)};
            for (int k = 0; k < 4; k++)
                judge(words[k]);
        }
    for (uint32_t k = 0; k < RANDOM_WORDS; k++)
        judge(fly_draw(fly_key_make(5, 0), k, 0, 1, 0).w[0]);
}

static double lower(uint32_t word)
{
    return fly_unit(word);
}

static double upper(uint32_t word)
{
    return fly_unit(~word);
}

static bool is_upper(uint32_t word)
{
    return word >> 31;
}

/* A quantile whose tail has the probability `found`, at this density, instead of the one wanted. */
static void judge(uint32_t word, double x, double found, double density, double unit)
{
    const double wanted = is_upper(word) ? upper(word) : lower(word), off = fabs(found - wanted) / density / unit;
    if (!(off < 1e-7))
        fail_msg("law %d, shapes %g and %g, word %u: %.17g is off by %g", table.law, table.a, table.b, word, x, off);
}

static void judge_normal(uint32_t word)
{
    const double z = fly_quantile(&table, word);
    judge(word, z, is_upper(word) ? gsl_cdf_ugaussian_Q(z) : gsl_cdf_ugaussian_P(z), gsl_ran_ugaussian_pdf(z), 1);
    if (z != -fly_quantile(&table, ~word)) fail_msg("word %u: the normal law is not symmetric", word);
}

static void judge_gamma(uint32_t word)
{
    const double a = table.a, x = fly_quantile(&table, word);
    if (x == 0 && a * log(1e-307) > log(lower(word))) return; /* P(1e-307) is above: too small for a double */
    judge(word, x, is_upper(word) ? gsl_cdf_gamma_Q(x, a, 1) : gsl_cdf_gamma_P(x, a, 1), gsl_ran_gamma_pdf(x, a, 1), x);
}

/* By the probability p, or by what is left of 1 beside it, whichever is small. */
static void judge_strength(uint32_t word)
{
    const double a = table.a, b = table.b, x = fly_quantile(&table, word), p = -expm1(-x), left = exp(-x);
    if ((x == 0 || left == 0) && fmin(a, b) < 0.05) return; /* too small for a double */
    const double below = p < left ? gsl_cdf_beta_P(p, a, b) : gsl_cdf_beta_Q(left, b, a);
    const double above = p < left ? gsl_cdf_beta_Q(p, a, b) : gsl_cdf_beta_P(left, b, a);
    const double density = (p < left ? gsl_ran_beta_pdf(p, a, b) : gsl_ran_beta_pdf(left, b, a)) * left;
    judge(word, x, is_upper(word) ? above : below, density, x);
}

/* ---- moments: sums over all words, those of large octaves by the middle one of every so many ---- */

static void judge_moments(double mean, double variance)
{
    double sum = 0, square = 0;
    for (int octave = 0; octave < 32; octave++) {
        const uint32_t first = octave ? UINT32_C(1) << (octave - 1) : 0, n = octave ? first : 1;
        const uint32_t every = n > 8192 ? n / 8192 : 1;
        for (uint32_t k = every / 2; k < n; k += every)
            for (int side = 0; side < 2; side++) {
                const double x = fly_quantile(&table, side ? ~(first + k) : first + k);
                sum += every * 0x1p-32 * x;
                square += every * 0x1p-32 * (x - mean) * (x - mean);
            }
    }
    if (!(fabs(sum - mean) <= 1e-6 * fmax(fabs(mean), sqrt(variance))))
        fail_msg("law %d, shapes %g and %g: mean %.10g, not %.10g", table.law, table.a, table.b, sum, mean);
    if (!(fabs(square - variance) <= 1e-6 * variance))
        fail_msg("law %d, shapes %g and %g: variance %.10g, not %.10g", table.law, table.a, table.b, square, variance);
}

/* ---- it never falls, and makes no jump where cells meet ---- */

static void judge_order(uint32_t word)
{
    const double x = fly_quantile(&table, word), before = word ? fly_quantile(&table, word - 1) : -INFINITY;
    if (!(x >= before)) fail_msg("shapes %g and %g: it falls at word %u", table.a, table.b, word);
    if (table.law != FLY_NORMAL && !(x >= 0)) fail_msg("shapes %g and %g: %g at %u", table.a, table.b, x, word);
}

static void judge_all(judge_word *inverse)
{
    each_word(inverse);
    each_word(judge_order);
    double last = -INFINITY;
    for (uint64_t word = 0; word < UINT64_C(1) << 32; word += 99991) {
        const double x = fly_quantile(&table, (uint32_t)word);
        if (!(x >= last)) fail_msg("shapes %g and %g: it falls before word %u", table.a, table.b, (uint32_t)word);
        last = x;
    }
}

/* ---- tests ---- */

static void test_normal(void **state)
{
    (void)state;
    fly_quantile_make(&table, FLY_NORMAL, 0, 0);
    judge_all(judge_normal);
    judge_moments(0, 1);
}

static void test_gamma(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof gamma_shapes / sizeof gamma_shapes[0]; k++) {
        const double a = gamma_shapes[k];
        fly_quantile_make(&table, FLY_GAMMA, a, 0);
        judge_all(judge_gamma);
        judge_moments(a, a);
    }
}

static void test_strength(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof beta_shapes / sizeof beta_shapes[0]; k++) {
        const double a = beta_shapes[k][0], b = beta_shapes[k][1];
        fly_quantile_make(&table, FLY_BETA_STRENGTH, a, b);
        judge_all(judge_strength);
        judge_moments(gsl_sf_psi(a + b) - gsl_sf_psi(b), gsl_sf_psi_1(b) - gsl_sf_psi_1(a + b));
    }
}

/* Beta(1, b): L = -ln(1 - u) / b. */
static void judge_exponential(uint32_t word)
{
    const double x = fly_quantile(&table, word), u = -log(upper(word)) / table.b;
    const double wanted = is_upper(word) ? u : -log1p(-lower(word)) / table.b;
    if (!(fabs(x / wanted - 1) < 1e-7)) fail_msg("b %g, word %u: %.17g, not %.17g", table.b, word, x, wanted);
}

/* Beta(a, 1): L = -ln(1 - u^(1/a)). */
static void judge_power(uint32_t word)
{
    const double ln_p = (is_upper(word) ? log1p(-upper(word)) : log(lower(word))) / table.a;
    const double x = fly_quantile(&table, word), wanted = ln_p < -1 ? -log1p(-exp(ln_p)) : -log(-expm1(ln_p));
    if (!(fabs(x - wanted) <= 1e-7 * wanted + 1e-300))
        fail_msg("a %g, word %u: %.17g, not %.17g", table.a, word, x, wanted);
}

/* Gamma(a) for a near 0: P(X > x) = a E1(x), but for a share of a ln x. */
static void judge_tiny(uint32_t word)
{
    const double x = fly_quantile(&table, word), a = table.a;
    if (lower(word) < exp(a * -700)) {
        if (x > 1e-300) fail_msg("word %u: %g is not nearly 0", word, x);
    } else if (x > 1e-3) {
        const double found = a * gsl_sf_expint_E1(x);
        if (!(fabs(found / upper(word) - 1) < 10 * a)) fail_msg("word %u: %g, not %g", word, found, upper(word));
    }
}

static double all_or_nothing_norm;

/* Beta(a, a) for a near 0: nobody or everybody, half each. */
static void judge_all_or_nothing(uint32_t word)
{
    const double x = fly_quantile(&table, word), u = is_upper(word) ? upper(word) : lower(word);
    const double ln_tail = (log(u) + log(table.a) + all_or_nothing_norm) / table.a;
    if (is_upper(word) && ln_tail < -50 && !(fabs(x / -ln_tail - 1) < 1e-7))
        fail_msg("word %u: %.17g, not %.17g", word, x, -ln_tail);
    if (!is_upper(word) && ln_tail < -50 && !(fabs(x - exp(ln_tail)) <= 1e-6 * exp(ln_tail)))
        fail_msg("word %u: %.17g, not %.17g", word, x, exp(ln_tail));
}

static void test_shapes_at_the_ends(void **state)
{
    static const double shapes[] = {1e-6, 1e-5, 1e-3, 0.03, 0.7, 40, 1e4, 1e6};
    (void)state;
    for (size_t k = 0; k < sizeof shapes / sizeof shapes[0]; k++) {
        fly_quantile_make(&table, FLY_BETA_STRENGTH, 1, shapes[k]);
        judge_all(judge_exponential);
        fly_quantile_make(&table, FLY_BETA_STRENGTH, shapes[k], 1);
        judge_all(judge_power);
    }
    fly_quantile_make(&table, FLY_GAMMA, 1e-6, 0);
    judge_all(judge_tiny);
    fly_quantile_make(&table, FLY_BETA_STRENGTH, 1e-6, 1e-6);
    all_or_nothing_norm = gsl_sf_lnbeta(1e-6, 1e-6);
    judge_all(judge_all_or_nothing);
}

/* No distribution function of GSL's stands these, but their moments are known. */
static void test_moments_of_large_shapes(void **state)
{
    static const double shapes[][2] = {{1e6, 1e6}, {1e6, 1e5}, {1e5, 1e3}, {1e3, 1e6}, {0.7, 1e6}};
    (void)state;
    fly_quantile_make(&table, FLY_GAMMA, 1e6, 0);
    judge_moments(1e6, 1e6);
    for (size_t k = 0; k < sizeof shapes / sizeof shapes[0]; k++) {
        const double a = shapes[k][0], b = shapes[k][1];
        fly_quantile_make(&table, FLY_BETA_STRENGTH, a, b);
        judge_moments(gsl_sf_psi(a + b) - gsl_sf_psi(b), gsl_sf_psi_1(b) - gsl_sf_psi_1(a + b));
    }
}

/* A table holds what was made last, whatever it held before and wherever it came from; the same again is no work. */
static void test_made_again(void **state)
{
    static struct fly_quantile first, again;
    (void)state;
    fly_quantile_make(&first, FLY_GAMMA, 0.2431, 0);
    fly_quantile_make(&table, FLY_BETA_STRENGTH, 0.02, 0.03);
    fly_quantile_make(&table, FLY_GAMMA, 0.2431, 7);
    assert_memory_equal(table.term, first.term, sizeof table.term);
    for (int k = 0; k < 40; k++) /* forgotten meanwhile */
        fly_quantile_make(&again, FLY_GAMMA, 1 + k, 0);
    fly_quantile_make(&again, FLY_GAMMA, 0.2431, 0);
    assert_memory_equal(again.term, first.term, sizeof first.term);
    table.term[0][0] = 99;
    fly_quantile_make(&table, FLY_GAMMA, 0.2431, 0);
    assert_true(table.term[0][0] == 99);
    fly_quantile_make(&table, FLY_GAMMA, 0.2432, 0);
    assert_true(table.term[0][0] != 99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_normal),
        cmocka_unit_test(test_gamma),
        cmocka_unit_test(test_strength),
        cmocka_unit_test(test_shapes_at_the_ends),
        cmocka_unit_test(test_moments_of_large_shapes),
        cmocka_unit_test(test_made_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
