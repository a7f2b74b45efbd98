/* `flywheel diff`: in which effective parameters two scenarios differ, whether they are files or in results. */
#include "cli/command.h"
#include "cli/differences.h"
#include "cli/json_out.h"
#include "cli/stored.h"
#include "sim/alloc.h"

#include <stdio.h>
#include <string.h>

enum { NAMES = 512 };

/* One of the two, with the name that its column gets. */
struct operand {
    char *path;           /* owned */
    const char *scenario; /* of a result file: which one; NULL: not said */
    char *name;           /* owned */
    struct differences_side side;
};

static void operand_free(struct operand *operand)
{
    fly_free(operand->path);
    fly_free(operand->name);
    fly_parameters_free(&operand->side.parameters);
    *operand = (struct operand){0};
}

static int take_name(struct operand *operand, const char *name)
{
    operand->name = fly_copy_text(name);
    operand->side.name = operand->name;
    return operand->name ? FLY_OK : FLY_ERR_MEMORY;
}

/* ---- where its parameters are ---- */

static int load_scenario(struct operand *operand, struct messages *messages)
{
    struct fly_scenario scenario;
    int ret = fly_scenario_load(&scenario, fly_engine_schema(), operand->path, NULL, 0, &messages->found);
    if (ret < 0) return ret;
    ret = take_name(operand, scenario.name);
    if (ret == FLY_OK) ret = differences_parameters(&scenario, &operand->side.parameters);
    fly_scenario_free(&scenario);
    return ret;
}

static int read_scenario(struct operand *operand, const struct fly_dataset *data, size_t scenario,
                         struct messages *messages)
{
    struct fly_error error = {0};
    int ret = take_name(operand, data->scenarios.text[scenario]);
    if (ret < 0) return ret;
    ret = fly_dataset_parameters(data, scenario, &operand->side.parameters, &error);
    return messages_add(messages, ret, &error);
}

static int choose(const struct operand *operand, const struct fly_labels *names, size_t *which,
                  struct messages *messages)
{
    char text[NAMES] = "";
    size_t used = 0;
    for (*which = 0; operand->scenario && *which < names->n; ++*which)
        if (strcmp(names->text[*which], operand->scenario) == 0) return FLY_OK;
    if (!operand->scenario && names->n == 1) return FLY_OK;
    for (size_t i = 0; i < names->n && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i ? ", " : "", names->text[i]);
    if (!operand->scenario)
        return messages_error(messages, FLY_ERR_USAGE, "%s has several scenarios: write %s:NAME (%s)", operand->path,
                              operand->path, text);
    const char *near = fly_nearest_name(operand->scenario, (const char *const *)names->text, names->n);
    return messages_error(messages, FLY_ERR_USAGE, "%s has no scenario '%s'%s%s%s (it has %s)", operand->path,
                          operand->scenario, near ? "; did you mean " : "", near ? near : "", near ? "?" : "", text);
}

static int load_result(struct operand *operand, struct messages *messages)
{
    struct fly_dataset data = {0};
    size_t which;
    int ret;
    FLY_TRY(stored_open(&data, operand->path, messages));
    FLY_TRY(choose(operand, &data.scenarios, &which, messages));
    FLY_TRY(read_scenario(operand, &data, which, messages));
out:
    fly_dataset_close(&data);
    return ret;
}

static bool is_stored(const char *path)
{
    const enum stored_kind kind = stored_kind_of(path);
    return kind == STORED_RESULT || kind == STORED_JOURNAL;
}

/* "RESULT.h5:NAME" where there is no file of the whole name, but one of what stands before the colon. */
static int load(struct operand *operand, const char *text, struct messages *messages)
{
    const char *colon = strrchr(text, ':');
    operand->path = colon ? fly_copy_bytes(text, (size_t)(colon - text)) : NULL;
    if (operand->path && stored_kind_of(text) == STORED_MISSING && is_stored(operand->path)) {
        operand->scenario = colon + 1;
    } else {
        fly_free(operand->path);
        operand->path = fly_copy_text(text);
    }
    if (!operand->path) return FLY_ERR_MEMORY;
    return is_stored(operand->path) ? load_result(operand, messages) : load_scenario(operand, messages);
}

/* ---- the answer ---- */

static json_t *pair_json(const struct operand *a, const struct operand *b)
{
    json_t *object = json_object(), *differences = differences_json(&a->side, &b->side);
    json_out_set(object, "a", json_out_text(a->side.name));
    json_out_set(object, "b", json_out_text(b->side.name));
    json_out_set(object, "n_differences", json_integer((json_int_t)json_array_size(differences)));
    json_out_set(object, "differences", differences);
    return object;
}

/* `array` collects for --json; NULL prints text. */
static int tell(const struct operand *a, const struct operand *b, const struct options *options, json_t *array)
{
    if (array) {
        json_out_append(array, pair_json(a, b));
        return FLY_OK;
    }
    printf("%s against %s: ", b->side.name, a->side.name);
    return differences_print(&a->side, &b->side, options->origins ? DIFFERENCES_ORIGINS : DIFFERENCES_DEFAULTS);
}

static int tell_two(const struct options *options, json_t *array, struct messages *messages)
{
    struct operand a = {0}, b = {0};
    int ret = load(&a, options->operands.items[0], messages);
    const int second = load(&b, options->operands.items[1], messages);
    if (ret == FLY_OK) ret = second;
    if (ret == FLY_OK && strcmp(a.name, b.name) == 0) {
        a.side.name = options->operands.items[0];
        b.side.name = options->operands.items[1];
    }
    if (ret == FLY_OK) ret = tell(&a, &b, options, array);
    operand_free(&a);
    operand_free(&b);
    return ret;
}

/* Of one result file each scenario against the first. */
static int tell_within(const struct options *options, json_t *array, struct messages *messages)
{
    const char *path = options->operands.items[0];
    struct fly_dataset data = {0};
    struct operand first = {0}, other = {0};
    int ret;
    if (!is_stored(path) && stored_kind_of(path) != STORED_MISSING)
        return messages_error(messages, FLY_ERR_USAGE,
                              "diff wants two scenarios, or a result file with several (see: flywheel help diff)");
    FLY_TRY(stored_open(&data, path, messages));
    if (data.scenarios.n < 2)
        FLY_TRY(messages_error(messages, FLY_ERR_USAGE, "%s has one scenario only, %s: nothing to compare it with",
                               path, data.scenarios.text[0]));
    FLY_TRY(read_scenario(&first, &data, 0, messages));
    for (size_t s = 1; s < data.scenarios.n; s++) {
        if (s > 1 && !array) (void)putchar('\n');
        FLY_TRY(read_scenario(&other, &data, s, messages));
        FLY_TRY(tell(&first, &other, options, array));
        operand_free(&other);
    }
out:
    operand_free(&first);
    operand_free(&other);
    fly_dataset_close(&data);
    return ret;
}

int command_diff(struct context *context)
{
    const struct options *options = &context->options;
    json_t *array = options->json ? json_array() : NULL;
    const int ret = (options->operands.n == 1 ? tell_within : tell_two)(options, array, &context->messages);
    if (array) {
        context->answer = json_object();
        json_out_set(context->answer, "pairs", array);
    }
    return ret;
}
