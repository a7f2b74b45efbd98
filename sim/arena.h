/* Memory that is taken in small pieces and given back all at once: what a scenario's pointers point to. */
#ifndef FLY_ARENA_H
#define FLY_ARENA_H

#include <stddef.h>

struct fly_arena_chunk;

/* Caller-owned; a zeroed struct is empty and may be freed. */
struct fly_arena {
    struct fly_arena_chunk *chunks; /* the newest first */
};

/* `size` zeroed bytes aligned for any scalar; NULL when there is no memory. Valid until the arena is freed. */
void *fly_arena_alloc(struct fly_arena *arena, size_t size);

/* A copy of the first n bytes of `text`, terminated; NULL when there is no memory. */
char *fly_arena_copy(struct fly_arena *arena, const char *text, size_t n);

void fly_arena_free(struct fly_arena *arena);

#endif
