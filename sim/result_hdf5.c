/* Attributes, coordinates and variables as netCDF4 and xarray read them, written so that equal input gives equal bytes:
 * no timestamps, no memory that was not set. DIMENSION_LIST and REFERENCE_LIST are written here and not by
 * H5DSattach_scale, which leaves padding bytes unset and rewrites the whole list for each variable. */
#include "sim/result_hdf5.h"

#include "sim/alloc.h"
#include "sim/result_checksum.h"

#include <assert.h>
#include <string.h>

/* Below this, compression costs more than it saves; chunks are about the size of HDF5's cache of chunks. */
enum {
    COMPRESS_FROM = 16 << 10,
    CHUNK_BYTES = 1 << 20,
    IMAGE_STEP = 1 << 20,
    COMPACT_ATTRIBUTES = 255,
    RESERVE = 16 << 20
};

/* In the file as in memory: the layout that the dimension scales specification gives to REFERENCE_LIST. */
struct use {
    hobj_ref_t variable;
    int32_t axis, padding;
};

struct fly_h5_scale {
    const char *name;
    size_t n;
    hobj_ref_t ref;
    struct use *uses;
    size_t n_uses, capacity;
};

struct account {
    bool memory;
    char text[256];
};

/* The innermost entry tells the cause. */
static herr_t note_error(unsigned n, const H5E_error2_t *entry, void *user)
{
    struct account *account = user;
    if (n == 0 && entry->desc) {
        strncpy(account->text, entry->desc, sizeof account->text - 1);
        account->text[sizeof account->text - 1] = '\0';
    }
    if (entry->min_num == H5E_CANTALLOC || entry->min_num == H5E_NOSPACE) account->memory = true;
    return 0;
}

/* To be called before anything is closed: every call of HDF5 wipes the account of the one before. */
int fly_h5_fail(const struct fly_h5 *h5, const char *name)
{
    assert(h5 && name);
    struct account account = {.memory = false, .text = "no account"};
    (void)H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, note_error, &account);
    if (account.memory) return fly_fail(h5->error, FLY_ERR_MEMORY, "No memory for the result file (at '%s').", name);
    return fly_fail(h5->error, FLY_ERR_INTERNAL, "HDF5 cannot store '%s': %s.", name, account.text);
}

static int no_memory(const struct fly_h5 *h5, const char *name)
{
    return fly_fail(h5->error, FLY_ERR_MEMORY, "No memory for the result file (at '%s').", name);
}

/* HDF5 must neither print nor hook into exit: its exit handler crashes after a failed write. */
static void quiet_library(void)
{
    (void)H5dont_atexit();
    (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

/* The properties of groups and datasets that make equal bytes, and keep all attributes in the object's header. */
static hid_t properties(hid_t kind)
{
    hid_t list = H5Pcreate(kind);
    if (list < 0) return list;
    if (H5Pset_obj_track_times(list, 0) >= 0 && H5Pset_attr_phase_change(list, COMPACT_ATTRIBUTES, 0) >= 0) return list;
    H5Pclose(list);
    return H5I_INVALID_HID;
}

/* Some calls of HDF5 crash when they find no memory, so it is asked for before there is any HDF5. */
static bool has_reserve(void)
{
    void *reserve = fly_alloc(RESERVE, 1);
    fly_free(reserve);
    return reserve != NULL;
}

/* Opens the file in memory: the name is never looked up. */
static int create_file(struct fly_h5 *h5)
{
    hid_t access = H5Pcreate(H5P_FILE_ACCESS), creation = properties(H5P_FILE_CREATE);
    if (access >= 0 && creation >= 0 && H5Pset_fapl_core(access, IMAGE_STEP, 0) >= 0 &&
        H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V110) >= 0 &&
        H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) >= 0)
        h5->file = H5Fcreate("flywheel", H5F_ACC_TRUNC, creation, access);
    int ret = h5->file < 0 ? fly_h5_fail(h5, "the file") : FLY_OK;
    if (access >= 0) H5Pclose(access);
    if (creation >= 0) H5Pclose(creation);
    return ret;
}

int fly_h5_open(struct fly_h5 *h5, size_t max_scales, struct fly_error *error)
{
    assert(h5 && max_scales > 0);
    *h5 = (struct fly_h5){.file = H5I_INVALID_HID, .text = H5I_INVALID_HID, .max_scales = max_scales, .error = error};
    quiet_library();
    h5->scales = fly_alloc(max_scales, sizeof *h5->scales);
    if (!h5->scales || !has_reserve()) return no_memory(h5, "coordinates");
    h5->text = H5Tcopy(H5T_C_S1);
    if (h5->text < 0 || H5Tset_size(h5->text, H5T_VARIABLE) < 0 || H5Tset_cset(h5->text, H5T_CSET_UTF8) < 0)
        return fly_h5_fail(h5, "text");
    return create_file(h5);
}

