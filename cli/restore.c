/* Reads a manifest as a session. */
#include "cli/restore.h"

#include "cli/experiment.h"
#include "sim/alloc.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Walks over the items of all scenarios. */
struct walk {
    const struct fly_manifest *manifest;
    size_t i;
};

int restore_number(const struct fly_manifest *manifest, const char *key, size_t k, uint64_t *number)
{
    const struct fly_manifest_item *item = fly_manifest_find(manifest, key, k);
    char *end;
    if (!item || !item->n) return FLY_ERR_SCENARIO;
    *number = strtoull(item->bytes, &end, 10);
    return *end ? FLY_ERR_SCENARIO : FLY_OK;
}

/* The next item, which must have this key. */
static const struct fly_manifest_item *next(struct walk *walk, const char *key)
{
    if (walk->i >= walk->manifest->n || strcmp(walk->manifest->items[walk->i].key, key) != 0) return NULL;
    return &walk->manifest->items[walk->i++];
}

static int next_number(struct walk *walk, const char *key, size_t *number)
{
    const struct fly_manifest_item *item = next(walk, key);
    char *end;
    if (!item) return FLY_ERR_SCENARIO;
    *number = (size_t)strtoull(item->bytes, &end, 10);
    return *end || *number > walk->manifest->n ? FLY_ERR_SCENARIO : FLY_OK;
}

static int read_sets(struct walk *walk, struct fly_case *one)
{
    int ret;
    size_t n;
    FLY_TRY(next_number(walk, "n_sets", &n));
    const char **sets = fly_alloc(n, sizeof *sets);
    if (!sets) return FLY_ERR_MEMORY;
    one->sets = sets;
    for (; one->n_sets < n; one->n_sets++) {
        const struct fly_manifest_item *set = next(walk, "set");
        if (!set) return FLY_ERR_SCENARIO;
        sets[one->n_sets] = set->bytes;
    }
out:
    return ret;
}

static int read_files(struct walk *walk, struct fly_case *one)
{
    int ret;
    size_t n;
    FLY_TRY(next_number(walk, "n_files", &n));
    struct fly_source *files = fly_alloc(n, sizeof *files);
    if (!files) return FLY_ERR_MEMORY;
    one->sources = files;
    for (; one->n_sources < n; one->n_sources++) {
        const struct fly_manifest_item *path = next(walk, "file"), *text = next(walk, "text");
        if (!path || !text) return FLY_ERR_SCENARIO;
        files[one->n_sources] = (struct fly_source){path->bytes, text->bytes, text->n};
    }
    while (next(walk, "input"))
        if (!next(walk, "content")) return FLY_ERR_SCENARIO;
out:
    return ret;
}

static int read_scenario(struct walk *walk, struct session *session, size_t i, struct fly_diagnostics *found)
{
    int ret;
    struct fly_case *one = &session->cases[i];
    struct fly_error error = {0};
    const struct fly_manifest_item *name = next(walk, "scenario"), *path = next(walk, "path");
    if (!name || !path) return FLY_ERR_SCENARIO;
    one->path = path->bytes;
    FLY_TRY(read_sets(walk, one));
    FLY_TRY(read_files(walk, one));
    FLY_TRY(fly_scenario_load_from(&session->scenarios[i], fly_engine_schema(), one->path, one->sources, one->n_sources,
                                   one->sets, one->n_sets, found));
    session->names[i] = session->scenarios[i].name = fly_copy_text(name->bytes);
    if (!session->names[i]) return FLY_ERR_MEMORY;
    ret = fly_setup_describe(&session->setups[i], &session->scenarios[i], &error);
    if (ret < 0) fly_diagnose(found, FLY_ERROR, NULL, 0, "%s", error.text);
out:
    return ret;
}

static int read_all(struct session *session, const struct fly_manifest *manifest, struct fly_diagnostics *found)
{
    int ret;
    uint64_t first, replicates, shards;
    const struct fly_manifest_item *command = fly_manifest_find(manifest, "command", 0),
                                   *kind = fly_manifest_find(manifest, "kind", 0);
    struct walk walk = {manifest, 0};
    FLY_TRY(restore_number(manifest, "first", 0, &first));
    FLY_TRY(restore_number(manifest, "replicates", 0, &replicates));
    FLY_TRY(restore_number(manifest, "shards", 0, &shards));
    if (!command || !kind || replicates == 0 || shards == 0) return FLY_ERR_SCENARIO;
    session->what = command_find(kind->bytes);
    session->command = fly_copy_text(command->bytes);
    if (!session->command) return FLY_ERR_MEMORY;
    session->first_replicate = (uint32_t)first;
    session->n_replicates = session->n_asked = (size_t)replicates;
    session->n_shards = (uint32_t)shards;
    while (walk.i < manifest->n && strcmp(manifest->items[walk.i].key, "scenario") != 0)
        walk.i++;
    for (size_t i = 0; i < session->n; i++)
        FLY_TRY(read_scenario(&walk, session, i, found));
out:
    return ret;
}

int restore_session(struct session *session, const struct fly_manifest *manifest, struct context *context)
{
    uint64_t n = 0;
    struct fly_diagnostics found = {0};
    *session = (struct session){0};
    int ret = restore_number(manifest, "scenarios", 0, &n);
    if (ret == FLY_OK && (n == 0 || n > manifest->n)) ret = FLY_ERR_SCENARIO;
    if (ret == FLY_OK) {
        session->n = (size_t)n;
        session->cases = fly_alloc(session->n, sizeof *session->cases);
        session->scenarios = fly_alloc(session->n, sizeof *session->scenarios);
        session->setups = fly_alloc(session->n, sizeof *session->setups);
        session->names = fly_alloc(session->n, sizeof *session->names);
        const bool has_memory = session->cases && session->scenarios && session->setups && session->names;
        ret = has_memory ? read_all(session, manifest, &found) : FLY_ERR_MEMORY;
    }
    if (ret == FLY_OK) ret = experiment_design(session, context);
    if (ret < 0 && ret != FLY_ERR_MEMORY)
        ret = messages_error(&context->messages, FLY_ERR_SCENARIO,
                             "what the shards say of their run is not understood%s%s", found.n_errors ? ": " : "",
                             fly_diagnostics_first_error(&found));
    fly_diagnostics_free(&found);
    return ret;
}
