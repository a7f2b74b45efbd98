/* The flywheel itself: mass, speed, friction, momentum, and how long it turns on by itself. */
#include "report/section.h"

int fly_section_wheel(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    (void)html;
    (void)report;
    (void)error;
    return FLY_OK;
}
