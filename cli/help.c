/* `flywheel help`: printed from the tables of commands and options. */
#include "cli/help.h"

#include "cli/json_out.h"
#include "cli/terminal.h"

enum { WIDTH = 100 };

/* clang-format off */
static const struct { int status; const char *meaning; } exits[] = {
#define EXIT_ROW(name, value, exit_code, meaning) {exit_code, meaning},
    FLY_STATUSES(EXIT_ROW)
#undef EXIT_ROW
};
/* clang-format on */

static void print_all(void)
{
    struct terminal_table table = {.columns = {{"command", TERMINAL_LEFT}, {"", TERMINAL_LEFT}}, .n_columns = 2};
    printf("flywheel simulates a market of people and compares growth strategies at equal budget.\n\n"
           "usage: flywheel COMMAND [OPTIONS] [OPERANDS]\n\n");
    for (size_t i = 0; i < N_COMMANDS; i++) {
        terminal_cell(&table, "%s %s", commands[i].name, commands[i].operands);
        terminal_cell(&table, "%s", commands[i].doc);
    }
    (void)terminal_print_table(&table, stdout);
    printf("\nflywheel help COMMAND explains its options. First steps:\n\n"
           "  flywheel compare scenarios/presets/funnel.ini scenarios/presets/flywheel.ini\n"
           "  flywheel params referral\n\n"
           "Exit status:\n");
    for (size_t i = 0; i < sizeof exits / sizeof exits[0]; i++)
        if (i == 0 || exits[i].status != exits[i - 1].status) /* the first one of a number speaks for all */
            printf("  %3d  %s\n", exits[i].status, exits[i].meaning);
}

static void print_one(const struct command *command)
{
    char text[OPTION_HELP_TEXT];
    const char *doc;
    printf("usage: flywheel %s%s%s [OPTIONS]\n\n", command->name, command->operands[0] ? " " : "", command->operands);
    terminal_wrap(stdout, command->doc, 0, WIDTH);
    (void)putchar('\n');
    for (size_t i = 0; options_describe(command, i, text, &doc); i++) {
        printf("  %-30s  ", text);
        terminal_wrap(stdout, doc, 34, WIDTH);
    }
}

static json_t *command_json(const struct command *command)
{
    char text[OPTION_HELP_TEXT];
    const char *doc;
    json_t *object = json_object(), *options = json_array();
    for (size_t i = 0; options_describe(command, i, text, &doc); i++) {
        json_t *option = json_object();
        json_out_set(option, "option", json_out_text(text));
        json_out_set(option, "doc", json_out_text(doc));
        json_out_append(options, option);
    }
    json_out_set(object, "name", json_out_text(command->name));
    json_out_set(object, "operands", json_out_text(command->operands));
    json_out_set(object, "doc", json_out_text(command->doc));
    json_out_set(object, "options", options);
    return object;
}

static json_t *answer_json(const struct command *only)
{
    json_t *answer = json_object(), *array = json_array();
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (!only || only == &commands[i]) json_out_append(array, command_json(&commands[i]));
    json_out_set(answer, "commands", array);
    return answer;
}

void help_present(const struct command *command, struct context *context)
{
    if (context->options.json)
        context->answer = answer_json(command);
    else if (command)
        print_one(command);
    else
        print_all();
}

int command_help(struct context *context)
{
    const struct texts *operands = &context->options.operands;
    const struct command *only = operands->n ? command_find(operands->items[0]) : NULL;
    if (operands->n && !only) return help_refuse_command(operands->items[0], &context->messages);
    help_present(only, context);
    return FLY_OK;
}

int help_refuse_command(const char *name, struct messages *messages)
{
    const char *near = command_nearest(name);
    return messages_error(messages, FLY_ERR_USAGE, "there is no command '%s'%s%s%s (see: flywheel help)", name,
                          near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}
