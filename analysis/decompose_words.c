/* Says what word of mouth and referrals are worth: in the same words whatever comes out. */
#include "analysis/decompose.h"

#include "analysis/words.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PART = 256 };

/* How a sentence speaks of what is missing. */
static const struct {
    const char *subject, *is, *costs, *it;
} grammar[FLY_N_COUNTERFACTUALS] = {
    [FLY_NO_WOM] = {"Word of mouth", "is", "costs", "it"},
    [FLY_NO_REFERRAL] = {"Referrals", "are", "cost", "them"},
    [FLY_NEITHER_ONE] = {"Together they", "are", "cost", "them"},
};

static void print_amount(double value, char text[FLY_WORDS])
{
    fly_words_amount(value, "money", text);
}

static bool is_sure(const struct fly_estimate *estimate)
{
    return estimate->n >= 2 && (estimate->low > 0 || estimate->high < 0);
}

static bool is_nothing(const struct fly_estimate *estimate)
{
    return estimate->mean == 0 && (estimate->n < 2 || estimate->sd == 0);
}

/* ", 71 % of it by expansion and 29 % by acceleration"; amounts where the two point opposite ways. */
static void print_split(const struct fly_worth *worth, char text[PART])
{
    double value = worth->value.mean, share = worth->expansion.mean / value, percent = round(100 * share);
    double sign = value < 0 ? -1 : 1;
    char expansion[FLY_WORDS], acceleration[FLY_WORDS];
    print_amount(sign * worth->expansion.mean, expansion);
    print_amount(sign * worth->acceleration.mean, acceleration);
    if (isnan(share))
        text[0] = '\0';
    else if (worth->expansion.mean == 0)
        (void)snprintf(text, PART, ", all of it by acceleration");
    else if (worth->acceleration.mean == 0)
        (void)snprintf(text, PART, ", all of it by expansion");
    else if (share > 0 && share < 1)
        (void)snprintf(text, PART, ", %.0f %% of it by expansion and %.0f %% by acceleration", percent, 100 - percent);
    else
        (void)snprintf(text, PART, ", %s by expansion and %s by acceleration", expansion, acceleration);
}

/* Amounts are told as sizes, so an interval that crosses 0 starts below it. */
static void print_interval(const struct fly_estimate *estimate, char text[PART])
{
    bool negative = estimate->mean < 0;
    char low[FLY_WORDS], high[FLY_WORDS];
    print_amount(negative ? -estimate->high : estimate->low, low);
    print_amount(negative ? -estimate->low : estimate->high, high);
    (void)snprintf(text, PART, "%s to %s", low, high);
}

static int print_worth(const struct fly_worth *worth, size_t s, char *text, size_t size)
{
    const struct fly_estimate *value = &worth->value;
    const char *subject = grammar[s].subject, *it = grammar[s].it;
    char amount[FLY_WORDS], interval[PART], split[PART];
    print_amount(fabs(value->mean), amount);
    print_interval(value, interval);
    print_split(worth, split);
    if (value->n == 0) return snprintf(text, size, "%s %s worth nothing that is defined.", subject, grammar[s].is);
    if (is_nothing(value)) return snprintf(text, size, "%s %s worth exactly nothing.", subject, grammar[s].is);
    if (value->n > 1 && !is_sure(value))
        return snprintf(text, size,
                        "Whether %c%s %s worth anything is not clear: with %s NPV is %s by %s, but the 95 %% interval, "
                        "%s, contains 0.",
                        (char)(subject[0] | 0x20), subject + 1, grammar[s].is, it, value->mean > 0 ? "higher" : "lower",
                        amount, interval);
    char verb[FLY_WORDS], sure[PART + FLY_WORDS] = "";
    (void)snprintf(verb, sizeof verb, value->mean > 0 ? "%s worth" : "%s",
                   value->mean > 0 ? grammar[s].is : grammar[s].costs);
    if (value->n > 1) (void)snprintf(sure, sizeof sure, " (95 %% interval %s)", interval);
    return snprintf(text, size, "%s %s %s%s%s.", subject, verb, amount, sure, split);
}

static int print_interaction(const struct fly_estimate *interaction, char *text, size_t size)
{
    char amount[FLY_WORDS], interval[PART];
    print_amount(fabs(interaction->mean), amount);
    print_interval(interaction, interval);
    if (interaction->n == 0 || interaction->mean == 0) return snprintf(text, size, "That is the sum of the two.");
    const char *word = interaction->mean > 0 ? "more" : "less";
    if (interaction->n == 1) return snprintf(text, size, "That is %s %s than the sum of the two.", amount, word);
    return snprintf(text, size, "That is %s %s than the sum of the two (95 %% interval %s).", amount, word, interval);
}

/* Moves on by what was written, at most to the end. */
static void advance(char **text, size_t *size, int n)
{
    size_t used = n < 0 ? 0 : (size_t)n < *size ? (size_t)n : *size - 1;
    *text += used;
    *size -= used;
}

void fly_decomposition_print(const struct fly_decomposition *decomposition, char *text, size_t size)
{
    assert(decomposition && text && size > 0);
    text[0] = '\0';
    for (size_t s = FLY_NO_WOM; s < FLY_N_COUNTERFACTUALS; s++) {
        advance(&text, &size, print_worth(&decomposition->worth[s], s, text, size));
        advance(&text, &size, snprintf(text, size, " "));
    }
    advance(&text, &size, print_interaction(&decomposition->interaction, text, size));
    if (decomposition->npv.n == 1)
        (void)snprintf(text, size, " One %s gives no interval, so all this may be chance.",
                       fly_words_unit(&decomposition->npv));
}
