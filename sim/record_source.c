/* The parts of a record, one by one, each in one piece. */
#include "sim/record_source.h"

#include <assert.h>
#include <string.h>

enum { VALUE = 8 }; /* bytes of an int64 or a double; moved as such */
_Static_assert(sizeof(int64_t) == VALUE && sizeof(double) == VALUE, "series values are moved by their size");

size_t fly_part_size(const struct fly_layout *layout, size_t n_rows, enum fly_part part, size_t index)
{
    switch (part) {
    case FLY_PART_WORK: return sizeof(uint64_t);
    case FLY_PART_KPIS: return layout->n_kpis * VALUE;
    case FLY_PART_SERIES: return n_rows * layout->series[index].n_labels * VALUE;
    case FLY_PART_GRID: return fly_laid_grid_size(&layout->grids[index]) * VALUE;
    }
    assert(!"a part of a record");
    return 0;
}

/* A record holds its series side by side, row by row. */
static void copy_series(const struct fly_record *record, const struct fly_layout *layout,
                        const struct fly_laid_series *laid, unsigned char *to)
{
    const bool is_real = laid->series->kind == FLY_REAL;
    const unsigned char *from = is_real ? (const void *)record->reals : (const void *)record->counts;
    const size_t width = is_real ? layout->n_reals : layout->n_counts, n = laid->n_labels * VALUE;
    assert(laid->series->kind != FLY_PASSING && laid->offset + laid->n_labels <= width);
    for (size_t row = 0; row < record->n_rows; row++)
        memcpy(to + row * n, from + (row * width + laid->offset) * VALUE, n);
}

void fly_record_part(const struct fly_record *record, const struct fly_layout *layout, enum fly_part part, size_t index,
                     void *values)
{
    assert(record && layout && values);
    const size_t size = fly_part_size(layout, record->n_rows, part, index);
    if (size == 0) return;
    switch (part) {
    case FLY_PART_WORK: memcpy(values, &record->agent_steps, size); break;
    case FLY_PART_KPIS: memcpy(values, record->kpis, size); break;
    case FLY_PART_SERIES: copy_series(record, layout, &layout->series[index], values); break;
    case FLY_PART_GRID: memcpy(values, record->grids + layout->grids[index].offset, size); break;
    }
}
