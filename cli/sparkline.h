/* Courses in one line of text. */
#ifndef SPARKLINE_H
#define SPARKLINE_H

#include <stddef.h>

enum { SPARKLINE_COLUMNS = 48, SPARKLINE_TEXT = 3 * SPARKLINE_COLUMNS + 1 };

/* Draws n values from left to right, the smallest lowest and the largest highest, as Unicode blocks, or as ASCII where
 * the locale is not one of UTF-8. More values than columns are averaged; what is not finite is left blank. Returns
 * `text`. */
const char *sparkline_print(const double *values, size_t n, char text[SPARKLINE_TEXT]);

#endif
