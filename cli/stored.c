/* Opens result files and makes of them what presentations of finished runs look at. */
#include "cli/stored.h"

#include "analysis/verify.h"
#include "cli/json_out.h"
#include "cli/report.h"
#include "sim/alloc.h"

#include <stdio.h>
#include <string.h>

static const char RESULT_BYTES[] = "\211HDF\r\n\032\n", JOURNAL_BYTES[] = "flywheel part ";

enum { FIRST_BYTES = 16 };

enum stored_kind stored_kind_of(const char *path)
{
    char bytes[FIRST_BYTES] = {0};
    FILE *file = fopen(path, "rbe");
    if (!file) return STORED_MISSING;
    const size_t n = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    if (n >= sizeof RESULT_BYTES - 1 && memcmp(bytes, RESULT_BYTES, sizeof RESULT_BYTES - 1) == 0) return STORED_RESULT;
    if (n >= sizeof JOURNAL_BYTES - 1 && memcmp(bytes, JOURNAL_BYTES, sizeof JOURNAL_BYTES - 1) == 0)
        return STORED_JOURNAL;
    return STORED_TEXT;
}

/* ---- one file ---- */

/* *may_be_older: that it has no fingerprints is no fault if it can be opened all the same. */
static int check_bytes(const char *path, bool *may_be_older, struct messages *messages)
{
    struct fly_verification v;
    struct fly_error error = {0};
    int ret = fly_verify_bytes(&v, path, &error);
    *may_be_older = ret == FLY_OK && v.may_be_older;
    if (ret < 0) {
        ret = messages_add(messages, ret, &error);
    } else if (v.found.n_errors > 0 && !*may_be_older) {
        for (size_t i = 0; i < v.found.n_items; i++)
            fly_diagnose(&messages->found, FLY_ERROR, path, 0, "%s (see: flywheel verify)", v.found.items[i].text);
        ret = FLY_ERR_SCENARIO;
    }
    fly_verification_free(&v);
    return ret;
}

static int open_result(struct fly_dataset *data, const char *path, struct messages *messages)
{
    struct fly_error error = {0};
    bool may_be_older;
    int ret = check_bytes(path, &may_be_older, messages);
    if (ret < 0) return ret;
    ret = fly_dataset_open_file(data, path, &error);
    if (ret == FLY_OK && may_be_older)
        messages_warn(messages, "%s has no fingerprints: an older version wrote it", path);
    if (ret < 0 && may_be_older) {
        fly_diagnose(&messages->found, FLY_ERROR, path, 0,
                     "its last line, with the fingerprint of all bytes, is missing: it was cut or changed (see: "
                     "flywheel verify)");
        return FLY_ERR_SCENARIO;
    }
    if (ret == FLY_ERR_NO_INPUT && fly_dataset_has_failed()) /* as written, so HDF5 had no memory for it */
        return messages_error(messages, FLY_ERR_IO, "%s could not be read, though it is what was written", path);
    return messages_add(messages, ret, &error);
}

int stored_open(struct fly_dataset *data, const char *path, struct messages *messages)
{
    struct fly_error error = {0};
    switch (stored_kind_of(path)) {
    case STORED_MISSING: return messages_add(messages, fly_dataset_open_file(data, path, &error), &error);
    case STORED_JOURNAL:
        return messages_error(messages, FLY_ERR_SCENARIO,
                              "%s holds replicates of a run that is not put together yet: the parts of one run become "
                              "its result file by flywheel merge, an interrupted run by the same command again",
                              path);
    case STORED_TEXT: return messages_error(messages, FLY_ERR_SCENARIO, "%s is not a result file of flywheel", path);
    case STORED_RESULT: break;
    }
    return open_result(data, path, messages);
}

/* ---- a session of them ---- */

static int open_all(struct session *session, const char *const *paths, size_t n, struct messages *messages)
{
    struct fly_error error = {0};
    struct fly_dataset *parts = fly_alloc(n, sizeof *parts);
    size_t most = 0;
    int ret = parts ? FLY_OK : FLY_ERR_MEMORY;
    for (size_t i = 0; parts && i < n; i++) {
        const int status = stored_open(&parts[i], paths[i], messages);
        if (status < 0 && ret == FLY_OK) ret = status;
        if (parts[i].n_replicates > most) most = parts[i].n_replicates;
    }
    if (ret == FLY_OK && n == 1) {
        session->data = parts[0];
        parts[0] = (struct fly_dataset){0};
    } else if (ret == FLY_OK)
        ret = messages_add(messages, fly_dataset_join(&session->data, parts, n, paths, &error), &error);
    if (ret == FLY_OK && session->data.n_replicates < most)
        messages_warn(messages,
                      "the files have different replicates; only the %zu from number %zu on that all have are "
                      "looked at",
                      session->data.n_replicates, session->data.first_replicate);
    for (size_t i = 0; parts && i < n; i++)
        fly_dataset_close(&parts[i]);
    fly_free(parts);
    return ret;
}

