/* Tables in the H5TB form, written by hand: H5TBmake_table would put the time of day into the file. */
#include "sim/result_table.h"

#include "sim/alloc.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { MAX_COLUMNS = 16, COMPRESS_FROM = 16 << 10, CHUNK_BYTES = 256 << 10, COMPACT_ATTRIBUTES = 255 };

/* Where each column lies in a row without gaps: PyTables reads fixed-length text only. */
struct shape {
    size_t widths[MAX_COLUMNS], offsets[MAX_COLUMNS], row_size, n_rows;
};

void fly_h5_table_init(struct fly_h5_table *table, const struct fly_h5_column *columns, size_t n_columns)
{
    assert(table && columns && n_columns > 0 && n_columns <= MAX_COLUMNS);
    *table = (struct fly_h5_table){.columns = columns, .n_columns = n_columns};
}

static enum fly_h5_cell_kind kind_of(const struct fly_h5_table *table, size_t cell)
{
    return table->columns[cell % table->n_columns].kind;
}

/* Once a cell is missing the rest would go to wrong columns: nothing more is added. */
static void add(struct fly_h5_table *table, enum fly_h5_cell_kind kind, union fly_h5_cell cell)
{
    void *cells = table->cells;
    if (!table->no_memory && fly_grow(&cells, &table->capacity, table->n_cells + 1, sizeof *table->cells) < 0)
        table->no_memory = true;
    if (table->no_memory) {
        if (kind == FLY_CELL_TEXT) fly_free(cell.text);
        return;
    }
    assert(kind_of(table, table->n_cells) == kind);
    table->cells = cells;
    table->cells[table->n_cells++] = cell;
}

void fly_h5_table_add_text(struct fly_h5_table *table, const char *text)
{
    assert(table && text);
    char *copy = fly_copy_text(text);
    if (!copy) table->no_memory = true;
    add(table, FLY_CELL_TEXT, (union fly_h5_cell){.text = copy});
}

void fly_h5_table_add_number(struct fly_h5_table *table, double number)
{
    add(table, FLY_CELL_NUMBER, (union fly_h5_cell){.number = number});
}

void fly_h5_table_add_count(struct fly_h5_table *table, int64_t count)
{
    add(table, FLY_CELL_COUNT, (union fly_h5_cell){.count = count});
}

void fly_h5_table_free(struct fly_h5_table *table)
{
    assert(table);
    for (size_t i = 0; i < table->n_cells; i++)
        if (kind_of(table, i) == FLY_CELL_TEXT) fly_free(table->cells[i].text);
    fly_free(table->cells);
    *table = (struct fly_h5_table){0};
}

static struct shape measure(const struct fly_h5_table *table)
{
    struct shape shape = {.n_rows = table->n_cells / table->n_columns};
    for (size_t c = 0; c < table->n_columns; c++)
        shape.widths[c] = table->columns[c].kind == FLY_CELL_TEXT ? 1 : 8;
    for (size_t i = 0; i < table->n_cells; i++) {
        size_t *width = &shape.widths[i % table->n_columns];
        size_t length = kind_of(table, i) == FLY_CELL_TEXT ? strlen(table->cells[i].text) : 8;
        if (*width < length) *width = length;
    }
    for (size_t c = 0; c < table->n_columns; c++) {
        shape.offsets[c] = shape.row_size;
        shape.row_size += shape.widths[c];
    }
    return shape;
}

/* All rows as they lie in the file; what text does not fill is zero. NULL without memory. */
static unsigned char *pack(const struct fly_h5_table *table, const struct shape *shape)
{
    unsigned char *rows = fly_alloc(shape->n_rows, shape->row_size);
    if (!rows) return NULL;
    for (size_t i = 0; i < table->n_cells; i++) {
        size_t c = i % table->n_columns;
        unsigned char *place = rows + i / table->n_columns * shape->row_size + shape->offsets[c];
        const union fly_h5_cell *cell = &table->cells[i];
        switch (table->columns[c].kind) {
        case FLY_CELL_TEXT: memcpy(place, cell->text, strlen(cell->text)); break;
        case FLY_CELL_NUMBER: memcpy(place, &cell->number, sizeof cell->number); break;
        case FLY_CELL_COUNT: memcpy(place, &cell->count, sizeof cell->count); break;
        }
    }
    return rows;
}

