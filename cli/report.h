/* --report of the commands that make a result: one HTML file about it. */
#ifndef REPORT_H
#define REPORT_H

#include "analysis/read.h"
#include "cli/command.h"

/* Writes it, says so, and adds its name to the answer in JSON. */
int report_write(const struct fly_dataset *data, const char *path, struct context *context);

#endif
