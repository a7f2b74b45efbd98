/* An allocator in place of sim/alloc.c whose k-th request fails, and which counts what is not freed and the most bytes
 * that there ever were. For one file of a
 * test program, before anything else that allocates. */
#ifndef FLY_FAILING_ALLOC_H
#define FLY_FAILING_ALLOC_H

#include "sim/alloc.h"
#include "sim/status.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static size_t n_allocations, fails_at, n_alive, bytes_alive, most_bytes;
static bool fails_ever_after;

/* The size stands before the memory, with room so that any type is aligned behind it. */
enum { SIZE_ROOM = 16 };

void *fly_alloc(size_t n, size_t size)
{
    size_t k = n_allocations++, bytes = n * size;
    if (k == fails_at || (fails_ever_after && k > fails_at)) return NULL;
    char *start = calloc(bytes + SIZE_ROOM + 1, 1);
    if (!start) return NULL;
    memcpy(start, &bytes, sizeof bytes);
    n_alive++;
    bytes_alive += bytes;
    if (bytes_alive > most_bytes) most_bytes = bytes_alive;
    return start + SIZE_ROOM;
}

void fly_free(void *memory)
{
    size_t bytes;
    if (!memory) return;
    char *start = (char *)memory - SIZE_ROOM;
    memcpy(&bytes, start, sizeof bytes);
    n_alive--;
    bytes_alive -= bytes;
    free(start);
}

int fly_grow(void **array, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity) return FLY_OK;
    const size_t wanted = needed > 2 * *capacity ? needed : 2 * *capacity;
    void *bigger = fly_alloc(wanted, size);
    if (!bigger) return FLY_ERR_MEMORY;
    if (*array) memcpy(bigger, *array, *capacity * size);
    fly_free(*array);
    *array = bigger;
    *capacity = wanted;
    return FLY_OK;
}

char *fly_copy_bytes(const char *text, size_t n)
{
    char *copy = fly_alloc(n + 1, 1);
    if (copy) memcpy(copy, text, n);
    return copy;
}

char *fly_copy_text(const char *text)
{
    return fly_copy_bytes(text, strlen(text));
}

#endif
