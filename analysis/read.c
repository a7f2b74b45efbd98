/* Opens result files and reads at once what every analysis needs. */
#include "analysis/read_join.h"
#include "analysis/read_variable.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

enum { GROWTH = 1 << 16 }; /* of a file in memory; none that is only read grows */

static int check_format(const struct fly_dataset *data, struct fly_error *error)
{
    const struct fly_open_file *file = fly_read_file(data);
    int format = 0;
    if (!fly_read_number_attr(file->id, FLY_ATTR_FORMAT, H5T_NATIVE_INT, &format))
        return fly_fail(error, FLY_ERR_NO_INPUT, "%s is not a result file of flywheel.", file->name);
    if (format >= 1 && format <= FLY_FORMAT) return FLY_OK;
    return fly_fail(error, FLY_ERR_NO_INPUT,
                    "%s has format %d, which this version of flywheel does not know: it reads formats 1 to %d.%s",
                    file->name, format, FLY_FORMAT, format > FLY_FORMAT ? " A newer version wrote it." : "");
}

static int read_axis_length(const struct fly_dataset *data, const char *name, size_t *n, struct fly_error *error)
{
    struct fly_variable variable;
    int ret = fly_read_open(data, name, &variable, error);
    if (ret < 0) return ret;
    *n = variable.rank == 1 ? fly_read_size(&variable) : 0;
    fly_read_close(&variable);
    return *n > 0 ? FLY_OK : fly_read_damaged(data, name, error);
}

/* They are numbered one after the other. */
static int read_replicates(struct fly_dataset *data, struct fly_error *error)
{
    struct fly_variable variable;
    double *numbers = NULL;
    int ret = fly_read_open(data, FLY_COORD_REPLICATE, &variable, error);
    if (ret < 0) return ret;
    if (variable.rank != 1) ret = fly_read_damaged(data, FLY_COORD_REPLICATE, error);
    if (ret == FLY_OK) ret = fly_read_doubles(data, &variable, FLY_COORD_REPLICATE, &numbers, error);
    if (ret == FLY_OK) {
        data->n_replicates = fly_read_size(&variable);
        const bool good = numbers[0] >= 0 && numbers[0] < FLY_MAX_REPLICATES;
        for (size_t r = 0; good && ret == FLY_OK && r < data->n_replicates; r++)
            if (numbers[r] != numbers[0] + (double)r) ret = fly_read_damaged(data, FLY_COORD_REPLICATE, error);
        if (!good) ret = fly_read_damaged(data, FLY_COORD_REPLICATE, error);
        data->first_replicate = good ? (size_t)numbers[0] : 0;
    }
    fly_free(numbers);
    fly_read_close(&variable);
    return ret;
}

static int read_pairing(struct fly_dataset *data, struct fly_error *error)
{
    const struct fly_open_file *file = fly_read_file(data);
    int antithetic = 0;
    data->pairing = FLY_SINGLES;
    if (H5Aexists(file->id, FLY_ATTR_ANTITHETIC) <= 0) return FLY_OK;
    if (!fly_read_number_attr(file->id, FLY_ATTR_ANTITHETIC, H5T_NATIVE_INT, &antithetic))
        return fly_read_damaged(data, FLY_ATTR_ANTITHETIC, error);
    if (antithetic) data->pairing = FLY_PAIRS;
    return data->n_replicates % data->pairing == 0 ? FLY_OK : fly_read_damaged(data, FLY_COORD_REPLICATE, error);
}

static int read_weeks(struct fly_dataset *data, struct fly_error *error)
{
    struct fly_variable variable;
    int ret = fly_read_open(data, FLY_COORD_WEEK, &variable, error);
    if (ret < 0) return ret;
    if (variable.rank == 1)
        ret = fly_read_doubles(data, &variable, FLY_COORD_WEEK, &data->weeks, error);
    else
        ret = fly_read_damaged(data, FLY_COORD_WEEK, error);
    data->n_weeks = (size_t)variable.extents[0];
    for (size_t w = 0; ret == FLY_OK && w < data->n_weeks; w++)
        if (!isfinite(data->weeks[w]) || data->weeks[w] < (w > 0 ? data->weeks[w - 1] : 0))
            ret = fly_read_damaged(data, FLY_COORD_WEEK, error);
    fly_read_close(&variable);
    return ret;
}

