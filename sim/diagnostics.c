/* Collects what is wrong with a user's files, and finds the name that was probably meant. */
#include "sim/diagnostics.h"

#include "sim/alloc.h"
#include "sim/utf8.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static char *print_place(const char *file, size_t line)
{
    if (!file) return fly_copy_text("");
    if (line == 0) return fly_copy_text(file);
    size_t size = strlen(file) + 32;
    char *place = fly_alloc(size, 1);
    if (place) (void)snprintf(place, size, "%s:%zu", file, line);
    return place;
}

static int add(struct fly_diagnostics *found, enum fly_severity severity, const char *file, size_t line,
               const char *text)
{
    void *items = found->items;
    int ret = fly_grow(&items, &found->capacity, found->n_items + 1, sizeof *found->items);
    if (ret < 0) return ret;
    found->items = items;
    struct fly_diagnostic item = {severity, print_place(file, line), fly_copy_text(text)};
    if (!item.place || !item.text) {
        fly_free(item.place);
        fly_free(item.text);
        return FLY_ERR_MEMORY;
    }
    (void)fly_utf8_mend(item.place);
    (void)fly_utf8_mend(item.text);
    found->items[found->n_items++] = item;
    return FLY_OK;
}

void fly_diagnose(struct fly_diagnostics *found, enum fly_severity severity, const char *file, size_t line,
                  const char *format, ...)
{
    assert(found);
    assert(format);
    char text[FLY_ERROR_TEXT];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (add(found, severity, file, line, text) < 0) {
        found->code = FLY_ERR_MEMORY;
        return;
    }
    if (severity != FLY_ERROR) return;
    found->n_errors++;
    if (found->code == FLY_OK) found->code = FLY_ERR_SCENARIO;
}

const char *fly_diagnostics_first_error(const struct fly_diagnostics *found)
{
    assert(found);
    for (size_t i = 0; i < found->n_items; i++)
        if (found->items[i].severity == FLY_ERROR) return found->items[i].text;
    return "";
}

void fly_diagnostics_free(struct fly_diagnostics *found)
{
    assert(found);
    for (size_t i = 0; i < found->n_items; i++) {
        fly_free(found->items[i].place);
        fly_free(found->items[i].text);
    }
    fly_free(found->items);
    *found = (struct fly_diagnostics){0};
}

enum { LONGEST_NAME = 64 };

static int fold(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The restricted edit distance (insert, delete, replace, swap neighbours; Damerau 1964), blind to the case of letters.
 * Three rows of the usual table are enough. */
static size_t edit_distance(const char *a, size_t n_a, const char *b, size_t n_b)
{
    size_t rows[3][LONGEST_NAME + 1];
    assert(n_a <= LONGEST_NAME && n_b <= LONGEST_NAME);
    size_t *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= n_b; j++)
        last[j] = j;
    for (size_t i = 1; i <= n_a; i++) {
        now[0] = i;
        for (size_t j = 1; j <= n_b; j++) {
            size_t replaced = last[j - 1] + (fold(a[i - 1]) != fold(b[j - 1]));
            now[j] = smaller(replaced, smaller(last[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) && fold(a[i - 2]) == fold(b[j - 1]))
                now[j] = smaller(now[j], before[j - 2] + 1);
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[n_b];
}

const char *fly_nearest_name(const char *word, const char *const *candidates, size_t n_candidates)
{
    assert(word);
    assert(candidates || n_candidates == 0);
    size_t length = strlen(word);
    if (length == 0 || length > LONGEST_NAME) return NULL;
    size_t best = length < 2 ? 2 : (length + 1) / 3 + 1; /* the first distance that is too far */
    const char *nearest = NULL;
    for (size_t i = 0; i < n_candidates; i++) {
        size_t n = strlen(candidates[i]);
        size_t difference = n > length ? n - length : length - n;
        if (n > LONGEST_NAME || difference >= best) continue;
        size_t distance = edit_distance(word, length, candidates[i], n);
        /* a word that shares no letter with the candidate is no misspelling of it */
        if (distance >= best || distance >= n) continue;
        best = distance;
        nearest = candidates[i];
    }
    return nearest;
}
