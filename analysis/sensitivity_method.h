/* What a method of sensitivity analysis brings: a design, and indices of weighted units. */
#ifndef FLY_SENSITIVITY_METHOD_H
#define FLY_SENSITIVITY_METHOD_H

#include "analysis/sensitivity.h"

/* The units of a design at all of whose points y is defined. */
struct fly_units {
    const struct fly_sensitivity_design *design;
    const double *y;
    size_t *which; /* [n], ascending */
    size_t n, size;
};

/* y and u at point p of the j-th of these units. */
static inline double fly_units_y(const struct fly_units *units, size_t j, size_t p)
{
    return units->y[units->which[j] * units->size + p];
}

static inline const double *fly_units_u(const struct fly_units *units, size_t j, size_t p)
{
    return units->design->u + (units->which[j] * units->size + p) * units->design->k;
}

struct fly_sensitivity_method {
    struct fly_method_info info;
    size_t (*unit_size)(size_t k);
    size_t (*least_units)(size_t k);
    /* Fills u, which is allocated; n and k have been checked against least_units. */
    int (*fill)(struct fly_sensitivity_design *design, struct fly_error *error);
    /* What evaluate needs of the units, made once; NULL: no memory. */
    void *(*begin)(const struct fly_units *units);
    /* The measures, [k][n_measures], when unit j counts weights[j] times; the weights add up to n. */
    void (*evaluate)(const struct fly_units *units, void *work, const double *weights, double *values);
    void (*end)(void *work);
};

extern const struct fly_sensitivity_method fly_method_morris, fly_method_sobol, fly_method_prcc;

#endif
