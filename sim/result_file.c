/* Builds the result file: coordinates, series, grids, KPIs, and what it takes to understand and repeat the run. */
#include "sim/result_file.h"

#include "sim/alloc.h"
#include "sim/provenance.h"
#include "sim/quantity.h"
#include "sim/result_hdf5.h"
#include "sim/result_parts.h"
#include "sim/schema.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* The four coordinates that every file has; those of labelled dimensions follow. */
enum { N_OWN_SCALES = 4 };

struct build {
    struct fly_h5 h5;
    const struct fly_results *results;
    struct fly_frame frame;
    size_t scenario, replicate, week, kpi; /* axes */
    size_t *dims;                          /* axes, [frame.n_dims] */
};

/* One value of a series is 8 bytes, an int64 or a double; moved as such. */
enum { VALUE = 8 };
_Static_assert(sizeof(int64_t) == VALUE && sizeof(double) == VALUE, "series values are moved by their size");

static int no_memory(const struct build *build, const char *what)
{
    return fly_fail(build->h5.error, FLY_ERR_MEMORY, "No memory for %s of the result file.", what);
}

/* ---- coordinates ---- */

static int put_scenario_scale(struct build *build)
{
    size_t n = build->results->n_scenarios;
    const char **names = fly_alloc(n, sizeof *names);
    if (!names) return no_memory(build, "the scenarios");
    for (size_t s = 0; s < n; s++)
        names[s] = build->results->setups[s].scenario->name;
    int ret = fly_h5_text_scale(&build->h5, FLY_COORD_SCENARIO, "name of the scenario", names, n, &build->scenario);
    fly_free(names);
    return ret;
}

static int put_replicate_scale(struct build *build)
{
    size_t n = build->results->n_replicates;
    uint32_t *numbers = fly_alloc(n, sizeof *numbers);
    if (!numbers) return no_memory(build, "the replicates");
    for (size_t r = 0; r < n; r++)
        numbers[r] = build->results->first_replicate + (uint32_t)r;
    int ret = fly_h5_scale(&build->h5, FLY_COORD_REPLICATE,
                           "number of the replicate; equal numbers of two scenarios share their random numbers", NULL,
                           H5T_NATIVE_UINT32, numbers, n, &build->replicate);
    fly_free(numbers);
    return ret;
}

static int put_week_scale(struct build *build)
{
    const struct fly_setup *setup = &build->results->setups[0];
    double *weeks = fly_alloc(setup->n_rows, sizeof *weeks);
    if (!weeks) return no_memory(build, "the weeks");
    for (size_t row = 0; row < setup->n_rows; row++)
        weeks[row] = fly_setup_week(setup, row);
    int ret = fly_h5_scale(&build->h5, FLY_COORD_WEEK, "end of the interval, in weeks", "week", H5T_NATIVE_DOUBLE,
                           weeks, setup->n_rows, &build->week);
    fly_free(weeks);
    return ret;
}

static int put_number_scale(struct build *build, const struct fly_frame_dim *dim, size_t *axis)
{
    double *numbers = fly_alloc(dim->n_labels, sizeof *numbers);
    if (!numbers) return no_memory(build, dim->dim->name);
    int ret = FLY_OK;
    for (size_t i = 0; i < dim->n_labels; i++) {
        struct fly_quantity quantity;
        if (fly_quantity_read(&quantity, dim->labels[i], strlen(dim->labels[i])))
            FLY_TRY(fly_fail(build->h5.error, FLY_ERR_INTERNAL, "'%s' of dimension '%s' is no number.", dim->labels[i],
                             dim->dim->name));
        numbers[i] = quantity.value;
    }
    FLY_TRY(fly_h5_scale(&build->h5, dim->dim->name, dim->dim->doc, dim->dim->unit, H5T_NATIVE_DOUBLE, numbers,
                         dim->n_labels, axis));
out:
    fly_free(numbers);
    return ret;
}

/* A dimension without labels in any scenario has no place in the file, and neither have its series. */
static int put_label_scales(struct build *build)
{
    const struct fly_frame *frame = &build->frame;
    int ret = FLY_OK;
    for (size_t d = 0; d < frame->n_dims; d++) {
        const struct fly_frame_dim *dim = &frame->dims[d];
        if (dim->n_labels == 0) continue;
        if (dim->dim->unit)
            FLY_TRY(put_number_scale(build, dim, &build->dims[d]));
        else
            FLY_TRY(fly_h5_text_scale(&build->h5, dim->dim->name, dim->dim->doc, dim->labels, dim->n_labels,
                                      &build->dims[d]));
    }
out:
    return ret;
}

