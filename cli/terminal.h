/* Text for people: tables, numbers and colours. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include "sim/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum terminal_colour { TERMINAL_PLAIN, TERMINAL_BOLD, TERMINAL_RED, TERMINAL_GREEN, TERMINAL_YELLOW };

/* Whether the stream is a terminal; whether it is one that shows colours and NO_COLOR does not forbid them. */
bool terminal_is_tty(FILE *stream);
bool terminal_has_colours(FILE *stream);

/* The code that switches a colour on, "" where there are none. */
const char *terminal_colour(FILE *stream, enum terminal_colour colour);

enum { TERMINAL_NUMBER = 32 };

/* Three digits with a thousands' letter: "1.23 M", "12.3 k", "0.0412"; "-" for NAN. The letter's place is kept blank
 * where there is none, so that numbers above each other align. With a sign: "+1.23 M". Returns `text`. */
const char *terminal_number(double value, char text[TERMINAL_NUMBER]);
const char *terminal_signed(double value, char text[TERMINAL_NUMBER]);

/* "1,234,567" */
const char *terminal_grouped(uint64_t value, char text[TERMINAL_NUMBER]);

/* The ending of a noun after a number: "" after 1, else "s". */
const char *terminal_plural(double n);

/* "1.2 GB" */
const char *terminal_bytes(double bytes, char text[TERMINAL_NUMBER]);

/* Prints words in lines of at most `width` columns, each after `indent` blanks (the first line is indented already). */
void terminal_wrap(FILE *stream, const char *text, size_t indent, size_t width);

/* The sentence that answers, on stdout: bold, wrapped. */
void terminal_answer(const char *sentence);

enum { TERMINAL_MOST_COLUMNS = 16 };

/* Numbers are those of terminal_number: their titles leave room for the thousands' letter, so that digits stand below.
 */
enum terminal_align { TERMINAL_LEFT, TERMINAL_RIGHT, TERMINAL_DIGITS };

struct terminal_column {
    const char *title;
    enum terminal_align align;
};

/* A table that is printed when its widths are known. Zeroed apart from its columns it is empty. */
struct terminal_table {
    struct terminal_column columns[TERMINAL_MOST_COLUMNS];
    size_t n_columns;
    char **cells; /* row by row; owned */
    size_t n_cells, capacity;
    int status; /* FLY_ERR_MEMORY when a cell is missing */
};

/* Adds the next cell of the table. */
void terminal_cell(struct terminal_table *table, const char *format, ...) FLY_PRINTF(2, 3);

/* Prints the table and empties it. FLY_OK or FLY_ERR_MEMORY. */
int terminal_print_table(struct terminal_table *table, FILE *stream);
void terminal_table_free(struct terminal_table *table);

#endif
