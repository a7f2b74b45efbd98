/* What the writers of `flywheel export` share: files that are in the making until all of them are written. */
#ifndef EXPORT_H
#define EXPORT_H

#include "analysis/tidy.h"
#include "sim/write_file.h"

#include <stdbool.h>
#include <stdio.h>

struct export_file {
    struct fly_new_file file;
    FILE *stream; /* NULL: closed */
    bool is_open; /* it has its temporary name */
};

/* Opens it under its temporary name; syncs nothing and gives it no name yet: that is done by export_commit. */
int export_open(struct export_file *file, const char *path, struct fly_error *error);
/* All is written: what the stream could not write shows here. FLY_ERR_IO. */
int export_close(struct export_file *file, struct fly_error *error);
int export_commit(struct export_file *file, struct fly_error *error);
void export_abandon(struct export_file *file);

/* FLY_ERR_IO when the stream has failed, FLY_ERR_INTERRUPT after Ctrl-C; cheap enough to be asked after each row. */
int export_check(const struct export_file *file, struct fly_error *error);

/* A number that reads back as the same bits, the same in every locale; an amount of money has two decimals at most. */
void export_number(FILE *stream, const struct fly_tidy_cell *cell);

/* One CSV file for each table, in a folder that is made if it is not there; one JSON file with all tables. *n_rows is
 * raised by what was written. */
int export_csv(const struct fly_dataset *data, const char *folder, size_t *n_rows, struct fly_error *error);
int export_json(const struct fly_dataset *data, const char *path, size_t *n_rows, struct fly_error *error);

#endif
