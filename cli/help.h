/* Explains commands, and refuses those that do not exist. */
#ifndef HELP_H
#define HELP_H

#include "cli/command.h"

/* Answers with usage and options of one command; of all when it is NULL. */
void help_present(const struct command *command, struct context *context);

/* Adds the error, with the name that was probably meant, and returns FLY_ERR_USAGE. */
int help_refuse_command(const char *name, struct messages *messages);

#endif
