/* The answer of a ranking in words. */
#include "analysis/rank.h"
#include "analysis/words.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NAMES = 512 };

/* What the sentence says of the first place and its rival, all amounts as sizes of the lead. */
struct lead {
    const char *first, *rival, *direction;
    char kpi[FLY_WORDS], amount[FLY_WORDS], low[FLY_WORDS], high[FLY_WORDS];
};

static struct lead lead_of(const struct fly_ranking *ranking, char *const *names, const struct fly_kpi_row *kpi)
{
    const size_t rival = fly_ranking_rival(ranking);
    const struct fly_rank_pair *pair = fly_ranking_pair(ranking, 0, rival);
    const bool is_higher = ranking->better == FLY_HIGHER;
    struct lead lead = {.first = names[ranking->items[0].scenario],
                        .rival = names[ranking->items[rival].scenario],
                        .direction = is_higher ? "higher" : "lower"};
    fly_words_name(kpi->name, lead.kpi);
    fly_words_amount(ranking->better * pair->difference.mean, kpi->unit, lead.amount);
    fly_words_amount(is_higher ? pair->low : -pair->high, kpi->unit, lead.low);
    fly_words_amount(is_higher ? pair->high : -pair->low, kpi->unit, lead.high);
    return lead;
}

static size_t n_possible(const struct fly_ranking *ranking)
{
    size_t n = 0;
    for (size_t i = 0; i < ranking->n_ranked; i++)
        n += ranking->items[i].may_be_best;
    return n;
}

/* "a, b and c": those that may be the best. */
static void print_possible(const struct fly_ranking *ranking, char *const *names, char text[NAMES])
{
    size_t used = 0, left = n_possible(ranking);
    text[0] = '\0';
    for (size_t i = 0; i < ranking->n_ranked && used < NAMES; i++) {
        if (!ranking->items[i].may_be_best) continue;
        left--;
        const char *before = used == 0 ? "" : left == 0 ? " and " : ", ";
        used += (size_t)snprintf(text + used, NAMES - used, "%s%s", before, names[ranking->items[i].scenario]);
    }
}

static void print_share(const struct fly_ranking *ranking, char text[FLY_WORDS])
{
    text[0] = '\0';
    if (ranking->n_replicates > 0)
        (void)snprintf(text, FLY_WORDS, "; it is the best in %.0f %% of %zu replicates",
                       100 * ranking->items[0].best_share, ranking->n_replicates);
}

static void print_winner(const struct fly_ranking *ranking, const struct lead *lead, char *text, size_t size)
{
    char share[FLY_WORDS];
    print_share(ranking, share);
    (void)snprintf(text, size,
                   "%s is the best of %zu: %s is %s by %s than for %s, the next one (simultaneous 95 %% interval %s to "
                   "%s)%s.",
                   lead->first, ranking->n_ranked, lead->kpi, lead->direction, lead->amount, lead->rival, lead->low,
                   lead->high, share);
}

static void print_unsure(const struct fly_ranking *ranking, char *const *names, const struct lead *lead, char *text,
                         size_t size)
{
    char possible[NAMES];
    print_possible(ranking, names, possible);
    const bool is_settled = n_possible(ranking) == 1;
    (void)snprintf(text, size,
                   "%s%s is ahead of %s: %s is %s by %s, but the simultaneous 95 %% interval, %s to %s, contains 0. "
                   "With 95 %% confidence the best of %zu is %s%s%s.",
                   is_settled ? "" : "No clear winner: ", lead->first, lead->rival, lead->kpi, lead->direction,
                   lead->amount, lead->low, lead->high, ranking->n_ranked, is_settled ? "" : "one of ", possible,
                   is_settled ? "; by how much is open" : "");
}

void fly_ranking_print(const struct fly_ranking *ranking, char *const *names, const struct fly_kpi_row *kpi, char *text,
                       size_t size)
{
    assert(ranking && names && kpi && text && size > 0);
    char name[FLY_WORDS];
    fly_words_name(kpi->name, name);
    if (ranking->n_ranked < 2) {
        (void)snprintf(text, size, "No answer: %s is defined for %s.", name,
                       ranking->n_ranked == 0 ? "no strategy" : names[ranking->items[0].scenario]);
        return;
    }
    const struct lead lead = lead_of(ranking, names, kpi);
    const struct fly_estimate *difference = &fly_ranking_pair(ranking, 0, fly_ranking_rival(ranking))->difference;
    if (difference->n == 0)
        (void)snprintf(text, size, "No answer: there is no replicate in which both %s and %s have %s.", lead.first,
                       lead.rival, name);
    else if (difference->mean == 0)
        (void)snprintf(text, size, "No clear winner: %s is the same on average for %s and %s; other KPIs may differ.",
                       name, lead.first, lead.rival);
    else if (difference->n == 1)
        (void)snprintf(text, size,
                       "%s is ahead of all others: %s is %s by %s than for %s. One %s gives no interval, so this may "
                       "be chance.",
                       lead.first, name, lead.direction, lead.amount, lead.rival, fly_words_unit(difference));
    else if (fly_ranking_has_winner(ranking))
        print_winner(ranking, &lead, text, size);
    else
        print_unsure(ranking, names, &lead, text, size);
}
