/* The report: one HTML file about a result, that can be mailed, opened offline and shown in a meeting. */
#ifndef FLY_REPORT_H
#define FLY_REPORT_H

#include "analysis/compare.h"
#include "analysis/settings.h"

/* What all sections look at. Figures come from analysis/, as those on the terminal do. */
struct fly_report {
    const struct fly_dataset *data;
    struct fly_comparison *comparisons; /* [n_scenarios - 1]: each later scenario against the first; owned */
    size_t n_comparisons;
    struct fly_settings settings; /* of all scenarios; owned */
    struct fly_about about;       /* the file and its scenarios; owned */
    size_t thinning; /* 1, or by how much tables of courses are shorter, so that the page is not too large */
};

/* Writes the report about a result to `path`, under a temporary name first. A program built without scripts
 * (-DFLYWHEEL_WEB=OFF) leaves out the pictures, and says so. *size is how many bytes it has: a million at most, by
 * fewer rows of courses, unless some dozens of strategies need more even so. */
int fly_report_write(const struct fly_dataset *data, const char *path, size_t *size, struct fly_error *error);

#endif