/* ---- KPIs ---- */

typedef const char *(*kpi_word)(const struct fly_kpi *);

static const char *name_of(const struct fly_kpi *kpi)
{
    return kpi->name;
}

static const char *unit_of(const struct fly_kpi *kpi)
{
    return kpi->unit;
}

static const char *path_of(const struct fly_kpi *kpi)
{
    return kpi->path ? kpi->path : "";
}

static const char *doc_of(const struct fly_kpi *kpi)
{
    return kpi->doc;
}

/* Writes one word of each KPI as a variable, or as the coordinate itself when there is no axis yet. */
static int put_kpi_words(struct build *build, const char *name, const char *doc, kpi_word word, bool is_scale)
{
    size_t n = build->frame.n_kpis;
    const char **words = fly_alloc(n, sizeof *words);
    if (!words) return no_memory(build, "the KPIs");
    for (size_t k = 0; k < n; k++)
        words[k] = word(build->frame.kpis[k]);
    int ret = is_scale ? fly_h5_text_scale(&build->h5, name, doc, words, n, &build->kpi)
                       : fly_h5_text_variable(&build->h5, name, doc, build->kpi, words);
    fly_free(words);
    return ret;
}

static int put_kpi_better(struct build *build)
{
    size_t n = build->frame.n_kpis;
    int8_t *better = fly_alloc(n, sizeof *better);
    if (!better) return no_memory(build, "the KPIs");
    for (size_t k = 0; k < n; k++)
        better[k] = (int8_t)build->frame.kpis[k]->better;
    int ret = fly_h5_put(&build->h5, FLY_VAR_KPI_BETTER, "1: higher is better, -1: lower is better, 0: neither", NULL,
                         H5T_NATIVE_INT8, &build->kpi, 1, better);
    fly_free(better);
    return ret;
}

/* The values of all KPIs in one variable; their names, units and definitions are coordinates along it. */
static int put_kpi_values(struct build *build)
{
    static const double fill = NAN;
    const size_t axes[] = {build->scenario, build->replicate, build->kpi};
    double *kpis = fly_result_kpis(build->results, &build->frame);
    if (!kpis) return no_memory(build, "the KPIs");
    hid_t set = H5I_INVALID_HID;
    size_t rows;
    int ret = FLY_OK;
    FLY_TRY(fly_h5_variable(&build->h5, FLY_VAR_KPI, H5T_NATIVE_DOUBLE, axes, 3, &fill, &rows, &set));
    FLY_TRY(fly_h5_text_attr(&build->h5, set, FLY_ATTR_LONG_NAME, "values of the KPIs, in the unit kpi_unit"));
    FLY_TRY(fly_h5_text_attr(&build->h5, set, FLY_ATTR_COORDINATES,
                             FLY_VAR_KPI_UNIT " " FLY_VAR_KPI_BETTER " " FLY_VAR_KPI_PATH " " FLY_VAR_KPI_DEFINITION));
    FLY_TRY(fly_h5_attr(&build->h5, set, FLY_ATTR_FILL, H5T_NATIVE_DOUBLE, &fill));
    if (H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, kpis) < 0)
        FLY_TRY(fly_h5_fail(&build->h5, FLY_VAR_KPI));
out:
    if (set >= 0) H5Dclose(set);
    fly_free(kpis);
    return ret;
}

static int put_kpis(struct build *build)
{
    if (build->frame.n_kpis == 0) return FLY_OK;
    int ret = FLY_OK;
    FLY_TRY(put_kpi_words(build, FLY_COORD_KPI, "name of the KPI", name_of, true));
    FLY_TRY(put_kpi_words(build, FLY_VAR_KPI_UNIT, "unit of the KPI", unit_of, false));
    FLY_TRY(put_kpi_better(build));
    FLY_TRY(put_kpi_words(build, FLY_VAR_KPI_PATH, "series whose course shows who leads, if any", path_of, false));
    FLY_TRY(put_kpi_words(build, FLY_VAR_KPI_DEFINITION, "definition of the KPI", doc_of, false));
    FLY_TRY(put_kpi_values(build));
out:
    return ret;
}

/* ---- series ---- */

