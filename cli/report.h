/* --report of the commands that make a result: one HTML file about it. */
#ifndef REPORT_H
#define REPORT_H

#include "analysis/read.h"
#include "cli/command.h"

/* Asked before a run starts: whether a report is to be written and can be, over none of the operands (`what` they are),
 * and whether there will be a result for it. */
int report_check(const struct options *options, const char *what, struct messages *messages);

/* Writes it, says so, and adds {"path", "bytes"} to the answer in JSON. */
int report_write(const struct fly_dataset *data, const char *path, struct context *context);

#endif
