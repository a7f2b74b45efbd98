/* How a parameter is written for people: its name, value and unit. */
#ifndef PARAMETER_H
#define PARAMETER_H

#include "sim/scenario.h"

enum { PARAMETER_NAME = 256, PARAMETER_VALUE = 512 };

/* "channel.ads.share", as --set takes it. Returns `text`. */
const char *parameter_name(const struct fly_section *section, const struct fly_param *row, char text[PARAMETER_NAME]);

/* The value with its unit, and the default; "(none)" for an empty text. Returns `text`. */
const char *parameter_value(const struct fly_param *row, const void *values, char text[PARAMETER_VALUE]);
const char *parameter_standard(const struct fly_param *row, char text[PARAMETER_VALUE]);

/* The unit; "" where a row's unit holds a list of words or the kind of text instead. */
const char *parameter_unit(const struct fly_param *row);

#endif
