/* The only door to the heap: zeroed memory aligned for vector loads. Large requests come from the kernel as untouched
 * zero pages, so a column costs memory only where it is written. */
#ifndef FLY_ALLOC_H
#define FLY_ALLOC_H

#include <stddef.h>

/* n objects of `size` bytes, zeroed, aligned to 64 bytes; NULL when there is no memory (or n * size overflows).
 * n = 0 gives a valid pointer. Freed with fly_free, which takes NULL. */
void *fly_alloc(size_t n, size_t size);
void fly_free(void *memory);

/* Grows an array of *capacity objects to hold at least `needed`, keeping its content (not zeroed beyond it).
 * 0 or FLY_ERR_MEMORY; on failure the array is untouched. */
int fly_grow(void **array, size_t *capacity, size_t needed, size_t size);

/* A copy of a string (or of its first n bytes); NULL when there is no memory. Freed with fly_free. */
char *fly_copy_text(const char *text);
char *fly_copy_bytes(const char *text, size_t n);

#endif
