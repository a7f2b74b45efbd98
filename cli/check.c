/* `flywheel check`: are these scenario files right? */
#include "cli/command.h"
#include "cli/json_out.h"
#include "cli/network_facts.h"
#include "cli/terminal.h"
#include "sim/setup.h"

#include <stdio.h>

/* What there is to say of a scenario that is right: what reading the network's file has found, and the network. */
struct answer {
    bool has_file;
    json_int_t people, kept, self_loops, duplicates;
    struct network_facts network;
};

/* A setup too, because it is what reads the edge list that a scenario names. */
static int check_file(const char *path, struct context *context, struct answer *answer)
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
    *answer = (struct answer){.has_file = network->kind == FLY_EDGE_FILE,
                              .people = (json_int_t)setup.n_agents,
                              .kept = (json_int_t)network->n_edges,
                              .self_loops = (json_int_t)network->n_self_loops,
                              .duplicates = (json_int_t)network->n_duplicates};
    FLY_TRY(network_facts_find(&setup, &answer->network, &error));
out:
    fly_setup_free(&setup);
    fly_scenario_free(&scenario);
    return messages_add(&context->messages, ret, &error);
}

static void print_text(const char *path, const struct answer *answer)
{
    printf("%s: ok", path);
    if (answer->has_file)
        printf(" (%" JSON_INTEGER_FORMAT " %s, %" JSON_INTEGER_FORMAT " edge%s kept, %" JSON_INTEGER_FORMAT
               " self-loop%s dropped, %" JSON_INTEGER_FORMAT " duplicate%s dropped)",
               answer->people, answer->people == 1 ? "person" : "people", answer->kept,
               terminal_plural((double)answer->kept), answer->self_loops, terminal_plural((double)answer->self_loops),
               answer->duplicates, terminal_plural((double)answer->duplicates));
    printf("\n");
    network_facts_print(&answer->network);
}

static void add_json(json_t *all, const char *path, const struct answer *answer)
{
    json_out_append(json_object_get(all, "ok"), json_out_text(path));
    json_out_append(json_object_get(all, "networks"), network_facts_json(&answer->network, path));
    if (!answer->has_file) return;
    json_t *object = json_object();
    json_out_set(object, "scenario", json_out_text(path));
    json_out_set(object, "people", json_integer(answer->people));
    json_out_set(object, "edges_kept", json_integer(answer->kept));
    json_out_set(object, "self_loops_dropped", json_integer(answer->self_loops));
    json_out_set(object, "duplicates_dropped", json_integer(answer->duplicates));
    json_out_append(json_object_get(all, "edge_lists"), object);
}

int command_check(struct context *context)
{
    int ret = FLY_OK;
    const struct texts *files = &context->options.operands;
    if (context->options.json) {
        context->answer = json_object();
        json_out_set(context->answer, "ok", json_array());
        json_out_set(context->answer, "edge_lists", json_array());
        json_out_set(context->answer, "networks", json_array());
    }
    for (size_t i = 0; i < files->n; i++) {
        struct answer answer;
        int status = check_file(files->items[i], context, &answer);
        if (status < 0 && ret == FLY_OK) ret = status;
        messages_print(&context->messages);
        if (status < 0) continue;
        if (context->answer)
            add_json(context->answer, files->items[i], &answer);
        else
            print_text(files->items[i], &answer);
    }
    return ret;
}
