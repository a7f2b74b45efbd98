/* Amounts and names of KPIs as a sentence tells them. */
#include "analysis/words.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Units that a sentence leaves out: no unit, or money, which has no other name. */
static bool is_bare(const char *unit)
{
    return !*unit || strcmp(unit, "1") == 0 || strcmp(unit, "money") == 0 || strcmp(unit, "currency") == 0;
}

void fly_words_amount(double value, const char *unit, char text[FLY_WORDS])
{
    static const struct {
        double size;
        const char *word;
    } sizes[] = {{1e9, " bn"}, {1e6, " M"}, {1e3, " k"}, {0, ""}};
    double magnitude = fabs(value);
    size_t i = 0;
    if (!isfinite(value)) {
        (void)snprintf(text, FLY_WORDS, "undefined");
        return;
    }
    /* 999.6 k is already 1.00 M. */
    while (magnitude < 0.9995 * sizes[i].size)
        i++;
    double scaled = sizes[i].size > 0 ? value / sizes[i].size : value;
    magnitude = fabs(scaled);
    bool bare = is_bare(unit);
    int digits = magnitude >= 99.95 ? 0 : magnitude >= 9.995 ? 1 : magnitude >= 0.1 || magnitude == 0 ? 2 : 4;
    (void)snprintf(text, FLY_WORDS, "%.*f%s%s%.24s", digits, scaled, sizes[i].word, bare ? "" : " ", bare ? "" : unit);
}

void fly_words_signed(double value, const char *unit, char text[FLY_WORDS])
{
    char amount[FLY_WORDS];
    fly_words_amount(value, unit, amount);
    (void)snprintf(text, FLY_WORDS, "%s%.*s", value > 0 ? "+" : "", FLY_WORDS - 2, amount);
}

void fly_words_interval(double low, double high, const char *unit, char text[FLY_WORDS_INTERVAL])
{
    char from[FLY_WORDS], to[FLY_WORDS];
    fly_words_amount(low, "", from);
    fly_words_amount(high, unit, to);
    (void)snprintf(text, FLY_WORDS_INTERVAL, "%s to %s", from, to);
}

void fly_words_grouped(uint64_t value, char text[FLY_WORDS])
{
    char digits[FLY_WORDS];
    const size_t n = (size_t)snprintf(digits, sizeof digits, "%" PRIu64, value);
    char *end = text;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0) *end++ = ',';
        *end++ = digits[i];
    }
    *end = '\0';
}

const char *fly_words_plural(size_t n)
{
    return n == 1 ? "" : "s";
}

/* Words of names of KPIs that people write with capitals. */
static bool is_abbreviation(const char *word, size_t n)
{
    static const char *const words[] = {"cac", "ltv", "npv", "nps", "roi", "k"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == n && memcmp(words[i], word, n) == 0) return true;
    return false;
}

void fly_words_name(const char *name, char text[FLY_WORDS])
{
    size_t n = 0;
    const bool short_name = strlen(name) <= 3;
    while (*name && n < FLY_WORDS - 1) {
        const size_t length = strcspn(name, "_");
        const bool is_upper = short_name || is_abbreviation(name, length);
        for (size_t i = 0; i < length && n < FLY_WORDS - 1; i++)
            text[n++] = is_upper ? (char)toupper((unsigned char)name[i]) : name[i];
        if (name[length] && n < FLY_WORDS - 1) text[n++] = ' ';
        name += length + (name[length] != '\0');
    }
    text[n] = '\0';
}

const char *fly_words_unit(const struct fly_estimate *estimate)
{
    return estimate->n_values > estimate->n ? "pair of replicates" : "replicate";
}
