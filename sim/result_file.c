/* Builds the result file: coordinates, results, and what it takes to understand and repeat the run. */
#include "sim/result_file.h"

#include "sim/alloc.h"
#include "sim/provenance.h"
#include "sim/quantity.h"
#include "sim/result_parts.h"
#include "sim/schema.h"
#include "sim/write_file.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The five coordinates that a file may have of its own; those of labelled dimensions follow. */
enum { N_OWN_SCALES = 5, HASH_STEP = 1 << 20 };

int fly_build_no_memory(const struct fly_build *build, const char *what)
{
    return fly_fail(build->h5.error, FLY_ERR_MEMORY, "No memory for %s of the result file.", what);
}

/* ---- coordinates ---- */

static int put_scenario_scale(struct fly_build *build)
{
    size_t n = build->result->n_scenarios;
    const char **names = fly_alloc(n, sizeof *names);
    if (!names) return fly_build_no_memory(build, "the scenarios");
    for (size_t s = 0; s < n; s++)
        names[s] = build->result->setups[s].scenario->name;
    int ret = fly_h5_text_scale(&build->h5, FLY_COORD_SCENARIO, "name of the scenario", names, n, &build->scenario);
    fly_free(names);
    return ret;
}

static int put_replicate_scale(struct fly_build *build, size_t *axis)
{
    size_t n = build->result->n_replicates;
    uint32_t *numbers = fly_alloc(n, sizeof *numbers);
    if (!numbers) return fly_build_no_memory(build, "the replicates");
    for (size_t r = 0; r < n; r++)
        numbers[r] = build->result->first_replicate + (uint32_t)r;
    int ret = fly_h5_scale(&build->h5, FLY_COORD_REPLICATE,
                           "number of the replicate; equal numbers of two scenarios share their random numbers", NULL,
                           H5T_NATIVE_UINT32, numbers, n, axis);
    fly_free(numbers);
    return ret;
}

static int put_week_scale(struct fly_build *build)
{
    const struct fly_setup *setup = &build->result->setups[0];
    double *weeks = fly_alloc(setup->n_rows, sizeof *weeks);
    if (!weeks) return fly_build_no_memory(build, "the weeks");
    for (size_t row = 0; row < setup->n_rows; row++)
        weeks[row] = fly_setup_week(setup, row);
    int ret = fly_h5_scale(&build->h5, FLY_COORD_WEEK, "end of the interval, in weeks", "week", H5T_NATIVE_DOUBLE,
                           weeks, setup->n_rows, &build->week);
    fly_free(weeks);
    return ret;
}

