/* Attributes, coordinates and variables as netCDF4 and xarray read them, written so that equal input gives equal bytes:
 * no timestamps, no memory that was not set. DIMENSION_LIST and REFERENCE_LIST are written here and not by
 * H5DSattach_scale, which leaves padding bytes unset and rewrites the whole list for each variable. */
#include "sim/result_hdf5.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <string.h>

/* Below this, compression costs more than it saves; chunks are about the size of HDF5's cache of chunks. */
enum { COMPRESS_FROM = 16 << 10, CHUNK_BYTES = 1 << 20, COMPACT_ATTRIBUTES = 255, RESERVE = 16 << 20 };

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

/* Opens the file in the sink: the name is never looked up. */
static int create_file(struct fly_h5 *h5, struct fly_sink *sink)
{
    hid_t access = fly_sink_access(sink), creation = properties(H5P_FILE_CREATE);
    if (access >= 0 && creation >= 0 && H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V110) >= 0 &&
        H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) >= 0)
        h5->file = H5Fcreate("flywheel", H5F_ACC_TRUNC, creation, access);
    int ret = h5->file < 0 ? fly_h5_fail(h5, "the file") : FLY_OK;
    if (access >= 0) H5Pclose(access);
    if (creation >= 0) H5Pclose(creation);
    return ret;
}

int fly_h5_open(struct fly_h5 *h5, struct fly_sink *sink, size_t max_scales, struct fly_error *error)
{
    assert(h5 && sink && max_scales > 0);
    *h5 = (struct fly_h5){.file = H5I_INVALID_HID, .text = H5I_INVALID_HID, .max_scales = max_scales, .error = error};
    quiet_library();
    h5->scales = fly_alloc(max_scales, sizeof *h5->scales);
    if (!h5->scales || !has_reserve()) return no_memory(h5, "coordinates");
    h5->text = H5Tcopy(H5T_C_S1);
    if (h5->text < 0 || H5Tset_size(h5->text, H5T_VARIABLE) < 0 || H5Tset_cset(h5->text, H5T_CSET_UTF8) < 0)
        return fly_h5_fail(h5, "text");
    return create_file(h5, sink);
}

/* Much of what HDF5 was given is written only now. */
static int close_file(struct fly_h5 *h5)
{
    int ret = FLY_OK;
    if (h5->text > 0) H5Tclose(h5->text);
    if (h5->file > 0 && H5Fclose(h5->file) < 0) ret = fly_h5_fail(h5, "the end of the file");
    h5->text = h5->file = H5I_INVALID_HID;
    return ret;
}