static const char *kind_name(enum fly_series_kind kind)
{
    return kind == FLY_FLOW ? FLY_KIND_FLOW : kind == FLY_STOCK ? FLY_KIND_STOCK : FLY_KIND_REAL;
}

static int put_series_attrs(struct build *build, hid_t set, const struct fly_series *series)
{
    static const double scale = FLY_MONEY_SCALE, fill = NAN;
    struct fly_h5 *h5 = &build->h5;
    int ret = FLY_OK;
    FLY_TRY(fly_h5_text_attr(h5, set, FLY_ATTR_LONG_NAME, series->doc));
    FLY_TRY(fly_h5_text_attr(h5, set, FLY_ATTR_UNITS, *series->unit ? series->unit : "1"));
    FLY_TRY(fly_h5_text_attr(h5, set, FLY_ATTR_KIND, kind_name(series->kind)));
    if (series->kind == FLY_REAL)
        FLY_TRY(fly_h5_attr(h5, set, FLY_ATTR_FILL, H5T_NATIVE_DOUBLE, &fill));
    else if (strcmp(series->unit, FLY_UNIT_MONEY) == 0)
        FLY_TRY(fly_h5_attr(h5, set, FLY_ATTR_SCALE, H5T_NATIVE_DOUBLE, &scale));
out:
    return ret;
}

/* Some replicates of one series of one scenario, as they lie in the file: [n][n_rows][n_labels]. */
struct slab {
    const struct fly_frame_series *series;
    size_t scenario, first, n, n_rows, n_labels;
    unsigned char *values;
};

/* What a scenario that does not have the series, or not this label, shows: nothing happened, or undefined. */
static void clear(const struct slab *slab)
{
    size_t n = slab->n * slab->n_rows * slab->n_labels;
    const double nothing = NAN;
    memset(slab->values, 0, n * VALUE);
    if (slab->series->series->kind != FLY_REAL) return;
    for (size_t i = 0; i < n; i++)
        memcpy(slab->values + i * VALUE, &nothing, VALUE);
}

/* Copies one label of one replicate, whose column in the record is `from` and in the slab `to`. */
static void copy_label(const struct build *build, const struct slab *slab, size_t replicate, size_t from, size_t to)
{
    const struct fly_layout *layout = &build->results->setups[slab->scenario].layout;
    const struct fly_record *record = fly_results_record(build->results, slab->scenario, slab->first + replicate);
    bool is_real = slab->series->series->kind == FLY_REAL;
    const unsigned char *values = is_real ? (const void *)record->reals : (const void *)record->counts;
    size_t width = is_real ? layout->n_reals : layout->n_counts;
    assert(record->n_rows == slab->n_rows && from < width && to < slab->n_labels);
    for (size_t row = 0; row < slab->n_rows; row++)
        memcpy(slab->values + ((replicate * slab->n_rows + row) * slab->n_labels + to) * VALUE,
               values + (row * width + from) * VALUE, VALUE);
}

static void fill_slab(const struct build *build, const struct slab *slab)
{
    const struct fly_layout *layout = &build->results->setups[slab->scenario].layout;
    const struct fly_laid_series *laid = fly_layout_find(layout, slab->series->series->name);
    clear(slab);
    if (!laid) return;
    for (size_t i = 0; i < laid->n_labels; i++) {
        size_t to = laid->labels ? fly_frame_find_label(&build->frame.dims[slab->series->dim], laid->labels[i]) : 0;
        for (size_t r = 0; r < slab->n; r++)
            copy_label(build, slab, r, laid->offset + i, to);
    }
}

static int write_slab(struct build *build, hid_t set, hid_t type, int rank, const struct slab *slab)
{
    const hsize_t start[] = {slab->scenario, slab->first, 0, 0};
    const hsize_t count[] = {1, slab->n, slab->n_rows, slab->n_labels};
    hid_t target = H5Dget_space(set), source = H5Screate_simple(rank, count, NULL);
    int ret = FLY_OK;
    if (target < 0 || source < 0 || H5Sselect_hyperslab(target, H5S_SELECT_SET, start, NULL, count, NULL) < 0 ||
        H5Dwrite(set, type, source, target, H5P_DEFAULT, slab->values) < 0)
        ret = fly_h5_fail(&build->h5, slab->series->series->name);
    if (source >= 0) H5Sclose(source);
    if (target >= 0) H5Sclose(target);
    return ret;
}