static int put_number_scale(struct fly_build *build, const struct fly_frame_dim *dim, size_t *axis)
{
    double *numbers = fly_alloc(dim->n_labels, sizeof *numbers);
    if (!numbers) return fly_build_no_memory(build, dim->dim->name);
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
static int put_label_scales(struct fly_build *build)
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

static int put_scales(struct fly_build *build)
{
    int ret;
    size_t replicate;
    FLY_TRY(fly_result_put_points(build));
    FLY_TRY(put_scenario_scale(build));
    FLY_TRY(put_replicate_scale(build, &replicate));
    if (build->result->design) build->job_axes[build->n_job_axes++] = build->point;
    build->job_axes[build->n_job_axes++] = build->scenario;
    build->job_axes[build->n_job_axes++] = replicate;
    FLY_TRY(put_week_scale(build));
    if (!build->result->kpis_only) FLY_TRY(put_label_scales(build));
out:
    return ret;
}

/* ---- the file ---- */

static int put_seed(struct fly_build *build, const char *name, const char *doc, size_t offset)
{
    size_t n = build->result->n_scenarios;
    uint64_t *seeds = fly_alloc(n, sizeof *seeds);
    if (!seeds) return fly_build_no_memory(build, "the seeds");
    for (size_t s = 0; s < n; s++)
        memcpy(&seeds[s], (const char *)&build->result->setups[s] + offset, sizeof *seeds);
    int ret = fly_h5_put(&build->h5, name, doc, NULL, H5T_NATIVE_UINT64, &build->scenario, 1, seeds);
    fly_free(seeds);
    return ret;
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

static int put_globals(struct fly_build *build)
{
    struct fly_h5 *h5 = &build->h5;
    const struct fly_result *result = build->result;
    const int format = FLY_FORMAT, antithetic = 1;
    char title[128], points[48] = "";
    int ret;
    if (result->design)
        (void)snprintf(points, sizeof points, "%zu point%s, ", result->design->n_points,
                       plural(result->design->n_points));
    (void)snprintf(title, sizeof title, "flywheel: %s%zu scenario%s, %zu replicate%s", points, result->n_scenarios,
                   plural(result->n_scenarios), result->n_replicates, plural(result->n_replicates));
    FLY_TRY(fly_h5_text_attr(h5, h5->file, FLY_ATTR_TITLE, title));
    FLY_TRY(fly_h5_attr(h5, h5->file, FLY_ATTR_FORMAT, H5T_NATIVE_INT, &format));
    FLY_TRY(fly_h5_text_attr(h5, h5->file, FLY_ATTR_VERSION, fly_version()));
    FLY_TRY(fly_h5_text_attr(h5, h5->file, FLY_ATTR_REVISION, fly_revision()));
    FLY_TRY(fly_h5_text_attr(h5, h5->file, FLY_ATTR_COMMAND, result->command ? result->command : ""));
    if (fly_pairing_of(&result->setups[0], result->first_replicate, result->n_replicates) == FLY_PAIRS)
        FLY_TRY(fly_h5_attr(h5, h5->file, FLY_ATTR_ANTITHETIC, H5T_NATIVE_INT, &antithetic));
out:
    return ret;
}

static int put_results(struct fly_build *build)
{
    int ret;
    FLY_TRY(fly_result_put_kpis(build));
    if (!build->result->kpis_only) {
        FLY_TRY(fly_result_put_series(build));
        FLY_TRY(fly_result_put_grids(build));
    }
    FLY_TRY(put_seed(build, FLY_VAR_SEED_POPULATION, "seed of individual traits",
                     offsetof(struct fly_setup, seed_population)));
    FLY_TRY(put_seed(build, FLY_VAR_SEED_NETWORK, "seed of the network", offsetof(struct fly_setup, seed_network)));
    FLY_TRY(
        put_seed(build, FLY_VAR_SEED_DYNAMICS, "seed of all that happens", offsetof(struct fly_setup, seed_dynamics)));
    FLY_TRY(fly_result_put_work(build));
out:
    return ret;
}

static int put_content_hash(struct fly_build *build)
{
    char text[FLY_HASH_TEXT];
    fly_hash_print(fly_hash_end(build->content), text);
    return fly_h5_text_attr(&build->h5, build->h5.file, FLY_ATTR_CONTENT, text);
}

static int put_all(struct fly_build *build)
{
    const struct fly_result *result = build->result;
    int ret;
    FLY_TRY(put_globals(build));
    FLY_TRY(put_scales(build));
    FLY_TRY(put_results(build));
    FLY_TRY(fly_result_put_extras(build));
    FLY_TRY(fly_result_put_summary(build));
    FLY_TRY(fly_result_put_scenarios(&build->h5, result->setups, result->n_scenarios));
    FLY_TRY(put_content_hash(build));
    FLY_TRY(fly_h5_finish(&build->h5));
out:
    return ret;
}

static size_t n_extra_scales(const struct fly_result *result)
{
    return result->n_extras * FLY_EXTRA_DIMS;
}

/* All but the last line. What the sink could not take is told by its own failure. */
static int make(struct fly_sink *sink, const struct fly_result *result, struct fly_error *error)
{
    assert(result && result->n_scenarios > 0 && result->n_replicates > 0 && result->source.read);
    int ret = FLY_OK;
    struct fly_build build = {.result = result};
    FLY_TRY(fly_frame_init(&build.frame, result->setups, result->n_scenarios, error));
    build.dims = fly_alloc(build.frame.n_dims, sizeof *build.dims);
    build.content = fly_hash_begin();
    if (!build.dims || !build.content) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the result file."));
    FLY_TRY(fly_h5_open(&build.h5, sink, N_OWN_SCALES + build.frame.n_dims + n_extra_scales(result), error));
    FLY_TRY(put_all(&build));
out:
    fly_h5_close(&build.h5);
    fly_hash_free(build.content);
    fly_free(build.dims);
    fly_frame_free(&build.frame);
    return ret;
}

static void print_last_line(struct fly_hash hash, char line[FLY_LAST_LINE_BYTES + 1])
{
    char text[FLY_HASH_TEXT];
    fly_hash_print(hash, text);
    (void)snprintf(line, FLY_LAST_LINE_BYTES + 1, FLY_LAST_LINE "%s\n", text);
}

/* ---- into memory ---- */

static int add_last_line(struct fly_sink *sink)
{
    char line[FLY_LAST_LINE_BYTES + 1];
    void *bytes = sink->memory.bytes;
    print_last_line(fly_hash_of(bytes, sink->end), line);
    if (fly_grow(&bytes, &sink->capacity, sink->end + FLY_LAST_LINE_BYTES, 1) < 0) return FLY_ERR_MEMORY;
    sink->memory.bytes = bytes;
    memcpy(sink->memory.bytes + sink->end, line, FLY_LAST_LINE_BYTES);
    sink->memory.size = sink->end + FLY_LAST_LINE_BYTES;
    return FLY_OK;
}

int fly_result_make_image(struct fly_image *image, const struct fly_result *result, struct fly_error *error)
{
    assert(image);
    struct fly_sink sink = {.fd = -1};
    int ret = make(&sink, result, error);
    *image = (struct fly_image){0};
    if (sink.failure || (ret == FLY_OK && add_last_line(&sink) < 0))
        ret = fly_fail(error, FLY_ERR_MEMORY, "No memory for the result file.");
    if (ret == FLY_OK)
        *image = sink.memory;
    else
        fly_free(sink.memory.bytes);
    return ret;
}

struct fly_result fly_result_of(const struct fly_results *results)
{
    assert(results);
    return (struct fly_result){.setups = results->setups,
                               .n_scenarios = results->n_scenarios,
                               .first_replicate = results->first_replicate,
                               .n_replicates = results->n_replicates,
                               .command = results->command,
                               .source = fly_results_source(results)};
}

int fly_result_image(struct fly_image *image, const struct fly_results *results, struct fly_error *error)
{
    const struct fly_result result = fly_result_of(results);
    return fly_result_make_image(image, &result, error);
}

void fly_image_free(struct fly_image *image)
{
    assert(image);
    fly_free(image->bytes);
    *image = (struct fly_image){0};
}

/* ---- into a file ---- */

static int hash_file(int fd, size_t size, struct fly_hash_stream *stream, unsigned char *bytes)
{
    for (size_t at = 0; at < size;) {
        const size_t left = size - at;
        const ssize_t n = pread(fd, bytes, left < HASH_STEP ? left : HASH_STEP, (off_t)at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return n < 0 ? errno : EIO;
        fly_hash_add(stream, bytes, (size_t)n);
        at += (size_t)n;
    }
    return 0;
}

/* 0, or an errno. */
static int append_last_line(int fd, size_t size)
{
    char line[FLY_LAST_LINE_BYTES + 1];
    struct fly_hash_stream *stream = fly_hash_begin();
    unsigned char *bytes = fly_alloc(HASH_STEP, 1);
    int failure = stream && bytes ? hash_file(fd, size, stream, bytes) : ENOMEM;
    if (!failure) {
        print_last_line(fly_hash_end(stream), line);
        if (lseek(fd, (off_t)size, SEEK_SET) < 0 || fly_write_all(fd, line, FLY_LAST_LINE_BYTES) < 0) failure = errno;
    }
    fly_hash_free(stream);
    fly_free(bytes);
    return failure;
}

int fly_result_write(const char *path, const struct fly_result *result, struct fly_error *error)
{
    assert(path);
    struct fly_new_file file;
    int ret = fly_new_file_open(&file, path, FLY_UNFINISHED, error);
    if (ret < 0) return ret;
    struct fly_sink sink = {.fd = file.fd};
    ret = make(&sink, result, error);
    if (ret == FLY_OK && !sink.failure) sink.failure = append_last_line(file.fd, sink.end);
    if (sink.failure == ENOMEM)
        ret = fly_fail(error, FLY_ERR_MEMORY, "No memory to write %s.", path);
    else if (sink.failure)
        ret = fly_new_file_fail(&file, sink.failure, error);
    if (ret == FLY_OK) return fly_new_file_commit(&file, NULL, error);
    fly_new_file_abandon(&file);
    return ret;
}

/* ---- how large it may become ---- */

/* Generous room for headers and attributes of one object, for the tables and words of one scenario, for one chunk. */
enum { OBJECT_BYTES = 4 << 10, SCENARIO_BYTES = 512 << 10, VALUE_BYTES = 8 };

static uint64_t values_of_job(const struct fly_frame *frame, const struct fly_result *result)
{
    uint64_t values = frame->n_kpis + 1;
    if (result->kpis_only) return values;
    for (size_t i = 0; i < frame->n_series; i++)
        values += result->setups[0].n_rows * fly_frame_labels(frame, &frame->series[i]);
    for (size_t i = 0; i < frame->n_grids; i++)
        values += fly_frame_grid_size(frame, &frame->grids[i]);
    return values;
}

uint64_t fly_result_size(const struct fly_result *result)
{
    assert(result && result->n_scenarios > 0);
    struct fly_frame frame;
    const size_t n_axes = result->design ? result->design->n_axes + 2 : 0, n_scenarios = result->n_scenarios;
    if (fly_frame_init(&frame, result->setups, n_scenarios, NULL) < 0) return UINT64_MAX;
    const uint64_t n_jobs = (uint64_t)fly_result_points(result) * n_scenarios * result->n_replicates;
    const uint64_t objects = 64 + frame.n_dims + frame.n_series + frame.n_grids + frame.n_kpis + n_axes;
    uint64_t size = values_of_job(&frame, result) * VALUE_BYTES * n_jobs + objects * OBJECT_BYTES +
                    n_scenarios * SCENARIO_BYTES + fly_result_points(result) * (n_axes * (VALUE_BYTES + 64));
    for (size_t s = 0; s < n_scenarios; s++)
        size += strlen(result->setups[s].scenario->text);
    fly_frame_free(&frame);
    return size;
}
