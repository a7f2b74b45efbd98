/* Describes scenarios and compares them pairwise by replicate: what `flywheel run` and `flywheel compare` print. */
#ifndef FLY_COMPARE_H
#define FLY_COMPARE_H

#include "analysis/read.h"

/* Sums of hundredths differ by rounding where they are equal: this much of the larger value is a tie. */
#define FLY_TIE 1e-9

/* One KPI of scenario b against scenario a, replicate by replicate. Values that differ by rounding only (1e-9 of the
 * larger one) are a tie, and their difference is 0. */
struct fly_kpi_comparison {
    struct fly_estimate a, b, difference; /* difference = b - a, paired */
    /* The share of replicates in which b is better, ties count half; NAN when all tie or no direction is better. */
    double wins;
    /* The week from which b's mean course is better than a's for good; INFINITY: never; NAN: no course. */
    double leads_from;
    /* The variance of the difference against that of the difference of independent runs, Var(a) + Var(b): what common
     * random numbers leave of it. NAN where nothing varies or one side lacks a replicate that the other has. */
    double crn_ratio;
};

struct fly_comparison {
    size_t a, b;                     /* scenario indices */
    struct fly_kpi_comparison *kpis; /* [n_kpis], owned */
    double spend_a, spend_b; /* mean total spend of budgeted money: the series "cost" over all ledgers but "fixed",
                                which no budget decides on; NAN when the file has no such series */
    bool equal_spend;        /* within 0.1 %; true when the spend is unknown */
    char sentence[1024];     /* the answer, plainly */
};

/* The answer is about fly_deciding_kpi. */
int fly_compare(struct fly_comparison *comparison, const struct fly_dataset *data, size_t a, size_t b,
                struct fly_error *error);
void fly_comparison_free(struct fly_comparison *comparison);

/* One KPI of n replicates of a and b, each value `stride` after the one before: all but leads_from, which is NAN. The
 * differences, NAN where a value is not finite, are left in the caller's array of n. All comparisons end here. */
struct fly_kpi_comparison fly_compare_values(const double *a, const double *b, size_t stride, size_t n,
                                             enum fly_pairing pairing, int better, double *differences);

/* The first week of the last unbroken run of weeks in which the course of a difference has the sign `better`; INFINITY
 * where it does not have it at the end. */
double fly_leads_from(const double *course, const double *weeks, size_t n, int better);

/* b - a: 0 for a tie, NAN where one of them is not finite. */
double fly_difference(double a, double b);

/* The KPI that the answer is about: the one asked for, or npv, or the first one that has a better direction; -1 when
 * none has. */
ptrdiff_t fly_deciding_kpi(const struct fly_dataset *data);

/* Estimates of every KPI of one scenario, [n_kpis], into the caller's array. */
void fly_describe(const struct fly_dataset *data, size_t scenario, struct fly_estimate *estimates);

#endif
