/* Names that a scenario takes from names of files: of the files it names, and its own. */
#include "sim/scenario_names.h"

#include <assert.h>
#include <string.h>

char *fly_name_beside(struct fly_arena *arena, const char *path, const char *name)
{
    assert(path && name);
    const char *slash = strrchr(path, '/');
    size_t folder = slash ? (size_t)(slash - path) + 1 : 0, n = strlen(name);
    if (name[0] == '/' || n == 0) folder = 0;
    char *whole = fly_arena_alloc(arena, folder + n + 1);
    if (!whole) return NULL;
    if (folder) memcpy(whole, path, folder);
    memcpy(whole + folder, name, n);
    return whole;
}

char *fly_name_of_file(struct fly_arena *arena, const char *path)
{
    assert(path);
    const char *slash = strrchr(path, '/'), *start = slash ? slash + 1 : path;
    size_t n = strlen(start);
    if (n > 4 && strcmp(start + n - 4, ".ini") == 0) n -= 4;
    return fly_arena_copy(arena, start, n);
}
