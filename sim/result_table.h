/* A table of text and numbers, stored as one compound dataset in the form of HDF5's table interface (H5TB), which
 * PyTables and pandas.read_hdf open. Private to the files sim/result_*.c. */
#ifndef FLY_RESULT_TABLE_H
#define FLY_RESULT_TABLE_H

#include "sim/result_hdf5.h"

enum fly_h5_cell_kind { FLY_CELL_TEXT, FLY_CELL_NUMBER, FLY_CELL_COUNT };

struct fly_h5_column {
    const char *name;
    enum fly_h5_cell_kind kind;
};

union fly_h5_cell {
    char *text; /* owned by the table */
    double number;
    int64_t count;
};

struct fly_h5_table {
    const struct fly_h5_column *columns;
    size_t n_columns;
    union fly_h5_cell *cells; /* row by row */
    size_t n_cells, capacity;
    bool no_memory; /* a cell could not be added: fly_h5_table_write says so */
};

/* Cells are added row by row, each of its column's kind. */
void fly_h5_table_init(struct fly_h5_table *table, const struct fly_h5_column *columns, size_t n_columns);
void fly_h5_table_add_text(struct fly_h5_table *table, const char *text);
void fly_h5_table_add_number(struct fly_h5_table *table, double number);
void fly_h5_table_add_count(struct fly_h5_table *table, int64_t count);
void fly_h5_table_free(struct fly_h5_table *table);

int fly_h5_table_write(const struct fly_h5_table *table, struct fly_h5 *h5, hid_t parent, const char *name,
                       const char *title);

#endif
