/* Says who wins, by how much, how surely and from when: in the same words whoever it is. */
#include "analysis/verdict.h"

#include "analysis/words.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

enum { LEAD = 128 };

/* The facts from the side of the scenario that is ahead. */
struct side {
    const char *ahead, *behind, *direction; /* "higher" or "lower" */
    char kpi[FLY_WORDS], amount[FLY_WORDS], low[FLY_WORDS], high[FLY_WORDS];
    size_t n_better, n_pairs;
    double leads_from;
    bool sure; /* the interval leaves out 0 */
};

/* All amounts are told as sizes of the advantage, so an interval that crosses 0 starts below it. */
static struct side side_of(const struct fly_verdict *verdict)
{
    const struct fly_estimate *d = &verdict->result->difference;
    bool b_ahead = (d->mean > 0) == (verdict->kpi->better == FLY_HIGHER);
    double sign = d->mean < 0 ? -1 : 1;
    struct side side = {
        .ahead = b_ahead ? verdict->name_b : verdict->name_a,
        .behind = b_ahead ? verdict->name_a : verdict->name_b,
        .direction = verdict->kpi->better == FLY_HIGHER ? "higher" : "lower",
        .n_better = b_ahead ? verdict->n_b : verdict->n_a,
        .n_pairs = verdict->n_pairs,
        .leads_from = b_ahead ? verdict->b_leads_from : verdict->a_leads_from,
        .sure = d->n >= 2 && (d->low > 0 || d->high < 0),
    };
    fly_words_name(verdict->kpi->name, side.kpi);
    fly_words_amount(sign * d->mean, verdict->kpi->unit, side.amount);
    fly_words_amount(sign > 0 ? d->low : -d->high, verdict->kpi->unit, side.low);
    fly_words_amount(sign > 0 ? d->high : -d->low, verdict->kpi->unit, side.high);
    return side;
}

static void print_lead(const struct fly_verdict *verdict, double leads_from, char text[LEAD])
{
    if (isnan(leads_from))
        text[0] = '\0';
    else if (isinf(leads_from))
        (void)snprintf(text, LEAD, "; the mean courses show no lead that lasts to the end");
    else if (leads_from <= verdict->first_week)
        (void)snprintf(text, LEAD, "; it leads from the start");
    else
        (void)snprintf(text, LEAD, "; it leads for good from week %.10g", leads_from);
}

static void print_winner(const struct fly_verdict *verdict, const struct side *side, char *text, size_t size)
{
    char lead[LEAD];
    print_lead(verdict, side->leads_from, lead);
    (void)snprintf(text, size, "%s beats %s: %s is %s by %s (95 %% interval %s to %s), in %zu of %zu replicates%s.",
                   side->ahead, side->behind, side->kpi, side->direction, side->amount, side->low, side->high,
                   side->n_better, side->n_pairs, lead);
}

static void print_unsure(const struct side *side, char *text, size_t size)
{
    (void)snprintf(
        text, size,
        "No clear winner: %s is %s by %s for %s than for %s, but the 95 %% interval, %s to %s, contains 0; it is "
        "better in %zu of %zu replicates.",
        side->kpi, side->direction, side->amount, side->ahead, side->behind, side->low, side->high, side->n_better,
        side->n_pairs);
}

static void print_single(const struct fly_verdict *verdict, const struct side *side, char *text, size_t size)
{
    char lead[LEAD];
    print_lead(verdict, side->leads_from, lead);
    (void)snprintf(text, size, "%s is ahead of %s: %s is %s by %s%s. One %s gives no interval, so this may be chance.",
                   side->ahead, side->behind, side->kpi, side->direction, side->amount, lead,
                   fly_words_unit(&verdict->result->difference));
}

void fly_verdict_print(const struct fly_verdict *verdict, char *text, size_t size)
{
    assert(verdict && text && size > 0);
    const char *a = verdict->name_a, *b = verdict->name_b;
    if (verdict->identical) {
        (void)snprintf(text, size, "%s and %s are the same: every KPI is equal in every replicate.", a, b);
        return;
    }
    if (!verdict->kpi) {
        (void)snprintf(text, size, "No KPI says whether %s or %s is better.", a, b);
        return;
    }
    char kpi[FLY_WORDS];
    fly_words_name(verdict->kpi->name, kpi);
    if (verdict->n_pairs == 0) {
        (void)snprintf(text, size, "No answer: there is no replicate in which both %s and %s have %s.", a, b, kpi);
    } else if (verdict->result->difference.mean == 0) {
        (void)snprintf(text, size, "No clear winner: %s is the same on average for %s and %s; other KPIs may differ.",
                       kpi, a, b);
    } else {
        struct side side = side_of(verdict);
        if (verdict->result->difference.n == 1)
            print_single(verdict, &side, text, size);
        else if (side.sure)
            print_winner(verdict, &side, text, size);
        else
            print_unsure(&side, text, size);
    }
}
