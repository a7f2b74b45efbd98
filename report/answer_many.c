/* The answer about three strategies and more: their ranking, whom one cannot tell apart, and on what others win. */
#include "report/answer.h"

#include "analysis/rank.h"

#include <math.h>
#include <stdio.h>

enum { SENTENCE = 2048 };

static const char *name_of(const struct fly_dataset *data, const struct fly_ranking *ranking, size_t place)
{
    return data->scenarios.text[ranking->items[place].scenario];
}

static void put_amount(struct fly_html *html, double value, bool is_signed)
{
    char amount[FLY_WORDS];
    if (is_signed)
        fly_words_signed(value, "", amount);
    else
        fly_words_amount(value, "", amount);
    fly_table_number(html, value, amount);
}

/* ---- the ranking ---- */

/* "flywheel, community": whom one cannot tell from this one. */
static void put_alike(struct fly_html *html, const struct fly_dataset *data, const struct fly_ranking *ranking,
                      size_t place)
{
    bool is_first = true;
    fly_html_put(html, "<td>");
    for (size_t j = 0; j < ranking->n_ranked && place < ranking->n_ranked; j++) {
        if (j == place || fly_ranking_tells_apart(ranking, place, j)) continue;
        fly_html_put(html, is_first ? "%" : ", %", name_of(data, ranking, j));
        is_first = false;
    }
    if (is_first) fly_html_put(html, "\xe2\x80\x93");
}

static void put_place(struct fly_html *html, const struct fly_dataset *data, const struct fly_ranking *ranking,
                      size_t place)
{
    const struct fly_ranked *item = &ranking->items[place];
    const bool is_ranked = place < ranking->n_ranked;
    const struct fly_rank_pair nothing = {.difference = {.mean = NAN}, .low = NAN, .high = NAN};
    const struct fly_rank_pair *pair = is_ranked && place > 0 ? fly_ranking_pair(ranking, place, 0) : &nothing;
    char share[FLY_WORDS];
    (void)snprintf(share, sizeof share, "%.0f %%", 100 * item->best_share);
    fly_table_row(html, name_of(data, ranking, place));
    put_amount(html, item->value.mean, false);
    put_amount(html, pair->difference.mean, true);
    put_amount(html, pair->low, true);
    put_amount(html, pair->high, true);
    fly_table_number(html, item->best_share, share);
    fly_table_text(html, !is_ranked ? "undefined" : item->may_be_best ? "yes" : "no");
    put_alike(html, data, ranking, place);
}

static void put_ranking(struct fly_html *html, const struct fly_dataset *data, const struct fly_ranking *ranking,
                        const char *kpi)
{
    static const char *const titles[] = {"less the first", "95 % from", "to", "best in"};
    fly_html_put(html,
                 "<h3>The ranking by %</h3>\n<p>The intervals hold together, for all pairs at once, in 95 of 100 "
                 "experiments like this one.</p>\n",
                 kpi);
    fly_table_open(html, "The ranking");
    fly_table_column(html, "strategy", false);
    fly_table_column(html, kpi, true);
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        fly_table_column(html, titles[i], true);
    fly_table_column(html, "may be the best", false);
    fly_table_column(html, "cannot be told from", false);
    fly_table_body(html);
    for (size_t place = 0; place < ranking->n; place++)
        put_place(html, data, ranking, place);
    fly_table_close(html);
}

/* ---- every KPI ---- */

/* Who is best by it: the winner, or those that may be. */
static void put_best(struct fly_html *html, const struct fly_dataset *data, const struct fly_ranking *ranking)
{
    bool is_first = true;
    fly_html_put(html, "<td>");
    if (fly_ranking_has_winner(ranking)) {
        fly_html_put(html, "%", name_of(data, ranking, 0));
        return;
    }
    for (size_t i = 0; i < ranking->n_ranked; i++) {
        if (!ranking->items[i].may_be_best) continue;
        fly_html_put(html, is_first ? "open: %" : ", %", name_of(data, ranking, i));
        is_first = false;
    }
}

static void put_means(struct fly_html *html, const struct fly_report *report, size_t k)
{
    const struct fly_comparison *comparisons = report->comparisons;
    put_amount(html, comparisons[0].kpis[k].a.mean, false);
    for (size_t i = 0; i < report->n_comparisons; i++)
        put_amount(html, comparisons[i].kpis[k].b.mean, false);
}

static bool is_defined(const struct fly_report *report, size_t k)
{
    bool any = report->comparisons[0].kpis[k].a.n > 0;
    for (size_t i = 0; i < report->n_comparisons; i++)
        any |= report->comparisons[i].kpis[k].b.n > 0;
    return any;
}