void fly_h5_close(struct fly_h5 *h5)
{
    assert(h5);
    for (size_t i = 0; i < h5->n_scales; i++)
        fly_free(h5->scales[i].uses);
    fly_free(h5->scales);
    if (h5->text > 0) H5Tclose(h5->text);
    if (h5->file > 0) H5Fclose(h5->file);
    *h5 = (struct fly_h5){0};
}

int fly_h5_group(struct fly_h5 *h5, hid_t parent, const char *name, hid_t *group)
{
    assert(group);
    hid_t creation = properties(H5P_GROUP_CREATE);
    *group = creation < 0 ? creation : H5Gcreate2(parent, name, H5P_DEFAULT, creation, H5P_DEFAULT);
    int ret = *group < 0 ? fly_h5_fail(h5, name) : FLY_OK;
    if (creation >= 0) H5Pclose(creation);
    return ret;
}

/* An attribute of any type and shape. */
static int put_attr(struct fly_h5 *h5, hid_t object, const char *name, hid_t type, hid_t space, const void *value)
{
    hid_t attr = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    herr_t status = attr < 0 ? -1 : H5Awrite(attr, type, value);
    int ret = status < 0 ? fly_h5_fail(h5, name) : FLY_OK;
    if (attr >= 0) H5Aclose(attr);
    return ret;
}

int fly_h5_attr(struct fly_h5 *h5, hid_t object, const char *name, hid_t type, const void *value)
{
    assert(name && value);
    hid_t space = H5Screate(H5S_SCALAR);
    if (space < 0) return fly_h5_fail(h5, name);
    int ret = put_attr(h5, object, name, type, space, value);
    H5Sclose(space);
    return ret;
}

int fly_h5_text_attr(struct fly_h5 *h5, hid_t object, const char *name, const char *value)
{
    assert(value);
    return fly_h5_attr(h5, object, name, h5->text, &value);
}

int fly_h5_fixed_attr(struct fly_h5 *h5, hid_t object, const char *name, const char *value)
{
    assert(value);
    hid_t type = H5Tcopy(H5T_C_S1);
    int ret;
    if (type < 0 || H5Tset_size(type, strlen(value) + 1) < 0)
        ret = fly_h5_fail(h5, name);
    else
        ret = fly_h5_attr(h5, object, name, type, value);
    if (type >= 0) H5Tclose(type);
    return ret;
}

/* Writes units and long_name where they are given. */
static int put_words(struct fly_h5 *h5, hid_t object, const char *doc, const char *units)
{
    int ret = FLY_OK;
    if (doc) FLY_TRY(fly_h5_text_attr(h5, object, "long_name", doc));
    if (units) FLY_TRY(fly_h5_text_attr(h5, object, "units", *units ? units : "1"));
out:
    return ret;
}

/* Marks the dataset as a coordinate and registers it. */
static int register_scale(struct fly_h5 *h5, hid_t dataset, const char *name, size_t n, size_t *axis)
{
    assert(h5->n_scales < h5->max_scales);
    int ret = FLY_OK;
    struct fly_h5_scale *scale = &h5->scales[h5->n_scales];
    *scale = (struct fly_h5_scale){.name = name, .n = n};
    FLY_TRY(fly_h5_fixed_attr(h5, dataset, "CLASS", "DIMENSION_SCALE"));
    FLY_TRY(fly_h5_fixed_attr(h5, dataset, "NAME", name));
    if (H5Rcreate(&scale->ref, h5->file, name, H5R_OBJECT, -1) < 0) FLY_TRY(fly_h5_fail(h5, name));
    *axis = h5->n_scales++;
out:
    return ret;
}