/* Writes a series chunk by chunk: no copy of all of it is ever in memory. */
static int write_slabs(struct build *build, hid_t set, hid_t type, int rank, size_t rows, struct slab *slab)
{
    int ret = FLY_OK;
    size_t n = build->results->n_replicates;
    slab->values = fly_alloc(rows * slab->n_rows * slab->n_labels, VALUE);
    if (!slab->values) return no_memory(build, slab->series->series->name);
    for (slab->scenario = 0; slab->scenario < build->results->n_scenarios; slab->scenario++)
        for (slab->first = 0; slab->first < n; slab->first += rows) {
            slab->n = n - slab->first < rows ? n - slab->first : rows;
            fill_slab(build, slab);
            FLY_TRY(write_slab(build, set, type, rank, slab));
        }
out:
    fly_free(slab->values);
    return ret;
}

static int put_series(struct build *build, const struct fly_frame_series *series)
{
    static const double undefined = NAN;
    size_t n_labels = fly_frame_labels(&build->frame, series);
    if (n_labels == 0) return FLY_OK;
    bool is_real = series->series->kind == FLY_REAL;
    hid_t type = is_real ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT64, set;
    int rank = series->dim < 0 ? 3 : 4, ret = FLY_OK;
    const size_t axes[] = {build->scenario, build->replicate, build->week,
                           series->dim < 0 ? 0 : build->dims[series->dim]};
    struct slab slab = {.series = series, .n_rows = build->results->setups[0].n_rows, .n_labels = n_labels};
    size_t rows;
    ret = fly_h5_variable(&build->h5, series->series->name, type, axes, rank, is_real ? &undefined : NULL, &rows, &set);
    if (ret < 0) return ret;
    FLY_TRY(put_series_attrs(build, set, series->series));
    FLY_TRY(write_slabs(build, set, type, rank, rows, &slab));
out:
    H5Dclose(set);
    return ret;
}

/* ---- grids ---- */

static int put_grid(struct build *build, const struct fly_frame_grid *grid)
{
    size_t axes[2 + FLY_GRID_DIMS] = {build->scenario, build->replicate};
    if (fly_frame_grid_size(&build->frame, grid) == 0) return FLY_OK;
    for (size_t d = 0; d < grid->n_dims; d++)
        axes[2 + d] = build->dims[grid->dims[d]];
    return fly_result_put_grid(&build->h5, build->results, &build->frame, grid, axes);
}

/* ---- seeds and work ---- */

static int put_seed(struct build *build, const char *name, const char *doc, size_t offset)
{
    size_t n = build->results->n_scenarios;
    uint64_t *seeds = fly_alloc(n, sizeof *seeds);
    if (!seeds) return no_memory(build, "the seeds");
    for (size_t s = 0; s < n; s++)
        memcpy(&seeds[s], (const char *)&build->results->setups[s] + offset, sizeof *seeds);
    int ret = fly_h5_put(&build->h5, name, doc, NULL, H5T_NATIVE_UINT64, &build->scenario, 1, seeds);
    fly_free(seeds);
    return ret;
}

static int put_agent_steps(struct build *build)
{
    const size_t axes[] = {build->scenario, build->replicate};
    size_t n = build->results->n_scenarios * build->results->n_replicates;
    uint64_t *steps = fly_alloc(n, sizeof *steps);
    if (!steps) return no_memory(build, "the agent steps");
    for (size_t i = 0; i < n; i++)
        steps[i] = build->results->records[i].agent_steps;
    int ret = fly_h5_put(&build->h5, FLY_VAR_AGENT_STEPS, "active agents summed over steps: the work done", "agents",
                         H5T_NATIVE_UINT64, axes, 2, steps);
    fly_free(steps);
    return ret;
}

/* ---- the file ---- */

static int put_globals(struct build *build)
{
    struct fly_h5 *h5 = &build->h5;
    const struct fly_results *results = build->results;
    const int format = FLY_FORMAT, antithetic = 1;
    char title[128];
    int ret = FLY_OK;
    (void)snprintf(title, sizeof title, "flywheel: %zu scenario%s, %zu replicate%s", results->n_scenarios,
                   results->n_scenarios == 1 ? "" : "s", results->n_replicates, results->n_replicates == 1 ? "" : "s");
    FLY_TRY(fly_h5_text_attr(h5, h5->file, FLY_ATTR_TITLE, title));
    FLY_TRY(fly_h5_attr(h5, h5->file, FLY_ATTR_FORMAT, H5T_NATIVE_INT, &format));
    FLY_TRY(fly_h5_text_attr(h5, h5->file, FLY_ATTR_VERSION, fly_version()));
    FLY_TRY(fly_h5_text_attr(h5, h5->file, FLY_ATTR_REVISION, fly_revision()));
    FLY_TRY(fly_h5_text_attr(h5, h5->file, FLY_ATTR_COMMAND, results->command ? results->command : ""));
    if (fly_results_pairing(results) == FLY_PAIRS)
        FLY_TRY(fly_h5_attr(h5, h5->file, FLY_ATTR_ANTITHETIC, H5T_NATIVE_INT, &antithetic));
out:
    return ret;
}