static int put_kpi(struct fly_html *html, const struct fly_report *report, size_t k, struct fly_error *error)
{
    const struct fly_dataset *data = report->data;
    const struct fly_kpi_row *kpi = &data->kpis[k];
    struct fly_ranking ranking = {0};
    fly_table_row(html, kpi->name);
    fly_table_text(html, kpi->unit);
    put_means(html, report, k);
    fly_table_text(html, kpi->better == FLY_NEITHER ? "\xe2\x80\x93" : fly_answer_better(kpi));
    if (kpi->better == FLY_NEITHER) {
        fly_table_text(html, "\xe2\x80\x93");
        return FLY_OK;
    }
    const int ret = fly_rank(&ranking, data, k, error);
    if (ret == FLY_OK) put_best(html, data, &ranking);
    fly_ranking_free(&ranking);
    return ret;
}

static int put_table(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    const struct fly_dataset *data = report->data;
    int ret = FLY_OK;
    fly_html_put(html, "<h3>All figures</h3>\n<p>The mean of each strategy, and which one is surely the best by it, or "
                       "which ones may be.</p>\n");
    fly_table_open(html, "All KPIs");
    fly_table_column(html, "KPI", false);
    fly_table_column(html, "unit", false);
    for (size_t s = 0; s < data->scenarios.n; s++)
        fly_table_column(html, data->scenarios.text[s], true);
    fly_table_column(html, "better", false);
    fly_table_column(html, "the best", false);
    fly_table_body(html);
    for (size_t k = 0; k < data->n_kpis; k++)
        if (is_defined(report, k)) FLY_TRY(put_kpi(html, report, k, error));
    fly_table_close(html);
out:
    return ret;
}

/* ---- where others win ---- */

static void put_win(struct fly_html *html, const struct fly_dataset *data, const struct fly_ranking *ranking, size_t k)
{
    const struct fly_kpi_row *kpi = &data->kpis[k];
    const struct fly_rank_pair *pair = fly_ranking_pair(ranking, 0, fly_ranking_rival(ranking));
    char name[FLY_WORDS], amount[FLY_WORDS], value[FLY_WORDS];
    fly_words_name(kpi->name, name);
    fly_words_amount(ranking->items[0].value.mean, kpi->unit, value);
    fly_words_amount(fabs(pair->difference.mean), kpi->unit, amount);
    fly_html_put(html, "<li>");
    fly_html_say(html, "%s has the best %s: %s, %s by %s than that of the next one, %s.", name_of(data, ranking, 0),
                 name, value, fly_answer_better(kpi), amount, name_of(data, ranking, fly_ranking_rival(ranking)));
    fly_html_put(html, " <span class=\"muted\">%</span></li>\n", kpi->doc);
}

/* KPIs by which somebody else than the first one is surely the best. */
static int put_others(struct fly_html *html, const struct fly_dataset *data, size_t first, struct fly_error *error)
{
    size_t n = 0;
    fly_html_put(html, "<h3>Where others win</h3>\n");
    for (size_t k = 0; k < data->n_kpis; k++) {
        struct fly_ranking ranking;
        if (data->kpis[k].better == FLY_NEITHER) continue;
        const int ret = fly_rank(&ranking, data, k, error);
        if (ret < 0) return ret;
        if (fly_ranking_has_winner(&ranking) && ranking.items[0].scenario != first) {
            if (n++ == 0) fly_html_put(html, "<ul>\n");
            put_win(html, data, &ranking, k);
        }
        fly_ranking_free(&ranking);
    }
    if (n > 0)
        fly_html_put(html, "</ul>\n");
    else
        fly_html_put(html, "<p>By no figure is another strategy surely the best.</p>\n");
    return FLY_OK;
}

static void put_budgets(struct fly_html *html, const struct fly_report *report)
{
    for (size_t i = 0; i < report->n_comparisons; i++) {
        const struct fly_comparison *c = &report->comparisons[i];
        char a[FLY_WORDS], b[FLY_WORDS];
        if (c->equal_spend) continue;
        fly_words_amount(c->spend_a, "", a);
        fly_words_amount(c->spend_b, "", b);
        fly_html_put(html, "<p class=\"warn\">Not at equal budget: % spends %, % %.</p>\n",
                     report->data->scenarios.text[c->a], a, report->data->scenarios.text[c->b], b);
    }
}

int fly_answer_put_many(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    int ret = FLY_OK;
    const struct fly_dataset *data = report->data;
    const ptrdiff_t k = fly_deciding_kpi(data);
    struct fly_ranking ranking = {0};
    char sentence[SENTENCE], name[FLY_WORDS];
    if (k >= 0) {
        FLY_TRY(fly_rank(&ranking, data, (size_t)k, error));
        fly_ranking_print(&ranking, data->scenarios.text, &data->kpis[k], sentence, sizeof sentence);
        fly_words_name(data->kpis[k].name, name);
        fly_html_put(html, "<p class=\"answer\">%</p>\n", sentence);
        put_budgets(html, report);
        put_ranking(html, data, &ranking, name);
        FLY_TRY(put_others(html, data, ranking.items[0].scenario, error));
    }
    FLY_TRY(fly_answer_put_assumptions(html, report, error));
    FLY_TRY(fly_answer_put_targets(html, data, error));
    FLY_TRY(put_table(html, report, error));
out:
    fly_ranking_free(&ranking);
    return ret;
}
