/* The answer about two strategies: who wins, on what, by how much, from when, how surely; and where the other wins. */
#include "report/answer.h"

#include "analysis/course.h"
#include "analysis/targets.h"
#include "sim/schema.h"

#include <math.h>
#include <stdio.h>

enum { NOTE = FLY_WORDS_INTERVAL + 3 * FLY_WORDS, FEW = 6 };

/* What all parts look at. */
struct pair {
    const struct fly_dataset *data;
    const struct fly_comparison *comparison;
    const char *names[2]; /* of a and b */
};

/* Which of the two is surely better by a KPI: 0 or 1, or -1 where that is open or neither value is better. */
static int sure_winner(const struct pair *pair, size_t k)
{
    const struct fly_estimate *d = &pair->comparison->kpis[k].difference;
    if (pair->data->kpis[k].better == FLY_NEITHER || !(d->low > 0 || d->high < 0)) return -1;
    return (d->mean > 0) == (pair->data->kpis[k].better == FLY_HIGHER);
}

static bool is_undefined(const struct fly_kpi_comparison *figures)
{
    return figures->a.n == 0 && figures->b.n == 0;
}

/* ---- the sentences ---- */

/* In how many replicates it is ahead, as what that says of the chance. */
static void say_probability(struct fly_html *html, const struct pair *pair)
{
    const ptrdiff_t k = fly_deciding_kpi(pair->data);
    char name[FLY_WORDS];
    if (k < 0 || isnan(pair->comparison->kpis[k].wins)) return;
    const struct fly_kpi_comparison *figures = &pair->comparison->kpis[k];
    const bool is_b = figures->wins >= 0.5;
    const size_t n = figures->difference.n_values;
    const double wins = is_b ? figures->wins : 1 - figures->wins;
    const struct fly_share share = fly_share_of((size_t)(wins * (double)n + 1e-9), n, pair->data->pairing);
    fly_words_name(pair->data->kpis[k].name, name);
    fly_html_put(html, "<p>");
    fly_html_say(html,
                 "Each replicate is one course that chance may take. %s has the better %s in %zu of %zu, so the "
                 "probability that it does is between %.0f %% and %.0f %% (95 %% interval of this share), if the "
                 "assumptions hold.",
                 pair->names[is_b], name, share.n_met, n, 100 * share.low, 100 * share.high);
    fly_html_put(html, "</p>\n");
}

static void put_budget(struct fly_html *html, const struct pair *pair)
{
    char a[FLY_WORDS], b[FLY_WORDS], more[FLY_WORDS];
    const struct fly_comparison *c = pair->comparison;
    if (c->equal_spend) return;
    fly_words_amount(c->spend_a, "", a);
    fly_words_amount(c->spend_b, "", b);
    fly_words_signed(c->spend_b - c->spend_a, "", more);
    fly_html_put(html, "<p class=\"warn\">");
    fly_html_say(html, "Not at equal budget: %s spends %s, %s %s (%s). Who wins may be a matter of the money alone.",
                 pair->names[0], a, pair->names[1], b, more);
    fly_html_put(html, "</p>\n");
}

/* ---- cards ---- */

static void put_card(struct fly_html *html, const struct pair *pair, size_t k)
{
    const struct fly_kpi_row *kpi = &pair->data->kpis[k];
    const struct fly_kpi_comparison *figures = &pair->comparison->kpis[k];
    char name[FLY_WORDS], value[FLY_WORDS], a[FLY_WORDS], b[FLY_WORDS], interval[FLY_WORDS_INTERVAL], note[NOTE];
    fly_words_name(kpi->name, name);
    fly_words_signed(figures->difference.mean, fly_answer_unit(kpi), value);
    fly_words_amount(figures->a.mean, "", a);
    fly_words_amount(figures->b.mean, "", b);
    if (isnan(figures->difference.low)) {
        (void)snprintf(note, sizeof note, "%s instead of %s", b, a);
    } else {
        fly_words_interval(figures->difference.low, figures->difference.high, "", interval);
        (void)snprintf(note, sizeof note, "%s instead of %s; 95 %%: %s", b, a, interval);
    }
    fly_answer_card(html, name, value, note);
}

