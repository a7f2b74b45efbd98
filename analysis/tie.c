/* Marching squares. Each edge of the grid is crossed at most once, by lines of the two cells beside it: so lines are
 * chains of edges, in which an edge knows up to two neighbours. */
#include "analysis/tie.h"

#include "sim/alloc.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

static const size_t NONE = SIZE_MAX;

struct link {
    size_t next[2]; /* edges */
    bool is_done;
};

struct field {
    const double *x, *y, *values;
    size_t n_x, n_y;
    struct link *links; /* [edges]: those along x row by row, then those along y */
};

static size_t n_edges_along_x(const struct field *field)
{
    return (field->n_x - 1) * field->n_y;
}

static size_t n_edges(const struct field *field)
{
    return n_edges_along_x(field) + field->n_x * (field->n_y - 1);
}

/* From (i, j) to (i + 1, j). */
static size_t edge_along_x(const struct field *field, size_t i, size_t j)
{
    return j * (field->n_x - 1) + i;
}

/* From (i, j) to (i, j + 1). */
static size_t edge_along_y(const struct field *field, size_t i, size_t j)
{
    return n_edges_along_x(field) + j * field->n_x + i;
}

static double value_at(const struct field *field, size_t i, size_t j)
{
    return field->values[j * field->n_x + i];
}

/* ---- cells ---- */

static void join(const struct field *field, size_t a, size_t b)
{
    const size_t ends[2] = {a, b};
    for (int k = 0; k < 2; k++) {
        struct link *link = &field->links[ends[k]];
        assert(link->next[1] == NONE);
        link->next[link->next[0] == NONE ? 0 : 1] = ends[1 - k];
    }
}

/* Corners go round: 0 (i, j), 1 (i + 1, j), 2 (i + 1, j + 1), 3 (i, j + 1); edge k is from corner k to the next. */
static void cut_cell(const struct field *field, size_t i, size_t j)
{
    const double v[4] = {value_at(field, i, j), value_at(field, i + 1, j), value_at(field, i + 1, j + 1),
                         value_at(field, i, j + 1)};
    const size_t edges[4] = {edge_along_x(field, i, j), edge_along_y(field, i + 1, j), edge_along_x(field, i, j + 1),
                             edge_along_y(field, i, j)};
    size_t crossed[4], n = 0;
    for (int k = 0; k < 4; k++)
        if (!isfinite(v[k])) return;
    for (size_t k = 0; k < 4; k++)
        if ((v[k] < 0) != (v[(k + 1) % 4] < 0)) crossed[n++] = edges[k];
    if (n == 2) join(field, crossed[0], crossed[1]);
    if (n != 4) return;
    /* corners of the centre's sign hang together: the lines cut off the others, 1 and 3 or else 0 and 2 */
    const bool is_like_first = (v[0] + v[1] + v[2] + v[3] < 0) == (v[0] < 0);
    join(field, edges[0], edges[is_like_first ? 1 : 3]);
    join(field, edges[2], edges[is_like_first ? 3 : 1]);
}

/* ---- lines ---- */

static double zero_between(double at0, double v0, double at1, double v1)
{
    return at0 + (at1 - at0) * (v0 / (v0 - v1));
}

static void add_point(struct fly_tie *tie, const struct field *field, size_t edge)
{
    const bool is_along_x = edge < n_edges_along_x(field);
    const size_t place = is_along_x ? edge : edge - n_edges_along_x(field),
                 width = is_along_x ? field->n_x - 1 : field->n_x, i = place % width, j = place / width;
    const double here = value_at(field, i, j);
    tie->x[tie->n] = field->x[i];
    tie->y[tie->n] = field->y[j];
    if (is_along_x)
        tie->x[tie->n] = zero_between(field->x[i], here, field->x[i + 1], value_at(field, i + 1, j));
    else
        tie->y[tie->n] = zero_between(field->y[j], here, field->y[j + 1], value_at(field, i, j + 1));
    tie->line[tie->n++] = tie->n_lines;
}

static void follow(struct fly_tie *tie, const struct field *field, size_t first)
{
    size_t edge = first, from = NONE;
    do {
        struct link *link = &field->links[edge];
        link->is_done = true;
        add_point(tie, field, edge);
        const size_t next = link->next[0] == from ? link->next[1] : link->next[0];
        from = edge;
        edge = next;
    } while (edge != NONE && !field->links[edge].is_done);
    if (edge == first) add_point(tie, field, first);
    tie->n_lines++;
}

/* Open lines from one of their ends; what is left after them is closed. */
static void follow_all(struct fly_tie *tie, const struct field *field)
{
    for (int closed = 0; closed < 2; closed++)
        for (size_t edge = 0; edge < n_edges(field); edge++) {
            const struct link *link = &field->links[edge];
            if (link->next[0] == NONE || link->is_done || (!closed && link->next[1] != NONE)) continue;
            follow(tie, field, edge);
        }
}

int fly_tie_find(struct fly_tie *tie, const double *x, size_t n_x, const double *y, size_t n_y, const double *values,
                 struct fly_error *error)
{
    assert(tie && x && y && values);
    int ret = FLY_OK;
    struct field field = {.x = x, .y = y, .values = values, .n_x = n_x, .n_y = n_y};
    *tie = (struct fly_tie){0};
    if (n_x < 2 || n_y < 2) return FLY_OK;
    const size_t most = 2 * n_edges(&field); /* a closed line has one point twice */
    field.links = fly_alloc(n_edges(&field), sizeof *field.links);
    tie->x = fly_alloc(most, sizeof *tie->x);
    tie->y = fly_alloc(most, sizeof *tie->y);
    tie->line = fly_alloc(most, sizeof *tie->line);
    if (!field.links || !tie->x || !tie->y || !tie->line)
        FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the line of ties."));
    for (size_t e = 0; e < n_edges(&field); e++)
        field.links[e] = (struct link){.next = {NONE, NONE}};
    for (size_t j = 0; j + 1 < n_y; j++)
        for (size_t i = 0; i + 1 < n_x; i++)
            cut_cell(&field, i, j);
    follow_all(tie, &field);
out:
    fly_free(field.links);
    if (ret < 0) fly_tie_free(tie);
    return ret;
}

void fly_tie_free(struct fly_tie *tie)
{
    assert(tie);
    fly_free(tie->x);
    fly_free(tie->y);
    fly_free(tie->line);
    *tie = (struct fly_tie){0};
}
