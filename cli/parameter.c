/* How a parameter is written for people: its name, value and unit. */
#include "cli/parameter.h"

#include <stdio.h>

const char *parameter_name(const struct fly_section *section, const struct fly_param *row, char text[PARAMETER_NAME])
{
    (void)snprintf(text, PARAMETER_NAME, "%s%s%s.%s", section->table->section, section->name[0] ? "." : "",
                   section->name, row->name);
    return text;
}

const char *parameter_value(const struct fly_param *row, const void *values, char text[PARAMETER_VALUE])
{
    if (fly_param_print(row, values, text, PARAMETER_VALUE) == 0) (void)snprintf(text, PARAMETER_VALUE, "(none)");
    return text;
}

const char *parameter_standard(const struct fly_param *row, char text[PARAMETER_VALUE])
{
    if (fly_param_print_standard(row, text, PARAMETER_VALUE) == 0) (void)snprintf(text, PARAMETER_VALUE, "(none)");
    return text;
}

const char *parameter_unit(const struct fly_param *row)
{
    return row->type == FLY_CHOICE || row->type == FLY_TEXT ? "" : row->unit;
}
