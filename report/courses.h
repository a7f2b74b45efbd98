/* Parts of the section of courses. Private to report/section_courses.c and report/courses_*.c. */
#ifndef FLY_COURSES_H
#define FLY_COURSES_H

#include "analysis/course.h"
#include "analysis/words.h"
#include "report/section.h"

/* A series whose course is shown; of all of them more is better. */
struct fly_courses_row {
    const char *series, *id, *difference_id; /* ids of its two figures */
    const char *name;                        /* in a sentence: "revenue" */
    const char *unit, *axis;                 /* "money"; the title of the axis */
};

/* How a figure is thinned out, so that no report gets too large: every `stride`-th week, and the last one. */
struct fly_courses_weeks {
    size_t n, stride;
};
struct fly_courses_weeks fly_courses_weeks(const struct fly_report *report, size_t n_columns);

/* The number of rows, and the week of the i-th. */
size_t fly_courses_rows(const struct fly_courses_weeks *weeks);
size_t fly_courses_week(const struct fly_courses_weeks *weeks, size_t i);

/* "; the table has every 2nd recorded week" or "". */
const char *fly_courses_note(const struct fly_courses_weeks *weeks, char text[FLY_WORDS]);

/* The figure of each strategy by itself, and that of the differences of later strategies from the first. */
int fly_courses_put_bands(struct fly_html *html, const struct fly_report *report, const struct fly_courses_row *row,
                          const struct fly_course *course, struct fly_error *error);
int fly_courses_put_differences(struct fly_html *html, const struct fly_report *report,
                                const struct fly_courses_row *row, const struct fly_course *course,
                                struct fly_error *error);

/* When each strategy has earned back what it cost; and when the later ones get ahead of the first in what is shown. */
int fly_courses_put_break_even(struct fly_html *html, const struct fly_report *report, struct fly_error *error);
int fly_courses_put_leads(struct fly_html *html, const struct fly_report *report, const struct fly_courses_row *rows,
                          size_t n, struct fly_error *error);

/* "week 30", "the start", "never". */
const char *fly_courses_print_week(const struct fly_dataset *data, double week, char text[FLY_WORDS]);

#endif
