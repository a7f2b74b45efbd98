/* What money was spent on, what a customer costs and is worth, and when it comes back. */
#include "report/section.h"

int fly_section_money(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    (void)html;
    (void)report;
    (void)error;
    return FLY_OK;
}
