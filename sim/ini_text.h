/* INI text in memory, line by line: what each line is, or what is wrong with it. */
#ifndef FLY_INI_TEXT_H
#define FLY_INI_TEXT_H

#include "sim/status.h"

#include <stdbool.h>
#include <stddef.h>

enum fly_ini_kind { FLY_INI_EMPTY, FLY_INI_SECTION, FLY_INI_KEY, FLY_INI_WRONG };

/* Where the reading stands. The longest lengths are those of the parser that gets the lines. */
struct fly_ini_text {
    const char *next, *end;
    size_t line; /* of the line read last, from 1 */
    size_t longest_line, longest_name;
};

struct fly_ini_line {
    enum fly_ini_kind kind;
    const char *text; /* without comment and without spaces around it */
    size_t length;
    const char *name; /* SECTION: what is between the brackets; KEY: the key; without spaces around it */
    size_t name_length;
};

/* Starts reading n bytes; a byte order mark of UTF-8 is skipped. FLY_ERR_SCENARIO with the sentence when this is no
 * UTF-8 text at all (another byte order mark, zero bytes); then text->line says where. */
int fly_ini_open(struct fly_ini_text *text, const char *bytes, size_t n, size_t longest_line, size_t longest_name,
                 struct fly_error *error);

/* The next line; false at the end. A line of kind WRONG comes with its sentence in `error`. */
bool fly_ini_next(struct fly_ini_text *text, struct fly_ini_line *line, struct fly_error *error);

#endif
