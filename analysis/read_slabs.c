/* Goes through all values of a variable of results, some at a time and in their order. */
#include "analysis/read_slabs.h"

#include <assert.h>

static void choose_cut(struct fly_slabs *slabs)
{
    hsize_t inner = 1;
    int axis = slabs->rank - 1;
    for (; axis > 0 && inner * slabs->extents[axis] <= FLY_SLAB_VALUES; axis--)
        inner *= slabs->extents[axis];
    slabs->cut = axis;
    slabs->step = inner < FLY_SLAB_VALUES ? FLY_SLAB_VALUES / inner : 1;
    if (slabs->step > slabs->extents[axis]) slabs->step = slabs->extents[axis];
}

bool fly_slabs_begin(struct fly_slabs *slabs, hid_t set)
{
    assert(slabs);
    *slabs = (struct fly_slabs){.set = set};
    hid_t space = H5Dget_space(set);
    slabs->rank = space < 0 ? -1 : H5Sget_simple_extent_dims(space, slabs->extents, NULL);
    if (space >= 0) H5Sclose(space);
    for (int i = 0; i < slabs->rank; i++)
        if (slabs->extents[i] == 0) return false;
    if (slabs->rank < 1) return false;
    choose_cut(slabs);
    return true;
}

size_t fly_slabs_room(const struct fly_slabs *slabs)
{
    size_t n = (size_t)slabs->step;
    for (int i = slabs->cut + 1; i < slabs->rank; i++)
        n *= (size_t)slabs->extents[i];
    return n;
}

bool fly_slabs_next(struct fly_slabs *slabs)
{
    /* on from where the last one ended, carrying over as an odometer does */
    slabs->start[slabs->cut] += slabs->count[slabs->cut];
    for (int i = slabs->cut; i > 0 && slabs->start[i] >= slabs->extents[i]; i--) {
        slabs->start[i] = 0;
        slabs->start[i - 1]++;
    }
    if (slabs->start[0] >= slabs->extents[0]) return false;
    slabs->n = 1;
    for (int i = 0; i < slabs->rank; i++) {
        const hsize_t left = slabs->extents[i] - slabs->start[i];
        slabs->count[i] = i < slabs->cut ? 1 : i == slabs->cut && slabs->step < left ? slabs->step : left;
        slabs->n *= (size_t)slabs->count[i];
    }
    return true;
}

bool fly_slabs_read(const struct fly_slabs *slabs, hid_t type, void *values)
{
    hid_t source = H5Dget_space(slabs->set), target = H5Screate_simple(slabs->rank, slabs->count, NULL);
    const bool is_read = source >= 0 && target >= 0 &&
                         H5Sselect_hyperslab(source, H5S_SELECT_SET, slabs->start, NULL, slabs->count, NULL) >= 0 &&
                         H5Dread(slabs->set, type, target, source, H5P_DEFAULT, values) >= 0;
    if (target >= 0) H5Sclose(target);
    if (source >= 0) H5Sclose(source);
    return is_read;
}
