/* The variables of results: KPIs, series, grids, and the work done; each with what a reader must know about it. */
#include "sim/result_parts.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const double not_a_number = NAN, cents = FLY_MONEY_SCALE;
static const int64_t undefined = FLY_UNDEFINED;

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

static const char *formula_of(const struct fly_kpi *kpi)
{
    return kpi->formula;
}

/* Writes one word of each KPI as a variable, or as the coordinate itself when there is no axis yet. */
static int put_kpi_words(struct fly_build *build, const char *name, const char *doc, kpi_word word, bool is_scale)
{
    size_t n = build->frame.n_kpis;
    const char **words = fly_alloc(n, sizeof *words);
    if (!words) return fly_build_no_memory(build, "the KPIs");
    for (size_t k = 0; k < n; k++)
        words[k] = word(build->frame.kpis[k]);
    int ret = is_scale ? fly_h5_text_scale(&build->h5, name, doc, words, n, &build->kpi)
                       : fly_h5_text_variable(&build->h5, name, doc, build->kpi, words);
    fly_free(words);
    return ret;
}

static int put_kpi_better(struct fly_build *build)
{
    size_t n = build->frame.n_kpis;
    int8_t *better = fly_alloc(n, sizeof *better);
    if (!better) return fly_build_no_memory(build, "the KPIs");
    for (size_t k = 0; k < n; k++)
        better[k] = (int8_t)build->frame.kpis[k]->better;
    int ret = fly_h5_put(&build->h5, FLY_VAR_KPI_BETTER, "1: higher is better, -1: lower is better, 0: neither", NULL,
                         H5T_NATIVE_INT8, &build->kpi, 1, better);
    fly_free(better);
    return ret;
}

/* The names, units and definitions of the KPIs are coordinates along the values. */
static int put_kpi_attrs(struct fly_build *build, hid_t set, const struct fly_field *field)
{
    int ret;
    FLY_TRY(fly_h5_text_attr(&build->h5, set, FLY_ATTR_LONG_NAME, "values of the KPIs, in the unit kpi_unit"));
    FLY_TRY(fly_h5_text_attr(&build->h5, set, FLY_ATTR_COORDINATES,
                             FLY_VAR_KPI_UNIT " " FLY_VAR_KPI_BETTER " " FLY_VAR_KPI_PATH " " FLY_VAR_KPI_DEFINITION
                                              " " FLY_VAR_KPI_FORMULA));
    FLY_TRY(fly_h5_attr(&build->h5, set, FLY_ATTR_FILL, H5T_NATIVE_DOUBLE, field->fill));
out:
    return ret;
}

static bool find_kpis(const struct fly_build *build, const struct fly_field *field, size_t scenario, size_t *index,
                      size_t n[FLY_GRID_DIMS], size_t place[FLY_GRID_DIMS][FLY_MAX_LABELS])
{
    (void)field;
    const struct fly_layout *layout = &build->result->setups[scenario].layout;
    assert(layout->n_kpis <= FLY_MAX_LABELS);
    *index = 0;
    n[0] = layout->n_kpis;
    for (size_t i = 0; i < layout->n_kpis; i++)
        for (size_t k = 0; k < build->frame.n_kpis; k++)
            if (strcmp(build->frame.kpis[k]->name, layout->kpis[i]->name) == 0) place[0][i] = k;
    return layout->n_kpis > 0;
}

