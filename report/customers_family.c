/* Whom customers bring: generations of referrals, and friends of each customer. */
#include "report/customers.h"

#include "analysis/decay.h"
#include "analysis/family.h"
#include "analysis/words.h"
#include "report/finding.h"

#include <math.h>
#include <stdio.h>

static bool has_programme(const struct fly_family *family, size_t scenario)
{
    return fly_measures_of(&family->customers, scenario, 0).n > 0;
}

/* ---- generations ---- */

/* The K of lives that are over sees the short ones; that of decay, friends over losses of a year, sees all. */
static void put_generations(struct fly_html *html, const struct fly_family *family, const struct fly_measures *decay,
                            const struct fly_labels *names)
{
    char title[FLY_CHART_TITLE];
    fly_chart_column(html, "generation", "", "", "generation");
    for (size_t s = 0; s < names->n; s++) {
        if (!has_programme(family, s)) continue;
        fly_chart_column(html, "count", names->text[s], "agents", names->text[s]);
        (void)snprintf(title, sizeof title, "%.120s, once all families are complete", names->text[s]);
        fly_chart_column(html, "expected", names->text[s], "agents", title);
    }
    fly_chart_body(html);
    for (size_t g = 0; g < fly_family_generations(family); g++) {
        fly_chart_row(html);
        fly_chart_text(html, family->generations.text[g]);
        for (size_t s = 0; s < names->n; s++) {
            if (!has_programme(family, s)) continue;
            fly_chart_number(html, fly_measures_of(&family->customers, s, g).mean);
            fly_chart_number(html, fly_family_expected_customers(fly_measures_of(&family->customers, s, 0).mean,
                                                                 fly_measures_of(decay, s, FLY_DECAY_K).mean, g));
        }
    }
    fly_chart_close(html);
}

static void put_tree(struct fly_html *html, const struct fly_family *family, const struct fly_measures *decay,
                     const struct fly_labels *names)
{
    const struct fly_finding referred = {&family->customers, family->customers.n - 1, "number of referred customers",
                                         "1"};
    struct fly_chart chart = {.id = "families", .kind = "tree"};
    char values[FLY_CHART_TITLE];
    const size_t n = fly_family_generations(family);
    fly_finding_title(&referred, names, chart.title);
    fly_finding_values(&referred, names, values, sizeof values);
    (void)snprintf(
        chart.alt, sizeof chart.alt,
        "Rows are generations: 0 are customers whom nobody referred, 1 those whom they referred, and so on; "
        "the last one with anybody is %s. Referred: %.300s. By theory a generation is K times the one before "
        "once all families are complete (K: friends for each customer lost, last year); in the time simulated they are "
        "not.",
        n ? family->generations.text[n - 1] : "none", values);
    fly_chart_open(html, &chart);
    put_generations(html, family, decay, names);
}

/* ---- friends of each ---- */

static void put_friends_columns(struct fly_html *html, const struct fly_family *family, const struct fly_labels *names)
{
    static const char *const roles[][2] = {{"value", ""}, {"low", ", 95 % from"}, {"high", ", 95 % to"}};
    char title[FLY_CHART_TITLE];
    fly_chart_column(html, "name", "", "", "friends brought");
    for (size_t s = 0; s < names->n; s++) {
        if (!isfinite(fly_measures_of(&family->lives, s, 0).mean)) continue;
        for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
            (void)snprintf(title, sizeof title, "%.120s%s", names->text[s], roles[i][1]);
            fly_chart_column(html, roles[i][0], names->text[s], "%", title);
        }
        (void)snprintf(title, sizeof title, "%.120s, %s law", names->text[s],
                       family->is_poisson[s] ? "Poisson's" : "geometric");
        fly_chart_column(html, "value", title, "%", title);
    }
    fly_chart_body(html);
}

static void put_friends_row(struct fly_html *html, const struct fly_family *family, const struct fly_labels *names,
                            size_t friends)
{
    fly_chart_row(html);
    fly_chart_text(html, family->friends.text[friends]);
    for (size_t s = 0; s < names->n; s++) {
        const struct fly_estimate share = fly_measures_of(&family->lives, s, friends);
        if (!isfinite(share.mean)) continue;
        fly_chart_number(html, share.mean);
        fly_chart_number(html, share.low);
        fly_chart_number(html, share.high);
        fly_chart_number(
            html, fly_family_expected_lives(fly_family_k(family, s), family->is_poisson[s], friends, family->lives.n));
    }
}

/* How many brought nobody, of each strategy that there is something to tell of. */
static void print_friends_title(const struct fly_family *family, const struct fly_labels *names,
                                char title[FLY_CHART_TITLE])
{
    char value[FLY_CHART_TITLE];
    size_t used = (size_t)snprintf(title, FLY_CHART_TITLE, "Of those who left, the share who had brought no friend:");
    for (size_t s = 0; s < names->n; s++) {
        const struct fly_estimate share = fly_measures_of(&family->lives, s, 0);
        if (!isfinite(share.mean)) continue;
        fly_finding_estimate(&share, "%", value, sizeof value);
        const int n = snprintf(title + used, FLY_CHART_TITLE - used, " with %.60s %.100s;", names->text[s], value);
        if (n < 0 || used + (size_t)n >= FLY_CHART_TITLE) break;
        used += (size_t)n;
    }
    title[used - 1] = '\0';
}

/* Without those who brought nobody, whom the title tells: beside them the others would not be seen. */
static void put_friends(struct fly_html *html, const struct fly_family *family, const struct fly_labels *names)
{
    const size_t n = fly_family_friends(family);
    struct fly_chart chart = {.id = "friends", .kind = "bars"};
    if (n < 2) return;
    print_friends_title(family, names, chart.title);
    (void)snprintf(chart.alt, sizeof chart.alt,
                   "Columns: customers who have left, in percent, by how many friends they had brought, from 1 on. "
                   "Beside them is what theory says of customers who bring as many on average.");
    fly_chart_set(&chart, "data-columns", "1");
    fly_chart_set(&chart, "data-y", "%% of those who left");
    fly_chart_open(html, &chart);
    put_friends_columns(html, family, names);
    for (size_t j = 1; j < n; j++)
        put_friends_row(html, family, names, j);
    fly_chart_close(html);
}

int fly_customers_family_put(struct fly_html *html, const struct fly_dataset *data, struct fly_error *error)
{
    int ret;
    struct fly_family family = {0};
    struct fly_measures decay = {0};
    FLY_TRY(fly_family_init(&family, data, error));
    FLY_TRY(fly_decay_init(&decay, data, error));
    if (fly_family_generations(&family) > 1) {
        put_tree(html, &family, &decay, &data->scenarios);
        put_friends(html, &family, &data->scenarios);
    }
out:
    fly_family_free(&family);
    fly_measures_free(&decay);
    return ret;
}