static herr_t insert_text(hid_t row, const char *name, size_t offset, size_t width)
{
    hid_t text = H5Tcopy(H5T_C_S1);
    herr_t status = -1;
    if (text >= 0 && H5Tset_size(text, width) >= 0 && H5Tset_strpad(text, H5T_STR_NULLPAD) >= 0 &&
        H5Tset_cset(text, H5T_CSET_UTF8) >= 0)
        status = H5Tinsert(row, name, offset, text);
    if (text >= 0) H5Tclose(text);
    return status;
}

static hid_t row_type(const struct fly_h5_table *table, const struct shape *shape)
{
    hid_t row = H5Tcreate(H5T_COMPOUND, shape->row_size);
    herr_t status = row < 0 ? -1 : 0;
    for (size_t c = 0; c < table->n_columns && status >= 0; c++) {
        const struct fly_h5_column *column = &table->columns[c];
        if (column->kind == FLY_CELL_TEXT)
            status = insert_text(row, column->name, shape->offsets[c], shape->widths[c]);
        else
            status = H5Tinsert(row, column->name, shape->offsets[c],
                               column->kind == FLY_CELL_NUMBER ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT64);
    }
    if (status >= 0) return row;
    if (row >= 0) H5Tclose(row);
    return H5I_INVALID_HID;
}

static herr_t set_chunks(hid_t creation, const struct shape *shape)
{
    if (shape->n_rows * shape->row_size < COMPRESS_FROM) return 0;
    hsize_t chunk = shape->row_size < CHUNK_BYTES ? CHUNK_BYTES / shape->row_size : 1;
    if (chunk > shape->n_rows) chunk = shape->n_rows;
    if (H5Pset_chunk(creation, 1, &chunk) < 0 || H5Pset_shuffle(creation) < 0) return -1;
    return H5Pset_deflate(creation, 1) < 0 ? -1 : H5Pset_fletcher32(creation);
}

static int create(struct fly_h5 *h5, hid_t parent, const char *name, hid_t type, const struct shape *shape, hid_t *set)
{
    hsize_t extent = shape->n_rows;
    int ret = FLY_OK;
    hid_t space = H5Screate_simple(1, &extent, NULL), creation = H5Pcreate(H5P_DATASET_CREATE);
    *set = H5I_INVALID_HID;
    if (space >= 0 && creation >= 0 && H5Pset_obj_track_times(creation, 0) >= 0 &&
        H5Pset_attr_phase_change(creation, COMPACT_ATTRIBUTES, 0) >= 0 && set_chunks(creation, shape) >= 0)
        *set = H5Dcreate2(parent, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    if (*set < 0) ret = fly_h5_fail(h5, name);
    if (creation >= 0) H5Pclose(creation);
    if (space >= 0) H5Sclose(space);
    return ret;
}

/* The attributes that make a compound dataset a table. */
static int put_marks(const struct fly_h5_table *table, struct fly_h5 *h5, hid_t set, const char *title)
{
    int ret = FLY_OK;
    FLY_TRY(fly_h5_fixed_attr(h5, set, "CLASS", "TABLE"));
    FLY_TRY(fly_h5_fixed_attr(h5, set, "VERSION", "3.0"));
    FLY_TRY(fly_h5_fixed_attr(h5, set, "TITLE", title));
    for (size_t c = 0; c < table->n_columns; c++) {
        char mark[32];
        (void)snprintf(mark, sizeof mark, "FIELD_%zu_NAME", c);
        FLY_TRY(fly_h5_fixed_attr(h5, set, mark, table->columns[c].name));
    }
out:
    return ret;
}

int fly_h5_table_write(const struct fly_h5_table *table, struct fly_h5 *h5, hid_t parent, const char *name,
                       const char *title)
{
    assert(table && h5 && name && title);
    if (table->no_memory) return fly_fail(h5->error, FLY_ERR_MEMORY, "No memory for the table '%s'.", name);
    assert(table->n_cells % table->n_columns == 0);
    int ret = FLY_OK;
    struct shape shape = measure(table);
    unsigned char *rows = pack(table, &shape);
    hid_t type = row_type(table, &shape), set = H5I_INVALID_HID;
    if (!rows) FLY_TRY(fly_fail(h5->error, FLY_ERR_MEMORY, "No memory for the table '%s'.", name));
    if (type < 0) FLY_TRY(fly_h5_fail(h5, name));
    FLY_TRY(create(h5, parent, name, type, &shape, &set));
    if (H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, rows) < 0) FLY_TRY(fly_h5_fail(h5, name));
    FLY_TRY(put_marks(table, h5, set, title));
out:
    if (set >= 0) H5Dclose(set);
    if (type >= 0) H5Tclose(type);
    fly_free(rows);
    return ret;
}
