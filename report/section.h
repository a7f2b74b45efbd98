/* What a section of the report is: one row of the table in report.c, one file section_*.c. */
#ifndef FLY_SECTION_H
#define FLY_SECTION_H

#include "report/chart.h"
#include "report/report.h"

/* clang-format off */
/* name (its id in the page, and the function fly_section_NAME that writes it), title */
#define FLY_SECTIONS(X) \
    X(answer,    "The answer") \
    X(courses,   "Over time") \
    X(journey,   "The journey") \
    X(wheel,     "The wheel") \
    X(money,     "Money") \
    X(customers, "Customers") \
    X(sweep,     "What it depends on") \
    X(basis,     "What this rests on")
/* clang-format on */

/* Writes what a section says, without its heading. A section with nothing to say about this result writes nothing and
 * is left out. */
#define FLY_SECTION_WRITE(name, title)                                                                                 \
    int fly_section_##name(struct fly_html *html, const struct fly_report *report, struct fly_error *error);
FLY_SECTIONS(FLY_SECTION_WRITE)
#undef FLY_SECTION_WRITE

#endif