/* The texts of a KPI variable are moved into one field of the rows, of which there must be as many. */
static int take_kpi_texts(struct fly_dataset *data, const char *name, size_t field, struct fly_error *error)
{
    struct fly_labels labels = {0};
    int ret = fly_read_named_texts(data, name, &labels, error);
    if (ret < 0) return ret;
    if (labels.n != data->n_kpis) ret = fly_read_damaged(data, name, error);
    for (size_t k = 0; ret == FLY_OK && k < labels.n; k++) {
        memcpy((char *)&data->kpis[k] + field, &labels.text[k], sizeof labels.text[k]);
        labels.text[k] = NULL;
    }
    fly_labels_free(&labels);
    return ret;
}

/* Older files have none. */
static int read_kpi_formulas(struct fly_dataset *data, struct fly_error *error)
{
    if (fly_read_exists(data, FLY_VAR_KPI_FORMULA))
        return take_kpi_texts(data, FLY_VAR_KPI_FORMULA, offsetof(struct fly_kpi_row, formula), error);
    for (size_t k = 0; k < data->n_kpis; k++)
        if (!(data->kpis[k].formula = fly_copy_text(""))) return fly_read_no_memory(FLY_VAR_KPI_FORMULA, error);
    return FLY_OK;
}

static int read_kpi_better(struct fly_dataset *data, struct fly_error *error)
{
    struct fly_variable variable;
    double *better = NULL;
    int ret = fly_read_open(data, FLY_VAR_KPI_BETTER, &variable, error);
    if (ret < 0) return ret;
    ret = fly_read_doubles(data, &variable, FLY_VAR_KPI_BETTER, &better, error);
    if (ret == FLY_OK && fly_read_size(&variable) != data->n_kpis)
        ret = fly_read_damaged(data, FLY_VAR_KPI_BETTER, error);
    for (size_t k = 0; ret == FLY_OK && k < data->n_kpis; k++)
        data->kpis[k].better = better[k] > 0 ? FLY_HIGHER : better[k] < 0 ? FLY_LOWER : FLY_NEITHER;
    fly_free(better);
    fly_read_close(&variable);
    return ret;
}

static int read_kpi_values(struct fly_dataset *data, struct fly_error *error)
{
    struct fly_variable variable;
    int ret = fly_read_open(data, FLY_VAR_KPI, &variable, error);
    if (ret < 0) return ret;
    if (fly_read_fits(data, &variable, 3, data->n_kpis))
        ret = fly_read_doubles(data, &variable, FLY_VAR_KPI, &data->kpi, error);
    else
        ret = fly_read_damaged(data, FLY_VAR_KPI, error);
    fly_read_close(&variable);
    return ret;
}

int fly_dataset_go_to(struct fly_dataset *data, size_t point, struct fly_error *error)
{
    assert(data && point < data->n_points);
    fly_free(data->kpi);
    data->kpi = NULL;
    data->point = point;
    return data->n_kpis > 0 ? read_kpi_values(data, error) : FLY_OK;
}

static int read_kpis(struct fly_dataset *data, struct fly_error *error)
{
    if (!fly_read_exists(data, FLY_COORD_KPI)) return FLY_OK;
    int ret = FLY_OK;
    size_t n;
    FLY_TRY(read_axis_length(data, FLY_COORD_KPI, &n, error));
    data->kpis = fly_alloc(n, sizeof *data->kpis);
    if (!data->kpis) FLY_TRY(fly_read_no_memory(FLY_COORD_KPI, error));
    data->n_kpis = n;
    FLY_TRY(take_kpi_texts(data, FLY_COORD_KPI, offsetof(struct fly_kpi_row, name), error));
    FLY_TRY(take_kpi_texts(data, FLY_VAR_KPI_UNIT, offsetof(struct fly_kpi_row, unit), error));
    FLY_TRY(take_kpi_texts(data, FLY_VAR_KPI_PATH, offsetof(struct fly_kpi_row, path), error));
    FLY_TRY(take_kpi_texts(data, FLY_VAR_KPI_DEFINITION, offsetof(struct fly_kpi_row, doc), error));
    FLY_TRY(read_kpi_formulas(data, error));
    FLY_TRY(read_kpi_better(data, error));
    struct fly_open_file *file = data->file;
    file->kpi = H5Dopen2(file->id, FLY_VAR_KPI, H5P_DEFAULT); /* if it cannot be, the next line says so */
    FLY_TRY(read_kpi_values(data, error));
out:
    return ret;
}