static void put_cards(struct fly_html *html, const struct pair *pair)
{
    size_t kpis[FLY_ANSWER_CARDS];
    const size_t n = fly_answer_main_kpis(pair->data, kpis);
    fly_html_put(html, "<p class=\"muted\">% less %:</p>\n<div class=\"cards\">\n", pair->names[1], pair->names[0]);
    for (size_t i = 0; i < n; i++)
        if (pair->comparison->kpis[kpis[i]].difference.n > 0) put_card(html, pair, kpis[i]);
    fly_html_put(html, "</div>\n");
}

/* ---- where each wins ---- */

static size_t count_wins(const struct pair *pair, int side)
{
    size_t n = 0;
    for (size_t k = 0; k < pair->data->n_kpis; k++)
        n += sure_winner(pair, k) == side;
    return n;
}

static void put_win(struct fly_html *html, const struct pair *pair, size_t k)
{
    const struct fly_kpi_row *kpi = &pair->data->kpis[k];
    const struct fly_estimate *d = &pair->comparison->kpis[k].difference;
    const double sign = d->mean < 0 ? -1 : 1;
    char name[FLY_WORDS], amount[FLY_WORDS], interval[FLY_WORDS_INTERVAL];
    fly_words_name(kpi->name, name);
    fly_words_amount(sign * d->mean, kpi->unit, amount);
    fly_words_interval(sign > 0 ? d->low : -d->high, sign > 0 ? d->high : -d->low, "", interval);
    fly_html_put(html, "<li>");
    fly_html_say(html, "%s is %s by %s (95 %% interval %s)", name, fly_answer_better(kpi), amount, interval);
    fly_html_put(html, " <span class=\"muted\">%</span></li>\n", kpi->doc);
}

/* The weeks in which the one that is not ahead at the end was ahead by the KPI that decides. */
static int put_weeks(struct fly_html *html, const struct pair *pair, int side, struct fly_error *error)
{
    const ptrdiff_t k = fly_deciding_kpi(pair->data);
    if (k < 0 || !*pair->data->kpis[k].path) return FLY_OK;
    const struct fly_kpi_row *kpi = &pair->data->kpis[k];
    struct fly_course course = {0};
    char name[FLY_WORDS], amount[FLY_WORDS];
    int ret = fly_course_init(&course, pair->data, kpi->path, error);
    if (ret == FLY_ERR_USAGE) return FLY_OK;
    if (ret < 0) return ret;
    struct fly_behind behind;
    FLY_TRY(fly_course_behind(&course, pair->comparison->a, pair->comparison->b, side == 0 ? kpi->better : -kpi->better,
                              &behind, error));
    fly_words_name(kpi->name, name);
    fly_words_amount(fabs(behind.most.mean), kpi->unit, amount);
    if (behind.n > 0) {
        fly_html_put(html, "<p>");
        fly_html_say(
            html,
            "In %zu week%s, between week %.6g and week %.6g, its mean %s was ahead, surely in %zu of them (each "
            "week by its own 95 %% interval); most of all in week %.6g, by %s.",
            behind.n, fly_words_plural(behind.n), behind.first, behind.last, name, behind.n_sure, behind.week, amount);
        fly_html_put(html, "</p>\n");
    } else {
        fly_html_put(html, "<p>In no week was its mean % ahead.</p>\n", name);
    }
out:
    fly_course_free(&course);
    return ret;
}

static int put_side(struct fly_html *html, const struct pair *pair, int side, bool is_ahead, struct fly_error *error)
{
    const size_t n = count_wins(pair, side);
    size_t n_judged = 0;
    for (size_t k = 0; k < pair->data->n_kpis; k++)
        n_judged += pair->data->kpis[k].better != FLY_NEITHER && pair->comparison->kpis[k].difference.n > 0;
    fly_html_put(html, "<h3>Where % wins</h3>\n<p>", pair->names[side]);
    if (n == 0)
        fly_html_say(html, "It is surely better in none of the %zu figures that can be better or worse.", n_judged);
    else
        fly_html_say(html, "It is surely better in %zu of the %zu figures that can be better or worse%s", n, n_judged,
                     n > FEW ? "." : ":");
    fly_html_put(html, "</p>\n");
    if (n > FEW) fly_html_put(html, "<details><summary>Which ones</summary>\n");
    if (n > 0) fly_html_put(html, "<ul>\n");
    for (size_t k = 0; k < pair->data->n_kpis; k++)
        if (sure_winner(pair, k) == side) put_win(html, pair, k);
    if (n > 0) fly_html_put(html, "</ul>\n");
    if (n > FEW) fly_html_put(html, "</details>\n");
    return is_ahead ? FLY_OK : put_weeks(html, pair, side, error);
}

