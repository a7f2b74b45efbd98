/* Solves a graph of wheels over a time, and says how strongly it feeds itself.
 *
 *   keep(t) = exp(A t),  take(t) = integral of exp(A s) ds over 0 .. t,  A = G - diag b
 *   keep(2t) = keep(t)^2,  take(2t) = take(t) + keep(t) take(t)
 *
 * Doubled from a time so short that some terms of the Taylor series are exact (Moler & Van Loan 2003, method 3). Off
 * its diagonal A has no negative number, so exp(A t) has none at all: nothing cancels in doubling, and small numbers
 * come out as exact as large ones. GSL's exponential takes memory in every call, which a step may not.
 *
 * The loop gain is lim |M^m|^(1/m) (Gelfand 1941) of M = diag(1/b) G, by squaring: right also where M has no dominant
 * eigenvalue (a ring) or none but 0 (a chain), where power iteration fails. */
#include "models/wheel_graph.h"

#include <assert.h>
#include <float.h>
#include <math.h>

/* The series starts where the rows of |A| t add up to at most SHORT: SHORT^TERMS / TERMS! < 1e-26. */
#define SHORT 0.25
enum { TERMS = 18, SQUARES = 50 };

static struct fly_wheel_matrix product(size_t n, const struct fly_wheel_matrix *a, const struct fly_wheel_matrix *b)
{
    struct fly_wheel_matrix c = {0};
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            for (size_t j = 0; j < n; j++)
                c.of[i][j] += a->of[i][k] * b->of[k][j];
    return c;
}

/* a += factor b */
static void add(struct fly_wheel_matrix *a, double factor, const struct fly_wheel_matrix *b)
{
    for (size_t i = 0; i < FLY_MAX_WHEELS; i++)
        for (size_t j = 0; j < FLY_MAX_WHEELS; j++)
            a->of[i][j] += factor * b->of[i][j];
}

static void scale(struct fly_wheel_matrix *a, double factor)
{
    for (size_t i = 0; i < FLY_MAX_WHEELS; i++)
        for (size_t j = 0; j < FLY_MAX_WHEELS; j++)
            a->of[i][j] *= factor;
}

static double largest_row(const struct fly_wheel_matrix *a)
{
    double largest = 0;
    for (size_t i = 0; i < FLY_MAX_WHEELS; i++) {
        double sum = 0;
        for (size_t j = 0; j < FLY_MAX_WHEELS; j++)
            sum += fabs(a->of[i][j]);
        largest = fmax(largest, sum);
    }
    return largest;
}

/* keep = 1 + A t + (A t)^2 / 2! + ...,  take = t (1 + A t / 2! + (A t)^2 / 3! + ...) */
static struct fly_wheel_time begin(size_t n, const struct fly_wheel_matrix *a, double weeks)
{
    struct fly_wheel_time time = {0};
    struct fly_wheel_matrix term = {0};
    for (size_t i = 0; i < n; i++)
        term.of[i][i] = 1;
    for (int k = 0; k < TERMS; k++) {
        add(&time.keep, 1, &term);
        add(&time.take, weeks / (k + 1), &term);
        term = product(n, &term, a);
        scale(&term, weeks / (k + 1));
    }
    return time;
}

void fly_wheel_solve(const struct fly_wheel_graph *graph, double weeks, struct fly_wheel_time *time)
{
    struct fly_wheel_matrix a = graph->feed;
    int doublings = 0;
    assert(graph->n <= FLY_MAX_WHEELS && weeks > 0);
    for (size_t i = 0; i < graph->n; i++)
        a.of[i][i] -= graph->friction[i];
    const double size = largest_row(&a) * weeks;
    while (ldexp(size, -doublings) > SHORT)
        doublings++;
    *time = begin(graph->n, &a, ldexp(weeks, -doublings));
    while (doublings--) {
        const struct fly_wheel_matrix more = product(graph->n, &time->keep, &time->take);
        add(&time->take, 1, &more);
        time->keep = product(graph->n, &time->keep, &time->keep);
    }
}

double fly_wheel_loop_gain(const struct fly_wheel_graph *graph)
{
    struct fly_wheel_matrix m = {0};
    double gain = 0; /* its logarithm */
    for (size_t i = 0; i < graph->n; i++)
        for (size_t j = 0; j < graph->n; j++) {
            assert(graph->friction[i] > 0 && graph->feed.of[i][j] >= 0);
            m.of[i][j] = graph->feed.of[i][j] / graph->friction[i];
        }
    for (int k = 0; k < SQUARES; k++) {
        const double size = largest_row(&m);
        if (size < DBL_MIN) return 0;
        gain += ldexp(log(size), -k);
        scale(&m, 1 / size);
        m = product(graph->n, &m, &m);
    }
    return exp(gain);
}
