/* Writes one variable of results: reads it out of the records of all jobs, unites the labels of all scenarios, and lets
 * it flow into the file slab by slab, so that no more than a slab of it is ever in memory. */
#include "sim/result_parts.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <string.h>

enum { VALUE = 8 }; /* bytes of an int64, a uint64 or a double; moved as such */

struct writer {
    struct fly_build *build;
    const struct fly_field *field;
    size_t n_weeks, n_of_job; /* values of one job in the file */
    size_t scenario;          /* whose places these are; SIZE_MAX: none yet */
    bool exists;
    size_t index, n[FLY_GRID_DIMS], place[FLY_GRID_DIMS][FLY_MAX_LABELS];
    unsigned char *part, *slab; /* of one job as its record holds it; as they lie in the file */
};

static const struct fly_layout *layout_of(const struct writer *writer)
{
    return &writer->build->result->setups[writer->scenario].layout;
}

static size_t n_rows(const struct writer *writer)
{
    return writer->build->result->setups[0].n_rows;
}

/* Jobs come scenario by scenario, so labels are rarely looked up. */
static void enter_scenario(struct writer *writer, size_t scenario)
{
    if (writer->scenario == scenario) return;
    writer->scenario = scenario;
    for (size_t d = 0; d < FLY_GRID_DIMS; d++) {
        writer->n[d] = 1;
        writer->place[d][0] = 0;
    }
    writer->exists =
        writer->field->find(writer->build, writer->field, scenario, &writer->index, writer->n, writer->place);
}

static void fill(const struct writer *writer, unsigned char *values)
{
    for (size_t i = 0; i < writer->n_of_job; i++)
        if (writer->field->fill)
            memcpy(values + i * VALUE, writer->field->fill, VALUE);
        else
            memset(values + i * VALUE, 0, VALUE);
}

/* Puts each value of the part where its labels belong. */
static void scatter(const struct writer *writer, unsigned char *values)
{
    const size_t *n = writer->n, *extents = writer->field->extents;
    const unsigned char *from = writer->part;
    for (size_t week = 0; week < writer->n_weeks; week++)
        for (size_t i = 0; i < n[0]; i++)
            for (size_t j = 0; j < n[1]; j++)
                for (size_t k = 0; k < n[2]; k++, from += VALUE) {
                    const size_t row = (week * extents[0] + writer->place[0][i]) * extents[1] + writer->place[1][j];
                    memcpy(values + (row * extents[2] + writer->place[2][k]) * VALUE, from, VALUE);
                }
}

static int write_job(struct writer *writer, size_t number, unsigned char *values)
{
    const struct fly_result *result = writer->build->result;
    const size_t cell = number / result->n_replicates;
    const struct fly_job job = {cell / result->n_scenarios, cell % result->n_scenarios, number % result->n_replicates};
    enter_scenario(writer, job.scenario);
    fill(writer, values);
    if (!writer->exists) return FLY_OK;
    int ret = result->source.read(result->source.self, job, writer->field->part, writer->index, writer->part,
                                  writer->build->h5.error);
    if (ret == FLY_OK) scatter(writer, values);
    return ret;
}

static int write_slabs(struct writer *writer, struct fly_h5_variable *variable)
{
    int ret = FLY_OK;
    size_t first, n;
    while (fly_h5_next_slab(variable, &first, &n)) {
        assert(first % writer->n_of_job == 0 && n % writer->n_of_job == 0);
        for (size_t job = 0; job < n / writer->n_of_job; job++)
            FLY_TRY(write_job(writer, first / writer->n_of_job + job, writer->slab + job * writer->n_of_job * VALUE));
        FLY_TRY(fly_h5_write_slab(&writer->build->h5, variable, writer->slab));
    }
out:
    return ret;
}

static int make_room(struct writer *writer, const struct fly_h5_variable *variable)
{
    size_t largest = 0;
    for (size_t s = 0; s < writer->build->result->n_scenarios; s++) {
        enter_scenario(writer, s);
        const size_t size =
            writer->exists ? fly_part_size(layout_of(writer), n_rows(writer), writer->field->part, writer->index) : 0;
        if (size > largest) largest = size;
    }
    writer->part = fly_alloc(largest, 1);
    writer->slab = fly_alloc(fly_h5_slab_size(variable), VALUE);
    return writer->part && writer->slab ? FLY_OK : fly_build_no_memory(writer->build, writer->field->name);
}

/* The axes of jobs, the week, the labelled dimensions. */
static int axes_of(const struct fly_build *build, const struct fly_field *field, size_t axes[FLY_H5_MAX_RANK])
{
    int rank = 0;
    for (; rank < build->n_job_axes; rank++)
        axes[rank] = build->job_axes[rank];
    if (field->has_weeks) axes[rank++] = build->week;
    for (size_t d = 0; d < field->n_dims; d++)
        axes[rank++] = field->axes[d];
    return rank;
}

static void note_content(struct fly_build *build, const struct fly_h5_variable *variable)
{
    const struct fly_hash hash = fly_hash_end(variable->hash);
    fly_hash_add(build->content, variable->name, strlen(variable->name) + 1);
    fly_hash_add(build->content, &hash, sizeof hash);
}

int fly_result_put_field(struct fly_build *build, const struct fly_field *field,
                         int (*put_attrs)(struct fly_build *build, hid_t set, const struct fly_field *field))
{
    assert(build && field && put_attrs);
    struct fly_h5_variable variable = {0};
    struct writer writer = {.build = build, .field = field, .scenario = SIZE_MAX};
    size_t axes[FLY_H5_MAX_RANK];
    const int rank = axes_of(build, field, axes);
    int ret;
    writer.n_weeks = field->has_weeks ? n_rows(&writer) : 1;
    writer.n_of_job = writer.n_weeks * field->extents[0] * field->extents[1] * field->extents[2];
    FLY_TRY(fly_h5_create(&build->h5, &variable, field->name, field->type, axes, rank, build->n_job_axes, field->fill));
    FLY_TRY(make_room(&writer, &variable));
    FLY_TRY(put_attrs(build, variable.set, field));
    FLY_TRY(write_slabs(&writer, &variable));
    FLY_TRY(fly_h5_seal(&build->h5, &variable));
    note_content(build, &variable);
out:
    fly_free(writer.part);
    fly_free(writer.slab);
    fly_h5_close_variable(&variable);
    return ret;
}
