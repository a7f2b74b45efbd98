/* An allocator in place of sim/alloc.c whose k-th request fails, and which counts what is not freed. For one file of a
 * test program, before anything else that allocates. */
#ifndef FLY_FAILING_ALLOC_H
#define FLY_FAILING_ALLOC_H

#include "sim/alloc.h"
#include "sim/status.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static size_t n_allocations, fails_at, n_alive;
static bool fails_ever_after;

void *fly_alloc(size_t n, size_t size)
{
    size_t k = n_allocations++;
    if (k == fails_at || (fails_ever_after && k > fails_at)) return NULL;
    void *memory = calloc(n * size + 1, 1);
    n_alive += memory != NULL;
    return memory;
}

void fly_free(void *memory)
{
    n_alive -= memory != NULL;
    free(memory);
}

int fly_grow(void **array, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity) return FLY_OK;
    void *bigger = fly_alloc(2 * needed, size);
    if (!bigger) return FLY_ERR_MEMORY;
    if (*array) memcpy(bigger, *array, *capacity * size);
    fly_free(*array);
    *array = bigger;
    *capacity = 2 * needed;
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
