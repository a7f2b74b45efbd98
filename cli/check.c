/* `flywheel check`: are these scenario files right? */
#include "cli/command.h"
#include "cli/json_out.h"
#include "cli/terminal.h"
#include "sim/setup.h"

#include <stdio.h>

/* What reading the network's file has found. */
struct counts {
    bool has_file;
    json_int_t people, kept, self_loops, duplicates;
};

/* A setup too, because it is what reads the edge list that a scenario names. */
static int check_file(const char *path, struct context *context, struct counts *counts)
{
    int ret;
    struct fly_scenario scenario = {0};
    struct fly_setup setup = {0};
    struct fly_error error = {0};
    const struct texts *sets = &context->options.sets;
    struct fly_diagnostics *found = &context->messages.found;
    FLY_TRY(fly_scenario_load(&scenario, fly_engine_schema(), path, sets->items, sets->n, found));
    FLY_TRY(fly_setup_init(&setup, &scenario, found, &error));
    const struct fly_network *network = &setup.network;
    *counts = (struct counts){.has_file = network->kind == FLY_EDGE_FILE,
                              .people = (json_int_t)setup.n_agents,
                              .kept = (json_int_t)network->n_edges,
                              .self_loops = (json_int_t)network->n_self_loops,
                              .duplicates = (json_int_t)network->n_duplicates};
out:
    fly_setup_free(&setup);
    fly_scenario_free(&scenario);
    return messages_add(&context->messages, ret, &error);
}

static void print_text(const char *path, const struct counts *counts)
{
    printf("%s: ok", path);
    if (counts->has_file)
        printf(" (%" JSON_INTEGER_FORMAT " %s, %" JSON_INTEGER_FORMAT " edge%s kept, %" JSON_INTEGER_FORMAT
               " self-loop%s dropped, %" JSON_INTEGER_FORMAT " duplicate%s dropped)",
               counts->people, counts->people == 1 ? "person" : "people", counts->kept,
               terminal_plural((double)counts->kept), counts->self_loops, terminal_plural((double)counts->self_loops),
               counts->duplicates, terminal_plural((double)counts->duplicates));
    printf("\n");
}

static void add_json(json_t *answer, const char *path, const struct counts *counts)
{
    json_out_append(json_object_get(answer, "ok"), json_out_text(path));
    if (!counts->has_file) return;
    json_t *object = json_object();
    json_out_set(object, "scenario", json_out_text(path));
    json_out_set(object, "people", json_integer(counts->people));
    json_out_set(object, "edges_kept", json_integer(counts->kept));
    json_out_set(object, "self_loops_dropped", json_integer(counts->self_loops));
    json_out_set(object, "duplicates_dropped", json_integer(counts->duplicates));
    json_out_append(json_object_get(answer, "edge_lists"), object);
}

int command_check(struct context *context)
{
    int ret = FLY_OK;
    const struct texts *files = &context->options.operands;
    if (context->options.json) {
        context->answer = json_object();
        json_out_set(context->answer, "ok", json_array());
        json_out_set(context->answer, "edge_lists", json_array());
    }
    for (size_t i = 0; i < files->n; i++) {
        struct counts counts;
        int status = check_file(files->items[i], context, &counts);
        if (status < 0 && ret == FLY_OK) ret = status;
        messages_print(&context->messages);
        if (status < 0) continue;
        if (context->answer)
            add_json(context->answer, files->items[i], &counts);
        else
            print_text(files->items[i], &counts);
    }
    return ret;
}
