/* How far one scenario is ahead of another in the course of a series, from when on, and how sure that is. */
#include "analysis/compare.h"
#include "analysis/course.h"
#include "sim/alloc.h"

#include <assert.h>
#include <math.h>

/* b - a of one replicate in one week. */
static double difference_at(const struct fly_course *course, size_t a, size_t b, size_t replicate, size_t week)
{
    const size_t n = course->n_replicates, n_weeks = course->n_weeks;
    return fly_difference(course->values[(a * n + replicate) * n_weeks + week],
                          course->values[(b * n + replicate) * n_weeks + week]);
}

int fly_course_differences(const struct fly_course *course, size_t a, size_t b, struct fly_estimate *estimates,
                           struct fly_error *error)
{
    assert(course && estimates);
    const size_t n = course->n_replicates, n_weeks = course->n_weeks;
    double *column = fly_alloc(n, sizeof *column);
    if (!column) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the difference of two courses.");
    for (size_t w = 0; w < n_weeks; w++) {
        for (size_t r = 0; r < n; r++)
            column[r] = difference_at(course, a, b, r, w);
        estimates[w] = fly_estimate_of(column, n, course->pairing);
    }
    fly_free(column);
    return FLY_OK;
}

/* ---- who is ahead ---- */

/* The end of the interval that is nearer to 0 where b is ahead. */
static double sure_lead(const struct fly_course *course, const struct fly_estimate *differences, int better,
                        double *scratch)
{
    for (size_t w = 0; w < course->n_weeks; w++)
        scratch[w] = better == FLY_HIGHER ? differences[w].low : differences[w].high;
    return fly_leads_from(scratch, course->weeks, course->n_weeks, better);
}

static double mean_lead(const struct fly_course *course, const struct fly_estimate *differences, int better,
                        double *scratch)
{
    for (size_t w = 0; w < course->n_weeks; w++)
        scratch[w] = differences[w].mean;
    return fly_leads_from(scratch, course->weeks, course->n_weeks, better);
}

/* The week from which b is ahead in one replicate; NAN where the end is undefined. */
static double lead_of(const struct fly_course *course, size_t a, size_t b, int better, size_t replicate,
                      double *scratch)
{
    for (size_t w = 0; w < course->n_weeks; w++)
        scratch[w] = difference_at(course, a, b, replicate, w);
    if (isnan(scratch[course->n_weeks - 1])) return NAN;
    return fly_leads_from(scratch, course->weeks, course->n_weeks, better);
}

int fly_course_lead(const struct fly_course *course, size_t a, size_t b, int better, struct fly_lead *lead,
                    struct fly_error *error)
{
    assert(course && lead && (better == FLY_HIGHER || better == FLY_LOWER));
    int ret = FLY_OK;
    double *weeks = fly_alloc(course->n_replicates, sizeof *weeks);
    double *scratch = fly_alloc(course->n_weeks, sizeof *scratch);
    struct fly_estimate *differences = fly_alloc(course->n_weeks, sizeof *differences);
    *lead = (struct fly_lead){0};
    if (!weeks || !scratch || !differences) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for who is ahead."));
    FLY_TRY(fly_course_differences(course, a, b, differences, error));
    lead->from = mean_lead(course, differences, better, scratch);
    lead->sure_from = sure_lead(course, differences, better, scratch);
    for (size_t r = 0; r < course->n_replicates; r++) {
        weeks[r] = lead_of(course, a, b, better, r, scratch);
        if (!isnan(weeks[r])) lead->n++;
        if (isfinite(weeks[r])) lead->n_ahead++;
    }
    lead->week = fly_median_of(weeks, course->n_replicates, course->pairing);
out:
    fly_free(weeks);
    fly_free(scratch);
    fly_free(differences);
    return ret;
}

/* differences[n_weeks] */
static struct fly_behind find_behind(const struct fly_course *course, const struct fly_estimate *differences,
                                     int better)
{
    struct fly_behind behind = {0};
    for (size_t w = 0; w < course->n_weeks; w++) {
        const struct fly_estimate *d = &differences[w];
        if (!(better * d->mean < 0)) continue;
        if (behind.n++ == 0) behind.first = course->weeks[w];
        behind.last = course->weeks[w];
        if (d->low > 0 || d->high < 0) behind.n_sure++;
        if (behind.n > 1 && fabs(d->mean) <= fabs(behind.most.mean)) continue;
        behind.week = course->weeks[w];
        behind.most = *d;
    }
    return behind;
}

int fly_course_behind(const struct fly_course *course, size_t a, size_t b, int better, struct fly_behind *behind,
                      struct fly_error *error)
{
    assert(course && behind && (better == FLY_HIGHER || better == FLY_LOWER));
    struct fly_estimate *differences = fly_alloc(course->n_weeks, sizeof *differences);
    if (!differences) return fly_fail(error, FLY_ERR_MEMORY, "No memory for who is behind.");
    const int ret = fly_course_differences(course, a, b, differences, error);
    if (ret == FLY_OK) *behind = find_behind(course, differences, better);
    fly_free(differences);
    return ret;
}
