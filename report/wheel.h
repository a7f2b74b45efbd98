/* The parts of the section about the wheel. Private to report/section_wheel.c and report/wheel_*.c. */
#ifndef FLY_REPORT_WHEEL_H
#define FLY_REPORT_WHEEL_H

#include "analysis/measures.h"
#include "report/section.h"

/* How long the wheel runs on: by the closed form, and as measured where the file is that of `flywheel coast`. */
int fly_wheel_coast_put(struct fly_html *html, const struct fly_measures *decay, const struct fly_dataset *data,
                        struct fly_error *error);

#endif
