/* Inverse distribution functions as tables: a draw from a law by one 32-bit word, in a few nanoseconds.
 *
 * A table covers both tails by octaves of probability, each octave by cells of equal width, each cell by a polynomial
 * of degree five that has the quantile function's value, slope and curvature at both ends. For every word and every
 * shape it is within a relative 1e-7 of the quantile (the normal: an absolute one), never falls, and is never negative
 * where the law is not. */
#ifndef FLY_QUANTILE_H
#define FLY_QUANTILE_H

#include <stdbool.h>
#include <stdint.h>

enum fly_quantile_law {
    FLY_NO_LAW,        /* of a table that has not been made */
    FLY_NORMAL,        /* mean 0, variance 1 */
    FLY_GAMMA,         /* shape a, scale 1 */
    FLY_BETA_STRENGTH, /* -ln(1 - p), p ~ Beta(a, b): the p of an event of strength L is 1 - exp(-L) */
};

enum { FLY_QUANTILE_OCTAVES = 32, FLY_QUANTILE_CELLS = 8, FLY_QUANTILE_TERMS = 6, FLY_QUANTILE_PANELS = 256 };

/* Zeroed, it is a table of no law. 31 KiB. */
struct fly_quantile {
    enum fly_quantile_law law;
    double a, b;
    uint32_t power; /* the polynomials give the quantile's root of this degree */
    bool is_done;   /* the root is the quantile, in every cell */
    /* A first term that is NAN: the law has a kink there, and its quantiles are solved for each time. */
    double term[2 * FLY_QUANTILE_OCTAVES * FLY_QUANTILE_CELLS][FLY_QUANTILE_TERMS]; /* [tail][octave][cell] */
    /* For that: panels of ln x, the mass below and above their ends, and what ln g is too large by. */
    uint32_t first_panel, last_panel;
    double end[FLY_QUANTILE_PANELS + 1], below[FLY_QUANTILE_PANELS + 1], above[FLY_QUANTILE_PANELS + 1];
    double log_mass;
};

/* Makes a table, in half a millisecond to one; microseconds when the process has made the same lately, and nothing when
 * it is the one wanted already. Shapes are 1e-6 to 1e6; what a law does not have is ignored. Any thread may. */
void fly_quantile_make(struct fly_quantile *table, enum fly_quantile_law law, double a, double b);

/* Solves for the quantile: slow. */
double fly_quantile_solve(const struct fly_quantile *table, uint32_t word);

/* The rest of fly_quantile, where the polynomial's value is not yet the answer. */
static inline double fly_quantile_finish(const struct fly_quantile *table, uint32_t word, double root)
{
    double x = table->power & 1 ? root : 1;
    if (root != root) return fly_quantile_solve(table, word);
    for (uint32_t k = table->power >> 1; k; k >>= 1) {
        root *= root;
        if (k & 1) x *= root;
    }
    return x;
}

/* The x below which the law lies with probability fly_unit(word). */
static inline double fly_quantile(const struct fly_quantile *table, uint32_t word)
{
    const uint32_t upper = word >> 31,
                   tail = 2 * (word ^ -upper) + 1; /* the nearer tail's probability is tail * 2^-33 */
    const uint32_t octave = (uint32_t)__builtin_clz(tail);
    const uint32_t in_octave = tail << octave; /* the highest bit is set, the next three are the cell */
    const double *c = table->term[upper << 8 | octave << 3 | (in_octave >> 28 & 7)];
    const double t = (double)(int32_t)(in_octave & 0xFFFFFFF) * 0x1p-28, t2 = t * t;
    const double root = (c[0] + c[1] * t) + t2 * ((c[2] + c[3] * t) + t2 * (c[4] + c[5] * t));
    return table->is_done ? root : fly_quantile_finish(table, word, root);
}

#endif
