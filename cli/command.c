/* The table of commands. */
#include "cli/command.h"

#include <string.h>

const struct command commands[N_COMMANDS] = {
#define COMMAND_ROW(tag, name, operands, fewest, most, doc)                                                            \
    {#name, operands, doc, fewest, most, COMMAND_##tag, command_##name},
    COMMANDS(COMMAND_ROW)
#undef COMMAND_ROW
};

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0) return &commands[i];
    return NULL;
}

const char *command_nearest(const char *name)
{
    const char *names[N_COMMANDS];
    for (size_t i = 0; i < N_COMMANDS; i++)
        names[i] = commands[i].name;
    return fly_nearest_name(name, names, N_COMMANDS);
}
