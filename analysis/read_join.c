/* Joins result files: their scenarios side by side, replicate by replicate, over the replicates that all have. */
#include "analysis/read_join.h"

#include "sim/alloc.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NAME_ROOM = 16 };

static int no_memory(struct fly_error *error)
{
    return fly_fail(error, FLY_ERR_MEMORY, "No memory to put the results side by side.");
}

/* ---- whether they go together ---- */

static const char *pairing_word(const struct fly_dataset *data)
{
    return data->pairing == FLY_PAIRS ? "antithetic pairs" : "independent replicates";
}

static int check_weeks(const struct fly_dataset *a, const struct fly_dataset *b, const char *const *names,
                       struct fly_error *error)
{
    bool same = a->n_weeks == b->n_weeks;
    for (size_t w = 0; same && w < a->n_weeks; w++)
        same = a->weeks[w] == b->weeks[w];
    if (same) return FLY_OK;
    return fly_fail(error, FLY_ERR_SCENARIO,
                    "%s and %s cannot be compared: they differ in time (%zu recorded weeks up to week %g; %zu up to "
                    "week %g)",
                    names[0], names[1], a->n_weeks - 1, a->weeks[a->n_weeks - 1], b->n_weeks - 1,
                    b->weeks[b->n_weeks - 1]);
}

static int check_pair(const struct fly_dataset *a, const struct fly_dataset *b, const char *const *names,
                      struct fly_error *error)
{
    if (a->n_points > 0 || b->n_points > 0)
        return fly_fail(error, FLY_ERR_SCENARIO, "%s is an experiment of %zu points: it is looked at alone",
                        names[a->n_points == 0], a->n_points ? a->n_points : b->n_points);
    if (a->pairing != b->pairing)
        return fly_fail(error, FLY_ERR_SCENARIO,
                        "%s and %s cannot be compared: one has %s, the other %s (run.antithetic)", names[0], names[1],
                        pairing_word(a), pairing_word(b));
    return check_weeks(a, b, names, error);
}

/* The replicates that all have, by number. */
static int find_common(struct fly_dataset *joined, const char *const *paths, struct fly_error *error)
{
    size_t first = 0, end = SIZE_MAX;
    for (size_t p = 0; p < joined->n_parts; p++) {
        const struct fly_dataset *part = &joined->parts[p].data;
        const size_t part_end = part->first_replicate + part->n_replicates;
        if (part->first_replicate > first) first = part->first_replicate;
        if (part_end < end) end = part_end;
        if (end <= first)
            return fly_fail(error, FLY_ERR_SCENARIO,
                            "%s cannot be compared with what stands before it: no replicate has a number that all have",
                            paths[p]);
    }
    for (size_t p = 0; p < joined->n_parts; p++)
        joined->parts[p].skip = first - joined->parts[p].data.first_replicate;
    joined->first_replicate = first;
    joined->n_replicates = end - first;
    return FLY_OK;
}

/* ---- names ---- */

static bool is_taken(const struct fly_dataset *joined, const char *name)
{
    for (size_t s = 0; s < joined->scenarios.n; s++)
        if (strcmp(joined->scenarios.text[s], name) == 0) return true;
    return false;
}

/* Names label the results, so a second one of a name gets a number. */
static int add_name(struct fly_dataset *joined, const char *name)
{
    const size_t size = strlen(name) + NAME_ROOM;
    char *own = fly_alloc(size, 1);
    if (!own) return FLY_ERR_MEMORY;
    (void)snprintf(own, size, "%s", name);
    for (size_t number = 2; is_taken(joined, own); number++)
        (void)snprintf(own, size, "%s-%zu", name, number);
    joined->scenarios.text[joined->scenarios.n++] = own;
    return FLY_OK;
}

static int join_names(struct fly_dataset *joined, struct fly_error *error)
{
    size_t n = 0;
    for (size_t p = 0; p < joined->n_parts; p++) {
        joined->parts[p].first = n;
        n += joined->parts[p].data.scenarios.n;
    }
    joined->scenarios.text = fly_alloc(n, sizeof *joined->scenarios.text);
    if (!joined->scenarios.text) return no_memory(error);
    for (size_t p = 0; p < joined->n_parts; p++)
        for (size_t s = 0; s < joined->parts[p].data.scenarios.n; s++)
            if (add_name(joined, joined->parts[p].data.scenarios.text[s]) < 0) return no_memory(error);
    return FLY_OK;
}

/* ---- KPIs ---- */

