/* Compares the fingerprint of every variable of results with its values. */
#include "analysis/read_slabs.h"
#include "analysis/read_variable.h"
#include "analysis/verify.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <string.h>

struct check {
    const struct fly_dataset *data;
    const char *path;
    struct fly_verification *verification;
    struct fly_hash_stream *content; /* of all fingerprints, in the file's order */
    struct fly_error *error;
    int ret;
};

/* The raw values, as they lie in memory. */
static int hash_values(const struct check *check, hid_t set, const char *name, struct fly_hash_stream *stream)
{
    int ret = FLY_OK;
    struct fly_slabs slabs;
    if (!fly_slabs_begin(&slabs, set)) return fly_read_damaged(check->data, name, check->error);
    hid_t type = H5Dget_type(set), native = type < 0 ? type : H5Tget_native_type(type, H5T_DIR_ASCEND);
    unsigned char *values = fly_alloc(fly_slabs_room(&slabs), FLY_SLAB_VALUE);
    if (!values) FLY_TRY(fly_read_no_memory(name, check->error));
    if (native < 0 || H5Tget_size(native) != FLY_SLAB_VALUE) FLY_TRY(fly_read_damaged(check->data, name, check->error));
    while (fly_slabs_next(&slabs)) {
        if (!fly_slabs_read(&slabs, native, values)) FLY_TRY(fly_read_damaged(check->data, name, check->error));
        fly_hash_add(stream, values, slabs.n * FLY_SLAB_VALUE);
        check->verification->n_values += slabs.n;
    }
out:
    fly_free(values);
    if (native >= 0) H5Tclose(native);
    if (type >= 0) H5Tclose(type);
    return ret;
}

static void complain(const struct check *check, const char *name, const char *what)
{
    fly_diagnose(&check->verification->found, FLY_ERROR, check->path, 0, "'%s' %s", name, what);
}

static int check_variable(struct check *check, hid_t set, const char *name)
{
    char text[FLY_HASH_TEXT];
    struct fly_variable variable = {.id = set};
    int ret = FLY_OK;
    struct fly_hash_stream *stream = fly_hash_begin();
    if (!stream) FLY_TRY(fly_read_no_memory(name, check->error));
    FLY_TRY(hash_values(check, set, name, stream));
    const struct fly_hash hash = fly_hash_end(stream);
    fly_hash_print(hash, text);
    if (!fly_read_has_attr(&variable, FLY_ATTR_HASH, text)) complain(check, name, "is not what was written");
    fly_hash_add(check->content, name, strlen(name) + 1);
    fly_hash_add(check->content, &hash, sizeof hash);
    check->verification->n_variables++;
out:
    fly_hash_free(stream);
    return ret;
}

/* Called by HDF5 for each object of the root; a positive answer ends the walk. What cannot be read is one finding. */
static herr_t visit(hid_t file, const char *name, const H5L_info_t *info, void *user)
{
    (void)info;
    struct check *check = user;
    H5O_info_t object;
    if (H5Oget_info_by_name(file, name, &object, H5P_DEFAULT) < 0) {
        complain(check, name, "cannot be read");
        return 0;
    }
    if (object.type != H5O_TYPE_DATASET) return 0;
    hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
    int ret = FLY_OK;
    if (set < 0)
        complain(check, name, "cannot be read");
    else if (H5Aexists(set, FLY_ATTR_HASH) > 0)
        ret = check_variable(check, set, name);
    if (set >= 0) H5Dclose(set);
    if (ret == FLY_ERR_IO) complain(check, name, "cannot be read: it is damaged");
    if (ret != FLY_ERR_MEMORY) return 0;
    check->ret = ret;
    return 1;
}

static void check_content(struct check *check, hid_t file)
{
    struct fly_variable root = {.id = file};
    fly_hash_print(fly_hash_end(check->content), check->verification->content);
    if (check->verification->n_variables == 0)
        fly_diagnose(&check->verification->found, FLY_ERROR, check->path, 0,
                     "it has no fingerprints: an older version wrote it");
    else if (!fly_read_has_attr(&root, FLY_ATTR_CONTENT, check->verification->content))
        fly_diagnose(&check->verification->found, FLY_ERROR, check->path, 0,
                     "the results together are not those that were written");
}

int fly_read_verify_values(const struct fly_dataset *data, const char *path, struct fly_verification *verification,
                           struct fly_error *error)
{
    assert(data && path && verification);
    const hid_t file = fly_read_file(data)->id;
    struct check check = {data, path, verification, fly_hash_begin(), error, FLY_OK};
    if (!check.content) return fly_read_no_memory(path, error);
    if (H5Literate(file, H5_INDEX_CRT_ORDER, H5_ITER_INC, NULL, visit, &check) < 0)
        fly_diagnose(&verification->found, FLY_ERROR, path, 0, "its list of variables cannot be read");
    if (check.ret == FLY_OK) check_content(&check, file);
    fly_hash_free(check.content);
    return check.ret;
}