int fly_result_put_kpis(struct fly_build *build)
{
    if (build->frame.n_kpis == 0) return FLY_OK;
    int ret;
    FLY_TRY(put_kpi_words(build, FLY_COORD_KPI, "name of the KPI", name_of, true));
    FLY_TRY(put_kpi_words(build, FLY_VAR_KPI_UNIT, "unit of the KPI", unit_of, false));
    FLY_TRY(put_kpi_better(build));
    FLY_TRY(put_kpi_words(build, FLY_VAR_KPI_PATH, "series whose course shows who leads, if any", path_of, false));
    FLY_TRY(put_kpi_words(build, FLY_VAR_KPI_DEFINITION, "definition of the KPI", doc_of, false));
    FLY_TRY(put_kpi_words(build, FLY_VAR_KPI_FORMULA, "formula of the KPI", formula_of, false));
    const struct fly_field values = {.name = FLY_VAR_KPI,
                                     .part = FLY_PART_KPIS,
                                     .type = H5T_NATIVE_DOUBLE,
                                     .fill = &not_a_number,
                                     .n_dims = 1,
                                     .axes = {build->kpi},
                                     .extents = {build->frame.n_kpis, 1, 1},
                                     .find = find_kpis};
    FLY_TRY(fly_result_put_field(build, &values, put_kpi_attrs));
out:
    return ret;
}

/* ---- series ---- */

static const char *kind_name(enum fly_series_kind kind)
{
    return kind == FLY_FLOW ? FLY_KIND_FLOW : kind == FLY_STOCK ? FLY_KIND_STOCK : FLY_KIND_REAL;
}

static int put_series_attrs(struct fly_build *build, hid_t set, const struct fly_field *field)
{
    const struct fly_series *series = ((const struct fly_frame_series *)field->self)->series;
    struct fly_h5 *h5 = &build->h5;
    int ret;
    FLY_TRY(fly_h5_text_attr(h5, set, FLY_ATTR_LONG_NAME, series->doc));
    FLY_TRY(fly_h5_text_attr(h5, set, FLY_ATTR_UNITS, *series->unit ? series->unit : "1"));
    FLY_TRY(fly_h5_text_attr(h5, set, FLY_ATTR_KIND, kind_name(series->kind)));
    if (series->kind == FLY_REAL)
        FLY_TRY(fly_h5_attr(h5, set, FLY_ATTR_FILL, H5T_NATIVE_DOUBLE, field->fill));
    else if (strcmp(series->unit, FLY_UNIT_MONEY) == 0)
        FLY_TRY(fly_h5_attr(h5, set, FLY_ATTR_SCALE, H5T_NATIVE_DOUBLE, &cents));
out:
    return ret;
}

static bool find_series(const struct fly_build *build, const struct fly_field *field, size_t scenario, size_t *index,
                        size_t n[FLY_GRID_DIMS], size_t place[FLY_GRID_DIMS][FLY_MAX_LABELS])
{
    const struct fly_frame_series *series = field->self;
    const struct fly_layout *layout = &build->result->setups[scenario].layout;
    const struct fly_laid_series *laid = fly_layout_find(layout, series->series->name);
    if (!laid) return false;
    *index = (size_t)(laid - layout->series);
    n[0] = laid->n_labels;
    for (size_t i = 0; laid->labels && i < laid->n_labels; i++)
        place[0][i] = fly_frame_find_label(&build->frame.dims[series->dim], laid->labels[i]);
    return true;
}

static int put_one_series(struct fly_build *build, const struct fly_frame_series *series)
{
    const bool is_real = series->series->kind == FLY_REAL;
    const size_t n_labels = fly_frame_labels(&build->frame, series);
    if (n_labels == 0) return FLY_OK;
    const struct fly_field field = {.name = series->series->name,
                                    .part = FLY_PART_SERIES,
                                    .type = is_real ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT64,
                                    .fill = is_real ? &not_a_number : NULL,
                                    .has_weeks = true,
                                    .n_dims = series->dim >= 0,
                                    .axes = {series->dim >= 0 ? build->dims[series->dim] : 0},
                                    .extents = {n_labels, 1, 1},
                                    .find = find_series,
                                    .self = series};
    return fly_result_put_field(build, &field, put_series_attrs);
}

int fly_result_put_series(struct fly_build *build)
{
    int ret = FLY_OK;
    for (size_t i = 0; i < build->frame.n_series; i++)
        FLY_TRY(put_one_series(build, &build->frame.series[i]));
out:
    return ret;
}

/* ---- grids ---- */