static bool all_have(const struct fly_dataset *joined, const char *kpi)
{
    for (size_t p = 0; p < joined->n_parts; p++)
        if (fly_dataset_find_kpi(&joined->parts[p].data, kpi) < 0) return false;
    return true;
}

static int copy_row(struct fly_kpi_row *copy, const struct fly_kpi_row *row)
{
    *copy = (struct fly_kpi_row){.name = fly_copy_text(row->name),
                                 .unit = fly_copy_text(row->unit),
                                 .doc = fly_copy_text(row->doc),
                                 .path = fly_copy_text(row->path),
                                 .formula = fly_copy_text(row->formula),
                                 .better = row->better};
    return copy->name && copy->unit && copy->doc && copy->path && copy->formula ? FLY_OK : FLY_ERR_MEMORY;
}

/* Those that all files have, in the order of the first one. */
static int join_rows(struct fly_dataset *joined, struct fly_error *error)
{
    const struct fly_dataset *first = &joined->parts[0].data;
    joined->kpis = fly_alloc(first->n_kpis, sizeof *joined->kpis);
    if (!joined->kpis) return no_memory(error);
    for (size_t k = 0; k < first->n_kpis; k++)
        if (all_have(joined, first->kpis[k].name) && copy_row(&joined->kpis[joined->n_kpis++], &first->kpis[k]) < 0)
            return no_memory(error);
    if (joined->n_kpis > 0) return FLY_OK;
    return fly_fail(error, FLY_ERR_SCENARIO, "The results cannot be compared: they have no KPI in common");
}

/* Part p's replicates that all have, `inner` values each: from [its scenarios][its replicates] to
 * [all scenarios][common replicates]. */
static void place(const struct fly_dataset *joined, const struct fly_joined_file *part, const double *from,
                  size_t inner, double *to)
{
    for (size_t s = 0; s < part->data.scenarios.n; s++)
        memcpy(to + (part->first + s) * joined->n_replicates * inner,
               from + (s * part->data.n_replicates + part->skip) * inner, joined->n_replicates * inner * sizeof *to);
}

static int join_kpis(struct fly_dataset *joined, struct fly_error *error)
{
    int ret = join_rows(joined, error);
    if (ret < 0) return ret;
    joined->kpi = fly_alloc(joined->scenarios.n * joined->n_replicates * joined->n_kpis, sizeof *joined->kpi);
    if (!joined->kpi) return no_memory(error);
    for (size_t p = 0; p < joined->n_parts; p++) {
        const struct fly_joined_file *part = &joined->parts[p];
        const struct fly_dataset *data = &part->data;
        for (size_t k = 0; k < joined->n_kpis; k++) {
            const size_t own = (size_t)fly_dataset_find_kpi(data, joined->kpis[k].name);
            for (size_t s = 0; s < data->scenarios.n; s++)
                for (size_t r = 0; r < joined->n_replicates; r++)
                    joined->kpi[((part->first + s) * joined->n_replicates + r) * joined->n_kpis + k] =
                        data->kpi[(s * data->n_replicates + part->skip + r) * data->n_kpis + own];
        }
    }
    return FLY_OK;
}

/* ---- the joined dataset ---- */

/* Moves the datasets into the joined one, whatever comes next. */
static int take_parts(struct fly_dataset *joined, struct fly_dataset *parts, size_t n, struct fly_error *error)
{
    joined->parts = fly_alloc(n, sizeof *joined->parts);
    for (size_t p = 0; p < n; p++) {
        if (joined->parts)
            joined->parts[joined->n_parts++].data = parts[p];
        else
            fly_dataset_close(&parts[p]);
        parts[p] = (struct fly_dataset){0};
    }
    return joined->parts ? FLY_OK : no_memory(error);
}

int fly_dataset_join(struct fly_dataset *joined, struct fly_dataset *parts, size_t n, const char *const *paths,
                     struct fly_error *error)
{
    assert(joined && parts && n > 0 && paths);
    int ret;
    *joined = (struct fly_dataset){0};
    FLY_TRY(take_parts(joined, parts, n, error));
    const struct fly_dataset *first = &joined->parts[0].data;
    for (size_t p = 1; p < n; p++)
        FLY_TRY(check_pair(first, &joined->parts[p].data, (const char *[]){paths[0], paths[p]}, error));
    joined->pairing = first->pairing;
    joined->n_weeks = first->n_weeks;
    joined->weeks = fly_alloc(first->n_weeks, sizeof *joined->weeks);
    if (!joined->weeks) FLY_TRY(no_memory(error));
    memcpy(joined->weeks, first->weeks, first->n_weeks * sizeof *joined->weeks);
    FLY_TRY(find_common(joined, paths, error));
    FLY_TRY(join_names(joined, error));
    FLY_TRY(join_kpis(joined, error));
out:
    if (ret < 0) fly_dataset_close(joined);
    return ret;
}

