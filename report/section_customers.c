/* Who the customers are: how long they stay, how content they are, where they came from, whom they bring. */
#include "report/section.h"

int fly_section_customers(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    (void)html;
    (void)report;
    (void)error;
    return FLY_OK;
}