static int put_grid_attrs(struct fly_build *build, hid_t set, const struct fly_field *field)
{
    const struct fly_grid *grid = ((const struct fly_frame_grid *)field->self)->grid;
    struct fly_h5 *h5 = &build->h5;
    int ret;
    FLY_TRY(fly_h5_text_attr(h5, set, FLY_ATTR_LONG_NAME, grid->doc));
    FLY_TRY(fly_h5_text_attr(h5, set, FLY_ATTR_UNITS, *grid->unit ? grid->unit : "1"));
    FLY_TRY(fly_h5_text_attr(h5, set, FLY_ATTR_KIND, FLY_KIND_GRID));
    FLY_TRY(fly_h5_attr(h5, set, FLY_ATTR_FILL, H5T_NATIVE_INT64, field->fill));
    if (strcmp(grid->unit, FLY_UNIT_MONEY) == 0)
        FLY_TRY(fly_h5_attr(h5, set, FLY_ATTR_SCALE, H5T_NATIVE_DOUBLE, &cents));
out:
    return ret;
}

static bool find_grid(const struct fly_build *build, const struct fly_field *field, size_t scenario, size_t *index,
                      size_t n[FLY_GRID_DIMS], size_t place[FLY_GRID_DIMS][FLY_MAX_LABELS])
{
    const struct fly_frame_grid *grid = field->self;
    const struct fly_layout *layout = &build->result->setups[scenario].layout;
    const struct fly_laid_grid *laid = fly_layout_find_grid(layout, grid->grid->name);
    if (!laid) return false;
    *index = (size_t)(laid - layout->grids);
    for (size_t d = 0; d < laid->n_dims; d++) {
        n[d] = laid->n_labels[d];
        for (size_t i = 0; i < n[d]; i++)
            place[d][i] = fly_frame_find_label(&build->frame.dims[grid->dims[d]], laid->labels[d][i]);
    }
    return true;
}

int fly_result_put_grids(struct fly_build *build)
{
    int ret = FLY_OK;
    for (size_t i = 0; i < build->frame.n_grids; i++) {
        const struct fly_frame_grid *grid = &build->frame.grids[i];
        struct fly_field field = {.name = grid->grid->name,
                                  .part = FLY_PART_GRID,
                                  .type = H5T_NATIVE_INT64,
                                  .fill = &undefined,
                                  .n_dims = grid->n_dims,
                                  .extents = {1, 1, 1},
                                  .find = find_grid,
                                  .self = grid};
        if (fly_frame_grid_size(&build->frame, grid) == 0) continue;
        for (size_t d = 0; d < grid->n_dims; d++) {
            field.axes[d] = build->dims[grid->dims[d]];
            field.extents[d] = build->frame.dims[grid->dims[d]].n_labels;
        }
        FLY_TRY(fly_result_put_field(build, &field, put_grid_attrs));
    }
out:
    return ret;
}

/* ---- work ---- */

static bool find_work(const struct fly_build *build, const struct fly_field *field, size_t scenario, size_t *index,
                      size_t n[FLY_GRID_DIMS], size_t place[FLY_GRID_DIMS][FLY_MAX_LABELS])
{
    (void)build, (void)field, (void)scenario, (void)n, (void)place;
    *index = 0;
    return true;
}

static int put_work_attrs(struct fly_build *build, hid_t set, const struct fly_field *field)
{
    (void)field;
    int ret = fly_h5_text_attr(&build->h5, set, FLY_ATTR_LONG_NAME, "active agents summed over steps: the work done");
    return ret < 0 ? ret : fly_h5_text_attr(&build->h5, set, FLY_ATTR_UNITS, "agents");
}

int fly_result_put_work(struct fly_build *build)
{
    const struct fly_field work = {.name = FLY_VAR_AGENT_STEPS,
                                   .part = FLY_PART_WORK,
                                   .type = H5T_NATIVE_UINT64,
                                   .extents = {1, 1, 1},
                                   .find = find_work};
    return fly_result_put_field(build, &work, put_work_attrs);
}
