/* What this rests on: parameters, what was chosen without a source, precision, definitions, how to run it again. */
#include "report/section.h"

int fly_section_basis(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    (void)html;
    (void)report;
    (void)error;
    return FLY_OK;
}
