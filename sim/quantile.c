/* Tables of quantile functions: the density is integrated in panels, knots are solved for, polynomials join them.
 *
 * A law of X > 0 is seen through y = ln X, where its tails are close to straight lines (the normal law: y = X). With
 * the density g of y, its steepness s = d ln g / dy and the probability u, dy/du = 1 / g and d2y/du2 = -s / g^2; in the
 * upper tail, by 1 - u instead of u, the slope is -1 / g.
 *
 * Where the density near 0 goes like x^(a-1), x goes like u^(1/a), which no polynomial follows when a is small. So
 * polynomials give x^(1/k), k the whole number nearest to 1/a, which is nearly straight in u; k factors of it are x.
 *
 * The inverse functions of libraries do not stand shapes far from 1, and of the distribution functions some do not: so
 * all is made from the density, which is a line or two for each law, and which need not even be normed. */
#include "sim/quantile.h"

#include "sim/rng.h"

#include <assert.h>
#include <math.h>

enum { LOWER, UPPER };

/* ---- the laws ---- */

/* Below it (1 - exp(-x)) / x is 1 - x / 2 to the last digit. */
static const double SMALL = 1e-8;

/* ln g, but for a constant. */
static double log_density(const struct fly_quantile *q, double y)
{
    if (q->law == FLY_NORMAL) return -y * y / 2;
    const double x = exp(y);
    if (q->law == FLY_GAMMA) return q->a * y - x;
    return q->a * y + (q->a - 1) * (x < SMALL ? -x / 2 : log(-expm1(-x) / x)) - q->b * x;
}

static double steepness(const struct fly_quantile *q, double y)
{
    if (q->law == FLY_NORMAL) return -y;
    const double x = exp(y);
    if (q->law == FLY_GAMMA) return q->a - x;
    return q->a + (q->a - 1) * (x < SMALL ? -x / 2 : x / expm1(x) - 1) - q->b * x;
}

/* ---- its mass, in panels ---- */

/* Share of the mass beyond which the law is cut off: a tail of 2^-33 does not see it. */
static const double REST = 1e-25;

static double density(const struct fly_quantile *q, double y)
{
    return exp(log_density(q, y) - q->log_mass);
}

/* Gauss-Legendre with ten points. */
static double mass_between(const struct fly_quantile *q, double from, double to)
{
    static const double node[] = {.1488743389816312, .4333953941292472, .6794095682990244, .8650633666889845,
                                  .9739065285171717};
    static const double weight[] = {.2955242247147529, .2692667193099964, .2190863625159820, .1494513491505806,
                                    .0666713443086881};
    const double half = (to - from) / 2, middle = (from + to) / 2;
    double sum = 0;
    for (int k = 0; k < 5; k++)
        sum += weight[k] * (density(q, middle - half * node[k]) + density(q, middle + half * node[k]));
    return half * sum;
}

/* The only y at which ln g is level. */
static double mode_of(const struct fly_quantile *q)
{
    double low = -1, high = 1;
    while (steepness(q, low) < 0)
        low *= 2;
    while (steepness(q, high) > 0)
        high *= 2;
    for (int k = 0; k < 60; k++) {
        const double middle = (low + high) / 2;
        *(steepness(q, middle) > 0 ? &low : &high) = middle;
    }
    return low;
}

/* A panel is no wider than that ln g falls by so much from its one end to its other, and nearly in a straight line. */
static const double FALL = 2, BEND = 4;

static bool is_narrow(const struct fly_quantile *q, double from, double to)
{
    return log_density(q, from) - log_density(q, to) <= FALL &&
           fabs((steepness(q, to) - steepness(q, from)) * (to - from)) <= BEND;
}

/* Panels from the mode outwards, up to where nothing is left. */
static uint32_t cut_panels(struct fly_quantile *q, uint32_t at, int way, double *mass)
{
    double width = way, sum = 0;
    for (;;) {
        const double from = q->end[at];
        for (width *= 2; !is_narrow(q, from, from + width); width /= 2)
            continue;
        const uint32_t panel = way > 0 ? at : at - 1;
        at = way > 0 ? at + 1 : at - 1;
        assert(at > 0 && at < FLY_QUANTILE_PANELS);
        q->end[at] = from + width;
        mass[panel] = mass_between(q, q->end[panel], q->end[panel + 1]);
        sum += mass[panel];
        if (mass[panel] < REST * sum) return at;
    }
}

static void measure(struct fly_quantile *q)
{
    double mass[FLY_QUANTILE_PANELS], sum = 0;
    const uint32_t middle = FLY_QUANTILE_PANELS / 2;
    q->end[middle] = mode_of(q);
    q->log_mass = log_density(q, q->end[middle]);
    q->first_panel = cut_panels(q, middle, -1, mass);
    q->last_panel = cut_panels(q, middle, 1, mass) - 1;
    q->below[q->first_panel] = q->above[q->last_panel + 1] = 0;
    for (uint32_t k = q->first_panel; k <= q->last_panel; k++)
        q->below[k + 1] = sum += mass[k];
    for (uint32_t k = q->last_panel + 1; k-- > q->first_panel;)
        q->above[k] = q->above[k + 1] + mass[k];
    for (uint32_t k = q->first_panel; k <= q->last_panel + 1; k++) {
        q->below[k] /= sum;
        q->above[k] /= sum;
    }
    q->log_mass += log(sum);
}

/* ---- one quantile ---- */

/* The end outside of the panel in which a tail has the probability u. */
static uint32_t end_before(const struct fly_quantile *q, int tail, double u)
{
    uint32_t k = tail == LOWER ? q->first_panel : q->last_panel + 1;
    if (tail == LOWER)
        while (k < q->last_panel && q->below[k + 1] <= u)
            k++;
    else
        while (k > q->first_panel + 1 && q->above[k - 1] <= u)
            k--;
    return k;
}

