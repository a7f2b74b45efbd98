/* UTF-8: is it, and how to show foreign text in a message. */
#ifndef FLY_UTF8_H
#define FLY_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Whether n bytes are well-formed UTF-8 (no overlong forms, no surrogates; Unicode 15, table 3-7). */
bool fly_utf8_is_valid(const char *text, size_t n);

/* The first control character other than tab, carriage return and line feed: none is in a text file; or NULL. */
const char *fly_utf8_find_control(const char *text, size_t n);

/* In place: what a terminal would obey (control characters other than tab, of one byte or two) and bytes that are no
 * UTF-8 become '?'. Whether there was nothing to do. */
bool fly_utf8_mend(char *text);

/* Copies the first n bytes of `text` for use in a message: shortened with "..." to fit `size` (>= 8) at the border of a
 * character, control and malformed bytes shown as '?'. Returns `shown`. */
const char *fly_utf8_show(const char *text, size_t n, char *shown, size_t size);

#endif