/* Takes over the open HDF5 file (or the failure to open it) and reads what every analysis needs. */
static int start(struct fly_dataset *data, hid_t id, const char *name, struct fly_error *error)
{
    int ret = FLY_OK;
    *data = (struct fly_dataset){0};
    if (id < 0) return fly_fail(error, FLY_ERR_NO_INPUT, "%s is not a result file of flywheel.", name);
    struct fly_open_file *file = fly_alloc(1, sizeof *file);
    char *copy = fly_copy_text(name);
    if (!file || !copy) {
        fly_free(file);
        fly_free(copy);
        H5Fclose(id);
        return fly_read_no_memory(name, error);
    }
    *file = (struct fly_open_file){.id = id, .name = copy, .kpi = H5I_INVALID_HID};
    data->file = file;
    FLY_TRY(check_format(data, error));
    if (fly_read_exists(data, FLY_COORD_POINT))
        FLY_TRY(read_axis_length(data, FLY_COORD_POINT, &data->n_points, error));
    FLY_TRY(fly_read_named_texts(data, FLY_COORD_SCENARIO, &data->scenarios, error));
    FLY_TRY(read_replicates(data, error));
    FLY_TRY(read_pairing(data, error));
    FLY_TRY(read_weeks(data, error));
    FLY_TRY(read_kpis(data, error));
out:
    if (ret < 0) fly_dataset_close(data);
    return ret;
}

/* HDF5 must neither print nor hook into exit. */
static void quiet_library(void)
{
    (void)H5dont_atexit();
    fly_read_watch();
}

int fly_dataset_open_file(struct fly_dataset *data, const char *path, struct fly_error *error)
{
    assert(data && path);
    *data = (struct fly_dataset){0};
    quiet_library();
    /* HDF5 does not tell a missing file from a foreign one. */
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return fly_fail(error, FLY_ERR_NO_INPUT, "%s cannot be opened: %s.", path, strerror(errno));
    (void)close(file);
    return start(data, H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT), path, error);
}

/* Not H5LTopen_file_image, which leaks a little memory on each call. */
static hid_t open_bytes(const struct fly_image *image)
{
    hid_t access = H5Pcreate(H5P_FILE_ACCESS), file = H5I_INVALID_HID;
    if (access >= 0 && H5Pset_fapl_core(access, GROWTH, 0) >= 0 &&
        H5Pset_file_image(access, image->bytes, image->size) >= 0)
        file = H5Fopen("/dev/null/in memory", H5F_ACC_RDONLY, access); /* a name that no file can have */
    if (access >= 0) H5Pclose(access);
    return file;
}

int fly_dataset_open_image(struct fly_dataset *data, const struct fly_image *image, struct fly_error *error)
{
    assert(data && image && image->bytes);
    quiet_library();
    return start(data, open_bytes(image), "the result", error);
}

void fly_dataset_close(struct fly_dataset *data)
{
    assert(data);
    struct fly_open_file *file = data->file;
    fly_join_close(data);
    if (file) {
        if (file->kpi >= 0) H5Dclose(file->kpi);
        H5Fclose(file->id);
        fly_free(file->name);
        fly_free(file);
    }
    fly_labels_free(&data->scenarios);
    for (size_t k = 0; k < data->n_kpis; k++) {
        fly_free(data->kpis[k].name);
        fly_free(data->kpis[k].unit);
        fly_free(data->kpis[k].doc);
        fly_free(data->kpis[k].path);
        fly_free(data->kpis[k].formula);
    }
    fly_free(data->kpis);
    fly_free(data->weeks);
    fly_free(data->kpi);
    *data = (struct fly_dataset){0};
}

ptrdiff_t fly_dataset_find_kpi(const struct fly_dataset *data, const char *name)
{
    assert(data && name);
    for (size_t k = 0; k < data->n_kpis; k++)
        if (strcmp(data->kpis[k].name, name) == 0) return (ptrdiff_t)k;
    return -1;
}
