/* `flywheel version`. */
#include "cli/command.h"
#include "cli/json_out.h"
#include "sim/provenance.h"

int command_version(struct context *context)
{
    if (context->options.json) {
        context->answer = json_object();
        json_out_set(context->answer, "version", json_out_text(fly_version()));
        json_out_set(context->answer, "revision", json_out_text(fly_revision()));
    } else
        printf("flywheel %s (%s)\n", fly_version(), fly_revision());
    return FLY_OK;
}
