/* `flywheel report`, and --report of the commands that make a result: one HTML file about it. */
#include "report/report.h"

#include "cli/json_out.h"
#include "cli/report.h"
#include "cli/terminal.h"

int report_write(const struct fly_dataset *data, const char *path, struct context *context)
{
    struct fly_error error = {0};
    char text[TERMINAL_NUMBER];
    size_t size;
    const int ret = fly_report_write(data, path, &size, &error);
    if (ret < 0) return messages_add(&context->messages, ret, &error);
    messages_note(&context->messages, "wrote %s: %s", path, terminal_bytes((double)size, text));
    if (context->answer) json_out_set(context->answer, "report", json_out_text(path));
    return FLY_OK;
}

int command_report(struct context *context)
{
    struct fly_dataset data = {0};
    struct fly_error error = {0};
    if (!context->options.output)
        return messages_error(&context->messages, FLY_ERR_USAGE, "report wants -o OUT.html, the file to write");
    int ret = fly_dataset_open_file(&data, context->options.operands.items[0], &error);
    if (ret < 0) return messages_add(&context->messages, ret, &error);
    if (context->options.json) context->answer = json_object();
    ret = report_write(&data, context->options.output, context);
    fly_dataset_close(&data);
    return ret;
}