static int put_scales(struct build *build)
{
    int ret = FLY_OK;
    FLY_TRY(put_scenario_scale(build));
    FLY_TRY(put_replicate_scale(build));
    FLY_TRY(put_week_scale(build));
    FLY_TRY(put_label_scales(build));
out:
    return ret;
}

static int put_variables(struct build *build)
{
    int ret = FLY_OK;
    FLY_TRY(put_kpis(build));
    for (size_t i = 0; i < build->frame.n_series; i++)
        FLY_TRY(put_series(build, &build->frame.series[i]));
    for (size_t i = 0; i < build->frame.n_grids; i++)
        FLY_TRY(put_grid(build, &build->frame.grids[i]));
    FLY_TRY(put_seed(build, FLY_VAR_SEED_POPULATION, "seed of individual traits",
                     offsetof(struct fly_setup, seed_population)));
    FLY_TRY(put_seed(build, FLY_VAR_SEED_NETWORK, "seed of the network", offsetof(struct fly_setup, seed_network)));
    FLY_TRY(
        put_seed(build, FLY_VAR_SEED_DYNAMICS, "seed of all that happens", offsetof(struct fly_setup, seed_dynamics)));
    FLY_TRY(put_agent_steps(build));
out:
    return ret;
}

int fly_result_image(struct fly_image *image, const struct fly_results *results, struct fly_error *error)
{
    assert(image && results && results->n_scenarios > 0 && results->n_replicates > 0);
    int ret = FLY_OK;
    struct build build = {.results = results};
    *image = (struct fly_image){0};
    FLY_TRY(fly_frame_init(&build.frame, results->setups, results->n_scenarios, error));
    build.dims = fly_alloc(build.frame.n_dims, sizeof *build.dims);
    if (!build.dims) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the result file."));
    FLY_TRY(fly_h5_open(&build.h5, N_OWN_SCALES + build.frame.n_dims, error));
    FLY_TRY(put_globals(&build));
    FLY_TRY(put_scales(&build));
    FLY_TRY(put_variables(&build));
    FLY_TRY(fly_result_put_summary(&build.h5, results, &build.frame));
    FLY_TRY(fly_result_put_scenarios(&build.h5, results));
    FLY_TRY(fly_h5_finish(&build.h5, image));
out:
    fly_h5_close(&build.h5);
    fly_free(build.dims);
    fly_frame_free(&build.frame);
    return ret;
}

void fly_image_free(struct fly_image *image)
{
    assert(image);
    fly_free(image->bytes);
    *image = (struct fly_image){0};
}

/* Generous room for headers and attributes of one object, and for the tables and words of one scenario. */
enum { OBJECT_BYTES = 4 << 10, SCENARIO_BYTES = 512 << 10 };

uint64_t fly_result_size(const struct fly_setup *setups, size_t n_scenarios, size_t n_replicates)
{
    assert(setups && n_scenarios > 0);
    struct fly_frame frame;
    if (fly_frame_init(&frame, setups, n_scenarios, NULL) < 0) return UINT64_MAX;
    uint64_t values = frame.n_kpis + 1, objects = 64 + frame.n_dims + frame.n_series + frame.n_grids + frame.n_kpis;
    for (size_t i = 0; i < frame.n_series; i++)
        values += setups[0].n_rows * fly_frame_labels(&frame, &frame.series[i]);
    for (size_t i = 0; i < frame.n_grids; i++)
        values += fly_frame_grid_size(&frame, &frame.grids[i]);
    uint64_t size = values * VALUE * n_scenarios * n_replicates + objects * OBJECT_BYTES + n_scenarios * SCENARIO_BYTES;
    for (size_t s = 0; s < n_scenarios; s++)
        size += strlen(setups[s].scenario->text);
    fly_frame_free(&frame);
    return size;
}
