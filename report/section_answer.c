/* Who wins, on what, by how much, from when, how surely, and where the other wins. */
#include "report/section.h"

int fly_section_answer(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    (void)html;
    (void)report;
    (void)error;
    return FLY_OK;
}
