/* Takes a result file apart into tidy tables, one observation a row, and hands them row by row to whoever writes them:
 * no more than a slab of values is in memory, however many points, replicates or weeks there are. */
#ifndef FLY_TIDY_H
#define FLY_TIDY_H

#include "analysis/read.h"

#include <stdint.h>

/* HUNDREDTHS is an integer that counts hundredths, of money. NUMBER is never NAN: that is NOTHING. */
enum fly_tidy_type { FLY_TIDY_NOTHING, FLY_TIDY_TEXT, FLY_TIDY_INTEGER, FLY_TIDY_HUNDREDTHS, FLY_TIDY_NUMBER };

struct fly_tidy_cell {
    enum fly_tidy_type type;
    union {
        const char *text; /* until the row is taken */
        int64_t integer;
        double number;
    };
};

/* Who takes the rows: first begin, then each row, then end, one table after the other. Each function returns FLY_OK or
 * a failure, which ends it all. Columns are the same for all rows of a table; their names are valid until its end. */
struct fly_tidy_sink {
    void *self;
    int (*begin)(void *self, const char *table, const char *const *columns, size_t n_columns, struct fly_error *error);
    int (*row)(void *self, const struct fly_tidy_cell *cells, struct fly_error *error);
    int (*end)(void *self, struct fly_error *error);
};

enum { FLY_TIDY_TABLES = 11 };

/* Every table that there is, in the order in which they come, and what it holds; a table may have no rows. */
struct fly_tidy_table {
    const char *name, *doc;
};
extern const struct fly_tidy_table fly_tidy_tables[FLY_TIDY_TABLES];

/* All tables. FLY_ERR_IO when the file is damaged, FLY_ERR_MEMORY, or what the sink says. */
int fly_tidy(const struct fly_dataset *data, const struct fly_tidy_sink *sink, struct fly_error *error);

#endif