void fly_join_close(struct fly_dataset *data)
{
    for (size_t p = 0; p < data->n_parts; p++)
        fly_dataset_close(&data->parts[p].data);
    fly_free(data->parts);
}

const struct fly_joined_file *fly_join_part(const struct fly_dataset *data, size_t scenario)
{
    size_t p = data->n_parts - 1;
    while (data->parts[p].first > scenario)
        p--;
    return &data->parts[p];
}

/* ---- series ---- */

int fly_join_series(const struct fly_dataset *data, const char *name, double **values, bool *is_flow,
                    struct fly_error *error)
{
    int ret = FLY_OK;
    *values = fly_alloc(data->scenarios.n * data->n_replicates * data->n_weeks, sizeof **values);
    if (!*values) return no_memory(error);
    for (size_t p = 0; p < data->n_parts; p++) {
        double *own = NULL;
        FLY_TRY(fly_dataset_series(&data->parts[p].data, name, &own, is_flow, error));
        place(data, &data->parts[p], own, data->n_weeks, *values);
        fly_free(own);
    }
out:
    if (ret < 0) {
        fly_free(*values);
        *values = NULL;
    }
    return ret;
}

/* Scenarios of a file that has no such label have none of it. */
int fly_join_weeks(const struct fly_dataset *data, const char *name, const char *label, double **values,
                   struct fly_error *error)
{
    int ret = FLY_OK;
    size_t n_found = 0;
    *values = fly_alloc(data->scenarios.n * data->n_replicates * data->n_weeks, sizeof **values);
    if (!*values) return no_memory(error);
    for (size_t p = 0; p < data->n_parts; p++) {
        const struct fly_dataset *part = &data->parts[p].data;
        double *own = NULL;
        ret = label ? fly_dataset_label(part, name, label, &own, error) : fly_dataset_sums(part, name, &own, error);
        if (ret == FLY_OK) place(data, &data->parts[p], own, data->n_weeks, *values);
        fly_free(own);
        n_found += ret == FLY_OK;
        if (ret < 0 && (!label || ret != FLY_ERR_USAGE)) break;
    }
    if (label && n_found > 0 && ret == FLY_ERR_USAGE) ret = FLY_OK;
    if (ret < 0) {
        fly_free(*values);
        *values = NULL;
    }
    return ret;
}

/* ---- labels ---- */

static size_t find_label(const struct fly_labels *labels, const char *text)
{
    size_t i = 0;
    while (i < labels->n && strcmp(labels->text[i], text) != 0)
        i++;
    return i;
}

/* Adds those that are not among them yet. */
static int add_labels(struct fly_labels *all, const struct fly_labels *more, struct fly_error *error)
{
    void *text = all->text;
    size_t capacity = all->n;
    if (fly_grow(&text, &capacity, all->n + more->n, sizeof *all->text) < 0) return no_memory(error);
    all->text = text;
    for (size_t i = 0; i < more->n; i++) {
        if (find_label(all, more->text[i]) < all->n) continue;
        char *copy = fly_copy_text(more->text[i]);
        if (!copy) return no_memory(error);
        all->text[all->n++] = copy;
    }
    return FLY_OK;
}

/* A grid's values among those of all, whose labels include its own. */
static void place_grid(const struct fly_dataset *data, const struct fly_joined_file *part,
                       const struct fly_grid_values *own, struct fly_grid_values *all)
{
    const size_t size = own->n[0] * own->n[1] * own->n[2], all_size = all->n[0] * all->n[1] * all->n[2];
    for (size_t i = 0; i < size; i++) {
        const size_t at[FLY_GRID_DIMS] = {i / own->n[2] / own->n[1], i / own->n[2] % own->n[1], i % own->n[2]};
        size_t to = 0;
        for (size_t d = 0; d < FLY_GRID_DIMS; d++)
            to = to * all->n[d] + (d < own->n_dims ? find_label(&all->labels[d], own->labels[d].text[at[d]]) : 0);
        for (size_t s = 0; s < part->data.scenarios.n; s++)
            for (size_t r = 0; r < data->n_replicates; r++)
                all->values[((part->first + s) * data->n_replicates + r) * all_size + to] =
                    own->values[(s * part->data.n_replicates + part->skip + r) * size + i];
    }
}

