/* Courses of series over replicates: the median week by week. */
#ifndef FLY_COURSE_H
#define FLY_COURSE_H

#include "analysis/read.h"

/* A series of a dataset, or one label of it: [n_scenarios][n_replicates][n_weeks]. Caller-owned; a zeroed struct may be
 * freed. */
struct fly_course {
    char *name; /* "revenue", "new_customers.referral"; owned */
    char *unit; /* owned */
    bool is_flow;
    double *values; /* owned */
};

/* `name` is a series without labels, a series with labels, which stands for their sum, or series.label. FLY_ERR_USAGE
 * when the file has no such series or label. */
int fly_course_read(struct fly_course *course, const struct fly_dataset *data, const char *name,
                    struct fly_error *error);
void fly_course_free(struct fly_course *course);

/* The median over replicates in each week, [n_weeks], of one scenario; NAN where no replicate has a value.
 * FLY_OK or FLY_ERR_MEMORY. */
int fly_course_median(const struct fly_course *course, const struct fly_dataset *data, size_t scenario, double *median,
                      struct fly_error *error);

#endif
