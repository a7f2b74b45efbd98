/* Makes a journal's manifest of a session, and finds out whether an older journal is of the same one. */
#include "cli/keep.h"

#include "cli/session.h"
#include "cli/terminal.h"
#include "sim/alloc.h"
#include "sim/hash.h"
#include "sim/input_file.h"
#include "sim/provenance.h"
#include "sim/write_file.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST_INPUT_BYTES = 1 << 30 };

char *keep_path(const char *output, uint32_t shard, uint32_t n_shards)
{
    size_t size = strlen(output) + 32;
    char *path = fly_alloc(size, 1);
    if (path && n_shards > 1)
        (void)snprintf(path, size, "%s.%" PRIu32 "-of-%" PRIu32, output, shard + 1, n_shards);
    else if (path)
        (void)snprintf(path, size, "%s.part", output);
    return path;
}

/* ---- the manifest ---- */

/* Files that a scenario names count by what is in them. */
static int add_inputs(struct fly_manifest *manifest, const struct fly_scenario *scenario)
{
    int ret = FLY_OK;
    for (size_t s = 0; s < scenario->n_sections; s++) {
        const struct fly_section *section = &scenario->sections[s];
        for (size_t r = 0; r < section->table->n_rows; r++) {
            const struct fly_param *row = &section->table->rows[r];
            if (row->type != FLY_TEXT || strcmp(row->unit, "file") != 0 || section->table == &fly_scenario_table)
                continue;
            const char *path = *(const char *const *)((const char *)section->values + row->offset);
            struct fly_input_file file;
            char hash[FLY_HASH_TEXT];
            if (!*path || fly_input_file_read(&file, path, MOST_INPUT_BYTES, true, NULL) < 0) continue;
            fly_hash_print(fly_hash_of(file.bytes, file.n), hash);
            fly_input_file_free(&file);
            FLY_TRY(fly_manifest_add_text(manifest, "input", path));
            FLY_TRY(fly_manifest_add_text(manifest, "content", hash));
        }
    }
out:
    return ret;
}

static int add_scenario(struct fly_manifest *manifest, const struct fly_case *one, const struct fly_scenario *scenario)
{
    int ret;
    FLY_TRY(fly_manifest_add_text(manifest, "scenario", scenario->name));
    FLY_TRY(fly_manifest_add_text(manifest, "path", one->path));
    FLY_TRY(fly_manifest_add_print(manifest, "n_sets", "%zu", one->n_sets));
    for (size_t i = 0; i < one->n_sets; i++)
        FLY_TRY(fly_manifest_add_text(manifest, "set", one->sets[i]));
    FLY_TRY(fly_manifest_add_print(manifest, "n_files", "%zu", scenario->n_sources));
    for (size_t i = 0; i < scenario->n_sources; i++) {
        FLY_TRY(fly_manifest_add_text(manifest, "file", scenario->sources[i].path));
        FLY_TRY(fly_manifest_add(manifest, "text", scenario->sources[i].bytes, scenario->sources[i].n));
    }
    FLY_TRY(add_inputs(manifest, scenario));
out:
    return ret;
}

static int make_manifest(struct fly_manifest *manifest, const struct session *session, uint32_t shard,
                         uint32_t n_shards)
{
    int ret;
    FLY_TRY(fly_manifest_add_text(manifest, "version", fly_version()));
    FLY_TRY(fly_manifest_add_text(manifest, "revision", fly_revision()));
    FLY_TRY(fly_manifest_add_text(manifest, "command", session->command));
    FLY_TRY(fly_manifest_add_text(manifest, "kind", session->what->name));
    FLY_TRY(fly_manifest_add_print(manifest, "first", "%" PRIu32, session->first_replicate));
    FLY_TRY(fly_manifest_add_print(manifest, "replicates", "%zu", session->n_asked));
    FLY_TRY(fly_manifest_add_print(manifest, "shard", "%" PRIu32, shard + 1));
    FLY_TRY(fly_manifest_add_print(manifest, "shards", "%" PRIu32, n_shards));
    FLY_TRY(fly_manifest_add_print(manifest, "scenarios", "%zu", session->n));
    for (size_t i = 0; i < session->n; i++)
        FLY_TRY(add_scenario(manifest, &session->cases[i], &session->scenarios[i]));
out:
    return ret;
}