void fly_h5_close(struct fly_h5 *h5)
{
    assert(h5);
    for (size_t i = 0; i < h5->n_scales; i++)
        fly_free(h5->scales[i].uses);
    fly_free(h5->scales);
    (void)close_file(h5);
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

bool fly_h5_find_scale(const struct fly_h5 *h5, const char *name, size_t *axis)
{
    for (*axis = 0; *axis < h5->n_scales; ++*axis)
        if (strcmp(h5->scales[*axis].name, name) == 0) return true;
    return false;
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

/* ---- variables ---- */

/* Finds the axis that is cut, so that a slab has about CHUNK_BYTES. */
static void choose_slabs(struct fly_h5_variable *variable, int n_job_axes)
{
    hsize_t bytes = H5Tget_size(variable->type);
    int axis = variable->rank - 1;
    for (; axis > 0 && (axis >= n_job_axes || bytes * variable->extents[axis] <= CHUNK_BYTES); axis--)
        bytes *= variable->extents[axis];
    const hsize_t fits = bytes < CHUNK_BYTES ? CHUNK_BYTES / bytes : 1;
    variable->cut = axis;
    variable->step = fits < variable->extents[axis] ? fits : variable->extents[axis];
}

static hsize_t bytes_of(const struct fly_h5_variable *variable)
{
    hsize_t bytes = H5Tget_size(variable->type);
    for (int i = 0; i < variable->rank; i++)
        bytes *= variable->extents[i];
    return bytes;
}

/* Big variables are stored compressed, slab by slab, with checksums. */
static herr_t set_storage(hid_t creation, const struct fly_h5_variable *variable, const void *fill)
{
    if (fill && H5Pset_fill_value(creation, variable->type, fill) < 0) return -1;
    if (variable->rank < 3 || bytes_of(variable) < COMPRESS_FROM) return 0;
    hsize_t chunk[FLY_H5_MAX_RANK];
    for (int i = 0; i < variable->rank; i++)
        chunk[i] = i < variable->cut ? 1 : i == variable->cut ? variable->step : variable->extents[i];
    if (H5Pset_chunk(creation, variable->rank, chunk) < 0 || H5Pset_shuffle(creation) < 0) return -1;
    return H5Pset_deflate(creation, 1) < 0 ? -1 : H5Pset_fletcher32(creation);
}

int fly_h5_create(struct fly_h5 *h5, struct fly_h5_variable *variable, const char *name, hid_t type, const size_t *axes,
                  int rank, int n_job_axes, const void *fill)
{
    assert(rank > 0 && rank <= FLY_H5_MAX_RANK && n_job_axes > 0 && n_job_axes <= rank);
    int ret = FLY_OK;
    *variable = (struct fly_h5_variable){.name = name, .set = H5I_INVALID_HID, .type = type, .rank = rank};
    for (int i = 0; i < rank; i++) {
        assert(axes[i] < h5->n_scales);
        variable->extents[i] = h5->scales[axes[i]].n;
    }
    choose_slabs(variable, n_job_axes);
    variable->hash = fly_hash_begin();
    if (!variable->hash) return no_memory(h5, name);
    hid_t space = H5Screate_simple(rank, variable->extents, NULL), creation = properties(H5P_DATASET_CREATE);
    if (space >= 0 && creation >= 0 && set_storage(creation, variable, fill) >= 0)
        variable->set = H5Dcreate2(h5->file, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    if (variable->set < 0) FLY_TRY(fly_h5_fail(h5, name));
    FLY_TRY(put_dimension_list(h5, variable->set, name, axes, rank));
out:
    if (creation >= 0) H5Pclose(creation);
    if (space >= 0) H5Sclose(space);
    return ret;
}

void fly_h5_close_variable(struct fly_h5_variable *variable)
{
    if (variable->set > 0) H5Dclose(variable->set);
    fly_hash_free(variable->hash);
    *variable = (struct fly_h5_variable){0};
}

size_t fly_h5_slab_size(const struct fly_h5_variable *variable)
{
    size_t n = (size_t)variable->step;
    for (int i = variable->cut + 1; i < variable->rank; i++)
        n *= (size_t)variable->extents[i];
    return n;
}

bool fly_h5_next_slab(struct fly_h5_variable *variable, size_t *first, size_t *n)
{
    hsize_t *next = variable->next;
    const int cut = variable->cut;
    /* go on from where the last slab ended, carrying over as an odometer does */
    next[cut] += variable->count[cut];
    for (int i = cut; i > 0 && next[i] >= variable->extents[i]; i--) {
        next[i] = 0;
        next[i - 1]++;
    }
    if (next[0] >= variable->extents[0]) return false;
    *first = 0;
    *n = 1;
    for (int i = 0; i < variable->rank; i++) {
        const hsize_t left = variable->extents[i] - next[i];
        variable->count[i] = i < cut ? 1 : i == cut && variable->step < left ? variable->step : left;
        *first = *first * (size_t)variable->extents[i] + (size_t)next[i];
        *n *= (size_t)variable->count[i];
    }
    return true;
}

int fly_h5_write_slab(struct fly_h5 *h5, struct fly_h5_variable *variable, const void *values)
{
    size_t n = 1;
    for (int i = 0; i < variable->rank; i++)
        n *= (size_t)variable->count[i];
    fly_hash_add(variable->hash, values, n * H5Tget_size(variable->type));
    hid_t target = H5Dget_space(variable->set), source = H5Screate_simple(variable->rank, variable->count, NULL);
    int ret = FLY_OK;
    if (target < 0 || source < 0 ||
        H5Sselect_hyperslab(target, H5S_SELECT_SET, variable->next, NULL, variable->count, NULL) < 0 ||
        H5Dwrite(variable->set, variable->type, source, target, H5P_DEFAULT, values) < 0)
        ret = fly_h5_fail(h5, variable->name);
    if (source >= 0) H5Sclose(source);
    if (target >= 0) H5Sclose(target);
    return ret;
}

int fly_h5_seal(struct fly_h5 *h5, struct fly_h5_variable *variable)
{
    char text[FLY_HASH_TEXT];
    fly_hash_print(fly_hash_end(variable->hash), text);
    return fly_h5_text_attr(h5, variable->set, FLY_ATTR_HASH, text);
}

int fly_h5_put(struct fly_h5 *h5, const char *name, const char *doc, const char *units, hid_t type, const size_t *axes,
               int rank, const void *values)
{
    struct fly_h5_variable variable;
    int ret;
    FLY_TRY(fly_h5_create(h5, &variable, name, type, axes, rank, 1, NULL));
    FLY_TRY(put_words(h5, variable.set, doc, units));
    if (H5Dwrite(variable.set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0) FLY_TRY(fly_h5_fail(h5, name));
out:
    fly_h5_close_variable(&variable);
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

int fly_h5_finish(struct fly_h5 *h5)
{
    assert(h5);
    int ret = FLY_OK;
    for (size_t i = 0; i < h5->n_scales; i++)
        FLY_TRY(put_reference_list(h5, &h5->scales[i]));
    FLY_TRY(close_file(h5));
out:
    return ret;
}