static int start_grid(const struct fly_dataset *data, const struct fly_grid_values *own, struct fly_grid_values *all,
                      struct fly_error *error)
{
    int ret = FLY_OK;
    *all = (struct fly_grid_values){.n_dims = own[0].n_dims, .n = {1, 1, 1}};
    for (size_t p = 0; p < data->n_parts; p++)
        for (size_t d = 0; d < all->n_dims; d++)
            FLY_TRY(add_labels(&all->labels[d], &own[p].labels[d], error));
    for (size_t d = 0; d < all->n_dims; d++)
        all->n[d] = all->labels[d].n;
    const size_t n = data->scenarios.n * data->n_replicates * all->n[0] * all->n[1] * all->n[2];
    all->values = fly_alloc(n, sizeof *all->values);
    if (!all->values) FLY_TRY(no_memory(error));
    for (size_t i = 0; i < n; i++)
        all->values[i] = NAN;
out:
    return ret;
}

int fly_join_grid(const struct fly_dataset *data, const char *name, struct fly_grid_values *grid,
                  struct fly_error *error)
{
    int ret = FLY_OK;
    *grid = (struct fly_grid_values){.n = {1, 1, 1}};
    struct fly_grid_values *own = fly_alloc(data->n_parts, sizeof *own);
    if (!own) return no_memory(error);
    for (size_t p = 0; p < data->n_parts; p++) {
        FLY_TRY(fly_dataset_grid(&data->parts[p].data, name, &own[p], error));
        if (own[p].n_dims != own[0].n_dims)
            FLY_TRY(fly_fail(error, FLY_ERR_SCENARIO, "The grid '%s' has other dimensions in one of the files", name));
    }
    FLY_TRY(start_grid(data, own, grid, error));
    for (size_t p = 0; p < data->n_parts; p++)
        place_grid(data, &data->parts[p], &own[p], grid);
out:
    for (size_t p = 0; p < data->n_parts; p++)
        fly_grid_values_free(&own[p]);
    fly_free(own);
    if (ret < 0) fly_grid_values_free(grid);
    return ret;
}

/* The values of one file, with its labels among all of them. */
static void place_labelled(const struct fly_dataset *data, const struct fly_joined_file *part, const double *own,
                           const struct fly_labels *labels, const struct fly_labels *all, double *values)
{
    for (size_t i = 0; i < labels->n; i++) {
        const size_t to = find_label(all, labels->text[i]);
        for (size_t s = 0; s < part->data.scenarios.n; s++)
            for (size_t r = 0; r < data->n_replicates; r++)
                values[((part->first + s) * data->n_replicates + r) * all->n + to] =
                    own[(s * part->data.n_replicates + part->skip + r) * labels->n + i];
    }
}

int fly_join_labelled(const struct fly_dataset *data, const char *name, ptrdiff_t week, double **values,
                      struct fly_labels *labels, struct fly_error *error)
{
    int ret = FLY_OK;
    *values = NULL;
    *labels = (struct fly_labels){0};
    double **own = fly_alloc(data->n_parts, sizeof *own);
    struct fly_labels *own_labels = fly_alloc(data->n_parts, sizeof *own_labels);
    if (!own || !own_labels) FLY_TRY(no_memory(error));
    for (size_t p = 0; p < data->n_parts; p++) {
        const struct fly_dataset *part = &data->parts[p].data;
        FLY_TRY(week == FLY_JOIN_TOTALS ? fly_dataset_totals(part, name, &own[p], &own_labels[p], error)
                                        : fly_dataset_week(part, name, (size_t)week, &own[p], &own_labels[p], error));
        FLY_TRY(add_labels(labels, &own_labels[p], error));
    }
    const size_t n = data->scenarios.n * data->n_replicates * labels->n;
    *values = fly_alloc(n, sizeof **values);
    if (!*values) FLY_TRY(no_memory(error));
    for (size_t i = 0; i < n; i++)
        (*values)[i] = week == FLY_JOIN_TOTALS ? 0 : NAN; /* what a file has no label for */
    for (size_t p = 0; p < data->n_parts; p++)
        place_labelled(data, &data->parts[p], own[p], &own_labels[p], labels, *values);
out:
    for (size_t p = 0; own && own_labels && p < data->n_parts; p++) {
        fly_free(own[p]);
        fly_labels_free(&own_labels[p]);
    }
    fly_free(own);
    fly_free(own_labels);
    if (ret < 0) fly_labels_free(labels);
    return ret;
}