/* ---- an older journal ---- */

static int refuse(const struct keep *keep, const struct fly_manifest *mine, struct context *context)
{
    static const char *const said[][2] = {{"version", "by another version of flywheel"},
                                          {"revision", "by another build of flywheel"},
                                          {"command", "by another command line"},
                                          {"kind", "by another command"},
                                          {"file", "of other scenario files"},
                                          {"text", "of a scenario that has changed since"},
                                          {"content", "of a file that has changed since"}};
    const struct fly_manifest_item *item = fly_manifest_difference(&keep->journal.manifest, mine, "");
    const char *what = "of other work";
    assert(item);
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
        if (strcmp(item->key, said[i][0]) == 0) what = said[i][1];
    const bool is_short = strcmp(item->key, "text") != 0;
    return messages_error(
        &context->messages, FLY_ERR_CREATE,
        "%s holds %zu replicate%s %s%s%s%s; nothing was touched: finish that run the way it was begun, "
        "or remove the file to start anew",
        keep->path, keep->journal.n_entries, terminal_plural((double)keep->journal.n_entries), what,
        is_short ? " (" : "", is_short ? item->bytes : "", is_short ? ")" : "");
}

static int open_old(struct keep *keep, const struct fly_manifest *mine, struct context *context)
{
    struct fly_error error = {0};
    int ret = fly_journal_open(&keep->journal, keep->path, true, &error);
    if (ret == FLY_ERR_NO_INPUT)
        return messages_error(&context->messages, FLY_ERR_CREATE, "%s remove it, or name another output.", error.text);
    if (ret < 0) return messages_add(&context->messages, ret, &error);
    keep->is_open = true;
    if (fly_manifest_difference(&keep->journal.manifest, mine, "")) return refuse(keep, mine, context);
    return messages_add(&context->messages, fly_journal_mend(&keep->journal, &error), &error);
}

int keep_open(struct keep *keep, const struct session *session, struct context *context)
{
    int ret;
    struct fly_error error = {0};
    struct fly_manifest mine = {0};
    uint32_t shard, n_shards;
    *keep = (struct keep){0};
    if (!context->options.output) return FLY_OK;
    FLY_TRY(options_shard(&context->options, &shard, &n_shards, &context->messages));
    keep->path = keep_path(context->options.output, shard, n_shards);
    if (!keep->path) return FLY_ERR_MEMORY;
    FLY_TRY(make_manifest(&mine, session, shard, n_shards));
    if (access(keep->path, F_OK) == 0) {
        FLY_TRY(open_old(keep, &mine, context));
        goto out;
    }
    FLY_TRY(messages_add(&context->messages, fly_journal_create(&keep->journal, keep->path, &mine, &error), &error));
    keep->is_open = keep->is_new = true;
out:
    fly_manifest_free(&mine);
    return ret;
}

/* ---- the end of it ---- */

int keep_remove(struct keep *keep, struct context *context)
{
    struct fly_error error = {0};
    if (!keep->is_open) return FLY_OK;
    return messages_add(&context->messages, fly_remove_file(keep->path, &error), &error);
}

void keep_tell(struct keep *keep, size_t n_done, size_t n_jobs, struct context *context)
{
    struct fly_error error = {0};
    if (!keep->is_open) return;
    if (n_done == 0) {
        if (keep->is_new) (void)fly_remove_file(keep->path, &error);
        (void)messages_error(&context->messages, FLY_ERR_IO, "no replicate was finished yet: nothing is kept");
        return;
    }
    (void)messages_error(&context->messages, FLY_ERR_IO,
                         "%zu of %zu replicates are saved in %s; the same command goes on from there", n_done, n_jobs,
                         keep->path);
}

void keep_close(struct keep *keep)
{
    if (keep->is_open) fly_journal_close(&keep->journal);
    fly_free(keep->path);
    *keep = (struct keep){0};
}
