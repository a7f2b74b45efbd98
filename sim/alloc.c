/* The only malloc of the project. */
#include "sim/alloc.h"

#include "sim/status.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64 };

/* The start of calloc's memory is kept just below the aligned address. calloc rather than aligned_alloc + memset:
 * only calloc leaves fresh pages untouched. */
void *fly_alloc(size_t n, size_t size)
{
    if (size && n > (SIZE_MAX - 2 * ALIGNMENT) / size) return NULL;
    char *start = calloc(1, n * size + 2 * ALIGNMENT);
    if (!start) return NULL;
    char *aligned = start + ALIGNMENT + (ALIGNMENT - (uintptr_t)start % ALIGNMENT) % ALIGNMENT;
    memcpy(aligned - sizeof start, &start, sizeof start);
    return aligned;
}

void fly_free(void *memory)
{
    if (!memory) return;
    char *start;
    memcpy(&start, (char *)memory - sizeof start, sizeof start);
    free(start);
}

int fly_grow(void **array, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity) return FLY_OK;
    size_t wanted = *capacity ? *capacity * 2 : 16;
    if (wanted < needed) wanted = needed;
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
