/* `flywheel check`: are these scenario files right? */
#include "cli/command.h"
#include "cli/json_out.h"
#include "sim/setup.h"

#include <stdio.h>

/* A setup too, because it is what reads the edge list that a scenario names. */
static int check_file(const char *path, struct context *context)
{
    int ret;
    struct fly_scenario scenario = {0};
    struct fly_setup setup = {0};
    struct fly_error error = {0};
    const struct texts *sets = &context->options.sets;
    struct fly_diagnostics *found = &context->messages.found;
    FLY_TRY(fly_scenario_load(&scenario, fly_engine_schema(), path, sets->items, sets->n, found));
    FLY_TRY(fly_setup_init(&setup, &scenario, found, &error));
out:
    fly_setup_free(&setup);
    fly_scenario_free(&scenario);
    return messages_add(&context->messages, ret, &error);
}

int command_check(struct context *context)
{
    int ret = FLY_OK;
    const struct texts *files = &context->options.operands;
    json_t *good = context->options.json ? json_array() : NULL;
    for (size_t i = 0; i < files->n; i++) {
        int status = check_file(files->items[i], context);
        if (status < 0 && ret == FLY_OK) ret = status;
        messages_print(&context->messages);
        if (status < 0) continue;
        if (good)
            json_out_append(good, json_out_text(files->items[i]));
        else
            printf("%s: ok\n", files->items[i]);
    }
    if (good) {
        context->answer = json_object();
        json_out_set(context->answer, "ok", good);
    }
    return ret;
}
