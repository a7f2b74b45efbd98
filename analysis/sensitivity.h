/* Global sensitivity analysis: which factors a figure y depends on when all of them vary at once. A design says at
 * which points u of the unit cube to look; its user finds y there; the indices say what each factor does. Nothing here
 * runs a simulation.
 *
 * A design has n units, which are independent of each other and are resampled as a whole by the bootstrap:
 *
 *   method    unit           points of a unit             measures of each factor
 *   morris    trajectory     k + 1: one factor a step     mu, mu_star, sigma (Morris 1991; Campolongo et al. 2007)
 *   sobol     base sample    k + 2: A, B, AB_1 .. AB_k    s1 (Saltelli et al. 2010), st (Jansen 1999)
 *   prcc      point          1                            prcc (Marino et al. 2008)
 *
 * Everything is drawn by the design's seed alone: the same (method, k, n, levels, seed) give the same bits. */
#ifndef FLY_SENSITIVITY_H
#define FLY_SENSITIVITY_H

#include "analysis/figure.h"
#include "sim/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FLY_MORRIS_MOST_LEVELS = 1 << 16 };

enum fly_method { FLY_MORRIS, FLY_SOBOL, FLY_PRCC, FLY_N_METHODS };

struct fly_method_info {
    const char *name, *doc;
    const char *units;                 /* what is counted by n: "trajectories" */
    const struct fly_figure *measures; /* [n_measures]; those without a unit have that of y */
    size_t n_measures;
};

const struct fly_method_info *fly_method_info(enum fly_method method);

/* By name: "morris". False: there is none. */
bool fly_method_find(const char *name, enum fly_method *method);

/* Caller-owned; a zeroed struct may be freed. */
struct fly_sensitivity_design {
    enum fly_method method;
    size_t k, n;     /* factors, units */
    unsigned levels; /* of Morris' grid: 0, 1/(levels - 1), ..., 1; else not read */
    uint64_t seed;
    size_t n_points; /* n times the points of a unit, those of a unit one behind the other */
    double *u;       /* [n_points][k], owned; 0 <= u <= 1, and 0 and 1 themselves by morris only */
};

/* FLY_ERR_SCENARIO when there can be no such design, with a sentence that says why; FLY_ERR_MEMORY. */
int fly_sensitivity_design_init(struct fly_sensitivity_design *design, enum fly_method method, size_t k, size_t n,
                                unsigned levels, uint64_t seed, struct fly_error *error);
void fly_sensitivity_design_free(struct fly_sensitivity_design *design);

/* A measure of a factor with its 95 % interval: percentiles of the bootstrap over units (Efron 1979). */
struct fly_index {
    double value, low, high;
};

enum { FLY_MOST_BOOTSTRAP = 1 << 16 };

/* Indices of every factor, [k][n_measures], into the caller's array, from y at every point, [n_points]. A unit with a y
 * that is not finite is dropped; *n_used, which may be NULL, counts the others. NAN: an index that is not defined (no
 * units left, y never changes, all of y explained by others), and an interval whose index is not defined in half of
 * the resamples, or without any (n_bootstrap = 0).
 *
 * The bootstrap takes units for independent. Those of a Sobol sequence fill the cube more evenly, so that s1 and st are
 * better than their intervals say: of 1,000 intervals of Ishigami's function all held the truth. */
int fly_sensitivity_indices(const struct fly_sensitivity_design *design, const double *y, size_t n_bootstrap,
                            struct fly_index *indices, size_t *n_used, struct fly_error *error);

#endif
