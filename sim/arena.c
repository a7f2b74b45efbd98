/* A bump allocator on top of fly_alloc: chunks in a list, freed together. */
#include "sim/arena.h"

#include "sim/alloc.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

enum { ARENA_ALIGNMENT = 16, CHUNK_SIZE = 1 << 16 };

struct fly_arena_chunk {
    struct fly_arena_chunk *next;
    size_t used, size;
    _Alignas(ARENA_ALIGNMENT) char bytes[];
};

static struct fly_arena_chunk *add_chunk(struct fly_arena *arena, size_t size)
{
    size_t room = size > CHUNK_SIZE ? size : CHUNK_SIZE;
    struct fly_arena_chunk *chunk = fly_alloc(1, sizeof *chunk + room);
    if (!chunk) return NULL;
    chunk->size = room;
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    return chunk;
}

void *fly_arena_alloc(struct fly_arena *arena, size_t size)
{
    assert(arena);
    if (size > SIZE_MAX / 2) return NULL;
    size = (size + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
    struct fly_arena_chunk *chunk = arena->chunks;
    if (!chunk || chunk->size - chunk->used < size) chunk = add_chunk(arena, size);
    if (!chunk) return NULL;
    void *memory = chunk->bytes + chunk->used;
    chunk->used += size;
    assert(chunk->used <= chunk->size);
    return memory;
}

char *fly_arena_copy(struct fly_arena *arena, const char *text, size_t n)
{
    assert(text);
    if (n == SIZE_MAX) return NULL;
    char *copy = fly_arena_alloc(arena, n + 1);
    if (copy) memcpy(copy, text, n);
    return copy;
}

void fly_arena_free(struct fly_arena *arena)
{
    while (arena->chunks) {
        struct fly_arena_chunk *next = arena->chunks->next;
        fly_free(arena->chunks);
        arena->chunks = next;
    }
}
