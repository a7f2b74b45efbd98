/* Says how the flywheel runs on without paid acquisition, and what the closed form leaves out. */
#include "analysis/coast.h"

#include "analysis/words.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

/* More than this of something that the closed form does not know is worth a sentence. */
static const double MUCH = 0.05;

/* Moves on by what was written, at most to the end. */
static void advance(char **text, size_t *size, int n)
{
    const size_t used = n < 0 ? 0 : (size_t)n < *size ? (size_t)n : *size - 1;
    *text += used;
    *size -= used;
}

static void print_weeks(double weeks, char text[FLY_WORDS])
{
    if (isinf(weeks))
        (void)snprintf(text, FLY_WORDS, "beyond the end");
    else
        fly_words_amount(weeks, "weeks", text);
}

static int print_measured(const struct fly_coast *coast, char *text, size_t size)
{
    const struct fly_estimate *half = &coast->figures[FLY_COAST_half_life];
    const double left = coast->figures[FLY_COAST_customers_cut].mean / coast->figures[FLY_COAST_customers].mean;
    char weeks[FLY_WORDS], low[FLY_WORDS], high[FLY_WORDS];
    if (coast->figures[FLY_COAST_customers].mean <= 0)
        return snprintf(text, size, "In week %g there are no customers whose fall could be measured.", coast->week);
    if (!coast->n_reached && left >= 1)
        return snprintf(text, size,
                        "Without paid acquisition from week %g on customers do not fall at all: by week %g there are "
                        "%.3g times as many.",
                        coast->week, coast->end, left);
    if (!coast->n_reached)
        return snprintf(text, size,
                        "Without paid acquisition from week %g on customers do not halve by week %g in any of %zu "
                        "replicate%s: %.0f %% of them are left then, so the half-life is longer than %g weeks.",
                        coast->week, coast->end, coast->n_replicates, coast->n_replicates == 1 ? "" : "s", 100 * left,
                        coast->end - coast->week);
    const bool is_mean = half->n > 0;
    print_weeks(is_mean ? half->mean : coast->median, weeks);
    print_weeks(is_mean ? half->low : coast->median_low, low);
    print_weeks(is_mean ? half->high : coast->median_high, high);
    if (is_mean && half->n == 1)
        return snprintf(text, size, "Without paid acquisition from week %g on customers halve in %s (one %s).",
                        coast->week, weeks, fly_words_unit(half));
    if (is_mean)
        return snprintf(text, size,
                        "Without paid acquisition from week %g on customers halve in %s (95 %% interval %s to %s).",
                        coast->week, weeks, low, high);
    return snprintf(text, size,
                    "Without paid acquisition from week %g on customers halve by week %g in %zu of %zu replicates; the "
                    "median half-life over all of them is %s%s%s%s%s%s.",
                    coast->week, coast->end, coast->n_reached, coast->n_replicates, weeks,
                    isnan(coast->median_low) ? "" : " (95 % interval ", isnan(coast->median_low) ? "" : low,
                    isnan(coast->median_low) ? "" : " to ", isnan(coast->median_low) ? "" : high,
                    isnan(coast->median_low) ? "" : ")");
}

static int print_closed_form(const struct fly_coast *coast, char *text, size_t size)
{
    const struct fly_estimate *figures = coast->figures;
    const double mu = figures[FLY_COAST_churn].mean, k = figures[FLY_COAST_k_factor].mean;
    char weeks[FLY_WORDS], steps[FLY_WORDS];
    print_weeks(figures[FLY_COAST_closed_form].mean, weeks);
    print_weeks(figures[FLY_COAST_in_steps].mean, steps);
    if (isnan(k) || mu <= 0) return snprintf(text, size, " Nobody leaves in the window.");
    if (k >= 1)
        return snprintf(text, size,
                        " The closed form does not apply: K = %.3g, so referrals alone bring as many as leave.", k);
    return snprintf(
        text, size,
        " By churn and referrals alone it would be ln 2 / (mu (1 - K)) = %s (%s in steps of this scenario): "
        "mu = %.3g a week, K = %.3g, multiplier %.3g.",
        weeks, steps, mu, k, figures[FLY_COAST_multiplier].mean);
}

/* By a tenth, and not by chance. */
static bool differ(const struct fly_estimate *a, const struct fly_estimate *b)
{
    return fabs(b->mean / a->mean - 1) > 0.1 && !(a->low <= b->high && b->low <= a->high);
}

/* What the closed form leaves out. */
static int print_limits(const struct fly_coast *coast, char *text, size_t size)
{
    const struct fly_estimate *figures = coast->figures;
    const double told = figures[FLY_COAST_word_of_mouth].mean, back = figures[FLY_COAST_won_back].mean;
    const double late = figures[FLY_COAST_on_the_way].mean;
    const struct fly_estimate *early_churn = &figures[FLY_COAST_churn_early];
    const struct fly_estimate *late_churn = &figures[FLY_COAST_churn_late];
    char *const start = text;
    if (told + back + late > MUCH)
        advance(&text, &size,
                snprintf(text, size,
                         " The closed form does not hold here, since others came too: for each customer lost %.2f by "
                         "word of mouth, %.2f won back, %.2f from channels and outside who were reached before the cut "
                         "or by what it left.",
                         told, back, late));
    if (differ(early_churn, late_churn))
        advance(&text, &size,
                snprintf(text, size,
                         " It supposes constant churn, but churn goes from %.3g a week in the first half of the window "
                         "to %.3g in the second.",
                         early_churn->mean, late_churn->mean));
    return (int)(text - start);
}

void fly_coast_print(const struct fly_coast *coast, char *text, size_t size)
{
    assert(coast && text && size > 0);
    text[0] = '\0';
    advance(&text, &size, print_measured(coast, text, size));
    if (coast->figures[FLY_COAST_customers].mean <= 0) return;
    advance(&text, &size, print_closed_form(coast, text, size));
    (void)print_limits(coast, text, size);
}
