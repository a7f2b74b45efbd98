/* A list of everything in the root of a result file, with what its attributes say. */
#include "analysis/read_catalog.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <hdf5_hl.h>
#include <string.h>

enum { NAME_BYTES = 256 };

struct visit {
    struct fly_catalog *catalog;
    const struct fly_dataset *data;
    struct fly_error *error;
    int ret;
};

static enum fly_entry_kind kind_of(hid_t set, const struct fly_entry *entry)
{
    static const struct {
        const char *name;
        enum fly_entry_kind kind;
    } known[] = {{FLY_VAR_KPI, FLY_ENTRY_KPIS},
                 {FLY_VAR_AGENT_STEPS, FLY_ENTRY_WORK},
                 {FLY_VAR_INDEX, FLY_ENTRY_INDEX},
                 {FLY_VAR_INDEX_LOW, FLY_ENTRY_INDEX},
                 {FLY_VAR_INDEX_HIGH, FLY_ENTRY_INDEX}};
    if (H5Aexists(set, "CLASS") > 0 && H5DSis_scale(set) > 0) return FLY_ENTRY_DIMENSION;
    if (strcmp(entry->sort, FLY_KIND_GRID) == 0) return FLY_ENTRY_GRID;
    if (*entry->sort) return FLY_ENTRY_SERIES;
    if (*entry->parameter) return FLY_ENTRY_AXIS;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].name, entry->name) == 0) return known[i].kind;
    return FLY_ENTRY_OTHER;
}

/* Called by HDF5 with the coordinate of an axis; a positive answer ends the walk. */
static herr_t visit_dim(hid_t set, unsigned axis, hid_t scale, void *user)
{
    (void)set;
    struct fly_entry *entry = user;
    char name[NAME_BYTES];
    if (H5Iget_name(scale, name, sizeof name) > 1) entry->dims[axis] = fly_read_copy(name + 1); /* behind the slash */
    return 1;
}

static bool read_shape(hid_t set, struct fly_entry *entry)
{
    hid_t space = H5Dget_space(set), type = H5Dget_type(set);
    entry->rank = space < 0 ? -1 : H5Sget_simple_extent_ndims(space);
    entry->is_integer = type >= 0 && H5Tget_class(type) == H5T_INTEGER;
    if (type >= 0) H5Tclose(type);
    if (space >= 0) H5Sclose(space);
    return entry->rank >= 1 && entry->rank <= FLY_READ_MAX_RANK + 1;
}

static bool read_dims(hid_t set, struct fly_entry *entry)
{
    if (entry->kind == FLY_ENTRY_DIMENSION) {
        entry->dims[0] = fly_copy_text(entry->name);
        return entry->rank == 1 && entry->dims[0];
    }
    for (int i = 0; i < entry->rank; i++)
        if (H5DSiterate_scales(set, (unsigned)i, NULL, visit_dim, entry) <= 0 || !entry->dims[i]) return false;
    return true;
}

static int read_entry(const struct visit *visit, hid_t set, const char *name, struct fly_entry *entry)
{
    *entry = (struct fly_entry){.name = fly_read_copy(name)};
    entry->unit = fly_read_text_attr(set, FLY_ATTR_UNITS);
    entry->doc = fly_read_text_attr(set, FLY_ATTR_LONG_NAME);
    entry->sort = fly_read_text_attr(set, FLY_ATTR_KIND);
    entry->parameter = fly_read_text_attr(set, FLY_ATTR_PARAMETER);
    if (!entry->name) return fly_read_no_memory(name, visit->error);
    if (!entry->unit || !entry->doc || !entry->sort || !entry->parameter || !read_shape(set, entry))
        return fly_read_damaged(visit->data, name, visit->error);
    entry->kind = kind_of(set, entry);
    entry->scale = fly_read_scale(&(struct fly_variable){.id = set});
    return read_dims(set, entry) ? FLY_OK : fly_read_damaged(visit->data, name, visit->error);
}

static int add_entry(const struct visit *visit, hid_t file, const char *name)
{
    struct fly_catalog *catalog = visit->catalog;
    void *entries = catalog->entries;
    if (fly_grow(&entries, &catalog->capacity, catalog->n + 1, sizeof *catalog->entries) < 0)
        return fly_read_no_memory(name, visit->error);
    catalog->entries = entries;
    hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
    if (set < 0) return fly_read_damaged(visit->data, name, visit->error);
    int ret = read_entry(visit, set, name, &catalog->entries[catalog->n++]);
    H5Dclose(set);
    return ret;
}

/* Called by HDF5 for each object of the root; a positive answer ends the walk. */
static herr_t visit_object(hid_t file, const char *name, const H5L_info_t *info, void *user)
{
    (void)info;
    struct visit *visit = user;
    H5O_info_t object;
    if (H5Oget_info_by_name(file, name, &object, H5P_DEFAULT) < 0)
        visit->ret = fly_read_damaged(visit->data, name, visit->error);
    else if (object.type == H5O_TYPE_DATASET)
        visit->ret = add_entry(visit, file, name);
    return visit->ret < 0;
}

int fly_catalog_read(struct fly_catalog *catalog, const struct fly_dataset *data, struct fly_error *error)
{
    assert(catalog && data);
    *catalog = (struct fly_catalog){0};
    struct visit visit = {catalog, data, error, FLY_OK};
    const herr_t status =
        H5Literate(fly_read_file(data)->id, H5_INDEX_CRT_ORDER, H5_ITER_INC, NULL, visit_object, &visit);
    if (status < 0 && visit.ret == FLY_OK) visit.ret = fly_read_damaged(data, "the list of variables", error);
    if (visit.ret < 0) fly_catalog_free(catalog);
    return visit.ret;
}

void fly_catalog_free(struct fly_catalog *catalog)
{
    assert(catalog);
    for (size_t i = 0; i < catalog->n; i++) {
        struct fly_entry *entry = &catalog->entries[i];
        char *const texts[] = {entry->name, entry->unit, entry->doc, entry->sort, entry->parameter};
        for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++)
            fly_free(texts[t]);
        for (int d = 0; d <= FLY_READ_MAX_RANK; d++)
            fly_free(entry->dims[d]);
    }
    fly_free(catalog->entries);
    *catalog = (struct fly_catalog){0};
}