/* The probability of a tail that begins at y. */
static double tail_from(const struct fly_quantile *q, int tail, uint32_t end, double y)
{
    return tail == LOWER ? q->below[end] + mass_between(q, q->end[end], y)
                         : q->above[end] + mass_between(q, y, q->end[end]);
}

/* The y at which a tail with the probability u begins: Newton's method within a panel. */
static double solve(const struct fly_quantile *q, int tail, double u)
{
    const uint32_t end = end_before(q, tail, u), other = tail == LOWER ? end + 1 : end - 1;
    const double *part = tail == LOWER ? q->below : q->above, width = q->end[other] - q->end[end];
    double y = q->end[end] + width * (u - part[end]) / (part[other] - part[end]);
    for (int k = 0; k < 20; k++) {
        const double off = (tail_from(q, tail, end, y) - u) / density(q, y), step = tail == LOWER ? -off : off;
        y += step;
        if (fabs(step) < 1e-8 * fabs(width)) break;
    }
    return y;
}

static double quantile_at(const struct fly_quantile *q, double y)
{
    return q->law == FLY_NORMAL ? y : exp(y);
}

double fly_quantile_solve(const struct fly_quantile *table, uint32_t word)
{
    const int tail = word >> 31 ? UPPER : LOWER;
    return quantile_at(table, solve(table, tail, fly_unit(tail == UPPER ? ~word : word)));
}

/* ---- the table ---- */

/* What the polynomials are to give at one probability, and its derivatives by the probability of the tail. */
struct knot {
    double value, slope, curvature;
};

static struct knot knot_at(const struct fly_quantile *q, int tail, double u)
{
    const double y = solve(q, tail, u), per = 1 / density(q, y), dy = tail == LOWER ? per : -per;
    const double ddy = -steepness(q, y) * per * per;
    if (q->law == FLY_NORMAL) return (struct knot){y, dy, ddy};
    const double value = exp(y / q->power), part = value / q->power;
    return (struct knot){value, part * dy, part * (ddy + dy * dy / q->power)};
}

/* The polynomial of t in [0, 1] with a knot at each end, `width` apart. */
static void join(double *c, const struct knot *from, const struct knot *to, double width)
{
    const double d0 = width * from->slope, d1 = width * to->slope;
    const double s0 = width * width * from->curvature, s1 = width * width * to->curvature;
    const double rise = to->value - from->value - d0 - s0 / 2, turn = d1 - d0 - s0, bend = s1 - s0;
    c[0] = from->value;
    c[1] = d0;
    c[2] = s0 / 2;
    c[3] = 10 * rise - 4 * turn + bend / 2;
    c[4] = -15 * rise + 7 * turn - bend;
    c[5] = 6 * rise - 3 * turn + bend / 2;
}

/* How far ln x may be off in the middle of a cell. */
static const double TOLERANCE = 5e-8;

static bool is_right(const struct fly_quantile *q, int tail, const double *c, double u)
{
    const double root = c[0] + c[1] / 2 + c[2] / 4 + c[3] / 8 + c[4] / 16 + c[5] / 32;
    const double y = q->law == FLY_NORMAL ? root : q->power * log(root);
    return fabs(tail_from(q, tail, end_before(q, tail, u), y) - u) / density(q, y) < TOLERANCE;
}

static void make_tail(struct fly_quantile *q, int tail)
{
    struct knot above = knot_at(q, tail, 0.5);
    for (int octave = 0; octave < FLY_QUANTILE_OCTAVES; octave++)
        for (int cell = FLY_QUANTILE_CELLS - 1; cell >= 0; cell--) {
            const double width = ldexp(0.25 / FLY_QUANTILE_CELLS, -octave), u = width * (FLY_QUANTILE_CELLS + cell);
            const struct knot below = knot_at(q, tail, u);
            double *term = q->term[(tail * FLY_QUANTILE_OCTAVES + octave) * FLY_QUANTILE_CELLS + cell];
            join(term, &below, &above, width);
            if (!is_right(q, tail, term, u + width / 2)) {
                term[0] = NAN;
                q->is_done = false;
            }
            above = below;
        }
}

/* The tables made last: the worlds of a process, one for each thread and scenario, mostly want the same. */
enum { SHELF = 16 };
static struct fly_quantile shelf[SHELF];
static uint32_t n_shelved;

static bool is_for(const struct fly_quantile *q, enum fly_quantile_law law, double a, double b)
{
    return q->law == law && q->a == a && q->b == b;
}

static bool take_from_shelf(struct fly_quantile *table, enum fly_quantile_law law, double a, double b)
{
    bool found = false;
#pragma omp critical(fly_quantile_shelf)
    for (uint32_t k = 0; k < SHELF && !found; k++) {
        found = is_for(&shelf[k], law, a, b);
        if (found) *table = shelf[k];
    }
    return found;
}

static void put_on_shelf(const struct fly_quantile *table)
{
#pragma omp critical(fly_quantile_shelf)
    shelf[n_shelved++ % SHELF] = *table;
}

void fly_quantile_make(struct fly_quantile *table, enum fly_quantile_law law, double a, double b)
{
    if (law == FLY_NORMAL) a = 1;
    if (law != FLY_BETA_STRENGTH) b = 1;
    if (is_for(table, law, a, b) || take_from_shelf(table, law, a, b)) return;
    *table = (struct fly_quantile){
        .law = law, .a = a, .b = b, .power = (uint32_t)fmax(1, round(1 / a)), .is_done = round(1 / a) <= 1};
    measure(table);
    make_tail(table, LOWER);
    make_tail(table, UPPER);
    put_on_shelf(table);
}
