/* From strangers to promoters: who goes on, who is lost on the way and why, and how long it takes. */
#include "report/section.h"

int fly_section_journey(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    (void)html;
    (void)report;
    (void)error;
    return FLY_OK;
}
