/* Where a field over a grid is 0: the line on which two strategies tie. */
#ifndef FLY_TIE_H
#define FLY_TIE_H

#include "sim/status.h"

#include <stddef.h>

/* Lines as points, one line behind the other; a closed one ends where it begins. Caller-owned; a zeroed struct may be
 * freed. */
struct fly_tie {
    double *x, *y; /* [n]; owned */
    size_t *line;  /* [n]: which line a point belongs to; owned */
    size_t n, n_lines;
};

/* Marching squares (Lorensen & Cline 1987 in two dimensions): between neighbouring corners of opposite sign the field
 * is a straight line, and in a cell whose corners alternate the mean of the four tells which of them hang together.
 * x and y rise; values is [n_y][n_x]. Cells with a corner that is not finite hold no line; 0 counts as positive. */
int fly_tie_find(struct fly_tie *tie, const double *x, size_t n_x, const double *y, size_t n_y, const double *values,
                 struct fly_error *error);
void fly_tie_free(struct fly_tie *tie);

#endif
