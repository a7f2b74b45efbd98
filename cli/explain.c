/* x */
#include "cli/command.h"
int command_explain(struct context *context)
{
    (void)context;
    return FLY_OK;
}
