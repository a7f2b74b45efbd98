/* `flywheel merge`: puts the shards of one run together into its result file, the same to the byte as if one process
 * had done it all; or says which shard is missing, double, of another run, unfinished or damaged. */
#include "cli/restore.h"

#include "cli/experiment.h"
#include "cli/interrupt.h"
#include "cli/json_out.h"
#include "cli/terminal.h"
#include "sim/alloc.h"
#include "sim/write_file.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

struct shard {
    const char *path; /* NULL: missing */
    struct fly_journal journal;
    struct fly_store store;
    uint32_t number;
};

struct merger {
    struct context *context;
    struct shard *given; /* [n_given], as on the command line */
    size_t n_given;
    struct shard **shards; /* [n_shards], by number */
    uint32_t n_shards;
    struct session session;
};

/* ---- which shard is which ---- */

static int open_shard(struct merger *merger, struct shard *shard, const char *path)
{
    struct fly_error error = {0};
    uint64_t number, all;
    struct messages *messages = &merger->context->messages;
    shard->path = path;
    int ret = fly_journal_open(&shard->journal, path, false, &error);
    if (ret == FLY_ERR_NO_INPUT && access(path, R_OK) == 0) ret = error.code = FLY_ERR_SCENARIO; /* it is there */
    if (ret < 0) return messages_add(messages, ret, &error);
    if (shard->journal.n_damaged > 0 || shard->journal.size != shard->journal.end)
        return messages_error(messages, FLY_ERR_SCENARIO,
                              "%s is damaged: %zu of its replicates are whole; run its command again to mend it", path,
                              shard->journal.n_entries);
    if (restore_number(&shard->journal.manifest, "shard", 0, &number) < 0 ||
        restore_number(&shard->journal.manifest, "shards", 0, &all) < 0 || number < 1 || number > all ||
        all > UINT32_MAX)
        return messages_error(messages, FLY_ERR_SCENARIO, "%s does not say which shard it is", path);
    shard->number = (uint32_t)number - 1;
    return FLY_OK;
}

static int check_foreign(const struct merger *merger, const struct shard *shard)
{
    const struct shard *first = &merger->given[0];
    const struct fly_manifest_item *item =
        fly_manifest_difference(&shard->journal.manifest, &first->journal.manifest, "shard");
    if (!item) return FLY_OK;
    return messages_error(&merger->context->messages, FLY_ERR_SCENARIO,
                          "%s is of another run than %s: they differ in '%s'", shard->path, first->path, item->key);
}

static int take_shard(struct merger *merger, struct shard *shard)
{
    struct shard **place = &merger->shards[shard->number];
    if (*place)
        return messages_error(&merger->context->messages, FLY_ERR_SCENARIO,
                              "%s and %s are both shard %" PRIu32 " of %" PRIu32, (*place)->path, shard->path,
                              shard->number + 1, merger->n_shards);
    *place = shard;
    return FLY_OK;
}

/* All that is wrong with the shards is said at once. */
static int open_all(struct merger *merger)
{
    const struct texts *operands = &merger->context->options.operands;
    int ret = FLY_OK, status;
    for (size_t i = 0; i < merger->n_given; i++)
        if ((status = open_shard(merger, &merger->given[i], operands->items[i])) < 0) ret = status;
    if (ret < 0) return ret;
    uint64_t n_shards = 0;
    (void)restore_number(&merger->given[0].journal.manifest, "shards", 0, &n_shards);
    merger->n_shards = (uint32_t)n_shards;
    merger->shards = fly_alloc(merger->n_shards, sizeof(struct shard *));
    if (!merger->shards) return FLY_ERR_MEMORY;
    for (size_t i = 0; i < merger->n_given; i++) {
        status = check_foreign(merger, &merger->given[i]);
        if (status == FLY_OK) status = take_shard(merger, &merger->given[i]);
        if (status < 0) ret = status;
    }
    return ret;
}

static int check_missing(const struct merger *merger)
{
    int ret = FLY_OK;
    for (uint32_t k = 0; k < merger->n_shards; k++)
        if (!merger->shards[k])
            ret = messages_error(&merger->context->messages, FLY_ERR_NO_INPUT,
                                 "shard %" PRIu32 " of %" PRIu32 " is missing", k + 1, merger->n_shards);
    return ret;
}

