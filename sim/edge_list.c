/* Reads an edge list into compressed rows: every agent's neighbours, sorted; each edge at both ends unless directed. */
#include "sim/edge_list.h"

#include "sim/alloc.h"
#include "sim/tie_list.h"

#include <ctype.h>
#include <errno.h>
#include <gsl/gsl_heapsort.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum {
    LINE_SIZE = 256,
    MAX_ERRORS = 1000 /* shown of one list; the rest is counted */
};

struct edges {
    uint32_t (*ends)[2];
    size_t n, capacity;
};

/* A line without its end; of a longer one only the beginning. */
struct line {
    char text[LINE_SIZE];
    bool is_cut, is_binary;
};

/* What is being read, and what was wrong up to here. */
struct reading {
    const char *path;
    size_t line, n_errors;
    struct fly_diagnostics *found;
};

static bool next_line(FILE *file, struct line *line)
{
    size_t n = 0;
    int c;
    line->is_cut = line->is_binary = false;
    while ((c = getc_unlocked(file)) != EOF && c != '\n') {
        if (n < LINE_SIZE - 1)
            line->text[n++] = (char)c;
        else
            line->is_cut = true;
        line->is_binary |= c == 0;
    }
    line->text[n] = '\0';
    return c != EOF || n > 0;
}

/* Whether one more error of this list is shown. */
static bool is_shown(struct reading *reading)
{
    return reading->n_errors++ < MAX_ERRORS;
}

/* One id; *text moves behind it. */
static bool read_id(const char **text, uint64_t *id)
{
    const char *c = *text;
    while (*c == ' ' || *c == '\t' || *c == ',')
        c++;
    if (!isdigit((unsigned char)*c)) return false;
    for (*id = 0; isdigit((unsigned char)*c); c++)
        if (*id <= UINT32_MAX) *id = *id * 10 + (uint64_t)(*c - '0');
    *text = c;
    return true;
}

static bool is_blank(const char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    return *text == '\0' || *text == '#';
}

/* The smaller end of an undirected edge comes first. */
static int add_edge(struct edges *edges, bool directed, uint32_t a, uint32_t b)
{
    const bool as_written = directed || a < b;
    void *ends = edges->ends;
    const int ret = fly_grow(&ends, &edges->capacity, edges->n + 1, sizeof edges->ends[0]);
    edges->ends = ends;
    if (ret < 0) return ret;
    edges->ends[edges->n][0] = as_written ? a : b;
    edges->ends[edges->n++][1] = as_written ? b : a;
    return FLY_OK;
}

static int read_line(struct fly_network *network, struct edges *edges, const struct line *line, struct reading *reading)
{
    static const char what[] = "write two ids, such as \"0 17\"";
    uint64_t id[2];
    const char *rest = line->text;
    const bool is_comment = rest[strspn(rest, " \t")] == '#';
    if (is_comment || (is_blank(rest) && !line->is_cut && !line->is_binary)) return FLY_OK;
    if (line->is_cut || line->is_binary || !read_id(&rest, &id[0]) || !read_id(&rest, &id[1]) || !is_blank(rest)) {
        if (is_shown(reading))
            fly_diagnose(reading->found, FLY_ERROR, reading->path, reading->line, "%s: %s",
                         line->is_cut ? "the line is too long for an edge" : "not an edge", what);
        return FLY_OK;
    }
    const uint64_t larger = id[0] > id[1] ? id[0] : id[1];
    if (larger >= network->n_agents) {
        if (is_shown(reading))
            fly_diagnose(reading->found, FLY_ERROR, reading->path, reading->line,
                         "id %" PRIu64 "%s is too large: market.agents = %" PRIu32 " allows 0 to %" PRIu32, larger,
                         larger > UINT32_MAX ? "..." : "", network->n_agents, network->n_agents - 1);
        return FLY_OK;
    }
    if (id[0] == id[1]) {
        network->n_self_loops++;
        return FLY_OK;
    }
    return add_edge(edges, network->directed, (uint32_t)id[0], (uint32_t)id[1]);
}

static int read_lines(struct fly_network *network, struct edges *edges, FILE *file, struct reading *reading,
                      struct fly_error *error)
{
    struct line line;
    while (next_line(file, &line)) {
        reading->line++;
        if (read_line(network, edges, &line, reading) < 0)
            return fly_fail(error, FLY_ERR_MEMORY, "no memory for the edges of %s", reading->path);
    }
    if (ferror(file)) return fly_fail(error, FLY_ERR_IO, "%s: %s", reading->path, strerror(errno));
    if (reading->n_errors > MAX_ERRORS) {
        const size_t n_hidden = reading->n_errors - MAX_ERRORS;
        fly_diagnose(reading->found, FLY_ERROR, reading->path, 0, "%zu more errors in this file are not shown",
                     n_hidden);
        reading->found->n_errors += n_hidden - 1; /* that one sentence stands for all of them */
    }
    return reading->n_errors ? FLY_ERR_SCENARIO : FLY_OK;
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

/* In the order of the edges, so that every row comes out sorted. */
static int store(struct fly_network *network, const struct edges *edges)
{
    struct fly_tie_list list;
    int ret = fly_tie_list_begin(&list, network, edges->n);
    for (size_t e = 0; e < edges->n && ret == FLY_OK; e++)
        ret = fly_tie_list_add(&list, edges->ends[e][0], edges->ends[e][1]);
    if (ret == FLY_OK) fly_tie_list_store(&list);
    fly_tie_list_free(&list);
    return ret;
}

/* A pipe or a device would never end. */
static FILE *open_regular(const char *path, const char **why)
{
    struct stat about;
    *why = NULL;
    if (stat(path, &about) == 0 && !S_ISREG(about.st_mode))
        *why = S_ISDIR(about.st_mode) ? "this is a directory, not a file" : "this is not a regular file";
    FILE *file = *why ? NULL : fopen(path, "rb");
    if (!file && !*why) *why = strerror(errno);
    return file;
}

int fly_edge_list_read(struct fly_network *network, const char *path, struct fly_origin named_at,
                       struct fly_diagnostics *found, struct fly_error *error)
{
    int ret = FLY_OK;
    struct edges edges = {0};
    struct reading reading = {.path = path, .found = found};
    const char *why;
    FILE *file = open_regular(path, &why);
    if (!file) {
        fly_diagnose(found, FLY_ERROR, named_at.file, named_at.line, "network.file %s: %s", path, why);
        return FLY_ERR_SCENARIO;
    }
    FLY_TRY(read_lines(network, &edges, file, &reading, error));
    drop_duplicates(network, &edges);
    if (store(network, &edges) < 0) ret = fly_fail(error, FLY_ERR_MEMORY, "no memory for the network of %s", path);
out:
    (void)fclose(file);
    fly_free(edges.ends);
    return ret;
}
