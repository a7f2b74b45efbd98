/* The course of a series over the weeks: what replicates do in between, and how two scenarios differ. */
#ifndef FLY_COURSE_H
#define FLY_COURSE_H

#include "analysis/median.h"
#include "analysis/read.h"

/* A series of a dataset, or one label of it. Caller-owned; a zeroed struct may be freed. */
struct fly_course {
    char *name, *unit;   /* "revenue", "new_customers.referral"; owned; NULL where they were not asked for */
    double *values;      /* [n_scenarios][n_replicates][n_weeks], NAN where undefined; owned */
    const double *weeks; /* [n_weeks], the dataset's */
    bool is_flow;        /* per interval, or was so before it was summed up */
    size_t n_replicates, n_weeks;
    enum fly_pairing pairing;
};

/* As the file has it. `name` is a series without labels, a series with labels, which stands for their sum, or
 * series.label. FLY_ERR_USAGE when the file has no such series or label. */
int fly_course_read(struct fly_course *course, const struct fly_dataset *data, const char *name,
                    struct fly_error *error);

/* A flow summed up to each week. FLY_ERR_USAGE when the file has no such series without labels. */
int fly_course_init(struct fly_course *course, const struct fly_dataset *data, const char *series,
                    struct fly_error *error);
void fly_course_free(struct fly_course *course);

/* Makes every value a percentage of what its replicate has in one of the weeks; NAN where that is 0. */
void fly_course_relate(struct fly_course *course, size_t n_scenarios, size_t week);

/* The median over replicates in each week, [n_weeks], of one scenario; NAN where no replicate has a value.
 * FLY_OK or FLY_ERR_MEMORY. */
int fly_course_median(const struct fly_course *course, const struct fly_dataset *data, size_t scenario, double *median,
                      struct fly_error *error);

/* Quantiles over replicates of one scenario: quantiles[w * n + i] is the one of probability p[i] in week w (linear
 * interpolation, definition 7 of Hyndman & Fan 1996); NAN where no replicate has a value. */
int fly_course_quantiles(const struct fly_course *course, size_t scenario, const double *p, size_t n, double *quantiles,
                         struct fly_error *error);

/* The paired difference b - a in each week, into estimates[n_weeks]. */
int fly_course_differences(const struct fly_course *course, size_t a, size_t b, struct fly_estimate *estimates,
                           struct fly_error *error);

/* From which week on scenario b is ahead of a, and how sure that is. */
struct fly_lead {
    double from;            /* of the mean difference, as fly_compare has it; INFINITY: it is not ahead at the end */
    double sure_from;       /* from there on the 95 % interval of each week leaves out 0; INFINITY: not at the end */
    size_t n, n_ahead;      /* replicates with a difference at the end; those in which b is ahead there */
    struct fly_median week; /* over replicates: the week from which b is ahead for good; never is INFINITY */
};

/* `better` is FLY_HIGHER or FLY_LOWER. */
int fly_course_lead(const struct fly_course *course, size_t a, size_t b, int better, struct fly_lead *lead,
                    struct fly_error *error);

/* The weeks in which b is behind on average though it may be ahead at the end; n = 0: there are none. */
struct fly_behind {
    size_t n, n_sure;         /* weeks; those of them whose interval leaves out 0 */
    double first, last, week; /* the first and the last of them; the one in which it is furthest behind */
    struct fly_estimate most; /* the difference in that week */
};

int fly_course_behind(const struct fly_course *course, size_t a, size_t b, int better, struct fly_behind *behind,
                      struct fly_error *error);

#endif
