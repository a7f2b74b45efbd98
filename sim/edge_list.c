/* Reads an undirected edge list into compressed rows: every agent's neighbours, sorted, both directions. */
#include "sim/edge_list.h"

#include "sim/alloc.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <gsl/gsl_heapsort.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LINE_SIZE = 256 };

struct edges {
    uint32_t (*ends)[2];
    size_t n, capacity;
};

/* One id; *text moves behind it. */
static bool read_id(const char **text, uint64_t *id)
{
    const char *c = *text;
    while (*c == ' ' || *c == '\t' || *c == ',') c++;
    if (!isdigit((unsigned char)*c)) return false;
    for (*id = 0; isdigit((unsigned char)*c); c++)
        if (*id <= UINT32_MAX) *id = *id * 10 + (uint64_t)(*c - '0');
    *text = c;
    return true;
}

static bool is_blank(const char *text)
{
    while (isspace((unsigned char)*text)) text++;
    return *text == '\0' || *text == '#';
}

static int add_edge(struct edges *edges, uint32_t a, uint32_t b)
{
    void *ends = edges->ends;
    const int ret = fly_grow(&ends, &edges->capacity, edges->n + 1, sizeof edges->ends[0]);
    edges->ends = ends;
    if (ret < 0) return ret;
    edges->ends[edges->n][0] = a < b ? a : b;
    edges->ends[edges->n++][1] = a < b ? b : a;
    return FLY_OK;
}

static int read_line(struct fly_network *network, struct edges *edges, const char *text, const char *path, size_t line,
                     struct fly_diagnostics *found)
{
    uint64_t id[2];
    if (is_blank(text)) return FLY_OK;
    const char *rest = text;
    if (!read_id(&rest, &id[0]) || !read_id(&rest, &id[1]) || !is_blank(rest)) {
        fly_diagnose(found, FLY_ERROR, path, line, "not an edge: write two ids, such as \"0 17\"");
        return FLY_OK;
    }
    for (int k = 0; k < 2; k++)
        if (id[k] >= network->n_agents) {
            fly_diagnose(found, FLY_ERROR, path, line,
                         "id %" PRIu64 "%s is too large: market.agents = %" PRIu32 " allows 0 to %" PRIu32, id[k],
                         id[k] > UINT32_MAX ? "..." : "", network->n_agents, network->n_agents - 1);
            return FLY_OK;
        }
    if (id[0] == id[1]) {
        network->n_self_loops++;
        return FLY_OK;
    }
    return add_edge(edges, (uint32_t)id[0], (uint32_t)id[1]);
}

static int read_lines(struct fly_network *network, struct edges *edges, FILE *file, const char *path,
                      struct fly_diagnostics *found, struct fly_error *error)
{
    char text[LINE_SIZE];
    bool skipping = false; /* the rest of a line that was too long */
    for (size_t line = 1; fgets(text, sizeof text, file);) {
        const size_t n = strlen(text);
        const bool whole = (n && text[n - 1] == '\n') || feof(file);
        if (!skipping && !whole && !is_blank(text))
            fly_diagnose(found, FLY_ERROR, path, line, "the line is too long for an edge: write two ids, such as \"0 17\"");
        else if (!skipping && read_line(network, edges, text, path, line, found) < 0)
            return fly_fail(error, FLY_ERR_MEMORY, "no memory for the edges of %s", path);
        skipping = !whole;
        line += whole;
    }
    if (ferror(file)) return fly_fail(error, FLY_ERR_IO, "%s: %s", path, strerror(errno));
    return FLY_OK;
}

static int compare_edges(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    if (x[0] != y[0]) return x[0] < y[0] ? -1 : 1;
    return x[1] < y[1] ? -1 : x[1] > y[1];
}

static void drop_duplicates(struct fly_network *network, struct edges *edges)
{
    if (!edges->n) return;
    gsl_heapsort(edges->ends, edges->n, sizeof edges->ends[0], compare_edges);
    size_t kept = 1;
    for (size_t e = 1; e < edges->n; e++)
        if (compare_edges(edges->ends[e], edges->ends[kept - 1]))
            memcpy(edges->ends[kept++], edges->ends[e], sizeof edges->ends[0]);
    network->n_duplicates = edges->n - kept;
    edges->n = kept;
}

/* Counts, sums up, fills: in two passes so that every list of neighbours comes out sorted. */
static int compress(struct fly_network *network, const struct edges *edges)
{
    network->n_edges = edges->n;
    network->offsets = fly_alloc(network->n_agents + (size_t)1, sizeof network->offsets[0]);
    network->neighbours = fly_alloc(2 * edges->n, sizeof network->neighbours[0]);
    uint64_t *at = fly_alloc(network->n_agents, sizeof *at);
    if (!network->offsets || !network->neighbours || !at) {
        fly_free(at);
        return FLY_ERR_MEMORY;
    }
    for (size_t e = 0; e < edges->n; e++)
        for (int k = 0; k < 2; k++) network->offsets[edges->ends[e][k] + 1]++;
    for (uint32_t i = 0; i < network->n_agents; i++) network->offsets[i + 1] += network->offsets[i];
    memcpy(at, network->offsets, network->n_agents * sizeof *at);
    for (int end = 1; end >= 0; end--) /* first the smaller neighbours, then the larger */
        for (size_t e = 0; e < edges->n; e++)
            network->neighbours[at[edges->ends[e][end]]++] = edges->ends[e][1 - end];
    assert(network->offsets[network->n_agents] == 2 * edges->n);
    fly_free(at);
    return FLY_OK;
}

int fly_edge_list_read(struct fly_network *network, const char *path, struct fly_origin named_at,
                       struct fly_diagnostics *found, struct fly_error *error)
{
    int ret = FLY_OK;
    struct edges edges = {0};
    FILE *file = fopen(path, "rb");
    if (!file) {
        fly_diagnose(found, FLY_ERROR, named_at.file, named_at.line, "network.file %s: %s", path, strerror(errno));
        return fly_fail(error, found->code, "the network's file cannot be read");
    }
    FLY_TRY(read_lines(network, &edges, file, path, found, error));
    if (found->code < 0) FLY_TRY(fly_fail(error, found->code, "the edge list %s is wrong", path));
    drop_duplicates(network, &edges);
    if (compress(network, &edges) < 0) ret = fly_fail(error, FLY_ERR_MEMORY, "no memory for the network of %s", path);
out:
    (void)fclose(file);
    fly_free(edges.ends);
    return ret;
}