/* ---- what is in them ---- */

static int fill_store(struct merger *merger, struct shard *shard)
{
    struct fly_error error = {0};
    struct session *session = &merger->session;
    struct fly_plan plan = session_plan(session);
    size_t n_done;
    int ret = fly_store_init(&shard->store, session->setups, session->n, fly_plan_points(&plan), session->n_replicates,
                             session->kpis_only, &shard->journal, &error);
    if (ret < 0) return messages_add(&merger->context->messages, ret, &error);
    plan.shard = shard->number;
    plan.n_shards = merger->n_shards;
    const size_t n_jobs = fly_plan_jobs(&plan, &shard->store, &n_done);
    /* a damaged replicate that has been done anew does no harm */
    if (n_done == n_jobs) return FLY_OK;
    return messages_error(&merger->context->messages, FLY_ERR_SCENARIO,
                          "%s is %s: %zu of %zu replicates are whole; run its command again", shard->path,
                          shard->journal.n_damaged > 0 ? "damaged" : "unfinished", n_done, n_jobs);
}

/* Each replicate is in the shard that its number falls to. */
static int read_part(const void *self, struct fly_job job, enum fly_part part, size_t index, void *values,
                     struct fly_error *error)
{
    const struct merger *merger = self;
    const size_t number = fly_store_number(&merger->shards[0]->store, job);
    const struct fly_record_source source = fly_store_source(&merger->shards[number % merger->n_shards]->store);
    return source.read(source.self, job, part, index, values, error);
}

static int write_result(struct merger *merger, const char *output)
{
    struct fly_error error = {0};
    struct fly_result result = session_result(&merger->session);
    result.source = (struct fly_record_source){merger, read_part};
    char *unfinished = fly_new_file_temporary(output, FLY_UNFINISHED);
    if (!unfinished) return FLY_ERR_MEMORY;
    interrupt_prepare(unfinished, NULL, NULL);
    fly_free(unfinished);
    int ret = experiment_analyse(&merger->session, &result, merger->context);
    if (ret == FLY_OK)
        ret = messages_add(&merger->context->messages, fly_result_write(output, &result, &error), &error);
    if (ret == FLY_OK && merger->context->options.json) {
        merger->context->answer = session_json(&merger->session);
        json_out_set(merger->context->answer, "output", json_out_text(output));
        json_out_set(merger->context->answer, "n_shards", json_integer(merger->n_shards));
    }
    if (ret == FLY_OK)
        messages_note(&merger->context->messages, "wrote %s: %" PRIu32 " shard%s", output, merger->n_shards,
                      terminal_plural(merger->n_shards));
    return ret;
}

static int merge(struct merger *merger)
{
    int ret, status;
    const char *output = merger->context->options.output;
    FLY_TRY(session_check_output(&merger->context->options, "shard", &merger->context->messages));
    FLY_TRY(open_all(merger));
    FLY_TRY(check_missing(merger));
    FLY_TRY(restore_session(&merger->session, &merger->given[0].journal.manifest, merger->context));
    for (size_t i = 0; i < merger->n_given; i++)
        if ((status = fill_store(merger, &merger->given[i])) < 0) ret = status;
    if (ret == FLY_OK) ret = write_result(merger, output);
out:
    return ret;
}

int command_merge(struct context *context)
{
    struct merger merger = {.context = context, .n_given = context->options.operands.n};
    if (!context->options.output)
        return messages_error(&context->messages, FLY_ERR_USAGE, "merge wants -o OUT.h5 (see: flywheel help merge)");
    merger.given = fly_alloc(merger.n_given, sizeof *merger.given);
    int ret = merger.given ? merge(&merger) : FLY_ERR_MEMORY;
    session_close(&merger.session);
    for (size_t i = 0; merger.given && i < merger.n_given; i++) {
        fly_store_free(&merger.given[i].store);
        fly_journal_close(&merger.given[i].journal);
    }
    fly_free(merger.given);
    fly_free(merger.shards);
    return ret;
}