static int describe_scenarios(struct session *session, const struct fly_about *about)
{
    const struct fly_dataset *data = &session->data;
    session->n = data->scenarios.n;
    session->scenarios = fly_alloc(session->n, sizeof *session->scenarios);
    session->setups = fly_alloc(session->n, sizeof *session->setups);
    if (!session->scenarios || !session->setups) return FLY_ERR_MEMORY;
    for (size_t s = 0; s < session->n; s++) {
        const struct fly_scenario_about *one = &about->scenarios[s];
        session->scenarios[s].name = data->scenarios.text[s];
        session->scenarios[s].path = one->path;
        session->setups[s] = (struct fly_setup){.scenario = &session->scenarios[s],
                                                .n_agents = (uint32_t)one->n_agents,
                                                .n_steps = (uint32_t)one->n_steps,
                                                .step_weeks = one->step_weeks,
                                                .seed_population = one->seed_population,
                                                .seed_network = one->seed_network,
                                                .seed_dynamics = one->seed_dynamics,
                                                .is_antithetic = data->pairing == FLY_PAIRS};
    }
    session->n_replicates = data->n_replicates;
    session->first_replicate = (uint32_t)data->first_replicate;
    return FLY_OK;
}

/* Sub-experiments by name, in the order of their first points. */
static int describe_experiments(struct fly_design *design, const struct fly_axes *axes)
{
    if (axes->experiments.n != design->n_points) return FLY_OK;
    design->experiments = fly_alloc(design->n_points, sizeof *design->experiments);
    design->experiment = fly_alloc(design->n_points, sizeof *design->experiment);
    if (!design->experiments || !design->experiment) return FLY_ERR_MEMORY;
    for (size_t p = 0; p < design->n_points; p++) {
        size_t e = 0;
        while (e < design->n_experiments && strcmp(design->experiments[e], axes->experiments.text[p]) != 0)
            e++;
        if (e == design->n_experiments) design->experiments[design->n_experiments++] = axes->experiments.text[p];
        design->experiment[p] = (uint32_t)e;
    }
    return FLY_OK;
}

/* The values are moved, the names stay those of `axes`. */
static int describe_points(struct session *session, struct fly_axes *axes)
{
    struct fly_design *design = &session->design;
    session->has_design = session->data.n_points > 0;
    design->n_points = session->data.n_points;
    design->axes = fly_alloc(axes->n, sizeof *design->axes);
    if (!design->axes) return FLY_ERR_MEMORY;
    for (; design->n_axes < axes->n; design->n_axes++) {
        struct fly_axis_values *axis = &axes->items[design->n_axes];
        design->axes[design->n_axes] =
            (struct fly_axis){.name = axis->name, .parameter = axis->parameter, .values = axis->values};
        axis->values = NULL;
    }
    return describe_experiments(design, axes);
}

static void close_session(struct session *session)
{
    fly_dataset_close(&session->data);
    fly_design_free(&session->design);
    fly_free(session->scenarios);
    fly_free(session->setups);
    *session = (struct session){0};
}

/* The files that the answer is about. */
static void add_json(const char *const *paths, size_t n, struct context *context)
{
    if (!context->answer) return;
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        json_out_append(array, json_out_text(paths[i]));
    json_out_set(context->answer, "results", array);
}

int stored_present(struct context *context, const char *const *paths, size_t n,
                   int (*present)(const struct session *session, struct context *context))
{
    int ret;
    struct session session = {0};
    struct fly_about about = {0};
    struct fly_axes axes = {0};
    struct fly_error error = {0};
    FLY_TRY(open_all(&session, paths, n, &context->messages));
    FLY_TRY(fly_dataset_about(&session.data, &about, &error));
    FLY_TRY(fly_dataset_axes(&session.data, &axes, &error));
    FLY_TRY(describe_scenarios(&session, &about));
    FLY_TRY(describe_points(&session, &axes));
    session.command = about.command;
    session_warn_of_differences(&session, &context->messages);
    messages_print(&context->messages);
    FLY_TRY(present(&session, context));
    add_json(paths, n, context);
    if (context->options.report) FLY_TRY(report_write(&session.data, context->options.report, context));
    if (fly_dataset_has_failed()) FLY_TRY(fly_fail(&error, FLY_ERR_IO, "The results could not be read in full."));
out:
    close_session(&session);
    fly_axes_free(&axes);
    fly_about_free(&about);
    return messages_add(&context->messages, ret, &error);
}
