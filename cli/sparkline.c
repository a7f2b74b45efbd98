/* Draws courses in one line: eight heights, of Unicode blocks or of ASCII signs that look heavier from one to the next.
 */
#include "cli/sparkline.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { N_HEIGHTS = 8 };

static const char *const blocks[N_HEIGHTS] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
static const char *const signs[N_HEIGHTS] = {"_", ".", "-", ":", "=", "+", "*", "#"};

/* As the C library chooses a locale: the first of these that is set. */
static bool is_utf8(void)
{
    const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *locale = getenv(names[i]);
        if (!locale || !*locale) continue;
        const char *charset = strchr(locale, '.');
        return charset && (strncasecmp(charset, ".utf-8", 6) == 0 || strncasecmp(charset, ".utf8", 5) == 0);
    }
    return false;
}

static double mean_of(const double *values, size_t n)
{
    double sum = 0;
    size_t n_finite = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(values[i])) continue;
        sum += values[i];
        n_finite++;
    }
    return n_finite ? sum / (double)n_finite : NAN;
}

const char *sparkline_print(const double *values, size_t n, char text[SPARKLINE_TEXT])
{
    const char *const *heights = is_utf8() ? blocks : signs;
    const size_t n_columns = n < SPARKLINE_COLUMNS ? n : SPARKLINE_COLUMNS;
    double columns[SPARKLINE_COLUMNS], low = INFINITY, high = -INFINITY;
    for (size_t c = 0; c < n_columns; c++) {
        const size_t from = c * n / n_columns, to = (c + 1) * n / n_columns;
        columns[c] = mean_of(values + from, to - from);
        low = fmin(low, columns[c]);
        high = fmax(high, columns[c]);
    }
    size_t used = 0;
    text[0] = '\0';
    for (size_t c = 0; c < n_columns; c++) {
        const double share = high > low ? (columns[c] - low) / (high - low) : 0;
        const size_t height = isnan(share) ? 0 : (size_t)fmin(share * N_HEIGHTS, N_HEIGHTS - 1);
        used += (size_t)snprintf(text + used, SPARKLINE_TEXT - used, "%s", isnan(columns[c]) ? " " : heights[height]);
    }
    return text;
}