int fly_h5_scale(struct fly_h5 *h5, const char *name, const char *doc, const char *units, hid_t type,
                 const void *values, size_t n, size_t *axis)
{
    assert(values && n > 0 && axis);
    int ret = FLY_OK;
    hsize_t extent = n;
    hid_t space = H5Screate_simple(1, &extent, NULL), creation = properties(H5P_DATASET_CREATE), set = H5I_INVALID_HID;
    if (space >= 0 && creation >= 0) set = H5Dcreate2(h5->file, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    if (set < 0 || H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0) FLY_TRY(fly_h5_fail(h5, name));
    FLY_TRY(put_words(h5, set, doc, units));
    FLY_TRY(register_scale(h5, set, name, n, axis));
out:
    if (set >= 0) H5Dclose(set);
    if (creation >= 0) H5Pclose(creation);
    if (space >= 0) H5Sclose(space);
    return ret;
}

int fly_h5_text_scale(struct fly_h5 *h5, const char *name, const char *doc, const char *const *labels, size_t n,
                      size_t *axis)
{
    return fly_h5_scale(h5, name, doc, NULL, h5->text, labels, n, axis);
}

/* Notes that axis `axis` of a variable is this coordinate. */
static int add_use(struct fly_h5 *h5, struct fly_h5_scale *scale, hobj_ref_t variable, int axis)
{
    void *uses = scale->uses;
    if (fly_grow(&uses, &scale->capacity, scale->n_uses + 1, sizeof *scale->uses) < 0)
        return no_memory(h5, scale->name);
    scale->uses = uses;
    scale->uses[scale->n_uses++] = (struct use){.variable = variable, .axis = axis, .padding = 0};
    return FLY_OK;
}

/* The variable's side of the bond: for each axis a list of one coordinate. */
static int put_dimension_list(struct fly_h5 *h5, hid_t variable, const char *name, const size_t *axes, int rank)
{
    hvl_t lists[FLY_H5_MAX_RANK];
    hobj_ref_t self;
    hsize_t extent = (hsize_t)rank;
    int ret = FLY_OK;
    hid_t type = H5Tvlen_create(H5T_STD_REF_OBJ), space = H5Screate_simple(1, &extent, NULL);
    if (type < 0 || space < 0 || H5Rcreate(&self, h5->file, name, H5R_OBJECT, -1) < 0) FLY_TRY(fly_h5_fail(h5, name));
    for (int i = 0; i < rank; i++) {
        struct fly_h5_scale *scale = &h5->scales[axes[i]];
        lists[i] = (hvl_t){.len = 1, .p = &scale->ref};
        FLY_TRY(add_use(h5, scale, self, i));
    }
    FLY_TRY(put_attr(h5, variable, "DIMENSION_LIST", type, space, lists));
out:
    if (type >= 0) H5Tclose(type);
    if (space >= 0) H5Sclose(space);
    return ret;
}

/* The coordinate's side of the bond. */
static int put_reference_list(struct fly_h5 *h5, const struct fly_h5_scale *scale)
{
    if (scale->n_uses == 0) return FLY_OK;
    hsize_t extent = scale->n_uses;
    int ret = FLY_OK;
    hid_t space = H5Screate_simple(1, &extent, NULL), type = H5Tcreate(H5T_COMPOUND, sizeof(struct use));
    hid_t set = H5Dopen2(h5->file, scale->name, H5P_DEFAULT);
    if (space < 0 || type < 0 || set < 0 ||
        H5Tinsert(type, "dataset", HOFFSET(struct use, variable), H5T_STD_REF_OBJ) < 0 ||
        H5Tinsert(type, "dimension", HOFFSET(struct use, axis), H5T_NATIVE_INT32) < 0)
        FLY_TRY(fly_h5_fail(h5, scale->name));
    FLY_TRY(put_attr(h5, set, "REFERENCE_LIST", type, space, scale->uses));
out:
    if (set >= 0) H5Dclose(set);
    if (type >= 0) H5Tclose(type);
    if (space >= 0) H5Sclose(space);
    return ret;
}

/* How many indices of the second axis make one chunk: about CHUNK_BYTES, at least 1. */
static size_t rows_of_chunk(const hsize_t *extents, int rank, size_t size)
{
    size_t bytes = size;
    for (int i = 2; i < rank; i++)
        bytes *= (size_t)extents[i];
    size_t rows = bytes < CHUNK_BYTES ? CHUNK_BYTES / bytes : 1;
    return rows < extents[1] ? rows : (size_t)extents[1];
}

static herr_t set_chunks(hid_t creation, const hsize_t *extents, int rank, size_t rows)
{
    hsize_t chunk[FLY_H5_MAX_RANK];
    memcpy(chunk, extents, (size_t)rank * sizeof *chunk);
    chunk[0] = 1;
    chunk[1] = rows;
    if (H5Pset_chunk(creation, rank, chunk) < 0 || H5Pset_shuffle(creation) < 0) return -1;
    return H5Pset_deflate(creation, 1) < 0 ? -1 : H5Pset_fletcher32(creation);
}

/* Chooses the storage of a variable; *rows is the second extent of a chunk, or all of it. */
static herr_t set_storage(hid_t creation, const hsize_t *extents, int rank, hid_t type, const void *fill, size_t *rows)
{
    size_t size = H5Tget_size(type), bytes = size;
    for (int i = 0; i < rank; i++)
        bytes *= (size_t)extents[i];
    if (fill && H5Pset_fill_value(creation, type, fill) < 0) return -1;
    *rows = rank < 2 ? 1 : (size_t)extents[1];
    if (rank < 3 || bytes < COMPRESS_FROM) return 0;
    *rows = rows_of_chunk(extents, rank, size);
    return set_chunks(creation, extents, rank, *rows);
}

int fly_h5_variable(struct fly_h5 *h5, const char *name, hid_t type, const size_t *axes, int rank, const void *fill,
                    size_t *rows, hid_t *variable)
{
    assert(rank > 0 && rank <= FLY_H5_MAX_RANK && rows && variable);
    hsize_t extents[FLY_H5_MAX_RANK];
    for (int i = 0; i < rank; i++) {
        assert(axes[i] < h5->n_scales);
        extents[i] = h5->scales[axes[i]].n;
    }
    int ret = FLY_OK;
    *variable = H5I_INVALID_HID;
    hid_t space = H5Screate_simple(rank, extents, NULL), creation = properties(H5P_DATASET_CREATE);
    if (space >= 0 && creation >= 0 && set_storage(creation, extents, rank, type, fill, rows) >= 0)
        *variable = H5Dcreate2(h5->file, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    if (*variable < 0) FLY_TRY(fly_h5_fail(h5, name));
    FLY_TRY(put_dimension_list(h5, *variable, name, axes, rank));
out:
    if (ret < 0 && *variable >= 0) {
        H5Dclose(*variable);
        *variable = H5I_INVALID_HID;
    }
    if (creation >= 0) H5Pclose(creation);
    if (space >= 0) H5Sclose(space);
    return ret;
}

int fly_h5_put(struct fly_h5 *h5, const char *name, const char *doc, const char *units, hid_t type, const size_t *axes,
               int rank, const void *values)
{
    size_t rows;
    hid_t set;
    int ret = fly_h5_variable(h5, name, type, axes, rank, NULL, &rows, &set);
    if (ret < 0) return ret;
    ret = put_words(h5, set, doc, units);
    if (ret == FLY_OK && H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0) ret = fly_h5_fail(h5, name);
    H5Dclose(set);
    return ret;
}

int fly_h5_text_variable(struct fly_h5 *h5, const char *name, const char *doc, size_t axis, const char *const *values)
{
    return fly_h5_put(h5, name, doc, NULL, h5->text, &axis, 1, values);
}

int fly_h5_text(struct fly_h5 *h5, hid_t parent, const char *name, const char *value)
{
    assert(name && value);
    int ret = FLY_OK;
    hid_t space = H5Screate(H5S_SCALAR), creation = properties(H5P_DATASET_CREATE), set = H5I_INVALID_HID;
    if (space >= 0 && creation >= 0)
        set = H5Dcreate2(parent, name, h5->text, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    if (set < 0 || H5Dwrite(set, h5->text, H5S_ALL, H5S_ALL, H5P_DEFAULT, &value) < 0) ret = fly_h5_fail(h5, name);
    if (set >= 0) H5Dclose(set);
    if (creation >= 0) H5Pclose(creation);
    if (space >= 0) H5Sclose(space);
    return ret;
}

static int copy_image(struct fly_h5 *h5, struct fly_image *image)
{
    if (H5Fflush(h5->file, H5F_SCOPE_GLOBAL) < 0) return fly_h5_fail(h5, "the file");
    ssize_t size = H5Fget_file_image(h5->file, NULL, 0);
    if (size < 0) return fly_h5_fail(h5, "the file");
    image->bytes = fly_alloc((size_t)size, 1);
    if (!image->bytes) return no_memory(h5, "the file");
    image->size = (size_t)size;
    if (H5Fget_file_image(h5->file, image->bytes, image->size) != size) {
        fly_image_free(image);
        return fly_h5_fail(h5, "the file");
    }
    fly_result_seal(image->bytes, image->size);
    return FLY_OK;
}

int fly_h5_finish(struct fly_h5 *h5, struct fly_image *image)
{
    assert(h5 && image);
    int ret = FLY_OK;
    for (size_t i = 0; i < h5->n_scales; i++)
        FLY_TRY(put_reference_list(h5, &h5->scales[i]));
    FLY_TRY(copy_image(h5, image));
out:
    return ret;
}
