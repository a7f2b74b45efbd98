/* What a scenario has to do with its files: names that it takes from theirs, and their texts. */
#include "sim/scenario_names.h"

#include <assert.h>
#include <stdio.h>
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

int fly_join_sources(struct fly_arena *arena, struct fly_scenario *scenario, const struct fly_source *files, size_t n)
{
    static const char before[] = "\n; ---- extends: ", after[] = "\n";
    size_t size = 1, used = 0;
    for (size_t i = 0; i < n; i++)
        size += sizeof before + sizeof after + strlen(files[i].path) + files[i].n;
    char *text = scenario->text = fly_arena_alloc(arena, size);
    scenario->n_sources = n;
    scenario->sources = fly_arena_alloc(arena, n * sizeof *scenario->sources);
    if (!text || !scenario->sources) return FLY_ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        const char *start = used && text[used - 1] == '\n' ? before + 1 : before;
        if (i > 0) used += (size_t)snprintf(text + used, size - used, "%s%s%s", start, files[i].path, after);
        memcpy(text + used, files[i].bytes, files[i].n);
        scenario->sources[i] = (struct fly_source){files[i].path, text + used, files[i].n};
        used += files[i].n;
    }
    assert(used < size);
    return FLY_OK;
}

int fly_find_source(const struct fly_source *sources, size_t n, const char *path, struct fly_input_file *file,
                    struct fly_error *error)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(sources[i].path, path) == 0) return fly_input_file_copy(file, sources[i].bytes, sources[i].n, error);
    return fly_fail(error, FLY_ERR_NO_INPUT, "the file is not among those that were kept");
}