/* ---- all figures ---- */

static void put_amount(struct fly_html *html, double value, bool is_signed)
{
    char amount[FLY_WORDS];
    if (is_signed)
        fly_words_signed(value, "", amount);
    else
        fly_words_amount(value, "", amount);
    fly_table_number(html, value, amount);
}

static void put_week(struct fly_html *html, double week)
{
    char text[FLY_WORDS];
    (void)snprintf(text, sizeof text, "%.6g", week);
    if (isinf(week))
        fly_table_text(html, "never");
    else
        fly_table_number(html, week, text);
}

static void put_row(struct fly_html *html, const struct pair *pair, size_t k)
{
    char share[FLY_WORDS];
    const struct fly_kpi_comparison *figures = &pair->comparison->kpis[k];
    (void)snprintf(share, sizeof share, "%.0f %%", 100 * figures->wins);
    fly_table_row(html, pair->data->kpis[k].name);
    fly_table_text(html, pair->data->kpis[k].unit);
    put_amount(html, figures->a.mean, false);
    put_amount(html, figures->b.mean, false);
    put_amount(html, figures->difference.mean, true);
    put_amount(html, figures->difference.low, true);
    put_amount(html, figures->difference.high, true);
    fly_table_number(html, figures->wins, share);
    put_week(html, figures->leads_from);
}

static void put_table(struct fly_html *html, const struct pair *pair)
{
    const char *const titles[] = {pair->names[0], pair->names[1], "difference", "95 % from",
                                  "to",           "wins",         "leads from"};
    fly_html_put(
        html,
        "<h3>All figures</h3>\n<p>The mean of each, the difference % less % replicate by replicate with "
        "its 95 % interval, the share of replicates in which % is better (ties count half), and the week "
        "from which its mean course leads for good. Where there is no difference one interval in twenty leaves out 0 "
        "by chance alone, and here are many.</p>\n",
        pair->names[1], pair->names[0], "%", pair->names[1]);
    fly_table_open(html, "All KPIs");
    fly_table_column(html, "KPI", false);
    fly_table_column(html, "unit", false);
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        fly_table_column(html, titles[i], true);
    fly_table_body(html);
    for (size_t k = 0; k < pair->data->n_kpis; k++)
        if (!is_undefined(&pair->comparison->kpis[k])) put_row(html, pair, k);
    fly_table_close(html);
}

static void put_undefined(struct fly_html *html, const struct pair *pair)
{
    bool is_first = true;
    for (size_t k = 0; k < pair->data->n_kpis; k++) {
        if (!is_undefined(&pair->comparison->kpis[k])) continue;
        fly_html_put(html,
                     is_first ? "<p class=\"muted\">Undefined in both, most often because what they measure is "
                                "switched off: %"
                              : ", %",
                     pair->data->kpis[k].name);
        is_first = false;
    }
    if (!is_first) fly_html_put(html, ".</p>\n");
}

int fly_answer_put_two(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    int ret;
    const struct fly_dataset *data = report->data;
    const struct pair pair = {data, &report->comparisons[0], {data->scenarios.text[0], data->scenarios.text[1]}};
    const ptrdiff_t k = fly_deciding_kpi(data);
    const bool is_b_ahead = k >= 0 && !(pair.comparison->kpis[k].wins < 0.5);
    fly_html_put(html, "<p class=\"answer\">%</p>\n", pair.comparison->sentence);
    put_budget(html, &pair);
    say_probability(html, &pair);
    put_cards(html, &pair);
    FLY_TRY(fly_answer_put_assumptions(html, report, error));
    FLY_TRY(put_side(html, &pair, is_b_ahead, true, error));
    FLY_TRY(put_side(html, &pair, !is_b_ahead, false, error));
    FLY_TRY(fly_answer_put_targets(html, data, error));
    put_table(html, &pair);
    put_undefined(html, &pair);
out:
    return ret;
}
