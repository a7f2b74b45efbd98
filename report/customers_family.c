/* Whom customers bring: generations of referrals, and friends of each customer. */
#include "report/customers.h"

#include "analysis/family.h"
#include "analysis/words.h"
#include "report/finding.h"

#include <math.h>
#include <stdio.h>

static bool has_programme(const struct fly_family *family, size_t scenario)
{
    return fly_measures_of(&family->customers, scenario, family->customers.n - 1).n > 0;
}

/* ---- generations ---- */

static void put_generations(struct fly_html *html, const struct fly_family *family, const struct fly_labels *names)
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
                                                                 fly_family_k(family, s), g));
        }
    }
    fly_chart_close(html);
}

static void put_tree(struct fly_html *html, const struct fly_family *family, const struct fly_labels *names)
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
        "once all families are complete; in the time simulated they are not.",
        n ? family->generations.text[n - 1] : "none", values);
    fly_chart_open(html, &chart);
    put_generations(html, family, names);
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

static void put_friends(struct fly_html *html, const struct fly_family *family, const struct fly_labels *names)
{
    const size_t n = fly_family_friends(family);
    const struct fly_finding nobody = {&family->lives, 0, "share of customers who left and had brought no friend", "%"};
    struct fly_chart chart = {.id = "friends", .kind = "bars"};
    char values[FLY_CHART_TITLE];
    if (n < 2) return;
    fly_finding_title(&nobody, names, chart.title);
    fly_finding_values(&nobody, names, values, sizeof values);
    (void)snprintf(
        chart.alt, sizeof chart.alt,
        "Columns: customers who have left, in percent, by how many friends they had brought; those who brought "
        "none: %.300s. Beside them is what theory says of customers who bring as many on average.",
        values);
    fly_chart_set(&chart, "data-columns", "1");
    fly_chart_set(&chart, "data-log", "1");
    fly_chart_set(&chart, "data-y", "%% of those who left");
    fly_chart_open(html, &chart);
    put_friends_columns(html, family, names);
    for (size_t j = 0; j < n; j++)
        put_friends_row(html, family, names, j);
    fly_chart_close(html);
}

int fly_customers_family_put(struct fly_html *html, const struct fly_dataset *data, struct fly_error *error)
{
    struct fly_family family;
    const int ret = fly_family_init(&family, data, error);
    if (ret < 0) return ret;
    if (fly_family_generations(&family) > 1) {
        put_tree(html, &family, &data->scenarios);
        put_friends(html, &family, &data->scenarios);
    }
    fly_family_free(&family);
    return FLY_OK;
}
